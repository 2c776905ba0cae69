"""What looks like one thing under two names: hints for people, never a claim.

The register decides what is the same. Where a matter went and one of a like name came in the same
scenario, somebody should look whether it was renamed, and write the old name as its alias.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from loader.comparison.changes import Comparison, Kind, Side
from loader.comparison.items import ComparedItem
from loader.identifiers import normalise

ENOUGH = 0.6
"""From this ratio of difflib on, two names are alike."""
_MOST = 10_000
"""Pairs of names looked at in one scenario; where there are more, only equal names are alike."""


class Guess(StrEnum):
    """What a hint takes to be possible."""

    RENAMED = "perhaps-renamed"
    MOVED = "perhaps-moved"
    SUB_ITEM_RENAMED = "perhaps-sub-item-renamed"
    SCENARIO_RENAMED = "perhaps-scenario-renamed"


@dataclass(frozen=True)
class Hint:
    """Two sides of two changes that may be one; `likeness` is from 0 to 1."""

    guess: Guess
    before: Side
    after: Side
    likeness: float


def hints(
    comparison: Comparison, before: Sequence[ComparedItem], after: Sequence[ComparedItem]
) -> tuple[Hint, ...]:
    """What among the changes may be a change of name or of place, likeliest first in each kind;
    nothing is in two hints of a kind."""
    removed = [s for s in _sides(comparison, Kind.REMOVED) if s.item]
    added = [s for s in _sides(comparison, Kind.ADDED) if s.item]
    renamed = list(_in_groups(Guess.RENAMED, removed, added))
    told = {id(side) for hint in renamed for side in (hint.before, hint.after)}
    return (
        *renamed,
        *_same_name(
            [side for side in removed if id(side) not in told],
            [side for side in added if id(side) not in told],
        ),
        *_in_groups(
            Guess.SUB_ITEM_RENAMED,
            [s for s in _sides(comparison, Kind.SUB_ITEM_REMOVED) if _name(s)],
            [s for s in _sides(comparison, Kind.SUB_ITEM_ADDED) if _name(s)],
        ),
        *_scenarios(before, after),
    )


def _sides(comparison: Comparison, kind: Kind) -> Iterator[Side]:
    for change in comparison.changes:
        if change.kind is kind:
            side = change.before if kind in (Kind.REMOVED, Kind.SUB_ITEM_REMOVED) else change.after
            if side:
                yield side


def _name(side: Side) -> str:
    if side.line:
        return side.line.name or (side.line.sub_item.zh if side.line.sub_item else "")
    return side.item.name if side.item else ""


def _group(side: Side) -> object:
    """Where two sides may be one: in one scenario, or under one matter in one scenario."""
    if side.item is None:
        return None
    return (side.item.place, side.item.matter.iri if side.line else None)


def _in_groups(guess: Guess, gone: Iterable[Side], new: Iterable[Side]) -> Iterator[Hint]:
    groups: defaultdict[object, tuple[list[Side], list[Side]]] = defaultdict(lambda: ([], []))
    for side in gone:
        groups[_group(side)][0].append(side)
    for side in new:
        groups[_group(side)][1].append(side)
    found = [hint for both in groups.values() for hint in _alike(guess, *both)]
    yield from sorted(found, key=lambda hint: -hint.likeness)


def _alike(guess: Guess, gone: Sequence[Side], new: Sequence[Side]) -> Iterator[Hint]:
    old_names = [normalise(_name(side)) for side in gone]
    new_names = [normalise(_name(side)) for side in new]
    ratio = _ratio if len(gone) * len(new) <= _MOST else _equal
    found = [
        (likeness, i, j)
        for i, old in enumerate(old_names)
        for j, name in enumerate(new_names)
        if (likeness := ratio(old, name)) >= ENOUGH
    ]
    for likeness, i, j in _each_once(found):
        yield Hint(guess, gone[i], new[j], likeness)


def _ratio(old: str, new: str) -> float:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < ENOUGH or matcher.quick_ratio() < ENOUGH:
        return 0.0
    return matcher.ratio()


def _equal(old: str, new: str) -> float:
    return float(old == new)


K = TypeVar("K", int, str)


def _each_once(found: Iterable[tuple[float, K, K]]) -> Iterator[tuple[float, K, K]]:
    """The likeliest pairs first, each member in one pair at most."""
    first: set[K] = set()
    second: set[K] = set()
    for likeness, i, j in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if i not in first and j not in second:
            first.add(i)
            second.add(j)
            yield likeness, i, j


def _same_name(gone: Iterable[Side], new: Iterable[Side]) -> Iterator[Hint]:
    """The same name went from one scenario and came in another, as another matter."""
    waiting: defaultdict[str, list[Side]] = defaultdict(list)
    for side in gone:
        waiting[normalise(_name(side))].append(side)
    for side in new:
        if queue := waiting[normalise(_name(side))]:
            yield Hint(Guess.MOVED, queue.pop(0), side, 1.0)


def _scenarios(before: Sequence[ComparedItem], after: Sequence[ComparedItem]) -> Iterator[Hint]:
    """A scenario that went and one that came with at least half of its matters."""
    was, now = _matters(before), _matters(after)
    entered: defaultdict[str, list[str]] = defaultdict(list)
    for iri in now.keys() - was.keys():
        for matter in now[iri][1]:
            entered[matter].append(iri)
    found = []
    for iri in was.keys() - now.keys():
        shared = Counter(j for matter in was[iri][1] for j in entered.get(matter, ()))
        found += [(n / len(was[iri][1] | now[j][1]), iri, j) for j, n in shared.items()]
    for likeness, i, j in _each_once(one for one in found if one[0] >= 0.5):
        yield Hint(Guess.SCENARIO_RENAMED, was[i][0], now[j][0], likeness)


def _matters(items: Iterable[ComparedItem]) -> dict[str, tuple[Side, set[str]]]:
    """Scenario -> what it is called, and the matters that stand in it."""
    found: dict[str, tuple[Side, set[str]]] = {}
    for item in items:
        if item.scenario:
            iri = item.scenario.thing.iri
            found.setdefault(iri, (Side(section=item.scenario), set()))[1].add(item.matter.iri)
    return found
