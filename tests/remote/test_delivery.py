"""Every publication arrives at the engine, wherever a delivery is broken off; the present is never
half old and half new."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, Quad

from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.publish import publish
from server.store.remote import delivery
from server.store.remote.delivered import read
from server.store.remote.delivery import NotOurs, beside
from server.store.remote.engine import engine_of
from server.store.remote.errors import Refused, Unreachable
from server.store.remote.home import RemoteStore
from server.store.rollback import Rollback
from tests.engines import KINDS, EngineProcess, running
from tests.remote.holding import (
    Killed,
    delivered,
    empty,
    failing,
    held,
    published,
    settings_of,
    watched,
)
from tests.server.tiny import ANQIU, CHANGLE, TinyLoad

COUNT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module", params=sorted(KINDS))
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineProcess]:
    yield from running(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def engine(started: EngineProcess, tmp_path: Path) -> EngineProcess:
    """An engine of each kind, empty."""
    empty(started, tmp_path)
    return started


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a tiny list."""
    folder = tmp_path / "data"
    load(folder, CHANGLE, "2025-01")
    return folder


def load(data: Path, region: str, key: str) -> None:
    publish(DataFolder(data), TinyLoad(region, key), DEFAULT_BASE, "test")


def arrived(engine: EngineProcess, data: Path) -> None:
    """What is published is delivered, and the engine holds exactly that."""
    assert held(engine, data, delivered(engine, data)) == published(data)


def test_every_kind_of_publication_arrives(engine: EngineProcess, data: Path) -> None:
    arrived(engine, data)
    load(data, ANQIU, "2025-01")
    arrived(engine, data)
    load(data, CHANGLE, "2025-02")
    arrived(engine, data)
    publish(DataFolder(data), Rollback(1, "x"), DEFAULT_BASE, "test")
    arrived(engine, data)


def test_several_publications_that_nobody_delivered_arrive_together(
    engine: EngineProcess, data: Path
) -> None:
    arrived(engine, data)
    for key in ("2025-02", "2025-03", "2025-04"):
        load(data, CHANGLE, key)
    arrived(engine, data)


def test_what_is_there_is_not_sent_again(engine: EngineProcess, data: Path) -> None:
    delivered(engine, data)
    with failing(-1, done=False, error=Killed()) as sent:
        delivered(engine, data)
    assert not sent


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_first_delivery_that_is_killed_at_any_request_is_done_over(
    engine: EngineProcess, data: Path, done: bool
) -> None:
    at = 0
    while killed(engine, data, at, done):
        arrived(engine, data)
        empty(engine, data)
        at += 1
    assert at > 3


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_delivery_that_is_killed_at_any_request_is_done_over(
    engine: EngineProcess, data: Path, done: bool
) -> None:
    delivered(engine, data)
    at = 0
    while True:
        load(data, CHANGLE, f"2025-{at + 2:02}")
        if not killed(engine, data, at, done):
            break
        if at % 2:  # it goes on to a later state than was under way
            publish(DataFolder(data), Rollback(1, "x"), DEFAULT_BASE, "test")
        arrived(engine, data)
        at += 1
    arrived(engine, data)
    assert at > 0


def killed(engine: EngineProcess, data: Path, at: int, done: bool) -> bool:
    """Whether a delivery was killed at that request; it may be over before."""
    with failing(at, done=done, error=Killed()) as sent, suppress(Killed):
        delivered(engine, data)
    return len(sent) > at


def test_readers_see_the_old_present_or_the_new_one_at_every_moment(
    engine: EngineProcess, data: Path
) -> None:
    delivered(engine, data)
    store = RemoteStore(settings_of(engine, data), follows=False)
    seen: list[set[Quad]] = []

    def look() -> None:
        store._refresh()
        view = store.present()
        assert view is not None
        rows = view.select(COUNT).rows
        seen.append({Quad(r["s"], r["p"], r["o"], DefaultGraph()) for r in rows})  # type: ignore[arg-type]

    allowed = [_present(data)]
    for key in ("2025-02", "2025-03"):
        load(data, CHANGLE, key)
        allowed.append(_present(data))
        with watched(look):
            delivered(engine, data)
        store._refresh()
        view = store.present()
        assert view is not None and view.id == len(allowed)
    store.close()
    assert seen and all(state in allowed for state in seen)


def _present(data: Path) -> set[Quad]:
    return {quad for quad in published(data) if isinstance(quad.graph_name, DefaultGraph)}


def test_nothing_is_called_lasting_while_a_delivery_is_under_way(
    engine: EngineProcess, data: Path
) -> None:
    delivered(engine, data)
    store = RemoteStore(settings_of(engine, data), follows=False)
    view = store.present()
    assert view is not None and view.lasting
    load(data, CHANGLE, "2025-02")
    lasting: list[bool] = []
    with watched(lambda: lasting.append(view.lasting)):
        delivered(engine, data)
    store._refresh()
    after = store.present()
    store.close()
    assert lasting and not any(lasting)
    assert after is not None and after.lasting and after.id == 2


def test_an_engine_with_other_data_is_left_alone(engine: EngineProcess, data: Path) -> None:
    of = engine_of(settings_of(engine, data))
    of.update(f"INSERT DATA {{ GRAPH <{DEFAULT_BASE}graph/theirs> {{ <u:s> <u:p> 1 }} }}")
    with pytest.raises(NotOurs, match=r"已有别的数据.*holds other data"):
        delivered(engine, data)
    rows = of.select(f"SELECT ?o {{ GRAPH <{DEFAULT_BASE}graph/theirs> {{ ?s ?p ?o }} }}").rows
    assert len(rows) == 1


def test_an_engine_that_was_emptied_is_filled_again(engine: EngineProcess, data: Path) -> None:
    delivered(engine, data)
    empty(engine, data)
    arrived(engine, data)


def test_an_engine_that_holds_another_folders_data_under_the_same_base_is_brought_to_ours(
    engine: EngineProcess, data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    load(other, ANQIU, "2024-01")
    load(other, ANQIU, "2024-02")
    delivered(engine, other)
    arrived(engine, data)


def test_a_snapshot_that_is_gone_is_not_needed(engine: EngineProcess, data: Path) -> None:
    delivered(engine, data)
    for key in ("2025-02", "2025-03"):
        load(data, CHANGLE, key)
        delivered(engine, data)
    load(data, CHANGLE, "2025-04")
    folder = DataFolder(data)
    for snapshot in folder.all_snapshots()[:-1]:
        snapshot.path.rename(snapshot.path.with_suffix(".elsewhere"))
    arrived(engine, data)


def test_another_engine_is_another_story(engine: EngineProcess, data: Path) -> None:
    delivered(engine, data)
    folder, of = DataFolder(data), engine_of(settings_of(engine, data))
    assert beside(folder, of).read() == read(of, DEFAULT_BASE)
    elsewhere = settings_of(engine, data)
    object.__setattr__(elsewhere, "store", "http://example.org/sparql")
    assert beside(folder, engine_of(elsewhere)).read() is None


def test_a_publication_too_large_for_one_request_arrives_in_several(
    engine: EngineProcess, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ONE_REQUEST", 2000)
    monkeypatch.setattr(delivery, "_MANY", 5)
    arrived(engine, data)
    load(data, CHANGLE, "2025-02")
    for at in range(0, 12, 3):
        killed(engine, data, at, done=True)
    arrived(engine, data)


def test_what_the_engine_refuses_changes_nothing_of_what_it_serves(
    engine: EngineProcess, data: Path
) -> None:
    before = published(data)
    now = delivered(engine, data)
    load(data, CHANGLE, "2025-02")
    with failing(0, done=False, error=Refused("no")), pytest.raises(Refused):
        delivered(engine, data)
    assert held(engine, data, now) == before
    with failing(0, done=False, error=Unreachable("gone")), pytest.raises(Unreachable):
        delivered(engine, data)
    arrived(engine, data)


def test_blank_nodes_arrive_as_iris_that_stay_the_same(engine: EngineProcess, data: Path) -> None:
    graph = pyoxigraph.NamedNode("urn:test:blank")
    blank, name = pyoxigraph.BlankNode("b1"), pyoxigraph.NamedNode("urn:test:name")
    snapshot = DataFolder(data).current()
    assert snapshot is not None
    store = pyoxigraph.Store(str(snapshot.store))
    store.add(Quad(blank, name, pyoxigraph.Literal("甲"), graph))
    store.add(Quad(blank, name, blank, graph))
    store.flush()
    del store
    now = delivered(engine, data)
    iri = pyoxigraph.NamedNode(f"{DEFAULT_BASE}.well-known/genid/b1")
    found = {quad for quad in held(engine, data, now) if quad.graph_name == graph}
    assert found == {
        Quad(iri, name, pyoxigraph.Literal("甲"), graph),
        Quad(iri, name, iri, graph),
    }


def test_an_engine_that_does_not_heed_from_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    for union in running("oxigraph-union", tmp_path / "engine"):
        with pytest.raises(Refused, match=r"不理会.*does not heed FROM"):
            delivered(union, data)
