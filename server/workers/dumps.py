"""The dumps of everything of a service: made in a process of their own, one at a time, the first
when one is asked for, each later one when what is published has been the same for a while."""

import json
import logging
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from server.store.dumps import Dump, Dumps
from server.store.errors import FolderError
from server.workers import confinement

_log = logging.getLogger(__name__)

_LOOKS = 2.0
"""Seconds between looks at what is published."""
_QUIET = 60.0
"""Seconds that a publication must have been the last one."""
_REST = 10
"""How many times as long as the last dump took none is made by itself."""
_AGAIN = 300.0
"""Seconds after which what failed is tried again."""
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Making:
    """How it stands: the seconds that a dump has been in the making, None where none is; and why
    the last one failed: `room`, `disk`, `data`, `crashed`."""

    seconds: float | None
    failed: str | None


class DumpMaker:
    """Makes dumps in the folder of `dumps`. `makes` is whether it may; `close` ends it."""

    def __init__(self, dumps: Dumps, *, makes: bool = True) -> None:
        self.dumps = dumps
        self.makes = makes
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = threading.Event()
        self._closed = False
        self._started: float | None = None
        self._failed: str | None = None
        self._retry = 0.0
        self._rested = 0.0

    def newest(self) -> Dump | None:
        """The newest dump that is whole. Raises FolderError where the data folder is damaged."""
        return self.dumps.newest()

    def want(self) -> Making:
        """Have one made, unless it failed just now; how that stands."""
        if self.makes and (self._failed is None or time.monotonic() >= self._retry):
            self._wanted.set()
            self.follow()
        return self.state()

    def state(self) -> Making:
        """How it stands."""
        started, asked = self._started, self._wanted.is_set()
        if started is not None or asked:
            return Making(time.monotonic() - started if started else 0.0, None)
        return Making(None, self._failed)

    def follow(self) -> None:
        """From now on follow what is published. A worker dies with the thread that started it: one
        thread starts them all and stays."""
        with self._lock:
            if self._thread is None and self.makes and not self._closed:
                self._thread = threading.Thread(target=self._run, name="dump-maker", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End it, and what it is making."""
        with self._lock:
            self._closed = True
            if self._process:
                self._process.kill()
        self._wanted.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            asked = self._wanted.wait(_LOOKS)
            with suppress(FolderError, OSError):  # damaged, or gone for now: others tell
                if not self._closed and (asked or self._is_due()):
                    self._make()
            self._wanted.clear()

    def _is_due(self) -> bool:
        """Whether there is a dump, what is published is newer, and has been for a while: so no one
        pays for dumps where no one asks for them, nor for one after each of many writes."""
        now = time.monotonic()
        if now < self._rested or (self._failed and now < self._retry):
            return False
        current, dumps = self.dumps.data.current(), self.dumps.all()
        if current is None or not dumps or dumps[0].is_of(current):
            return False
        return time.time() - self.dumps.data.pointer.stat().st_mtime >= _QUIET

    def _make(self) -> None:
        started = self._started = time.monotonic()
        try:
            self._failed = self._told()
        finally:
            now = time.monotonic()
            self._retry, self._rested = now + _AGAIN, now + _REST * (now - started)
            self._started = None

    def _told(self) -> str | None:
        """Make one; why that failed."""
        with self._lock:
            if self._closed:
                return None
            process = self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "server.workers.dumping"),
                    *(str(self.dumps.data.path), str(self.dumps.path)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**confinement.environment(), "MALLOC_ARENA_MAX": "1"},
            )
        output, _ = process.communicate()
        try:
            told: dict[str, Any] = json.loads(output)
        except ValueError:
            if not self._closed:
                _log.error("the dump of everything was not made: its process ended")
            return "crashed"
        failed = told.get("failed")
        if failed == ELSEWHERE:
            return None  # whoever makes it has a dump when it is done
        if failed is not None:
            _log.error("%s", told["message"])
        return str(failed) if failed else None
