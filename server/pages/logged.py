"""The pages of an event of the change log, and of a publication with what it did."""

from flask import render_template
from pyoxigraph import NamedNode

from server.errors import UnknownResource
from server.feed.reading import KINDS, OPERATIONS, SIGNS, log_of, place_of, spoken, told
from server.feed.terms import number_of, utc
from server.history.timeline import differences
from server.messages import HTML_LANGUAGE, translate
from server.pages.generic import short
from server.reading.naming import Name
from server.reading.reader import Reader

_MOST = 500


def event_page(reader: Reader, iri: str) -> str:
    """The HTML of the page of an event."""
    log = log_of(reader.view, reader.base)
    event = log.event(number_of(iri))
    if event is None:
        raise UnknownResource(iri=iri)
    before = log.before(event)
    found = list(differences(event.thing, before.content if before else (), event.content))
    iris = {event.thing, *event.editions, *(one.property for one in found)}
    for one in found:
        iris |= {v.value for v in (*one.removed, *one.added) if isinstance(v, NamedNode)}
    return render_template(
        "event.html",
        told=told(log, event),
        trail=_trail(reader),
        path=event.thing.removeprefix(f"{reader.base}id/"),
        differences=found,
        names=reader.names(iris),
        kinds=KINDS,
        operations=OPERATIONS,
        place_of=place_of,
        signs=SIGNS,
        short=short,
        is_node=lambda value: isinstance(value, NamedNode),
        twins=reader.twins(iri),
    )


def _trail(reader: Reader) -> Name:
    """What the page with all changes is called, above the page of one."""
    return Name("", translate("变更", reader.language), HTML_LANGUAGE[reader.language])


def publication_page(reader: Reader, iri: str) -> str:
    """The HTML of the page of a publication."""
    log = log_of(reader.view, reader.base)
    number = number_of(iri)
    numbers = log.of_publication(number)
    events = list(log.events(numbers.start, numbers.start + min(len(numbers), _MOST) - 1))
    record = next((r for r in reader.view.publications() if r["id"] == number), {})
    loaded = [one for one in (record, *record.get("editions", ())) if "edition" in one]
    return render_template(
        "publication.html",
        trail=_trail(reader),
        number=number,
        at=utc(record["at"]) if record else "",
        reason=spoken(record.get("reason", "")),
        loaded=loaded,
        told=[told(log, event) for event in events],
        count=len(numbers),
        most=_MOST,
        names=reader.names({one["edition"] for one in loaded}),
        signs=SIGNS,
        twins=reader.twins(iri),
    )
