"""The document of all interfaces: valid, the same as the routes, typed from the saved queries and
the published state; and its page, whose commands work."""

import json
import re
import subprocess
from collections.abc import Collection, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import Client

from server.errors import codes
from server.exports.rows import STATEMENT
from server.openapi import choices as listing
from server.openapi.document import INTERFACES, operations
from server.openapi.operations import Site
from server.openapi.problems import examples, kinds
from server.saved.catalogue import can_be_asked_of_editions, saved_queries
from server.settings import Settings
from server.workers.errors import DeadlineExceeded
from tests.conftest import Service, application
from tests.protocol.problems import problem_of
from tests.protocol.test_running import SECRET

HTML = {"Accept": "text/html"}
PAGES = {
    "/", "/stages", "/queries", "/quality", "/openapi", "/<region>/<list_key>/",
    "/<region>/<list_key>/stages", "/<region>/<list_key>/quality",
    "/network", "/<region>/<list_key>/network", "/heat", "/<region>/<list_key>/heat",
    "/static/<path:filename>",
    "/api/<path:path>", "/search", "/robots.txt", "/sitemap.xml", "/sitemap/<region>.xml",
    "/download/<region>/<list_key>/<edition>/", "/download/", "/download/all/", "/changes",
    "/feed/<path:path>", "/memento/<path:path>", "/help", "/meeting", "/assignments", "/my-list",
    *(f"/<region>/<list_key>/{page}" for page in ("meeting", "assignments", "my-list")),
    "/editions", "/<region>/<list_key>/editions",
    "/workbench",
}  # fmt: skip
"""What is for people only, or nothing, and no interface."""


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.data)
    return found


def stated(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation: its address, its method, what is said of it."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


# --- The document -------------------------------------------------------------------------------


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_it_is_valid_before_the_first_publication_and_with_two_counties(
    tmp_path: Path, client_of_two: FlaskClient
) -> None:
    for app in application(tmp_path / "none"):
        answer = app.test_client().get("/openapi.json")
        OpenAPIV31SpecValidator(json.loads(answer.data)).validate()
        assert app.test_client().get("/openapi", headers=HTML).status_code == 200
    of_two = client_of_two.get("/openapi.json").json
    assert of_two is not None
    OpenAPIV31SpecValidator(of_two).validate()
    assert len(of_two["components"]["schemas"]["checklists-choices"]["enum"]) == 2


def test_every_route_is_in_it_or_is_a_page(app: Flask, document: dict[str, Any]) -> None:
    adapter = app.url_map.bind("localhost")
    found = {(_matched(adapter, path, method), method) for path, method, _ in stated(document)}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert rule.rule in PAGES or (rule.rule, method.lower()) in found, (rule, method)
    assert {rule.rule for rule in app.url_map.iter_rules()} >= PAGES


def test_every_operation_in_it_is_routed(app: Flask, document: dict[str, Any]) -> None:
    adapter = app.url_map.bind("localhost")
    for path, method, operation in stated(document):
        rule = _matched(adapter, path, method)
        assert rule not in PAGES, path
        named = set(re.findall(r"{(\w+)}", path))
        assert named == {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}


def _matched(adapter: Any, path: str, method: str) -> str:
    """The rule that answers at an address of the document. Raises NotFound, MethodNotAllowed."""
    filled = path.replace("{form}", "json").replace("{number}", "7")
    rule, _ = adapter.match(re.sub(r"{\w+}", "a", filled), method=method.upper(), return_rule=True)
    return str(rule.rule)


def test_names_are_unique_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in stated(document)]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[a-z][a-z0-9_]*", one) for one in ids)
    for target in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for step in target.split("/"):
            found = found[step]
    tags = {interface.name for interface in INTERFACES}
    assert {tag for _, _, operation in stated(document) for tag in operation["tags"]} == tags
    assert {tag["name"] for tag in document["tags"]} == tags


def test_everything_is_said_in_chinese_and_in_english(document: dict[str, Any]) -> None:
    said = [document["info"]["title"], document["info"]["description"]]
    for _, _, operation in stated(document):
        said += [operation["summary"], operation.get("description", "中 abc")]
        said += [one["description"] for one in operation.get("parameters", [])]
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        answers = [one for one in operation["responses"].values() if "$ref" not in one]
        said += [one["description"] for one in (*bodies, *answers)]
    for text in said:
        assert re.search("[\u4e00-\u9fff]", text) and re.search("[A-Za-z]{3}", text), text


def test_it_names_the_base_and_says_what_needs_a_token(tmp_path: Path) -> None:
    for app in application(tmp_path / "none", base="https://example.org/", token=SECRET):
        document = app.test_client().get("/openapi.json").json
        assert document is not None
        assert document["servers"] == [{"url": "https://example.org"}]
        assert SECRET not in json.dumps(document)
        for path, method, operation in stated(document):
            guarded = path.startswith("/sparql/running") or (
                path.startswith(("/update", "/graph", "/query")) and method != "get"
            )
            either: list[dict[str, list[str]]] = [{"bearer": []}, {"basic": []}]
            assert operation.get("security") == (either if guarded else None), (path, method)
        schemes = {one["scheme"] for one in document["components"]["securitySchemes"].values()}
        assert schemes == {"bearer", "basic"} and document["security"] == []


def test_its_tag_changes_with_what_is_published(short_data: Path, published: Path) -> None:
    from server.wsgi import in_front_of

    tags = []
    for data in (short_data, short_data, published):
        for app in application(data):
            client = Client(in_front_of(app))
            answer = client.get("/openapi.json")
            again = client.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304
            tags.append(answer.headers["ETag"])
    assert tags[0] == tags[1] != tags[2]


# --- Saved queries ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(saved_queries()))
def test_a_saved_query_is_typed_as_its_header_says(document: dict[str, Any], name: str) -> None:
    header = saved_queries()[name].header
    operation = document["paths"][f"/query/{name}.json"]["get"]
    assert operation["summary"] == f"{header.title.zh} / {header.title.en}"
    given = {one["name"]: one for one in operation["parameters"]}
    of_editions = can_be_asked_of_editions(saved_queries()[name].text)
    assert set(given) == {*header.parameters, "sort", *(("edition",) if of_editions else ())}
    columns = [*(header.columns or STATEMENT)]
    assert given["sort"]["schema"]["enum"] == [*columns, *(f"-{name}" for name in columns)]
    for parameter in header.parameters.values():
        needed = parameter.required and parameter.default is None
        assert given[parameter.name].get("required", False) == needed
    rows = document["components"]["schemas"][f"{name}-answer"]["properties"]["rows"]["items"]
    assert set(rows["properties"]) == set(columns)


def test_the_choices_of_a_parameter_are_those_of_the_form(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    page = client.get("/query/department-leads", headers=HTML).text
    offered = re.findall(r'<option value="(http[^"]+)"', page)
    schema = document["components"]["schemas"]["departments-choices"]
    assert schema["enum"] == offered and len(offered) == 14
    assert "县公安局 / " in "\n".join(schema["x-enum-descriptions"])


def test_the_example_of_every_saved_query_answers_as_it_says(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    from openapi_schema_validator import OAS31Validator

    for path, _, operation in stated(document):
        if operation["tags"] == ["saved-queries"] and path.endswith(".json"):
            given = {one["name"]: one.get("example") for one in operation["parameters"]}
            answer = client.get(path, query_string={k: v for k, v in given.items() if v})
            if path in ("/query/compare-counties.json", "/query/compare-editions.json"):
                assert answer.status_code in (200, 400)  # it takes another county, or edition
                continue
            assert answer.status_code == 200, (path, answer.text)
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            whole = {**schema, "components": document["components"]}
            OAS31Validator(whole).validate(answer.json)


def test_a_list_that_is_too_long_is_not_written_out(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", 20)
    for app in application(published):
        document = app.test_client().get("/openapi.json").json
        assert document is not None
        schemas = document["components"]["schemas"]
        assert "departments-choices" in schemas and "matters-choices" not in schemas
        (matter,) = (
            one
            for one in document["paths"]["/query/matter-participants.json"]["get"]["parameters"]
            if one["name"] == "matter"
        )
        assert matter["schema"]["format"] == "iri" and "103" in matter["description"]
        OpenAPIV31SpecValidator(document).validate()


def test_a_list_that_cannot_be_made_now_is_left_out_and_made_again(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise DeadlineExceeded

    for app in application(published):
        with monkeypatch.context() as patched:
            patched.setattr(listing, "options", stopped)
            answer = app.test_client().get("/openapi.json")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "matters-choices" not in json.loads(answer.data)["components"]["schemas"]
        again = app.test_client().get("/openapi.json")
        assert "matters-choices" in json.loads(again.data)["components"]["schemas"]
        assert "no-store" not in again.headers.get("Cache-Control", "")


# --- Problems -----------------------------------------------------------------------------------


def test_every_kind_of_problem_has_an_example_and_ends_some_operation(
    document: dict[str, Any],
) -> None:
    assert {*kinds(), "broken"} == set(codes())
    assert set(document["components"]["examples"]) == set(kinds())
    named = set(re.findall(r"#/components/examples/([a-z-]+)", json.dumps(document)))
    assert set(kinds()) - named == {"method-not-allowed"}  # that is of no operation


def test_the_examples_are_problem_documents() -> None:
    for code, example in examples(Settings()).items():
        problem = problem_of(json.dumps(example["value"] | {"instance": "/"}).encode())
        assert problem["type"].endswith(f"#{code}")


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_every_operation_and_every_kind_of_problem(
    client: FlaskClient, language: str
) -> None:
    page = client.get(f"/openapi?lang={language}", headers=HTML)
    text = unescape(page.text)
    assert "<script" not in text and " style=" not in text
    for interface, operation in operations(Site(Settings(), {})):
        if interface.name != "saved-queries":
            assert f'id="{operation.id}"' in text, operation.id
            assert operation.summary.in_language(language) in text
    for name in saved_queries():
        assert f"/query/{name}.json" in text
    for code in kinds():
        assert f'id="problem-{code}"' in text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'id="([^"]+)"', text))
    if language == "en":
        without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", text, flags=re.DOTALL)
        without = re.sub(r"<pre.*?</pre>", "", without, flags=re.DOTALL)
        assert re.findall(r"[\u4e00-\u9fff]+", without) == []


def test_a_developer_and_a_program_find_it(client: FlaskClient) -> None:
    for path in ("/", "/sparql", "/queries"):
        page = client.get(path, headers=HTML).text
        assert 'href="/openapi"' in page
        assert '<link rel="service-desc" type="application/json" href="/openapi.json">' in page
    desc = '</openapi.json>; rel="service-desc"; type="application/json"'
    for path in ("/openapi", "/.well-known/void", "/sparql"):
        assert desc in client.get(path).headers.getlist("Link"), path
    doc = '</openapi>; rel="service-doc"; type="text/html"'
    assert client.get("/openapi.json").headers.getlist("Link") == [doc]


def test_the_commands_of_the_page_work(own_short: Path, tmp_path: Path) -> None:
    service = Service(own_short, token=SECRET)
    service.wait()
    try:
        _all_answer(service, tmp_path)
    finally:
        service.stop()


def _all_answer(service: Service, place: Path) -> None:
    fetched = subprocess.run(
        ["curl", "-sS", "-H", "Accept: text/html", f"{service.url}openapi"],
        capture_output=True,
        text=True,
        check=True,
    )
    shown = [
        unescape(c) for c in re.findall(r"<pre[^>]*><code>(curl.*?)</code>", fetched.stdout, re.S)
    ]
    assert len(shown) > 25
    for command in sorted(shown, key=_order):
        if "{number}" in command or "/answer/stop" in command:
            continue  # there is no query to stop
        local = command.replace("http://localhost:8000/", service.url)
        run = subprocess.run(
            [
                "bash",
                "-c",
                f"{local} -sS --retry 8 --fail-with-body -o answer -w '%{{http_code}}'",
            ],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=place,  # what asks again empties its file first
            env={"TOKEN": SECRET, "PATH": "/usr/bin:/bin"},
        )
        assert run.returncode == 0 and run.stdout[0] in "23", (command, run.stdout, run.stderr)


def _order(command: str) -> int:
    """A graph is written before it is read, and read before it is deleted."""
    words: Collection[str] = command.split()[:3]
    return 2 if "DELETE" in words else 0 if "PUT" in words else 1
