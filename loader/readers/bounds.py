"""The limits of a document while its tables are read, and what is remarked of their cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loader.limits import Limits
from loader.problems import Problem, Refused, problem
from loader.rows import Place
from loader.tables import Table, TableCell

_SHOWN = 60


@dataclass
class Bounds:
    """Counts what a document holds, and raises Refused, with the place, where it is too much."""

    file: str
    limits: Limits
    _tables: int = 0
    _rows: int = 0

    def table(self) -> int:
        """The number of the next table."""
        self._tables += 1
        if self._tables > self.limits.tables:
            raise self._refused("F21-tables", None, limit=self.limits.tables)
        return self._tables

    def columns(self, table: int, row: int, last: int) -> None:
        """Check that a row ends in column `last`."""
        if last > self.limits.columns:
            raise self._refused("F21-columns", table, row=row, limit=self.limits.columns)

    def cell(self, table: int, row: int, column: int, text: str) -> None:
        """Check how long the text of a cell is."""
        limit = self.limits.cell_characters
        if len(text) > limit:
            raise self._refused(
                "F21-cell", table, row=row, column=column, length=len(text), limit=limit
            )

    def row(self) -> None:
        """Count a row in which a cell with text begins."""
        self._rows += 1
        if self._rows > self.limits.rows:
            raise self._refused("F21-rows", None, limit=self.limits.rows)

    def _refused(self, code: str, table: int | None, **values: object) -> Refused:
        place = Place(self.file, table=table)
        return Refused([problem(code, place, file=self.file, table=table, **values)])


@dataclass
class Remarks:
    """What a reader's user should know: one problem a code and table, with how often and where
    first."""

    file: str
    _met: dict[tuple[str, int], dict[str, object]] = field(default_factory=dict)
    _more: list[Problem] = field(default_factory=list)

    def cell(self, code: str, table: int, row: int, column: int, text: str) -> None:
        """Something met in a cell."""
        first = {"count": 0, "row": row, "column": column, "text": shortened(text)}
        values = self._met.setdefault((code, table), first)
        values["count"] = int(str(values["count"])) + 1

    def file_wide(self, code: str, **values: object) -> None:
        """Something that is so of the whole document."""
        self._more.append(problem(code, Place(self.file), file=self.file, **values))

    def problems(self) -> tuple[Problem, ...]:
        """All of them, those of the whole document first, then table by table."""
        return (*self._more, *self._by_table())

    def _by_table(self) -> Iterator[Problem]:
        for (code, table), values in sorted(self._met.items(), key=lambda item: item[0][1]):
            place = Place(self.file, text=str(values["text"]), table=table)
            yield problem(code, place, table=table, **values)


def shortened(text: str) -> str:
    """The beginning of `text` on one line, for a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def table_of(cells: list[TableCell], height: int, number: int) -> Table:
    """The table that `cells` are, in a form that can say what is merged."""
    width = max((cell.column + cell.column_span - 1 for cell in cells), default=0)
    return Table(tuple(cells), width, height, merges=True, number=number)
