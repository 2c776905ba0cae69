"""Defects tried together, so that one validation serves several of them.

Two defects share a graph or a draft where they have nothing in common: neither changes what the
other changes, nor what the other is found at. What is found then, beside what the list breaks as it
is printed, must be what all of them expect and nothing else. Where it is not, each of them is tried
alone, so that a failure is of the defect that fails.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from shapes.report import Term
from tests.mutations.drafts import AS_PRINTED
from tests.mutations.finding import DRAFTS, GRAPHS, Seen, seen_in_draft, seen_in_graph, seen_intact
from tests.mutations.printed import HEADER, printed
from tests.mutations.printed import spoken as line_of
from tests.mutations.published import Published, spoken
from tests.shapes.specimen import Object

SIZE = 8
Group = tuple[str, ...]
Things = frozenset[str]
_ENTRY = re.compile("第([0-9]+)项")

_ENTRIES = "how many entries and numbers there are"
_HISTORY = "a department called 县史志研究中心"
_CARRIED = "what the lines below entry 67 carry down from it"
_BESIDES = {
    "an entry without a number": _ENTRIES,
    "an entry with two numbers": _ENTRIES,
    "a number used twice": _ENTRIES,
    "a gap in the numbers": _ENTRIES,
    "a convention in no words of ours": _ENTRIES,
    "an IRI in Chinese": _HISTORY,
    "an IRI that no one minted": _HISTORY,
    "a department that nothing names": _HISTORY,
    "a stage that begins without a lead": _CARRIED,
    "a stage that begins without a cooperating department": _CARRIED,
    "a sub-line without a name": _CARRIED,
}
"""What defects have in common that change different things. Whoever adds a defect that disturbs
others names here what they share."""


@dataclass(frozen=True)
class Difference:
    """What is found that the list as it is printed does not give, and what of that is found no
    more."""

    new: Seen
    gone: Seen

    @classmethod
    def between(cls, before: Seen, after: Seen) -> "Difference":
        return cls(after - before, before - after)

    def __or__(self, other: "Difference") -> "Difference":
        return Difference(self.new | other.new, self.gone | other.gone)

    def __sub__(self, other: "Difference") -> "Difference":
        return Difference(self.new - other.new, self.gone - other.gone)


NOTHING = Difference(frozenset(), frozenset())


class Trials:
    """Defects by name, each with what it is to be found by and the things it has to do with, and
    how some of them are tried at once."""

    def __init__(
        self,
        expected: Mapping[str, Difference],
        things: Callable[[str], Things],
        found: Callable[[Group], Difference],
    ) -> None:
        self._expected = expected
        self._found = cache(found)
        self.groups = _packed({name: things(name) for name in expected})

    def expected(self, *names: str) -> Difference:
        """What some defects are to be found by."""
        whole = NOTHING
        for name in names:
            whole |= self._expected[name]
        return whole

    def found(self, name: str) -> Difference:
        """What a defect is found by: in its group, what none of the others is to be found by."""
        group = next(one for one in self.groups if name in one)
        if not self.holds(group):
            return self._found((name,))
        return self._found(group) - self.expected(*(one for one in group if one != name))

    def holds(self, group: Group) -> bool:
        """Whether the defects of a group are found by what they are to be found by, and nothing
        more."""
        return self._found(group) == self.expected(*group)


def _packed(things: Mapping[str, Things]) -> tuple[Group, ...]:
    """The names in groups of at most SIZE, no two of a group with a thing in common."""
    groups: list[list[str]] = []
    for name, own in things.items():
        for group in groups:
            if len(group) < SIZE and not any(own & things[other] for other in group):
                group.append(name)
                break
        else:
            groups.append([name])
    return tuple(map(tuple, groups))


@cache
def graphs() -> Trials:
    """The defects of the graph."""
    expected = {name: Difference(one.finds, frozenset()) for name, one in GRAPHS.items()}
    return Trials(expected, _things_of_graph, _found_in_graph)


def _found_in_graph(group: Group) -> Difference:
    return Difference.between(seen_intact(), seen_in_graph(*group))


class _Noted(Published):
    """A graph that stays as it is, and notes what would be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.things: set[str] = set()

    def add(self, subject: NamedNode, predicate: NamedNode, *objects: Object) -> None:
        self.things.add(spoken(subject))

    def drop(self, subject: Term, predicate: NamedNode, value: Term | None = None) -> None:
        self.things.add(spoken(subject))

    def drop_thing(self, thing: Term) -> None:
        self.things.add(spoken(thing))


def _things_of_graph(name: str) -> Things:
    noted = _Noted()
    for change in GRAPHS[name].changes:
        change(noted)
    noted.things |= {thing for _, thing, _ in GRAPHS[name].finds}
    return frozenset(noted.things | {_BESIDES.get(name, name)})


@cache
def drafts(judged: bool) -> Trials:
    """The defects of the document that the shapes judge, or those that are refused on reading."""
    as_printed = AS_PRINTED if judged else frozenset()
    return Trials(
        {
            name: Difference.between(as_printed, one.finds)
            for name, one in DRAFTS.items()
            if one.judged is judged
        },
        _things_of_draft,
        lambda group: Difference.between(as_printed, seen_in_draft(*group)),
    )


def _things_of_draft(name: str) -> Things:
    """The entries whose lines are changed or found; all of them where lines are moved, or where
    the header is another."""
    draft = DRAFTS[name]
    before = [list(row) for row in printed()]
    after = [list(row) for row in before]
    for change in draft.changes:
        change(after)
    if len(after) != len(before) or draft.header != HEADER:
        return frozenset(map(_entry, range(1, len(before) + 1)))
    rows = {at for at, row in enumerate(after, start=1) if row != before[at - 1]}
    as_printed = AS_PRINTED if draft.judged else frozenset()
    told = draft.finds ^ as_printed
    rows |= {int(cell[1:]) - 1 for _, cell, _ in told}
    items = {_ENTRY.findall(item)[0] for _, _, item in told if item}
    return frozenset({*map(_entry, rows), *items, _BESIDES.get(name, name)})


def _entry(row: int) -> str:
    return str(_ENTRY.findall(line_of(row))[0])
