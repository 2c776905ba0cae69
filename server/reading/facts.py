"""What is published about one thing, read by predicate."""

from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import DCT, RDF, SKOS
from server.reading.reader import Reader, best


@dataclass(frozen=True)
class Facts:
    """The triples around one IRI."""

    iri: str
    triples: Collection[Triple]

    def iris(self, predicate: NamedNode) -> list[str]:
        """The things it points at."""
        return sorted(
            {
                t.object.value
                for t in self.triples
                if t.predicate == predicate and self._is(t) and isinstance(t.object, NamedNode)
            }
        )

    def first(self, predicate: NamedNode) -> str:
        """The thing or the plain value it has; the empty string where it has none."""
        return min(
            (
                t.object.value
                for t in self.triples
                if t.predicate == predicate
                and self._is(t)
                and isinstance(t.object, NamedNode | Literal)
            ),
            default="",
        )

    def texts(self, predicate: NamedNode, tag: str) -> list[str]:
        """The literals in one language."""
        return sorted(
            t.object.value
            for t in self.triples
            if t.predicate == predicate
            and self._is(t)
            and isinstance(t.object, Literal)
            and t.object.language == tag
        )

    def text(self, predicate: NamedNode, language: str) -> str:
        """The literal in the language of the page, else the Chinese one, else any."""
        texts = {
            t.object.language or "": t.object.value
            for t in self.triples
            if t.predicate == predicate and self._is(t) and isinstance(t.object, Literal)
        }
        return best(texts, language)

    def inbound(self, predicate: NamedNode) -> list[str]:
        """The things that point at it."""
        return sorted(
            {
                t.subject.value
                for t in self.triples
                if t.predicate == predicate
                and isinstance(t.object, NamedNode)
                and t.object.value == self.iri
                and isinstance(t.subject, NamedNode)
            }
        )

    @property
    def identifier(self) -> str:
        return self.first(DCT.identifier)

    @property
    def types(self) -> list[str]:
        return self.iris(RDF.type)

    def aliases(self, tag: str) -> list[str]:
        return [*self.texts(SKOS.altLabel, tag), *self.texts(DCT.alternative, tag)]

    def _is(self, triple: Triple) -> bool:
        return isinstance(triple.subject, NamedNode) and triple.subject.value == self.iri


def facts(reader: Reader, iri: str) -> Facts:
    """What is published about `iri`."""
    return Facts(iri, reader.view.describe(iri))
