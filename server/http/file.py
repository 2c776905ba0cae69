"""The bytes of a file as the body of an answer (PEP 3333): all of them or one range, sent in
pieces and never held in memory whole."""

import os
import threading
from collections.abc import Callable, Iterator

_PIECE = 256 * 1024


class File:
    """An open file, from its start to its end until `narrow` says otherwise. It closes itself, and
    calls `closed`, exactly once: when it has been sent, or when whoever sends it gives up."""

    def __init__(self, descriptor: int, closed: Callable[[], None] = lambda: None) -> None:
        self._descriptor = descriptor
        self._closed = closed
        self._lock = threading.Lock()
        self._open = True
        self._start, self._stop = 0, os.fstat(descriptor).st_size

    def __len__(self) -> int:
        return self._stop - self._start

    def narrow(self, start: int, stop: int) -> "File":
        """The same with only the bytes from `start` up to `stop`."""
        self._start, self._stop = start, stop
        return self

    def __iter__(self) -> Iterator[bytes]:
        at = self._start
        while at < self._stop:
            piece = os.pread(self._descriptor, min(_PIECE, self._stop - at), at)
            if not piece:  # cut off on the disk: less than the Content-Length, so it is seen
                break
            at += len(piece)
            yield piece
        self.close()

    def close(self) -> None:
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._descriptor)
                self._closed()
