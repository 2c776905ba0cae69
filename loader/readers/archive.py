"""Archives of office documents (.docx, .xlsx), opened only when nothing in them is a trap.

The package is that of ECMA-376 part 2: a ZIP of parts, stored or deflated, whose XML is UTF-8 or
UTF-16 and has no document type declaration (10.1.1.4 there). Archives inside the archive are parts
like any other and are never opened.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Literal

from loader.limits import Limits
from loader.problems import Refused, problem
from loader.rows import Place

_CHUNK = 1 << 18
_LENGTHS_AT, _LENGTHS = 26, struct.Struct("<HH")
_XML = (".xml", ".rels", ".vml")
_ENCODINGS = {"utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "us-ascii", "ascii"}
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_DECLARATIONS = tuple(
    declaration.encode(encoding)
    for declaration in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(len(declaration) for declaration in _DECLARATIONS) - 1

_WORD = re.compile(
    rb"wordprocessingml\.(document|template)\.main\+xml"
    rb"|vnd\.ms-word\.(document|template)\.macroEnabled(Template)?\.main\+xml"
)
_EXCEL = re.compile(
    rb"spreadsheetml\.(sheet|template)\.main\+xml"
    rb"|vnd\.ms-excel\.(sheet|template|addin)\.macroEnabled\.main\+xml"
)
_OTHER_FORMS = {
    "application/vnd.oasis.opendocument.text": ("OpenDocument (.odt)", ".docx"),
    "application/vnd.oasis.opendocument.spreadsheet": ("OpenDocument (.ods)", ".xlsx"),
    "application/vnd.oasis.opendocument.presentation": ("OpenDocument (.odp)", ".docx / .xlsx"),
}
_OTHER_PARTS = {
    "xl/workbook.bin": ("Excel (.xlsb)", ".xlsx"),
    "ppt/presentation.xml": ("PowerPoint (.pptx)", ".docx / .xlsx"),
    "content.xml": ("OpenDocument", ".docx / .xlsx"),
}


def open_archive(content: bytes, file: str, limits: Limits) -> zipfile.ZipFile:
    """The archive in `content`, every member of it unpacked once and found whole.

    Raises Refused where it is damaged, its members overlap, hide or repeat one another, are
    encrypted, are more or larger (as stated or as unpacked) than `limits` allow, or declare
    entities. What it returns can be read by any library that goes by the directory. Takes time in
    the unpacked size and memory in the size of the directory.
    """
    if content.count(b"PK\x01\x02") > limits.members:
        raise _refused("F21-members", file, limit=limits.members)
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise _damaged(file, str(error)) from None
    members = archive.infolist()
    _check_names(members, file)
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise _refused("F21-unpacked", file, limit=limits.unpacked_bytes)
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise _damaged(file, f"overlapping: {member.filename}")
        start = _start(archive, content, member, file)
        end = start + member.compress_size
        if end > len(content):
            raise _damaged(file, f"cut off: {member.filename}")
        _check_content(content[start:end], member, file)
    return archive


def kind(archive: zipfile.ZipFile) -> Literal["docx", "xlsx"] | None:
    """Which document the archive is, by its content types, else by its members (documents,
    templates, with macros or without); None where it is neither: `other` then says what it is."""
    names = set(archive.namelist())
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if _WORD.search(types) or "word/document.xml" in names:
        return "docx"
    if _EXCEL.search(types) or "xl/workbook.xml" in names:
        return "xlsx"
    return None


def other(archive: zipfile.ZipFile, file: str) -> Refused:
    """The refusal of an archive that is neither a Word nor an Excel document, naming what it is
    and what to do."""
    names = set(archive.namelist())
    stated = archive.read("mimetype")[:200] if "mimetype" in names else b""
    found = _OTHER_FORMS.get(stated.decode("ascii", "replace").strip().removesuffix("-template"))
    found = found or next((form for part, form in _OTHER_PARTS.items() if part in names), None)
    if found is None:
        return _refused("F22", file)
    return _refused("F22-form", file, form=found[0], instead=found[1])


def _check_names(members: list[zipfile.ZipInfo], file: str) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name[:2]:
            raise _damaged(file, f"path: {member.filename[:200]}")
        if name.lower() in seen:
            raise _damaged(file, f"twice: {member.filename[:200]}")
        seen.add(name.lower())
        if member.flag_bits & 0x1:
            raise _refused("F20-locked", file, member=member.filename[:200])


def _start(archive: zipfile.ZipFile, content: bytes, member: zipfile.ZipInfo, file: str) -> int:
    """Where the member's data begin, by its own header, which must agree with the directory."""
    try:
        archive.open(member).close()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(file, str(error)) from None
    name, extra = _LENGTHS.unpack_from(content, member.header_offset + _LENGTHS_AT)
    return int(member.header_offset + _LENGTHS_AT + _LENGTHS.size + name + extra)


def _check_content(packed: bytes, member: zipfile.ZipInfo, file: str) -> None:
    """Unpack a member piece by piece: it must hold what the directory states, and no traps."""
    size, checksum, tail = 0, 0, b""
    is_xml = member.filename.lower().endswith(_XML)
    try:
        for piece in _unpack(packed, member, file):
            if is_xml and size == 0:
                _check_encoding(piece, member, file)
            size += len(piece)
            if size > member.file_size:
                raise _damaged(file, f"larger than stated: {member.filename}")
            checksum = zlib.crc32(piece, checksum)
            if is_xml:
                window = tail + piece
                if any(declaration in window for declaration in _DECLARATIONS):
                    raise _refused("F20-entities", file, member=member.filename)
                tail = window[-_OVERLAP:]
    except zlib.error as error:
        raise _damaged(file, f"{member.filename}: {error}") from None
    if size != member.file_size or checksum != member.CRC:
        raise _damaged(file, f"checksum: {member.filename}")


def _unpack(packed: bytes, member: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    if member.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), _CHUNK):
            yield packed[at : at + _CHUNK]
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        for at in range(0, len(packed), _CHUNK):
            rest = packed[at : at + _CHUNK]
            while rest and not stream.eof:
                if piece := stream.decompress(rest, _CHUNK):
                    yield piece
                rest = stream.unconsumed_tail
        if not stream.eof:
            yield stream.flush()
            raise _damaged(file, f"cut off: {member.filename}")
    else:
        raise _damaged(file, f"compression {member.compress_type}: {member.filename}")


def _check_encoding(head: bytes, member: zipfile.ZipInfo, file: str) -> None:
    """XML in an encoding in which a declaration could hide from `_DECLARATIONS` is refused."""
    start = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _DECLARED.match(start)
    known = start.startswith((b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"\x00<")) or not start
    if not known or (declared and declared[1].decode("latin-1").lower() not in _ENCODINGS):
        raise _damaged(file, f"encoding: {member.filename}")


def _damaged(file: str, reason: str) -> Refused:
    return _refused("F20", file, reason=reason)


def _refused(code: str, file: str, **values: object) -> Refused:
    return Refused([problem(code, Place(file), file=file, **values)])
