"""The change log, `{base}graph/changes`: what was created, updated and deleted, publication by
publication, with the whole state of the thing after each event. It only ever grows.

An event is an activity of ActivityStreams, numbered from 1 without regard to where it happened.
What the thing said after it is its content, as N-Triples in a literal: so nothing of the past is
stated in any graph, and who asks all graphs at once finds each thing once.

    <id/change/7> a as:Update ; schema:position 7 ; as:published "…" ; as:object <id/…/matter/k3> ;
        as:context <…/2026-11> ; dct:spatial <id/region/370725> ; dct:isPartOf <id/publication/4> ;
        as:content "<id/…/matter/k3> skos:prefLabel …" ; as:mediaType "application/n-triples" ;
        dct:references <id/…/scenario/k2> .

Things are matters, sub-items, departments, stages and scenarios, of which the register speaks, and
entries with their lines and what they state, as printed in the current editions.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from loader.statements import integer
from ontology.terms import DCT, PROV, RDF, SCHEMA, XSD
from server.feed.terms import AS, changes_graph, event_iri, number_of, publication_iri
from server.negotiation import N_TRIPLES

KINDS = ("department", "stage", "scenario", "matter", "sub-item", "entry")
"""Of what there are events: what others refer to before what refers to it."""
_PLAIN = r"A-Za-z0-9._~\-"
_KEY = f"[{_PLAIN}]+"
_THING = re.compile(
    rf"(?P<thing>id/(?P<region>\d{{6}})/(?:"
    rf"(?P<kind>department|stage|scenario|matter|sub-item)/{_KEY}"
    rf"|checklist/{_KEY}/{_KEY}/(?P<entry>entry)/{_KEY}))(?P<part>[/#][{_PLAIN}/#:]*)?",
    re.ASCII,
)


_LIST = re.compile(
    rf"id/\d{{6}}/checklist/{_KEY}(?:/(?!(?:stages|matter-types)$){_KEY})?", re.ASCII
)
_REGION = re.compile(r"id/(\d{6})/", re.ASCII)


def region_of(base: str, iri: str) -> str:
    """The region of a thing, an edition or a list; the empty string where it belongs to none."""
    match = _REGION.match(iri.removeprefix(base))
    return match[1] if match else ""


def has_history(base: str, iri: str) -> bool:
    """Whether this may have a history: a thing that the log tells of, a list, or an edition."""
    return is_told(base, iri) or bool(_LIST.fullmatch(iri.removeprefix(base)))


def is_told(base: str, iri: str) -> bool:
    """Whether the log tells of a thing, itself and not a part of it."""
    scope = scope_of(base, iri)
    return scope is not None and not scope.part


class Operation(StrEnum):
    """What happened to a thing: the class of the event."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"


@dataclass(frozen=True)
class Scope:
    """Where a subject belongs: its thing, the kind and region of that, and which part of the thing
    it is (empty: the thing itself)."""

    thing: str
    kind: str
    region: str
    part: str


def scope_of(base: str, subject: str) -> Scope | None:
    """Where a subject belongs; None for what the feed does not speak of."""
    match = _THING.fullmatch(subject.removeprefix(base)) if subject.startswith(base) else None
    if not match:
        return None
    kind = match["kind"] or match["entry"]
    return Scope(base + match["thing"], kind, match["region"], match["part"] or "")


@dataclass(frozen=True)
class Event:
    """What happened to a thing in a publication, and what it said afterwards."""

    number: int
    operation: Operation
    thing: str
    region: str
    """The code of the region."""
    at: str
    """When it was published, as xsd:dateTime."""
    publication: int
    editions: tuple[str, ...] = ()
    """The editions that were current and in which the thing stood; of an entry the one it belongs
    to. That another edition has it unchanged is no event."""
    content: frozenset[Triple] = frozenset()
    """All that is said of the thing after the event; nothing where it is gone."""


def statements(base: str, event: Event) -> Iterator[Triple]:
    """An event as it stands in the log."""
    iri = event_iri(base, event.number)
    yield Triple(iri, RDF.type, AS[event.operation.value])
    yield Triple(iri, SCHEMA.position, integer(event.number))
    yield Triple(iri, AS.published, Literal(event.at, datatype=XSD.dateTime))
    yield Triple(iri, AS.object, NamedNode(event.thing))
    yield from (Triple(iri, AS.context, NamedNode(one)) for one in event.editions)
    yield Triple(iri, DCT.spatial, NamedNode(f"{base}id/region/{event.region}"))
    yield Triple(iri, DCT.isPartOf, publication_iri(base, event.publication))
    if event.content:
        lines = sorted(f"{triple} .\n" for triple in event.content)
        yield Triple(iri, AS.content, Literal("".join(lines)))
        yield Triple(iri, AS.mediaType, Literal(N_TRIPLES))
    yield from (Triple(iri, DCT.references, one) for one in _named(base, event))


def _named(base: str, event: Event) -> set[NamedNode]:
    """The things of the feed that an event's content points at, but its own."""
    found = {triple.object for triple in event.content if isinstance(triple.object, NamedNode)}
    things = {scope.thing for one in found if (scope := scope_of(base, one.value))}
    return {NamedNode(thing) for thing in things - {event.thing}}


class ChangeLog:
    """The change log of a store, up to the event numbered `last`."""

    def __init__(self, store: Store, base: str, last: int) -> None:
        self.store = store
        self.base = base
        self.graph = changes_graph(base)
        self.last = last

    def event(self, number: int) -> Event | None:
        """The event of this number, whole; None where there is none."""
        return self._whole(event_iri(self.base, number)) if 0 < number <= self.last else None

    def events(self, first: int, last: int) -> Iterator[Event]:
        """The events of these numbers, in order."""
        found = (self.event(number) for number in range(first, min(last, self.last) + 1))
        return (event for event in found if event)

    def of(self, thing: str) -> list[int]:
        """The numbers of the events of a thing, in order."""
        if not self.last:  # a plain store may have whatever it likes in a graph of this name
            return []
        quads = self.store.quads_for_pattern(None, AS.object, NamedNode(thing), self.graph)
        return sorted(self._numbers(quad.subject for quad in quads))

    def before(self, event: Event) -> Event | None:
        """The event that the same thing was left in before."""
        earlier = [number for number in self.of(event.thing) if number < event.number]
        return self.event(earlier[-1]) if earlier else None

    def of_region(self, code: str) -> list[int]:
        """The numbers of the events of what belongs to a region, in order."""
        region = NamedNode(f"{self.base}id/region/{code}")
        quads = self.store.quads_for_pattern(None, DCT.spatial, region, self.graph)
        return sorted(self._numbers(quad.subject for quad in quads))

    def of_edition(self, edition: str) -> list[int]:
        """The numbers of the events of what stands in an edition, in order."""
        quads = self.store.quads_for_pattern(None, AS.context, NamedNode(edition), self.graph)
        return sorted(self._numbers(quad.subject for quad in quads))

    def generated(self, graph: str) -> list[int]:
        """The publications from which on a revision of a register counted."""
        quads = self.store.quads_for_pattern(None, PROV.generated, NamedNode(graph), self.graph)
        return sorted(self._numbers(quad.subject for quad in quads))

    def tells_of(self, publication: int) -> bool:
        """Whether the log tells of a publication itself."""
        iri = publication_iri(self.base, publication)
        return any(True for _ in self.store.quads_for_pattern(iri, None, None, self.graph))

    def of_publication(self, publication: int) -> range:
        """The numbers of the events of a publication: they follow one another."""
        first = self.until(self.publication, publication - 1) + 1
        return range(first, self.until(self.publication, publication) + 1)

    def until(self, read: Callable[[int], Any], most: Any) -> int:
        """The number of the last event of which `read` gives no more than `most`, 0 where there is
        none. What is read of an event never decreases; None is read of one that was lost."""
        low, high = 0, self.last
        while low < high:
            at = middle = (low + high + 1) // 2
            while at > low and (value := read(at)) is None:
                at -= 1
            if at == low or value <= most:
                low = middle
            else:
                high = at - 1
        return low

    def naming(self, thing: str) -> set[str]:
        """The things that ever said something that points at a thing."""
        quads = self.store.quads_for_pattern(None, DCT.references, NamedNode(thing), self.graph)
        return {
            one.value
            for number in self._numbers(quad.subject for quad in quads)
            for one in self._values(event_iri(self.base, number), AS.object)
        }

    def things(self, region: str) -> Mapping[str, int]:
        """The number of the latest event of each thing of a region."""
        place = NamedNode(f"{self.base}id/region/{region}")
        found: dict[str, int] = {}
        for quad in self.store.quads_for_pattern(None, DCT.spatial, place, self.graph):
            for number in self._numbers([quad.subject]):
                for thing in self._values(event_iri(self.base, number), AS.object):
                    found[thing.value] = max(number, found.get(thing.value, 0))
        return found

    def time(self, number: int) -> str | None:
        """When an event was published."""
        return self._one(number, AS.published)

    def publication(self, number: int) -> int | None:
        """The publication of an event."""
        found = self._one(number, DCT.isPartOf)
        return number_of(found) if found else None

    def left(self, number: int) -> str | None:
        """The thing that left the present by an event; None where the event is another."""
        gone = self._one(number, RDF.type) == AS.Delete.value
        return self._one(number, AS.object) if gone else None

    def _one(self, number: int, predicate: NamedNode) -> str | None:
        iri = event_iri(self.base, number)
        quads = self.store.quads_for_pattern(iri, predicate, None, self.graph)
        found = (quad.object for quad in quads)
        return next((one.value for one in found if isinstance(one, NamedNode | Literal)), None)

    def _whole(self, iri: NamedNode) -> Event | None:
        said: dict[NamedNode, list[NamedNode | Literal]] = {}
        for quad in self.store.quads_for_pattern(iri, None, None, self.graph):
            if isinstance(quad.object, NamedNode | Literal):
                said.setdefault(quad.predicate, []).append(quad.object)
        if not said:
            return None

        def one(predicate: NamedNode) -> str:
            return said[predicate][0].value

        return Event(
            number_of(iri.value),
            Operation(one(RDF.type).removeprefix(AS.iri)),
            one(AS.object),
            one(DCT.spatial).rpartition("/")[2],
            one(AS.published),
            number_of(one(DCT.isPartOf)),
            tuple(sorted(edition.value for edition in said.get(AS.context, ()))),
            frozenset(_content(said.get(AS.content, ()))),
        )

    def _values(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        quads = self.store.quads_for_pattern(subject, predicate, None, self.graph)
        return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]

    @staticmethod
    def _numbers(subjects: Iterable[object]) -> Iterator[int]:
        for subject in subjects:
            if isinstance(subject, NamedNode) and "#" not in subject.value:
                yield number_of(subject.value)


def _content(texts: Iterable[NamedNode | Literal]) -> Iterator[Triple]:
    for text in texts:
        for quad in parse(text.value.encode(), RdfFormat.N_TRIPLES):
            yield quad.triple


def states(base: str, triples: Iterable[Triple]) -> Mapping[str, frozenset[Triple]]:
    """What is said of each thing of the feed, with all its parts."""
    found: dict[str, set[Triple]] = {}
    known: dict[str, str] = {}
    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        subject = triple.subject.value
        if subject not in known:
            scope = scope_of(base, subject)
            known[subject] = scope.thing if scope else ""
        if thing := known[subject]:
            found.setdefault(thing, set()).add(triple)
    return {thing: frozenset(some) for thing, some in found.items()}


def in_order(base: str, things: Iterable[str]) -> Sequence[str]:
    """Things so that what is referred to stands before what refers to it."""

    def key(thing: str) -> tuple[int, list[tuple[bool, int, str]]]:
        scope = scope_of(base, thing)
        kind = KINDS.index(scope.kind) if scope else len(KINDS)
        parts = re.split(r"(\d+)", thing.rpartition("/")[2]) if scope else [thing]
        return kind, [(p.isdecimal(), int(p) if p.isdecimal() else 0, p) for p in parts]

    return sorted(things, key=lambda thing: (key(thing)[0], thing.rpartition("/")[0], key(thing)))
