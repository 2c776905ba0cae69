"""The bodies of requests on their way in: bounded in bytes, seconds and number, before anything of
them is looked at.

A client that has begun to send and stops cannot be interrupted (granian has no timeout for bodies,
and answering while another thread reads stalls it): it keeps its place until it hangs up. Places
are few, have threads of their own, and one client gets at most half of them.
"""

import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Request

from server.errors import (
    BodiesBusy,
    IncompleteBody,
    IncompleteUpload,
    QueryTooLong,
    SlowBody,
    SlowUpload,
    UploadTooLarge,
)
from server.settings import Settings
from server.validation.upload import read_body

FORM_FACTOR = 4
"""How much longer than its query a body may be: percent-encoded, with parameters beside it."""

_TAKEN = "lifematters.body"


class Bodies:
    """Lets at most `limit` bodies be on their way at a time."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._clients: Counter[str] = Counter()

    def take(self, request: Request, client: str, settings: Settings) -> bytes:
        """Read the body of `request` to its end, so that whoever parses it waits for no one; one
        that was read is not read again. Raises BodiesBusy, QueryTooLong, SlowBody or
        IncompleteBody."""
        length, limit = request.content_length, FORM_FACTOR * settings.query_bytes
        environ = request.environ
        if _TAKEN in environ:
            return bytes(environ[_TAKEN])
        try:
            with self._place(client):
                body = read_body(environ["wsgi.input"], length, limit, settings.body_deadline)
        except UploadTooLarge:
            raise QueryTooLong(size=length or limit + 1, limit=settings.query_bytes) from None
        except SlowUpload:
            raise SlowBody(limit=settings.body_deadline) from None
        except IncompleteUpload as error:
            raise IncompleteBody(**error.values) from None
        environ["wsgi.input"], environ["wsgi.input_terminated"] = io.BytesIO(body), True
        environ["CONTENT_LENGTH"], environ[_TAKEN] = str(len(body)), body
        return body

    @contextmanager
    def _place(self, client: str) -> Iterator[None]:
        with self._lock:
            own = self._clients[client]
            if self._clients.total() >= self._limit or own >= max(self._limit // 2, 1):
                raise BodiesBusy(limit=self._limit)
            self._clients[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._clients[client] -= 1
                if not self._clients[client]:
                    del self._clients[client]
