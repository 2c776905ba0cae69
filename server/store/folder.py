"""The data folder.

    FORMAT                 the layout's number
    current                the id of the snapshot that is served
    snapshots/{id}/        store/ (Oxigraph), registers/{region}.toml, gallery/{query}.rq,
                           search/, manifest.json
    documents/{sha256}     every source file that was loaded, byte for byte
    publications.jsonl     what was published when, one line each
    keys/                  secret keys of the installation (keys.py)
    dumps/                 everything as files to download, made again at any time (dumps.py)
    lock                   held while a publication is under way

A snapshot never changes after it was switched to; ids only grow. Those that writes made are removed
when newer ones have taken their place (`thin`); the log keeps what they were.

A crash may leave, until the next publication, scratch files (`*.new`), a snapshot half built
(`{id}.building`), and one that was finished but not switched to: that one was never published, and
it is put aside (`{id}.abandoned`) until its successor is, so that its id is not given out again.
One that is removed goes by the same name, so that the next publication ends what was cut short.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.store.durable import (
    is_scratch,
    make_directory,
    remove_scratch,
    sync,
    write_atomically,
)
from server.store.errors import Damaged, FolderError, Held, damaged, lost_pointer, unfinished
from server.store.publications import PublicationLog

__all__ = ["Damaged", "DataFolder", "FolderError", "Snapshot", "write_atomically"]

FORMAT = "lifematters-data 1\n"
_SAID = {"base", "publication", "files"}
_NUMBERED = re.compile(r"(\d{6,})(\.abandoned)?")


@dataclass(frozen=True)
class Snapshot:
    """One published state: its id and its directory."""

    id: int
    path: Path

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def registers(self) -> Path:
        return self.path / "registers"

    def gallery(self) -> dict[str, str]:
        """The saved queries that were added here, by name."""
        files = sorted((self.path / "gallery").glob("*.rq"))
        return {file.stem: file.read_text("utf-8") for file in files}

    def hold(self) -> int:
        """A descriptor that keeps the snapshot from being removed for as long as it is open, in
        whatever process; none outlives its process. Raises Damaged where it is no longer there."""
        manifest = self.path / "manifest.json"
        try:
            handle = os.open(manifest, os.O_RDONLY)
        except FileNotFoundError:
            raise damaged(self.id, "manifest.json") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if manifest.is_file():
                return handle
        except BlockingIOError:
            pass  # it is being removed
        os.close(handle)
        raise damaged(self.id, "manifest.json")

    def manifest(self) -> dict[str, Any]:
        """What the snapshot says of itself: id, base, build, publication, hashes. Raises Damaged
        where that cannot be read."""
        try:
            manifest = json.loads((self.path / "manifest.json").read_bytes())
        except (ValueError, FileNotFoundError):
            manifest = None
        said = manifest if isinstance(manifest, dict) else {}
        if said.get("id") != self.id or not said.keys() >= _SAID:
            raise damaged(self.id, "manifest.json")
        return said


class DataFolder:
    """The data folder at `path`. Reading needs nothing to be there; `prepare` makes it."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.pointer = self.path / "current"
        self.snapshots = self.path / "snapshots"
        self.documents = self.path / "documents"
        self.publications = self.path / "publications.jsonl"
        self._log = PublicationLog(self.publications)

    def prepare(self) -> None:
        """Make the folder where it is not there. Raises FolderError where it is something else."""
        self.check()
        make_directory(self.path)
        if not (self.path / "FORMAT").exists():  # first: what stands beside it is then known ours
            write_atomically(self.path / "FORMAT", FORMAT.encode())
        for directory in (self.snapshots, self.documents):
            make_directory(directory)

    def check(self) -> None:
        """Raises FolderError where the folder is there but not one of ours."""
        if not self.path.exists():
            return
        mark = self.path / "FORMAT"
        if mark.is_file():
            if mark.read_bytes() != FORMAT.encode():
                raise FolderError(
                    f"数据目录 {self.path} 的格式与本版本不符。"
                    f"/ The data folder {self.path} has another version's format."
                )
        elif not self.path.is_dir() or not all(map(_begun, self.path.iterdir())):
            raise FolderError(
                f"{self.path} 不是数据目录，且不为空；请用 --data 指定另一个目录。"
                f"/ {self.path} is not a data folder and not empty; name another with --data."
            )

    def current(self) -> Snapshot | None:
        """The snapshot that is served, or None before the first publication. Raises Damaged where
        the pointer is lost: data that were published never count as none."""
        number = self._pointed()
        if number is None:
            if self.history() or len(self._numbers()) > 1:
                raise lost_pointer(self.pointer, "不见了")
            return None
        snapshot = self._at(number)
        if snapshot is None:
            raise lost_pointer(self.pointer, f"指向快照 {number}，但它不在或不完整")
        return snapshot

    def snapshot(self, number: int) -> Snapshot | None:
        """The published snapshot with this id, or None."""
        return self._at(number) if number <= self._last() else None

    def all_snapshots(self) -> list[Snapshot]:
        """Every published snapshot, oldest first."""
        last = self._last()
        found = (self._at(number) for number in sorted(self._numbers()) if number <= last)
        return [snapshot for snapshot in found if snapshot]

    def next_id(self) -> int:
        """One more than any id in use, the log included: an id never comes twice."""
        logged = (record["id"] for record in self.history())
        try:
            pointed = self._pointed() or 0
        except Damaged:
            pointed = 0
        return max((pointed, *logged, *self._numbers(abandoned=True)), default=0) + 1

    def switch(self, number: int) -> None:
        """Serve the finished snapshot with this id from now on. Raises OSError where that failed,
        and FolderError where it succeeded but may not outlast a power failure."""
        sync(self.snapshots)
        try:
            write_atomically(self.pointer, f"{number}\n".encode())
        except OSError as error:
            if self._pointed() == number:
                raise unfinished(number, error) from error
            raise

    def history(self) -> list[dict[str, Any]]:
        """The publications, oldest first. A line cut off by a crash is passed over: what it said
        stands in its snapshot's manifest, and the next publication writes it again."""
        return self._log.records()

    def history_to(self, number: int) -> list[dict[str, Any]]:
        """The publications up to the one of this id, oldest first."""
        return [record for record in self.history() if record["id"] <= number]

    def log(self, record: dict[str, Any]) -> None:
        """Add a publication to the log."""
        self._log.add(record)

    def repair_log(self) -> None:
        """Complete the log after a crash, from the manifests of the snapshots that it lacks."""
        logged = {record["id"] for record in self.history()}
        known = []
        with suppress(Damaged):  # what is published is not known, or one cannot say what it was
            self.current()
            for snapshot in self.all_snapshots():
                if snapshot.id not in logged:
                    known.append(snapshot.manifest()["publication"])
        self._log.repair(known)

    def keep_document(self, content: bytes) -> str:
        """Keep a source file; returns its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.documents / digest
        if not path.is_file() or path.read_bytes() != content:
            write_atomically(path, content)
        return digest

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Hold the folder for one publication, cleared of what a crash left in it. Raises
        FolderError where another is under way."""
        self.check()
        make_directory(self.path)
        with (self.path / "lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Held(
                    "另一次发布正在进行，请稍后再试。"
                    "/ Another publication is under way; try again in a moment."
                ) from None
            self.prepare()
            self._clear()
            yield

    def thin(self, actions: Collection[str], keep: int) -> None:
        """Put aside the snapshots that publications of these `actions` made, but the newest `keep`
        of them, the current one, and those that are held. Only what the log has is forgotten.
        `remove_abandoned` then removes them."""
        current = self.current()
        made = [record["id"] for record in self.history() if record.get("action") in actions]
        here = self._numbers()
        put_aside = False
        for number in made[: max(len(made) - keep, 0)]:
            if number in here and not (current and number >= current.id):
                put_aside |= _put_aside(here[number])
        if put_aside:
            sync(self.snapshots)

    def remove_abandoned(self) -> None:
        """Remove what was put aside, now that a later snapshot is published."""
        for path in self.snapshots.glob("*.abandoned"):
            shutil.rmtree(path, ignore_errors=True)  # the next publication tries again

    def _clear(self) -> None:
        for leftover in self.snapshots.glob("*.building"):
            shutil.rmtree(leftover)
        for directory in (self.path, self.documents):
            remove_scratch(directory)
        try:
            current = self.current()
        except Damaged:
            return  # what is published is not known
        last = current.id if current else 0
        for number, path in self._numbers(abandoned=True).items():
            if number > last and not path.suffix:
                path.rename(path.with_suffix(".abandoned"))
            elif number < last and path.suffix:
                shutil.rmtree(path)

    def _pointed(self) -> int | None:
        try:
            text = self.pointer.read_bytes()
        except FileNotFoundError:
            return None
        if not re.fullmatch(rb"[0-9]+\n", text):
            raise lost_pointer(self.pointer, "内容无法辨认")
        return int(text)

    def _last(self) -> int:
        """The highest id that counts as published: that of the pointer, where it can be read."""
        try:
            current = self.current()
        except Damaged:
            return max(self._numbers(), default=0)
        return current.id if current else 0

    def _numbers(self, *, abandoned: bool = False) -> dict[int, Path]:
        """The directories of snapshots by id, whole or not."""
        if not self.snapshots.is_dir():
            return {}
        found = ((_NUMBERED.fullmatch(path.name), path) for path in self.snapshots.iterdir())
        return {int(m[1]): path for m, path in found if m and (abandoned or not m[2])}

    def _at(self, number: int) -> Snapshot | None:
        path = self.snapshots / f"{number:06d}"
        return Snapshot(number, path) if (path / "manifest.json").is_file() else None


def _put_aside(path: Path) -> bool:
    """Give a snapshot that no one holds the name of one that is abandoned; whether it was done."""
    try:
        handle = os.open(path / "manifest.json", os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.rename(path.with_suffix(".abandoned"))
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _begun(path: Path) -> bool:
    """Whether this is the trace of a first publication killed before `FORMAT` was written."""
    ours = path.name in ("snapshots", "documents") and path.is_dir() and not any(path.iterdir())
    return ours or path.name == "lock" or (is_scratch(path) and path.name.startswith("FORMAT."))
