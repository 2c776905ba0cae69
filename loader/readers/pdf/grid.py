"""Rulings to grids: the boxes that the lines on a page enclose, and which places of a grid each of
them covers.

A printout has no tables, only lines. Lines nearer to one another than a line of text is high are
one (double rules, the edges of neighbouring boxes); a place is divided from the next where a line
runs between them, and places that no line divides are one merged cell. pdfplumber's own finder of
tables leaves out a cell whose border is not closed, and browsers leave it open where the page ends
in the cell: so the outer border of a table is closed here as far as its lines reach.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from loader.readers.pdf.page import Stroke
from loader.readers.pdf.rulings import Groups, Ruling, TooManyLines, lattices

_PLACES = 200_000
_SAME_COLUMN = 3.0


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid: where it is on the page, and which places it covers, from 1."""

    x0: float
    top: float
    x1: float
    bottom: float
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True)
class Grid:
    """The cells that hang together. `incomplete` where lines are missing, so that what they enclose
    is no box and was cut into rows."""

    boxes: tuple[Box, ...]
    width: int
    height: int
    incomplete: bool = False

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, upper, right and lower edge."""
        return (
            min(box.x0 for box in self.boxes),
            min(box.top for box in self.boxes),
            max(box.x1 for box in self.boxes),
            max(box.bottom for box in self.boxes),
        )


def grids(strokes: Iterable[Stroke], size: float) -> tuple[Grid, ...]:
    """The grids on a page, from the top. `size` is how high its characters are. A single box is a
    frame and no table. Raises TooManyLines."""
    tolerance = min(6.0, max(0.6, 0.5 * size))
    found = []
    for horizontals, verticals in lattices(strokes, size, tolerance):
        grid = _grid(horizontals, verticals, tolerance)
        if grid is not None and len(grid.boxes) > 1:
            found.append(grid)
    return tuple(sorted(found, key=lambda grid: (grid.bounds[1], grid.bounds[0])))


def aligned(found: Sequence[Grid]) -> list[Grid]:
    """Grids that stand one below the other, or on the next page, between the same margins, with the
    columns of the one that has most: where no row of a page divides a column in two, its lines do
    not show that there are two."""
    groups: list[list[float]] = []
    member: list[int] = []
    for grid in found:
        edges = _edges(grid)
        for number, group in enumerate(groups):
            if max(abs(edges[0] - group[0]), abs(edges[-1] - group[-1])) <= _SAME_COLUMN:
                longer, shorter = (group, edges) if len(group) >= len(edges) else (edges, group)
                if all(_near(edge, longer) is not None for edge in shorter):
                    groups[number] = longer
                    member.append(number)
                    break
        else:
            member.append(len(groups))
            groups.append(edges)
    return [_renumbered(grid, groups[number]) for grid, number in zip(found, member, strict=True)]


def _edges(grid: Grid) -> list[float]:
    return sorted({edge for box in grid.boxes for edge in (box.x0, box.x1)})


def _near(edge: float, edges: Sequence[float]) -> float | None:
    nearest = min(edges, key=lambda other: abs(other - edge))
    return nearest if abs(nearest - edge) <= _SAME_COLUMN else None


def _renumbered(grid: Grid, edges: list[float]) -> Grid:
    number = {
        edge: edges.index(near) for edge in _edges(grid) if (near := _near(edge, edges)) is not None
    }
    if len(edges) == len(number) or len(set(number.values())) < len(_edges(grid)):
        return grid
    boxes = tuple(
        replace(box, column=number[box.x0] + 1, column_span=number[box.x1] - number[box.x0])
        for box in grid.boxes
    )
    return replace(grid, boxes=boxes, width=len(edges) - 1)


def _grid(across: list[Ruling], down: list[Ruling], tolerance: float) -> Grid | None:
    across, down = (
        across + _closing(across, down, tolerance),
        down + _closing(down, across, tolerance),
    )
    ys, xs = _places(across, tolerance), _places(down, tolerance)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    if rows * columns > _PLACES:
        raise TooManyLines
    regions = _regions(_walls(across, ys, xs, tolerance), _walls(down, xs, ys, tolerance))
    return _boxes(regions, xs, ys)


def _closing(lines: Sequence[Ruling], crossing: Sequence[Ruling], tolerance: float) -> list[Ruling]:
    """The outer lines of one direction that close a table where at least two lines of the other
    reach: below the last line, for those that run down into the end of the page."""
    closing = []
    for outermost, ends in (
        (min(min(line.at for line in lines), min(line.start for line in crossing)), "start"),
        (max(max(line.at for line in lines), max(line.end for line in crossing)), "end"),
    ):
        reaching = [c.at for c in crossing if abs(getattr(c, ends) - outermost) <= tolerance]
        if len(reaching) >= 2:
            closing.append(Ruling(outermost, min(reaching), max(reaching)))
    return closing


def _places(lines: Iterable[Ruling], tolerance: float) -> list[float]:
    """Where lines of one direction stand, each place once."""
    places: list[float] = []
    for at in sorted({line.at for line in lines}):
        if not places or at - places[-1] > tolerance:
            places.append(at)
    return places


def _walls(
    lines: Iterable[Ruling], places: Sequence[float], crossing: Sequence[float], tolerance: float
) -> list[list[bool]]:
    """For each place where lines of one direction stand: along which of the spans between the lines
    of the other direction one runs. A line that stops short still passes a span's middle."""
    middles = [(one + other) / 2 for one, other in pairwise(crossing)]
    walls = [[False] * len(middles) for _ in places]
    for line in lines:
        place = walls[bisect_left(places, line.at - tolerance)]
        for span in range(bisect_left(middles, line.start), bisect_right(middles, line.end)):
            place[span] = True
    return walls


def _regions(across: list[list[bool]], down: list[list[bool]]) -> dict[int, list[tuple[int, int]]]:
    """The places (row, column, from 0) that no wall divides, region by region; what is open to the
    outside belongs to none. `across[y][column]` and `down[x][row]` are the walls."""
    rows, columns = len(across) - 1, len(down) - 1
    outside = rows * columns
    groups = Groups(outside + 1)
    for row in range(rows):
        for column in range(columns):
            place = row * columns + column
            if not across[row][column]:
                groups.join(place, place - columns if row else outside)
            if not down[column][row]:
                groups.join(place, place - 1 if column else outside)
            if row == rows - 1 and not across[rows][column]:
                groups.join(place, outside)
            if column == columns - 1 and not down[columns][row]:
                groups.join(place, outside)
    regions: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place in range(outside):
        regions[groups.of(place)].append(divmod(place, columns))
    regions.pop(groups.of(outside), None)
    return regions


def _boxes(
    regions: dict[int, list[tuple[int, int]]], xs: Sequence[float], ys: Sequence[float]
) -> Grid | None:
    areas: list[tuple[int, int, int, int]] = []
    incomplete = False
    for places in regions.values():
        rows = [row for row, _ in places]
        columns = [column for _, column in places]
        area = (min(rows), min(columns), max(rows) + 1, max(columns) + 1)
        if (area[2] - area[0]) * (area[3] - area[1]) == len(places):
            areas.append(area)
        else:
            areas += _rows_of(places)
            incomplete = True
    if not areas:
        return None
    row_number = _numbers(edge for area in areas for edge in (area[0], area[2]))
    column_number = _numbers(edge for area in areas for edge in (area[1], area[3]))
    boxes = [
        Box(
            xs[left],
            ys[top],
            xs[right],
            ys[bottom],
            row_number[top],
            column_number[left],
            row_number[bottom] - row_number[top],
            column_number[right] - column_number[left],
        )
        for top, left, bottom, right in sorted(areas)
    ]
    return Grid(tuple(boxes), len(column_number) - 1, len(row_number) - 1, incomplete)


def _rows_of(places: Iterable[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """A region that is no box, cut into pieces of one row each."""
    pieces: list[tuple[int, int, int, int]] = []
    for row, column in sorted(places):
        if pieces and pieces[-1][0] == row and pieces[-1][3] == column:
            pieces[-1] = (row, pieces[-1][1], row + 1, column + 1)
        else:
            pieces.append((row, column, row + 1, column + 1))
    return pieces


def _numbers(edges: Iterable[int]) -> dict[int, int]:
    """Edges that some cell has -> their number, from 1: lines that bound no cell do not count."""
    return {edge: number for number, edge in enumerate(sorted(set(edges)), start=1)}
