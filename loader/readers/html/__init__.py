"""Web pages (.html, .htm, .mht): every table of the page, as a browser shows it.

Government sites lay their pages out with tables. A table whose cells hold other tables is such a
layout: the inner ones are the tables, and its own text is text of the page. Only where most of its
rows have three or more cells with text of their own it is a table that has tables in its cells.
Style sheets and scripts are not followed.
"""

from collections.abc import Iterable

from loader.limits import Limits
from loader.readers.bounds import Bounds, Remarks, table_of
from loader.readers.html.grid import grid_of
from loader.readers.html.source import pages, recognised
from loader.readers.html.tree import CellNode, TableNode, parse
from loader.tables import Reading, Table

MEDIA_TYPE = "text/html"
_DATA_CELLS = 3
"""How many cells with text of their own make a row one of data."""

__all__ = ["MEDIA_TYPE", "read", "recognised"]


def read(content: bytes, file: str, limits: Limits) -> Reading:
    """The tables of the page in `content` (of all pages of a web archive), and the lines of text
    outside them; without any table the reading has none.

    Raises Refused where the page is cut off within a table, nested too deeply, cannot be decoded,
    or is beyond `limits`. Memory is in the size of the text.
    """
    remarks = Remarks(file)
    reader = _Reader(Bounds(file, limits), remarks)
    for text in pages(content, file, limits, remarks):
        reader.parts(parse(text, file, limits))
    return Reading(tuple(reader.tables), tuple(reader.lines), remarks.problems())


class _Reader:
    def __init__(self, bounds: Bounds, remarks: Remarks) -> None:
        self.bounds = bounds
        self.remarks = remarks
        self.tables: list[Table] = []
        self.lines: list[str] = []

    def parts(self, parts: Iterable[str | TableNode]) -> None:
        """Text and tables of a page, or of a cell that lays it out."""
        for part in parts:
            if isinstance(part, str):
                self.lines += (line.strip() for line in part.split("\n") if line.strip())
                continue
            self.parts(part.stray)
            if _is_layout(part):
                for cell in part.cells():
                    self.parts(cell.parts)
            else:
                self._table(part)

    def _table(self, node: TableNode) -> None:
        if next(node.cells(), None) is None:
            return
        number = self.bounds.table()
        grid = grid_of(node.groups(), self.bounds, number)
        cells = []
        counted = 0
        for placed in grid.cells:
            text = _text(placed.node)
            self.bounds.cell(number, placed.row, placed.column, text)
            if text.strip() and placed.row != counted:
                self.bounds.row()
                counted = placed.row
            for code, about in _remarks(placed.node, placed.overlaps, text):
                self.remarks.cell(code, number, placed.row, placed.column, about)
            cells.append(placed.cell(text, grid.width))
        self.tables.append(table_of(cells, grid.height, number))


def _is_layout(table: TableNode) -> bool:
    if not any(_holds_tables(cell) for cell in table.cells()):
        return False
    rows = [row for group in table.groups() for row in group]
    data = sum(1 for row in rows if sum(map(_has_own_text, row)) >= _DATA_CELLS)
    return data < 2 or data * 2 < len(rows)


def _holds_tables(cell: CellNode) -> bool:
    return any(isinstance(part, TableNode) for part in cell.parts)


def _has_own_text(cell: CellNode) -> bool:
    return any(isinstance(part, str) and part.strip() for part in cell.parts)


def _remarks(cell: CellNode, overlaps: bool, text: str) -> Iterable[tuple[str, str]]:
    if _holds_tables(cell):
        yield "F24-nested", text
    if cell.hidden:
        yield "F24-hidden", cell.hidden
    if overlaps:
        yield "F25-overlap", text


def _text(cell: CellNode) -> str:
    """The text of a cell; a table in it is lines of cells with tabs between."""
    pieces = (part if isinstance(part, str) else _flat(part) for part in cell.parts)
    return "\n".join(pieces)


def _flat(table: TableNode) -> str:
    stray = [part if isinstance(part, str) else _flat(part) for part in table.stray]
    rows = (row for group in table.groups() for row in group)
    return "\n".join([*stray, *("\t".join(map(_text, row)) for row in rows)])
