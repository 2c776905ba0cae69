"""Connections to an engine that are kept, and requests that can be broken off. The timeouts of
urllib3 are for each read: to them an engine that sends a byte now and then is never late."""

import socket
import threading
from contextlib import suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_CONNECT_SECONDS = 5.0
_AGAIN = urllib3.Retry(
    total=None, connect=0, read=1, redirect=0, status=0, other=0, allowed_methods=None
)
"""A connection that was kept may be closed by the engine just when it is used again."""

_call: ContextVar["Call | None"] = ContextVar("call", default=None)


class Call:
    """One request, which `end` breaks off from another thread, whatever it waits for."""

    def __init__(self) -> None:
        self.ended = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def post(
        self,
        pool: HTTPConnectionPool,
        path: str,
        body: bytes,
        headers: dict[str, str],
        seconds: float,
    ) -> urllib3.BaseHTTPResponse:
        """Send it; returns the response with its body unread. Raises what urllib3 does."""
        token = _call.set(self)
        try:
            return pool.urlopen(
                "POST",
                path,
                body,
                headers,
                retries=_AGAIN,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=min(seconds, _CONNECT_SECONDS), read=seconds),
            )
        finally:
            _call.reset(token)

    def goes_by(self, connection: socket.socket | None) -> None:
        """It goes by this socket."""
        with self._lock:
            self._socket = connection
            if self.ended:
                self._shut()

    def end(self) -> None:
        """Break it off."""
        with self._lock:
            self.ended = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class _Watched(HTTPConnection):
    """Tells the call by which socket it goes, a kept one or a new one."""

    def request(self, *args: Any, **options: Any) -> None:
        _goes_by(self.sock)
        super().request(*args, **options)

    def connect(self) -> None:
        super().connect()
        _goes_by(self.sock)


class _Secure(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def connections(url: str, count: int) -> HTTPConnectionPool:
    """Connections to the host of `url`, of which so many are kept."""
    parts = urlsplit(url)
    kind = _SecurePool if parts.scheme == "https" else _PlainPool
    return kind(parts.hostname or "", parts.port, maxsize=count)


def _goes_by(connection: socket.socket | None) -> None:
    if (call := _call.get()) is not None:
        call.goes_by(connection)
