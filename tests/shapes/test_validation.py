"""From a graph to a report: what is promised of `validate` whatever the rules are."""

import subprocess
import sys

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ontology.terms import LM, SH, SKOS
from shapes.report import Severity
from shapes.validation import validate
from tests.shapes.specimen import (
    EDITION,
    Graph,
    department,
    entry,
    findings,
    specimen,
    stage,
    whole,
    zh,
)


def test_the_whole_ontology_and_all_codes_conform_together_with_an_edition() -> None:
    report = validate(specimen(complete=True).triples)
    assert findings(report) == set()
    assert report.conforms


def test_an_empty_graph_conforms() -> None:
    assert validate([]).results == ()


def test_quads_of_any_graph_are_read_as_one_flat_graph(graph: Graph) -> None:
    graph.drop(entry(2), LM.matter)
    layers = (NamedNode("https://data.example.org/a"), NamedNode("https://data.example.org/b"))
    quads = [
        Quad(t.subject, t.predicate, t.object, layers[n % 2]) for n, t in enumerate(graph.triples)
    ]
    assert validate(quads) == validate(graph.triples)
    assert findings(validate(quads)) == {("S02-matter", entry(2))}


def test_a_core_result_carries_shape_place_and_both_languages(graph: Graph) -> None:
    graph.change(entry(2), LM.stage, stage("none"))
    result = next(r for r in validate(graph.triples).results if r.shape == "S02")
    assert result.source_shape == NamedNode("https://w3id.org/lifematters/shapes#S02-stage")
    assert result.severity is Severity.VIOLATION
    assert (result.focus, result.path, result.value) == (entry(2), LM.stage, stage("none"))
    assert result.component == SH.ClassConstraintComponent
    assert result.constraint is None
    assert "未登记" in result.messages["zh-hans"]
    assert "register" in result.messages["en"]


def test_a_result_of_a_query_carries_filled_messages_in_both_languages(graph: Graph) -> None:
    graph.change(entry(5), LM.number, whole(9))
    (result,) = validate(graph.triples).results
    assert result.source_shape == NamedNode("https://w3id.org/lifematters/shapes#N01")
    assert result.constraint == NamedNode("https://w3id.org/lifematters/shapes#N01-gap")
    assert (result.focus, result.path, result.value) == (EDITION, None, whole(8))
    assert result.thing == whole(8)
    assert result.messages["zh-hans"].startswith("序号 5–8 缺失")
    assert result.messages["en"].startswith("Number 5–8 is missing")


def test_two_rows_of_one_query_are_two_results(graph: Graph) -> None:
    graph.change(entry(1), LM.stageNumber, whole(2))
    graph.change(entry(4), LM.stageNumber, whole(1))
    results = validate(graph.triples).results
    assert [(r.shape, r.thing) for r in results] == [("N05", entry(1)), ("N05", entry(4))]
    assert "1.1" in results[0].messages["en"]
    assert "2.1" in results[1].messages["en"]


def test_text_of_the_data_in_a_message_is_never_read_as_a_pattern(graph: Graph) -> None:
    graph.change(entry(2), LM.scenarioCode, Literal("1.1"))
    graph.change(entry(2), LM.stageNumber, whole(2))
    graph.change(entry(3), LM.scenarioCode, Literal("\\g<0>{?s}"))
    names = {name for name, _ in findings(validate(graph.triples))}
    assert {"N05-prefix", "N05-form"} <= names


def test_a_name_with_a_backslash_does_not_stop_validation(graph: Graph) -> None:
    graph.change(department("police"), SKOS.prefLabel, zh("市\\1公安局{?value}"))
    (first, *_) = [r for r in validate(graph.triples).results if r.shape == "D04"]
    assert "市\\1公安局{?value}" in first.messages["zh-hans"]
    assert "市\\1公安局{?value}" in first.messages["en"]


def test_a_blank_node_as_focus_is_reported(graph: Graph) -> None:
    nobody = BlankNode("nobody")
    graph.change(entry(2), LM.leadDepartment, nobody)
    results = [r for r in validate(graph.triples).results if r.shape == "D01"]
    assert {type(r.focus) for r in results} == {BlankNode}


def test_results_come_in_the_same_order_on_every_run(graph: Graph) -> None:
    for number in range(1, 6):
        graph.drop(entry(number), LM.statedName)
        graph.add(entry(number), LM.nickname, zh("别名"))
    graph.drop(department("fund"), SKOS.prefLabel)
    first, second = validate(graph.triples), validate(reversed(list(graph.triples)))
    assert first == second
    ranks = [(r.severity.rank, r.shape) for r in first.results]
    assert ranks == sorted(ranks)
    assert first.counts()[Severity.INFO] == 5


def test_importing_validation_imports_neither_rdflib_nor_pyshacl() -> None:
    check = (
        "import sys, shapes.validation, shapes.catalogue; shapes.catalogue.catalogue(); "
        "print([m for m in ('rdflib', 'pyshacl', 'oxrdflib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
