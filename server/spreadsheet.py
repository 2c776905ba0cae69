"""A plain table for people, as an Office Open XML workbook (ECMA-376).

Text stays text: nothing that a document or a stranger wrote becomes a formula, a number or an error
value, not even after the cell is edited. The same sheets give the same bytes.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from server.cell_text import FORMULA, cut, display_width, escaped, visible, wrapped_lines
from server.negotiation import XLSX

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = XLSX
ROWS, COLUMNS, LINKS = 1_048_576, 16_384, 65_530
"""What a sheet holds: rows with the header, columns, links."""
_NARROWEST, _WIDEST = 6.0, 60.0
_LINE, _RULED, _HIGHEST = 15.0, 7.0, 405.0
_EXACT = 10**15
_FIRST_MOMENT = datetime(1900, 3, 1)
_STAMP = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Link:
    """A text that leads to an address; `text` is the address itself where it is left out."""

    url: str
    text: str | None = None


@dataclass(frozen=True)
class Inside:
    """A text that leads to another sheet of the same workbook, by its place among them, from 0."""

    sheet: int
    text: str


Value = str | int | float | date | Link | Inside | None


@dataclass(frozen=True)
class Sheet:
    """One table. `widths` are in characters, a Han character counting two: None for a column, or
    for all, fits what stands in it. `choices` offers the values of a column (by its heading) as a
    drop-down list; Excel lets no other be entered, but leaves what stands there. A `ruled` one is
    printed with its lines and its name, to be filled in on paper."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[float | None] | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ruled: bool = False


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as one file, each with a frozen bold header, filters and wrapped text, as wide as
    a page when it is printed.

    Text, whole numbers, decimals, dates and truth values are typed cells. What Excel cannot hold is
    told and not lost: whole numbers of 16 digits, days before March 1900, infinity and NaN become
    text, text beyond 32,767 characters ends with a note of its length. Links other than to the web
    or to a mail address stay text. Raises ValueError where a sheet has more rows or columns than
    fit, a row another length than the header, or `choices` that no drop-down list can hold.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _looks(book)
    titles: list[str] = []
    for sheet in sheets:
        titles.append(_title(sheet.title, {title.casefold() for title in titles}))
    for sheet, title in zip(sheets, titles, strict=True):
        _fill(book.create_sheet(title), sheet, titles)
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer.getvalue())


def _fill(sheet: "Worksheet", source: Sheet, titles: Sequence[str]) -> None:
    from openpyxl.utils import get_column_letter

    rows = [tuple(source.columns), *(tuple(row) for row in source.rows)]
    _check(source, rows)
    shown = _write(sheet, rows, titles)
    widths = _widths(source, shown)
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, texts in enumerate(shown, start=1):
        lines = max(wrapped_lines(text, width) for text, width in zip(texts, widths, strict=True))
        room = _LINE * lines + (_RULED if source.ruled else 0)
        if room > _LINE:  # other programs than Excel do not fit rows to wrapped text by themselves
            sheet.row_dimensions[number].height = min(room, _HIGHEST)
    _dress(sheet, len(source.columns), len(rows))
    if source.ruled:
        _rule(sheet)
    _offer(sheet, source, len(rows))


def _check(source: Sheet, rows: Sequence[Sequence[Value]]) -> None:
    if len(rows) > ROWS or not 0 < len(source.columns) <= COLUMNS:
        raise ValueError(f"{source.title}: {len(rows)} rows of {len(source.columns)} columns")
    for row in rows:
        if len(row) != len(source.columns):
            raise ValueError(f"{source.title}: a row of {len(row)} for {len(source.columns)}")


def _write(
    sheet: "Worksheet", rows: Sequence[Sequence[Value]], titles: Sequence[str]
) -> list[list[str]]:
    """Write the cells; returns what each of them shows."""
    from openpyxl.cell.cell import Cell

    links, shown = 0, []
    for number, row in enumerate(rows, start=1):
        shown.append([""] * len(row))
        for column, value in enumerate(row, start=1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            if not isinstance(cell, Cell):  # no cell of ours is merged
                raise TypeError(cell)
            if isinstance(value, Inside):
                look = _put_inside(cell, value, titles)
            else:
                look = _put(cell, value, linked=links < LINKS)
            cell.style = look.value
            if isinstance(value, str) and value.startswith(FORMULA):
                cell.quotePrefix = True
            links += cell.hyperlink is not None
            dated = look in (_Look.DAY, _Look.MOMENT)
            shown[-1][column - 1] = _FORMATS[look] if dated else str(cell.value)
    return shown


def _widths(source: Sheet, shown: Sequence[Sequence[str]]) -> list[float]:
    """The width of each column: the one given, else that of what stands in it, within bounds. The
    header keeps room for the filter's button."""
    fits = [float(display_width(heading) + 4) for heading in source.columns]
    for texts in shown[1:]:
        for column, text in enumerate(texts):
            fits[column] = max(fits[column], min(display_width(text) + 2.0, _WIDEST))
    given = source.widths or [None] * len(fits)
    return [fixed or max(fit, _NARROWEST) for fit, fixed in zip(fits, given, strict=True)]


class _Look(Enum):
    """The named style of a cell."""

    PLAIN = "lifematters text"
    LINK = "lifematters link"
    DAY = "lifematters day"
    MOMENT = "lifematters moment"
    HEADER = "lifematters header"


_FORMATS = {_Look.DAY: "yyyy-mm-dd", _Look.MOMENT: "yyyy-mm-dd hh:mm"}


def _looks(book: "Workbook") -> None:
    """Each style is made once and named: set part by part on every cell, it takes longer than all
    the rest."""
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    for look in _Look:
        style = NamedStyle(look.value, alignment=Alignment(vertical="top", wrap_text=True))
        style.font = Font(
            name="Calibri",
            family=2,
            scheme="minor",
            size=11,
            bold=look is _Look.HEADER,
            color="0563C1" if look is _Look.LINK else None,
            underline="single" if look is _Look.LINK else None,
        )
        if look is _Look.HEADER:
            style.fill = PatternFill("solid", start_color="EDEDED")
        style.number_format = _FORMATS.get(look, "General")
        book.add_named_style(style)


def _put_inside(cell: "Cell", value: Inside, titles: Sequence[str]) -> _Look:
    """Write a text that leads to the first cell of another sheet (18.3.1.47)."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    _put_text(cell, value.text)
    title = titles[value.sheet].replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!A1")
    return _Look.LINK


def _put(cell: "Cell", value: str | int | float | date | Link, *, linked: bool) -> _Look:
    """Write a value as its own type; returns how it is to look."""
    if isinstance(value, Link):
        look = _put_text(cell, value.text or value.url)
        if not linked or not _leads(value.url):
            return look
        cell.hyperlink = value.url
        return _Look.LINK
    if isinstance(value, date):
        return _put_date(cell, value)
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < _EXACT:
        cell.value = value
        return _Look.PLAIN
    return _put_text(cell, str(value))


def _put_text(cell: "Cell", text: str) -> _Look:
    """Text, whatever it looks like: openpyxl takes `=1` for a formula and `#N/A` for an error."""
    cell.value = escaped(cut(visible(text)))
    cell.data_type = "s"
    return _Look.PLAIN


def _put_date(cell: "Cell", day: date) -> _Look:
    if isinstance(day, datetime):
        day = day.replace(tzinfo=None)
    if day < (_FIRST_MOMENT if isinstance(day, datetime) else _FIRST_MOMENT.date()):
        return _put_text(cell, day.isoformat())
    cell.value = day
    return _Look.MOMENT if isinstance(day, datetime) else _Look.DAY


def _leads(url: str) -> bool:
    """Whether Excel takes `url` for a link that is harmless to follow."""
    return len(url) <= 2079 and bool(re.match(r"(https?://|mailto:)[^\s\x00-\x1f]+$", url))


def _dress(sheet: "Worksheet", columns: int, rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for cell in sheet[1]:
        cell.style = _Look.HEADER.value
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows}"


def _rule(sheet: "Worksheet") -> None:
    """Print it with its lines, its name above and the number of the page below (18.3.1.46)."""
    sheet.print_options.gridLines = True
    header, footer = sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter
    if header is not None and footer is not None:
        header.center.text, footer.center.text = "&A", "— &P —"


def _offer(sheet: "Worksheet", source: Sheet, rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for heading, options in source.choices.items():
        formula = ",".join(options)
        if len(formula) > 255 or any("," in o or '"' in o for o in options) or not options:
            raise ValueError(f"{source.title}, {heading}: no drop-down list can hold {options}")
        letter = get_column_letter(list(source.columns).index(heading) + 1)
        list_ = DataValidation(type="list", formula1=f'"{formula}"', allow_blank=True)
        list_.error = "请从列表中选择。/ Choose one of the list."
        list_.showErrorMessage = True
        list_.add(f"{letter}2:{letter}{max(rows, 2)}")
        sheet.add_data_validation(list_)


def _title(title: str, taken: set[str]) -> str:
    """A sheet's name as Excel takes it: 31 characters, none of `[]:*?/\\`, no two alike."""
    plain = re.sub(r"[\[\]:*?/\\]", "-", visible(title)).strip("' ") or "表"
    name, count = plain[:31], 1
    while name.casefold() in taken:
        count += 1
        name = plain[: 31 - len(f" ({count})")] + f" ({count})"
    return name


def _timeless(content: bytes) -> bytes:
    """The archive without the time of its making."""
    result = io.BytesIO()
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = old.read(name)
            if name == "docProps/core.xml":
                member = stamp.sub(rb"\g<1>" + f"{_STAMP.isoformat()}Z".encode(), member)
            info = zipfile.ZipInfo(name, _STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, member)
    return result.getvalue()
