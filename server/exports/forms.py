"""The forms of an answer by the name that a shape has for them."""

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Triple

from server.exports.rows import Rows, at_most, ordered, rows_of

Shape = Mapping[str, Any]
"""What is to be written: its `form`, the column to `sort` by, how many rows there may be at `most`,
and what the form wants besides. Plain enough for JSON."""
Write = Callable[[Rows, IO[bytes], Shape], None]


def shaped(
    result: QuerySolutions | QueryTriples | QueryBoolean | Iterable[Triple],
    out: IO[bytes],
    shape: Shape,
) -> None:
    """Write an answer. Raises TooManyRows, and ValueError for a column that it has not."""
    if isinstance(result, QueryBoolean):
        raise ValueError("an answer of solutions or statements is expected")
    rows = at_most(rows_of(result), shape.get("most"))
    _writer(shape["form"])(ordered(rows, shape.get("sort", "")), out, shape)


def _writer(form: str) -> Write:
    """The writer of a form: the workbook's is only loaded where there is one to write."""
    from server.exports import extract, plain

    if form == "xlsx":
        from server.exports.book import write_book

        return write_book
    return {"json": plain.write_json, "csv": plain.write_csv, "extract": extract.write_extract}[form]
