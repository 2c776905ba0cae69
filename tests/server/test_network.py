"""The network of departments and the heat map: their numbers are those of the saved queries and of
the entries they lead to, on a list with stages and on one without."""

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.conftest import SAMPLES, application, load

HTML = {"Accept": "text/html"}
CELL = re.compile(r'<td class="heat-\d[^"]*"><a href="([^"]+)"[^>]*>(\d+)</a>')


@pytest.fixture(scope="module")
def joined(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The real list and one without stages."""
    data = tmp_path_factory.mktemp("joined") / "data"
    shutil.copytree(published, data)
    load(data, SAMPLES / "370998-personal-life-cycle" / "checklist.csv")
    for app in application(data):
        yield app.test_client()


def cells(page: str, *names: str) -> dict[tuple[str, ...], int]:
    """The numbers of a page's table by what their links choose."""
    found = {}
    for link, number in CELL.findall(page):
        given = parse_qs(urlsplit(unescape(link)).query)
        found[tuple(given[name][0] for name in names)] = int(number)
    return found


def asked(client: FlaskClient, path: str, **given: str) -> str:
    answer = client.get(path, query_string=given, headers=HTML)
    assert answer.status_code == 200, path
    return answer.text


def rows(client: FlaskClient, query: str, **given: str) -> list[dict[str, str | int]]:
    answer = client.get(f"/query/{query}.json", query_string=given)
    assert answer.json is not None
    found: list[dict[str, str | int]] = answer.json["rows"]
    return found


def test_the_matrix_has_the_numbers_of_the_saved_query_both_ways(client: FlaskClient) -> None:
    expected: dict[tuple[str, ...], int] = {}
    for row in rows(client, "departments-in-same-scenario"):
        one, other, number = str(row["department"]), str(row["other"]), int(row["scenarios"])
        expected |= {(one, other): number, (other, one): number}
    page = asked(client, "/network")
    assert cells(page, "department", "other") == expected
    assert f"其中{len(expected) // 2}对至少有一个共同的场景" in page


def test_two_departments_chosen_show_the_scenarios_they_share(client: FlaskClient) -> None:
    for pair, number in list(cells(asked(client, "/network"), "department", "other").items())[:6]:
        page = asked(client, "/network", department=pair[0], other=pair[1])
        shared = page.partition('id="scenarios"')[2]
        assert len(re.findall(r'<th scope="row"', shared)) == number
        assert page.count('aria-current="true"') == 1


def test_the_picture_shows_the_same_departments_and_pairs(client: FlaskClient) -> None:
    page = asked(client, "/network")
    data = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data
    (graph,) = json.loads(data[1])["option"]["series"]
    pairs = cells(page, "department", "other")
    assert len(graph["links"]) == len(pairs) // 2
    assert len(graph["data"]) == len({one for pair in pairs for one in pair})
    assert "vendor/charts.js" in page


@pytest.mark.parametrize(
    ("role", "query"), [("lead", "department-leads"), ("cooperating", "department-cooperates")]
)
def test_the_heat_map_counts_the_entries_of_the_saved_queries(
    client: FlaskClient, role: str, query: str
) -> None:
    found = cells(asked(client, "/heat", role=role), "department", "stage")
    departments = {department for department, _ in found}
    assert len(departments) > 8
    for department in departments:
        expected: dict[tuple[str, ...], set[object]] = {}
        for row in rows(client, query, department=department):
            expected.setdefault((department, str(row["stage"])), set()).add(row["entry"])
        its = {cell: number for cell, number in found.items() if cell[0] == department}
        assert its == {cell: len(entries) for cell, entries in expected.items()}


def test_a_cell_leads_to_as_many_entries_as_it_says(client: FlaskClient) -> None:
    found = cells(asked(client, "/heat"), "department", "stage")
    for (department, stage), number in list(found.items())[:8]:
        page = asked(client, "/heat", department=department, stage=stage)
        assert len(re.findall(r'<tr>\s*<th scope="row" data-label', page)) == number


def test_a_list_without_stages_has_a_column_for_each_scenario(joined: FlaskClient) -> None:
    page = asked(joined, "/370998/personal-life-cycle/heat")
    assert "<h1>场景与部门</h1>" in page
    stages = {stage for _, stage in cells(page, "department", "stage")}
    assert stages and all("/scenario/" in stage for stage in stages)
    assert asked(joined, "/370998/personal-life-cycle/network")


def test_where_several_lists_are_published_one_chooses(joined: FlaskClient) -> None:
    for page in ("network", "heat"):
        assert f'href="/370725/personal-life-cycle/{page}"' in asked(joined, f"/{page}")
        assert joined.get(f"/370725/no-such-list/{page}", headers=HTML).status_code == 404


@pytest.mark.parametrize("path", ["/heat?department=urn:x", "/heat?role=both", "/network?other=1"])
def test_what_the_list_has_none_of_is_refused_in_words(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 400
    assert "不可用" in answer.text


def test_the_english_pages_are_english(client: FlaskClient) -> None:
    for path in ("/heat", "/network"):
        page = asked(client, path, lang="en")
        without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
        assert re.findall(r"[\u4e00-\u9fff]+", without) == []
        links = [link for link, _ in CELL.findall(page)]
        assert links and all("lang=en" in link for link in links)
