"""Tables to rows: the heading row found, headings repeated over pages left out, the text above and
notes below set aside, and every cell told which column it stands in.

Nothing here knows a file form: a reader gives tables, and this says what their columns mean.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loader.header import Header, Heading, texts_of, with_sub_name
from loader.headings import Headings, is_ambiguous, spoken
from loader.identifiers import squeeze
from loader.manifest import Manifest
from loader.page_breaks import join_pages
from loader.problems import Problem, Refused, problem
from loader.rows import Attribute, Cell, Column, Cover, Place, Row, Spot
from loader.tables import Reading, Table, TableCell
from loader.types import type_words

_NOTE = re.compile(
    r"(注|备注|说明|附注|填表|填报|联系人|联系电话|制表|审核|审核人|日期)\d*[:：、（(]?"
)
_ENOUGH = 3
"""So many columns of ours must be named in a row for it to be the heading row."""


@dataclass(frozen=True)
class Layout:
    """The rows of a document and what stands around them."""

    preamble: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    columns: frozenset[Column]
    """The columns of ours that the document has."""
    merges: bool
    """Whether its form says which cells are merged."""


def lay_out(reading: Reading, file: str, manifest: Manifest) -> Layout:
    """The rows of what a reader found. Raises Refused where no table has a recognisable header,
    where the header lacks a column or has one twice, and where nothing stands below it."""
    worker = _Layouter(file, manifest, len(reading.tables) > 1)
    for table in reading.tables:
        worker.take(table)
    if worker.header is None:
        raise Refused([*reading.problems, *worker.near_misses()])
    if not worker.rows:
        raise Refused([problem("F07", Place(file))])
    joined = join_pages(worker.rows, type_words(manifest.type_words))
    return Layout(
        (*reading.text, *worker.preamble),
        joined.rows,
        tuple(worker.notes),
        (*reading.problems, *worker.problems, *joined.problems),
        frozenset(worker.columns),
        any(table.merges for table in reading.tables),
    )


@dataclass
class _Layouter:
    file: str
    manifest: Manifest
    several: bool
    """Whether the document has more tables than one."""
    header: Header | None = None
    rows: list[Row] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: set[Column] = field(default_factory=set)
    _width: int = 0
    _slivers: set[int] = field(default_factory=set)
    """Columns in which a row of blank cells has just been passed over: a printout's lines are not
    always whole, and a blank below it is the same blank."""
    _failed: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.headings = Headings(self.manifest.columns)

    def near_misses(self) -> list[Problem]:
        """Why the table that comes nearest to a checklist was not taken for one."""
        return self._failed[:1] or [problem("F06", Place(self.file))]

    def take(self, table: Table) -> None:
        """Read one table: with a header of its own, or going on with the one before."""
        rows = list(table.rows())
        header = self._find_header(table, rows)
        if header:
            self._check(header, table)
            self.header, self._width = header, table.width
            self.columns |= header.columns
            above = (cell.text.strip() for row in rows[: header.row - 1] for cell in row)
            self.preamble += [text for text in above if text]
            start = header.last
        elif self.header is None or table.width != self._width:
            self._pass_over(table)
            return
        else:
            start = 0
        covers = _Covers(table)
        self._slivers.clear()
        for at, cells in enumerate(rows, start=1):
            if at > start:
                self._row(table, at, cells, covers)
            covers.enter(at, cells, len(self.rows) if at > start else 0)

    def _pass_over(self, table: Table) -> None:
        texts = [squeeze(cell.text) for cell in table.cells if squeeze(cell.text)]
        if texts:
            place = Place(
                self.file, sheet=table.sheet, page=table.page, table=table.number, text=texts[0]
            )
            code = "F13" if self.header or not table.sheet else "F14"
            self.problems.append(problem(code, place, start="、".join(texts[:4])[:60]))

    def _find_header(self, table: Table, rows: Sequence[tuple[TableCell, ...]]) -> Header | None:
        best: Header | None = None
        for at, cells in enumerate(rows, start=1):
            if self.header and texts_of(cells) == self.header.texts[0]:
                return None  # the header again, on a further page
            if sum(self.headings.column(cell.text) is not None for cell in cells) < 2:
                continue
            header = self._header(at, rows, table)
            if len(header.columns) >= _ENOUGH and Column.NAME in header.columns:
                return header
            if best is None or len(header.columns) > len(best.columns):
                best = header
        if best and len(best.columns) >= _ENOUGH - 1 and self.header is None:
            self._failed.append(self._lacking(best, table))
        return None

    def _header(self, at: int, rows: Sequence[tuple[TableCell, ...]], table: Table) -> Header:
        """The heading row `at`, with the rows below that its merged cells reach into."""
        first = rows[at - 1]
        last = at + min(max((cell.row_span for cell in first), default=1), 3) - 1
        if last > at and all(cell.row_span == first[0].row_span for cell in first):
            last = at  # one tall row, not two
        block = [cell for row in rows[at - 1 : last] for cell in row]
        headings: list[Heading] = [Heading("", None, None)] * table.width
        for cell in block:  # a lower cell overwrites the one above it, where it says more
            text = squeeze(cell.text)
            known = self.headings.column(text)
            for column in range(cell.column, min(cell.column + cell.column_span, table.width + 1)):
                if text and (cell.row == at or known or not headings[column - 1].column):
                    headings[column - 1] = Heading(text, known, self.headings.attribute(text))
        texts = tuple(texts_of(row) for row in rows[at - 1 : last])
        return Header(at, last, tuple(with_sub_name(headings)), texts)

    def _check(self, header: Header, table: Table) -> None:
        """What a header must have, and what is to be said of it."""
        counts = Counter(h.column for h in header.headings if h.column)
        place = Place(self.file, sheet=table.sheet, page=table.page, table=table.number)
        if self._missing(header):
            raise Refused([self._lacking(header, table)])
        doubles = [
            column
            for column, count in counts.items()
            if count > 1 and not self._one_cell(column, header, table)
        ]
        if doubles:
            names = "、".join(spoken(column) for column in doubles)
            raise Refused([problem("F10", place, columns=names)])
        seen: set[str] = set()
        for heading in header.headings:
            if heading.column or not heading.text or heading.text in seen:
                continue
            seen.add(heading.text)
            at = Place(self.file, sheet=table.sheet, page=table.page, column=heading.text)
            if is_ambiguous(heading.text):
                self.problems.append(problem("F11", at, heading=heading.text))
            elif heading.key is None:
                self.problems.append(problem("F09", at, heading=heading.text))

    def _one_cell(self, column: Column, header: Header, table: Table) -> bool:
        """Whether it is one merged heading cell that stands over several grid columns."""
        return (
            sum(
                1
                for cell in table.cells
                if header.row <= cell.row <= header.last
                and self.headings.column(cell.text) is column
            )
            == 1
        )

    def _missing(self, header: Header) -> list[Column]:
        conventions = self.manifest.conventions
        needed = [Column.SCENARIO, Column.NAME, Column.TYPE, Column.LEAD]
        if conventions.blank_cooperating != "none":
            needed.append(Column.COOPERATING)
        if conventions.levels == "stage-scenario":
            needed.insert(0, Column.STAGE)
        if conventions.numbers in ("edition", "per-stage", "per-scenario"):
            needed.insert(0, Column.NUMBER)
        return [column for column in needed if column not in header.columns]

    def _lacking(self, header: Header, table: Table) -> Problem:
        found = "、".join(dict.fromkeys(h.text for h in header.headings if h.text))
        unclear = [h.text for h in header.headings if is_ambiguous(h.text) and not h.column]
        lines = [cell for cell in table.cells if header.row <= cell.row <= header.last]
        place = Place(
            self.file,
            line_start=min((c.line_start for c in lines if c.line_start), default=None),
            line_end=max((c.line_end for c in lines if c.line_end), default=None),
            sheet=table.sheet,
            page=table.page,
            table=table.number,
        )
        missing = self._missing(header) or [Column.NAME]
        values = {"missing": "、".join(spoken(column) for column in missing), "found": found}
        if unclear:
            return problem("F12", place, unclear="、".join(unclear), **values)
        return problem("F08", place, **values)

    def _row(self, table: Table, at: int, cells: tuple[TableCell, ...], covers: "_Covers") -> None:
        if self.header is None or not any(squeeze(cell.text) for cell in cells):
            if table.page is not None:
                self._slivers |= {cell.column for cell in cells}
            return
        if texts_of(cells) in self.header.texts or self._repeats_title(cells):
            return
        if note := self._note(cells, covers, at):
            self.notes.append(note)
            place = Place(self.file, sheet=table.sheet, page=table.page, text=note)
            self.problems.append(problem("F15", place, text=note[:60]))
            return
        number = table.number if self.several and table.sheet is None else None
        spot = Spot(number, table.sheet, table.page)
        row = _RowBuilder(self.file, len(self.rows) + 1, self.header, spot)
        kept = [c for c in cells if squeeze(c.text) or c.column not in self._slivers]
        self._slivers.clear()
        self.rows.append(row.build(kept, covers.over(at)))
        self.problems += _unseen(self.rows[-1])

    def _repeats_title(self, cells: tuple[TableCell, ...]) -> bool:
        (only,) = cells if len(cells) == 1 else (None,)
        return bool(only and only.text.strip() and only.text.strip() in self.preamble)

    def _note(self, cells: tuple[TableCell, ...], covers: "_Covers", at: int) -> str | None:
        """The text of a row that is a note: one cell alone, over the whole width or beginning as a
        note begins."""
        texts = [cell for cell in cells if squeeze(cell.text)]
        if covers.over(at):
            return None
        if len(texts) > 1 and all(_NOTE.match(squeeze(cell.text)) for cell in texts):
            return "　".join(
                cell.text.strip() for cell in texts
            )  # who filled it in, who checked it
        if len(texts) != 1:
            return None
        (only,) = texts
        wide = only.column == 1 and only.column_span >= self._width > 1
        marked = _NOTE.match(squeeze(only.text)) is not None and only.column <= 2
        return only.text.strip() if wide or marked else None


class _Covers:
    """The merged cells that reach down from rows above, with the row of ours they begin in."""

    def __init__(self, table: Table) -> None:
        self._tall: list[tuple[TableCell, int]] = []

    def enter(self, at: int, cells: Sequence[TableCell], index: int) -> None:
        """Note the cells of grid row `at`, which is row `index` of the document (0: none)."""
        self._tall = [(cell, row) for cell, row in self._tall if cell.row + cell.row_span > at + 1]
        if index:
            self._tall += [(cell, index) for cell in cells if cell.row_span > 1]

    def over(self, at: int) -> list[tuple[TableCell, int]]:
        """The cells with text that begin above grid row `at` and reach into it."""
        return [
            (cell, row)
            for cell, row in self._tall
            if cell.row < at < cell.row + cell.row_span and squeeze(cell.text)
        ]


@dataclass
class _RowBuilder:
    file: str
    index: int
    header: Header
    spot: Spot

    def build(self, cells: Sequence[TableCell], over: Sequence[tuple[TableCell, int]]) -> Row:
        own: dict[Column, Cell] = {}
        covered: dict[Column, Cover] = {}
        further: list[Attribute] = []
        further_covered: list[Attribute] = []
        for cell in cells:
            made = self._cell(cell)
            for first, heading in self._headings(cell):
                if heading.column is None:
                    further.append(Attribute(heading.text, heading.key, made, self.index))
                elif first:
                    own[heading.column] = made
                elif heading.column is not Column.SUB_NAME:
                    covered[heading.column] = Cover(self.index, made)
                if heading.column is Column.HANDLING:
                    further.append(Attribute(heading.text, heading.key, made, self.index))
        for cell, row in over:
            made = self._cell(cell)
            for _, heading in self._headings(cell):
                if heading.column is None or heading.column is Column.HANDLING:
                    further_covered.append(Attribute(heading.text, heading.key, made, row))
                if heading.column:
                    covered[heading.column] = Cover(row, made)
        name, sub_name = covered.get(Column.NAME), covered.get(Column.SUB_NAME)
        if name and sub_name and name.cell == sub_name.cell:
            del covered[Column.SUB_NAME]  # one cell over both name columns: no sub-name
        return Row(
            self.file,
            self.index,
            own,
            tuple(further),
            covered,
            tuple(further_covered),
            self.spot,
        )

    def _headings(self, cell: TableCell) -> Iterator[tuple[bool, Heading]]:
        """What a cell stands under; each heading once, and whether the cell begins there."""
        seen: set[Column | str] = set()
        for at in range(cell.column, cell.column + cell.column_span):
            heading = self.header.heading(at)
            if (name := heading.column or heading.text) not in seen:
                seen.add(name)
                if heading.column or heading.text or squeeze(cell.text):
                    yield at == cell.column, heading

    def _cell(self, cell: TableCell) -> Cell:
        return Cell(
            text=cell.text if cell.text.strip() else "",
            index=cell.column,
            heading=self.header.heading(cell.column).text,
            address=cell.address,
            row_span=cell.row_span,
            column_span=cell.column_span,
            line_start=cell.line_start,
            line_end=cell.line_end,
        )


def unseen(text: str) -> tuple[str, ...]:
    """The characters in `text` that no one sees, by name: controls, direction marks, joiners."""
    found = dict.fromkeys(
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cf") and character not in "\t\n\r\f\v"
    )
    return tuple(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in found)


def _unseen(row: Row) -> Iterator[Problem]:
    for cell in row.all_cells():
        if names := unseen(cell.text):
            yield problem("T02", row.place_of(cell), characters="、".join(names))
