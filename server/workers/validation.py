"""Validations in processes that can be killed: one at work, or as many as there are workers, a
bounded number waiting, each with a deadline, a bounded memory, and no network."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from server.validation.job import Job
from server.workers import confinement, wire
from server.workers.errors import (
    Broke,
    DeadlineExceeded,
    Exhausted,
    Failed,
    Malformed,
    NotValidatable,
    RemoteContext,
    TooLarge,
    TooManyTriples,
)
from server.workers.lane import Lane
from server.workers.pool import Answer
from server.workers.validating import ENDED, PID

_STARTED = 60.0
"""Seconds in which a worker must have become warm and started a child."""
_LAST_WORDS = 5.0
"""Seconds in which a child that is done, or killed, must have ended."""


class _Warm:
    """The parent's end of one validating worker."""

    def __init__(self, memory: int) -> None:
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "server.workers.validating"),
                    *(str(theirs.fileno()), str(memory)),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={**confinement.environment(), "MALLOC_ARENA_MAX": "1"},
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def ready(self) -> None:
        """At once: `begin` waits for it."""

    def begin(self) -> tuple[socket.socket, int]:
        """A socket at whose other end a new child listens, and the id of the child. Raises Failed
        where the worker is gone."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, suppress(OSError):
                socket.send_fds(self.control, [b"c"], [theirs.fileno()])
            return ours, PID.unpack(self._told(PID.size, _STARTED))[0]
        except BaseException:
            ours.close()
            raise

    def await_end(self) -> None:
        """Return once the child has ended. Raises Failed where it has not within some seconds, or
        the worker itself is gone."""
        self._told(len(ENDED), _LAST_WORDS)

    def _told(self, size: int, seconds: float) -> bytes:
        self.control.settimeout(seconds)
        try:
            told = self.control.recv(size, socket.MSG_WAITALL)
        except OSError:
            told = b""
        if len(told) < size:
            raise Failed("the worker is gone")
        return told

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.control.close()


class Validations:
    """`count` workers, each validation with `memory` MiB of its own; at most `waiting` wait. The
    first worker starts with `warm`, or the first validation."""

    def __init__(self, count: int, memory: int, waiting: int) -> None:
        self._sizes = (count, waiting)
        self._memory = memory
        self._lock = threading.Lock()
        self._started: Lane[_Warm] | None = None

    def warm(self) -> None:
        """Start the workers now."""
        self._lane()

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """A place among those that may validate: to be had before a body is read. Raises Busy."""
        with self._lane().admitted():
            yield

    def ask(self, job: Job, content: bytes, deadline: float) -> Answer:
        """Validate `content`, in a place that one has. A worker is waited for as long as another's
        deadline may take. Raises Busy, DeadlineExceeded, Exhausted, Broke, Malformed,
        RemoteContext, NotValidatable, TooManyTriples, TooLarge, or Failed where it is our fault."""
        with (
            self._lane().worker(self._patience(deadline)) as warm,
            tempfile.TemporaryDirectory(
                prefix="lifematters-", ignore_cleanup_errors=True
            ) as scratch,
        ):
            header = {**job.as_header(), "scratch": scratch}
            answer, body = _converse(warm, header, content, deadline)
        return _answer(answer, body)

    def _patience(self, deadline: float) -> float:
        count, waiting = self._sizes
        return deadline * (waiting // count + 1)

    def _lane(self) -> Lane[_Warm]:
        with self._lock:
            if self._started is None:
                self._started = Lane(*self._sizes, lambda: _Warm(self._memory))
            return self._started

    def pids(self) -> tuple[int, ...]:
        """The process ids of the warm workers alive now."""
        return self._started.pids() if self._started else ()

    def close(self) -> None:
        """End every worker."""
        if self._started:
            self._started.close()


def _converse(
    warm: _Warm, header: dict[str, Any], content: bytes, deadline: float
) -> tuple[dict[str, Any], bytes | int]:
    """What a new child answers. One that has not answered in time is killed; where it broke is
    told by whether it had read what was sent."""
    sock, child = warm.begin()
    until, met = time.monotonic() + deadline, "broke"
    with sock:
        try:
            sock.settimeout(deadline)
            wire.send(sock, header, content)
            sock.settimeout(max(until - time.monotonic(), 0.001))
            answer, body = wire.receive(sock)
            if answer["status"] == "read":
                met = "died"
                sock.settimeout(max(until - time.monotonic(), 0.001))
                answer, body = wire.receive(sock)
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            answer, body = {"status": "late"}, b""
        except (wire.Closed, OSError):
            answer, body = {"status": met}, b""
    warm.await_end()
    return answer, body


def _answer(header: dict[str, Any], body: bytes | int) -> Answer:
    match header["status"]:
        case "ok":
            return Answer(header["media_type"], header["size"], body)
        case "malformed":
            raise Malformed(header["message"], header["line"], header["column"])
        case "remote-context":
            raise RemoteContext(header["address"])
        case "not-validatable":
            raise NotValidatable(header["where"])
        case "too-many-triples":
            raise TooManyTriples
        case "too-large":
            raise TooLarge
        case "late":
            raise DeadlineExceeded
        case "broke":  # it ran out of memory or stack before it was read
            raise Broke
        case "died":
            raise Exhausted
        case _:
            raise Failed(header["message"])
