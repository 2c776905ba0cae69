"""The vocabularies of the feed, and the addresses of its parts."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pyoxigraph import NamedNode

from ontology.terms import DCT, LM, PROV, SCHEMA, SKOS, XSD, Vocabulary

AS = Vocabulary("https://www.w3.org/ns/activitystreams#")
LDES = Vocabulary("https://w3id.org/ldes#")
TREE = Vocabulary("https://w3id.org/tree#")
PREFIXES: Mapping[str, str] = {
    "as": AS.iri,
    "ldes": LDES.iri,
    "tree": TREE.iri,
    "lm": LM.iri,
    "dct": DCT.iri,
    "prov": PROV.iri,
    "schema": SCHEMA.iri,
    "skos": SKOS.iri,
    "xsd": XSD.iri,
}
PAGE = 100
"""Events of a page. It never changes: a page that is closed is not cut anew."""


def changes_graph(base: str) -> NamedNode:
    """The graph of the change log."""
    return NamedNode(f"{base}graph/changes")


def event_iri(base: str, number: int) -> NamedNode:
    """An event by its number, which counts from 1."""
    return NamedNode(f"{base}id/change/{number}")


def publication_iri(base: str, number: int) -> NamedNode:
    """A publication by the id of its snapshot."""
    return NamedNode(f"{base}id/publication/{number}")


def utc(text: str) -> str:
    """A time in ISO 8601 as xsd:dateTime in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_of(iri: str) -> int:
    """The number of an event or publication."""
    return int(iri.rpartition("/")[2])


def page_of(number: int) -> int:
    """The page that an event stands on, from 1."""
    return (number - 1) // PAGE + 1
