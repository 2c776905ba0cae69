"""A plain store behind a real server, as anyone's runner of a suite would use it."""

import http.client
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote

from tests.conftest import Service

SUITE = Path(__file__).parents[2].parent / "shared" / "suites" / "w3c-sparql" / "sparql11"
TURTLE = "text/turtle"
_MAIN = "from server.cli import main; main()"


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()


class Client:
    """A connection of one's own to a server, kept open; nothing is followed or decoded."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        content = body.encode() if isinstance(body, str) else body
        self._connection.request(method, path, content, dict(headers or {}))
        response = self._connection.getresponse()
        return Reply(response.status, response.headers, response.read())

    def close(self) -> None:
        self._connection.close()

    def query(self, query: str, accept: str | None = None, arguments: str = "") -> Reply:
        headers = {"Content-Type": "application/sparql-query"}
        if accept:
            headers["Accept"] = accept
        return self.send("POST", f"/sparql{arguments}", query, headers)

    def update(self, update: str, arguments: str = "", **headers: str) -> Reply:
        sent = {"Content-Type": "application/sparql-update", **headers}
        return self.send("POST", f"/update{arguments}", update, sent)

    def put(self, graph: str | None, content: bytes | str, kind: str = TURTLE) -> Reply:
        return self.send("PUT", graphs(graph), content, {"Content-Type": kind})


def graphs(graph: str | None) -> str:
    """The address of a graph in the graph store."""
    return "/graphs?default" if graph is None else f"/graphs?graph={quote(graph, safe='')}"


@contextmanager
def plain_store(data: Path, **settings: str) -> Iterator[Client]:
    """A server that writes for anyone on this machine, over a new plain store."""
    subprocess.run(
        [sys.executable, "-c", _MAIN, "--data", str(data), "init", "--empty"],
        check=True,
        capture_output=True,
    )
    running = Service(data, None, **{"open": "1", **settings})
    running.wait()
    client = Client(running.port)
    yield client
    client.close()
    running.stop()
