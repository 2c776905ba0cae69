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
from contextlib import contextmanager, nullcontext, suppress
from typing import IO

from flask import Request

from server.errors import BodiesBusy, BodyTooLarge, IncompleteBody, ServiceError, SlowBody
from server.http.silence import UNDER_WAY
from server.settings import Settings

DRAINED = 100_000
"""Bytes of a body that are read even where the request is refused."""
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
            under_way = environ.get(UNDER_WAY)
            try:
                with under_way.reading(until) if under_way else nullcontext():
                    body = read_body(environ["wsgi.input"], length, most, self._seconds)
            except SlowBody as error:
                raise _named(error, self._names[1]) from None
        environ["wsgi.input"], environ["wsgi.input_terminated"] = io.BytesIO(body), True
        environ["CONTENT_LENGTH"], environ[_TAKEN] = str(len(body)), body
        return body

    def drain(self, request: Request, client: str) -> None:
        """Read what a request that is refused has sent, if it is little and there is a place: a
        body that is not read ends the connection, and with it often the answer."""
        if request.content_length:
            with suppress(ServiceError):
                self.take(request, client, DRAINED)

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
    """The body of a request, whole. Raises BodyTooLarge, SlowBody or IncompleteBody.

    The time is looked at between small reads."""
    if length is not None and length > most:
        raise BodyTooLarge(limit=most)
    wanted = most + 1 if length is None else length
    until, body = time.monotonic() + seconds, io.BytesIO()
    while (missing := wanted - body.tell()) > 0:
        if time.monotonic() > until:
            raise SlowBody(limit=seconds)
        try:
            chunk = stream.read(min(_CHUNK, missing))
        except OSError:
            chunk = b""
        if not chunk:
            break
        body.write(chunk)
    if body.tell() > most:
        raise BodyTooLarge(limit=most)
    if length is not None and body.tell() < length:
        if time.monotonic() > until:
            raise SlowBody(limit=seconds)
        raise IncompleteBody(received=body.tell(), size=length)
    return body.getvalue()


def _named(error: ServiceError, setting: str) -> ServiceError:
    """The error, saying which setting it comes from."""
    error.limit_name = setting
    return error
