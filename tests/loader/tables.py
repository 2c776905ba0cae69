"""Tables written by hand for tests: a cell a word, merged cells by marks."""

from loader.document import Document
from loader.layout import Layout, lay_out
from loader.manifest import Manifest
from loader.tables import Reading, Table, TableCell

UP, LEFT = "^", "<"
"""A place that the cell above, or to the left, covers."""
HEADER = ("序号", "阶段", "场景", "事项名称", "", "事项类型", "牵头部门", "协同部门")


def table(*rows: tuple[str, ...], merges: bool = True, **spot: object) -> Table:
    """A table of `rows`; `UP` and `LEFT` stand in the places that a merged cell covers."""
    width = max(len(row) for row in rows)
    grid = [(*row, *[""] * (width - len(row))) for row in rows]
    cells = []
    for at, row in enumerate(grid):
        for column, text in enumerate(row):
            if text in (UP, LEFT):
                continue
            across = 1
            while column + across < width and row[column + across] == LEFT:
                across += 1
            down = 1
            while at + down < len(grid) and grid[at + down][column] == UP:
                down += 1
            address = f"{chr(65 + column)}{at + 1}" if spot.get("sheet") else ""
            cells.append(TableCell(text, at + 1, column + 1, down, across, address))
    return Table(tuple(cells), width, len(rows), merges, **spot)  # type: ignore[arg-type]


def laid_out(
    *tables: Table, manifest: Manifest | None = None, text: tuple[str, ...] = ()
) -> Layout:
    """The rows of some tables."""
    return lay_out(Reading(tables, text), "draft", manifest or Manifest())


def document(*tables: Table, manifest: Manifest | None = None) -> Document:
    """A document that holds some tables."""
    layout = laid_out(*tables, manifest=manifest)
    return Document(
        file="draft",
        sha256="0" * 64,
        media_type="text/plain",
        content=b"",
        preamble=layout.preamble,
        rows=layout.rows,
        columns=layout.columns,
        notes=layout.notes,
        problems=layout.problems,
        merges=layout.merges,
    )
