"""The Reconciliation Service API 0.2, section by section, against its schemas."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT7

from ontology.terms import LM
from server.reconciliation.manifest import MOST
from server.reconciliation.terms import PROPERTIES, TYPES

SUITE = Path(__file__).parents[3] / "shared" / "suites" / "reconciliation-0.2"
needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason="the schemas of 0.2 are not at hand")


def valid(document: Any, schema: str) -> None:
    """Raises where a document is not valid under a schema of the specification."""
    paths = (SUITE / "schemas").glob("*.json")
    whole = {path.stem: json.loads(path.read_text("utf-8")) for path in paths}
    known = ((one["$id"], DRAFT7.create_resource(one)) for one in whole.values())
    registry: Registry[Any] = Registry().with_resources(known)
    Draft7Validator(whole[schema], registry=registry).validate(document)


def fetched(client: FlaskClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/reconcile{path}", query_string=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.content_type == "application/json"
    return json.loads(answer.data)


def asked(client: FlaskClient, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    """The results of a batch, sent as a form, which is what OpenRefine does."""
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    if SUITE.is_dir():
        valid(queries, "reconciliation-query-batch")
        valid(answer.json, "reconciliation-result-batch")
    found = json.loads(answer.data)
    return {name: one["result"] for name, one in found.items()}


# 3.3 The manifest


@needs_suite
def test_the_manifest_is_valid(client: FlaskClient) -> None:
    valid(fetched(client, ""), "manifest")


def test_space_and_identifier_together_are_the_uri_and_the_class(
    client: FlaskClient, base: str
) -> None:
    manifest = fetched(client, "")
    assert manifest["identifierSpace"] == f"{base}id/"
    (one,) = asked(client, q={"query": "县公安局", "type": "Department"})["q"]
    led = client.get(f"/{manifest['identifierSpace'].removeprefix(base)}{one['id']}")
    assert led.status_code == 303
    for kind in manifest["defaultTypes"]:
        assert manifest["schemaSpace"] + kind["id"] == LM[kind["id"]].value
    view = manifest["view"]["url"].replace("{{id}}", quote(one["id"], safe=""))
    assert client.get(view.removeprefix(base.rstrip("/"))).status_code == 200


def test_every_address_that_the_manifest_names_answers(client: FlaskClient, base: str) -> None:
    manifest = fetched(client, "")
    places = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    for place in places:
        address = place["service_url"] + place["service_path"]
        assert client.get(address.removeprefix(base.rstrip("/"))).status_code == 200
    logo = client.get(manifest["logo"].removeprefix(base.rstrip("/")))
    assert logo.mimetype == "image/svg+xml" and logo.data
    logo.close()


# 4 Queries


def test_the_same_name_is_a_match_and_a_part_of_it_is_a_candidate(client: FlaskClient) -> None:
    found = asked(
        client,
        same={"query": "县人社局"},
        part={"query": "人社局", "type": "Department"},
        long={"query": "人力资源和社会保障局", "type": ["Department"]},
        other={"query": "昌乐县人社局"},
    )
    assert {one[0]["name"] for one in found.values()} == {"县人社局"}
    assert found["same"][0]["score"] == 100 and found["same"][0]["match"]
    assert found["other"][0]["match"]
    assert not found["part"][0]["match"] and found["part"][0]["score"] < 100
    assert found["same"][0]["type"] == [{"id": "Department", "name": "部门"}]


def test_namesakes_are_no_match_until_a_type_or_a_property_tells_them_apart(
    client: FlaskClient,
) -> None:
    """抵押权登记 stands twice; 出生 is a stage and a scenario."""
    found = asked(
        client,
        both={"query": "出生"},
        typed={"query": "出生", "type": "Scenario"},
        told={
            "query": "出生",
            "properties": [{"pid": "stage", "v": "出生"}, {"pid": "region", "v": "370725"}],
        },
    )
    assert [one["score"] for one in found["both"]][:2] == [100, 100]
    assert not any(one["match"] for one in found["both"])
    assert found["typed"][0]["match"]
    assert found["told"][0]["match"] and found["told"][0]["type"][0]["id"] == "Scenario"


@pytest.mark.parametrize(
    ("pid", "value"),
    [
        ("scenario", "出生"),
        ("scenario", "1.1"),
        ("cooperatingDepartment", "县公安局"),
        ("cooperatingDepartment", "昌乐县公安局"),
        ("matterType", "行政确认"),
        ("region", "370725"),
    ],
)
def test_a_property_that_holds_keeps_the_score_and_one_that_does_not_halves_it(
    client: FlaskClient, pid: str, value: str
) -> None:
    def score(given: str) -> float:
        (best, *_) = asked(
            client,
            q={"query": "户口登记", "type": "Matter", "properties": [{"pid": pid, "v": given}]},
        )["q"]
        feature = {one["id"]: one["value"] for one in best["features"]}[pid]
        assert feature == (given == value)
        return float(best["score"])

    assert score(value) == 100
    assert score("没有这个") == 50


def test_a_value_may_be_a_thing_that_was_matched(client: FlaskClient) -> None:
    (office,) = asked(client, q={"query": "县公安局", "type": "Department"})["q"]
    value = {"id": office["id"], "name": office["name"]}
    query = {
        "query": "户口登记",
        "properties": [{"pid": "cooperatingDepartment", "v": [value, "x"]}],
    }
    (best, *_) = asked(client, q=query)["q"]
    assert best["score"] == 100 and best["match"]


def test_properties_alone_find_what_has_them(client: FlaskClient) -> None:
    query = {
        "type": "Matter",
        "limit": 50,
        "properties": [{"pid": "leadDepartment", "v": "县残联"}],
    }
    found = asked(client, q=query)["q"]
    assert len(found) == 4
    assert all(one["score"] == 100 and not one["match"] for one in found)
    (one,) = asked(
        client, q={"properties": [{"pid": "identifier", "v": "370725-matter-4f1yy7hg"}]}
    )["q"]
    assert one["name"] == "户口登记" and one["match"]


def test_a_limit_is_kept_and_nothing_found_is_an_empty_result(client: FlaskClient) -> None:
    found = asked(client, few={"query": "登记", "limit": 3}, none={"query": "量子力学"})
    assert len(found["few"]) == 3 and found["none"] == []


def test_a_batch_by_get_says_the_same(client: FlaskClient) -> None:
    queries = {"q0": {"query": "户口登记"}}
    assert (
        fetched(client, "", queries=json.dumps(queries))["q0"]["result"]
        == asked(client, **queries)["q0"]
    )


@pytest.mark.parametrize(
    ("queries", "status", "kind"),
    [
        ("{", 400, "malformed-json"),
        ("[]", 400, "wrong-shape"),
        ('{"q0": "x"}', 400, "wrong-shape"),
        ('{"q0": {}}', 400, "wrong-shape"),
        ('{"q0": {"query": 7}}', 400, "wrong-shape"),
        ('{"q0": {"query": "x", "type": 7}}', 400, "wrong-shape"),
        ('{"q0": {"query": "x", "properties": [{"v": 1}]}}', 400, "wrong-shape"),
        ('{"q0": {"query": "x", "properties": [{"pid": "a"}]}}', 400, "wrong-shape"),
        (json.dumps({f"q{n}": {"query": "x"} for n in range(MOST + 1)}), 413, "too-many"),
    ],
)
def test_a_batch_that_is_none_is_refused_in_words(
    client: FlaskClient, queries: str, status: int, kind: str
) -> None:
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == status
    problem = json.loads(answer.data)
    assert problem["type"].endswith(f"#{kind}") and problem["detail"] and problem["detail_en"]


def test_what_is_not_known_is_passed_over(client: FlaskClient) -> None:
    query = {"query": "户口登记", "type": "Person", "properties": [{"pid": "colour", "v": "red"}]}
    (best, *_) = asked(client, q=query)["q"]
    assert best["name"] == "户口登记" and best["score"] == 100


@needs_suite
def test_every_valid_batch_of_the_specification_is_answered(client: FlaskClient) -> None:
    for path in (SUITE / "examples" / "reconciliation-query-batch" / "valid").glob("*.json"):
        queries = json.loads(path.read_text("utf-8"))
        assert asked(client, **queries).keys() == queries.keys(), path.name


# 5 Previews


def test_a_preview_may_stand_in_another_page(client: FlaskClient) -> None:
    (one,) = asked(client, q={"query": "户口登记", "type": "Matter"})["q"]
    answer = client.get("/reconcile/preview", query_string={"id": one["id"]})
    assert answer.status_code == 200 and "户口登记" in answer.text and "县公安局" in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]
    assert client.get("/reconcile/preview?id=370725/matter/00000000").status_code == 404


# 6 Suggestions


def test_things_types_and_properties_are_suggested(client: FlaskClient) -> None:
    entities = fetched(client, "/suggest/entity", prefix="户口")
    types = fetched(client, "/suggest/type", prefix="部")
    properties = fetched(client, "/suggest/property", prefix="牵头")
    if SUITE.is_dir():
        valid(entities, "suggest-entities-response")
        valid(types, "suggest-types-response")
        valid(properties, "suggest-properties-response")
    assert [one["name"] for one in entities["result"]][:1] == ["户口登记"]
    assert [one["id"] for one in types["result"]] == ["Department"]
    assert [one["id"] for one in properties["result"]] == ["leadDepartment"]
    rest = fetched(client, "/suggest/entity", prefix="户口", cursor=2)
    assert rest["result"] == entities["result"][2:]


# 7 Data extension


def test_properties_are_proposed_for_a_type(client: FlaskClient) -> None:
    for kind in TYPES:
        found = fetched(client, "/properties", type=kind, limit=3)
        if SUITE.is_dir():
            valid(found, "data-extension-property-proposal")
        assert found["type"] == kind and 0 < len(found["properties"]) <= 3


def test_properties_are_fetched_for_what_was_matched(client: FlaskClient, base: str) -> None:
    names = {"m": "户口登记", "d": "县残联", "s": "公积金"}
    found = asked(client, **{key: {"query": name} for key, name in names.items()})
    ids = [one[0]["id"] for one in found.values()]
    query = {
        "ids": [*ids, "370725/matter/00000000"],
        "properties": [{"id": name} for name in PROPERTIES] + [{"id": "colour"}],
    }
    answer = client.post("/reconcile", data={"extend": json.dumps(query)})
    whole = json.loads(answer.data)
    if SUITE.is_dir():
        valid(query, "data-extension-query")
        valid(whole, "data-extension-response")
    assert set(whole["rows"]) == set(query["ids"])
    matter, department, scenario = (whole["rows"][one] for one in ids)
    assert [one["name"] for one in matter["leadDepartment"]] == ["县卫健局", "县退役军人事务局"]
    assert matter["number"] == [{"int": 3}, {"int": 27}]
    assert matter["uri"] == [{"str": f"{base}id/{ids[0]}"}]
    assert department["level"][0]["name"] == "县级"
    assert scenario["leadDepartment"][0]["name"] == "市住房公积金管理中心昌乐分中心"
    assert set(map(str, whole["rows"]["370725/matter/00000000"].values())) == {"[]"}
    limited = {"ids": ids[:1], "properties": [{"id": "number", "settings": {"limit": "1"}}]}
    few = json.loads(client.get("/reconcile", query_string={"extend": json.dumps(limited)}).data)
    assert few["rows"][ids[0]]["number"] == [{"int": 3}]


@pytest.mark.parametrize("extend", ["[]", '{"ids": "x"}', '{"ids": [], "properties": ["x"]}'])
def test_an_extension_that_is_none_is_refused(client: FlaskClient, extend: str) -> None:
    answer = client.post("/reconcile", data={"extend": extend})
    assert answer.status_code == 400
    assert json.loads(answer.data)["type"].endswith("#wrong-shape")
