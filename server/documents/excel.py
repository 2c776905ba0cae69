"""A printed table as an Excel workbook (SpreadsheetML, ECMA-376 part 1, section 18): one sheet in
the layout of the original, that prints across A4 (A3, a wide list) with headings on every page."""

import io
import re
from dataclasses import dataclass
from itertools import product

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from loader.rows import Column
from server.documents.package import printable, properties, repacked
from server.documents.pages import page_breaks
from server.documents.printed import Block, PrintedTable
from server.documents.proportions import fitted, header_lines, line_count, needs, row_lines

LONGEST, _LONGEST_FORMATTED = 32767, 255
"""How many characters a cell of a workbook can hold; how many one with the number format of texts,
that every version of Excel shows."""
_TITLE, _HEADER, _FIRST = 1, 2, 3
"""The rows of the sheet: title, headings, the first of the list."""
_SIZE, _TITLE_SIZE = 10.5, 20
_CHARACTERS_PER_EM, _MARGIN = 2.0, 0.9
"""A column's width is told in digits of the default font, its margins included."""
_LINE, _PADDING, _HIGHEST = 14.5, 7.0, 409.0
"""Heights in points; no row is higher than Excel allows."""
_CHARACTER = 5.25
"""The width of a digit of the default font, in points."""
_MARGINS = {"left": 0.6, "right": 0.6, "top": 0.75, "bottom": 0.8, "header": 0.3, "footer": 0.4}
"""In inches, as a workbook has them."""
_LINE_STYLE = Side(style="thin", color="FF000000")
_BORDER = Border(_LINE_STYLE, _LINE_STYLE, _LINE_STYLE, _LINE_STYLE)
_LEFT = (Column.NAME, Column.SUB_NAME, None)
_Cell = Cell | MergedCell


@dataclass(frozen=True)
class _Paper:
    """A paper size by its number in workbooks; what it leaves, across, between the margins, in
    points (a little less, for other fonts); and how many ems that is."""

    number: int
    width: float
    height: float
    ems: float


_PAPERS = (_Paper(9, 755, 460, 66), _Paper(8, 1104, 690, 97))
"""A4, and A3 for a list that would print too small. A sheet that is wider still prints smaller."""
_SMALLEST, _LOOSER = 0.85, 1.1
"""How small a sheet may print on A4; how much more than they need columns get on a wider sheet."""


class CellTooLong(Exception):
    """A text that no cell of a workbook can hold. Nothing is cut off: the file is not made."""

    def __init__(self, heading: str, length: int) -> None:
        super().__init__(heading, length)
        self.heading = heading
        self.length = length


def as_excel(table: PrintedTable) -> bytes:
    """The table as an .xlsx file; the same bytes for the same table. Raises CellTooLong."""
    for block in (*table.header, *table.blocks):
        if len(block.text) > LONGEST:
            raise CellTooLong(table.columns[block.column].heading, len(block.text))
    workbook = Workbook()
    del workbook["Sheet"]
    sheet = workbook.create_sheet("清单")
    need = sum(needs(table))
    paper = next((one for one in _PAPERS if need * _SMALLEST <= one.ems), _PAPERS[-1])
    widths = fitted(table, paper.ems if need <= paper.ems else need * _LOOSER)
    _head(sheet, table)
    for block in table.blocks:
        _block(sheet, table, block)
    _measures(sheet, table, widths)
    _page(sheet, table, paper)
    _breaks(sheet, table, paper)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return repacked(buffer.getvalue(), properties(table.title, table.identifier))


def _head(sheet: Worksheet, table: PrintedTable) -> None:
    title = sheet.cell(_TITLE, 1)
    _text(title, table.title)
    title.font = Font(name="方正小标宋简体", charset=134, size=_TITLE_SIZE)
    title.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    _merge(sheet, _TITLE, 1, 1, len(table.columns))
    for block in table.header:
        cell = _framed(sheet, block, _HEADER)
        _text(cell, block.text)
        cell.font = Font(name="黑体", charset=134, size=_SIZE)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _block(sheet: Worksheet, table: PrintedTable, block: Block) -> None:
    column = table.columns[block.column]
    cell = _framed(sheet, block, _FIRST)
    if column.column is Column.NUMBER and re.fullmatch("[1-9][0-9]{0,14}", block.text):
        cell.value = int(block.text)
    elif block.text:
        _text(cell, block.text)
    cell.font = Font(name="宋体", charset=134, size=_SIZE)
    side = "left" if column.column in _LEFT else "center"
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)


def _framed(sheet: Worksheet, block: Block, first: int) -> _Cell:
    """The cell of a block, every place that it covers with its border, merged where it is."""
    row, column = first + block.row, block.column + 1
    for down, right in product(range(block.rows), range(block.columns)):
        sheet.cell(row + down, column + right).border = _BORDER
    _merge(sheet, row, column, block.rows, block.columns)
    return sheet.cell(row, column)


def _merge(sheet: Worksheet, row: int, column: int, rows: int, columns: int) -> None:
    """Merge cells. The library's own way compares every merged cell with all others; ours never
    overlap."""
    if rows * columns > 1:
        area = CellRange(
            min_row=row, min_col=column, max_row=row + rows - 1, max_col=column + columns - 1
        )
        sheet.merged_cells.ranges.add(area)


def _text(cell: _Cell, text: str) -> None:
    """Write a text as text: one that begins like a formula stays as it is, also when somebody
    edits the cell."""
    cell.value = printable(text)
    cell.data_type = "s"
    cell.number_format = "@" if len(text) <= _LONGEST_FORMATTED else "General"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _measures(sheet: Worksheet, table: PrintedTable, widths: tuple[float, ...]) -> None:
    for at, width in enumerate(widths, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = round(width * _CHARACTERS_PER_EM + _MARGIN, 2)
    title_lines = line_count(table.title, sum(widths) * _SIZE / _TITLE_SIZE)
    sheet.row_dimensions[_TITLE].height = min((1.4 * title_lines + 1) * _TITLE_SIZE, _HIGHEST)
    sheet.row_dimensions[_HEADER].height = _height(header_lines(table, widths)) + 4
    for row, lines in enumerate(row_lines(table, widths), start=_FIRST):
        sheet.row_dimensions[row].height = _height(lines)


def _height(lines: int) -> float:
    return min(lines * _LINE + _PADDING, _HIGHEST)


def _page(sheet: Worksheet, table: PrintedTable, paper: _Paper) -> None:
    """How it is looked at and printed: headings in sight, as wide as a page."""
    sheet.freeze_panes = sheet.cell(_FIRST, 1).coordinate
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    last = sheet.cell(_HEADER + table.height, len(table.columns)).coordinate
    sheet.print_area = f"A1:{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper.number
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(**_MARGINS)
    footer = sheet.HeaderFooter.oddFooter
    if footer is not None:
        footer.center.text = "— &P —"


def _breaks(sheet: Worksheet, table: PrintedTable, paper: _Paper) -> None:
    """Pages that end between entries: a sheet does not keep rows together by itself."""
    letters = map(get_column_letter, range(1, len(table.columns) + 1))
    across = sum(sheet.column_dimensions[letter].width for letter in letters)
    scale = min(1.0, paper.width / (across * _CHARACTER))
    rows = range(1, _FIRST + table.height)
    heights = [sheet.row_dimensions[row].height or 0.0 for row in rows]
    room = paper.height / scale - heights[_HEADER - 1]
    for row in page_breaks(table, heights[_HEADER:], room - heights[_TITLE - 1], room):
        sheet.row_breaks.append(Break(id=_FIRST + row))
