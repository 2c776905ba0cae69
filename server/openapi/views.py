"""`/openapi.json`, and `/openapi` for people."""

import json

from flask import Blueprint, Response, g, render_template

from server.app import current_settings
from server.http.headers import NO_STORE, SERVICE_DESC, SERVICE_DOC
from server.negotiation import JSON
from server.openapi.choices import choices
from server.openapi.document import document
from server.openapi.operations import Site
from server.openapi.page import page
from server.saved.added import queries_of

blueprint = Blueprint("openapi", __name__)


@blueprint.get("/openapi.json")
def as_json() -> Response:
    """The document. Where a list of choices could not be made, it goes without, and is not kept."""
    site, whole = _site()
    body = json.dumps(document(site), ensure_ascii=False)
    return _linked(Response(body, content_type=JSON), SERVICE_DOC, whole)


@blueprint.get("/openapi")
def as_page() -> Response:
    """The same as a page."""
    site, whole = _site()
    html = render_template("openapi.html", **page(site))
    return _linked(Response(html, content_type="text/html; charset=utf-8"), SERVICE_DESC, whole)


def _site() -> tuple[Site, bool]:
    found, whole = choices(g.view)
    return Site(current_settings(), found, queries_of(g.view)), whole


def _linked(response: Response, link: str, whole: bool) -> Response:
    response.headers.add("Link", link)
    if not whole:
        response.headers["Cache-Control"] = NO_STORE
    return response
