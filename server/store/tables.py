"""The answers of shipped queries as tables, kept while the state they are of is served."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from pyoxigraph import QuerySolutions

from server.store.interface import Table

_MOST = 1000


class Tables:
    """Keeps the tables that were asked for last."""

    def __init__(self) -> None:
        self._tables: OrderedDict[str, Table] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, query: str, evaluate: Callable[[str], Table], keep: Callable[[], bool] = lambda: True
    ) -> Table:
        """The table of a query: the one that is kept, else what `evaluate` makes of it, which is
        kept if `keep` says so afterwards."""
        with self._lock:
            if query in self._tables:
                self._tables.move_to_end(query)
                return self._tables[query]
        table = evaluate(query)
        if keep():
            with self._lock:
                self._tables[query] = table
                while len(self._tables) > _MOST:
                    self._tables.popitem(last=False)
        return table


def table_of(solutions: QuerySolutions) -> Table:
    """Solutions, read to their end."""
    variables = tuple(variable.value for variable in solutions.variables)
    rows = tuple(
        {name: term for name in variables if (term := solution[name]) is not None}
        for solution in solutions
    )
    return Table(variables, rows)
