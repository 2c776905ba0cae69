"""What the rules find reaches people: in order, as a workbook, as JSON, in the report graph, on the
page 数据质量, and each time with its place."""

import io
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from loader.problems import Problem, Thing, problem
from loader.rows import Place
from server.cli import main
from server.loading import bundled_checklist
from server.pages import quality
from server.quality.book import COLUMNS, Checked, book
from server.quality.groups import counted, groups, row_words
from shapes.report import Kind, Severity
from tests.conftest import SAMPLES, application, load, open_store, rows

CSV = SAMPLES / "370998-personal-life-cycle" / "checklist.csv"
LIST = "http://localhost:8000/id/370998/checklist/personal-life-cycle/2026-01"
HTML = {"Accept": "text/html"}
SH = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX lm: <https://w3id.org/lifematters/ns#> "
SH += "PREFIX lmsh: <https://w3id.org/lifematters/shapes#> "


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def found(
    rule: str, severity: Severity = Severity.WARNING, row: int | None = 1, said: str = "甲"
) -> Problem:
    """A problem that a shape found."""
    sentences = {"zh": f"{said}，请核对", "en": f"{said}, check it"}
    kind = Kind.TECHNICAL if rule.startswith("L") else Kind.CHECKLIST
    place = Place("清单.xlsx", row, None, None, "事项 名称", "户口\n登记", "表1", cell=f"D{row}")
    thing = Thing("http://localhost:8000/id/370998/x", "户口登记", "Registration", f"第{row}项")
    return Problem(rule.split("-")[0], place, {}, severity, sentences, kind, rule, thing)


# --- groups --------------------------------------------------------------------------------------


def test_the_checklists_problems_come_before_the_graphs_and_the_worst_first() -> None:
    mixed = [
        found("L03-tag", Severity.VIOLATION),
        found("X10-other", Severity.INFO),
        found("X05-types", row=9),
        found("X03-leads", row=4),
        found("S01", Severity.VIOLATION, row=20),
        problem("F15", Place("清单.xlsx"), text="注"),
    ]
    codes = [(group.kind, group.code) for group in groups(mixed)]
    assert codes == [
        (Kind.CHECKLIST, "S01"),
        (Kind.CHECKLIST, "X03"),
        (Kind.CHECKLIST, "X05"),
        (Kind.CHECKLIST, "F15"),
        (Kind.CHECKLIST, "X10"),
        (Kind.TECHNICAL, "L03"),
    ]
    assert counted(mixed)[Kind.CHECKLIST] == {
        Severity.VIOLATION: 1,
        Severity.WARNING: 2,
        Severity.INFO: 2,
    }


def test_a_group_says_once_what_all_its_places_share() -> None:
    (same,) = groups([found("D02", row=2), found("D02", row=1)])
    assert [p.place.row for p in same.problems] == [1, 2]
    assert (same.shared("zh"), same.sentence("zh")) == ("甲，请核对", "甲，请核对")
    (differing,) = groups([found("N01-gap", said="甲"), found("N01-gap", said="乙")])
    assert differing.shared("zh") is None
    assert differing.sentence("zh") == "序号 … 缺失：请核对原表是否漏行，或序号是否写错"
    assert differing.sentence("en").startswith("Number … is missing: check")
    notes = [problem("F15", Place("a"), text=text) for text in ("注一", "注二")]
    (read,) = groups(notes)
    assert read.sentence("zh") == "这一行是附注，没有作为事项：…"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("a.txt", 5, 45, 45), "第45行"),
        (Place("a.txt", 5, 45, 47), "第45–47行"),
        (Place("a.xlsx", 5, sheet="表1", cell="AB12"), "第12行"),
        (Place("a.docx", 5, table=1), "数据第5行"),
        (Place("a.docx"), ""),
    ],
)
def test_a_row_is_called_as_one_counts_in_the_file(place: Place, words: str) -> None:
    assert row_words(place) == words


# --- the workbook --------------------------------------------------------------------------------


def test_the_workbook_has_a_sheet_for_each_kind_and_one_that_explains() -> None:
    problems = [found("S01", Severity.VIOLATION, row=3), found("L02-name", row=None)]
    content = book([Checked("某县清单", problems, "http://localhost:8000/id/1")])
    sheets = load_workbook(io.BytesIO(content))
    assert sheets.sheetnames == ["清单问题", "技术规范", "说明"]
    header, row = sheets["清单问题"].iter_rows(values_only=True)
    assert header == COLUMNS
    said = dict(zip(header, row, strict=True))
    assert said == {
        "级别": "错误",
        "编号": "S01",
        "条目": "第3项",
        "问题与处理": "甲，请核对",
        "文件": "清单.xlsx",
        "工作表": "表1",
        "页": None,
        "行": "第3行",
        "栏": "事项名称",
        "单元格": "D3",
        "原文": "户口\n登记",
        "涉及": "户口登记",
        "处理结果": None,
        "Problem": "甲, check it",
        "网址": "http://localhost:8000/id/370998/x",
    }
    rows_ = sheets["说明"].iter_rows(min_row=2, max_col=2, values_only=True)
    about = {str(name): said for name, said in rows_}
    assert (
        about["结论"]
        == "有错误，改正后才能发布。/ There are errors: correct them before publication."
    )
    assert (about["清单"], about["清单问题：错误"], about["技术规范：警告"]) == ("某县清单", 1, 1)


def test_of_several_lists_each_line_names_its_own() -> None:
    content = book([Checked("甲县", [found("S01")]), Checked("乙县", [found("S01", row=2)])])
    sheet = load_workbook(io.BytesIO(content))["清单问题"]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["清单", "甲县", "乙县"]


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a county of other habits, whose list has much to be noted."""
    folder = tmp_path_factory.mktemp("quality") / "data"
    load(folder, CSV)
    return folder


def test_validate_prints_the_checklists_problems_then_the_technical_rules() -> None:
    result = command("validate", CSV)
    assert result.exit_code == 0, result.output
    first, second = (result.output.index(word) for word in ("清单问题", "技术规范"))
    assert first < result.output.index("F09") < second < result.output.index("L02")
    assert "checklist.csv，第5行  场景1第3项  “配合部门”栏" in result.output
    assert "乙县 <http://localhost:8000/id/region/370998>" in result.output
    assert "✓ 可以发布" in result.output


def test_validate_writes_a_workbook_and_says_the_same_as_json(tmp_path: Path) -> None:
    file = tmp_path / "问题.xlsx"
    result = CliRunner().invoke(main, ["validate", str(CSV), "--json", "--xlsx", str(file)])
    said = json.loads(result.stdout)
    kinds = [one["kind"] for one in said]
    sheets = load_workbook(file)
    assert sheets["清单问题"].max_row == 1 + kinds.count("checklist-problem")
    assert sheets["技术规范"].max_row == 1 + kinds.count("technical-rule") > 10
    (blank,) = [one for one in said if one["rule"] == "P01-unstated" and one["lines"][0] == 5]
    assert {key: blank[key] for key in ("file", "row", "column", "text", "item", "label")} == {
        "file": "checklist.csv",
        "row": 3,
        "column": "配合部门",
        "text": "",
        "item": "场景1第3项",
        "label": "出生礼包申领",
    }
    assert set(blank) >= {"kind", "id", "severity", "sheet", "page", "cell", "thing", "zh", "en"}
    assert blank["edition"] is None


def test_a_file_with_an_error_has_its_place_and_exit_code_1(tmp_path: Path) -> None:
    text = CSV.read_text("utf-8").replace("户口登记,行政确认", "户口登记,行政许克")
    broken = tmp_path / "checklist.csv"
    broken.write_text(text, "utf-8")
    result = command(
        "validate", broken, "--manifest", CSV.with_name("manifest.toml"),
        "--json", "--xlsx", tmp_path / "错误.xlsx",
    )  # fmt: skip
    assert result.exit_code == 1
    error = next(one for one in json.loads(result.stdout) if one["severity"] == "violation")
    assert (error["id"], error["rule"], error["kind"]) == (
        "S05",
        "S05-unknown",
        "checklist-problem",
    )
    assert (error["lines"], error["column"], error["text"]) == ([4, 4], "事项类别", "行政许克")
    row = list(load_workbook(tmp_path / "错误.xlsx")["清单问题"].iter_rows(values_only=True))[1]
    assert row[:2] == ("错误", "S05-unknown") and row[10] == "行政许克"


def test_a_workbook_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = command("validate", CSV, "--xlsx", tmp_path / "none" / "x.xlsx")
    assert result.exit_code == 1
    assert "无法写入" in result.output


def test_what_is_published_validates_to_what_its_loading_said(data: Path) -> None:
    """Also what only reading could notice, and with the same places."""
    published = json.loads(command("--data", data, "validate", "--json").stdout)
    loaded = json.loads(command("validate", CSV, "--json").stdout)
    keys = ("rule", "kind", "severity", "row", "lines", "text", "item", "thing", "label", "zh")
    assert {one["edition"] for one in published} == {LIST}
    assert sorted(str([one[key] for key in keys]) for one in published if one["row"]) == sorted(
        str([one[key] for key in keys]) for one in loaded if one["row"]
    )
    assert {one["rule"] for one in published} == {one["rule"] for one in loaded}


# --- the report graph ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(data: Path) -> pyoxigraph.Store:
    return open_store(data)


def ask(store: pyoxigraph.Store, pattern: str) -> list[dict[str, str]]:
    return rows(store, f"{SH} SELECT * WHERE {{ GRAPH <{LIST}/report> {{ {pattern} }} }}")


def test_every_result_is_whole_by_the_letter_of_shacl(store: pyoxigraph.Store) -> None:
    """SHACL, 3.6.2: one focus node, severity and component each; named, and of the report; and the
    messages in both languages, each once."""
    results = ask(store, "?r a sh:ValidationResult")
    assert len(results) > 10
    assert len(ask(store, f"<{LIST}/report> a sh:ValidationReport ; sh:conforms true")) == 1
    assert len(ask(store, f"<{LIST}/report> sh:result ?r")) == len(results)
    for one in ("sh:focusNode", "sh:resultSeverity", "sh:sourceConstraintComponent", "lmsh:kind"):
        assert len(ask(store, f"?r a sh:ValidationResult ; {one} ?x")) == len(results), one
    for tag in ("zh-hans", "en"):
        said = ask(store, f'?r sh:resultMessage ?m FILTER(LANG(?m) = "{tag}")')
        assert len({row["r"] for row in said}) == len(said) == len(results), tag
    assert len(ask(store, "?r sh:resultMessage ?m")) == 2 * len(results)
    assert not [row for row in results if not row["r"].startswith(f"{LIST}/report#")]
    for single in ("sh:value", "sh:sourceShape", "sh:resultPath", "lm:problemCell"):
        found = ask(store, f"?r {single} ?x")
        assert len(found) == len({row["r"] for row in found}), single


def test_which_rules_failed_and_where_is_answered_by_the_report_graph(
    store: pyoxigraph.Store,
) -> None:
    """Competency question 38."""
    (blank,) = ask(
        store,
        f"""?r sh:sourceShape|sh:sourceConstraint lmsh:P01-unstated ; sh:resultSeverity ?severity ;
        lmsh:kind lmsh:checklist-problem ; lm:problemRow <{LIST}/source/row/3> ;
        lm:problemCell ?cell ; lm:problemText ?text""",
    )
    assert blank["severity"].endswith("#Warning")
    assert (blank["cell"], blank["text"]) == (f"{LIST}/source/row/3#c6", "")
    (new,) = ask(
        store,
        f"""?r lm:problemCode "R02" ; lm:problemCell <{LIST}/source/row/1#c5> ;
        lm:problemText ?text ; sh:value ?value ; sh:focusNode ?focus""",
    )
    assert (new["text"], new["value"]) == ("县卫健局", "县卫健局")
    assert new["focus"] == f"{LIST}/source/row/1"


def test_cells_of_the_report_stand_in_the_source_layer(store: pyoxigraph.Store) -> None:
    pairs = rows(
        store,
        f"""{SH} PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?r ?said ?text WHERE {{
          GRAPH <{LIST}/report> {{
            ?r lm:problemCell ?cell ; lm:problemRow ?row ; lm:problemText ?said }}
          GRAPH <{LIST}/source> {{ ?row dct:hasPart ?cell . ?cell lm:cellText ?text }} }}""",
    )
    assert len(pairs) == len(ask(store, "?r lm:problemCell ?cell")) > 10
    assert all(pair["said"] == pair["text"] for pair in pairs)


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[Flask]:
    yield from application(data)


@pytest.fixture
def web(site: Flask) -> FlaskClient:
    return site.test_client()


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_says_the_verdict_then_the_checklists_problems_then_the_rest(
    web: FlaskClient,
) -> None:
    page = web.get("/quality", headers=HTML)
    assert page.status_code == 200
    text = plain(page.text)
    marks = ("没有错误，可以使用", "F09", "P01", "R02", "L02")
    assert [text.index(mark) for mark in marks] == sorted(text.index(mark) for mark in marks)
    assert '<h2 id="checklist-problem">清单问题' in page.text
    assert '<h2 id="technical-rule">技术规范' in page.text
    assert "依据： checklist.csv" in text
    assert "<script" not in page.text and " style=" not in page.text


def test_a_line_links_to_its_entry_its_cell_its_thing_and_its_rule(web: FlaskClient) -> None:
    page = web.get("/370998/personal-life-cycle/quality", headers=HTML).text
    group = page[page.index("/shapes#P01") : page.index("F15")]
    path = LIST.removeprefix("http://localhost:8000/id")
    assert f'href="/doc{path}/entry/1-3">场景1第3项</a>' in group
    assert f'href="/doc{path}/source/row/3#c6">文本第5行</a>' in group
    assert "出生礼包申领" in group and "配合部门" in group and "空白" in group
    for target in (f"/doc{path}/entry/1-3", f"/doc{path}/source/row/3"):
        assert web.get(target, headers=HTML).status_code == 200
    assert 'id="c6"' in web.get(f"/doc{path}/source/row/3", headers=HTML).text


def test_the_page_is_bounded_and_the_workbook_is_whole(
    web: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "SHOWN", 3)
    text = plain(web.get("/quality", headers=HTML).text)
    said = web.get("/370998/personal-life-cycle/quality.json").json
    assert said is not None
    names = [one for one in said["problems"] if one["rule"] == "L02-name"]
    assert f"另有{len(names) - 3}处，见 Excel" in text
    content = web.get("/370998/personal-life-cycle/quality.xlsx")
    assert content.headers["Content-Disposition"].endswith('-personal-life-cycle-2026-01.xlsx"')
    sheet = load_workbook(io.BytesIO(content.data))["技术规范"]
    assert [row[1] for row in sheet.iter_rows(values_only=True)].count("L02") >= len(names)


def test_the_json_of_the_page_is_what_the_command_says(web: FlaskClient, data: Path) -> None:
    said = web.get("/370998/personal-life-cycle/quality.json").json
    assert said is not None
    assert (said["edition"], said["conforms"], said["snapshot"]) == (LIST, True, 1)
    assert sum(sum(one.values()) for one in said["counts"].values()) == len(said["problems"])
    published = json.loads(command("--data", data, "validate", "--json").stdout)
    keys = ["rule", "kind", "severity", "row", "lines", "column", "text", "item", "thing", "label"]
    keys += ["item_en", "carried", "zh", "en"]
    told = sorted(str([one[key] for key in keys]) for one in said["problems"] if one["row"])
    assert told == sorted(str([one[key] for key in keys]) for one in published if one["row"])


def test_the_english_page_speaks_english(web: FlaskClient) -> None:
    text = plain(web.get("/quality?lang=en", headers=HTML).text)
    for words in ("Data quality", "No errors", "Problems of the checklist", "Scenario 1, No. 3"):
        assert words in text
    assert "line 5 of the text" in text and "Blank" in text


def test_the_home_and_the_edition_lead_to_the_page(web: FlaskClient) -> None:
    edition = LIST.removeprefix("http://localhost:8000/id")
    for path in ("/", f"/doc{edition}"):
        assert 'href="/370998/personal-life-cycle/quality"' in web.get(path, headers=HTML).text
    assert 'href="/quality"' in web.get("/queries", headers=HTML).text


def test_with_several_lists_the_page_asks_which(client_of_two: FlaskClient) -> None:
    choice = client_of_two.get("/quality", headers=HTML).text
    for region in ("370725", "370999"):
        path = f"/{region}/personal-life-cycle/quality"
        assert f'href="{path}"' in choice
        assert client_of_two.get(path, headers=HTML).status_code == 200
    assert client_of_two.get("/370000/personal-life-cycle/quality").status_code == 404
    assert client_of_two.get("/370000/personal-life-cycle/quality.xlsx").status_code == 404


def test_too_many_workbooks_at_a_time_are_refused_and_one_is_made_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/370998/personal-life-cycle/quality.xlsx"
    for app in application(data):
        web = app.test_client()
        monkeypatch.setattr(quality, "_MAKING", threading.BoundedSemaphore(1))
        with quality._MAKING:
            busy = web.get(path)
            assert (busy.status_code, busy.headers["Retry-After"] != "") == (503, True)
        made = web.get(path)
        monkeypatch.setattr(quality, "book", None)
        assert web.get(path).data == made.data


def test_what_the_real_list_is_asked_about_stands_where_a_clerk_finds_it() -> None:
    """Worked out in the text of the list: the cell, and for a carried value the one above."""
    said = json.loads(command("validate", bundled_checklist(), "--json").stdout)
    assert {one["kind"] for one in said} == {"checklist-problem"}
    at = {
        (one["id"], one["item"], one["column"]): (one["lines"][0], one["text"], one["carried"])
        for one in said
    }
    assert at["X03", "第60项第1行", "牵头部门"] == (731, "市住房公积金管理中心昌乐分中心", False)
    assert at["X05", "第35项第2行", "事项类型"] == (343, "其他", False)
    assert at["X10", "第7项", "事项类型"] == (66, "其他", False)
    assert at["X08", "第66项", "事项名称"][:2] == (830, "个人住房公积金缴存贷款等信息查询")
    assert at["V03", "第12项", "牵头部门"] == (67, "县教育和体育局", True)
    assert all(one["row"] and one["text"] for one in said)
