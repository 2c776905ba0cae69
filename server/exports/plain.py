"""Tables for other programs, row by row: flat JSON, and CSV (RFC 4180) in UTF-8."""

import csv
import json
import re
from collections.abc import Mapping
from typing import IO, Any, cast

from pyoxigraph import Literal

from ontology.terms import XSD
from server.cell_text import guarded
from server.exports.columns import for_people
from server.exports.rows import Rows, Term

_NUMERIC = frozenset((XSD.integer, XSD.decimal, XSD.double, XSD.float))
_DECIMAL = re.compile(r"([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BUFFER = 64 * 1024


class Buffered:
    """Text on its way to a file of bytes, in pieces that are not small."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._parts: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)
        if self._size > _BUFFER:
            self.flush()

    def flush(self) -> None:
        self._out.write("".join(self._parts).encode("utf-8", "replace"))
        self._parts, self._size = [], 0


def write_json(source: Rows, out: IO[bytes], shape: Mapping[str, Any]) -> None:
    """One object: what was asked (`head`), the columns, and every row, without what is empty."""
    text, count = Buffered(out), 0
    head = json.dumps(shape["head"], ensure_ascii=False)
    columns = json.dumps(source.variables, ensure_ascii=False)
    text.write(f'{head[:-1]},\n"columns": {columns},\n"rows": [')
    names = [json.dumps(name, ensure_ascii=False) for name in source.variables]
    for row in source.rows:
        members = ", ".join(
            f"{name}: {_json(term)}"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        text.write(f"{',' if count else ''}\n{{{members}}}")
        count += 1
    text.write(f'\n],\n"count": {count},\n"complete": true}}\n')
    text.flush()


def _json(term: Term) -> str:
    """A value as JSON has it: whole numbers, decimals and truth values by themselves."""
    if isinstance(term, Literal):
        if term.datatype in (XSD.integer, XSD.decimal) and (
            match := _DECIMAL.fullmatch(term.value)
        ):
            sign, whole, part = match.groups()
            number = (whole or "").lstrip("0") or "0"
            return f"{sign.strip('+')}{number}{f'.{part}' if part else ''}"
        if term.datatype == XSD.boolean:
            return "true" if term.value in ("true", "1") else "false"
    return json.dumps(term.value, ensure_ascii=False)


def write_csv(source: Rows, out: IO[bytes], shape: Mapping[str, Any]) -> None:
    """A line for each row, exact to the byte under the names of the variables. For Excel
    (`headings`): a byte order mark, headings in words, the words for a thing before its address,
    and text that begins like a formula made plain."""
    text = Buffered(out)
    writer = csv.writer(cast(Any, text), lineterminator="\r\n")
    headings: Mapping[str, str] | None = shape.get("headings")
    if headings is None:
        writer.writerow(source.variables)
        for row in source.rows:
            writer.writerow([term.value if term is not None else "" for term in row])
    else:
        text.write("\ufeff")
        shown = for_people(source, headings, shape["address"])
        writer.writerow([guarded(column.words) for column in shown])
        for row in source.rows:
            writer.writerow([_guarded(row[column.place]) for column in shown])
    text.flush()


def _guarded(term: Term | None) -> str:
    if term is None:
        return ""
    value: str = term.value
    is_number = isinstance(term, Literal) and term.datatype in _NUMERIC and _NUMBER.fullmatch(value)
    return value if is_number else guarded(value)
