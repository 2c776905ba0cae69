"""The embedded store: snapshots in the data folder, read by worker processes.

A watcher reads the pointer every 20 ms, so a publication is served without a signal. Queries run in
two lanes of workers: strangers' and shipped ones. What describes one resource is read straight from
the snapshot and needs no worker.
"""

import logging
import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)
from pyoxigraph import Store as Oxigraph

from ontology.terms import LM, PREFIXES
from server.publication import publish_change
from server.settings import Settings
from server.store.folder import DataFolder, FolderError, Snapshot
from server.store.interface import PublicQuery, Table
from server.store.publish import Forget, check_base, is_plain
from server.store.write import ACTIONS, Conforms, WriteGraphs, Written
from server.workers.errors import Busy
from server.workers.pool import Answer, Pool, Question, release
from server.workers.running import RunningQuery
from server.workers.updates import Evaluated, Updates, Write

_log = logging.getLogger(__name__)

_WATCH_SECONDS = 0.02
_INBOUND = 1000
_TABLES = 1000


class EmbeddedStore:
    """The store of the data folder that `settings` name; call `close` to end its workers.

    Raises FolderError where the folder was published under another base.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = DataFolder(settings.data)
        self.folder.check()
        self.public = Pool(settings.workers, settings.memory, settings.queue, strangers=True)
        self.trusted = Pool(settings.trusted_workers, settings.memory, settings.page_threads)
        self.updates = Updates(settings.memory, settings.update_queue)
        self._writing = threading.Lock()
        self._view: SnapshotView | None = None
        self._stop = threading.Event()
        self._refreshing = threading.Lock()
        self._refresh()
        self._watcher = threading.Thread(target=self._watch, name="pointer-watcher", daemon=True)
        self._watcher.start()

    def present(self) -> "SnapshotView | None":
        return self._view

    def running(self) -> tuple[RunningQuery, ...]:
        return self.public.running()

    def stop(self, number: str) -> bool:
        return self.public.stop(number)

    def write(self, write: Write, who: str, conforms: Conforms) -> Written:
        settings = self.settings
        with self.updates.admitted():
            if not self._writing.acquire(timeout=settings.update_deadline):
                raise Busy
            try:
                change = WriteGraphs(write, who, self._evaluate, conforms)
                kept = settings.keep_writes
                forget = Forget(ACTIONS, kept) if kept else None
                record = publish_change(self.folder, change, settings.base, forget=forget)
                self._refresh()  # who wrote reads what was written
            finally:
                self._writing.release()
        return Written(record["id"] if record else None, change.existed)

    def _evaluate(self, write: Write, scratch: Path, before: Path | None) -> Evaluated:
        settings = self.settings
        return self.updates.evaluate(
            write,
            scratch,
            before,
            base=settings.base,
            triples=settings.graph_triples,
            deadline=settings.update_deadline,
        )

    def close(self) -> None:
        self._stop.set()
        self._watcher.join()
        self.updates.close()
        self.public.close()
        self.trusted.close()

    def _watch(self) -> None:
        met = ""
        while not self._stop.wait(_WATCH_SECONDS):
            try:
                self._refresh()
            except (FolderError, OSError, RuntimeError) as error:
                if str(error) != met:  # the state before goes on answering
                    _log.error("%s", met := str(error))

    def _refresh(self) -> None:
        with self._refreshing:
            snapshot = self.folder.current()
            if snapshot and (self._view is None or snapshot.id != self._view.id):
                check_base(snapshot, self.settings.base)
                self._view = SnapshotView(self, snapshot)


class SnapshotView:
    """One snapshot, read-only; the answers of shipped queries are kept while it is served."""

    def __init__(self, store: EmbeddedStore, snapshot: Snapshot) -> None:
        self._parent = store
        self._snapshot = snapshot
        weakref.finalize(self, os.close, snapshot.hold())  # as long as anyone reads this state
        self._store = Oxigraph.read_only(str(snapshot.store))
        self._tables: OrderedDict[str, Table] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def id(self) -> int:
        return self._snapshot.id

    def ask(self, query: PublicQuery) -> Answer:
        settings = self._parent.settings
        question = Question(
            store=self._snapshot.store,
            query=query.text,
            solutions=query.solutions,
            triples=query.triples,
            deadline=query.deadline or settings.deadline,
            max_bytes=settings.result_bytes,
            prefixes=PREFIXES,
            default_graphs=query.default_graphs,
            named_graphs=query.named_graphs,
            asker=query.asker,
            base_iri=f"{settings.base}sparql",  # the endpoint (SPARQL 1.1 Protocol, 2.1.6)
        )
        return self._parent.public.ask(question)

    def select(self, query: str) -> Table:
        with self._lock:
            if query in self._tables:
                self._tables.move_to_end(query)
                return self._tables[query]
        table = self._evaluate(query)
        with self._lock:
            self._tables[query] = table
            while len(self._tables) > _TABLES:
                self._tables.popitem(last=False)
        return table

    def _evaluate(self, query: str) -> Table:
        settings = self._parent.settings
        question = Question(
            store=self._snapshot.store,
            query=query,
            solutions=QueryResultsFormat.JSON.media_type,
            triples=None,
            deadline=settings.trusted_deadline,
            max_bytes=settings.result_bytes,
            prefixes={},
        )
        answer = self._parent.trusted.ask(question)
        return _table(answer)

    @property
    def plain(self) -> bool:
        return is_plain(self._snapshot)

    def has_graph(self, iri: str) -> bool:
        return self._store.contains_named_graph(NamedNode(iri))

    def describe(self, iri: str) -> frozenset[Triple]:
        node = NamedNode(iri)
        if report := self._report(iri):
            return report
        graphs: list[NamedNode | DefaultGraph] = [DefaultGraph(), *self._edition_graphs(iri)]
        about = {
            quad.triple
            for graph in graphs
            for quad in self._store.quads_for_pattern(node, None, None, graph)
        }
        about |= self._cells(about)
        inbound: set[Triple] = set()
        for graph in graphs:
            for quad in self._store.quads_for_pattern(None, None, node, graph):
                if len(inbound) == _INBOUND:
                    break
                inbound.add(quad.triple)
        return frozenset(about | inbound)

    def _report(self, iri: str) -> frozenset[Triple]:
        """The whole report of an edition, with its results; nothing where `iri` is no report."""
        if not iri.endswith("/report") or not any(self._edition_graphs(iri)):
            return frozenset()
        quads = self._store.quads_for_pattern(None, None, None, NamedNode(iri))
        return frozenset(quad.triple for quad in quads)

    def _edition_graphs(self, iri: str) -> Iterable[NamedNode]:
        """The layers of the edition that a path inside an edition belongs to."""
        base = self._parent.settings.base
        if not iri.startswith(f"{base}id/") or "/checklist/" not in iri:
            return
        head, _, tail = iri.partition("/checklist/")
        parts = tail.split("#")[0].split("/")
        if len(parts) >= 2 and parts[1] != "stages":
            edition = f"{head}/checklist/{parts[0]}/{parts[1]}"
            yield NamedNode(edition)
            yield NamedNode(f"{edition}/derived")
            yield NamedNode(f"{edition}/source")

    def _cells(self, about: set[Triple]) -> set[Triple]:
        """The cells of a source row stand in the row's own document."""
        rows = {t.subject for t in about if t.object == LM.SourceRow}
        cells = {
            t.object
            for t in about
            if t.subject in rows and isinstance(t.object, NamedNode) and "#c" in t.object.value
        }
        return {
            quad.triple
            for cell in cells
            if isinstance(cell, NamedNode)
            for quad in self._store.quads_for_pattern(cell, None, None, None)
        }


def _table(answer: Answer) -> Table:
    try:
        if isinstance(answer.body, int):
            with open(answer.body, "rb", closefd=False) as file:
                file.seek(0)
                content = file.read()
        else:
            content = answer.body
    finally:
        release(answer)
    results = parse_query_results(content, QueryResultsFormat.JSON)
    if not isinstance(results, QuerySolutions):
        raise TypeError("a shipped query must be a SELECT")
    variables = tuple(variable.value for variable in results.variables)
    rows = tuple(
        {name: term for name in variables if (term := solution[name]) is not None}
        for solution in results
    )
    return Table(variables, rows)
