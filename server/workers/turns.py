"""Whose turn it is: so many may work at a time, a bounded number waits, and neither can be taken
by one client alone where clients have a share.

A turn that gets free goes to the waiting client with the fewest at work, and among those to the one
that was served longest ago. Where the queue is full, a client with fewer waiting than another takes
the place of that other's latest; a client that has the most itself is turned away.
"""

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from server.workers.errors import Busy, Stopped


@dataclass(eq=False)
class Place:
    """A place in the queue; what became of it is said once, by the event."""

    client: str
    decided: threading.Event = field(default_factory=threading.Event)
    fate: type[Exception] | None = None


class Turns:
    """`count` at work, of one client at most `share` (None: as many as there are), and at most
    `waiting` in the queue."""

    def __init__(self, count: int, waiting: int, share: int | None = None) -> None:
        self._free = count
        self._share = count if share is None else share
        self._room = waiting
        self._lock = threading.Lock()
        self._queues: OrderedDict[str, deque[Place]] = OrderedDict()
        self._at_work: Counter[str] = Counter()

    @contextmanager
    def turn(self, place: Place, until: float) -> Iterator[None]:
        """A turn for the client of `place`, waited for until that moment of the monotonic clock.
        Raises Busy where there is neither turn nor place, where another client takes the place, or
        no turn comes in time; Stopped where `leave` was called."""
        if self._enter(place):
            self._wait(place, until)
        try:
            yield
        finally:
            self._give_back(place.client)

    def leave(self, place: Place) -> None:
        """End the waiting of `place` by Stopped; nothing where it no longer waits."""
        with self._lock:
            if self._remove(place):
                _decide(place, Stopped)

    @property
    def waiting(self) -> int:
        """How many wait now."""
        with self._lock:
            return self._count()

    def _enter(self, place: Place) -> bool:
        """Take a turn, or a place in the queue: then true."""
        with self._lock:
            if self._free and self._at_work[place.client] < self._share:
                self._take(place.client)
                return False
            if self._count() >= self._room:
                self._make_room(place.client)
            self._queues.setdefault(place.client, deque()).append(place)
            return True

    def _make_room(self, client: str) -> None:
        most = max(self._queues, key=lambda name: len(self._queues[name]), default=client)
        own = len(self._queues.get(client, ()))
        if most == client or len(self._queues[most]) <= own + 1:
            raise Busy
        latest = self._queues[most][-1]
        self._remove(latest)
        _decide(latest, Busy)

    def _wait(self, place: Place, until: float) -> None:
        if not place.decided.wait(max(until - time.monotonic(), 0)):
            with self._lock:
                if self._remove(place):
                    raise Busy
        place.decided.wait()
        if place.fate:
            raise place.fate

    def _take(self, client: str) -> None:
        self._free -= 1
        self._at_work[client] += 1

    def _give_back(self, client: str) -> None:
        with self._lock:
            self._free += 1
            self._at_work[client] -= 1
            if not self._at_work[client]:
                del self._at_work[client]
            while self._free and (able := self._able()):
                following = min(able, key=lambda name: self._at_work[name])
                place = self._queues[following][0]
                self._remove(place)
                if following in self._queues:
                    self._queues.move_to_end(following)
                self._take(following)
                _decide(place, None)

    def _able(self) -> list[str]:
        """The waiting clients that may have another turn. While one is free there are none."""
        return [name for name in self._queues if self._at_work[name] < self._share]

    def _remove(self, place: Place) -> bool:
        queue = self._queues.get(place.client)
        if queue is None or place not in queue:
            return False
        queue.remove(place)
        if not queue:
            del self._queues[place.client]
        return True

    def _count(self) -> int:
        return sum(map(len, self._queues.values()))


def _decide(place: Place, fate: type[Exception] | None) -> None:
    place.fate = fate
    place.decided.set()
