"""The default graph is the present: exactly the union of the current layers.

Current are the ontology, the code lists, the catalogue and the statistics, the latest revision of
each region's register, every mapping, and of each checklist the current edition with what is
derived from it. Source layers, reports and earlier editions stand in their named graphs only.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from loader.statements import Layer, in_graph
from ontology.terms import DCAT

ALWAYS = ("ontology", "codes", "catalogue", "statistics")


def shared_graph(base: str, name: str) -> NamedNode:
    """`{base}graph/{name}`: ontology, codes, catalogue or statistics."""
    return NamedNode(f"{base}graph/{name}")


def current_graphs(store: Store, base: str) -> set[NamedNode]:
    """The named graphs whose union the default graph is."""
    graphs = {shared_graph(base, name) for name in ALWAYS}
    registers: dict[str, int] = {}
    for graph in store.named_graphs():
        if not isinstance(graph, NamedNode):
            continue
        if match := re.fullmatch(re.escape(base) + r"graph/(\d{6})/register/(\d+)", graph.value):
            registers[match[1]] = max(registers.get(match[1], 0), int(match[2]))
        elif graph.value.startswith(f"{base}graph/mapping/"):
            graphs.add(graph)
    graphs |= {NamedNode(f"{base}graph/{r}/register/{n}") for r, n in registers.items()}
    catalogue = shared_graph(base, "catalogue")
    for quad in store.quads_for_pattern(None, DCAT.hasCurrentVersion, None, catalogue):
        edition = quad.object
        if isinstance(edition, NamedNode):
            graphs |= {edition, NamedNode(f"{edition.value}/derived")}
    return graphs


def replace_layers(store: Store, base: str, layers: Iterable[Layer]) -> None:
    """Write `layers` over the graphs of their names and bring the default graph up to date.

    A triple that retires leaves the default graph only where no other current layer holds it.
    """
    fresh = [layer for layer in layers if _content(store, layer.graph) != layer.triples]
    before = current_graphs(store, base)
    old = {layer.graph: _content(store, layer.graph) for layer in fresh}
    for layer in fresh:
        store.remove_graph(layer.graph)
        store.extend(layer.quads())
    after = current_graphs(store, base)
    retired: set[Triple] = set()
    for graph in before:
        if graph in old:
            retired |= old[graph]
        elif graph not in after:
            retired |= _content(store, graph)
    for triple in retired:
        if not any(quad.graph_name in after for quad in _occurrences(store, triple)):
            store.remove(in_graph(triple, DefaultGraph()))
    for graph in after:
        if graph in old or graph not in before:
            store.extend(in_graph(triple, DefaultGraph()) for triple in _content(store, graph))


def _content(store: Store, graph: NamedNode) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def _occurrences(store: Store, triple: Triple) -> Iterator[Quad]:
    return store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
