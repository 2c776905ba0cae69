"""Queries and their candidates (section 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.reading.reader import Reader
from server.reconciliation.terms import OF_KIND, PROPERTIES, TYPES, identifier, uri_of
from server.search.asking import EXACT, Hit, Match
from server.search.folding import fold
from server.search.index import Index

_USUAL, _MOST = 5, 50
_LOOKED_AT = 50
"""Candidates by name whose properties are compared."""
Links = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Query:
    """What is asked: a name, of which kinds, with which properties; how many candidates."""

    text: str
    kinds: tuple[str, ...]
    properties: tuple[tuple[str, tuple[str, ...]], ...]
    limit: int


def query_of(given: Mapping[str, Any]) -> Query:
    """A query as it came. Types and properties that are not known are passed over, as clients that
    offer those of several services send them."""
    types = given.get("type") or []
    types = [types] if isinstance(types, str) else types
    kinds = tuple(TYPES[name].kind for name in types if name in TYPES)
    wanted = []
    for one in given.get("properties") or []:
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        wanted.append((str(one["pid"]), tuple(map(_value, values))))
    limit = given.get("limit")
    number = min(limit, _MOST) if isinstance(limit, int | float) and limit >= 1 else _USUAL
    return Query(str(given.get("query") or ""), kinds, tuple(wanted), int(number))


def _value(given: Any) -> str:
    if isinstance(given, Mapping):
        return str(given["id"])
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given).lower() if isinstance(given, bool) else str(given)


def candidates(reader: Reader, index: Index, query: Query) -> list[dict[str, Any]]:
    """The candidates for a query, the likeliest first. The exact name of one thing alone, with
    every property that was given, is a match. A property that is not known, or that a thing of its
    kind cannot be asked for, says nothing for or against it."""
    hits = _hits(reader, index, query)
    links = index.links(hits)
    wanted = [
        _Wanted(pid, values, _targets(reader, index, pid, values))
        for pid, values in query.properties
        if pid in PROPERTIES
    ]
    called = _called(reader, wanted, links)
    scored = []
    for hit in hits:
        tested = ((one.pid, _has(one, hit, links[hit.iri], called)) for one in wanted)
        told = [(pid, has) for pid, has in tested if has is not None]
        score = hit.score
        if told:
            share = sum(has for _, has in told) / len(told)
            score = score * (0.5 + 0.5 * share) if query.text else 100 * share
        scored.append((score, hit, told))
    scored.sort(key=lambda one: (-one[0], one[1].rank))
    scored = [one for one in scored if one[0] > 0]
    sure = [one for one in scored if one[0] >= EXACT]
    return [
        _candidate(reader, hit, links[hit.iri], score, told, sure=len(sure) == 1)
        for score, hit, told in scored[: query.limit]
    ]


@dataclass(frozen=True)
class _Wanted:
    """A property that was given: its values, and the things that these may mean."""

    pid: str
    values: tuple[str, ...]
    targets: frozenset[str]


def _targets(reader: Reader, index: Index, pid: str, values: Sequence[str]) -> frozenset[str]:
    """The things that the values of a property mean: by identifier, or by their very name."""
    if pid in _PLAIN:
        return frozenset()
    named = (hit.iri for value in values for hit in index.search(value) if hit.score == EXACT)
    return frozenset({*(uri_of(value, reader.base) for value in values), *named})


_PLAIN = ("region", "number", "status", "level", "successor")
"""Properties that no name is looked up for."""


def _called(reader: Reader, wanted: Sequence[_Wanted], links: Links) -> dict[str, str]:
    """The folded names of all that the candidates name where that was asked for: what is no thing
    of the index, such as a type, is known by its name."""
    kinds = {kind for one in wanted for kind in PROPERTIES[one.pid].links}
    iris = {iri for of in links.values() for kind in kinds for iri in of.get(kind, ())}
    names = reader.names(iris)
    return {iri: fold(names[iri].text) for iri in iris}


def _hits(reader: Reader, index: Index, query: Query) -> list[Hit]:
    if query.text:
        return index.search(query.text, query.kinds)[:_LOOKED_AT]
    found: dict[str, Hit] = {}
    for pid, values in query.properties:
        for value in values:
            for hit in _with_property(reader, index, pid, value):
                if not query.kinds or hit.kind in query.kinds:
                    found.setdefault(hit.iri, hit)
    return list(found.values())[: 10 * _LOOKED_AT]


def _with_property(reader: Reader, index: Index, pid: str, value: str) -> list[Hit]:
    """Things that have a property, where the index can be asked by it."""
    known = PROPERTIES.get(pid)
    if known is None:
        return []
    if known.links:
        targets = [uri_of(value, reader.base)] if _is_identifier(value) else []
        targets += [hit.iri for hit in index.search(value) if hit.score == EXACT]
        hits = (hit for target in targets for hit in index.linked(target, known.links))
        return [_by_property(hit, value) for hit in hits]
    return [hit for hit in index.search(value) if hit.score == EXACT]


def _by_property(hit: Hit, value: str) -> Hit:
    return Hit(
        hit.iri, hit.kind, hit.name, hit.name_en, hit.standing, hit.number, hit.code, hit.region,
        Match(value, "property", "property", EXACT),
    )  # fmt: skip


def _is_identifier(value: str) -> bool:
    return "/" in value


def _has(
    wanted: _Wanted, hit: Hit, links: Mapping[str, Sequence[str]], called: Mapping[str, str]
) -> bool | None:
    """Whether a thing has one of the values of a property; None where that cannot be told."""
    known = PROPERTIES[wanted.pid]
    if known.links:
        own = {target for kind in known.links for target in links.get(kind, ())}
        texts = {fold(value) for value in wanted.values}
        return bool(own & wanted.targets) or any(called[iri] in texts for iri in own)
    match wanted.pid:
        case "region":
            return hit.region in wanted.values
        case "status":
            return hit.standing in wanted.values
        case "number":
            return str(hit.number) in wanted.values if hit.number is not None else None
        case "level" | "successor":
            return None
    return hit.iri in wanted.targets


def _candidate(
    reader: Reader,
    hit: Hit,
    links: Mapping[str, Sequence[str]],
    score: float,
    told: Sequence[tuple[str, bool]],
    *,
    sure: bool,
) -> dict[str, Any]:
    kind = OF_KIND.get(hit.kind)
    return {
        "id": identifier(hit.iri, reader.base),
        "name": hit.name,
        "description": described(reader, hit, links),
        "score": round(score, 2),
        "match": sure and score >= EXACT,
        "type": [{"id": kind.id, "name": kind.words.zh}] if kind else [],
        "features": [
            {"id": "name", "value": round(hit.score, 2)},
            *({"id": pid, "value": has} for pid, has in told),
        ],
    }


def described(reader: Reader, hit: Hit, links: Mapping[str, Sequence[str]]) -> str:
    """A line that tells namesakes apart: the scenarios that a thing stands in, its region."""
    places = links.get("scenario", ()) if hit.kind != "scenario" else links.get("stage", ())
    iris = list(places)[:3]
    region = f"{reader.base}id/region/{hit.region}"
    names = reader.names([*iris, region])
    where = "、".join(names[iri].text for iri in iris)
    gone = "不在现行清单" if hit.standing != "current" else ""
    return " · ".join(part for part in (names[region].text, where, hit.name_en, gone) if part)
