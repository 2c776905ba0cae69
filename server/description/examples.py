"""The saved queries as examples (SHACL, section 5.1, and the SHACL-SPARQL terms of the examples
that editors read), and the prefixes to write queries with."""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import DCAT, FOAF, RDF, RDFS, SCHEMA, SH, XSD, ZH
from server.description.terms import DECLARED, Addresses, words
from server.saved.catalogue import SavedQuery, saved_queries


def prefixes(at: Addresses) -> Iterator[Triple]:
    """What each prefix stands for; the dataset declares them."""
    for prefix, namespace in DECLARED.items():
        declaration = at.part(f"prefix-{prefix}")
        yield Triple(at.dataset, SH.declare, declaration)
        yield Triple(declaration, RDF.type, SH.PrefixDeclaration)
        yield Triple(declaration, SH.prefix, Literal(prefix))
        yield Triple(declaration, SH.namespace, Literal(namespace, datatype=XSD.anyURI))


def executables(at: Addresses, queries: Mapping[str, SavedQuery] | None = None) -> Iterator[Triple]:
    """Every saved query, to be run as it stands: those that are given, else the shipped ones."""
    for query in (saved_queries() if queries is None else queries).values():
        yield from _executable(at, at.query(query.name), query)


def _executable(at: Addresses, node: NamedNode, query: SavedQuery) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    kind = SH.SPARQLConstructExecutable if query.is_graph else SH.SPARQLSelectExecutable
    yield Triple(node, RDF.type, kind)
    for label in words(query.header.title):
        yield Triple(node, RDFS.label, label)
    for comment in words(query.header.summary):
        yield Triple(node, RDFS.comment, comment)
    yield Triple(node, SH.construct if query.is_graph else SH.select, Literal(query.text))
    yield Triple(node, SH.prefixes, at.dataset)
    yield Triple(node, SCHEMA.target, at.endpoint)
    yield Triple(node, FOAF.page, node)
    for tag in query.header.tags:
        yield Triple(node, DCAT.keyword, Literal(tag, language=ZH))
