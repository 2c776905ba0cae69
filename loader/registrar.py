"""Looks up the names of an edition in the register and mints keys for those that are new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from loader.entries import Entry, Line
from loader.identifiers import fresh_key, mint_key, normalise
from loader.problems import Problem, problem
from loader.register import (
    Checklist,
    Department,
    LocalType,
    Matter,
    Register,
    Scenario,
    Stage,
    Stood,
    SubItem,
)
from loader.rows import Column
from loader.types import type_words

_NOWHERE = Stood()


@dataclass(frozen=True)
class Identified:
    """An entry with the keys of everything it names; no stage where its list has none."""

    entry: Entry
    stage: Stage | None
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
    local_types: Mapping[str, LocalType]
    """A type of the list's own by its word."""
    register: Register
    problems: tuple[Problem, ...]


def identify(
    entries: Sequence[Entry],
    register: Register,
    checklist: Checklist,
    edition_key: str,
    local_words: Mapping[str, str],
    stood: Stood = _NOWHERE,
) -> Identification:
    """Identify all that `entries` name; `local_words` are the type words of the manifest, `stood`
    says where things stand in the other editions of the list. The register returned has the same
    revision where nothing changed, else the next."""
    registrar = _Registrar(register, checklist, edition_key, stood)
    identified = registrar.identify(entries)
    departments = registrar.departments_of(entries)
    local_types = registrar.local_types_of(entries, local_words)
    after = registrar.result()
    by_key = {matter.key: matter for matter in after.matters}
    final = tuple(replace(one, matter=by_key[one.matter.key]) for one in identified)
    return Identification(final, departments, local_types, after, tuple(registrar.problems))


T = TypeVar("T", Department, Stage, Scenario, Matter, SubItem)
S = TypeVar("S", Matter, SubItem)


class _Known(dict[str, T]):
    """Things by key, found by any name they are known under; what was replaced is not found."""

    def __init__(self, things: Iterable[T]) -> None:
        super().__init__()
        self._names: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for thing in things:
            self.keep(thing)

    def keep(self, thing: T) -> T:
        self[thing.key] = thing
        for name in (thing.name, *thing.aliases):
            self._names[normalise(name)][thing.key] = None
        return thing

    def named(self, name: str) -> list[T]:
        """Everything known under `name`, in the order of the register."""
        found = (self[key] for key in self._names.get(normalise(name), ()))
        return [thing for thing in found if not _gone(thing)]


def _gone(thing: T) -> bool:
    """Whether the register says that it became something else, or was minted in error."""
    return bool(getattr(thing, "replaced_by", None) or getattr(thing, "status", None))


class _Registrar:
    def __init__(
        self, register: Register, checklist: Checklist, edition_key: str, stood: Stood
    ) -> None:
        self.before = register
        self.stood = stood
        self.checklist = checklist
        self.edition_key = edition_key
        self.region = register.region.code
        self.problems: list[Problem] = []
        self._stages = _Known(register.stages)
        self._scenarios = _Known(register.scenarios)
        listed = (one for one in register.matters if checklist.key in one.seen)
        self._listed = {one.key for one in listed}
        self._matters = _Known(map(self._elsewhere, register.matters))
        self._sub_items = _Known(map(self._elsewhere, register.sub_items))
        self._departments = _Known(register.departments)
        self._local_types = {(one.list, normalise(one.name)): one for one in register.local_types}
        self._readings = {normalise(reading.printed): reading for reading in register.readings}

    def result(self) -> Register:
        others = (c for c in self.before.checklists if c.key != self.checklist.key)
        after = replace(
            self.before,
            checklists=tuple(sorted((*others, self.checklist), key=lambda c: c.key)),
            departments=tuple(self._departments.values()),
            stages=tuple(self._stages.values()),
            scenarios=tuple(self._scenarios.values()),
            matters=tuple(self._matters.values()),
            sub_items=tuple(self._sub_items.values()),
            local_types=tuple(self._local_types.values()),
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

    def _stage_and_scenario(self, entry: Entry) -> tuple[Stage | None, Scenario]:
        stage = self._stage(entry.stage[1]) if entry.stage else None
        return stage, self._scenario(stage, entry.scenario[1])

    def _stage(self, name: str) -> Stage:
        list_key = self.checklist.key
        for stage in self._stages.named(name):
            if stage.list == list_key:
                return stage
        key = self._fresh(self._stages, "stage", list_key, name)
        return self._stages.keep(Stage(key, list_key, name))

    def _fresh(self, known: Mapping[str, object], kind: str, parent: str, name: str) -> str:
        return fresh_key(self.region, kind, parent, name, known)

    def _scenario(self, stage: Stage | None, name: str) -> Scenario:
        list_key = None if stage else self.checklist.key
        for scenario in self._scenarios.named(name):
            if (scenario.stage, scenario.list) == (stage.key if stage else None, list_key):
                return scenario
        parent = stage.key if stage else self.checklist.key
        key = self._fresh(self._scenarios, "scenario", parent, name)
        return self._scenarios.keep(Scenario(key, name, stage.key if stage else None, list_key))

    def _matter_name(self, entry: Entry) -> str:
        reading = self._readings.get(normalise(entry.name))
        return reading.matter if reading else entry.name

    def _matter_name_key(self, entry: Entry) -> str:
        return normalise(self._matter_name(entry))

    def _matter(self, entry: Entry, scenario: Scenario, alone: bool) -> Matter:
        """The matter an entry means. The same name in several scenarios is one matter only where
        the register says `recurs`; a name in one scenario alone may have moved there."""
        name = self._matter_name(entry)
        known = self._matters.named(name)
        for matter in known:
            if matter.recurs or matter.scenario == scenario.key:
                return matter
        if alone and len(known) == 1 and known[0].key in self._listed:
            return known[0]
        scope = ""
        if known:
            scope = f"@{scenario.key}"
            self.problems.append(problem("R01", entry.place(Column.NAME), name=name))
        key = self._fresh(self._matters, "matter", "", name + scope)
        since = {self.checklist.key: self.edition_key}
        return Matter(key, name, scenario=scenario.key, since=since)

    def _elsewhere(self, one: S) -> S:
        """What the register says of a thing but for the edition that is built, which may name it no
        more."""
        kind = "matter" if isinstance(one, Matter) else "sub-item"
        last = self.stood.last.get(f"{kind}/{one.key}")
        others = {key: edition for key, edition in one.seen.items() if key != self.checklist.key}
        return replace(one, seen={**others, self.checklist.key: last} if last else others)

    def _see(self, matter: Matter) -> Matter:
        """Note that the matter stands in this edition, and keep it."""
        return self._matters.keep(replace(matter, seen=self._seen(matter.seen)))

    def _seen(self, seen: Mapping[str, str]) -> Mapping[str, str]:
        """An edition takes nothing away from a later one."""
        if seen.get(self.checklist.key) in self.stood.later:
            return seen
        return {**seen, self.checklist.key: self.edition_key}

    def _sub_item(self, entry: Entry, line: Line, matter: Matter) -> SubItem | None:
        name = line.sub_name
        if name is None:
            reading = self._readings.get(normalise(entry.name))
            name = reading.sub_item if reading else None
        if name is None or normalise(name) == normalise(entry.name):
            return None
        known = [one for one in self._sub_items.named(name) if one.matter == matter.key]
        if known:
            sub_item = known[0]
        else:
            key = self._fresh(self._sub_items, "sub-item", matter.key, name)
            sub_item = SubItem(key, matter.key, name)
        return self._sub_items.keep(replace(sub_item, seen=self._seen(sub_item.seen)))

    def departments_of(self, entries: Sequence[Entry]) -> dict[str, Department]:
        found: dict[str, str] = {}
        for entry in entries:
            for line in entry.lines:
                for column, names in (
                    (Column.LEAD, line.lead.names()),
                    (Column.COOPERATING, line.cooperating.names()),
                    (Column.HANDLING, line.handling),
                ):
                    for name in names:
                        if name not in found:
                            found[name] = self._department(name, line, column).key
        return {name: self._departments[key] for name, key in found.items()}

    def _department(self, name: str, line: Line, column: Column) -> Department:
        known = self._departments.named(name)
        if known:
            return known[0]
        department = self._departments.keep(self._new_department(name))
        said = {"name": name, "level": department.level}
        self.problems.append(problem("R02", line.row.place(column), **said))
        return department

    def _new_department(self, name: str) -> Department:
        region = self.before.region
        county_city = region.name.endswith("市")
        level = "municipal" if name.startswith("市") and not county_city else "county"
        aliases = (region.name + name[1:],) if name[0] == region.name[-1] else ()
        key = self._fresh(self._departments, "department", "", name)
        return Department(key, name, aliases=aliases, level=level, inferred=True)

    def local_types_of(
        self, entries: Sequence[Entry], local_words: Mapping[str, str]
    ) -> dict[str, LocalType]:
        """The list's own types among its words: those that no code of ours is meant by."""
        coded = {word for word, code in type_words(local_words).items() if code}
        words = dict.fromkeys(line.type_word for entry in entries for line in entry.lines)
        found: dict[str, LocalType] = {}
        for word in words:
            if word in coded:
                continue
            place = (self.checklist.key, normalise(word))
            key = mint_key(self.region, "matter-type", self.checklist.key, word)
            found[word] = self._local_types.setdefault(
                place, LocalType(key, self.checklist.key, word)
            )
        return found
