"""What is published about a thing, wherever it is read from."""

from collections.abc import Collection, Sequence
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from ontology.terms import LM, SD

INBOUND = 1000
"""Triples that point at a thing, of which a description has no more; see `pointed`."""
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

    def current_editions(self) -> Collection[str]:
        """The editions that are the current ones of their lists."""
        ...


def describe(reader: Reader, base: str, iri: str) -> frozenset[Triple]:
    """What the present says of `iri` and what points at it; of what belongs to an edition, what
    the edition says. The report of an edition comes with its results, a row with its cells, the
    name of a layer with what the service says of the graph of that name."""
    if iri.startswith((f"{base}id/change/", f"{base}id/publication/")):
        return frozenset(_logged(reader, f"{base}graph/changes", iri))
    layers = edition_layers(base, iri)
    if layers and iri.endswith("/report") and (report := reader.content(iri)):
        return frozenset(report)
    if iri in layers[1:]:
        return frozenset(_layer(reader, base, iri))
    graphs: tuple[Graph, ...] = (None, *layers)
    if layers and layers[0] in reader.current_editions():
        graphs = (None, layers[-1])  # the other two are part of the present
    found = reader.about((iri,), graphs)
    if cells := _cells(found):
        found |= reader.about(cells, ())
    if codes := _parts(found, iri):
        found |= reader.about(codes, (None,))
    return frozenset(found | reader.pointing(iri, graphs, INBOUND + 1))


def _logged(reader: Reader, graph: str, iri: str) -> set[Triple]:
    """What the change log says of an event or of a publication."""
    return reader.about((iri,), (graph,)) | reader.pointing(iri, (graph,), INBOUND + 1)


def pointed(triples: Collection[Triple], iri: str) -> tuple[int, bool]:
    """How many of the triples of a description point at its thing, and whether there are more of
    them than the description has."""
    thing = NamedNode(iri)
    count = sum(1 for triple in triples if triple.object == thing and triple.subject != thing)
    return count, count > INBOUND


def _layer(reader: Reader, base: str, graph: str) -> set[Triple]:
    """What the service description says of a named graph (SPARQL 1.1 Service Description, 3.2)."""
    described = (f"{base}graph/description/graphs",)
    naming = {one for one in reader.pointing(graph, described, 10) if one.predicate == SD.name}
    nodes = [one.subject.value for one in naming if isinstance(one.subject, NamedNode)]
    return naming | reader.about(nodes, described) if nodes else naming


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


def _parts(found: Collection[Triple], iri: str) -> list[str]:
    """What a thing says of itself under names of its own: its codes in other systems."""
    start = f"{iri}#code-"
    values = {t.object.value for t in found if isinstance(t.object, NamedNode)}
    return sorted(value for value in values if value.startswith(start))


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
