"""What the readers of spreadsheets share: a sheet as its file holds it becomes a table.

A table's grid is the sheet's own, so that row 12, column 3 is C12. It ends at the last row and the
last column that hold text; merges that reach beyond are cut there, and a row that is empty to the
last cell has no cells. Every other place of the grid is a cell, blank ones too.
"""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from openpyxl.utils.cell import get_column_letter

from loader.problems import Problem, problem
from loader.readers.allowance import Allowance
from loader.rows import Place
from loader.tables import Reading, Table, TableCell

Position = tuple[int, int]
"""Row and column, from 1."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_NAMED = 20
"""How many cells a problem names."""


@dataclass(frozen=True)
class Area:
    """A rectangle of a sheet, its edges included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{address((self.top, self.left))}:{address((self.bottom, self.right))}"


@dataclass(frozen=True)
class Sheet:
    """A visible sheet as its file holds it: the cells that are not empty, and what to know of them.

    `hidden_rows` and `hidden_columns` are those that hold text; `merges` is None where the file
    could not say them.
    """

    name: str
    texts: Mapping[Position, str]
    merges: Sequence[Area] | None = ()
    formulas: Sequence[Position] = ()
    """Cells whose text a formula computed."""
    unvalued: Sequence[Position] = ()
    """Cells whose formula has no stored value, so that they have no text."""
    errors: Sequence[Position] = ()
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    comments: Mapping[Position, str] = field(default_factory=dict)


def address(position: Position) -> str:
    """The name of a cell: `C12`."""
    return f"{get_column_letter(position[1])}{position[0]}"


def one_line_break(text: str) -> str:
    """`text` with its line breaks as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def reading(sheets: Iterable[Sheet], allowance: Allowance, found: Sequence[Problem]) -> Reading:
    """The tables of `sheets` in their order, empty ones passed over, with what there is to know
    of them after what was `found` before."""
    tables: list[Table] = []
    problems = [*found]
    for sheet in sheets:
        table, of_merges = _table(sheet, allowance)
        if table is not None:
            tables.append(table)
        problems += [*_of_cells(sheet, allowance.file), *of_merges]
    return Reading(tuple(tables), (), tuple(problems))


def _table(sheet: Sheet, allowance: Allowance) -> tuple[Table | None, list[Problem]]:
    filled = [position for position, text in sheet.texts.items() if text.strip()]
    if not filled:
        return None, []
    rows = sorted({row for row, _ in filled})
    width = max(column for _, column in filled)
    allowance.things(len(rows) * width - len(filled))
    layout = _Layout(sheet, rows, width)
    cells = tuple(layout.cells())
    table = Table(cells, width, rows[-1], sheet.merges is not None, sheet=sheet.name)
    problems: list[Problem] = []
    if layout.overlapping:
        corners = [(area.top, area.left) for area in layout.overlapping]
        areas = ", ".join(str(area) for area in layout.overlapping[:_NAMED])
        problems.append(_of_sheet("F36", allowance.file, sheet, corners, areas=areas))
    if layout.covered:
        problems.append(_of_sheet("F36-covered", allowance.file, sheet, layout.covered))
    return table, problems


class _Layout:
    """Goes down the rows of a sheet with the merges that reach into them, so that it takes as long
    as there are cells and merges, however large these are.

    `covered` are the cells that hold text below a merge, `overlapping` the merges that were passed
    over since an earlier one lies in their area.
    """

    def __init__(self, sheet: Sheet, rows: Sequence[int], width: int) -> None:
        self.covered: list[Position] = []
        self.overlapping: list[Area] = []
        self._texts = sheet.texts
        self._rows = rows
        self._width = width
        self._letters = [get_column_letter(column) for column in range(1, width + 1)]
        self._merges = {
            row: list(areas)
            for row, areas in groupby(self._cut(sheet.merges or ()), key=lambda area: area.top)
        }
        self._reaching: list[tuple[int, int]] = []
        self._taken = 0
        """The columns, as bits, that merges take of the row."""

    def cells(self) -> Iterator[TableCell]:
        """Every cell, row by row."""
        filled = set(self._rows)
        for row in sorted(filled | self._merges.keys()):
            while self._reaching and self._reaching[0][0] < row:
                self._taken &= ~heapq.heappop(self._reaching)[1]
            begun = {area.left: area for area in self._begun(row)}
            for column in range(1, self._width + 1) if row in filled else sorted(begun):
                if area := begun.get(column):
                    yield self._cell(row, column, area.bottom - row + 1, area.right - column + 1)
                elif not self._taken >> column & 1:
                    yield self._cell(row, column)
                elif self._texts.get((row, column), "").strip():
                    self.covered.append((row, column))

    def _cut(self, merges: Iterable[Area]) -> list[Area]:
        """The merges inside the grid, from the top, each once, without those of blank rows only."""
        height = self._rows[-1]
        inside = {
            Area(a.top, a.left, min(a.bottom, height), min(a.right, self._width))
            for a in merges
            if a.top <= height and a.left <= self._width
        }
        filled = [a for a in inside if self._rows[bisect_left(self._rows, a.top)] <= a.bottom]
        return sorted(filled, key=lambda area: (area.top, area.left, area.bottom, area.right))

    def _begun(self, row: int) -> Iterator[Area]:
        for area in self._merges.get(row, ()):
            bits = (1 << area.right + 1) - (1 << area.left)
            if self._taken & bits:
                self.overlapping.append(area)
                continue
            self._taken |= bits
            heapq.heappush(self._reaching, (area.bottom, bits))
            yield area

    def _cell(self, row: int, column: int, rows: int = 1, columns: int = 1) -> TableCell:
        text = self._texts.get((row, column), "")
        return TableCell(text, row, column, rows, columns, f"{self._letters[column - 1]}{row}")


def _of_cells(sheet: Sheet, file: str) -> Iterator[Problem]:
    for code, cells in (
        ("F32", sheet.unvalued),
        ("F32-values", sheet.formulas),
        ("F33", sheet.errors),
    ):
        if cells:
            yield _of_sheet(code, file, sheet, cells)
    for code, numbers, name in (
        ("F34-rows", sheet.hidden_rows, str),
        ("F34-columns", sheet.hidden_columns, get_column_letter),
    ):
        if numbers:
            spans = ", ".join(_spans(sorted(numbers), name))
            yield problem(code, Place(file, sheet=sheet.name), numbers=spans)
    for position, comment in sorted(sheet.comments.items()):
        yield _of_sheet("F35", file, sheet, [position], comment=comment)


def _of_sheet(
    code: str, file: str, sheet: Sheet, cells: Sequence[Position], **values: object
) -> Problem:
    """A problem of `cells`: it stands at the first, names some, and counts all."""
    first = cells[0]
    place = Place(file, text=sheet.texts.get(first), sheet=sheet.name, cell=address(first))
    named = ", ".join(address(cell) for cell in cells[:_NAMED])
    named += " …" if len(cells) > _NAMED else ""
    return problem(code, place, cells=named, count=len(cells), **values)


def _spans(numbers: Sequence[int], name: Callable[[int], str]) -> Iterator[str]:
    """Runs of consecutive numbers: `3`, `5–9`."""
    start = 0
    for at, number in enumerate(numbers):
        if at + 1 == len(numbers) or numbers[at + 1] != number + 1:
            first, last = name(numbers[start]), name(number)
            yield first if first == last else f"{first}–{last}"
            start = at + 1
