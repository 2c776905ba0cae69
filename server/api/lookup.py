"""`/lookup`: what a name, an abbreviation, a number or a code means, for one or for many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from server.api import batches
from server.api.parameters import Given
from server.api.records import Record
from server.api.views import FORMS, answer, table
from server.app import current_settings, current_view
from server.errors import MissingParameter, TooMany
from server.search.asking import EXACT, Hit
from server.search.gathered import KINDS
from server.search.index import Index, index_of
from server.urls import document_path

blueprint = Blueprint("lookup", __name__)
MOST = 10_000
"""How many names one request has at most."""
_PARAMETERS = ("name", "type", "region", "limit", "format", "excel")
_USUAL, CANDIDATES = 5, 25
_CELLS = 50_000
"""Candidates that one answer has at most: names times the limit."""
COLUMNS = (
    *("query", "rank", "score", "exact", "uri", "name", "name_en", "type", "region", "status"),
    *("matched", "how"),
)


@dataclass(frozen=True)
class Wanted:
    """What is looked for besides the names: of which kinds, in which regions, how many each."""

    kinds: tuple[str, ...]
    regions: tuple[str, ...]
    limit: int


@blueprint.get("/lookup", endpoint="one")
@blueprint.post("/lookup", endpoint="many")
def lookup() -> Response:
    """Candidates for each name, the likeliest first."""
    view = current_view()
    index = index_of(view, current_settings().base)
    given = Given(request.args.to_dict(flat=False), _PARAMETERS)
    if request.method == "POST":
        document = batches.document()
        names = batches.texts(document, "names", MOST)
        if isinstance(document, dict):
            given = Given(_said(request.args.to_dict(flat=False), document), _PARAMETERS)
    else:
        names = given.every("name")
        if not names:
            raise MissingParameter(parameter="name", label_zh="名称", label_en="Name")
    wanted = Wanted(_kinds(given), _regions(given, index), _limit(given))
    if len(names) * wanted.limit > _CELLS:
        raise TooMany(count=len(names) * wanted.limit, limit=_CELLS)
    answers = {name: _answer(index, name, wanted) for name in dict.fromkeys(names)}
    found = [answers[name] for name in names]
    if given.choice("format", FORMS, "json") == "csv":
        excel = given.choice("excel", ("0", "1"), "0") == "1"
        return table(list(_rows(found)), COLUMNS, "lookup", excel=excel)
    return answer({"snapshot": view.id, "count": len(found), "items": found})


def _said(given: Mapping[str, list[str]], document: Mapping[str, Any]) -> dict[str, list[str]]:
    """The parameters of a batch: those of its address, and those that stand beside the names."""
    beside = {key: value for key, value in document.items() if key != "names"}
    return dict(given) | {
        key: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for key, value in beside.items()
        if value is not None
    }


def _kinds(given: Given) -> tuple[str, ...]:
    known = ("all", *KINDS)
    chosen = (
        Given({"type": [value]}, ("type",)).choice("type", known, "all")
        for value in dict.fromkeys(given.every("type"))
    )
    return tuple(kind for kind in chosen if kind != "all")


def _regions(given: Given, index: Index) -> tuple[str, ...]:
    return tuple(
        Given({"region": [value]}, ("region",)).choice("region", index.regions, "")
        for value in dict.fromkeys(given.every("region"))
    )


def _limit(given: Given) -> int:
    known = [str(n) for n in range(1, CANDIDATES + 1)]
    return int(given.choice("limit", known, str(_USUAL)))


def _answer(index: Index, name: str, wanted: Wanted) -> Record:
    search = index.first if wanted.limit == 1 else index.search
    hits = search(name, wanted.kinds, wanted.regions)[: wanted.limit]
    return {"query": name, "candidates": [candidate(hit) for hit in hits]}


def candidate(hit: Hit) -> Record:
    """A thing that may be meant."""
    return {
        "uri": hit.iri,
        "name": hit.name,
        "name_en": hit.name_en or None,
        "type": hit.kind,
        "region": hit.region,
        "status": hit.standing,
        "score": round(hit.score, 1),
        "exact": hit.score == EXACT,
        "matched": hit.match.text,
        "matched_as": hit.match.role,
        "how": hit.match.how,
        "page": document_path(hit.iri, current_settings().base),
    }


def _rows(found: list[Record]) -> list[Record]:
    """A row for each candidate, one without for a name that has none."""
    rows: list[Record] = []
    for one in found:
        for rank, each in enumerate(one["candidates"] or [{}], start=1):
            rows.append({"query": one["query"], "rank": rank if each else None, **each})
    return rows
