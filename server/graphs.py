"""SPARQL 1.1 Graph Store HTTP Protocol: graphs read and written whole, at /graphs.

A graph is meant by `?graph=IRI` or `?default` (section 4.2), or directly (4.1): `/graphs/…` is the
graph `{base}graphs/…`, and `/graph/…` one of those that a publication writes. A POST to /graphs
itself makes a graph of a new name (5.5). Every write is a publication.
"""

import secrets
from io import BytesIO
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request
from pyoxigraph import NamedNode
from werkzeug.formparser import FormDataParser

from server import errors
from server.app import current_settings, current_view
from server.negotiation import GRAPH_ALIASES, GRAPH_TYPES, TURTLE, negotiate
from server.sparql.failures import failing
from server.store.interface import PublicQuery
from server.workers.updates import Write
from server.writing import body, publish, writer

blueprint = Blueprint("graphs", __name__)

Parts = tuple[tuple[str, bytes], ...]
_METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_MULTIPART = "multipart/form-data"
_SUFFIXES = {"ttl": TURTLE, "nt": "application/n-triples", "rdf": "application/rdf+xml"}
_SUFFIXES |= {"jsonld": "application/ld+json"}
_NOT_IN_IRIS = '<>"{}|\\^` '


@blueprint.get("/graphs", provide_automatic_options=False)
@blueprint.get("/graphs/<path:path>", provide_automatic_options=False)
@blueprint.get("/graph/<path:path>", provide_automatic_options=False)
def read(path: str | None = None) -> Response:
    """A graph (section 5.2), in the form the client accepts; by HEAD (5.8) what it would be."""
    graph = _graph(path)
    triples = negotiate(request.headers.get("Accept"), GRAPH_TYPES, GRAPH_ALIASES)
    if triples is None:
        raise errors.NotAcceptable(offered="、".join(GRAPH_TYPES), available=list(GRAPH_TYPES))
    view = current_view()
    if graph is not None and not view.has_graph(graph):
        raise errors.UnknownGraph(graph=graph)
    pattern = "{ ?s ?p ?o }"
    where = pattern if graph is None else f"{{ GRAPH {NamedNode(graph)} {pattern} }}"
    settings = current_settings()
    with failing(settings.deadline, settings.queue):
        answer = view.ask(PublicQuery(f"CONSTRUCT {pattern} WHERE {where}", None, triples))
    charset = "; charset=utf-8" if answer.media_type == TURTLE else ""
    downloads = current_app.config["DOWNLOADS"]
    response: Response = downloads.response(answer, answer.media_type + charset)
    response.vary.add("Accept")
    return response


@blueprint.put("/graphs", provide_automatic_options=False)
@blueprint.put("/graphs/<path:path>", provide_automatic_options=False)
@blueprint.put("/graph/<path:path>", provide_automatic_options=False)
def put(path: str | None = None) -> Response:
    """Make a graph what is sent (section 5.3): 201 where it was not there, else 204."""
    who, graph = writer(), _graph(path)
    return _written("put", graph, who)


@blueprint.post("/graphs", provide_automatic_options=False)
@blueprint.post("/graphs/<path:path>", provide_automatic_options=False)
@blueprint.post("/graph/<path:path>", provide_automatic_options=False)
def post(path: str | None = None) -> Response:
    """Add what is sent to a graph, or to a new one (section 5.5), whose name is the Location."""
    who = writer()
    if path is None and not request.args:
        return _written("post", f"{current_settings().base}graphs/{secrets.token_hex(8)}", who)
    return _written("post", _graph(path), who)


@blueprint.delete("/graphs", provide_automatic_options=False)
@blueprint.delete("/graphs/<path:path>", provide_automatic_options=False)
@blueprint.delete("/graph/<path:path>", provide_automatic_options=False)
def delete(path: str | None = None) -> Response:
    """Remove a graph (section 5.4); the default graph becomes empty."""
    who, graph = writer(), _graph(path)
    publish(Write("delete", (), _base_iri(graph), graph), who)
    return Response(status=204)


@blueprint.route("/graphs", methods=["OPTIONS"])
@blueprint.route("/graphs/<path:path>", methods=["OPTIONS"])
@blueprint.route("/graph/<path:path>", methods=["OPTIONS"])
def preflight(path: str | None = None) -> Response:
    """What a script of another site may send."""
    response = Response(status=204)
    response.headers["Allow"] = _METHODS
    return response


def _written(kind: str, graph: str | None, who: str) -> Response:
    written = publish(Write(kind, _parts(), _base_iri(graph), graph), who)
    if written.existed or written.snapshot is None:
        return Response(status=204)
    response = Response(status=201)
    response.autocorrect_location_header = False
    response.headers["Location"] = quote(graph or "", safe="%/:?#[]@!$&'()*+,;=")
    return response


def _graph(path: str | None) -> str | None:
    """The name of the graph that is meant, None for the default graph. Raises BadParameter."""
    if path is not None:
        folder = request.path.split("/")[1]
        escaped = "".join(quote(c) if c in _NOT_IN_IRIS else c for c in path)
        return _iri(f"{current_settings().base}{folder}/{escaped}")
    given = request.args.getlist("graph")
    default = "default" in request.args
    if len(given) + default != 1:
        raise errors.MissingParameter(
            parameter="graph",
            label_zh="图：?graph=IRI 或 ?default",
            label_en="?graph=IRI or ?default",
        )
    return None if default else _iri(given[0])


def _iri(name: str) -> str:
    """A name that is an IRI. Raises BadParameter for any other."""
    try:
        return NamedNode(name).value
    except ValueError:
        raise errors.BadParameter(
            parameter="graph",
            value=name[:200],
            reason_zh="图名须是完整的 IRI。",
            reason_en="the name of a graph must be an absolute IRI.",
        ) from None


def _base_iri(graph: str | None) -> str:
    """Against what relative IRIs in a document are resolved: the graph, as it is its address."""
    return graph or f"{current_settings().base}graphs"


def _parts() -> Parts:
    """The RDF of the request, each document with its media type."""
    content = body("graph_bytes")
    if request.mimetype != _MULTIPART:
        return ((_rdf_type(request.mimetype, ""), content),)
    try:
        _, form, files = FormDataParser(silent=False).parse(
            BytesIO(content), _MULTIPART, len(content), request.mimetype_params
        )
    except ValueError:
        raise errors.MissingGraph from None
    found = tuple(
        (_rdf_type(file.mimetype, file.filename or ""), file.read())
        for _, file in files.items(multi=True)
    )
    if form or not found:
        raise errors.MissingGraph
    return found


def _rdf_type(media_type: str, file: str) -> str:
    """The media type of an RDF document, by its name where its type says nothing."""
    if media_type in ("", "application/octet-stream"):
        media_type = _SUFFIXES.get(file.rpartition(".")[2].lower(), media_type)
    media_type = GRAPH_ALIASES.get(media_type, media_type)
    if media_type not in GRAPH_TYPES:
        raise errors.UnsupportedRdf(given=media_type or "—", offered="、".join(GRAPH_TYPES))
    return media_type
