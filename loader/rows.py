"""A checklist as it stands in its document: rows of raw cells, each knowing its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Column(StrEnum):
    """What a column of a checklist says, whatever its heading is called."""

    NUMBER = "number"
    STAGE = "stage"
    SCENARIO = "scenario"
    NAME = "name"
    SUB_NAME = "sub-name"
    TYPE = "type"
    LEAD = "lead"
    COOPERATING = "cooperating"


@dataclass(frozen=True)
class Place:
    """Where something stands: `row` counts the rows below the header, pages, tables and lines count
    from 1; `column` is the heading as printed, `cell` the name that the file's own program gives
    the cell (`C12`)."""

    file: str
    row: int | None = None
    line_start: int | None = None
    line_end: int | None = None
    column: str | None = None
    text: str | None = None
    sheet: str | None = None
    page: int | None = None
    table: int | None = None
    cell: str | None = None


@dataclass(frozen=True)
class Cell:
    """One physical cell. `text` is as printed, line breaks included; blank is the empty string."""

    text: str
    index: int
    heading: str
    line_start: int
    line_end: int


@dataclass(frozen=True)
class Row:
    """One physical row of the table; `index` counts the rows below the header from 1."""

    file: str
    index: int
    cells: Mapping[Column, Cell]
    further: tuple[Cell, ...] = field(default=())
    """Cells under headings that no column of ours is called by; kept as they are."""

    @property
    def line_start(self) -> int:
        return min(cell.line_start for cell in self.all_cells())

    @property
    def line_end(self) -> int:
        return max(cell.line_end for cell in self.all_cells())

    def all_cells(self) -> tuple[Cell, ...]:
        """Every cell of the row in the order of the document."""
        return tuple(sorted((*self.cells.values(), *self.further), key=lambda cell: cell.index))

    def text(self, column: Column) -> str:
        """The raw text of a column, empty where the cell is blank or absent."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def place(self, column: Column | None = None) -> Place:
        """The place of the row, or of its cell in `column`."""
        cell = self.cells.get(column) if column else None
        if cell is None:
            return Place(self.file, self.index, self.line_start, self.line_end)
        return Place(self.file, self.index, cell.line_start, cell.line_end, cell.heading, cell.text)


@dataclass(frozen=True)
class Document:
    """A source file read: its identity, the text above its table, and its rows."""

    file: str
    sha256: str
    media_type: str
    content: bytes
    preamble: tuple[str, ...]
    rows: tuple[Row, ...]
