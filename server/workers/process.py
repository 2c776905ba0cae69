"""A worker: `python -m server.workers.process DESCRIPTOR MEBIBYTES NICENESS`.

It answers one query at a time from a read-only store, over the socket it was given; or it is given
an answer, and puts it in shape. It is stopped
by being killed; everything it holds goes with it.
"""

import io
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO, Any, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from server.workers import confinement, wire
from server.workers.errors import TooLarge, TooManyRows
from server.workers.serialising import write_graph, write_solutions

Result = QuerySolutions | QueryTriples | QueryBoolean | Iterable[Triple]
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class Worker:
    """Answers requests from stores that it opens as they are named, with `mebibytes` of memory for
    each answer."""

    def __init__(self, sock: socket.socket, mebibytes: int) -> None:
        self.sock = sock
        self.mebibytes = mebibytes
        self._path: str | None = None
        self._store: Store | None = None

    def serve(self) -> None:
        while True:
            try:
                request, body = wire.receive(self.sock)
            except wire.Closed:
                return
            self.answer(request, body)

    def store(self, path: str) -> Store:
        """The store at `path`; snapshots never change, so it is opened once."""
        if self._store is None or path != self._path:
            confinement.unlimit_memory()
            try:
                self._store, self._path = Store.read_only(path), path
            finally:
                confinement.limit_memory(self.mebibytes)
        return self._store

    def answer(self, request: dict[str, Any], body: bytes | int) -> None:
        """`body` is a query; where the request has `results`, an answer of that media type."""
        with ExitStack() as held:
            if isinstance(body, int):
                held.callback(os.close, body)
            self._answer(request, body)

    def _answer(self, request: dict[str, Any], body: bytes | int) -> None:
        with tempfile.SpooledTemporaryFile(max_size=wire.INLINE) as spool:
            capped = wire.Capped(cast(IO[bytes], spool), request["max_bytes"])
            try:
                result = self._result(request, body)
                header = _write(result, request, cast(IO[bytes], capped))
            except TooManyRows:
                wire.send(self.sock, {"status": "too-many"})
                return
            except TooLarge:
                wire.send(self.sock, {"status": "too-large"})
                return
            except SyntaxError as error:
                wire.send(self.sock, {"status": "syntax", **_position(str(error))})
                return
            except (RuntimeError, ValueError, OSError) as error:
                if capped.size > capped.limit:
                    wire.send(self.sock, {"status": "too-large"})
                else:
                    wire.send(self.sock, {"status": "failed", "message": str(error)})
                return
            if header["status"] != "ok":
                wire.send(self.sock, header)
            else:
                wire.send_spooled(self.sock, header, spool, capped.size)

    def _result(self, request: dict[str, Any], body: bytes | int) -> Result:
        if request.get("results"):
            return _given(request["results"], body)
        kinds = ("default_graph", "named_graphs")
        graphs: dict[str, Any] = {}
        if any(request.get(kind) for kind in kinds):  # one kind alone leaves the other empty
            graphs = {kind: [NamedNode(iri) for iri in request.get(kind, ())] for kind in kinds}
        base_iri, query = request.get("base_iri"), cast(bytes, body).decode()
        return self.store(request["store"]).query(query, base_iri=base_iri, **graphs)


def _given(media_type: str, body: bytes | int) -> Result:
    """An answer that was evaluated elsewhere, from its bytes or an open file of them."""
    if isinstance(body, int):
        os.lseek(body, 0, os.SEEK_SET)
    file: IO[bytes] = io.BytesIO(body) if isinstance(body, bytes) else os.fdopen(os.dup(body), "rb")
    form = QueryResultsFormat.from_media_type(media_type)
    if form is not None:
        return parse_query_results(file, form)
    quads = parse(file, format=RdfFormat.from_media_type(media_type))
    return (quad.triple for quad in quads)


def _write(result: Result, request: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    if request.get("shape"):
        from server.exports.forms import shaped

        shaped(result, out, request["shape"])
        return {"status": "ok", "family": "shape", "media_type": request["shape"]["form"]}
    is_graph = not isinstance(result, QuerySolutions | QueryBoolean)
    family = "triples" if is_graph else "solutions"
    media_type = request[family]
    if media_type is None:
        return {"status": "not-acceptable", "family": family}
    if isinstance(result, QuerySolutions | QueryBoolean):
        write_solutions(result, out, media_type)
    else:
        write_graph(result, out, media_type, request["prefixes"])
    return {"status": "ok", "family": family, "media_type": media_type}


def _position(message: str) -> dict[str, Any]:
    match = _POSITION.match(message)
    if not match:
        return {"message": message, "line": None, "column": None}
    return {"message": match[3], "line": int(match[1]), "column": int(match[2])}


def main() -> None:
    """Confine this process, then serve the socket it was given until it closes."""
    descriptor, mebibytes, niceness = (int(argument) for argument in sys.argv[1:4])
    os.nice(niceness)  # now, not at the start: a worker that takes another's place is awaited
    confinement.die_with_parent()
    sock = socket.socket(fileno=descriptor)
    confinement.forbid_network()
    confinement.limit_memory(mebibytes)
    wire.send(sock, {"status": "ready"})
    Worker(sock, mebibytes).serve()


if __name__ == "__main__":
    main()
