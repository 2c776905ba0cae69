"""`timeout=`, request ids, fairness, and the queries that run: over HTTP, on the real server."""

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import Service
from tests.protocol.problems import KIND, problem_of
from tests.server.test_workers import CROSS

SECRET = "a-long-and-random-token-0123456789"
KILLER = f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} }}"
OWNER = {"Authorization": f"Bearer {SECRET}"}


@dataclass(frozen=True)
class Got:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)

    def problem(self, status: int, code: str) -> dict[str, Any]:
        """The problem document that this is, of that status and kind."""
        assert (self.status, self.headers["content-type"]) == (status, KIND), self.body
        problem = problem_of(self.body)
        assert problem["status"] == status and problem["type"].endswith(f"#{code}"), problem
        assert problem["request_id"] == self.headers["x-request-id"]
        return problem


def fetch(
    service: Service,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Got:
    """Ask the server once, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    began = time.monotonic()
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Got(response.status, found, content, time.monotonic() - began)
    finally:
        connection.close()


def ask(service: Service, query: str, client: str = "", **parameters: str) -> Got:
    """One query, as if from the address `client`."""
    headers = {"X-Forwarded-For": client} if client else {}
    path = f"/sparql?{urlencode({'query': query, **parameters})}"
    return fetch(service, path, headers=headers)


def running(service: Service) -> list[dict[str, Any]]:
    got = fetch(service, "/sparql/running", headers=OWNER)
    assert got.status == 200 and got.headers["cache-control"] == "no-store"
    found: list[dict[str, Any]] = json.loads(got.body)["queries"]
    return found


def eventually(service: Service, count: int, state: str) -> list[dict[str, Any]]:
    """The queries in that state once there are as many."""
    until = time.monotonic() + 10
    while True:
        found = [query for query in running(service) if query["state"] == state]
        if len(found) == count:
            return found
        assert time.monotonic() < until, found
        time.sleep(0.02)


@pytest.fixture(scope="module")
def server(published: Path) -> Iterator[Service]:
    """One worker, a queue of three, believed to stand behind a proxy on this machine."""
    running = Service(
        published,
        workers=1,
        queue=3,
        deadline=20,
        deadline_cap=30,
        trusted_proxies="127.0.0.1",
        token=SECRET,
    )
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(20) as executor:
        yield executor


def test_a_query_says_its_own_seconds(server: Service) -> None:
    problem = ask(server, KILLER, timeout="0.5").problem(503, "deadline-exceeded")
    assert (problem["limit"], problem["limit_name"], problem["unit"]) == (
        0.5,
        "deadline",
        "seconds",
    )
    assert "0.5" in problem["detail"] and "0.5" in problem["detail_en"]
    assert ask(server, "ASK {}").status == 200  # another worker stands in
    body = urlencode({"query": KILLER, "timeout": "0.5"}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    got = fetch(server, "/sparql", "POST", body, form)
    assert got.problem(503, "deadline-exceeded")["limit"] == 0.5
    assert ask(server, "ASK {}").status == 200
    direct = {"Content-Type": "application/sparql-query"}
    got = fetch(server, "/sparql?timeout=0.5", "POST", KILLER.encode(), direct)
    assert got.problem(503, "deadline-exceeded")["limit"] == 0.5


def test_no_more_seconds_than_the_cap(server: Service, crowd: ThreadPoolExecutor) -> None:
    waiting = crowd.submit(ask, server, KILLER, timeout="30000")
    (query,) = eventually(server, 1, "running")
    assert query["deadline"] == 30.0
    fetch(server, f"/sparql/running/{query['id']}", "DELETE", headers=OWNER)
    waiting.result().problem(503, "query-stopped")


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "1e9", "nan", "", "１", "1" * 30])
def test_seconds_that_are_none_are_told(server: Service, seconds: str) -> None:
    problem = ask(server, "ASK {}", timeout=seconds).problem(400, "bad-parameter")
    assert problem["parameter"] == "timeout" and "30" in problem["detail"]


def test_a_request_id_comes_back_if_it_is_well_formed(server: Service) -> None:
    given = "req-1.2_3:a/b+c="
    for path in ("/", "/sparql?query=ASK%7B%7D", "/nothing", "/sparql?query=x"):
        got = fetch(server, path, headers={"X-Request-Id": given})
        assert got.headers["x-request-id"] == given, path
    problem = fetch(server, "/sparql?query=x", headers={"X-Request-Id": given})
    assert problem.problem(400, "malformed-query")["request_id"] == given
    made = {fetch(server, "/", headers={"X-Request-Id": "a b<c>"}).headers["x-request-id"]}
    made |= {fetch(server, "/").headers["x-request-id"] for _ in range(3)}
    assert len(made) == 4 and "a b<c>" not in made


def test_who_has_no_token_sees_nothing_and_stops_nothing(
    server: Service, service: Service, crowd: ThreadPoolExecutor
) -> None:
    waiting = crowd.submit(ask, server, KILLER, timeout="3")
    (query,) = eventually(server, 1, "running")
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {SECRET}"}):
        for method, path in (("GET", ""), ("DELETE", f"/{query['id']}")):
            got = fetch(server, f"/sparql/running{path}", method, headers=headers)
            got.problem(401, "token-required")
            assert got.headers["www-authenticate"].startswith("Bearer")
    assert len(running(server)) == 1
    waiting.result().problem(503, "deadline-exceeded")
    fetch(service, "/sparql/running").problem(403, "no-tokens")


def test_a_running_query_is_stopped_and_its_worker_is_replaced(
    server: Service, crowd: ThreadPoolExecutor
) -> None:
    headers = {"X-Request-Id": "the-killer", "X-Forwarded-For": "198.51.100.7"}
    path = f"/sparql?query={quote(KILLER)}"
    waiting = crowd.submit(fetch, server, path, headers=headers)
    (query,) = eventually(server, 1, "running")
    assert (query["request_id"], query["client"]) == ("the-killer", "198.51.100.7")
    assert query["query"] == KILLER and query["deadline"] == 20
    stopped = fetch(server, f"/sparql/running/{query['id']}", "DELETE", headers=OWNER)
    assert (stopped.status, stopped.body) == (204, b"")
    got = waiting.result(timeout=10)
    assert got.problem(503, "query-stopped")["request_id"] == "the-killer"
    assert got.seconds < 10 and running(server) == []
    assert ask(server, "ASK {}").status == 200
    again = fetch(server, f"/sparql/running/{query['id']}", "DELETE", headers=OWNER)
    again.problem(404, "unknown-running-query")


def test_a_waiting_query_is_stopped_and_the_queue_is_fair(
    server: Service, crowd: ThreadPoolExecutor
) -> None:
    at_work = crowd.submit(ask, server, KILLER, "198.51.100.1")
    (killer,) = eventually(server, 1, "running")
    greedy: list[Future[Got]] = []
    for n in range(3):
        # each another query: an answer that is kept needs no worker
        greedy.append(crowd.submit(ask, server, f"ASK {{}} # {n}", "198.51.100.1"))
        eventually(server, n + 1, "waiting")
    full = ask(server, "ASK {} # full", "198.51.100.1")
    problem = full.problem(503, "busy")
    assert (problem["limit"], problem["limit_name"]) == (3, "queue")
    assert int(full.headers["retry-after"]) > 0 and full.seconds < 5
    other = crowd.submit(ask, server, "ASK {} # other", "203.0.113.5")
    greedy[-1].result(timeout=10).problem(503, "busy")
    waiting = eventually(server, 3, "waiting")
    assert [query["client"] for query in waiting] == ["198.51.100.1"] * 2 + ["203.0.113.5"]
    fetch(server, f"/sparql/running/{waiting[0]['id']}", "DELETE", headers=OWNER)
    greedy[0].result(timeout=10).problem(503, "query-stopped")
    fetch(server, f"/sparql/running/{killer['id']}", "DELETE", headers=OWNER)
    at_work.result(timeout=10).problem(503, "query-stopped")
    assert (other.result(timeout=10).status, greedy[1].result(timeout=10).status) == (200, 200)


# --- Stopping one's own ---------------------------------------------------------------------------

WORKBENCH = {"Content-Type": "application/x-www-form-urlencoded"}


def workbench(service: Service, path: str, **fields: str) -> Got:
    return fetch(service, f"/workbench/{path}", "POST", urlencode(fields).encode(), WORKBENCH)


def test_who_asked_stops_by_a_secret_and_no_other_query_ends(
    server: Service, crowd: ThreadPoolExecutor
) -> None:
    mine, others = "0f" * 16, "1e" * 16
    waiting = crowd.submit(workbench, server, "answer", query=KILLER, stop=mine)
    (query,) = eventually(server, 1, "running")
    assert mine not in json.dumps(query), "the list of an owner has no secret of anyone"
    workbench(server, "answer/stop", stop=others).problem(404, "nothing-to-stop")
    workbench(server, "answer/stop", stop=query["request_id"] * 2).problem(404, "nothing-to-stop")
    assert [one["id"] for one in running(server)] == [query["id"]]
    behind = crowd.submit(workbench, server, "answer", query="ASK {} # behind", stop=others)
    eventually(server, 1, "waiting")
    assert workbench(server, "answer/stop", stop=mine).status == 204
    waiting.result(timeout=10).problem(503, "query-stopped")
    assert behind.result(timeout=10).status == 200
    workbench(server, "answer/stop", stop=mine).problem(404, "nothing-to-stop")


def test_one_that_waits_is_stopped_by_its_secret(
    server: Service, crowd: ThreadPoolExecutor
) -> None:
    at_work = crowd.submit(workbench, server, "answer", query=KILLER, stop="2d" * 16)
    eventually(server, 1, "running")
    waiting = crowd.submit(workbench, server, "answer", query="ASK {} # w", stop="3c" * 16)
    eventually(server, 1, "waiting")
    assert workbench(server, "answer/stop", stop="3c" * 16).status == 204
    waiting.result(timeout=10).problem(503, "query-stopped")
    assert [one["state"] for one in running(server)] == ["running"]
    assert workbench(server, "answer/stop", stop="2d" * 16).status == 204
    at_work.result(timeout=10).problem(503, "query-stopped")
