"""The parts of a workbook other than its sheets: ECMA-376 Part 1, 18.2 (workbook), 18.4 (shared
strings), 18.7 (comments) and 18.8 (styles)."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils.cell import column_index_from_string

from loader.readers.allowance import Allowance
from loader.readers.spreadsheets.format_codes import BUILT_IN, GENERAL
from loader.readers.spreadsheets.package import Handler, Package, decoded, true, whole
from loader.readers.spreadsheets.sheet import Position

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})$")
_HIDDEN = ("hidden", "veryHidden")


@dataclass(frozen=True)
class SheetPart:
    """A worksheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Workbook:
    """What a workbook says for all its sheets."""

    sheets: tuple[SheetPart, ...]
    since_1904: bool
    formats: tuple[str, ...]
    """Number formats by the style number of a cell."""
    strings: tuple[str, ...]

    def format(self, style: int) -> str:
        """The number format of a style, General where there is no such style."""
        return self.formats[style] if style < len(self.formats) else GENERAL


def workbook(package: Package, allowance: Allowance) -> Workbook:
    """The workbook in a package; raises Refused where there is none, or one too large."""
    main = next((part for _, kind, part in package.related("") if kind == "officeDocument"), None)
    if main is None:
        raise package.damaged("no workbook")
    book, styles, strings = _Book(), _Styles(allowance), Strings(allowance, "si")
    package.walk(main, book)
    if not book.is_one:
        raise package.damaged("no workbook")
    relations = {key: (kind, part) for key, kind, part in package.related(main)}
    for kind, part in relations.values():
        if kind == "styles":
            package.walk(part, styles)
        elif kind == "sharedStrings":
            package.walk(part, strings)
    sheets = tuple(
        SheetPart(name, relations[key][1], state in _HIDDEN)
        for name, key, state in book.sheets
        if key in relations and relations[key][0] == "worksheet"
    )
    return Workbook(sheets, book.since_1904, styles.formats(), tuple(strings.found))


def comments(package: Package, sheet: SheetPart, allowance: Allowance) -> dict[Position, str]:
    """The comments on the cells of a sheet."""
    found: dict[Position, str] = {}
    for _, kind, part in package.related(sheet.part):
        if kind == "comments":
            strings = Strings(allowance, "comment")
            package.walk(part, strings)
            for reference, text in zip(strings.references, strings.found, strict=True):
                if (cell := position(reference)) and text.strip():
                    found[cell] = text.strip()
    return found


def position(reference: str) -> Position | None:
    """Row and column of `C12` or `$C$12`; None for what names no cell."""
    match = _REFERENCE.match(reference)
    return (int(match[2]), _column(match[1])) if match else None


@functools.cache
def _column(letters: str) -> int:
    return int(column_index_from_string(letters))


class Strings(Handler):
    """The texts of a part, one for each element called `each`: its runs together, without the
    pronunciation that may stand beside them (18.4.6, rPh)."""

    def __init__(self, allowance: Allowance, each: str) -> None:
        self.found: list[str] = []
        self.references: list[str] = []
        """The cell that each names, for those that do."""
        self._allowance = allowance
        self._pieces: list[str] = []
        self._room = 0
        self._reading = self._phonetic = False
        super().__init__(
            {each: self._begin, "rPh": self._pronounce, "t": self._read},
            {each: self._finish, "rPh": self._pronounced, "t": self._was_read},
        )

    def data(self, data: str, /) -> None:
        if self._reading and self._room > 0:
            self._pieces.append(data[: self._room])
            self._room -= len(data)

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._allowance.things(1)
        self._pieces, self._room = [], self._allowance.limits.cell_characters + 1
        self.references.append(attributes.get("ref", ""))

    def _finish(self) -> None:
        self.found.append(decoded("".join(self._pieces)))

    def _pronounce(self, _: Mapping[str, str]) -> None:
        self._phonetic = True

    def _pronounced(self) -> None:
        self._phonetic = False

    def _read(self, _: Mapping[str, str]) -> None:
        self._reading = not self._phonetic

    def _was_read(self) -> None:
        self._reading = False


class _Book(Handler):
    def __init__(self) -> None:
        self.is_one = False
        self.sheets: list[tuple[str, str, str]] = []
        self.since_1904 = False
        begun = {"workbook": self._book, "sheet": self._sheet, "workbookPr": self._properties}
        super().__init__(begun, {})

    def _book(self, _: Mapping[str, str]) -> None:
        self.is_one = True

    def _sheet(self, attributes: Mapping[str, str]) -> None:
        key = next((v for k, v in attributes.items() if k.endswith("/relationships}id")), "")
        state = attributes.get("state", "visible")
        self.sheets.append((decoded(attributes.get("name", "")), key, state))

    def _properties(self, attributes: Mapping[str, str]) -> None:
        self.since_1904 = true(attributes.get("date1904"))


class _Styles(Handler):
    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._codes = dict(BUILT_IN)
        self._of_cells: list[int] = []
        self._of_table = self._of_style = False
        super().__init__(
            {
                "numFmts": self._begin_table,
                "numFmt": self._format,
                "cellXfs": self._begin_styles,
                "xf": self._style,
            },
            {"numFmts": self._end, "cellXfs": self._end},
        )

    def formats(self) -> tuple[str, ...]:
        """The code of each style of cells."""
        return tuple(self._codes.get(key, GENERAL) for key in self._of_cells)

    def _begin_table(self, _: Mapping[str, str]) -> None:
        self._of_table = True

    def _begin_styles(self, _: Mapping[str, str]) -> None:
        self._of_style = True

    def _end(self) -> None:
        self._of_table = self._of_style = False

    def _format(self, attributes: Mapping[str, str]) -> None:
        if self._of_table:
            self._allowance.things(1)
            key = whole(attributes.get("numFmtId"))
            self._codes[key] = decoded(attributes.get("formatCode", GENERAL))

    def _style(self, attributes: Mapping[str, str]) -> None:
        if self._of_style:
            self._allowance.things(1)
            self._of_cells.append(whole(attributes.get("numFmtId")))
