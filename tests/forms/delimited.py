"""The delimited form (CSV, TSV): what a spreadsheet exports. It has no merges: a cell is blank
where a merged one goes on, or the sample is filled down before."""

import csv
import io

from tests.forms.sample import Breaks, Piece, Sample, printed_rows

SUFFIX = ".csv"


def write(
    sample: Sample,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    breaks: Breaks = Breaks.FLOW,
    filled: bool = False,
    quote_all: bool = False,
    newline: str = "\r\n",
    empty_rows: int = 0,
) -> bytes:
    """`sample` as delimited text, its titles and notes as rows of one cell; `empty_rows` stand
    below the table, as a spreadsheet leaves them."""
    if filled:
        sample = sample.filled()
    width = sample.layout.width
    rows = [[title, *[""] * (width - 1)] for title in sample.titles]
    (table,) = sample.physical(Breaks.FLOW if breaks is Breaks.FLOW else Breaks.HEADER)
    rows += _rows(sample, table)
    rows += [[note, *[""] * (width - 1)] for note in sample.notes]
    rows += [[""] * width for _ in range(empty_rows)]
    text = io.StringIO(newline="")
    csv.writer(
        text,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        lineterminator=newline,
    ).writerows(rows)
    return text.getvalue().encode(encoding)


def _rows(sample: Sample, table: Piece) -> list[list[str]]:
    rows = []
    for cells in printed_rows(table):
        row = [""] * sample.layout.width
        for cell in cells:
            row[cell.column - 1] = cell.text
        rows.append(row)
    return rows
