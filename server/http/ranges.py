"""A part of an answer (RFC 9110, section 14): one range of bytes of what is there whole."""

import re

from server.errors import NoSuchRange
from server.http.file import File
from server.urls import DOWNLOADS

Headers = list[tuple[str, str]]
Whole = tuple[str, Headers, bytes | File]
"""Status, headers and body of an answer."""
PATHS = DOWNLOADS
"""Where parts are given."""
_ONE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII)


def part(
    wanted: str | None, unless: str | None, tag: str, headers: Headers, body: bytes | File
) -> Whole | None:
    """Status, headers and body of the range `wanted`, or None where the whole is to be sent:
    several ranges, another unit, or a condition (If-Range, `unless`) that does not hold. Raises
    NoSuchRange for one that lies outside."""
    match = _ONE.fullmatch((wanted or "").strip())
    if not match or not (match[1] or match[2]) or (unless is not None and unless.strip() != tag):
        return None
    size = len(body)
    if match[1]:
        start, end = int(match[1]), min(int(match[2]), size - 1) if match[2] else size - 1
        if match[2] and int(match[2]) < start:
            return None  # it is no valid range, and as if it were not there (section 14.1.1)
    else:
        start, end = max(size - int(match[2]), 0), size - 1
    kept = [(n, v) for n, v in headers if n.lower() not in ("content-length", "content-range")]
    if start >= size or (not match[1] and int(match[2]) == 0):
        raise NoSuchRange(range=wanted, size=size)
    kept += [("Content-Range", f"bytes {start}-{end}/{size}")]
    kept += [("Content-Length", str(end - start + 1))]
    stop = end + 1
    cut = body.narrow(start, stop) if isinstance(body, File) else body[start:stop]
    return "206 Partial Content", kept, cut
