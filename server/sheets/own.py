"""我的清单: matters that a reader put together, across scenarios, with their departments. It is
kept nowhere but in the address."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ontology.terms import LM
from server.api.parameters import refused
from server.reading.context import Checklist
from server.reading.items import Numbered
from server.reading.reader import Reader
from server.sheets.choosing import chosen, distinct
from server.sheets.listed import county_listed, in_scenarios, line_count, listed
from server.sheets.presumption import Presumed, presumed
from server.sheets.roles import Department, departments
from server.urls import key_of


@dataclass(frozen=True)
class OwnMatter:
    """A matter of the list with all entries that it has."""

    iri: str
    entries: tuple[Numbered, ...]


@dataclass(frozen=True)
class Own:
    """The matters that were chosen, in the order of the list, and those of them that the current
    edition does not have."""

    matters: tuple[OwnMatter, ...]
    absent: tuple[str, ...]
    departments: tuple[Department, ...]
    presumed: tuple[Presumed, ...]

    @property
    def numbered(self) -> tuple[Numbered, ...]:
        found = (one for each in self.matters for one in each.entries)
        return tuple(sorted(found, key=lambda one: one.item.called.order))

    @property
    def lines(self) -> int:
        return line_count(self.numbered)

    @property
    def every(self) -> list[str]:
        """The IRIs of all that were chosen: what the address of this list has."""
        return [*(one.iri for one in self.matters), *self.absent]


def own(
    reader: Reader,
    checklist: Checklist,
    matters: Sequence[str],
    scenarios: Sequence[str],
    page: str,
) -> Own:
    """The list of some matters and of all matters of some scenarios, by keys or IRIs. Raises
    BadParameter for what the county has none of; a matter of an earlier edition, or of another
    list, is no mistake: it is told apart."""
    everything = listed(reader, checklist)
    by_matter: defaultdict[str, list[Numbered]] = defaultdict(list)
    for one in everything:
        by_matter[one.item.matter].append(one)
    known = {name: iri for iri in by_matter for name in (iri, key_of(iri))}
    wanted, absent = set[str](), dict[str, None]()
    for value in distinct("matter", matters, page):
        if value in known:
            wanted.add(known[value])
        else:
            absent[_former(reader, checklist, value, page)] = None
    those = chosen("scenario", scenarios, [one.item.scenario for one in everything], page)
    wanted |= {one.item.matter for one in in_scenarios(everything, those)}
    found = tuple(OwnMatter(iri, tuple(by_matter[iri])) for iri in by_matter if iri in wanted)
    here = [one for each in found for one in each.entries]
    here.sort(key=lambda one: one.item.called.order)
    county = county_listed(reader, checklist)
    return Own(found, tuple(absent), departments(here), presumed(reader, here, county))


def _former(reader: Reader, checklist: Checklist, value: str, page: str) -> str:
    """The IRI of a matter of the county that the current edition does not have."""
    matters = f"{reader.base}id/{key_of(checklist.region)}/matter/"
    iri = value if "/" in value else matters + value
    if iri.startswith(matters) and _is_matter(reader, iri):
        return iri
    raise refused(
        "matter",
        value,
        f"本县没有这个事项，请在 {page} 按名称查找后加入。",
        f"this county has no such matter; find it by its name at {page} and add it.",
    )


def _is_matter(reader: Reader, iri: str) -> bool:
    kinds = {LM.Matter.value, LM.FormerMatter.value}
    try:
        triples = reader.view.describe(iri)
    except ValueError:  # what no IRI can be
        return False
    return any(
        getattr(triple.subject, "value", "") == iri and getattr(triple.object, "value", "") in kinds
        for triple in triples
    )
