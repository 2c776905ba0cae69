"""What the bundled document says, read from its raw rows alone: the measure of every export.

A value begins where its cell has text. A row that prints its stage again stands at the top of a
page, and what it repeats there belongs to the cell above.
"""

from dataclasses import dataclass
from functools import cache

from loader.identifiers import squeeze
from loader.manifest import Manifest
from loader.readers import read
from loader.rows import Column, Row
from server.documents.printed import Block, PrintedTable
from server.loading import bundled_checklist

GRID = (
    Column.NUMBER,
    Column.STAGE,
    Column.SCENARIO,
    Column.NAME,
    Column.SUB_NAME,
    Column.TYPE,
    Column.LEAD,
    Column.COOPERATING,
)
CARRIED = (Column.STAGE, Column.SCENARIO, Column.LEAD, Column.COOPERATING)


@dataclass(frozen=True)
class Region:
    """A cell of the original: the row it begins in, from 0, how many it covers, and its text."""

    row: int
    rows: int
    text: str


@cache
def original_rows() -> tuple[Row, ...]:
    return read(bundled_checklist(), Manifest()).rows


def cell(row: Row, column: Column) -> str:
    return squeeze(row.text(column))


def regions(column: Column) -> list[Region]:
    """The cells of a carried column, as the authors merged them."""
    found: list[Region] = []
    stage = ""
    for at, row in enumerate(original_rows()):
        page_break = cell(row, Column.STAGE) == stage != ""
        stage = cell(row, Column.STAGE) or stage
        text = cell(row, column)
        if text and not (page_break and text == found[-1].text):
            found.append(Region(at, 1, text))
        else:
            last = found[-1]
            found[-1] = Region(last.row, last.rows + 1, last.text)
    return found


def entries() -> list[Region]:
    """The numbered entries: their number as text; two pages cut one in two."""
    found: list[Region] = []
    for at, row in enumerate(original_rows()):
        number = cell(row, Column.NUMBER)
        if number and not (found and found[-1].text == number):
            found.append(Region(at, 1, number))
        else:
            last = found[-1]
            found[-1] = Region(last.row, last.rows + 1, last.text)
    return found


def expected_blocks() -> set[Block]:
    """Every cell of the original in the grid of eight columns."""
    rows = original_rows()
    place = {column: at for at, column in enumerate(GRID)}
    blocks = {
        Block(region.row, place[column], region.rows, 1, region.text)
        for column in CARRIED
        for region in regions(column)
    }
    for entry in entries():
        name = cell(rows[entry.row], Column.NAME)
        width = 1 if cell(rows[entry.row], Column.SUB_NAME) else 2
        blocks.add(Block(entry.row, place[Column.NUMBER], entry.rows, 1, entry.text))
        blocks.add(Block(entry.row, place[Column.NAME], entry.rows, width, name))
    for at, row in enumerate(rows):
        blocks.add(Block(at, place[Column.TYPE], 1, 1, cell(row, Column.TYPE)))
        if sub_name := cell(row, Column.SUB_NAME):
            blocks.add(Block(at, place[Column.SUB_NAME], 1, 1, sub_name))
    return blocks


def covered(table: PrintedTable) -> list[tuple[int, int]]:
    """Every place of the grid, once for each cell that covers it."""
    return sorted(
        (row, column)
        for block in table.blocks
        for row in range(block.row, block.row + block.rows)
        for column in range(block.column, block.column + block.columns)
    )


def all_places(table: PrintedTable) -> list[tuple[int, int]]:
    return [(row, column) for row in range(table.height) for column in range(len(table.columns))]
