"""Saved queries of an earlier edition: `?edition=`."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.app import create_app
from server.publication import publish_change
from server.reading.kept import Kept
from server.saved import running
from server.saved.catalogue import can_be_asked_of_editions, saved_queries
from server.saved.editions import Edition, Then, then
from server.settings import DEFAULT_BASE, Settings
from server.store.embedded import EmbeddedStore
from server.store.folder import DataFolder
from server.store.rollback import Rollback
from tests.conftest import application
from tests.server.large_query import NAME, large
from tests.three_editions import DEPARTMENT_OLD, FIRST, LIST, RENAMED_OLD, SECOND, THIRD, Story

COMPARING = {"compare-counties", "compare-editions"}
LAST_OF_FIRST = 2
"""The snapshot before the second edition came."""
GIVEN = {
    "department": f"{DEFAULT_BASE}id/370725/department/{{department}}",
    "number": "64",
    "text": "公积金",
    "words": "公积金",
    "stage": "",
}


@pytest.fixture(scope="module")
def service_then(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The service as it was while the first edition was the current one."""
    data = tmp_path_factory.mktemp("then") / "data"
    shutil.copytree(story.data, data)
    assert publish_change(DataFolder(data), Rollback(LAST_OF_FIRST, "试"), DEFAULT_BASE)
    for app in application(data):
        yield app.test_client()


def values(client: FlaskClient, name: str) -> dict[str, str]:
    """Something for each parameter that must be given, out of the choices of the form."""
    found = {}
    page = client.get(f"/query/{name}").text
    for parameter in saved_queries()[name].header.parameters.values():
        if parameter.required and parameter.default is None:
            ends, option = ("</fieldset>", f'checkbox" name="{parameter.name}" value="')
            if not parameter.multiple:
                ends, option = ("</select>", '<option value="')
            field = page.partition(f'id="p-{parameter.name}"')[2].partition(ends)[0]
            choices = [part.partition('"')[0] for part in field.split(option)[1:]]
            found[parameter.name] = next((one for one in choices if one), "公积金")
    return found


def asked(client: FlaskClient, name: str, given: dict[str, str]) -> Any:
    answer = client.get(f"/query/{name}.json", query_string=given)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


@pytest.mark.parametrize("name", [one for one in saved_queries() if one not in COMPARING])
def test_an_earlier_edition_is_answered_as_it_was_while_it_was_current(
    client_of_story: FlaskClient, service_then: FlaskClient, name: str
) -> None:
    given = values(service_then, name)
    before = asked(service_then, name, given)
    now = asked(client_of_story, name, given | {"edition": FIRST})
    assert now["edition"] == FIRST
    assert now["columns"] == before["columns"]
    assert now["rows"] == before["rows"]
    assert before["rows"] or name == "scenario-lead-not-cooperating"


@pytest.mark.parametrize("name", [one for one in saved_queries() if one not in COMPARING])
def test_the_current_edition_by_name_is_what_is_answered_without(
    client_of_story: FlaskClient, name: str
) -> None:
    given = values(client_of_story, name)
    rows = asked(client_of_story, name, given)["rows"]
    assert asked(client_of_story, name, given | {"edition": THIRD})["rows"] == rows


@pytest.mark.parametrize("name", sorted(COMPARING))
def test_a_query_that_compares_by_itself_takes_no_edition(
    client_of_story: FlaskClient, name: str
) -> None:
    assert not can_be_asked_of_editions(saved_queries()[name].text)
    page = client_of_story.get(f"/query/{name}").text
    assert 'name="edition"' not in page
    checklist = "http://localhost:8000/id/370725/checklist/personal-life-cycle"
    answer = client_of_story.get(f"/query/{name}.json?edition={FIRST}&checklist={checklist}")
    assert answer.status_code == 400
    assert "不能另外指定版本" in answer.get_json()["detail"]


def test_an_edition_that_is_none_is_refused_with_those_there_are(
    client_of_story: FlaskClient,
) -> None:
    answer = client_of_story.get("/query/scenario-counts.json?edition=1999-01")
    assert answer.status_code == 400
    assert f"没有这个版本。有：{THIRD}、{SECOND}、{FIRST}" in answer.get_json()["detail"]


def test_the_form_offers_the_editions_and_their_own_choices(client_of_story: FlaskClient) -> None:
    page = client_of_story.get(f"/query/department-leads?edition={FIRST}").text
    assert f'<option value="{FIRST}" selected>' in page
    assert DEPARTMENT_OLD in page
    found = client_of_story.get(f"/query/name-contains?text=火化&edition={FIRST}").text
    assert RENAMED_OLD in found


# --- What it may take -----------------------------------------------------------------------------

SECONDS = 3.0
OFTEN = 400
"""So many times 25,921 rows: minutes."""


@pytest.fixture
def hurried(story: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The service with little time for an answer, and a query that takes much."""
    queries = MappingProxyType({**saved_queries(), NAME: large(OFTEN)})
    monkeypatch.setattr(running, "queries_of", lambda _view: queries)
    settings = Settings(
        data=story.data,
        dumps="off",
        workers=1,
        trusted_workers=2,
        trusted_deadline=SECONDS,
        export_deadline=SECONDS,
    )
    store = EmbeddedStore(settings)
    app = create_app(settings, store)
    yield app.test_client()
    app.config["VALIDATIONS"].close()
    app.config["DUMPS"].close()
    store.close()


@pytest.mark.parametrize("form", ["", ".csv"])
def test_a_costly_query_of_an_earlier_edition_ends_at_the_deadline_while_others_are_answered(
    hurried: FlaskClient, form: str
) -> None:
    counts = f"/query/scenario-counts.json?edition={FIRST}"
    assert hurried.get(counts).status_code == 200  # its store is made
    got: list[Any] = []

    def ask() -> None:
        address = f"/query/{NAME}{form}?edition={FIRST}"
        got.append(hurried.application.test_client().get(address, headers={"Accept": "*/*"}))

    asking = threading.Thread(target=ask)
    began = time.monotonic()
    asking.start()
    time.sleep(0.5)
    assert hurried.get("/query/department-counts.json").status_code == 200
    assert hurried.get(counts).status_code == 200
    assert asking.is_alive(), "they were answered before it ended"
    asking.join()
    assert time.monotonic() - began < 3 * SECONDS + 5  # a file is asked for twice
    assert got[0].status_code == 503
    assert "3秒" in got[0].text.replace(" ", "") or '"limit":3.0' in got[0].text.replace(" ", "")


def test_the_store_of_an_edition_goes_with_what_asks_it(
    client_of_story: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    view = client_of_story.application.config["STORE"].present()
    kept = Kept[Then](1)
    monkeypatch.setattr("server.saved.editions._MADE", kept)
    for key in (FIRST, SECOND):
        home = then(view, Edition(LIST, key))
        assert home.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0]["n"].value > "1"
        assert len(list(tmp_path.glob("lifematters-edition-*"))) == 1
