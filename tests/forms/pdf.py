"""The PDF form: a printout with ruled tables, drawn line by line with the font STSong-Light that
every PDF reader knows, so that no font file is needed."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from loader.rows import Column
from loader.tables import TableCell
from tests.forms.sample import Breaks, Layout, Piece, Sample, pieces, restated, stacked

SUFFIX = ".pdf"
FONT = "STSong-Light"
_MARGIN = 40.0
_PAD = 2.0
_WEIGHTS = {
    Column.NUMBER: 1.2,
    Column.STAGE: 1.8,
    Column.SCENARIO: 2.0,
    Column.NAME: 4.5,
    Column.SUB_NAME: 4.0,
    Column.TYPE: 2.4,
    Column.LEAD: 3.0,
    Column.COOPERATING: 3.0,
}


class Ruling(StrEnum):
    """How the lines of the table are drawn."""

    LINES = "lines"
    RECTANGLES = "rectangles"
    """Filled rectangles as thin as lines, as word processors draw them."""
    BOXES = "boxes"
    """A box around each cell."""
    SPACED = "spaced"
    """Boxes that leave a gap between neighbours."""
    DOUBLE = "double"
    SHORT = "short"
    """Lines that stop a hair before they meet."""
    OPEN = "open"
    """Lines, but none below the last row of a page, as browsers leave it."""


@dataclass(frozen=True)
class Look:
    """What a printout looks like. `turn` is how its pages are turned: by /Rotate, or, with
    `sideways`, by drawing them so; `restated` says what the pages that the paper makes show of a
    merged cell."""

    ruling: Ruling = Ruling.LINES
    size: float = 9.0
    landscape: bool = True
    turn: int = 0
    sideways: bool = False
    header_on_each_page: bool = True
    restated: bool = False
    shaded: bool = False
    bold: bool = False
    """Headings drawn twice, a hair apart."""
    watermark: str = ""
    page_numbers: bool = True

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of a page as it is looked at."""
        return (A4[1], A4[0]) if self.landscape else A4


def write(sample: Sample, look: Look = Look(), breaks: Breaks = Breaks.APART) -> bytes:
    """`sample` as a printout: its own breaks (unless it flows) and those that the paper makes."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4, invariant=1)
    pages = tables(sample, look, breaks)
    for number, table in enumerate(pages, start=1):
        page = _Page(canvas, look)
        page.begin()
        for title in sample.titles if number == 1 else ():
            page.text(title)
        page.table(sample.layout, table)
        for note in sample.notes if number == len(pages) else ():
            page.text(note)
        page.end(number)
    canvas.save()
    return content.getvalue()


def tables(sample: Sample, look: Look, breaks: Breaks = Breaks.APART) -> tuple[Piece, ...]:
    """The table of each page, its header included where there is one."""
    start = () if breaks is Breaks.FLOW else sample.breaks
    full = _full_pages(sample, look, start)
    if look.restated:
        lines = list(sample.lines)
        for number in full:
            lines[number - 1] = restated(lines[number - 2], lines[number - 1])
        sample = replace(sample, lines=tuple(lines))
    header = Piece(sample.layout.header(), 1)
    return tuple(
        stacked([header, body]) if look.header_on_each_page or not number else body
        for number, body in enumerate(pieces(sample, sorted({*start, *full})))
    )


def _full_pages(sample: Sample, look: Look, breaks: Sequence[int]) -> list[int]:
    """The lines before which a page is full."""
    header = Piece(sample.layout.header(), 1)
    room = look.paper[1] - 2 * _MARGIN - 2 * look.size
    above = (len(sample.titles) + len(sample.notes)) * 2 * look.size
    full: list[int] = []
    first = 1
    for line in range(2, len(sample.lines) + 1):
        if line in breaks:
            first = line
            continue
        part = replace(sample, lines=sample.lines[first - 1 : line])
        table = stacked([header, *pieces(part, ())])
        if sum(_heights(sample.layout, table, look)) + above > room:
            full.append(line)
            first = line
    return full


def _widths(layout: Layout, look: Look) -> list[float]:
    weights = [_WEIGHTS.get(h.column, 2.5) if h.column else 2.5 for h in layout.headings]
    return [(look.paper[0] - 2 * _MARGIN) * weight / sum(weights) for weight in weights]


def _heights(layout: Layout, table: Piece, look: Look) -> list[float]:
    """The height of each row: room for the text of each cell, a merged one's in its last row."""
    widths = _widths(layout, look)
    heights = [1.4 * look.size + 2 * _PAD] * table.height
    for cell in sorted(table.cells, key=lambda cell: cell.row_span):
        width = sum(widths[cell.column - 1 : cell.column - 1 + cell.column_span])
        needed = len(_wrapped(cell.text, width, look)) * 1.4 * look.size + 2 * _PAD
        last = cell.row + cell.row_span - 1
        heights[last - 1] += max(0.0, needed - sum(heights[cell.row - 1 : last]))
    return heights


_TOKENS = re.compile(r"[!-,.-~]+-?|-|.", re.DOTALL)
"""What a line is broken between, as word processors do: any Han character, and words of Latin
letters and digits, which break after a hyphen."""


def _wrapped(text: str, width: float, look: Look) -> list[str]:
    register_font()
    room = width - 2 * _PAD - 1
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for token in _TOKENS.findall(paragraph):
            if line and _width(line + token, look) > room:
                lines.append(line)
                line = ""
            for character in token:  # a word that is wider than its column is cut
                if line and _width(line + character, look) > room:
                    lines.append(line)
                    line = ""
                line += character
        lines.append(line)
    return lines


def _width(text: str, look: Look) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, look.size))


def register_font() -> None:
    """Make the font known to reportlab, once."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class _Page:
    """A page being drawn from the top, in points from its lower left corner."""

    def __init__(self, canvas: Canvas, look: Look) -> None:
        self.canvas, self.look = canvas, look
        self.width, self.height = look.paper
        self.top = self.height - _MARGIN

    def begin(self) -> None:
        width, height = self.width, self.height
        swapped = self.look.sideways and self.look.turn in (90, 270)  # reportlab swaps for /Rotate
        self.canvas.setPageSize((height, width) if swapped else (width, height))
        self.canvas.setPageRotation(0 if self.look.sideways else self.look.turn)
        self.canvas.transform(
            *{
                0: (1, 0, 0, 1, 0, 0),
                90: (0, 1, -1, 0, height, 0),
                180: (-1, 0, 0, -1, width, height),
                270: (0, -1, 1, 0, 0, width),
            }[self.look.turn]
        )
        register_font()
        self.canvas.setFont(FONT, self.look.size)
        self.canvas.setLineWidth(0.5)

    def end(self, number: int) -> None:
        if self.look.page_numbers:
            self.canvas.drawCentredString(self.width / 2, _MARGIN / 2, f"第 {number} 页")
        if self.look.watermark:
            self.canvas.saveState()
            self.canvas.translate(self.width / 2, self.height / 2)
            self.canvas.rotate(35)
            self.canvas.setFont(FONT, 40)
            self.canvas.drawCentredString(0, 0, self.look.watermark)
            self.canvas.restoreState()
        self.canvas.showPage()

    def text(self, line: str) -> None:
        """A line of text outside the table."""
        self.top -= 1.6 * self.look.size
        self.canvas.drawString(_MARGIN, self.top + 0.4 * self.look.size, line)

    def table(self, layout: Layout, table: Piece) -> None:
        """The table, from where the page is."""
        xs = [_MARGIN]
        for width in _widths(layout, self.look):
            xs.append(xs[-1] + width)
        ys = [self.top]
        for height in _heights(layout, table, self.look):
            ys.append(ys[-1] - height)
        for cell in table.cells:
            left, right = xs[cell.column - 1], xs[cell.column - 1 + cell.column_span]
            top, bottom = ys[cell.row - 1], ys[cell.row - 1 + cell.row_span]
            if self.look.shaded and cell.row % 2:
                self.canvas.setFillGray(0.85)
                self.canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
                self.canvas.setFillGray(0)
            self._rule(left, top, right, bottom, is_last=bottom == ys[-1])
            self._write(cell, left, top, right, bottom)
        self.top = ys[-1]

    def _write(self, cell: TableCell, left: float, top: float, right: float, bottom: float) -> None:
        size = self.look.size
        lines = _wrapped(cell.text, right - left, self.look)
        y = (top + bottom) / 2 + len(lines) * 0.7 * size - 1.1 * size
        for line in lines:
            self.canvas.drawString(left + _PAD, y, line)
            if self.look.bold and cell.row == 1:
                self.canvas.drawString(left + _PAD + 0.3, y, line)
            y -= 1.4 * size

    def _rule(self, left: float, top: float, right: float, bottom: float, is_last: bool) -> None:
        ruling = self.look.ruling
        if ruling in (Ruling.BOXES, Ruling.SPACED):
            gap = 1.0 if ruling is Ruling.SPACED else 0.0
            width, height = right - left - 2 * gap, top - bottom - 2 * gap
            self.canvas.rect(left + gap, bottom + gap, width, height)
            return
        corners = [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
        for number, ((x0, y0), (x1, y1)) in enumerate(pairwise(corners)):
            if ruling is Ruling.OPEN and is_last and number == 3:
                continue
            for drawn in self._drawn(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)):
                if ruling is Ruling.RECTANGLES:
                    x0, y0, x1, y1 = drawn
                    self.canvas.rect(
                        x0 - 0.25, y0 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1
                    )
                else:
                    self.canvas.line(*drawn)

    def _drawn(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> Iterator[tuple[float, float, float, float]]:
        across = y0 == y1
        if self.look.ruling is Ruling.SHORT:
            yield (x0 + 0.8, y0, x1 - 0.8, y1) if across else (x0, y0 + 0.8, x1, y1 - 0.8)
        elif self.look.ruling is Ruling.DOUBLE:
            for off in (-0.9, 0.9):
                yield (x0, y0 + off, x1, y1 + off) if across else (x0 + off, y0, x1 + off, y1)
        else:
            yield x0, y0, x1, y1
