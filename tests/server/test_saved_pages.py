"""Saved queries as pages: the gallery, forms, refusals, empty answers, sorting, one address."""

import re

import pytest
from flask.testing import FlaskClient

from server.saved import gallery
from server.saved.catalogue import saved_queries

DEPARTMENT = re.compile(r'<option value="([^"]+)"[^>]*>县公安局')


@pytest.fixture
def police(client: FlaskClient) -> str:
    match = DEPARTMENT.search(client.get("/query/department-leads").text)
    assert match
    return match[1]


def test_the_gallery_has_twelve_for_staff_and_every_other_query_under_research(
    client: FlaskClient,
) -> None:
    assert len(gallery.first()) == 12
    page = client.get("/queries").text
    staff, _, research = page.partition('id="research"')
    for card in gallery.first():
        assert f'href="/query/{card.query.name}"' in staff
    named = {card.query.name for card in gallery.first()}
    assert len(named) == 12
    for name in set(saved_queries()) - named:
        assert f'href="/query/{name}"' in research
        assert f'href="/query/{name}"' not in staff


def test_every_tag_has_english_words() -> None:
    for tag, count in gallery.tags(None):
        assert tag.en.isascii() and count


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=公积金局", set()),
        ("q=名称含", {"name-contains"}),
        ("q=specific+items+SCENARIO", {"scenario-counts"}),
        ("tag=比较", {"compare-counties", "compare-editions"}),
        ("tag=比较&q=版本", {"compare-editions"}),
    ],
)
def test_the_gallery_is_filtered_by_words_and_tag(
    client: FlaskClient, asked: str, found: set[str]
) -> None:
    page = client.get(f"/queries?{asked}").text
    shown = set(re.findall(r'<h[34]><a href="/query/([a-z-]+)"', page))
    assert found <= shown and (found or not shown)
    assert len(shown) < 15
    assert ("没有这样的问题" in page) == (not shown)


def test_several_values_are_boxes_to_tick_with_counts(client: FlaskClient) -> None:
    page = client.get("/query/departments-to-ask").text
    assert page.count('type="checkbox" name="scenario"') == 25
    assert '出生<span class="muted">（6项）</span>' in page
    assert "multiple" not in page
    boxes = re.findall(r'checkbox" name="scenario" value="([^"]+)"', page)[:2]
    answer = client.get("/query/departments-to-ask", query_string={"scenario": boxes}).text
    assert answer.count(" checked>") == 2
    assert "2个场景共涉及5个部门" in answer


def test_a_refusal_stands_at_its_field_in_words(client: FlaskClient) -> None:
    answer = client.get("/query/departments-share?minimum=99")
    assert answer.status_code == 400
    assert 'aria-invalid="true" aria-describedby="p-minimum-wrong"' in answer.text
    assert '<p class="problem" id="p-minimum-wrong">“99”不可用：至多为20。</p>' in answer.text
    assert '<a href="#p-minimum">' in answer.text
    both = client.get("/query/departments-share?minimum=x&department=urn:x").text
    assert both.count('class="problem"') == 2


def test_what_must_be_filled_in_is_only_missed_once_the_form_was_sent(client: FlaskClient) -> None:
    assert "这里必须填" not in client.get("/query/departments-to-ask").text
    sent = client.get("/query/departments-to-ask?scenario=")
    assert sent.status_code == 400
    assert "这里必须填。" in sent.text


def test_an_empty_answer_says_which_condition_emptied_it(client: FlaskClient, police: str) -> None:
    given = {"department": police, "minimum": "2"}
    page = client.get("/query/departments-share", query_string=given).text
    assert "没有符合条件的结果。" in page
    assert re.search(
        r'href="/query/departments-share\?minimum=2">去掉“部门”</a>：有\d+行', page
    ) or (re.search(r'href="/query/departments-share">去掉“部门”</a>：有\d+行', page))
    assert re.search(r"是“至少有其中几家”把结果排除了：不限时有19行。", page)


def test_a_table_is_sorted_by_any_column_and_says_so(client: FlaskClient) -> None:
    page = client.get("/query/department-counts?sort=department").text
    assert 'aria-sort="ascending"' in page
    assert 'href="/query/department-counts?sort=-department"' in page
    names = re.findall(r'<td data-label="部门"[^>]*><a [^>]*>([^<]+)</a>', page)
    assert names[:4] == [
        "市住房公积金管理中心昌乐分中心",
        "县残联",
        "县房产发展促进中心",
        "县公安局",
    ]
    down = client.get("/query/department-counts?sort=-cooperates").text
    numbers = [int(n) for n in re.findall(r'<td data-label="协同条目数"[^>]*>(\d+)</td>', down)]
    assert numbers == sorted(numbers, reverse=True)
    assert client.get("/query/department-counts?sort=x").status_code == 400
    rows = client.get("/query/department-counts.json?sort=-cooperates").json
    assert rows is not None
    assert [row["cooperates"] for row in rows["rows"]] == numbers


def test_a_file_has_no_pages(client: FlaskClient) -> None:
    answer = client.get("/query/department-counts.json?page=2")
    assert answer.status_code == 400 and "全部行" in answer.get_json()["detail"]
    assert client.get("/query/department-counts?page=0").status_code == 400
    assert client.get("/query/department-counts?page=2").status_code == 404


def test_one_view_has_one_address(client: FlaskClient, police: str) -> None:
    one = client.get(f"/query/department-leads?sort=number&basis=&department={police}&edition=")
    other = client.get(f"/query/department-leads?department={police}&sort=number&page=1&x=y")
    links = [
        [link for link in answer.headers.getlist("Link") if 'rel="canonical"' in link]
        for answer in (one, other)
    ]
    assert links[0] == links[1] and len(links[0]) == 1
    assert "basis" not in links[0][0] and "x=y" not in links[0][0]
