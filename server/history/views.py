"""`/history/…`: what happened to a thing; `/memento/…` and `/timemap/…`: its document as it was."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import RDF
from server.api.editions import Published, published
from server.api.parameters import Given, refused
from server.api.since import find
from server.app import current_settings, current_view
from server.errors import NotFound, UnknownResource, Withdrawn
from server.feed.log import ChangeLog, Operation, has_history, is_told, scope_of
from server.feed.reading import KINDS, OPERATIONS, SIGNS, TAKEN_BACK, called, log_of, told
from server.history import memento
from server.history.state import Moment, moment_of, moments, reign_of, state, was
from server.history.timeline import Difference, Happened, Step, timeline
from server.messages import HTML_LANGUAGE
from server.negotiation import HTML, JSON
from server.pages.generic import properties, short
from server.profiles.given import in_our_words
from server.reading.naming import Name
from server.reading.reader import Names, Reader, present_reader
from server.resources import asked_form, asked_profiles, description, in_rdf, split_suffix
from server.saved.header import Text
from server.urls import resource_iri

blueprint = Blueprint("history", __name__)


@blueprint.get("/history/<path:path>")
def history(path: str) -> Response:
    """What happened to a thing, the latest first, as a page or as JSON."""
    plain, suffix = (path.removesuffix(".json"), "json") if path.endswith(".json") else (path, "")
    given = Given(request.args.to_dict(flat=False), ("format", "lang"))
    form = suffix or given.choice("format", ("html", "json"), "html")
    reader, log = present_reader(current_view()), _log()
    iri = resource_iri(plain, log.base)
    steps = timeline(reader, log, iri) if has_history(log.base, iri) else []
    if not steps:  # one that is there, and that nothing tells of
        description(iri)
        if not has_history(log.base, iri):
            raise UnknownResource(iri=iri)
    times = moments(log, iri) if is_told(log.base, iri) else []
    if form == "json":
        found = {"uri": iri, "items": [_record(log, plain, times, step) for step in steps]}
        return Response(json.dumps(found, ensure_ascii=False, indent=1), content_type=JSON)
    names = _names_then(reader, log, log.last, {iri, *_mentioned(steps)})
    html = render_template(
        "history.html",
        here=names[iri],
        kind=_kind(log, iri),
        iri=iri,
        path=plain,
        steps=steps,
        stamps={one: memento.stamp(one) for one in times},
        names=names,
        short=short,
        operations=OPERATIONS,
        signs=SIGNS,
        is_node=lambda value: isinstance(value, NamedNode),
    )
    return Response(html, content_type="text/html; charset=utf-8")


@blueprint.get("/timemap/<path:path>")
def timemap(path: str) -> Response:
    """The mementos of a document (RFC 7089, section 5)."""
    log, times = _log(), _times(path)
    body = memento.as_link_format(log.base, path, times)
    return Response(body, content_type=f"{memento.LINK_FORMAT}; charset=utf-8")


@blueprint.get("/memento/<stamp>/<path:path>")
def past(stamp: str, path: str) -> Response:
    """The document as it was at a time; one at which it was not made leads to the one that counts
    then."""
    log, times = _log(), _times(path)
    wanted = memento.of_stamp(stamp)
    if wanted is None:
        raise NotFound(path=request.path)
    time = memento.chosen(times, wanted)
    if memento.stamp(time) != stamp:
        return to_memento(log.base, path, time)
    plain, _ = split_suffix(path)
    iri = resource_iri(plain, log.base)
    response = in_past(iri, path, moment_of(log, time), time=time)
    response.headers["Memento-Datetime"] = memento.http_date(time)
    for link in memento.memento_links(log.base, path, times, time):
        response.headers.add("Link", link)
    return response


@blueprint.get("/memento/<path:path>")
def nothing(path: str) -> Response:
    """What names no time and document is no memento, and no page of a region of that name."""
    raise NotFound(path=request.path)


def to_memento(base: str, path: str, time: str) -> Response:
    """Where the memento of a document is (section 4.1)."""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    site = memento.address("/", time, path) + query
    response = Response(status=302, headers={"Location": site})
    for link in memento.original_links(base, path):
        response.headers.add("Link", link)
    response.vary.update(("Accept", "Accept-Datetime"))
    return response


def led_to_past(path: str, header: str) -> Response | None:
    """Where `Accept-Datetime` leads from a document; None where there are no mementos of it. Raises
    BadParameter for what is no time."""
    plain, _ = split_suffix(path)
    log = _log()
    iri = resource_iri(plain, log.base)
    times = moments(log, iri) if is_told(log.base, iri) else []
    if not times:
        return None
    wanted = memento.asked(header)
    if wanted is None:
        raise refused(
            "Accept-Datetime",
            header,
            "应为 RFC 1123 的时间，如 Tue, 01 Dec 2026 08:00:00 GMT。",
            "it is a time as in RFC 1123, such as Tue, 01 Dec 2026 08:00:00 GMT.",
        )
    return to_memento(log.base, path, memento.chosen(times, wanted))


def taken_back(iri: str) -> Withdrawn | None:
    """That a thing was published and is no more, since its publication was rolled back; None where
    it was not."""
    log = _log()
    numbers = log.of(iri) if is_told(log.base, iri) else []
    event = log.event(numbers[-1]) if numbers else None
    if event is None or event.operation is not Operation.DELETE:
        return None
    name = told(log, event).name
    return Withdrawn(
        iri=iri,
        name=name.zh,
        called_zh=f"（{name.zh}）",
        called_en=f" ({name.en})",
        note=TAKEN_BACK.zh,
        note_zh=TAKEN_BACK.zh,
        note_en=TAKEN_BACK.en,
        successors=[],
    )


def has_past(iri: str) -> bool:
    """Whether there are mementos of the document about a thing."""
    log = _log()
    return is_told(log.base, iri) and bool(log.of(iri))


def in_edition(path: str, name: str) -> Response:
    """The document about a thing as one edition has it, with what the register said of it while
    that edition was current. Raises BadParameter where there is no such edition, or the thing does
    not stand in it."""
    plain, _ = split_suffix(path)
    log = _log()
    iri = resource_iri(plain, log.base)
    edition = _edition(iri, name)
    return in_past(iri, path, reign_of(log, edition.edition), edition=edition)


def _edition(iri: str, name: str) -> Published:
    reader = present_reader(current_view())
    scope = scope_of(reader.base, iri)
    own = [one for one in published(reader) if scope and one.code == scope.region]
    if not own:
        raise refused("edition", name, "它没有版本之分。", "it has no editions.")
    same = [one for one in own if iri.startswith(f"{one.list}/")]  # what stands inside one of them
    return find(reader, name, "edition", same or own)


def in_past(
    iri: str, path: str, moment: Moment, *, time: str = "", edition: Published | None = None
) -> Response:
    """The document about a thing at a moment, in the form that is asked for."""
    log = _log()
    plain, suffix = split_suffix(path)
    triples = state(log, iri, moment)
    if not triples and edition:
        raise refused("edition", edition.key, "这个版本里没有它。", "it is not in this edition.")
    if not triples:
        raise UnknownResource(iri=iri)
    profiles = asked_profiles()
    form = asked_form(suffix, profiles)
    response = (
        _page(log, iri, plain, triples, moment, time, edition)
        if form == HTML
        else in_rdf(iri, in_our_words(iri, triples, profiles), form)
    )
    response.vary.update(("Accept", "Accept-Profile"))
    response.headers.add("Link", f'<{iri}>; rel="describes"')
    return response


def _page(
    log: ChangeLog,
    iri: str,
    path: str,
    triples: frozenset[Triple],
    moment: Moment,
    time: str,
    edition: Published | None,
) -> Response:
    reader = present_reader(current_view())
    node = NamedNode(iri)
    iris = {one.value for t in triples for one in t if isinstance(one, NamedNode)}
    names = _names_then(reader, log, moment.number, iris | {iri})
    outward = [t for t in triples if t.subject == node]
    inward = [t for t in triples if t.object == node and t.subject != node]
    html = render_template(
        "past.html",
        here=names[iri],
        kinds=[names[one] for one in _types(outward)],
        iri=iri,
        path=path,
        time=time,
        edition=edition,
        properties=properties(outward, names),
        pointing=_pointing(inward),
        names=names,
        short=short,
    )
    return Response(html, content_type="text/html; charset=utf-8")


def _kind(log: ChangeLog, iri: str) -> Text:
    if scope := scope_of(log.base, iri):
        return KINDS[scope.kind]
    inside = iri.partition("/checklist/")[2]
    return Text("版本", "Edition") if "/" in inside else Text("清单", "List")


def _types(triples: Sequence[Triple]) -> list[str]:
    found = (t.object for t in triples if t.predicate == RDF.type)
    return sorted(one.value for one in found if isinstance(one, NamedNode))


def _pointing(triples: Sequence[Triple]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for triple in sorted(triples, key=str):
        if isinstance(triple.subject, NamedNode):
            found.setdefault(triple.predicate.value, []).append(triple.subject.value)
    return dict(sorted(found.items()))


def _names_then(reader: Reader, log: ChangeLog, number: int, iris: set[str]) -> Names:
    """What things were called at a moment, as far as the log tells of them."""
    names = reader.names(iris)
    for iri in iris:
        if is_told(log.base, iri) and (event := was(log, iri, number)):
            text = called(iri, event.content)
            language = "en" if reader.language == "en" and text.en != text.zh else "zh"
            name = text.en if language == "en" else text.zh
            names[iri] = Name(iri, name, HTML_LANGUAGE[language])
    return names


def _mentioned(steps: Sequence[Step]) -> set[str]:
    found = {source.edition for step in steps for source in step.sources}
    for step in steps:
        for happened in step.events:
            found |= set(happened.event.editions)
            for one in happened.differences:
                found.add(one.property)
                found |= {v.value for v in (*one.removed, *one.added) if isinstance(v, NamedNode)}
    return found


def _record(log: ChangeLog, path: str, times: Sequence[str], step: Step) -> dict[str, Any]:
    return {
        "publication": step.publication,
        "time": step.at,
        "reason": step.reason.zh,
        "reason_en": step.reason.en,
        "documents": [
            {"uri": one.iri or None, "file": one.file, "edition": one.edition}
            for one in step.sources
        ],
        "memento": memento.address(log.base, step.at, path) if step.at in times else None,
        "events": [_event(log, one) for one in step.events],
        "changes": step.changes,
    }


def _event(log: ChangeLog, happened: Happened) -> dict[str, Any]:
    event = happened.event
    return {
        "uri": f"{log.base}id/change/{event.number}",
        "operation": event.operation.value,
        "editions": list(event.editions),
        "differences": [_difference(event.thing, one) for one in happened.differences],
    }


def _difference(thing: str, one: Difference) -> dict[str, Any]:
    return {
        "subject": thing + one.part,
        "property": one.property,
        "removed": [_value(value) for value in one.removed],
        "added": [_value(value) for value in one.added],
    }


def _value(value: NamedNode | Literal) -> dict[str, str]:
    if isinstance(value, NamedNode):
        return {"uri": value.value}
    return {"value": value.value} | ({"lang": value.language} if value.language else {})


def _times(path: str) -> list[str]:
    """The times of the mementos of a document. Raises UnknownResource where there are none."""
    plain, _ = split_suffix(path)
    log = _log()
    iri = resource_iri(plain, log.base)
    times = moments(log, iri) if is_told(log.base, iri) else []
    if not times:
        raise UnknownResource(iri=iri)
    return times


def _log() -> ChangeLog:
    return log_of(current_view(), current_settings().base)
