"""The page of the editions of a list, and any two of them compared, through three editions."""

import io
import json
import re
from html import unescape

from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.server.validating import told
from tests.three_editions import (
    DROPPED,
    FIRST,
    KNOWN_NEW,
    KNOWN_OLD,
    MOVED,
    RETYPED,
    SECOND,
    SUB_ITEM,
    THIRD,
    Story,
)

HTML = {"Accept": "text/html"}
PAGE = "/370725/personal-life-cycle/editions"
PAIR = f"from={FIRST}&to={SECOND}"


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def part(text: str, kind: str) -> str:
    """What the page says of one kind of change."""
    return text.split(f'id="{kind}"')[1].split("</section>")[0]


def test_where_there_is_one_edition_the_page_says_so_and_shows_nothing_empty(
    client: FlaskClient,
) -> None:
    text = page(client, "/editions")
    assert "只发布过这一版，还没有可以比较的" in text
    assert 'id="comparison"' not in text and "<select" not in text
    assert "112项（编号）· 161条具体事项" in text.replace(" · ", "· ")
    assert "This is the only edition so far" in page(client, "/editions?lang=en")
    answer = client.get("/370725/personal-life-cycle/editions.xlsx")
    assert "只发布过一版" in told(answer, 400, "bad-parameter")["detail"]


def test_each_edition_has_its_date_sources_counts_and_what_changed(
    client_of_story: FlaskClient,
) -> None:
    text = page(client_of_story, "/editions")
    rows = re.findall(r"<tr>.*?</tr>", text.split("<tbody>")[1].split("</tbody>")[0], re.S)
    assert [re.search(r'class="code" href="[^"]+">([^<]+)<', row)[1] for row in rows] == [  # type: ignore[index]
        THIRD, SECOND, FIRST,
    ]  # fmt: skip
    assert "现行版本" in rows[0] and "现行版本" not in rows[1]
    assert all("checklist.txt" in row and "装载" in row for row in rows)
    assert "111项（编号）" in rows[1] and "来源未载明" in rows[2] and "没有上一版" in rows[2]
    assert re.search(r"新增 3.*移除 4.*移到其他场景 1.*改名 2", rows[1], re.S)
    assert f"from={FIRST}&to={SECOND}" in rows[1]


def test_without_a_choice_the_current_edition_is_compared_with_the_one_before(
    client_of_story: FlaskClient,
) -> None:
    text = page(client_of_story, PAGE)
    assert f"比较：{SECOND} 与 {THIRD}" in text
    assert DROPPED in part(text, "added")


def test_any_two_are_compared_kind_by_kind_with_signs(client_of_story: FlaskClient) -> None:
    text = page(client_of_story, f"{PAGE}?{PAIR}")
    assert "共114处变化" in text
    for kind, sign, name in (
        ("added", "+", "残疾人两项补贴"),
        ("removed", "−", DROPPED),
        ("moved", "→", MOVED),
        ("renamed", "≠", KNOWN_NEW),
        ("retyped", "≠", RETYPED),
        ("lead-changed", "≠", MOVED),
        ("sub-item-removed", "−", SUB_ITEM),
    ):
        told_of = part(text, kind)
        assert name in told_of, kind
        assert f'aria-hidden="true">{sign}</span>' in told_of, kind
    assert KNOWN_OLD in part(text, "renamed")
    assert re.search(r"第86项（原第43项）", part(text, "moved"))
    runs = part(text, "renumbered")
    assert "共" in runs and runs.count("<tr>") < 20, "what shifts alike is one row"
    back = page(client_of_story, f"{PAGE}?from={SECOND}&to={FIRST}")
    assert "残疾人两项补贴" in part(back, "removed")


def test_a_department_narrows_it_and_every_department_is_counted(
    client_of_story: FlaskClient, story: Story
) -> None:
    department = story.iri("县残联", "department")
    whole = page(client_of_story, f"{PAGE}?{PAIR}")
    assert f"department={department}".replace(":", "%3A").replace("/", "%2F") in whole
    text = page(client_of_story, f"{PAGE}?{PAIR}&department={department}")
    assert "涉及县残联的变化5处" in text
    assert "残疾人两项补贴" in text and DROPPED not in part(text, "removed")
    assert "See all departments" in page(
        client_of_story, f"{PAGE}?{PAIR}&department={department}&lang=en"
    )
    other = f"{PAGE}?{PAIR}&department=http://x.example/"
    told(client_of_story.get(other), 400, "bad-parameter")


def test_an_english_page_says_it_in_english(client_of_story: FlaskClient) -> None:
    text = page(client_of_story, f"{PAGE}?{PAIR}&lang=en")
    main = text.split("<main")[1].split("</main>")[0]
    without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", without) == []
    assert "114 changes in all" in text and "No. 86 (was No. 43)" in text


def test_the_same_comes_as_a_workbook_json_and_text(client_of_story: FlaskClient) -> None:
    found = json.loads(client_of_story.get(f"{PAGE}.json?{PAIR}").data)
    assert found["count"] == 114 and found["before"]["key"] == FIRST
    assert {one["department"]["zh"] for one in found["departments"]} >= {"县残联", "县民政局"}
    answer = client_of_story.get(f"{PAGE}.xlsx?{PAIR}")
    assert (
        f"changes-370725-personal-life-cycle-{FIRST}-{SECOND}.xlsx"
        in (answer.headers["Content-Disposition"])
    )
    book = load_workbook(io.BytesIO(answer.data))
    assert "按部门" in book.sheetnames and book["变化"].max_row == 115
    text = client_of_story.get(f"{PAGE}.txt?{PAIR}").get_data(as_text=True)
    assert "共 114 处变化" in text and f"− 第10项“{DROPPED}”" in text


def test_what_is_no_edition_is_told_with_those_there_are(client_of_story: FlaskClient) -> None:
    problem = told(client_of_story.get(f"{PAGE}?from=1999"), 400, "bad-parameter")
    assert SECOND in problem["detail"] and "1999" in problem["detail"]
    told(client_of_story.get("/370725/none/editions"), 404, "unknown-page")
    now = json.loads(client_of_story.get(f"{PAGE}.json?from={FIRST}&to=current").data)
    assert now["after"]["key"] == THIRD
    same = page(client_of_story, f"{PAGE}?from={FIRST}&to={FIRST}")
    assert "请选不同的两版" in same


def test_of_several_lists_one_is_chosen_first(client_of_two: FlaskClient) -> None:
    text = page(client_of_two, "/editions")
    assert 'href="/370725/personal-life-cycle/editions"' in text
    assert "370999" in page(client_of_two, "/370999/personal-life-cycle/editions")
