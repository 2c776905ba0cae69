"""What a document may hold under its limits, counted while it is read."""

import time
from collections.abc import Callable
from typing import NoReturn

from loader.limits import Limits
from loader.problems import Refused, problem
from loader.rows import Place

_CELL_BYTES = 500
"""What a cell takes of memory, roughly."""


class Allowance:
    """Raises Refused at the first thing too much, with its place."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self._rows = 0
        self._kept = 0
        self._most = limits.memory * 2**20 // _CELL_BYTES
        self._until = time.monotonic() + limits.seconds

    def sheets(self, count: int) -> None:
        """A workbook of `count` sheets."""
        if count > self.limits.tables:
            self._refuse("F30", self.limits.tables, count=count)

    def row(self, place: Callable[[], Place]) -> None:
        """One more row that holds text."""
        self._rows += 1
        if self._rows > self.limits.rows:
            self._refuse("F30-rows", self.limits.rows, place)

    def cell(self, column: int, characters: int, place: Callable[[], Place]) -> None:
        """One more cell that holds text."""
        if column > self.limits.columns:
            self._refuse("F30-columns", self.limits.columns, place)
        if characters > self.limits.cell_characters:
            self._refuse("F30-characters", self.limits.cell_characters, place)
        self.things(1)

    def things(self, count: int) -> None:
        """`count` more things that stay in memory: cells, merges, strings, formats."""
        self._kept += count
        if self._kept > self._most:
            self._refuse("F30-cells", self._most)

    def time(self) -> None:
        """Called again and again while there is more to read."""
        if time.monotonic() > self._until:
            self._refuse("F30-seconds", f"{self.limits.seconds:g}")

    def _refuse(
        self,
        code: str,
        limit: object,
        place: Callable[[], Place] | None = None,
        **values: object,
    ) -> NoReturn:
        where = place() if place else Place(self.file)
        raise Refused([problem(code, where, limit=limit, **values)])
