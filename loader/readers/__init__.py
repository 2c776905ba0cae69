"""Document readers, one module a format, chosen by content and not by the file's name."""

import hashlib
from collections.abc import Collection
from pathlib import Path

from loader.problems import Refused, problem
from loader.readers import text
from loader.rows import Document, Place

_SIGNATURES = {
    b"PK\x03\x04": "Word/Excel (.docx/.xlsx)",
    b"\xd0\xcf\x11\xe0": "Word/Excel 97 (.doc/.xls)",
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
}


def read(path: Path, type_words: Collection[str]) -> Document:
    """The document at `path` as rows. `type_words` are the words its matter-type column may hold.

    Raises Refused where the file is missing, empty, unreadable, of a form that no reader knows, or
    has no recognisable header.
    """
    content = _content(path)
    for signature, form in _SIGNATURES.items():
        if content.startswith(signature):
            raise Refused([problem("F05", Place(path.name), form=form)])
    preamble, rows = text.read(decode(content, path.name), path.name, type_words)
    digest = hashlib.sha256(content).hexdigest()
    return Document(path.name, digest, text.MEDIA_TYPE, content, preamble, rows)


def _content(path: Path) -> bytes:
    place = Place(str(path))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refused([problem("F01", place, file=path)]) from None
    except OSError as error:
        raise Refused([problem("F03", place, file=path, reason=error.strerror)]) from None
    if not content.strip():
        raise Refused([problem("F02", place, file=path)])
    return content


def decode(content: bytes, file: str) -> str:
    """`content` as text: UTF-8 with or without a byte order mark, else GB 18030; raises Refused."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in decoded:
            return decoded.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused([problem("F04", Place(file), file=file)])
