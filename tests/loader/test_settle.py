"""Rows to entries: merges followed, blanks carried down, conventions of other counties."""

import pytest

from loader.entries import Entry, Fill, Settled
from loader.manifest import Manifest
from loader.settle import settle
from loader.tables import Table
from loader.types import type_words
from shapes.report import Severity
from tests.loader.tables import HEADER, LEFT, UP, document, table

KINDS = tuple(type_words({}))
FIRST = ("1", "1出生", "1.1出生", "甲", LEFT, "公共服务", "县卫健局", "县公安局")
UNDECLARED = Manifest()
STRICT = Manifest().with_conventions(
    numbers="edition",
    blank_cooperating="carried",
    joint_lead=False,
    levels="stage-scenario",
    types="closed",
)


def settled(*tables: Table, manifest: Manifest = UNDECLARED) -> Settled:
    words = tuple(type_words(manifest.type_words))
    return settle(document(*tables, manifest=manifest), words, manifest.conventions)


def codes(found: Settled) -> list[tuple[str, Severity]]:
    return [(problem.code, problem.severity) for problem in found.problems]


def entry(found: Settled, number: int) -> Entry:
    return next(one for one in found.entries if one.number == number)


def test_a_cell_that_the_file_merges_is_followed_and_said_to_be_merged() -> None:
    found = settled(table(HEADER, FIRST, ("2", UP, UP, "乙", LEFT, "公共服务", UP, UP)))
    line = entry(found, 2).first
    assert (line.lead.text, line.lead.fill, line.lead.row) == ("县卫健局", Fill.MERGED, 1)
    assert line.stage and line.stage.fill is Fill.MERGED
    assert found.problems == ()


def test_a_blank_where_the_form_knows_no_merges_is_carried_down() -> None:
    found = settled(table(HEADER, FIRST, ("2", "", "", "乙", "", "公共服务", "", ""), merges=False))
    assert entry(found, 2).first.lead.fill is Fill.CARRIED_DOWN
    assert found.problems == ()


def test_a_blank_cell_beside_merged_ones_is_carried_down_and_reported() -> None:
    rows = (
        ("2", UP, UP, "乙", LEFT, "公共服务", UP, UP),
        ("3", UP, UP, "丙", LEFT, "公共服务", "", UP),
    )
    found = settled(table(HEADER, FIRST, *rows))
    assert entry(found, 3).first.lead.text == "县卫健局"
    assert codes(found) == [("V07", Severity.WARNING)]


def test_a_merge_over_a_stage_border_is_followed_and_reported() -> None:
    found = settled(
        table(HEADER, FIRST, ("2", "2教育", "2.1入学", "乙", LEFT, "其他", UP, "教育局"))
    )
    assert entry(found, 2).first.lead.text == "县卫健局"
    assert codes(found) == [("V06", Severity.WARNING)]


def test_a_merged_cell_cut_by_a_page_goes_on_as_a_blank_one_without_a_word() -> None:
    below = (("2", UP, UP, "乙", LEFT, "公共服务", UP, UP),)
    over = (HEADER, ("3", "", "", "丙", LEFT, "公共服务", "", ""))
    found = settled(table(HEADER, FIRST, *below, page=1), table(*over, number=2, page=2))
    assert entry(found, 3).first.lead.text == "县卫健局"
    assert found.problems == ()


def test_number_and_name_merged_over_sub_lines_make_one_entry() -> None:
    first = ("1", "1出生", "1.1出生", "甲", "子一", "公共服务", "县卫健局", "县公安局")
    found = settled(table(HEADER, first, (UP, UP, UP, UP, "子二", "其他", UP, UP)))
    (one,) = found.entries
    assert [(line.sub_name, line.type_word) for line in one.lines] == [
        ("子一", "公共服务"),
        ("子二", "其他"),
    ]


def test_a_table_that_is_filled_down_makes_the_same_entries_and_says_stated() -> None:
    first = ("1", "1出生", "1.1出生", "甲", "子一", "公共服务", "县卫健局", "县公安局")
    merged = settled(table(HEADER, first, (UP, UP, UP, UP, "子二", "其他", UP, UP)))
    filled = settled(table(HEADER, first, (*first[:4], "子二", "其他", *first[6:]), merges=False))
    (one,), (other,) = merged.entries, filled.entries
    assert (one.number, one.name) == (other.number, other.name)
    assert [line.sub_name for line in one.lines] == [line.sub_name for line in other.lines]
    assert other.lines[1].lead.fill is Fill.STATED


def test_a_type_merged_over_lines_holds_for_each() -> None:
    found = settled(table(HEADER, FIRST, ("2", UP, UP, "乙", LEFT, UP, UP, UP)))
    assert entry(found, 2).first.type_word == "公共服务"


def test_a_number_cell_over_several_names_is_refused() -> None:
    found = settled(table(HEADER, FIRST, (UP, UP, UP, "乙", LEFT, "其他", UP, UP)))
    assert ("S01-spans", Severity.VIOLATION) in codes(found)


def test_a_sub_line_under_an_entry_that_began_without_one_is_refused() -> None:
    found = settled(table(HEADER, FIRST, ("", "", "", "", "子二", "其他", "", "")))
    assert codes(found) == [("S06-first", Severity.VIOLATION)]


def test_leads_may_be_joint_where_the_manifest_says_so() -> None:
    row = (*FIRST[:6], "县卫健局、县公安局", FIRST[7])
    joint = settled(table(HEADER, row), manifest=STRICT.with_conventions(joint_lead=True))
    assert joint.entries[0].first.lead.names() == ("县卫健局", "县公安局")
    assert joint.problems == ()
    assert codes(settled(table(HEADER, row))) == [("S03-joint", Severity.WARNING)]
    assert codes(settled(table(HEADER, row), manifest=STRICT)) == [
        ("S03-joint", Severity.VIOLATION)
    ]


def test_a_blank_may_mean_that_no_one_cooperates() -> None:
    none = STRICT.with_conventions(blank_cooperating="none")
    second = ("2", "", "", "乙", "", "公共服务", "", "")
    found = settled(table(HEADER, FIRST, second, merges=False), manifest=none)
    assert entry(found, 2).first.cooperating.names() == ()
    assert found.problems == ()


def test_a_word_for_nobody_is_no_department_where_a_blank_means_that_no_one_cooperates() -> None:
    none = STRICT.with_conventions(blank_cooperating="none")
    second = ("2", "", "", "乙", "", "公共服务", "", "无")
    found = settled(table(HEADER, FIRST, second, merges=False), manifest=none)
    assert entry(found, 2).first.cooperating.names() == ()
    assert found.problems == ()
    assert codes(settled(table(HEADER, FIRST, second, merges=False), manifest=STRICT)) == [
        ("S04-word", Severity.VIOLATION)
    ]
    third = ("2", "", "", "乙", "", "公共服务", "", "同上")
    assert codes(settled(table(HEADER, FIRST, third, merges=False), manifest=none)) == [
        ("S04-word", Severity.VIOLATION)
    ]


def test_numbers_may_begin_again_in_each_stage_or_scenario() -> None:
    second = ("1", "2教育", "2.1入学", "乙", "", "公共服务", "县教体局", "县教体局")
    rows = table(HEADER, FIRST, second, merges=False)
    for convention in ("per-stage", "per-scenario"):
        manifest = STRICT.with_conventions(numbers=convention)
        assert settled(rows, manifest=manifest).problems == ()
    assert codes(settled(rows)) == [("N02", Severity.WARNING)]
    assert codes(settled(rows, manifest=STRICT)) == [("N02", Severity.VIOLATION)]


def test_a_gap_within_a_stage_is_seen_though_numbers_begin_again() -> None:
    second = ("2", "2教育", "2.1入学", "乙", "", "公共服务", "县教体局", "县教体局")
    manifest = STRICT.with_conventions(numbers="per-stage")
    found = settled(table(HEADER, FIRST, second, merges=False), manifest=manifest)
    assert codes(found) == [("N01", Severity.VIOLATION)]


def test_a_gap_of_millions_is_one_problem() -> None:
    second = ("99999999", "", "", "乙", "", "公共服务", "", "")
    found = settled(table(HEADER, FIRST, second, merges=False), manifest=STRICT)
    (problem,) = found.problems
    assert problem.values["n"] == "2–99999998"


def test_a_list_may_have_no_numbers() -> None:
    header, *rows = (line[1:] for line in (HEADER, FIRST, ("", "", "", "乙", "", "其他", "", "")))
    manifest = STRICT.with_conventions(numbers="none")
    found = settled(table(header, *rows, merges=False), manifest=manifest)
    assert [(one.number, one.name) for one in found.entries] == [(None, "甲"), (None, "乙")]
    assert found.problems == ()
    assert codes(settled(table(header, *rows, merges=False))) == [("M06", Severity.WARNING)]


def test_a_list_may_have_no_stages() -> None:
    rows = (
        ("1", "1出生", "甲", "", "公共服务", "县卫健局", "县公安局"),
        ("2", "2.入学", "乙", "", "公共服务", "县教体局", ""),
    )
    plain = table((HEADER[0], *HEADER[2:]), *rows, merges=False)
    found = settled(plain, manifest=STRICT.with_conventions(levels="scenario"))
    assert [one.scenario for one in found.entries] == [("1", "出生"), ("2", "入学")]
    assert [one.stage for one in found.entries] == [None, None]
    assert found.problems == ()
    assert codes(settled(plain)) == [("M05", Severity.WARNING)]


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (UNDECLARED, [("S05-unknown", Severity.WARNING)]),
        (STRICT, [("S05-unknown", Severity.VIOLATION)]),
        (STRICT.with_conventions(types="local"), []),
        (Manifest(type_words={"便民服务": "local"}), []),
        (Manifest(type_words={"便民服务": "public-service"}), []),
    ],
)
def test_a_local_type_word_is_what_the_manifest_says(
    manifest: Manifest, expected: list[tuple[str, Severity]]
) -> None:
    row = (*FIRST[:5], "便民服务", *FIRST[6:])
    assert codes(settled(table(HEADER, row), manifest=manifest)) == expected


def test_further_columns_are_attributes_as_printed() -> None:
    row = (*FIRST, "  5个\n工作日 ")
    found = settled(table((*HEADER, "承诺时限"), row))
    (attribute,) = found.entries[0].first.attributes
    assert (attribute.heading, attribute.key) == ("承诺时限", "committed-time-limit")


def test_a_blank_further_cell_states_nothing_and_nothing_is_carried_down() -> None:
    rows = ((*FIRST, "5个工作日"), ("2", "", "", "乙", "", "其他", "", "", ""))
    found = settled(table((*HEADER, "承诺时限"), *rows, merges=False))
    assert entry(found, 2).first.attributes == ()


def test_a_further_cell_that_the_file_merges_holds_for_the_rows_it_covers() -> None:
    rows = ((*FIRST, "一楼大厅"), ("2", UP, UP, "乙", LEFT, "其他", UP, UP, UP))
    found = settled(table((*HEADER, "办理地点"), *rows))
    assert entry(found, 2).first.attributes[0].cell.text == "一楼大厅"


def test_a_column_of_handling_departments_is_stated() -> None:
    found = settled(table((*HEADER, "实施主体"), (*FIRST, "县医院、县妇幼保健院")))
    assert found.entries[0].first.handling == ("县医院", "县妇幼保健院")
    assert [a.heading for a in found.entries[0].first.attributes] == ["实施主体"]
