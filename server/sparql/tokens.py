"""A query as tokens: enough of the SPARQL 1.1 grammar (section 19) to tell keywords and brackets
from what only looks like them in IRIs, strings and comments. The engine does the parsing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
                |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\.)*)
    | (?P<word>[^\W\d_][\w\-]*)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """One token: its kind (word, iri, string, open, ...), text and place; both count from 1."""

    kind: str
    text: str
    start: int
    line: int
    column: int


def unescape(query: str) -> str:
    """`query` with its codepoint escapes resolved, as section 19.2 does before parsing."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _UNICODE_ESCAPE.sub(character, query)


def tokens(query: str) -> Iterator[Token]:
    """The tokens of `query` but white space and comments."""
    line, line_start = 1, 0
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield Token(kind, match[0], match.start(), line, match.start() - line_start + 1)
        if breaks := match[0].count("\n"):
            line += breaks
            line_start = match.start() + match[0].rindex("\n") + 1
