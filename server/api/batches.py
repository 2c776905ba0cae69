"""Many things in one request: the texts of a list in its body, as JSON or a line each."""

import json
import math
from typing import Any

from flask import current_app, request

from server import errors
from server.bodies import Bodies
from server.clients import asking
from server.negotiation import JSON

TEXT = "text/plain"
BYTES = 2_000_000
"""What a body may have."""


def body() -> bytes:
    """The body of this request, whole. Raises BodyTooLarge, BodiesBusy, SlowBody, IncompleteBody or
    UnsupportedEncoding."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise errors.UnsupportedEncoding(given=request.headers["Content-Encoding"])
    bodies: Bodies = current_app.config["BODIES"]
    return bodies.take(request, asking(request, current_app.config["PROXIES"]), BYTES)


def document() -> Any:
    """The body as JSON; its lines where it is plain text. Raises WrongBodyType, BadBody,
    MalformedJson, and what `body` raises."""
    kind = request.mimetype or JSON
    content = body()
    if kind not in (JSON, TEXT):
        raise errors.WrongBodyType(given=kind[:100], offered=f"{JSON}、{TEXT}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise errors.BadBody from None
    if kind == TEXT:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return parsed(text)


def parsed(text: str) -> Any:
    """JSON as a value. Raises MalformedJson."""
    try:
        found = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate is no character
        return found
    except json.JSONDecodeError as error:
        raise errors.MalformedJson(line=error.lineno, column=error.colno) from None
    except (ValueError, RecursionError):
        raise errors.MalformedJson(line=1, column=1) from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def texts(found: Any, name: str, most: int) -> list[str]:
    """The list of texts under `name` of a document, or the document itself. Raises WrongShape where
    there is none, TooMany where it has more than `most`."""
    listed = found.get(name) if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise errors.WrongShape(expected=f'{{"{name}": ["…", "…"]}}')
    if len(listed) > most:
        raise errors.TooMany(count=len(listed), limit=most)
    return listed
