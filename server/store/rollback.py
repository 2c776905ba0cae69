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
        if snapshot is None and any(record["id"] == self.to for record in folder.history()):
            raise FolderError(
                f"快照 {self.to} 是一次写入产生的，之后的写入已取代它，内容已清理，不能退回；"
                f"当时提交的内容仍在 documents 中。"
                f"/ Snapshot {self.to} was made by a write and has been removed since newer writes "
                f"took its place: one cannot go back to it. What was sent is still in documents."
            )
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


@dataclass(frozen=True)
class TakeBack(Rollback):
    """Undo a publication that turned out not to serve, as long as it is the current one."""

    of: int

    def origin(self, folder: DataFolder) -> Snapshot | None:
        current = folder.current()
        if current is None or current.id != self.of:
            raise FolderError(
                f"快照 {self.of} 之后已有新的发布，没有撤回。"
                f"/ There is a later publication than snapshot {self.of}: it was not taken back."
            )
        return super().origin(folder)
