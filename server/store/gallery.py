"""A saved query of the installation as a publication: kept beside the data, in the snapshot, so
that a rollback takes it back."""

import hashlib
from dataclasses import dataclass

from server.store.folder import DataFolder, Snapshot
from server.store.publish import Draft, Unchanged


class NoSuchQuery(Exception):
    """There is no query of this name to remove."""


@dataclass
class KeepQuery:
    """Publish a saved query, which was checked, by `who`. `existed` says, after `apply`, whether it
    takes the place of one."""

    name: str
    source: str
    who: str
    existed: bool = False

    action = "query-put"

    @property
    def reason(self) -> str:
        return f"收进查询 {self.name} / kept the query {self.name}"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        self.existed = self.name in draft.gallery
        if self.existed and draft.gallery[self.name] == self.source:
            raise Unchanged
        draft.gallery[self.name] = self.source
        content = self.source.encode()
        draft.documents.append(content)
        sent = [hashlib.sha256(content).hexdigest()]
        draft.facts = {"who": self.who, "query": self.name, "sent": sent}


@dataclass
class RemoveQuery:
    """Publish without a saved query that was added here."""

    name: str
    who: str

    action = "query-delete"

    @property
    def reason(self) -> str:
        return f"删除查询 {self.name} / removed the query {self.name}"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        """Raises NoSuchQuery."""
        if self.name not in draft.gallery:
            raise NoSuchQuery
        del draft.gallery[self.name]
        draft.facts = {"who": self.who, "query": self.name}


GalleryChange = KeepQuery | RemoveQuery
