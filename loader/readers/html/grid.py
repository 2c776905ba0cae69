"""The table model of HTML (HTML Living Standard, 4.9.12.1 Forming a table), in bounded time.

It departs from the standard in three points, as browsers do: a cell ends where its group of rows
ends, a cell gives way to one from above that it would overlap, and columns at the right that hold
nothing but the rest of a wide span are not there.
"""

import sys
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from loader.readers.bounds import Bounds
from loader.readers.html.tree import CellNode, Group
from loader.tables import TableCell


@dataclass
class Placed:
    """A cell with its place in the grid."""

    node: CellNode
    row: int
    column: int
    row_span: int
    column_span: int
    overlaps: bool = False

    def cell(self, text: str, width: int) -> TableCell:
        """The cell in a table of `width` columns."""
        span = min(self.column_span, width + 1 - self.column)
        return TableCell(text, self.row, self.column, self.row_span, span)


@dataclass
class Grid:
    """The cells of a table, placed."""

    cells: list[Placed]
    width: int
    height: int


class _Above:
    """What cells of rows above cover of a row: (first column, column after it, last row) each."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int, int]] = []
        self._starts: list[int] = []
        self._new: list[tuple[int, int, int]] = []
        self._changes_at = 0

    def add(self, first: int, after: int, last: int) -> None:
        """Columns that a cell of this row covers up to row `last`: counts from the next row on."""
        self._new.append((first, after, last))

    def enter(self, row: int) -> None:
        """Go on to `row`, and forget what ended before it."""
        if self._new or self._changes_at < row:
            self._spans = sorted(span for span in (*self._spans, *self._new) if span[2] >= row)
            self._starts = [first for first, _, _ in self._spans]
            self._changes_at = min((last for _, _, last in self._spans), default=sys.maxsize)
            self._new = []

    def end(self) -> int:
        """The last column that is covered; 0 where none is."""
        return self._spans[-1][1] - 1 if self._spans else 0

    def next(self, column: int, default: int) -> int:
        """The first covered column from `column` on."""
        at = bisect_left(self._starts, column)
        return self._starts[at] if at < len(self._starts) else default

    def free(self, column: int) -> int:
        """The first column from `column` on that is not covered."""
        at = max(0, bisect_right(self._starts, column) - 1)
        while at < len(self._spans) and self._spans[at][0] <= column:
            column = max(column, self._spans[at][1])
            at += 1
        return column


def grid_of(groups: list[Group], bounds: Bounds, number: int) -> Grid:
    """Place the cells of a table; raises Refused where a cell begins beyond the last column that
    the limits allow."""
    cells: list[Placed] = []
    ends: list[int] = []
    height = 0
    for group in groups:
        above, last = _Above(), height + len(group)
        for row in group:
            height += 1
            above.enter(height)
            end = _place(row, height, last, above, cells, bounds, number)
            if end:
                ends.append(end)
    starts = max((cell.column for cell in cells), default=0)
    return Grid(cells, max(starts, min(ends, default=0)), height)


def _place(
    row: list[CellNode],
    at: int,
    last: int,
    above: _Above,
    cells: list[Placed],
    bounds: Bounds,
    number: int,
) -> int:
    """Place the cells of row `at` of a group that ends in row `last`; returns the last column that
    the row covers, 0 where it covers none."""
    column, end = 1, above.end()
    for node in row:
        column = above.free(column)
        bounds.columns(number, at, column)
        beyond = min(column + node.colspan, bounds.limits.columns + 1)
        stop = above.next(column, beyond)
        span = min(beyond, stop) - column
        row_end = min(at + node.rowspan - 1, last) if node.rowspan else last
        cells.append(Placed(node, at, column, row_end - at + 1, span, overlaps=stop < beyond))
        if row_end > at:
            above.add(column, column + span, row_end)
        column += span
        end = max(end, column - 1)
    return end
