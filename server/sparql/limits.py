"""What a query is refused for before it reaches the engine: its size, the depth of its brackets,
and the keywords that would reach out of the store. The workers are confined besides; this check is
there for the good message."""

from server.errors import QueryTooDeep, QueryTooLong, ReachesOut
from server.sparql.tokens import tokens, unescape


def check(query: str, max_bytes: int, max_depth: int) -> None:
    """Raises QueryTooLong, QueryTooDeep or ReachesOut, each with the limit or the place."""
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise QueryTooLong(size=size, limit=max_bytes)
    depth = 0
    for token in tokens(unescape(query)):
        if token.kind == "open":
            depth += 1
            if depth > max_depth:
                raise QueryTooDeep(limit=max_depth, line=token.line, column=token.column)
        elif token.kind == "close":
            depth = max(depth - 1, 0)
        elif token.kind == "word" and token.text.upper() in ("SERVICE", "LOAD"):
            raise ReachesOut(keyword=token.text.upper(), line=token.line, column=token.column)
