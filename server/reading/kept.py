"""What is made of a published state once and kept while it is served: a state never changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from server.store.interface import View

T = TypeVar("T")


class Kept(Generic[T]):
    """The `limit` things of each state that were asked for last; they go when the state goes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._made: WeakKeyDictionary[View, OrderedDict[str, T]] = WeakKeyDictionary()

    def get(self, view: View, key: str, make: Callable[[], T]) -> T:
        """What `make` made under `key` of the state `view`; it is called where that is not kept."""
        with self._lock:
            kept = self._made.setdefault(view, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        made = make()
        with self._lock:
            kept[key] = made
            while len(kept) > self._limit:
                kept.popitem(last=False)
        return made
