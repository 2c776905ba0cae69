"""A difference between two editions, as data."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from loader.comparison.items import ComparedItem, ComparedLine, Section, Thing


class Kind(StrEnum):
    """What a change is, in the order in which people read them."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"
    RETYPED = "retyped"
    LEAD = "lead-changed"
    COOPERATING = "cooperating-changed"
    HANDLING = "handling-changed"
    SUB_ITEM_ADDED = "sub-item-added"
    SUB_ITEM_REMOVED = "sub-item-removed"
    ATTRIBUTE = "attribute-changed"
    COLUMN_RENAMED = "column-renamed"
    STAGE_RENAMED = "stage-renamed"
    STAGE_RECODED = "stage-recoded"
    SCENARIO_RENAMED = "scenario-renamed"
    SCENARIO_RECODED = "scenario-recoded"
    RESTAGED = "restaged"
    RENUMBERED = "renumbered"
    REORDERED = "reordered"
    ONLY_FIRST = "only-in-first"
    ONLY_SECOND = "only-in-second"


ASPECTS: Mapping[Kind, str] = {
    Kind.RETYPED: "types",
    Kind.LEAD: "leads",
    Kind.COOPERATING: "cooperating",
    Kind.HANDLING: "handling",
}
"""The changes of what stands in a column of types or departments, and which column."""

Value = Thing | str


@dataclass(frozen=True)
class Side:
    """One side of a change: the entry, and the line where it is one line's; or the stage or
    scenario, where a whole one changed. `values` are what differs, in a settled order."""

    item: ComparedItem | None = None
    line: ComparedLine | None = None
    section: Section | None = None
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Change:
    """One difference; `before` is None for what was added, `after` for what was removed."""

    kind: Kind
    before: Side | None
    after: Side | None
    heading: str | None = None
    """The column, for a change of a stated attribute."""
    also: tuple[Section, ...] = ()
    """Of an added or removed entry: the scenarios in which its matter stood, or stands, besides."""

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(side for side in (self.before, self.after) if side)


@dataclass(frozen=True)
class Comparison:
    """The changes from one edition to another. `by_number`: both editions stand in the order of
    their numbers, so that a new place is a new number and is not told twice."""

    changes: tuple[Change, ...]
    by_number: bool = True
    unjoined: tuple[int, int] = (0, 0)
    """Of two counties: how many matters of each no shared concept joins."""

    def counts(self) -> Mapping[Kind, int]:
        """How many changes there are of each kind that there is, in the order of Kind."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in Kind if found[kind]}


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes as people read them: by kind, and each kind in the order of the list."""
    kinds = list(Kind)
    return tuple(sorted(changes, key=lambda change: (kinds.index(change.kind), _order(change))))


def _order(change: Change) -> int:
    side = change.after or change.before
    return side.item.order if side and side.item else 0


def settled(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Things that stand side by side, sorted: the order that they are printed in means nothing."""
    return tuple(sorted(things, key=lambda thing: (thing.zh, thing.iri)))
