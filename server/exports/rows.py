"""An answer as rows of terms, one at a time, in its own order or sorted by a column.

Sorted rows are spilled to a file on their way: only their keys stay in memory. Of a page that is
wanted alone only the rows up to it are kept, as long as these are not too many.
"""

import heapq
import marshal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, QueryTriples, Triple

from server.exports.order import Key, key_of
from server.workers.errors import TooManyRows

Term = NamedNode | BlankNode | Literal
Row = tuple[Term | None, ...]
T = TypeVar("T")
STATEMENT = ("subject", "predicate", "object")
"""The columns of a graph."""
LABEL = "Label"
"""A variable `xLabel` holds the words for `x`."""
_IN_MEMORY = 4_000_000
_HELD = 20_000
"""Rows up to the end of a page that are held in memory; beyond, all are spilled."""


@dataclass(frozen=True)
class Rows:
    """The columns of an answer, and its rows, which can be read once."""

    variables: tuple[str, ...]
    rows: Iterable[Row]

    def index(self, name: str) -> int:
        """The place of a column. Raises ValueError where there is none."""
        return self.variables.index(name)

    def words_of(self, name: str) -> int:
        """The place of the column with the words for a column: of its labels, where it has some."""
        label = f"{name}{LABEL}"
        return self.index(label if label in self.variables else name)


def rows_of(result: QuerySolutions | QueryTriples | Iterable[Triple]) -> Rows:
    """Solutions, or the statements of a graph, as rows."""
    if isinstance(result, QuerySolutions):
        names = tuple(variable.value for variable in result.variables)
        return Rows(names, (tuple(solution) for solution in result))
    return Rows(STATEMENT, ((one.subject, one.predicate, one.object) for one in result))  # type: ignore[misc]


def at_most(rows: Rows, most: int | None) -> Rows:
    """The same; raises TooManyRows when one more than `most` is read."""
    return Rows(rows.variables, counted(rows.rows, most))


def counted(rows: Iterable[T], most: int | None) -> Iterable[T]:
    """The same, which raises TooManyRows when one more than `most` is read."""
    return rows if most is None else _counted(rows, most)


def _counted(rows: Iterable[T], most: int) -> Iterator[T]:
    for number, row in enumerate(rows, start=1):
        if number > most:
            raise TooManyRows
        yield row


def ordered(rows: Rows, sort: str) -> Rows:
    """The rows by a column, `-column` downwards; among equals, and without `sort`, as they came.
    What is empty comes last either way. Raises ValueError for a column that is not there."""
    if not sort:
        return rows
    return Rows(rows.variables, _sorted(rows, sort, lambda count: (0, count)))


def part(rows: Rows, sort: str, whole: int, first: int, most: int) -> list[Row]:
    """All rows in that order where they are no more than `whole`, else `most` of them from the
    place `first` on. All are read."""
    held = max(whole, first + most)
    if held > _HELD:
        return list(_sorted(rows, sort, lambda n: (0, n) if n <= whole else (first, first + most)))
    place = rows.words_of(sort.removeprefix("-"))
    empty: list[Row] = []
    count = 0

    def filled() -> Iterator[tuple[Key, Row]]:
        nonlocal count
        for row in rows.rows:
            count += 1
            term = row[place]
            if term is not None:
                yield key_of(term), row
            elif len(empty) < held:
                empty.append(row)

    chosen = heapq.nlargest if sort.startswith("-") else heapq.nsmallest
    found = [*(row for _, row in chosen(held, filled(), key=_first)), *empty]
    return found if count <= whole else found[first : first + most]


def _sorted(rows: Rows, sort: str, chosen: Callable[[int], tuple[int, int]]) -> Iterator[Row]:
    place = rows.words_of(sort.removeprefix("-"))
    found: list[tuple[Key, int]] = []
    empty: list[int] = []
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        at = 0
        for row in rows.rows:
            term = row[place]
            if term is None:
                empty.append(at)
            else:
                found.append((key_of(term), at))
            data = marshal.dumps([written(one) for one in row])
            at += file.write(data)
        found.sort(key=_first, reverse=sort.startswith("-"))
        start, stop = chosen(len(found) + len(empty))
        for at in [*(at for _, at in found), *empty][start:stop]:
            file.seek(at)
            yield tuple(read(one) for one in marshal.load(file))


def _first(pair: tuple[Key, object]) -> Key:
    return pair[0]


def written(term: Term | None) -> Sequence[str] | None:
    """A term as plain text and lists, for JSON and the like."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return [term.value]
    if isinstance(term, BlankNode):
        return ["_", term.value]
    return [term.datatype.value, term.value, term.language or ""]


def read(term: Sequence[str] | None) -> Term | None:
    """What `written` wrote."""
    if term is None:
        return None
    if len(term) == 1:
        return NamedNode(term[0])
    if len(term) == 2:
        return BlankNode(term[1])
    if term[2]:
        return Literal(term[1], language=term[2])
    return Literal(term[1], datatype=NamedNode(term[0]))
