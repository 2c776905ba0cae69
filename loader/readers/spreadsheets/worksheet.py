"""One sheet of a workbook: ECMA-376 Part 1, 18.3.

What the sheet says of its own size (18.3.1.35, dimension) is not looked at: it may be anything.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import isfinite

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from loader.readers.allowance import Allowance
from loader.readers.spreadsheets.number_formats import printed, printed_text
from loader.readers.spreadsheets.package import Handler, Package, decoded, true, whole
from loader.readers.spreadsheets.sheet import LAST_COLUMN, LAST_ROW, Area, Position, Sheet, address
from loader.readers.spreadsheets.workbook import SheetPart, Workbook, comments, position
from loader.rows import Place

_INTEGER = re.compile(r"[+-]?[0-9]{1,30}$")
_LEAP_DAY = 60
"""1900-02-29, which spreadsheets believe in."""


def sheet(package: Package, book: Workbook, part: SheetPart, allowance: Allowance) -> Sheet:
    """The sheet as its file holds it. Raises Refused where it is damaged or beyond a limit."""
    cells = _Cells(package, book, part, allowance)
    package.walk(part.part, cells)
    columns = {column for (_, column), text in cells.texts.items() if text.strip()}
    return Sheet(
        part.name,
        cells.texts,
        cells.merges,
        cells.formulas,
        cells.unvalued,
        cells.errors,
        cells.hidden_rows,
        {c for c in columns if any(first <= c <= last for first, last in cells.hidden_columns)},
        comments(package, part, allowance),
    )


def holds_text(package: Package, book: Workbook, part: SheetPart, allowance: Allowance) -> bool:
    """Whether any cell of the sheet holds text; looks no further than the first that does."""
    try:
        package.walk(part.part, _UntilText(package, book, part, allowance))
    except _Found:
        return True
    return False


class _Cells(Handler):
    """Collects what a sheet holds while its elements pass by."""

    def __init__(
        self, package: Package, book: Workbook, part: SheetPart, allowance: Allowance
    ) -> None:
        self.texts: dict[Position, str] = {}
        self.merges: list[Area] = []
        self.formulas: list[Position] = []
        self.unvalued: list[Position] = []
        self.errors: list[Position] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[Position] = []
        """First and last of each run."""
        self._package, self._book, self._part = package, book, part
        self._allowance = allowance
        self._at: Position = (0, 0)
        self._row_hidden = False
        self._row_counted = 0
        self._type = "n"
        self._style: str | None = None
        self._formula = self._reading = self._phonetic = False
        self._pieces: list[str] = []
        self._limit = allowance.limits.cell_characters
        self._room = 0
        super().__init__(
            {
                "row": self._row,
                "c": self._begin,
                "f": self._computed,
                "v": self._value,
                "t": self._read,
                "rPh": self._pronounce,
                "col": self._column,
                "mergeCell": self._merge,
            },
            {
                "c": self._finish,
                "v": self._was_read,
                "t": self._was_read,
                "rPh": self._pronounced,
            },
        )

    def data(self, data: str, /) -> None:
        """Called by the parser with a piece of text."""
        if self._reading and self._room > 0:
            self._pieces.append(data[: self._room])
            self._room -= len(data)

    def _row(self, attributes: Mapping[str, str]) -> None:
        self._at = (whole(attributes.get("r"), self._at[0] + 1), 0)
        self._row_hidden = true(attributes.get("hidden")) or attributes.get("ht") == "0"

    def _column(self, attributes: Mapping[str, str]) -> None:
        if true(attributes.get("hidden")) or attributes.get("width") == "0":
            if len(self.hidden_columns) == LAST_COLUMN:
                raise self._package.damaged(f"{self._part.part}: more columns than there are")
            run = (whole(attributes.get("min")), whole(attributes.get("max")))
            self.hidden_columns.append(run)

    def _begin(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        at = position(reference) if reference else (self._at[0], self._at[1] + 1)
        if at is None or not (0 < at[0] <= LAST_ROW and at[1] <= LAST_COLUMN):
            raise self._package.damaged(f"{self._part.part}: {reference or at}")
        self._at = at
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s")
        self._formula = False
        if self._pieces:
            self._pieces = []
        self._room = self._limit + 1

    def _computed(self, _: Mapping[str, str]) -> None:
        self._formula = True

    def _value(self, _: Mapping[str, str]) -> None:
        self._reading = True

    def _read(self, _: Mapping[str, str]) -> None:
        self._reading = self._type == "inlineStr" and not self._phonetic

    def _was_read(self) -> None:
        self._reading = False

    def _pronounce(self, _: Mapping[str, str]) -> None:
        self._phonetic = True

    def _pronounced(self) -> None:
        self._phonetic = False

    def _finish(self) -> None:
        stored = "".join(self._pieces)
        if self._formula:
            self._allowance.things(1)
            valued = bool(stored) or self._type == "str"
            (self.formulas if valued else self.unvalued).append(self._at)
        if stored and (text := self._text(stored)):
            self._keep(text)

    def _text(self, stored: str) -> str:
        """The text of the cell by its type (18.18.11, ST_CellType)."""
        code = self._book.format(whole(self._style))
        match self._type:
            case "s":
                index = whole(stored.strip(), -1)
                if not 0 <= index < len(self._book.strings):
                    raise self._package.damaged(f"{self._part.part}: string {stored[:20]}")
                return printed_text(self._book.strings[index], code)
            case "str" | "inlineStr":
                return printed_text(decoded(stored), code)
            case "b":
                return "TRUE" if true(stored.strip()) else "FALSE"
            case "e":
                self.errors.append(self._at)
                return stored
            case "d":
                number = _serial(stored, self._book.since_1904)
            case _:
                number = _number(stored)
        return stored if number is None else printed(number, code, self._book.since_1904)

    def _keep(self, text: str) -> None:
        if self._at in self.texts:
            raise self._package.damaged(f"{self._part.part}: {self._at} twice")
        self._allowance.cell(self._at[1], len(text), self._place)
        self.texts[self._at] = text
        row = self._at[0]
        if row != self._row_counted and text.strip():
            self._row_counted = row
            self._allowance.row(self._place)
            if self._row_hidden:
                self.hidden_rows.add(row)

    def _place(self) -> Place:
        return Place(self._allowance.file, sheet=self._part.name, cell=address(self._at))

    def _merge(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("ref", "")
        first, _, last = reference.partition(":")
        one, other = position(first), position(last or first)
        if one is None or other is None:
            raise self._package.damaged(f"{self._part.part}: {reference[:30]}")
        self._allowance.things(1)
        (top, bottom), (left, right) = (sorted(edges) for edges in zip(one, other, strict=True))
        self.merges.append(Area(top, left, bottom, right))


class _Found(Exception):
    """Ends the reading of a sheet: what was looked for is there."""


class _UntilText(_Cells):
    def _keep(self, text: str) -> None:
        if text.strip():
            raise _Found


def _number(stored: str) -> int | float | None:
    """The number that a cell stores; None where it stores none."""
    stored = stored.strip()
    if _INTEGER.match(stored):
        return int(stored)
    try:
        number = float(stored)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _serial(stored: str, since_1904: bool) -> float | None:
    """The serial number of a date in ISO 8601, with or without a time; None where it is none."""
    try:
        moment = datetime.fromisoformat(stored.strip()).replace(tzinfo=None)
    except ValueError:
        return None
    days = (moment - (MAC_EPOCH if since_1904 else WINDOWS_EPOCH)) / timedelta(days=1)
    return days if since_1904 or days > _LEAP_DAY else days - 1
