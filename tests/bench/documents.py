"""Documents about things beside the Oxigraph server's DESCRIBE of the same things.

    python -m tests.bench.documents [--seconds N] [--connections N] [--counties N]

Both serve the same data at the same time, on the same two cores as their client, and are asked in
turn over connections that stay open, so only the ratios count. `made` is a document that nothing
is kept of, `kept` one that was asked for before. A document says what points at its thing as well,
DESCRIBE does not: the bytes of both stand beside. Beside the real list stand copies of it under
other region codes, written straight into the store: a code that all of them use shows what a thing
with very many links costs. Not a test: it prints figures and judges nothing.
"""

import argparse
import itertools
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph

from ontology.terms import CODE
from server.loading import bundled_checklist
from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder, Snapshot
from server.store.publish import Draft
from server.urls import document_path
from tests.conftest import Service, free_port, load

REGION = "370725"
THINGS = {
    "matter": f"{DEFAULT_BASE}id/370725/matter/{{matter}}",
    "department": f"{DEFAULT_BASE}id/370725/department/{{department}}",
    "entry": f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle/u-d709fb19/entry/64",
    "edition": f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle/u-d709fb19",
    "code": CODE["matter-type/public-service"].value,
}
FORMS = ("text/turtle", "application/n-triples", "application/ld+json")


@dataclass(frozen=True)
class Copies:
    """Publish the real list under so many other region codes, without the care of a load."""

    count: int

    action = "load"
    reason = "copies"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        quads = [str(quad) + " .\n" for quad in draft.store]
        own = "".join(
            line for line in quads if f"/{REGION}/" in line and "/.well-known/" not in line
        )
        for n in range(self.count):
            code = f"{500000 + n}"
            text = re.sub(rf"\b{REGION}\b", code, own).encode()
            draft.store.bulk_load(text, pyoxigraph.RdfFormat.N_QUADS)
            draft.registers[code] = draft.registers[REGION].replace(REGION, code)


def things(store: pyoxigraph.Store) -> dict[str, str]:
    """A thing of each kind: of matters and departments, the one that most points at."""
    found = {}
    for kind, pattern in THINGS.items():
        if "{" in pattern:
            start = pattern.partition("{")[0]
            ranked = store.query(
                "SELECT ?x { ?s ?p ?x FILTER(STRSTARTS(STR(?x), '" + start + "')) } "
                "GROUP BY ?x ORDER BY DESC(COUNT(*)) LIMIT 1"
            )
            found[kind] = next(iter(ranked))[0].value  # type: ignore[arg-type]
        else:
            found[kind] = pattern
    return found


def describing(iri: str) -> str:
    """The address that DESCRIBE of a thing has on the Oxigraph server."""
    return f"/query?{urlencode({'query': f'DESCRIBE <{iri}>'})}"


@dataclass(frozen=True)
class Rate:
    """Answers a second, and the bytes of one."""

    per_second: float
    size: int


def rate(port: int, chosen: argparse.Namespace, form: str, path: Callable[[], str]) -> Rate:
    """How fast a server answers, over so many connections of one client."""
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(chosen.connections)]
    until, done, size = time.monotonic() + chosen.seconds, 0, 0
    while time.monotonic() < until:
        for client in clients:
            head = f"GET {path()} HTTP/1.1\r\nHost: localhost\r\nAccept: {form}\r\n\r\n"
            client.sendall(head.encode())
        for client in clients:
            size = _answer(client)
            done += 1
    for client in clients:
        client.close()
    return Rate(done / chosen.seconds, size)


def _answer(client: socket.socket) -> int:
    """Read one whole answer; the bytes of its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(client)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head)
    length = re.search(rb"(?i)content-length: (\d+)", head)
    parts, have = [body], len(body)
    while (have < int(length[1])) if length else not parts[-1].endswith(b"0\r\n\r\n"):
        parts.append(_more(client))
        have += len(parts[-1])
    return have


def _more(client: socket.socket) -> bytes:
    data = client.recv(1 << 20)
    if not data:
        raise RuntimeError("the connection ended")
    return data


def measure(
    ours: int, theirs: int, iri: str, form: str, chosen: argparse.Namespace
) -> Iterator[Rate]:
    """A thing in a form: ours made, ours kept, and theirs (N-Triples for JSON-LD, which it does
    not answer in)."""
    fresh = itertools.count(time.monotonic_ns())
    path = document_path(iri, DEFAULT_BASE)
    yield rate(ours, chosen, form, lambda: f"{path}?n={next(fresh)}")
    yield rate(ours, chosen, form, lambda: str(path))
    known = "application/n-triples" if form == "application/ld+json" else form
    yield rate(theirs, chosen, known, lambda: describing(iri))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--counties", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as path:
        data = Path(path) / "data"
        load(data, bundled_checklist())
        if chosen.counties:
            publish_change(DataFolder(data), Copies(chosen.counties), DEFAULT_BASE)
        snapshot = DataFolder(data).current()
        if snapshot is None:
            raise SystemExit("nothing was published")
        other = Path(path) / "other"
        shutil.copytree(snapshot.store, other)
        store = pyoxigraph.Store.read_only(str(other))
        asked = things(store)
        del store
        port = free_port()
        server = subprocess.Popen(
            [
                "oxigraph",
                "serve-read-only",
                "-l",
                str(other),
                "-b",
                f"127.0.0.1:{port}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        service = Service(data)
        try:
            service.wait()
            _wait(port)
            print(f"{'':36}    bytes  (theirs)     made     kept   theirs  of theirs: made  kept")
            for kind, iri in asked.items():
                for form in FORMS:
                    made, kept, theirs = measure(service.port, port, iri, form, chosen)
                    each = (made, kept, theirs)
                    print(
                        f"{kind:12}{form:24}{made.size:9}{theirs.size:10}"
                        + "".join(f"{one.per_second:7.0f}/s" for one in each)
                        + f"{made.per_second / theirs.per_second:16.2f}"
                        + f"{kept.per_second / theirs.per_second:6.2f}"
                    )
        finally:
            service.stop()
            server.kill()
            server.wait()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the Oxigraph server did not start")


if __name__ == "__main__":
    main()
