"""The queries that wait or run now: what they are, and how one is stopped."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Asker:
    """Who asks: the client, as fairness tells clients apart, the id of its request, and the digest
    of a secret by which it can stop its query; empty where it chose none."""

    client: str = ""
    request: str = ""
    stop: str = ""


NOBODY = Asker()


@dataclass(frozen=True)
class RunningQuery:
    """A query that waits or runs: when it came (seconds since the epoch), how long it has been
    here and how long it may be, in seconds."""

    id: str
    asker: Asker
    query: str
    began: float
    seconds: float
    deadline: float
    at_work: bool


class Ticket:
    """One query in the list, from when it is admitted until it is answered."""

    def __init__(self, number: str, asker: Asker, query: str, deadline: float) -> None:
        self.id = number
        self.asker = asker
        self.query = query
        self.deadline = deadline
        self.stopped = False
        self._began, self._clock = time.time(), time.monotonic()
        self._lock = threading.Lock()
        self._end: Callable[[], None] | None = None
        self._at_work = False

    @contextmanager
    def ended_by(self, end: Callable[[], None], *, at_work: bool) -> Iterator[None]:
        """While this block runs, `end` is what stops the query; never after it."""
        with self._lock:
            self._end, self._at_work = end, at_work
            if self.stopped:
                end()
        try:
            yield
        finally:
            with self._lock:
                self._end = None

    def stop(self) -> None:
        """End the query, wherever it is."""
        with self._lock:
            self.stopped = True
            if self._end:
                self._end()

    def shown(self) -> RunningQuery:
        """What is told of it now."""
        seconds = time.monotonic() - self._clock
        return RunningQuery(
            self.id, self.asker, self.query, self._began, seconds, self.deadline, self._at_work
        )


class Running:
    """The list of a pool."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._tickets: dict[str, Ticket] = {}

    @contextmanager
    def listed(self, asker: Asker, query: str, deadline: float) -> Iterator[Ticket]:
        """A ticket for a query, in the list while this block runs."""
        ticket = Ticket(str(next(self._numbers)), asker, query, deadline)
        self._tickets[ticket.id] = ticket
        try:
            yield ticket
        finally:
            del self._tickets[ticket.id]

    def now(self) -> tuple[RunningQuery, ...]:
        """The queries that wait or run, in the order they came."""
        return tuple(ticket.shown() for ticket in tuple(self._tickets.values()))

    def stop(self, number: str) -> bool:
        """Stop one; false where there is none of that id."""
        ticket = self._tickets.get(number)
        if ticket is None:
            return False
        ticket.stop()
        return True
