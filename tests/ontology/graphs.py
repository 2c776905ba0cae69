"""The ontology's triples as small sets that tests ask questions of."""

from collections.abc import Iterable
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology import code_triples, files, ontology_triples, triples_of
from ontology.terms import LM, PREFIXES

type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TURTLE = tuple(name for name in files() if name.endswith(".ttl"))


def named(name: str) -> NamedNode:
    """The term of a prefixed name: `skos:Concept`."""
    prefix, local = name.split(":")
    return NamedNode(PREFIXES[prefix] + local)


def objects(triples: Iterable[Triple], subject: NamedNode, predicate: NamedNode) -> list[object]:
    return [t.object for t in triples if t.subject == subject and t.predicate == predicate]


def pairs(triples: Iterable[Triple], predicate: NamedNode) -> set[tuple[NamedNode, NamedNode]]:
    """The (subject, object) pairs of a predicate that leads from IRI to IRI."""
    return {
        (t.subject, t.object)
        for t in triples
        if t.predicate == predicate
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
    }


def instances(triples: Iterable[Triple], cls: NamedNode) -> list[NamedNode]:
    return [
        t.subject
        for t in triples
        if t.predicate == type_ and t.object == cls and isinstance(t.subject, NamedNode)
    ]


def languages(
    triples: Iterable[Triple], subject: NamedNode, predicate: NamedNode
) -> list[str | None]:
    """The language tags of a property's values, sorted; a value without one counts as None."""
    values = objects(triples, subject, predicate)
    return sorted((v.language if isinstance(v, Literal) else None for v in values), key=str)


@cache
def everything() -> tuple[Triple, ...]:
    """All Turtle files of the package, examples included."""
    return tuple(triple for name in TURTLE for triple in triples_of(name))


@cache
def vocabulary_and_codes() -> tuple[Triple, ...]:
    return (*ontology_triples(), *code_triples())


@cache
def defined_terms() -> frozenset[str]:
    """The local names that core.ttl defines."""
    return frozenset(
        t.subject.value.removeprefix(LM.iri)
        for t in triples_of("core.ttl")
        if t.predicate == type_
        and isinstance(t.subject, NamedNode)
        and t.subject.value.startswith(LM.iri)
    )


def blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
