"""The text form of a checklist, as a word processor saves its table.

Every cell begins on a line of its own with a tab; what follows without a tab belongs to the same
cell. Blank lines stand between rows, but inside cells too, so they only hint at where a row ends: a
row is found by its type cell, which holds one of a closed list of words. A name that stands over
both name columns is one cell in the file, and one cell over two columns of the table here.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from loader.headings import Headings
from loader.identifiers import squeeze
from loader.problems import Problem, Refused, problem
from loader.rows import Column, Place
from loader.tables import Reading, Table, TableCell

MEDIA_TYPE = "text/plain"
_AFTERWORD = re.compile(
    r"\n[ \t]*\n+(?=[ \u3000]*(注|备注|说明|附注|填表|填报|联系人|制表)\d*[:：、（(])"
)


@dataclass(frozen=True)
class _Piece:
    """A cell before it is known which column it stands in."""

    text: str
    line_start: int
    line_end: int
    after_blank: bool


@dataclass(frozen=True)
class _Header:
    """The heading row: where it stands, and where the name and the type are among its cells."""

    start: int
    end: int
    name: int
    type: int
    narrow: int
    """Cells of a row whose name stands over both name columns."""

    @property
    def wide(self) -> int:
        return self.narrow + 1


def recognises(text: str) -> bool:
    """Whether `text` is of this form: most of its lines that say something begin with a tab and
    hold one cell. A cell of delimited text that goes on in the next line opens a quotation."""
    lines = [line for line in text.split("\n") if line.strip()]
    tabbed = [line.strip() for line in lines if line.startswith("\t")]
    alone = sum("\t" not in cell and cell.count('"') % 2 == 0 for cell in tabbed)
    return len(tabbed) > 2 and alone > len(tabbed) / 2


def read(text: str, file: str, headings: Headings, type_words: Collection[str]) -> Reading:
    """The table of the text, and the lines above and below it. `type_words` are the words that its
    type column may hold. Raises Refused without a recognisable header, or where a row has too few
    or too many cells."""
    preamble, pieces = _pieces(text)
    pieces, afterword = _without_afterword(pieces)
    header = _header(pieces, headings, file)
    spans, problems = _row_spans(pieces, header, file, type_words)
    if problems:
        raise Refused(problems)
    first = _cells(pieces[header.start : header.end], 1, header)
    rows = [
        cell
        for at, (start, end) in enumerate(spans, start=2)
        for cell in _cells(pieces[start:end], at, header)
    ]
    table = Table((*first, *rows), header.wide, len(spans) + 1, merges=False)
    return Reading((table,), (*preamble, *afterword))


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


def _without_afterword(pieces: list[_Piece]) -> tuple[list[_Piece], tuple[str, ...]]:
    """Notes below the table stand behind its last cell: they begin as notes begin, after a blank
    line."""
    if not pieces or not (match := _AFTERWORD.search(pieces[-1].text)):
        return pieces, ()
    last = pieces[-1]
    text, rest = last.text[: match.start()], last.text[match.end() :]
    kept = _Piece(text, last.line_start, last.line_start + text.count("\n"), last.after_blank)
    return [*pieces[:-1], kept], tuple(line.strip() for line in rest.split("\n") if line.strip())


def _header(pieces: Sequence[_Piece], headings: Headings, file: str) -> _Header:
    """The heading row: the cells from the first heading on to the next blank line."""
    for at, piece in enumerate(pieces):
        if headings.column(piece.text) is None:
            continue
        start = at
        while start and not pieces[start].after_blank:
            start -= 1
        end = at + 1
        while end < len(pieces) and not pieces[end].after_blank:
            end += 1
        columns = [headings.column(each.text) for each in pieces[start:end]]
        found = "、".join(squeeze(each.text) for each in pieces[start:end])
        if len([column for column in columns if column]) < 3:
            continue
        missing = [c for c in (Column.NAME, Column.TYPE) if c not in columns]
        if missing:
            place = Place(file, None, pieces[start].line_start, pieces[end - 1].line_end)
            names = "、".join("事项名称" if c is Column.NAME else "事项类型" for c in missing)
            raise Refused([problem("F08", place, missing=names, found=found)])
        name, kind = columns.index(Column.NAME), columns.index(Column.TYPE)
        second = Column.SUB_NAME in columns  # its own heading: the header is as wide as a wide row
        width = end - start - 1 if second else end - start
        return _Header(start, end, name, kind - 1 if second and kind > name else kind, width)
    raise Refused([problem("F06", Place(file))])


def _row_spans(
    pieces: Sequence[_Piece], header: _Header, file: str, type_words: Collection[str]
) -> tuple[list[tuple[int, int]], list[Problem]]:
    """Where each row begins and ends among the pieces."""
    spans: list[tuple[int, int]] = []
    problems: list[Problem] = []
    at = header.end
    while at < len(pieces):
        block = _block(pieces, at)
        width = _width(pieces[at:], header, block, type_words)
        if width is None:
            start, end = pieces[at].line_start, pieces[at + block - 1].line_end
            place = Place(file, len(spans) + 1, start, end)
            values = {"cells": block, "narrow": header.narrow, "wide": header.wide}
            problems.append(problem("T01", place, **values))
            at += block
            continue
        spans.append((at, at + width))
        at += width
    return spans, problems


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
    narrow, wide = header.narrow, header.wide
    shift = 1 if header.type > header.name else 0

    def is_type(index: int) -> bool:
        return index < len(rest) and squeeze(rest[index].text) in type_words

    fits = {
        narrow: is_type(header.type) and len(rest) >= narrow,
        wide: is_type(header.type + shift) and len(rest) >= wide,
    }
    if fits.get(block):
        return block
    for width, fit in fits.items():
        if fit and not any(piece.after_blank and _is_number(piece) for piece in rest[1:width]):
            return width
    return block if block in fits else None


def _is_number(piece: _Piece) -> bool:
    return squeeze(piece.text).isdigit()


def _cells(pieces: Sequence[_Piece], row: int, header: _Header) -> list[TableCell]:
    """A row's pieces as cells of the grid: in a narrow row the name covers two columns."""
    cells: list[TableCell] = []
    column = 1
    for at, piece in enumerate(pieces):
        span = 2 if len(pieces) == header.narrow and at == header.name else 1
        address = f"L{piece.line_start}"
        if piece.line_end != piece.line_start:
            address += f"-L{piece.line_end}"
        cells.append(
            TableCell(piece.text, row, column, 1, span, address, piece.line_start, piece.line_end)
        )
        column += span
    return cells
