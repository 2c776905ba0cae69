"""Delimited text, CSV and TSV: RFC 4180, with comma, tab, semicolon or vertical bar.

The delimiter is the one that a first line `sep=;` names, as Excel writes it, else the one that cuts
the text into rows of the same width (see `delimiters`). Every row of the text is a row of the grid,
numbered from 1 (a `sep` line is none); those that are blank to the last cell have no cells. A row
that ends early has no cells beyond its end; one that goes on beyond all others widens the table.

The csv module of the standard library reads the same rows, but says neither in which line a cell
stands nor that a quotation was never closed.
"""

from collections.abc import Iterator

from loader.limits import Limits
from loader.problems import Refused, problem
from loader.readers.allowance import Allowance
from loader.readers.delimiters import Record, delimiter_of, records, separator_line
from loader.readers.encoding import decode
from loader.rows import Place
from loader.tables import Reading, Table, TableCell

MEDIA_TYPE = "text/csv"


def read(content: bytes, file: str, limits: Limits) -> Reading:
    """The one table of the text, or none where it holds nothing.

    Raises Refused where the text cannot be decoded, a quotation that opens is never closed, or a
    limit is exceeded.
    """
    text = decode(content, file)
    allowance = Allowance(file, limits)
    skipped, delimiter = separator_line(text)
    rows: list[tuple[int, Record]] = []
    found = records(text, delimiter or delimiter_of(text), skipped)
    for number, record in enumerate(found, start=1):
        allowance.time()
        if not record.closed:
            raise _unclosed(record, file)
        if record.used:
            rows.append((number, _checked(record, allowance)))
    if not rows:
        return Reading(())
    width = max(record.used for _, record in rows)
    allowance.things(sum(min(len(record.fields), width) - record.used for _, record in rows))
    cells = tuple(cell for number, record in rows for cell in _cells(number, record, width))
    return Reading((Table(cells, width, rows[-1][0], merges=False),))


def _checked(record: Record, allowance: Allowance) -> Record:
    """The record without the blank cells that no table is wide enough for."""

    def place() -> Place:
        return Place(allowance.file, line_start=record.line, line_end=record.last_line)

    allowance.row(place)
    for column in range(record.used):
        allowance.cell(column + 1, len(record.fields[column]), place)
    return record.cut(allowance.limits.columns)


def _cells(number: int, record: Record, width: int) -> Iterator[TableCell]:
    line = record.line
    for column, text in enumerate(record.fields[:width], start=1):
        last = line + text.count("\n")
        address = f"L{line}" if line == last else f"L{line}-L{last}"
        yield TableCell(text, number, column, address=address, line_start=line, line_end=last)
        line = last


def _unclosed(record: Record, file: str) -> Refused:
    """The refusal of a record that the end of the file cuts off inside a quotation."""
    opened = record.last_line - record.fields[-1].count("\n")
    place = Place(file, line_start=opened, line_end=record.last_line)
    return Refused([problem("F38", place, line=opened)])
