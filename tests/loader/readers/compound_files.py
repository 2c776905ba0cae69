"""Compound files (MS-CFB, version 3) for the tests, with streams in the root storage."""

import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NOTHING = 0xFFFFFFFF
_LEAST = 4096
"""Shorter streams stand in a stream of their own; these are padded instead."""


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each padded with zeros to 4096 bytes."""
    contents = {name: content.ljust(_LEAST, b"\0") for name, content in streams.items()}
    sectors: list[bytes] = []
    chains: list[int] = []

    def add(content: bytes) -> int:
        first = len(sectors)
        for at in range(0, len(content), _SECTOR):
            sectors.append(content[at : at + _SECTOR].ljust(_SECTOR, b"\0"))
            chains.append(len(sectors))
        chains[-1] = _END
        return first

    starts = {name: add(content) for name, content in contents.items()}
    directory = add(_directory(contents, starts))
    fat_sectors = -(-(len(sectors) + 1) * 4 // _SECTOR)
    fat = [len(sectors) + number for number in range(fat_sectors)]
    chains += [_FAT] * fat_sectors
    entries = chains + [_FREE] * (fat_sectors * _SECTOR // 4 - len(chains))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, fat_sectors, directory, 0, _LEAST, _END, 0, _END, 0),
    )
    header += struct.pack("<109I", *fat, *[_FREE] * (109 - fat_sectors))
    return header + b"".join(sectors) + struct.pack(f"<{len(entries)}I", *entries)


def _directory(contents: dict[str, bytes], starts: dict[str, int]) -> bytes:
    """The root, and the streams as a chain of right siblings, sorted as the format asks."""
    names = sorted(contents, key=lambda name: (len(name), name.upper()))
    entries = [_entry("Root Entry", 5, _NOTHING, 1 if names else _NOTHING, _END, 0)]
    for number, name in enumerate(names, start=1):
        after = number + 1 if number < len(names) else _NOTHING
        entries.append(_entry(name, 2, after, _NOTHING, starts[name], len(contents[name])))
    entries += [bytes(128)] * (-len(entries) % 4)
    return b"".join(entries)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        *(written, len(written), kind, 1, _NOTHING, right, child),
        *(0, start, size),
    )


def word_header(flags: int = 0) -> bytes:
    """The beginning of a Word document's stream."""
    return struct.pack("<HH6xH", 0xA5EC, 0xC1, flags)


def record(number: int, content: bytes = b"") -> bytes:
    """A record of a workbook."""
    return struct.pack("<HH", number, len(content)) + content


WORKBOOK = record(0x0809, bytes(16)) + record(0x0042, b"\xa8\x03") + record(0x0085, bytes(8))
"""The beginning of a workbook's stream: BOF, CodePage, BoundSheet."""
