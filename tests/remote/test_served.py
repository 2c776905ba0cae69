"""The service over engines, as it is run: what the commands deliver, what is written, what is
tagged, and an engine that goes away and comes back."""

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client

from server.cli import main
from server.loading import bundled_checklist
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.plain import MakePlain
from server.store.publish import publish
from server.wsgi import in_front_of
from tests.conftest import Service, free_port
from tests.engines import KINDS, EngineProcess, running
from tests.remote.conftest import application
from tests.remote.holding import empty

TOKEN = "a-token-of-the-tests"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = "application/sparql-update"
FREE = "http://example.org/graph"
COUNT = f"SELECT ?s {{ GRAPH <{FREE}> {{ ?s ?p ?o }} }}"


def only(engine: EngineProcess, name: str) -> None:
    """Skip on every kind of engine but one: what is tested here does not depend on it, and takes
    long."""
    if type(engine).__name__ != name:
        pytest.skip(f"tested with {name}")


def environment(engine: EngineProcess) -> dict[str, str]:
    return {f"LIFEMATTERS_{name.upper()}": value for name, value in engine.settings.items()}


@pytest.fixture(scope="module", params=sorted(KINDS))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineProcess]:
    yield from running(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def writable(
    engine: EngineProcess, published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("served")
    empty(engine, folder)
    shutil.copytree(published, folder / "data")
    yield from application(folder / "data", engine, token=TOKEN)


@pytest.fixture
def writer(writable: Flask) -> FlaskClient:
    return writable.test_client()


def solutions(client: FlaskClient, query: str) -> int:
    response = client.get("/sparql", query_string={"query": query})
    assert response.status_code == 200, response.text
    return len(response.get_json()["results"]["bindings"])


def test_what_is_written_is_published_and_read_from_the_engine(writer: FlaskClient) -> None:
    text = f'INSERT DATA {{ GRAPH <{FREE}> {{ <{FREE}#a> <{FREE}#b> "甲", "乙"@zh-hans }} }}'
    response = writer.post("/update", data=text, content_type=UPDATE, headers=WRITER)
    assert response.status_code == 204, response.text
    assert solutions(writer, COUNT) == 2
    path = "/graphs?graph=http%3A%2F%2Fexample.org%2Fgraph"
    graph = writer.get(path, headers={"Accept": "application/n-triples"})
    assert sorted(graph.text.splitlines()) == [
        f'<{FREE}#a> <{FREE}#b> "乙"@zh-hans .',
        f'<{FREE}#a> <{FREE}#b> "甲" .',
    ]
    assert writer.delete(path, headers=WRITER).status_code == 204
    assert solutions(writer, COUNT) == 0
    assert writer.get(path).status_code == 404


def test_a_record_is_nobodys_to_write_here_either(writer: FlaskClient) -> None:
    text = f"INSERT DATA {{ GRAPH <{DEFAULT_BASE}graph/ontology> {{ <u:s> <u:p> 1 }} }}"
    response = writer.post("/update", data=text, content_type=UPDATE, headers=WRITER)
    assert response.status_code == 409
    bare = writer.post("/update", data=text, content_type=UPDATE)
    assert bare.status_code == 401


def test_what_the_engine_does_not_take_is_taken_back(
    engine: EngineProcess, writable: Flask, writer: FlaskClient
) -> None:
    only(engine, "Virtuoso")  # it does not take xsd:duration; Oxigraph takes every literal
    store = writable.config["STORE"]
    before = store.present().id
    value = '"P1D"^^<http://www.w3.org/2001/XMLSchema#duration>'
    text = f"INSERT DATA {{ GRAPH <{FREE}> {{ <{FREE}#a> <{FREE}#b> {value} }} }}"
    response = writer.post("/update", data=text, content_type=UPDATE, headers=WRITER)
    assert response.status_code == 400
    assert "duration" in response.get_json()["detail"]
    assert solutions(writer, COUNT) == 0
    history = DataFolder(store.settings.data).history()
    assert [record["action"] for record in history[-2:]] == ["update", "rollback"]
    assert store.present().id == before + 2 and store.present().lasting


def test_an_answer_has_a_tag_and_is_not_evaluated_again(writable: Flask) -> None:
    client = Client(in_front_of(writable))
    path = "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"]) == (304, tag)


def test_a_load_is_delivered_by_the_command(engine: EngineProcess, tmp_path: Path) -> None:
    only(engine, "OxigraphServer")
    empty(engine, tmp_path)
    command = ["--data", str(tmp_path / "data"), "load", str(bundled_checklist())]
    done = CliRunner().invoke(main, command, env=environment(engine))
    assert done.exit_code == 0, done.output
    assert "已是快照 1" in done.output and "serves snapshot 1" in done.output
    again = CliRunner().invoke(
        main, ["--data", str(tmp_path / "data"), "deliver"], env=environment(engine)
    )
    assert (again.exit_code, again.output.count("serves snapshot 1")) == (0, 1)


def test_a_load_stays_published_where_the_engine_is_away(published: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(published, data)
    away = {"LIFEMATTERS_STORE": f"http://127.0.0.1:{free_port()}/sparql"}
    done = CliRunner().invoke(
        main, ["--data", str(data), "rollback", "1", "--reason", "x"], env=away
    )
    assert done.exit_code == 0  # it is the current one: nothing to deliver
    done = CliRunner().invoke(main, ["--data", str(data), "deliver"], env=away)
    assert done.exit_code == 1
    assert "连不上引擎" in done.output and "cannot reach the engine" in done.output


def test_deliver_wants_an_engine(published: Path) -> None:
    done = CliRunner().invoke(main, ["--data", str(published), "deliver"], env={})
    assert done.exit_code == 1 and "LIFEMATTERS_STORE" in done.output


def test_a_plain_store_is_not_served_from_an_engine(tmp_path: Path) -> None:
    publish(DataFolder(tmp_path / "data"), MakePlain(), DEFAULT_BASE, "test")
    env = {"LIFEMATTERS_STORE": "http://127.0.0.1:1/sparql"}
    done = CliRunner().invoke(main, ["--data", str(tmp_path / "data"), "serve"], env=env)
    assert done.exit_code == 1
    assert "普通存储" in done.output and "plain store" in done.output


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def until(url: str, status: int) -> str:
    """The body, once the answer has that status."""
    for _ in range(1200):
        found, body = get(url)
        if found == status:
            return body
        time.sleep(0.1)
    raise AssertionError(f"{url} answers {found}: {body[:300]}")


def test_the_service_delivers_what_was_published_while_the_engine_was_away(
    engine: EngineProcess, published: Path, tmp_path: Path
) -> None:
    only(engine, "OxigraphServer")
    empty(engine, tmp_path)
    data = tmp_path / "data"
    shutil.copytree(published, data)
    engine.stop()
    server = Service(data, None, **engine.settings)
    try:
        server.wait()
        query = f"{server.url}sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
        assert get(query)[0] in (502, 503)
        engine.start()
        body = until(query, 200)
        assert json.loads(body)["boolean"] is True
        assert "昌乐县" in until(server.url, 200)
        engine.stop()
        assert get(f"{query}%20")[0] in (502, 503)
        path = "doc/370725/checklist/personal-life-cycle?lang=en"
        page = urllib.request.Request(f"{server.url}{path}", headers={"Accept": "text/html"})
        with pytest.raises(urllib.error.HTTPError) as failed:
            urllib.request.urlopen(page, timeout=20)
        with failed.value as answered:
            assert answered.code in (502, 503) and "query engine" in answered.read().decode()
        engine.start()
        until(f"{query}%20", 200)
    finally:
        server.stop()


def test_a_load_beside_the_running_service_is_served_from_the_engine(
    engine: EngineProcess, published: Path, tmp_path: Path
) -> None:
    only(engine, "OxigraphServer")
    empty(engine, tmp_path)
    data = tmp_path / "data"
    shutil.copytree(published, data)
    server = Service(data, None, **engine.settings)
    try:
        server.wait()
        until(server.url, 200)
        sample = Path(__file__).parents[1] / "samples" / "370999-personal-life-cycle"
        command = [sys.executable, "-c", "from server.cli import main; main()", "--data", str(data)]
        done = subprocess.run(
            [*command, "load", str(sample / "checklist.txt")],
            env={**environment(engine), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for _ in range(200):
            if "虚构县" in get(server.url)[1]:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("the second county is not served")
    finally:
        server.stop()
