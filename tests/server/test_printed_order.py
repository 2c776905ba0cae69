"""Departments of one cell stand in the order in which the list prints them. The real list has two
such cells, neither by first appearance: 37 prints 县医保局、县税务局, 105 县公安局、县卫健局."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from server.reading.items import Numbered
from tests.server.made_items import item

PRINTED = {37: ["县医保局", "县税务局"], 105: ["县公安局", "县卫健局"]}


@pytest.mark.parametrize(("number", "names"), PRINTED.items())
def test_pages_interfaces_and_downloads_keep_the_order_of_the_cell(
    client: FlaskClient, number: int, names: list[str]
) -> None:
    (entry,) = client.get(f"/api/entries?number={number}").get_json()["items"]
    assert [one["name"] for one in entry["cooperating_departments"]] == names
    path = entry["uri"].partition("/id/")[2]
    page = client.get(f"/doc/{path}", headers={"Accept": "text/html"}).text
    said = re.sub(r"<[^>]+>", "", page)
    assert "、".join(names) in said and "、".join(reversed(names)) not in said
    table = client.get("/download/370725/personal-life-cycle/u-d709fb19/entries.csv")
    rows = csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))
    (row,) = [row for row in rows if row["number"] == str(number)]
    assert re.split(r"\W+", row["cooperating_departments"]) == names


def test_lines_that_print_the_same_departments_in_another_order_are_one_group() -> None:
    printed = [("甲", "乙"), ("乙", "甲"), ("甲",)]
    lines = tuple(
        item(f"x:{at}", at, lead="甲", cooperating=names) for at, names in enumerate(printed, 1)
    )
    first, second = Numbered(lines[0], lines).cooperating
    assert (first.values, first.lines) == (("甲", "乙"), (1, 2))
    assert (second.values, second.lines) == (("甲",), (3,))
