"""rdflib: documents parsed from their addresses, and its stores over the endpoint: a graph or a
dataset of the service used as if it were here, read by SPARQLStore, written by SPARQLUpdateStore
with a token, and to a plain store without one."""

import json
import urllib.error
from typing import Any, Literal

import pytest
import rdflib
from rdflib import RDF, Dataset, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from tests.conftest import Service
from tests.protocol.clients.conftest import TOKEN, Writable, asked

LM = rdflib.Namespace("https://w3id.org/lifematters/ns#")
NAME = rdflib.Literal("居民和灵活就业人员社会保险费缴纳", lang="zh-hans")
Method = Literal["GET", "POST", "POST_FORM"]
METHODS: tuple[Method, ...] = ("GET", "POST", "POST_FORM")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
EXAMPLE = "http://rdflib.example/"
OF_ITS_OWN = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
"""rdflib uses what it deprecates."""
EVERYTHING: Any = (None, None, None)


def number(graph: Graph, query: str = COUNT) -> int:
    """The one number that a query finds."""
    ((found,),) = graph.query(query)  # type: ignore[misc]
    return int(found)


@pytest.fixture(scope="module")
def store(service: Service) -> SPARQLStore:
    return SPARQLStore(f"{service.url}sparql")


@pytest.fixture
def edition(base: str) -> URIRef:
    return URIRef(f"{base}id/370725/checklist/personal-life-cycle/u-d709fb19")


# Reading


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_graph_is_read_as_if_it_were_here(service: Service, method: Method, form: str) -> None:
    graph = Graph(store=SPARQLStore(f"{service.url}sparql", method=method, returnFormat=form))
    assert len(graph) == number(graph) > 10_000
    entries = list(graph.subjects(RDF.type, LM.Entry))
    assert len(entries) == 112
    (entry,) = graph.subjects(LM.statedName, NAME)
    assert entry in entries
    assert graph.value(entry, LM.number) == rdflib.Literal(37)
    assert (entry, RDF.type, LM.Entry) in graph
    assert (entry, RDF.type, LM.Stage) not in graph
    about = list(graph.predicate_objects(entry))
    assert about and {(p, o) for _, p, o in graph.triples((entry, None, None))} == set(about)


def test_its_queries_take_prefixes_and_bindings_and_make_graphs(store: SPARQLStore) -> None:
    graph = Graph(store=store)
    named = "SELECT ?n { ?e lm:statedName ?name ; lm:number ?n }"
    ((found,),) = graph.query(named, initNs={"lm": LM}, initBindings={"name": NAME})  # type: ignore[misc]
    assert int(found) == 37
    made = graph.query(f"CONSTRUCT WHERE {{ ?e a <{LM.Stage}> }}").graph
    assert made is not None and len(made) == 11
    assert graph.query(f"ASK {{ ?e a <{LM.Stage}> }}").askAnswer is True


def test_pages_of_triples_are_disjoint_and_complete(store: SPARQLStore) -> None:
    graph: Any = Graph(store=store)
    graph.LIMIT = 50
    pages = []
    for offset in range(0, 150, 50):
        graph.OFFSET = offset
        pages.append({s for s, _, _ in graph.triples((None, RDF.type, LM.Entry))})
    assert [len(page) for page in pages] == [50, 50, 12]
    assert len(set().union(*pages)) == 112


def test_a_named_graph_is_the_one_of_its_name(store: SPARQLStore, edition: URIRef) -> None:
    graph = Graph(store=store, identifier=edition)
    assert len(graph) == number(graph) == 3002
    assert len(Graph(store=store, identifier=f"{EXAMPLE}没有")) == 0


def test_its_graphs_are_listed(store: SPARQLStore, edition: URIRef) -> None:
    graph = Graph(store=store)
    named = {row[0] for row in graph.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}  # type: ignore[index]
    assert set(store.contexts()) == named
    assert edition in named
    having: Any = (None, LM.statedName, None)
    assert set(store.contexts(having)) == {edition}


@OF_ITS_OWN
def test_a_dataset_asks_the_present_once_it_is_told_to(store: SPARQLStore, edition: URIRef) -> None:
    dataset = Dataset(store=store, default_union=True)
    assert len(dataset) == number(dataset) > 10_000
    assert len(list(dataset.get_context(edition).triples((None, RDF.type, LM.Entry)))) == 112
    inside = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{edition}> {{ ?s ?p ?o }} }}"
    assert number(dataset, inside) == 3002
    # without, it asks for a graph of its own invention, which no service has
    assert number(Dataset(store=store)) == 0


def test_what_is_wrong_with_a_query_can_be_found(service: Service) -> None:
    graph = Graph(store=SPARQLStore(f"{service.url}sparql"))
    with pytest.raises(ValueError, match="something wrong") as raised:
        graph.query("SELECT ?s {")
    error = raised.value.__context__  # it says nothing itself, and hides who does
    assert isinstance(error, urllib.error.HTTPError)
    assert _problem(error)["title_en"] == "Malformed query"
    posting = Graph(store=SPARQLStore(f"{service.url}sparql", method="POST"))
    status: Any = posting.query("SELECT ?s {")
    assert status[0] == 400


def _problem(error: urllib.error.HTTPError) -> dict[str, Any]:
    with error:
        problem: dict[str, Any] = json.loads(error.read())
    return problem


# Documents

THING = "370725/checklist/personal-life-cycle/u-d709fb19/entry/37"


@pytest.mark.parametrize(
    ("path", "about", "most"),
    [
        (f"id/{THING}", f"id/{THING}", 100),
        (f"doc/{THING}.rdf", f"id/{THING}", 100),
        (".well-known/void", ".well-known/void#present", 10_000),
        ("sparql", ".well-known/void#dataset", 10_000),
    ],
)
def test_an_address_is_parsed_whatever_it_stands_for(
    service: Service, base: str, path: str, about: str, most: int
) -> None:
    graph = Graph().parse(f"{service.url}{path}")
    assert len(list(graph.predicate_objects(URIRef(f"{base}{about}")))) > 3
    assert len(graph) < most


def test_json_ld_is_parsed_with_the_context_of_the_site(linked: Service) -> None:
    present = Graph(SPARQLStore(f"{linked.url}sparql"))
    ((entry,),) = present.query("SELECT ?e { ?e lm:number 1 }", initNs={"lm": LM})  # type: ignore[misc]
    document = str(entry).replace("/id/", "/doc/", 1)
    said = Graph().parse(f"{document}.jsonld")
    assert (entry, LM.number, rdflib.Literal(1)) in said
    assert set(said) == set(Graph().parse(f"{document}.nt"))


def test_vocabulary_rules_and_codes_are_parsed_from_their_addresses(service: Service) -> None:
    assert (LM.Entry, RDF.type, rdflib.OWL.Class) in Graph().parse(f"{service.url}ns")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    shapes = set(Graph().parse(f"{service.url}shapes").subjects(RDF.type, sh.NodeShape))
    assert len(shapes) > 10
    code = Graph().parse(f"{service.url}code/matter-type/public-service")
    assert rdflib.Literal("公共服务", lang="zh-hans") in set(
        code.objects(None, rdflib.SKOS.prefLabel)
    )


# Writing


def _update_store(url: str, **options: Any) -> SPARQLUpdateStore:
    return SPARQLUpdateStore(f"{url}sparql", f"{url}update", **options)


def _with_token(writable: Writable, **options: Any) -> SPARQLUpdateStore:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return _update_store(writable.url, headers=headers, **options)


def test_triples_are_added_and_removed_with_a_token(writable: Writable) -> None:
    graph = Graph(store=_with_token(writable), identifier=f"{EXAMPLE}图/一")
    triple = (URIRef(f"{EXAMPLE}昌乐"), URIRef(f"{EXAMPLE}称"), rdflib.Literal("出生", lang="zh"))
    graph.add(triple)
    assert list(graph) == [triple]
    assert asked(writable.url, f"ASK {{ GRAPH <{EXAMPLE}图/一> {{ ?s ?p '出生'@zh }} }}")
    graph.remove(triple)
    assert len(graph) == 0


def test_many_triples_are_one_publication_once_they_are_committed(writable: Writable) -> None:
    store = _update_store(writable.url, auth=("anyone", TOKEN), autocommit=False)
    graph = Graph(store=store, identifier=f"{EXAMPLE}many")
    before = writable.publications
    for row in range(100):
        graph.add((URIRef(f"{EXAMPLE}{row}"), RDF.value, rdflib.Literal(f"第 {row} 行")))
    assert writable.publications == before
    graph.commit()
    assert writable.publications == before + 1
    assert len(graph) == 100
    graph.remove(EVERYTHING)
    graph.rollback()
    assert len(graph) == 100


def test_quads_are_added_to_their_graphs_at_once(writable: Writable) -> None:
    store = _with_token(writable)
    graphs = [Graph(store=store, identifier=f"{EXAMPLE}quads/{n}") for n in range(3)]
    before = writable.publications
    Dataset(store=store).addN(
        (URIRef(f"{EXAMPLE}{n}"), RDF.value, rdflib.Literal(n), graphs[n % 3]) for n in range(10)
    )
    assert writable.publications == before + 1
    assert [len(graph) for graph in graphs] == [4, 3, 3]


def test_a_refused_write_says_why(writable: Writable) -> None:
    record = Graph(store=_with_token(writable), identifier="http://localhost:8000/graph/codes")
    with pytest.raises(urllib.error.HTTPError) as raised:
        record.remove(EVERYTHING)
    problem = _problem(raised.value)
    assert (problem["status"], problem["command"]) == (409, "lifematters load")
    unknown = Graph(store=_update_store(writable.url), identifier=f"{EXAMPLE}图/二")
    with pytest.raises(urllib.error.HTTPError) as raised:
        unknown.add((RDF.value, RDF.value, RDF.value))
    problem = _problem(raised.value)
    assert problem["status"] == 401
    assert "写入需要有效的令牌" in problem["detail"]


def test_an_update_stays_in_the_graph_it_is_asked_of(plain: str) -> None:
    graph = Graph(store=_update_store(plain), identifier=f"{EXAMPLE}updated")
    graph.update("INSERT DATA { x:a x:p 'WHERE { ?x }' , 2 }", initNs={"x": EXAMPLE})
    graph.update("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", initBindings={"o": rdflib.Literal(2)})
    assert set(graph.objects()) == {rdflib.Literal("WHERE { ?x }")}
    graph.parse(data=f"<{EXAMPLE}a> <{EXAMPLE}p> '三' .", format="turtle")
    assert len(graph) == 2


@OF_ITS_OWN
def test_a_plain_store_is_a_dataset_of_its_own(plain: str) -> None:
    dataset = Dataset(store=_update_store(plain), default_union=True)
    dataset.update("DROP ALL")
    dataset.add((URIRef(f"{EXAMPLE}a"), RDF.value, rdflib.Literal("默认")))
    assert len(dataset) == number(dataset) == 1
    assert asked(plain, f"ASK {{ <{EXAMPLE}a> ?p '默认' }}"), "in the default graph"
    graph = dataset.graph(f"{EXAMPLE}图")  # makes it, and may do so once: CREATE GRAPH
    with pytest.raises(urllib.error.HTTPError) as raised:
        Dataset(store=_update_store(plain)).graph(f"{EXAMPLE}图")
    assert "already exists" in _problem(raised.value)["detail_en"]
    graph.add((URIRef(f"{EXAMPLE}b"), RDF.value, rdflib.Literal(1.5)))
    assert set(dataset.store.contexts()) == {URIRef(f"{EXAMPLE}图")}
    assert (URIRef(f"{EXAMPLE}b"), RDF.value, None) in graph
    dataset.remove_graph(graph)
    assert not asked(plain, "ASK { GRAPH ?g { ?s ?p ?o } }")
    dataset.remove(EVERYTHING)
    assert len(dataset) == 0
