"""Writing so that it lasts: a file is whole or not there, and what is reported as written survives
a power failure. POSIX promises neither of a name: `fsync` of a file keeps its content, and only
`fsync` of the directory keeps the name.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_SCRATCH = ".new"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, and a crash loses neither.

    After an error the old file is as it was and nothing else is left. A kill may leave a scratch
    file, which `remove_scratch` removes.
    """
    scratch = path.with_name(f"{path.name}.{os.getpid()}{_SCRATCH}")
    try:
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except BaseException:
        with suppress(OSError):
            scratch.unlink()
        raise
    sync(path.parent)


def is_scratch(path: Path) -> bool:
    """Whether this is a file that `write_atomically` was killed over."""
    return path.suffix == _SCRATCH and path.stem.rpartition(".")[2].isdigit()


def remove_scratch(directory: Path) -> None:
    """Remove what kills left behind; call it only while no other process writes there."""
    for path in directory.iterdir():
        if is_scratch(path):
            path.unlink()


def make_directory(path: Path) -> None:
    """Make a directory and those above it, so that none is lost; nothing where it is there."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(exist_ok=True)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make the content of a file, or the names in a directory, last."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(root: Path, files: Iterable[str]) -> None:
    """Make `files`, named from `root`, last, and every directory under it."""
    for name in files:
        sync(root / name)
    for directory in (*(path for path in root.rglob("*") if path.is_dir()), root):
        sync(directory)


def link(source: Path, path: Path) -> None:
    """Give a file that does not change any more a second name."""
    try:
        os.link(source, path)
    except OSError:  # a file system without hard links
        shutil.copy2(source, path)
