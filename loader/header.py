"""The heading row of a table: what each column of its grid is called, and what that means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loader.identifiers import squeeze
from loader.rows import Column
from loader.tables import TableCell


@dataclass(frozen=True)
class Heading:
    """What stands over one column of the grid: as printed without white space, which column of ours
    it names, and the key of a further column (both None where no one knows it)."""

    text: str
    column: Column | None
    key: str | None


@dataclass(frozen=True)
class Header:
    """A heading row (or block of rows): what each column of the grid is called."""

    row: int
    """The row of the grid it begins in, from 1, and the last one it has."""
    last: int
    headings: tuple[Heading, ...]
    texts: tuple[tuple[str, ...], ...]
    """The cells of each of its rows without white space, to know it again."""

    def heading(self, column: int) -> Heading:
        """The heading over a column of the grid, from 1; without one beyond the last."""
        if column <= len(self.headings):
            return self.headings[column - 1]
        return Heading("", None, None)

    @property
    def columns(self) -> set[Column]:
        """The columns of ours that it names."""
        return {heading.column for heading in self.headings if heading.column}


def with_sub_name(headings: Sequence[Heading]) -> Iterator[Heading]:
    """The second physical column under the heading of the name, or a blank heading right of it, is
    the sub-name's, where no other column is called so."""
    known = {heading.column for heading in headings}
    for at, heading in enumerate(headings):
        left = headings[at - 1] if at else None
        second = left is not None and left.column is Column.NAME and Column.SUB_NAME not in known
        if left and second and heading.text in ("", left.text):
            yield Heading(left.text, Column.SUB_NAME, None)
        else:
            yield heading


def texts_of(cells: Sequence[TableCell]) -> tuple[str, ...]:
    """The texts of some cells without white space."""
    return tuple(squeeze(cell.text) for cell in cells)
