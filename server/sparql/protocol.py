"""SPARQL 1.1 Protocol, section 2.1: the query operation, at /sparql, by GET and both kinds of POST.
A GET without a query is answered by the description of the endpoint (section 2 of its standard).

Read-only: updates are refused. An answer is complete or clearly failed; it is whole before its
first byte goes out.
"""

from flask import Blueprint, Response, current_app, render_template, request
from pyoxigraph import NamedNode

from server import formats, negotiation
from server.app import current_settings, current_view
from server.clients import asking
from server.errors import (
    BadBody,
    BadParameter,
    MissingQuery,
    NotAcceptable,
    NotFound,
    ReadOnly,
    WrongMediaType,
)
from server.http.headers import SERVICE_DESC
from server.negotiation import (
    ALIASES,
    GRAPH_ALIASES,
    GRAPH_TYPES,
    HTML,
    SOLUTION_TYPES,
    negotiate,
)
from server.request_ids import request_id
from server.sparql import page
from server.sparql.bodies import query_body
from server.sparql.failures import failing
from server.sparql.limits import check, timeout
from server.store.interface import PublicQuery
from server.workers.running import Asker

blueprint = Blueprint("sparql", __name__)

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_NAME = 100
_UPDATE = "application/sparql-update"
_READ = ("GET", "HEAD")
_CHARSET = {negotiation.CSV, negotiation.RESULTS_TSV, negotiation.TURTLE}


@blueprint.route("/sparql", methods=["GET", "POST", "OPTIONS"])
@blueprint.route("/sparql.<suffix>", methods=["GET", "POST", "OPTIONS"])
def sparql(suffix: str | None = None) -> Response:
    """Answer one query in the form that the address names, else `format=`, else the one the client
    accepts best. Raises NotFound for the name of no form."""
    if suffix is not None and suffix not in {*formats.SOLUTIONS, *formats.GRAPHS}:
        raise NotFound(path=request.path)
    if request.method == "OPTIONS":
        return _preflight()
    query = _query_text()
    if query is None:
        if request.method in _READ and suffix is None and (described := _described()):
            return described
        raise MissingQuery
    settings = current_settings()
    check(query, settings.query_bytes, settings.nesting)
    most = max(settings.deadline, settings.deadline_cap)
    seconds = timeout(_parameters("timeout"), most) or settings.deadline
    return _answer(query, suffix, seconds)


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
    page.headers.add("Link", SERVICE_DESC)
    return page


def _answer(query: str, suffix: str | None, seconds: float) -> Response:
    solutions, triples = _forms(suffix)
    if solutions is None and triples is None:
        offered = (*SOLUTION_TYPES, *GRAPH_TYPES, HTML)
        raise NotAcceptable(offered="、".join(offered), available=list(offered))
    public = PublicQuery(
        query,
        page.SOLUTIONS if solutions == HTML else solutions,
        page.TRIPLES if triples == HTML else triples,
        default_graphs=_graphs("default-graph-uri"),
        named_graphs=_graphs("named-graph-uri"),
        deadline=seconds,
        asker=Asker(_client(), request_id(request.environ)),
    )
    with failing(seconds, current_settings().queue, query):
        answer = current_view().ask(public)
    if (triples if answer.media_type in GRAPH_TYPES else solutions) == HTML:
        return page.response(answer, query, _dataset())
    charset = "; charset=utf-8" if answer.media_type in _CHARSET else ""
    response: Response = current_app.config["DOWNLOADS"].response(
        answer, answer.media_type + charset
    )
    response.vary.add("Accept")
    return response


def _forms(suffix: str | None) -> tuple[str | None, str | None]:
    """The form for solutions and the one for a graph; None where the client wants none of ours. A
    page only for who prefers it: what is not named never gives one."""
    name = suffix or next(iter(_parameters("format")), None)
    if name:
        return formats.of_query(name)
    accept = request.headers.get("Accept")
    return (
        negotiate(accept, (*SOLUTION_TYPES, HTML), ALIASES),
        negotiate(accept, (*GRAPH_TYPES, HTML), GRAPH_ALIASES),
    )


def _dataset() -> list[tuple[str, str]]:
    """The dataset that the request names, as parameters."""
    return [(n, v) for n in ("default-graph-uri", "named-graph-uri") for v in _parameters(n)]


def _query_text() -> str | None:
    """The query of the request, or None where it has none (section 2.1.1 to 2.1.3)."""
    if request.method in _READ:
        return _single(request.args.getlist("query"))
    kind = request.mimetype
    if kind == _UPDATE or "update" in request.args:
        current_app.config["BODIES"].drain(request, _client())
        raise ReadOnly
    query_body(current_app, request)  # unread, it would end the connection
    if kind not in (_QUERY, _FORM):
        raise WrongMediaType(given=kind[:_NAME] or "—")
    if kind == _QUERY:
        try:
            return request.get_data().decode("utf-8")
        except UnicodeDecodeError:
            raise BadBody from None
    if "update" in request.form:
        raise ReadOnly
    return _single(request.form.getlist("query"))


def _client() -> str:
    return asking(request, current_app.config["PROXIES"])


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


def _graphs(name: str) -> tuple[str, ...]:
    """The graphs of the store that a parameter names; one that is not there is empty, and nothing
    is fetched. Raises BadParameter for what is no IRI."""
    given = _parameters(name)
    for iri in given:
        try:
            NamedNode(iri)
        except ValueError:
            raise BadParameter(
                parameter=name,
                value=iri[:_NAME],
                reason_zh="图的名称须是完整的 IRI。",
                reason_en="a graph is named by an absolute IRI.",
            ) from None
    return given


def _preflight() -> Response:
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    return response
