"""Answers kept in memory, bounded in bytes. The key holds the snapshot, and a snapshot never
changes, so nothing is ever invalidated: what is not asked for any more makes room."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

Headers = Sequence[tuple[str, str]]
_OVERHEAD = 1000
"""Bytes that an answer takes besides its text, about."""


@dataclass(frozen=True)
class Kept:
    """A whole 200: its headers, and its body as it goes out."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def size(self) -> int:
        """The bytes of memory it counts for."""
        return len(self.body) + sum(len(n) + len(v) for n, v in self.headers) + _OVERHEAD


class Cache:
    """At most `limit` bytes of answers; the one not asked for the longest leaves first. Safe to
    use from many threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: bytes) -> Kept | None:
        """The answer under `key`, which counts as asked for now."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: bytes, answer: Kept) -> None:
        """Keep `answer`; one larger than a quarter of the cache is not kept, so that it does not
        drive out all others."""
        size = answer.size
        if size * 4 > self.limit:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self.size += size - (before.size if before else 0)
            self._kept[key] = answer
            while self.size > self.limit:
                _, oldest = self._kept.popitem(last=False)
                self.size -= oldest.size
