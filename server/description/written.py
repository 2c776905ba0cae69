"""What the store says of itself, in two graphs that each publication brings up to date.

`{base}graph/description` is a layer of the present, so that who asks the endpoint and names no
graph finds it: the default graph in figures, the prefixes, and the saved queries. Its size does not
depend on how many lists are published. `{base}graph/description/graphs` has the figures of every
named graph and stands beside the present: an editor that asks for all partitions would be given
those of every layer of every county.

Neither describes itself, and no figure counts them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from server.description import examples, service, void
from server.description.counts import count_store
from server.description.dumps import catalogued
from server.description.figures import GraphCount, Key, numbers_of, present_of
from server.description.stated import Stated, Statement, description_graph, graphs_graph
from server.description.tally import of_graph, of_present
from server.description.terms import Addresses
from server.saved.added import with_added
from server.saved.catalogue import SavedQuery
from server.store.beside import about, content
from server.store.present import Difference, Patch, Replaced, replace_layers


class Description:
    """What a store says of itself, while the store changes."""

    def __init__(self, store: Store, base: str) -> None:
        self.store = store
        self.at = Addresses(base)
        self.graphs = graphs_graph(base)
        self.graph = description_graph(base)
        self._changes: dict[NamedNode, Counter[Key]] = {}
        self._followed = not _is_empty(store, self.graph) or _is_empty(store, DefaultGraph())

    @cached_property
    def _old(self) -> frozenset[Triple]:
        """What the store said of its present. Read when something changes: what is refused, or
        changes nothing, does not cost it."""
        return content(self.store, self.graph)

    @cached_property
    def _numbers(self) -> Counter[Key]:
        return Stated(map(_statement, self._old)).present(self.at)

    def changed(self, replaced: Replaced) -> None:
        """Count what a change of the store alters, between what leaves its default graph and what
        enters."""
        if not self._followed:
            return
        space = f"{self.at.base}id/"
        self._numbers.update(of_present(self.store, replaced.present, space, self._old))
        for graph, difference in replaced.graphs.items():
            self._changes.setdefault(graph, Counter()).update(of_graph(difference))

    def write(self, gallery: Mapping[str, str]) -> None:
        """Bring both graphs up to date. A store that has never been described is counted."""
        if not self._followed:
            self._count()
        new = frozenset(self._present(with_added(gallery)))
        patches = [
            Patch(self.graph, self._old - new, new - self._old),
            *(self._of_graph(graph, change) for graph, change in self._changes.items()),
        ]
        patches = [patch for patch in patches if patch.remove or patch.add]
        replace_layers(self.store, self.at.base, (), _by_graph(patches))

    def _present(self, queries: Mapping[str, SavedQuery]) -> Iterator[Triple]:
        yield from void.dataset(self.at, present_of(self._numbers))
        yield from catalogued(self.at)
        yield from examples.prefixes(self.at)
        yield from examples.executables(self.at, queries)

    def _count(self) -> None:
        self._numbers = numbers_of(count_store(self.store, self.at.base))
        for graph in self.store.named_graphs():
            if isinstance(graph, NamedNode):
                triples = content(self.store, graph)
                self._changes[graph] = of_graph(Difference(frozenset(), triples))

    def _of_graph(self, graph: NamedNode, change: Counter[Key]) -> Patch:
        """What is said of a named graph; nothing, where nothing is left in it."""
        node = void.graph_part(self.at, graph.value)
        old = self._said(node, service.named_part(self.at, graph.value))
        before = Stated(map(_statement, old)).graph(self.at, graph.value)
        change.update(_numbers(before))
        after = GraphCount(
            graph.value,
            change["triples",],
            {key[1]: n for key, n in change.items() if key[0] == "class" and n},
            {key[1]: n for key, n in change.items() if key[0] == "property" and n},
        )
        new = frozenset(self._figures(after) if after.triples else ())
        return Patch(self.graphs, old - new, new - old)

    def _figures(self, graph: GraphCount) -> Iterator[Triple]:
        yield from void.graph(self.at, graph, partitions=True)
        yield from service.named_graph(self.at, graph.name)

    def _said(self, node: NamedNode, named: NamedNode) -> frozenset[Triple]:
        of_node = about(self.store, node, self.graphs)
        links = (
            quad.triple
            for end in (node, named)
            for quad in self.store.quads_for_pattern(None, None, end, self.graphs)
        )
        parts = {t.object for t in of_node if isinstance(t.object, NamedNode)}
        ours = {part for part in parts if part.value.startswith(f"{node.value}-")}
        return frozenset().union(
            of_node,
            about(self.store, named, self.graphs),
            links,
            *(about(self.store, part, self.graphs) for part in ours),
        )


def _by_graph(patches: Iterable[Patch]) -> list[Patch]:
    """One patch for each graph."""
    removed: dict[NamedNode, set[Triple]] = {}
    added: dict[NamedNode, set[Triple]] = {}
    for patch in patches:
        removed.setdefault(patch.graph, set()).update(patch.remove)
        added.setdefault(patch.graph, set()).update(patch.add)
    return [Patch(graph, frozenset(removed[graph]), frozenset(added[graph])) for graph in removed]


def _numbers(graph: GraphCount) -> Counter[Key]:
    numbers: Counter[Key] = Counter({("triples",): graph.triples or 0})
    numbers.update({("class", name): n for name, n in (graph.classes or {}).items()})
    numbers.update({("property", name): n for name, n in (graph.properties or {}).items()})
    return numbers


def _is_empty(store: Store, graph: NamedNode | DefaultGraph) -> bool:
    return next(store.quads_for_pattern(None, None, None, graph), None) is None


def _statement(triple: Triple) -> Statement:
    return _text(triple.subject), triple.predicate.value, _text(triple.object)


def _text(term: NamedNode | BlankNode | Literal | Triple) -> str:
    return str(term) if isinstance(term, Triple) else term.value
