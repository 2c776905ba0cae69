"""A query as tokens: enough of the SPARQL 1.1 grammar (section 19) to tell keywords and brackets
from what only looks like them in IRIs, strings and comments. The engine does the parsing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL = r"(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\.)*+"
# Every repetition is possessive and every string may lack its end: a query is read once from front
# to back, whatever stands in it. With backtracking 100 KB of `a.a.a.` took the service a minute.
_TOKEN = re.compile(
    r"""
      (?P<space>\s++)
    | (?P<comment>\#[^\r\n]*+)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")?|'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?
                |"(?:[^"\\\r\n]|\\.)*+"?|'(?:[^'\\\r\n]|\\.)*+'?)
    | (?P<variable>[?$]\w++)
    | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<name>:"""
    + _LOCAL
    + r""")
    | (?P<run>[^\W\d_][\w.\-]*+(?::"""
    + _LOCAL
    + r""")?)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(r"(?P<word>[^\W\d_][\w\-]*+)|(?P<other>.)")


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
    """The tokens of `query` but white space and comments, in time that grows with its length."""
    line, line_start = 1, 0
    for match in _TOKEN.finditer(query):
        kind, start = match.lastgroup or "other", match.start()
        if kind == "run":
            yield from _run(match[0], start, line, start - line_start + 1)
        elif kind not in ("space", "comment"):
            yield Token(kind, match[0], start, line, start - line_start + 1)
        if breaks := match[0].count("\n"):
            line += breaks
            line_start = start + match[0].rindex("\n") + 1


def _run(text: str, start: int, line: int, column: int) -> Iterator[Token]:
    """Letters with dots among them: a prefixed name, or words and the dots between them."""
    if ":" in text:
        yield Token("name", text, start, line, column)
        return
    for part in _PART.finditer(text):
        at = part.start()
        yield Token(part.lastgroup or "other", part[0], start + at, line, column + at)
