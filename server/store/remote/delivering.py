"""Delivering from the web service: in a process of its own, since to compare two snapshots keeps an
interpreter busy.

    python -m server.store.remote.delivering

Settings come from the environment. It prints one line of JSON: what became of the delivery.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass

from server.publication import publish_change
from server.settings import Settings, from_environment, to_environment
from server.store.errors import FolderError
from server.store.folder import DataFolder
from server.store.remote.delivery import NotOurs, UnderWay, deliver
from server.store.remote.engine import engine_of
from server.store.remote.errors import EngineError, Overdue, Refused, Unreachable
from server.store.rollback import TakeBack
from server.workers.errors import Failed

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery: `ok`, `under-way`, `refused` by the engine, or `failed`; with the
    words of who failed."""

    status: str
    message: str = ""


class Deliverer:
    """Starts deliveries of one data folder to the engine of `settings`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._met = ""

    def attempt(self) -> bool:
        """Deliver what is published; says in the log, once, why that fails. False where it did."""
        if not self._lock.acquire(blocking=False):
            return True
        try:
            outcome = self._run()
        finally:
            self._lock.release()
        if outcome.status in ("ok", "under-way"):
            self._met = ""
            return outcome.status == "ok"
        if outcome.message != self._met:
            _log.error("not delivered: %s", outcome.message)
            self._met = outcome.message
        return False

    def deliver_or_take_back(self, number: int) -> None:
        """Deliver the snapshot of a write. What the engine refuses is taken back, by publishing
        what was there before, and raised as Failed; an engine that cannot be reached gets it
        later."""
        with self._lock:
            outcome = self._run()
            if outcome.status != "refused":
                if outcome.status != "ok":
                    _log.error("not delivered yet: %s", outcome.message)
                return
            settings, folder = self._settings, DataFolder(self._settings.data)
            why = f"引擎没有接受 / the engine did not take it: {outcome.message[:200]}"
            before = max(s.id for s in folder.all_snapshots() if s.id < number)
            publish_change(folder, TakeBack(before, why, number), settings.base)
            self._run()
        raise Failed(outcome.message)

    def _run(self) -> Outcome:
        command = [sys.executable, "-m", "server.store.remote.delivering"]
        environment = {**os.environ, **to_environment(self._settings)}
        environment["LIFEMATTERS_DATA"] = str(self._settings.data.absolute())
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        try:
            return Outcome(**json.loads(done.stdout.splitlines()[-1]))
        except (ValueError, IndexError, TypeError):
            return Outcome("failed", done.stderr.strip()[-500:] or str(done.returncode))


def outcome(settings: Settings) -> Outcome:
    """Deliver, and say what became of it."""
    engine = engine_of(settings)
    try:
        deliver(DataFolder(settings.data), engine, settings.base)
    except UnderWay as error:
        return Outcome("under-way", str(error))
    except Refused as error:
        return Outcome("refused", f"{engine.name}: {error}")
    except (NotOurs, FolderError) as error:
        return Outcome("failed", str(error))
    except EngineError as error:
        return Outcome("failed", in_words(error, engine.name))
    return Outcome("ok")


def in_words(error: EngineError, name: str) -> str:
    """Why an engine was not delivered to, in both languages."""
    said = f"（{error}）" if str(error) else ""
    match error:
        case Unreachable():
            return f"连不上引擎 {name}{said} / cannot reach the engine {name}"
        case Overdue():
            return f"引擎 {name} 没有按时答复 / the engine {name} did not answer in time"
        case _:
            return f"引擎 {name} 出错{said} / the engine {name} failed"


def main() -> None:
    """Deliver once."""
    print(json.dumps(vars(outcome(from_environment())), ensure_ascii=False))


if __name__ == "__main__":
    main()
