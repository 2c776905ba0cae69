"""What the end of a page cuts in a printout is made whole, and said."""

from loader.entries import Fill
from loader.manifest import Manifest
from loader.settle import settle
from loader.types import type_words
from tests.loader.tables import HEADER, LEFT, UP, document, table

KINDS = tuple(type_words({}))
FIRST = ("1", "1出生", "1.1出生", "甲", LEFT, "公共服务", "县卫健局", "县公安局")
SECOND = ("2", UP, UP, "乙", LEFT, "其他", UP, UP)


def test_a_merged_cell_whose_text_stands_on_the_next_page_is_one_cell() -> None:
    above = (("3", "", "", "丙", LEFT, "其他", "", UP), ("4", UP, UP, "丁", LEFT, "其他", UP, UP))
    below = (("5", "2教育", "2.1入学", "戊", LEFT, "其他", "县教体局", "县教体局"),)
    pages = (
        table(HEADER, FIRST, SECOND, *above, page=1),
        table(HEADER, *below, ("6", UP, UP, "己", LEFT, "其他", UP, UP), number=2, page=2),
    )
    found = document(*pages)
    settled = settle(found, KINDS, Manifest().conventions)
    by_number = {entry.number: entry for entry in settled.entries}
    assert by_number[3].scenario == ("2.1", "入学")
    assert by_number[3].first.lead.text == "县教体局"
    assert by_number[3].first.lead.fill is Fill.MERGED
    assert by_number[2].first.lead.text == "县卫健局"
    assert [p.code for p in found.problems] == ["V08", "V08", "V08"]


def test_an_entry_whose_number_stands_on_the_next_page_begins_where_its_cell_begins() -> None:
    part = ("2", UP, UP, "乙", "子一", "其他", UP, UP)
    pages = (
        table(
            HEADER,
            FIRST,
            part,
            (UP, UP, UP, UP, "子二", "其他", UP, UP),
            ("", UP, UP, "", "丑一", "其他", UP, UP),
            page=1,
        ),
        table(
            HEADER,
            ("3", "", "", "丙", "丑二", "其他", "", ""),
            (UP, UP, UP, UP, "丑三", "其他", UP, UP),
            number=2,
            page=2,
        ),
    )
    settled = settle(document(*pages), KINDS, Manifest().conventions)
    assert [(e.number, [line.sub_name for line in e.lines]) for e in settled.entries] == [
        (1, [None]),
        (2, ["子一", "子二"]),
        (3, ["丑一", "丑二", "丑三"]),
    ]


def test_a_row_that_goes_on_at_the_top_of_the_next_page_is_one_row() -> None:
    cut = ("2", UP, UP, "职工申请提取住房公积金", LEFT, "其他行政", UP, UP)
    rest = ("", "", "", "的核准", LEFT, "权力", "", "")
    pages = (
        table(HEADER, FIRST, cut, page=1),
        table(HEADER, rest, ("3", "", "", "丙", LEFT, "其他", "", ""), number=2, page=2),
    )
    found = document(*pages)
    settled = settle(found, KINDS, Manifest().conventions)
    assert [(e.number, e.name, e.first.type_word) for e in settled.entries][1:] == [
        (2, "职工申请提取住房公积金的核准", "其他行政权力"),
        (3, "丙", "其他"),
    ]
    assert [row.index for row in found.rows] == [1, 2, 3]
    assert [p.code for p in found.problems] == ["V08-row"]


def test_blanks_of_a_printout_without_merges_are_carried_down_as_ever() -> None:
    pages = (
        table(HEADER, FIRST, ("2", "", "", "乙", "", "其他", "", ""), page=1),
        table(HEADER, ("3", "", "", "丙", "", "其他", "", "县医保局"), number=2, page=2),
    )
    found = document(*pages)
    settled = settle(found, KINDS, Manifest().conventions)
    assert settled.entries[1].first.cooperating.text == "县公安局"
    assert found.problems == ()


def test_a_blank_that_fills_a_page_goes_on_with_the_page_before() -> None:
    middle = (
        ("2", "", "", "乙", LEFT, "其他", "", ""),
        ("3", UP, UP, "丙", LEFT, "其他", UP, UP),
    )
    last = ("4", "2教育", "2.1入学", "丁", LEFT, "其他", "县教体局", "县教体局")
    pages = (
        table(HEADER, FIRST, ("1", UP, UP, "甲", LEFT, "公共服务", UP, UP), page=1),
        table(HEADER, *middle, number=2, page=2),
        table(HEADER, last, number=3, page=3),
    )
    found = document(*pages)
    settled = settle(found, KINDS, Manifest().conventions)
    assert {entry.scenario for entry in settled.entries if entry.number in (2, 3)} == {
        ("1.1", "出生")
    }
    assert found.problems == ()


def test_a_cell_that_begins_under_one_that_goes_on_has_its_text_on_the_next_page() -> None:
    under = (
        ("2", "", "", "乙", LEFT, "其他", "", ""),
        ("3", "", "2.1入学", "丙", LEFT, "其他", "", ""),
        ("4", UP, UP, "丁", LEFT, "其他", UP, UP),
    )
    last = ("5", "2教育", "", "戊", LEFT, "其他", "县教体局", "县民政局")
    pages = (
        table(HEADER, FIRST, ("1", UP, UP, "甲", LEFT, "公共服务", UP, UP), page=1),
        table(HEADER, *under, number=2, page=2),
        table(HEADER, last, number=3, page=3),
    )
    found = document(*pages)
    settled = settle(found, KINDS, Manifest().conventions)
    by_number = {entry.number: entry for entry in settled.entries}
    assert by_number[2].stage == (1, "出生")
    assert by_number[3].stage == by_number[4].stage == (2, "教育")
    assert by_number[4].first.lead.text == "县教体局"
    assert [problem.code for problem in found.problems] == ["V08", "V08", "V08"]
