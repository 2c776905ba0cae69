"""The embedded store: snapshots in the data folder, read by worker processes.

A watcher reads the pointer every 20 ms, so a publication is served without a signal. Queries run in
two lanes of workers: strangers' and shipped ones. What describes one resource is read straight from
the snapshot and needs no worker.
"""

import logging
import os
import threading
import weakref
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Triple
from pyoxigraph import Store as Oxigraph

from ontology.terms import DCAT, PREFIXES
from server.exports.forms import Shape
from server.settings import Settings
from server.store.describing import Graph, describe
from server.store.folder import DataFolder, FolderError, Snapshot
from server.store.gallery import GalleryChange
from server.store.interface import PublicQuery, Table
from server.store.publish import check_base, is_plain
from server.store.shaping import OnDisk, exporting
from server.store.write import Conforms, Written
from server.store.writer import Writer
from server.workers.pool import Answer, Pool, Question
from server.workers.running import NOBODY, Asker, RunningQuery
from server.workers.updates import Write

_log = logging.getLogger(__name__)

_WATCH_SECONDS = 0.02


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
        self.exports = exporting(settings)
        self._writer = Writer(settings, self.folder)
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
        self.public.close()
        self.trusted.close()
        self.exports.close()

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
    """One snapshot, read-only."""

    def __init__(self, store: EmbeddedStore, snapshot: Snapshot) -> None:
        self._parent = store
        self._snapshot = snapshot
        weakref.finalize(self, os.close, snapshot.hold())  # as long as anyone reads this state
        self._store = Oxigraph.read_only(str(snapshot.store))
        self._present = self.beside(snapshot.store)
        self._changes: int = snapshot.manifest().get("changes", 0)
        self._quads = _Quads(self._store)

    @property
    def id(self) -> int:
        return self._snapshot.id

    @property
    def lasting(self) -> bool:
        return True

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
        return self._present.select(query)

    def shaped(self, query: str, shape: Shape, asker: Asker = NOBODY, *, large: bool) -> Answer:
        return self._present.shaped(query, shape, asker, large=large)

    def beside(self, store: Path) -> OnDisk:
        parent = self._parent
        return OnDisk(store, parent.settings, parent.trusted, parent.exports)

    @property
    def plain(self) -> bool:
        return is_plain(self._snapshot)

    @property
    def changes(self) -> int:
        return self._changes

    def has_graph(self, iri: str) -> bool:
        return self._store.contains_named_graph(NamedNode(iri))

    def record(self) -> Snapshot:
        return self._snapshot

    def publications(self) -> Sequence[Mapping[str, Any]]:
        return self._parent.folder.history_to(self.id)

    def describe(self, iri: str) -> frozenset[Triple]:
        return describe(self._quads, self._parent.settings.base, iri)


class _Quads:
    """Reads triples straight from a store that does not change."""

    def __init__(self, store: Oxigraph) -> None:
        self.store = store
        self._current: frozenset[str] | None = None

    def about(self, things: Collection[str], graphs: Sequence[Graph]) -> set[Triple]:
        return {
            quad.triple
            for thing in things
            for graph in (map(_node, graphs) if graphs else (None,))
            for quad in self.store.quads_for_pattern(NamedNode(thing), None, None, graph)
        }

    def pointing(self, iri: str, graphs: Sequence[Graph], most: int) -> set[Triple]:
        found: set[Triple] = set()
        for graph in graphs:
            for quad in self.store.quads_for_pattern(None, None, NamedNode(iri), _node(graph)):
                if len(found) == most:
                    return found
                found.add(quad.triple)
        return found

    def content(self, graph: str) -> set[Triple]:
        quads = self.store.quads_for_pattern(None, None, None, NamedNode(graph))
        return {quad.triple for quad in quads}

    def current_editions(self) -> Collection[str]:
        if self._current is None:
            pattern = (None, DCAT.hasCurrentVersion, None, DefaultGraph())
            found = (quad.object for quad in self.store.quads_for_pattern(*pattern))
            self._current = frozenset(one.value for one in found if isinstance(one, NamedNode))
        return self._current


def _node(graph: Graph) -> NamedNode | DefaultGraph:
    return DefaultGraph() if graph is None else NamedNode(graph)
