"""One page of a printout as it is drawn: its characters, its strokes and its pictures, in points
from the upper left corner of the page as it is looked at."""

import math
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfminer.layout import LTPage
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from loader.readers.pdf.device import CUT, Overdrawn, layout_of

CONTENT_BYTES = 16_000_000
"""What draws one page, unpacked."""
_SLANT = 0.05


class Damaged(Exception):
    """The content of a page is cut off or cannot be unpacked."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character. `baseline` is what it stands on; `turn` is by how many degrees its line is
    turned against the page's upper edge, clockwise: 0, 90, 180, 270, or None for any other."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    turn: int | None = 0
    is_cut: bool = False
    """Whether the text goes on beside it where it cannot be seen."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line or a box drawn; of a box only the outline is a line, and only where it is
    drawn (`outlined`): a filled one is a background, unless it is as thin as a line."""

    x0: float
    top: float
    x1: float
    bottom: float
    outlined: bool = True


@dataclass(frozen=True)
class PageContent:
    """What is drawn on a page, in the order of drawing."""

    glyphs: tuple[Glyph, ...]
    strokes: tuple[Stroke, ...]
    pictured: float
    """The part of the page that pictures cover, from 0 to 1; a scan may come in strips."""


def page_content(pdf: PDF, page: PDFPage, number: int) -> PageContent:
    """What is drawn on `page`, its text upright: a page that lies on its side is turned. Raises
    Overdrawn, Damaged, or whatever pdfminer makes of what it does not understand."""
    _check_streams(page)
    content = _content(_SeenPage(pdf, page, number))
    turn = _turn(content.glyphs)
    if turn:
        page.rotate = (page.rotate - turn) % 360
        page.attrs["Rotate"] = page.rotate
        content = _content(_SeenPage(pdf, page, number))
    return content


class _SeenPage(Page):
    """pdfplumber's page, drawn with bounds."""

    @property
    def layout(self) -> LTPage:
        return layout_of(self.page_obj, self.pdf.rsrcmgr, self.page_number)


def _check_streams(page: PDFPage) -> None:
    """pdfminer reads what it can of a stream that is cut, and nothing of one that is broken, and
    says nothing: half a page would pass for a whole one."""
    left = CONTENT_BYTES
    for entry in page.contents:
        stream = resolve1(entry)
        if isinstance(stream, PDFStream) and stream.rawdata:
            left -= _unpacked_size(stream, left)
            if left < 0:
                raise Overdrawn


def _unpacked_size(stream: PDFStream, most: int) -> int:
    """The size of a stream, at most a byte more than `most`; of one packed otherwise than by Flate
    as it is packed. Raises Damaged."""
    raw = stream.rawdata or b""
    if [str(getattr(name, "name", "")) for name, _ in stream.get_filters()] != ["FlateDecode"]:
        return len(raw)
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)  # past the two bytes of zlib's own header
    try:
        size = len(inflater.decompress(raw[2:], most + 1))
    except zlib.error:
        raise Damaged from None
    if size <= most and not inflater.eof:
        raise Damaged
    return size


def _content(page: Page) -> PageContent:
    glyphs = [glyph for char in page.chars if (glyph := _glyph(char, page)) is not None]
    strokes = [
        *(_stroke(line, True) for line in page.lines if _is_straight(line)),
        *(_stroke(box, bool(box["stroke"])) for box in page.rects),
        *(stroke for curve in page.curves for stroke in _polygon(curve)),
    ]
    area = float(page.width * page.height) or 1.0
    pictures = (float(image["width"]) * float(image["height"]) for image in page.images)
    strokes = _without_underlines(strokes, (glyph for glyph in glyphs if glyph.turn == 0))
    return PageContent(tuple(glyphs), tuple(strokes), min(1.0, sum(pictures) / area))


def _glyph(char: dict[str, Any], page: Page) -> Glyph | None:
    """None for a character outside the page."""
    x0, top, x1, bottom = (float(char[key]) for key in ("x0", "top", "x1", "bottom"))
    middle = ((x0 + x1) / 2, (top + bottom) / 2)
    left, upper, right, lower = page.bbox
    if not (left <= middle[0] <= right and upper <= middle[1] <= lower):
        return None
    a, b, c, d, _, origin = char["matrix"]
    baseline = float(page.height) - float(origin) + float(page.mediabox[1])
    return Glyph(
        char["text"],
        x0,
        top,
        x1,
        bottom,
        baseline,
        float(char["size"]) or 1.0,
        _turned(a, b, c, d),
        char.get("tag") == CUT,
    )


def _without_underlines(strokes: list[Stroke], glyphs: Iterable[Glyph]) -> list[Stroke]:
    """A line right below a piece of text, from its start to its end, underlines it and rules no
    table: in a cell that the text fills it would divide it in two."""
    pieces: dict[int, list[list[float]]] = defaultdict(list)
    last: list[float] = []
    for glyph in glyphs:
        goes_on = last and glyph.baseline == last[2] and abs(glyph.x0 - last[1]) < 0.5 * glyph.size
        if goes_on:
            last[1] = glyph.x1
        else:
            last = [glyph.x0, glyph.x1, glyph.baseline, glyph.size]
            pieces[round(glyph.x0)].append(last)

    def underlines(stroke: Stroke) -> bool:
        middle = (stroke.top + stroke.bottom) / 2
        return stroke.bottom - stroke.top < 2 and any(
            abs(stroke.x0 - x0) < 0.1 * size
            and abs(stroke.x1 - x1) < 0.1 * size
            and 0 < middle - baseline < 0.25 * size
            for near in (-1, 0, 1)
            for x0, x1, baseline, size in pieces.get(round(stroke.x0) + near, ())
        )

    return [stroke for stroke in strokes if not underlines(stroke)]


def _turned(a: float, b: float, c: float, d: float) -> int | None:
    """pdfminer calls a line upright that is turned by 45 degrees; what is slanted (an italic made
    from an upright font) is not turned."""
    if abs(b) <= _SLANT * abs(a) and a * d > 0:
        return 0 if a > 0 else 180
    if abs(a) <= _SLANT * abs(b) and b * c < 0:
        return 270 if b > 0 else 90
    return None


def _turn(glyphs: Iterable[Glyph]) -> int:
    """How the page's text is turned, by the greater part of it."""
    turns = [glyph.turn for glyph in glyphs]
    return next((turn for turn in (90, 180, 270) if turns.count(turn) > 0.6 * len(turns)), 0)


def _stroke(drawn: dict[str, Any], outlined: bool) -> Stroke:
    x0, top, x1, bottom = (float(drawn[key]) for key in ("x0", "top", "x1", "bottom"))
    return Stroke(x0, top, x1, bottom, outlined)


def _is_straight(line: dict[str, Any]) -> bool:
    """Whether a line runs across or down, and not from corner to corner of a cell."""
    return min(float(line["x1"] - line["x0"]), float(line["bottom"] - line["top"])) <= 1.0


def _polygon(curve: dict[str, Any]) -> Iterator[Stroke]:
    """A path of more than a line or a box: its straight sides where it is drawn as an outline,
    else, filled, the box around it."""
    if not curve["stroke"]:
        yield _stroke(curve, False)
        return
    points = [(float(x), float(y)) for x, y in curve["pts"]]
    for (x0, y0), (x1, y1) in pairwise(points):
        if math.isclose(x0, x1, abs_tol=0.5) or math.isclose(y0, y1, abs_tol=0.5):
            yield Stroke(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
