"""What engines say of a failure, made fit for a sentence: one line, without the query repeated, and
the place in the query where they tell it."""

import re
from dataclasses import dataclass

_MOST = 300
_REPEATED = re.compile(r"\n\s*SPARQL query:.*", re.DOTALL)  # Virtuoso repeats what it was sent
_TAG = re.compile(r"<[^>\n]*>")
_AT = re.compile(r"error at (\d+):(\d+): ")  # Oxigraph
_LINE = re.compile(r"\bline (\d+)(?:,? col(?:umn)? (\d+))?", re.IGNORECASE)  # Virtuoso, Jena, RDF4J
_TIMEOUT = re.compile(r"timed? ?out|S1T00|deadline|cancell?ed", re.IGNORECASE)


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a query, and where, as far as the engine tells; both count from 1."""

    message: str
    line: int | None
    column: int | None


def said(content: bytes | str) -> str:
    """The words of a failure, on one line."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    text = _REPEATED.sub("", text)
    if text.lstrip().startswith("<"):
        text = _TAG.sub(" ", text)
    return " ".join(text.split())[:_MOST]


def told_timeout(words: str) -> bool:
    """Whether an engine that failed says that it gave up at a deadline of its own."""
    return bool(_TIMEOUT.search(words))


def complaint(content: bytes | str) -> Complaint:
    """What an engine says is wrong with a query."""
    words = said(content)
    at = _AT.search(words) or _LINE.search(words)
    line = int(at[1]) if at and int(at[1]) else None
    column = int(at[2]) if at and line and at[2] else None
    return Complaint(_AT.sub("", words), line, column)
