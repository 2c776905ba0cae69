"""Hangs up on clients that have begun to send a body and stopped.

granian has no timeout for bodies and waits in `wsgi.input` for as long as the connection stands;
what ends the wait is the end of the connection. Which one it is, WSGI does not say: the address of
the client is known and its port is not. So a connection is ended only where that can do no harm:
it comes from the same address, nothing has moved on it either way for a while and nothing is on
its way out, and every request from that address that has been under way for as long is an overdue
body as well. All that can be on such a connection is one of those bodies, or nothing, and a
connection that is idle may be closed at any time (RFC 9112, section 9.3.1).
"""

import fcntl
import logging
import os
import socket
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.delivery import WSGI

UNDER_WAY = "lifematters.under-way"
"""The `Request` of a request."""
_LOG = logging.getLogger("lifematters")
_SILENT = 5.0
"""Seconds without a byte either way."""
_FRESH = 1.0
"""Seconds for which a request is too new to stand on a connection that is silent."""
_INTERVAL = 1.0
_LAST_SENT, _LAST_RECEIVED = 44, 52
"""Where Linux says so in `struct tcp_info`, in milliseconds."""


@dataclass(eq=False)
class Request:
    """A request under way: where it comes from and since when, and where its body is being read,
    until when it should have arrived. Times are of the monotonic clock."""

    address: str
    port: int
    since: float
    until: float | None = None

    @contextmanager
    def reading(self, until: float) -> Iterator[None]:
        """While its body is being read."""
        self.until = until
        try:
            yield
        finally:
            self.until = None


class Silence:
    """Wraps `app`, the outermost of all: knows what is under way, and watches over it."""

    def __init__(self, app: WSGI) -> None:
        self.app = app
        self._requests: set[Request] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, name="silence-watcher", daemon=True).start()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        address, port = environ.get("REMOTE_ADDR", ""), int(environ.get("SERVER_PORT") or 0)
        request = environ[UNDER_WAY] = Request(address, port, time.monotonic())
        with self._lock:
            self._requests.add(request)
        try:
            return self.app(environ, start_response)
        finally:  # an answer is whole by now: while it goes out something moves, or waits to
            with self._lock:
                self._requests.discard(request)

    def _watch(self) -> None:
        while True:
            time.sleep(_INTERVAL)
            with self._lock:
                requests = tuple(self._requests)
            for address, port in overdue(requests, time.monotonic()):
                with suppress(OSError):
                    hang_up(address, port)


def overdue(requests: Iterable[Request], now: float) -> set[tuple[str, int]]:
    """The addresses, with the port they came to, from which bodies are overdue and nothing else
    has been under way for long."""
    late: set[tuple[str, int]] = set()
    other: set[tuple[str, int]] = set()
    for request in requests:
        until = request.until
        if until is not None and now > until:
            late.add((request.address, request.port))
        elif now - request.since > _FRESH:
            other.add((request.address, request.port))
    return late - other


def hang_up(address: str, port: int) -> None:
    """End reading on every silent connection from `address` to our `port`. What waits for a body
    there is told that it ended, and can still answer."""
    for path in Path("/proc/self/fd").iterdir():
        with suppress(OSError), _copy(int(path.name)) as connection:
            if _ours(connection, address, port) and _silent(connection):
                connection.shutdown(socket.SHUT_RD)
                _LOG.info("hung up on %s, which sent a part of a body and stopped", address)


def _copy(descriptor: int) -> socket.socket:
    """The socket of a descriptor, by a copy, which stays the same connection whatever becomes of
    the descriptor meanwhile. Raises OSError where it is none."""
    copy = os.dup(descriptor)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def _ours(connection: socket.socket, address: str, port: int) -> bool:
    """Whether it is a connection from `address` to the port at which we serve."""
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    return bool(connection.getsockname()[1] == port and connection.getpeername()[0] == address)


def _silent(connection: socket.socket) -> bool:
    """Whether nothing has moved on it for a while, and nothing waits to go out."""
    waiting = struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, b"\0" * 4))[0]
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    moved = (struct.unpack_from("I", info, at)[0] for at in (_LAST_SENT, _LAST_RECEIVED))
    return not waiting and min(moved) > _SILENT * 1000
