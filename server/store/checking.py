"""Is the data folder whole? Everything in it is compared with what was written down when it was
published: files with hashes, documents with their names, the log with the manifests, the default
graph with the layers that it is the union of. Nothing is changed.
"""

import functools
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import QuerySolutions, Store, Triple

from server.store.dumps import Dumps
from server.store.durable import is_scratch
from server.store.errors import Damaged
from server.store.folder import DataFolder, Snapshot
from server.store.manifest import damage, hash_file
from server.store.present import current_graphs, occurrences
from server.store.publications import PublicationLog
from server.store.publish import is_plain

Progress = Callable[[str], None]

_ANY = "?s ?p ?o"
_SIFTED = 100
"""In so many graphs the engine itself looks for a triple; it walks their list each time."""


@functools.cache
def _catalogue() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("server.store").joinpath("faults.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Fault:
    """Something that is not as it should be, and what to do about it."""

    code: str
    remedy: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def note(self) -> bool:
        """Whether it harms nothing."""
        return bool(_catalogue()[self.code].get("note", False))

    @property
    def snapshot(self) -> int | None:
        """The snapshot that it concerns, where it is one."""
        number = self.values.get("snapshot")
        return number if isinstance(number, int) else None

    def sentence(self, language: str) -> str:
        """What is wrong and what to do, in `language` ("zh" or "en")."""
        what, remedy = _catalogue()[self.code], _catalogue()["remedies"][self.remedy]
        gap = " " if language == "en" else ""
        return f"{what[language]}{gap}{remedy[language]}".format_map(self.values)


@dataclass(frozen=True)
class Verdict:
    """What was looked at, and the faults found; `refuge` is the whole snapshot to go back to where
    the one that is served is not whole."""

    snapshots: tuple[int, ...]
    documents: int
    faults: tuple[Fault, ...]
    refuge: int | None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong; notes do not count."""
        return all(fault.note for fault in self.faults)


def check(
    folder: DataFolder,
    *,
    every: bool = False,
    progress: Progress = lambda _: None,
    dumps: Path | None = None,
) -> Verdict:
    """Check the served snapshot, or `every` one, and all that is beside it; the dumps where they
    lie in `dumps`. Raises FolderError where this is no data folder."""
    folder.check()
    hashes = _Hashes()
    pointer: list[Fault] = []
    try:
        current = folder.current()
    except Damaged:
        current = None
        pointer.append(Fault("pointer-lost", "rollback"))
    snapshots = folder.all_snapshots()
    found = {}
    for snapshot in tuple(snapshots) if every else (current,) if current else ():
        progress(f"快照 {snapshot.id} / snapshot {snapshot.id}")
        found[snapshot.id] = tuple(_snapshot(snapshot, hashes))
        if not snapshot.path.exists():  # a write has removed it meanwhile
            del found[snapshot.id]
            snapshots.remove(snapshot)
    lost = bool(pointer) or (current is not None and not _whole(found.get(current.id, ())))
    refuge = _refuge(snapshots, found, hashes, progress) if lost else None
    progress("来源文件 / documents")
    documents = sorted(folder.documents.iterdir()) if folder.documents.is_dir() else []
    dumped = tuple(_dumps(Dumps(folder, dumps or folder.path / "dumps"), progress))
    faults = [*pointer, *(fault for faults in found.values() for fault in faults)]
    return Verdict(
        tuple(sorted(found)),
        len(documents),
        (
            *(_advised(fault, current.id if current else None, refuge) for fault in faults),
            *_documents(folder, documents),
            *_log(folder, current, snapshots),
            *_leftovers(folder, current),
            *dumped,
        ),
        refuge,
    )


class _Hashes(dict[tuple[int, int], str]):
    """The hash of a file, read once however many snapshots share it."""

    def __call__(self, path: Path) -> str:
        status = path.stat()
        key = (status.st_dev, status.st_ino)
        if key not in self:
            self[key] = hash_file(path)
        return self[key]


def _snapshot(snapshot: Snapshot, hashes: _Hashes) -> Iterator[Fault]:
    try:
        found = list(damage(snapshot, thorough=True, hasher=hashes))
        base = snapshot.manifest()["base"]
        plain = is_plain(snapshot)
    except Damaged:
        yield Fault("manifest-damaged", "avoid", {"snapshot": snapshot.id})
        return
    for each in found:
        values = {"snapshot": snapshot.id, "file": each.file}
        remedy = "delete" if each.kind == "unknown" else "avoid"
        yield Fault(f"file-{each.kind}", remedy, values)
    if any(each.kind != "unknown" for each in found):
        return
    try:
        store = Store.read_only(str(snapshot.store))
        missing, extra = (0, 0) if plain else strays(store, base)
    except (OSError, RuntimeError) as error:
        reason = {"snapshot": snapshot.id, "reason": str(error)}
        yield Fault("store-unreadable", "avoid", reason)
        return
    if missing or extra:
        counts = {"snapshot": snapshot.id, "missing": missing, "extra": extra}
        yield Fault("present-differs", "avoid", counts)


def strays(store: Store, base: str) -> tuple[int, int]:
    """How many triples of the current layers the default graph lacks, and how many it has that
    stand in none of them. Goes quad by quad, so a large store takes time and no memory."""
    graphs = current_graphs(store, base)
    missing = sum(1 for graph in graphs for _ in _lone(store, f"GRAPH {graph} {{ {_ANY} }}", _ANY))
    names = ", ".join(map(str, islice(graphs, _SIFTED)))
    found = f"GRAPH ?g {{ {_ANY} }} FILTER(?g IN ({names}))"
    extra = 0
    for triple in _lone(store, _ANY, found):
        extra += not any(one.graph_name in graphs for one in occurrences(store, triple))
    return missing, extra


def _lone(store: Store, here: str, there: str) -> Iterator[Triple]:
    """The triples that one pattern finds and another does not. The engine goes through them in a
    third of the time that asking it for each one takes."""
    solutions = store.query(f"SELECT ?s ?p ?o {{ {here} FILTER NOT EXISTS {{ {there} }} }}")
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    return (Triple(row["s"], row["p"], row["o"]) for row in solutions)


def _whole(faults: tuple[Fault, ...]) -> bool:
    return all(fault.note for fault in faults)


def _refuge(
    snapshots: list[Snapshot],
    found: dict[int, tuple[Fault, ...]],
    hashes: _Hashes,
    progress: Progress,
) -> int | None:
    """The latest snapshot that is whole."""
    for snapshot in reversed(snapshots):
        progress(f"快照 {snapshot.id} / snapshot {snapshot.id}")
        faults = found.get(snapshot.id)
        if _whole(tuple(_snapshot(snapshot, hashes)) if faults is None else faults):
            return snapshot.id
    return None


def _advised(fault: Fault, current: int | None, refuge: int | None) -> Fault:
    """The fault with what to do: go back where it is in what is served, else stay away from it."""
    if fault.note or (fault.snapshot is not None and fault.snapshot != current):
        return fault
    remedy = "rollback" if refuge else "backup"
    return replace(fault, remedy=remedy, values={**fault.values, "refuge": refuge})


def _documents(folder: DataFolder, kept: list[Path]) -> Iterator[Fault]:
    for path in kept:
        if not is_scratch(path) and hash_file(path) != path.name:
            yield Fault("document-changed", "restore", {"file": path.name})
    present = {path.name for path in kept}
    wanted: dict[str, int] = {}
    for record in folder.history():
        if isinstance(record.get("document"), str):
            wanted.setdefault(record["document"], record["id"])
        for digest in record.get("sent", ()):  # its snapshot may be gone
            wanted.setdefault(digest, record["id"])
    for snapshot in folder.all_snapshots():
        for digest in _manifest(snapshot).get("documents", ()):
            wanted.setdefault(digest, snapshot.id)
    for digest, number in wanted.items():
        if digest not in present:
            yield Fault("document-missing", "restore", {"file": digest, "snapshot": number})


def _log(
    folder: DataFolder, current: Snapshot | None, snapshots: list[Snapshot]
) -> Iterator[Fault]:
    for line in PublicationLog(folder.publications).unreadable():
        yield Fault("log-unreadable", "restore", {"line": line})
    records: dict[int, dict[str, Any]] = {}
    for record in folder.history():
        if records and record["id"] <= max(records):
            yield Fault("log-disordered", "restore", {"snapshot": record["id"]})
        records[record["id"]] = record
        if current and record["id"] > current.id:
            yield Fault("log-ahead", "restore", {"snapshot": record["id"]})
    for snapshot in snapshots:
        said = _manifest(snapshot).get("publication")
        if snapshot.id not in records:
            yield Fault("log-incomplete", "wait", {"snapshot": snapshot.id})
        elif said and said != records[snapshot.id]:
            yield Fault("log-differs", "restore", {"snapshot": snapshot.id})


def _leftovers(folder: DataFolder, current: Snapshot | None) -> Iterator[Fault]:
    last = current.id if current else 0
    for path in (*folder.path.glob("*"), *folder.documents.glob("*"), *folder.snapshots.glob("*")):
        unfinished = path.parent == folder.snapshots and (
            path.suffix in (".building", ".abandoned")
            or (current is not None and path.name.isdigit() and int(path.name) > last)
        )
        if unfinished or is_scratch(path):
            yield Fault("leftover", "wait", {"file": str(path.relative_to(folder.path))})


def _dumps(dumps: Dumps, progress: Progress) -> Iterator[Fault]:
    for path in dumps.leftovers():
        yield Fault("dump-unfinished", "dump-again", {"file": str(path)})
    for dump in dumps.all():
        progress(f"全部下载 {dump.snapshot} / dump {dump.snapshot}")
        for file in dump.files.values():
            with suppress(FileNotFoundError):  # another has taken its place meanwhile
                if hash_file(dump.path / file.name) != file.sha256:
                    yield Fault("dump-changed", "dump-remove", {"file": str(dump.path / file.name)})


def _manifest(snapshot: Snapshot) -> dict[str, Any]:
    try:
        return snapshot.manifest()
    except Damaged:
        return {}
