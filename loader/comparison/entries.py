"""What differs in an entry that is the same in two editions: its names, its lines, and what stands
in their columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from loader.comparison.changes import ASPECTS, Change, Kind, Side, settled
from loader.comparison.items import ComparedItem, ComparedLine, Stated, Things, values
from loader.comparison.pairing import Pairs, out_of_order, pair_lines


def entry_changes(
    before: ComparedItem, after: ComparedItem, columns: Mapping[str, str]
) -> Iterator[Change]:
    """The changes of an entry besides its number and its place. `columns` are the headings printed
    otherwise, from old to new."""
    if before.name != after.name:
        yield _renamed(Side(before, values=(before.name,)), Side(after, values=(after.name,)))
    lines = pair_lines(before, after)
    for old, new in lines.both:
        if old.name != new.name:
            yield _renamed(
                Side(before, old, values=(old.name,) if old.name else ()),
                Side(after, new, values=(new.name,) if new.name else ()),
            )
    yield from _sub_items(before, after, lines)
    for kind, aspect in ASPECTS.items():
        yield from _aspect(before, after, lines, kind, aspect)
    yield from _attributes(Side(before), Side(after), before.attributes, after.attributes, columns)
    for old, new in lines.both:
        sides = Side(before, old), Side(after, new)
        yield from _attributes(*sides, old.attributes, new.attributes, columns)


def _renamed(before: Side, after: Side) -> Change:
    return Change(Kind.RENAMED, before, after)


def _sub_items(
    before: ComparedItem, after: ComparedItem, lines: Pairs[ComparedLine]
) -> Iterator[Change]:
    """Lines that came, went or changed places under an entry. The own line of an entry comes and
    goes with the lines under it: only what its name holds in parentheses is told."""
    exchanged = [both for both in lines.both if both[0].sub_item != both[1].sub_item]
    for line in (*(old for old, _ in exchanged), *lines.gone):
        if line.name is not None or line.sub_item:
            yield Change(Kind.SUB_ITEM_REMOVED, Side(before, line), Side(after))
    for line in (*(new for _, new in exchanged), *lines.new):
        if line.name is not None or line.sub_item:
            yield Change(Kind.SUB_ITEM_ADDED, Side(before), Side(after, line))
    staying = sorted(lines.both, key=lambda both: both[0].order)
    for index in sorted(out_of_order([new.order for _, new in staying])):
        old, new = staying[index]
        yield Change(Kind.REORDERED, Side(before, old), Side(after, new))


def _aspect(
    before: ComparedItem,
    after: ComparedItem,
    lines: Pairs[ComparedLine],
    kind: Kind,
    aspect: str,
) -> Iterator[Change]:
    """Types or departments: told once of the entry where all its lines change alike, else of each
    line; where no line stays, of the entry as a whole."""
    steps = [(values(old, aspect), values(new, aspect)) for old, new in lines.both]
    if not steps:
        steps = [(before.values(aspect), after.values(aspect))]
    if len(set(steps)) == 1:
        yield from _differs(kind, Side(before), Side(after), *steps[0])
        return
    for (old, new), step in zip(lines.both, steps, strict=True):
        yield from _differs(kind, Side(before, old), Side(after, new), *step)


def _differs(kind: Kind, before: Side, after: Side, old: Things, new: Things) -> Iterator[Change]:
    if old != new:
        yield Change(
            kind, replace(before, values=settled(old)), replace(after, values=settled(new))
        )


def _attributes(
    before: Side,
    after: Side,
    old: Iterable[Stated],
    new: Iterable[Stated],
    columns: Mapping[str, str],
) -> Iterator[Change]:
    was, now = _texts(old, columns), _texts(new, {})
    for heading in dict.fromkeys((*was, *now)):
        first, second = was.get(heading, ()), now.get(heading, ())
        if first != second:
            sides = replace(before, values=first), replace(after, values=second)
            yield Change(Kind.ATTRIBUTE, *sides, heading)


def _texts(stated: Iterable[Stated], columns: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Heading, as the newer edition prints it -> what stands under it, sorted."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in stated:
        found[columns.get(one.heading, one.heading)].append(one.text)
    return {heading: tuple(sorted(texts)) for heading, texts in found.items()}


def renamed_columns(
    before: Iterable[ComparedItem], after: Iterable[ComparedItem]
) -> Mapping[str, str]:
    """Headings of further columns that both editions have under one key and print differently, from
    old to new."""
    was, now = _headings(before), _headings(after)
    old = {heading for headings in was.values() for heading in headings}
    new = {heading for headings in now.values() for heading in headings}
    renamed = {}
    for key in sorted((was.keys() & now.keys()) - {""}):
        if len(was[key]) == len(now[key]) == 1:
            (first,), (second,) = was[key], now[key]
            if first not in new and second not in old:
                renamed[first] = second
    return renamed


def _headings(items: Iterable[ComparedItem]) -> Mapping[str, set[str]]:
    """Key (empty where a heading is not known) -> the headings printed for it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for item in items:
        for attributes in (item.attributes, *(line.attributes for line in item.lines)):
            for one in attributes:
                found[one.key or ""].add(one.heading)
    return found
