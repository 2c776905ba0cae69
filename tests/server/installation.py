"""A data folder under test, and what each of its snapshots must hold to the last quad."""

import hashlib
import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, Triple

from server.settings import DEFAULT_BASE, Settings
from server.store.checking import check
from server.store.embedded import EmbeddedStore
from server.store.folder import DataFolder
from server.store.publish import publish
from server.store.rollback import Rollback
from tests.server.tiny import (
    ANQIU,
    CHANGLE,
    State,
    TinyLoad,
    after,
    checklist,
    document,
    quads_of,
    register_text,
)

NAMES = {"FORMAT", "current", "documents", "lock", "publications.jsonl", "snapshots"}


def tiny(region: str, key: str) -> tuple[TinyLoad | Rollback, dict[str, Any]]:
    return TinyLoad(region, key), {"tiny": [region, key]}


KINDS = {
    "first": tiny(CHANGLE, "2025-01"),
    "beside": tiny(ANQIU, "2025-01"),
    "newer": tiny(CHANGLE, "2025-03"),
    "rollback": (Rollback(1, "x"), {"rollback": 1}),
}
"""The kinds of publication: the change, and the job that makes a child publish it. All but the
first start from two editions of a county."""

_SEEN: set[tuple[object, ...]] = set()
"""The files of snapshots, by name and hash, whose quads were those of a state."""


@dataclass
class Installation:
    """A data folder and the state that each snapshot published in it must hold."""

    folder: DataFolder
    states: dict[int, State] = field(default_factory=dict)
    lines: int = 3

    @property
    def current(self) -> int:
        """The id of the snapshot that is served; 0 before the first."""
        snapshot = self.folder.current()
        return snapshot.id if snapshot else 0

    def copied(self, data: Path) -> "Installation":
        """The same in another folder, with the same files shared by hard links."""
        copies: dict[int, str] = {}

        def copy(source: str, target: str) -> None:
            inode = Path(source).stat().st_ino
            if inode in copies:
                Path(target).hardlink_to(copies[inode])
            else:
                shutil.copy2(source, target)
                copies[inode] = target

        if self.folder.path.exists():
            shutil.copytree(self.folder.path, data, copy_function=copy)
        return Installation(DataFolder(data), dict(self.states), self.lines)

    def publish(self, change: TinyLoad | Rollback) -> int:
        """Publish without a fault; returns the id."""
        before = self.current
        record = publish(self.folder, change, DEFAULT_BASE, "test")
        assert record is not None
        assert record["id"] == self.current
        self.settle(change, before)
        return self.current

    def settle(self, change: TinyLoad | Rollback, before: int) -> bool:
        """After an attempt that started from the snapshot `before`: whether the old or the new one
        is served; if the new one, its id must never have been seen, and its state is noted."""
        if self.current == before:
            return False
        assert self.current > max(self.states, default=0)
        if isinstance(change, Rollback):
            self.states[self.current] = self.states[change.to]
        else:
            self.states[self.current] = after(self.states.get(before, {}), change)
        return True

    def assert_whole(self) -> None:
        """What is served is what was published under its id, in every file and quad."""
        current = self.folder.current()
        if current is None:
            return
        state = self.states[current.id]
        manifest = json.loads((current.path / "manifest.json").read_text("utf-8"))
        files = {
            str(path.relative_to(current.path)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in current.path.rglob("*")
            if path.is_file()
        }
        for name, digest in manifest["files"].items():
            assert files[name] == digest, name
        del files["manifest.json"]
        seen = (frozenset(files.items()), tuple(state.items()), self.lines)
        if seen not in _SEEN:  # the same files hold the same quads
            store = pyoxigraph.Store.read_only(str(current.store))
            quads = set(store.quads_for_pattern(None, None, None, None))
            assert quads == quads_of(state, self.lines)
            _SEEN.add(seen)
        registers = {path.stem: path.read_text("utf-8") for path in current.registers.iterdir()}
        assert registers == {r: register_text(r, editions) for r, editions in state.items()}
        kept = {path.name: path.read_bytes() for path in self.folder.documents.iterdir()}
        for name, content in kept.items():
            if not name.endswith(".new"):
                assert hashlib.sha256(content).hexdigest() == name
        loaded = (document(region, key) for region, keys in state.items() for key in keys)
        assert {hashlib.sha256(content).hexdigest() for content in loaded} <= kept.keys()

    def assert_in_order(self) -> None:
        """Nothing of a fault is left: names, log and verdict are as if there had been none."""
        ids = sorted(self.states)
        assert {path.name for path in self.folder.path.iterdir()} == NAMES
        snapshots = {path.name for path in self.folder.snapshots.iterdir()}
        assert snapshots == {f"{number:06d}" for number in ids}
        assert not list(self.folder.documents.glob("*.new"))
        assert [record["id"] for record in self.folder.history()] == ids
        assert self.folder.publications.read_bytes().count(b"\n") == len(ids)

    def go_on(self, change: TinyLoad | Rollback, switched: bool) -> None:
        """Publish after a fault: the same again, or another where that one was published. It puts
        everything in order."""
        self.publish(TinyLoad(CHANGLE, "2026-01") if switched else change)
        self.assert_in_order()
        self.assert_whole()
        assert check(self.folder).faults == ()


@contextmanager
def told(step: str) -> Iterator[None]:
    """What fails within says at which step."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"after a fault at: {step}")
        raise


class Reader:
    """Asks a running store all the time and keeps what it answered."""

    def __init__(self, data: Path, region: str) -> None:
        self.region = region
        self.store = EmbeddedStore(Settings(data=data, workers=1, trusted_workers=1))
        self.described: dict[int, set[frozenset[Triple]]] = {}
        self.counted: dict[int, set[int]] = {}
        self.ids: list[int] = []
        self.met: list[BaseException] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ask no more."""
        self._stop.set()
        self._thread.join()
        self.store.close()

    def wait_for(self, snapshot: int) -> None:
        """Return once it was answered from that snapshot; the watcher looks every 20 ms."""
        until = time.monotonic() + 20
        while snapshot not in self.ids and not self.met:
            assert time.monotonic() < until, f"{self.ids} without {snapshot}"
            time.sleep(0.02)

    def _ask(self) -> None:
        count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        try:
            while not self._stop.wait(0.01):
                view = self.store.present()
                assert view is not None
                if not self.ids or view.id != self.ids[-1]:
                    self.ids.append(view.id)
                answer = view.describe(checklist(self.region).value)
                self.described.setdefault(view.id, set()).add(answer)
                (row,) = view.select(count).rows
                self.counted.setdefault(view.id, set()).add(int(row["n"].value))
        except BaseException as error:  # kept for the test, which fails with it
            self.met.append(error)

    def assert_true(self, states: dict[int, State], lines: int = 3) -> None:
        """Every answer was that of the snapshot it was given from, and none came back."""
        assert self.met == []
        assert self.ids and self.ids == sorted(set(self.ids))
        for number in self.ids:
            present = {q.triple for q in quads_of(states[number], lines) if _default(q)}
            about = {t for t in present if checklist(self.region) in (t.subject, t.object)}
            assert self.counted[number] == {len(present)}
            assert self.described[number] == {frozenset(about)}


@contextmanager
def reading(installation: Installation, region: str) -> Iterator[Reader]:
    """A reader at work; in the end its answers are compared with what was published."""
    reader = Reader(installation.folder.path, region)
    try:
        reader.wait_for(installation.current)
        yield reader
        reader.wait_for(installation.current)
    finally:
        reader.close()
    reader.assert_true(installation.states, installation.lines)


def _default(quad: pyoxigraph.Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)
