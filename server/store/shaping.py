"""What workers are asked of a store on this machine, and the workers that put answers in shape
beside those that answer: they start with the first one."""

import threading
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from ontology.terms import PREFIXES
from server.exports.forms import Shape
from server.settings import Settings
from server.store.interface import Table
from server.store.tables import Tables, table_of
from server.workers.pool import Answer, Pool, Question, release
from server.workers.running import NOBODY, Asker


class Shapers:
    """Workers that start when they are first needed; call `close` to end them."""

    def __init__(self, start: Callable[[], Pool]) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._pool: Pool | None = None

    @property
    def pool(self) -> Pool:
        with self._lock:
            if self._pool is None:
                self._pool = self._start()
            return self._pool

    def close(self) -> None:
        """End those that have started."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None


def exporting(settings: Settings) -> Shapers:
    """Those of large files: of one client all but one write at a time."""
    count, waiting = settings.export_workers, settings.export_queue
    return Shapers(lambda: Pool(count, settings.memory, waiting, strangers=True))


class OnDisk:
    """A store on this machine that never changes, asked within the limits that `settings` set: by
    the workers for pages, and for what is large by those of files."""

    def __init__(self, store: Path, settings: Settings, pages: Pool, files: Shapers) -> None:
        self._store, self._settings = store, settings
        self._pages, self._files = pages, files
        self._tables = Tables()

    def select(self, query: str) -> Table:
        """Answer a shipped SELECT. Raises a WorkerError."""
        return self._tables.get(query, self._evaluate)

    def _evaluate(self, query: str) -> Table:
        question = Question(
            store=self._store,
            query=query,
            solutions=QueryResultsFormat.JSON.media_type,
            triples=None,
            deadline=self._settings.trusted_deadline,
            max_bytes=self._settings.result_bytes,
            prefixes={},
        )
        return _table(self._pages.ask(question))

    def shaped(self, query: str, shape: Shape, asker: Asker = NOBODY, *, large: bool) -> Answer:
        """As `View.shaped`."""
        settings = self._settings
        question = Question(
            store=self._store,
            query=query,
            solutions=None,
            triples=None,
            deadline=settings.export_deadline if large else settings.trusted_deadline,
            max_bytes=settings.result_bytes,
            prefixes=PREFIXES,
            asker=asker,
            shape=shape,
        )
        return (self._files.pool if large else self._pages).ask(question)


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
    return table_of(results)
