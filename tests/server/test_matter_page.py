"""The page of a matter says where it stands and what stands beside it, whether it is in the list,
and which cell of the document it was read from."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

FUND = "职工申请提取住房公积金的核准"


def words(html: str) -> str:
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", html)))


@pytest.fixture(scope="module")
def path(app: object) -> str:
    """The page of the matter that stands in four scenarios, two of them of other stages."""
    client: FlaskClient = app.test_client()  # type: ignore[attr-defined]
    found = client.get("/lookup", query_string={"name": FUND}).json
    text = str(found)
    (key,) = set(re.findall(r"/id/370725/matter/(\w+)", text))
    return f"/doc/370725/matter/{key}"


def section(html: str, name: str) -> str:
    return html.partition(f'<section aria-labelledby="{name}"')[2].partition("</section>")[0]


def test_it_says_that_it_is_in_the_list_and_leads_to_its_history(
    client: FlaskClient, path: str
) -> None:
    html = client.get(path, headers={"Accept": "text/html"}).text
    status = html.partition("<dt>状态</dt>")[2].partition("</dd>")[0]
    assert "在现行清单" in status
    assert '/doc/370725/checklist/personal-life-cycle/u-d709fb19"' in status
    assert f'href="{path.replace("/doc/", "/history/")}"' in status


def test_each_occurrence_says_its_stage_and_its_scenario(client: FlaskClient, path: str) -> None:
    rows = section(client.get(path, headers={"Accept": "text/html"}).text, "printed").split("<tr>")
    places = [words(re.findall(r'data-label="阶段、场景">(.*?)</td>', row)[0]) for row in rows[2:]]
    assert places == ["置业›5.3租赁住房", "置业›5.5公积金", "养老›10.1养老", "身后›11.2继承"]


def test_what_stands_beside_it_is_said_by_department_with_names(
    client: FlaskClient, path: str
) -> None:
    html = client.get(path, headers={"Accept": "text/html"}).text
    said = words(section(html, "beside-4"))
    assert "同一场景的其他事项：11.2继承" in said
    assert "县人社局第109项失业人员一次性丧葬补助金及抚恤金申领" in said
    assert FUND not in said
    english = words(client.get(f"{path}?lang=en", headers={"Accept": "text/html"}).text)
    assert "No.110Assessmentandpaymentofpensioninsurancebenefits" in english


def test_every_line_says_its_file_its_row_and_its_cell(client: FlaskClient, path: str) -> None:
    rows = section(client.get(path, headers={"Accept": "text/html"}).text, "source").split("<tr>")
    said = [words(row) for row in rows[2:]]
    assert len(said) == 8
    assert said[0] == "第60项第1行checklist.txt第82行数据（文本第725至732行）L729"
    assert said[-1] == "第111项checklist.txt第160行数据（文本第1408至1414行）L1411"
    for row in rows[2:]:
        cell = re.findall(r'href="(/doc/[^"#]+)#(c\d+)"', row)
        (place, mark) = cell[-1]
        assert f'id="{mark}"' in client.get(place, headers={"Accept": "text/html"}).text


def test_a_presumption_stands_apart_from_what_is_printed(client: FlaskClient, path: str) -> None:
    html = client.get(path, headers={"Accept": "text/html"}).text
    presumed = html.partition('<section class="presumed"')[2].partition("</section>")[0]
    assert "推定，非清单所载" in presumed and "第60项" in words(presumed)
    assert "推定" not in words(section(html, "printed"))
