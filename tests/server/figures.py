"""What a description says in figures, and what queries find: the same is asked of what is served
and of what stands in the store."""

import time
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import pyoxigraph
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from ontology.terms import SD, VOID
from server.description.terms import VOID_EXT
from server.settings import DEFAULT_BASE
from tests.conftest import rows

PRESENT = NamedNode(f"{DEFAULT_BASE}.well-known/void#present")
DATASET = NamedNode(f"{DEFAULT_BASE}.well-known/void#dataset")
DESCRIPTION = NamedNode(f"{DEFAULT_BASE}graph/description")
OF_GRAPHS = NamedNode(f"{DEFAULT_BASE}graph/description/graphs")


class Triples(frozenset[Triple]):
    """Statements, found by their subject and predicate."""

    @cached_property
    def objects(self) -> Mapping[tuple[object, NamedNode], list[object]]:
        found: defaultdict[tuple[object, NamedNode], list[object]] = defaultdict(list)
        for triple in self:
            found[triple.subject, triple.predicate].append(triple.object)
        return found


def said(client: FlaskClient, path: str = "/.well-known/void") -> Triples:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    for _ in range(60):
        if answer.status_code != 503:
            break
        time.sleep(0.5)  # it is being counted
        answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    return Triples(q.triple for q in pyoxigraph.parse(answer.data, format=RdfFormat.TURTLE))


def stands(store: pyoxigraph.Store, graph: NamedNode) -> Triples:
    """What a graph of the store says."""
    return Triples(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def apart(store: pyoxigraph.Store) -> pyoxigraph.Store:
    """A store without what it says of itself."""
    own = stands(store, DESCRIPTION)
    present = store.quads_for_pattern(None, None, None, DefaultGraph())
    assert own <= {quad.triple for quad in present}
    without = pyoxigraph.Store()
    without.bulk_extend(quad for quad in store if not _is_own(quad, own))
    return without


def _is_own(quad: Quad, own: Triples) -> bool:
    if isinstance(quad.graph_name, DefaultGraph):
        return quad.triple in own
    return quad.graph_name in (DESCRIPTION, OF_GRAPHS)


def objects(triples: Triples, subject: object, predicate: NamedNode) -> list[object]:
    return triples.objects.get((subject, predicate), [])


def number(triples: Triples, subject: object, predicate: NamedNode) -> int:
    (found,) = objects(triples, subject, predicate)
    assert isinstance(found, Literal)
    return int(found.value)


def partition(
    triples: Triples, node: object, link: NamedNode, name: NamedNode, figure: NamedNode
) -> dict[str, int]:
    """The figures of a dataset's parts by class or property, each named once."""
    found: dict[str, int] = {}
    for part in objects(triples, node, link):
        (term,) = objects(triples, part, name)
        assert isinstance(term, NamedNode) and term.value not in found
        found[term.value] = number(triples, part, figure)
    return found


def classes(triples: Triples, node: object) -> dict[str, int]:
    return partition(triples, node, VOID.classPartition, VOID["class"], VOID.entities)


def properties(triples: Triples, node: object) -> dict[str, int]:
    return partition(triples, node, VOID.propertyPartition, VOID.property, VOID.triples)


def named(triples: Triples) -> dict[str, object]:
    """The dataset of each named graph of a service description, by the graph's name."""
    found: dict[str, object] = {}
    for one in objects(triples, DATASET, SD.namedGraph):
        (name,), (content,) = objects(triples, one, SD.name), objects(triples, one, SD.graph)
        assert isinstance(name, NamedNode)
        found[name.value] = content
    return found


def counted(store: pyoxigraph.Store, query: str) -> dict[str, int]:
    return {row["x"]: int(row["n"]) for row in rows(store, query)}


def all_figures(store: pyoxigraph.Store, void: Triples, graphs: Triples) -> None:
    """Every figure that `void` gives of the present, and `graphs` of the named graphs, is what
    SPARQL finds in a store that says nothing of itself."""
    present_figures(store, void)
    for name, node in described(graphs).items():
        graph_figures(store, name, graphs, node)
    in_graph = "SELECT ?x (COUNT(*) AS ?n) { GRAPH ?x { ?s ?p ?o } } GROUP BY ?x"
    found = {name: number(graphs, node, VOID.triples) for name, node in described(graphs).items()}
    assert found == counted(store, in_graph)


def described(graphs: Triples) -> dict[str, object]:
    """The graphs of which something is said: those that say it are none."""
    silent = {DESCRIPTION.value, OF_GRAPHS.value}
    return {name: node for name, node in named(graphs).items() if name not in silent}


def graph_figures(store: pyoxigraph.Store, name: str, void: Triples, node: object) -> None:
    """What is said of a named graph; partitions where there are any."""
    for figures, kind, pattern in (
        (classes, VOID.classes, "?s a ?x"),
        (properties, VOID.properties, "?s ?x ?o"),
    ):
        query = f"SELECT ?x (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ {pattern} }} }} GROUP BY ?x"
        assert figures(void, node) == counted(store, query)
        assert number(void, node, kind) == len(figures(void, node))


def present_figures(store: pyoxigraph.Store, void: Triples) -> None:
    (size,) = rows(
        store,
        "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?s_) (COUNT(DISTINCT ?o) AS ?o_) "
        "{ ?s ?p ?o }",
    )
    assert number(void, PRESENT, VOID.triples) == int(size["n"])
    assert number(void, PRESENT, VOID.distinctSubjects) == int(size["s_"])
    assert number(void, PRESENT, VOID.distinctObjects) == int(size["o_"])
    subjects = {
        row["s"] for row in rows(store, "SELECT DISTINCT ?s { ?s ?p ?o FILTER(ISIRI(?s)) }")
    }
    ours = [iri for iri in subjects if iri.startswith(f"{DEFAULT_BASE}id/")]
    assert number(void, PRESENT, VOID.entities) == len(ours)
    of_class = counted(store, "SELECT ?x (COUNT(*) AS ?n) { ?s a ?x } GROUP BY ?x")
    assert classes(void, PRESENT) == of_class
    of_property = counted(store, "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x")
    assert properties(void, PRESENT) == of_property
    assert number(void, PRESENT, VOID.classes) == len(of_class)
    assert number(void, PRESENT, VOID.properties) == len(of_property)
    for link, figure, end in (
        ("subjects", VOID.distinctSubjects, "?s"),
        ("objects", VOID.distinctObjects, "?o"),
    ):
        query = f"SELECT ?x (COUNT(DISTINCT {end}) AS ?n) {{ ?s ?x ?o }} GROUP BY ?x"
        parts = partition(void, PRESENT, VOID.propertyPartition, VOID.property, figure)
        assert parts == counted(store, query), link
    _within_classes(store, void)


def _within_classes(store: pyoxigraph.Store, void: Triples) -> None:
    """What the things of each class say, and of what; each with as many triples."""
    stated: dict[tuple[str, str], int] = {}
    reached: dict[tuple[str, str, str], int] = {}
    for part in objects(void, PRESENT, VOID.classPartition):
        (cls,) = (str(one).strip("<>") for one in objects(void, part, VOID["class"]))
        stated |= {(cls, name): n for name, n in properties(void, part).items()}
        for inner in objects(void, part, VOID.propertyPartition):
            (name,) = (str(one).strip("<>") for one in objects(void, inner, VOID.property))
            for link, term in (
                (VOID.classPartition, VOID["class"]),
                (VOID_EXT.datatypePartition, VOID_EXT.datatype),
            ):
                ends = partition(void, inner, link, term, VOID.triples)
                reached |= {(cls, name, to): n for to, n in ends.items()}
    query = "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p"
    assert stated == {(r["c"], r["p"]): int(r["n"]) for r in rows(store, query)}
    found: dict[tuple[str, str, str], int] = {}
    for end in ("?o a ?to", "BIND(DATATYPE(?o) AS ?to)"):
        query = f"""SELECT ?c ?p ?to (COUNT(*) AS ?n) {{ ?s a ?c ; ?p ?o . {end}
            FILTER(ISIRI(?to)) }} GROUP BY ?c ?p ?to"""
        found |= {(r["c"], r["p"], r["to"]): int(r["n"]) for r in rows(store, query)}
    assert reached == found
