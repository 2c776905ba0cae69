"""An edition as a printed table: title, columns, and the cells of its grid, merged ones included.

Which cells are merged is read from the source layer: lines in sequence that took a value from the
same row had one merged cell; a value printed again at the top of a page belongs to the cell above.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from loader.rows import Column
from ontology.terms import DCAT, DCT
from server.documents.headings import PrintedColumn, printed_columns
from server.documents.lines import Line, Printed, Value, read_lines
from server.documents.statements import label


@dataclass(frozen=True)
class Block:
    """A cell of the grid, merged where it covers more than one place. `row` and `column` are where
    it begins, from 0."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class PrintedTable:
    """An edition as printed. `header` and `blocks` cover every place of their grids exactly once;
    the rows of `blocks` are the leaves in the order of the document, below the header."""

    title: str
    identifier: str
    columns: tuple[PrintedColumn, ...]
    header: tuple[Block, ...]
    blocks: tuple[Block, ...]
    height: int

    def at(self, column: Column) -> int | None:
        """Which column of the grid, from 0, prints `column`; None where none does."""
        return next((at for at, one in enumerate(self.columns) if one.column is column), None)


def printed_edition(store: Store, edition: str) -> PrintedTable | None:
    """The edition `edition` (its IRI), current or earlier, as printed; None where the store has
    nothing of it."""
    printed = read_lines(store, edition)
    if not printed.lines:
        return None
    title, identifier = _title(store, edition)
    return lay_out(printed, title, identifier)


def _title(store: Store, edition: str) -> tuple[str, str]:
    """The list's title at the time of the edition, and the edition's identifier."""

    def text(predicate: NamedNode) -> str:
        quads = store.quads_for_pattern(NamedNode(edition), predicate, None, None)
        return min((str(getattr(quad.object, "value", "")) for quad in quads), default="")

    title = label(store, edition, DCT.title)
    return title.removesuffix(f"（{text(DCAT.version)} 版）"), text(DCT.identifier)


def lay_out(printed: Printed, title: str, identifier: str) -> PrintedTable:
    """The grid of a printed edition."""
    lines = printed.lines
    present = {column for line in lines for column, value in line.values.items() if value.text}
    further: dict[str, int] = {}
    for line in lines:
        for heading, values in line.further.items():
            further[heading] = max(further.get(heading, 0), len(values))
    columns = printed_columns(printed.rows, present, further)
    return PrintedTable(
        title, identifier, columns, _header(columns), _blocks(lines, columns), len(lines)
    )


def _header(columns: Sequence[PrintedColumn]) -> tuple[Block, ...]:
    """The heading row: the heading of the name stands over both of its columns."""
    blocks: list[Block] = []
    for at, column in enumerate(columns):
        if _shares_heading(columns, at):
            blocks[-1] = Block(0, at - 1, 1, 2, column.heading)
        else:
            blocks.append(Block(0, at, 1, 1, column.heading))
    return tuple(blocks)


def _shares_heading(columns: Sequence[PrintedColumn], at: int) -> bool:
    """Whether the column is that of the sub-names, under the heading of the name to its left."""
    before = columns[at - 1] if at else None
    return (
        before is not None
        and before.column is Column.NAME
        and columns[at].column is Column.SUB_NAME
        and before.heading == columns[at].heading
    )


def _blocks(lines: Sequence[Line], columns: Sequence[PrintedColumn]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for at in range(len(columns)):
        start = 0
        for row in range(1, len(lines) + 1):
            if row < len(lines) and _one_cell(lines[row - 1], lines[row], columns, at):
                continue
            width = _width(lines[start], columns, at)
            if width:
                text = _value(lines[start], columns[at]).text
                blocks.append(Block(start, at, row - start, width, text))
            start = row
    return tuple(sorted(blocks, key=lambda block: (block.row, block.column)))


def _width(line: Line, columns: Sequence[PrintedColumn], at: int) -> int:
    """How many columns the cell covers: the name of an entry without sub-lines stands over the
    column of the sub-names as well, which then has no cell."""
    if Column.SUB_NAME in line.values:
        return 1
    if at + 1 < len(columns) and _shares_heading(columns, at + 1):
        return 2
    return 0 if _shares_heading(columns, at) else 1


def _one_cell(above: Line, below: Line, columns: Sequence[PrintedColumn], at: int) -> bool:
    """Whether two lines, one below the other, have one merged cell in a column."""
    upper, lower = _value(above, columns[at]), _value(below, columns[at])
    if upper.run and lower.run:
        if upper.run == lower.run:
            return True
        if not lower.restated:
            return False
    return bool(lower.text) and upper.text == lower.text and above.stage == below.stage


def _value(line: Line, column: PrintedColumn) -> Value:
    if column.column is not None:
        return line.values.get(column.column, Value("", line.iri))
    values = line.further.get(column.heading, ())
    return values[column.which] if column.which < len(values) else Value("", line.iri)
