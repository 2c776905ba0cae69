"""An engine that cannot be reached is not asked again and again: after some failures in a row
requests fail at once for a while, and then one may try."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.store.remote.errors import Overloaded, Unreachable

FAILURES = 3
SECONDS = 5


class Breaker:
    """Counts the failures in a row to reach one engine. `now` is a monotonic clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch one request. Raises Overloaded instead, while the engine is given a rest."""
        self._admit()
        try:
            yield
        except Unreachable:
            with self._lock:
                self._failures += 1
                if self._failures >= FAILURES:
                    self._until = self._now() + SECONDS
            raise
        with self._lock:
            self._failures = 0

    def _admit(self) -> None:
        with self._lock:
            left = self._until - self._now()
            if left > 0:
                raise Overloaded(max(round(left), 1))
            if self._failures >= FAILURES:  # this one tries; the others wait for what it finds
                self._until = self._now() + SECONDS
