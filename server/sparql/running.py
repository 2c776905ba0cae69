"""`/sparql/running`: the queries that wait or run, and a way to stop one, for who has a token."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from server.access import Access
from server.errors import NoTokens, TokenRequired, UnknownRunningQuery
from server.store.interface import Store
from server.workers.running import RunningQuery
from server.writing import credentials

blueprint = Blueprint("running", __name__)

_SHOWN = 2000
"""Characters of a query that the list shows."""


@blueprint.get("/sparql/running")
def queries() -> Response:
    """The queries of now, in the order they came."""
    _check_token()
    response = jsonify(queries=[_shown(query) for query in _store().running()])
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.delete("/sparql/running/<number>")
def stop(number: str) -> Response:
    """Stop one: its client gets a problem document, its worker is killed."""
    _check_token()
    if not _store().stop(number):
        raise UnknownRunningQuery(number=number[:20])
    return Response(status=204)


def _check_token() -> None:
    access: Access = current_app.config["ACCESS"]
    if not access.configured:
        raise NoTokens
    if access.who(credentials()) is None:
        raise TokenRequired


def _store() -> Store:
    store: Store = current_app.config["STORE"]
    return store


def _shown(query: RunningQuery) -> dict[str, Any]:
    return {
        "id": query.id,
        "request_id": query.asker.request,
        "client": query.asker.client,
        "state": "running" if query.at_work else "waiting",
        "began": datetime.fromtimestamp(query.began, UTC).isoformat(timespec="milliseconds"),
        "seconds": round(query.seconds, 3),
        "deadline": query.deadline,
        "query": query.query[:_SHOWN],
    }
