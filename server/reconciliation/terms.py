"""Types and properties as the service names them, and the identifiers of things.

An identifier and the identifier space together are the URI; a type and the schema space are the
class (section 3).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.api.records import Record
from server.saved.header import Text


@dataclass(frozen=True)
class Type:
    """A type of things: its name as the class is named, its kind in the index."""

    id: str
    kind: str
    words: Text


TYPES: Mapping[str, Type] = {
    one.id: one
    for one in (
        Type("Matter", "matter", Text("事项", "Matter")),
        Type("SubItem", "sub-item", Text("细分事项", "Sub-item")),
        Type("Department", "department", Text("部门", "Department")),
        Type("Scenario", "scenario", Text("场景", "Scenario")),
        Type("Stage", "stage", Text("阶段", "Stage")),
        Type("Entry", "entry", Text("清单条目", "Entry")),
    )
}
OF_KIND = {one.kind: one for one in TYPES.values()}

Values = Callable[[Record], Sequence[Any]]


@dataclass(frozen=True)
class Property:
    """A property: its words, the types that have it, what a record says of it (things as records,
    else texts and numbers), and the link of the index that it is, if it is one."""

    id: str
    words: Text
    types: Sequence[str]
    values: Values
    links: Sequence[str] = ()
    of_type: str = ""
    """The type of the things that are its values."""


def _some(*keys: str) -> Values:
    def values(record: Record) -> list[Any]:
        found: list[Any] = []
        for key in keys:
            value = record.get(key)
            found += value if isinstance(value, list) else [] if value is None else [value]
        return found

    return values


def _within(key: str) -> Values:
    """What the occurrences of a matter have under a key, each once; the record's own where it has
    none."""

    def values(record: Record) -> list[Any]:
        found: dict[str, Any] = {}
        for one in record.get("occurrences", [record]):
            value = one.get(key)
            for each in value if isinstance(value, list) else [value]:
                if each:
                    found.setdefault(each["uri"], each)
        return list(found.values())

    return values


_LISTED = ("Matter", "SubItem", "Entry")
_STANDING = ("Matter", "SubItem", "Department")
_NAMED = ("Matter", "SubItem", "Department", "Scenario")
PROPERTIES: Mapping[str, Property] = {
    one.id: one
    for one in (
        Property("uri", Text("网址", "URI"), tuple(TYPES), _some("uri")),
        Property("identifier", Text("标识符", "Identifier"), _NAMED, _some("identifier")),
        Property("nameEn", Text("英文名称", "English name"), _NAMED, _some("name_en")),
        Property("alias", Text("别名", "Other name"), _NAMED, _some("aliases")),
        Property("status", Text("状态", "Status"), _STANDING, _some("status")),
        Property("region", Text("区划代码", "Region code"), (*_NAMED, "Entry"), _some("region")),
        Property("number", Text("序号", "Number"), _LISTED, _some("numbers", "number")),
        Property(
            "scenario",
            Text("场景", "Scenario"),
            _LISTED,
            _within("scenario"),
            ("scenario",),
            "Scenario",
        ),
        Property(
            "stage",
            Text("阶段", "Stage"),
            (*_LISTED, "Scenario"),
            _within("stage"),
            ("stage",),
            "Stage",
        ),
        Property(
            "leadDepartment",
            Text("牵头部门（各条目所印）", "Departments that lead, as its entries print"),
            (*_LISTED, "Scenario"),
            _within("lead_departments"),
            ("lead",),
            "Department",
        ),
        Property(
            "cooperatingDepartment",
            Text("协同部门（各条目所印）", "Departments that cooperate, as its entries print"),
            _LISTED,
            _within("cooperating_departments"),
            ("cooperating",),
            "Department",
        ),
        Property("matterType", Text("事项类型", "Matter type"), _LISTED, _some("types"), ("type",)),
        Property("level", Text("行政层级", "Level"), ("Department",), _some("level")),
        Property(
            "successor", Text("后续", "Successor"), ("Matter", "SubItem"), _some("successors")
        ),
    )
}


def identifier(uri: str, base: str) -> str:
    """The identifier of a URI: what follows the identifier space."""
    return uri.removeprefix(f"{base}id/")


def uri_of(given: str, base: str) -> str:
    """The URI of an identifier; a URI is one already."""
    return given if given.startswith(("http://", "https://")) else f"{base}id/{given}"
