"""The default graph is the present: exactly the union of the current layers.

Current are the ontology, the code lists, the catalogue and the statistics, the latest revision of
each region's register, every mapping, and of each checklist the current edition with what is
derived from it. Source layers, reports and earlier editions stand in their named graphs only.

Writing costs what the layers written cost, however many other regions are published.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from loader.statements import Layer, in_graph
from ontology.terms import DCAT

_MANY = 500
ALWAYS = ("ontology", "codes", "catalogue", "statistics")


@dataclass(frozen=True)
class Patch:
    """A change of a graph that many editions share: what leaves it and what enters."""

    graph: NamedNode
    remove: frozenset[Triple]
    add: frozenset[Triple]


def shared_graph(base: str, name: str) -> NamedNode:
    """`{base}graph/{name}`: ontology, codes, catalogue or statistics."""
    return NamedNode(f"{base}graph/{name}")


def current_graphs(store: Store, base: str) -> set[NamedNode]:
    """The named graphs whose union the default graph is."""
    present = _Present(store, base)
    named = (graph for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return {graph for graph in named if present.holds(graph)}


class _Present:
    """Says which graphs are current in a store, as it is now; remembers what it has said."""

    def __init__(self, store: Store, base: str) -> None:
        self.store = store
        self.base = base
        self._register = re.compile(re.escape(base) + r"graph/(\d{6})/register/(\d+)")
        self._said: dict[NamedNode, bool] = {}

    def holds(self, graph: object) -> bool:
        if not isinstance(graph, NamedNode):
            return False
        if graph not in self._said:
            self._said[graph] = self._is_current(graph)
        return self._said[graph]

    def _is_current(self, graph: NamedNode) -> bool:
        if graph.value.startswith(f"{self.base}graph/"):
            name = graph.value.removeprefix(f"{self.base}graph/")
            if name in ALWAYS or name.startswith("mapping/"):
                return True
            later = self.neighbour(graph, +1)
            return later is not None and not self.store.contains_named_graph(later)
        edition = NamedNode(graph.value.removesuffix("/derived"))
        catalogue = shared_graph(self.base, "catalogue")
        pattern = (None, DCAT.hasCurrentVersion, edition, catalogue)
        return next(iter(self.store.quads_for_pattern(*pattern)), None) is not None

    def neighbour(self, graph: NamedNode, by: int) -> NamedNode | None:
        """Of a register's revision, the one before (-1) or after (+1): they count up by one."""
        match = self._register.fullmatch(graph.value)
        if not match:
            return None
        return NamedNode(f"{self.base}graph/{match[1]}/register/{int(match[2]) + by}")


def replace_layers(
    store: Store, base: str, layers: Iterable[Layer], patches: Collection[Patch] = ()
) -> None:
    """Write `layers` over the graphs of their names, apply `patches`, and bring the default graph
    up to date. A triple that retires leaves the default graph only where no other current layer
    holds it."""
    layers = tuple(layers)
    old = {layer.graph: _content(store, layer.graph) for layer in layers}
    fresh = [layer for layer in layers if old[layer.graph] != layer.triples]
    present = _Present(store, base)
    changed = {t for layer in fresh for t in layer.triples ^ old[layer.graph]}
    changed |= {t for patch in patches for t in patch.remove | patch.add}
    affected = set(_affected(fresh, changed, present))
    before = {graph for graph in affected if present.holds(graph)}
    retired = {t for layer in fresh if layer.graph in before for t in old[layer.graph]}
    for layer in fresh:
        if old[layer.graph]:
            store.remove_graph(layer.graph)
    for patch in patches:
        for triple in patch.remove:
            store.remove(in_graph(triple, patch.graph))
        retired |= patch.remove
    added = [quad for layer in fresh for quad in layer.quads()]
    added += [in_graph(triple, patch.graph) for patch in patches for triple in patch.add]
    _add(store, added)
    present = _Present(store, base)
    after = {graph for graph in affected if present.holds(graph)}
    for graph in before - after:
        retired |= _content(store, graph)
    for triple in retired:
        if not any(present.holds(quad.graph_name) for quad in _occurrences(store, triple)):
            store.remove(in_graph(triple, DefaultGraph()))
    written = {layer.graph: layer.triples for layer in fresh}
    entering = {triple for patch in patches for triple in patch.add}
    for graph in after:
        if graph in written:
            entering |= written[graph]
        elif graph not in before:
            entering |= _content(store, graph)
    _add(store, [in_graph(triple, DefaultGraph()) for triple in entering])


def _add(store: Store, quads: Collection[Quad]) -> None:
    """Many at once go past the write-ahead log: a third of the time, and a fraction of the space.
    A kill between leaves a draft that is thrown away."""
    if len(quads) > _MANY:
        store.bulk_extend(quads)
    else:
        store.extend(quads)


def _affected(
    layers: Iterable[Layer], changed: Iterable[Triple], present: _Present
) -> Iterator[NamedNode]:
    """Every graph that may become current by the change, or cease to be."""
    for layer in layers:
        yield layer.graph
        if earlier := present.neighbour(layer.graph, -1):
            yield earlier
    for triple in changed:
        edition = triple.object
        if triple.predicate == DCAT.hasCurrentVersion and isinstance(edition, NamedNode):
            yield from (edition, NamedNode(f"{edition.value}/derived"))


def _content(store: Store, graph: NamedNode) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def _occurrences(store: Store, triple: Triple) -> Iterator[Quad]:
    return store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
