"""The Excel form (.xlsx): merged ranges, and what people do to a workbook besides."""

import io
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from loader.tables import TableCell
from tests.forms.sample import Breaks, Piece, Sample

SUFFIX = ".xlsx"
_COLUMN = 16
_LINE = Side(style="thin")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def write(
    sample: Sample,
    breaks: Breaks = Breaks.FLOW,
    numbers_as_text: bool = False,
    hidden_rows: tuple[int, ...] = (),
    other_sheets: bool = False,
    top: int = 0,
    left: int = 0,
) -> bytes:
    """`sample` as a workbook, with breaks apart on a sheet for each page. Rows of `hidden_rows`
    (lines of the list, from 1, modulo its length) are hidden; `top` rows and `left` columns stay
    empty before the table; `other_sheets` adds an empty sheet and one that only explains."""
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    workbook.remove(workbook.active)
    tables = sample.physical(breaks)
    for number, table in enumerate(tables, start=1):
        sheet = workbook.create_sheet(f"清单{number}" if len(tables) > 1 else "清单")
        row = top + 1
        for title in sample.titles if number == 1 else ():
            row += _wide(sheet, title, row, left, sample.layout.width)
        for cell in table.cells:
            _write(sheet, cell, row - 1, left, numbers_as_text)
        _fit(sheet, table, row - 1, left, sample.layout.width)
        if number == 1:
            for hidden in hidden_rows:
                sheet.row_dimensions[row + 1 + hidden % (table.height - 1)].hidden = True
        row += table.height
        for note in sample.notes if number == len(tables) else ():
            row += _wide(sheet, note, row, left, sample.layout.width)
    if other_sheets:
        workbook.create_sheet("Sheet2")
        workbook.create_sheet("填写说明")["A1"] = "本表由各部门填写，不含清单内容。"
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _fit(sheet: Worksheet, table: Piece, above: int, left: int, width: int) -> None:
    """Columns and rows wide and high enough to be printed, all columns on one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for column in range(left + 1, left + width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _COLUMN
    for row in range(1, table.height + 1):
        needed = [
            _lines(cell) / cell.row_span
            for cell in table.cells
            if cell.row <= row < cell.row + cell.row_span
        ]
        sheet.row_dimensions[row + above].height = 15 * ceil(max(needed)) + 6


def _lines(cell: TableCell) -> int:
    """How many lines the text of a cell takes."""
    room = _COLUMN * cell.column_span // 2 - 1
    return sum(1 + len(line) // room for line in cell.text.split("\n"))


def _write(sheet: Worksheet, cell: TableCell, above: int, left: int, as_text: bool) -> None:
    row, column = cell.row + above, cell.column + left
    written = sheet.cell(row, column)
    assert isinstance(written, Cell)
    if cell.text:
        written.value = int(cell.text) if cell.text.isdigit() and not as_text else cell.text
    written.alignment = Alignment(wrap_text=True, vertical="center")
    written.border = _BORDER
    if cell.row_span > 1 or cell.column_span > 1:
        sheet.merge_cells(
            start_row=row,
            start_column=column,
            end_row=row + cell.row_span - 1,
            end_column=column + cell.column_span - 1,
        )


def _wide(sheet: Worksheet, text: str, row: int, left: int, width: int) -> int:
    """A line of text in a row of its own, merged over the table's width; how many rows it took."""
    sheet.cell(row, left + 1, text)
    sheet.merge_cells(start_row=row, start_column=left + 1, end_row=row, end_column=left + width)
    return 1
