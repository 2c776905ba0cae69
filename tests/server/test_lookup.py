"""What names mean, one or ten thousand at a time."""

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient


def asked(client: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/lookup", query_string=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = json.loads(answer.data)["items"]
    return found


FULL = ("县人社局", "昌乐县人社局", "县人力资源和社会保障局")


@pytest.mark.parametrize("name", [*FULL, "人社局", "人力资源和社会保障局", "rsj"])
def test_every_way_to_call_a_department_means_the_one(client: FlaskClient, name: str) -> None:
    (one,) = asked(client, name=name, type="department")
    assert one["candidates"][0]["name"] == "县人社局"
    assert one["candidates"][0]["exact"] == (name in FULL)
    assert (one["candidates"][0]["score"] == 100) == one["candidates"][0]["exact"]


def test_several_names_are_answered_in_their_order(client: FlaskClient) -> None:
    found = asked(client, name=["户口登记", "没有这样的", "第37项"], limit=1)
    assert [one["query"] for one in found] == ["户口登记", "没有这样的", "第37项"]
    assert [len(one["candidates"]) for one in found] == [1, 0, 1]
    assert found[2]["candidates"][0]["type"] == "entry"


def test_a_batch_takes_names_as_json_or_lines(client: FlaskClient) -> None:
    names = ["县公安局", "结婚"]
    as_object = client.post(
        "/lookup", json={"names": names, "limit": 2, "type": ["department", "matter"]}
    )
    as_list = client.post("/lookup?limit=2&type=department&type=matter", json=names)
    as_text = client.post(
        "/lookup?limit=2&type=department&type=matter",
        data="\r\n".join(names),
        content_type="text/plain",
    )
    assert as_object.status_code == 200, as_object.text
    assert as_object.data == as_list.data == as_text.data
    assert {c["type"] for one in as_list.json["items"] for c in one["candidates"]} == {  # type: ignore[index]
        "department",
        "matter",
    }


def test_as_csv_each_candidate_is_a_row_and_nothing_found_is_one_too(client: FlaskClient) -> None:
    answer = client.get("/lookup", query_string={"name": ["户口登记", "量子力学"], "format": "csv"})
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["query"] for row in found if not row["uri"]] == ["量子力学"]
    assert found[0]["name"] == "户口登记" and found[0]["exact"] == "True"


def test_ten_thousand_names_are_taken_and_one_more_is_refused(client: FlaskClient) -> None:
    names = ["户口登记"] * 9990 + ["人社局", "x"] * 5
    answer = client.post("/lookup", json={"names": names, "limit": 1})
    assert answer.status_code == 200
    assert json.loads(answer.data)["count"] == 10_000
    problem = client.post("/lookup", json=[*names, "z"])
    assert problem.status_code == 413
    assert json.loads(problem.data)["limit"] == 10_000


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "name"),
        ({"name": "a", "type": "office"}, "type"),
        ({"name": "a", "region": "999999"}, "region"),
        ({"name": "a", "limit": "0"}, "limit"),
        ({"name": "a", "colour": "red"}, "colour"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(
    client: FlaskClient, query: dict[str, str], parameter: str
) -> None:
    answer = client.get("/lookup", query_string=query)
    assert answer.status_code == 400
    assert json.loads(answer.data)["parameter"] == parameter


def test_the_first_alone_is_the_first_of_many(client: FlaskClient) -> None:
    names = [
        "县人社局",
        "户口登记",
        "出生",
        "人社局",
        "离婚",
        "结婚登记",
        "公积金",
        "5.5",
        "hkdj",
        "x",
    ]
    first = client.post("/lookup", json={"names": names, "limit": 1}).json
    many = client.post("/lookup", json={"names": names, "limit": 9}).json
    for one, other in zip(first["items"], many["items"], strict=True):  # type: ignore[index]
        assert one["candidates"] == other["candidates"][:1], one["query"]
