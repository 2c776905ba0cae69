"""The workers that put answers in shape beside those that answer: they start with the first one."""

import threading
from collections.abc import Callable

from server.settings import Settings
from server.workers.pool import Pool


class Shapers:
    """Workers that start when they are first needed; call `close` to end them."""

    def __init__(self, start: Callable[[], Pool]) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._pool: Pool | None = None

    @property
    def pool(self) -> Pool:
        with self._lock:
            if self._pool is None:
                self._pool = self._start()
            return self._pool

    def close(self) -> None:
        """End those that have started."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None


def exporting(settings: Settings) -> Shapers:
    """Those of large files: of one client all but one write at a time."""
    count, waiting = settings.export_workers, settings.export_queue
    return Shapers(lambda: Pool(count, settings.memory, waiting, strangers=True))
