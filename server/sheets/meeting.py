"""What a meeting about some scenarios of a list has to know: who attends with which entries, on
which others than the lead cooperate, what other scenarios share, and who else must be asked. What
is presumed stands apart and is called so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.reading.context import Checklist
from server.reading.items import Item, Numbered
from server.reading.reader import Reader
from server.sheets.listed import county_listed, in_scenarios, line_count, lines_of, listed
from server.sheets.presumption import Presumed, presumed
from server.sheets.roles import ROLES, Department, departments


@dataclass(frozen=True)
class Scenario:
    """A scenario of the meeting with its entries."""

    iri: str
    code: str
    stage: str
    entries: tuple[Numbered, ...]


@dataclass(frozen=True)
class Beyond:
    """An entry on which others cooperate than the lead."""

    one: Numbered
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """A matter of the meeting that other scenarios have as well."""

    matter: str
    here: tuple[Item, ...]
    elsewhere: tuple[Item, ...]


@dataclass(frozen=True)
class Further:
    """A department of none of the scenarios, that has a role in their matters elsewhere."""

    department: str
    roles: dict[str, list[Item]]


@dataclass(frozen=True)
class Meeting:
    """All of it, in the order of the list."""

    scenarios: tuple[Scenario, ...]
    stage: str
    """The stage whose scenarios these all are, no more and no less; empty where it is otherwise."""
    numbered: tuple[Numbered, ...]
    departments: tuple[Department, ...]
    beyond: tuple[Beyond, ...]
    shared: tuple[Shared, ...]
    further: tuple[Further, ...]
    presumed: tuple[Presumed, ...]

    @property
    def lines(self) -> int:
        return line_count(self.numbered)

    @property
    def leading(self) -> tuple[Department, ...]:
        """The departments that lead."""
        return tuple(one for one in self.departments if one.leads)

    @property
    def handled(self) -> bool:
        """Whether the list states who handles any of it."""
        return any(one.handles for one in self.departments)

    @property
    def handled_elsewhere(self) -> bool:
        """Whether it states so of any department that must be asked besides."""
        return any("handles" in one.roles for one in self.further)


def meeting(reader: Reader, checklist: Checklist, scenarios: Iterable[str]) -> Meeting:
    """The meeting about some scenarios (IRIs) of the current edition of a checklist."""
    everything = listed(reader, checklist)
    county = county_listed(reader, checklist)
    here = in_scenarios(everything, scenarios)
    attending = departments(here)
    shared = _shared(here, county)
    return Meeting(
        scenarios=_scenarios(here),
        stage=_stage(here, everything),
        numbered=here,
        departments=attending,
        beyond=_beyond(here),
        shared=shared,
        further=_further(shared, {one.iri for one in attending}),
        presumed=presumed(reader, here, county),
    )


def _scenarios(here: Sequence[Numbered]) -> tuple[Scenario, ...]:
    found: defaultdict[tuple[str, str, str], list[Numbered]] = defaultdict(list)
    for one in here:
        found[one.item.scenario, one.item.code, one.item.stage].append(one)
    return tuple(Scenario(*key, tuple(entries)) for key, entries in found.items())


def _stage(here: Sequence[Numbered], everything: Sequence[Numbered]) -> str:
    stages = {one.item.stage for one in here}
    if len(stages) != 1 or "" in stages:
        return ""
    (stage,) = stages
    return stage if len(here) == sum(one.item.stage == stage for one in everything) else ""


def _beyond(here: Iterable[Numbered]) -> tuple[Beyond, ...]:
    found = []
    for one in here:
        others = dict.fromkeys(
            iri for line in lines_of(one) for iri in line.cooperating if iri not in line.leads
        )
        if others:
            found.append(Beyond(one, tuple(others)))
    return tuple(found)


def _shared(here: Sequence[Numbered], county: Iterable[Numbered]) -> tuple[Shared, ...]:
    own = {one.item.iri for one in here}
    others: defaultdict[str, list[Item]] = defaultdict(list)
    for one in county:
        if one.item.iri not in own:
            others[one.item.matter].append(one.item)
    return tuple(
        Shared(
            matter,
            tuple(one.item for one in here if one.item.matter == matter),
            tuple(others[matter]),
        )
        for matter in dict.fromkeys(one.item.matter for one in here)
        if matter in others
    )


def _further(shared: Iterable[Shared], attending: set[str]) -> tuple[Further, ...]:
    found: dict[str, dict[str, list[Item]]] = {}
    for one in shared:
        for item in one.elsewhere:
            for role, of in ROLES.items():
                for iri in of(item):
                    if iri not in attending:
                        found.setdefault(iri, {}).setdefault(role, []).append(item)
    return tuple(Further(iri, roles) for iri, roles in found.items())
