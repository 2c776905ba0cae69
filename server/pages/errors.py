"""An error in the form the client wants: a problem document, or the same as a page."""

import json
from urllib.parse import quote

from flask import Response, g, render_template, request

from server.errors import NoSuchRange, ServiceError
from server.negotiation import HTML, PROBLEM, negotiate
from server.request_ids import request_id


def error_response(error: ServiceError) -> Response:
    """The answer to a request that failed; `application/problem+json` unless HTML is preferred."""
    problem = error.problem(quote(request.path), request_id(request.environ))
    accept = request.headers.get("Accept")
    if negotiate(accept, (PROBLEM, HTML), {"application/json": PROBLEM}) == HTML:
        g.failed = error.status >= 500
        page = render_template("error.html", problem=problem, language=g.get("language", "zh"))
        response = Response(page, error.status, content_type="text/html; charset=utf-8")
    else:
        body = json.dumps(problem, ensure_ascii=False)
        response = Response(body, error.status, content_type=PROBLEM)
        response.headers["Content-Language"] = "zh-CN"
    response.vary.add("Accept")
    if error.challenge is not None:
        response.headers["WWW-Authenticate"] = error.challenge
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NoSuchRange):
        response.headers["Content-Range"] = f"bytes */{error.values['size']}"
    return response
