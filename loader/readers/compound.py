"""Old office files: what stands in a compound file (MS-CFB), and whether it is encrypted.

Word documents are told by their stream and by the flags of its header (MS-DOC, 2.5.1 and 2.5.2;
files of Word 6 and WPS Office begin alike), workbooks by their stream and records (MS-XLS, 2.4.117
FilePass), encrypted .docx and .xlsx by the stream that holds them (MS-OFFCRYPTO, 2.3.4).
"""

import struct
from io import BytesIO
from typing import Literal

import olefile  # type: ignore[import-untyped]

from loader.problems import Refused, problem
from loader.rows import Place

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_FLAG = 0x0100
_FLAGS_AT = 10
_WORKBOOKS = ("Workbook", "Book")
_FILE_PASS, _BOUND_SHEET, _END = 0x002F, 0x0085, 0x000A
_RECORDS = 200
"""How many records from the start of a workbook are looked at; FilePass is among the first."""


def kind(content: bytes, file: str) -> Literal["doc", "xls"]:
    """Whether the compound file in `content` is a Word document (.doc, .wps) or a workbook (.xls,
    .et). Raises Refused where it is encrypted, damaged, or neither."""
    try:
        with olefile.OleFileIO(BytesIO(content)) as compound:
            return _kind(compound, file)
    except (OSError, ValueError, LookupError, TypeError, struct.error, RecursionError) as error:
        # olefile checks little of what it reads: a damaged directory ends in any of these
        raise _refused("F20", file, reason=str(error)[:100] or type(error).__name__) from None


def _kind(compound: olefile.OleFileIO, file: str) -> Literal["doc", "xls"]:
    if compound.exists("EncryptedPackage"):
        raise _refused("F27", file)
    if compound.exists("WordDocument"):
        header = _stream(compound, "WordDocument")
        (flags,) = struct.unpack_from("<H", header, _FLAGS_AT)
        if flags & _ENCRYPTED_FLAG:
            raise _refused("F27", file)
        return "doc"
    for name in _WORKBOOKS:
        if compound.exists(name):
            if _has_file_pass(_stream(compound, name)):
                raise _refused("F27", file)
            return "xls"
    if compound.exists("PowerPoint Document"):
        raise _refused("F22-form", file, form="PowerPoint (.ppt)", instead=".docx / .xlsx")
    raise _refused("F26", file)


def _stream(compound: olefile.OleFileIO, name: str) -> bytes:
    """A whole stream; raises OSError where the file ends before it does."""
    content = compound.openstream(name).read()
    if len(content) < compound.get_size(name):
        raise OSError(f"cut off: {name}")
    return bytes(content)


def _has_file_pass(workbook: bytes) -> bool:
    at = 0
    for _ in range(_RECORDS):
        if at + 4 > len(workbook):
            break
        record, size = struct.unpack_from("<HH", workbook, at)
        if record == _FILE_PASS:
            return True
        if record in (_BOUND_SHEET, _END):
            break
        at += 4 + size
    return False


def _refused(code: str, file: str, **values: object) -> Refused:
    return Refused([problem(code, Place(file), file=file, **values)])
