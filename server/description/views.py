"""`/.well-known/void`, and what `/sparql` answers where it is not asked anything: RDF, in the form
the client accepts."""

from collections.abc import Iterable
from itertools import chain

from flask import Blueprint, Response, g, request
from pyoxigraph import RdfFormat, Triple, serialize

from server import errors
from server.app import current_settings, current_view
from server.description import dumps, examples, service, void
from server.description.figures import Counts
from server.description.kept import described
from server.description.terms import DECLARED, Addresses
from server.http.headers import SERVICE_DESC
from server.negotiation import GRAPH_ALIASES, GRAPH_TYPES, JSON, TURTLE, negotiate
from server.saved.added import queries_of
from server.sparql.failures import failing
from server.store.interface import View

blueprint = Blueprint("description", __name__)

_ALIASES = {name: form for name, form in GRAPH_ALIASES.items() if name != JSON}
"""Who asks a SPARQL endpoint for application/json wants results."""


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """The VoID description. Raises NothingPublished before the first publication."""
    media_type = negotiate(request.headers.get("Accept"), GRAPH_TYPES, GRAPH_ALIASES)
    if media_type is None:
        raise errors.NotAcceptable(offered="、".join(GRAPH_TYPES), available=list(GRAPH_TYPES))
    return _response("void", current_view(), media_type)


def accepted(accept: str | None, *others: str) -> str | None:
    """The RDF type of a service description that suits `accept` best, or one of `others` (Service
    Description, section 2)."""
    return negotiate(accept, (*GRAPH_TYPES, *others), _ALIASES)


def service_description(media_type: str) -> Response:
    """The description of the endpoint; before the first publication without a dataset."""
    return _response("service", g.view, media_type)


def _response(name: str, view: View | None, media_type: str) -> Response:
    body = _body(name, view, media_type)
    charset = "; charset=utf-8" if media_type == TURTLE else ""
    response = Response(body, content_type=media_type + charset)
    response.vary.add("Accept")
    other = "/sparql" if name == "void" else "/.well-known/void"
    response.headers.add("Link", f'<{other}>; rel="describedby"')
    response.headers.add("Link", SERVICE_DESC)
    return response


def _body(name: str, view: View | None, media_type: str) -> bytes:
    settings = current_settings()
    at = Addresses(settings.base, settings.address)
    if view is None:
        return _serialised(service.service(at), media_type)
    with failing(settings.trusted_deadline, settings.page_threads):
        kept = described(view, at.base)
    if kept is None:
        raise errors.Busy(limit=settings.page_threads)
    body = kept.bodies.get((name, media_type))
    if body is None:
        triples = _void(at, kept.counts) if name == "void" else _service(at, kept.counts)
        if not view.plain:
            triples = chain(triples, dumps.catalogued(at))
        body = kept.bodies[name, media_type] = _serialised(triples, media_type)
    return body


def _void(at: Addresses, counts: Counts) -> Iterable[Triple]:
    return chain(void.document(at), _described(at, counts, partitions=True))


def _service(at: Addresses, counts: Counts) -> Iterable[Triple]:
    return chain(
        service.service(at),
        service.default_dataset(at, counts),
        _described(at, counts, partitions=False),
    )


def _described(at: Addresses, counts: Counts, *, partitions: bool) -> Iterable[Triple]:
    return chain(
        void.dataset(at, counts.present),
        void.edition(at, counts),
        *(void.graph(at, graph, partitions=partitions) for graph in counts.graphs),
        examples.prefixes(at),
        examples.executables(at, queries_of(g.get("view"))),
    )


def _serialised(triples: Iterable[Triple], media_type: str) -> bytes:
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(media_type)
    body = serialize(sorted(set(triples), key=str), format=form, prefixes=dict(DECLARED))
    return body or b""
