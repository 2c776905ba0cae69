"""Saved queries that who has a token adds: checked as the shipped ones are, kept beside the data,
listed like any other, taken back by a rollback."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from server.cli import main
from server.openapi.gallery import EXAMPLE
from server.publication import publish_change
from server.saved.added import THEME, queries_of, with_added
from server.saved.catalogue import saved_queries
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.gallery import KeepQuery
from server.store.interface import View
from server.store.rollback import Rollback
from tests.conftest import application, open_store
from tests.protocol.test_running import SECRET

OWNER = {"Authorization": f"Bearer {SECRET}"}
KIND = "application/sparql-query"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def data(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(short_data, tmp_path_factory.mktemp("gallery") / "data"))


@pytest.fixture(scope="module")
def guarded(data: Path) -> Iterator[Flask]:
    yield from application(data, token=SECRET)


@pytest.fixture
def owner(guarded: Flask) -> FlaskClient:
    return guarded.test_client()


def put(client: FlaskClient, name: str, text: str, **headers: str) -> Any:
    return client.put(
        f"/query/{name}", data=text.encode(), content_type=KIND, headers={**OWNER, **headers}
    )


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = json.loads(answer.data)
    assert (answer.status_code, problem["type"].partition("#")[2]) == (status, code), problem
    return problem


def test_an_added_query_is_one_like_any_other(owner: FlaskClient, data: Path) -> None:
    before = DataFolder(data).current()
    assert before
    made = put(owner, "our-departments", EXAMPLE)
    assert (made.status_code, made.headers["Location"]) == (201, "/query/our-departments")
    page = owner.get("/query/our-departments", headers=HTML)
    assert page.status_code == 200 and "有哪些部门？" in page.text
    assert "Which departments are there?" in owner.get("/query/our-departments?lang=en").text
    rows = json.loads(owner.get("/query/our-departments.json").data)
    assert rows["count"] == len(rows["rows"]) > 2
    assert owner.get("/query/our-departments.csv").text.startswith("department,")
    gallery = owner.get("/queries").text
    assert "本地查询" in gallery and gallery.index("本地查询") < gallery.index("有哪些部门？")
    assert "有哪些部门？" in owner.get("/queries?q=哪些部门").text
    assert "/query/our-departments.json" in json.loads(owner.get("/openapi.json").data)["paths"]
    assert owner.get("/openapi", headers=HTML).status_code == 200
    assert "/query/our-departments<" in owner.get("/sitemap/site.xml").text
    assert "example=our-departments" in owner.get("/workbench").text
    example = owner.get("/workbench?example=our-departments").text
    assert "leadDepartment ?department" in example
    node = f"<{DEFAULT_BASE}query/our-departments>"
    ask = f"ASK {{ {node} a <http://www.w3.org/ns/shacl#SPARQLExecutable> }}"
    assert open_store(data).query(ask)
    record = DataFolder(data).history()[-1]
    assert (record["action"], record["who"], record["query"]) == (
        "query-put",
        "owner",
        "our-departments",
    )


def test_the_same_again_publishes_nothing_and_another_takes_its_place(
    owner: FlaskClient, data: Path
) -> None:
    put(owner, "twice", EXAMPLE)
    number = DataFolder(data).current()
    assert put(owner, "twice", EXAMPLE).status_code == 204
    assert DataFolder(data).current() == number
    changed = EXAMPLE.replace("有哪些部门？", "谁牵头？")
    assert put(owner, "twice", changed).status_code == 204
    assert "谁牵头？" in owner.get("/query/twice").text


def test_it_is_removed_and_only_once(owner: FlaskClient) -> None:
    put(owner, "short-lived", EXAMPLE)
    assert owner.delete("/query/short-lived", headers=OWNER).status_code == 204
    assert owner.get("/query/short-lived").status_code == 404
    refused(owner.delete("/query/short-lived", headers=OWNER), 404, "unknown-query")


def test_a_rollback_takes_the_gallery_back(owner: FlaskClient, guarded: Flask, data: Path) -> None:
    folder = DataFolder(data)
    before = folder.current()
    assert before
    put(owner, "later", EXAMPLE)
    assert owner.get("/query/later").status_code == 200
    publish_change(folder, Rollback(before.id, "zurück"), DEFAULT_BASE)
    guarded.config["STORE"]._refresh()
    assert owner.get("/query/later").status_code == 404
    assert "our-departments" in folder.current().gallery()  # type: ignore[union-attr]
    node = f"<{DEFAULT_BASE}query/later>"
    assert not open_store(data).query(f"ASK {{ {node} ?p ?o }}")


def test_other_publications_keep_it(owner: FlaskClient, data: Path) -> None:
    put(owner, "lasting", EXAMPLE)
    update = "INSERT DATA { GRAPH <urn:example:a> { <urn:a> <urn:b> 1 } }"
    sent = owner.post(
        "/update", data=update, content_type="application/sparql-update", headers=OWNER
    )
    assert sent.status_code == 204
    current = DataFolder(data).current()
    assert current and current.gallery()["lasting"] == EXAMPLE
    assert owner.get("/query/lasting").status_code == 200
    assert "gallery/lasting.rq" in current.manifest()["files"]


def test_who_has_no_token_changes_nothing(
    owner: FlaskClient, client: FlaskClient, data: Path
) -> None:
    before = DataFolder(data).current()
    for headers in ({}, {"Authorization": "Bearer wrong-wrong-wrong-wrong"}):
        answer = owner.put("/query/x", data=EXAMPLE, content_type=KIND, headers=headers)
        refused(answer, 401, "no-token")
        refused(owner.delete("/query/our-departments", headers=headers), 401, "no-token")
    refused(client.put("/query/x", data=EXAMPLE, content_type=KIND), 403, "read-only")
    assert DataFolder(data).current() == before


def test_the_name_of_a_shipped_query_is_refused(owner: FlaskClient) -> None:
    refused(put(owner, "department-leads", EXAMPLE), 409, "name-taken")
    refused(owner.delete("/query/department-leads", headers=OWNER), 409, "name-taken")
    for name in ("X", "a_b", "1a", "a--b", "a" * 61, "a.json"):
        refused(put(owner, name, EXAMPLE), 400, "bad-parameter")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("#+ title:", "# title:", "title needs zh and en"),
        ("Which departments are there?", "…?", "省略号"),
        ("?department ?departmentLabel WHERE", "?department ?x WHERE", "列应为"),
        ("VALUES ?checklist { UNDEF }", "", "no block VALUES ?checklist"),
        ("options: checklists", "options: nothing", "no options query"),
        ('#+   checklist: {type: iri, label: {zh: 清单, en: Checklist}, options: checklists}',
         "#+   x: 3", "结构不对"),
        ("#+ columns:", "#+ finding: {zh: '{nothing}', en: '{nothing}'}\n#+ columns:", "finding"),
        ("#+ columns:", "#+ finding: {zh: '{rows}', en: 'none'}\n#+ columns:", "同样的占位符"),
        ("#+ title:", "#+ tags: &a [x]\n#+ chart: *a\n#+ title:", "引用"),
        ("#+ title:", "#+ tags: [\n#+ title:", "抬头或参数不能用"),
        ("#+ columns:", "#+   n: {type: integer, label: {zh: 数, en: n}, default: abc}"
         "\n#+ columns:", "默认值"),
        ("#+ columns:", "#+   n: {type: integer, label: {zh: 数, en: n}, minimum: 5, maximum: 2}"
         "\n#+ columns:", "下限大于上限"),
        ("#+ title:", "#+ tags: [2026, 本地]\n#+ title:", "tags must be a list of words"),
        ("#+ title:", "#+ tags: abc\n#+ title:", "tags must be a list of words"),
        ("} ORDER BY", "} } ORDER BY", "unbalanced brackets"),
        ("#+ title:", f"#+ tags: {'[' * 1500}\n#+ title:", "抬头"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it_is_said(
    owner: FlaskClient, data: Path, old: str, new: str, words: str
) -> None:
    assert old in EXAMPLE
    before = DataFolder(data).current()
    text = EXAMPLE.replace(old, new, 1)
    if "#+   n:" in text:
        text = text.replace("?edition .", "?edition . VALUES ?n { UNDEF } FILTER(?n > 0)", 1)
    problem = refused(put(owner, "wrong", text), 422, "query-not-kept")
    assert words in problem["detail"]
    assert DataFolder(data).current() == before


def test_it_must_be_sparql_and_reach_nothing_outside(owner: FlaskClient) -> None:
    wrong = EXAMPLE.replace("ORDER BY", "ORDER BYE")
    problem = refused(put(owner, "wrong", wrong), 400, "malformed-query")
    assert problem["line"] == 1 + EXAMPLE[: EXAMPLE.index("ORDER BY")].count("\n")
    outside = EXAMPLE.replace("?entry lm:", "SERVICE <urn:x> { } ?entry lm:", 1)
    refused(put(owner, "wrong", outside), 403, "reaches-out")
    other = owner.put("/query/wrong", data=EXAMPLE, content_type="text/html", headers=OWNER)
    refused(other, 415, "wrong-body-type")


def test_it_is_asked_of_an_edition_as_the_shipped_ones_are(owner: FlaskClient) -> None:
    assert put(owner, "of-now", EXAMPLE).status_code in (201, 204)
    now = owner.get("/query/of-now.json").get_json()
    answer = owner.get("/query/of-now.json?edition=2020-01")
    (key,) = re.findall("有：([^。、]+)。", refused(answer, 400, "bad-parameter")["detail"])
    named = owner.get(f"/query/of-now.json?edition={key}").get_json()
    assert named["edition"] == key and now["rows"]
    assert named["rows"] == now["rows"]
    assert owner.delete("/query/of-now", headers=OWNER).status_code == 204


def test_it_must_run_within_the_time_of_a_saved_query(data: Path) -> None:
    slow = EXAMPLE.replace(
        "?entry lm:", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?i) ?entry lm:", 1
    ).replace("SELECT DISTINCT", "SELECT")
    for app in application(data, token=SECRET, trusted_deadline=0.5):
        problem = refused(put(app.test_client(), "slow", slow), 503, "deadline-exceeded")
        assert problem["limit"] == 0.5


def test_what_this_software_cannot_read_or_ships_itself_is_left_out() -> None:
    found = with_added({"odd": "SELECT", "department-leads": EXAMPLE, "good": EXAMPLE})
    assert [one.name for one in found.values() if one.theme == THEME] == ["good"]
    assert found["department-leads"] is saved_queries()["department-leads"]


def test_one_whose_name_is_shipped_by_now_can_be_removed(owner: FlaskClient, data: Path) -> None:
    change = KeepQuery("department-leads", EXAMPLE, "an earlier version")
    publish_change(DataFolder(data), change, DEFAULT_BASE)
    assert owner.delete("/query/department-leads", headers=OWNER).status_code == 204
    refused(owner.delete("/query/department-leads", headers=OWNER), 409, "name-taken")
    assert owner.get("/query/department-leads").status_code == 200


def test_a_failure_to_read_them_passes() -> None:
    class Flaky:
        plain, broken = False, True

        def record(self) -> "Flaky":
            return self

        def gallery(self) -> dict[str, str]:
            if self.broken:
                raise OSError("no file handle is left")
            return {"good": EXAMPLE}

    view = Flaky()
    assert queries_of(cast(View, view)) == saved_queries()
    view.broken = False
    assert "good" in queries_of(cast(View, view))
    view.broken = True
    assert "good" in queries_of(cast(View, view))


def test_the_command_adds_lists_and_removes(short_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(short_data, tmp_path / "data"))
    file = tmp_path / "by-hand.rq"
    file.write_text(EXAMPLE, "utf-8")

    def run(*words: str) -> Any:
        return CliRunner().invoke(main, ["--data", str(data), "gallery", *words])

    assert run("add", str(file)).exit_code == 0
    listed = run("list")
    assert listed.exit_code == 0 and "by-hand" in listed.output
    asked = CliRunner().invoke(main, ["--data", str(data), "query", "by-hand"])
    assert asked.exit_code == 0, asked.output
    file.write_text(EXAMPLE.replace("#+   department:", "#+   dept:"), "utf-8")
    wrong = run("add", str(file))
    assert wrong.exit_code == 1 and "department" in wrong.output
    assert run("remove", "by-hand").exit_code == 0
    assert run("remove", "by-hand").exit_code == 1
    assert "No query was added" in run("list").output
