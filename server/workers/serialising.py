"""The result of a query written in one of the formats of answers."""

from collections.abc import Iterable, Mapping
from typing import IO

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)


def write_solutions(result: QuerySolutions | QueryBoolean, out: IO[bytes], media_type: str) -> None:
    """Write solutions or a boolean (SPARQL 1.1 Query Results, in its four formats)."""
    form = QueryResultsFormat.from_media_type(media_type)
    result.serialize(output=out, format=form)


def write_graph(
    result: QueryTriples | Iterable[Triple] | Iterable[Quad],
    out: IO[bytes],
    media_type: str,
    prefixes: Mapping[str, str],
) -> None:
    """Write a graph; Turtle is for people and has `prefixes`, which the engine's own lacks."""
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(media_type)
    if isinstance(result, QueryTriples) and form != RdfFormat.TURTLE:
        result.serialize(output=out, format=form)
    else:
        serialize(result, out, form, prefixes=dict(prefixes) if form == RdfFormat.TURTLE else None)
