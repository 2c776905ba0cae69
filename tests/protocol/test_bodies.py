"""Clients that begin to send and stop, or send slowly, at every interface that takes a body: over
HTTP, on the real server."""

import http.client
import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from server.bodies import DRAINED
from tests.conftest import Service
from tests.protocol.test_running import KILLER, OWNER, SECRET, ask, fetch

INTERFACES = {
    "/sparql": ("POST", "application/sparql-query", "bodies"),
    "/update": ("POST", "application/sparql-update", "write_bodies"),
    "/graphs?graph=a:g": ("PUT", "text/turtle", "write_bodies"),
    "/validate": ("POST", "text/turtle", "validation_bodies"),
}
"""How each is asked, and the setting that says how many bodies may be on their way."""
PATHS = list(INTERFACES)


BOUNDS = {"bodies": 4, "write_bodies": 4, "validation_bodies": 4}
BOUNDS |= {"large_downloads": 2, "deadline": 2, "workers": 2, "queue": 2, "page_threads": 2}


def served(published: Path, seconds: int) -> Iterator[Service]:
    """A server with few places, and few threads for anything else; a body has so many seconds."""
    deadlines = {"body_deadline": seconds, "update_deadline": seconds}
    deadlines["validation_deadline"] = seconds
    running = Service(published, token=SECRET, trusted_proxies="127.0.0.1", **BOUNDS, **deadlines)
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def waiting(published: Path) -> Iterator[Service]:
    yield from served(published, 60)


@pytest.fixture(scope="module")
def hasty(published: Path) -> Iterator[Service]:
    yield from served(published, 3)


@pytest.fixture
def held(waiting: Service) -> Service:
    """One that waits long enough for bodies to be seen in their places, all of them free."""
    return at_rest(waiting)


@pytest.fixture
def tight(hasty: Service) -> Service:
    """One that soon gives up on them, all places free."""
    return at_rest(hasty)


def begun(
    service: Service,
    path: str,
    announced: int,
    sent: bytes = b"",
    client: str = "198.51.100.1",
    *,
    token: str | None = SECRET,
) -> socket.socket:
    """A connection on which a request has been begun."""
    method, kind, _ = INTERFACES[path]
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
    head += f"X-Forwarded-For: {client}\r\nContent-Length: {announced}\r\n"
    if token and path != "/sparql":
        head += f"Authorization: Bearer {token}\r\n"
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=30)
    connection.sendall(f"{head}\r\n".encode() + sent)
    return connection


def at_rest(service: Service) -> Service:
    """Return once every place is free: what a test before has hung up on is noticed soon."""
    until = time.monotonic() + 60
    for path in ("/sparql", "/update", "/validate"):
        while not _all_taken(service, path):
            assert time.monotonic() < until, path
    return service


def _all_taken(service: Service, path: str) -> bool:
    """Whether four bodies, that mean nothing, had places at the same time; they have none now."""
    clients = ("198.51.100.1", "203.0.113.5")
    bodies = [begun(service, path, 3, b"<<", client) for client in clients for _ in range(2)]
    refused, _, _ = select.select(bodies, (), (), 0.3)
    for body in bodies:
        with suppress(OSError):
            body.sendall(b"<")
        answer(body)
        body.close()
    return not refused


def answer(connection: socket.socket, seconds: float = 15) -> tuple[int, Any]:
    """Status and problem document of an answer; 0 and nothing where none comes in time."""
    connection.settimeout(seconds)
    response = http.client.HTTPResponse(connection)
    try:
        response.begin()
        return response.status, json.loads(response.read() or b"null")
    except OSError:
        return 0, None


def turned_away(connection: socket.socket) -> bool:
    """Whether an answer says that every place for bodies is taken."""
    status, problem = answer(connection, 60)
    assert status != 0
    return status == 503 and problem["type"].endswith("#bodies-busy")


def refusals(connections: list[socket.socket]) -> list[Any]:
    """The problem documents among the answers; the others are not answered."""
    time.sleep(1)
    said = [answer(connection, 0.5) for connection in connections]
    assert {status for status, _ in said} <= {0, 503}, said
    return [problem for status, problem in said if status == 503]


@pytest.mark.parametrize("path", PATHS)
def test_silent_clients_have_places_of_their_own_and_no_thread_of_a_page(
    held: Service, path: str
) -> None:
    silent = [begun(held, path, 100, b"x") for _ in range(4)]
    (first, *_) = refused = refusals(silent)
    assert len(refused) == 2, "one client has half of the places"
    assert (first["limit_name"], first["limit"]) == (INTERFACES[path][2], 4)
    others = [begun(held, path, 100, b"x", "203.0.113.5") for _ in range(3)]
    assert len(refusals(others)) == 1, "another client has the other half"
    third = begun(held, path, 100, b"x", "192.0.2.7")
    assert len(refusals([third])) == 1, "and then all are taken"
    for other in PATHS:
        free = INTERFACES[other][2] != INTERFACES[path][2]
        connection = begun(held, other, 3, b"###", "192.0.2.9")
        assert turned_away(connection) != free, (path, other)
        connection.close()
    assert fetch(held, "/").status == 200
    for connection in (*silent, *others, third):
        connection.close()
    until = time.monotonic() + 20
    while turned_away(again := begun(held, path, 3, b"###", "192.0.2.9")):
        again.close()
        assert time.monotonic() < until, "who hangs up gives its place back"
        time.sleep(0.1)
    again.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_slow_body_is_given_up_and_a_large_one_refused_by_what_it_announces(
    tight: Service, path: str
) -> None:
    slow = begun(tight, path, 5000)
    dripping = threading.Thread(target=_drip, args=(slow,))
    dripping.start()
    status, problem = answer(slow)
    assert (status, problem["unit"]) == (408, "seconds")
    dripping.join()
    slow.close()
    large = begun(tight, path, 900_000_000)
    status, problem = answer(large, 5)
    assert (status, problem["unit"]) == (413, "bytes")
    large.close()


def _drip(connection: socket.socket) -> None:
    with suppress(OSError):
        for _ in range(60):
            connection.sendall(b"x" * 20)
            time.sleep(0.1)


@pytest.mark.parametrize("path", ["/update", "/graphs?graph=a:g"])
def test_a_write_without_a_token_is_refused_unread(tight: Service, path: str) -> None:
    silent = [begun(tight, path, DRAINED + 1, b"x", token=None) for _ in range(6)]
    assert [answer(connection, 5)[0] for connection in silent] == [401] * 6
    for connection in silent:
        connection.close()
    # little is read all the same, so that the connection goes on, in the places of strangers
    method, kind, _ = INTERFACES[path]
    kept = http.client.HTTPConnection("127.0.0.1", tight.port, timeout=10)
    for _ in range(5):
        kept.request(method, path, b"#" * 60_000, {"Content-Type": kind})
        response = kept.getresponse()
        response.read()
        assert response.status == 401 and kept.sock is not None
    kept.close()
    silent = [begun(tight, path, 100, b"x", token=None) for _ in range(2)]
    with begun(tight, path, 3, b"###") as of_an_owner:
        assert not turned_away(of_an_owner)
    for one in silent:
        one.close()


# Silence


def test_who_goes_silent_is_hung_up_on_and_gives_the_place_back(tight: Service) -> None:
    silent = [begun(tight, "/sparql", 100, b"x", f"198.51.100.{n}") for n in range(4)]
    time.sleep(1)
    with begun(tight, "/sparql", 3, b"###", "192.0.2.9") as refused:
        assert turned_away(refused)
    for connection in silent:
        status, problem = answer(connection, 30)
        assert (status, problem["type"].rpartition("#")[2]) == (408, "slow-body")
        assert connection.recv(10) == b"", "and the connection is ended"
        connection.close()
    short = {"Content-Type": "application/sparql-query"}
    assert fetch(tight, "/sparql", "POST", b"ASK {}", short).status == 200


def test_no_answer_of_the_same_address_is_lost_with_a_silent_client(published: Path) -> None:
    """A long query, a reader who takes its time, and an upload that is slow and not yet overdue:
    all from the address of clients whose bodies are overdue."""
    patient = Service(published, body_deadline=1, deadline=9, validation_deadline=60)
    patient.wait()
    try:
        large = urlencode({"query": "SELECT * WHERE { ?s ?p ?o } LIMIT 15000"})
        reader = http.client.HTTPConnection("127.0.0.1", patient.port, timeout=60)
        reader.connect()
        reader.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        reader.request("GET", f"/sparql?{large}", headers={"Accept": "text/csv"})
        whole = reader.getresponse()
        upload = begun(patient, "/validate", 6, b"# no")
        with ThreadPoolExecutor() as crowd:
            query = crowd.submit(ask, patient, KILLER)
            silent = [begun(patient, "/sparql", 100, b"x") for _ in range(2)]
            query.result(timeout=60).problem(503, "deadline-exceeded")
        upload.sendall(b"ne")
        assert answer(upload, 60)[0] == 200
        for connection in silent:
            assert answer(connection, 60)[0] == 408, "once nothing else is under way"
        assert len(whole.read()) == int(whole.headers["Content-Length"]) > 1_000_000
        for connection in (upload, *silent):
            connection.close()
        reader.close()
    finally:
        patient.stop()


def test_everything_at_once_leaves_the_pages_their_threads(held: Service) -> None:
    """Silent writers in every place, killers in every slot and in the queue, readers who do not
    read; a page is timed."""
    at_work = []
    for path in PATHS:
        for client in ("198.51.100.1", "203.0.113.5", "192.0.2.7"):
            at_work += [begun(held, path, 100, b"x", client) for _ in range(3)]
    large = urlencode({"query": "SELECT * WHERE { ?s ?p ?o }"})
    for _ in range(4):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", held.port))
        reader.sendall(f"GET /sparql?{large} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        at_work.append(reader)
    time.sleep(1)
    killers = [threading.Thread(target=ask, args=(held, KILLER)) for _ in range(8)]
    for killer in killers:
        killer.start()
    times = []
    for _ in range(20):
        page = fetch(held, "/")
        assert page.status == 200
        times.append(page.seconds)
        time.sleep(0.05)
    for killer in killers:
        killer.join()
    assert fetch(held, "/sparql/running", headers=OWNER).status == 200
    for connection in at_work:
        connection.close()
    assert max(times) < 2, times
