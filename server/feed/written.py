"""Keeping the change log: each publication adds what it did to it.

What is added is the difference between what the log says (its latest state of each thing) and what
stands in the present afterwards, of the regions that the publication touched. So whoever replays
the log from its start always has the present, also after a rollback, and after damage.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Store, Triple

from loader.identifiers import EditionIris
from loader.statements import en, typed, zh
from ontology.terms import DCAT, DCT, PROV, SKOS, XSD
from server.feed.log import (
    ChangeLog,
    Event,
    Operation,
    in_order,
    region_of,
    scope_of,
    statements,
    states,
)
from server.feed.terms import changes_graph, publication_iri, utc
from server.store.beside import about, content
from server.store.folder import Snapshot
from server.store.present import Replaced, shared_graph
from server.store.publish import Draft
from server.store.registers import Registers

_REVISION = re.compile(r"^revision\s*=\s*(\d+)", re.MULTILINE)
_MANY = 20_000
"""Statements that are held before they are written."""


class Recording:
    """The change log of a store whose IRIs stand under `base`, while the store changes."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._touched: set[str] = set()
        self._layer = re.compile(
            re.escape(base) + r"(?:graph/(\d{6})/register/\d+|id/(\d{6})/checklist/[^/]+/[^/]+)"
        )

    def changed(self, replaced: Replaced) -> None:
        """Take note of the regions that a change of the store touches."""
        for graph, difference in replaced.graphs.items():
            if match := self._layer.fullmatch(graph.value):
                self._touched.add(match[1] or match[2])
            if graph != shared_graph(self.base, "catalogue"):
                continue
            for triple in difference.removed | difference.added:
                if triple.predicate == DCAT.hasCurrentVersion and isinstance(
                    triple.subject, NamedNode
                ):
                    self._touched.add(region_of(self.base, triple.subject.value))

    def write(self, draft: Draft, current: Snapshot | None, said: Mapping[str, Any]) -> int:
        """Add to the log of `draft` what it changes, as the publication that `said` tells of
        (`id`, `at`, `reason`, `edition` or `editions`), where `current` is what was published
        before. Returns the number of the last event of the log."""
        known = _known(draft, current)
        if current and draft.origin and current.id != draft.origin.id:
            self._carry(draft, current)
            self._touched |= {*draft.registers, *Registers(current)}
        elif not known and draft.origin:
            known = self._begin(draft, draft.origin)
        present = _Present(draft.store, self.base, draft.registers)
        return self._record(draft, present, sorted(self._touched), known, said)

    def _begin(self, draft: Draft, origin: Snapshot) -> int:
        """A store from before there was a log: it begins with what was published last."""
        store = Store.read_only(str(origin.store))
        registers = Registers(origin)
        present = _Present(store, self.base, registers)
        said = origin.manifest()["publication"]
        return self._record(draft, present, sorted(registers), 0, said)

    def _carry(self, draft: Draft, current: Snapshot) -> None:
        """What is built on an earlier snapshot keeps what the log has said since."""
        graph = changes_graph(self.base)
        try:
            store = Store.read_only(str(current.store))
        except (OSError, RuntimeError):
            draft.progress("变更日志缺了一段 / a part of the change log is lost")
            return
        last = current.manifest().get("changes", 0)
        log = ChangeLog(store, self.base, last)
        said = draft.origin.manifest().get("changes", 0) if draft.origin else 0
        here = ChangeLog(draft.store, self.base, last)
        waiting: set[Triple] = set()
        try:
            for event in log.events(said + 1, last):
                if here.publication(event.number) is None:  # other software may not count events
                    waiting |= set(statements(self.base, event))
                if not here.tells_of(event.publication):
                    waiting |= about(store, publication_iri(self.base, event.publication), graph)
                if len(waiting) > _MANY:
                    draft.append(graph, waiting)
                    waiting = set()
        except (OSError, RuntimeError):  # what is damaged is gone: its numbers stay unused
            draft.progress("变更日志缺了一段 / a part of the change log is lost")
        draft.append(graph, waiting)

    def _record(
        self,
        draft: Draft,
        present: "_Present",
        regions: Iterable[str],
        last: int,
        said: Mapping[str, Any],
    ) -> int:
        graph = changes_graph(self.base)
        log = ChangeLog(draft.store, self.base, last)
        # the log is read by time: a clock that was set back does not disturb it
        said = {**said, "at": max(utc(said["at"]), log.time(last) or "")}
        waiting: list[Triple] = []
        registers = []
        for region in regions:
            registers += [one for one in (present.register(region),) if one]
            for event in self._events(log, present, region, last, said):
                last = event.number
                waiting += statements(self.base, event)
            if len(waiting) > _MANY:
                draft.append(graph, waiting)
                waiting = []
        if waiting or registers:
            waiting += _publication(self.base, said, registers)
            draft.append(graph, waiting)
        return last

    def _events(
        self, log: ChangeLog, present: "_Present", region: str, last: int, said: Mapping[str, Any]
    ) -> Iterator[Event]:
        now, editions = present.of(region)
        before: dict[str, frozenset[Triple]] = {}
        stood: dict[str, tuple[str, ...]] = {}
        for thing, number in log.things(region).items():
            event = log.event(number)
            if event and event.operation is not Operation.DELETE:
                before[thing], stood[thing] = event.content, event.editions
        changed = [thing for thing in now if before.get(thing) != now[thing]]
        gone = [thing for thing in before if thing not in now]
        ordered = [*in_order(self.base, changed), *reversed(in_order(self.base, gone))]
        for number, thing in enumerate(ordered, last + 1):
            operation = Operation.UPDATE if thing in before else Operation.CREATE
            yield Event(
                number,
                operation if thing in now else Operation.DELETE,
                thing,
                region,
                said["at"],
                int(said["id"]),
                editions.get(thing) or stood.get(thing, ()),
                now.get(thing, frozenset()),
            )


class _Present:
    """What stands in the present of a store, of what the feed speaks of."""

    def __init__(self, store: Store, base: str, registers: Mapping[str, str]) -> None:
        self.store = store
        self.base = base
        self.registers = registers
        self.editions: dict[str, list[NamedNode]] = {}
        catalogue = shared_graph(base, "catalogue")
        for quad in store.quads_for_pattern(None, DCAT.hasCurrentVersion, None, catalogue):
            if isinstance(quad.object, NamedNode):
                region = region_of(base, quad.object.value)
                self.editions.setdefault(region, []).append(quad.object)

    def of(
        self, region: str
    ) -> tuple[Mapping[str, frozenset[Triple]], Mapping[str, tuple[str, ...]]]:
        """What is said of each thing of a region, and the current editions that it stands in."""
        said: set[Triple] = set()
        stands: dict[str, set[str]] = {}
        if graph := self.register(region):
            said |= content(self.store, graph)
        for edition in self.editions.get(region, ()):
            printed = content(self.store, edition)
            said |= printed
            for triple in printed:
                for one in (triple.subject, triple.object):
                    scope = scope_of(self.base, one.value) if isinstance(one, NamedNode) else None
                    if scope:
                        stands.setdefault(scope.thing, set()).add(edition.value)
        found = states(self.base, said)
        return found, {thing: tuple(sorted(some)) for thing, some in stands.items()}

    def register(self, region: str) -> NamedNode | None:
        """The graph of a region's register."""
        match = _REVISION.search(self.registers[region]) if region in self.registers else None
        return NamedNode(f"{self.base}graph/{region}/register/{match[1]}") if match else None


def _publication(
    base: str, said: Mapping[str, Any], registers: Iterable[NamedNode]
) -> Iterator[Triple]:
    """What the log says of a publication that touched some regions: when and why it was, from which
    documents, and which revisions of the registers counted from then on."""
    iri = publication_iri(base, said["id"])
    yield from typed(iri, PROV.Activity)
    yield Triple(iri, SKOS.prefLabel, zh(f"第{said['id']}次发布"))
    yield Triple(iri, SKOS.prefLabel, en(f"Publication {said['id']}"))
    yield Triple(iri, PROV.endedAtTime, Literal(said["at"], datatype=XSD.dateTime))
    yield from (Triple(iri, PROV.generated, one) for one in registers)
    chinese, slash, english = str(said.get("reason", "")).partition(" / ")
    if chinese:
        yield Triple(iri, DCT.description, zh(chinese))
    if slash:
        yield Triple(iri, DCT.description, en(english))
    for one in (said, *said.get("editions", ())):
        if "edition" in one and "document" in one:
            yield Triple(iri, PROV.used, EditionIris(one["edition"]).document(one["document"]))


def _known(draft: Draft, current: Snapshot | None) -> int:
    """The highest number that was ever given to an event."""
    logged = (record.get("changes", 0) for record in draft.folder.history())
    said = (one.manifest().get("changes", 0) for one in (current, draft.origin) if one)
    return max((*logged, *said), default=0)
