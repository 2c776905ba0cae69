"""Lists of other conventions on pages: nothing is made up for them, and nothing of them is lost."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Triple

from loader.identifiers import mint_key
from ontology import code_triples, ontology_triples
from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from shapes.report import Term
from shapes.validation import validate
from tests.conftest import application
from tests.server.third_county import AddThirdCounty, County
from tests.server.third_list import ENTERPRISE, PERSONAL

HTML = {"Accept": "text/html"}
PEOPLE, FIRMS = f"/370998/{PERSONAL}/", f"/370998/{ENTERPRISE}/"
DOC = "/doc/370998"
LIST = f"{DOC}/checklist/{PERSONAL}/2024-05"
FIRM_LIST = f"{DOC}/checklist/{ENTERPRISE}/2023"


@pytest.fixture(scope="module")
def app(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    data = tmp_path_factory.mktemp("third") / "data"
    shutil.copytree(published, data)
    publish_change(DataFolder(data), AddThirdCounty(), DEFAULT_BASE)
    yield from application(data)


def get(client: FlaskClient, path: str, language: str = "zh") -> str:
    """The main part of a page."""
    query = {"lang": language} if language == "en" else {}
    answer = client.get(path, query_string=query, headers=HTML)
    assert answer.status_code == 200, path
    return answer.text.partition("<main")[2].partition('<section class="data-box"')[0]


def words(page: str) -> str:
    """What a reader sees, each run of white space one space."""
    inline = re.sub(r"</?(?:a|span|strong|code)\b[^>]*>", "", page)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inline)))


def table(page: str, section: str) -> list[list[str]]:
    """The rows of the table in the section with the heading `section`, heading row first."""
    part = page.partition(f'aria-labelledby="{section}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", part, re.DOTALL)
    return [
        [words(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


def crumbs(client: FlaskClient, path: str) -> list[str]:
    page = client.get(path, headers=HTML).text
    trail = page.partition('<nav class="breadcrumb"')[2].partition("</nav>")[0]
    return [words(one).strip() for one in re.findall(r"<li[^>]*>(.*?)</li>", trail, re.DOTALL)]


@pytest.mark.parametrize("edition", [f"{PERSONAL}/2024-05", f"{ENTERPRISE}/2023"])
def test_the_county_conforms_to_the_shapes(edition: str) -> None:
    county = County(DEFAULT_BASE)
    graph: set[Triple] = {*county.catalogue(), *county.statistics()}
    graph |= {*ontology_triples(), *code_triples()}
    own = county.checklist(edition).value
    for layer in county.layers():
        if "/register/" in layer.graph.value or f"{layer.graph.value}/".startswith(f"{own}/"):
            graph |= layer.triples
        elif layer.graph.value.endswith("/derived") and "/2021/" not in layer.graph.value:
            graph |= {t for t in layer.triples if "/entry/" not in str(t.subject)}
    report = validate(with_minted_keys(graph))
    found = {(result.rule, result.thing) for result in report.results}
    expected = {("L02-name", county.local_type), ("X11-concept", county.checklist(edition))}
    if edition.startswith(PERSONAL):
        expected.add(("P01-unstated", county.thing("matter", "birth")))
    else:  # the approval bureau leads both scenarios, with the tax bureau and the police
        expected |= {("X04-lead", county.thing("scenario", key)) for key in ("start", "end")}
    assert found == {(rule, minted(thing)) for rule, thing in expected}
    assert report.conforms


def minted(term: Term) -> Term:
    """A thing of the county under a key as the loader mints it; the pages are asked for words."""
    if not isinstance(term, NamedNode):
        return term
    return NamedNode(
        re.sub(
            r"(?<=/id/)((?:370998/)?(?!checklist|region)[a-z-]+)/([a-z0-9]+)$",
            lambda at: f"{at[1]}/{mint_key('370998', at[1], '', at[2])}",
            term.value,
        )
    )


def with_minted_keys(graph: set[Triple]) -> set[Triple]:
    subject = {t.subject: minted(t.subject) for t in graph}
    return {
        Triple(subject[t.subject], t.predicate, minted(t.object))  # type: ignore[arg-type]
        for t in graph
    }


def test_the_home_of_a_list_without_stages_leads_to_its_scenarios(client: FlaskClient) -> None:
    page = get(client, PEOPLE)
    assert "阶段" not in words(page.partition('aria-labelledby="questions"')[0])
    assert "要办什么：按场景找" in words(page)
    assert "2个场景、3个部门" in words(page)
    scenarios = re.findall(r"<li>(.*?)</li>", page.partition('<ol class="scenarios">')[2])
    assert [words(one).strip() for one in scenarios[:2]] == ["1 出生 2项", "2 入学 2项"]
    assert f'href="{DOC}/scenario/birth"' in page


def test_the_map_of_a_list_without_stages_has_no_stage(client: FlaskClient) -> None:
    page = get(client, f"{PEOPLE}stages")
    assert "场景地图" in words(page)
    assert "这份清单没有分阶段" in words(page)
    assert "life-map" not in page and "ordinal" not in page
    assert len(re.findall(r'class="tile', page)) == 2


def test_an_enterprise_list_speaks_of_stages_of_the_enterprise(client: FlaskClient) -> None:
    home, stage = words(get(client, FIRMS)), words(get(client, f"{DOC}/stage/open"))
    assert "按企业所处阶段找" in home and "企业阶段地图" in home
    assert "企业所处阶段 1" in stage
    assert "人生" not in home.partition("常问的问题")[0] + stage
    assert "企业阶段地图" in words(get(client, f"{FIRMS}stages"))


def test_the_choice_of_lists_counts_stages_only_where_there_are_some(client: FlaskClient) -> None:
    text = words(client.get("/", headers=HTML).text)
    assert "4项（编号） · 5条具体事项 · 归并后3个事项 三个数为什么不同？ 2个场景 · 3个部门" in text
    assert (
        "3项 · 3条具体事项 · 归并后3个事项 三个数为什么不同？ 2个阶段 · 2个场景 · 3个部门" in text
    )
    assert "0个阶段" not in text


def test_breadcrumbs_name_a_stage_only_where_there_is_one(client: FlaskClient) -> None:
    assert crumbs(client, f"{DOC}/scenario/birth")[2:] == ["场景地图", "出生"]
    assert crumbs(client, f"{LIST}/entry/1-2")[2:] == ["出生", "场景1第2项"]
    assert crumbs(client, f"{LIST}/entry/2-2/2")[2:] == ["入学", "场景2第2项", "场景2第2项第2行"]
    assert crumbs(client, f"{DOC}/matter/birth")[2:] == ["出生", "出生医学证明办理"]
    assert crumbs(client, f"{DOC}/scenario/start")[2:] == ["企业阶段地图", "开办", "企业开办"]
    assert crumbs(client, f"{FIRM_LIST}/entry/2")[2:] == ["开办", "企业开办", "公章刻制备案"]


def test_a_number_that_starts_again_is_said_with_its_scenario(client: FlaskClient) -> None:
    entry = get(client, f"{LIST}/entry/1-2")
    assert "<h1>场景1第2项 户口登记</h1>" in entry
    assert ["序号", "2", "清单.xlsx 工作表“Sheet1”，B5", "本行原文"] in table(entry, "values")
    row = words(get(client, f"{LIST}/source/row/3"))
    assert "场景2第1项、场景2第2项、场景2第2项第1行、场景2第2项第2行" in row
    scenario = table(get(client, f"{DOC}/scenario/birth"), "entries")
    assert [cells[:2] for cells in scenario[1:]] == [
        ["第1项", "出生医学证明办理"],
        ["第2项", "户口登记"],
    ]


def test_an_entry_without_a_number_is_called_by_its_name(client: FlaskClient) -> None:
    page = get(client, f"{FIRM_LIST}/entry/2")
    assert "<h1>公章刻制备案</h1>" in page
    assert "序号" not in [cells[0] for cells in table(page, "values")]
    scenario = get(client, f"{DOC}/scenario/start")
    assert table(scenario, "departments")[1][1] == "企业设立登记、公章刻制备案"
    assert [cells[0] for cells in table(scenario, "entries")] == ["条目", "查看条目", "查看条目"]
    assert "依据：公章刻制备案" in words(get(client, f"{DOC}/matter/seal"))
    edition = words(get(client, FIRM_LIST))
    assert "3项 · 3条具体事项" in edition and "（编号）" not in edition
    assert "这份清单没有序号" in edition


def test_an_english_page_calls_it_by_its_english_name(client: FlaskClient) -> None:
    page = get(client, f"{DOC}/scenario/start", "en")
    row = table(page, "departments")[1]
    assert row[1] == "Registration of a company, Filing of a seal"
    assert "<h1>Filing of a seal</h1>" in get(client, f"{FIRM_LIST}/entry/2", "en")


def test_joint_leads_are_shown_as_several(client: FlaskClient) -> None:
    both = "县卫生健康局（示例县）、县公安局（示例县）"
    assert table(get(client, f"{DOC}/scenario/birth"), "entries")[2][3] == both
    values = table(get(client, f"{LIST}/entry/1-2"), "values")
    assert [cells[1] for cells in values if cells[0] == "牵头部门"] == [both]
    matrix = table(get(client, f"{DOC}/scenario/birth"), "matrix")
    assert matrix[2] == ["第2项 户口登记", "●", "●○"]


def test_stated_attributes_stand_in_the_order_of_the_document_exactly_as_printed(
    client: FlaskClient,
) -> None:
    page = get(client, f"{LIST}/entry/1-2")
    assert "清单所列其他内容" in page
    assert table(page, "stated")[1:] == [
        ["承诺时限", "5个工作日", "清单.xlsx 工作表“Sheet1”，I5"],
        ["备注", "凭出生医学证明 办理", "清单.xlsx 工作表“Sheet1”，J5"],
        ["网格员", "由村（社区）指定", "清单.xlsx 工作表“Sheet1”，K5"],
    ]
    assert '<span class="raw" lang="zh-CN">凭出生医学证明\n办理</span>' in page


def test_the_attributes_of_lines_say_which_line_they_are_of(client: FlaskClient) -> None:
    whole = table(get(client, f"{LIST}/entry/2-2"), "stated")
    assert whole == [
        ["行", "栏目", "原文", "取自"],
        ["第1行", "承诺时限", "5个工作日", "清单.xlsx 工作表“Sheet1”，I7"],
    ]
    assert table(get(client, f"{LIST}/entry/2-2/1"), "stated")[1][0] == "承诺时限"
    assert "清单所列其他内容" not in get(client, f"{LIST}/entry/2-2/2")


def test_a_list_without_further_columns_has_no_such_section(client: FlaskClient) -> None:
    path = "/doc/370725/checklist/personal-life-cycle/u-d709fb19/entry/6"
    assert "清单所列其他内容" not in get(client, path)


def test_a_stated_handling_department_stands_apart_from_the_presumption(
    client: FlaskClient,
) -> None:
    matter = words(get(client, f"{DOC}/matter/household"))
    assert "办理部门（清单写明） 县公安局（示例县） 照清单" in matter
    assert "推定" not in matter
    column, value, place, how = table(get(client, f"{LIST}/entry/2-1"), "values")[-1]
    assert (column, value, how) == ("办理部门（清单写明）", "县公安局（示例县）", "本行原文")
    assert place in ("清单.xlsx 工作表“Sheet1”，第6行", "清单.xlsx 工作表“Sheet1”，H6")
    presumed = words(get(client, f"{DOC}/matter/seal"))
    assert "推定办理部门 推定，非清单所载" in presumed and "办理部门（清单写明）" not in presumed


def test_a_department_lists_what_it_is_stated_to_handle(client: FlaskClient) -> None:
    page = get(client, f"{DOC}/department/police")
    assert "清单写明由它办理的事项 1项" in words(page)
    handled = table(page, "handled")
    assert handled[-1] == ["第1项", "户口登记", "2 入学", "县教育局（示例县）"]


def test_a_department_in_two_lists_says_which_list_an_entry_is_of(client: FlaskClient) -> None:
    rows = table(get(client, f"{DOC}/department/police"), "cooperating")
    assert [cells[0] for cells in rows if len(cells) == 1] == [
        "示例县《企业全生命周期事项清单》 1 开办 1项",
        "示例县《个人事项清单》 2项",
    ]


def test_where_the_list_names_nobody_the_page_says_so(client: FlaskClient) -> None:
    text = words(get(client, f"{DOC}/matter/birth"))
    assert "清单没有写明由谁办理，也没有列协同部门，无从推定。" in text
    values = table(get(client, f"{LIST}/entry/1-1"), "values")
    assert ["协同部门", "清单没有列", "", ""] in values


def test_a_place_is_said_by_sheet_and_cell_or_page_and_table(client: FlaskClient) -> None:
    book = table(get(client, f"{LIST}/entry/2-2"), "values")
    lead = next(cells for cells in book if cells[0] == "牵头部门")
    assert lead[2:] == ["清单.xlsx 工作表“Sheet1”，F6", "文件中的合并单元格"]
    pdf = table(get(client, f"{FIRM_LIST}/entry/2"), "values")
    assert {cells[2] for cells in pdf[1:]} == {"清单.pdf 第2页，表1，第2行"}
    text = "/doc/370725/checklist/personal-life-cycle/u-d709fb19/entry/6"
    assert re.search(r"checklist\.txt 第\d+行数据（文本第\d+至\d+行）", words(get(client, text)))


def test_a_merged_cell_says_how_far_it_goes(client: FlaskClient) -> None:
    page = words(get(client, f"{LIST}/source/row/3"))
    assert page.count("合并单元格，跨3行") == 2
    assert "F6 合并单元格，跨3行" in page


def test_a_former_matter_says_what_became_of_it(client: FlaskClient) -> None:
    page = get(client, f"{DOC}/matter/former")
    text = words(page)
    assert "不在现行清单。已拆分" in text
    assert "拆分为：企业设立登记、公章刻制备案" in text
    assert "2023年版起分为两项。" in text
    assert f'href="{DOC}/matter/seal"' in page and f'href="{DOC}/matter/licence"' in page
    assert "最后载有它的版本：企业全生命周期事项清单（2021 版）" in text


def test_a_shared_concept_leads_to_the_matters_of_counties(client: FlaskClient) -> None:
    matter = get(client, f"{DOC}/matter/household")
    assert 'href="/doc/matter-concept/househ01"' in matter
    page = get(client, "/doc/matter-concept/househ01")
    assert "1个地方的1个事项对应这一概念" in words(page)
    assert f'href="{DOC}/matter/household"' in page and 'href="/doc/region/370998"' in page


def test_a_local_type_has_a_page_with_the_entries_of_its_own_list(client: FlaskClient) -> None:
    page = get(client, f"{DOC}/matter-type/convene1")
    assert "《个人事项清单》自己的事项类型" in words(page)
    assert table(page, "entries")[1][1].startswith("入学登记")
    scheme = words(get(client, f"{DOC}/checklist/{PERSONAL}/matter-types"))
    assert "概念表" in scheme and "便民服务" in scheme


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_county_answers_and_none_says_none(
    client: FlaskClient, language: str
) -> None:
    seen: set[str] = set()
    frontier = {PEOPLE, FIRMS, f"{PEOPLE}stages", f"{FIRMS}stages", f"{DOC}/matter/former"}
    for _ in range(4):
        following: set[str] = set()
        for path in frontier - seen:
            answer = client.get(
                path, query_string={"lang": language}, headers=HTML, follow_redirects=True
            )
            assert answer.status_code == 200, path
            if answer.mimetype != "text/html":
                continue
            assert not re.search(r"第None|None项|No\. None|Stage None|0个阶段", answer.text), path
            found = (unescape(link) for link in re.findall(r'href="(/[^"#?]*)', answer.text))
            following |= {link for link in found if "370998" in link and "." not in link[-7:]}
        seen |= frontier
        frontier = following
    assert len(seen) > 50


@pytest.mark.parametrize("path", [PEOPLE, FIRMS, f"{PEOPLE}stages", f"{FIRMS}stages"])
def test_an_english_page_has_no_chinese_words_of_its_own(client: FlaskClient, path: str) -> None:
    page = client.get(path, query_string={"lang": "en"}, headers=HTML).text
    without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", without) == []
