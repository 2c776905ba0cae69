"""Going back: the content of an earlier snapshot is published under the next id."""

from dataclasses import dataclass

from server.store.folder import DataFolder, FolderError, Snapshot
from server.store.publish import Draft, Unchanged


@dataclass(frozen=True)
class Rollback:
    """Publish the content of an earlier snapshot under the next id."""

    to: int
    why: str

    action = "rollback"

    @property
    def reason(self) -> str:
        return self.why

    def origin(self, folder: DataFolder) -> Snapshot | None:
        snapshot = folder.snapshot(self.to)
        if snapshot is None:
            known = "、".join(str(s.id) for s in folder.all_snapshots()) or "无 / none"
            raise FolderError(
                f"没有快照 {self.to}（现有：{known}）。"
                f"/ There is no snapshot {self.to} (there are: {known})."
            )
        return snapshot

    def apply(self, draft: Draft) -> None:
        current = draft.folder.current()
        if current and current.id == self.to:
            raise Unchanged
        draft.facts = {"to": self.to}
