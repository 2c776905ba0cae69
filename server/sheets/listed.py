"""The entries of current lists, read once a state: every sheet is cut out of them."""

from collections.abc import Iterable

from server.reading.context import Checklist
from server.reading.items import Item, Numbered, edition_items
from server.reading.kept import Kept
from server.reading.reader import Reader

_LISTED: Kept[tuple[Numbered, ...]] = Kept(64)


def listed(reader: Reader, checklist: Checklist) -> tuple[Numbered, ...]:
    """All entries of the current edition of a checklist, in its order."""

    def read() -> tuple[Numbered, ...]:
        return tuple(edition_items(reader, checklist.edition))

    return _LISTED.get(reader.view, checklist.edition, read)


def county_listed(reader: Reader, checklist: Checklist) -> tuple[Numbered, ...]:
    """The entries of all current lists of the county of a checklist, its own first."""
    others = [
        one
        for one in reader.checklists
        if one.region == checklist.region and one.iri != checklist.iri
    ]
    return tuple(one for each in (checklist, *others) for one in listed(reader, each))


def in_scenarios(numbered: Iterable[Numbered], scenarios: Iterable[str]) -> tuple[Numbered, ...]:
    """The entries that stand in some scenarios, in the order of the list."""
    wanted = set(scenarios)
    return tuple(one for one in numbered if one.item.scenario in wanted)


def lines_of(one: Numbered) -> tuple[Item, ...]:
    """The lines of an entry; itself where it has none."""
    return one.lines or (one.item,)


def line_count(numbered: Iterable[Numbered]) -> int:
    return sum(len(lines_of(one)) for one in numbered)
