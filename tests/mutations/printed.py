"""The bundled checklist as a grid of printed cells, for tests that spoil one of them.

A line is called as a clerk would call it: "37" is the first line of entry 37, "44/3" its third. A
column is called by its letter in a workbook, A to H; the header is row 1.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from loader.manifest import Manifest
from loader.readers import read
from loader.rows import Column
from server.loading import bundled_checklist

NUMBER, STAGE, SCENARIO, NAME, SUB_NAME, TYPE, LEAD, COOPERATING = "ABCDEFGH"
_COLUMNS = {
    Column.NUMBER: NUMBER,
    Column.STAGE: STAGE,
    Column.SCENARIO: SCENARIO,
    Column.NAME: NAME,
    Column.SUB_NAME: SUB_NAME,
    Column.TYPE: TYPE,
    Column.LEAD: LEAD,
    Column.COOPERATING: COOPERATING,
}
HEADER = ("序号", "阶段", "场景", "事项名称", "", "事项类型", "牵头部门", "协同部门")

Rows = list[list[str]]
Change = Callable[[Rows], None]


@cache
def printed() -> tuple[tuple[str, ...], ...]:
    """The 161 printed rows, each of eight cells, blank where nothing is printed."""
    rows = read(bundled_checklist(), Manifest()).rows
    return tuple(tuple(row.text(column) for column in _COLUMNS) for row in rows)


@cache
def lines() -> dict[str, int]:
    """The row of each line, from 1: by the number printed beside it and its place under it."""
    found: dict[str, int] = {}
    number, place = "", 0
    for index, row in enumerate(printed(), start=1):
        if row[0] and row[0] != number:
            number, place = row[0], 1
            found[number] = index
        else:
            place += 1
        found[f"{number}/{place}"] = index
    return found


def at(line: str) -> int:
    """The position of a line in the grid, from 0."""
    return lines()[line] - 1


def is_divided(number: str) -> bool:
    """Whether an entry has sub-lines: something is printed in its second name column."""
    return bool(printed()[at(number)]["ABCDEFGH".index(SUB_NAME)])


def spoken(row: int) -> str:
    """What people call the line of a row: 第37项, 第12项第2行."""
    number, _, place = next(
        word for word, at in lines().items() if at == row and "/" in word
    ).partition("/")
    return f"第{number}项第{place}行" if is_divided(number) else f"第{number}项"


def stands(line: str, column: str) -> str:
    """The row, and the heading, under which the text stands that holds for a line: printed there or
    the last above it."""
    position = "ABCDEFGH".index(column)
    row = next(at for at in range(lines()[line], 0, -1) if printed()[at - 1][position])
    return f"{row} {HEADER[position]}"


def put(line: str, column: str, text: str) -> Change:
    """Print another text in one cell; "" leaves it blank."""

    def change(rows: Rows) -> None:
        position = "ABCDEFGH".index(column)
        assert rows[at(line)][position] != text, "this changes nothing"
        rows[at(line)][position] = text

    return change


def swap(line: str, other: str, columns: str) -> Change:
    """Let two lines change the texts of some columns."""

    def change(rows: Rows) -> None:
        for column in columns:
            position = "ABCDEFGH".index(column)
            one, two = rows[at(line)], rows[at(other)]
            one[position], two[position] = two[position], one[position]

    return change


def strike(*gone: str) -> Change:
    """Leave out whole lines."""

    def change(rows: Rows) -> None:
        for position in sorted((at(line) for line in gone), reverse=True):
            del rows[position]

    return change


def again(line: str, before: str) -> Change:
    """Print a line once more, before another one."""

    def change(rows: Rows) -> None:
        rows.insert(at(before), list(rows[at(line)]))

    return change


def added(before: str, *cells: str) -> Change:
    """Print a line of eight cells that is not in the list."""

    def change(rows: Rows) -> None:
        rows.insert(at(before), list(cells))

    return change


@dataclass(frozen=True)
class Draft:
    """The list with something changed, as a workbook."""

    changes: Sequence[Change]
    header: Sequence[str] = HEADER

    def workbook(self) -> bytes:
        from openpyxl import Workbook

        rows = [list(row) for row in printed()]
        for change in self.changes:
            change(rows)
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "清单"
        for row in (self.header, *rows):
            sheet.append([text or None for text in row])
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()
