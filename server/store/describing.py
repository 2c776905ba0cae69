"""What is published about a thing, wherever it is read from."""

from collections.abc import Collection, Sequence
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from ontology.terms import LM

INBOUND = 1000
"""Triples that point at a thing, of which a description has no more."""
Graph = str | None
"""The name of a graph; None is the default graph."""


class Reader(Protocol):
    """Reads triples by their ends, from some graphs."""

    def about(self, things: Collection[str], graphs: Sequence[Graph]) -> set[Triple]:
        """The triples whose subjects are `things`; from every graph where `graphs` is empty."""
        ...

    def pointing(self, iri: str, graphs: Sequence[Graph], most: int) -> set[Triple]:
        """At most so many of the triples whose object is `iri`."""
        ...

    def content(self, graph: str) -> set[Triple]:
        """All of a named graph."""
        ...


def describe(reader: Reader, base: str, iri: str) -> frozenset[Triple]:
    """What the present says of `iri` and what points at it; of what belongs to an edition, what
    the edition says. The report of an edition comes with its results, a row with its cells."""
    layers = edition_layers(base, iri)
    if layers and iri.endswith("/report") and (report := reader.content(iri)):
        return frozenset(report)
    graphs: tuple[Graph, ...] = (None, *layers)
    found = reader.about((iri,), graphs)
    if cells := _cells(found):
        found |= reader.about(cells, ())
    return frozenset(found | reader.pointing(iri, graphs, INBOUND))


def edition_layers(base: str, iri: str) -> tuple[str, ...]:
    """The graphs of the edition that a path inside an edition belongs to."""
    if not iri.startswith(f"{base}id/") or "/checklist/" not in iri:
        return ()
    head, _, tail = iri.partition("/checklist/")
    parts = tail.split("#")[0].split("/")
    if len(parts) < 2 or parts[1] == "stages":
        return ()
    edition = f"{head}/checklist/{parts[0]}/{parts[1]}"
    return (edition, f"{edition}/derived", f"{edition}/source")


def _cells(found: Collection[Triple]) -> list[str]:
    """The cells of a source row."""
    rows = {triple.subject for triple in found if triple.object == LM.SourceRow}
    return sorted(
        {
            triple.object.value
            for triple in found
            if triple.subject in rows
            and isinstance(triple.object, NamedNode)
            and "#c" in triple.object.value
        }
    )
