"""The closed lists of the published state: what the parameters of saved queries may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.errors import ServiceError
from server.reading.kept import Kept
from server.saved.added import queries_of
from server.saved.catalogue import option_templates
from server.saved.header import Parameter, Text
from server.saved.parameters import Option
from server.saved.running import options
from server.store.interface import Term, View
from server.workers.errors import WorkerError

MOST = 500
"""A list with more values is not written out: the page of the query has it."""

_KEPT: Kept[Mapping[str, "Choices"]] = Kept(1)


@dataclass(frozen=True)
class Choices:
    """The values of one kind in the order of the forms, with their words: the first `MOST` of
    `count`."""

    values: tuple[str, ...]
    labels: tuple[Text, ...]
    count: int

    @property
    def closed(self) -> bool:
        """Whether these are all of them."""
        return self.count == len(self.values)


def choices(view: View | None) -> tuple[Mapping[str, Choices], bool]:
    """The choices of each kind, listed once a state, and whether they are whole: a kind that could
    not be listed now is left out, and asked for again next time."""
    if view is None:
        return {}, True
    try:
        return _KEPT.get(view, "choices", lambda: _listed(view)), True
    except _Partial as partial:
        return partial.found, False


class _Partial(Exception):
    """Some kinds could not be listed."""

    def __init__(self, found: Mapping[str, Choices]) -> None:
        super().__init__()
        self.found = found


def _listed(view: View) -> Mapping[str, Choices]:
    found, whole = {}, True
    only: list[Term] = []
    kinds = _kinds(view)
    for kind in sorted(kinds, key=lambda kind: kind != "checklists"):
        try:
            known = options(view, kinds[kind], only) or []
        except (WorkerError, ServiceError):
            whole = False
        else:
            found[kind] = _choices(known)
            if kind == "checklists" and len(known) == 1:
                only = [NamedNode(known[0].value)]  # which the index has
    if not whole:
        raise _Partial(found)
    return found


def _kinds(view: View) -> Mapping[str, Parameter]:
    """A parameter for each kind of choices that a saved query has."""
    every = [p for query in queries_of(view).values() for p in query.header.parameters.values()]
    return {p.options: p for p in every if p.options and p.options in option_templates()}


def _choices(known: Sequence[Option]) -> Choices:
    shown = known[:MOST]
    values = tuple(option.value for option in shown)
    return Choices(values, tuple(option.label for option in shown), len(known))
