"""Content negotiation (RFC 9110, section 12.5.1): which of our media types a client gets.

A client's quality for a type is that of its most specific range; among equals ours come in the
order offered. A missing or empty Accept header accepts everything.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

HTML = "text/html"
TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
JSON = "application/json"
CSV = "text/csv"
RESULTS_JSON = "application/sparql-results+json"
RESULTS_XML = "application/sparql-results+xml"
RESULTS_TSV = "text/tab-separated-values"
PROBLEM = "application/problem+json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
N_QUADS = "application/n-quads"
TRIG = "application/trig"
ATOM = "application/atom+xml"

GRAPH_TYPES = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
SOLUTION_TYPES = (RESULTS_JSON, RESULTS_XML, CSV, RESULTS_TSV)

# What clients call our types besides: each answers under its registered name.
ALIASES: Mapping[str, str] = {
    "application/json": RESULTS_JSON,
    "application/xml": RESULTS_XML,
    "text/xml": RESULTS_XML,
}
GRAPH_ALIASES: Mapping[str, str] = {
    "application/json": JSON_LD,
    "application/x-turtle": TURTLE,
    "text/n3": TURTLE,
    "application/xml": RDF_XML,
    "text/xml": RDF_XML,
    "text/plain": N_TRIPLES,
}

KNOWN = (
    *(HTML, PROBLEM, JSON, XLSX, N_QUADS, TRIG, ATOM),
    *(*SOLUTION_TYPES, *GRAPH_TYPES),
    *sorted({*ALIASES, *GRAPH_ALIASES} - {JSON}),
)
"""Every name that may be negotiated: what `preferences` tells apart."""
_KNOWN = frozenset(KNOWN)
_LONG = 1000


def preferences(accept: str | None) -> str:
    """How `accept` ranks all that is known: two headers with the same preferences get the same
    type from every `negotiate`."""
    if accept is None or not accept.strip():
        return _preferences("*/*")
    return _preferences(accept) if len(accept) <= _LONG else _ranked(accept)


def _ranked(accept: str) -> str:
    ranges = parse_accept_header(accept, MIMEAccept)
    found = [_quality(ranges, name) for name in KNOWN]
    order = {pair: rank for rank, pair in enumerate(sorted(set(found)))}
    # a wildcard never gives an alias, and quality 0 gives nothing: both must be told apart
    return " ".join(f"{order[one]}{'-' if not one[0] else ''}{one[1]}" for one in found)


_preferences = lru_cache(1024)(_ranked)


def negotiate(
    accept: str | None, offered: Sequence[str], aliases: Mapping[str, str] | None = None
) -> str | None:
    """The type of `offered` that suits `accept` best, or None. `aliases` are further names under
    which a client may ask for one; an exact name wins over an alias of the same quality.

    Raises ValueError for a name that is not in `KNOWN`: the tag of an answer would not depend on
    it.
    """
    if unknown := {*offered, *(aliases or {})} - _KNOWN:
        raise ValueError(f"not in KNOWN: {', '.join(sorted(unknown))}")
    if accept is None or not accept.strip():
        return offered[0]
    ranges = parse_accept_header(accept, MIMEAccept)
    names = [(name, name) for name in offered]
    names += [(alias, of) for alias, of in (aliases or {}).items() if of in offered]
    best: tuple[float, int] = (0.0, 0)
    chosen = None
    for name, media_type in names:
        quality, specificity = _quality(ranges, name)
        if name != media_type and specificity < _EXACT:
            continue  # a wildcard asks for what we are, not for what we are also called
        if quality > 0 and (quality, specificity) > best:
            best, chosen = (quality, specificity), media_type
    return chosen


_EXACT = 3


def _quality(ranges: MIMEAccept, media_type: str) -> tuple[float, int]:
    """Quality and specificity (1 `*/*`, 2 `type/*`, 3 the type) of the range that decides."""
    kind = media_type.partition("/")[0]
    found: tuple[int, float] = (0, 0.0)
    for value, quality in ranges:
        plain = value.partition(";")[0].strip().lower()
        if plain == media_type:
            specificity = _EXACT
        elif plain == f"{kind}/*":
            specificity = 2
        elif plain == "*/*":
            specificity = 1
        else:
            continue
        if specificity > found[0] or (specificity == found[0] and quality > found[1]):
            found = (specificity, quality)
    return found[1], found[0]
