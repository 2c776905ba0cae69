"""SPARQL 1.1 Protocol, section 2.1: the query operation, at /sparql, by GET and both kinds of POST.
A GET without a query is answered by the description of the endpoint (section 2 of its standard).

Read-only: updates are refused. An answer is complete or clearly failed; it is whole before its
first byte goes out.
"""

from flask import Blueprint, Response, render_template, request

from server import negotiation
from server.app import current_settings, current_view
from server.errors import (
    BadBody,
    BadParameter,
    MissingQuery,
    NotAcceptable,
    ReadOnly,
    WrongMediaType,
)
from server.negotiation import (
    ALIASES,
    GRAPH_ALIASES,
    GRAPH_TYPES,
    HTML,
    SOLUTION_TYPES,
    negotiate,
)
from server.sparql.failures import failing
from server.sparql.limits import check
from server.store.interface import PublicQuery

blueprint = Blueprint("sparql", __name__)

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_CHARSET = {negotiation.CSV, negotiation.RESULTS_TSV, negotiation.TURTLE}


@blueprint.route("/sparql", methods=["GET", "POST", "OPTIONS"])
def sparql() -> Response:
    """Answer one query in the form the client accepts."""
    if request.method == "OPTIONS":
        return _preflight()
    query = _query_text()
    if query is None:
        if request.method == "GET" and (described := _described()):
            return described
        raise MissingQuery
    settings = current_settings()
    check(query, settings.query_bytes, settings.nesting)
    return _answer(query)


def _described() -> Response | None:
    """The endpoint described, where it is not asked anything: as a page, or in RDF."""
    from server.description.views import accepted, service_description

    chosen = accepted(request.headers.get("Accept"), HTML)
    if chosen != HTML:
        return service_description(chosen) if chosen and "query" not in request.args else None
    draft = request.args.get("draft", "")  # a query to look at before it is asked
    body = render_template("sparql.html", draft=draft)
    page = Response(body, content_type="text/html; charset=utf-8")
    page.vary.add("Accept")
    page.headers.add("Link", '</.well-known/void>; rel="describedby"')
    return page


def _answer(query: str) -> Response:
    accept = request.headers.get("Accept")
    solutions = negotiate(accept, SOLUTION_TYPES, ALIASES)
    triples = negotiate(accept, GRAPH_TYPES, GRAPH_ALIASES)
    offered = (*SOLUTION_TYPES, *GRAPH_TYPES)
    if solutions is None and triples is None:
        raise NotAcceptable(offered="、".join(offered), available=list(offered))
    public = PublicQuery(
        query,
        solutions,
        triples,
        default_graphs=_parameters("default-graph-uri"),
        named_graphs=_parameters("named-graph-uri"),
    )
    with failing():
        answer = current_view().ask(public)
    charset = "; charset=utf-8" if answer.media_type in _CHARSET else ""
    from flask import current_app

    response: Response = current_app.config["DOWNLOADS"].response(
        answer, answer.media_type + charset
    )
    response.vary.add("Accept")
    return response


def _query_text() -> str | None:
    """The query of the request, or None where it has none (section 2.1.1 to 2.1.3)."""
    if request.method == "GET":
        return _single(request.args.getlist("query"))
    kind = request.mimetype
    if kind == _UPDATE or "update" in request.args:
        raise ReadOnly
    if kind == _QUERY:
        try:
            return request.get_data().decode("utf-8")
        except UnicodeDecodeError:
            raise BadBody from None
    if kind == _FORM:
        if "update" in request.form:
            raise ReadOnly
        return _single(request.form.getlist("query"))
    raise WrongMediaType(given=kind or "—")


def _single(values: list[str]) -> str | None:
    if len(values) > 1:
        raise BadParameter(
            parameter="query",
            value="…",
            reason_zh="只能给出一条查询。",
            reason_en="only one query may be given.",
        )
    return values[0] if values and values[0].strip() else None


def _parameters(name: str) -> tuple[str, ...]:
    form = request.form.getlist(name) if request.mimetype == _FORM else []
    return (*request.args.getlist(name), *form)


def _preflight() -> Response:
    response = Response(status=204)
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    return response
