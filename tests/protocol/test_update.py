"""SPARQL 1.1 Protocol, section 2.2, and updates as publications, on a plain store."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from server.store.checking import check
from server.store.folder import DataFolder
from tests.protocol.stores import Client, graphs, plain_store

FORM = "application/x-www-form-urlencoded"
CHINESE = "http://例子.中国/图/长乐%20县"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("update") / "data"


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[Client]:
    with plain_store(data) as client:
        yield client


def asked(client: Client, query: str, arguments: str = "") -> bool:
    answer: bool = json.loads(client.query(query, arguments=arguments).body)["boolean"]
    return answer


def test_an_update_is_read_by_the_next_query(client: Client) -> None:
    for number in range(5):
        assert client.update(f"INSERT DATA {{ <http://a/a> <http://a/n> {number} }}").status == 204
        assert asked(client, f"ASK {{ <http://a/a> <http://a/n> {number} }}")


def test_chinese_and_escaped_names_survive_every_form(client: Client) -> None:
    insert = f"INSERT DATA {{ GRAPH <{CHINESE}> {{ <{CHINESE}> <http://a/称> '出生' }} }}"
    form = urlencode({"update": insert})
    assert client.send("POST", "/update", form, {"Content-Type": FORM}).status == 204
    ask = f"ASK {{ GRAPH <{CHINESE}> {{ <{CHINESE}> <http://a/称> '出生' }} }}"
    assert asked(client, ask)
    assert json.loads(client.send("GET", f"/sparql?query={quote(ask)}").body)["boolean"]
    over = f"?default-graph-uri={quote(CHINESE, safe='')}"
    plain = f"ASK {{ <{CHINESE}> <http://a/称> '出生' }}"
    assert asked(client, plain, over) and not asked(client, plain)
    named = f"?named-graph-uri={quote(CHINESE, safe='')}"
    assert asked(client, ask, named) and not asked(client, ask, "?named-graph-uri=http://a/other")
    copied = "INSERT { GRAPH <http://a/复制> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    using = f"?using-graph-uri={quote(CHINESE, safe='')}"
    assert client.update(copied, using).status == 204
    assert asked(client, f"ASK {{ GRAPH <http://a/复制> {{ <{CHINESE}> ?p ?o }} }}")
    read = client.send("GET", graphs(CHINESE), headers={"Accept": "application/n-triples"})
    assert read.body.decode() == f'<{CHINESE}> <http://a/称> "出生" .\n'


def test_the_graphs_of_a_request_reach_every_operation_of_it(client: Client) -> None:
    client.update("DROP ALL")
    client.update(
        "INSERT DATA { <a:d> a <a:T> . GRAPH <a:one> { <a:1> a <a:T> } "
        "GRAPH <a:two> { <a:2> a <a:T> } }"
    )
    # WHERE { in a comment
    update = """
        PREFIX where: <a:>  # USING <a:two> WHERE {
        INSERT { GRAPH <a:out> { ?s where:was "} WHERE {" } } WHERE { ?s a where:T } ;
        DELETE WHERE { GRAPH <a:out> { <a:1> where:was ?o } }
    """
    assert client.update(update, "?using-graph-uri=a:one&using-named-graph-uri=a:out").status == 204
    assert not asked(client, "ASK { GRAPH <a:out> { ?s ?p ?o } }")
    assert client.update(update, "?using-graph-uri=a:one&using-named-graph-uri=a:two").status == 204
    assert asked(client, "ASK { GRAPH <a:out> { <a:1> <a:was> '} WHERE {' } }")
    assert not asked(client, "ASK { GRAPH <a:out> { <a:d> ?p ?o } }")


@pytest.mark.parametrize("word", ["USING <a:one>", "USING NAMED <a:one>"])
def test_a_request_and_its_update_may_not_both_name_graphs(client: Client, word: str) -> None:
    update = f"INSERT {{ ?s ?p ?o }} {word} WHERE {{ ?s ?p ?o }}"
    reply = client.update(update, "?using-graph-uri=a:two")
    assert reply.status == 400
    assert json.loads(reply.body)["type"].endswith("#dataset-conflict")


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:1/>",
        "LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH <a:g>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_nothing_is_fetched(client: Client, update: str) -> None:
    reply = client.update(update)
    assert reply.status == 403
    assert json.loads(reply.body)["type"].endswith("#reaches-out")


def test_an_update_of_no_operation_does_nothing_and_is_no_error(client: Client) -> None:
    client.update("INSERT DATA { <a:stays> <a:p> 1 }")
    assert client.update("").status == client.update("PREFIX a: <a:> # nothing").status == 204
    empty = client.send("POST", "/update", "update=", {"Content-Type": FORM})
    none = client.send("POST", "/update", "query=ASK%20%7B%7D", {"Content-Type": FORM})
    assert (empty.status, none.status) == (204, 400)
    assert json.loads(none.body)["type"].endswith("#missing-update")
    assert asked(client, "ASK { <a:stays> <a:p> 1 }")


def test_an_update_is_all_or_nothing(client: Client) -> None:
    reply = client.update("DROP ALL ; INSERT DATA { <a:half> <a:p> 1 } ; CLEAR GRAPH <a:missing>")
    assert reply.status == 400
    assert not asked(client, "ASK { <a:half> ?p ?o }")


def test_a_write_that_overstays_is_stopped_and_changes_nothing(tmp_path: Path) -> None:
    with plain_store(tmp_path / "data", update_deadline="1") as client:
        values = " ".join(f"<a:{n}>" for n in range(400))
        client.update(f"INSERT {{ ?s a <a:T> }} WHERE {{ VALUES ?s {{ {values} }} }}")
        endless = "INSERT { ?a <a:p> ?b } WHERE { ?a a ?t . ?b a ?t . ?c a ?t . ?d a ?t }"
        reply = client.update(endless)
        assert reply.status == 503
        assert json.loads(reply.body)["type"].endswith(("#write-stopped", "#write-exhausted"))
        assert not asked(client, "ASK { ?a <a:p> ?b }")
        assert client.update("INSERT DATA { <a:a> <a:p> <a:b> }").status == 204


def test_what_was_done_when_and_by_whom_is_kept(client: Client, data: Path) -> None:
    update = "INSERT DATA { <a:kept> <a:p> 1 }"
    client.update(update)
    folder = DataFolder(data)
    record = folder.history()[-1]
    current = folder.current()
    assert current and record["id"] == current.id
    assert (record["action"], record["who"]) == ("update", "open")
    assert record["at"]
    assert (folder.documents / record["sent"][0]).read_text("utf-8") == update
    assert check(folder).whole


def test_a_page_of_another_site_may_not_write_here(client: Client) -> None:
    assert client.update("DROP ALL", Origin="https://elsewhere.example").status == 403
    assert client.update("CLEAR SILENT GRAPH <a:x>", Origin="http://localhost:9999").status == 204


def test_the_pages_of_a_plain_store_answer(client: Client) -> None:
    for path in ("/", "/queries", "/sparql", "/stages", "/quality", "/ns", "/shapes"):
        reply = client.send("GET", path, headers={"Accept": "text/html"})
        assert reply.status in (200, 404), path
