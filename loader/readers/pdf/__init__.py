"""PDF printouts (ISO 32000-1): the ruled tables of every page, one table a page.

Only what lines enclose is a table here: a printout without lines is refused, not guessed at. The
tables are as the pages show them: a header printed on each page is a row of each, and a row or
merged cell that the end of a page cuts is two.
"""

import io
import logging
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from loader.identifiers import squeeze
from loader.limits import Limits
from loader.problems import Problem, Refused, problem
from loader.readers.pdf import text as pdf_text
from loader.readers.pdf.cells import FilledGrid, beside, fill, fill_sideways, runs_of
from loader.readers.pdf.device import Overdrawn
from loader.readers.pdf.grid import Grid, aligned, grids
from loader.readers.pdf.page import Damaged, Glyph, PageContent, page_content
from loader.readers.pdf.rulings import TooManyLines
from loader.readers.pdf.text import lines
from loader.rows import Place
from loader.tables import Reading, Table, TableCell

MEDIA_TYPE = "application/pdf"

# What a file may raise that is not as the standard says. pdfminer checks few of the types it reads
# (TypeError, ValueError, LookupError, AttributeError, AssertionError, ArithmeticError where a name
# stands for a number, an array is short, a matrix has no inverse), follows references as deep as
# they go (RecursionError, a RuntimeError), and unpacks what it is given (zlib, struct, EOFError,
# OSError); pdfplumber wraps what it meets while opening.
_BROKEN = (
    PdfminerException,
    MalformedPDFException,
    PSException,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
_END = b"%%EOF"
_PICTURED = 0.5
_NOTED = 20
"""How many different turned texts are told of."""

# It tells every font and number that it does not like; what matters of it is told as a problem.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def read(content: bytes, file: str, limits: Limits) -> Reading:
    """The tables of a printout, a table for each page that it is on, and the lines of text outside
    them. Raises Refused where it is damaged, locked, scanned, without ruled tables, or larger than
    `limits`."""
    if _END not in content.rstrip(b"\0\t\n\r ")[-2048:]:
        raise Refused([problem("F40-cut", Place(file))])
    document = _opened(content, file)
    reader = _Reader(file, limits)
    number = 0
    for number, page in enumerate(_pages(document, file), start=1):
        if number > limits.pages:
            raise Refused([problem("F44-pages", Place(file), limit=limits.pages)])
        reader.take(number, _content(document, page, Place(file, page=number)))
    _check_count(document, number, file)
    return reader.reading()


def _opened(content: bytes, file: str) -> PDF:
    try:
        return pdfplumber.open(io.BytesIO(content))
    except _BROKEN as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, MemoryError):
            raise cause from None
        code = "F41" if isinstance(cause, PDFEncryptionError) else "F40"
        raise Refused([problem(code, Place(file))]) from None


def _pages(document: PDF, file: str) -> Iterator[PDFPage]:
    """pdfplumber would set up every page before the first is read."""
    try:
        yield from PDFPage.create_pages(document.doc)
    except _BROKEN:
        raise Refused([problem("F40", Place(file))]) from None


def _content(document: PDF, page: PDFPage, place: Place) -> PageContent:
    try:
        return page_content(document, page, place.page or 0)
    except Overdrawn:
        raise Refused([problem("F44-marks", place)]) from None
    except (Damaged, *_BROKEN):
        raise Refused([problem("F40-page", place)]) from None


def _check_count(document: PDF, found: int, file: str) -> None:
    """A damaged file may have lost pages without a trace but in its table of contents."""
    try:
        stated = resolve1(dict_value(document.doc.catalog.get("Pages")).get("Count"))
    except _BROKEN:
        stated = None
    if found == 0 or (isinstance(stated, int) and stated > found):
        place = Place(file)
        raise Refused([problem("F40-pages", place, stated=stated or 1, found=found)])


@dataclass
class _Reader:
    """Takes page after page and gathers what they hold."""

    file: str
    limits: Limits
    grids: list[Grid] = field(default_factory=list)
    texts: list[tuple[str, ...]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    scanned: list[int] = field(default_factory=list)
    unruled: list[int] = field(default_factory=list)
    marks: dict[str, list[int]] = field(default_factory=dict)
    radicals: Counter[str] = field(default_factory=Counter)

    def take(self, page: int, content: PageContent) -> None:
        """Read one page."""
        place = Place(self.file, page=page)
        upright = [glyph for glyph in content.glyphs if glyph.turn == 0]
        try:
            found = grids(content.strokes, _size(upright))
        except TooManyLines:
            raise Refused([problem("F44-marks", place)]) from None
        filled, outside = fill(found, upright)
        turned = runs_of(glyph for glyph in content.glyphs if glyph.turn != 0)
        for text in fill_sideways(filled, turned):
            self.marks.setdefault(_short(text), []).append(page)
        for table in filled:
            self._add(table, place, outside)
        self._judge_outside(page, content, bool(filled), outside)
        self.text += filter(None, (pdf_text.line_text(line).strip() for line in lines(outside)))
        self.radicals.update(glyph.text for glyph in upright if pdf_text.is_radical(glyph.text))

    def _add(self, filled: FilledGrid, page: Place, outside: Sequence[Glyph]) -> None:
        grid = filled.grid
        place = replace(page, table=len(self.grids) + 1)
        self.rows += grid.height
        for code, size, limit in (
            ("F44-tables", len(self.grids) + 1, self.limits.tables),
            ("F44-rows", self.rows, self.limits.rows),
            ("F44-columns", grid.width, self.limits.columns),
            (
                "F44-cell",
                max(map(len, filled.upright.values()), default=0),
                self.limits.cell_characters,
            ),
        ):
            if size > limit:
                raise Refused([problem(code, place, limit=limit)])
        self.grids.append(grid)
        self.texts.append(tuple(filled.text(box) for box in grid.boxes))
        self.pages.append(page.page or 0)
        self.problems += _doubts(filled, place, outside)

    def _judge_outside(
        self, page: int, content: PageContent, has_table: bool, outside: Sequence[Glyph]
    ) -> None:
        """Whether the page holds a table that is a picture, or one without lines."""
        in_columns = sum(pdf_text.chunks(line) >= 3 for line in lines(outside)) >= 3
        inked = sum(not glyph.text.isspace() for glyph in outside)
        if not has_table and content.pictured > _PICTURED and (in_columns or inked < 30):
            self.scanned.append(page)
        elif in_columns:
            self.unruled.append(page)

    def reading(self) -> Reading:
        """What was read, with what its user should know. Raises Refused without any table."""
        place = Place(self.file)
        missing = [
            problem(code, replace(place, page=pages[0]), pages=_listed(pages))
            for code, pages in (("F42", self.scanned), ("F43-page", self.unruled))
            if pages
        ]
        if not self.grids:
            raise Refused(missing or [problem("F43", place)])
        notes = [
            problem("F46", replace(place, page=pages[0], text=text), pages=_listed(pages))
            for text, pages in islice(self.marks.items(), _NOTED)
        ]
        if self.radicals:
            shown = "".join(radical for radical, _ in self.radicals.most_common(8))
            notes.append(problem("F49", place, count=self.radicals.total(), shown=shown))
        tables = zip(aligned(self.grids), self.texts, self.pages, strict=True)
        return Reading(
            tuple(_table(number, *table) for number, table in enumerate(tables, start=1)),
            tuple(self.text),
            (*missing, *self.problems, *notes),
        )


def _table(number: int, grid: Grid, texts: Sequence[str], page: int) -> Table:
    cells = tuple(
        TableCell(text, box.row, box.column, box.row_span, box.column_span)
        for text, box in zip(texts, grid.boxes, strict=True)
    )
    return Table(cells, grid.width, grid.height, merges=True, number=number, page=page)


def _doubts(filled: FilledGrid, place: Place, outside: Sequence[Glyph]) -> Iterator[Problem]:
    """What of a table cannot be told for certain."""
    if filled.grid.incomplete:
        yield problem("F48-lines", place)
    for code, boxes in (
        ("F45", filled.unreadable()),
        ("F47", filled.doubtful()),
        ("F47-cut", filled.cut()),
        ("F46-cell", list(filled.sideways)),
    ):
        if boxes:
            text = filled.text(boxes[0])
            yield problem(code, replace(place, text=text), text=_short(text), count=len(boxes))
    for code, glyphs in zip(("F48", "F48-beside"), beside(filled.grid, outside), strict=True):
        if glyphs:
            text = pdf_text.text_of(glyphs)
            yield problem(code, replace(place, text=text), text=_short(text))


def _size(glyphs: Sequence[Glyph]) -> float:
    """How high the smaller characters of a page are: no row of its tables is lower."""
    sizes = sorted(glyph.size for glyph in glyphs)
    return sizes[len(sizes) // 10] if sizes else 10.0


def _short(text: str) -> str:
    squeezed = squeeze(text)
    return squeezed if len(squeezed) <= 20 else squeezed[:20] + "…"


def _listed(pages: Sequence[int]) -> str:
    """Page numbers, those in a row as a range: `1-3, 5`."""
    ranges: list[list[int]] = []
    for page in sorted(set(pages)):
        if ranges and ranges[-1][1] == page - 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
