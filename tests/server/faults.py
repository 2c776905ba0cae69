"""Faults at every step of a publication.

`Stage` is a process that imports the publishing code, reads the files to load, once each, and opens
no store. For each job it forks a child. In the child every call of the publishing code that reaches
the disk is a step before and a step after it took effect, and a write one more when half of it is
done. The child reports each step as it comes to it; at the one that the job names it is killed,
meets an error, or waits.
"""

import builtins
import errno
import fcntl
import functools
import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph

from server.settings import DEFAULT_BASE
from server.store import publish as publishing
from server.store.folder import DataFolder, FolderError
from server.store.publish import Change, Forget, publish
from server.store.rollback import Rollback
from tests.server.tiny import TinyLoad

ERRORS = {name: getattr(errno, name) for name in ("ENOSPC", "EIO", "EROFS")}


@dataclass(frozen=True)
class Ended:
    """How a job ended: `published`, `unchanged`, `refused` with the words said, `failed` with an
    error no one made words for, or `killed`; and the steps that it came to."""

    how: str
    words: str = ""
    id: int | None = None
    steps: tuple[str, ...] = field(default=())


class Stage:
    """The process that forks a child for each job; jobs are told apart by what they do:

    tiny=(region, edition, lines), rollback=id, or file=path and options; then one of
    kill=n or kill="pattern of a step", error=(name, n), hold=n (until the file `go` stands beside
    the folder), fsize=bytes (of the largest file the child may write), user=uid (who it becomes);
    forget=(actions, keep) beside any of them.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "tests.server.faults"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={k: v for k, v in os.environ.items() if not k.startswith("LIFEMATTERS_")},
            cwd=Path(__file__).parent.parent.parent,
        )

    def do(self, data: Path, **job: Any) -> Ended:
        """Do a job to its end."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"data": str(data), **job}) + "\n")
        self._process.stdin.flush()
        ended = json.loads(self._process.stdout.readline())
        return Ended(ended["how"], ended["words"], ended["id"], tuple(ended["steps"]))

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=20)


class Steps:
    """Counts the steps, reports each, and lets the fault happen at its own."""

    def __init__(self, data: Path, job: dict[str, Any], report: int) -> None:
        self.data = data
        self.job = job
        self.report = report
        self.count = 0
        self.muted = 0
        self._write = os.write

    def __call__(self, moment: str, what: str, *paths: Any) -> None:
        if self.muted:
            return
        label = f"{moment} {what} {' -> '.join(map(self.named, paths))}".rstrip()
        self._write(self.report, f"{label}\n".encode())
        kill = self.job.get("kill")
        if kill == self.count or (isinstance(kill, str) and re.search(kill, label)):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.job.get("hold") == self.count:
            self.muted += 1
            (self.data.parent / "held").mkdir()
            self.muted -= 1
            while not (self.data.parent / "go").exists():
                time.sleep(0.01)
        if (error := self.job.get("error")) and error[1] == self.count:
            self.count += 1
            raise OSError(ERRORS[error[0]], os.strerror(ERRORS[error[0]]), str(*paths[-1:]))
        self.count += 1

    def named(self, path: Any) -> str:
        """The path from the data folder, the same in every run."""
        if hasattr(path, "fileno"):
            path = path.fileno()
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        return re.sub(r"\.\d+\.new$", ".new", os.path.relpath(path, self.data))

    def around(self, module: Any, name: str, count: int = 1) -> None:
        """Make every call of a function two steps; `count` of its arguments are paths."""
        original: Callable[..., Any] = getattr(module, name)

        def stepped(*args: Any, **kwargs: Any) -> Any:
            self("before", name, *args[:count])
            result = original(*args, **kwargs)
            self("after", name, *args[:count])
            return result

        setattr(module, name, stepped)

    def install(self) -> None:
        """Replace what reaches the disk in this process."""
        for name in ("mkdir", "rmdir", "unlink", "remove", "truncate"):
            self.around(os, name)
        for name in ("rename", "replace", "link"):
            self.around(os, name, count=2)
        self.around(os, "fsync")
        self.around(fcntl, "flock")
        self._quiet_tree()
        real_open = io.open

        def stepped_open(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if not set(mode) & set("wax+"):
                return real_open(file, mode, *args, **kwargs)
            return _writing(self, file, mode, *args, **kwargs)

        for module, name, stepped in (
            (io, "open", stepped_open),
            (builtins, "open", stepped_open),
            (publishing, "Store", _Engine(self)),
        ):
            setattr(module, name, stepped)

    def _quiet_tree(self) -> None:
        """Removing a tree is three steps, not two for each of its files."""
        original = shutil.rmtree

        def stepped(path: Any, *args: Any, **kwargs: Any) -> None:
            self("before", "rmtree", path)
            self.muted += 1
            try:
                some = sorted(p for p in Path(path).rglob("*") if p.is_file())[::2]
                for file in some:
                    file.unlink(missing_ok=True)
            finally:
                self.muted -= 1
            self("half", "rmtree", path)
            self.muted += 1
            try:
                original(path, *args, **kwargs)
            finally:
                self.muted -= 1
            self("after", "rmtree", path)

        shutil.rmtree = stepped  # type: ignore[assignment]


class _File(io.FileIO):
    """A file each of whose writes is three steps. An error at the middle one is what a full disk
    does: the first half is written and said to be, and writing the rest fails."""

    steps: Steps
    full: OSError | None = None

    def write(self, data: Any) -> int:
        if self.full:
            raise self.full
        whole = bytes(data)
        middle = len(whole) // 2
        self.steps("before", "write", self.name)
        super().write(whole[:middle])
        try:
            self.steps("half", "write", self.name)
        except OSError as error:
            self.full = error
            return middle
        super().write(whole[middle:])
        self.steps("after", "write", self.name)
        return len(whole)


def _writing(
    steps: Steps,
    file: Any,
    mode: str,
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> Any:
    what = "open" if Path(file).exists() else "create"
    steps("before", what, file)
    raw = _File(file, mode.replace("b", "").replace("t", ""))
    raw.steps = steps
    steps("after", what, file)
    buffered = io.BufferedWriter(raw)
    return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)


class _Engine:
    """The store's class, and a store, with steps around what changes its files. What happens on the
    disk within a call is for strace."""

    def __init__(self, steps: Steps, store: pyoxigraph.Store | None = None) -> None:
        self._steps = steps
        self._store = store
        self._removed = False

    def __call__(self, path: str) -> "_Engine":
        self._steps("before", "store", path)
        store = pyoxigraph.Store(path)
        self._steps("after", "store", path)
        return _Engine(self._steps, store)

    def read_only(self, path: str) -> "_Engine":
        return _Engine(self._steps, pyoxigraph.Store.read_only(path))

    def __contains__(self, quad: pyoxigraph.Quad) -> bool:
        return self._store is not None and quad in self._store

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if name not in ("backup", "flush", "extend", "remove", "remove_graph"):
            return method

        def stepped(*args: Any) -> Any:
            if name == "remove" and self._removed:  # quad by quad: one is enough
                return method(*args)
            self._removed = name == "remove"
            paths = args if name == "backup" else ()
            self._steps("before", name, *paths)
            result = method(*args)
            self._steps("after", name, *paths)
            return result

        return stepped


Asked = tuple[Change, Mapping[str, Any]]
"""A change, and what follows it: of a tiny list nothing does."""


def change_of(job: dict[str, Any]) -> Asked:
    """The change that a job asks for."""
    if "tiny" in job:
        return TinyLoad(*job["tiny"]), {}
    if "rollback" in job:
        followers = _followers() if job.get("followed") else {}
        return Rollback(job["rollback"], "试验：回退\u2028第二行"), followers
    return _read(job["file"], tuple(job.get("options", {}).items()))


@functools.cache
def _read(file: str, options: tuple[tuple[str, Any], ...]) -> Asked:
    """A file read, and the shapes, for all the children that load it. A process for tiny lists
    starts in half the time without what this imports."""
    from loader.validation import validate_graph
    from server.loading import prepare

    validate_graph(())
    return prepare(Path(file), None, dict(options)), _followers()


def _followers() -> Mapping[str, Any]:
    """What the store says of itself, and the change log."""
    from server.description.written import Description
    from server.feed.written import Recording

    return {"describe": Description, "record": Recording}


def perform(job: dict[str, Any], asked: Asked, report: int | None = None) -> dict[str, Any]:
    """Publish in this process, stepping where there is a pipe to report the steps to."""
    data = Path(job["data"])
    change, followers = asked
    if limit := job.get("fsize"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if user := job.get("user"):
        os.setuid(user)
    if report is not None:
        Steps(data, job, report).install()
    try:
        forget = Forget(*job["forget"]) if "forget" in job else None
        folder = DataFolder(data)
        record = publish(folder, change, DEFAULT_BASE, "test", forget=forget, **followers)
    except FolderError as error:
        return {"how": "refused", "words": str(error), "id": None}
    except BaseException as error:  # whatever it is, the test is told
        return {"how": "failed", "words": repr(error), "id": None}
    number = record["id"] if record else None
    return {"how": "published" if record else "unchanged", "words": "", "id": number}


def _serve() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        asked = change_of(job)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            write = os.write
            ended = perform(job, asked, writing)
            write(writing, b"=" + json.dumps(ended).encode() + b"\n")
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            lines = pipe.read().splitlines()
        os.waitpid(child, 0)
        ended = {"how": "killed", "words": "", "id": None}
        if lines and lines[-1].startswith("="):
            ended = json.loads(lines.pop()[1:])
        print(json.dumps({**ended, "steps": lines}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        only = json.loads(sys.argv[1])
        print(json.dumps(perform(only, change_of(only))))
    else:
        _serve()
