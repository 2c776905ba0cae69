"""Document readers, one module a format, chosen by content and not by the file's name."""

import hashlib
from pathlib import Path

from loader.document import Document
from loader.headings import Headings
from loader.layout import lay_out
from loader.limits import Limits
from loader.manifest import Manifest
from loader.problems import Refused, problem
from loader.rows import Place
from loader.tables import Reading
from loader.types import type_words


def read(path: Path, manifest: Manifest, limits: Limits | None = None) -> Document:
    """The document at `path` as rows; `manifest` says what its headings and type words mean.

    Raises Refused where the file is missing, empty, unreadable, of a form that no reader knows, too
    large, or has no recognisable header.
    """
    limits = limits or Limits()
    return read_content(content_of(path, limits), path.name, manifest, limits)


def read_content(content: bytes, file: str, manifest: Manifest, limits: Limits) -> Document:
    """The same for a document that is already in memory; `file` is what to call it."""
    media_type, reading = _reading(content, file, manifest, limits)
    layout = lay_out(reading, file, manifest)
    return Document(
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type,
        content=content,
        preamble=layout.preamble,
        rows=layout.rows,
        columns=layout.columns,
        notes=layout.notes,
        problems=layout.problems,
        merges=layout.merges,
    )


def content_of(path: Path, limits: Limits) -> bytes:
    """The bytes of a document. Raises Refused where it is missing, empty, unreadable or too
    large."""
    place = Place(path.name)
    try:
        size = path.stat().st_size
        if size > limits.file_bytes and path.is_file():
            said = {"size": -(-size // 10**6), "limit": limits.file_bytes // 10**6}
            raise Refused([problem("F16", place, file=path.name, **said)])
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refused([problem("F01", place, file=path)]) from None
    except OSError as error:
        raise Refused([problem("F03", place, file=path, reason=error.strerror)]) from None
    if not content.strip():
        raise Refused([problem("F02", place, file=path)])
    return content


def _reading(content: bytes, file: str, manifest: Manifest, limits: Limits) -> tuple[str, Reading]:
    """The media type of a document and what its reader finds. A reader's libraries are imported
    when a document of its form is read."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(content, file, limits)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(content, file, limits)
    if b"%PDF-" in content[:1024]:
        from loader.readers import pdf

        return pdf.MEDIA_TYPE, pdf.read(content, file, limits)
    if content.startswith(b"{\\rtf"):
        from loader.readers import libreoffice, word

        converted = libreoffice.convert(content, file, "docx", limits)
        return "application/rtf", word.read(converted, file, limits)
    return _text(content, file, manifest, limits)


def _archive(content: bytes, file: str, limits: Limits) -> tuple[str, Reading]:
    from loader.readers import archive

    with archive.open_archive(content, file, limits) as opened:
        kind = archive.kind(opened)
        other = archive.other(opened, file)
    if kind == "docx":
        from loader.readers import word

        return word.MEDIA_TYPE, word.read(content, file, limits)
    if kind == "xlsx":
        from loader.readers.spreadsheets import excel

        return excel.MEDIA_TYPE, excel.read(content, file, limits)
    raise other


def _compound(content: bytes, file: str, limits: Limits) -> tuple[str, Reading]:
    from loader.readers import compound

    if compound.kind(content, file) == "xls":
        from loader.readers.spreadsheets import xls

        try:
            return xls.MEDIA_TYPE, xls.read(content, file, limits)
        except Refused:
            from loader.readers import libreoffice
            from loader.readers.spreadsheets import excel

            if libreoffice.program() is None:  # a workbook of another program, perhaps (.et)
                raise
            converted = libreoffice.convert(content, file, "xlsx", limits)
            return xls.MEDIA_TYPE, excel.read(converted, file, limits)
    from loader.readers import libreoffice, word

    converted = libreoffice.convert(content, file, "docx", limits)
    return "application/msword", word.read(converted, file, limits)


def _text(content: bytes, file: str, manifest: Manifest, limits: Limits) -> tuple[str, Reading]:
    from loader.readers import encoding, html, text

    if html.recognised(content):
        return html.MEDIA_TYPE, html.read(content, file, limits)
    decoded = encoding.decode(content, file)
    if not text.recognises(decoded):
        from loader.readers import delimited, delimiters

        if delimiters.looks_delimited(decoded):
            return delimited.MEDIA_TYPE, delimited.read(content, file, limits)
    words = type_words(manifest.type_words)
    return text.MEDIA_TYPE, text.read(decoded, file, Headings(manifest.columns), words)
