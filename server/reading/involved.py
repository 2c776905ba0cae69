"""Which departments a checklist names where: by stage for the heat map, by scenario for the
network. Lead and cooperating, as printed; nothing that is presumed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ontology.terms import LM
from server.reading.asking import ask
from server.reading.reader import Reader, node

LEAD, COOPERATING = "lead", "cooperating"
ROLES = (LEAD, COOPERATING)
_ROLES = {LM.leadDepartment.value: LEAD, LM.cooperatingDepartment.value: COOPERATING}


@dataclass(frozen=True)
class Place:
    """A stage, or a scenario: `stage` is empty where the list has none."""

    stage: str
    scenario: str
    code: str


@dataclass(frozen=True)
class Named:
    """A department that an item names in a role; `entry` is empty where the item is a line."""

    place: Place
    entry: str
    order: int
    role: str
    department: str


@dataclass(frozen=True)
class Shared:
    """A scenario that two departments share, with the roles of each."""

    place: Place
    roles: tuple[tuple[str, ...], tuple[str, ...]]


class Involved:
    """What the current edition of a checklist says of its departments."""

    def __init__(self, found: Sequence[Named]) -> None:
        self.found = sorted(found, key=_order)

    def stages(self) -> list[str]:
        """The stages in the order of the list; its scenarios where it has none."""
        return list(dict.fromkeys(_column(one.place) for one in self.found))

    def departments(self) -> list[str]:
        """Every department, those that most entries name first."""
        entries: defaultdict[str, set[str]] = defaultdict(set)
        for one in self.found:
            entries[one.department].add(one.entry)
        return sorted(entries, key=lambda one: (-len(entries[one] - {""}), one))

    def entries(self, role: str = "") -> dict[tuple[str, str], tuple[str, ...]]:
        """The entries that name a department in a stage (department, stage), in the order of the
        list; in one role, or in any."""
        found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for one in self.found:
            if one.entry and role in ("", one.role):
                found[one.department, _column(one.place)][one.entry] = None
        return {key: tuple(entries) for key, entries in found.items()}

    def in_scenarios(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The roles of each department by scenario."""
        roles: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in self.found:
            roles[one.place.scenario][one.department].add(one.role)
        return {
            scenario: {who: tuple(r for r in ROLES if r in its) for who, its in by.items()}
            for scenario, by in roles.items()
        }

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Every two departments that share a scenario, once for each scenario they share."""
        for scenario, departments in self.in_scenarios().items():
            for one, other in combinations(sorted(departments), 2):
                yield one, other, scenario

    def shared(self, one: str, other: str) -> list[Shared]:
        """The scenarios that two departments share, in the order of the list."""
        found = self.in_scenarios()
        places = {named.place.scenario: named.place for named in self.found}
        return [
            Shared(places[scenario], (by[one], by[other]))
            for scenario, by in found.items()
            if one in by and other in by
        ]


def _order(one: Named) -> tuple[bool, int, str, str, str]:
    return (not one.entry, one.order, one.place.code, one.role, one.department)


def _column(place: Place) -> str:
    return place.stage or place.scenario


def involved(reader: Reader, checklist: str) -> Involved:
    """What the current edition of a checklist says of its departments."""
    return Involved(
        [
            Named(
                Place(row["stage"], row["scenario"], row["code"]),
                row["entry"],
                row.number("order"),
                _ROLES[row["role"]],
                row["department"],
            )
            for row in ask(reader.view, "involved", checklist=node(checklist))
        ]
    )
