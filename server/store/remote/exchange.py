"""Strangers' queries passed on to an engine and its answers passed back, over connections that are
kept (urllib3). As many run at a time as settings say, fairly between clients.

An answer is complete or clearly failed here as well: it is read to its end and parsed on its way,
since an engine may write its failure into a body that began as a 200, or stop in the middle. At the
deadline the connection is ended; whether the engine then stops working is its own affair.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from urllib.parse import urlencode, urlsplit

import urllib3
from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from urllib3.exceptions import HTTPError

from ontology.terms import PREFIXES
from server.negotiation import N_TRIPLES, RESULTS_JSON
from server.store.remote.breaker import Breaker
from server.store.remote.connections import Call, connections
from server.store.remote.engine import AGENT, Engine
from server.store.remote.errors import BadAnswer, Overdue, Unreachable
from server.store.remote.query import Query
from server.store.remote.responses import check
from server.workers import wire
from server.workers.errors import NotAcceptable, Stopped, TooLarge
from server.workers.pool import Answer
from server.workers.running import Asker, Running, RunningQuery, Ticket
from server.workers.serialising import write_graph, write_solutions
from server.workers.turns import Place, Turns

_CHUNK = 64 * 1024
_ASK = ["__ASK_RETVAL"]
"""The variable by which Virtuoso answers ASK: with a solution or none."""
_BOOLEAN = {
    truth: b'{"head":{},"boolean":%s}' % (b"true" if truth else b"false") for truth in (0, 1)
}


@dataclass(frozen=True)
class Wanted:
    """The formats acceptable for solutions and for a graph, the seconds there are, and the bytes
    that an answer may have."""

    solutions: str | None
    triples: str | None
    seconds: float
    max_bytes: int


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request names (SPARQL 1.1 Protocol, section 2.1.4)."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


class Exchange:
    """Passes on at most `count` queries at a time; `waiting` more wait. A client, where they are
    strangers, has at most all places but one."""

    def __init__(self, engine: Engine, count: int, waiting: int, *, strangers: bool = True) -> None:
        self._engine = engine
        self._connections = connections(engine.url, count)
        parts = urlsplit(engine.url)
        self._path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._turns = Turns(count, waiting, max(count - 1, 1) if strangers else count)
        self._running = Running()
        self._breaker = Breaker()

    def ask(self, query: Query, dataset: Dataset, wanted: Wanted, asker: Asker) -> Answer:
        """The whole answer. Raises a WorkerError."""
        media_type = wanted.solutions if query.solutions else wanted.triples
        if media_type is None:
            raise NotAcceptable("solutions" if query.solutions else "triples")
        until = time.monotonic() + wanted.seconds
        place = Place(asker.client)
        listed = self._running.listed(asker, query.text, wanted.seconds)
        with listed as ticket, ExitStack() as held:
            with ticket.ended_by(lambda: self._turns.leave(place), at_work=False):
                held.enter_context(self._turns.turn(place, until))
            with self._breaker.watching(), _calling(ticket, until) as call:
                return self._pass_on(query, dataset, media_type, wanted.max_bytes, call, until)

    def running(self) -> tuple[RunningQuery, ...]:
        """The queries that wait or run."""
        return self._running.now()

    def stop(self, number: str) -> bool:
        """Stop one of them; false where there is none of that id."""
        return self._running.stop(number)

    def close(self) -> None:
        self._connections.close()

    def _pass_on(
        self,
        query: Query,
        dataset: Dataset,
        media_type: str,
        max_bytes: int,
        call: Call,
        until: float,
    ) -> Answer:
        fields = [("query", query.sent)]
        fields += [("default-graph-uri", iri) for iri in dataset.default]
        fields += [("named-graph-uri", iri) for iri in dataset.named]
        body = urlencode(fields).encode()
        headers = self._headers(RESULTS_JSON if query.solutions else N_TRIPLES)
        seconds = max(until - time.monotonic(), 0.001)
        response = call.post(self._connections, self._path, body, headers, seconds)
        try:
            check(response, query)
            return _answer(_Body(response), query.solutions, media_type, max_bytes)
        finally:
            response.close()  # one that was read to its end has given its connection back

    def _headers(self, accept: str) -> dict[str, str]:
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": AGENT,
        }
        if self._engine.user and not self._engine.digest:
            said = f"{self._engine.user}:{self._engine.password}"
            headers |= urllib3.make_headers(basic_auth=said)
        return headers


@contextmanager
def _calling(ticket: Ticket, until: float) -> Iterator[Call]:
    """A call that ends at the deadline or when it is stopped; what it raises then says why."""
    call = Call()
    timer = threading.Timer(max(until - time.monotonic(), 0.001), call.end)
    timer.daemon = True
    timer.start()
    try:
        with ticket.ended_by(call.end, at_work=True):
            yield call
    except (HTTPError, OSError, BadAnswer) as error:
        if ticket.stopped:
            raise Stopped from None
        if call.ended or isinstance(error, TimeoutError | urllib3.exceptions.ReadTimeoutError):
            raise Overdue from None
        if isinstance(error, BadAnswer):
            raise
        raise Unreachable(type(error).__name__) from None
    finally:
        timer.cancel()
    if ticket.stopped:
        raise Stopped


class _Body:
    """The body of a response as a parser reads it; keeps what went wrong below the parser."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        self._response = response
        self.error: Exception | None = None
        self.last = b""
        """The last byte that is no white space."""

    def read(self, size: int = -1) -> bytes:
        try:
            content = self._response.read(size if size >= 0 else None)
        except Exception as error:
            self.error = error
            raise
        self.last = content.rstrip()[-1:] or self.last
        return content


def _answer(body: _Body, solutions: bool, media_type: str, max_bytes: int) -> Answer:
    with SpooledTemporaryFile(max_size=wire.INLINE) as spool:
        capped = wire.Capped(cast(IO[bytes], spool), max_bytes)
        try:
            _write(body, solutions, cast(IO[bytes], capped), media_type)
            while body.read(_CHUNK):
                pass
            if solutions and body.last != b"}":  # of a boolean the parser does not ask it
                raise BadAnswer("more after its end")
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            if capped.size > capped.limit:
                raise TooLarge from None
            raise body.error or BadAnswer(str(error)[:200]) from None
        spool.seek(0)
        if capped.size <= wire.INLINE:
            return Answer(media_type, capped.size, spool.read())
        spool.flush()
        return Answer(media_type, capped.size, os.dup(spool.fileno()))


def _write(body: _Body, solutions: bool, out: IO[bytes], media_type: str) -> None:
    source = cast(IO[bytes], body)
    if not solutions:
        write_graph(parse(source, RdfFormat.N_TRIPLES), out, media_type, PREFIXES)
        return
    found: QuerySolutions | QueryBoolean = parse_query_results(source, QueryResultsFormat.JSON)
    if isinstance(found, QuerySolutions) and [v.value for v in found.variables] == _ASK:
        found = parse_query_results(_BOOLEAN[any(True for _ in found)], QueryResultsFormat.JSON)
    write_solutions(found, out, media_type)
