"""A lane of workers: as many queries run at a time as it has workers, a bounded number waits, and
what overstays its deadline is killed and replaced.

    WorkerError
    ├── Busy              no worker is free and the queue is full
    ├── DeadlineExceeded  the query was stopped at its deadline
    ├── Crashed           the worker died: out of memory, or the query broke the engine
    ├── TooLarge          the answer has more bytes than an answer may have
    ├── Malformed         the query does not parse; with line and column
    ├── Failed            the engine gave up; with its words
    └── NotAcceptable     the result is of a family no acceptable format serialises
"""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.workers import wire


class WorkerError(Exception):
    """Base of what a query in a worker can end in."""


class Busy(WorkerError):
    pass


class DeadlineExceeded(WorkerError):
    pass


class Crashed(WorkerError):
    pass


class TooLarge(WorkerError):
    pass


class Failed(WorkerError):
    pass


class NotAcceptable(WorkerError):
    pass


class Malformed(WorkerError):
    """The query does not parse; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int | None, column: int | None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


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

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.sock.close()


class Pool:
    """`count` workers, each with `memory` MiB of its own; at most `waiting` questions wait."""

    def __init__(self, count: int, memory: int, waiting: int) -> None:
        self.count = count
        self._memory = memory
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._admitted = threading.BoundedSemaphore(count + waiting)
        self._orders: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._all: set[_Worker] = set()
        self._closed = False
        # Workers die with the thread that started them: one thread starts them all and stays.
        self._spawner = threading.Thread(target=self._spawn, name="worker-spawner", daemon=True)
        self._spawner.start()
        for _ in range(count):
            self._orders.put(True)

    def ask(self, question: Question) -> Answer:
        """Ask one question. Raises a WorkerError where there is no whole answer."""
        until = time.monotonic() + question.deadline
        if not self._admitted.acquire(blocking=False):
            raise Busy
        try:
            worker = self._idle.get(timeout=question.deadline)
        except queue.Empty:
            self._admitted.release()
            raise Busy from None
        try:
            return self._converse(worker, question, until)
        finally:
            self._admitted.release()

    def _converse(self, worker: _Worker, question: Question, until: float) -> Answer:
        try:
            worker.sock.settimeout(max(until - time.monotonic(), 0.001))
            wire.send(worker.sock, _header(question), question.query.encode())
            header, body = wire.receive(worker.sock)
        except TimeoutError:
            self._replace(worker)
            raise DeadlineExceeded from None
        except (wire.Closed, OSError):
            self._replace(worker)
            raise Crashed from None
        self._idle.put(worker)
        return _answer(header, body)

    def _replace(self, worker: _Worker) -> None:
        worker.kill()
        self._all.discard(worker)
        self._orders.put(True)

    def _spawn(self) -> None:
        while self._orders.get():
            if self._closed:
                return
            worker = _Worker(self._memory)
            self._all.add(worker)
            self._idle.put(worker)

    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers alive now."""
        return tuple(sorted(worker.process.pid for worker in tuple(self._all)))

    def close(self) -> None:
        """End every worker."""
        self._closed = True
        self._orders.put(False)
        self._spawner.join()
        for worker in tuple(self._all):
            worker.kill()
        self._all.clear()


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
