"""`/reconcile`: the addresses of the service."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, Response, render_template, request

from server import errors
from server.api import batches
from server.api.views import answer
from server.app import current_settings, current_view
from server.http.headers import SECURITY
from server.reading.reader import Reader, present_reader
from server.reconciliation import extension, manifest, terms
from server.reconciliation.matching import candidates, described, query_of
from server.resources import description
from server.search.asking import Hit
from server.search.index import Index, index_of
from server.urls import document_path

blueprint = Blueprint("reconciliation", __name__, url_prefix="/reconcile")
FORM = "application/x-www-form-urlencoded"
_SUGGESTED = 20
_PROPERTIES, _VALUES = 20, 50
"""Properties that a query has at most, and values that one of them has."""
_POLICY = "Content-Security-Policy"


@blueprint.get("", endpoint="ask")
@blueprint.post("", endpoint="ask_many")
def reconcile() -> Response:
    """The manifest, the candidates of `queries`, or the values that `extend` asks for."""
    given = _given()
    reader = present_reader(current_view())
    if "extend" in given:
        return answer(_extension(reader, batches.parsed(given["extend"])))
    if "queries" not in given:
        return answer(manifest.manifest(reader.base))
    queries = batches.parsed(given["queries"])
    if not isinstance(queries, dict) or not all(map(_is_query, queries.values())):
        raise errors.WrongShape(expected='{"q0": {"query": "…"}, "q1": {"query": "…"}}')
    if len(queries) > manifest.MOST:
        raise errors.TooMany(count=len(queries), limit=manifest.MOST)
    index = index_of(reader.view, reader.base)
    return answer(
        {
            name: {"result": candidates(reader, index, query_of(query))}
            for name, query in queries.items()
        }
    )


def _given() -> dict[str, str]:
    """The parameters of the request, of its address or its form."""
    if request.method == "GET":
        return request.args.to_dict()
    if request.mimetype != FORM:
        raise errors.WrongBodyType(given=request.mimetype[:100], offered=FORM)
    try:
        text = batches.body().decode()
    except UnicodeDecodeError:
        raise errors.BadBody from None
    fields = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
    return request.args.to_dict() | fields


def _is_query(query: Any) -> bool:
    """Whether a query is one (section 4.2): a name, or properties, of the right shapes."""
    if not isinstance(query, dict):
        return False
    types, properties = query.get("type"), query.get("properties") or []
    return (
        (isinstance(query.get("query"), str) or bool(properties))
        and (types is None or isinstance(types, str) or _are_texts(types))
        and isinstance(properties, list)
        and len(properties) <= _PROPERTIES
        and all(
            isinstance(one, dict) and "pid" in one and _is_value(one.get("v")) for one in properties
        )
    )


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        few = len(value) <= _VALUES
        return few and all(not isinstance(one, list) and _is_value(one) for one in value)
    if isinstance(value, dict):
        return isinstance(value.get("id"), str)
    return isinstance(value, str | int | float | bool)


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)


def _extension(reader: Reader, asked: Any) -> dict[str, Any]:
    shape = '{"ids": ["…"], "properties": [{"id": "…"}]}'
    if not isinstance(asked, dict) or not _are_texts(asked.get("ids")):
        raise errors.WrongShape(expected=shape)
    properties = asked.get("properties")
    if not isinstance(properties, list) or not all(map(_is_property, properties)):
        raise errors.WrongShape(expected=shape)
    if len(properties) > extension.FETCHED:
        raise errors.TooMany(count=len(properties), limit=extension.FETCHED)
    if len(asked["ids"]) > extension.MOST:
        raise errors.TooMany(count=len(asked["ids"]), limit=extension.MOST)
    return extension.extended(reader, asked["ids"], properties)


def _is_property(one: Any) -> bool:
    return (
        isinstance(one, Mapping)
        and isinstance(one.get("id"), str)
        and isinstance(one.get("settings") or {}, Mapping)
    )


@blueprint.get("/properties")
def properties() -> Response:
    """The properties that things of a type have."""
    limit = request.args.get("limit", "")
    number = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 6 else 0
    return answer(extension.proposed(request.args.get("type", ""), number))


@blueprint.get("/suggest/entity")
def suggest_entity() -> Response:
    """Things whose name begins, or may become so (section 6.1)."""
    reader = present_reader(current_view())
    index = index_of(reader.view, reader.base)
    kinds = tuple(
        terms.TYPES[name].kind for name in request.args.getlist("type") if name in terms.TYPES
    )
    hits = index.search(request.args.get("prefix", ""), kinds)
    start = _cursor()
    shown = hits[start : start + _SUGGESTED]
    links = index.links(shown)
    return answer({"result": [_entity(reader, hit, links[hit.iri]) for hit in shown]})


def _cursor() -> int:
    text = request.args.get("cursor", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _entity(reader: Reader, hit: Hit, links: Mapping[str, list[str]]) -> dict[str, Any]:
    kind = terms.OF_KIND.get(hit.kind)
    return {
        "id": terms.identifier(hit.iri, reader.base),
        "name": hit.name,
        "description": described(reader, hit, links),
        "notable": [{"id": kind.id, "name": kind.words.zh}] if kind else [],
    }


@blueprint.get("/suggest/type")
def suggest_type() -> Response:
    """Types by a part of their names."""
    found = [one for one in terms.TYPES.values() if _fits(one.id, one.words.zh, one.words.en)]
    return answer({"result": [manifest.type_of(one) for one in found]})


@blueprint.get("/suggest/property")
def suggest_property() -> Response:
    """Properties by a part of their names."""
    found = [one for one in terms.PROPERTIES.values() if _fits(one.id, one.words.zh, one.words.en)]
    return answer({"result": [extension.named(one) for one in found]})


def _fits(*names: str) -> bool:
    prefix = request.args.get("prefix", "").strip().casefold()
    return any(prefix in name.casefold() for name in names)


@blueprint.get("/preview")
def preview() -> Response:
    """A thing as a small page, to stand in another one (section 5)."""
    reader = present_reader(current_view())
    given = request.args.get("id", "")
    uri = terms.uri_of(given, reader.base)
    index = index_of(reader.view, reader.base)
    description(uri)  # it may never have been, or have been withdrawn
    hit = _known(index, uri)
    if hit is None:
        raise errors.UnknownResource(iri=uri[:500])
    links = index.links([hit])[uri]
    named = {iri for some in links.values() for iri in some}
    html = render_template(
        "preview.html",
        hit=hit,
        kind=terms.OF_KIND.get(hit.kind),
        links=links,
        names=reader.names(named | {uri}),
        address=current_settings().base.rstrip("/") + (document_path(uri, reader.base) or "/"),
    )
    response = Response(html, content_type="text/html; charset=utf-8")
    # it is made to stand in the page of another program
    response.headers[_POLICY] = SECURITY[_POLICY].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    return response


def _known(index: Index, uri: str) -> Hit | None:
    key = uri.rpartition("/")[2]
    every = index.search(key, ("stage", "scenario", "matter", "sub-item", "department", "entry"))
    return next((hit for hit in every if hit.iri == uri), None)
