"""The rows and cells of a source layer, read back from its graph: in which cell of which row stands
what a column says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from loader.headings import Headings
from loader.identifiers import squeeze
from loader.provenance import RAW
from loader.rows import Column, Place
from ontology.terms import DCT, LM, PROV
from shapes.report import Node, Term

About = Mapping[Term, Mapping[NamedNode, list[Term]]]
"""What a graph says: values by subject and predicate."""

_LINES = re.compile(r"L(\d+)(?:-L(\d+))?")
_NAMES = (Column.NAME, Column.SUB_NAME)


def filed(triples: Iterable[Triple], predicates: frozenset[NamedNode]) -> About:
    """The triples with one of `predicates`, by subject and predicate."""
    about: dict[Term, dict[NamedNode, list[Term]]] = {}
    for triple in triples:
        predicate = triple.predicate
        if predicate in predicates:
            about.setdefault(triple.subject, {}).setdefault(predicate, []).append(triple.object)
    return about


def text_of(about: About, subject: Term, predicate: NamedNode) -> str | None:
    """The literal that `subject` has under `predicate`, the first of several; None without one."""
    values = about.get(subject, {}).get(predicate, ())
    return min((v.value for v in values if isinstance(v, Literal)), default=None)


def number_of(about: About, subject: Term, predicate: NamedNode) -> int | None:
    """The whole number that `subject` has under `predicate`; None where it has none."""
    text = text_of(about, subject, predicate)
    return int(text) if text and re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII) else None


def cell_lines(address: str) -> tuple[int, int] | None:
    """The lines of a text that a cell's address names (`L28-L31`); None for another address."""
    lines = _LINES.fullmatch(address)
    return (int(lines[1]), int(lines[2] or lines[1])) if lines else None


@dataclass(frozen=True)
class CellThere:
    """A source cell: where it stands in the grid, what is above it and what in it."""

    iri: Node
    index: int
    heading: str
    text: str
    address: str | None
    row_span: int


@dataclass(frozen=True)
class RowThere:
    """A source row: its place, its cells from the left, and what each column of ours says raw."""

    iri: Node
    place: Place
    cells: tuple[CellThere, ...]
    raw: Mapping[Column, str]

    def place_of(self, cell: CellThere | None) -> Place:
        """The place of the row, or of one of its cells."""
        place = replace(self.place, row_iri=_iri(self.iri))
        if cell is None:
            return place
        start, end = cell_lines(cell.address or "") or (place.line_start, place.line_end)
        return replace(
            place,
            line_start=start,
            line_end=end,
            column=cell.heading or None,
            text=cell.text,
            cell=cell.address if place.sheet is not None else None,
            cell_iri=_iri(cell.iri),
        )


class SourceRows:
    """The source rows of a graph. `file` names the document of those that do not say it."""

    PREDICATES = frozenset(
        (
            *RAW.values(), DCT.hasPart, LM.rowIndex, LM.lineStart, LM.lineEnd, LM.page, LM.sheet,
            LM.table, LM.columnIndex, LM.heading, LM.cellText, LM.cellAddress, LM.rowSpan,
            LM.fileName, PROV.wasDerivedFrom,
        )
    )  # fmt: skip
    """What is read of the graph."""

    def __init__(self, about: About, file: str) -> None:
        self._about = about
        self._file = file
        self._made: dict[Term, RowThere | None] = {}
        self._known = Headings({})

    def row(self, iri: Term) -> RowThere | None:
        """The row called `iri`; None where the graph has none of that name."""
        if iri not in self._made:
            self._made[iri] = self._row(iri)
        return self._made[iri]

    def row_of_cell(self, cell: Term) -> RowThere | None:
        """The row that has the cell called `cell`."""
        owner = self._owners.get(cell)
        return self.row(owner) if owner else None

    def numbered(self, index: int) -> RowThere | None:
        """The row that counts as `index` below the headers; None where several do."""
        found = self._by_index.get(index, ())
        return self.row(found[0]) if len(found) == 1 else None

    def standing(self, row: RowThere, column: Column) -> tuple[RowThere, CellThere] | None:
        """The cell that says what `column` says of `row`, with the row in which it begins: this
        one, or one above from which a merged cell reaches down. None where there is none."""
        at: RowThere | None = row
        below = 0
        while at and at.place.row:
            if cell := self._cell(at, column):
                return (at, cell) if not below or cell.row_span > below else None
            at, below = self.numbered(at.place.row - 1), below + 1
        return None

    def _cell(self, row: RowThere, column: Column) -> CellThere | None:
        """The cell of `row` in `column`. Two cells may stand under the heading of the name, and a
        manifest may give a heading a meaning that only the raw text tells."""
        raw = row.raw.get(column)
        cells = row.cells if column is not Column.SUB_NAME else row.cells[::-1]
        wanted = _NAMES if column is Column.SUB_NAME else (column,)
        headed = [cell for cell in cells if self._means(cell) in wanted]
        if raw is not None:
            same = (cell for cell in headed if cell.text == raw)
            return next(same, None) or self._alike(row, column, raw)
        others = {text for name, text in row.raw.items() if name in _NAMES}
        free = (c for c in headed if column not in _NAMES or c.text not in others)
        return next(free, None) if column is not Column.SUB_NAME else None

    def _means(self, cell: CellThere) -> Column | None:
        heading = squeeze(cell.heading)
        return self._learned.get(heading) or self._known.column(heading)

    def _alike(self, row: RowThere, column: Column, raw: str) -> CellThere | None:
        same = [cell for cell in row.cells if cell.text == raw]
        free = [cell for cell in same if self._means(cell) is None] or same
        return free[0] if len(free) == 1 else None

    @cached_property
    def _learned(self) -> Mapping[str, Column]:
        """What headings mean that no one knows: a column whose raw text always stands below it, and
        below no other that is unknown."""
        open_: dict[Column, set[str]] = {}
        for iri in self._rows:
            row = self.row(iri)
            for column, raw in row.raw.items() if row else ():
                here = {squeeze(c.heading) for c in row.cells if c.text == raw} if row else set()
                if any(self._known.column(heading) is column for heading in here):
                    continue
                if column is not Column.SUB_NAME:
                    unknown = {h for h in here if self._known.column(h) is None}
                    open_[column] = open_.get(column, unknown) & unknown
        return {found.pop(): column for column, found in open_.items() if len(found) == 1}

    @cached_property
    def _rows(self) -> tuple[Term, ...]:
        return tuple(iri for iri, said in self._about.items() if LM.rowIndex in said)

    @cached_property
    def _by_index(self) -> Mapping[int, list[Term]]:
        found: dict[int, list[Term]] = {}
        for iri in self._rows:
            index = number_of(self._about, iri, LM.rowIndex)
            if index is not None:
                found.setdefault(index, []).append(iri)
        return found

    @cached_property
    def _owners(self) -> Mapping[Term, Term]:
        return {cell: row for row in self._rows for cell in self._about[row].get(DCT.hasPart, ())}

    def _row(self, iri: Term) -> RowThere | None:
        about = self._about
        if isinstance(iri, Literal | Triple) or LM.rowIndex not in about.get(iri, {}):
            return None
        documents = about[iri].get(PROV.wasDerivedFrom, ())
        files = (text_of(about, document, LM.fileName) for document in documents)
        place = Place(
            next((file for file in files if file), self._file),
            number_of(about, iri, LM.rowIndex),
            number_of(about, iri, LM.lineStart),
            number_of(about, iri, LM.lineEnd),
            sheet=text_of(about, iri, LM.sheet),
            page=number_of(about, iri, LM.page),
            table=number_of(about, iri, LM.table),
        )
        raw = {column: text_of(about, iri, predicate) for column, predicate in RAW.items()}
        kept = {column: text for column, text in raw.items() if text is not None}
        return RowThere(iri, place, tuple(self._cells(iri)), kept)

    def _cells(self, row: Node) -> Iterator[CellThere]:
        about = self._about
        cells = [c for c in about[row].get(DCT.hasPart, ()) if isinstance(c, Node)]
        for cell in sorted(cells, key=lambda c: number_of(about, c, LM.columnIndex) or 0):
            yield CellThere(
                cell,
                number_of(about, cell, LM.columnIndex) or 0,
                text_of(about, cell, LM.heading) or "",
                text_of(about, cell, LM.cellText) or "",
                text_of(about, cell, LM.cellAddress),
                number_of(about, cell, LM.rowSpan) or 1,
            )


def _iri(node: Node) -> str | None:
    return node.value if isinstance(node, NamedNode) else None
