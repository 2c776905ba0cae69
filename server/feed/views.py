"""`/feed`: the change feed as TriG, N-Quads, JSON-LD and Atom; `/changes`: the same for people."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, g, render_template, request
from pyoxigraph import Quad, RdfFormat

from server.api.parameters import Given
from server.app import current_settings, current_view
from server.errors import NotAcceptable, NotFound
from server.feed import atom, stream
from server.feed.log import ChangeLog
from server.feed.reading import KINDS, OPERATIONS, SIGNS, log_of, place_of, told
from server.feed.terms import PAGE, page_of, utc
from server.negotiation import ATOM, HTML, JSON_LD, N_QUADS, TRIG, negotiate
from server.pages.twins import announce
from server.reading.reader import present_reader
from server.urls import with_query

blueprint = Blueprint("feed", __name__)
FORMS = {"trig": TRIG, "nq": N_QUADS, "jsonld": JSON_LD, "atom": ATOM}
"""The ends of addresses."""
OFFERED = (TRIG, N_QUADS, JSON_LD, ATOM, HTML)


@blueprint.get("/feed")
@blueprint.get("/feed.<suffix>")
def root(suffix: str = "") -> Response:
    """The entry point of the stream; as Atom, the feed to subscribe to."""
    form, log = _form(suffix), _log()
    if form == HTML:
        return _to_page(log, 0)
    if form == ATOM:
        return _atom(log, None)
    return _rdf(stream.root(log, atom.TITLE.zh, atom.TITLE.en), form)


@blueprint.get("/feed/<int:number>")
@blueprint.get("/feed/<int:number>.<suffix>")
def page(number: int, suffix: str = "") -> Response:
    """A page of the stream, or the same events as an archived page of Atom."""
    form, log = _form(suffix), _log()
    if not 1 <= number <= stream.pages(log):
        raise NotFound(path=request.path)
    if form == HTML:
        return _to_page(log, number)
    if form == ATOM:
        return _atom(log, number)
    return _rdf(stream.page(log, number), form)


@blueprint.get("/feed/<path:path>")
def nothing(path: str) -> Response:
    """What is no page of the feed is no page of a region called `feed` either."""
    raise NotFound(path=request.path)


@blueprint.get("/changes")
def changes() -> Response:
    """What happened, of one region or everywhere, the latest first, in pages."""
    reader, log = present_reader(current_view()), _log()
    regions = {one.region.rpartition("/")[2]: one.region_name for one in reader.checklists}
    given = Given(request.args.to_dict(flat=False), ("page", "region", "lang"))
    region = given.choice("region", regions, "") if request.args.get("region") else ""
    numbers: Sequence[int] = log.of_region(region) if region else range(1, log.last + 1)
    last = max(page_of(len(numbers)), 1)
    number = given.number("page", last, last)
    shown = numbers[(number - 1) * PAGE : number * PAGE]
    events = [event for one in shown if (event := log.event(one))]
    announce("/feed", "atom", "trig")
    html = render_template(
        "changes.html",
        told=[told(log, event) for event in reversed(events)],
        names=reader.names({one for event in events for one in event.editions}),
        regions=regions,
        region=region,
        kinds=KINDS,
        operations=OPERATIONS,
        place_of=place_of,
        signs=SIGNS,
        number=number,
        last=last,
        total=len(numbers),
    )
    return Response(html, content_type="text/html; charset=utf-8")


def _log() -> ChangeLog:
    return log_of(current_view(), current_settings().base)


def _form(suffix: str) -> str:
    if suffix:
        if suffix not in FORMS:
            raise NotFound(path=request.path)
        return FORMS[suffix]
    chosen = negotiate(request.headers.get("Accept"), OFFERED)
    if chosen is None:
        raise NotAcceptable(offered="、".join(OFFERED), available=list(OFFERED))
    return chosen


def _rdf(quads: Iterable[Quad], form: str) -> Response:
    kind = RdfFormat.from_media_type(form)
    if kind is None:
        raise ValueError(form)
    return Response(stream.as_rdf(quads, kind), content_type=form)


def _atom(log: ChangeLog, number: int | None) -> Response:
    last = stream.pages(log)
    shown = [number] if number else [one for one in (last - 1, last) if one >= 1]
    events = [event for one in shown for event in log.events((one - 1) * PAGE + 1, one * PAGE)]
    body = atom.document(
        log.base,
        [told(log, event) for event in reversed(events)],
        g.language,
        page=number if number and number < last else None,
        previous=shown[0] - 1,
        updated=events[-1].at if events else _published(),
    )
    return Response(body, content_type=f"{ATOM}; charset=utf-8")


def _published() -> str:
    """When what is served was published."""
    record: dict[str, str] = current_view().record().manifest()["publication"]
    return utc(record["at"])


def _to_page(log: ChangeLog, number: int) -> Response:
    """People are led to the page with the same events; the last may be empty yet."""
    page = str(min(number, max(page_of(log.last), 1))) if number else None
    address = with_query("/changes", page=page, lang=request.args.get("lang"))
    response = Response(status=303, headers={"Location": address})
    response.vary.add("Accept")
    return response
