"""What stands in a table that a clerk uploads: the first one of the file that has anything in it.

It runs in the confined process: a stranger's file is read there.
"""

import json
from typing import IO

from loader.limits import Limits
from loader.problems import Refused
from loader.readers import archive, delimited, delimiters, encoding
from loader.readers.spreadsheets import excel, xls
from loader.tables import Reading
from server.negotiation import JSON
from server.validation.job import Job

COLUMNS, TEXT = 20, 200
"""So many columns are looked at, and so many characters of a cell."""


def columns(content: bytes, job: Job, out: IO[bytes]) -> str:
    """Write the rows of a table as JSON, `rows` or, where it cannot be read, `problems` in both
    languages; returns the media type written."""
    try:
        said: dict[str, object] = {"rows": _rows(content, job.file, job.limits)}
    except Refused as refused:
        told = [{"zh": one.sentence("zh"), "en": one.sentence("en")} for one in refused.problems]
        said = {"problems": told}
    out.write(json.dumps(said, ensure_ascii=False).encode())
    return JSON


def _rows(content: bytes, file: str, limits: Limits) -> list[list[str]]:
    """The rows with anything in them. Raises Refused."""
    text = "" if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") else None
    if text is None:
        decoded = encoding.decode(content, file)
        if not delimiters.looks_delimited(decoded):
            return [[line.strip()[:TEXT]] for line in decoded.splitlines() if line.strip()]
    for table in _reading(content, file, limits).tables:
        found = []
        width = min(table.width, COLUMNS)
        for cells in table.rows():
            row = [""] * width
            for cell in cells:
                if cell.column <= width:
                    row[cell.column - 1] = " ".join(cell.text.split())[:TEXT]
            if any(row):
                found.append(row)
        if found:
            return found
    return []


def _reading(content: bytes, file: str, limits: Limits) -> Reading:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return xls.read(content, file, limits)
    if not content.startswith(b"PK"):
        return delimited.read(content, file, limits)
    with archive.open_archive(content, file, limits) as opened:
        kind, other = archive.kind(opened), archive.other(opened, file)
    if kind == "docx":
        from loader.readers import word

        return word.read(content, file, limits)
    if kind == "xlsx":
        return excel.read(content, file, limits)
    raise other
