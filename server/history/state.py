"""What was said of a thing at a moment, made from the change log and the layers of the editions
that were current then: never from an old snapshot.

The log has the register and the printed list of every moment. What was derived from an edition
stands in the edition's own layer. The same ontology, codes, mappings and catalogue stand beside
every moment: they are not told of here.
"""

from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from ontology.terms import DCAT, SKOS
from server.feed.log import ChangeLog, Event, Operation
from server.store.describing import edition_layers
from server.store.present import shared_graph


@dataclass(frozen=True)
class Moment:
    """After the event of this number; where an edition is given, as far as it is concerned."""

    number: int
    edition: str = ""


def moment_of(log: ChangeLog, time: str) -> Moment:
    """The moment of a time (xsd:dateTime in UTC): after the last event that was published by then;
    0 where there was none."""
    return Moment(log.until(log.time, time))


def reign_of(log: ChangeLog, edition: str) -> Moment:
    """The last moment at which an edition was the current one of its list; the latest where it is,
    or never was since there is a log."""
    end = end_of(log, edition)
    last = log.last if end is None else log.until(log.publication, end - 1)
    return Moment(last, edition)


def end_of(log: ChangeLog, edition: str) -> int | None:
    """The publication by which an edition ceased to be the current one of its list; None where it
    is, or never was since there is a log."""
    catalogue = shared_graph(log.base, "catalogue")
    current = (None, DCAT.hasCurrentVersion, NamedNode(edition), catalogue)
    if any(True for _ in log.store.quads_for_pattern(*current)):
        return None
    for number in reversed(log.of_edition(edition)):
        if (log.left(number) or "").startswith(f"{edition}/"):
            return log.publication(number)
    return None


def state(log: ChangeLog, iri: str, moment: Moment) -> frozenset[Triple]:
    """What was said of a thing at a moment, and what pointed at it; empty where nothing was."""
    inside = edition_of(log.base, iri)
    if moment.edition and inside not in ("", moment.edition):
        return frozenset()
    own = was(log, iri, moment.number)
    others = [
        event
        for thing in log.naming(iri)
        if (event := standing(log, thing, moment.number)) and _concerns(event, moment)
    ]
    found = set(own.content) if own else set()
    editions = {inside} if inside else set()
    if inside:  # that the edition has it
        found |= {t for t in _of_graph(log, iri, inside) if t.subject == NamedNode(inside)}
    for triple in tuple(found):  # the scheme of the stages says the same of them
        if triple.predicate == SKOS.topConceptOf and isinstance(triple.object, NamedNode):
            found.add(Triple(triple.object, SKOS.hasTopConcept, triple.subject))
    for event in others:
        found |= {triple for triple in event.content if triple.object == NamedNode(iri)}
        editions |= set(event.editions) if "/entry/" in event.thing else set()
    if moment.edition:
        editions = {moment.edition}
        found |= _of_graph(log, iri, moment.edition)
    for edition in editions:
        found |= _of_graph(log, iri, f"{edition}/derived")
    return frozenset(found) if any(t.subject == NamedNode(iri) for t in found) else frozenset()


def standing(log: ChangeLog, thing: str, number: int) -> Event | None:
    """The event that a thing was left in by the event of this number; None where it was not there
    then."""
    event = _latest(log, thing, number)
    return event if event and event.operation is not Operation.DELETE else None


def _latest(log: ChangeLog, thing: str, number: int) -> Event | None:
    numbers = [one for one in log.of(thing) if one <= number]
    return log.event(numbers[-1]) if numbers else None


def was(log: ChangeLog, thing: str, number: int) -> Event | None:
    """What a document about a thing is of: an entry of an edition that is there, and was superseded
    by then, has one as well."""
    event = _latest(log, thing, number)
    if event is None or event.operation is not Operation.DELETE:
        return event
    edition = edition_of(log.base, thing)
    there = edition and log.store.contains_named_graph(NamedNode(edition))
    return log.before(event) if there else None


def _concerns(event: Event, moment: Moment) -> bool:
    """Whether an event counts where only one edition is asked about."""
    return not moment.edition or "/entry/" not in event.thing or moment.edition in event.editions


def edition_of(base: str, thing: str) -> str:
    """The edition that a thing stands inside; the empty string where it does in none."""
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
    whenever something happened to it or to what names it, as long as it was there."""
    own = log.of(iri)
    if not own:
        return []
    numbers = {number for thing in log.naming(iri) for number in log.of(thing)} | set(own)
    found = {log.time(number) for number in numbers if number >= own[0]}
    times = sorted(time for time in found if time)
    return [time for time in times if was(log, iri, moment_of(log, time).number)]
