"""How many requests a second the server answers: evaluated, kept, and as a 304.

    python -m tests.bench.answers [--seconds N] [--connections N]

The real server over the real checklist; the clients are threads of this process with one open
connection each, so they take processor time from the server and the figures are low. What counts
are the ratios. Not a test: it prints figures and judges nothing.
"""

import argparse
import http.client
import itertools
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from server.loading import bundled_checklist
from tests.conftest import Service, load

LM = "https://w3id.org/lifematters/ns#"
NAMES = f"SELECT ?n ?name WHERE {{ ?e <{LM}number> ?n ; <{LM}statedName> ?name }} ORDER BY ?n"

Request = tuple[str, dict[str, str]]


def rate(port: int, seconds: float, connections: int, ask: Callable[[], Request]) -> float:
    """Requests a second, from so many connections."""
    until, counts = time.monotonic() + seconds, list[int]()

    def work() -> None:
        connection, done = http.client.HTTPConnection("127.0.0.1", port, timeout=30), 0
        while time.monotonic() < until:
            path, headers = ask()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (200, 304):
                raise RuntimeError(answer.status)
            done += 1
        connection.close()
        counts.append(done)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def sparql(query: str) -> str:
    """The address of a query."""
    return f"/sparql?{urlencode({'query': query})}"


def measure(port: int, seconds: float, connections: int) -> Iterator[tuple[str, float]]:
    """What was asked, and how often a second it was answered."""
    fresh = itertools.count()

    def never_asked_before() -> Request:
        return sparql(f"{NAMES} # {next(fresh)}"), {}

    yield "query, evaluated", rate(port, seconds, connections, never_asked_before)
    yield "query, kept", rate(port, seconds, connections, lambda: (sparql(NAMES), {}))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", sparql(NAMES))
    answer = connection.getresponse()
    answer.read()
    tag = answer.headers["ETag"]
    same: Request = (sparql(NAMES), {"If-None-Match": tag})
    yield "query, 304", rate(port, seconds, connections, lambda: same)
    yield "page, made", rate(port, seconds, connections, lambda: (f"/?n={next(fresh)}", {}))
    yield "page, kept", rate(port, seconds, connections, lambda: ("/", {}))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as path:
        data = Path(path) / "data"
        load(data, bundled_checklist())
        service = Service(data)
        service.wait()
        try:
            found = dict(measure(service.port, chosen.seconds, chosen.connections))
        finally:
            service.stop()
    for name, per_second in found.items():
        base = found["page, made" if name.startswith("page") else "query, evaluated"]
        print(f"{name:18}{per_second:8.0f}/s{per_second / base:8.1f} times")


if __name__ == "__main__":
    main()
