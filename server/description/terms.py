"""The vocabularies of descriptions, and the addresses that descriptions give their parts."""

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.terms import EN, PREFIXES, SD, XSD, ZH, Vocabulary
from server.saved.header import Text
from server.urls import query_path

FORMATS = Vocabulary("http://www.w3.org/ns/formats/")
VOID_EXT = Vocabulary("http://ldf.fi/void-ext#")
"""What VoID lacks: the datatypes that a property has."""
ENTAILMENT = Vocabulary("http://www.w3.org/ns/entailment/")

DECLARED: Mapping[str, str] = {**PREFIXES, "sd": SD.iri, "void-ext": VOID_EXT.iri}
"""The prefixes that editors are offered."""


@dataclass(frozen=True)
class Addresses:
    """The IRIs of this installation and of the parts of its description; `site` is where it is
    found, which names nothing (empty: at the base)."""

    base: str
    site: str = ""

    @property
    def endpoint(self) -> NamedNode:
        return NamedNode(f"{self.site or self.base}sparql")

    @property
    def document(self) -> NamedNode:
        return NamedNode(f"{self.base}.well-known/void")

    @property
    def service(self) -> BlankNode:
        """The service has no name of its own: clients that meet an endpoint by its address look for
        a nameless one, or one called by the very address that they asked."""
        return BlankNode("service")

    @property
    def dataset(self) -> NamedNode:
        """All that is served: the present and every named graph."""
        return self.part("dataset")

    @property
    def present(self) -> NamedNode:
        """The default graph."""
        return self.part("present")

    @property
    def catalogue(self) -> NamedNode:
        """The site's catalogue of checklists."""
        return NamedNode(f"{self.base}id/catalogue")

    def part(self, name: str) -> NamedNode:
        """A part of the description."""
        return NamedNode(f"{self.document.value}#{name}")

    def query(self, name: str) -> NamedNode:
        """A saved query: its page."""
        return NamedNode(self.base.rstrip("/") + query_path(name))


@functools.cache
def short(iri: str) -> str:
    """A name for a term that may stand in a fragment: `lm.Entry`, else a digest."""
    for prefix, namespace in DECLARED.items():
        local = iri.removeprefix(namespace)
        if local != iri and re.fullmatch(r"[A-Za-z][\w-]*", local, re.ASCII):
            return f"{prefix}.{local}"
    return digest(iri)


def digest(text: str) -> str:
    """A name of twelve letters and digits for any text, always the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def words(text: Text) -> tuple[Literal, Literal]:
    """A text in both languages."""
    return Literal(text.zh, language=ZH), Literal(text.en, language=EN)
