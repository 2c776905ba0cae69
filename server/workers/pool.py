"""Workers that answer queries: as many run at a time as there are, a bounded number waits, and what
overstays its deadline is killed and replaced. What a query can end in stands in `errors`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.workers import wire
from server.workers.errors import (
    Busy,
    Crashed,
    DeadlineExceeded,
    Failed,
    Malformed,
    NotAcceptable,
    TooLarge,
    WorkerError,
)
from server.workers.lane import Lane

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
    "TooLarge",
    "WorkerError",
    "release",
]


@dataclass(frozen=True)
class Question:
    """A query for a worker: on which store, in which formats it may answer (None: not acceptable),
    how long and how large, and over which dataset."""

    store: Path
    query: str
    solutions: str | None
    triples: str | None
    deadline: float
    max_bytes: int
    prefixes: Mapping[str, str]
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


@dataclass(frozen=True)
class Answer:
    """A whole answer: its bytes, or an unlinked file of them that the receiver closes."""

    media_type: str
    size: int
    body: bytes | int


class _Worker:
    """The parent's end of one worker process."""

    def __init__(self, memory: int) -> None:
        ours, theirs = socket.socketpair()
        self.sock = ours
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server.workers.process", str(theirs.fileno()), str(memory)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # one heap: each further one reserves 64 MiB of the address space that is limited
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.sock.close()


class Pool:
    """`count` workers, each with `memory` MiB of its own; at most `waiting` questions wait."""

    def __init__(self, count: int, memory: int, waiting: int) -> None:
        self.count = count
        self._lane = Lane(count, waiting, lambda: _Worker(memory))

    def ask(self, question: Question) -> Answer:
        """Ask one question. Raises a WorkerError where there is no whole answer."""
        until = time.monotonic() + question.deadline
        with self._lane.admitted(), self._lane.worker(question.deadline) as worker:
            header, body = _converse(worker, question, until)
        return _answer(header, body)

    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers alive now."""
        return self._lane.pids()

    def close(self) -> None:
        """End every worker."""
        self._lane.close()


def _converse(
    worker: _Worker, question: Question, until: float
) -> tuple[dict[str, Any], bytes | int]:
    try:
        worker.sock.settimeout(max(until - time.monotonic(), 0.001))
        wire.send(worker.sock, _header(question), question.query.encode())
        return wire.receive(worker.sock)
    except TimeoutError:
        raise DeadlineExceeded from None
    except (wire.Closed, OSError):
        raise Crashed from None


def _header(question: Question) -> dict[str, Any]:
    return {
        "store": str(question.store),
        "solutions": question.solutions,
        "triples": question.triples,
        "max_bytes": question.max_bytes,
        "prefixes": dict(question.prefixes),
        "default_graph": list(question.default_graphs),
        "named_graphs": list(question.named_graphs),
    }


def _answer(header: dict[str, Any], body: bytes | int) -> Answer:
    match header["status"]:
        case "ok":
            return Answer(header["media_type"], header["size"], body)
        case "syntax":
            raise Malformed(header["message"], header["line"], header["column"])
        case "too-large":
            raise TooLarge
        case "not-acceptable":
            raise NotAcceptable(header["family"])
        case _:
            raise Failed(header["message"])


def release(answer: Answer) -> None:
    """Close the file of an answer that will not be sent."""
    if isinstance(answer.body, int):
        os.close(answer.body)
