"""What a query is refused for before it reaches the engine: its size, the depth of its brackets,
and the keywords that would reach out of the store. The workers are confined besides; this check is
there for the good message."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from server.errors import BadParameter, QueryTooDeep, QueryTooLong, ReachesOut
from server.sparql.tokens import Token, tokens, unescape

# The engine wants no space between a keyword and its neighbours: it reads `trueSERVICE`,
# `1e5SERVICE`, `SERVICESILENT<…>` and, before a group, `SERVICE:x` as SERVICE.
_SERVICE = re.compile(r"(?:TRUE|FALSE|E\d+)?SERVICE")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
LEAST_SECONDS = 0.1
"""The least that `timeout=` can ask for: a worker that is killed takes longer to be replaced."""
_END = Token("end", "", 0, 0, 0)


def check(query: str, max_bytes: int, max_depth: int) -> None:
    """Raises QueryTooLong, QueryTooDeep or ReachesOut, each with the limit or the place.

    Escapes are read as the standard says (section 19.2, before anything else) and as the engine
    does (in strings and IRIs only): what reaches out in either reading is refused.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise QueryTooLong(size=size, limit=max_bytes)
    readings = {query: None, unescape(query): None}
    for reading in readings:
        _check(tokens(reading), max_depth)


def timeout(given: Sequence[str], most: float) -> float | None:
    """The seconds that `timeout=` asks for, within what may be asked for, or None where it is not
    given. Raises BadParameter for what is not a number of seconds."""
    if not given:
        return None
    if len(given) > 1 or not _SECONDS.fullmatch(given[0]) or not float(given[0]):
        raise BadParameter(
            parameter="timeout",
            value=given[0][:20],
            reason_zh=f"请给出一个秒数，最多 {most:g}。",
            reason_en=f"give one number of seconds, at most {most:g}.",
        )
    return min(max(float(given[0]), LEAST_SECONDS), most)


def _check(found: Iterator[Token], max_depth: int) -> None:
    depth = 0
    for token, following in pairwise(_ended(found)):
        if token.kind == "open":
            depth += 1
            if depth > max_depth:
                raise QueryTooDeep(limit=max_depth, line=token.line, column=token.column)
        elif token.kind == "close":
            depth = max(depth - 1, 0)
        elif keyword := _reaching(token, following):
            raise ReachesOut(keyword=keyword, line=token.line, column=token.column)


def _ended(found: Iterator[Token]) -> Iterator[Token]:
    yield from found
    yield _END


def _reaching(token: Token, following: Token) -> str | None:
    """The keyword by which `token` would reach out, or None."""
    text = token.text.upper()
    if token.kind == "word":
        if text == "LOAD":
            return "LOAD"
        return "SERVICE" if _SERVICE.match(text) else None
    if token.kind == "name" and following.text == "{" and _SERVICE.match(text):
        return "SERVICE"
    return None
