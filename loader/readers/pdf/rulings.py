"""Strokes to rulings: the straight lines of a page that may bound cells, and which of them belong
together.

Lines nearer to one another than a line of text is high are one: double rules, the edges of
neighbouring boxes, a box as thin as a line.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loader.readers.pdf.page import Stroke

_CROSSINGS = 10_000_000


class TooManyLines(Exception):
    """The lines of one page are more than can be told apart in reasonable time."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling of one direction: where it stands, and from where to where it runs."""

    at: float
    start: float
    end: float


Lattice = tuple[list[Ruling], list[Ruling]]
"""Lines that belong together: those that run across, those that run down."""


def lattices(strokes: Iterable[Stroke], size: float, tolerance: float) -> list[Lattice]:
    """The rulings of a page in groups that may each be a table. `size` is how high its characters
    are, `tolerance` how near lines may be to be one. Raises TooManyLines."""
    across, down = _rulings(strokes, thin=min(4.0, tolerance))
    across = _joined(across, tolerance, shortest=0.6 * size)
    down = _joined(down, tolerance, shortest=0.6 * size)
    return _abreast(_connected(across, down, tolerance), tolerance)


def _rulings(strokes: Iterable[Stroke], thin: float) -> tuple[list[Ruling], list[Ruling]]:
    """What runs across and what runs down: lines, boxes as thin as lines, outlines of boxes."""
    across: list[Ruling] = []
    down: list[Ruling] = []
    for stroke in strokes:
        width, height = stroke.x1 - stroke.x0, stroke.bottom - stroke.top
        if min(width, height) <= thin:
            if width > height:
                across.append(Ruling((stroke.top + stroke.bottom) / 2, stroke.x0, stroke.x1))
            else:
                down.append(Ruling((stroke.x0 + stroke.x1) / 2, stroke.top, stroke.bottom))
        elif stroke.outlined:
            across += [Ruling(at, stroke.x0, stroke.x1) for at in (stroke.top, stroke.bottom)]
            down += [Ruling(at, stroke.top, stroke.bottom) for at in (stroke.x0, stroke.x1)]
    return across, down


def _joined(rulings: Iterable[Ruling], tolerance: float, shortest: float) -> list[Ruling]:
    """Rulings of one direction with those in one place joined to one line."""
    places: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda ruling: ruling.at):
        if places and ruling.at - places[-1][0].at <= tolerance:
            places[-1].append(ruling)
        else:
            places.append([ruling])
    joined: list[Ruling] = []
    for place in places:
        at = sum(ruling.at for ruling in place) / len(place)
        place.sort(key=lambda ruling: ruling.start)
        start, end = place[0].start, place[0].end
        for ruling in place:
            if ruling.start > end + tolerance:
                joined.append(Ruling(at, start, end))
                start = ruling.start
            end = max(end, ruling.end)
        joined.append(Ruling(at, start, end))
    return [line for line in joined if line.end - line.start >= shortest]


def _connected(across: Sequence[Ruling], down: Sequence[Ruling], tolerance: float) -> list[Lattice]:
    """Lines that touch one another, group by group."""
    if len(across) * len(down) > _CROSSINGS:
        raise TooManyLines
    groups = Groups(len(across) + len(down))
    ordered = sorted(range(len(across)), key=lambda index: across[index].at)
    heights = [across[index].at for index in ordered]
    for number, line in enumerate(down, start=len(across)):
        first = bisect_left(heights, line.start - tolerance)
        last = bisect_right(heights, line.end + tolerance)
        for index in ordered[first:last]:
            if across[index].start - tolerance <= line.at <= across[index].end + tolerance:
                groups.join(index, number)
    found: dict[int, Lattice] = defaultdict(lambda: ([], []))
    for index, line in enumerate((*across, *down)):
        found[groups.of(index)][index >= len(across)].append(line)
    return list(found.values())


def _abreast(groups: Iterable[Lattice], tolerance: float) -> list[Lattice]:
    """The groups that enclose something. Those that begin and end at the same height are one: where
    a merged cell is higher than the page, nothing joins the columns to its left and right."""
    joined: dict[tuple[int, int], Lattice] = {}
    for across, down in groups:
        if not down:
            continue
        top = round(min(line.start for line in down) / tolerance)
        bottom = round(max(line.end for line in down) / tolerance)
        near = ((top + t, bottom + b) for t in (0, -1, 1) for b in (0, -1, 1))
        lines, verticals = joined.setdefault(
            next(filter(joined.get, near), (top, bottom)), ([], [])
        )
        lines += across
        verticals += down
    return [group for group in joined.values() if sorted(map(len, group)) >= [1, 2]]


class Groups:
    """Which of the things numbered from 0 belong together (disjoint sets)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def of(self, index: int) -> int:
        while self._above[index] != index:
            self._above[index] = self._above[self._above[index]]
            index = self._above[index]
        return index

    def join(self, one: int, other: int) -> None:
        self._above[self.of(one)] = self.of(other)
