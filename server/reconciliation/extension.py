"""Fetching properties of things that were matched (section 7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.api.editions import Published, published, records_of
from server.api.records import Record, Records
from server.reading.reader import Reader
from server.reconciliation.terms import PROPERTIES, TYPES, Property, identifier, uri_of

MOST, FETCHED = 1000, 50
"""Things that are extended at a time, and properties that are fetched."""


def proposed(kind: str, limit: int) -> dict[str, Any]:
    """The properties that things of a type have (section 7.1)."""
    found = [one for one in PROPERTIES.values() if not kind or kind in one.types]
    answer: dict[str, Any] = {"properties": [named(one) for one in found[: limit or None]]}
    return answer | ({"type": kind} if kind in TYPES else {}) | ({"limit": limit} if limit else {})


def named(one: Property) -> dict[str, str]:
    """A property as the protocol has it."""
    return {"id": one.id, "name": one.words.zh, "description": one.words.en}


def extended(
    reader: Reader, ids: Sequence[str], properties: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The values of properties, for each identifier as it was given. What is not known, a thing or
    a property, has none."""
    wanted = list({str(one["id"]): _limit(one) for one in properties}.items())
    found = _records(reader, {uri_of(one, reader.base) for one in ids})
    return {
        "meta": [_meta(name) for name, _ in wanted],
        "rows": {
            one: {
                name: _values(reader, found.get(uri_of(one, reader.base)), name, limit)
                for name, limit in wanted
            }
            for one in ids
        },
    }


def _limit(given: Mapping[str, Any]) -> int:
    limit = (given.get("settings") or {}).get("limit")
    text = str(limit) if limit is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _meta(name: str) -> dict[str, Any]:
    known = PROPERTIES.get(name)
    if known is None:
        return {"id": name, "name": name}
    meta: dict[str, Any] = {"id": known.id, "name": known.words.zh}
    if known.of_type:
        of = TYPES[known.of_type]
        meta["type"] = {"id": of.id, "name": of.words.zh}
    return meta


def _records(reader: Reader, uris: set[str]) -> dict[str, Record]:
    """The records of things, from their regions' current editions."""
    by_region: dict[str, list[Published]] = {}
    for one in published(reader):
        if one.current:
            by_region.setdefault(one.code, []).append(one)
    found: dict[str, Record] = {}
    for region in {uri.removeprefix(f"{reader.base}id/").partition("/")[0] for uri in uris}:
        if region in by_region:
            found |= _by_uri(records_of(reader, by_region[region]))
    return {uri: found[uri] for uri in uris if uri in found}


def _by_uri(records: Records) -> dict[str, Record]:
    kinds = (records.entries, records.matters, records.departments, records.scenarios)
    found = {record["uri"]: record for kind in kinds for record in kind}
    for record in records.scenarios:  # a stage has no records of its own
        if record["stage"]:
            found.setdefault(record["stage"]["uri"], dict(record["stage"]))
    return found


def _values(reader: Reader, record: Record | None, name: str, limit: int) -> list[dict[str, Any]]:
    known = PROPERTIES.get(name)
    if known is None or record is None:
        return []
    values = [_value(reader, one) for one in known.values(record)]
    return values[:limit] if limit else values


def _value(reader: Reader, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {"id": identifier(value["uri"], reader.base), "name": value["name"]}
    return {"int": value} if isinstance(value, int) else {"str": str(value)}
