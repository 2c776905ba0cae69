"""Every change of the data is a publication: the next snapshot is built beside the current one,
and one atomic switch of the pointer makes it the present. A crash, a violation or a kill at any
moment before that leaves the old snapshot serving.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import Store

from server.store.folder import DataFolder, FolderError, Snapshot, sync_directory, write_atomically

Progress = Callable[[str], None]


class Unchanged(Exception):
    """The change would change nothing; nothing is published."""


@dataclass
class Draft:
    """The next snapshot while it is being built."""

    folder: DataFolder
    base: str
    id: int
    at: datetime
    store: Store
    registers: dict[str, str]
    progress: Progress
    facts: dict[str, Any] = field(default_factory=dict)
    """What the history should say of this publication besides id, time and action."""
    documents: list[bytes] = field(default_factory=list)
    """Source files to keep."""
    shared_written: bool = False
    """Whether the graphs of ontology and codes have been brought up to date."""


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
    folder: DataFolder, change: Change, base: str, build: str, progress: Progress = lambda _: None
) -> dict[str, Any] | None:
    """Publish a change; returns its record in the history, or None where nothing changed.

    `base` is the base of instance IRIs, `build` the version of the software. Raises FolderError
    where the data were made under another base, and what the change raises.
    """
    with folder.publishing():
        current = folder.current()
        check_base(current, base)
        _repair_log(folder, current)
        number = folder.next_id()
        building = folder.snapshots / f"{number:06d}.building"
        try:
            record = _build(folder, change, base, build, number, building, progress)
            final = folder.snapshots / f"{number:06d}"
            building.rename(final)
            sync_directory(folder.snapshots)
            write_atomically(folder.pointer, f"{number}\n".encode())
        except Unchanged:
            return None
        finally:
            shutil.rmtree(building, ignore_errors=True)
        folder.log(record)
        return record


def rehearse(
    folder: DataFolder, change: Change, base: str, progress: Progress = lambda _: None
) -> None:
    """Apply a change to a copy that is thrown away: what `publish` would raise is raised, and
    nothing is published or kept."""
    folder.check()
    check_base(folder.current(), base)
    with tempfile.TemporaryDirectory(prefix="lifematters-") as scratch:
        store_path = Path(scratch) / "store"
        origin = change.origin(folder)
        registers: dict[str, str] = {}
        if origin:
            Store.read_only(str(origin.store)).backup(str(store_path))
            registers = _registers(origin)
        store = Store(str(store_path))
        draft = Draft(folder, base, 0, datetime.now(UTC), store, registers, progress)
        with suppress(Unchanged):
            change.apply(draft)


def _registers(snapshot: Snapshot) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in snapshot.registers.glob("*.toml")}


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


def _repair_log(folder: DataFolder, current: Snapshot | None) -> None:
    """A crash between switch and log leaves the last publication unlogged: log it now."""
    if current and not any(record["id"] == current.id for record in folder.history()):
        folder.log(current.manifest()["publication"])


def _build(
    folder: DataFolder,
    change: Change,
    base: str,
    build: str,
    number: int,
    building: Path,
    progress: Progress,
) -> dict[str, Any]:
    origin = change.origin(folder)
    building.mkdir()
    store_path = building / "store"
    registers: dict[str, str] = {}
    if origin:
        Store.read_only(str(origin.store)).backup(str(store_path))
        registers = _registers(origin)
    at = datetime.now(UTC)
    draft = Draft(folder, base, number, at, Store(str(store_path)), registers, progress)
    change.apply(draft)
    for content in draft.documents:
        folder.keep_document(content)
    draft.store.flush()
    del draft.store
    (building / "registers").mkdir()
    for region, text in draft.registers.items():
        (building / "registers" / f"{region}.toml").write_text(text, "utf-8")
    record: dict[str, Any] = {
        "id": number,
        "at": at.isoformat(timespec="seconds"),
        "action": change.action,
        "reason": change.reason,
        **draft.facts,
    }
    manifest = {
        "id": number,
        "base": base,
        "build": build,
        "publication": record,
        "files": {name: _hash(building / name) for name in _files(building)},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (building / "manifest.json").write_text(text, "utf-8")
    _sync_tree(building)
    return record


def _files(root: Path) -> list[str]:
    """Every file of a snapshot that never changes; RocksDB's LOCK and logs are not its content."""
    paths = (path for path in root.rglob("*") if path.is_file())
    names = (str(path.relative_to(root)) for path in paths)
    return sorted(name for name in names if not Path(name).name.startswith(("LOCK", "LOG")))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_tree(root: Path) -> None:
    for path in (root, *root.rglob("*")):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
