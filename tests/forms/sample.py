"""A checklist's table as an office prints it: the one model that every writer of this package
writes, and what its cells are once merges and page breaks are told from one another.

Physical columns are numbered from 1 in the order of the layout. A cell begins where the sample says
so and covers every row below it until the next one of its column: what a form with merges merges,
and a form without them leaves blank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise

from loader.document import Document
from loader.editions import settle_document
from loader.entries import Entry as SettledEntry
from loader.entries import Line as SettledLine
from loader.identifiers import squeeze
from loader.manifest import Manifest
from loader.readers import read
from loader.rows import Column
from loader.tables import TableCell
from server.loading import bundled_checklist

ALWAYS = frozenset({Column.TYPE, Column.SUB_NAME})
"""Columns of which every line has a cell of its own."""


class Breaks(StrEnum):
    """What a form makes of a sample's page breaks."""

    FLOW = "flow"
    """Nothing: one table, its merged cells run on."""
    HEADER = "header"
    """One table, in which the header is a row again at each break."""
    APART = "apart"
    """A table (a sheet, a page) for each page, each with the header."""


@dataclass(frozen=True)
class Heading:
    """What stands over one physical column; blank where the heading to its left covers it too."""

    text: str
    column: Column | None
    """None for a further column of the county's own."""


@dataclass(frozen=True)
class Layout:
    """The physical columns in the order they are printed."""

    headings: tuple[Heading, ...]
    spread: bool = True
    """Whether the name of an entry without sub-lines covers both name columns."""

    @property
    def width(self) -> int:
        return len(self.headings)

    def position(self, column: Column) -> int:
        """The number of a physical column, from 1."""
        return next(n for n, head in enumerate(self.headings, 1) if head.column is column)

    @property
    def has_sub_name(self) -> bool:
        return any(head.column is Column.SUB_NAME for head in self.headings)

    def header(self) -> tuple[TableCell, ...]:
        """The cells of the header, in row 1."""
        cells: list[TableCell] = []
        for position, heading in enumerate(self.headings, start=1):
            if heading.text:
                cells.append(TableCell(heading.text, 1, position))
            else:
                cells[-1] = replace(cells[-1], column_span=cells[-1].column_span + 1)
        return tuple(cells)


@dataclass(frozen=True)
class Line:
    """A leaf of the list with everything said of it, as printed where it is printed."""

    values: Mapping[Column, str]
    """What holds in this line; without a sub-name where the entry has no sub-lines."""
    begins: frozenset[Column]
    """The columns of which a cell begins here; the others belong to a cell above."""
    further: tuple[str, ...] = ()
    """The cells of the further columns, in the order of the layout."""

    def settled(self, column: Column) -> str | None:
        """What the list says of this line, without white space."""
        return squeeze(self.values[column]) if column in self.values else None


@dataclass(frozen=True)
class Piece:
    """Rows of a sample that stand together; its cells count rows from 1."""

    cells: tuple[TableCell, ...]
    height: int


@dataclass(frozen=True)
class Sample:
    """A checklist as printed. `breaks` are the lines (from 1) that begin a new page; what a merged
    cell says over a break is told by whether a cell begins there (restated) or not (blank)."""

    layout: Layout
    lines: tuple[Line, ...]
    breaks: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    """What stands above the table."""
    notes: tuple[str, ...] = ()
    """What stands below it."""

    def filled(self) -> "Sample":
        """The same list with every cell filled down."""
        everywhere = frozenset(Column)
        return replace(self, lines=tuple(replace(line, begins=everywhere) for line in self.lines))

    def pieces(self, breaks: Breaks) -> tuple[Piece, ...]:
        """The body in pieces: cut at its breaks, except in a form that lets it flow."""
        return pieces(self, () if breaks is Breaks.FLOW else self.breaks)

    def physical(self, breaks: Breaks) -> tuple[Piece, ...]:
        """The tables of a form, each with its header: what a reader finds."""
        header = Piece(self.layout.header(), 1)
        tables = [stacked([header, body]) for body in self.pieces(breaks)]
        return tuple(tables) if breaks is Breaks.APART else (stacked(tables),)


def stacked(parts: Sequence[Piece]) -> Piece:
    """Pieces one below the other, as one."""
    cells: list[TableCell] = []
    height = 0
    for part in parts:
        cells += [replace(cell, row=cell.row + height) for cell in part.cells]
        height += part.height
    return Piece(tuple(cells), height)


def pieces(sample: Sample, breaks: Sequence[int]) -> tuple[Piece, ...]:
    """The body of `sample` cut before each of `breaks`, in pages of their own."""
    bounds = [0, *(line - 1 for line in breaks), len(sample.lines)]
    return tuple(
        _piece(sample.layout, sample.lines[start:stop]) for start, stop in pairwise(bounds)
    )


def _piece(layout: Layout, lines: Sequence[Line]) -> Piece:
    cells: list[TableCell] = []
    further = 0
    for position, heading in enumerate(layout.headings, start=1):
        if heading.column is None:
            texts = [line.further[further] for line in lines]
            cells += [TableCell(text, row, position) for row, text in enumerate(texts, start=1)]
            further += 1
        elif heading.column is Column.SUB_NAME:
            cells += _sub_names(layout, position, lines)
        else:
            cells += _column(layout, position, heading.column, lines)
    return Piece(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), len(lines))


def _column(
    layout: Layout, position: int, column: Column, lines: Sequence[Line]
) -> list[TableCell]:
    cells: list[TableCell] = []
    for row, line in enumerate(lines, start=1):
        begins = column in line.begins or column in ALWAYS
        if begins or row == 1:
            wide = column is Column.NAME and _spreads(layout, line)
            text = line.values[column] if begins else ""
            cells.append(TableCell(text, row, position, 1, 2 if wide else 1))
        else:
            cells[-1] = replace(cells[-1], row_span=cells[-1].row_span + 1)
    return cells


def _sub_names(layout: Layout, position: int, lines: Sequence[Line]) -> list[TableCell]:
    return [
        TableCell(line.values.get(Column.SUB_NAME, ""), row, position)
        for row, line in enumerate(lines, start=1)
        if not _spreads(layout, line)
    ]


def _spreads(layout: Layout, line: Line) -> bool:
    return layout.spread and layout.has_sub_name and Column.SUB_NAME not in line.values


def slots(layout: Layout, piece: Piece) -> list[list[TableCell | None]]:
    """The grid of a piece: at each place the cell that begins there, or None."""
    grid: list[list[TableCell | None]] = [[None] * layout.width for _ in range(piece.height)]
    for cell in piece.cells:
        grid[cell.row - 1][cell.column - 1] = cell
    return grid


def restated(above: Line, line: Line) -> Line:
    """`line` as the first of a page on which merged cells are printed again; as it is where it goes
    on with the entry above and names other departments, for that would be a contradiction."""
    goes_on = Column.NUMBER not in line.begins
    if goes_on and above.settled(Column.COOPERATING) != line.settled(Column.COOPERATING):
        return line
    return replace(line, begins=frozenset(Column))


def printed_rows(piece: Piece) -> list[list[TableCell]]:
    """What a form without vertical merges prints in each row: the cells that begin there, and a
    blank one where a cell above goes on."""
    rows: list[dict[int, TableCell]] = [{} for _ in range(piece.height)]
    for cell in piece.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            text = cell.text if row == cell.row else ""
            rows[row - 1][cell.column] = TableCell(text, row, cell.column, 1, cell.column_span)
    return [[row[column] for column in sorted(row)] for row in rows]


USUAL_ORDER = (
    Column.NUMBER,
    Column.STAGE,
    Column.SCENARIO,
    Column.NAME,
    Column.SUB_NAME,
    Column.TYPE,
    Column.LEAD,
    Column.COOPERATING,
)


def real_beginning(lines: int) -> Sample:
    """The first lines of the real checklist, with its titles and the page breaks among them."""
    whole = real()
    breaks = tuple(number for number in whole.breaks if number <= lines)
    return replace(whole, lines=whole.lines[:lines], breaks=breaks)


@cache
def real() -> Sample:
    """The checklist that comes with the software: its blanks as merges, its page breaks where a
    stage is restated."""
    document = read(bundled_checklist(), Manifest())
    settled = settle_document(document, Manifest())
    headings = {c: cell.heading for row in document.rows for c, cell in row.cells.items()}
    headings[Column.SUB_NAME] = ""
    lines = tuple(
        _real_line(document, entry, line) for entry in settled.entries for line in entry.lines
    )
    return Sample(
        Layout(tuple(Heading(headings[column], column) for column in USUAL_ORDER)),
        lines,
        tuple(
            number
            for number, (above, line) in enumerate(pairwise(lines), start=2)
            if Column.STAGE in line.begins
            and above.settled(Column.STAGE) == line.settled(Column.STAGE)
        ),
        document.preamble,
    )


def _real_line(document: Document, entry: SettledEntry, line: SettledLine) -> Line:
    """A settled line with its raw texts, each from the row in which it stands."""
    texts = {column: line.row.text(column) for column in USUAL_ORDER}
    stage = line.stage or line.scenario
    values = {
        Column.NUMBER: texts[Column.NUMBER] or str(entry.number),
        Column.NAME: texts[Column.NAME] or entry.first.row.text(Column.NAME),
        Column.TYPE: texts[Column.TYPE],
        Column.STAGE: document.rows[stage.row - 1].text(Column.STAGE),
        Column.SCENARIO: document.rows[line.scenario.row - 1].text(Column.SCENARIO),
        Column.LEAD: document.rows[line.lead.row - 1].text(Column.LEAD),
        Column.COOPERATING: document.rows[line.cooperating.row - 1].text(Column.COOPERATING),
    }
    if line.sub_name is not None:
        values[Column.SUB_NAME] = texts[Column.SUB_NAME]
    return Line(values, ALWAYS | {column for column, text in texts.items() if squeeze(text)})
