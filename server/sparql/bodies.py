"""The body of a query by POST (SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3), read before anything
else: by the middleware, or by Flask where that let it pass."""

from flask import Flask, Request

from server.bodies import Bodies
from server.clients import asking
from server.errors import BodyTooLarge, QueryTooLong
from server.settings import Settings

FORM_FACTOR = 4
"""How much longer than its query a body may be: percent-encoded, with parameters beside it."""


def query_body(app: Flask, request: Request) -> bytes:
    """The body of `request`, read to its end. Raises QueryTooLong, BodiesBusy, SlowBody or
    IncompleteBody."""
    bodies: Bodies = app.config["BODIES"]
    settings: Settings = app.config["SETTINGS"]
    most = FORM_FACTOR * settings.query_bytes
    try:
        return bodies.take(request, asking(request, app.config["PROXIES"]), most)
    except BodyTooLarge:
        size = request.content_length or most + 1
        raise QueryTooLong(size=size, limit=settings.query_bytes) from None
