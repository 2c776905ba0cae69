"""Whether the numbers of a list run as its convention says: on through the edition, or anew in each
stage or scenario."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace

from loader.entries import Value
from loader.manifest import Conventions
from loader.problems import Problem, problem
from loader.rows import Column, Place, Row
from shapes.report import Severity


@dataclass(frozen=True)
class _Gap:
    """Numbers that are left out before one that stands."""

    place: Place
    before: int
    after: int
    unread: int
    """How many entries without a readable number stand in between: that is said of them already."""


class Numbers:
    """Checks that the numbers of a list run as its convention says."""

    def __init__(self, conventions: Conventions, problems: list[Problem]) -> None:
        self.problems = problems
        self.convention = conventions.numbers
        self._group: str | None = None
        self._seen: dict[int, Row] = {}
        self._highest = 0
        self._gaps: list[_Gap] = []
        self._unread = 0

    def take(self, row: Row, number: int, values: Mapping[Column, Value]) -> None:
        """Note the number of a new entry."""
        restarts = {"per-stage": Column.STAGE, "per-scenario": Column.SCENARIO}
        if column := restarts.get(self.convention or ""):
            group = values[column].text if column in values else None
            if group != self._group:
                self.finish()
                self._group = group
        place, before = row.place(Column.NUMBER), self._highest
        if number in self._seen:
            where = _spoken_place(self._seen[number])
            self._say("N02", place, n=number, where=where[0], where_en=where[1])
        elif number < before:
            self._say("N03", place, n=number, before=before)
        elif number > before + 1:
            self._gaps.append(_Gap(place, before, number, self._unread))
        self._unread = 0
        self._highest = max(before, number)
        self._seen.setdefault(number, row)

    def unread(self) -> None:
        """Note an entry whose number cannot be read, which is said elsewhere."""
        self._unread += 1

    def finish(self) -> None:
        """Say which numbers stand nowhere, now that all of the list, or of a stage or scenario in
        which they begin anew, is known."""
        ordered = sorted(self._seen)
        for gap in self._gaps:
            between = bisect_left(ordered, gap.after) - bisect_right(ordered, gap.before)
            if gap.after - gap.before - 1 - between > gap.unread:
                first, last = gap.before + 1, gap.after - 1
                while first in self._seen:
                    first += 1
                while last in self._seen:
                    last -= 1
                spoken = f"{first}" if first == last else f"{first}–{last}"
                self._say("N01", gap.place, n=spoken, before=gap.before, after=gap.after)
        self._seen.clear()
        self._highest = 0
        self._gaps.clear()
        self._unread = 0

    def _say(self, code: str, place: Place, **values: object) -> None:
        found = problem(code, place, **values)
        if self.convention is None:
            found = replace(found, severity=Severity.WARNING)
        self.problems.append(found)


def _spoken_place(row: Row) -> tuple[str, str]:
    """Where a row stands, in Chinese and English."""
    place = row.place(Column.NUMBER)
    if place.line_start is not None:
        return f"第 {place.line_start} 行", f"line {place.line_start}"
    if place.cell:
        return f"单元格 {place.cell}", f"cell {place.cell}"
    return f"表格第 {row.index} 行", f"row {row.index}"
