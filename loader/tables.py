"""Tables as files hold them: what every reader makes of a document, before anyone knows what its
columns mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loader.problems import Problem


@dataclass(frozen=True)
class TableCell:
    """One physical cell. `row` and `column` are where it begins in the table's grid, from 1; a
    merged cell covers `row_span` rows and `column_span` columns. `text` is as printed, line breaks
    as `\\n`; a blank cell has the empty string or white space."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    address: str = ""
    """Where the file's own program shows the cell (`C12`, `L28-L31`); empty where it has no name
    better than its row and column."""
    line_start: int | None = None
    line_end: int | None = None


@dataclass(frozen=True)
class Table:
    """One table of a document: its cells in the order of the document, row by row. No two of them
    cover the same place of the grid; a place that none covers is not there (a short row)."""

    cells: tuple[TableCell, ...]
    width: int
    height: int
    merges: bool
    """Whether the form can say which cells are merged; where not, a blank may stand for a merge."""
    number: int = 1
    """Which table of the document it is, from 1, or of its sheet."""
    sheet: str | None = None
    page: int | None = None
    first_row: int = 1
    """The number that the file's own program gives the first row of the grid."""

    def rows(self) -> Iterator[tuple[TableCell, ...]]:
        """The cells that begin in each row of the grid, from the left; empty for a row in which
        none begins."""
        by_row: dict[int, list[TableCell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        for row in range(1, self.height + 1):
            yield tuple(sorted(by_row.get(row, ()), key=lambda cell: cell.column))


@dataclass(frozen=True)
class Reading:
    """What a reader found: the tables in the order of the document, the text outside them, and what
    its user should know (hidden rows read, formulas without a value, …)."""

    tables: tuple[Table, ...]
    text: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
