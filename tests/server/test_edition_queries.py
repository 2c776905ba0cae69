"""Saved queries of an earlier edition: `?edition=`."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.publication import publish_change
from server.saved.catalogue import can_be_asked_of_editions, saved_queries
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.rollback import Rollback
from tests.conftest import application
from tests.three_editions import DEPARTMENT_OLD, FIRST, RENAMED_OLD, SECOND, THIRD, Story

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
def then(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
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
    client_of_story: FlaskClient, then: FlaskClient, name: str
) -> None:
    given = values(then, name)
    before = asked(then, name, given)
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
