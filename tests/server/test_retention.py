"""Snapshots that writes made are removed when newer ones have taken their place; all else stays."""

import gc
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.settings import DEFAULT_BASE
from server.store.checking import check
from server.store.folder import DataFolder, FolderError
from server.store.interface import Store
from server.store.publish import publish
from server.store.rollback import Rollback
from tests.conftest import application
from tests.server.faults import Stage
from tests.server.installation import Installation, told
from tests.server.tiny import CHANGLE, TinyLoad

TOKEN = "a-token-that-is-long-enough"
KEPT = 2
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <a:g> { ?s ?p ?o } }"


@pytest.fixture
def app(own_short: Path) -> Iterator[Flask]:
    yield from application(own_short, token=TOKEN, keep_writes=KEPT)


@pytest.fixture
def folder(own_short: Path) -> DataFolder:
    return DataFolder(own_short)


def write(app: Flask, number: int) -> str:
    """One small write; returns the SHA-256 of what was sent."""
    client: FlaskClient = app.test_client()
    text = f"INSERT DATA {{ GRAPH <a:g> {{ <a:a> <a:p> {number} }} }}"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    response = client.post("/update", data=text, headers=headers)
    assert response.status_code == 204, response.data
    return hashlib.sha256(text.encode()).hexdigest()


def present(folder: DataFolder) -> list[int]:
    gc.collect()
    return [snapshot.id for snapshot in folder.all_snapshots()]


def test_the_latest_writes_are_kept_and_the_record_of_all(app: Flask, folder: DataFolder) -> None:
    sent = [write(app, number) for number in range(4)]
    publish(folder, Rollback(1, "x"), DEFAULT_BASE, "test")
    sent += [write(app, number) for number in range(10, 13)]
    assert present(folder) == [1, 6, 8, 9], "the load and the rollback stay"
    assert [record["id"] for record in folder.history()] == list(range(1, 10))
    assert {digest for r in folder.history() for digest in r.get("sent", ())} == set(sent)
    assert all((folder.documents / digest).is_file() for digest in sent)
    assert {path.name for path in folder.snapshots.iterdir()} == {
        f"{number:06d}" for number in (1, 6, 8, 9)
    }
    verdict = check(folder, every=True)
    assert verdict.whole and not verdict.faults and verdict.snapshots == (1, 6, 8, 9)
    (folder.documents / sent[0]).unlink()
    assert [fault.code for fault in check(folder).faults] == ["document-missing"]


def test_going_back_to_one_that_is_gone_is_refused_in_both_languages(
    app: Flask, folder: DataFolder
) -> None:
    for number in range(4):
        write(app, number)
    with pytest.raises(FolderError) as gone:
        publish(folder, Rollback(2, "x"), DEFAULT_BASE, "test")
    assert "已清理" in str(gone.value) and "has been removed" in str(gone.value)
    with pytest.raises(FolderError) as never:
        publish(folder, Rollback(99, "x"), DEFAULT_BASE, "test")
    assert "已清理" not in str(never.value)
    record = publish(folder, Rollback(4, "x"), DEFAULT_BASE, "test")
    assert record and record["id"] == 6


def test_who_reads_an_old_state_reads_it_to_the_end(app: Flask, folder: DataFolder) -> None:
    store: Store = app.config["STORE"]
    for number in range(2):
        write(app, number)
    view = store.present()
    assert view is not None and view.id == 3
    for number in range(10, 13):
        write(app, number)
    assert present(folder) == [1, 3, 5, 6]
    (row,) = view.select(COUNT).rows
    assert row["n"].value == "2"
    del view, row
    gc.collect()
    write(app, 20)
    assert present(folder) == [1, 6, 7]


def test_another_process_may_hold_one_too(app: Flask, folder: DataFolder) -> None:
    write(app, 0)
    snapshot = folder.current()
    assert snapshot is not None
    handle = snapshot.hold()
    for number in range(10, 13):
        write(app, number)
    assert snapshot.id in present(folder)
    os.close(handle)
    write(app, 20)
    assert snapshot.id not in present(folder)
    with pytest.raises(FolderError):
        snapshot.hold()


def test_nought_keeps_all(own_short: Path) -> None:
    for app in application(own_short, token=TOKEN, keep_writes=0):
        for number in range(4):
            write(app, number)
        assert present(DataFolder(own_short)) == [1, 2, 3, 4, 5]


# Faults

FORGET: dict[str, Any] = {"forget": [["load"], 2], "tiny": [CHANGLE, "2025-09"]}


@pytest.fixture
def four(small: Installation) -> Installation:
    """Four publications, of which a fifth leaves two."""
    for key in ("2025-03", "2025-04"):
        small.publish(TinyLoad(CHANGLE, key))
    return small


def test_a_kill_at_any_step_of_the_removal_is_put_in_order(
    four: Installation, stage: Stage, scratch: Path
) -> None:
    change = TinyLoad(CHANGLE, "2025-09")
    steps = stage.do(four.copied(scratch / "clean").folder.path, **FORGET).steps
    removal = [n for n, step in enumerate(steps) if "abandoned" in step]
    assert len(removal) >= 6, steps
    for n in range(removal[0] - 2, len(steps)):
        installation = four.copied(scratch / f"{n}")
        fault = {"kill": n} if n % 2 else {"error": ["EIO", n]}
        stage.do(installation.folder.path, **FORGET, **fault)
        with told(steps[n]):
            assert installation.settle(change, 4)
            installation.assert_whole()
            assert check(installation.folder, every=True).whole
            again = TinyLoad(CHANGLE, "2026-01")
            ended = stage.do(
                installation.folder.path, tiny=[CHANGLE, again.key], forget=[["load"], 2]
            )
            assert ended.how == "published"
            assert installation.settle(again, 5)
            assert [s.id for s in installation.folder.all_snapshots()] == [5, 6]
            names = {path.name for path in installation.folder.snapshots.iterdir()}
            assert names == {"000005", "000006"}, "nothing is left of a removal cut short"
            assert [r["id"] for r in installation.folder.history()] == [1, 2, 3, 4, 5, 6]
            installation.assert_whole()
            assert check(installation.folder, every=True).faults == ()


def test_a_removal_cut_short_half_way_through_a_snapshot_goes_on(four: Installation) -> None:
    old = four.folder.snapshots / "000001"
    old.rename(old.with_suffix(".abandoned"))
    (old.with_suffix(".abandoned") / "manifest.json").unlink()
    assert check(four.folder, every=True).whole
    four.publish(TinyLoad(CHANGLE, "2025-09"))
    assert not old.with_suffix(".abandoned").exists()
    assert check(four.folder, every=True).faults == ()
