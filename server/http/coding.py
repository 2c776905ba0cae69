"""Content codings (RFC 9110, sections 8.4.1 and 12.5.3; zstd: RFC 8878): gzip and zstd for what is
text, never for what is compressed already."""

import os
import sys
import tempfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY, GZIP, ZSTD = "identity", "gzip", "zstd"
OFFERED = (ZSTD, GZIP)
"""Ours, best first: among equals the first wins."""
SMALLEST = 860
"""Bytes from which an answer gets smaller on the wire: below, it fits in one packet anyway."""

_TEXT: tuple[str, ...] = ("+json", "+xml", "/json", "/xml", "/javascript", "/n-triples", "/n-quads")
_TEXT += ("/trig", "/sparql-query")
_BUFFER = 256 * 1024


@dataclass(frozen=True)
class Choice:
    """The coding for a client; `always` where it refuses identity, whatever the answer is."""

    coding: str
    always: bool = False

    def applies(self, content_type: str, size: int) -> bool:
        """Whether an answer of this type and size is to be encoded."""
        if self.coding == IDENTITY:
            return False
        return self.always or (size >= SMALLEST and is_text(content_type))


def choose(accept: str | None) -> Choice | None:
    """The coding for a client: one of `OFFERED` or identity, or None where it refuses all.

    A missing header means identity; identity is acceptable unless it is excluded by name, or by `*`
    without being named. Where a client likes identity better than a coding, it gets it.
    """
    if accept is None:
        return Choice(IDENTITY)
    given = _qualities(accept)
    rest = given.get("*")
    identity = given.get(IDENTITY, rest if rest is not None and rest == 0 else None)
    best, chosen = 0.0, None
    for coding in OFFERED:
        quality = given.get(coding, given.get("x-gzip", rest) if coding == GZIP else rest) or 0.0
        if quality > best:
            best, chosen = quality, coding
    if identity == 0:
        return Choice(chosen, always=True) if chosen else None
    if chosen is None or (identity is not None and identity > best):
        return Choice(IDENTITY)
    return Choice(chosen)


def _qualities(accept: str) -> dict[str, float]:
    """The codings named, each with its quality; what cannot be read counts as 0."""
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = _quality(value.strip())
        if name:
            found[name] = quality
    return found


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def is_text(content_type: str) -> bool:
    """Whether a media type is of text, which compresses; images, workbooks and archives are not,
    but for SVG, which is XML."""
    plain = content_type.partition(";")[0].strip().lower()
    return plain.startswith("text/") or plain.endswith(_TEXT)


def encode(body: bytes, coding: str) -> bytes:
    """`body` in `coding`; the same bytes each time."""
    if coding == ZSTD:
        return zstd.compress(body, level=3)
    return b"".join(_written([body], writer(GZIP, 6)))


def encode_file(body: Iterable[bytes], coding: str) -> int:
    """The pieces of a large body in `coding`, as an unlinked file; returns its descriptor."""
    with tempfile.TemporaryFile(buffering=_BUFFER) as file:
        for piece in _written(body, writer(coding, 3 if coding == ZSTD else 1)):
            file.write(piece)
        file.flush()
        return os.dup(file.fileno())


class Writer(Protocol):
    """Takes a body piece by piece, and gives what has been encoded of it by then."""

    def compress(self, piece: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def writer(coding: str, level: int) -> Writer:
    """Encodes a body that is not held in memory; the same bytes each time."""
    if coding == ZSTD:
        compressor: Any = zstd.ZstdCompressor(level=level)
        return cast(Writer, compressor)
    return zlib.compressobj(level, zlib.DEFLATED, 16 + zlib.MAX_WBITS)  # its header has no time


def _written(body: Iterable[bytes], into: Writer) -> Iterable[bytes]:
    for piece in body:
        yield into.compress(piece)
    yield into.flush()
