"""A publication that is killed, or meets an error, at any of its steps leaves the old snapshot or
the new one, whole; and the next publication puts everything in order."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.checking import check
from server.store.folder import DataFolder, FolderError
from server.store.publish import publish
from server.store.rollback import Rollback
from tests.conftest import IMAGINARY, load, open_store, rows
from tests.server.faults import Stage
from tests.server.installation import KINDS, NAMES, Installation, reading, told
from tests.server.tiny import ANQIU, CHANGLE, TinyLoad
from tests.short_list import short


def distinct(steps: tuple[str, ...]) -> list[int]:
    """The steps worth a run. What is after one is before the next, so `after` is left out; and of
    what is done many times over, quads written and files brought to the disk, the first and the
    last are enough."""
    alike: dict[str, list[int]] = {}
    for n, step in enumerate(steps):
        in_store = "before fsync" in step and "/store/" in step
        name = "fsync of the store" if in_store else step
        if in_store or step in ("before extend", "before remove", "before remove_graph"):
            alike.setdefault(name, []).append(n)
    between = {n for numbers in alike.values() for n in numbers[1:-1]}
    return [n for n, step in enumerate(steps) if "after" not in step and n not in between]


def points(steps: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The steps worth a run, then any that another run may have beyond them."""
    yield from ((n, steps[n]) for n in distinct(steps))
    yield from ((n, "beyond the end") for n in range(len(steps), len(steps) + 20))


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
            installation.go_on(change, switched)
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
            installation.go_on(change, switched)
    assert len(chosen) >= (30 if kind == "newer" else 10)
    print(f"{kind}: errors at {len(chosen)} points")
    record_property(f"errors of {kind}", len(chosen))


def test_readers_notice_nothing_of_kills_and_errors(stage: Stage, small: Installation) -> None:
    data = small.folder.path
    with reading(small, CHANGLE) as reader:
        steps = stage.do(data, tiny=[CHANGLE, "2025-03"]).steps
        small.settle(TinyLoad(CHANGLE, "2025-03"), 2)
        for n in distinct(steps)[::4]:
            before, change = small.current, TinyLoad(CHANGLE, f"2026-{n:04d}")
            fault = {"kill": n} if n % 2 else {"error": [error_at(steps[n]), n]}
            stage.do(data, tiny=[CHANGLE, change.key], **fault)
            if not small.settle(change, before):
                small.publish(change)
    assert len(reader.ids) > 8


def test_a_second_publication_at_the_same_time_is_told_to_wait(
    stage: Stage, small: Installation
) -> None:
    data = small.folder.path
    job = {"tiny": [ANQIU, "2025-01"], "hold": 30}
    with reading(small, CHANGLE), ThreadPoolExecutor() as pool:
        first = pool.submit(stage.do, data, **job)
        while not (data.parent / "held").exists():
            assert not first.done()
            time.sleep(0.01)
        with pytest.raises(FolderError, match="另一次发布正在进行"):
            publish(small.folder, TinyLoad(CHANGLE, "2026-01"), DEFAULT_BASE, "test")
        small.assert_whole()
        assert small.current == 2
        (data.parent / "go").mkdir()
        assert first.result(timeout=20).how == "published"
        small.settle(TinyLoad(ANQIU, "2025-01"), 2)
        small.publish(TinyLoad(CHANGLE, "2026-01"))
    small.assert_in_order()


Real = dict[str, tuple[Path | None, dict[str, Any], Path]]
"""Of each kind: the data folder that it starts from, if any, the job, and one as it is after it."""
REAL = [
    ("first", "before backup"),
    ("first", "half write documents/"),
    ("first", "before replace .* -> current"),
    ("beside", "before store .*work"),
    ("beside", "half write .*manifest.json"),
    ("beside", "after rename"),
    ("newer", "after remove$"),
    ("newer", "half write current.new"),
    ("newer", "half write publications.jsonl"),
    ("rollback", "half rmtree"),
    ("rollback", "after replace .* -> current"),
]


@pytest.fixture(scope="module")
def real(short_list: Path, short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Real:
    """The real loads, and the data folders that they start from and end in."""
    folder = tmp_path_factory.mktemp("real")
    edited = short(folder, ("\t预防接种证办理\n", "\t预防接种证补办\n"))
    beside, newer = folder / "beside", folder / "newer"
    for data in (beside, newer):
        shutil.copytree(short_data, data)
    load(beside, IMAGINARY)
    load(newer, edited, edition="2026-11")
    back = Path(shutil.copytree(newer, folder / "back"))
    assert publish_change(DataFolder(back), Rollback(1, "试"), DEFAULT_BASE)
    later = {"file": str(edited), "options": {"edition": "2026-11"}}
    return {
        "first": (None, {"file": str(short_list)}, short_data),
        "beside": (short_data, {"file": str(IMAGINARY)}, beside),
        "newer": (short_data, later, newer),
        "rollback": (newer, {"rollback": 1, "followed": True}, back),
    }


def counts(data: Path) -> dict[str, int]:
    """How many statements each graph of the snapshot that is served has, "" the default graph."""
    if DataFolder(data).current() is None:
        return {}
    store = open_store(data)
    named = rows(store, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    (whole,) = rows(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return {"": int(whole["n"])} | {row["g"]: int(row["n"]) for row in named}


@pytest.mark.parametrize(("kind", "step"), REAL, ids=map(" ".join, REAL))
def test_a_kill_of_a_real_load_leaves_the_old_snapshot_or_the_new_one_whole(
    kind: str,
    step: str,
    stage: Stage,
    scratch: Path,
    real: Real,
) -> None:
    start, job, end = real[kind]
    data = scratch / "data"
    if start:
        shutil.copytree(start, data)
    old, before = counts(data), DataFolder(data).current()
    assert stage.do(data, kill=step, **job).how == "killed"
    current = DataFolder(data).current()
    switched = current != before
    assert counts(data) == (counts(end) if switched else old)
    assert check(DataFolder(data)).whole
    record = publish(DataFolder(data), TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE, "test")
    assert record is not None
    assert record["id"] > (current.id if current else 0)
    kept = {"keys"} if (data / "keys").exists() else set()  # made by whoever served it
    assert {path.name for path in data.iterdir()} == NAMES | kept
    snapshots = sorted(path.name for path in DataFolder(data).snapshots.iterdir())
    assert snapshots == [f"{record['id']:06d}" for record in DataFolder(data).history()]
