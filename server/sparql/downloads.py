"""Answers on their way out. A small one leaves in one piece, which frees its thread; a large one
holds a thread for as long as its reader takes, so only so many may."""

import os
import threading
from collections.abc import Iterator

from flask import Response, request

from server.errors import DownloadsBusy
from server.http.coding import Choice, encode_file
from server.http.file import File
from server.http.middleware import CODING
from server.workers.pool import Answer, release

_CHUNK = 256 * 1024


class Downloads:
    """Lets at most `limit` large answers be on their way at a time."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._slots = threading.BoundedSemaphore(limit)

    def file(self, descriptor: int, content_type: str) -> Response:
        """The response that carries an open file, as it is. Raises DownloadsBusy."""
        if not self._slots.acquire(blocking=False):
            os.close(descriptor)
            raise DownloadsBusy(limit=self._limit)
        body = File(descriptor, self._slots.release)
        response = Response(body, content_type=content_type, direct_passthrough=True)
        response.content_length = len(body)
        return response

    def response(self, answer: Answer, content_type: str) -> Response:
        """The response that carries `answer`, whole, with its length. Raises DownloadsBusy."""
        if isinstance(answer.body, bytes):
            return Response(answer.body, content_type=content_type)
        if not self._slots.acquire(blocking=False):
            release(answer)
            raise DownloadsBusy(limit=self._limit)
        body = _FileBody(answer.body, self._slots)
        chosen: Choice | None = request.environ.get(CODING)
        if chosen and not chosen.applies(content_type, answer.size):
            chosen = None
        if chosen:
            body.encode(chosen.coding)
        response = Response(body, content_type=content_type, direct_passthrough=True)
        response.content_length = body.size
        if chosen:
            response.headers["Content-Encoding"] = chosen.coding
        response.call_on_close(body.close)
        return response


class _FileBody:
    """The chunks of a file; closes it and gives its slot back exactly once."""

    def __init__(self, descriptor: int, slots: threading.BoundedSemaphore) -> None:
        self._descriptor = descriptor
        self._slots = slots
        self._lock = threading.Lock()
        self._open = True

    @property
    def size(self) -> int:
        return os.fstat(self._descriptor).st_size

    def encode(self, coding: str) -> None:
        """Put the content in another coding, so that its length is known before it goes out."""
        try:
            encoded = encode_file(self._pieces(), coding)
        except BaseException:
            self.close()
            raise
        os.close(self._descriptor)
        self._descriptor = encoded

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces()
        self.close()

    def _pieces(self) -> Iterator[bytes]:
        at = 0
        while chunk := os.pread(self._descriptor, _CHUNK, at):
            at += len(chunk)
            yield chunk

    def close(self) -> None:
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._descriptor)
                self._slots.release()
