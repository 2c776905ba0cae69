"""The entry for any shapes graph: what it sees of the data, and what it refuses."""

import pytest
from pyoxigraph import Quad, RdfFormat, Triple, parse
from rdflib import Graph, Literal, Namespace, URIRef

from shapes.engine import UnusableShapesError, data_store, run, shapes_graph

EX = "http://example.org/"
SH = Namespace("http://www.w3.org/ns/shacl#")
PREFIXES = f"""
@prefix ex: <{EX}> . @prefix sh: <{SH}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix lmsh: <{EX}other#> .
"""


def _triples(turtle: str) -> list[Triple]:
    return [q.triple for q in parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)]


def _results(data: str, shapes: str) -> Graph:
    return run(data_store(_triples(data)), shapes_graph(_triples(shapes)))


def _focus(data: str, shapes: str) -> list[str]:
    return sorted(str(node) for node in _results(data, shapes).objects(None, SH.focusNode))


def test_names_of_graphs_are_ignored_and_the_data_stay_as_they_are() -> None:
    (triple,) = _triples("ex:a ex:p 1 .")
    named = Quad(triple.subject, triple.predicate, triple.object, triple.predicate)
    store = data_store([named, triple])
    before = set(store)
    run(
        store, shapes_graph(_triples("ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:closed true ."))
    )
    assert set(store) == before == {Quad(triple.subject, triple.predicate, triple.object)}


def test_a_mere_note_keeps_a_graph_from_conforming() -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:severity sh:Info ; sh:nodeKind sh:Literal ."
    results = _results("ex:a ex:p 1 .", "ex:S a sh:NodeShape . " + shapes)
    assert Literal(False) in set(results.objects(None, SH.conforms))
    assert (None, SH.resultSeverity, SH.Info) in results


def test_a_nested_shape_that_warns_does_not_conform() -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:node ex:T .
        ex:T a sh:NodeShape ; sh:severity sh:Warning ; sh:nodeKind sh:Literal ."""
    results = _results("ex:a ex:p 1 .", shapes)
    (node,) = results.objects(None, SH.result)
    assert (node, SH.sourceConstraintComponent, SH.NodeConstraintComponent) in results


def test_a_query_is_asked_of_a_blank_node_too() -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:sparql [ sh:select
        'SELECT $this WHERE { $this ?q ?x FILTER (ISBLANK($this) && NOT EXISTS { $this ?y 2 }) }' ]
        ."""
    (focus,) = _focus("ex:a ex:p [ ex:q 1 ], [ ex:q 2 ], ex:b . ex:b ex:q 1 .", shapes)
    assert focus != f"{EX}b"


def test_a_literal_that_is_none_is_reported_as_it_is_written() -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetNode ex:a ;
        sh:property [ sh:path ex:p ; sh:datatype xsd:date ] ."""
    results = _results('ex:a ex:p "2026-13-45"^^xsd:date .', shapes)
    assert [str(value) for value in results.objects(None, SH.value)] == ["2026-13-45"]


def test_what_is_true_is_not_one() -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetNode ex:a ;
        sh:property [ sh:path ex:p ; sh:uniqueLang {} ] ."""
    data = 'ex:a ex:p "a"@en, "b"@en .'
    assert _focus(data, shapes.format("true")) == [f"{EX}a"]
    assert _focus(data, shapes.format('"1"^^xsd:boolean')) == []


def test_prefixes_are_taken_over_imports_that_go_in_a_circle() -> None:
    shapes = """ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:prefixes ex:one ;
          sh:select "SELECT $this WHERE { $this far:p 1 }" ] .
        ex:one owl:imports ex:two . ex:two owl:imports ex:one, ex:three .
        ex:three sh:declare ex:far .
        ex:far sh:prefix "far" ; sh:namespace "http://example.org/"^^xsd:anyURI ."""
    assert _focus("ex:a ex:p 1 .", shapes) == [f"{EX}a"]


@pytest.mark.parametrize(
    "broken",
    [
        "sh:property [ sh:nodeKind sh:IRI ]",
        "sh:property [ sh:path ex:p ; sh:minCount 'one' ]",
        "sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }' ]",
        "sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ' ]",
        "sh:sparql [ sh:select 'SELECT $this WHERE { $this unknown:p ?o }' ]",
        "sh:sparql [ sh:select 'SELECT $this WHERE { GRAPH $shapesGraph { $this ?p ?o } }' ]",
    ],
)
def test_shapes_that_are_no_shapes_are_refused(broken: str) -> None:
    with pytest.raises(UnusableShapesError):
        _results("ex:a ex:p 1 .", f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; {broken} .")


def test_a_shape_of_another_project_keeps_its_name() -> None:
    results = _results(
        "ex:a ex:p 1 .", "lmsh:S a sh:NodeShape ; sh:targetNode ex:a ; sh:in ( ex:b ) ."
    )
    assert set(results.objects(None, SH.sourceShape)) == {URIRef(f"{EX}other#S")}
