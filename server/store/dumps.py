"""The dumps of everything: where they lie, and what each has.

    {id}/                  the files of one snapshot's dump, and dump.json, which says what they are
    {id}.{process}.making  one that is being written, or was when its process ended
    {id}.removed           one that another has taken the place of, and that is going
    current                a link to the newest, for who serves the files by a web server
    lock                   held by whoever writes

A dump gets its name by one rename, once all of it is on the disk, so one that has its name is
whole. It lies beside the snapshots and is none of the record: it can be made again at any time.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.store.durable import make_directory, sync
from server.store.errors import BeingDumped, not_dumped
from server.store.folder import DataFolder, Snapshot

EVERYTHING, TRIG, PRESENT = "everything.nq", "everything.trig", "present.ttl"
CONTENTS = (EVERYTHING, TRIG, PRESENT)
CODINGS: Mapping[str, str] = {"gz": "gzip", "zst": "zstd"}
SUMS = "SHA256SUMS"
NAMES = (*(one + end for one in CONTENTS for end in ("", *(f".{e}" for e in CODINGS))), SUMS)
"""The files of every dump."""
_SAID = "dump.json"
_NUMBERED = re.compile(r"\d{6,}")
_LEFT = re.compile(r"\d{6,}\.(\d+\.making|removed|link)")


@dataclass(frozen=True)
class DumpFile:
    """A file of a dump: its name, its size, the SHA-256 of its bytes."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Dump:
    """A dump that is whole: of which snapshot (with the SHA-256 of its manifest), under which base,
    when it was published, and how many statements each of its contents has."""

    snapshot: int
    manifest: str
    base: str
    at: str
    path: Path
    statements: Mapping[str, int]
    files: Mapping[str, DumpFile]

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.bytes for file in self.files.values())

    def is_of(self, snapshot: Snapshot) -> bool:
        """Whether it was made of this very snapshot, and not of another that had its number."""
        with suppress(FileNotFoundError):  # it was removed meanwhile
            return self.snapshot == snapshot.id and self.manifest == fingerprint(snapshot)
        return False

    def open(self, name: str) -> int:
        """A descriptor of a file, which stays readable when the dump is removed. Raises KeyError
        for a name that is none, FileNotFoundError where another has taken its place meanwhile."""
        return os.open(self.path / self.files[name].name, os.O_RDONLY)


class Dumps:
    """The folder of dumps at `path`, of what is published in `data`."""

    def __init__(self, data: DataFolder, path: Path) -> None:
        self.data = data
        self.path = path.absolute()

    def newest(self) -> Dump | None:
        """The newest dump that is whole, and of what was published here."""
        current = self.data.current()
        if current is None:
            return None
        base = current.manifest()["base"]
        for dump in self.all():
            ours = dump.snapshot < current.id or dump.is_of(current)
            if ours and dump.base == base:
                return dump
        return None

    def all(self) -> list[Dump]:
        """Every dump that is whole, newest first."""
        found = (_read(path) for path in self._paths(_NUMBERED))
        return sorted((one for one in found if one), key=lambda one: one.snapshot, reverse=True)

    def leftovers(self) -> list[Path]:
        """What was not finished, or is being made or removed now."""
        return self._paths(_LEFT)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the folder for one dump, cleared of what those before left. Raises BeingDumped where
        another process holds it, NotDumped where it cannot be written."""
        try:
            make_directory(self.path)
            lock = (self.path / "lock").open("ab")
        except OSError as error:
            raise not_dumped(self.path, error) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BeingDumped(
                    f"另一个进程正在写全部下载（{self.path}）。"
                    f"/ Another process is making the dump of everything ({self.path})."
                ) from None
            for path in self.leftovers():
                if path.is_symlink():
                    path.unlink()
                else:
                    shutil.rmtree(path, ignore_errors=True)
            yield

    def scratch(self, snapshot: Snapshot) -> Path:
        """The directory to write the dump of a snapshot in, made."""
        path = self.path / f"{snapshot.id:06d}.{os.getpid()}.making"
        path.mkdir()
        return path

    def take(self, scratch: Path, said: Mapping[str, Any]) -> Dump:
        """Give the dump in `scratch`, of which all files are on the disk, its name; it takes the
        place of every other."""
        (scratch / _SAID).write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
        sync(scratch / _SAID)
        sync(scratch)
        final = self.path / f"{said['snapshot']:06d}"
        self._remove(final)  # of another history: it has the number and is of something else
        scratch.rename(final)
        sync(self.path)
        self.settle(final)
        dump = _read(final)
        if dump is None:
            raise not_dumped(self.path, FileNotFoundError(final / _SAID))
        return dump

    def settle(self, final: Path) -> None:
        """Have `current` lead to this dump, and remove all others."""
        link = self.path / "current"
        if not link.is_symlink() or link.readlink() != Path(final.name):
            scratch = self.path / f"{final.name}.link"
            scratch.symlink_to(final.name)
            if link.is_dir() and not link.is_symlink():  # a copy of the folder has followed it
                shutil.rmtree(link)
            scratch.replace(link)
            sync(self.path)
        for path in self._paths(_NUMBERED):
            if path != final and (path / _SAID).is_file():
                self._remove(path)

    def _remove(self, path: Path) -> None:
        """By one rename first: what has a dump's name is whole. Who reads a file reads on."""
        if path.is_dir():
            going = path.with_suffix(".removed")
            shutil.rmtree(going, ignore_errors=True)
            path.rename(going)
            shutil.rmtree(going, ignore_errors=True)

    def _paths(self, pattern: re.Pattern[str]) -> list[Path]:
        try:
            return [path for path in self.path.iterdir() if pattern.fullmatch(path.name)]
        except (FileNotFoundError, NotADirectoryError):
            return []


def fingerprint(snapshot: Snapshot) -> str:
    """The SHA-256 of the manifest of a snapshot, which has the hashes of all its files."""
    return hashlib.sha256((snapshot.path / "manifest.json").read_bytes()).hexdigest()


def _read(path: Path) -> Dump | None:
    """What a dump says of itself; None where it is none, or has lost a file or a part of one."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((path / _SAID).read_bytes())
        files = {name: DumpFile(name, **file) for name, file in said["files"].items()}
        there = all((path / name).stat().st_size == file.bytes for name, file in files.items())
        if there and said["snapshot"] == int(path.name) and files.keys() == set(NAMES):
            head = {name: said[name] for name in ("snapshot", "manifest", "base", "at")}
            return Dump(**head, path=path, statements=said["statements"], files=files)
    return None
