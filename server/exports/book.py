"""A workbook (ECMA-376) of any number of rows: written row by row, in constant memory.

Text stays text: nothing becomes a formula, a number or an error value, not even after the cell is
edited. What a sheet cannot hold goes on to further sheets, links beyond those that Excel takes are
plain text, and the sheet of notes says both. The same answer gives the same bytes.
"""

import functools
import math
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any
from xml.sax.saxutils import escape

import xlsxwriter
from pyoxigraph import Literal, NamedNode
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from ontology.terms import RDF, XSD
from server.cell_text import FORMULA, cut, display_width, visible, wrapped_lines
from server.exports.columns import Column, for_people
from server.exports.order import NUMBERS
from server.exports.rows import Row, Rows, Term

ROWS, LINKS = 1_048_575, 65_000
"""Rows under the header and links that a sheet has at most."""
_EXACT = 10**15
_TEXTS = frozenset((XSD.string, RDF.langString))
_BOOLEAN, _INTEGER, _DATE = XSD.boolean, XSD.integer, XSD.date
_FIRST = date(1900, 3, 1)
_NARROWEST, _WIDEST, _ADDRESS = 8, 60, 24
_LINE, _HIGHEST = 15.0, 405.0
_LINK = re.compile(r"https?://[^\s\x00-\x1f]{1,2000}$")
_STAMP = datetime(2000, 1, 1)


@dataclass(frozen=True)
class _Formats:
    text: Format
    guarded: Format
    link: Format
    guarded_link: Format
    number: Format
    left: Format
    share: Format
    day: Format
    header: Format
    bold: Format


def write_book(source: Rows, out: IO[bytes], shape: Mapping[str, Any]) -> None:
    """Write an answer as a workbook. `shape` has the `title` of its sheet, the `headings`, the
    `types` of columns, and the words of the second sheet: `notes`, `counted`, `complete`, where
    they apply `of_sheets` and `of_links`, and the `query`. `most_rows` and `most_links` lower the
    bounds of a sheet."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file, {"constant_memory": True, "in_memory": False, "default_date_format": "yyyy-mm-dd"}
        )
        book.use_zip64()
        book.set_properties({"created": _STAMP})
        writer = _Writer(book, source, shape)
        for row in source.rows:
            writer.add(row)
        writer.finish()
        _notes(book, writer, shape)
        book.close()
        file.seek(0)
        shutil.copyfileobj(file, out, 1024 * 1024)


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that writes its texts, and that is most of a file, in a third of the time: none that
    comes here has formatting of its own, and the same ones come again and again. What is known of
    a row that was written is given up with it."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell).__name__ != "String":
            super()._write_cell(row, col, cell)
            return
        at, look = xl_rowcol_to_cell_fast(row, col), cell.format._get_xf_index()
        self.fh.write(f'<c r="{at}" s="{look}" t="inlineStr">{_inline(cell.string)}</c>')

    def _write_single_row(self, current_row_num: int = 0) -> None:
        written = self.previous_row
        super()._write_single_row(current_row_num)
        self.row_info.pop(written, None)
        self.row_sizes.pop(written, None)


@functools.lru_cache(20_000)
def _inline(text: str) -> str:
    """A text as an inline string (ECMA-376 part 1, 18.3.1.53), its white space preserved."""
    held = escape(Worksheet._escape_control_characters(text))
    return f'<is><t xml:space="preserve">{held}</t></is>'


class _Writer:
    """Writes rows, and begins a sheet wherever one is full."""

    def __init__(self, book: xlsxwriter.Workbook, source: Rows, shape: Mapping[str, Any]) -> None:
        self.count, self.sheets, self.unlinked = 0, 0, 0
        self.formats = _formats(book)
        self._book = book
        self._title = shape["title"]
        self._columns = for_people(source, shape["headings"], shape["address"])
        types = shape["types"]
        self._types = [types.get(source.variables[c.place], "") for c in self._columns]
        self._rows: int = shape.get("most_rows", ROWS)
        self.links: int = shape.get("most_links", LINKS)
        self._begin()

    def add(self, row: Row) -> None:
        if self._at > self._rows:
            self._end()
            self._begin()
        self._raise_row(row)
        for place, (column, kind) in enumerate(zip(self._columns, self._types, strict=True)):
            term = row[column.place]
            if term is not None:
                self._put(place, column, kind, term, row)
        self._at += 1
        self.count += 1

    def finish(self) -> None:
        self._end()

    def _begin(self) -> None:
        self.sheets += 1
        name = self._title if self.sheets == 1 else f"{self._title} ({self.sheets})"
        self._sheet: Worksheet = self._book.add_worksheet(name, _Sheet)
        self._at, self._linked = 1, 0
        self._widths = [display_width(column.words) + 4 for column in self._columns]
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            self._sheet.write_string(0, place, column.words, self.formats.header)

    def _end(self) -> None:
        sheet, shown = self._sheet, [one for one in self._columns if not one.addresses]
        for place, (column, width) in enumerate(zip(self._columns, self._widths, strict=True)):
            most = _ADDRESS if column.addresses else _WIDEST
            sheet.set_column(place, place, max(min(width, most), _NARROWEST))
        sheet.autofilter(0, 0, self._at - 1, len(self._columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, self._at - 1, max(len(shown), 1) - 1)

    def _raise_row(self, row: Row) -> None:
        """Height for text that wraps: other programs than Excel do not fit rows by themselves. A
        column with such a text has the greatest width."""
        lines = 1
        for column in self._columns:
            term = row[column.place]
            if term is None or column.addresses:
                continue
            text = term.value
            if len(text) * 2 > _WIDEST - 2 or "\n" in text:
                lines = max(lines, wrapped_lines(text, _WIDEST))
        if lines > 1:
            self._sheet.set_row(self._at, min(_LINE * lines, _HIGHEST))

    def _put(self, place: int, column: Column, kind: str, term: Term, row: Row) -> None:
        sheet, at, formats = self._sheet, self._at, self.formats
        if isinstance(term, Literal) and (value := _typed(term)) is not None:
            self._widths[place] = max(self._widths[place], len(term.value) + 2)
            if isinstance(value, bool):
                sheet.write_boolean(at, place, value, formats.number)
            elif isinstance(value, date):
                sheet.write_datetime(at, place, value, formats.day)
            else:
                share = kind == "share"
                sheet.write_number(at, place, value, formats.share if share else formats.number)
            return
        text, width = _measured(term.value)
        if self._widths[place] < width:
            self._widths[place] = width
        target = row[column.leads] if column.leads is not None else None
        if isinstance(target, NamedNode) and _LINK.match(target.value) and text:
            if self._linked < self.links:
                self._linked += 1
                guarded = text.startswith(FORMULA)
                link = formats.guarded_link if guarded else formats.link
                if sheet.write_url(at, place, target.value, link, text) == 0:
                    return
            self.unlinked += 1
        if text:
            sheet.write_string(at, place, text, self.look(text))

    def look(self, text: str) -> Format:
        """That of a text, which stays one when its cell is edited."""
        return self.formats.guarded if text.startswith(FORMULA) else self.formats.text


@functools.lru_cache(20_000)
def _measured(text: str) -> tuple[str, int]:
    """A text as a cell holds it, and the width it wants."""
    held = cut(visible(text))
    return held, display_width(held) + 2


def _typed(term: Literal) -> bool | int | float | date | None:
    """A literal as its own type, where a cell holds it exactly; None where it is text."""
    kind = term.datatype
    if kind in _TEXTS:
        return None
    if kind == _BOOLEAN:
        return term.value in ("true", "1")
    try:
        if kind == _INTEGER:
            whole = int(term.value)
            return whole if abs(whole) < _EXACT else None
        if kind in NUMBERS:
            number = float(term.value)
            return number if math.isfinite(number) and abs(number) < _EXACT else None
        if kind == _DATE:
            day = date.fromisoformat(term.value)
            return day if day >= _FIRST else None
    except ValueError:
        return None
    return None


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    plain = {"valign": "top", "text_wrap": True}
    linked = {"font_color": "#0563C1", "underline": 1}
    return _Formats(
        text=book.add_format(plain),
        guarded=book.add_format({**plain, "quote_prefix": True}),
        link=book.add_format({**plain, **linked}),
        guarded_link=book.add_format({**plain, **linked, "quote_prefix": True}),
        number=book.add_format({"valign": "top"}),
        left=book.add_format({"valign": "top", "align": "left"}),
        share=book.add_format({"valign": "top", "num_format": "0.0"}),
        day=book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
        header=book.add_format({**plain, "bold": True, "bg_color": "#EDEDED"}),
        bold=book.add_format({**plain, "bold": True}),
    )


def _notes(book: xlsxwriter.Workbook, writer: _Writer, shape: Mapping[str, Any]) -> None:
    """The sheet that says what was asked, of what, and that it is whole."""
    sheet = book.add_worksheet(shape["notes_title"], _Sheet)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    lines: list[tuple[str, str | int]] = [*shape["notes"], (shape["counted"], writer.count)]
    for name, applies in (("of_sheets", writer.sheets > 1), ("of_links", writer.unlinked)):
        if applies:
            label, words = shape[name]
            filled = words.format(sheets=writer.sheets, links=writer.links)
            lines.append((label, filled))
    lines += [shape["complete"], *_query(shape["query"])]
    for at, (label, said) in enumerate(lines):
        sheet.write_string(at, 0, label, writer.formats.bold)
        if isinstance(said, int):
            sheet.write_number(at, 1, said, writer.formats.left)
        elif said:
            text = cut(visible(said))
            sheet.set_row(at, min(_LINE * wrapped_lines(text, 98), _HIGHEST))
            sheet.write_string(at, 1, text, writer.look(text))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _query(text: str) -> list[tuple[str, str]]:
    """The query, a line in a row."""
    return [("" if at else "SPARQL", line) for at, line in enumerate(text.strip().splitlines())]
