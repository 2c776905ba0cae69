"""A worker: `python -m server.workers.process DESCRIPTOR MEBIBYTES NICENESS`.

It answers one query at a time from a read-only store, over the socket it was given. It is stopped
by being killed; everything it holds goes with it.
"""

import os
import re
import socket
import sys
import tempfile
from typing import IO, Any, cast

from pyoxigraph import NamedNode, QueryTriples, Store

from server.workers import confinement, wire
from server.workers.errors import TooLarge
from server.workers.serialising import write_graph, write_solutions

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
            self.answer(request, cast(bytes, body).decode())

    def store(self, path: str) -> Store:
        """The store at `path`; snapshots never change, so it is opened once."""
        if self._store is None or path != self._path:
            confinement.unlimit_memory()
            try:
                self._store, self._path = Store.read_only(path), path
            finally:
                confinement.limit_memory(self.mebibytes)
        return self._store

    def answer(self, request: dict[str, Any], query: str) -> None:
        with tempfile.SpooledTemporaryFile(max_size=wire.INLINE) as spool:
            capped = wire.Capped(cast(IO[bytes], spool), request["max_bytes"])
            try:
                header = self._evaluate(request, query, cast(IO[bytes], capped))
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

    def _evaluate(self, request: dict[str, Any], query: str, out: IO[bytes]) -> dict[str, Any]:
        kinds = ("default_graph", "named_graphs")
        graphs: dict[str, Any] = {}
        if any(request.get(kind) for kind in kinds):  # one kind alone leaves the other empty
            graphs = {kind: [NamedNode(iri) for iri in request.get(kind, ())] for kind in kinds}
        base_iri = request.get("base_iri")
        result = self.store(request["store"]).query(query, base_iri=base_iri, **graphs)
        family = "triples" if isinstance(result, QueryTriples) else "solutions"
        media_type = request[family]
        if media_type is None:
            return {"status": "not-acceptable", "family": family}
        if isinstance(result, QueryTriples):
            write_graph(result, out, media_type, request["prefixes"])
        else:
            write_solutions(result, out, media_type)
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
