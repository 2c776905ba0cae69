"""What was said of a thing at a moment, made from the change log and the layers of the editions
that were current then: never from an old snapshot.

The log has the register and the printed list of every moment. What was derived from an edition
stands in the edition's own layer. The same ontology, codes, mappings and catalogue stand beside
every moment: they are not told of here.
"""

from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from server.feed.log import ChangeLog, Event, Operation
from server.feed.terms import AS, number_of
from server.store.describing import edition_layers


@dataclass(frozen=True)
class Moment:
    """After the event of this number; where an edition is given, as far as it is concerned."""

    number: int
    edition: str = ""


def moment_of(log: ChangeLog, time: str) -> Moment:
    """The moment of a time (xsd:dateTime in UTC): after the last event that was published by then;
    0 where there was none."""
    low, high = 0, log.last
    while low < high:
        middle = (low + high + 1) // 2
        known = next((t for t in (log.time(n) for n in range(middle, low, -1)) if t), "")
        low, high = (middle, high) if known <= time else (low, middle - 1)
    return Moment(low)


def reign_of(log: ChangeLog, edition: str) -> Moment:
    """The last moment at which an edition was the current one of its list; the latest where it is,
    or never was since there is a log."""
    quads = log.store.quads_for_pattern(None, AS.context, NamedNode(edition), log.graph)
    events = (
        log.event(number_of(quad.subject.value))
        for quad in quads
        if isinstance(quad.subject, NamedNode)
    )
    own = [event for event in events if event and event.thing.startswith(f"{edition}/")]
    if not own:
        return Moment(log.last, edition)
    last = max(own, key=lambda event: event.number)
    if last.operation is not Operation.DELETE:
        return Moment(log.last, edition)
    return Moment(_before(log, last.publication, last.number), edition)


def _before(log: ChangeLog, publication: int, number: int) -> int:
    """The number of the last event before those of a publication, of which one has this number."""
    while (event := log.event(number)) and event.publication == publication:
        number -= 1
    return number


def state(log: ChangeLog, iri: str, moment: Moment) -> frozenset[Triple]:
    """What was said of a thing at a moment, and what pointed at it; empty where nothing was."""
    own = standing(log, iri, moment.number, gone=True)
    others = [
        event
        for thing in log.naming(iri)
        if (event := standing(log, thing, moment.number)) and _concerns(event, moment)
    ]
    found = set(own.content) if own else set()
    editions = {inside} if (inside := edition_of(iri)) else set()
    if inside:  # that the edition has it
        found |= {t for t in _of_graph(log, iri, inside) if t.subject == NamedNode(inside)}
    for event in others:
        found |= {triple for triple in event.content if triple.object == NamedNode(iri)}
        editions |= set(event.editions) if "/entry/" in event.thing else set()
    if moment.edition:
        editions = {moment.edition}
        found |= _of_graph(log, iri, moment.edition)
    for edition in editions:
        found |= _of_graph(log, iri, f"{edition}/derived")
    return frozenset(found) if any(t.subject == NamedNode(iri) for t in found) else frozenset()


def standing(log: ChangeLog, thing: str, number: int, *, gone: bool = False) -> Event | None:
    """The event that a thing was left in by the event of this number; None where it was not there.
    With `gone` what was there and has left is given as it was."""
    numbers = [one for one in log.of(thing) if one <= number]
    event = log.event(numbers[-1]) if numbers else None
    if event and event.operation is Operation.DELETE:
        return log.event(numbers[-2]) if gone and len(numbers) > 1 else None
    return event


def _concerns(event: Event, moment: Moment) -> bool:
    """Whether an event counts where only one edition is asked about."""
    inside = edition_of(event.thing)
    return not (moment.edition and inside) or inside == moment.edition


def edition_of(thing: str) -> str:
    """The edition that a thing stands inside; the empty string where it does in none."""
    base = thing.partition("id/")[0]
    return next(iter(edition_layers(base, thing)), "")


def _of_graph(log: ChangeLog, iri: str, graph: str) -> set[Triple]:
    node, name = NamedNode(iri), NamedNode(graph)
    return {
        quad.triple
        for quads in (
            log.store.quads_for_pattern(node, None, None, name),
            log.store.quads_for_pattern(None, None, node, name),
        )
        for quad in quads
    }


def moments(log: ChangeLog, iri: str) -> list[str]:
    """The times at which the document about a thing may have changed: since it was first published,
    whenever something happened to it or to what names it."""
    own = log.of(iri)
    if not own:
        return []
    numbers = {number for thing in log.naming(iri) for number in log.of(thing)} | set(own)
    return sorted({log.time(number) for number in numbers if number >= own[0]})
