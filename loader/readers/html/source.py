"""The text of saved web pages: HTML files and MHTML archives (RFC 2557), decoded.

The encoding is found as the HTML Living Standard, 13.2.3.2, finds it: the byte order mark, the
header of the part, what the page declares at its beginning. A declaration that does not fit the
bytes, and pages that declare nothing, are decoded as any text is; the first is remarked.
"""

import email
import re
from collections.abc import Iterator

from loader.limits import Limits
from loader.problems import Refused, problem
from loader.readers.bounds import Remarks
from loader.readers.encoding import decode, detect, is_utf8, marked
from loader.rows import Place

_HEAD = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_HEADERS = re.compile(rb"^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:", re.IGNORECASE)
_MULTIPART = re.compile(
    rb"^content-type:\s*multipart/[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_ARCHIVES, _HEADER = 20, 2000
"""How many archives may be in one another, and how long a header of one may be."""
_PAGES = ("text/html", "application/xhtml+xml")
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|meta|div|p|center|font|tr)[\s>]", re.IGNORECASE
)
_ENCODINGS = {
    "utf-8": ("utf-8", "utf8", "unicode-1-1-utf-8", "utf-16", "utf-16le", "utf-16be", "unicode"),
    "gb18030": (
        *("gb18030", "gbk", "gb2312", "x-gbk", "gb_2312-80", "gb_2312", "chinese", "csgb2312"),
        *("cp936", "windows-936", "iso-ir-58"),
    ),
    "big5hkscs": ("big5", "big5-hkscs", "cn-big5", "csbig5", "x-x-big5", "cp950"),
}
_BY_LABEL = {label: encoding for encoding, labels in _ENCODINGS.items() for label in labels}
_TAGS = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|textarea|title)\b.*?(?:</\1|\Z)"
    r"|<(/?)(table|body|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def recognised(content: bytes) -> bool:
    """Whether `content` looks like HTML or a saved web archive, by its first characters."""
    head = content[:_HEAD].replace(b"\x00", b"")
    return is_mhtml(content) or bool(_MARKUP.search(head))


def is_mhtml(content: bytes) -> bool:
    """Whether `content` is a web archive: headers of mail, of the type that holds pages."""
    head = content[:_HEAD].lstrip()
    return bool(_HEADERS.match(head)) and b"multipart/related" in head.lower()


def pages(content: bytes, file: str, limits: Limits, remarks: Remarks) -> Iterator[str]:
    """The text of the page in `content`, or of every page of a web archive, in its order.

    Raises Refused where it cannot be decoded, an archive has no page, or a page ends within a
    table.
    """
    if not is_mhtml(content):
        yield _page(content, None, file, remarks)
        return
    found = False
    for part, charset in _parts(content, file, limits):
        found = True
        yield _page(part, charset, file, remarks)
    if not found:
        raise Refused([problem("F25-archive", Place(file), file=file)])


def _parts(content: bytes, file: str, limits: Limits) -> Iterator[tuple[bytes, str | None]]:
    """The pages of an archive, with the encodings that their headers name. The parser of mail takes
    time in the square of a header and of the depth, so archives made for that are refused."""
    for number, header in enumerate(_MULTIPART.finditer(content)):
        if number >= _ARCHIVES or len(header[0]) > _HEADER:
            raise Refused([problem("F25-deep", Place(file), file=file)])
    for number, part in enumerate(email.message_from_bytes(content).walk()):
        if number > limits.members:
            place = Place(file)
            raise Refused([problem("F21-members", place, file=file, limit=limits.members)])
        kind = str(part.get("content-type", ""))
        if len(kind) <= _HEADER and part.get_content_type() in _PAGES:
            payload = part.get_payload(decode=True)
            yield payload if isinstance(payload, bytes) else b"", part.get_content_charset()


def _page(content: bytes, charset: str | None, file: str, remarks: Remarks) -> str:
    text = _decoded(content, charset, file, remarks)
    depth, ended = 0, False
    for tag in _TAGS.finditer(text):
        if (tag[3] or "").lower() == "table":
            depth = max(0, depth + (-1 if tag[2] else 1))
        elif tag[2]:
            ended = True
    if depth and not ended:
        raise Refused([problem("F25-cut", Place(file), file=file)])
    return text


def _decoded(content: bytes, charset: str | None, file: str, remarks: Remarks) -> str:
    declared = _BY_LABEL.get((charset or _declared(content)).lower())
    if declared is None or marked(content):
        return decode(content, file)
    if declared != "utf-8" and is_utf8(content):
        remarks.file_wide("F25-encoding", declared=declared, found="UTF-8")
        return decode(content, file)
    try:
        return content.decode(declared)
    except UnicodeDecodeError:
        pass
    try:
        text, found = detect(content, file)
    except Refused:
        text = content.decode(declared, "replace")
        remarks.file_wide("F25-bytes", encoding=declared, count=text.count("\ufffd"))
        return text
    remarks.file_wide("F25-encoding", declared=declared, found=found.upper())
    return text


def _declared(content: bytes) -> str:
    found = _DECLARED.search(content[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""
