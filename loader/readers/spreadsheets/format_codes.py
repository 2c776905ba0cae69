"""Number formats of spreadsheets as they are written: ECMA-376 Part 1, 18.8.30 (built-in ids) and
18.8.31 (codes). What they print is for number_formats and date_formats."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.styles.numbers import BUILTIN_FORMATS

GENERAL = "General"
BUILT_IN: Mapping[int, str] = {
    **BUILTIN_FORMATS,
    # What Chinese editions mean by the ids that differ from country to country (zh-cn)
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
"""Codes by the ids that a file may use without saying them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>general)|(?P<meridiem>am/pm|a/p|上午/下午)|(?P<exponent>e[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|a{3,}|e+|g+|b+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)"
    r"|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<end>;)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)$")
_LITERALS = ("quoted", "escaped", "literal")


@dataclass(frozen=True)
class Token:
    """A piece of a code: `digit`, `point`, `comma`, `percent`, `exponent`, `slash`, `text` (`@`),
    `general`, `date`, `elapsed` (`[h]`), `meridiem`, or `literal`, which prints as it stands."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One of the parts of a code that semicolons divide."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    """A comparison and its bound, where the section prints only certain numbers."""
    numerals: bool = False
    """Whether digits are printed as Chinese numerals (`[DBNum1]`)."""

    def has(self, *kinds: str) -> bool:
        """Whether a token of one of these kinds is in it."""
        return any(token.kind in kinds for token in self.tokens)

    def around(self, content: str) -> str:
        """`content` where the section has `@` or General, between its literals."""
        return "".join(
            content if token.kind in ("text", "general") else token.text
            for token in self.tokens
            if token.kind in ("text", "general", "literal")
        )


@functools.lru_cache(maxsize=1024)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a code, at least one."""
    parts: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = str(match.lastgroup)
        if kind == "end":
            parts.append([])
        else:
            parts[-1].append(Token(kind, match[kind]))
    return tuple(_section(part) for part in parts)


def _section(tokens: Sequence[Token]) -> Section:
    condition, numerals = None, False
    for token in tokens:
        if token.kind == "bracket":
            numerals = numerals or token.text.lower() == "dbnum1"
            if match := _CONDITION.match(token.text):
                condition = (match[1], Decimal(match[2]))
    return Section(tuple(_printing(tokens)), condition, numerals)


def _printing(tokens: Sequence[Token]) -> Iterator[Token]:
    """Those that print: without colours, locales, and space that only aligns."""
    for token in tokens:
        if token.kind in _LITERALS:
            yield Token("literal", token.text)
        elif token.kind in ("date", "meridiem"):
            yield Token(token.kind, token.text.lower())
        elif token.kind == "bracket" and token.text.startswith("$"):
            yield Token("literal", token.text[1:].partition("-")[0])
        elif token.kind == "bracket" and re.fullmatch("h+|m+|s+", token.text, re.IGNORECASE):
            yield Token("elapsed", token.text.lower())
        elif token.kind not in ("bracket", "space", "fill"):
            yield token
