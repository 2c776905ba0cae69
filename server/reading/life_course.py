"""A checklist as a course of life: its stages, and the scenarios of each with what they hold. A
list without a stage column has scenarios only; no stage is made up for them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from server.reading.asking import ask
from server.reading.reader import Reader, node, nodes

_STEPS = (2, 4, 6, 9, 13)


@dataclass(frozen=True)
class Scenario:
    """A scenario with its counts and the departments it involves."""

    iri: str
    code: str
    entries: int
    matters: int
    departments: tuple[str, ...]

    @property
    def size(self) -> int:
        """1 to 6, by the number of matters."""
        return 1 + sum(self.matters > step for step in _STEPS)


@dataclass(frozen=True)
class Stage:
    """A stage with its scenarios in the order of the list."""

    iri: str
    number: int
    scenarios: tuple[Scenario, ...]

    @property
    def entries(self) -> int:
        return sum(scenario.entries for scenario in self.scenarios)


@dataclass(frozen=True)
class Course:
    """The stages of a checklist in order, and the scenarios that stand under none."""

    stages: tuple[Stage, ...]
    scenarios: tuple[Scenario, ...]

    @property
    def every(self) -> tuple[Scenario, ...]:
        """All scenarios, those of the stages first."""
        return (*(one for stage in self.stages for one in stage.scenarios), *self.scenarios)


@dataclass(frozen=True)
class Share:
    """On how many entries a department leads and cooperates."""

    department: str
    leads: int
    cooperates: int


def life_course(reader: Reader, checklist: str) -> Course:
    """The stages and scenarios of the current edition of a checklist, in order."""
    rows = ask(reader.view, "life-course", checklist=node(checklist))
    involved = _involved(reader, [row["scenario"] for row in rows])
    stages: dict[tuple[int, str], list[Scenario]] = {}
    for row in rows:
        scenario = Scenario(
            row["scenario"],
            row["code"],
            row.number("entries"),
            row.number("matters"),
            tuple(involved[row["scenario"]]),
        )
        stages.setdefault((row.number("stageNumber"), row["stage"]), []).append(scenario)
    alone = stages.pop((0, ""), [])
    found = (Stage(iri, number, tuple(its)) for (number, iri), its in stages.items())
    return Course(tuple(found), tuple(alone))


def _involved(reader: Reader, scenarios: Sequence[str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    if scenarios:
        for row in ask(reader.view, "scenario-departments", scenario=nodes(scenarios)):
            found[row["scenario"]].append(row["department"])
    return found


def busiest(course: Course, limit: int) -> list[Scenario]:
    """The scenarios that involve most departments; those with more entries first among equals."""
    return sorted(course.every, key=lambda one: (-len(one.departments), -one.entries))[:limit]


def shares(reader: Reader, checklist: str) -> list[Share]:
    """Every department of a checklist, those in most entries first."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in ask(reader.view, "department-entries", checklist=node(checklist)):
        counts[row["department"]][row["role"].rpartition("#")[2]] = row.number("entries")
    found = [
        Share(iri, by_role.get("leadDepartment", 0), by_role.get("cooperatingDepartment", 0))
        for iri, by_role in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.leads - one.cooperates, one.department))
