"""A plain store: a data folder with no ontology, shapes or checklist, in which every graph is free.

What a snapshot is stands in its manifest (`plain`), and every snapshot made from it is one too: a
plain store never becomes one of checklists, nor the other way round.
"""

from server.store.errors import FolderError
from server.store.folder import DataFolder, Snapshot
from server.store.publish import Draft, is_plain


class MakePlain:
    """Publish the empty plain store, in a folder where nothing is published yet."""

    action = "init"
    reason = "新建空的普通存储 / made an empty plain store"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        if folder.current():
            raise FolderError(
                f"数据目录 {folder.path} 里已有数据；请用 --data 指定另一个目录。"
                f"/ There are data in the folder {folder.path}; name another with --data."
            )
        return None

    def apply(self, draft: Draft) -> None:
        draft.plain = True


def refuse_engine(snapshot: Snapshot | None) -> None:
    """Raises FolderError where a plain store is to be served from an engine elsewhere."""
    if is_plain(snapshot):
        raise FolderError(
            "普通存储只用内置引擎，请去掉 LIFEMATTERS_STORE。"
            "/ A plain store is served by the embedded engine: leave LIFEMATTERS_STORE out."
        )
