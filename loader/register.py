"""The register of one region: the authority for the keys of its departments, matters, sub-items,
stages and scenarios, and for which names mean the same thing.

It is a TOML file that people review. A load looks every name up here and mints only what is new;
two matters are one only where a line of the register says so.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from loader.manifest import Region


@dataclass(frozen=True)
class Checklist:
    """A list of the region; `current` is the key of its current edition."""

    key: str
    kind: str
    title: str
    title_en: str | None = None
    current: str | None = None


@dataclass(frozen=True)
class EditionRecord:
    """An edition of a list: the document it was loaded from last, and what its manifest said."""

    list: str
    key: str
    document: str
    """SHA-256 of the document, which the data folder keeps."""
    file: str
    manifest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Department:
    """A body by its name as printed. `hidden` are texts that it is found by and never called: here
    how a line broke its name, elsewhere how people say it. `level` and `function` are keys of code
    lists; `inferred` marks what was taken from the name alone and no one has reviewed."""

    key: str
    name: str
    en: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    level: str = "county"
    function: str | None = None
    unit_of: str | None = None
    spatial: str | None = None
    inferred: bool = False
    replaced_by: str | None = None
    """The key of the department that it turned out to be."""
    status: str | None = None
    """`withdrawn` where it was minted in error; `note` says why. As of stages and scenarios."""
    note: str | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of one checklist."""

    key: str
    list: str
    name: str
    en: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    replaced_by: str | None = None
    status: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Scenario:
    """A scenario; `stage` is the key of its stage, or `list` the key of its list where that list
    has no stages."""

    key: str
    name: str
    stage: str | None = None
    list: str | None = None
    en: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    replaced_by: str | None = None
    status: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Matter:
    """A matter. `recurs`: reviewed, the name means one matter in every scenario.
    `scenario` is where it was first seen; `seen`: the latest edition of each list in which it
    stands, and `since` the one in which it first did. `concept` is the key of the shared concept it
    is one of; `replaced_by` what it turned out to be, or became; `status` and `note` say how."""

    key: str
    name: str
    en: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    recurs: bool = False
    scenario: str | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    concept: str | None = None
    replaced_by: tuple[str, ...] = ()
    status: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class SubItem:
    """A sub-item; `matter` is the key of its matter, `seen` as of a matter."""

    key: str
    matter: str
    name: str
    en: str | None = None
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    replaced_by: tuple[str, ...] = ()
    status: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class LocalType:
    """A matter type of one list's own."""

    key: str
    list: str
    name: str
    en: str | None = None


@dataclass(frozen=True)
class Concept:
    """A shared concept of what is the same service in several regions. Each region's register says
    what it uses; the key is the same in all."""

    key: str
    name: str
    en: str | None = None


@dataclass(frozen=True)
class Decision:
    """What a reviewer decided: `proposal` is the id of the question, `answer` its key."""

    proposal: str
    answer: str
    at: str
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Reading:
    """How a printed name with parentheses is read: which matter it means, and which sub-item (none:
    the parentheses are part of the name)."""

    printed: str
    matter: str
    sub_item: str | None = None


@dataclass(frozen=True)
class Stood:
    """Where the things of a list stand in its editions, but for the one that is built: `last` the
    key of the latest of them that names a thing (`matter/KEY`, `sub-item/KEY`), `later` the keys of
    those that come after the one that is built."""

    last: Mapping[str, str] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Register:
    """All of a region's register; `revision` grows with every change."""

    region: Region
    revision: int = 0
    checklists: tuple[Checklist, ...] = ()
    editions: tuple[EditionRecord, ...] = ()
    departments: tuple[Department, ...] = ()
    stages: tuple[Stage, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    matters: tuple[Matter, ...] = ()
    sub_items: tuple[SubItem, ...] = ()
    readings: tuple[Reading, ...] = ()
    local_types: tuple[LocalType, ...] = ()
    concepts: tuple[Concept, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def checklist(self, key: str) -> Checklist | None:
        return next((checklist for checklist in self.checklists if checklist.key == key), None)

    def edition(self, list_key: str, key: str) -> EditionRecord | None:
        """The record of an edition, or None."""
        return next((e for e in self.editions if (e.list, e.key) == (list_key, key)), None)

    def with_edition(self, record: EditionRecord) -> "Register":
        """The register with this record in the place of an earlier one of the same edition."""
        others = (e for e in self.editions if (e.list, e.key) != (record.list, record.key))
        return replace(self, editions=(*others, record))

    def is_current(self, one: Matter | SubItem) -> bool:
        """Whether the matter or sub-item stands in the current edition of some list."""
        if one.replaced_by or one.status:
            return False
        current = {checklist.key: checklist.current for checklist in self.checklists}
        return any(current.get(key) == edition for key, edition in one.seen.items())


_TABLES: Mapping[str, type] = {
    "checklists": Checklist,
    "editions": EditionRecord,
    "departments": Department,
    "stages": Stage,
    "scenarios": Scenario,
    "matters": Matter,
    "sub_items": SubItem,
    "readings": Reading,
    "local_types": LocalType,
    "concepts": Concept,
    "decisions": Decision,
}
FORMAT = 1


def parse_register(text: str) -> Register:
    """The register that `dump_register` wrote. Raises ValueError for another format."""
    data = tomllib.loads(text)
    if data.get("format") != FORMAT:
        raise ValueError(f"register format {data.get('format')!r} is not {FORMAT}")
    region = data["region"]
    parents = tuple(Region(**parent) for parent in region.get("parents", ()))
    tables = {
        name: tuple(_record(kind, row) for row in data.get(name, ()))
        for name, kind in _TABLES.items()
    }
    return Register(
        region=Region(region["code"], region["name"], region.get("en"), parents),
        revision=data["revision"],
        **tables,
    )


def _record(kind: type, row: Mapping[str, Any]) -> Any:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return kind(**values)


def dump_register(register: Register) -> str:
    """The register as TOML, without empty fields, in the order of its tables."""
    import tomli_w

    region = _plain(register.region)
    data: dict[str, Any] = {"format": FORMAT, "revision": register.revision, "region": region}
    for name in _TABLES:
        if rows := getattr(register, name):
            data[name] = [_plain(row) for row in rows]
    return tomli_w.dumps(data)


def _plain(record: Any) -> dict[str, Any]:
    names = [f.name for f in fields(record)]
    values = asdict(record)
    plain = {name: values[name] for name in names if values[name] not in (None, (), {}, False, "")}
    if "parents" in plain:
        plain["parents"] = [
            {key: value for key, value in parent.items() if value} for parent in plain["parents"]
        ]
    return plain
