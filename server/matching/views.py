"""`/match`: from a column of names or codes to a table with URIs; and the crosswalk to fill in."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Store

from server.app import current_settings, current_view
from server.crosswalk_sheet import write_crosswalk
from server.errors import BadParameter, DownloadsBusy
from server.matching.asked import Asked, NotRead, asked
from server.matching.finding import KINDS, candidates, how, with_the_alike
from server.matching.making import made
from server.matching.state import MOST, NONE, State, packed
from server.negotiation import CSV
from server.reading.kept import Kept
from server.reading.reader import present_reader
from server.saved.header import Text
from server.search.asking import EXACT, Hit
from server.search.index import Index, index_of
from server.spreadsheet import MEDIA_TYPE

blueprint = Blueprint("matching", __name__)

SHOWN = 50
"""So many names are on a page."""
_AT_WORK = 2
_MAKING = threading.BoundedSemaphore(_AT_WORK)
_TEMPLATES: Kept[bytes] = Kept(4)


@dataclass(frozen=True)
class Offered:
    """A name with what is offered for it, and what was decided: an IRI, `NONE`, or None."""

    at: int
    name: str
    hits: tuple[tuple[Hit, Text], ...]
    picked: str | None


@blueprint.get("/match", provide_automatic_options=False)
def form() -> str:
    """The form: a text or a file."""
    index = index_of(current_view(), current_settings().base)
    return _form(index, {})


@blueprint.post("/match", provide_automatic_options=False)
def match() -> Response:
    """The candidates of a page of names, or the whole as a file. Raises TooMany, BadParameter,
    DownloadsBusy, and what a body can end in."""
    view = current_view()
    index = index_of(view, current_settings().base)
    try:
        given = asked(tuple(index.regions))
    except NotRead as error:
        return _said(_form(index, error.words), 422)
    state = with_the_alike(index, given.state) if given.begun else given.state
    if given.go in ("xlsx", "csv", "csv-excel"):
        with _working():
            return _file(index, state, view.id, given.go)
    return _said(_page(index, state, given))


@blueprint.route("/match", methods=["OPTIONS"])
def preflight() -> Response:
    """What may be sent."""
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    return response


@blueprint.get("/match/crosswalk.xlsx")
def crosswalk() -> Response:
    """The crosswalk of a region with every URI and name, to be filled in. Raises BadParameter,
    DownloadsBusy."""
    view, base = current_view(), current_settings().base
    regions = tuple(index_of(view, base).regions)
    region = request.args.get("region") or (regions[0] if len(regions) == 1 else "")
    if region not in regions:
        raise BadParameter(
            parameter="region",
            value=region[:100],
            reason_zh=f"可用：{'、'.join(regions)}。",
            reason_en=f"it may be {', '.join(regions)}.",
        )

    def made() -> bytes:
        with _working():
            return write_crosswalk(Store.read_only(str(view.record().store)), base, region)

    response = Response(_TEMPLATES.get(view, region, made), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="crosswalk-{region}.xlsx"'
    return response


@contextmanager
def _working() -> Iterator[None]:
    """A place among those that make a file: so few that pages go on. Raises DownloadsBusy."""
    if not _MAKING.acquire(blocking=False):
        raise DownloadsBusy(limit=_AT_WORK)
    try:
        yield
    finally:
        _MAKING.release()


def _form(index: Index, problem: Mapping[str, str]) -> str:
    reader = present_reader(current_view())
    base = current_settings().base
    regions = {code: f"{base}id/region/{code}" for code in index.regions}
    return render_template(
        "match.html",
        state=None,
        problem=problem,
        kinds=KINDS,
        most=MOST,
        regions=regions,
        names=reader.names(regions.values()),
    )


def _page(index: Index, state: State, given: Asked) -> str:
    reader = present_reader(current_view())
    show = "all" if given.go == "show-all" else "open" if given.go == "show-open" else given.show
    every = state.open if show == "open" else list(range(len(state.names)))
    if not every:
        show, every = "all", list(range(len(state.names)))
    last = max(-(-len(every) // SHOWN), 1)
    wanted = given.go.removeprefix("page-")
    number = min(max(int(wanted), 1), last) if wanted.isdecimal() and len(wanted) < 6 else 1
    offered = [_offered(index, state, at) for at in every[(number - 1) * SHOWN : number * SHOWN]]
    hits = [hit for one in offered for hit, _ in one.hits]
    links = index.links(hits)
    places = {
        hit.iri: (links[hit.iri].get("scenario") or links[hit.iri].get("stage") or [])[:3]
        for hit in hits
    }
    named = {iri for hit in hits for iri in (hit.iri, *places[hit.iri])}
    base = current_settings().base
    regions = {code: f"{base}id/region/{code}" for code in index.regions}
    return render_template(
        "match.html",
        state=state,
        packed=packed(state),
        offered=offered,
        show=show,
        number=number,
        last=last,
        counts=_counts(state),
        kinds=KINDS,
        places=places,
        names=reader.names({*named, *regions.values()}),
        regions=regions,
        exact=EXACT,
        nothing=NONE,
    )


def _counts(state: State) -> dict[str, int]:
    """How many names there are, how many are alike, decided, and still open."""
    settled = {**state.alike, **state.picks}
    return {
        "rows": len(state.rows),
        "names": len(state.names),
        "alike": sum(at not in state.picks for at in state.alike),
        "picked": sum(1 for to in state.picks.values() if to != NONE),
        "none": sum(1 for to in state.picks.values() if to == NONE),
        "open": len(state.names) - len(settled),
    }


def _offered(index: Index, state: State, at: int) -> Offered:
    hits = candidates(index, state, at)
    return Offered(at, state.names[at], tuple((hit, how(hit)) for hit in hits), state.decided(at))


def _file(index: Index, state: State, snapshot: int, form: str) -> Response:
    settings = current_settings()
    content = made(
        index, state, snapshot, form, seconds=settings.export_deadline, mib=settings.memory
    )
    kind = MEDIA_TYPE if form == "xlsx" else f"{CSV}; charset=utf-8; header=present"
    response = Response(content, content_type=kind)
    name = "matched.xlsx" if form == "xlsx" else "matched.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(page: str, status: int = 200) -> Response:
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
