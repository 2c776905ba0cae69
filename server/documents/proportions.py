"""How wide columns must be, and how many lines a text takes: in ems, the width of one Chinese
character, so that it holds for every font size."""

import functools
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loader.rows import Column
from server.documents.printed import PrintedTable

_NARROW = 0.56
"""The width of a letter or a digit, in ems."""
_SLACK = 0.3
"""Room in a line that text cannot use: fonts differ, and no line begins with a closing bracket."""


@dataclass(frozen=True)
class _Habit:
    """How a column is usually set: in how many lines its longest text may stand, how wide it may
    grow for that, whether it takes the room that is left over, and how wide it is at least."""

    lines: int
    widest: float
    grows: bool = False
    least: float = 0


_HABITS: Mapping[Column | None, _Habit] = {
    Column.NUMBER: _Habit(1, 4),
    Column.STAGE: _Habit(1, 6),
    Column.SCENARIO: _Habit(1, 8),
    Column.NAME: _Habit(3, 14, grows=True, least=8),
    Column.SUB_NAME: _Habit(3, 14, grows=True),
    Column.TYPE: _Habit(1, 7),
    Column.LEAD: _Habit(1, 9),
    Column.COOPERATING: _Habit(1, 9),
    None: _Habit(3, 10, grows=True),
}


@functools.lru_cache(maxsize=4096)
def ems(text: str) -> float:
    """The width of a text on one line."""
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else _NARROW for c in text)


def line_count(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many ems."""
    room = max(width - _SLACK, 1.0)
    return sum(max(1, _ceil(ems(part) / room)) for part in text.split("\n"))


def _ceil(number: float) -> int:
    """The next whole number, where sums of fractions are not exact."""
    return math.ceil(number - 1e-6)


def needs(table: PrintedTable) -> tuple[float, ...]:
    """How wide each column has to be for its texts to stand well."""
    widths = [
        max(_heading(column.heading), _HABITS[column.column].least) for column in table.columns
    ]
    for block in sorted(table.blocks, key=lambda block: block.columns):
        habit = _HABITS[table.columns[block.column].column]
        lines = max(habit.lines, 2 * block.rows) if habit.grows else habit.lines
        longest = max(ems(part) for part in block.text.split("\n"))
        need = min(_ceil(longest / lines), habit.widest * block.columns)
        span = range(block.column, block.column + block.columns)
        short = need - sum(widths[at] for at in span)
        for at in span:
            widths[at] += max(short, 0) / block.columns
    return tuple(width + _SLACK for width in widths)


def _heading(heading: str) -> float:
    """A heading of up to five characters stands on one line, a longer one on two or three."""
    width = ems(heading)
    return width if width <= 5 else max(4.0, width / (2 if width <= 12 else 3))


def fitted(table: PrintedTable, room: float) -> tuple[float, ...]:
    """The widths of the columns that fill `room` ems together. Names and further columns share what
    is left over so that they are about equally high; all give way alike where there is too
    little."""
    widths = needs(table)
    weights = [_weight(table, at) for at in range(len(widths))]
    if sum(widths) >= room or not any(weights):
        return tuple(width * room / sum(widths) for width in widths)
    low, high = 0.0, room

    def at_least(lines: float) -> tuple[float, ...]:
        return tuple(
            max(width, weight * lines) for width, weight in zip(widths, weights, strict=True)
        )

    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at_least(middle)) < room else (low, middle)
    return at_least(low)


def _weight(table: PrintedTable, at: int) -> float:
    """How much of the room left over a column takes: the length that four of five texts in it do
    not exceed; a merged cell may take two lines."""
    if not _HABITS[table.columns[at].column].grows:
        return 0
    blocks = (block for block in table.blocks if block.column == at and block.columns == 1)
    lengths = sorted(ems(block.text) / min(block.rows, 2) for block in blocks if block.text)
    return lengths[len(lengths) * 4 // 5] if lengths else 1


def row_lines(table: PrintedTable, widths: Sequence[float]) -> tuple[int, ...]:
    """How many lines high each row has to be: a merged cell that needs more than its rows have
    makes its last row higher."""
    lines = [1] * table.height
    for block in sorted(table.blocks, key=lambda block: block.rows):
        width = sum(widths[block.column : block.column + block.columns])
        rows = range(block.row, block.row + block.rows)
        short = line_count(block.text, width) - sum(lines[row] for row in rows)
        lines[rows[-1]] += max(short, 0)
    return tuple(lines)


def header_lines(table: PrintedTable, widths: Sequence[float]) -> int:
    """How many lines high the heading row has to be."""
    return max(
        line_count(block.text, sum(widths[block.column : block.column + block.columns]))
        for block in table.header
    )
