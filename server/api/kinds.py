"""The kinds of records, what each may be filtered by, and the columns that it has as CSV."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.api.parameters import Given
from server.api.records import Record, Records

Test = Callable[[Record], bool]
COMMON = ("region", "list", "edition", "name", "limit", "cursor", "format", "excel")
STATUSES = ("current", "former", "all")
_KEY = re.compile(r"[0-9a-hjkmnp-tv-z]{8}")


@dataclass(frozen=True)
class Filter:
    """A parameter that wants a thing among those that a record names. `by` are the parts of a
    thing it may be given by, besides its URI and the key at the end of that."""

    things: Callable[[Record], Sequence[Record | None]]
    by: Sequence[str] = ("name", "name_en")


def _of(*keys: str) -> Callable[[Record], list[Record | None]]:
    def things(record: Record) -> list[Record | None]:
        found: list[Record | None] = []
        for key in keys:
            value = record[key]
            found += value if isinstance(value, list) else [value]
        return found

    return things


def _within(key: str) -> Callable[[Record], list[Record | None]]:
    """The things under a key of the occurrences of a matter."""

    def things(record: Record) -> list[Record | None]:
        found: list[Record | None] = []
        for one in record["occurrences"]:
            found += one[key] if isinstance(one[key], list) else [one[key]]
        return found

    return things


_ROLES = ("lead_departments", "cooperating_departments", "handling_departments")
_PLACES = ("name", "name_en", "code", "number")
_DEPARTMENTS = ("name", "name_en", "aliases")


@dataclass(frozen=True)
class Kind:
    """A kind of records: its filters and its columns. `standing` are filtered by `status`."""

    name: str
    of: Callable[[Records], Sequence[Record]]
    filters: Mapping[str, Filter]
    columns: Sequence[str]
    standing: bool = False
    lines: bool = False
    """Whether a record has lines, each a row of the CSV."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter that a request for it may have."""
        status = ("status",) if self.standing else ()
        kind = ("kind",) if self.name == "matters" else ()
        return (*COMMON, *self.filters, *status, *kind)

    def tests(self, given: Given, *, of_edition: bool) -> Iterator[Test]:
        """What a record has to be. Raises BadParameter."""
        if name := given.one("name"):
            yield lambda record: contains(record, name)
        for parameter, one in self.filters.items():
            wanted = given.every(parameter)
            if wanted:
                yield lambda record, one=one, wanted=wanted: any(  # type: ignore[misc]
                    meant(thing, value, one.by)
                    for thing in one.things(record)
                    for value in wanted
                    if thing
                )
        if self.standing:
            status = given.choice("status", STATUSES, "all" if of_edition else "current")
            if status != "all":
                yield lambda record: (record["status"] == "current") == (status == "current")
            if of_edition:
                yield _stands
        if self.name == "matters":
            kind = given.choice("kind", ("matter", "sub-item", "all"), "matter")
            if kind != "all":
                yield lambda record: bool(record["kind"] == kind)

    def rows(self, records: Sequence[Record]) -> Iterator[Record]:
        """The rows of the CSV: a record each, or one for each of its lines."""
        for record in records:
            if not self.lines:
                yield record
                continue
            for line in record["lines"] or [{}]:
                own = {key: value for key, value in record.items() if key != "lines"}
                named = {"line_uri": line.get("uri"), "line": line.get("order")}
                named["line_name"] = line.get("name")
                rest = {k: v for k, v in line.items() if k not in ("uri", "order", "name")}
                yield {**own, **rest, **named}


def _stands(record: Record) -> bool:
    """Whether it is in the edition asked for."""
    if "occurrences" in record:
        return bool(record["occurrences"])
    return bool(record["leads"] or record["cooperates"] or record["handles"])


def folded(text: str) -> str:
    """The form in which names are compared: width and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def contains(record: Record, part: str) -> bool:
    """Whether `part` is in one of the names of a record, or of its lines."""
    texts = [record["name"], record.get("name_en"), *record.get("aliases", ())]
    texts += [line["name"] for line in record.get("lines", ())]
    texts += [one["name"] for one in record.get("occurrences", ())]
    return any(folded(part) in folded(text) for text in texts if text)


def meant(thing: Mapping[str, Any], value: str, by: Sequence[str]) -> bool:
    """Whether `value` means the thing: its URI, the key at its end, or one of its names."""
    uri = thing["uri"]
    if value in (uri, re.split("[/#]", uri)[-1]):
        return True
    return any(folded(value) == folded(str(thing[key])) for key in by if thing.get(key) is not None)


MATTERS = Kind(
    "matters",
    lambda found: found.matters,
    {
        "stage": Filter(_within("stage"), _PLACES),
        "scenario": Filter(_within("scenario"), _PLACES),
        "type": Filter(_of("types")),
        "lead": Filter(_within("lead_departments")),
        "cooperating": Filter(_within("cooperating_departments")),
    },
    (
        *("uri", "identifier", "kind", "name", "name_en", "aliases", "region", "status"),
        *("matter", "matter_uri", "types", "types_uri", "sub_items", "sub_items_uri", "numbers"),
        *("handling_departments", "handling_departments_uri", "presumed_handling_departments"),
        *("presumed_handling_departments_uri", "last_edition", "successors", "successors_uri"),
        *("note", "concept", "codes"),
    ),
    standing=True,
)
DEPARTMENTS = Kind(
    "departments",
    lambda found: found.departments,
    {"level": Filter(_of("level")), "function": Filter(_of("function"))},
    (
        *("uri", "identifier", "name", "name_en", "aliases", "region", "status", "level"),
        *("level_uri", "function", "function_uri", "jurisdiction", "jurisdiction_uri", "unit_of"),
        *("unit_of_uri", "leads", "cooperates", "handles", "scenarios", "successors"),
        *("successors_uri", "note", "codes"),
    ),
    standing=True,
)
SCENARIOS = Kind(
    "scenarios",
    lambda found: found.scenarios,
    {
        "stage": Filter(_of("stage"), _PLACES),
        "lead": Filter(_of("lead_departments")),
        "department": Filter(_of("departments")),
    },
    (
        *("uri", "identifier", "code", "name", "name_en", "aliases", "region", "list", "edition"),
        *("stage", "stage_uri", "stage_number", "entries", "lines", "matters"),
        *("lead_departments", "lead_departments_uri", "departments", "departments_uri", "codes"),
    ),
)
ENTRIES = Kind(
    "entries",
    lambda found: found.entries,
    {
        "stage": Filter(_of("stage"), _PLACES),
        "scenario": Filter(_of("scenario"), _PLACES),
        "matter": Filter(_of("matter")),
        "type": Filter(_of("types")),
        "lead": Filter(_of("lead_departments")),
        "cooperating": Filter(_of("cooperating_departments")),
        "department": Filter(_of(*_ROLES)),
        "number": Filter(lambda record: [{"uri": "", "number": record["number"]}], ("number",)),
    },
    (
        *("uri", "region", "list", "edition", "number", "order", "name", "line_uri", "line"),
        *("line_name", "stage", "stage_uri", "stage_number", "scenario", "scenario_uri"),
        *("scenario_code", "matter", "matter_uri", "sub_item", "sub_item_uri", "types"),
        *("types_uri", "lead_departments", "lead_departments_uri", "cooperating_departments"),
        *("cooperating_departments_uri", "handling_departments", "handling_departments_uri"),
    ),
    lines=True,
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (MATTERS, DEPARTMENTS, SCENARIOS, ENTRIES)}
