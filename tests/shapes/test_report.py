"""The report as a value and as RDF."""

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import LM, LMSH, RDF, SH, XSD
from shapes.report import Report, Result, Severity
from shapes.validation import validate
from tests.shapes.specimen import EDITION, Graph, entry, whole

REPORT = "https://data.example.org/id/370725/checklist/list/2021-06/report"


def result(
    shape: str = "N01",
    severity: Severity = Severity.VIOLATION,
    value: Literal | None = None,
    messages: Mapping[str, str] | None = None,
) -> Result:
    """A result of a made-up rule."""
    return Result(
        shape=shape,
        source_shape=LMSH[shape],
        severity=severity,
        focus=EDITION,
        path=LM.number,
        value=value,
        messages=messages or {"zh-hans": "缺", "en": "missing"},
        component=SH.MinCountConstraintComponent,
    )


def test_warnings_and_notes_do_not_keep_a_report_from_conforming() -> None:
    soft = [result("D05", Severity.WARNING), result("S10", Severity.INFO)]
    assert Report.of(soft).conforms
    assert not Report.of([*soft, result()]).conforms


def test_counts_hold_every_severity() -> None:
    counts = Report.of([result(), result("N02")]).counts()
    assert counts == {Severity.VIOLATION: 2, Severity.WARNING: 0, Severity.INFO: 0}


def test_the_worst_comes_first_and_nothing_twice() -> None:
    report = Report.of([result("S10", Severity.INFO), result(), result(), result("D02")])
    assert [r.shape for r in report.results] == ["D02", "N01", "S10"]


def test_results_that_differ_in_their_words_are_two() -> None:
    other = result(messages={"zh-hans": "别", "en": "other"})
    assert len(Report.of([result(), other]).results) == 2


def test_the_report_as_rdf_has_iris_for_its_results_and_both_languages() -> None:
    triples = set(Report.of([result(value=whole(5))]).triples(REPORT))
    first = NamedNode(REPORT + "#r1")
    assert triples == {
        Triple(NamedNode(REPORT), RDF.type, SH.ValidationReport),
        Triple(NamedNode(REPORT), SH.conforms, Literal("false", datatype=XSD.boolean)),
        Triple(NamedNode(REPORT), SH.result, first),
        Triple(first, RDF.type, SH.ValidationResult),
        Triple(first, SH.focusNode, EDITION),
        Triple(first, SH.resultSeverity, SH.Violation),
        Triple(first, SH.sourceShape, LMSH.N01),
        Triple(first, SH.sourceConstraintComponent, SH.MinCountConstraintComponent),
        Triple(first, SH.resultPath, LM.number),
        Triple(first, SH.value, whole(5)),
        Triple(first, SH.resultMessage, Literal("缺", language="zh-hans")),
        Triple(first, SH.resultMessage, Literal("missing", language="en")),
    }


def test_a_report_without_results_says_that_it_conforms() -> None:
    assert Report(()).triples(REPORT) == (
        Triple(NamedNode(REPORT), RDF.type, SH.ValidationReport),
        Triple(NamedNode(REPORT), SH.conforms, Literal("true", datatype=XSD.boolean)),
    )


def test_a_result_of_a_query_names_its_query_in_rdf(graph: Graph) -> None:
    graph.change(entry(5), LM.number, whole(6))
    triples = validate(graph.triples).triples(REPORT)
    found = {t.predicate: t.object for t in triples if t.subject == NamedNode(REPORT + "#r1")}
    assert found[SH.sourceConstraint] == LMSH["N01-gap"]
    assert found[SH.sourceConstraintComponent] == SH.SPARQLConstraintComponent
    languages = [
        t.object.language
        for t in triples
        if t.predicate == SH.resultMessage and isinstance(t.object, Literal)
    ]
    assert sorted(str(tag) for tag in languages) == ["en", "zh-hans"]
