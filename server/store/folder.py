"""The data folder.

    FORMAT                 the layout's number
    current                the id of the snapshot that is served
    snapshots/{id}/        store/ (Oxigraph), registers/{region}.toml, manifest.json
    documents/{sha256}     every source file that was loaded, byte for byte
    publications.jsonl     what was published when, one line each
    lock                   held while a publication is under way

A snapshot never changes after it was switched to; ids only grow.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "lifematters-data 1\n"


class FolderError(Exception):
    """The data folder is not one, is of another format, or is held by another publication."""


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

    def manifest(self) -> dict[str, Any]:
        """What the snapshot says of itself: id, base, build, publication, hashes."""
        manifest: dict[str, Any] = json.loads((self.path / "manifest.json").read_text("utf-8"))
        return manifest


class DataFolder:
    """The data folder at `path`. Reading needs nothing to be there; `prepare` makes it."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.pointer = self.path / "current"
        self.snapshots = self.path / "snapshots"
        self.documents = self.path / "documents"
        self.publications = self.path / "publications.jsonl"

    def prepare(self) -> None:
        """Make the folder where it is not there. Raises FolderError where it is something else."""
        self.check()
        for directory in (self.path, self.snapshots, self.documents):
            directory.mkdir(parents=True, exist_ok=True)
        if not (self.path / "FORMAT").exists():
            write_atomically(self.path / "FORMAT", FORMAT.encode())

    def check(self) -> None:
        """Raises FolderError where the folder is there but not one of ours."""
        if not self.path.exists():
            return
        mark = self.path / "FORMAT"
        if mark.is_file():
            if mark.read_text("utf-8") != FORMAT:
                raise FolderError(
                    f"数据目录 {self.path} 的格式与本版本不符。"
                    f"/ The data folder {self.path} has another version's format."
                )
        elif not self.path.is_dir() or any(self.path.iterdir()):
            raise FolderError(
                f"{self.path} 不是数据目录，且不为空；请用 --data 指定另一个目录。"
                f"/ {self.path} is not a data folder and not empty; name another with --data."
            )

    def current(self) -> Snapshot | None:
        """The snapshot that is served, or None before the first publication."""
        try:
            text = self.pointer.read_text("ascii")
        except FileNotFoundError:
            return None
        return self.snapshot(int(text))

    def snapshot(self, number: int) -> Snapshot | None:
        """The snapshot with this id, or None."""
        path = self.snapshots / f"{number:06d}"
        return Snapshot(number, path) if (path / "manifest.json").is_file() else None

    def all_snapshots(self) -> list[Snapshot]:
        """Every snapshot, oldest first."""
        numbers = (int(p.name) for p in self.snapshots.glob("[0-9]*") if p.name.isdigit())
        return [snapshot for n in sorted(numbers) if (snapshot := self.snapshot(n))]

    def next_id(self) -> int:
        """One more than any id in use, the log included: an id never comes twice."""
        logged = (record["id"] for record in self.history())
        present = (snapshot.id for snapshot in self.all_snapshots())
        return max((*logged, *present), default=0) + 1

    def history(self) -> list[dict[str, Any]]:
        """The publications, oldest first. A line cut off by a crash is passed over: what it said
        stands in its snapshot's manifest, and the next publication writes it again."""
        if not self.publications.exists():
            return []
        records = []
        for line in self.publications.read_text("utf-8").splitlines():
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        return records

    def log(self, record: dict[str, Any]) -> None:
        """Add a publication to the log, on a line of its own whatever a crash left behind."""
        text = self.publications.read_text("utf-8") if self.publications.exists() else ""
        start = "" if not text or text.endswith("\n") else "\n"
        with self.publications.open("a", encoding="utf-8") as log:
            log.write(start + json.dumps(record, ensure_ascii=False) + "\n")
            log.flush()
            os.fsync(log.fileno())

    def keep_document(self, content: bytes) -> str:
        """Keep a source file; returns its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.documents / digest
        if not path.exists():
            write_atomically(path, content)
        return digest

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Hold the folder for one publication. Raises FolderError where another is under way."""
        self.prepare()
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderError(
                    "另一次发布正在进行，请稍后再试。"
                    "/ Another publication is under way; try again in a moment."
                ) from None
            for leftover in self.snapshots.glob("*.building"):
                shutil.rmtree(leftover)
            yield


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, and a crash loses neither."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}.new")
    with scratch.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make a rename in the directory durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
