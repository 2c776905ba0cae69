"""What the store says of itself, read back as figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pyoxigraph import NamedNode

from ontology.terms import VOID
from server.description.asking import DETAILED, LISTED, Asking
from server.description.figures import Counts, GraphCount, Key, present_of
from server.description.terms import VOID_EXT, Addresses
from server.description.void import graph_part
from server.reading.asking import Row
from server.store.interface import View
from server.store.present import shared_graph

Statement = tuple[str, str, str]
"""Subject, predicate and object, each as text."""


def description_graph(base: str) -> NamedNode:
    """The graph of the present that says what the present is."""
    return shared_graph(base, "description")


def graphs_graph(base: str) -> NamedNode:
    """The graph that says what each named graph is."""
    return shared_graph(base, "description/graphs")


def stated(view: View, base: str) -> Counts | None:
    """The figures that a published state states; None where it states none. Raises a WorkerError
    where there is no worker for it now."""
    if not view.has_graph(description_graph(base).value):
        return None
    return _Reading(view, base).counts(view.id)


class _Reading(Asking):
    """A state whose figures are read."""

    def counts(self, snapshot: int) -> Counts | None:
        at, names = Addresses(self.base), self.graphs()
        present = self.ask("said", graph=description_graph(self.base))
        if not present:
            return None
        nodes = [graph_part(at, name) for name in names[:LISTED]]
        about = Stated(chain(self._sizes(nodes), self._parts(nodes[:DETAILED])))
        return Counts(
            snapshot,
            present_of(Stated(map(_statement, present)).present(at)),
            tuple(about.graph(at, name) for name in names[:LISTED]),
            len(names),
            self.whole,
        )

    def _sizes(self, nodes: list[NamedNode]) -> Iterator[Statement]:
        graph = graphs_graph(self.base)
        return map(_statement, self.ask("graphs-said", graph=graph, node=nodes) or ())

    def _parts(self, nodes: list[NamedNode]) -> Iterator[Statement]:
        links = set()
        for row in self.ask("parts-said", graph=graphs_graph(self.base), node=nodes) or ():
            links.add((row["node"], row["link"], row["s"]))
            yield _statement(row)
        yield from links


def _statement(row: Row) -> Statement:
    return row["s"], row["p"], row["o"]


class Stated:
    """Statements, to be asked about a node."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._by_node: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for subject, predicate, thing in statements:
            self._by_node[subject][predicate].append(thing)

    def present(self, at: Addresses) -> Counter[Key]:
        """The numbers of the present."""
        return Counter(dict(self._present(at.present.value)))

    def graph(self, at: Addresses, name: str) -> GraphCount:
        """The figures of a named graph; they are None where nothing is said of them."""
        node = graph_part(at, name).value
        triples = self._number(node, VOID.triples.value)
        classes = dict(self._classes(node))
        properties = {name: self._figure(part) for part, name in self._properties(node)}
        if not properties:
            return GraphCount(name, triples)
        return GraphCount(name, triples, classes, properties)

    def _present(self, node: str) -> Iterator[tuple[Key, int]]:
        for key, term in (
            ("triples", VOID.triples),
            ("subjects", VOID.distinctSubjects),
            ("objects", VOID.distinctObjects),
            ("entities", VOID.entities),
        ):
            yield (key,), self._number(node, term.value) or 0
        for cls, number in self._classes(node):
            yield ("class", cls), number
        for part, name in self._properties(node):
            yield ("property", name), self._figure(part)
            yield ("property-subjects", name), self._number(part, VOID.distinctSubjects.value) or 0
            yield ("property-objects", name), self._number(part, VOID.distinctObjects.value) or 0
        for part, cls in self._parts(node, VOID.classPartition.value, VOID["class"].value):
            for inner, name in self._properties(part):
                yield ("said", cls, name), self._figure(inner)
                for to, of in self._parts(inner, VOID.classPartition.value, VOID["class"].value):
                    yield ("to-class", cls, name, of), self._figure(to)
                for to, of in self._parts(
                    inner, VOID_EXT.datatypePartition.value, VOID_EXT.datatype.value
                ):
                    yield ("to-datatype", cls, name, of), self._figure(to)

    def _classes(self, node: str) -> Iterator[tuple[str, int]]:
        for part, cls in self._parts(node, VOID.classPartition.value, VOID["class"].value):
            yield cls, self._number(part, VOID.entities.value) or 0

    def _properties(self, node: str) -> Iterator[tuple[str, str]]:
        return self._parts(node, VOID.propertyPartition.value, VOID.property.value)

    def _parts(self, node: str, link: str, name: str) -> Iterator[tuple[str, str]]:
        for part in self._said(node, link):
            for term in self._said(part, name):
                yield part, term

    def _figure(self, part: str) -> int:
        return self._number(part, VOID.triples.value) or 0

    def _number(self, node: str, term: str) -> int | None:
        found = self._said(node, term)
        return int(found[0]) if found else None

    def _said(self, node: str, term: str) -> list[str]:
        said: Mapping[str, list[str]] = self._by_node.get(node, {})
        return said.get(term, [])
