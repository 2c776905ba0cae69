"""The rules as data: every one has an id, a severity, both languages, and a test that breaks it."""

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Variable

from ontology.terms import LM, LMSH, SH
from shapes.catalogue import Shape, catalogue, compact, fill, prefixes, shape_triples
from shapes.report import Severity
from tests.shapes.specimen import EDITION, specimen

FAMILIES = {
    **{f"S{n:02}": Severity.VIOLATION for n in (*range(1, 10), *range(11, 15))},
    "S10": Severity.INFO,
    **{f"N{n:02}": Severity.VIOLATION for n in (1, 2, 3, 4, 5, 8, 9)},
    **{f"N{n:02}": Severity.WARNING for n in (6, 7)},
    **{f"D{n:02}": Severity.VIOLATION for n in (1, 2, 3, 8)},
    **{f"D{n:02}": Severity.WARNING for n in (4, 5, 6, 7)},
    **{f"L{n:02}": Severity.VIOLATION for n in (1, 3)},
    **{f"L{n:02}": Severity.WARNING for n in (2, 4)},
    **{f"K{n:02}": Severity.VIOLATION for n in (1, 2, 4, 5, 6, 7)},
    **{f"P{n:02}": Severity.VIOLATION for n in (1, 2, 3, 4, 5)},
    **{f"V{n:02}": Severity.VIOLATION for n in (1, 2, 4, 5)},
    "V03": Severity.INFO,
    **{f"X{n:02}": Severity.VIOLATION for n in (1, 2)},
    **{f"X{n:02}": Severity.WARNING for n in (3, 4, 5, 6, 7, 11, 12)},
    **{f"X{n:02}": Severity.INFO for n in (8, 9, 10)},
    **{f"U{n:02}": Severity.VIOLATION for n in (1, 2)},
    "U03": Severity.WARNING,
    "U04": Severity.INFO,
}
OTHERWISE = {"U04-region": Severity.VIOLATION}
"""Rules that count otherwise than their id: a region's code is ours, those of others are not."""
COLUMNS = (
    LM.number,
    LM.stage,
    LM.scenario,
    LM.statedName,
    LM.matterType,
    LM.leadDepartment,
    LM.cooperatingDepartment,
    LM.handlingDepartment,
)
BY_NAME = [pytest.param(shape, id=shape.name) for shape in catalogue()]
QUERIES = [pytest.param(shape, id=shape.name) for shape in catalogue() if shape.select]


def test_the_catalogue_holds_the_promised_ids_with_their_severities() -> None:
    assert {shape.id for shape in catalogue()} == set(FAMILIES)
    expected = {s.name: OTHERWISE.get(s.name, FAMILIES[s.id]) for s in catalogue()}
    assert {shape.name: shape.severity for shape in catalogue()} == expected


@pytest.mark.parametrize("shape", BY_NAME)
def test_a_rule_speaks_chinese_and_english_and_says_what_it_looks_at(shape: Shape) -> None:
    assert set(shape.messages) == {"zh-hans", "en"}
    assert re.search("[一-鿿]", shape.messages["zh-hans"])
    assert not re.search("[一-鿿]", shape.messages["en"])
    assert shape.targets


@pytest.mark.parametrize("shape", BY_NAME)
def test_a_rule_says_whose_problem_it_is_and_at_most_one_column(shape: Shape) -> None:
    said = {t.predicate: t.object for t in shape_triples() if t.subject == shape.iri}
    assert said[LMSH.kind] in (LMSH["checklist-problem"], LMSH["technical-rule"])
    assert shape.column in (None, *COLUMNS)
    columns = [t for t in shape_triples() if (t.subject, t.predicate) == (shape.iri, LMSH.column)]
    assert len(columns) <= 1


@pytest.mark.parametrize("shape", BY_NAME)
def test_a_message_says_what_is_wrong_and_then_what_to_do(shape: Shape) -> None:
    assert "：" in shape.messages["zh-hans"] or "，" in shape.messages["zh-hans"]
    assert ":" in shape.messages["en"] or "," in shape.messages["en"] or ";" in shape.messages["en"]


@pytest.mark.parametrize("shape", QUERIES)
def test_a_query_has_nothing_that_shacl_forbids(shape: Shape) -> None:
    assert not re.search(r"\b(MINUS|VALUES|SERVICE)\b", shape.select or "", re.IGNORECASE)


@pytest.mark.parametrize("shape", QUERIES)
def test_a_query_selects_every_variable_that_its_messages_name(shape: Shape) -> None:
    solutions = Store().query(
        shape.select or "",
        prefixes=dict(prefixes()),
        substitutions={Variable("this"): EDITION},
    )
    assert isinstance(solutions, QuerySolutions)
    selected = {variable.value for variable in solutions.variables}
    for text in shape.messages.values():
        assert set(re.findall(r"\{[?$](\w+)\}", text)) <= selected
    assert "value" in selected


def test_the_message_of_a_core_rule_names_no_variable() -> None:
    assert not [s.name for s in catalogue() if not s.select and "{" in "".join(s.messages.values())]


def test_every_rule_is_broken_by_a_test() -> None:
    written = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [shape.name for shape in catalogue() if f'"{shape.name}"' not in written] == []


def test_every_shape_that_speaks_has_a_severity_and_every_query_an_owner() -> None:
    triples = shape_triples()
    speaking = {t.subject for t in triples if t.predicate == SH.message}
    severe = {t.subject for t in triples if t.predicate == SH.severity}
    queries = {t.object for t in triples if t.predicate == SH.sparql}
    assert all(isinstance(subject, NamedNode) for subject in speaking)
    assert speaking <= severe | queries
    assert len([t for t in triples if t.predicate == SH.sparql]) == len(queries)


def test_no_shape_names_an_instance() -> None:
    known = (
        "https://w3id.org/",
        "http://www.w3.org/",
        "http://purl.org/",
        "http://xmlns.com/",
        "http://data.europa.eu/",
        "http://rdfs.org/",
    )
    named = {t.object.value for t in shape_triples() if isinstance(t.object, NamedNode)}
    assert [iri for iri in sorted(named) if not iri.startswith(known)] == []


def test_an_iri_is_shown_with_its_prefix() -> None:
    assert compact(SH.message.value) == "sh:message"
    assert compact("https://example.org/x") == "https://example.org/x"


def test_a_template_keeps_a_name_it_has_no_value_for() -> None:
    assert fill("{?a} and {$b} and {?c}", {"a": "1", "b": "\\d"}) == "1 and \\d and {?c}"


def test_a_target_is_readable() -> None:
    targets = {shape.name: shape.target for shape in catalogue()}
    assert targets["N01-gap"] == "lm:Edition"
    assert targets["P01-authority"] == "objects of lm:matter, objects of lm:subItem"


@pytest.mark.parametrize("shape", QUERIES)
def test_a_query_finds_nothing_in_the_specimen_for_the_edition(shape: Shape) -> None:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in specimen().triples)
    solutions = store.query(
        shape.select or "",
        prefixes=dict(prefixes()),
        substitutions={Variable("this"): EDITION},
    )
    assert isinstance(solutions, QuerySolutions)
    assert list(solutions) == []


def test_a_path_of_alternatives_is_written_as_sparql_writes_it() -> None:
    paths = {shape.name: shape.path for shape in catalogue()}
    assert paths["D08-alias"] == "skos:altLabel|dct:alternative"
