"""What changed from one edition of a list to another.

Entries are compared by (matter, scenario) and their lines by sub-item, so a number, a spelling or a
column's width never makes two things of one. The changes together are complete: applied to the
items of the first edition they give those of the second, and a test does so. They claim no more
than URIs say; what merely looks like a new name is a hint (likeness.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from loader.comparison.changes import Change, Comparison, Kind, Side, in_order
from loader.comparison.entries import entry_changes, renamed_columns
from loader.comparison.items import ComparedItem, Section
from loader.comparison.pairing import PairedItems, out_of_order, pair_items
from loader.comparison.sections import section_changes


def compare(before: Sequence[ComparedItem], after: Sequence[ComparedItem]) -> Comparison:
    """Every difference of two editions of one county, each once."""
    pairs = pair_items(before, after)
    columns = renamed_columns(before, after)
    by_number = _by_number(before) and _by_number(after)
    changes = [
        *_come_and_gone(pairs, before, after),
        *(_moved(*both) for both in pairs.moved),
        *(change for both in pairs.moved for change in entry_changes(*both, columns)),
        *(change for both in pairs.staying for change in _renumbered(*both)),
        *(change for both in pairs.staying for change in entry_changes(*both, columns)),
        *(_column(old, new) for old, new in columns.items()),
        *section_changes(before, after, pairs.staying),
        *(() if by_number else _reordered(pairs.staying)),
    ]
    return Comparison(in_order(changes), by_number)


def _by_number(items: Iterable[ComparedItem]) -> bool:
    """Whether every entry has a number and each is higher than the one before."""
    above = 0
    for item in items:
        if item.number is None or item.number <= above:
            return False
        above = item.number
    return True


def _come_and_gone(
    pairs: PairedItems, before: Sequence[ComparedItem], after: Sequence[ComparedItem]
) -> Iterator[Change]:
    stood, stands = _scenarios(before), _scenarios(after)
    for item in pairs.added:
        yield Change(Kind.ADDED, None, Side(item), also=stood.get(item.matter.iri, ()))
    for item in pairs.removed:
        yield Change(Kind.REMOVED, Side(item), None, also=stands.get(item.matter.iri, ()))


def _scenarios(items: Iterable[ComparedItem]) -> Mapping[str, tuple[Section, ...]]:
    """Where each matter stands, in the order of the list."""
    found: defaultdict[str, dict[Section, None]] = defaultdict(dict)
    for item in items:
        if item.section:
            found[item.matter.iri][item.section] = None
    return {matter: tuple(sections) for matter, sections in found.items()}


def _moved(before: ComparedItem, after: ComparedItem) -> Change:
    return Change(
        Kind.MOVED, Side(before, section=before.section), Side(after, section=after.section)
    )


def _renumbered(before: ComparedItem, after: ComparedItem) -> Iterator[Change]:
    if before.number != after.number:
        yield Change(
            Kind.RENUMBERED,
            Side(before, values=_number(before)),
            Side(after, values=_number(after)),
        )


def _number(item: ComparedItem) -> tuple[str, ...]:
    return () if item.number is None else (str(item.number),)


def _column(old: str, new: str) -> Change:
    return Change(Kind.COLUMN_RENAMED, Side(values=(old,)), Side(values=(new,)))


def _reordered(staying: Sequence[tuple[ComparedItem, ComparedItem]]) -> Iterator[Change]:
    """The fewest entries whose change of place makes the order of the new edition."""
    pairs = sorted(staying, key=lambda both: both[0].order)
    for index in sorted(out_of_order([after.order for _, after in pairs])):
        yield Change(Kind.REORDERED, Side(pairs[index][0]), Side(pairs[index][1]))
