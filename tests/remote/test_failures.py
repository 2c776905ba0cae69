"""What an engine does wrong keeps its meaning: 502, 503 or 504, and never a 200 that only looks
whole."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.app import create_app
from server.settings import Settings
from server.store.folder import DataFolder
from server.store.remote.delivered import Delivered
from server.store.remote.delivery import beside
from server.store.remote.engine import engine_of
from server.store.remote.home import RemoteStore
from server.store.remote.nature import Nature
from tests.protocol.problems import problem_of
from tests.remote.broken import (
    WHOLE,
    Misbehaving,
    answer,
    chunked,
    misbehaving,
    silent,
    trickling,
)

ASK = "ASK { ?s ?p ?o }"
TOKEN = "a-token-of-the-tests"


@pytest.fixture
def engine() -> Iterator[Misbehaving]:
    with misbehaving() as engine:
        yield engine


@pytest.fixture
def client(engine: Misbehaving, own_data: Path) -> Iterator[FlaskClient]:
    """A service that believes the engine to hold what is published."""
    settings = Settings(data=own_data, workers=2, deadline=2, store=engine.url, token=TOKEN)
    folder = DataFolder(own_data)
    snapshot = folder.current()
    assert snapshot is not None
    nothing = Delivered.nothing(Nature(atomic=True, own_default=True))
    delivered = nothing.between(snapshot, "named", "default")
    delivered = delivered.arrived(snapshot, "named", "default", serving="default")
    file = beside(folder, engine_of(settings))
    file.path.write_bytes(file.text(delivered))
    store = RemoteStore(settings, follows=False)
    app = create_app(settings, store)
    yield app.test_client()
    app.config["VALIDATIONS"].close()
    app.config["DUMPS"].close()
    store.close()


def ask(client: FlaskClient, query: str = ASK, **arguments: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query, **arguments})


def test_a_whole_answer_is_passed_on(client: FlaskClient) -> None:
    response = ask(client)
    assert (response.status_code, response.get_json()["boolean"]) == (200, True)


def test_a_connection_that_is_refused_is_a_502_and_then_a_503_without_trying(
    client: FlaskClient, engine: Misbehaving
) -> None:
    engine.close()
    for _ in range(3):
        response = ask(client)
        assert (response.status_code, problem(response)) == (502, "engine-unreachable")
    response = ask(client)
    assert (response.status_code, problem(response)) == (503, "engine-overloaded")
    assert 1 <= int(response.headers["Retry-After"]) <= 5


@pytest.mark.parametrize(
    ("status", "told", "code"),
    [
        ("500 Internal Server Error", 502, "engine-failed"),
        ("502 Bad Gateway", 502, "engine-failed"),
        ("503 Service Unavailable", 503, "engine-overloaded"),
        ("429 Too Many Requests", 503, "engine-overloaded"),
        ("504 Gateway Timeout", 504, "engine-overdue"),
        ("408 Request Timeout", 504, "engine-overdue"),
        ("401 Unauthorized", 502, "engine-failed"),
        ("404 Not Found", 502, "engine-failed"),
        ("302 Found", 502, "engine-failed"),
        ("204 No Content", 502, "engine-failed"),
        ("206 Partial Content", 502, "engine-cut-short"),
    ],
)
def test_a_status_keeps_its_meaning(
    client: FlaskClient, engine: Misbehaving, status: str, told: int, code: str
) -> None:
    engine.behaviour = answer("words", status, "text/plain")
    response = ask(client)
    assert (response.status_code, problem(response)) == (told, code)
    assert "ETag" not in response.headers and response.headers["Cache-Control"] == "no-store"


def test_how_long_to_wait_is_what_the_engine_says(client: FlaskClient, engine: Misbehaving) -> None:
    engine.behaviour = answer("", "503 Service Unavailable", Retry_After="17")
    response = ask(client)
    assert response.headers["Retry-After"] == "17"
    assert "17" in problem_of(response.data)["detail"]


def test_an_engine_that_gave_up_at_its_own_deadline_is_a_504(
    client: FlaskClient, engine: Misbehaving
) -> None:
    words = "Virtuoso S1T00 Error SR171: Transaction timed out"
    engine.behaviour = answer(words, "500 Internal Server Error", "text/plain")
    assert problem(ask(client)) == "engine-overdue"


@pytest.mark.parametrize(
    ("words", "line", "column"),
    [
        ("error at 1:8: expected one of WHERE", 1, 8),
        ("Virtuoso 37000 Error SP030: SPARQL compiler, line 3: syntax error at 'x'", 3, None),
        ("Parse error: Lexical error at line 2, column 5.", 2, 5),
        ("no idea", None, None),
    ],
)
def test_what_is_wrong_with_a_query_is_told_with_its_place(
    client: FlaskClient,
    engine: Misbehaving,
    words: str,
    line: int | None,
    column: int | None,
) -> None:
    repeated = f"{words}\n\nSPARQL query:\nASK {{ secret }}"
    engine.behaviour = answer(repeated, "400 Bad Request", "text/plain")
    response = ask(client)
    said = problem_of(response.data)
    assert (response.status_code, said.get("line"), said.get("column")) == (400, line, column)
    assert "secret" not in said["detail"]


def test_a_place_is_told_without_what_was_put_before_the_query(
    client: FlaskClient, engine: Misbehaving
) -> None:
    query = "ASK { <relative> ?p } "
    before = len("BASE <http://localhost:8000/sparql> ")
    engine.behaviour = answer(f"error at 1:{before + 21}: expected", "400 Bad Request")
    assert problem_of(ask(client, query).data)["column"] == 21
    assert b"BASE+%3Chttp" in engine.requests[-1]


HEAD = '{"head": {"vars": ["s"]}, "results": {"bindings": ['
ROW = '{"s": {"type": "uri", "value": "u:1"}}'
SELECT = f"{HEAD}{ROW}"


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(SELECT),  # it stops where it has a length
        answer(WHOLE[:-3]),
        answer(WHOLE, length=len(WHOLE) + 10),
        chunked(SELECT),
        chunked(SELECT, "\nRequest timeout exceeded", ended=True),
        chunked(WHOLE, "\nRequest timeout exceeded", ended=True),
        answer(""),
        answer('{"boolean": true}', kind="application/json"),
        answer("<html><body>Welcome</body></html>", kind="text/html"),
    ],
)
def test_an_answer_that_is_not_whole_is_none(
    client: FlaskClient, engine: Misbehaving, behaviour: object
) -> None:
    engine.behaviour = behaviour  # type: ignore[assignment]
    response = ask(client)
    assert (response.status_code, problem(response)) in {
        (502, "engine-failed"),
        (502, "engine-unreachable"),
    }


@pytest.mark.parametrize("name", ["X-SPARQL-MaxRows", "X-SPARQL-Anytime"])
def test_an_answer_that_the_engine_says_it_cut_is_none(
    client: FlaskClient, engine: Misbehaving, name: str
) -> None:
    engine.behaviour = answer(**{name.replace("-", "_"): "10000"})  # type: ignore[arg-type]
    response = ask(client)
    assert (response.status_code, problem(response)) == (502, "engine-cut-short")
    assert "10000" in problem_of(response.data)["detail"]


@pytest.mark.parametrize("behaviour", [silent(5), trickling(5)])
def test_an_engine_that_is_too_slow_is_a_504_at_the_deadline(
    client: FlaskClient, engine: Misbehaving, behaviour: object
) -> None:
    engine.behaviour = behaviour  # type: ignore[assignment]
    began = time.monotonic()
    response = ask(client, timeout="0.5")
    assert time.monotonic() - began < 3
    said = problem_of(response.data)
    assert (response.status_code, said["limit"], said["unit"]) == (504, 0.5, "seconds")


def test_a_query_can_be_stopped_while_the_engine_works_on_it(
    client: FlaskClient, engine: Misbehaving
) -> None:
    engine.behaviour = silent(10)
    told: list[TestResponse] = []
    other = client.application.test_client()
    asking = threading.Thread(target=lambda: told.append(ask(other, timeout="9")))
    asking.start()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    number = ""
    for _ in range(100):
        listed = client.get("/sparql/running", headers=headers).get_json()["queries"]
        if listed and listed[0]["state"] == "running":
            number = listed[0]["id"]
            break
        time.sleep(0.02)
    assert client.delete(f"/sparql/running/{number}", headers=headers).status_code == 204
    asking.join(5)
    assert (told[0].status_code, problem(told[0])) == (503, "query-stopped")


def test_an_answer_larger_than_an_answer_may_be_is_none(
    client: FlaskClient, engine: Misbehaving
) -> None:
    body = f"{HEAD}{', '.join([ROW] * 9)}]}}}}"
    engine.behaviour = answer(body)
    settings: Settings = client.application.config["SETTINGS"]
    object.__setattr__(settings, "result_bytes", 100)
    response = ask(client, "SELECT * { ?s ?p ?o }")
    assert (response.status_code, problem(response)) == (503, "answer-too-large")


@pytest.mark.parametrize("path", ["/", "/doc/370725/checklist/personal-life-cycle"])
def test_a_page_says_what_failed_in_words(
    client: FlaskClient, engine: Misbehaving, path: str
) -> None:
    engine.behaviour = answer("out of order", "500 Internal Server Error", "text/plain")
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 502
    assert "查询引擎出错" in response.text and "out of order" in response.text


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <u:s> <u:p> 1 }",
        "PREFIX a: <u:> INSERT DATA { a:s a:p 1 }",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
        "define get:soft 'soft' SELECT * FROM <http://example.org/> { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "",
        "# nothing\nPREFIX a: <u:>",
    ],
)
def test_only_queries_are_passed_on(client: FlaskClient, engine: Misbehaving, query: str) -> None:
    assert ask(client, query).status_code == 400
    assert not engine.requests


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "LOAD <u:x>"])
def test_nothing_that_reaches_out_is_passed_on(
    client: FlaskClient, engine: Misbehaving, query: str
) -> None:
    assert problem(ask(client, query)) == "reaches-out"
    assert not engine.requests


def problem(response: TestResponse) -> str:
    return str(problem_of(response.data)["type"].partition("#")[2])
