"""Characters into cells: which of them stand in which box, and where nobody can tell."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from loader.readers.pdf.grid import Box, Grid
from loader.readers.pdf.page import Glyph
from loader.readers.pdf.text import UNREADABLE, lines, text_of

_OVER = 0.3
"""How much of a character may be over a line and it still stands beside it."""
_UPON = 0.5


@dataclass
class FilledGrid:
    """A grid with the characters of its cells."""

    grid: Grid
    upright: dict[Box, list[Glyph]] = field(default_factory=dict)
    sideways: dict[Box, list[Glyph]] = field(default_factory=dict)
    """Text turned by a right angle, in cells that have no other."""

    def __post_init__(self) -> None:
        boxes = self.grid.boxes
        self._xs = sorted({edge for box in boxes for edge in (box.x0, box.x1)})
        self._ys = sorted({edge for box in boxes for edge in (box.top, box.bottom)})
        self._at = {
            (row, column): box
            for box in boxes
            for row in range(box.row, box.row + box.row_span)
            for column in range(box.column, box.column + box.column_span)
        }

    @property
    def area(self) -> float:
        left, top, right, bottom = self.grid.bounds
        return (right - left) * (bottom - top)

    def box(self, glyph: Glyph) -> Box | None:
        """The cell in which the middle of a character lies."""
        x, y = _middle(glyph)
        return self._at.get((bisect_right(self._ys, y), bisect_right(self._xs, x)))

    def text(self, box: Box) -> str:
        """The text of a cell as printed."""
        if box in self.upright:
            return text_of(self.upright[box])
        return text_of(_righted(glyph) for glyph in self.sideways.get(box, ()))

    def doubtful(self) -> list[Box]:
        """The cells whose text lies over a line or over other text."""
        return [
            box
            for box, glyphs in self.upright.items()
            if any(_crosses(glyph, box, self.grid.height) for glyph in glyphs)
            or _overprinted(glyphs)
        ]

    def cut(self) -> list[Box]:
        """The cells whose text goes on where it cannot be seen; not those that the end of a page
        cuts, whose text goes on there."""
        return [
            box
            for box, glyphs in self.upright.items()
            if 1 < box.row <= self.grid.height - box.row_span
            and any(glyph.is_cut for glyph in glyphs)
        ]

    def unreadable(self) -> list[Box]:
        """The cells with characters of fonts that do not say what they are."""
        return [box for box in self.upright if UNREADABLE in self.text(box)]


def fill(grids: Iterable[Grid], glyphs: Iterable[Glyph]) -> tuple[list[FilledGrid], list[Glyph]]:
    """The grids with the upright text that stands in them, each character in the smallest grid that
    it lies in, and the characters that stand in none."""
    filled = [FilledGrid(grid) for grid in grids]
    smallest_first = sorted(filled, key=lambda one: one.area)
    outside: list[Glyph] = []
    for glyph in glyphs:
        for one in smallest_first:
            if (box := one.box(glyph)) is not None:
                one.upright.setdefault(box, []).append(glyph)
                break
        else:
            outside.append(glyph)
    for one in filled:
        for box in [box for box, kept in one.upright.items() if all(map(_is_space, kept))]:
            del one.upright[box]
    return filled, outside


def fill_sideways(filled: Iterable[FilledGrid], runs: Iterable[Sequence[Glyph]]) -> list[str]:
    """Put text turned by a right angle into the cell that it fills alone, as narrow columns are
    printed; returns the text of the other runs, which belong to no cell (watermarks)."""
    left: list[str] = []
    for run in runs:
        for one in filled:
            boxes = {one.box(glyph) for glyph in run}
            box = boxes.pop() if len(boxes) == 1 else None
            if box is not None and box not in one.upright and run[0].turn in (90, 270):
                one.sideways.setdefault(box, []).extend(run)
                break
        else:
            left.append("".join(glyph.text for glyph in run).strip())
    return [text for text in left if text]


def runs_of(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Characters in the order of drawing, in runs of neighbours turned alike."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not (glyph.turn == run[-1].turn and _near(run[-1], glyph)):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def beside(grid: Grid, outside: Iterable[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """Of the characters outside of all cells: those within the bounds of `grid`, and those to its
    left and right."""
    left, top, right, bottom = grid.bounds
    within: list[Glyph] = []
    next_to: list[Glyph] = []
    for glyph in outside:
        x, y = _middle(glyph)
        if top < y < bottom and not _is_space(glyph):
            (within if left < x < right else next_to).append(glyph)
    return within, next_to


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2


def _is_space(glyph: Glyph) -> bool:
    return glyph.text.isspace()


def _near(one: Glyph, other: Glyph) -> bool:
    (x0, y0), (x1, y1) = _middle(one), _middle(other)
    return abs(x1 - x0) + abs(y1 - y0) < 3 * max(one.size, other.size)


def _crosses(glyph: Glyph, box: Box, height: int) -> bool:
    """Whether a character lies over the border of its cell; the end of a page may go through it."""
    above = box.top - glyph.top if box.row > 1 else 0.0
    below = glyph.bottom - box.bottom if box.row + box.row_span <= height else 0.0
    over = (
        max(box.x0 - glyph.x0, glyph.x1 - box.x1) / max(glyph.x1 - glyph.x0, 0.1),
        max(above, below) / max(glyph.bottom - glyph.top, 0.1),
    )
    return max(over) > _OVER and not _is_space(glyph)


def _overprinted(glyphs: Iterable[Glyph]) -> bool:
    """Whether letters lie upon letters. Punctuation may: typesetting pushes ”（ together."""
    for line in lines(glyphs):
        letters = [glyph for glyph in line if glyph.text.isalnum()]
        for before, after in pairwise(letters):
            narrower = min(before.x1 - before.x0, after.x1 - after.x0)
            if before.x1 - after.x0 > _UPON * narrower > 0:
                return True
    return False


def _righted(glyph: Glyph) -> Glyph:
    """A character turned by a right angle, on a page turned so that it is upright."""
    if glyph.turn == 270:  # its line runs upward
        return replace(
            glyph,
            x0=-glyph.bottom,
            x1=-glyph.top,
            top=glyph.x0,
            bottom=glyph.x1,
            baseline=glyph.x1,
            turn=0,
        )
    return replace(
        glyph,
        x0=glyph.top,
        x1=glyph.bottom,
        top=-glyph.x1,
        bottom=-glyph.x0,
        baseline=-glyph.x0,
        turn=0,
    )
