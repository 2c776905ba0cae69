"""Drawing a page of a PDF with bounds, and only what of it can be seen (ISO 32000-1, 8.5.4).

pdfminer draws a page whole before it can be asked anything, so the device counts and gives up on a
page that never ends. And it draws what is clipped away: a spreadsheet prints the text of a merged
cell on every page that the cell is on, hidden on all but one, and hides the end of a text that is
too long for its cell.
"""

from dataclasses import dataclass
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager, PDFStackT
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import Rect, apply_matrix_pt

MARKS = 60_000
"""Characters and strokes of one page; a dense page of a checklist has 2,000."""
CUT = "cut"
"""The tag of a character after or before which the rest of its text is hidden."""
_FORM = 10
"""How many marks a form on a page counts for, by what it costs to begin one."""
_NEXT_LINE = 2.0


class Overdrawn(Exception):
    """A page holds more than can be read in reasonable time."""


def layout_of(page: PDFPage, resources: PDFResourceManager, number: int) -> LTPage:
    """What can be seen on a page. Raises Overdrawn."""
    device = _Device(resources, pageno=number)
    _Interpreter(resources, device).process_page(page)
    return device.get_result()


@dataclass
class _Clip:
    """An area outside of which nothing shows, and the last character drawn while it was set."""

    area: Rect | None = None
    last: LTChar | None = None
    last_shown: bool = True

    def within(self, area: Rect) -> "_Clip":
        """The part of this area that lies in another."""
        if self.area is None:
            return _Clip(area)
        (a0, b0, a1, b1), (c0, d0, c1, d1) = self.area, area
        return _Clip((max(a0, c0), max(b0, d0), min(a1, c1), min(b1, d1)))

    def shows(self, char: LTChar) -> bool:
        """Whether the middle of a character can be seen."""
        if self.area is None:
            return True
        x0, y0, x1, y1 = self.area
        return x0 <= (char.x0 + char.x1) / 2 <= x1 and y0 <= (char.y0 + char.y1) / 2 <= y1

    def draw(self, char: LTChar) -> bool:
        """Whether a character shows; where one of two neighbours does, that one is tagged."""
        shown = self.shows(char)
        last = self.last
        if last is not None and self.last_shown != shown and _goes_on(last, char):
            setattr(char if shown else last, "tag", CUT)  # noqa: B010 (pdfplumber reads it)
        self.last, self.last_shown = char, shown
        return shown


def _goes_on(one: LTChar, other: LTChar) -> bool:
    """Whether a character is the next of its line, or stands in the next line."""
    lines = abs(other.y0 - one.y0) / (other.size or 1.0)
    return abs(other.x0 - one.x1) < other.size if lines < 0.5 else lines < _NEXT_LINE


class _Device(PDFPageAggregator):
    def __init__(self, resources: PDFResourceManager, pageno: int) -> None:
        super().__init__(resources, pageno=pageno)
        self.clip = _Clip()
        self._marks = 0

    def count(self, marks: int = 1) -> None:
        self._marks += marks
        if self._marks > MARKS:
            raise Overdrawn

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        self.count()
        advance = super().render_char(*args, **kwargs)
        char = self.cur_item._objs[-1]
        if isinstance(char, LTChar) and not self.clip.draw(char):
            self.cur_item._objs.pop()
        return advance

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        path = args[-1] if args else kwargs["path"]
        self.count(1 + len(path) // 6)  # a rectangle is a path of five
        super().paint_path(*args, **kwargs)

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        self.count(_FORM)  # a form may draw forms that draw forms, each many times
        super().begin_figure(*args, **kwargs)


class _Interpreter(PDFPageInterpreter):
    """Keeps the clip, which pdfminer passes over. A form draws within the one it is drawn in."""

    device: _Device

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._clips: list[_Clip] = []

    def do_q(self) -> None:
        super().do_q()
        self._clips.append(self.device.clip)

    def do_Q(self) -> None:
        super().do_Q()
        if self._clips:
            self.device.clip = self._clips.pop()

    def do_W(self) -> None:
        points = [
            apply_matrix_pt(self.ctm, (float(x), float(y)))
            for _, *numbers in self.curpath
            for x, y in zip(numbers[::2], numbers[1::2], strict=False)
        ]
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            self.device.count()
            self.device.clip = self.device.clip.within((min(xs), min(ys), max(xs), max(ys)))

    def do_W_a(self) -> None:
        self.do_W()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:
        around = self.device.clip
        super().do_Do(xobjid_arg)
        self.device.clip = around
