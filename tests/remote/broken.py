"""An engine that misbehaves as it is told: a server whose answers are written out in a test."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]

JSON = "application/sparql-results+json"
WHOLE = '{"head": {}, "boolean": true}'


def answer(
    body: str = WHOLE,
    status: str = "200 OK",
    kind: str = JSON,
    length: int | None = None,
    **headers: str,
) -> Behaviour:
    """Answers so, and closes the connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"]
    lines.append(f"Content-Length: {len(body.encode()) if length is None else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    def behave(connection: socket.socket) -> None:
        connection.sendall(("\r\n".join((*lines, "", "")) + body).encode())

    return behave


def chunked(*pieces: str, ended: bool = False) -> Behaviour:
    """Sends pieces of a body and breaks off, or ends it."""

    def behave(connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n"
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for piece in pieces:
            content = piece.encode()
            connection.sendall(b"%x\r\n%s\r\n" % (len(content), content))
        if ended:
            connection.sendall(b"0\r\n\r\n")

    return behave


def trickling(seconds: float) -> Behaviour:
    """Sends a space now and then, as no timeout for each read would notice."""

    def behave(connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n"
        connection.sendall(f"{head}Content-Length: 100000\r\n\r\n{{".encode())
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.sendall(b" ")
            time.sleep(0.05)

    return behave


def silent(seconds: float) -> Behaviour:
    """Says nothing."""
    return lambda _: time.sleep(seconds)


class Misbehaving:
    """The server; `behaviour` may be changed while it runs."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = answer()
        self.requests: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"

    def close(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.requests.append(_request(connection))
            self.behaviour(connection)


def _request(connection: socket.socket) -> bytes:
    """A request, read to its end."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += connection.recv(65536)
    head, _, body = read.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().splitlines():
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    engine = Misbehaving()
    try:
        yield engine
    finally:
        engine.close()
