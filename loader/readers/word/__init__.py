"""Word documents (.docx, .docm, .dotx): every table of the body as Word shows it.

A table is read in one walk over its XML (ECMA-376 part 1, 17.4). Cells of different rows are one
where both say so (`vMerge`), they begin in the same grid column and span as many; the file's grid,
not the width on paper, says in which column a cell begins. Headers and footers are not read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from loader.limits import Limits
from loader.readers.archive import kind, open_archive, other
from loader.readers.bounds import Bounds, Remarks, table_of
from loader.readers.word.lists import Lists
from loader.readers.word.package import (
    DELETED,
    Package,
    at,
    is_on,
    name_of,
    names,
    number_of,
    open_package,
    value_of,
    within,
)
from loader.readers.word.text import Writing
from loader.tables import Reading, Table, TableCell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BLOCKS = frozenset(("p", "tbl", "altChunk"))
_ROWS, _CELLS = frozenset(("tr",)), frozenset(("tc",))
_TRACKED = ("ins", "del", "moveFrom", "moveTo")


def read(content: bytes, file: str, limits: Limits) -> Reading:
    """The tables of the Word document in `content`, and the paragraphs outside them.

    Raises Refused where it is damaged, a trap, no Word document, or beyond `limits`. What is
    hidden, tracked, nested or cannot be read is told in the reading's problems. Takes time and
    memory in the size of the document.
    """
    archive = open_archive(content, file, limits)
    if kind(archive) != "docx":
        raise other(archive, file)
    return _Reader(open_package(archive, file), file, limits).read()


@dataclass(frozen=True)
class Located:
    """A document with what it was read from: the root of its main part, and the element of each
    physical cell by table, row and column of the grid, as the reading counts them."""

    reading: Reading
    root: etree._Element
    cells: Mapping[tuple[int, int, int], etree._Element]


def locate(content: bytes, file: str, limits: Limits) -> Located:
    """The same as `read`, for who writes into the very cells. Raises as `read`."""
    archive = open_archive(content, file, limits)
    if kind(archive) != "docx":
        raise other(archive, file)
    package = open_package(archive, file)
    reader = _Reader(package, file, limits)
    return Located(reader.read(), package.document, reader.cells)


@dataclass
class _Merged:
    """A cell while rows below may still join it."""

    text: str
    row: int
    column: int
    column_span: int
    row_span: int = 1

    def cell(self) -> TableCell:
        return TableCell(self.text, self.row, self.column, self.row_span, self.column_span)


class _Reader:
    """One walk over a document: paragraphs are read once each and in order, as lists count."""

    def __init__(self, package: Package, file: str, limits: Limits) -> None:
        self.package = package
        self.bounds = Bounds(file, limits)
        self.remarks = Remarks(file)
        self.lists = Lists.of(package.numbering, package.styles)
        self.writing = Writing(self.lists)
        self.tables: list[Table] = []
        self.lines: list[str] = []
        self.cells: dict[tuple[int, int, int], etree._Element] = {}
        self.embedded = 0

    def read(self) -> Reading:
        self._blocks(self.package.document)
        for note in (note for notes in self.package.notes for note in notes):
            if value_of(note, "type") is None:
                self._line(self._text(note))
        tracked = sum(1 for _ in self.package.document.iter(*names(*_TRACKED)))
        if tracked:
            self.remarks.file_wide("F24-revisions", count=tracked)
        if self.embedded:
            self.remarks.file_wide("F24-embedded", count=self.embedded)
        if self.lists.unknown:
            self.remarks.file_wide("F24-numbers", forms="、".join(sorted(self.lists.unknown)))
        return Reading(tuple(self.tables), tuple(self.lines), self.remarks.problems())

    def _line(self, text: str | None) -> None:
        if text and text.strip():
            self.lines.append(text.strip())

    def _blocks(self, container: etree._Element) -> None:
        """The paragraphs and tables of a body or a box."""
        for block in within(container, _BLOCKS):
            match name_of(block):
                case "p":
                    text, boxes = self.writing.paragraph(block)
                    self._line(text)
                    for box in boxes:
                        self._blocks(box)
                case "tbl":
                    self.writing.remarks()
                    self._table(block)
                case _:
                    self.embedded += 1
        self._line(self.writing.rest())

    def _text(self, container: etree._Element) -> str:
        """The paragraphs of a cell or a note, with those of boxes and tables in it, as lines."""
        lines: list[str | None] = []
        for block in within(container, _BLOCKS):
            match name_of(block):
                case "p":
                    text, boxes = self.writing.paragraph(block)
                    lines += [text, *(self._text(box) for box in boxes)]
                case "tbl":
                    flat = self._flat(block)
                    self.writing.remark("F24-nested", flat)
                    lines.append(flat)
                case _:
                    self.embedded += 1
        lines.append(self.writing.rest())
        return "\n".join(line for line in lines if line is not None)

    def _flat(self, table: etree._Element) -> str:
        rows = (within(row, _CELLS) for row in within(table, _ROWS))
        return "\n".join("\t".join(self._text(cell).strip() for cell in row) for row in rows)

    def _table(self, element: etree._Element) -> None:
        number = self.bounds.table()
        cells: list[_Merged] = []
        above: dict[int, _Merged] = {}
        height = 0
        for row in within(element, _ROWS):
            properties = at(row, "trPr")
            if properties is not None and any(name_of(p) in DELETED for p in properties):
                continue
            height += 1
            above = self._row(row, number, height, above, cells)
        if cells:
            self.tables.append(table_of([cell.cell() for cell in cells], height, number))

    def _row(
        self,
        element: etree._Element,
        table: int,
        row: int,
        above: dict[int, _Merged],
        cells: list[_Merged],
    ) -> dict[int, _Merged]:
        """Read a row into `cells`; returns those of its cells that the next row may join, by
        column, as `above` has them of the row before."""
        open_below: dict[int, _Merged] = {}
        column = 1 + number_of(at(element, "trPr", "gridBefore"))
        hidden = is_on(at(element, "trPr", "hidden"))
        has_text = False
        for parts, span in _physical(element):
            self.bounds.columns(table, row, column + span - 1)
            text, covered = self._text(parts[0]), "".join(map(self._text, parts[1:]))
            self.bounds.cell(table, row, column, text)
            merge = at(parts[0], "tcPr", "vMerge")
            joins = merge is not None and value_of(merge) != "restart"
            cell = above.get(column) if joins else None
            if cell is not None and cell.column_span == span:
                cell.row_span += 1
                text, covered = "", text + covered
            else:
                if cell is not None:
                    self.remarks.cell("F24-uneven", table, row, column, text)
                cell = _Merged(text, row, column, span)
                cells.append(cell)
                self.cells[table, row, column] = parts[0]
            if merge is not None:
                open_below[column] = cell
            if covered.strip():
                self.remarks.cell("F24-merged", table, row, column, covered)
            if hidden and text.strip():
                self.remarks.cell("F24-hidden", table, row, column, text)
            for code, about in self.writing.remarks():
                self.remarks.cell(code, table, row, column, about)
            has_text = has_text or bool(text.strip())
            column += span
        if has_text:
            self.bounds.row()
        return open_below


def _physical(row: etree._Element) -> Iterator[tuple[list[etree._Element], int]]:
    """The cells of a row with the columns each spans; those of old documents that say `hMerge`
    belong to the cell on their left."""
    parts: list[etree._Element] = []
    spans = 0
    for cell in within(row, _CELLS):
        merge = at(cell, "tcPr", "hMerge")
        if parts and (merge is None or value_of(merge) == "restart"):
            yield parts, spans
            parts, spans = [], 0
        parts.append(cell)
        spans += max(1, number_of(at(cell, "tcPr", "gridSpan"), 1))
    if parts:
        yield parts, spans
