"""Every change of the data is a publication: the next snapshot is built beside the current one,
and one atomic switch of the pointer makes it the present. A crash, a violation or a kill at any
moment before that leaves the old snapshot serving.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import NamedNode, Store, Triple

from loader.statements import Layer, in_graph
from server.store.durable import sync_tree
from server.store.errors import (
    Damaged,
    FolderError,
    corrupted,
    damaged,
    plain_store,
    unfinished,
    unwritable,
)
from server.store.folder import DataFolder, Snapshot
from server.store.manifest import NAME, damage, describe
from server.store.present import Difference, Patch, Replaced, replace_layers
from server.store.registers import Gallery, Registers

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Forget:
    """Of the snapshots that publications of these `actions` made, only the newest `keep` are
    needed."""

    actions: Collection[str]
    keep: int


class Unchanged(Exception):
    """The change would change nothing; nothing is published."""


@dataclass
class Draft:
    """The next snapshot while it is being built."""

    folder: DataFolder
    base: str
    id: int
    at: datetime
    open: Callable[[], Store]
    """Opens the store to work in, when it is first asked for."""
    registers: Registers
    progress: Progress
    place: Path
    """A directory for scratch files of the change; it goes when the draft does."""
    origin: Snapshot | None = None
    """The snapshot that is built on."""
    plain: bool = False
    """Whether this is a plain store: no ontology, no checklist, every graph free."""
    flushed: bool = False
    """Whether all of the store is on its files, and it may be open for reading only."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the history should say of this publication besides id, time and action."""
    documents: list[bytes] = field(default_factory=list)
    """Source files to keep."""
    gallery: Gallery = field(default_factory=lambda: Gallery(None))
    """The saved queries that were added here."""
    changes: int = 0
    """How far the change log goes: the number of its last event."""
    shared_written: bool = False
    """Whether the graphs of ontology and codes have been brought up to date."""
    describing: "Describing | None" = None
    """Keeps what the store says of itself in step."""
    indexing: "Indexing | None" = None
    """Keeps the search index in step."""
    recording: "Recording | None" = None
    """Keeps the change log in step."""

    @cached_property
    def store(self) -> Store:
        """The store to work in."""
        return self.open()

    def copy(self, path: Path) -> None:
        """Copy the store as it is now to `path`; one that nobody has asked for need not be made."""
        if self.origin and "store" not in vars(self):
            Store.read_only(str(self.origin.store)).backup(str(path))
        else:
            self.store.backup(str(path))

    def write(self, layers: Iterable[Layer], patches: Collection[Patch] = ()) -> None:
        """Write layers and patches into the named graphs, and bring the default graph up to date
        (`replace_layers`). All that changes a store of checklists is written so."""

        replace_layers(self.store, self.base, layers, patches, self._changed)

    def append(self, graph: NamedNode, triples: Collection[Triple]) -> None:
        """Add statements that are not there yet to a graph that is no layer of the present."""
        nothing = Difference(frozenset(), frozenset())
        self._changed(Replaced({graph: Difference(frozenset(), frozenset(triples))}, nothing))
        self.store.bulk_extend(in_graph(triple, graph) for triple in triples)

    def _changed(self, replaced: Replaced) -> None:
        for follower in (self.describing, self.indexing, self.recording):
            if follower:
                follower.changed(replaced)


class Describing(Protocol):
    """What a store says of itself, while it changes."""

    def changed(self, replaced: Replaced) -> None:
        """Take note of a change of the store, between what leaves the default graph and what
        enters it."""
        ...

    def write(self, gallery: Mapping[str, str]) -> None:
        """Bring what the store says of itself up to date; `gallery` has the saved queries that
        were added here."""
        ...


class Indexing(Protocol):
    """The search index of a store, while the store changes."""

    def changed(self, replaced: Replaced) -> None:
        """Take note of a change of the store."""
        ...

    def write(self, store: Store, directory: Path, origin: Snapshot | None) -> None:
        """Write the index into a new directory; what did not change is linked from `origin`."""
        ...


class Recording(Protocol):
    """The change log of a store, while the store changes."""

    def changed(self, replaced: Replaced) -> None:
        """Take note of a change of the store."""
        ...

    def write(self, draft: Draft, current: Snapshot | None, said: Mapping[str, Any]) -> int:
        """Add to the log of `draft` what it changes, as the publication that `said` tells of, where
        `current` is what was published before. Returns how far the log goes."""
        ...


Describe = Callable[[Store, str], Describing]
"""Follows the changes of a store whose IRIs stand under a base."""
Index = Callable[[str], Indexing]
Record = Callable[[str], Recording]
"""Follows the changes of a store whose IRIs stand under a base."""


class Change(Protocol):
    """Something that changes the data. `apply` may raise Unchanged, or any error to give up."""

    @property
    def action(self) -> str: ...

    @property
    def reason(self) -> str: ...

    def origin(self, folder: DataFolder) -> Snapshot | None:
        """The snapshot to build on."""
        ...

    def apply(self, draft: Draft) -> None: ...


def publish(
    folder: DataFolder,
    change: Change,
    base: str,
    build: str,
    progress: Progress = lambda _: None,
    *,
    forget: Forget | None = None,
    describe: Describe | None = None,
    index: Index | None = None,
    record: Record | None = None,
) -> dict[str, Any] | None:
    """Publish a change; returns its record in the history, or None where nothing changed. Once it
    is published, snapshots are removed as `forget` says.

    `base` is the base of instance IRIs, `build` the version of the software; `describe` has the
    store say of itself what it holds, `index` makes its search index and `record` keeps its change
    log, unless it is a plain one.
    Raises FolderError where the data were made under another base, where what the change builds on
    is damaged, and where the folder cannot be written; and what the change raises.
    """
    with _in_words(folder), suppress(Unchanged), folder.publishing():
        followers = _Followers(describe, index, record)
        return _publish(folder, change, base, build, progress, forget, followers)
    return None


def rehearse(
    folder: DataFolder, change: Change, base: str, progress: Progress = lambda _: None
) -> None:
    """Apply a change to a copy that is thrown away: what `publish` would raise is raised, and
    nothing is published or kept."""
    folder.check()
    origin = change.origin(folder)
    for snapshot in (origin, folder.current()):
        check_base(snapshot, base)
    _verify(origin, thorough=False)
    # the engine may still be tidying up in it when it is removed
    scratch = tempfile.TemporaryDirectory(prefix="lifematters-", ignore_cleanup_errors=True)
    with _in_words(folder), suppress(Unchanged), scratch as place:
        change.apply(_draft(folder, base, 0, origin, progress, Path(place)))


def is_plain(snapshot: Snapshot | None) -> bool:
    """Whether the snapshot is of a plain store, in which nothing is a record."""
    return snapshot is not None and bool(snapshot.manifest().get("plain"))


def check_base(snapshot: Snapshot | None, base: str) -> None:
    """Raises FolderError where the snapshot's IRIs stand under another base."""
    if snapshot is None or (stored := snapshot.manifest()["base"]) == base:
        return
    raise FolderError(
        f"数据以 {stored} 为基址发布，现在的 LIFEMATTERS_BASE 是 {base}。"
        f"请改回原基址，或用另一个数据目录重新装载。"
        f"/ The data were published under {stored}, but LIFEMATTERS_BASE is {base}. "
        f"Set it back, or load into another data folder."
    )


@contextmanager
def _in_words(folder: DataFolder) -> Iterator[None]:
    """What the operating system or the engine meets becomes a sentence; a bug stays what it is."""
    try:
        yield
    except OSError as error:
        raise unwritable(folder.path, error) from error
    except RuntimeError as error:
        if not str(error).startswith("Corruption"):  # the engine has no type of its own for it
            raise
        raise corrupted(folder.path, error) from error


class _WithoutCurrent(DataFolder):
    """The data folder as a change sees it that goes back past a lost pointer."""

    def current(self) -> Snapshot | None:
        return None


def _publish(
    folder: DataFolder,
    change: Change,
    base: str,
    build: str,
    progress: Progress,
    forget: Forget | None,
    followers: "_Followers",
) -> dict[str, Any]:
    origin = change.origin(folder)
    seen, current = _found(folder)
    for snapshot in (origin, current):
        check_base(snapshot, base)
    _verify(origin, thorough=origin != current)
    folder.repair_log()
    number = folder.next_id()
    final = folder.snapshots / f"{number:06d}"
    building = final.with_suffix(".building")
    building.mkdir()
    try:
        draft = _draft(seen, base, number, origin, progress, building)
        if not draft.plain:
            followers.follow(draft)
        change.apply(draft)
        if draft.plain and draft.registers:
            raise plain_store(folder.path)
        if draft.recording and not draft.plain:
            draft.changes = draft.recording.write(draft, current, _said(draft, change))
        if draft.describing and not draft.plain:
            draft.describing.write(draft.gallery)
        record = _build(draft, change, origin, build, building / "whole")
        (building / "whole").rename(final)
    finally:
        _clear(building)
    _switch(folder, number, final)
    try:
        folder.log(record)
    except OSError as error:
        raise unfinished(number, error) from error
    if forget:
        with suppress(OSError):  # the next publication tries again
            folder.thin(forget.actions, forget.keep)
    folder.remove_abandoned()
    return record


@dataclass(frozen=True)
class _Followers:
    """What follows the changes of a store."""

    describe: Describe | None
    index: Index | None
    record: Record | None

    def follow(self, draft: Draft) -> None:
        draft.describing = self.describe(draft.store, draft.base) if self.describe else None
        draft.indexing = self.index(draft.base) if self.index else None
        draft.recording = self.record(draft.base) if self.record else None


def _said(draft: Draft, change: Change) -> dict[str, Any]:
    """What the history says of a publication."""
    return {
        "id": draft.id,
        "at": draft.at.isoformat(timespec="seconds"),
        "action": change.action,
        "reason": change.reason,
        **draft.facts,
    }


def _found(folder: DataFolder) -> tuple[DataFolder, Snapshot | None]:
    """The folder as the change shall see it, and its current snapshot where that can be read."""
    try:
        current = folder.current()
    except Damaged:
        return _WithoutCurrent(folder.path), None
    try:
        if current:
            current.manifest()
    except Damaged:
        current = None
    return folder, current


def _verify(origin: Snapshot | None, *, thorough: bool) -> None:
    """Raises Damaged where a publication would build on damage. What one goes back to is read in
    full; what is served is compared by size and time."""
    for found in damage(origin, thorough=thorough) if origin else ():
        if found.kind != "unknown":
            raise damaged(found.snapshot, found.file)


def _draft(
    folder: DataFolder,
    base: str,
    number: int,
    origin: Snapshot | None,
    progress: Progress,
    place: Path,
) -> Draft:
    return Draft(
        folder,
        base,
        number,
        datetime.now(UTC),
        partial(_working_copy, origin, place / "work"),
        Registers(origin),
        progress,
        place,
        origin,
        is_plain(origin),
        gallery=Gallery(origin),
        changes=origin.manifest().get("changes", 0) if origin else 0,
    )


def _working_copy(origin: Snapshot | None, path: Path) -> Store:
    if origin:
        Store.read_only(str(origin.store)).backup(str(path))
    return Store(str(path))


def _build(
    draft: Draft, change: Change, origin: Snapshot | None, build: str, whole: Path
) -> dict[str, Any]:
    """Write the finished snapshot to the directory `whole`. The store that was worked in stays
    behind: a copy of it has no write-ahead log, and nothing changes it any more."""
    documents = [draft.folder.keep_document(content) for content in draft.documents]
    whole.mkdir()
    if not draft.flushed:
        draft.store.flush()
    draft.store.backup(str(whole / "store"))
    if draft.indexing and not draft.plain:
        draft.indexing.write(draft.store, whole / "search", origin)
    del draft.store
    draft.registers.write(whole / "registers")
    if draft.gallery:
        draft.gallery.write(whole / "gallery")
    record = _said(draft, change)
    if draft.changes:
        record["changes"] = draft.changes
    files = describe(whole, origin)
    manifest = {
        "id": draft.id,
        "base": draft.base,
        "build": build,
        "publication": record,
        "documents": documents,
        **({"plain": True} if draft.plain else {}),
        **({"changes": draft.changes} if draft.changes else {}),
        "files": files.hashes,
        "stamps": files.stamps,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (whole / NAME).write_text(text, "utf-8")
    sync_tree(whole, (*files.fresh, NAME))
    return record


def _clear(building: Path) -> None:
    """Remove what was built. An error may have left a store open, whose own threads write there
    while it is removed; what even so remains goes with the next publication."""
    for _ in range(3):
        shutil.rmtree(building, ignore_errors=True)
        if not building.exists():
            break


def _switch(folder: DataFolder, number: int, final: Path) -> None:
    try:
        folder.switch(number)
    except OSError:
        shutil.rmtree(final, ignore_errors=True)
        raise
