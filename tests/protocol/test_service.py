"""The real server as a process, under load and while data are published."""

import http.client
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import Service, load
from tests.protocol.killers import workers
from tests.server.test_workers import CROSS

LM = "https://w3id.org/lifematters/ns#"


def test_a_large_answer_comes_whole_with_its_length_and_never_chunked(service: Service) -> None:
    query = urlencode({"query": "SELECT * WHERE { ?s ?p ?o }"})
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    connection.request("GET", f"/sparql?{query}", headers={"Accept": "text/csv"})
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200
    assert response.getheader("Transfer-Encoding") is None
    assert int(response.getheader("Content-Length") or 0) == len(body) > 1_000_000
    connection.close()


@pytest.fixture
def strict(published: Path) -> Iterator[Service]:
    """A server with few slots and a short deadline."""
    running = Service(published, deadline=2, workers=2, queue=2, large_downloads=2, page_threads=8)
    running.wait()
    yield running
    running.stop()


@pytest.mark.alone
def test_killers_and_slow_readers_in_every_slot_do_not_slow_a_page(strict: Service) -> None:
    killer = urlencode({"query": f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} }}"})
    large = urlencode({"query": "SELECT * WHERE { ?s ?p ?o }"})
    slow = [_slow_reader(strict.port, f"/sparql?{large}") for _ in range(4)]
    time.sleep(1.0)
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(_status(f"{strict.url}sparql?{killer}")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    times = []
    for _ in range(20):
        began = time.monotonic()
        assert _status(strict.url) == 200
        times.append(time.monotonic() - began)
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    for connection in slow:
        connection.close()
    assert statuses.count(503) == 8, "each killer is stopped or turned away, none is answered"
    assert sorted(times)[-1] < 1.0, times
    lookup = urlencode({"query": f"ASK {{ ?s a <{LM}Entry> }}"})
    until = time.monotonic() + 5
    while _status(f"{strict.url}sparql?{lookup}") != 200:
        assert time.monotonic() < until, "the slots are free again"
        time.sleep(0.2)


def _slow_reader(port: int, path: str) -> socket.socket:
    """A client that asks for much and reads nothing."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            response.read()
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            problem = json.loads(error.read())
        assert problem["status"] == error.code
        return error.code


def test_it_says_where_it_serves_in_one_line(published: Path) -> None:
    running = Service(published)
    running.wait()
    time.sleep(0.5)
    lines = running.stop().strip().splitlines()
    assert len(lines) == 1
    assert running.url in lines[0]


def test_its_workers_end_with_it(published: Path) -> None:
    running = Service(published)
    running.wait()
    its = workers(running.process.pid)
    assert len(its) >= 4
    running.stop()
    until = time.monotonic() + 5
    while left := {pid for pid in its if _is_alive(pid)}:
        assert time.monotonic() < until, left
        time.sleep(0.05)


def _is_alive(worker: int) -> bool:
    """Whether it is; a dead one that no one has reaped has no command."""
    with suppress(OSError):
        return b"server.workers.process" in Path(f"/proc/{worker}/cmdline").read_bytes()
    return False


def test_a_publication_is_served_without_a_restart(own_data: Path, tmp_path: Path) -> None:
    from tests.conftest import IMAGINARY

    running = Service(own_data)
    running.wait()
    count = urlencode({"query": f"SELECT ?c WHERE {{ ?c a <{LM}Checklist> }}"})
    load(own_data, IMAGINARY)
    until = time.monotonic() + 5
    while True:
        with urllib.request.urlopen(f"{running.url}sparql?{count}") as response:
            if len(json.load(response)["results"]["bindings"]) == 2:
                break
        assert time.monotonic() < until, "the first state is served on"
        time.sleep(0.02)
    running.stop()


def test_another_base_is_refused_at_the_start(published: Path) -> None:
    running = Service(published, base="https://other.example.org/")
    output = running.process.communicate(timeout=20)[0]
    assert running.process.returncode == 1
    assert "LIFEMATTERS_BASE" in output
