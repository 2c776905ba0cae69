"""The feed as a Linked Data Event Stream (https://w3id.org/ldes/specification) in pages of TREE
(https://w3id.org/tree/specification).

A page has a hundred events in the order of their numbers. Each is a member; what its thing says
afterwards stands in a graph named after it, which is how a client takes it over. A page that is
full never changes again, and from the first names the page that follows; the last one is short, or
empty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, serialize

from loader.statements import en, integer, zh
from ontology.terms import DCT, RDF, SCHEMA
from server.feed.log import ChangeLog, statements
from server.feed.terms import AS, LDES, PAGE, PREFIXES, TREE, event_iri, page_of


def stream_iri(base: str) -> NamedNode:
    """The event stream."""
    return NamedNode(f"{base}feed#stream")


def page_iri(base: str, number: int) -> NamedNode:
    """A page of it."""
    return NamedNode(f"{base}feed/{number}")


def pages(log: ChangeLog) -> int:
    """How many pages there are: the last is not full."""
    return page_of(log.last + 1)


def root(log: ChangeLog, title: str, title_en: str) -> Iterator[Quad]:
    """The entry point: what the stream is, and its first page."""
    stream, here = stream_iri(log.base), NamedNode(f"{log.base}feed")
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, LDES.EventStream),
        (DCT.title, zh(title)),
        (DCT.title, en(title_en)),
        (TREE.view, here),
        (LDES.timestampPath, AS.published),
        (LDES.sequencePath, SCHEMA.position),
        (LDES.versionOfPath, AS.object),
        (LDES.versionCreateObject, AS.Create),
        (LDES.versionUpdateObject, AS.Update),
        (LDES.versionDeleteObject, AS.Delete),
        (LDES.transactionPath, DCT.isPartOf),
    ]
    yield from (Quad(stream, predicate, value, DefaultGraph()) for predicate, value in said)
    yield from _node(here, page_iri(log.base, 1), 1)


def page(log: ChangeLog, number: int) -> Iterator[Quad]:
    """A page, from 1. Raises KeyError where there is none of this number."""
    if not 1 <= number <= pages(log):
        raise KeyError(number)
    stream = stream_iri(log.base)
    first = (number - 1) * PAGE + 1
    following = first + PAGE if number < pages(log) else None
    here = page_iri(log.base, number)
    yield Quad(stream, RDF.type, LDES.EventStream, DefaultGraph())
    yield Quad(stream, TREE.view, NamedNode(f"{log.base}feed"), DefaultGraph())
    if following:
        yield from _node(here, page_iri(log.base, number + 1), following)
    else:
        yield Quad(here, RDF.type, TREE.Node, DefaultGraph())
    for event in log.events(first, first + PAGE - 1):
        member = event_iri(log.base, event.number)
        yield Quad(stream, TREE.member, member, DefaultGraph())
        for triple in statements(log.base, replace(event, content=frozenset())):
            yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
        for triple in sorted(event.content, key=str):
            yield Quad(triple.subject, triple.predicate, triple.object, member)


def _node(here: NamedNode, following: NamedNode, number: int) -> Iterator[Quad]:
    """A page, and that the events from this number on stand on the one that follows."""
    relation = NamedNode(f"{here.value}#next")
    for subject, predicate, value in (
        (here, RDF.type, TREE.Node),
        (here, TREE.relation, relation),
        (relation, RDF.type, TREE.GreaterThanOrEqualToRelation),
        (relation, TREE.node, following),
        (relation, TREE.path, SCHEMA.position),
        (relation, TREE.value, integer(number)),
    ):
        yield Quad(subject, predicate, value, DefaultGraph())


def as_rdf(quads: Iterable[Quad], form: RdfFormat) -> bytes:
    """Quads in one of the forms that have graphs, in their order."""
    return serialize(quads, format=form, prefixes=dict(PREFIXES)) or b""
