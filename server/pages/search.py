"""`/search`: what a word finds, narrowed by kind, stage and department, and why each was found."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from server.app import current_settings, current_view
from server.negotiation import JSON
from server.pages.twins import also_at
from server.reading.reader import Names, Reader, present_reader
from server.search.asking import Hit
from server.search.index import index_of
from server.urls import with_query

blueprint = Blueprint("search", __name__)
SUGGESTIONS = "application/x-suggestions+json"
_PAGE = 30
_CHOICES = 12
_LONGEST = 200
_FACETS = ("stage", "department", "region")
_ROLES = ("lead", "cooperating", "handling")
_SECTIONS = ("scenario", "matter", "sub-item", "department", "stage", "entry", "checklist")


@dataclass(frozen=True)
class Choice:
    """A value that narrows what was found, and how many it leaves."""

    value: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class Result:
    """A thing as the page shows it: where it stands, and the departments that it names."""

    hit: Hit
    stages: Sequence[str]
    scenarios: Sequence[str]
    departments: Sequence[str]


@blueprint.get("/search")
def page() -> Response:
    """The page of a question, or the empty form."""
    reader = present_reader(current_view())
    question = request.args.get("q", "").strip()[:_LONGEST]
    index = index_of(reader.view, current_settings().base)
    hits = index.search(question) if question else []
    if question and not hits:
        hits = index.search(question, ("entry", "checklist"))
    links = index.links(hits)
    chosen = {name: request.args.get(name, "") for name in ("kind", *_FACETS)}
    kept = [hit for hit in hits if _fits(hit, links[hit.iri], chosen)]
    number = max(_number(request.args.get("page", "")), 1)
    shown = kept[(number - 1) * _PAGE : number * _PAGE]
    results = [_result(hit, links[hit.iri]) for hit in shown]
    facets = {name: _choices(name, hits, links, chosen) for name in ("kind", *_FACETS)}
    names = _names(reader, results, facets)
    if question:
        also_at(with_query("/lookup", name=question), JSON)
    html = render_template(
        "search.html",
        question=question,
        total=len(hits),
        kept=len(kept),
        results=results,
        facets=facets,
        chosen=chosen,
        number=number,
        last=max(-(-len(kept) // _PAGE), 1),
        following=_address(page=str(number + 1)) if number * _PAGE < len(kept) else "",
        before=_address(page=str(number - 1) if number > 2 else None) if number > 1 else "",
        several=len(index.regions) > 1,
        names=names,
    )
    return Response(html, content_type="text/html; charset=utf-8")


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """The names that a word may become, as OpenSearch suggestions."""
    reader = present_reader(current_view())
    question = request.args.get("q", "").strip()[:_LONGEST]
    index = index_of(reader.view, current_settings().base)
    hits = index.search(question)[:_CHOICES] if question else []
    base = current_settings().base
    names = list(dict.fromkeys(hit.name for hit in hits))
    body = [question, names, [], [f"{base}search?{urlencode({'q': name})}" for name in names]]
    return Response(json.dumps(body, ensure_ascii=False), content_type=SUGGESTIONS)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _departments(links: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(iri for role in _ROLES for iri in links.get(role, ())))


def _values(name: str, hit: Hit, links: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """What a thing counts as in a facet."""
    match name:
        case "kind":
            return (hit.kind,)
        case "region":
            return (hit.region,)
        case "stage":
            return (hit.iri,) if hit.kind == "stage" else links.get("stage", ())
        case _:
            return (hit.iri,) if hit.kind == "department" else _departments(links)


def _fits(hit: Hit, links: Mapping[str, Sequence[str]], chosen: Mapping[str, str]) -> bool:
    return all(not value or value in _values(name, hit, links) for name, value in chosen.items())


def _choices(
    name: str,
    hits: Sequence[Hit],
    links: Mapping[str, Mapping[str, Sequence[str]]],
    chosen: Mapping[str, str],
) -> list[Choice]:
    """The values of a facet among what the other choices leave, the most frequent first."""
    others = {key: value for key, value in chosen.items() if key != name}
    counts = Counter(
        value
        for hit in hits
        if _fits(hit, links[hit.iri], others)
        for value in dict.fromkeys(_values(name, hit, links[hit.iri]))
    )
    if name == "kind":
        order = [(kind, counts[kind]) for kind in _SECTIONS if counts[kind]]
    else:
        order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_CHOICES]
    return [
        Choice(
            value,
            count,
            _address(page=None, **{name: None if chosen[name] == value else value}),
            chosen[name] == value,
        )
        for value, count in order
    ]


def _address(**changes: str | None) -> str:
    """The address of this page with some parameters changed."""
    known = ("q", "kind", *_FACETS, "page", "lang")
    given = {name: request.args[name] for name in known if request.args.get(name)}
    return with_query(request.path, **(given | changes))


def _result(hit: Hit, links: Mapping[str, Sequence[str]]) -> Result:
    place = [] if hit.kind in ("department", "stage") else links.get("stage", ())
    scenarios = [] if hit.kind in ("department", "stage", "scenario") else links.get("scenario", ())
    return Result(hit, list(place)[:3], list(scenarios)[:4], _departments(links)[:4])


def _names(
    reader: Reader, results: Sequence[Result], facets: Mapping[str, Sequence[Choice]]
) -> Names:
    iris = {one.hit.iri for one in results}
    for one in results:
        iris |= {*one.stages, *one.scenarios, *one.departments}
    iris |= {choice.value for name in ("stage", "department") for choice in facets[name]}
    codes = {choice.value for choice in facets["region"]} | {one.hit.region for one in results}
    regions = {f"{reader.base}id/region/{code}" for code in codes}
    return reader.names(iris | regions)
