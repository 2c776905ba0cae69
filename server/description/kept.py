"""The counts of a published state, and what is made of them: once a state, not once a request.

Reading or counting goes on beside the request that started it. That one and any other wait a little
and are then told to come back: much takes longer to count than a request may hold a thread.
"""

import threading
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from server.description.counts import count
from server.description.figures import Counts
from server.description.stated import stated
from server.store.interface import View

PATIENCE = 2.0
"""Seconds that a request waits."""
AGAIN = 600.0
"""Seconds after which counting is tried again where a figure took too long."""


@dataclass
class Kept:
    """The counts of one state, and documents by name and media type."""

    counts: Counts
    until: float
    bodies: dict[tuple[str, str], bytes] = field(default_factory=dict)


@dataclass
class _Counting:
    """One state being counted, in a thread of its own."""

    done: threading.Event = field(default_factory=threading.Event)
    kept: Kept | None = None
    error: BaseException | None = None


_lock = threading.Lock()
_countings: "WeakKeyDictionary[View, _Counting]" = WeakKeyDictionary()


def described(view: View, base: str) -> Kept | None:
    """What is kept of a state; None while it is being counted. Raises a WorkerError where it could
    not be counted now; the next request begins anew."""
    with _lock:
        counting = _countings.get(view)
        if counting is None or _is_over(counting):
            counting = _countings[view] = _Counting()
            threading.Thread(target=_count, args=(counting, view, base), daemon=True).start()
    if not counting.done.wait(PATIENCE):
        return None
    if counting.error is not None:
        raise counting.error
    return counting.kept


def _is_over(counting: _Counting) -> bool:
    if not counting.done.is_set():
        return False
    return counting.kept is None or time.monotonic() >= counting.kept.until


def _count(counting: _Counting, view: View, base: str) -> None:
    try:
        counts = stated(view, base) or count(view, base)
        until = float("inf") if counts.whole else time.monotonic() + AGAIN
        counting.kept = Kept(counts, until)
    except BaseException as error:
        counting.error = error  # raised in the requests that wait for it
    finally:
        counting.done.set()
