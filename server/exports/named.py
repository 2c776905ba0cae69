"""What things are called in a file: in other words than those that the answer itself has."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from pyoxigraph import Literal, NamedNode

from server.exports.rows import LABEL, Row, Rows


def write_things(source: Rows, out: IO[bytes], shape: Mapping[str, Any]) -> None:
    """Write the IRIs that stand under a label, each once, as JSON."""
    places = [thing for thing, _ in _labelled(source)]
    found = {
        term.value
        for row in source.rows
        for place in places
        if isinstance(term := row[place], NamedNode)
    }
    out.write(json.dumps(sorted(found)).encode())


def called(source: Rows, words: Mapping[str, str]) -> Rows:
    """The rows with the labels of things replaced by `words`, where there are any."""
    if not words:
        return source
    named = {iri: Literal(text) for iri, text in words.items()}
    return Rows(source.variables, _called(source.rows, _labelled(source), named))


def _called(
    rows: Iterable[Row], labelled: list[tuple[int, int]], named: Mapping[str, Literal]
) -> Iterator[Row]:
    for row in rows:
        said = list(row)
        for thing, label in labelled:
            if isinstance(term := row[thing], NamedNode) and term.value in named:
                said[label] = named[term.value]
        yield tuple(said)


def _labelled(source: Rows) -> list[tuple[int, int]]:
    """The places of things and of their labels."""
    return [
        (place, source.index(f"{name}{LABEL}"))
        for place, name in enumerate(source.variables)
        if f"{name}{LABEL}" in source.variables
    ]
