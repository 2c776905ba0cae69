"""Looks up the names of an edition in the register and mints keys for those that are new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from loader.identifiers import mint_key, normalise
from loader.problems import Problem, problem
from loader.register import (
    Checklist,
    Department,
    Matter,
    Register,
    Scenario,
    Stage,
    SubItem,
)
from loader.rows import Column
from loader.settle import Entry, Line


@dataclass(frozen=True)
class Identified:
    """An entry with the keys of everything it names."""

    entry: Entry
    stage: Stage
    scenario: Scenario
    matter: Matter
    sub_items: tuple[SubItem | None, ...]
    """One a line; None where the line names none."""


@dataclass(frozen=True)
class Identification:
    """The entries identified, the register as it stands after, and what is proposed for review."""

    entries: tuple[Identified, ...]
    departments: Mapping[str, Department]
    """Department by its name as printed."""
    register: Register
    problems: tuple[Problem, ...]


def identify(
    entries: Sequence[Entry], register: Register, checklist: Checklist, edition_key: str
) -> Identification:
    """Identify all that `entries` name. The register returned has the same revision where nothing
    changed, else the next."""
    registrar = _Registrar(register, checklist, edition_key)
    identified = registrar.identify(entries)
    departments = registrar.departments_of(entries)
    after = registrar.result()
    by_key = {matter.key: matter for matter in after.matters}
    final = tuple(replace(one, matter=by_key[one.matter.key]) for one in identified)
    return Identification(final, departments, after, tuple(registrar.problems))


class _Registrar:
    def __init__(self, register: Register, checklist: Checklist, edition_key: str) -> None:
        self.before = register
        self.checklist = checklist
        self.edition_key = edition_key
        self.region = register.region.code
        self.problems: list[Problem] = []
        self._stages = list(register.stages)
        self._scenarios = list(register.scenarios)
        self._matters = {matter.key: matter for matter in register.matters}
        self._sub_items = {sub_item.key: sub_item for sub_item in register.sub_items}
        self._departments = {department.key: department for department in register.departments}
        self._readings = {normalise(reading.printed): reading for reading in register.readings}

    def result(self) -> Register:
        others = (c for c in self.before.checklists if c.key != self.checklist.key)
        after = replace(
            self.before,
            checklists=tuple(sorted((*others, self.checklist), key=lambda c: c.key)),
            departments=tuple(self._departments.values()),
            stages=tuple(self._stages),
            scenarios=tuple(self._scenarios),
            matters=tuple(self._matters.values()),
            sub_items=tuple(self._sub_items.values()),
        )
        return after if after == self.before else replace(after, revision=self.before.revision + 1)

    def identify(self, entries: Sequence[Entry]) -> list[Identified]:
        placed = [(entry, *self._stage_and_scenario(entry)) for entry in entries]
        spread: dict[str, set[str]] = {}
        for entry, _, scenario in placed:
            spread.setdefault(self._matter_name_key(entry), set()).add(scenario.key)
        identified = []
        for entry, stage, scenario in placed:
            alone = len(spread[self._matter_name_key(entry)]) == 1
            matter = self._see(self._matter(entry, scenario, alone))
            subs = tuple(self._sub_item(entry, line, matter) for line in entry.lines)
            identified.append(Identified(entry, stage, scenario, matter, subs))
        return identified

    def _stage_and_scenario(self, entry: Entry) -> tuple[Stage, Scenario]:
        stage = self._stage(entry.stage[1])
        return stage, self._scenario(stage, entry.scenario[1])

    def _stage(self, name: str) -> Stage:
        wanted = normalise(name)
        for stage in self._stages:
            if stage.list == self.checklist.key and wanted in _names(stage.name, stage.aliases):
                return stage
        key = mint_key(self.region, "stage", self.checklist.key, name)
        self._stages.append(Stage(key, self.checklist.key, name))
        return self._stages[-1]

    def _scenario(self, stage: Stage, name: str) -> Scenario:
        wanted = normalise(name)
        for scenario in self._scenarios:
            if scenario.stage == stage.key and wanted in _names(scenario.name, scenario.aliases):
                return scenario
        key = mint_key(self.region, "scenario", stage.key, name)
        self._scenarios.append(Scenario(key, stage.key, name))
        return self._scenarios[-1]

    def _matter_name(self, entry: Entry) -> str:
        reading = self._readings.get(normalise(entry.name))
        return reading.matter if reading else entry.name

    def _matter_name_key(self, entry: Entry) -> str:
        return normalise(self._matter_name(entry))

    def _matter(self, entry: Entry, scenario: Scenario, alone: bool) -> Matter:
        """The matter an entry means. The same name in several scenarios is one matter only where
        the register says `recurs`; a name in one scenario alone may have moved there."""
        name = self._matter_name(entry)
        wanted = normalise(name)
        known = [m for m in self._matters.values() if wanted in _names(m.name, m.aliases)]
        for matter in known:
            if matter.recurs or matter.scenario == scenario.key:
                return matter
        if alone and len(known) == 1 and self.checklist.key in known[0].seen:
            return known[0]
        scope = ""
        if known:
            scope = f"@{scenario.key}"
            self.problems.append(problem("R01", entry.place(Column.NAME), name=name))
        key = mint_key(self.region, "matter", "", name + scope)
        return Matter(key, name, scenario=scenario.key)

    def _see(self, matter: Matter) -> Matter:
        """Note that the matter stands in this edition, and keep it."""
        self._matters[matter.key] = replace(matter, seen=self._seen(matter.seen))
        return self._matters[matter.key]

    def _seen(self, seen: Mapping[str, str]) -> Mapping[str, str]:
        """An edition that is not the current one takes nothing away from a later one."""
        if self.checklist.current == self.edition_key or self.checklist.key not in seen:
            return {**seen, self.checklist.key: self.edition_key}
        return seen

    def _sub_item(self, entry: Entry, line: Line, matter: Matter) -> SubItem | None:
        name = line.sub_name
        if name is None:
            reading = self._readings.get(normalise(entry.name))
            name = reading.sub_item if reading else None
        if name is None or normalise(name) == normalise(entry.name):
            return None
        wanted = normalise(name)
        sub_item = next(
            (
                known
                for known in self._sub_items.values()
                if known.matter == matter.key and wanted in _names(known.name, known.aliases)
            ),
            SubItem(mint_key(self.region, "sub-item", matter.key, name), matter.key, name),
        )
        self._sub_items[sub_item.key] = replace(sub_item, seen=self._seen(sub_item.seen))
        return self._sub_items[sub_item.key]

    def departments_of(self, entries: Sequence[Entry]) -> dict[str, Department]:
        found: dict[str, Department] = {}
        for entry in entries:
            for line in entry.lines:
                for column, value in (
                    (Column.LEAD, line.lead),
                    (Column.COOPERATING, line.cooperating),
                ):
                    raw = line.row.text(column)
                    for name in value.names():
                        found[name] = self._department(name, raw, line, column)
        return {name: self._departments[department.key] for name, department in found.items()}

    def _department(self, name: str, raw: str, line: Line, column: Column) -> Department:
        wanted = normalise(name)
        department = next(
            (d for d in self._departments.values() if wanted in _names(d.name, d.aliases)), None
        )
        if department is None:
            department = self._new_department(name)
            self.problems.append(
                problem("R02", line.row.place(column), name=name, level=department.level)
            )
        if raw != name and normalise(raw) == wanted and raw not in department.hidden:
            department = replace(department, hidden=(*department.hidden, raw))
        self._departments[department.key] = department
        return department

    def _new_department(self, name: str) -> Department:
        region = self.before.region
        county_city = region.name.endswith("市")
        level = "municipal" if name.startswith("市") and not county_city else "county"
        aliases = (region.name + name[1:],) if name[0] == region.name[-1] else ()
        key = mint_key(self.region, "department", "", name)
        return Department(key, name, aliases=aliases, level=level, inferred=True)


def _names(name: str, aliases: Iterable[str]) -> set[str]:
    return {normalise(one) for one in (name, *aliases)}
