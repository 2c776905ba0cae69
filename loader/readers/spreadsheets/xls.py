"""Excel workbooks of 1997 to 2003, .xls, and those that WPS writes in the same form, .et (MS-XLS).

The same as `excel` makes of .xlsx, as far as xlrd tells: formulas give the result that the file
stores, and are not told from other cells. Where the formatting of a file cannot be read, its cells
are read without it, and the reading says that merged cells, hidden rows and number formats are
unknown: a date is then ISO 8601 and a number is printed in General.
"""

import dataclasses
import functools
from collections.abc import Iterator
from io import StringIO

import xlrd  # type: ignore[import-untyped]

from loader.limits import Limits
from loader.problems import Problem, Refused, problem
from loader.readers.allowance import Allowance
from loader.readers.spreadsheets.format_codes import BUILT_IN, GENERAL
from loader.readers.spreadsheets.number_formats import printed, printed_text
from loader.readers.spreadsheets.sheet import (
    Area,
    Position,
    Sheet,
    address,
    one_line_break,
    reading,
)
from loader.rows import Place
from loader.tables import Reading

MEDIA_TYPE = "application/vnd.ms-excel"
_UNFORMATTED_DATE = "yyyy-mm-dd hh:mm"
_UNFORMATTED_DAY = "yyyy-mm-dd"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream of a newer workbook, encrypted, which comes in the older container."""


class _Unreadable(Exception):
    """xlrd cannot read the file, and says why."""


def read(content: bytes, file: str, limits: Limits) -> Reading:
    """The tables of a workbook, one a sheet that holds text.

    Raises Refused where it is no such workbook, damaged, encrypted, or beyond a limit.
    """
    try:
        return _read(content, limits, file, formatted=True)
    except _Unreadable as error:
        reason = str(error)
    if "encrypted" in reason or _ENCRYPTED in content:
        raise Refused([problem("F31-encrypted", Place(file), file=file)])
    try:
        plain = _read(content, limits, file, formatted=False)
    except _Unreadable:
        raise Refused([problem("F31", Place(file), file=file, reason=reason)]) from None
    unknown = problem("F37", Place(file), file=file, reason=reason)
    return dataclasses.replace(plain, problems=(unknown, *plain.problems))


def _read(content: bytes, limits: Limits, file: str, formatted: bool) -> Reading:
    allowance = Allowance(file, limits)
    try:
        book = xlrd.open_workbook(
            file_contents=content,
            logfile=StringIO(),
            formatting_info=formatted,
            on_demand=True,
            ragged_rows=True,
        )
        allowance.sheets(book.nsheets)
        hidden: list[Problem] = []
        sheets = list(_sheets(book, allowance, hidden))
    except Refused:
        raise
    # xlrd answers damage with whatever its parsing trips over: assertions, struct, index, key,
    # decoding and recursion errors beside its own
    except Exception as error:
        raise _Unreadable(f"{type(error).__name__}: {error}"[:200]) from None
    return reading(sheets, allowance, hidden)


def _sheets(book: xlrd.Book, allowance: Allowance, hidden: list[Problem]) -> Iterator[Sheet]:
    """The visible sheets, one in memory at a time; the hidden ones that hold text are added to
    `hidden` as problems."""
    for index in range(book.nsheets):
        allowance.time()
        sheet = book.sheet_by_index(index)
        if not sheet.visibility:
            yield _Cells(book, sheet, allowance).sheet()
        elif any(
            str(value).strip() for row in range(sheet.nrows) for value in sheet.row_values(row)
        ):
            place = Place(allowance.file, sheet=sheet.name)
            hidden.append(problem("F34-sheet", place, name=sheet.name))
        book.unload_sheet(index)


class _Cells:
    """Collects what a sheet holds."""

    def __init__(self, book: xlrd.Book, sheet: xlrd.sheet.Sheet, allowance: Allowance) -> None:
        self._book, self._sheet, self._allowance = book, sheet, allowance
        self._formatted = bool(book.formatting_info)
        self._errors: list[Position] = []

    def sheet(self) -> Sheet:
        """All of it."""
        sheet = self._sheet
        texts = dict(self._texts())
        filled = [position for position, text in texts.items() if text.strip()]
        rows, columns = {row for row, _ in filled}, {column for _, column in filled}
        self._allowance.things(len(sheet.merged_cells))
        merges = [
            Area(top + 1, left + 1, bottom, right)
            for top, bottom, left, right in sheet.merged_cells
        ]
        return Sheet(
            sheet.name,
            texts,
            merges if self._formatted else None,
            errors=self._errors,
            hidden_rows={r + 1 for r, at in sheet.rowinfo_map.items() if at.hidden} & rows,
            hidden_columns={c + 1 for c, at in sheet.colinfo_map.items() if at.hidden} & columns,
            comments={
                (row + 1, column + 1): note.text.strip()
                for (row, column), note in sheet.cell_note_map.items()
                if note.text.strip()
            },
        )

    def _texts(self) -> Iterator[tuple[Position, str]]:
        for row in range(self._sheet.nrows):
            counted = False
            for column in range(self._sheet.row_len(row)):
                text = self._text(row, column)
                if not text:
                    continue
                place = functools.partial(self._place, row, column)
                self._allowance.cell(column + 1, len(text), place)
                if text.strip() and not counted:
                    self._allowance.row(place)
                    counted = True
                yield (row + 1, column + 1), text

    def _place(self, row: int, column: int) -> Place:
        cell = address((row + 1, column + 1))
        return Place(self._allowance.file, sheet=self._sheet.name, cell=cell)

    def _text(self, row: int, column: int) -> str:
        value = self._sheet.cell_value(row, column)
        match self._sheet.cell_type(row, column):
            case xlrd.XL_CELL_TEXT:
                return printed_text(one_line_break(value), self._format(row, column))
            case xlrd.XL_CELL_NUMBER:
                return printed(value, self._format(row, column), bool(self._book.datemode))
            case xlrd.XL_CELL_DATE:
                unknown = _UNFORMATTED_DATE if value % 1 else _UNFORMATTED_DAY
                code = self._format(row, column) if self._formatted else unknown
                return printed(value, code, bool(self._book.datemode))
            case xlrd.XL_CELL_BOOLEAN:
                return "TRUE" if value else "FALSE"
            case xlrd.XL_CELL_ERROR:
                self._errors.append((row + 1, column + 1))
                return str(xlrd.error_text_from_code.get(value, f"#{value}"))
        return ""

    def _format(self, row: int, column: int) -> str:
        if not self._formatted:
            return GENERAL
        key = self._book.xf_list[self._sheet.cell_xf_index(row, column)].format_key
        known = self._book.format_map.get(key)
        return (known and known.format_str) or BUILT_IN.get(key, GENERAL)
