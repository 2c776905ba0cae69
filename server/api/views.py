"""`/api/matters`, `/api/departments`, `/api/scenarios`, `/api/entries` in pages, `/api/editions`,
what changed since an edition, `/api/changes`, and what became of stored URIs, `/api/status`."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from server.api import batches, changes
from server.api.editions import asked, published, records_of
from server.api.kinds import KINDS, Kind
from server.api.parameters import Given, Page
from server.api.records import Record
from server.api.since import since_then
from server.api.status import COLUMNS, MOST, statuses
from server.api.table import as_csv
from server.app import current_view
from server.errors import MissingParameter, NotFound
from server.negotiation import CSV, JSON
from server.reading.reader import present_reader
from server.urls import with_query

blueprint = Blueprint("api", __name__, url_prefix="/api")
_REGIONS = 20
"""Regions that are looked through for one page: a filter that fits little ends it early."""
FORMS = ("json", "csv")


def _kind(name: str, form: str = "") -> Response:
    """A page of the records of a kind."""
    chosen, view = KINDS[name], current_view()
    given = Given(request.args.to_dict(flat=False), chosen.parameters)
    form = form or given.choice("format", FORMS, "json")
    found, after, total = _page(chosen, given, given.page(view.id))
    following = _next(after, view.id) if after else None
    if form == "csv":
        excel = given.choice("excel", ("0", "1"), "0") == "1"
        response = table(list(chosen.rows(found)), chosen.columns, name, excel=excel)
    else:
        document = {
            "snapshot": view.id,
            "count": len(found),
            "total": total,
            "next": following,
            "items": found,
        }
        response = answer(document)
    if following:
        response.headers.add("Link", f'<{following}>; rel="next"')
    return response


for _name in KINDS:
    blueprint.add_url_rule(f"/{_name}", _name, partial(_kind, _name))
    in_form = f"/{_name}.<any({', '.join(FORMS)}):form>"
    blueprint.add_url_rule(in_form, f"{_name}_in_form", partial(_kind, _name))


def _page(chosen: Kind, given: Given, page: Page) -> tuple[list[Record], Page | None, int | None]:
    """The records of a page, where the next one begins, and how many there are in all, where that
    is known without looking further: one region is asked about."""
    reader = present_reader(current_view())
    regions = asked(reader, given)
    of_edition = bool(given.one("edition"))
    tests = list(chosen.tests(given, of_edition=of_edition))
    found: list[Record] = []
    total: int | None = None
    waiting = [code for code in regions if code >= page.region]
    for seen, code in enumerate(waiting):
        if seen == _REGIONS:
            return found, replace(page, region=code, offset=0), None
        every = chosen.of(records_of(reader, regions[code]))
        fitting = [record for record in every if all(test(record) for test in tests)]
        total = len(fitting) if len(regions) == 1 else None
        start = page.offset if code == page.region else 0
        taken = fitting[start : start + page.limit - len(found)]
        found += taken
        end = start + len(taken)
        if len(found) == page.limit and (end < len(fitting) or code != waiting[-1]):
            last = end >= len(fitting)
            following = waiting[seen + 1] if last else code
            return found, replace(page, region=following, offset=0 if last else end), total
    return found, None, total


def _next(page: Page, snapshot: int) -> str:
    """The address of the page that follows this request's."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "cursor"]
    address = request.path
    for key, value in kept:
        address = with_query(address, **{key: value})
    return with_query(address, cursor=page.cursor(snapshot))


@blueprint.get("/editions", endpoint="editions")
def editions() -> Response:
    """Every edition of every list."""
    view = current_view()
    Given(request.args.to_dict(flat=False), ())
    items = [
        {
            "uri": one.edition,
            "region": one.code,
            "list": one.list_key,
            "edition": one.key,
            "title": one.title,
            "current": one.current,
            "issued": one.issued or None,
            "previous": one.before or None,
        }
        for one in published(present_reader(view))
    ]
    return answer({"snapshot": view.id, "count": len(items), "items": items})


@blueprint.get("/status", endpoint="status_of")
@blueprint.post("/status", endpoint="status")
def status() -> Response:
    """What became of each of some URIs, in their order."""
    view = current_view()
    given = Given(request.args.to_dict(flat=False), ("uri", "since", "format", "excel"))
    form = given.choice("format", FORMS, "json")
    excel = given.choice("excel", ("0", "1"), "0") == "1"
    if request.method == "POST":
        document = batches.document()
        uris = batches.texts(document, "uris", MOST)
        since = document.get("since") if isinstance(document, dict) else None
        since = since if isinstance(since, str) else given.one("since")
    else:
        uris, since = given.every("uri"), given.one("since")
        if not uris:
            raise MissingParameter(parameter="uri", label_zh="网址", label_en="URI")
    reader = present_reader(view)
    found = statuses(reader, uris)
    if since:
        found = since_then(reader, found, since)
    if form == "csv":
        return table(found, COLUMNS, "status", excel=excel)
    return answer({"snapshot": view.id, "count": len(found), "items": found})


@blueprint.get("/changes", endpoint="changes")
@blueprint.get(f"/changes.<any({', '.join(FORMS)}):form>", endpoint="changes_in_form")
def changes_since(form: str = "") -> Response:
    """What changed since an edition."""
    view = current_view()
    given = Given(request.args.to_dict(flat=False), ("since", "until", "format", "excel"))
    form = form or given.choice("format", FORMS, "json")
    excel = given.choice("excel", ("0", "1"), "0") == "1"
    if not (since := given.one("since")):
        raise MissingParameter(parameter="since", label_zh="版本", label_en="Edition")
    found = changes.changes(present_reader(view), since, given.one("until"))
    if form == "csv":
        return table(found, changes.COLUMNS, "changes", excel=excel)
    return answer({"snapshot": view.id, "count": len(found), "items": found})


@blueprint.get("/<path:path>", endpoint="nothing")
def nothing(path: str) -> Response:
    """What is asked for here and is not here; it is no page of a region called `api` either."""
    raise NotFound(path=request.path)


def answer(document: dict[str, Any]) -> Response:
    """A document as JSON."""
    return Response(json.dumps(document, ensure_ascii=False, indent=1), content_type=JSON)


def table(rows: Sequence[Record], columns: Sequence[str], name: str, *, excel: bool) -> Response:
    """Rows as CSV."""
    response = Response(
        as_csv(rows, columns, excel=excel), content_type=f"{CSV}; charset=utf-8; header=present"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
