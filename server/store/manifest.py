"""A snapshot's manifest: what it says of itself, and the hash of each of its files.

Snapshots share their unchanged files by hard links, and a shared file is not hashed again: where it
has the size and time that the earlier manifest stamped on it, it takes its hash from there. So a
publication costs what it adds, and damage done since is never blessed with a fresh hash.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from os.path import samestat
from pathlib import Path

from server.store.folder import Snapshot

NAME = "manifest.json"
Stamp = list[int]
"""Size in bytes and time of the last change in nanoseconds."""


@dataclass
class Files:
    """The files of a snapshot: their hashes, their stamps, and which of them are new in it."""

    hashes: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Damage:
    """A file that is not as the manifest says: `missing`, `changed`, or `unknown` to it."""

    snapshot: int
    file: str
    kind: str


def describe(root: Path, origin: Snapshot | None) -> Files:
    """The files under `root`. Those that it shares with `origin`, in which `damage` found none,
    have their hashes from there."""
    known: dict[str, str] = origin.manifest()["files"] if origin else {}
    files = Files()
    for name in names(root):
        status = (root / name).stat()
        files.stamps[name] = _stamp(status)
        if origin and name in known and samestat(status, (origin.path / name).stat()):
            files.hashes[name] = known[name]
        else:
            files.hashes[name] = hash_file(root / name)
            files.fresh.append(name)
    return files


def damage(
    snapshot: Snapshot, *, thorough: bool, hasher: Callable[[Path], str] | None = None
) -> Iterator[Damage]:
    """How the snapshot differs from its manifest. Unless `thorough`, a file with the size and time
    of its stamp passes unread. Raises Damaged where there is no manifest to compare with."""
    manifest = snapshot.manifest()
    hashes, stamps = manifest["files"], manifest.get("stamps", {})
    present = set(names(snapshot.path)) - {NAME}
    for name in sorted(hashes.keys() | present):
        path = snapshot.path / name
        if name not in present:
            yield Damage(snapshot.id, name, "missing")
        elif name not in hashes:
            yield Damage(snapshot.id, name, "unknown")
        elif not thorough and _stamp(path.stat()) == stamps.get(name):
            continue
        elif (hasher or hash_file)(path) != hashes[name]:
            yield Damage(snapshot.id, name, "changed")


def names(root: Path) -> list[str]:
    """Every file of a snapshot; the engine's lock and diary, which older ones have, are not its
    content."""
    found: list[str] = []
    for folder, _, files in os.walk(root):
        inside = Path(folder).relative_to(root)
        found += (str(inside / file) for file in files if not file.startswith(("LOCK", "LOG")))
    return sorted(found)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(status: os.stat_result) -> Stamp:
    return [status.st_size, status.st_mtime_ns]
