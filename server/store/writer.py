"""Writing from the web service: one write at a time, evaluated by a confined worker, published in
the data folder."""

import threading
from collections.abc import Callable
from pathlib import Path

from server.publication import publish_change
from server.settings import Settings
from server.store.folder import DataFolder
from server.store.gallery import GalleryChange
from server.store.publish import Forget
from server.store.write import ACTIONS, Conforms, WriteGraphs, Written
from server.workers.errors import Busy
from server.workers.updates import Evaluated, Updates, Write


class Writer:
    """Publishes writes in `folder`, and calls `published` with the snapshot of each before the next
    one begins; call `close` to end its workers."""

    def __init__(
        self,
        settings: Settings,
        folder: DataFolder,
        published: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._published = published
        self._settings = settings
        self._folder = folder
        self._updates = Updates(settings.memory, settings.update_queue)
        self._writing = threading.Lock()

    def write(self, write: Write, who: str, conforms: Conforms) -> Written:
        """Publish what `write` makes of the present. Raises what `Store.write` does."""
        settings = self._settings
        with self._updates.admitted():
            if not self._writing.acquire(timeout=settings.update_deadline):
                raise Busy
            try:
                change = WriteGraphs(write, who, self._evaluate, conforms)
                kept = settings.keep_writes
                forget = Forget(ACTIONS, kept) if kept else None
                record = publish_change(self._folder, change, settings.base, forget=forget)
                if record:
                    self._published(record["id"])
            finally:
                self._writing.release()
        return Written(record["id"] if record else None, change.existed)

    def keep(self, change: GalleryChange) -> int | None:
        """Publish a change of the gallery; the snapshot, or None where nothing changed. Raises
        NoSuchQuery, Busy where a write takes too long, and FolderError."""
        with self._updates.admitted():
            if not self._writing.acquire(timeout=self._settings.update_deadline):
                raise Busy
            try:
                record = publish_change(self._folder, change, self._settings.base)
                if record:
                    self._published(record["id"])
            finally:
                self._writing.release()
        return record["id"] if record else None

    def close(self) -> None:
        self._updates.close()

    def _evaluate(self, write: Write, scratch: Path, before: Path | None) -> Evaluated:
        settings = self._settings
        return self._updates.evaluate(
            write,
            scratch,
            before,
            base=settings.base,
            triples=settings.graph_triples,
            deadline=settings.update_deadline,
        )
