"""The bodies of requests on their way in: bounded in bytes, seconds and number, before anything of
them is looked at. Queries by POST, writes and validations each have places of their own, so that
none of them waits for another's slow clients.

Places are few, have threads of their own, and one client gets at most half of them. A read that
waits for a silent client cannot be interrupted (granian has no timeout for bodies, and answering
while another thread reads stalls it): `http/silence.py` hangs up on who is overdue.
"""

import io
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import IO, Any

from flask import Request

from server.errors import BodiesBusy, BodyTooLarge, IncompleteBody, ServiceError, SlowBody
from server.http.silence import UNDER_WAY
from server.settings import Settings

DRAINED = 8_000_000
"""Bytes of a body that are read, and thrown away, even where the request is refused."""
_CHUNK = 1024
_TAKEN = "lifematters.body"


class Bodies:
    """Places for bodies: as many as the setting `places` says may be on their way at a time, each
    for as many seconds as the setting `seconds` says."""

    def __init__(self, settings: Settings, places: str, seconds: str) -> None:
        self._names = places, seconds
        self._limit: int = getattr(settings, places)
        self._seconds: float = getattr(settings, seconds)
        self._lock = threading.Lock()
        self._clients: Counter[str] = Counter()

    def take(self, request: Request, client: str, most: int) -> bytes:
        """Read the body of `request`, of at most so many bytes, to its end, so that whoever parses
        it waits for no one; one that was read is not read again. Raises BodiesBusy, BodyTooLarge,
        SlowBody or IncompleteBody; what announces too much is not read."""
        environ, length = request.environ, request.content_length
        if _TAKEN in environ:
            return bytes(environ[_TAKEN])
        if length is not None and length > most:
            raise BodyTooLarge(limit=most)
        with self._place(client):
            until = time.monotonic() + self._seconds
            try:
                with self._watched(environ, until):
                    body = read_body(environ["wsgi.input"], length, most, self._seconds)
            except SlowBody as error:
                raise _named(error, self._names[1]) from None
        environ["wsgi.input"], environ["wsgi.input_terminated"] = io.BytesIO(body), True
        environ["CONTENT_LENGTH"], environ[_TAKEN] = str(len(body)), body
        return body

    def drain(self, request: Request, client: str) -> None:
        """Read what a request that is refused sends, to throw it away, unless it announces more
        than DRAINED or waits for leave to send it, and if there is a place: a body that is not read
        ends the connection under who sends it, and with it often the answer."""
        environ, length = request.environ, request.content_length
        chunked = "Transfer-Encoding" in request.headers
        announced = DRAINED if chunked else length or 0
        waits = "Expect" in request.headers
        if _TAKEN in environ or waits or not 0 < announced <= DRAINED:
            return
        with suppress(ServiceError), self._place(client):
            until = time.monotonic() + self._seconds
            with self._watched(environ, until):
                for _ in _pieces(environ["wsgi.input"], length, DRAINED, self._seconds):
                    pass

    @staticmethod
    def _watched(environ: dict[str, Any], until: float) -> AbstractContextManager[None]:
        """While a body is being read, which should have arrived by `until`."""
        under_way = environ.get(UNDER_WAY)
        return under_way.reading(until) if under_way else nullcontext()

    @contextmanager
    def _place(self, client: str) -> Iterator[None]:
        with self._lock:
            own = self._clients[client]
            if self._clients.total() >= self._limit or own >= max(self._limit // 2, 1):
                raise _named(BodiesBusy(limit=self._limit), self._names[0])
            self._clients[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._clients[client] -= 1
                if not self._clients[client]:
                    del self._clients[client]


def read_body(stream: IO[bytes], length: int | None, most: int, seconds: float) -> bytes:
    """The body of a request, whole. Raises BodyTooLarge, SlowBody or IncompleteBody."""
    return b"".join(_pieces(stream, length, most, seconds))


def _pieces(stream: IO[bytes], length: int | None, most: int, seconds: float) -> Iterator[bytes]:
    """The body of a request, whole, in small reads between which the time is looked at. Raises as
    `read_body` does."""
    if length is not None and length > most:
        raise BodyTooLarge(limit=most)
    wanted = most + 1 if length is None else length
    until, received = time.monotonic() + seconds, 0
    while (missing := wanted - received) > 0:
        if time.monotonic() > until:
            raise SlowBody(limit=seconds)
        try:
            chunk = stream.read(min(_CHUNK, missing))
        except OSError:
            chunk = b""
        if not chunk:
            break
        received += len(chunk)
        yield chunk
    if received > most:
        raise BodyTooLarge(limit=most)
    if length is not None and received < length:
        if time.monotonic() > until:
            raise SlowBody(limit=seconds)
        raise IncompleteBody(received=received, size=length)


def _named(error: ServiceError, setting: str) -> ServiceError:
    """The error, saying which setting it comes from."""
    error.limit_name = setting
    return error
