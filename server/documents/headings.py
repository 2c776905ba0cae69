"""The columns of a printed table: their headings in the order of the document, and what each says.

The header row is not in the graph, but every raw cell of the source layer knows its heading and its
place in its row. A heading names the column whose raw values stand under it: that holds for
headings which only the manifest of the load could explain, and needs no table of synonyms.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from loader.headings import Headings, spoken
from loader.identifiers import squeeze
from loader.rows import Column
from server.documents.source import SourceRow

_PRINTED = tuple(column for column in Column if column is not Column.HANDLING)
"""Our columns; who handles is printed as a further column, word for word."""


@dataclass(frozen=True)
class PrintedColumn:
    """A column of the printed grid. `column` is None for one that is none of ours."""

    heading: str
    column: Column | None
    which: int = 0
    """Of several further columns under one heading, which one, from 0."""


def printed_columns(
    rows: Sequence[SourceRow], present: Collection[Column], further: Mapping[str, int]
) -> tuple[PrintedColumn, ...]:
    """The columns of a table with values in the columns `present`, and under each heading of
    `further` in so many others. Where `rows` (the source layer) say nothing, ours stand first, in
    their usual order under their usual headings."""
    order = _headings(rows)
    assigned = _assign(rows, order)
    columns: list[PrintedColumn] = []
    for heading in [*order, *(h for h in further if h not in order)]:
        ours = [column for column in Column if assigned.get(column) == heading]
        columns += (PrintedColumn(heading, column) for column in ours)
        if not ours:
            count = max(further.get(heading, 0), 1)
            columns += (PrintedColumn(heading, None, which) for which in range(count))
    return _completed(columns, [c for c in Column if c in present and c not in assigned])


def _headings(rows: Iterable[SourceRow]) -> list[str]:
    """The headings from the left. Rows may have different numbers of cells: where the name of an
    entry stands over both of its columns, everything to its right has a smaller index."""
    index: dict[str, int] = {}
    for row in rows:
        for cell in row.cells:
            index[cell.heading] = max(index.get(cell.heading, 0), cell.index)
    return sorted(index, key=lambda heading: index[heading])


def _assign(rows: Iterable[SourceRow], order: Sequence[str]) -> dict[Column, str]:
    """Which heading each of our columns stands under; only names and sub-names may share one."""
    possible: dict[Column, set[str]] = {}
    for row in rows:
        for column, raw in row.raw.items():
            under = {cell.heading for cell in row.cells if squeeze(cell.text) == raw}
            possible[column] = possible.get(column, under) & under
    assigned: dict[Column, str] = {}
    shared = Headings({})
    for column in _PRINTED:
        taken = {heading for other, heading in assigned.items() if other is not Column.NAME}
        free = [heading for heading in order if heading not in taken]
        fitting = [heading for heading in free if heading in possible.get(column, ())]
        known = [heading for heading in fitting or free if shared.column(heading) is column]
        unknown = [heading for heading in fitting if shared.column(heading) is None]
        if chosen := known or unknown or fitting:
            assigned[column] = chosen[0]
    return assigned


def _completed(
    columns: list[PrintedColumn], missing: Sequence[Column]
) -> tuple[PrintedColumn, ...]:
    """`columns` with those of ours that no source row explains, each after those before it."""
    for column in missing:
        heading = spoken(Column.NAME if column is Column.SUB_NAME else column)
        before = [at for at, other in enumerate(columns, 1) if _rank(other.column) < _rank(column)]
        columns.insert(max(before, default=0), PrintedColumn(heading, column))
    return tuple(columns)


def _rank(column: Column | None) -> int:
    return len(Column) if column is None else list(Column).index(column)
