"""Killer queries against the real server: stopped, told, and felt by nobody else."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import Service
from tests.protocol.killers import (
    CONSTRUCTS,
    CRASHERS,
    GRAPHS,
    REFUSED,
    SELECTS,
    SOLUTIONS,
    Watch,
    settled,
    workers,
)
from tests.protocol.test_running import Got, fetch

pytestmark = pytest.mark.alone
MEMORY = 400
OWN = 120
"""MiB that a worker may have beside what its query takes: itself and the store."""
ALL = 11
"""Workers of the server below: five for strangers with four to spare, two for pages."""
LOOKUP = "ASK { ?s a <https://w3id.org/lifematters/ns#Entry> }"
STOPPED = ("#deadline-exceeded", "#out-of-memory", "#answer-too-large")


@pytest.fixture(scope="module")
def server(published: Path) -> Iterator[Service]:
    running = Service(published, workers=5, trusted_proxies="127.0.0.1", memory=MEMORY)
    running.wait()
    settled(running.process.pid, ALL)
    yield running
    running.stop()


class Lookups:
    """Another client that looks up something small all the while; its times in seconds."""

    def __init__(self, server: Service) -> None:
        self.server = server
        self.times: list[float] = []
        self.failed: list[Got] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "Lookups":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        path = f"/sparql?{urlencode({'query': LOOKUP})}"
        while not self._over.wait(0.02):
            got = fetch(self.server, path, headers={"X-Forwarded-For": "203.0.113.9"})
            self.times.append(got.seconds)
            if got.status != 200 or b"true" not in got.body:
                self.failed.append(got)


def kill(server: Service, query: str, forms: Sequence[str]) -> list[Got]:
    """Ask for `query` in each of `forms` at once, from one client, with a second for each."""
    body = urlencode({"query": query, "timeout": "1"}).encode()

    def ask(form: str) -> Got:
        headers = {
            "Accept": form,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": "198.51.100.3",
        }
        return fetch(server, "/sparql", "POST", body, headers)

    with ThreadPoolExecutor(len(forms)) as crowd:
        return list(crowd.map(ask, forms))


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        *[pytest.param(query, SOLUTIONS, id=name) for name, query in SELECTS.items()],
        *[pytest.param(query, GRAPHS, id=name) for name, query in CONSTRUCTS.items()],
    ],
)
def test_a_killer_is_stopped_in_every_format_and_lookups_go_on(
    server: Service, query: str, forms: Sequence[str]
) -> None:
    before = settled(server.process.pid, ALL)
    with Watch(server.process.pid) as watch, Lookups(server) as lookups:
        answers = kill(server, query, forms)
        gone = before - workers(server.process.pid)
    killed = 0
    for got in answers:
        assert got.status == 503, "no 200, so none that parses as an answer"
        problem = got.problem(503, got.json()["type"].partition("#")[2])
        assert problem["type"].endswith(STOPPED)
        assert problem["limit_name"] in ("deadline", "memory", "result_bytes")
        killed += problem["limit_name"] != "result_bytes"
        assert got.seconds < 4, "1 s and what a machine at work with other things adds"
    assert len(gone) >= killed, "whoever was stopped is out of the process table"
    assert watch.most < MEMORY + OWN
    assert lookups.failed == [] and lookups.times
    assert statistics.median(lookups.times) < 0.5
    settled(server.process.pid, ALL)


@pytest.mark.parametrize("query", REFUSED, ids=range(len(REFUSED)))
def test_the_deep_and_the_long_are_refused_before_the_engine(server: Service, query: str) -> None:
    before = settled(server.process.pid, ALL)
    status, code = REFUSED[query]
    for form in (*SOLUTIONS, *GRAPHS):
        (got,) = kill(server, query, [form])
        problem = got.problem(status, code)
        assert problem["limit"] and problem["limit_name"] in ("nesting", "query_bytes")
    assert workers(server.process.pid) == before


@pytest.mark.parametrize("query", CRASHERS, ids=range(len(CRASHERS)))
def test_what_is_deep_without_brackets_ends_a_worker_at_most(server: Service, query: str) -> None:
    with Lookups(server) as lookups:
        for got in kill(server, query, SOLUTIONS[:2]):
            if got.status != 200:
                assert got.status in (400, 503), got.body
                got.problem(got.status, got.json()["type"].partition("#")[2])
    assert lookups.failed == []
    settled(server.process.pid, ALL)


def test_a_regular_expression_that_backtracks_elsewhere_is_answered_or_told(
    server: Service,
) -> None:
    for pattern in ("^(a+)+$", "(a|aa)+$", "(.*)*x", "((a{1,100}){1,100}){1,100}", "(x+x+)+y"):
        query = f'ASK {{ FILTER(REGEX("{"a" * 30_000}!", "{pattern}")) }}'
        for got in kill(server, query, SOLUTIONS[:2]):
            if got.status == 200:
                assert b"false" in got.body, "a whole answer, and the right one"
            else:
                got.problem(503, got.json()["type"].partition("#")[2])


def test_a_query_of_20_megabytes_is_refused_by_what_it_announces(server: Service) -> None:
    head = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        "Connection: close\r\nContent-Length: 20000000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        began = time.monotonic()
        connection.sendall(head.encode())
        answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413") and time.monotonic() - began < 2
        try:  # it may go on sending; nobody reads it
            for _ in range(200):
                connection.sendall(b"#" * 100_000)
        except OSError:
            pass
    assert fetch(server, f"/sparql?{urlencode({'query': LOOKUP})}").status == 200
