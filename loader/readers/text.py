"""The text form of a checklist, as a word processor saves its table.

Every cell begins on a line of its own with a tab; what follows without a tab belongs to the same
cell. Blank lines stand between rows, but inside cells too, so they only hint at where a row ends: a
row is found by its type cell, which holds one of a closed list of words.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from loader.headings import REQUIRED, column_of
from loader.identifiers import squeeze
from loader.problems import Problem, Refused, problem
from loader.rows import Cell, Column, Place, Row

MEDIA_TYPE = "text/plain"


@dataclass(frozen=True)
class _Piece:
    """A cell before it is known which column it stands in."""

    text: str
    line_start: int
    line_end: int
    after_blank: bool


@dataclass(frozen=True)
class _Header:
    """The heading row: its headings in order, and which column each is."""

    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]

    def position(self, column: Column) -> int:
        return self.columns.index(column)

    def with_sub_name(self) -> tuple[tuple[str, Column | None], ...]:
        """The eight-cell layout: the heading of the name stands over two physical columns."""
        pairs = list(zip(self.headings, self.columns, strict=True))
        name = self.position(Column.NAME)
        return (*pairs[: name + 1], (self.headings[name], Column.SUB_NAME), *pairs[name + 1 :])


def read(
    text: str, file: str, type_words: Collection[str]
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The lines above the table, and its rows. Raises Refused without a recognisable header."""
    preamble, pieces = _pieces(text)
    start, header = _header(pieces, file)
    body = pieces[start + len(header.headings) :]
    if not body:
        raise Refused([problem("F07", Place(file))])
    rows, problems = _rows(body, header, file, type_words)
    if problems:
        raise Refused(problems)
    return preamble, rows


def _pieces(text: str) -> tuple[tuple[str, ...], list[_Piece]]:
    preamble: list[str] = []
    pieces: list[_Piece] = []
    lines: list[str] = []
    start, blank, after_blank = 0, False, False

    def close() -> None:
        while lines and not lines[-1].strip():
            lines.pop()
        if start:
            end = start + max(len(lines), 1) - 1
            pieces.append(_Piece("\n".join(lines), start, end, after_blank))

    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("\t"):
            close()
            start, after_blank, lines = number, blank, [line[1:]]
        elif start:
            lines.append(line)
        elif line.strip():
            preamble.append(line.strip())
        blank = not line.strip() and not line.startswith("\t")
    close()
    return tuple(preamble), pieces


def _header(pieces: Sequence[_Piece], file: str) -> tuple[int, _Header]:
    for start, piece in enumerate(pieces):
        if column_of(piece.text) is not Column.NUMBER:
            continue
        end = next((i for i in range(start + 1, len(pieces)) if pieces[i].after_blank), len(pieces))
        headings = tuple(squeeze(p.text) for p in pieces[start:end])
        header = _Header(headings, tuple(column_of(heading) for heading in headings))
        missing = [column for column in REQUIRED if column not in header.columns]
        if missing:
            place = Place(file, None, piece.line_start, pieces[end - 1].line_end)
            raise Refused(
                [
                    problem(
                        "F08",
                        place,
                        missing="、".join(_spoken(column) for column in missing),
                        found="、".join(headings),
                    )
                ]
            )
        return start, header
    raise Refused([problem("F06", Place(file))])


def _spoken(column: Column) -> str:
    from loader.headings import synonyms

    return next(heading for heading, named in synonyms().items() if named is column)


def _rows(
    pieces: Sequence[_Piece], header: _Header, file: str, type_words: Collection[str]
) -> tuple[tuple[Row, ...], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    narrow = tuple(zip(header.headings, header.columns, strict=True))
    wide = header.with_sub_name()
    at = 0
    while at < len(pieces):
        block = _block(pieces, at)
        width = _width(pieces[at:], header, block, type_words)
        if width is None:
            place = Place(
                file, len(rows) + 1, pieces[at].line_start, pieces[at + block - 1].line_end
            )
            problems.append(problem("T01", place, cells=block, narrow=len(narrow), wide=len(wide)))
            at += block
            continue
        layout = narrow if width == len(narrow) else wide
        rows.append(_row(pieces[at : at + width], layout, file, len(rows) + 1))
        at += width
    return tuple(rows), problems


def _block(pieces: Sequence[_Piece], at: int) -> int:
    """How many cells stand before the next blank line."""
    end = at + 1
    while end < len(pieces) and not pieces[end].after_blank:
        end += 1
    return end - at


def _width(
    rest: Sequence[_Piece], header: _Header, block: int, type_words: Collection[str]
) -> int | None:
    """How many cells the row at the head of `rest` has, by its type cell, else by blank lines."""
    narrow = len(header.headings)
    anchor = header.position(Column.TYPE)

    def is_type(index: int) -> bool:
        return index < len(rest) and squeeze(rest[index].text) in type_words

    fits = {
        narrow: is_type(anchor) and len(rest) >= narrow,
        narrow + 1: is_type(anchor + 1) and len(rest) >= narrow + 1,
    }
    if fits.get(block):
        return block
    for width, fit in fits.items():
        if fit and not any(piece.after_blank and _is_number(piece) for piece in rest[1:width]):
            return width
    return block if block in fits else None


def _is_number(piece: _Piece) -> bool:
    return squeeze(piece.text).isdigit()


def _row(
    pieces: Sequence[_Piece],
    layout: Sequence[tuple[str, Column | None]],
    file: str,
    index: int,
) -> Row:
    cells: dict[Column, Cell] = {}
    further: list[Cell] = []
    for at, (piece, (heading, column)) in enumerate(zip(pieces, layout, strict=True), start=1):
        cell = Cell(piece.text, at, heading, piece.line_start, piece.line_end)
        if column is None:
            further.append(cell)
        else:
            cells[column] = cell
    cells_view: Mapping[Column, Cell] = cells
    return Row(file, index, cells_view, tuple(further))
