"""The figures of a finding: how many different values a column has, and its sum."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal

from server.exports.rows import Row


class Figures:
    """Counts row by row. `wanted` are `distinct:column` and `sum:column`; columns that an answer
    has not count as empty."""

    def __init__(self, wanted: Sequence[str], variables: Sequence[str]) -> None:
        self.count = 0
        self._places = {
            one: variables.index(name) if (name := one.partition(":")[2]) in variables else None
            for one in wanted
        }
        self._different: dict[str, set[object]] = {one: set() for one in wanted}
        self._sums = dict.fromkeys(wanted, Decimal(0))

    def add(self, row: Row) -> None:
        self.count += 1
        for one, place in self._places.items():
            term = row[place] if place is not None else None
            if term is None:
                continue
            if one.startswith("distinct:"):
                self._different[one].add(term)
            elif isinstance(term, Literal):
                try:
                    self._sums[one] += Decimal(term.value)
                except InvalidOperation:
                    continue

    def found(self) -> dict[str, str]:
        """Each figure as it is written."""
        return {
            one: str(len(self._different[one]))
            if one.startswith("distinct:")
            else str(self._sums[one])
            for one in self._places
        }
