"""What the service says of itself: every figure as a query finds it, the named graphs, the saved
queries as examples, and what an editor makes of it that was told nothing but the endpoint."""

import threading
import time
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from ontology.terms import DCT, LM, OWL, RDF, RDFS, SD, SH, SKOS, VOID
from server.description import counts as counting
from server.description import kept
from server.description import stated as stating
from server.description.terms import DECLARED
from server.loading import prepare
from server.publication import publish_change
from server.saved.catalogue import saved_queries
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.publish import publish
from server.store.rollback import Rollback
from server.store.shaping import OnDisk
from tests.conftest import IMAGINARY, application, load, open_store
from tests.server.figures import (
    DATASET,
    DESCRIPTION,
    PRESENT,
    Triples,
    all_figures,
    apart,
    classes,
    described,
    named,
    number,
    objects,
    properties,
    said,
)
from tests.short_list import short

EDITION = f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle/u-d709fb19"


def both(client: FlaskClient) -> Triples:
    """What the description of the data and that of the service say."""
    return Triples(said(client) | said(client, "/sparql"))


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose store says nothing of itself: software before did not write that."""
    folder = tmp_path_factory.mktemp("silent")
    data = folder / "data"
    publish(DataFolder(data), prepare(short(folder), None, {}), DEFAULT_BASE, "test")
    return data


@pytest.fixture(scope="module")
def size(silent: Path) -> int:
    """How many triples its default graph has."""
    return len(list(open_store(silent).quads_for_pattern(None, None, None, DefaultGraph())))


# --- Figures ------------------------------------------------------------------------------------


def test_every_figure_is_what_a_query_finds(client: FlaskClient, changle: pyoxigraph.Store) -> None:
    void = said(client)
    all_figures(apart(changle), void, both(client))
    assert classes(void, PRESENT)[LM.Entry.value] == 112
    assert classes(void, PRESENT)[LM.Stage.value] == 11
    assert classes(void, PRESENT)[LM.Scenario.value] == 25
    assert LM.SourceRow.value not in classes(void, PRESENT), "sources stand beside the present"


def test_of_several_counties_as_well(
    client_of_two: FlaskClient, counties: pyoxigraph.Store
) -> None:
    all_figures(apart(counties), said(client_of_two), both(client_of_two))


def test_what_a_store_does_not_say_is_counted(silent: Path) -> None:
    store = open_store(silent)
    assert not store.contains_named_graph(DESCRIPTION)
    for app in application(silent):
        client = app.test_client()
        all_figures(store, said(client), both(client))


def test_counted_or_stated_the_description_is_the_same(silent: Path, short_data: Path) -> None:
    (counted,), (stated,) = (
        [said(app.test_client()) for app in application(data)] for data in (silent, short_data)
    )
    own = {t for t in stated - counted if t.subject != DATASET}
    assert {str(t.subject).rpartition("#")[2].split("-")[0] for t in own} == {"graph"}
    assert not [t for t in counted - stated if t.predicate != OWL.versionInfo]


def test_the_figures_of_a_named_graph_are_its_own(client: FlaskClient) -> None:
    void, graphs = said(client), named(both(client))
    edition, source = graphs[EDITION], graphs[f"{EDITION}/source"]
    assert number(void, edition, VOID.triples) == 3002
    assert classes(void, edition)[LM.Entry.value] == 112
    assert LM.SourceRow.value in classes(void, source)
    subsets = objects(void, DATASET, VOID.subset)
    assert set(subsets) == {PRESENT, *graphs.values()}


def test_the_dataset_says_where_it_is_and_what_it_is_made_of(client: FlaskClient) -> None:
    void = said(client)
    for node in (DATASET, PRESENT):
        assert Triple(node, RDF.type, VOID.Dataset) in void
        assert objects(void, node, VOID.uriSpace) == [Literal(f"{DEFAULT_BASE}id/")]
        assert objects(void, node, VOID.sparqlEndpoint) == [NamedNode(f"{DEFAULT_BASE}sparql")]
        vocabularies = {str(one) for one in objects(void, node, VOID.vocabulary)}
        assert {f"<{LM.iri}>", f"<{SKOS.iri}>", f"<{DCT.iri}>"} <= vocabularies
    for node in (DATASET, PRESENT):
        languages = {str(o).rpartition("@")[2] for o in objects(void, node, DCT.title)}
        assert languages == {"zh-hans", "en"}
    about = " ".join(str(text) for text in objects(void, PRESENT, DCT.description))
    assert "现行" in about and "the union of the current layers" in about


def test_another_base_moves_every_address(tmp_path: Path) -> None:
    data, base = tmp_path / "data", "https://data.example.org/changle/"
    change = prepare(short(tmp_path), None, {})
    publish_change(DataFolder(data), change, base)
    for app in application(data, base=base):
        for path in ("/sparql", "/.well-known/void"):
            text = app.test_client().get(path, headers={"Accept": "text/turtle"}).text
            assert "localhost" not in text
            assert f"<{base}sparql>" in text
            assert f"<{base}query/department-counts>" in text


# --- Publication --------------------------------------------------------------------------------


def test_a_publication_changes_what_is_said_and_a_rollback_changes_it_back(own_short: Path) -> None:
    for app in application(own_short):
        client, folder = app.test_client(), DataFolder(own_short)
        first = said(client), said(client, "/sparql")
        load(own_short, IMAGINARY)
        app.config["STORE"]._refresh()
        second = said(client), said(client, "/sparql")
        all_figures(apart(open_store(own_short)), second[0], Triples(second[0] | second[1]))
        assert len(named(second[1])) > len(named(first[1]))
        publish(folder, Rollback(1, "x"), DEFAULT_BASE, "test")
        app.config["STORE"]._refresh()
        third = said(client), said(client, "/sparql")
        for before, after in zip(first, third, strict=True):
            assert {t for t in before if t.predicate != OWL.versionInfo} == {
                t for t in after if t.predicate != OWL.versionInfo
            }
        versions = [objects(one[0], DATASET, OWL.versionInfo) for one in (first, second, third)]
        assert versions == [[Literal("1")], [Literal("2")], [Literal("3")]]


def test_a_state_is_counted_once_however_often_it_is_asked_about(
    silent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 60)
    asked = _watched(monkeypatch, slow="never")
    for app in application(silent):
        client = app.test_client()
        for accept in ("text/turtle", "application/ld+json", "application/rdf+xml") * 2:
            for path in ("/sparql", "/.well-known/void"):
                assert client.get(path, headers={"Accept": accept}).status_code == 200
    assert len(asked) == len(set(asked)) == 12


def test_a_figure_that_takes_too_long_is_left_out_and_said_so(
    silent: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _watched(monkeypatch, slow="?thing a ?class ; ?property ?o")
    for app in application(silent):
        client = app.test_client()
        void = said(client)
        assert "用时过长" in " ".join(str(one) for one in objects(void, DATASET, RDFS.comment))
        assert classes(void, PRESENT)[LM.Entry.value] == 14
        assert number(void, PRESENT, VOID.triples) == size
        for part in objects(void, PRESENT, VOID.classPartition):
            assert properties(void, part) == {}
        before = len(asked)
        said(client)
        assert len(asked) == before, "it is not tried again at once"


def test_a_server_that_is_busy_says_so_and_is_asked_again(
    silent: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.workers.pool import Busy

    evaluate = OnDisk._evaluate

    def busy(self: OnDisk, query: str) -> object:
        raise Busy

    for app in application(silent):
        client = app.test_client()
        monkeypatch.setattr(OnDisk, "_evaluate", busy)
        answer = client.get("/.well-known/void")
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        monkeypatch.setattr(OnDisk, "_evaluate", evaluate)
        assert number(said(client), PRESENT, VOID.triples) == size


def test_while_a_country_is_counted_no_request_holds_a_thread_for_long(
    silent: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate, go_on = OnDisk._evaluate, threading.Event()

    def slow(self: OnDisk, query: str) -> object:
        go_on.wait(30)
        return evaluate(self, query)

    monkeypatch.setattr(kept, "PATIENCE", 0.1)
    monkeypatch.setattr(OnDisk, "_evaluate", slow)
    for app in application(silent):
        client = app.test_client()
        for path in ("/.well-known/void", "/sparql"):
            began = time.monotonic()
            answer = client.get(path, headers={"Accept": "text/turtle"})
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert time.monotonic() - began < 2
        go_on.set()
        monkeypatch.setattr(kept, "PATIENCE", 20)
        assert number(said(client), PRESENT, VOID.triples) == size


def test_much_is_counted_in_parts_with_the_same_figures(
    silent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_AT_ONCE", 300)
    asked = _watched(monkeypatch, slow="never")
    for app in application(silent):
        client = app.test_client()
        all_figures(open_store(silent), said(client), both(client))
    assert len(asked) > 20


def _watched(monkeypatch: pytest.MonkeyPatch, slow: str) -> list[str]:
    """The queries that are evaluated; those with `slow` in them take too long."""
    from server.workers.pool import DeadlineExceeded

    asked: list[str] = []
    evaluate = OnDisk._evaluate

    def watched(self: OnDisk, query: str) -> object:
        asked.append(query)
        if slow in query:
            raise DeadlineExceeded
        return evaluate(self, query)

    monkeypatch.setattr(OnDisk, "_evaluate", watched)
    return asked


def test_of_many_graphs_some_are_listed_and_fewer_are_counted_in_full(
    two_counties: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stating, "LISTED", 6)
    monkeypatch.setattr(stating, "DETAILED", 5)
    for app in application(two_counties):
        client = app.test_client()
        void, service = said(client), said(client, "/sparql")
        graphs = named(service)
        shared = {f"{DEFAULT_BASE}graph/{n}" for n in ("catalogue", "codes", "ontology")}
        assert shared < set(graphs), "those that all lists share come first"
        assert len(graphs) == 6
        full = [name for name, node in graphs.items() if properties(void, node)]
        assert len(full) == 4, "one of the five describes and is not described"
        assert all(number(void, node, VOID.triples) for node in described(service).values())
        total = len(list(open_store(two_counties).named_graphs()))
        comments = " ".join(str(one) for one in objects(void, DATASET, RDFS.comment))
        assert f"共有 {total} 个命名图，这里列出 6 个" in comments


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    for app in application(tmp_path / "data"):
        client = app.test_client()
        assert client.get("/.well-known/void").status_code == 503
        service = said(client, "/sparql")
        assert [t for t in service if t.predicate == SD.endpoint]
        assert not [t for t in service if t.predicate == SD.defaultDataset]


# --- Editors ------------------------------------------------------------------------------------


def test_every_saved_query_is_an_example_that_can_be_run(client: FlaskClient) -> None:
    service = said(client, "/sparql")
    assert [t for t in said(client) if t.predicate == SH.select]
    found = {t.subject for t in service if t.object == SH.SPARQLExecutable}
    kinds = (SH.SPARQLSelectExecutable, SH.SPARQLConstructExecutable)
    assert found == {t.subject for t in service if t.object in kinds}
    addresses = {f"{DEFAULT_BASE}query/{name}" for name in saved_queries()}
    assert {getattr(node, "value", "") for node in found} == addresses
    for name, query in saved_queries().items():
        node = NamedNode(f"{DEFAULT_BASE}query/{name}")
        (text,) = objects(service, node, SH.construct if query.is_graph else SH.select)
        assert text == Literal(query.text)
        labels = {str(one) for one in objects(service, node, RDFS.label)}
        title = query.header.title
        assert labels == {str(Literal(title.zh, language="zh-hans")), f'"{title.en}"@en'}
        assert len(objects(service, node, RDFS.comment)) == 2
        assert client.get(f"/query/{name}").status_code == 200
        assert isinstance(text, Literal)
        answer = client.post(
            "/sparql", data=text.value.encode(), content_type="application/sparql-query"
        )
        assert answer.status_code == 200, name


def test_the_prefixes_of_the_examples_and_of_the_data_are_declared(client: FlaskClient) -> None:
    for path in ("/sparql", "/.well-known/void"):
        triples = said(client, path)
        declared: dict[object, str] = {}
        for one in objects(triples, DATASET, SH.declare):
            (prefix,), (space,) = (
                objects(triples, one, SH.prefix),
                objects(triples, one, SH.namespace),
            )
            assert isinstance(prefix, Literal) and isinstance(space, Literal)
            assert space.datatype.value.endswith("#anyURI")
            declared[prefix.value] = space.value
        assert declared == dict(DECLARED)
        assert declared["lm"] == LM.iri and declared["skos"] == SKOS.iri


def test_the_page_of_the_endpoint_leads_to_its_descriptions(client: FlaskClient) -> None:
    for language in ("zh", "en"):
        page = client.get(
            "/sparql", query_string={"lang": language}, headers={"Accept": "text/html"}
        )
        assert 'href="/.well-known/void"' in page.text
        links = page.headers.getlist("Link")
        assert '</.well-known/void>; rel="describedby"' in links
