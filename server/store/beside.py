"""What an edition is validated with besides itself: what the region's other current lists say of
the matters, scenarios and departments that its register shares."""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Store, Triple

from loader.identifiers import EditionIris
from server.store.present import shared_graph


def about(store: Store, subject: NamedNode, graph: NamedNode) -> frozenset[Triple]:
    """What a graph says of a subject."""
    return frozenset(quad.triple for quad in store.quads_for_pattern(subject, None, None, graph))


def content(store: Store, graph: NamedNode) -> frozenset[Triple]:
    """Everything a graph says."""
    return frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def derived_beside(store: Store, base: str, others: Iterable[EditionIris]) -> set[Triple]:
    """What `others` derive, of the things they share with an edition and not of their own items,
    and the records of them and of their checklists."""
    catalogue = shared_graph(base, "catalogue")
    triples: set[Triple] = set()
    for iris in others:
        triples |= {
            triple
            for triple in content(store, iris.derived)
            if not str(triple.subject).startswith(f"<{iris.root}/")
        }
        for subject in (iris.edition, NamedNode(iris.root.rsplit("/", 1)[0])):
            triples |= about(store, subject, catalogue)
    return triples
