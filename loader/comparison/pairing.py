"""Which item of one edition is which item of another, and which of them changed places."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from loader.comparison.items import ComparedItem, ComparedLine
from loader.identifiers import normalise

T = TypeVar("T")


@dataclass(frozen=True)
class Pairs(Generic[T]):
    """Two sequences told apart: what is in both, what only the first has, what only the second."""

    both: tuple[tuple[T, T], ...]
    gone: tuple[T, ...]
    new: tuple[T, ...]


def pair(
    before: Sequence[T], after: Sequence[T], keys: Iterable[Callable[[T], Hashable]]
) -> Pairs[T]:
    """Pair what agrees by the first of `keys`, what is left by the second, and so on: every member
    at most once, equals in their order, so that none is lost and none doubled."""
    both: list[tuple[T, T]] = []
    gone, new = list(before), list(after)
    for key in keys:
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for index, one in enumerate(gone):
            waiting[key(one)].append(index)
        taken: set[int] = set()
        rest = []
        for one in new:
            if queue := waiting.get(key(one)):
                taken.add(queue[0])
                both.append((gone[queue.popleft()], one))
            else:
                rest.append(one)
        gone = [one for index, one in enumerate(gone) if index not in taken]
        new = rest
    return Pairs(tuple(both), tuple(gone), tuple(new))


@dataclass(frozen=True)
class PairedItems:
    """The entries of two editions: those that stay in their scenario, those that left one and
    entered another, and the rest."""

    staying: tuple[tuple[ComparedItem, ComparedItem], ...]
    moved: tuple[tuple[ComparedItem, ComparedItem], ...]
    removed: tuple[ComparedItem, ...]
    added: tuple[ComparedItem, ...]


def pair_items(before: Sequence[ComparedItem], after: Sequence[ComparedItem]) -> PairedItems:
    """Pair entries by (matter, scenario), as rule R8 does. Where a matter stands twice in one
    scenario, the entries that are most alike belong together.

    An entry moved only where its matter left one scenario altogether and entered one it did not
    stand in: an occurrence that comes or goes beside others is added or removed.
    """
    found = pair(before, after, [_key(*parts) for parts in _STAYING])
    stood = {(item.matter.iri, item.place) for item in before}
    stands = {(item.matter.iri, item.place) for item in after}
    left = [item for item in found.gone if (item.matter.iri, item.place) not in stands]
    entered = [item for item in found.new if (item.matter.iri, item.place) not in stood]
    moved = pair(left, entered, [_key(*parts) for parts in _MOVED]).both
    away, here = {old.order for old, _ in moved}, {new.order for _, new in moved}
    return PairedItems(
        found.both,
        moved,
        tuple(item for item in found.gone if item.order not in away),
        tuple(item for item in found.new if item.order not in here),
    )


Part = Callable[[ComparedItem], Hashable]


def _matter(item: ComparedItem) -> Hashable:
    return item.matter.iri


def _place(item: ComparedItem) -> Hashable:
    return item.place


def _number(item: ComparedItem) -> Hashable:
    return item.number


def _content(item: ComparedItem) -> Hashable:
    return item.name, item.lines, item.attributes


def _sub_items(item: ComparedItem) -> Hashable:
    return frozenset(line.sub_item for line in item.lines)


def _name(item: ComparedItem) -> Hashable:
    return normalise(item.name)


_STAYING: tuple[tuple[Part, ...], ...] = (
    (_matter, _place, _content, _number),
    (_matter, _place, _content),
    (_matter, _place, _sub_items, _name),
    (_matter, _place, _sub_items),
    (_matter, _place, _name),
    (_matter, _place, _number),
    (_matter, _place),
)
_MOVED: tuple[tuple[Part, ...], ...] = (
    (_matter, _sub_items, _name),
    (_matter, _sub_items),
    (_matter, _name),
    (_matter,),
)


def _key(*parts: Part) -> Part:
    return lambda item: tuple(part(item) for part in parts)


def pair_lines(before: ComparedItem, after: ComparedItem) -> Pairs[ComparedLine]:
    """Pair the lines of an entry by their sub-item. The own line of an entry without lines under it
    is paired with its like, whatever it names in parentheses."""
    if before.is_leaf and after.is_leaf:
        return Pairs(((before.lines[0], after.lines[0]),), (), ())
    return pair(
        before.lines,
        after.lines,
        [
            lambda line: line,
            lambda line: (line.sub_item, line.name and normalise(line.name)),
            lambda line: line.sub_item,
        ],
    )


def out_of_order(positions: Sequence[int]) -> set[int]:
    """The fewest indices of `positions` that must move for the rest to rise: what changed its place
    among those that stayed. All of `positions` are different."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, position in enumerate(positions):
        at = bisect_left(tails, position)
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [position]
        ends[at : at + 1] = [index]
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = previous[at]
    return set(range(len(positions))) - kept
