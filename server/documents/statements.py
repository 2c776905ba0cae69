"""Some graphs of a store as a lookup: what is said of a thing, as text."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from ontology.terms import SKOS, ZH

_Nameable = NamedNode | BlankNode | Literal


class Statements:
    """All that `graphs` say, read once. Things and values are texts: an IRI, a blank node's name,
    the value of a literal."""

    def __init__(self, store: Store, graphs: Iterable[NamedNode]) -> None:
        self._said: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for graph in graphs:
            for quad in store.quads_for_pattern(None, None, None, graph):
                if isinstance(quad.subject, _Nameable) and isinstance(quad.object, _Nameable):
                    key = (quad.subject.value, quad.predicate.value)
                    self._said[key].add(quad.object.value)

    def every(self, subject: str, predicate: NamedNode) -> tuple[str, ...]:
        """All values, each once, sorted."""
        return tuple(sorted(self._said.get((subject, predicate.value), ())))

    def one(self, subject: str, predicate: NamedNode) -> str:
        """The value, the first where there are several; empty where nothing is said."""
        return min(self._said.get((subject, predicate.value), ()), default="")

    def number(self, subject: str, predicate: NamedNode) -> int:
        """The value as a number; 0 where nothing is said."""
        return int(self.one(subject, predicate) or 0)

    def subjects(self, predicate: NamedNode) -> tuple[str, ...]:
        """Everything of which `predicate` says something, sorted."""
        return tuple(sorted(subject for subject, said in self._said if said == predicate.value))


def label(store: Store, iri: str, predicate: NamedNode = SKOS.prefLabel) -> str:
    """The Chinese label of `iri` at present; where it has none now, one that it had; else empty."""
    for graph in (DefaultGraph(), None):
        texts = [
            quad.object.value
            for quad in store.quads_for_pattern(NamedNode(iri), predicate, None, graph)
            if isinstance(quad.object, Literal) and quad.object.language == ZH
        ]
        if texts:
            return min(texts)
    return ""
