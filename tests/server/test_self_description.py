"""What the store says of itself, in the store: exact after every kind of change, brought up to date
with the software, and found by an editor that is told nothing but the endpoint."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from loader.statements import Layer, in_graph
from ontology.terms import LM, OWL, RDF, RDFS, SH, SKOS, VOID, XSD
from server.description.counts import count_store
from server.description.figures import numbers_of
from server.description.tally import of_present
from server.description.terms import DECLARED, VOID_EXT
from server.loading import prepare
from server.publication import publish_change
from server.saved.catalogue import saved_queries
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder, Snapshot
from server.store.present import current_graphs, replace_layers
from server.store.publish import Draft, publish
from server.store.rollback import Rollback
from tests.conftest import IMAGINARY, application, load, open_store, rows
from tests.server.editing import command
from tests.server.figures import (
    DATASET,
    DESCRIPTION,
    OF_GRAPHS,
    PRESENT,
    all_figures,
    apart,
    classes,
    number,
    objects,
    said,
    stands,
)
from tests.server.test_register import decide, question
from tests.server.test_writing import MAPPING, TOKEN, update
from tests.short_list import short


def exact(data: Path) -> None:
    """Every figure that stands in the store is what a query finds in it."""
    store = open_store(data)
    all_figures(apart(store), stands(store, DESCRIPTION), stands(store, OF_GRAPHS))


# --- Exact after any change ---------------------------------------------------------------------


def test_a_first_load_says_what_it_has_published(published: Path) -> None:
    exact(published)
    assert classes(stands(open_store(published), DESCRIPTION), PRESENT)[LM.Entry.value] == 112


def test_a_second_county_is_added_to_what_is_said(two_counties: Path) -> None:
    exact(two_counties)


def test_a_newer_edition_takes_the_place_of_the_one_before(renamed: Path) -> None:
    exact(renamed)
    decide(renamed, f"{question(renamed, 'renamed', '火化证明')['id']}=same", "--by", "王某")
    exact(renamed)


def test_a_rollback_says_what_was_said_and_a_county_more_is_added_to_that(own_short: Path) -> None:
    folder, before = DataFolder(own_short), open_store(own_short)
    load(own_short, IMAGINARY)
    publish_change(folder, Rollback(1, "x"), DEFAULT_BASE)
    log = {NamedNode(f"{DEFAULT_BASE}graph/{name}") for name in ("changes", "description/graphs")}
    assert {q for q in open_store(own_short) if q.graph_name not in log} == {
        q for q in before if q.graph_name not in log
    }
    load(own_short, IMAGINARY)
    exact(own_short)


def test_a_graph_that_is_written_is_described_and_one_that_is_removed_is_not(
    own_short: Path,
) -> None:
    for app in application(own_short, token=TOKEN):
        client = app.test_client()
        for text in (
            f"""INSERT DATA {{ GRAPH <{MAPPING}> {{
                <a:a> a <{SKOS.Concept.value}> ; <a:p> 1, "x"@en, <a:b>, [ <a:p> <a:a> ] }}
              GRAPH <a:elsewhere> {{ <a:b> a <a:B> }} }}""",
            f"INSERT DATA {{ GRAPH <{MAPPING}> {{ <a:b> a <a:B> }} }}",
            f"DELETE DATA {{ GRAPH <{MAPPING}> {{ <a:a> a <{SKOS.Concept.value}> }} }}",
            f"DROP GRAPH <{MAPPING}>",
        ):
            assert update(client, text).status_code == 204
            exact(own_short)
        names = {str(t.object) for t in stands(open_store(own_short), OF_GRAPHS)}
        assert "<a:elsewhere>" in names and f"<{MAPPING}>" not in names


def test_a_store_that_has_never_said_anything_is_counted_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    publish(DataFolder(data), prepare(short(tmp_path), None, {}), DEFAULT_BASE, "test")
    assert not open_store(data).contains_named_graph(DESCRIPTION)
    load(data, IMAGINARY)
    exact(data)


_THINGS = [NamedNode(f"a:{name}") for name in "abcde"] + [BlankNode("x")]
_CLASSES = [NamedNode("a:C"), NamedNode("a:D"), NamedNode("a:a")]
_LITERALS = [Literal("1", datatype=XSD.integer), Literal("1"), Literal("1", language="en")]
_TRIPLES = st.one_of(
    st.builds(Triple, st.sampled_from(_THINGS), st.just(RDF.type), st.sampled_from(_CLASSES)),
    st.builds(
        Triple,
        st.sampled_from(_THINGS),
        st.sampled_from([NamedNode("a:p"), NamedNode("a:q")]),
        st.sampled_from([*_THINGS, *_LITERALS]),
    ),
)
_GRAPHS = [NamedNode(f"{DEFAULT_BASE}graph/{name}") for name in ("codes", "mapping/a", "other")]
_STEPS = st.lists(
    st.lists(st.tuples(st.sampled_from(_GRAPHS), st.frozensets(_TRIPLES, max_size=12)), max_size=3),
    max_size=5,
)


Step = list[tuple[NamedNode, frozenset[Triple]]]


@given(_STEPS)
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_over_what_the_figures_follow(steps: list[Step]) -> None:
    followed(Store(), steps)


def test_figures_follow_numbers_that_the_engine_does_not_tell_apart(tmp_path: Path) -> None:
    there, other, same = (
        Triple(NamedNode(thing), NamedNode("a:p"), Literal(number, datatype=XSD.integer))
        for thing, number in (("a:a", "256"), ("a:b", "255"), ("a:c", "255"))
    )
    steps = [[(_GRAPHS[0], frozenset(triples))] for triples in ({there}, {there, other}, {same})]
    followed(Store(str(tmp_path / "store")), steps)


def followed(store: Store, steps: list[Step]) -> None:
    """Write over an empty store; the figures that are followed are those that a query counts."""
    own = frozenset({Triple(PRESENT, VOID.triples, Literal("1")), Triple(*_THINGS[:3])})  # type: ignore[arg-type]
    store.extend(in_graph(triple, DefaultGraph()) for triple in own)
    numbers = numbers_of(count_store(Store(), DEFAULT_BASE))
    for step in steps:
        layers = [Layer(graph, triples - own) for graph, triples in dict(step).items()]
        replace_layers(
            store,
            DEFAULT_BASE,
            layers,
            between=lambda replaced: numbers.update(of_present(store, replaced.present, "a:", own)),
        )
        rest = Store()
        rest.extend(q for q in store.quads_for_pattern(None, None, None, DefaultGraph())
                    if q.triple not in own)  # fmt: skip
        counted = numbers_of(count_store(rest, DEFAULT_BASE))
        counted["entities",] = len({q.subject for q in rest if isinstance(q.subject, NamedNode)})
        assert {k: n for k, n in numbers.items() if n} == {k: n for k, n in counted.items() if n}


# --- What is and is not said --------------------------------------------------------------------


def test_the_description_is_of_the_present_and_the_one_of_graphs_beside_it(
    published: Path,
) -> None:
    current = current_graphs(open_store(published), DEFAULT_BASE)
    assert DESCRIPTION in current and OF_GRAPHS not in current


def test_it_does_not_describe_itself_and_says_so(published: Path) -> None:
    store = open_store(published)
    own = stands(store, DESCRIPTION)
    about = " ".join(str(one) for t in own if t.subject == PRESENT for one in [t.object])
    assert "The figures do not count what the store says of itself" in about
    assert SH.SPARQLExecutable.value not in classes(own, PRESENT)
    described = {str(t.object) for t in stands(store, OF_GRAPHS)}
    assert str(DESCRIPTION) not in described and str(OF_GRAPHS) not in described


def test_nothing_else_says_the_same(counties: pyoxigraph.Store) -> None:
    own = stands(counties, DESCRIPTION)
    assert own
    for graph in current_graphs(counties, DEFAULT_BASE) - {DESCRIPTION}:
        assert not own & stands(counties, graph)


def test_what_is_served_is_what_stands_in_the_store(
    client: FlaskClient, changle: pyoxigraph.Store
) -> None:
    served = said(client)
    stated = stands(changle, DESCRIPTION)
    assert stated < served
    more = {t for t in served - stated if "void#graph-" not in str(t)}
    assert {t.predicate for t in more if t.subject == DATASET} == {OWL.versionInfo}
    assert {str(t.subject).rpartition("/")[2] for t in more} == {"void>", "void#dataset>"}
    of_graphs = stands(changle, OF_GRAPHS)
    assert {t for t in of_graphs if "void#named-" not in str(t)} - served <= {
        t for t in of_graphs if str(t.object).endswith("service-description#Graph>")
    }
    assert of_graphs - served <= set(said(client, "/sparql"))


def test_a_plain_store_says_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert command(data, "init", "--empty").exit_code == 0
    for app in application(data, open=True):
        client = app.test_client()
        assert update(client, "INSERT DATA { <a:a> a <a:C> }", None).status_code == 204
        assert len(open_store(data)) == 1
        assert number(said(client), PRESENT, VOID.triples) == 1


# --- With the software --------------------------------------------------------------------------


class Forget:
    """As another version of the software would have said it: one query of its own, none of ours."""

    action = "load"
    reason = "test"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        kept = {t for t in stands(draft.store, DESCRIPTION) if t.predicate != SH.select}
        other = Triple(NamedNode(f"{DEFAULT_BASE}query/other"), SH.select, Literal("ASK {}"))
        draft.write([Layer(DESCRIPTION, frozenset({*kept, other}))])


def test_a_rollback_to_what_other_software_published_says_what_this_one_offers(
    own_short: Path,
) -> None:
    folder, offered = DataFolder(own_short), stands(open_store(own_short), DESCRIPTION)
    publish(folder, Forget(), DEFAULT_BASE, "older")
    assert stands(open_store(own_short), DESCRIPTION) != offered
    load(own_short, IMAGINARY)
    assert {t for t in stands(open_store(own_short), DESCRIPTION) if t.predicate == SH.select} == {
        t for t in offered if t.predicate == SH.select
    }
    publish_change(folder, Rollback(2, "x"), DEFAULT_BASE)
    assert stands(open_store(own_short), DESCRIPTION) == offered
    exact(own_short)


# --- Editors ------------------------------------------------------------------------------------

_PREFIXES = "".join(
    f"PREFIX {name}: <{space}>\n"
    for name, space in {
        "sh": SH.iri,
        "rdfs": RDFS.iri,
        "void": VOID.iri,
        "void-ext": VOID_EXT.iri,
        "sd": DECLARED["sd"],
    }.items()
)
EDITOR: Mapping[str, str] = {
    "prefixes": """SELECT DISTINCT ?prefix ?namespace
        WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix""",
    "examples": """SELECT DISTINCT ?example ?comment ?query WHERE {
          ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ;
            sh:select|sh:ask|sh:construct|sh:describe ?query .
        } ORDER BY ?example""",
    "completions": """SELECT DISTINCT ?graph ?graphLabel ?class ?property ?to ?datatype ?triples
          ?classLabel ?classComment ?toLabel ?toComment ?propertyLabel ?propertyComment WHERE {
          {
            OPTIONAL {
              ?graph sd:graph ?of_graph . OPTIONAL { ?graph rdfs:label ?graphLabel }
              ?of_graph void:classPartition ?part .
            }
            ?part void:class ?class ; void:propertyPartition ?inner .
            OPTIONAL { ?class rdfs:label ?classLabel }
            OPTIONAL { ?class rdfs:comment ?classComment }
            ?inner void:property ?property .
            OPTIONAL { ?inner void:triples ?triples }
            OPTIONAL { ?property rdfs:label ?propertyLabel }
            OPTIONAL { ?property rdfs:comment ?propertyComment }
            OPTIONAL {
              {
                ?inner void:classPartition [ void:class ?to ] .
                OPTIONAL { ?to rdfs:label ?toLabel } OPTIONAL { ?to rdfs:comment ?toComment }
              } UNION { ?inner void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
            }
          } UNION {
            ?links void:subjectsTarget [ void:class ?class ] ; void:linkPredicate ?property ;
              void:objectsTarget [ void:class ?to ] .
          }
        } ORDER BY ?class ?to ?datatype ?graph ?triples""",
}
"""What an editor asks the endpoint that completes from VoID: what that of the SIB asks, in words of
our own. Where one is answered with nothing it turns to the service description."""


def asked(client: FlaskClient, name: str) -> list[dict[str, str]]:
    """The answer of the endpoint, asked as that editor asks."""
    answer = client.get(
        "/sparql",
        query_string={"ac": "1", "query": _PREFIXES + EDITOR[name], "timeout": "60"},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert answer.status_code == 200 and answer.json is not None
    return [
        {key: term["value"] for key, term in row.items()}
        for row in answer.json["results"]["bindings"]
    ]


def test_an_editor_finds_the_prefixes(client: FlaskClient) -> None:
    found = {row["prefix"]: row["namespace"] for row in asked(client, "prefixes")}
    assert found == dict(DECLARED)


def test_an_editor_finds_every_saved_query_as_an_example_that_runs(client: FlaskClient) -> None:
    found = asked(client, "examples")
    assert {row["example"].rpartition("/")[2] for row in found} == set(saved_queries())
    languages = 2
    assert len(found) == languages * len(saved_queries())
    for text in {row["query"] for row in found}:
        answer = client.post("/sparql", data=text, content_type="application/sparql-query")
        assert answer.status_code == 200, text


@pytest.fixture(scope="module")
def completions(app: Flask, app_of_two: Flask) -> list[list[dict[str, str]]]:
    """What the editor completes from, of one county and of two."""
    return [asked(one.test_client(), "completions") for one in (app, app_of_two)]


@pytest.mark.parametrize("counties", [1, 2])
def test_an_editor_finds_classes_and_what_each_says_of_what(
    counties: int, completions: list[list[dict[str, str]]], published: Path, two_counties: Path
) -> None:
    store = apart(open_store(published if counties == 1 else two_counties))
    found = completions[counties - 1]
    assert {(row["class"], row["property"], row["triples"]) for row in found} == {
        (row["c"], row["p"], row["n"])
        for row in rows(store, "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p")
    }
    of = [(row["class"], row["property"], row.get("to"), row.get("datatype")) for row in found]
    name, lead = LM.Entry.value, LM.leadDepartment.value
    assert (name, lead, LM.Department.value, None) in of
    assert (name, LM.number.value, None, XSD.integer.value) in of
    assert not [row for row in of if row[:2] == (LM.Stage.value, lead)]
    assert {row["classLabel"] for row in found if row["class"] == name} == {
        "编号条目",
        "Numbered entry",
    }
    assert not [row for row in found if "graph" in row], "one answer, however many graphs there are"


def test_what_an_editor_is_answered_does_not_grow_with_the_counties(
    completions: list[list[dict[str, str]]],
) -> None:
    one, two = completions
    assert len(two) < 1.1 * len(one)


def test_each_named_graph_is_found_with_its_figures(
    client: FlaskClient, changle: pyoxigraph.Store
) -> None:
    query = f"""{_PREFIXES} SELECT ?name ?n WHERE {{ GRAPH <{OF_GRAPHS.value}> {{
        ?named sd:name ?name ; sd:graph ?of . ?of void:triples ?n }} }}"""
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.json is not None
    found = {r["name"]["value"]: int(r["n"]["value"]) for r in answer.json["results"]["bindings"]}
    every = {g.value: len(stands(changle, g)) for g in changle.named_graphs()
             if isinstance(g, NamedNode)}  # fmt: skip
    assert found == {k: n for k, n in every.items() if not k.startswith(DESCRIPTION.value)}
    assert objects(stands(changle, DESCRIPTION), DATASET, VOID.subset) == [PRESENT]


def test_what_a_store_says_is_read_and_not_counted(
    published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from server.description import kept

    def count(*_: object) -> None:
        raise AssertionError("it is stated")

    monkeypatch.setattr(kept, "count", count)
    data = tmp_path / "data"
    shutil.copytree(published, data)
    for app in application(data):
        assert number(said(app.test_client()), PRESENT, VOID.triples) == 10956
