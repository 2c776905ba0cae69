"""Records as CSV (RFC 4180): a column for each value; a thing is its name, beside it its URI."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from server.cell_text import guarded

Record = Mapping[str, Any]
_PARTS = ("code", "number")
"""What a thing has besides its names, in columns of its own."""


def as_csv(records: Iterable[Record], columns: Sequence[str], *, excel: bool) -> str:
    """The records under these columns. For Excel with a byte order mark, and texts that begin like
    a formula made plain; else exact."""
    buffer = io.StringIO(newline="")
    if excel:
        buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for record in records:
        cells = flat(record)
        row = (cells.get(column, "") for column in columns)
        writer.writerow([guarded(cell) if excel else cell for cell in row])
    return buffer.getvalue()


def flat(record: Record) -> dict[str, str]:
    """The cells of a record by column. Names of several things are joined by `、`, their URIs by a
    space, codes are `scheme:code`; what is nested deeper is left out."""
    found: dict[str, str] = {}
    for key, value in record.items():
        found |= dict(_cells(key, value))
    return found


def _cells(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield key, _text(value["name"])
        yield f"{key}_uri", _text(value["uri"])
        yield from ((f"{key}_{part}", _text(value[part])) for part in _PARTS if part in value)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        if "code" in value[0] and "scheme" in value[0]:
            yield key, " ".join(f"{one['scheme'] or ''}:{one['code']}" for one in value)
        elif "name_en" in value[0]:
            yield key, "、".join(one["name"] for one in value)
            yield f"{key}_uri", " ".join(one["uri"] for one in value)
    elif isinstance(value, list):
        yield key, "、".join(map(_text, value))
    else:
        yield key, _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
