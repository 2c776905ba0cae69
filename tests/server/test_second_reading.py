"""What a second reader met: each was a fault once."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from loader.decisions import _merge
from loader.manifest import Region
from loader.register import Matter, Register, SubItem
from server.reconciliation.manifest import MOST
from server.settings import DEFAULT_BASE
from tests.conftest import application, load
from tests.server.editing import command, edited
from tests.short_list import KEY, short
from tests.three_editions import RIGHT, SLIP, Story


def found(client: FlaskClient, path: str, **query: Any) -> Any:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.data)


def kind_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["type"].rpartition("#")[2]


# Work that one request may ask for


def test_what_one_request_may_multiply_is_bounded(client: FlaskClient) -> None:
    many = {"q": {"query": "登记", "properties": [{"pid": "scenario", "v": ["x"] * 51}]}}
    assert kind_of(client.post("/reconcile", data={"queries": json.dumps(many)})) == (
        400,
        "wrong-shape",
    )
    batch = {f"q{n}": {"query": "x"} for n in range(MOST + 1)}
    assert kind_of(client.post("/reconcile", data={"queries": json.dumps(batch)})) == (
        413,
        "too-many",
    )
    extend = {"ids": ["a"], "properties": [{"id": f"p{n}"} for n in range(51)]}
    assert kind_of(client.post("/reconcile", data={"extend": json.dumps(extend)})) == (
        413,
        "too-many",
    )
    names = {"names": ["a"] * 3000, "limit": 25}
    assert kind_of(client.post("/lookup", json=names)) == (413, "too-many")


def test_a_region_or_a_type_given_twice_counts_once(client: FlaskClient) -> None:
    once = found(client, "/lookup", name="户口登记", region="370725", type="matter")
    twice = found(client, "/lookup", name="户口登记", region=["370725"] * 2, type=["matter"] * 2)
    assert twice == once


# Input that no one expects


@pytest.mark.parametrize(
    "uri",
    [
        f"{DEFAULT_BASE}id/370725/matter/[",
        f"{DEFAULT_BASE}id/370725/matter/\x7f",
        "http://x.org/id/a%23b%23c",
        f"{DEFAULT_BASE}id/<>",
        "http://[",
    ],
)
def test_one_odd_uri_does_not_fail_the_batch(client: FlaskClient, uri: str) -> None:
    good = found(client, "/api/matters", limit=1)["items"][0]["uri"]
    answer = client.post("/api/status", json={"uris": [uri, good]})
    assert answer.status_code == 200, answer.text
    odd, one = json.loads(answer.data)["items"]
    assert odd["status"] in ("unknown", "foreign", "malformed") and one["status"] == "current"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/status", '{"uris": ["\\ud800"]}'),
        ("/lookup", '{"names": ["\\ud800"]}'),
        ("/lookup", '{"names": ["a"], "limit": 1e999}'),
    ],
)
def test_half_a_character_and_an_endless_number_are_malformed(
    client: FlaskClient, path: str, body: str
) -> None:
    answer = client.post(path, data=body, content_type="application/json")
    assert kind_of(answer) == (400, "malformed-json")


@pytest.mark.parametrize(
    "queries",
    [
        '{"q": {"query": "\\ud800"}}',
        '{"q": {"query": "a", "limit": 1e999}}',
        '{"q": {"query": "a", "properties": [{"pid": "x", "v": ' + "[" * 700 + "]" * 700 + "}]}}",
    ],
)
def test_an_odd_query_is_refused(client: FlaskClient, queries: str) -> None:
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 400, answer.text


def test_parameters_that_the_search_page_does_not_know_are_no_error(client: FlaskClient) -> None:
    for name in ("path", "page", "parameters", "kind"):
        answer = client.get("/search", query_string={"q": "户口", name: "x"})
        assert answer.status_code == 200
    suggested = found(client, "/search/suggest", q="《山东省")
    assert all("《" not in address for address in suggested[3])


# Names and codes to the mark


@pytest.mark.parametrize("name", ["1.11", "111", "11", "43"])
def test_a_code_is_exact_only_with_its_marks(client: FlaskClient, name: str) -> None:
    (one,) = found(client, "/lookup", name=name, type="scenario")["items"]
    assert not any(each["exact"] for each in one["candidates"])
    (one,) = found(client, "/lookup", name="11.1", type="scenario")["items"]
    assert one["candidates"][0]["exact"] and one["candidates"][0]["name"] == "后事"


def test_a_property_that_cannot_be_asked_says_nothing(client: FlaskClient) -> None:
    for pid, value in (("number", 1), ("number", 1.0), ("level", "县级"), ("successor", "x")):
        query = {
            "query": "出生医学证明办理",
            "type": "Matter",
            "properties": [{"pid": pid, "v": value}],
        }
        answer = client.post("/reconcile", data={"queries": json.dumps({"q": query})})
        best = json.loads(answer.data)["q"]["result"][0]
        assert best["score"] == 100 and best["match"], pid


def test_what_was_withdrawn_is_no_candidate(story: Story, client_of_story: FlaskClient) -> None:
    gone = story.iri(SLIP)
    (one,) = found(client_of_story, "/lookup", name=SLIP)["items"]
    assert gone not in {each["uri"] for each in one["candidates"]}
    assert one["candidates"][0]["name"] == RIGHT and not one["candidates"][0]["exact"]
    answer = client_of_story.get("/reconcile/preview", query_string={"id": gone})
    assert answer.status_code == 410


# Two lists of a county, editions in another order


@pytest.fixture(scope="module")
def several(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The short list; a second list with three editions, the middle one loaded last, and a stage,
    a scenario and a department that only the first of them names."""
    folder = tmp_path_factory.mktemp("several")
    data = Path(shutil.copytree(short_data, folder / "data"))
    first = short(folder, ("残疾人救助", "残疾人帮扶"), ("县残联", "县残疾人会"))
    load(data, first, list="other-list", edition="2021-01")
    load(data, short(folder), list="other-list", edition="2023-01")
    middle = short(folder, ("\t火化证明\n", "\t骨灰寄存\n"))
    load(data, middle, list="other-list", edition="2022-01")
    for app in application(data):
        yield app.test_client()


def test_an_edition_loaded_in_between_has_its_place_in_the_changes(several: FlaskClient) -> None:
    items = found(several, "/api/changes", since="other-list/2022-01")["items"]
    assert {one["name"] for one in items if one["operation"] == "removed"} == {"骨灰寄存"}
    whole = found(several, "/api/changes", since="370725/other-list")["items"]
    assert [one["edition"][-7:] for one in whole if one["operation"] == "added"] != []
    assert {one["edition"][-7:] for one in whole} == {"2022-01", "2023-01"}


def test_changes_until_an_edition_of_another_list_are_refused(several: FlaskClient) -> None:
    query = {"since": "370725/other-list", "until": f"personal-life-cycle/{KEY}"}
    answer = several.get("/api/changes", query_string=query)
    assert kind_of(answer) == (400, "bad-parameter")


def test_since_an_edition_looks_at_its_own_list(several: FlaskClient) -> None:
    uris = [one["uri"] for one in found(several, "/api/matters", limit=100)["items"]]
    body = {"uris": uris, "since": f"personal-life-cycle/{KEY}"}
    answer = several.post("/api/status", json=body)
    assert {one["status"] for one in json.loads(answer.data)["items"]} == {"current"}


@pytest.mark.parametrize(
    ("name", "kind"), [("残疾人帮扶", "scenario"), ("县残疾人会", "department")]
)
def test_everywhere_what_no_list_names_any_more_is_said_to_be_so(
    several: FlaskClient, name: str, kind: str
) -> None:
    (one,) = found(several, "/lookup", name=name, type=kind)["items"]
    best = one["candidates"][0]
    assert (best["name"], best["status"]) == (name, "not-in-current-list")
    (status,) = found(several, "/api/status", uri=best["uri"])["items"]
    assert status["status"] == "not-in-current-list"
    if kind == "department":
        query = {"edition": "2021-01", "list": "other-list", "name": name, "status": "all"}
        (record,) = found(several, "/api/departments", **query)["items"]
        assert record["status"] == "not-in-current-list"


# What belongs to a line


def test_a_sub_item_has_the_departments_of_its_own_lines(tmp_path: Path) -> None:
    line = "\t个人权益记录查询打印\n\t公共服务\n\t\n\t"
    file = edited(tmp_path, (f"{line}\n", f"{line}县公安局\n"))
    load(tmp_path / "data", file)
    for app in application(tmp_path / "data"):
        client = app.test_client()
        query = {"kind": "sub-item", "cooperating": "县公安局", "name": "打印"}
        (one,) = found(client, "/api/matters", **query)["items"]
        assert one["name"] == "个人权益记录查询打印"
        (place,) = one["occurrences"]
        assert [d["name"] for d in place["cooperating_departments"]] == ["县公安局"]


# The register


def test_a_merge_leaves_withdrawn_sub_items_and_never_mints_their_keys() -> None:
    one, other = Matter("k1", "甲"), Matter("k2", "乙")
    withdrawn = SubItem("s1", "k2", "误", status="withdrawn", note="错")
    living = SubItem("s2", "k2", "正")
    register = Register(
        Region("370999", "某县"), matters=(one, other), sub_items=(withdrawn, living)
    )
    merged = _merge(register, "k1", "k2")
    by_key = {each.key: each for each in merged.sub_items}
    assert by_key["s1"] == withdrawn
    (target,) = by_key["s2"].replaced_by
    assert by_key[target].name == "正" and not by_key[target].status
    taken = replace(by_key[target], matter="k1", status="withdrawn")
    again = _merge(replace(register, sub_items=(withdrawn, living, taken)), "k1", "k2")
    (fresh,) = {each.key: each for each in again.sub_items}["s2"].replaced_by
    assert fresh != target


def test_what_others_belong_to_is_not_withdrawn(own_short: Path) -> None:
    for app in application(own_short):
        stage = found(app.test_client(), "/api/scenarios")["items"][0]["stage"]["uri"]
    result = command(
        own_short, "register", "retire", stage.rpartition("/")[2], "--status", "withdrawn"
    )
    assert result.exit_code == 1 and "不能撤下" in result.output


def test_codes_that_differ_in_a_mark_are_two(own_short: Path, tmp_path: Path) -> None:
    for app in application(own_short):
        uri = found(app.test_client(), "/api/matters", limit=1)["items"][0]["uri"]
    lines = [
        f"{uri},{code},{scheme}" for code, scheme in (("A 1", "甲"), ("A1", "甲"), ("1", "甲 "))
    ]
    file = tmp_path / "t.csv"
    file.write_text("\n".join(["网址,编码,编码体系", *lines, f"{uri},1,甲乙"]) + "\n", "utf-8")
    assert command(own_short, "crosswalk", "load", file).exit_code == 0
    for app in application(own_short):
        (one,) = found(app.test_client(), "/api/matters", limit=1)["items"]
        assert [(c["scheme"], c["code"]) for c in one["codes"]] == [
            ("甲", "1"), ("甲", "A 1"), ("甲", "A1"), ("甲乙", "1"),
        ]  # fmt: skip
