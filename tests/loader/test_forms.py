"""The same table in any form is the same edition, triple for triple; only its source differs."""

from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Triple

from loader.document import Document
from loader.editions import EditionBuild, build_edition, settle_document
from loader.identifiers import squeeze
from loader.limits import Limits
from loader.manifest import Manifest, Region
from loader.problems import Refused
from loader.readers import read_content
from loader.register import Register
from loader.settle import settle
from loader.types import type_words
from ontology.terms import DCT, LM
from tests.forms.registry import FORMS
from tests.forms.sample import Sample, real
from tests.forms.strategies import samples

MANIFEST = Manifest(
    region="370999",
    list="personal-life-cycle",
    kind="personal",
    title="清单",
    edition="2026-11",
)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
EXAMPLES = 15
"""Documents for each form and test: each is written, read and built twice, other ones each time."""
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def document(content: bytes, suffix: str) -> Document:
    return read_content(content, f"list{suffix}", MANIFEST, Limits())


def edition(content: bytes, suffix: str) -> EditionBuild:
    """What a document becomes, in an installation that knew nothing before."""
    try:
        return edition_of(document(content, suffix))
    except Refused as refused:
        said = [(p.code, p.place, p.sentence("en")) for p in refused.problems]
        raise AssertionError(said) from None


def edition_of(found: Document) -> EditionBuild:
    """What a document that was read becomes."""
    register = Register(Region("370999", "虚构县"))
    base = "http://localhost:8000/"
    settled = settle_document(found, MANIFEST)
    return build_edition(found, settled, MANIFEST, register, base, at=NOW, version="test")


def expected_edition(content: bytes, suffix: str) -> EditionBuild:
    """What a sample becomes; one whose cooperating departments change just where a page cuts an
    entry in two is no valid list (V05), and is passed over."""
    found = document(content, suffix)
    problems = settle(found, tuple(type_words({})), MANIFEST.conventions).problems
    assume(not any(problem.code == "V05" for problem in problems))
    return edition_of(found)


@pytest.fixture(scope="module")
def checklist() -> Sample:
    return real()


@cache
def real_edition(form: str) -> EditionBuild:
    """The real checklist as one form has it."""
    return edition(FORMS[form].write(real()), FORMS[form].suffix)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_real_checklist_is_the_same_edition_in_every_form(
    form: str,
) -> None:
    found, as_text = real_edition(form), real_edition("text")
    assert found.own == as_text.own
    assert found.derived.triples == {moved(t, as_text, found) for t in as_text.derived.triples}
    assert found.digest == as_text.digest
    assert len(found.settled.entries) == 112
    assert len(found.settled.lines) == 161
    assert [p for p in found.settled.problems if p.severity != "info"] == []


def moved(triple: Triple, before: EditionBuild, after: EditionBuild) -> Triple:
    """The derived layer names the load that generated a description, which is another's."""
    old, new = (b.iris.load(b.document.sha256) for b in (before, after))
    return Triple(triple.subject, triple.predicate, new) if triple.object == old else triple


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_table_of_the_document_is_rebuilt_from_the_graph_cell_by_cell(
    form: str, checklist: Sample
) -> None:
    found = real_edition(form)
    rebuilt = cells_of(found)
    assert rebuilt == {
        (row.index, cell.index): (
            cell.heading,
            cell.text,
            cell.row_span,
            cell.column_span,
            cell.address,
        )
        for row in found.document.rows
        for cell in row.all_cells()
    }
    for number, line in enumerate(checklist.lines, start=1):
        for column in line.begins & set(line.values):
            at = checklist.layout.position(column)
            heading, text, *_ = rebuilt[number, at]
            assert squeeze(text) == squeeze(line.values[column]), (number, column)
            assert squeeze(heading) == "事项名称" or heading in HEADINGS


HEADINGS = frozenset({"序号", "阶段", "场景", "事项类型", "牵头部门", "协同部门"})


def cells_of(build: EditionBuild) -> dict[tuple[int, int], tuple[str, str, int, int, str]]:
    """The raw cells of the source layer by row and column: heading, text, spans, address."""
    said: dict[str, dict[str, str]] = {}
    rows: dict[str, int] = {}
    links: dict[str, str] = {}
    for triple in build.source.triples:
        subject = str(triple.subject)
        if triple.predicate == DCT.hasPart:
            links[str(triple.object)] = subject
        elif triple.predicate == LM.rowIndex and isinstance(triple.object, Literal):
            rows[subject] = int(triple.object.value)
        elif isinstance(triple.object, Literal):
            said.setdefault(subject, {})[triple.predicate.value.split("#")[1]] = triple.object.value
    return {
        (rows[links[cell]], int(of["columnIndex"])): (
            of["heading"],
            of["cellText"],
            int(of.get("rowSpan", 1)),
            int(of.get("columnSpan", 1)),
            of.get("cellAddress", ""),
        )
        for cell, of in said.items()
        if "columnIndex" in of
    }


@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@pytest.mark.parametrize("form", sorted(set(FORMS) - {"text"}))
def test_a_random_checklist_is_the_same_edition_however_it_is_written(
    form: str, data: st.DataObject
) -> None:
    """Against the text form: random merges, page breaks, orders of headings and encodings."""
    sample = data.draw(samples(usual_order=True, further=False, with_notes=False))
    expected = expected_edition(FORMS["text"].write(sample), ".txt")
    write = data.draw(FORMS[form].ways)
    found = edition(write(sample), FORMS[form].suffix)
    assert found.own == expected.own
    assert found.digest == expected.digest


@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
@pytest.mark.parametrize("form", sorted(set(FORMS) - {"text", "excel"}))
def test_further_columns_and_notes_are_the_same_in_every_form(
    form: str, data: st.DataObject
) -> None:
    """Against a workbook, which holds any order of columns, one name column or two, and notes."""
    sample = data.draw(samples())
    expected = expected_edition(FORMS["excel"].write(sample), ".xlsx")
    write = data.draw(FORMS[form].ways)
    found = edition(write(sample), FORMS[form].suffix)
    assert found.own == expected.own
    assert found.digest == expected.digest
