"""Columns as wide as their texts, pages that end where a reader would end them."""

import pytest

from loader.rows import Column
from server.documents.headings import PrintedColumn
from server.documents.pages import kept_rows, page_breaks
from server.documents.printed import Block, PrintedTable
from server.documents.proportions import ems, fitted, line_count, needs, row_lines


def stages_of(*sizes: int) -> PrintedTable:
    """A table of stages with so many rows each, and a name in each row."""
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    height = sum(sizes)
    return PrintedTable(
        "",
        "",
        (PrintedColumn("阶段", Column.STAGE), PrintedColumn("事项名称", Column.NAME)),
        (Block(0, 0, 1, 1, "阶段"), Block(0, 1, 1, 1, "事项名称")),
        (
            *(Block(s, 0, n, 1, f"{s}出生") for s, n in zip(starts, sizes, strict=True)),
            *(Block(row, 1, 1, 1, "户口登记") for row in range(height)),
        ),
        height,
    )


def test_a_chinese_character_is_an_em_wide_and_a_digit_about_half() -> None:
    assert ems("出生“登记”（一）") == 9
    assert 1 < ems("10") < 1.5


@pytest.mark.parametrize(
    ("text", "lines"), [("", 1), ("户口登记", 1), ("户口登记（出生）", 2), ("一\n二", 2)]
)
def test_text_takes_as_many_lines_as_it_needs(text: str, lines: int) -> None:
    assert line_count(text, 4.3) == lines


def test_columns_fill_the_page_exactly_whether_there_is_room_or_not(printed: PrintedTable) -> None:
    for room in (20.0, 60.0, 200.0):
        assert sum(fitted(printed, room)) == pytest.approx(room)


def test_short_columns_get_what_they_need_and_names_the_rest(printed: PrintedTable) -> None:
    wide, need = fitted(printed, 100.0), needs(printed)
    for at, column in enumerate(printed.columns):
        if column.column in (Column.NAME, Column.SUB_NAME):
            assert wide[at] > need[at]
        else:
            assert wide[at] == need[at]


def test_departments_types_and_stages_stand_on_one_line(printed: PrintedTable) -> None:
    widths = fitted(printed, 64.0)
    for block in printed.blocks:
        kind = printed.columns[block.column].column
        if kind in (Column.STAGE, Column.SCENARIO, Column.TYPE) or (
            kind in (Column.LEAD, Column.COOPERATING) and ems(block.text) <= 9
        ):
            assert line_count(block.text, widths[block.column]) == 1, block.text


def test_a_merged_cell_makes_room_in_its_last_row() -> None:
    table = PrintedTable(
        "",
        "",
        (PrintedColumn("备注", None), PrintedColumn("说明", None)),
        (),
        (Block(0, 0, 2, 1, "一" * 20), Block(0, 1, 1, 1, ""), Block(1, 1, 1, 1, "")),
        2,
    )
    assert row_lines(table, (5.3, 5.3)) == (1, 3)


def test_a_stage_keeps_two_rows_together_at_both_its_ends() -> None:
    assert kept_rows(stages_of(5, 1, 4)) == {0, 3, 6, 8}


def breaks(table: PrintedTable, first: int, room: int) -> tuple[int, ...]:
    """Where pages end that have room for so many rows of 20 points."""
    return page_breaks(table, [20.0] * table.height, first * 20, room * 20)


def test_a_page_ends_with_a_stage_where_it_can() -> None:
    assert breaks(stages_of(9, 9, 9), 10, 10) == (8, 17)


def test_a_page_is_filled_where_no_stage_ends_near_its_end() -> None:
    assert breaks(stages_of(31), 8, 10) == (7, 17, 27)


def test_a_page_does_not_end_in_the_middle_of_the_text_of_a_merged_cell() -> None:
    assert breaks(stages_of(20), 10, 10) == (8, 17)
    assert breaks(stages_of(20), 9, 11) == (8,)


def test_all_on_one_page_needs_no_break() -> None:
    assert breaks(stages_of(4), 4, 4) == ()


def test_rows_higher_than_a_page_have_a_page_each() -> None:
    assert page_breaks(stages_of(3), [500.0] * 3, 100, 100) == (0, 1)
