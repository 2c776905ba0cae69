"""我的清单: the address is the list; a tick on a page adds to what the address has."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.sheets.conftest import (
    LIST,
    Keys,
    cells,
    page,
    paragraphs,
    table,
    word_file,
    words,
    workbook,
)
from tests.server.third_list import ENTERPRISE, PERSONAL

OWN = f"{LIST}my-list"


def linked(html: str, label: str) -> str:
    """The address of the link with this text."""
    for address, text in re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL):
        if label in text:
            return unescape(address)
    raise AssertionError(label)


def ticked(html: str) -> list[str]:
    return re.findall(r'name="matter" value="([^"]+)"[^>]* checked', html)


@pytest.fixture(scope="module")
def two(keys: Keys) -> list[str]:
    """火化遗体 (106, 县民政局) and 户口注销 (108, led by 县民政局, with 县公安局)."""
    return keys.of("Matter", "火化遗体", "户口注销")


def test_an_empty_list_says_how_to_begin(client: FlaskClient) -> None:
    said = words(page(client, "/my-list"))
    assert "还没有事项" in said and "按名称查找" in said and "加入整个场景" in said


def test_the_way_from_one_matter_to_the_next_without_cookies_or_scripts(
    client: FlaskClient, two: list[str]
) -> None:
    first = page(client, f"/doc/370725/matter/{two[0]}")
    one = linked(first, "加入我的清单")
    assert one == f"{OWN}?matter={two[0]}"
    listed = client.get(one, headers={"Accept": "text/html"})
    assert ticked(listed.text) == [two[0]] and "Set-Cookie" not in listed.headers
    again = linked(listed.text, "火化遗体")
    assert again == f"/doc/370725/matter/{two[0]}?matter={two[0]}"
    assert "已在我的清单（1个事项）" in words(page(client, again))
    other = page(client, f"/doc/370725/matter/{two[1]}?matter={two[0]}")
    both = linked(other, "加入我的清单")
    assert ticked(page(client, both)) == two


def test_a_scenario_offers_its_matters_to_be_ticked(
    client: FlaskClient, keys: Keys, two: list[str]
) -> None:
    (funeral,) = keys.of("Scenario", "后事")
    shown = page(client, f"/doc/370725/scenario/{funeral}?matter={two[1]}&matter=kept")
    assert shown.count('form="ticks" name="matter"') == 4
    assert f'<form id="ticks" class="actions no-print" action="{OWN}" method="get">' in shown
    assert ticked(shown) == [two[1]]
    assert '<input type="hidden" name="matter" value="kept">' in shown


def test_by_department_across_scenarios(client: FlaskClient, two: list[str]) -> None:
    shown = page(client, OWN, matter=two)
    assert "共2个事项，清单列2项、2条具体事项，涉及2个部门。" in words(shown)
    heads = re.findall(r'class="own-department".*?<h2[^>]*>(.*?)</h2>', shown, re.DOTALL)
    assert [words(one) for one in heads] == ["县民政局 2项", "县公安局 1项"]
    key = shown.partition('class="own-department"')[2].partition('id="')[2].partition('"')[0]
    rows = table(shown, key)
    assert [row[:1] + row[2:] for row in rows] == [
        ["第106项", "11.1 后事", "牵头、协同", "县民政局", "县民政局"],
        ["第108项", "11.1 后事", "牵头", "县民政局", "县公安局"],
    ]


def test_a_whole_scenario_can_be_added(client: FlaskClient, keys: Keys, two: list[str]) -> None:
    shown = page(client, OWN, matter=two[0], scenario=keys.of("Scenario", "继承"))
    assert len(ticked(shown)) == 5
    assert two[0] in ticked(shown)


def test_a_matter_is_found_by_name_by_its_line_and_by_number(
    client: FlaskClient, keys: Keys, two: list[str]
) -> None:
    for question, matter in (
        ("火化", "火化遗体"),
        ("死亡注销", "户口注销"),
        ("第105项", "死亡医学证明办理"),
    ):
        shown = page(client, OWN, q=question)
        assert keys.of("Matter", matter)[0] in shown.partition('id="candidates"')[2]
    already = page(client, OWN, q="火化遗体", matter=two[0])
    assert ticked(already).count(two[0]) == 1
    assert "没有找到别的事项" in words(page(client, OWN, q="没有这种事"))


def test_what_is_no_matter_is_refused_in_words(client: FlaskClient, keys: Keys) -> None:
    for value in ("nothing", "<b>", "http://x/ y", *keys.of("Department", "县公安局")):
        for path in (OWN, f"{OWN}.docx", f"{OWN}.xlsx"):
            said = words(page(client, path, 400, matter=value))
            assert "没有这个事项" in said and "按名称查找后加入" in said
    assert "no such matter" in words(page(client, OWN, 400, matter="x", lang="en"))
    assert "还没有选事项" in words(page(client, f"{OWN}.docx", 400))
    many = [f"k{at}" for at in range(1001)]
    assert "一次最多 1000 个" in words(page(client, OWN, 400, matter=many))


def test_a_matter_of_another_list_of_the_county_is_told_apart(third: Flask) -> None:
    """Matters belong to the county; the list at hand may not have one (another list, or an earlier
    edition, does)."""
    client = third.test_client()
    scenarios = re.findall(r'<option value="(\w+)">', page(client, f"/370998/{ENTERPRISE}/my-list"))
    others = ticked(page(client, f"/370998/{ENTERPRISE}/my-list", scenario=scenarios))
    scenarios = re.findall(r'<option value="(\w+)">', page(client, f"/370998/{PERSONAL}/my-list"))
    own = ticked(page(client, f"/370998/{PERSONAL}/my-list", scenario=scenarios))
    other = next(key for key in others if key not in own)
    shown = page(client, f"/370998/{PERSONAL}/my-list", matter=[other])
    assert "现行版本里没有" in words(shown) and "不在现行版本" in words(shown)
    assert len(ticked(shown)) == 1


@pytest.mark.parametrize("path", ["my-list", "meeting", "assignments"])
def test_an_english_page_marks_what_is_chinese(
    client: FlaskClient, keys: Keys, path: str, two: list[str]
) -> None:
    given: dict[str, dict[str, object]] = {
        "my-list": {"matter": two, "q": "登记"},
        "meeting": {"stage": keys.of("Stage", "身后")},
        "assignments": {"department": keys.of("Department", "县残联")},
    }
    for query in ({}, given[path]):
        address = f"{LIST}{path}?{urlencode({**query, 'lang': 'en'}, doseq=True)}"
        shown = page(client, address).replace("登记", "")
        without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", shown, flags=re.DOTALL)
        assert re.findall(r"[\u4e00-\u9fff]+", without) == []


def test_as_word_and_as_a_workbook(client: FlaskClient, two: list[str]) -> None:
    document = word_file(client, f"{OWN}.docx", matter=two)
    assert paragraphs(document, "Title") == ["事项清单（按部门）"]
    assert paragraphs(document, "Heading1") == [
        "县民政局（2项）", "县公安局（1项）", "推定办理部门（推定，非清单所载）"
    ]  # fmt: skip
    assert cells(document, 1)[1:] == [
        ["108", "户口注销（死亡注销）", "11.1 后事", "协同", "县民政局", "县公安局"]
    ]
    book = workbook(client, f"{OWN}.xlsx", matter=two)
    assert book.sheetnames == ["按部门", "按事项", "推定办理部门", "说明"]
    found = [row[:3] for row in book["按部门"].iter_rows(min_row=2, values_only=True)]
    assert found == [
        ("县民政局", "牵头、协同", "第106项"),
        ("县民政局", "牵头", "第108项"),
        ("县公安局", "协同", "第108项"),
    ]
    english = word_file(client, f"{OWN}.docx", matter=two, lang="en")
    assert paragraphs(english, "Heading1")[1] == "County Public Security Bureau 县公安局 (1 entry)"
