"""Where a printed table may be cut by the end of a page."""

from collections.abc import Sequence
from itertools import accumulate

from loader.rows import Column
from server.documents.printed import PrintedTable

_LONGEST_ENTRY = 8
"""An entry of more rows may be cut."""
_FULL = (0.75, 0.4)
"""How full a page should be before it ends; how full at least, for an entry to stay whole."""
_TEXT, _THROUGH_TEXT = 12.0, 10
"""How near, in points, a cut comes to the middle of a cell to go through its text, and for how many
cuts that counts."""


def kept_rows(table: PrintedTable) -> set[int]:
    """The rows that stay on one page with the row below: those of an entry with sub-lines, and the
    first two and the last two of a stage and of a scenario, so that no page begins or ends with a
    single row of one."""
    name, groups = table.at(Column.NAME), (table.at(Column.STAGE), table.at(Column.SCENARIO))
    kept: set[int] = set()
    for block in table.blocks:
        last = block.row + block.rows - 1
        if block.column == name and block.rows <= _LONGEST_ENTRY:
            kept.update(range(block.row, last))
        elif block.column in groups and block.rows > 1:
            kept.update((block.row, last - 1))
    return kept | ({table.height - 2} if table.height > 1 else set())


def page_breaks(
    table: PrintedTable, heights: Sequence[float], first: float, room: float
) -> tuple[int, ...]:
    """The last rows of all pages but the last one. `heights` are those of the rows, `first` is the
    room that the first page has for them, `room` that of every other, all in points. A page ends
    where the fewest merged cells are cut, as low as it can."""
    cuts = _cuts(table, heights)
    breaks: list[int] = []
    start, left = 0, first
    while start < table.height - 1 and sum(heights[start:]) > left:
        start = _page_end(heights, cuts, start, left) + 1
        breaks.append(start - 1)
        left = room
    return tuple(breaks)


def _page_end(heights: Sequence[float], cuts: dict[int, int], start: int, room: float) -> int:
    """The last row of a page that begins with the row `start`."""
    used, last = 0.0, start
    filled: dict[int, float] = {}
    for row in range(start, len(heights) - 1):
        used += heights[row]
        if used > room:
            break
        last = row
        if row in cuts:
            filled[row] = used / room
    for enough in _FULL:
        if rows := [row for row, share in filled.items() if share >= enough]:
            return min(rows, key=lambda row: (cuts[row], -row))
    return last


def _cuts(table: PrintedTable, heights: Sequence[float]) -> dict[int, int]:
    """Of every row that a page may end with, how many merged cells are cut there; one whose text
    stands just there, in its middle, counts more."""
    tops = [0.0, *accumulate(heights)]
    cut = [0] * table.height
    for block in table.blocks:
        end = block.row + block.rows
        middle = (tops[block.row] + tops[end]) / 2
        for row in range(block.row, end - 1):
            cut[row] += _THROUGH_TEXT if abs(tops[row + 1] - middle) < _TEXT else 1
    kept = kept_rows(table)
    return {row: count for row, count in enumerate(cut) if row not in kept}
