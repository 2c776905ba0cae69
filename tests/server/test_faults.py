"""A publication that is killed, or meets an error, at any of its steps leaves the old snapshot or
the new one, whole; and the next publication puts everything in order."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.store.folder import DataFolder
from server.store.rollback import Rollback
from tests.server.faults import Stage
from tests.server.installation import Installation, reading
from tests.server.tiny import TinyLoad

CHANGLE = "370725"
SHM = Path("/dev/shm")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    process = Stage()
    yield process
    process.close()


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A directory in memory where there is one: a kill loses nothing that is not on a disk yet."""
    place = SHM if SHM.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="lifematters-", dir=place) as path:
        yield Path(path)


Attempt = tuple[TinyLoad | Rollback, dict[str, object]]
"""A change, and the job that makes a child publish it."""


def tiny(region: str, key: str) -> Attempt:
    return TinyLoad(region, key), {"tiny": [region, key]}


KINDS: dict[str, Attempt] = {
    "first": tiny(CHANGLE, "2025-01"),
    "beside": tiny("370784", "2025-01"),
    "newer": tiny(CHANGLE, "2025-03"),
    "rollback": (Rollback(1, "x"), {"rollback": 1}),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Two editions of one county, published without a fault."""
    installation = Installation(DataFolder(tmp_path_factory.mktemp("prepared") / "data"))
    installation.publish(TinyLoad(CHANGLE, "2025-01"))
    installation.publish(TinyLoad(CHANGLE, "2025-02"))
    return installation


@contextmanager
def told(step: str) -> Iterator[None]:
    """What fails within says at which step."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"after a fault at: {step}")
        raise


def distinct(steps: tuple[str, ...]) -> list[int]:
    """The steps worth a run: what is after one is before the next, so `after` is left out; and of
    the store's many files one is enough that is being brought to the disk."""
    store = [n for n, step in enumerate(steps) if "before fsync" in step and "/store/" in step]
    return [n for n, step in enumerate(steps) if "after" not in step and n not in store[1:]]


def points(steps: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The steps worth a run, then any that another run may have beyond them."""
    yield from ((n, steps[n]) for n in distinct(steps))
    yield from ((n, "beyond the end") for n in range(len(steps), len(steps) + 20))


def next_one(installation: Installation, change: TinyLoad | Rollback, switched: bool) -> None:
    """The publication after a fault: the same again, or another where that one was published. It
    puts everything in order."""
    installation.publish(TinyLoad(CHANGLE, "2026-01") if switched else change)
    installation.assert_whole()
    installation.assert_in_order()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_at_any_step_leaves_the_old_snapshot_or_the_new_one_whole(
    kind: str,
    stage: Stage,
    scratch: Path,
    prepared: Installation,
    record_property: Callable[[str, object], None],
) -> None:
    change, job = KINDS[kind]
    start = prepared if kind != "first" else Installation(DataFolder(scratch / "empty"))
    steps = stage.do(start.copied(scratch / "clean").folder.path, **job).steps
    killed = 0
    for n, step in points(steps):
        installation = start.copied(scratch / f"{n}")
        before = installation.current
        ended = stage.do(installation.folder.path, kill=n, **job)
        with told(step):
            switched = installation.settle(change, before)
            installation.assert_whole()
            if ended.how != "killed":
                assert (ended.how, ended.id, switched) == ("published", before + 1, True)
                break
            killed += 1
            next_one(installation, change, switched)
    print(f"{kind}: killed at {killed} points")
    record_property(f"kills of {kind}", killed)
    assert killed >= 30
    assert ended.how == "published"


def error_at(step: str) -> str:
    """The error that is likely at a step."""
    full = any(word in step for word in ("write", "create", "extend", "mkdir"))
    return "ENOSPC" if full else "EIO"


@pytest.mark.parametrize("kind", ["first", "newer"])
def test_an_error_at_any_step_is_told_in_words_and_leaves_the_old_snapshot_or_the_new(
    kind: str,
    stage: Stage,
    scratch: Path,
    prepared: Installation,
    record_property: Callable[[str, object], None],
) -> None:
    change, job = KINDS[kind]
    start = prepared if kind != "first" else Installation(DataFolder(scratch / "empty"))
    steps = stage.do(start.copied(scratch / "clean").folder.path, **job).steps
    chosen = distinct(steps)
    if kind == "first":  # what it has before all others: the folder is made
        chosen = [n for n in chosen if n < steps.index("before mkdir snapshots/000001.building")]
    for n in chosen:
        installation = start.copied(scratch / f"{n}")
        before = installation.current
        ended = stage.do(installation.folder.path, error=[error_at(steps[n]), n], **job)
        with told(f"{error_at(steps[n])} {steps[n]}"):
            switched = installation.settle(change, before)
            installation.assert_whole()
            assert ended.how in ("refused", "published")  # what only tidies up may fail unsaid
            assert switched == (ended.how == "published" or "已发布" in ended.words)
            assert "rmtree" in steps[n] or not list(installation.folder.snapshots.glob("*.*"))
            next_one(installation, change, switched)
    assert len(chosen) >= (30 if kind == "newer" else 10)
    print(f"{kind}: errors at {len(chosen)} points")
    record_property(f"errors of {kind}", len(chosen))


def test_readers_notice_nothing_of_kills_and_errors(
    stage: Stage, scratch: Path, prepared: Installation
) -> None:
    installation = prepared.copied(scratch / "data")
    data = installation.folder.path
    with reading(installation, CHANGLE) as reader:
        steps = stage.do(data, tiny=[CHANGLE, "2025-03"]).steps
        installation.settle(TinyLoad(CHANGLE, "2025-03"), 2)
        for n in distinct(steps)[::3]:
            before = installation.current
            fault = {"kill": n} if n % 2 else {"error": [error_at(steps[n]), n]}
            stage.do(data, tiny=[CHANGLE, f"2026-{n:04d}"], **fault)
            if not installation.settle(TinyLoad(CHANGLE, f"2026-{n:04d}"), before):
                installation.publish(TinyLoad(CHANGLE, f"2026-{n:04d}"))
    assert len(reader.ids) > 10


class Disk:
    """What of the steps so far a power failure could take: content and names that no fsync has
    brought to the disk."""

    def __init__(self) -> None:
        self.content: set[str] = set()
        self.names: set[str] = set()

    def step(self, step: str) -> None:
        moment, what, *paths = step.replace(" -> ", " ").split(" ")
        if moment != "after" or not paths:
            return
        match what:
            case "write":
                self.content.add(paths[0])
            case "create" | "mkdir" | "backup":
                self.names.add(paths[0])
            case "link":
                self.names.add(paths[1])
            case "rename" | "replace":
                self._move(*paths)
            case "fsync":
                self.content.discard(paths[0])
                self.names = {name for name in self.names if str(Path(name).parent) != paths[0]}

    def _move(self, old: str, new: str) -> None:
        for held in (self.content, self.names):
            for name in [n for n in held if n == old or n.startswith(f"{old}/")]:
                held.discard(name)
                held.add(new + name.removeprefix(old))
        self.names.add(new)

    def lost(self) -> set[str]:
        """What would be lost, without what is thrown away anyway."""
        every = self.content | self.names
        return {name for name in every if name != "lock" and ".building" not in name}


@pytest.mark.parametrize("kind", KINDS)
def test_all_is_on_the_disk_before_the_switch_and_the_switch_before_it_is_reported(
    kind: str, stage: Stage, scratch: Path, prepared: Installation
) -> None:
    start = prepared if kind != "first" else Installation(DataFolder(scratch / "empty"))
    installation = start.copied(scratch / "data")
    steps = stage.do(installation.folder.path, **KINDS[kind][1]).steps
    switch = steps.index("before replace current.new -> current")
    disk = Disk()
    for step in steps[:switch]:
        disk.step(step)
    assert disk.lost() == {"current.new"}, "its name is lost with the switch, its content is not"
    assert disk.content - {"lock"} == set()
    current = installation.folder.current()
    assert current is not None
    for path in current.path.rglob("*"):
        name = path.relative_to(installation.folder.snapshots / f"{current.id:06d}")
        building = f"snapshots/{current.id:06d}.building/whole/{name}"
        shared = path.is_file() and path.stat().st_nlink > 1
        assert shared or f"after fsync {building}" in steps[:switch], name
    for step in steps[switch:]:
        disk.step(step)
    assert disk.lost() == set()
