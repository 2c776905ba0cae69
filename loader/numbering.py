"""Whether the numbers of a list run as its convention says: on through the edition, or anew in each
stage or scenario."""

from collections.abc import Mapping
from dataclasses import replace

from loader.entries import Value
from loader.manifest import Conventions
from loader.problems import Problem, problem
from loader.rows import Column, Place, Row
from shapes.report import Severity


class Numbers:
    """Checks that the numbers of a list run as its convention says."""

    def __init__(self, conventions: Conventions, problems: list[Problem]) -> None:
        self.problems = problems
        self.convention = conventions.numbers
        self._group: str | None = None
        self._seen: dict[int, Row] = {}
        self._last = 0

    def take(self, row: Row, number: int, values: Mapping[Column, Value]) -> None:
        """Note the number of a new entry."""
        restarts = {"per-stage": Column.STAGE, "per-scenario": Column.SCENARIO}
        if column := restarts.get(self.convention or ""):
            group = values[column].text if column in values else None
            if group != self._group:
                self._group, self._last = group, 0
                self._seen.clear()
        place, before = row.place(Column.NUMBER), max(self._seen, default=0)
        if number in self._seen:
            where = _spoken_place(self._seen[number])
            self._say("N02", place, n=number, where=where[0], where_en=where[1])
        elif number < before:
            self._say("N03", place, n=number, before=before)
        elif number > before + 1:
            missing = f"{before + 1}" if number == before + 2 else f"{before + 1}–{number - 1}"
            self._say("N01", place, n=missing, before=before, after=number)
        self._seen.setdefault(number, row)

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
