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
    HANDLING = "handling"


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
    carried: bool = False
    """Whether the text stands in another row than what it is said of: in a cell above, merged over
    it or carried down."""
    row_iri: str | None = None
    """The source row in the graph, where it is there."""
    cell_iri: str | None = None
    """The source cell in the graph, where it is there."""


@dataclass(frozen=True)
class Cell:
    """One physical cell. `text` is as printed, line breaks included; blank is the empty string.
    `index` is the first column of the table's grid that it covers, from 1, and `heading` what
    stands above it."""

    text: str
    index: int
    heading: str
    address: str = ""
    row_span: int = 1
    column_span: int = 1
    line_start: int | None = None
    line_end: int | None = None


@dataclass(frozen=True)
class Cover:
    """What a merged cell says of a row or column that it covers without beginning there."""

    row: int
    """The row in which the cell begins, and its text stands."""
    cell: Cell


@dataclass(frozen=True)
class Spot:
    """Where in its file a table stands."""

    table: int | None = None
    sheet: str | None = None
    page: int | None = None


@dataclass(frozen=True)
class Attribute:
    """A cell under a heading that is no column of ours. `key` names the heading where it is known
    (headings.toml)."""

    heading: str
    key: str | None
    cell: Cell
    row: int
    """The row in which the cell begins."""


@dataclass(frozen=True)
class Row:
    """One physical row of the table; `index` counts the rows below the headers from 1, over all
    tables of the document."""

    file: str
    index: int
    cells: Mapping[Column, Cell]
    """The cells that begin in this row."""
    further: tuple[Attribute, ...] = field(default=())
    """Cells under headings that no column of ours is called by, those that begin in this row."""
    covered: Mapping[Column, Cover] = field(default_factory=dict)
    """Columns of this row that a merged cell covers from above or from the left."""
    further_covered: tuple[Attribute, ...] = field(default=())
    """The same for columns that are not ours."""
    spot: Spot = field(default=Spot())

    @property
    def line_start(self) -> int | None:
        """The first line of the row in a file of lines."""
        return min((c.line_start for c in self.all_cells() if c.line_start), default=None)

    @property
    def line_end(self) -> int | None:
        return max((c.line_end for c in self.all_cells() if c.line_end), default=None)

    def all_cells(self) -> tuple[Cell, ...]:
        """Every cell that begins in the row, from the left."""
        by_index = {cell.index: cell for cell in self.cells.values()}
        by_index |= {attribute.cell.index: attribute.cell for attribute in self.further}
        return tuple(by_index[index] for index in sorted(by_index))

    def text(self, column: Column) -> str:
        """The raw text of a cell that begins in the row, empty where it is blank or absent."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def place(self, column: Column | None = None) -> Place:
        """The place of the row, or of its cell in `column`."""
        cell = self.cells.get(column) if column else None
        if column and cell is None and column in self.covered:
            cell = self.covered[column].cell
        return self.place_of(cell)

    def place_of(self, cell: Cell | None) -> Place:
        """The place of one cell of the row."""
        spot = self.spot
        place = Place(
            self.file,
            self.index,
            self.line_start,
            self.line_end,
            sheet=spot.sheet,
            page=spot.page,
            table=spot.table,
        )
        if cell is None:
            return place
        return Place(
            self.file,
            self.index,
            cell.line_start,
            cell.line_end,
            cell.heading,
            cell.text,
            spot.sheet,
            spot.page,
            spot.table,
            cell.address if spot.sheet is not None else None,
        )
