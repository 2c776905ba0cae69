"""Text as a cell of a workbook can hold it, and the room it takes there."""

import math
import re
import unicodedata

CHARACTERS = 32_767
"""UTF-16 units that a cell holds."""


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def guarded(text: str) -> str:
    """`text` for a CSV that a spreadsheet opens: what would begin a formula begins as text."""
    return f"'{text}" if text.startswith(FORMULA) else text


def visible(text: str) -> str:
    """`text` with the characters that XML forbids made visible: control characters as their
    pictures (␀ to ␟), half surrogates and the two non-characters as �."""
    return _FORBIDDEN.sub(_picture, text)


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def display_width(text: str) -> int:
    """Columns that the widest line of `text` takes: a Han or other wide character takes two."""
    return max(
        sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)
        for line in text.split("\n")
    )


def wrapped_lines(text: str, width: float) -> int:
    """The lines that `text` takes, wrapped in a column of this width."""
    room = max(width - 1, 1)
    return sum(max(1, math.ceil(display_width(line) / room)) for line in text.split("\n"))


def cut(text: str) -> str:
    """`text` if a cell can hold it, else its beginning and how long it was. Characters beyond the
    basic plane count two."""
    if 2 * len(text) <= CHARACTERS or len(text.encode("utf-16-le")) <= 2 * CHARACTERS:
        return text
    note = f"……（全文{len(text)}字，此处截断 / cut, {len(text)} characters in all）"
    room = CHARACTERS - len(note)
    units = 0
    for index, c in enumerate(text):
        units += 2 if c > "\uffff" else 1
        if units > room:
            return text[:index] + note
    return text


def escaped(text: str) -> str:
    """What only looks like an escaped character (ECMA-376 part 1, 22.9.2.19) is escaped itself."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
