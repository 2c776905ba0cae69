"""The id of a request: `X-Request-Id` as the client or a proxy gives it where it is well-formed,
else a new one. It comes back with every answer, stands in problem documents and in the log.

WSGI middleware, the outermost: an answer that is kept for several requests carries the id of none.
"""

import random
import re
from collections.abc import Callable, Iterable
from typing import Any

from server.delivery import WSGI

HEADER = "X-Request-Id"
_KEY = "lifematters.request_id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,99}")


def request_id(environ: dict[str, Any]) -> str:
    """The id of the request of `environ`, the same whenever it is asked for."""
    if _KEY not in environ:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        environ[_KEY] = given if _WELL_FORMED.fullmatch(given) else _new()
    return str(environ[_KEY])


def _new() -> str:
    return f"{random.getrandbits(64):016x}"  # it is no secret


class Identified:
    """Wraps `app`: every answer says the id of its request."""

    def __init__(self, app: WSGI) -> None:
        self.app = app

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        own = request_id(environ)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (HEADER, own)], *rest)

        return self.app(environ, start)
