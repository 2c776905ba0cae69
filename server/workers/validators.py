"""Validates editions, in this process or in as many others as the machine has processors."""

import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from types import TracebackType

from pyoxigraph import RdfFormat, Triple, parse, serialize

from loader.validation import validate_graph
from shapes.report import Report


class Validators:
    """Validates graphs side by side in processes of their own, which start with the first graph;
    with one process, in this one. A context manager that ends them."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes if processes is not None else os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    @property
    def together(self) -> int:
        """How many graphs may be under way: one more than processes, so that none of them waits."""
        return self.processes + 1 if self.processes > 1 else 1

    def submit(self, triples: Iterable[Triple]) -> Future[Report]:
        """The report on the graph of an edition, ontology and codes aside."""
        if self.processes == 1:
            done: Future[Report] = Future()
            done.set_result(validate_graph(triples))
            return done
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.processes, mp_context=context)
        text = serialize(triples, format=RdfFormat.N_TRIPLES)
        if text is None:
            raise TypeError("serialize gave no bytes")
        return self._pool.submit(_validate, text)

    def __enter__(self) -> "Validators":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


def _validate(text: bytes) -> Report:
    report = validate_graph(quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))
    return Report(tuple(replace(r, messages=dict(r.messages)) for r in report.results))
