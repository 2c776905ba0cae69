"""What must leave an engine and what must enter it, as SPARQL Update (section 3.1.1 and 3.1.2).

Blank nodes go as IRIs, `{base}.well-known/genid/…` (RDF 1.1 Concepts, section 3.5): a blank node
has no name by which it could be removed, or be the same in two graphs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store, Triple

Graph = NamedNode | DefaultGraph


@dataclass(frozen=True)
class Difference:
    """What leaves a graph and what enters it."""

    graph: Graph
    removed: frozenset[Triple]
    added: frozenset[Triple]


def named_graphs(stores: Iterable[Store | None]) -> list[Graph]:
    """The names of all graphs of some stores, in order."""
    names = {
        graph.value
        for store in stores
        if store
        for graph in store.named_graphs()
        if isinstance(graph, NamedNode)
    }
    return [NamedNode(name) for name in sorted(names)]


def difference(graph: Graph, before: Sequence[Store | None], after: Store) -> Difference:
    """What brings a graph to what `after` has, that lies somewhere between what the stores `before`
    have; None is the empty store."""
    removed: set[Triple] = set()
    added: set[Triple] = set()
    for store in before:
        if store is None:
            added.update(_content(after, graph))
            continue
        gone, new = _pass(_content(store, graph), _content(after, graph))
        removed |= gone
        added |= new
    return Difference(graph, frozenset(removed), frozenset(added))


def _content(store: Store, graph: Graph) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def _pass(before: Iterator[Triple], after: Iterator[Triple]) -> tuple[set[Triple], set[Triple]]:
    """What only one of two streams has. Both list what they share in the same order, so that
    little waits for its fellow; in any other order it would be as right, and take more memory."""
    gone: set[Triple] = set()
    new: set[Triple] = set()
    for old, young in zip_longest(before, after):
        if old == young:
            continue
        if old is not None:
            new.remove(old) if old in new else gone.add(old)
        if young is not None:
            gone.remove(young) if young in gone else new.add(young)
    return gone, new


def operations(
    kind: str, graph: str | None, triples: Iterable[Triple], base: str, at_a_time: int
) -> Iterator[str]:
    """`INSERT` or `DELETE DATA` of some triples, so many at a time, in a named graph or the default
    one (None)."""
    lines: list[str] = []
    for triple in triples:
        lines.append(
            f"{_term(triple.subject, base)} {triple.predicate} {_term(triple.object, base)} ."
        )
        if len(lines) == at_a_time:
            yield _operation(kind, graph, lines)
            lines = []
    if lines:
        yield _operation(kind, graph, lines)


def _operation(kind: str, graph: str | None, lines: list[str]) -> str:
    content = "\n".join(lines)
    inside = f"GRAPH <{graph}> {{\n{content}\n}}" if graph else content
    return f"{kind} DATA {{\n{inside}\n}}"


def _term(term: object, base: str) -> str:
    if isinstance(term, BlankNode):
        return f"<{base}.well-known/genid/{term.value}>"
    return str(term)
