"""The text of HTML as a browser shows it: white space collapsed, blocks and breaks as lines.

White space follows CSS Text 3, section 4.1: a line end in the source between two Chinese characters
is nothing (Word writes such ends into the middle of words), any other run of white space is one
space; a no-break space is kept.
"""

import re
import unicodedata

_SPACES = re.compile(r"[ \t\n\f\r]+")
_KEPT_SPACE = "\x00"
"""Stands for a space that is kept while a line is put together; text never has this character."""


class Lines:
    """Text that grows piece by piece."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []

    def add(self, text: str, preformatted: bool = False) -> None:
        """More text of the line."""
        if not preformatted:
            self._line.append(text)
            return
        first, *others = text.replace(" ", _KEPT_SPACE).split("\n")
        self._line.append(first)
        for other in others:
            self.line_break()
            self._line.append(other)

    def line_break(self) -> None:
        """The line ends, empty or not."""
        self._lines.append(collapsed("".join(self._line)))
        self._line.clear()

    def block(self) -> None:
        """A block begins or ends: so does the line, if there is anything on it."""
        line = collapsed("".join(self._line))
        self._line.clear()
        if line:
            self._lines.append(line)

    def take(self) -> str:
        """The text so far; what follows begins anew."""
        self.block()
        text = "\n".join(self._lines)
        self._lines.clear()
        return text


def collapsed(line: str) -> str:
    """A line of source text as it is shown."""
    return _SPACES.sub(_shown, line).strip(" ").replace(_KEPT_SPACE, " ")


def _shown(spaces: re.Match[str]) -> str:
    if "\n" not in spaces[0]:
        return " "
    line, start, end = spaces.string, spaces.start(), spaces.end()
    between = _is_wide(line[max(0, start - 1) : start]) and _is_wide(line[end : end + 1])
    return "" if between else " "


def _is_wide(character: str) -> bool:
    """Whether a character is East Asian and not Hangul, which is written with spaces."""
    if not character or unicodedata.east_asian_width(character) not in "FWH":
        return False
    return not unicodedata.name(character, "").startswith("HANGUL")
