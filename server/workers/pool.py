"""Workers that answer queries: as many run at a time as there are, a bounded number waits, fairly
between clients, and what overstays its deadline or is stopped is killed and replaced. What a query
can end in stands in `errors`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.workers import confinement, wire
from server.workers.errors import (
    Busy,
    Crashed,
    DeadlineExceeded,
    Failed,
    Malformed,
    NotAcceptable,
    Stopped,
    TooLarge,
    TooManyRows,
    WorkerError,
)
from server.workers.lane import Lane
from server.workers.running import NOBODY, Asker, Running, RunningQuery, Ticket
from server.workers.turns import Place, Turns

__all__ = [
    "Answer",
    "Busy",
    "Crashed",
    "DeadlineExceeded",
    "Failed",
    "Malformed",
    "NotAcceptable",
    "Pool",
    "Question",
    "Stopped",
    "TooLarge",
    "TooManyRows",
    "WorkerError",
    "release",
]


_NICE = 10


@dataclass(frozen=True)
class Question:
    """A query for a worker: on which store, in which formats it may answer (None: not acceptable),
    how long and how large, over which dataset, and for whom."""

    store: Path
    query: str
    solutions: str | None
    triples: str | None
    deadline: float
    max_bytes: int
    prefixes: Mapping[str, str]
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    asker: Asker = NOBODY
    base_iri: str | None = None
    """Against what relative IRIs of the query are resolved; without, they are refused."""
    shape: Mapping[str, Any] | None = None
    """What is to be written in place of a format (`server.exports.forms`)."""
    given: "Answer | None" = None
    """The answer to the query, where it was evaluated elsewhere. It is not released here."""


@dataclass(frozen=True)
class Answer:
    """A whole answer: its bytes, or an unlinked file of them that the receiver closes."""

    media_type: str
    size: int
    body: bytes | int


class _Worker:
    """The parent's end of one worker process."""

    def __init__(self, memory: int, niceness: int) -> None:
        ours, theirs = socket.socketpair()
        self.sock = ours
        with theirs:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "server.workers.process"),
                    *(str(theirs.fileno()), str(memory), str(niceness)),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # one heap: each further one reserves 64 MiB of the address space that is limited
                env={**confinement.environment(), "MALLOC_ARENA_MAX": "1"},
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def ready(self) -> None:
        with suppress(wire.Closed, OSError):
            wire.receive(self.sock)

    def end(self) -> None:
        """End what it does: whoever waits for its answer learns that it is gone."""
        self.process.send_signal(signal.SIGKILL)

    def kill(self) -> None:
        self.end()
        self.process.wait()
        self.sock.close()


class Pool:
    """`count` workers, each with `memory` MiB of its own; at most `waiting` questions wait.

    Where the pool is for strangers, one client has at most all workers but one at a time, and they
    leave the processor to the web process; where one is killed, a spare takes its place at once.
    """

    def __init__(self, count: int, memory: int, waiting: int, *, strangers: bool = False) -> None:
        self.count = count
        share = max(count - 1, 1) if strangers else count
        spare, niceness = (share, _NICE) if strangers else (0, 0)
        self._lane = Lane(count + spare, waiting, lambda: _Worker(memory, niceness))
        self._turns = Turns(count, waiting, share)
        self._running = Running()

    def ask(self, question: Question) -> Answer:
        """Ask one question. Raises a WorkerError where there is no whole answer."""
        until = time.monotonic() + question.deadline
        place = Place(question.asker.client)
        listed = self._running.listed(question.asker, question.query, question.deadline)
        with listed as ticket, ExitStack() as held:
            with ticket.ended_by(lambda: self._turns.leave(place), at_work=False):
                held.enter_context(self._turns.turn(place, until))
                remaining = max(until - time.monotonic(), 0.001)
                worker = held.enter_context(self._lane.worker(remaining))
            header, body = _converse(worker, question, until, ticket)
        return _answer(header, body)

    def running(self) -> tuple[RunningQuery, ...]:
        """The questions that wait or are being answered."""
        return self._running.now()

    def stop(self, number: str) -> bool:
        """Stop one of them; false where there is none of that id."""
        return self._running.stop(number)

    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers alive now."""
        return self._lane.pids()

    def close(self) -> None:
        """End every worker."""
        self._lane.close()


def _converse(
    worker: _Worker, question: Question, until: float, ticket: Ticket
) -> tuple[dict[str, Any], bytes | int]:
    try:
        with ticket.ended_by(worker.end, at_work=True):
            worker.sock.settimeout(max(until - time.monotonic(), 0.001))
            _send(worker.sock, question)
            header, body = wire.receive(worker.sock)
    except TimeoutError:
        raise DeadlineExceeded from None
    except (wire.Closed, OSError):
        raise (Stopped if ticket.stopped else Crashed) from None
    if ticket.stopped:  # too late for the answer, not for its worker: that is killed
        if isinstance(body, int):
            os.close(body)
        raise Stopped
    return header, body


def _send(sock: socket.socket, question: Question) -> None:
    header, given = _header(question), question.given
    if given is None:
        wire.send(sock, header, question.query.encode())
    elif isinstance(given.body, bytes):
        wire.send(sock, header | {"results": given.media_type}, given.body)
    else:
        wire.send_file(sock, header | {"results": given.media_type}, given.body)


def _header(question: Question) -> dict[str, Any]:
    return {
        "store": str(question.store),
        "solutions": question.solutions,
        "triples": question.triples,
        "max_bytes": question.max_bytes,
        "prefixes": dict(question.prefixes),
        "default_graph": list(question.default_graphs),
        "named_graphs": list(question.named_graphs),
        "base_iri": question.base_iri,
        "shape": question.shape and dict(question.shape),
    }


def _answer(header: dict[str, Any], body: bytes | int) -> Answer:
    match header["status"]:
        case "ok":
            return Answer(header["media_type"], header["size"], body)
        case "syntax":
            raise Malformed(header["message"], header["line"], header["column"])
        case "too-large":
            raise TooLarge
        case "too-many":
            raise TooManyRows
        case "not-acceptable":
            raise NotAcceptable(header["family"])
        case _:
            raise Failed(header["message"])


def release(answer: Answer) -> None:
    """Close the file of an answer that will not be sent."""
    if isinstance(answer.body, int):
        os.close(answer.body)
