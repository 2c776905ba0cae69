"""A validation is bounded in size, time and memory; what it breaks is its own process; pages answer
meanwhile."""

import http.client
import os
import signal
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ontology.terms import LM
from server.settings import Settings, from_environment, to_environment
from server.workers.validation import Validations
from tests.conftest import Service, application
from tests.server.validating import REAL, defective, rdf, results, sent, told

pytestmark = pytest.mark.alone
TURTLE = "text/turtle"


def heavy(entries: int) -> bytes:
    """A graph that takes the square of its entries: all of one edition, number, scenario, matter.
    A thousand take more than a minute."""
    head = f"PREFIX : <{LM.iri}> PREFIX x: <http://x.example/> x:e a :Edition .\n"
    said = (
        ":inEdition x:e ; :number 1 ; :leafOrder 1 ; :order 1 ; :statedName 'x'@zh-hans ; "
        ":scenario x:s ; :matter x:m"
    )
    items = (
        f"x:e :hasEntry x:{n} . x:{n} a :Entry, :ChecklistItem, :LeafItem ; {said} .\n"
        for n in range(entries)
    )
    return (head + "".join(items)).encode()


def nested_json(levels: int) -> bytes:
    return b'{"http://b.example/":' * levels + b"1" + b"}" * levels


def nested_terms(levels: int) -> bytes:
    start, end = b"<<( <http://a.example/> <http://b.example/> ", b" )>>"
    return (
        b"<http://a.example/> <http://b.example/> " + start * levels + b"1" + end * levels + b" ."
    )


def busy_processes(session: int) -> list[int]:
    """The processes of a worker's session: the worker and the child that works."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            found.append(int(path.parent.name))
    return found


@pytest.fixture(scope="module")
def bounded(published: Path) -> Iterator[Flask]:
    """A service with narrow bounds."""
    yield from application(
        published,
        validation_deadline=6.0,
        validation_memory=300,
        validation_bytes=3_000_000,
        validation_triples=40_000,
        validation_queue=1,
    )


@pytest.fixture
def narrow(bounded: Flask) -> FlaskClient:
    """A client of it; its worker is warm."""
    client = bounded.test_client()
    results(client.post("/validate", data=b"<http://x.example/> a 1 .", content_type=TURTLE))
    return client


def test_a_graph_that_takes_too_long_is_stopped_and_its_processor_is_free(
    bounded: Flask, narrow: FlaskClient
) -> None:
    validations: Validations = bounded.config["VALIDATIONS"]
    (before,) = validations.pids()
    seen: list[list[int]] = []
    watch = threading.Timer(2, lambda: seen.append(busy_processes(before)))
    watch.start()
    began = time.monotonic()
    response = narrow.post("/validate", data=heavy(3_000), content_type=TURTLE)
    took = time.monotonic() - began
    problem = told(response, 503, "validation-stopped")
    assert "6" in problem["detail"] and "Retry-After" not in response.headers
    assert 5.5 < took < 9
    assert len(seen[0]) == 2, "it did work in a child of the worker"
    assert busy_processes(before) == [before], "the child is gone, the worker stays warm"
    assert results(narrow.post("/validate", data=rdf(defective(), TURTLE), content_type=TURTLE))
    assert validations.pids() == (before,)


def test_a_worker_that_is_gone_is_replaced(bounded: Flask, narrow: FlaskClient) -> None:
    (before,) = bounded.config["VALIDATIONS"].pids()
    os.kill(before, signal.SIGKILL)
    body = {"data": rdf(defective(), TURTLE), "content_type": TURTLE}
    told(narrow.post("/validate", **body), 500, "broken")
    assert results(narrow.post("/validate", **body))
    assert bounded.config["VALIDATIONS"].pids() != (before,)


def test_what_breaks_its_parser_is_told_and_the_worker_stays_warm(
    bounded: Flask, narrow: FlaskClient
) -> None:
    before = bounded.config["VALIDATIONS"].pids()
    for body, media_type in (
        (nested_json(30_000), "application/ld+json"),
        (nested_terms(40_000), TURTLE),
    ):
        response = narrow.post("/validate", data=body, content_type=media_type)
        told(response, 422, "unreadable")
    assert results(narrow.post("/validate", data=rdf(defective(), TURTLE), content_type=TURTLE))
    assert bounded.config["VALIDATIONS"].pids() == before


def test_what_takes_too_much_memory_is_told_and_the_worker_stays_warm(published: Path) -> None:
    ours = {"region": "370725", "list": "personal-life-cycle"}
    rows = "".join(f"<tr><td>{n}</td><td>{'字' * 500}</td></tr>" for n in range(1_500))
    page = f"<html><meta charset=utf-8><table>{rows}</table></html>".encode()
    for app in application(published, validation_memory=8):
        client = app.test_client()
        given = {"query_string": ours, "data": page, "content_type": "text/html"}
        problem = told(client.post("/validate", **given), 422, "unreadable")
        assert "8 MiB" in problem["detail"]
        before = app.config["VALIDATIONS"].pids()
        response = client.post("/validate", data=heavy(15_000), content_type=TURTLE)
        told(response, 422, "unreadable")
        assert app.config["VALIDATIONS"].pids() == before
    for app in application(published, validation_memory=20):
        client = app.test_client()
        response = client.post("/validate", data=heavy(3_000), content_type=TURTLE)
        told(response, 503, "validation-exhausted")


def test_too_many_triples_and_bytes_are_told(narrow: FlaskClient) -> None:
    lines = b"<a:> <a:> <a:> .\n" * 150_000
    response = narrow.post("/validate", data=lines, content_type="application/n-triples")
    assert told(response, 413, "too-many-triples")["limit"] == 40_000
    response = narrow.post("/validate", data=b"x" * 3_000_001, content_type=TURTLE)
    assert told(response, 413, "upload-too-large")["limit"] == 3_000_000


def test_entities_that_multiply_are_not_multiplied(narrow: FlaskClient) -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    rdf_xml = (
        f'<!DOCTYPE x [<!ENTITY e0 "0123456789">{entities}]>'
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x.example/">'
        '<r:Description r:about="http://x.example/a"><x:p>&e9;</x:p></r:Description></r:RDF>'
    )
    began = time.monotonic()
    response = narrow.post("/validate", data=rdf_xml, content_type="application/rdf+xml")
    assert response.status_code in (200, 422), response.get_data(as_text=True)
    assert time.monotonic() - began < 5 and len(response.data) < 10_000


def test_a_file_of_the_machine_is_not_read_by_an_entity(narrow: FlaskClient) -> None:
    rdf_xml = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x.example/">'
        '<r:Description r:about="http://x.example/a"><x:p>&e;</x:p></r:Description></r:RDF>'
    )
    response = narrow.post("/validate", data=rdf_xml, content_type="application/rdf+xml")
    told(response, 422, "malformed-rdf")


def test_a_full_house_answers_503_at_once(bounded: Flask, narrow: FlaskClient) -> None:
    validations: Validations = bounded.config["VALIDATIONS"]
    with validations.admitted(), validations.admitted():
        began = time.monotonic()
        response = narrow.post("/validate", data=b"x", content_type=TURTLE)
        told(response, 503, "validations-busy")
        assert response.headers["Retry-After"] == "10"
        assert time.monotonic() - began < 1
    assert results(narrow.post("/validate", data=rdf(defective(), TURTLE), content_type=TURTLE))


def test_one_that_waits_has_its_whole_time(narrow: FlaskClient, bounded: Flask) -> None:
    answers: list[int] = []

    def ask(body: bytes) -> None:
        response = bounded.test_client().post("/validate", data=body, content_type=TURTLE)
        answers.append(response.status_code)

    first = threading.Thread(target=ask, args=(heavy(3_000),))
    first.start()
    time.sleep(1)
    ask(rdf(defective(), TURTLE))
    first.join()
    assert answers == [503, 200]


def test_nothing_temporary_is_left(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for app in application(published, validation_deadline=10.0):
        client = app.test_client()
        results(client.post("/validate", data=rdf(defective(), TURTLE), content_type=TURTLE))
        told(
            client.post("/validate", data=heavy(3_000), content_type=TURTLE),
            503,
            "validation-stopped",
        )
        response = client.post("/validate", data=nested_terms(40_000), content_type=TURTLE)
        told(response, 422, "unreadable")
        results(sent(client, REAL, "x.txt", region="370725", list="personal-life-cycle"))
        assert list(tmp_path.iterdir()) == []


def test_the_settings_of_validation_come_from_the_environment() -> None:
    chosen = from_environment({"LIFEMATTERS_VALIDATION_DEADLINE": "7.5"})
    assert chosen.validation_deadline == 7.5
    assert from_environment(to_environment(chosen)) == chosen
    assert chosen.threads - Settings(validation_queue=0, validation_workers=0).threads == 5


# a real server


@pytest.fixture(scope="module")
def server(published: Path) -> Iterator[Service]:
    running = Service(
        published,
        validation_deadline=8,
        validation_queue=2,
        validation_bytes=2_000_000,
        validation_bodies=6,
        page_threads=2,
    )
    running.wait()
    yield running
    running.stop()


def open_request(server: Service, headers: str, body: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    head = f"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: {TURTLE}\r\n{headers}\r\n\r\n"
    connection.sendall(head.encode() + body)
    return connection


def answer(connection: socket.socket) -> tuple[int, bytes]:
    response = http.client.HTTPResponse(connection)
    response.begin()
    with response:
        return response.status, response.read()


def get(server: Service, path: str) -> float:
    """Seconds that a page took."""
    began = time.monotonic()
    with urllib.request.urlopen(server.url + path, timeout=30) as response:
        response.read()
    return time.monotonic() - began


def test_a_real_server_validates(server: Service) -> None:
    for body, conforms in ((rdf(defective(), TURTLE), b'"conforms": false'), (b"# none", b"true")):
        request = urllib.request.Request(
            f"{server.url}validate", data=body, headers={"Content-Type": TURTLE}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            assert conforms in response.read()


def test_a_body_in_chunks_is_read_to_its_end(server: Service) -> None:
    chunks = b"6\r\n<http:\r\n1e\r\n//x.example/> <http://p> 1 .\r\n\r\n0\r\n\r\n"
    with open_request(server, "Transfer-Encoding: chunked", chunks) as connection:
        status, content = answer(connection)
    assert status == 200, content


def test_a_body_too_large_is_refused_at_once_by_its_length_or_while_it_comes(
    server: Service,
) -> None:
    with open_request(server, "Content-Length: 900000000", b"") as connection:
        began = time.monotonic()
        assert answer(connection)[0] == 413
        assert time.monotonic() - began < 2
    piece = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    with open_request(server, "Transfer-Encoding: chunked", piece * 130) as connection:
        assert answer(connection)[0] == 413


def test_slow_bodies_hold_no_page_and_are_let_go(server: Service) -> None:
    """Three clients send what one read takes every two seconds: every place of the three is taken,
    and pages answer all the same. Their time is up after eight seconds."""
    slow = [open_request(server, "Content-Length: 900000", b"x" * 1024) for _ in range(3)]
    time.sleep(0.5)
    with open_request(server, "Content-Length: 3", b"abc") as fourth:
        assert answer(fourth)[0] == 503, "every place is taken"
    for _ in range(5):
        assert get(server, "queries") < 2
        time.sleep(2)
        for connection in slow:
            connection.sendall(b"x" * 1024)
    for connection in slow:
        with connection:
            status, content = answer(connection)
            assert status == 408, content
    with open_request(server, "Content-Length: 6", b"# none") as connection:
        assert answer(connection)[0] == 200


def test_a_client_that_hangs_up_gives_its_place_back(server: Service) -> None:
    for connection in [open_request(server, "Content-Length: 1000", b"abc") for _ in range(3)]:
        connection.close()
    for _ in range(50):
        with open_request(server, "Content-Length: 6", b"# none") as connection:
            if answer(connection)[0] == 200:
                return
        time.sleep(0.1)
    pytest.fail("no place was given back")


def test_pages_answer_while_hostile_graphs_are_validated(server: Service) -> None:
    body = heavy(2_000)
    assert len(body) < 2_000_000
    hostile = [open_request(server, f"Content-Length: {len(body)}", body) for _ in range(3)]
    time.sleep(1)
    times = [get(server, path) for path in ("", "queries", "stages", "ns.ttl") * 5]
    assert max(times) < 3
    for connection in hostile:
        connection.close()


def test_the_worker_ends_with_the_server(published: Path) -> None:
    running = Service(published)
    running.wait()
    time.sleep(1)
    with urllib.request.urlopen(f"{running.url}validate", timeout=30) as response:
        assert response.status == 200
    command = b"server.workers.validating"

    def workers() -> set[int]:
        found = set()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes()
                environment = (path.parent / "environ").read_bytes()
            except OSError:
                continue
            if command in words and f"LIFEMATTERS_PORT={running.port}".encode() in environment:
                found.add(int(path.parent.name))
        return found

    assert len(workers()) == 1, "it is warm before it is asked"
    running.stop()
    for _ in range(100):
        if not workers():
            break
        time.sleep(0.05)
    assert workers() == set()
