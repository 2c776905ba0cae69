"""Small constructors of RDF statements, shared by the modules that write layers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from ontology import superclasses
from ontology.terms import EN, RDF, SKOS, XSD, ZH


@dataclass(frozen=True)
class Layer:
    """One named graph and what stands in it."""

    graph: NamedNode
    triples: frozenset[Triple]

    def quads(self) -> Iterator[Quad]:
        return (in_graph(triple, self.graph) for triple in self.triples)


def in_graph(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    """`triple` as a statement of `graph`."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def zh(text: str) -> Literal:
    return Literal(text, language=ZH)


def en(text: str) -> Literal:
    return Literal(text, language=EN)


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=XSD.boolean)


def typed(subject: NamedNode, *classes: NamedNode) -> Iterator[Triple]:
    """`subject` as an instance of `classes` and of all their superclasses (rule R1)."""
    for cls in classes:
        for each in (cls, *superclasses(cls)):
            yield Triple(subject, RDF.type, each)


def labels(
    subject: NamedNode, predicates: Iterable[NamedNode], chinese: str, english: str | None
) -> Iterator[Triple]:
    """The same label under each of `predicates`, in Chinese and, where there is one, in English."""
    for predicate in predicates:
        yield Triple(subject, predicate, zh(chinese))
        if english:
            yield Triple(subject, predicate, en(english))


_UNOFFICIAL = (zh("英文名称为非官方译文。"), en("The English name is an unofficial translation."))


def unofficial(subject: NamedNode, english: str | None) -> Iterator[Triple]:
    """Where a thing has an English name: that the name is an unofficial translation."""
    if english:
        yield from (Triple(subject, SKOS.editorialNote, note) for note in _UNOFFICIAL)
