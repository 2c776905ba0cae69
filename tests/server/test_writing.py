"""Who may write, and what: tokens, records that are nobody's to write, shapes that must hold."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.access import OWNER, Access, Credentials, digest
from server.settings import DEFAULT_BASE, Settings, SettingsError
from server.store.checking import check
from server.store.folder import DataFolder
from tests.conftest import application, open_store

TOKEN = "a-token-that-is-long-enough"
COLLEAGUE = "another-token-that-is-long"
UPDATE = "application/sparql-update"
BASE = DEFAULT_BASE
MAPPING = f"{BASE}graph/mapping/here--there"
LM = "https://w3id.org/lifematters/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture(scope="module")
def data(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("writing") / "data"
    shutil.copytree(short_data, path)
    return path


@pytest.fixture(scope="module")
def writable(data: Path) -> Iterator[Flask]:
    tokens = data.parent / "tokens"
    tokens.write_text(f"# who\n张三 {digest(COLLEAGUE).hex()}\n", "utf-8")
    yield from application(data, token=TOKEN, tokens=str(tokens))


@pytest.fixture
def writer(writable: Flask) -> FlaskClient:
    return writable.test_client()


def update(client: FlaskClient, text: str, token: str | None = TOKEN) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return client.post("/update", data=text, content_type=UPDATE, headers=headers)


def kind(response: TestResponse) -> str:
    return str(json.loads(response.data)["type"]).rpartition("#")[2]


def current(data: Path) -> int:
    snapshot = DataFolder(data).current()
    assert snapshot is not None
    return snapshot.id


# Who


def test_without_a_token_configured_nothing_can_be_written(client: FlaskClient) -> None:
    for response in (
        update(client, "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 1 } }"),
        client.put("/graphs?graph=a:g", data="", content_type="text/turtle"),
        client.delete("/graphs?graph=a:g"),
    ):
        assert (response.status_code, kind(response)) == (403, "read-only")


@pytest.mark.parametrize("token", [None, "", "wrong-but-long-enough-as-well", TOKEN[:-1], "中文"])
def test_a_token_that_is_not_known_writes_nothing(writer: FlaskClient, token: str | None) -> None:
    headers = (
        {} if token is None else {"Authorization": f"Bearer {token}".encode().decode("latin1")}
    )
    for response in (
        writer.post("/update", data="DROP ALL", content_type=UPDATE, headers=headers),
        writer.delete("/graphs?default", headers=headers),
    ):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_reading_needs_no_token(writer: FlaskClient) -> None:
    assert writer.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200
    assert writer.get(f"/graphs?graph={BASE}graph/codes").status_code == 200


def test_the_name_of_who_wrote_is_kept(writer: FlaskClient, data: Path) -> None:
    assert update(writer, "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 1 } }").status_code == 204
    assert DataFolder(data).history()[-1]["who"] == OWNER
    response = update(writer, "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 2 } }", COLLEAGUE)
    assert response.status_code == 204
    record = DataFolder(data).history()[-1]
    assert (record["who"], record["graphs"]) == ("张三", ["a:g"])


def test_a_token_may_come_as_a_password(writer: FlaskClient) -> None:
    insert = "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 3 } }"
    response = writer.post("/update", data=insert, content_type=UPDATE, auth=("any", TOKEN))
    assert response.status_code == 204


def test_a_service_is_open_to_its_own_machine_only() -> None:
    assert Settings(open=True, host="::1").open
    for host in ("0.0.0.0", "192.0.2.1", "::", "example.org"):
        with pytest.raises(SettingsError):
            Settings(open=True, host=host)


def test_a_page_of_another_site_may_not_use_an_open_service() -> None:
    access = Access(Settings(open=True))
    assert access.who(Credentials(None, None)) == "open"
    assert access.who(Credentials(None, "http://localhost:3000")) == "open"
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        assert access.who(Credentials(None, origin)) is None


def test_tokens_are_long_and_their_file_readable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        Settings(token="short")
    for text in ("name\n", "name zz\n", f"a {'0' * 64}\na {'0' * 64}\n"):
        (tmp_path / "tokens").write_text(text, "utf-8")
        with pytest.raises(SettingsError):
            Access(Settings(tokens=str(tmp_path / "tokens")))
    with pytest.raises(SettingsError):
        Access(Settings(tokens=str(tmp_path / "missing")))


def test_a_token_is_not_shown_with_the_settings() -> None:
    assert TOKEN not in repr(Settings(token=TOKEN))


# What

CLEAR = f"CLEAR GRAPH <{BASE}graph/codes>"
RECORDS = [
    ("INSERT DATA { <a:a> <a:p> 1 }", "lifematters load"),
    ("CLEAR DEFAULT", "lifematters load"),
    ("DROP ALL", "lifematters load"),
    (f"DROP GRAPH <{BASE}graph/codes>", "lifematters load"),
    (f"INSERT DATA {{ GRAPH <{BASE}graph/catalogue> {{ <a:a> <a:p> 1 }} }}", "lifematters load"),
    (f"DELETE WHERE {{ GRAPH ?g {{ ?s a <{LM}Entry> }} }}", "lifematters load"),
    (
        "INSERT { GRAPH ?g { <a:a> <a:p> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "lifematters register",
    ),
    (f"INSERT DATA {{ GRAPH <{BASE}anything> {{ <a:a> <a:p> 1 }} }}", "lifematters load"),
    (f"CLEAR GRAPH <{BASE}graph/370725/register/1>", "lifematters register"),
    (f"COPY <{BASE}graph/codes> TO DEFAULT", "lifematters load"),
    (f"MOVE <{BASE}graph/codes> TO <a:g>", "lifematters load"),
    (f"WITH <{BASE}graph/codes> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", "lifematters load"),
    (f"BASE <{BASE}graph/> CLEAR GRAPH <codes>", "lifematters load"),
    (f"PREFIX x: <{BASE}graph/> DROP GRAPH x:codes", "lifematters load"),
    (f"CLEAR GRAPH <{BASE}graph/cod\\u0065s>", "lifematters load"),
    # an operation that is hidden from whoever reads tokens as a standard would have them
    (
        "INSERT { GRAPH <a:g> { <a:a> <a:p> 9 } } "
        f'WHERE {{ BIND(1 AS ?a) FILTER(?a<?b#>"""\n||true) }} ; {CLEAR} #"""',
        "lifematters load",
    ),
    (
        "INSERT { GRAPH <a:g> { <a:a> <a:p> 9 } } "
        f"WHERE {{ VALUES ?x {{ ''' a' }} }} ; {CLEAR} #\\q'''",
        "lifematters load",
    ),
    (
        "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 9 } <a:a> <a:p> trueGRAPH "
        f"<{BASE}graph/codes> {{ <a:a> <a:p> 1 }} }}",
        "lifematters load",
    ),
]


@pytest.mark.parametrize(("text", "command"), RECORDS)
def test_a_record_is_changed_by_its_command_only(
    writer: FlaskClient, data: Path, text: str, command: str
) -> None:
    before = current(data)
    response = update(writer, text)
    assert (response.status_code, kind(response)) == (409, "not-free")
    problem = json.loads(response.data)
    assert problem["command"] == command
    assert command in problem["detail"] and command in problem["detail_en"]
    assert current(data) == before


def test_the_graph_store_writes_no_record_either(writer: FlaskClient, data: Path) -> None:
    before = current(data)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    codes = f"/graphs?graph={quote(BASE + 'graph/codes', safe='')}"
    for path in (codes, "/graphs?default", "/graph/codes"):
        content = "<a:a> <a:p> 1 ."
        for method in ("PUT", "POST", "DELETE"):
            response = writer.open(
                path, method=method, data=content, content_type="text/turtle", headers=headers
            )
            assert (response.status_code, kind(response)) == (409, "not-free"), (method, path)
    assert current(data) == before


def test_a_mapping_is_part_of_the_present_and_leaves_it_again(
    writer: FlaskClient, data: Path
) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    address = f"/graphs?graph={quote(MAPPING, safe='')}"
    ask = {"query": "ASK { <http://a/一> <http://a/同> <http://a/二> }"}
    content = "<http://a/一> <http://a/同> <http://a/二> ."
    response = writer.put(address, data=content, content_type="text/turtle", headers=headers)
    assert response.status_code == 201
    assert json.loads(writer.get("/sparql", query_string=ask).data)["boolean"]
    assert check(DataFolder(data)).whole
    assert writer.delete(address, headers=headers).status_code == 204
    assert not json.loads(writer.get("/sparql", query_string=ask).data)["boolean"]
    assert check(DataFolder(data)).whole
    assert writer.delete(address, headers=headers).status_code == 404


def test_other_graphs_are_not_part_of_the_present(writer: FlaskClient, data: Path) -> None:
    graph = "http://elsewhere.example/图"
    insert = f"INSERT DATA {{ GRAPH <{graph}> {{ <http://a/x> <http://a/p> 1 }} }}"
    assert update(writer, insert).status_code == 204
    inside = {"query": f"ASK {{ GRAPH <{graph}> {{ <http://a/x> ?p ?o }} }}"}
    assert json.loads(writer.get("/sparql", query_string=inside).data)["boolean"]
    present = {"query": "ASK { <http://a/x> ?p ?o }"}
    assert not json.loads(writer.get("/sparql", query_string=present).data)["boolean"]
    assert check(DataFolder(data)).whole


def test_what_changes_nothing_is_no_publication(writer: FlaskClient, data: Path) -> None:
    insert = "INSERT DATA { GRAPH <a:twice> { <a:a> <a:p> 1 } }"
    assert update(writer, insert).status_code == 204
    before = current(data)
    assert update(writer, insert).status_code == 204
    assert current(data) == before


def test_a_change_that_breaks_a_shape_is_refused_with_the_report(
    writer: FlaskClient, data: Path
) -> None:
    query = f"SELECT ?c {{ ?c a <{LM}MatterConcept> }} ORDER BY ?c LIMIT 2"
    concepts = [row["c"].value for row in open_store(data).query(query)]  # type: ignore[union-attr]
    one, other = concepts if len(concepts) == 2 else ("", "")
    before = current(data)
    wrong = f"INSERT DATA {{ GRAPH <{MAPPING}> {{ <{one}> <{SKOS}exactMatch> <{other}> ; "
    wrong += f"<{SKOS}broadMatch> <{other}> }} }}"
    response = update(writer, wrong)
    problem = json.loads(response.data)
    assert (response.status_code, kind(response)) == (422, "breaks-shapes"), problem
    assert problem["results"] and all(r["severity"] == "violation" for r in problem["results"])
    assert all(r["zh"] and r["en"] for r in problem["results"])
    assert current(data) == before


def test_an_update_reads_what_is_published(writer: FlaskClient, data: Path) -> None:
    graph = "http://elsewhere.example/entries"
    copy = f"INSERT {{ GRAPH <{graph}> {{ ?e <http://a/seen> true }} }} "
    assert update(writer, copy + f"WHERE {{ ?e a <{LM}Entry> }}").status_code == 204
    count = {"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"}
    bindings = json.loads(writer.get("/sparql", query_string=count).data)["results"]["bindings"]
    assert bindings[0]["n"]["value"] == "14"
