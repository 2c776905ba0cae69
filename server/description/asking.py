"""Asking a published state about itself, within bounds: a shipped query that takes too long has no
answer, and of many graphs some are described."""

import logging
from collections.abc import Sequence

from server.reading.asking import Row, Selecting, ask
from server.store.interface import Term
from server.store.remote.delivered import is_of_the_engine
from server.store.remote.errors import Overdue
from server.workers.pool import Crashed, DeadlineExceeded, TooLarge

_log = logging.getLogger(__name__)

LISTED = 1000
"""Named graphs that are described."""
DETAILED = 100
"""Named graphs whose classes and properties are described as well."""
_TOO_MUCH = (DeadlineExceeded, Crashed, TooLarge, Overdue)


class Asking:
    """Asks shipped queries; `whole` says whether each was answered."""

    def __init__(self, view: Selecting, base: str) -> None:
        self.view = view
        self.base = base
        self.whole = True

    def ask(self, name: str, **values: Term | Sequence[Term]) -> list[Row] | None:
        try:
            return ask(self.view, f"description-{name}", **values)
        except _TOO_MUCH as error:
            _log.warning("%s are not counted: %s", name, type(error).__name__)
            self.whole = False
            return None

    def graphs(self) -> list[str]:
        """Every named graph, those that all lists share first."""
        rows = self.ask("graphs") or ()
        names = [n for row in rows if not is_of_the_engine(n := row["graph"], self.base)]
        return sorted(names, key=lambda name: (not self._is_shared(name), name))

    def _is_shared(self, name: str) -> bool:
        return name.startswith(f"{self.base}graph/") and name.count("/") == self.base.count("/") + 1
