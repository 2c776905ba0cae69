"""Whom the graph presumes to handle a matter, with the basis of it: set apart from what the list
prints, and called so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.reading.asking import ask
from server.reading.items import Item, Numbered
from server.reading.levels import points_elsewhere
from server.reading.reader import Reader, nodes
from server.sheets.listed import lines_of


@dataclass(frozen=True)
class Presumed:
    """Who is presumed to handle a matter, by the entries that name them as cooperating."""

    matter: str
    departments: tuple[str, ...]
    basis: tuple[Item, ...]
    verify: bool


def presumed(
    reader: Reader, here: Sequence[Numbered], county: Iterable[Numbered]
) -> tuple[Presumed, ...]:
    """Whom the graph presumes to handle the matters of some entries: those of which the list states
    who handles them are left out."""
    matters = dict.fromkeys(one.item.matter for one in here)
    places: defaultdict[str, list[Numbered]] = defaultdict(list)
    for one in county:
        places[one.item.matter].append(one)
    handlers: defaultdict[str, list[str]] = defaultdict(list)
    if matters:
        for row in ask(reader.view, "presumed", matter=nodes(matters)):
            handlers[row["matter"]].append(row["department"])
    names = reader.chinese(matters)
    found = []
    for matter in matters:
        lines = [line for one in places[matter] for line in lines_of(one)]
        if not handlers[matter] or any(line.handling for line in lines):
            continue
        printed = [iri for line in lines for iri in line.cooperating if iri in handlers[matter]]
        who = tuple(dict.fromkeys([*printed, *handlers[matter]]))
        cooperating = [
            one.item
            for one in places[matter]
            if any(iri in line.cooperating for line in lines_of(one) for iri in who)
        ]
        text = " ".join([names[matter].text, *(line.name for line in lines)])
        verify = len(who) > 1 or points_elsewhere(text)
        found.append(Presumed(matter, who, tuple(cooperating), verify))
    return tuple(found)
