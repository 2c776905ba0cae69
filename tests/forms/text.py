"""The text form: what a word processor saves of a table. Every cell is on a line that begins with a
tab, a merged cell is blank where it goes on, a blank line stands between rows.

A name that covers both name columns is one cell, so such a row has a cell less than one with a
sub-name. Page breaks show only in what is restated.
"""

from collections.abc import Sequence

from loader.tables import TableCell
from tests.forms.sample import Breaks, Sample, printed_rows

SUFFIX = ".txt"


def write(sample: Sample, encoding: str = "utf-8", newline: str = "\n") -> bytes:
    """`sample` as text."""
    (body,) = sample.pieces(Breaks.FLOW)
    rows = [_row(sample.layout.header()), *map(_row, printed_rows(body))]
    parts = ["\n".join(sample.titles) + "\n" if sample.titles else "", *rows]
    parts += ["\n".join(sample.notes) + "\n"] if sample.notes else []
    return "\n".join(parts).replace("\n", newline).encode(encoding)


def _row(cells: Sequence[TableCell]) -> str:
    return "".join(f"\t{cell.text}\n" for cell in cells)
