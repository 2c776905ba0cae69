"""A lane of worker processes: as many work at a time as there are, a bounded number waits, and one
whose work fails is killed and replaced."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from server.workers.errors import Busy


class Process(Protocol):
    """The parent's end of a worker process."""

    @property
    def pid(self) -> int: ...

    def ready(self) -> None:
        """Return once it can work, or is gone."""
        ...

    def kill(self) -> None:
        """End it, and wait until it is gone."""
        ...


P = TypeVar("P", bound=Process)


class Lane(Generic[P]):
    """`count` processes that `start` starts; beside those that work, at most `waiting` callers
    wait."""

    def __init__(self, count: int, waiting: int, start: Callable[[], P]) -> None:
        self.count = count
        self._start = start
        self._idle: queue.LifoQueue[P] = queue.LifoQueue()
        self._admitted = threading.BoundedSemaphore(count + waiting)
        self._orders: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._all: set[P] = set()
        self._closed = False
        # Workers die with the thread that started them: one thread starts them all and stays.
        self._spawner = threading.Thread(target=self._spawn, name="worker-spawner", daemon=True)
        self._spawner.start()
        for _ in range(count):
            self._orders.put(True)

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """A place in the lane, at work or waiting. Raises Busy where there is none."""
        if not self._admitted.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._admitted.release()

    @contextmanager
    def worker(self, patience: float) -> Iterator[P]:
        """A process of one's own, waited for at most `patience` seconds. Raises Busy where none
        gets free. Whatever is raised while one has it ends the process: another takes its place."""
        try:
            worker = self._idle.get(timeout=patience)
        except queue.Empty:
            raise Busy from None
        try:
            yield worker
        except BaseException:
            self._replace(worker)
            raise
        self._idle.put(worker)

    def _replace(self, worker: P) -> None:
        worker.kill()
        self._all.discard(worker)
        self._orders.put(True)

    def _spawn(self) -> None:
        while self._orders.get():
            if self._closed:
                return
            worker = self._start()
            self._all.add(worker)
            threading.Thread(target=self._welcome, args=(worker,), daemon=True).start()

    def _welcome(self, worker: P) -> None:
        """Let it work once it can: whoever gets a worker does not wait for its start."""
        worker.ready()
        self._idle.put(worker)

    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers alive now."""
        return tuple(sorted(worker.pid for worker in tuple(self._all)))

    def close(self) -> None:
        """End every worker."""
        self._closed = True
        self._orders.put(False)
        self._spawner.join()
        for worker in tuple(self._all):
            worker.kill()
        self._all.clear()
