"""An Oxigraph store as a graph of rdflib that nobody changes: for pySHACL, which reads the same
triples again and again.

oxrdflib makes a term of rdflib anew for each time a triple is read, and a graph beside it; here
each term is made once. pySHACL asks a graph for its truth value, so for its length, at every failed
check, and the store counts from the start each time; here the length is known. rdflib and oxrdflib
are imported on the first call.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from shapes.report import Term

if TYPE_CHECKING:
    from rdflib import Graph


def unchanging_graph(store: Store) -> "Graph":
    """The default graph of `store`, which must not change as long as the graph is read."""
    from oxrdflib import OxigraphStore
    from rdflib import Graph
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    size, here = len(store), DefaultGraph()
    known: dict[Term, Any] = {}

    def read(term: Term) -> Any:
        found = known.get(term)
        if found is None:
            found = known[term] = to_rdflib(term)
        return found

    class Unchanging(OxigraphStore):
        def __len__(self, context: Graph | None = None) -> int:
            return size

        def triples(
            self, triple_pattern: tuple[Any, Any, Any], context: Graph | None = None
        ) -> Iterator[tuple[tuple[Any, Any, Any], Iterator[Graph | None]]]:
            subject, predicate, value = (
                None if term is None else from_rdflib(term) for term in triple_pattern
            )
            if isinstance(subject, Literal) or not isinstance(predicate, NamedNode | None):
                return  # asked of a value: no triple begins with a literal
            for quad in store.quads_for_pattern(subject, predicate, value, here):
                found = (read(quad.subject), read(quad.predicate), read(quad.object))
                yield found, iter((graph,))

    graph = Graph(store=Unchanging(store=store), identifier=DATASET_DEFAULT_GRAPH_ID)
    return graph


def to_rdflib(term: Term) -> Any:
    """The same term for rdflib."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(f"a flat graph holds no triple terms: {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def from_rdflib(node: Any) -> NamedNode | BlankNode | Literal:
    """The same term for pyoxigraph."""
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype or rdflib.XSD.string)))
