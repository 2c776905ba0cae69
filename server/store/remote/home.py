"""The remote store: an engine elsewhere answers, the data folder publishes.

A watcher sees what was delivered, by whatever process, and starts a delivery where the engine is
behind: after a publication by the command line, or once the engine can be reached again.
"""

import logging
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from pyoxigraph import Store as Oxigraph

from ontology.terms import DCAT, PREFIXES
from server.exports.forms import Shape
from server.negotiation import N_TRIPLES, RESULTS_JSON
from server.settings import Settings
from server.store.describing import Graph, describe
from server.store.errors import FolderError
from server.store.folder import DataFolder, Snapshot
from server.store.gallery import GalleryChange
from server.store.interface import PublicQuery, Table
from server.store.plain import refuse_engine
from server.store.publish import check_base
from server.store.remote.delivered import DEFAULT, Delivered, side
from server.store.remote.delivering import Deliverer
from server.store.remote.delivery import beside
from server.store.remote.difference import named_graphs
from server.store.remote.engine import engine_of
from server.store.remote.errors import Overloaded
from server.store.remote.exchange import Dataset, Exchange, Wanted
from server.store.remote.query import Query, prepared
from server.store.shaping import OnDisk, Shapers, exporting
from server.store.tables import Tables
from server.store.write import Conforms, Written
from server.store.writer import Writer
from server.workers.pool import Answer, Pool, Question, release
from server.workers.running import NOBODY, Asker, RunningQuery
from server.workers.updates import Write

_log = logging.getLogger(__name__)

_WATCH_SECONDS = 0.02
_AGAIN = (1.0, 5.0, 15.0, 60.0)
"""Seconds between attempts to deliver, as long as they fail."""


class RemoteStore:
    """The store of the engine that `settings` name; call `close` to end it. Where it `follows`, it
    delivers what is published and is not there yet.

    Raises FolderError where the data folder was published under another base.
    """

    def __init__(self, settings: Settings, *, follows: bool = True) -> None:
        self._follows = follows
        self.settings = settings
        self.folder = DataFolder(settings.data)
        self.folder.check()
        current = self.folder.current()
        check_base(current, settings.base)
        refuse_engine(current)
        self.engine = engine_of(settings)
        self.exchange = Exchange(self.engine, settings.workers, settings.queue)
        self.trusted = Exchange(
            self.engine, settings.trusted_workers, settings.page_threads, strangers=False
        )
        self.large = Exchange(self.engine, settings.export_workers, settings.export_queue)
        self.exports = exporting(settings)
        self.shapers = Shapers(
            lambda: Pool(settings.trusted_workers, settings.memory, settings.page_threads)
        )
        self.beside = beside(self.folder, self.engine)
        self._deliverer = Deliverer(settings)
        self._writer = Writer(settings, self.folder, self._deliverer.deliver_or_take_back)
        self._view: EngineView | None = None
        self._stop = threading.Event()
        self._refreshing = threading.Lock()
        self._refresh()
        self._watcher = threading.Thread(target=self._watch, name="engine-watcher", daemon=True)
        self._watcher.start()

    def present(self) -> "EngineView | None":
        return self._view

    def running(self) -> tuple[RunningQuery, ...]:
        return self.exchange.running()

    def stop(self, number: str) -> bool:
        return self.exchange.stop(number)

    def write(self, write: Write, who: str, conforms: Conforms) -> Written:
        """As `Store.write`. What the engine cannot take is taken back, and raised as Failed."""
        written = self._writer.write(write, who, conforms)
        self._refresh()  # who wrote reads what was written
        return written

    def keep(self, change: GalleryChange) -> int | None:
        kept = self._writer.keep(change)
        self._refresh()
        return kept

    def close(self) -> None:
        self._stop.set()
        self._watcher.join()
        self._writer.close()
        self.exchange.close()
        self.trusted.close()
        self.large.close()
        self.exports.close()
        self.shapers.close()

    def _watch(self) -> None:
        met, failures, due, looked = "", 0, time.monotonic(), not self._follows
        while not self._stop.wait(_WATCH_SECONDS):
            try:
                self._refresh()
                behind = not looked or (self._follows and self._behind())
            except (FolderError, OSError) as error:
                if str(error) != met:  # fifty times a second otherwise
                    _log.error("%s", met := str(error))
                continue
            if not behind:
                failures = 0
            elif time.monotonic() >= due:
                looked = self._deliverer.attempt()
                failures = 0 if looked else min(failures + 1, len(_AGAIN))
                due = time.monotonic() + (_AGAIN[failures - 1] if failures else 0)

    def _behind(self) -> bool:
        current, view = self.folder.current(), self._view
        if current is None:
            return False
        return view is None or view.id != current.id or view.delivered.under_way

    def _refresh(self) -> None:
        with self._refreshing:
            view = self._view
            if view is not None and view.lasting:
                return
            delivered = self.beside.read()
            if delivered is None or not delivered.snapshot:
                self._view = None
            elif view is None or view.delivered != delivered:
                self._view = EngineView(self, delivered)


class EngineView:
    """What an engine served when this was made."""

    plain = False

    def __init__(self, store: RemoteStore, delivered: Delivered) -> None:
        self.delivered = delivered
        self._parent = store
        self._written = store.beside.text(delivered)
        self._tables = Tables()
        self._graphs: tuple[str, ...] | None = None
        self._began = delivered.under_way

    @property
    def id(self) -> int:
        return self.delivered.snapshot

    @property
    def lasting(self) -> bool:
        return not self._began and self._parent.beside.says(self._written)

    def ask(self, query: PublicQuery) -> Answer:
        settings = self._parent.settings
        sent = prepared(query.text, f"{settings.base}sparql")
        dataset = self._dataset(query)
        if not dataset.default:
            sent = self._over_present(sent)
        wanted = Wanted(
            query.solutions,
            query.triples,
            query.deadline or settings.deadline,
            settings.result_bytes,
        )
        answer = self._parent.exchange.ask(sent, dataset, wanted, query.asker)
        self._check()
        return answer

    def select(self, query: str) -> Table:
        return self._tables.get(query, self._select, lambda: self.lasting)

    def shaped(self, query: str, shape: Shape, asker: Asker = NOBODY, *, large: bool) -> Answer:
        """As `View.shaped`: the engine evaluates, a worker here shapes."""
        settings, until = self._parent.settings, time.monotonic()
        until += settings.export_deadline if large else settings.trusted_deadline
        sent = self._over_present(prepared(query, f"{settings.base}sparql"))
        seconds = until - time.monotonic()
        wanted = Wanted(RESULTS_JSON, N_TRIPLES, seconds, settings.result_bytes)
        exchange = self._parent.large if large else self._parent.trusted
        given = exchange.ask(sent, Dataset(), wanted, asker if large else NOBODY)
        try:
            self._check()
            question = Question(
                store=Path(),
                query="",
                solutions=None,
                triples=None,
                deadline=max(until - time.monotonic(), 0.001),
                max_bytes=settings.result_bytes,
                prefixes=PREFIXES,
                asker=asker,
                shape=shape,
                given=given,
            )
            shapers = self._parent.exports if large else self._parent.shapers
            return shapers.pool.ask(question)
        finally:
            release(given)

    def beside(self, store: Path) -> OnDisk:
        parent = self._parent
        return OnDisk(store, parent.settings, parent.shapers.pool, parent.exports)

    @cached_property
    def changes(self) -> int:
        with suppress(FolderError):  # a record that is damaged keeps no one from being answered
            snapshot = self._parent.folder.snapshot(self.id)
            return int(snapshot.manifest().get("changes", 0)) if snapshot else 0
        return 0

    def has_graph(self, iri: str) -> bool:
        pattern = f"GRAPH {NamedNode(iri)} {{ ?s ?p ?o }}"
        return bool(self._parent.engine.select(f"SELECT ?s WHERE {{ {pattern} }} LIMIT 1").rows)

    def record(self) -> Snapshot:
        snapshot = self._parent.folder.snapshot(self.id)
        if snapshot is None:
            raise Overloaded(1)
        return snapshot

    def publications(self) -> Sequence[Mapping[str, Any]]:
        return self._parent.folder.history_to(self.id)

    def describe(self, iri: str) -> frozenset[Triple]:
        return describe(_Selects(self), self._parent.settings.base, iri)

    def _select(self, query: str) -> Table:
        settings = self._parent.settings
        sent = self._over_present(prepared(query, f"{settings.base}sparql")).sent
        table = self._parent.engine.select(sent, settings.trusted_deadline)
        self._check()
        return table

    def _dataset(self, query: PublicQuery) -> Dataset:
        """The dataset that a request names; a kind that it does not name is empty, as with FROM."""
        default, named = tuple(query.default_graphs), tuple(query.named_graphs)
        if not default and not named:
            return Dataset()
        nowhere = (side(self._parent.settings.base, "none"),)
        return Dataset(default or nowhere, named or nowhere)

    def _over_present(self, query: Query) -> Query:
        """A query over the present and the named graphs, where those are not the engine's own."""
        part = self.delivered.present
        if part == DEFAULT:
            return query
        base = self._parent.settings.base
        return query.over(side(base, part), self._names(), side(base, "none"))

    def _names(self) -> tuple[str, ...]:
        """The named graphs that are published."""
        if self._graphs is None:
            store = Oxigraph.read_only(str(self.record().store))
            self._graphs = tuple(str(graph)[1:-1] for graph in named_graphs([store]))
        return self._graphs

    def _check(self) -> None:
        """Raises Overloaded where the side that was read is, by now, being written again: two
        publications came while one query ran."""
        part = self.delivered.present
        if part == DEFAULT or self.lasting:
            return
        now = self._parent.beside.read()
        if now is None or list(now.parts.get(part, ())) != list(self.delivered.parts[part]):
            raise Overloaded(1)


@dataclass(frozen=True)
class _Selects:
    """Reads triples by asking the engine."""

    view: EngineView

    def about(self, things: Collection[str], graphs: Sequence[Graph]) -> set[Triple]:
        subjects = " ".join(str(NamedNode(thing)) for thing in things)
        given = f"VALUES ?s {{ {subjects} }}"
        return self._triples(_within(graphs or (None, "?g"), f"{given} ?s ?p ?o"))

    def pointing(self, iri: str, graphs: Sequence[Graph], most: int) -> set[Triple]:
        pattern = f"VALUES ?o {{ {NamedNode(iri)} }} ?s ?p ?o"
        return set(list(self._triples(_within(graphs, pattern), f"LIMIT {most}"))[:most])

    def content(self, graph: str) -> set[Triple]:
        return self._triples(_within((graph,), "?s ?p ?o"))

    def current_editions(self) -> Collection[str]:
        query = f"SELECT ?edition {{ ?list {DCAT.hasCurrentVersion} ?edition }}"
        rows = self.view.select(query).rows
        return {row["edition"].value for row in rows if isinstance(row["edition"], NamedNode)}

    def _triples(self, pattern: str, end: str = "") -> set[Triple]:
        query = f"SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }} {end}"
        rows = self.view.select(query).rows
        return set(_read(rows))


def _within(graphs: Sequence[Graph], pattern: str) -> str:
    """A pattern in any of some graphs; `?g` is every named one."""
    parts = []
    for graph in graphs:
        if graph is None:
            parts.append(f"{{ {pattern} }}")
        else:
            name = graph if graph == "?g" else str(NamedNode(graph))
            parts.append(f"{{ GRAPH {name} {{ {pattern} }} }}")
    return " UNION ".join(parts)


def _read(rows: Sequence[object]) -> Iterator[Triple]:
    for row in rows:
        assert isinstance(row, dict)
        subject, predicate, thing = row["s"], row["p"], row["o"]
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
            continue
        assert isinstance(subject, NamedNode | BlankNode)
        yield Triple(subject, predicate, thing)
