"""The report graph of an edition: what the shapes found, and what was noticed on reading."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from loader.editions import EditionBuild
from loader.problems import Problem
from loader.provenance import raw
from loader.statements import Layer, en, zh
from ontology.terms import LM, RDF, SH
from shapes.report import Report


def report_layer(build: EditionBuild, report: Report) -> Layer:
    """The graph `{edition}/report`: a sh:ValidationReport with the results of the shapes, and one
    result for each problem of the loader, `{edition}/report#loader-{n}`."""
    graph = build.iris.report
    triples = set(report.triples(graph.value))
    for number, found in enumerate(build.problems, start=1):
        triples.update(_result(found, NamedNode(f"{graph.value}#loader-{number}"), build))
    return Layer(graph, frozenset(triples))


def _result(found: Problem, iri: NamedNode, build: EditionBuild) -> Iterator[Triple]:
    row = build.iris.row(found.place.row) if found.place.row else None
    yield Triple(build.iris.report, SH.result, iri)
    yield Triple(iri, RDF.type, SH.ValidationResult)
    yield Triple(iri, SH.focusNode, row or build.iris.edition)
    yield Triple(iri, SH.resultSeverity, found.severity.iri)
    yield Triple(iri, SH.sourceConstraintComponent, LM.LoaderConstraintComponent)
    yield Triple(iri, LM.problemCode, Literal(found.code))
    yield Triple(iri, SH.resultMessage, zh(found.sentence("zh")))
    yield Triple(iri, SH.resultMessage, en(found.sentence("en")))
    if row:
        yield Triple(iri, LM.problemRow, row)
    if found.place.text:
        yield Triple(iri, SH.value, raw(found.place.text))
