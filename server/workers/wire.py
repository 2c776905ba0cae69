"""What goes between the web process and a worker over their socket pair: a length, a JSON header,
and with an answer its bytes, or the descriptor of an unlinked file that holds them."""

import json
import socket
import struct
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from server.workers.errors import TooLarge

INLINE = 1_000_000
"""Bytes up to which a body goes as bytes, and is kept in memory until then."""
_LENGTH = struct.Struct("!I")


class Closed(Exception):
    """The other side is gone."""


def send(sock: socket.socket, header: dict[str, Any], body: bytes = b"") -> None:
    """Send one message; `header` gets the size of `body` as "inline"."""
    text = json.dumps({**header, "inline": len(body)}).encode()
    sock.sendall(_LENGTH.pack(len(text)) + text + body)


def send_file(sock: socket.socket, header: dict[str, Any], descriptor: int) -> None:
    """Send one message whose body is the file behind `descriptor`."""
    text = json.dumps({**header, "inline": None}).encode()
    sock.sendall(_LENGTH.pack(len(text)) + text)
    socket.send_fds(sock, [b"f"], [descriptor])


class Capped:
    """A file that refuses to grow beyond `limit` bytes, by TooLarge."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self.file = file
        self.limit = limit
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > self.limit:
            raise TooLarge
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


def send_spooled(
    sock: socket.socket, header: dict[str, Any], spool: SpooledTemporaryFile[bytes], size: int
) -> None:
    """Send one message whose body is what stands in `spool`: as bytes, or as a file if it has more
    than INLINE."""
    if size <= INLINE:
        spool.seek(0)
        send(sock, {**header, "size": size}, spool.read())
        return
    spool.rollover()
    spool.flush()
    send_file(sock, {**header, "size": size}, spool.fileno())


def receive(sock: socket.socket) -> tuple[dict[str, Any], bytes | int]:
    """Receive one message: its header, and its body as bytes or as a file descriptor.

    Raises Closed where the other side is gone, TimeoutError when the socket's timeout has passed.
    """
    (length,) = _LENGTH.unpack(_exactly(sock, _LENGTH.size))
    header: dict[str, Any] = json.loads(_exactly(sock, length))
    size = header.pop("inline")
    if size is not None:
        return header, _exactly(sock, size)
    _, descriptors, _, _ = socket.recv_fds(sock, 1, 1)
    if not descriptors:
        raise Closed
    return header, descriptors[0]


def _exactly(sock: socket.socket, size: int) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    got = 0
    while got < size:
        count = sock.recv_into(view[got:])
        if not count:
            raise Closed
        got += count
    return bytes(buffer)
