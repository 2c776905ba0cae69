"""expected.ttl: shapes that are never run at a publication, and that the real checklist meets."""

from importlib.resources import files

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from ontology.terms import SH
from shapes.catalogue import catalogue
from shapes.validation import validate

EXPECTED = [
    quad.triple
    for quad in parse(
        files("shapes").joinpath("expected.ttl").read_bytes(), format=RdfFormat.TURTLE
    )
]


def test_every_expected_shape_is_deactivated_and_speaks_no_message() -> None:
    shapes = {t.subject for t in EXPECTED if t.predicate == SH.path}
    deactivated = {t.subject for t in EXPECTED if t.predicate == SH.deactivated}
    assert len(shapes) > 80
    assert shapes == deactivated
    assert not [t for t in EXPECTED if t.predicate in (SH.message, SH.severity)]
    assert not {shape.iri for shape in catalogue()} & shapes


def test_an_expected_shape_finds_nothing_at_a_publication() -> None:
    some = pyoxigraph.Triple(
        NamedNode("http://localhost:8000/id/x/jurisdiction"),
        NamedNode("https://w3id.org/lifematters/ns#parentJurisdiction"),
        NamedNode("http://localhost:8000/id/x/nothing"),
    )
    assert not [r for r in validate([some]).results if "expected" in r.rule]


@pytest.fixture(scope="module")
def everything(changle: pyoxigraph.Store) -> bytes:
    """All published layers as one flat graph."""
    triples = {quad.triple for quad in changle}
    return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _results(data: bytes) -> list[tuple[str, str]]:
    """What the expected shapes find in `data` once they are switched on."""
    import rdflib
    from pyshacl import validate as pyshacl_validate

    active = [t for t in EXPECTED if t.predicate != SH.deactivated]
    shapes = rdflib.Graph().parse(
        data=pyoxigraph.serialize(active, format=RdfFormat.N_TRIPLES), format="nt"
    )
    graph = rdflib.Graph().parse(data=data, format="nt")
    _, report, _ = pyshacl_validate(graph, shacl_graph=shapes, inference="none")
    sh = rdflib.Namespace(SH.iri)
    return sorted(
        (str(report.value(result, sh.resultPath)), str(report.value(result, sh.focusNode)))
        for result in report.subjects(rdflib.RDF.type, sh.ValidationResult)
    )


def test_the_published_checklist_is_as_the_shapes_expect(everything: bytes) -> None:
    assert _results(everything) == []


def test_a_value_that_is_not_expected_would_be_found(everything: bytes) -> None:
    jurisdiction = "http://localhost:8000/id/region/370725"
    lm = "https://w3id.org/lifematters/ns#"
    extra = f'<{jurisdiction}> <{lm}regionCode> "37072" .\n'
    extra += f"<{jurisdiction}> <{lm}parentJurisdiction> <{jurisdiction}x> .\n"
    found = set(_results(everything + extra.encode()))
    assert found == {(f"{lm}regionCode", jurisdiction), (f"{lm}parentJurisdiction", jurisdiction)}
