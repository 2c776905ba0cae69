"""`/ns`, the ontology, and `/shapes`, its rules: each a page in both languages or RDF, as the
client accepts; `/ns/context.jsonld`, the context that makes JSON-LD of the graph readable.

The version IRI of the ontology leads to the same; that of an earlier version, whose terms are all
in this one, leads on to it.
"""

import re
from collections.abc import Callable
from functools import cache

from flask import Blueprint, Response, request
from pyoxigraph import Triple

from ontology import ontology_triples, read
from server.errors import NotAcceptable, NotFound
from server.formats import of_graph
from server.negotiation import GRAPH_ALIASES, HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, negotiate
from server.resources import rdf_response
from server.urls import SUFFIXES
from server.vocabulary import page, rules
from server.vocabulary.terms import ontology as described
from shapes.catalogue import shape_triples

blueprint = Blueprint("vocabulary", __name__)
FORMS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_DAY = 24 * 60 * 60
_VERSION = re.compile(r"[1-9]\d{0,5}(\.\d{1,6}){2}", re.ASCII)


@blueprint.get("/ns")
@blueprint.get("/ns.<suffix>")
def ontology(suffix: str | None = None) -> Response:
    """The ontology in the form the client accepts."""
    return _document("ns", suffix, ontology_triples, page.page)


@blueprint.get("/ns/<version>")
def ontology_version(version: str) -> Response:
    """The ontology by its version. Raises NotFound for one that there has not been."""
    current = described().version
    if version == current:
        return ontology()
    if not _VERSION.fullmatch(version) or _parts(version) > _parts(current):
        raise NotFound(path=request.path)
    return Response(status=303, headers={"Location": f"/ns/{current}"})


@blueprint.get("/ns/context.jsonld")
def context() -> Response:
    """The JSON-LD context, as it is in the ontology (JSON-LD 1.1, section 3.1). Browsers of any
    origin may fetch it, and it may be kept for a day."""
    response = Response(read("context.jsonld"), content_type=JSON_LD)
    response.cache_control.public = True
    response.cache_control.max_age = _DAY
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str | None = None) -> Response:
    """The rules in the form the client accepts."""
    return _document("shapes", suffix, shape_triples, rules.page)


def _document(
    name: str,
    suffix: str | None,
    triples: Callable[[], tuple[Triple, ...]],
    page_of: Callable[[], str],
) -> Response:
    offered = {**SUFFIXES, "json": JSON_LD}
    if suffix:
        media_type = offered.get(suffix)
    elif named := request.args.get("format"):
        media_type = of_graph(named)
    else:
        media_type = negotiate(request.headers.get("Accept"), FORMS, GRAPH_ALIASES)
    if media_type is None:
        raise NotAcceptable(offered="、".join(FORMS), available=list(FORMS))
    if media_type == HTML:
        response = Response(page_of(), content_type="text/html; charset=utf-8")
    else:
        body, content_type = _serialised(name, media_type, triples)
        response = Response(body, content_type=content_type)
    response.vary.add("Accept")
    for ending, form in SUFFIXES.items():
        if ending != "json":
            response.headers.add("Link", f'</{name}.{ending}>; rel="alternate"; type="{form}"')
    return response


@cache
def _serialised(
    name: str, media_type: str, triples: Callable[[], tuple[Triple, ...]]
) -> tuple[bytes, str]:
    response = rdf_response(triples(), media_type)
    return response.get_data(), response.content_type


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
