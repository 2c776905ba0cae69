"""`/editions`: the editions of a checklist, what changed in each, and any two of them compared; the
comparison also as a workbook, as JSON and as text."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request

from server.api.editions import Published, published
from server.app import current_settings, current_view
from server.differences.book import sheets
from server.differences.document import as_json as written
from server.differences.finding import Difference, difference
from server.differences.table import Told, told
from server.differences.text import lines
from server.differences.wording import KINDS
from server.errors import BadParameter, DownloadsBusy
from server.pages.edition import counts_of
from server.pages.site import find, only_or_choice
from server.pages.twins import announce
from server.reading.asking import Row, ask
from server.reading.context import Checklist, Counts
from server.reading.facts import facts
from server.reading.kept import Kept
from server.reading.provenance import source_graph
from server.reading.reader import Reader, node, present_reader
from server.spreadsheet import MEDIA_TYPE, workbook
from server.store.succession import in_order
from server.urls import with_query

blueprint = Blueprint("editions", __name__)

WORDS = {kind.value: word for kind, word in KINDS.items()}
"""What each kind of change is called."""
PARAMETERS = ("from", "to", "department")
CURRENT = "current"
"""What the current edition may be called, whichever it is."""
_COMPARED: Kept[Difference] = Kept(16)
_BOOKS: Kept[bytes] = Kept(8)
_WORKBOOKS = 2
_MAKING = threading.BoundedSemaphore(_WORKBOOKS)


@dataclass(frozen=True)
class Listed:
    """An edition as the page lists it; `before` is the key of the one it follows, `step` what
    changed from that, where there is one."""

    edition: Published
    counts: Counts
    documents: Sequence[Row]
    before: str
    step: Told | None


@dataclass(frozen=True)
class Chosen:
    """The two editions that are compared, by their keys, and the IRI of the department that the
    changes shown concern: empty for all."""

    before: str
    after: str
    department: str


@blueprint.get("/editions")
def index() -> str:
    """The editions of the only checklist, or the choice between several."""
    return only_or_choice(_page, "editions")


@blueprint.get("/<region>/<list_key>/editions")
def page(region: str, list_key: str) -> str:
    """The editions of one checklist. Raises NotFound where none is published there, BadParameter
    where an edition or a department is none of it."""
    reader = present_reader(current_view())
    return _page(reader, find(reader, region, list_key))


@blueprint.get("/<region>/<list_key>/editions.<any(xlsx, json, txt):form>")
def comparison(region: str, list_key: str, form: str) -> Response:
    """Two editions compared, whole. Raises NotFound, BadParameter, DownloadsBusy."""
    reader = present_reader(current_view())
    checklist = find(reader, region, list_key)
    chosen = _chosen(_editions(reader, checklist))
    if chosen is None:
        raise _unusable(
            "from",
            request.args.get("from", ""),
            "这份清单只发布过一版，没有可比较的。",
            "only one edition of the list is published: there is nothing to compare.",
        )
    found = _difference(reader, checklist, chosen)
    if form == "json":
        return Response(written(found, departments=True), content_type="application/json")
    if form == "txt":
        text = "\n".join(lines(found)) + "\n"
        return Response(text, content_type="text/plain; charset=utf-8")
    key = f"{checklist.iri} {chosen.before} {chosen.after}"
    content = _BOOKS.get(reader.view, key, lambda: _book(found))
    response = Response(content, content_type=MEDIA_TYPE)
    name = f"changes-{region}-{list_key}-{chosen.before}-{chosen.after}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _book(found: Difference) -> bytes:
    """The workbook, made once a state; so few are made at a time that pages go on."""
    if not _MAKING.acquire(blocking=False):
        raise DownloadsBusy(limit=_WORKBOOKS)
    try:
        return workbook(sheets(found, departments=True))
    finally:
        _MAKING.release()


def _page(reader: Reader, checklist: Checklist) -> str:
    editions = _editions(reader, checklist)
    chosen = _chosen(editions)
    found = _difference(reader, checklist, chosen) if chosen else None
    shown = None
    if chosen and chosen.before != chosen.after:
        pair = {"from": chosen.before, "to": chosen.after}
        announce(with_query(f"{checklist.path}editions", **pair), "json", "xlsx", "txt")
    if found and chosen:
        shown = told(found.comparison, found.hints, chosen.department)
        if chosen.department not in ("", *(one.iri for one in shown.departments)):
            raise _unusable(
                "department",
                chosen.department,
                "这两版之间没有涉及这个部门的变化，或没有这个部门。",
                "no change between the two concerns it, or there is no such department.",
            )
    listed = [_listed(reader, checklist, one) for one in reversed(editions)]
    return render_template(
        "editions.html",
        checklist=checklist,
        listed=listed,
        chosen=chosen,
        shown=shown,
        narrowed=lambda department: with_query(
            f"{checklist.path}editions",
            **{
                "from": chosen.before if chosen else None,
                "to": chosen.after if chosen else None,
                "department": department,
            },
        ),
        kinds_words=WORDS,
        names=reader.names(one.edition for one in editions),
        trail=reader.trail(checklist.edition),
    )


def _editions(reader: Reader, checklist: Checklist) -> list[Published]:
    """The editions of a list, from the first to the current one."""
    by_key = {one.key: one for one in published(reader) if one.list == checklist.iri}
    before = {key: one.before.rpartition("/")[2] or None for key, one in by_key.items()}
    return [by_key[key] for key in in_order(before, checklist.edition_key)]


def _chosen(editions: Sequence[Published]) -> Chosen | None:
    """The editions that the request names, else the current one and the one before it; None where
    there is but one. Raises BadParameter."""
    keys = [one.key for one in editions]
    now = next((one.key for one in editions if one.current), keys[-1])
    given = {name: request.args.get(name, "").strip() for name in PARAMETERS}
    given |= {name: now for name in PARAMETERS[:2] if given[name] == CURRENT}
    for name in PARAMETERS[:2]:
        if given[name] and given[name].rpartition("/")[2] not in keys:
            raise _unusable(
                name,
                given[name],
                f"没有这个版本。有：{'、'.join(keys)}。",
                f"there is no such edition; there are {', '.join(keys)}.",
            )
    before, after = (given[name].rpartition("/")[2] for name in PARAMETERS[:2])
    after = after or now
    before = before or _before(editions, after)
    return Chosen(before, after, given["department"]) if before else None


def _before(editions: Sequence[Published], key: str) -> str:
    """The edition that one follows; another, where it follows none."""
    keys = [one.key for one in editions]
    follows = next(one.before.rpartition("/")[2] for one in editions if one.key == key)
    if follows in keys:
        return follows
    at = keys.index(key)
    return keys[at - 1] if at else next((other for other in keys if other != key), "")


def _listed(reader: Reader, checklist: Checklist, edition: Published) -> Listed:
    iri, before = edition.edition, edition.before.rpartition("/")[2]
    source = node(source_graph(iri))
    step = None
    if before:
        found = _difference(reader, checklist, Chosen(before, edition.key, ""))
        step = told(found.comparison)
    return Listed(
        edition,
        replace(counts_of(facts(reader, iri), []), numbered=checklist.counts.numbered),
        ask(reader.view, "documents", edition=node(iri), source=source),
        before,
        step,
    )


def _difference(reader: Reader, checklist: Checklist, chosen: Chosen) -> Difference:
    names = [f"{checklist.iri}/{key}" for key in (chosen.before, chosen.after)]
    base = current_settings().base

    def compared() -> Difference:
        return difference(reader.view.record(), base, names)

    return _COMPARED.get(reader.view, " ".join(names), compared)


def _unusable(name: str, value: str, zh: str, en: str) -> BadParameter:
    return BadParameter(parameter=name, value=value[:100], reason_zh=zh, reason_en=en)
