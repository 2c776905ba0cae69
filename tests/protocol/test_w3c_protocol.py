"""The W3C's cases of the SPARQL 1.1 Protocol (34) and the Graph Store HTTP Protocol (13), replayed
over HTTP against a plain store (`init --empty`, `serve --open`)."""

import json
from collections.abc import Iterator

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic, to_isomorphic

from tests.protocol.exchanges import Case, Exchange, cases
from tests.protocol.stores import SUITE, Client, Reply, plain_store

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C's suite is not here")

_STORE = SUITE / "graph-store-protocol"
PROTOCOL = tuple(cases(SUITE / "protocol" / "manifest.ttl")) if SUITE.is_dir() else ()
GRAPH_STORE = (
    tuple(c for part in ("direct", "indirect") for c in cases(_STORE / f"manifest-{part}.ttl"))
    if SUITE.is_dir()
    else ()
)
_RESULTS = {
    "boolean": "application/sparql-results+json",
    "tabular": "application/sparql-results+json",
    "RDF": "text/turtle",
}


def name(case: Case) -> str:
    return case.name


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with plain_store(tmp_path_factory.mktemp("protocol") / "data") as client:
        yield client


def test_every_case_is_there() -> None:
    assert (len(PROTOCOL), len(GRAPH_STORE)) == (34, 13)


@pytest.mark.parametrize("case", PROTOCOL, ids=name)
def test_the_protocol_is_spoken(client: Client, case: Case) -> None:
    for graph, file in case.data.items():
        assert client.put(graph, file.read_bytes(), "application/n-triples").status in (201, 204)
    for exchange in case.exchanges:
        path = exchange.path.replace("/sparql/", _endpoint(case, exchange), 1)
        reply = _sent(client, exchange, path)
        if exchange.boolean is not None:
            assert json.loads(reply.body)["boolean"] is exchange.boolean
        if exchange.form:
            assert reply.kind == _RESULTS[exchange.form]


@pytest.mark.parametrize("case", GRAPH_STORE, ids=name)
def test_the_graph_store_keeps_graphs(client: Client, case: Case) -> None:
    assert client.update("DROP ALL").status == 204
    known: dict[str, str] = {}
    for exchange in case.exchanges:
        path = exchange.path.replace("/gsp", "/graphs", 1)
        for variable, value in known.items():
            path = path.replace(variable, value)
        reply = _sent(client, exchange, path)
        if exchange.location:
            known[exchange.location] = reply.headers["Location"]
        if kind := exchange.answer_headers.get("content-type"):
            assert reply.headers["Content-Type"] == kind
        if exchange.answer_body is not None:
            expected = Graph().parse(data=exchange.answer_body, format="turtle")
            found = Graph().parse(data=reply.body, format="turtle")
            assert isomorphic(to_isomorphic(found), to_isomorphic(expected))


def _sent(client: Client, exchange: Exchange, path: str) -> Reply:
    reply = client.send(exchange.method, path, exchange.body, exchange.headers)
    assert exchange.accepts(reply.status), (reply.status, reply.body)
    if reply.status >= 400 and exchange.method != "HEAD":
        assert reply.kind == "application/problem+json"
    return reply


def _endpoint(case: Case, exchange: Exchange) -> str:
    """The address of the operation: the suite has one for both."""
    kind = exchange.headers.get("content-type", "")
    updates = "update" in kind or (exchange.body or b"").startswith(b"update=")
    return "/update" if updates or case.name.startswith("bad_update") else "/sparql"
