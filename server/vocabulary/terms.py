"""The terms of the ontology and what it says of itself, read from its triples."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from ontology import ontology_triples
from ontology.terms import DCAT, DCT, EN, LM, OWL, RDF, RDFS, SKOS, ZH
from ontology.terms import PREFIXES as _PREFIXES

KINDS: Mapping[NamedNode, str] = {
    OWL.Class: "class",
    OWL.ObjectProperty: "relation",
    OWL.DatatypeProperty: "value",
    OWL.NamedIndividual: "individual",
}
MATCHES = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    OWL.equivalentClass,
    OWL.equivalentProperty,
)
_VERSION = re.compile(r"(\d+\.\d+\.\d+)\s*[：:]\s*")
_IRI = NamedNode(LM.iri.removesuffix("#"))

Words = Mapping[str, tuple[str, ...]]
"""Texts by language tag, in the order in which they are read from the file."""


@dataclass(frozen=True)
class Term:
    """One term of the ontology, or of another vocabulary that it borrows, with all that the
    ontology says of it; texts by language tag."""

    name: str
    iri: str
    kind: str
    labels: Words
    definitions: Words
    notes: Words
    aliases: Words
    examples: Words
    parents: tuple[str, ...]
    inverses: tuple[str, ...]
    related: tuple[str, ...]
    matches: tuple[tuple[str, str], ...]
    deprecated: bool
    replaced_by: tuple[str, ...]

    def label(self, tag: str) -> str:
        """Its label in a language, else its Chinese one, else its name."""
        found = self.labels.get(tag) or self.labels.get(ZH) or (self.name,)
        return found[0]


@dataclass(frozen=True)
class Version:
    """A version that there has been, with what changed in it."""

    number: str
    changes: Words


@dataclass(frozen=True)
class Ontology:
    """What the ontology says of itself."""

    iri: str
    titles: Words
    abstracts: Words
    version: str
    version_iri: str
    versions: tuple[Version, ...]
    licence: str
    prefix: str
    dates: tuple[tuple[str, str], ...]
    creators: tuple[str, ...]
    notes: Words

    @property
    def earlier(self) -> tuple[Version, ...]:
        """The versions before this one, the latest first."""
        return tuple(one for one in self.versions if one.number != self.version)


@cache
def ontology() -> Ontology:
    """The ontology as this software carries it."""
    about = _About(_IRI)
    version = about.first(OWL.versionInfo)
    return Ontology(
        iri=_IRI.value,
        titles=about.words(DCT.title),
        abstracts=about.words(DCT.description, DCT.abstract),
        version=version,
        version_iri=next(iter(about.iris(OWL.versionIRI)), ""),
        versions=_versions(about, version),
        licence=next(iter(about.iris(DCT.license)), ""),
        prefix=about.first(NamedNode(_PREFIXES["vann"] + "preferredNamespacePrefix")),
        dates=tuple(
            (name, value) for name in ("issued", "modified") if (value := about.first(DCT[name]))
        ),
        creators=tuple(dict.fromkeys(about.iris(DCT.creator, DCT.publisher))),
        notes=about.words(SKOS.scopeNote, SKOS.editorialNote),
    )


@cache
def terms() -> tuple[Term, ...]:
    """The terms of the ontology: classes, relations, values, individuals, each in the order of the
    file, which keeps kin together."""
    found: dict[str, Term] = {}
    for triple in ontology_triples():
        subject, kind = triple.subject, triple.object
        if (
            triple.predicate == RDF.type
            and isinstance(subject, NamedNode)
            and isinstance(kind, NamedNode)
            and kind in KINDS
            and subject.value.startswith(LM.iri)
        ):
            found[subject.value] = _term(subject, KINDS[kind])
    order = list(KINDS.values())
    return tuple(sorted(found.values(), key=lambda term: order.index(term.kind)))


@cache
def by_iri() -> Mapping[str, Term]:
    """The terms of the ontology by IRI."""
    return {term.iri: term for term in terms()}


@cache
def borrowed() -> tuple[Term, ...]:
    """The terms of other vocabularies that are given a label here, by prefixed name."""
    iris = {
        t.subject
        for t in ontology_triples()
        if t.predicate == RDFS.label
        and isinstance(t.subject, NamedNode)
        and not t.subject.value.startswith(LM.iri)
    }
    found = (_term(iri, "class" if _is_class(iri) else "property") for iri in iris)
    return tuple(sorted(found, key=lambda term: (term.kind, short(term.iri).casefold())))


def short(iri: str) -> str:
    """`prefix:name` where a known prefix stands for the start of `iri`; else the IRI."""
    for prefix, start in _PREFIXES.items():
        if iri.startswith(start) and "/" not in iri.removeprefix(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def label(iri: str, tag: str) -> str:
    """What a term, ours or another's, is called in a language; its prefixed name where it has no
    label here."""
    found = _named().get(iri)
    return found.label(tag) if found else short(iri)


@cache
def _named() -> Mapping[str, Term]:
    return {term.iri: term for term in (*borrowed(), *terms())}


def _is_class(iri: NamedNode) -> bool:
    return short(iri.value).partition(":")[2][:1].isupper()


def _versions(about: "_About", current: str) -> tuple[Version, ...]:
    """Each version that the ontology names, the latest first, with what is said of it at its own
    IRI or in the change note of the whole."""
    iris = about.iris(OWL.versionIRI, OWL.priorVersion, DCAT.hasVersion)
    changes: dict[str, dict[str, tuple[str, ...]]] = {current: {}}
    for tag, texts in about.words(SKOS.changeNote, SKOS.historyNote).items():
        for number, text in _changes(" ".join(texts)):
            changes.setdefault(number, {})[tag] = (text,)
    for iri in iris:
        said = _About(NamedNode(iri)).words(SKOS.changeNote)
        changes.setdefault(iri.rpartition("/")[2], {}).update(said)
    ordered = sorted(changes, key=lambda number: [int(n) for n in number.split(".")], reverse=True)
    return tuple(Version(number, changes[number]) for number in ordered)


def _changes(text: str) -> list[tuple[str, str]]:
    """The versions that a change note tells of: `1.1.0: terms for … 1.0.0: first version.`"""
    parts = _VERSION.split(text)
    return [(number, said.strip()) for number, said in zip(parts[1::2], parts[2::2], strict=True)]


class _About:
    """What the ontology says of one thing."""

    def __init__(self, iri: NamedNode) -> None:
        self._facts = _index().get(iri, {})

    def words(self, *predicates: NamedNode) -> Words:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for predicate in predicates:
            for value in self._facts.get(predicate, ()):
                if isinstance(value, Literal):
                    found[value.language or ""].append(value.value)
        return {tag: tuple(texts) for tag, texts in found.items()}

    def iris(self, *predicates: NamedNode) -> tuple[str, ...]:
        return tuple(
            value.value
            for predicate in predicates
            for value in self._facts.get(predicate, ())
            if isinstance(value, NamedNode)
        )

    def first(self, predicate: NamedNode) -> str:
        values = (v.value for v in self._facts.get(predicate, ()) if isinstance(v, Literal))
        return next(values, "")


@cache
def _index() -> Mapping[NamedNode, Mapping[NamedNode, list[object]]]:
    index: dict[NamedNode, dict[NamedNode, list[object]]] = {}
    for triple in ontology_triples():
        if isinstance(triple.subject, NamedNode):
            facts = index.setdefault(triple.subject, {})
            facts.setdefault(triple.predicate, []).append(triple.object)
    return index


def _term(iri: NamedNode, kind: str) -> Term:
    about = _About(iri)
    return Term(
        name=iri.value.removeprefix(LM.iri) if iri.value.startswith(LM.iri) else short(iri.value),
        iri=iri.value,
        kind=kind,
        labels=about.words(RDFS.label),
        definitions=about.words(SKOS.definition),
        notes=about.words(SKOS.scopeNote, SKOS.editorialNote),
        aliases=about.words(SKOS.altLabel),
        examples=about.words(SKOS.example),
        parents=about.iris(RDFS.subClassOf, RDFS.subPropertyOf),
        inverses=about.iris(OWL.inverseOf),
        related=about.iris(RDFS.seeAlso),
        matches=tuple(
            (predicate.value, match) for predicate in MATCHES for match in about.iris(predicate)
        ),
        deprecated=about.first(OWL.deprecated) == "true",
        replaced_by=about.iris(DCT.isReplacedBy),
    )


LANGUAGES = (ZH, EN)
