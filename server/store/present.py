"""The default graph is the present: exactly the union of the current layers.

Current are the ontology, the code lists, the catalogue, the statistics and what the store says of
itself, the latest revision of each region's register, every mapping, and of each checklist the
current edition with what is derived from it. Source layers, reports and earlier editions stand in
their named graphs only.

Writing costs what the layers written cost, however many other regions are published.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from loader.statements import Layer, in_graph
from ontology.terms import DCAT

_MANY = 500
ALWAYS = ("ontology", "codes", "catalogue", "statistics", "description")


@dataclass(frozen=True)
class Patch:
    """A change of a graph that many editions share: what leaves it and what enters."""

    graph: NamedNode
    remove: frozenset[Triple]
    add: frozenset[Triple]


@dataclass(frozen=True)
class Difference:
    """What a graph has lost and gained."""

    removed: frozenset[Triple]
    added: frozenset[Triple]


@dataclass(frozen=True)
class Replaced:
    """What a change made of each named graph it touched, and of the default graph."""

    graphs: Mapping[NamedNode, Difference]
    present: Difference


def shared_graph(base: str, name: str) -> NamedNode:
    """`{base}graph/{name}`: ontology, codes, catalogue, statistics or description."""
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
    store: Store,
    base: str,
    layers: Iterable[Layer],
    patches: Collection[Patch] = (),
    between: Callable[[Replaced], None] = lambda _: None,
) -> None:
    """Write `layers` over the graphs of their names, apply `patches`, and bring the default graph
    up to date. A triple that retires leaves the default graph only where no other current layer
    holds it. `between` is told of the change when the default graph has lost what leaves it and
    not yet gained what enters: what it holds then is what stays."""
    layers = tuple(layers)
    old = {layer.graph: _content(store, layer.graph) for layer in layers}
    fresh = [layer for layer in layers if old[layer.graph] != layer.triples]
    graphs = {
        layer.graph: Difference(old[layer.graph] - layer.triples, layer.triples - old[layer.graph])
        for layer in fresh
    }
    graphs |= {patch.graph: Difference(patch.remove, patch.add) for patch in patches}
    present = _Present(store, base)
    changed = {t for one in graphs.values() for t in one.removed | one.added}
    affected = {*_affected(fresh, changed, present), *(patch.graph for patch in patches)}
    before = {graph for graph in affected if present.holds(graph)}
    retired = {t for layer in fresh if layer.graph in before for t in old[layer.graph]}
    for layer in fresh:
        if old[layer.graph]:
            store.remove_graph(layer.graph)
    for patch in patches:
        for triple in patch.remove:
            store.remove(in_graph(triple, patch.graph))
        if patch.graph in before:
            retired |= patch.remove
    added = [quad for layer in fresh for quad in layer.quads()]
    added += [in_graph(triple, patch.graph) for patch in patches for triple in patch.add]
    _add(store, added)
    present = _Present(store, base)
    after = {graph for graph in affected if present.holds(graph)}
    for graph in before - after:
        retired |= _content(store, graph)
    entering = set(_entering(store, fresh, patches, before, after))
    leaving = {
        triple
        for triple in retired - entering
        if not any(present.holds(quad.graph_name) for quad in occurrences(store, triple))
    }
    for triple in leaving:
        store.remove(in_graph(triple, DefaultGraph()))
    quads = [in_graph(triple, DefaultGraph()) for triple in entering]
    new = [quad for quad in quads if quad not in store]
    between(
        Replaced(graphs, Difference(frozenset(leaving), frozenset(quad.triple for quad in new)))
    )
    _add(store, new)


def _entering(
    store: Store,
    layers: Iterable[Layer],
    patches: Iterable[Patch],
    before: Collection[NamedNode],
    after: Collection[NamedNode],
) -> Iterator[Triple]:
    """What has to stand in the default graph after the change, of what may not have before."""
    written = {layer.graph: layer.triples for layer in layers}
    added = {patch.graph: patch.add for patch in patches}
    for graph in after:
        if graph in written:
            yield from written[graph]
        elif graph not in before:
            yield from _content(store, graph)
        else:
            yield from added.get(graph, ())


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


def occurrences(store: Store, triple: Triple) -> Iterator[Quad]:
    """Where a triple stands. For a number whose last byte is 255 the engine finds, on disk, the 255
    numbers after it as well (pyoxigraph 0.5.13): what it finds is compared."""
    found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return (quad for quad in found if quad.object == triple.object)
