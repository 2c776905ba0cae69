"""Queries whose answer differs from time to time over the same data: they are neither kept nor
tagged (SPARQL 1.1 Query, sections 16.2.1 and 17.4). Sooner one too many than one too few: where
it cannot be told, a query counts as volatile."""

import re

from server.sparql.tokens import tokens, unescape

# No boundary before the name: the engine takes `ORDER BYRAND()` as well. STRUUID is one of UUID.
_CALL = re.compile(r"(?:NOW|RAND|UUID|BNODE)(?:\s|#[^\r\n]*(?:[\r\n]|$))*\(", re.IGNORECASE)
_CONSTRUCT = "CONSTRUCT"
_MADE = frozenset("_<~")


def is_volatile(query: str) -> bool:
    """Whether the answer to `query` may differ over the same snapshot. What need not be SPARQL is
    told as well."""
    text = unescape(query)
    if _CALL.search(text):
        return True
    return _CONSTRUCT in text.upper() and _makes_nodes(text)


def _makes_nodes(text: str) -> bool:
    """Whether the template of a CONSTRUCT has blank nodes: `[]`, `_:b`, a collection, or what may
    be one of a later version of the language (`<<`, `~`, `{|`). Its template is the first group
    in braces after the word, the short form's pattern as well."""
    began, depth = False, 0
    for token in tokens(text):
        if not began:
            began = token.kind == "word" and token.text.upper().startswith(_CONSTRUCT)
        elif token.kind == "open":
            if depth or token.text != "{":
                return True
            depth = 1
        elif token.kind == "close":
            return False
        elif depth and token.kind == "other" and token.text in _MADE:
            return True
    return True
