"""No query reaches out: graphs are those of the store, SERVICE and LOAD are refused, and where the
check is off, the workers have no network. A socket listens for whatever comes nevertheless."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.sparql import protocol
from tests.protocol.problems import problem_of

GROUP = "{ ?s ?p ?o }"


class Ear:
    """A socket of this machine that counts who connects."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.iri = f"http://127.0.0.1:{self._socket.getsockname()[1]}/graph"
        self.heard = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.heard += 1
                connection.close()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def ear() -> Iterator[Ear]:
    listening = Ear()
    with socket.create_connection(listening._socket.getsockname()):
        pass
    while not listening.heard:
        threading.Event().wait(0.01)
    listening.heard = 0  # it does hear
    yield listening
    listening.close()


def writings(iri: str) -> dict[str, str]:
    """Ways to write a query that reaches out to `iri`, as the standard or the engine reads it."""
    prefix = f"PREFIX : <{iri}> PREFIX x: <{iri}>"
    return {
        "plain": f"SELECT * {{ SERVICE <{iri}> {GROUP} }}",
        "silent": f"SELECT * {{ SERVICE SILENT <{iri}> {GROUP} }}",
        "small letters": f"SELECT * {{ sErViCe<{iri}>{GROUP} }}",
        "escaped": f"SELECT * {{ \\u0053ERVICE <{iri}> {GROUP} }}",
        "escaped with eight": f"SELECT * {{ SERVIC\\U00000045 SILENT <{iri}> {GROUP} }}",
        "over a comment": f"SELECT * {{ SERVICE # no, <http://x/>\n # SERVICE\n <{iri}> {GROUP} }}",
        "behind a comment": f'SELECT * {{ # " \' """ \r\n SERVICE <{iri}> {GROUP} }}',
        "behind a string": f"SELECT * {{ ?a ?b \"\\\"\" , '''\\''' ''' SERVICE <{iri}> {GROUP} }}",
        "behind an escaped quote": f'SELECT * {{ ?a ?b "\\\\" SERVICE <{iri}> {GROUP} }}',
        "prefixed": f"{prefix} SELECT * {{ SERVICE x:y {GROUP} }}",
        "glued to a prefix": f"{prefix} SELECT * {{ SERVICE:y {GROUP} }}",
        "glued to a named prefix": f"{prefix} SELECT * {{ SERVICEx:y {GROUP} }}",
        "glued and silent": f"{prefix} SELECT * {{ SERVICESILENT:y {GROUP} }}",
        "glued to an IRI": f"SELECT * {{ SERVICESILENT<{iri}>{GROUP} }}",
        "glued to a boolean": f"SELECT * {{ ?s ?p trueSERVICE<{iri}>{GROUP} }}",
        "glued to a number": f"SELECT * {{ ?s ?p 1e0SERVICE<{iri}>{GROUP} }}",
        "by variable": f"SELECT * {{ VALUES ?g {{ <{iri}> }} SERVICE ?g {GROUP} }}",
        "by relative IRI": f"BASE <{iri}> SELECT * {{ SERVICE <> {GROUP} }}",
        "in a subquery": f"SELECT * {{ {{ SELECT * {{ SERVICE <{iri}> {GROUP} }} }} }}",
        "in a filter": f"ASK {{ FILTER EXISTS {{ SERVICE <{iri}> {GROUP} }} }}",
        "in a construct": f"CONSTRUCT {GROUP} WHERE {{ SERVICE <{iri}> {GROUP} }}",
        "load": f"LOAD <{iri}>",
        "load into": f"LOAD SILENT <{iri}> INTO GRAPH <http://x/>",
    }


@pytest.mark.parametrize("name", writings(""))
def test_it_is_refused_before_evaluation_with_its_place(
    client: FlaskClient, ear: Ear, name: str
) -> None:
    for request in (client.get, client.post):
        given = {"query_string" if request == client.get else "data": {"query": "X"}}
        for values in given.values():
            values["query"] = writings(ear.iri)[name]
        response = request("/sparql", **given)
        assert response.status_code == 403, response.data
        problem = problem_of(response.data)
        assert problem["type"].endswith("#reaches-out")
        keyword = "LOAD" if "load" in name else "SERVICE"
        assert keyword in problem["detail"] and keyword in problem["detail_en"]
        assert problem["line"] >= 1 and problem["column"] >= 1
    assert ear.heard == 0


@pytest.mark.parametrize("name", writings(""))
def test_with_that_check_off_the_workers_reach_nothing(
    client: FlaskClient, ear: Ear, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "check", lambda *_: None)
    response = client.get("/sparql", query_string={"query": writings(ear.iri)[name]})
    assert response.status_code in (200, 400), response.data
    if response.status_code == 400:
        assert "refused" not in problem_of(response.data)["detail_en"], "a connection was tried"
    assert ear.heard == 0


def test_the_engine_would_connect_if_it_could(ear: Ear) -> None:
    """Else the test above shows nothing."""
    from pyoxigraph import Store

    reached = 0
    for name, query in writings(ear.iri).items():
        before = ear.heard
        with suppress(SyntaxError, OSError, RuntimeError, TypeError):
            list(Store().query(query))  # type: ignore[arg-type]
        reached += ear.heard > before
        if name in ("plain", "silent", "glued to a prefix", "glued to an IRI"):
            assert ear.heard > before, name
    assert reached >= 10


def test_graphs_are_those_of_the_store_and_nothing_is_fetched(
    client: FlaskClient, app: Flask, ear: Ear
) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {}"
    iri = ear.iri
    asked = [
        {"query": count.format(f"FROM <{iri}>", GROUP)},
        {"query": count.format(f"FROM NAMED <{iri}>", f"{{ GRAPH ?g {GROUP} }}")},
        {"query": count.format("", GROUP), "default-graph-uri": iri},
        {"query": count.format("", f"{{ GRAPH ?g {GROUP} }}"), "named-graph-uri": iri},
        {"query": count.format("", f"{{ GRAPH <{iri}> {GROUP} }}")},
        {"query": f"DESCRIBE <{iri}>"},
    ]
    for parameters in asked:
        for response in (
            client.get("/sparql", query_string=parameters),
            client.post("/sparql", data=parameters),
        ):
            assert response.status_code == 200, response.data
            if response.content_type.endswith("json"):
                row = json.loads(response.data)["results"]["bindings"][0]
                assert row["n"]["value"] == "0", parameters
    assert ear.heard == 0


def test_a_graph_whose_name_is_no_iri_is_told(client: FlaskClient) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        response = client.get("/sparql", query_string={"query": "ASK {}", name: "no iri"})
        problem = problem_of(response.data)
        assert (response.status_code, problem["parameter"]) == (400, name)
