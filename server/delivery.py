"""WSGI middleware between the server and Flask: an answer that fits in memory leaves as one piece.

granian sends a list in one go and frees the thread at once; anything else it iterates, which holds
the thread for as long as the reader takes.
"""

from collections.abc import Callable, Iterable
from typing import Any

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Whole:
    """Wraps `app`: bodies of known length up to `limit` bytes are handed over as one list."""

    def __init__(self, app: WSGI, limit: int) -> None:
        self.app = app
        self.limit = limit

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        length: int | None = None

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal length
            sizes = [value for name, value in headers if name.lower() == "content-length"]
            length = int(sizes[0]) if sizes else None
            return start_response(status, headers, *rest)

        body = self.app(environ, start)
        fits = length is not None and length <= self.limit
        if not fits and environ["REQUEST_METHOD"] != "HEAD":
            return body
        try:
            return [b"".join(body)]
        finally:
            if hasattr(body, "close"):
                body.close()
