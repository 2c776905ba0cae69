"""`/ns`: the ontology, as a page in both languages or as RDF.

Its version IRI leads to the same; that of an earlier version, whose terms are all in this one,
leads on to it.
"""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, Triple

from ontology import ontology_triples
from ontology.terms import LM, OWL, RDF, RDFS, SKOS
from server.errors import NotAcceptable, NotFound
from server.negotiation import GRAPH_ALIASES, HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, negotiate
from server.resources import rdf_response
from server.urls import SUFFIXES

blueprint = Blueprint("vocabulary", __name__)
FORMS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "relation",
    OWL.DatatypeProperty: "value",
    OWL.NamedIndividual: "individual",
}


@dataclass(frozen=True)
class Term:
    """One term of the ontology with its words by language tag."""

    name: str
    iri: str
    kind: str
    labels: dict[str, str]
    definitions: dict[str, str]
    notes: dict[str, str]
    parents: tuple[str, ...]


@blueprint.get("/ns")
@blueprint.get("/ns.<suffix>")
def ontology(suffix: str | None = None) -> Response:
    """The ontology in the form the client accepts."""
    offered = {**SUFFIXES, "json": JSON_LD}
    if suffix:
        media_type = offered.get(suffix)
    else:
        media_type = negotiate(request.headers.get("Accept"), FORMS, GRAPH_ALIASES)
    if media_type is None:
        raise NotAcceptable(offered="、".join(FORMS), available=list(FORMS))
    if media_type == HTML:
        page = render_template("ns.html", terms=terms(), version=current_version())
        response = Response(page, content_type="text/html; charset=utf-8")
    else:
        response = rdf_response(ontology_triples(), media_type)
    response.vary.add("Accept")
    return response


@blueprint.get("/ns/<version>")
def ontology_version(version: str) -> Response:
    """The ontology by its version. Raises NotFound for one that there has not been."""
    current = current_version()
    if version == current:
        return ontology()
    if not re.fullmatch(r"[1-9]\d{0,5}(\.\d{1,6}){2}", version, re.ASCII):
        raise NotFound(path=request.path)
    if [int(part) for part in version.split(".")] > [int(part) for part in current.split(".")]:
        raise NotFound(path=request.path)
    return Response(status=303, headers={"Location": f"/ns/{current}"})


def current_version() -> str:
    """The version of the ontology that this software carries."""
    return next(
        triple.object.value
        for triple in ontology_triples()
        if triple.predicate == OWL.versionInfo and isinstance(triple.object, Literal)
    )


def terms() -> list[Term]:
    """The terms of the ontology: classes, relations, values, individuals, each by name."""
    triples = ontology_triples()
    found = [
        _term(triple.subject, _KINDS[triple.object], triples)
        for triple in triples
        if triple.predicate == RDF.type
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, NamedNode)
        and triple.object in _KINDS
        and triple.subject.value.startswith(LM.iri)
    ]
    order = list(_KINDS.values())
    return sorted(found, key=lambda term: (order.index(term.kind), term.name))


def _term(iri: NamedNode, kind: str, triples: tuple[Triple, ...]) -> Term:
    about = [triple for triple in triples if triple.subject == iri]

    def words(predicate: NamedNode) -> dict[str, str]:
        return {
            t.object.language or "": t.object.value
            for t in about
            if t.predicate == predicate and isinstance(t.object, Literal)
        }

    parents = tuple(
        sorted(
            t.object.value
            for t in about
            if t.predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
            and isinstance(t.object, NamedNode)
        )
    )
    labels, definitions = words(RDFS.label), words(SKOS.definition)
    name = iri.value.removeprefix(LM.iri)
    return Term(name, iri.value, kind, labels, definitions, words(SKOS.scopeNote), parents)
