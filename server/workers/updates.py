"""Writes in a process that can be killed: one at work, a bounded number waiting, each with a
deadline, a bounded memory, and no network."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.workers import wire
from server.workers.errors import (
    Crashed,
    DeadlineExceeded,
    Failed,
    Malformed,
    TooManyTriples,
)
from server.workers.lane import Lane


@dataclass(frozen=True)
class Write:
    """What is to be written. `kind` is update, put, post or delete; `graph` names the graph of the
    last three, None the default graph; `parts` are the update, or RDF with its media types."""

    kind: str
    parts: tuple[tuple[str, bytes], ...]
    base_iri: str
    graph: str | None = None


@dataclass(frozen=True)
class Evaluated:
    """What a write did to the scratch store: whether the graph it meant was there before, and which
    graphs changed, None where every graph is free."""

    existed: bool
    changed: tuple[str, ...] | None


class ReachesRecord(Exception):
    """A write would change a record; `graph` is its name, None the default graph."""

    def __init__(self, graph: str | None) -> None:
        super().__init__(graph or "default graph")
        self.graph = graph


class _Worker:
    """The parent's end of the worker process."""

    def __init__(self, memory: int) -> None:
        ours, theirs = socket.socketpair()
        self.sock = ours
        with theirs:
            command = [sys.executable, "-m", "server.workers.updating"]
            self.process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(memory)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def ready(self) -> None:
        """What it is sent waits in its socket until it has started."""

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.sock.close()


class Updates:
    """The worker that writes, with `memory` MiB of its own; at most `waiting` writes wait. It
    starts with the first write."""

    def __init__(self, memory: int, waiting: int) -> None:
        self._memory = memory
        self._waiting = waiting
        self._lock = threading.Lock()
        self._started: Lane[_Worker] | None = None

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """A place among the writes. Raises Busy where there is none."""
        with self._lane().admitted():
            yield

    def evaluate(
        self,
        write: Write,
        store: Path,
        before: Path | None,
        *,
        base: str,
        triples: int,
        deadline: float,
    ) -> Evaluated:
        """Carry out `write` on the scratch `store`, in a place that one has; where `before` is
        given, the store as it was, only free graphs under `base` may differ from it, each with at
        most so many `triples`. Raises ReachesRecord, or a WorkerError."""
        header = {
            "kind": write.kind,
            "store": str(store),
            "before": str(before) if before else None,
            "base": base,
            "base_iri": write.base_iri,
            "graph": write.graph,
            "triples": triples,
            "parts": [(media_type, len(content)) for media_type, content in write.parts],
        }
        until = time.monotonic() + deadline
        body = b"".join(content for _, content in write.parts)
        with self._lane().worker(deadline) as worker:
            answer = _converse(worker, header, body, until)
        return _evaluated(answer)

    def pids(self) -> tuple[int, ...]:
        """The process id of the worker, where one is alive."""
        return self._started.pids() if self._started else ()

    def close(self) -> None:
        """End the worker."""
        if self._started:
            self._started.close()

    def _lane(self) -> Lane[_Worker]:
        with self._lock:
            if self._started is None:
                self._started = Lane(1, self._waiting, lambda: _Worker(self._memory))
            return self._started


def _converse(worker: _Worker, header: dict[str, Any], body: bytes, until: float) -> dict[str, Any]:
    try:
        worker.sock.settimeout(max(until - time.monotonic(), 0.001))
        wire.send(worker.sock, header, body)
        return wire.receive(worker.sock)[0]
    except TimeoutError:
        raise DeadlineExceeded from None
    except (wire.Closed, OSError):
        raise Crashed from None


def _evaluated(answer: dict[str, Any]) -> Evaluated:
    match answer["status"]:
        case "ok":
            changed = answer["changed"]
            return Evaluated(answer["existed"], None if changed is None else tuple(changed))
        case "record":
            raise ReachesRecord(answer["graph"])
        case "syntax":
            raise Malformed(answer["message"], answer["line"], answer["column"])
        case "too-many-triples":
            raise TooManyTriples
        case _:
            raise Failed(answer["message"])
