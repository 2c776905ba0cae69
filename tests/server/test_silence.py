"""On whom one may hang up: whose bodies are overdue, where nothing else could be meant."""

import socket
from collections.abc import Iterator

import pytest

from server.http.silence import Request, Silence, hang_up, overdue

NOW = 1000.0
LATE = Request("a", 80, NOW - 20, NOW - 10)
IN_TIME = Request("a", 80, NOW - 20, NOW + 10)
AT_WORK = Request("a", 80, NOW - 20)
NEW = Request("a", 80, NOW - 0.5)
ELSEWHERE = Request("b", 80, NOW - 20)


def test_an_address_with_nothing_but_overdue_bodies_is_hung_up_on() -> None:
    assert overdue((LATE, LATE, ELSEWHERE), NOW) == {("a", 80)}


def test_whatever_else_is_under_way_there_keeps_its_connections() -> None:
    for other in (AT_WORK, IN_TIME):
        assert overdue((LATE, other), NOW) == set()


def test_a_new_request_stands_on_no_silent_connection() -> None:
    assert overdue((LATE, NEW), NOW) == {("a", 80)}


def test_nothing_overdue_means_no_one() -> None:
    assert overdue((IN_TIME, AT_WORK, ELSEWHERE), NOW) == set()


@pytest.fixture
def connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A client and our end of its connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        ours, _ = listener.accept()
    with client, ours:
        yield client, ours


def test_who_has_just_sent_something_is_not_hung_up_on(
    connected: tuple[socket.socket, socket.socket],
) -> None:
    client, ours = connected
    client.sendall(b"a")
    hang_up("127.0.0.1", ours.getsockname()[1])
    client.sendall(b"b")
    ours.settimeout(10)
    assert ours.recv(1) + ours.recv(1) == b"ab"


def test_a_request_is_under_way_until_its_answer_is_whole() -> None:
    seen = []

    def app(environ: dict[str, object], start: object) -> list[bytes]:
        seen.append(set(silence._requests))
        return [b""]

    silence = Silence(app)
    silence({"REMOTE_ADDR": "a", "SERVER_PORT": "80"}, lambda *_: None)
    (during,) = seen
    assert {request.address for request in during} == {"a"}
    assert not silence._requests
