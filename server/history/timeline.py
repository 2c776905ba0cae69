"""The history of a thing: what happened to it, publication by publication, and from which document.

Beside the events of the log, which say what the register and the printed entry said before and
after, stand the changes from edition to edition that concern it, as `/api/changes` tells them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from loader.identifiers import EditionIris
from ontology.terms import DCT, FOAF, LM
from server.api.changes import changes
from server.api.editions import published
from server.api.records import Record
from server.feed.log import ChangeLog, Event, region_of
from server.feed.reading import spoken
from server.feed.terms import utc
from server.reading.reader import Reader
from server.saved.header import Text

_SAID_TWICE = {DCT.title, FOAF.name}
"""What only repeats the label."""


@dataclass(frozen=True)
class Source:
    """A document that a publication read; without an IRI where another took its place since."""

    iri: str
    file: str
    edition: str


@dataclass(frozen=True)
class Difference:
    """What a property of a thing said before and says afterwards; `part` is the part of the thing
    that it belongs to (empty: the thing itself)."""

    part: str
    property: str
    removed: tuple[NamedNode | Literal, ...]
    added: tuple[NamedNode | Literal, ...]


@dataclass(frozen=True)
class Happened:
    """An event with what it changed."""

    event: Event
    differences: tuple[Difference, ...]


@dataclass
class Step:
    """What one publication did to a thing."""

    publication: int
    at: str
    logged: bool
    """Whether the log tells of the publication itself."""
    reason: Text
    sources: tuple[Source, ...]
    events: list[Happened] = field(default_factory=list)
    changes: list[Record] = field(default_factory=list)


def timeline(reader: Reader, log: ChangeLog, iri: str) -> list[Step]:
    """What happened to a thing, to an edition or to a list, the latest first; nothing where the log
    does not tell of it, and no publication brought it."""
    records = {record["id"]: record for record in reader.view.publications()}
    region = region_of(log.base, iri)
    steps: dict[int, Step] = {}

    def step(publication: int, at: str) -> Step:
        if publication not in steps:
            record = records.get(publication, {})
            sources = tuple(_sources(log, record, f"{log.base}id/{region}/"))
            logged = log.tells_of(publication)
            reason = spoken(record.get("reason", ""))
            steps[publication] = Step(publication, at, logged, reason, sources)
        return steps[publication]

    before: frozenset[Triple] = frozenset()
    for number in log.of(iri):
        if event := log.event(number):
            found = tuple(differences(iri, before, event.content)) if before else ()
            step(event.publication, event.at).events.append(Happened(event, found))
            before = event.content
    for number, record in records.items():
        if any(_is_inside(iri, one.get("edition", "")) for one in _loads(record)):
            step(number, utc(record["at"]))
    brought = _brought(records.values())
    for row in _between_editions(reader, region, iri):
        if by := brought.get(row["edition"]):
            step(by["id"], utc(by["at"])).changes.append(row)
    return [steps[number] for number in sorted(steps, reverse=True)]


def differences(
    iri: str, before: Iterable[Triple], after: Iterable[Triple]
) -> Iterable[Difference]:
    """What changed between two states of a thing, by part and property."""
    old, new = _said(iri, before), _said(iri, after)
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key, set()), new.get(key, set())
        if was != now:
            yield Difference(*key, _sorted(was - now), _sorted(now - was))


def _said(
    iri: str, triples: Iterable[Triple]
) -> Mapping[tuple[str, str], set[NamedNode | Literal]]:
    found: dict[tuple[str, str], set[NamedNode | Literal]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if triple.predicate in _SAID_TWICE or not isinstance(value, NamedNode | Literal):
            continue
        if isinstance(subject, NamedNode):
            key = subject.value.removeprefix(iri), triple.predicate.value
            found.setdefault(key, set()).add(value)
    return found


def _sorted(values: Iterable[NamedNode | Literal]) -> tuple[NamedNode | Literal, ...]:
    return tuple(sorted(values, key=lambda one: (getattr(one, "language", "") or "~", one.value)))


def _brought(records: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """The publication that brought each edition: what came after corrected it, and is told as
    events."""
    found: dict[str, Mapping[str, Any]] = {}
    for record in records:
        for one in _loads(record):
            if "edition" in one:
                found.setdefault(one["edition"], record)
    return found


def _sources(log: ChangeLog, record: Mapping[str, Any], region: str) -> Iterable[Source]:
    for one in _loads(record):
        if "document" in one and one.get("edition", "").startswith(region):
            iris = EditionIris(one["edition"])
            document = iris.document(one["document"])
            status = log.store.quads_for_pattern(document, LM.status, None, iris.source)
            withdrawn = any(True for _ in status)
            yield Source("" if withdrawn else document.value, one.get("file", ""), one["edition"])


def _between_editions(reader: Reader, region: str, iri: str) -> Sequence[Record]:
    lists = {one.list for one in published(reader) if one.code == region}
    rows = [row for one in sorted(lists) for row in changes(reader, one, "")]
    return [row for row in rows if _concerns(row, iri)]


def _concerns(row: Record, iri: str) -> bool:
    return iri in (
        row["uri"],
        row["entry_before"],
        row["entry_after"],
        *row["old_uris"],
        *row["new_uris"],
    ) or _is_inside(iri, row["edition"])


def _is_inside(iri: str, edition: str) -> bool:
    """Whether this is the edition, or its list."""
    return edition == iri or edition.rpartition("/")[0] == iri


def _loads(record: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The loads of a publication."""
    return (record, *record.get("editions", ()))
