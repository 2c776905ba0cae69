"""The codes that other systems have: the table goes out with every URI and comes back filled in."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode

from loader.crosswalk import COLUMNS
from ontology.terms import ADMS, LM, OWL, RDF, SKOS
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.present import current_graphs
from tests.conftest import application, open_store
from tests.server.editing import command
from tests.server.test_editions import iri, matter
from tests.server.test_publish import default_graph, union_of_current_layers

Line = dict[str, str]


@pytest.fixture
def own(short_data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(short_data, tmp_path / "data"))


def exported(data: Path, file: Path) -> list[dict[str, Any]]:
    """The rows of the table that goes out."""
    result = command(data, "crosswalk", "export", file)
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(file)["对照表"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def filled(file: Path, lines: list[Line]) -> Path:
    """A table as CSV with some rows filled in."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return file


def test_the_table_has_every_matter_sub_item_department_scenario_and_stage(
    own: Path, tmp_path: Path
) -> None:
    rows = exported(own, tmp_path / "t.xlsx")
    store = open_store(own)
    classes = (LM.Matter, LM.SubItem, LM.Department, LM.Scenario, LM.Stage)
    wanted = {
        quad.subject.value
        for one in classes
        for quad in store.quads_for_pattern(None, RDF.type, one, DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    }
    assert {row["网址"] for row in rows} == wanted
    assert all(row["名称"] and row["标识符"] for row in rows)
    assert {row["编码"] for row in rows} <= {None, ""}


def test_a_filled_table_becomes_identifiers_and_goes_out_with_them_again(
    own: Path, tmp_path: Path
) -> None:
    file = tmp_path / "t.xlsx"
    exported(own, file)
    book = openpyxl.load_workbook(file)
    sheet = book["对照表"]
    by_name = {row[3].value: row for row in sheet.iter_rows() if row[2].value == "事项"}
    code = "11370725MB2812345X4370125001000"
    cells = (code, "实施编码", "山东省", "2026-01-01", "", "更窄", "张三")
    for at, value in enumerate(cells, start=6):
        by_name["火化证明"][at].value = value
    by_name["户口登记"][6].value = "A-1"
    book.save(file)
    result = command(own, "crosswalk", "load", file, "--scheme", "本局编码", "--reviewer", "李四")
    assert result.exit_code == 0, result.output
    assert "2 个编码" in result.output
    store = open_store(own)
    one = matter(own, "火化证明")
    (quad,) = store.quads_for_pattern(NamedNode(iri(one)), ADMS.identifier, None, DefaultGraph())
    said = {
        q.predicate: q.object.value  # type: ignore[union-attr]
        for q in store.quads_for_pattern(quad.object, None, None, DefaultGraph())  # type: ignore[arg-type]
    }
    assert said[SKOS.notation] == code
    assert said[LM.codeScheme] == "实施编码" and said[ADMS.schemaAgency] == "山东省"
    assert said[LM.codeRelation] == SKOS.narrowMatch.value
    assert said[LM.validFrom] == "2026-01-01" and LM.validTo not in said
    assert said[LM.reviewedBy] == "张三"
    assert default_graph(store) == union_of_current_layers(store)
    assert len([g for g in current_graphs(store, DEFAULT_BASE) if "--codes-" in g.value]) == 2
    again = exported(own, tmp_path / "again.xlsx")
    (row,) = (one for one in again if one["编码"] == "A-1")
    told = [row[column] for column in ("名称", "编码体系", "关系", "核对人")]
    assert told == ["户口登记", "本局编码", "等同", "李四"]
    unchanged = command(own, "crosswalk", "load", tmp_path / "again.xlsx")
    assert unchanged.exit_code == 0 and "没有改动" in unchanged.output


def test_no_matter_is_said_to_be_the_same_as_anything(own: Path, tmp_path: Path) -> None:
    one = iri(matter(own, "火化证明"))
    file = filled(tmp_path / "t.csv", [{"网址": one, "编码": "1", "编码体系": "甲"}])
    assert command(own, "crosswalk", "load", file).exit_code == 0
    store = open_store(own)
    for predicate in (OWL.sameAs, SKOS.exactMatch):
        assert not list(store.quads_for_pattern(NamedNode(one), predicate, None, None))


def test_a_thing_may_have_many_codes_and_a_scheme_is_replaced_as_a_whole(
    own: Path, tmp_path: Path
) -> None:
    one = iri(matter(own, "火化证明"))
    key = "370725-matter-" + matter(own, "火化证明").key
    first = [
        {"网址": one, "编码": code, "编码体系": scheme}
        for scheme, code in (("甲", "1"), ("甲", "2"), ("乙", "1"))
    ]
    assert command(own, "crosswalk", "load", filled(tmp_path / "a.csv", first)).exit_code == 0
    second = [{"标识符": key, "编码": "3", "编码体系": "甲"}]
    assert command(own, "crosswalk", "load", filled(tmp_path / "b.csv", second)).exit_code == 0
    store = open_store(own)
    found = {
        (scheme.object.value, code.object.value)  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(NamedNode(one), ADMS.identifier, None, DefaultGraph())
        for scheme in store.quads_for_pattern(quad.object, LM.codeScheme, None, DefaultGraph())  # type: ignore[arg-type]
        for code in store.quads_for_pattern(quad.object, SKOS.notation, None, DefaultGraph())  # type: ignore[arg-type]
    }
    assert found == {("甲", "3"), ("乙", "1")}
    history = DataFolder(own).history()
    assert history[-1]["action"] == "crosswalk" and history[-1]["schemes"] == ["甲"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            [{"网址": "@火化证明", "编码": "1"}, {"网址": "@户口登记", "编码": "1"}],
            ["“1”同时等同于“火化证明”和“户口登记”", "exactly one thing"],
        ),
        (
            [{"网址": "https://example.org/x", "编码": "1"}],
            ["“https://example.org/x”不是这里发布的"],
        ),
        ([{"网址": "@火化证明", "编码": "1", "关系": "差不多"}], ["关系“差不多”不可用", "更宽"]),
        ([{"网址": "@火化证明", "编码": "1", "有效期起": "去年"}], ["“去年”不是日期", "有效期起"]),
        ([{"网址": "@火化证明", "编码": "1", "有效期止": "2026-02-30"}], ["“2026-02-30”不是日期"]),
        ([{"网址": "@火化证明", "编码": "1", "编码体系": "-"}], []),
        (
            [
                {"网址": "@火化证明", "编码": "1", "关系": "等同"},
                {"网址": "@火化证明", "编码": "1", "关系": "更宽"},
            ],
            ["写了两次"],
        ),
        ([{"网址": "@火化证明"}], ["没有填写任何编码"]),
    ],
)
def test_a_table_with_an_error_is_refused_with_its_row_and_changes_nothing(
    own: Path, tmp_path: Path, lines: list[Line], said: list[str]
) -> None:
    named = [
        line | ({"网址": iri(matter(own, line["网址"][1:]))} if line["网址"][0] == "@" else {})
        for line in lines
    ]
    before = DataFolder(own).current()
    file = filled(tmp_path / "t.csv", named)
    result = command(own, "crosswalk", "load", file, "--scheme", "甲")
    if not said:
        assert result.exit_code == 0
        return
    assert result.exit_code == 1
    for words in said:
        assert words in result.output.replace("\n", ""), result.output
    assert DataFolder(own).current() == before


def test_a_code_of_two_things_is_taken_where_it_is_wider(own: Path, tmp_path: Path) -> None:
    lines = [
        {"网址": iri(matter(own, name)), "编码": "1", "编码体系": "甲", "关系": "更宽"}
        for name in ("火化证明", "户口登记")
    ]
    result = command(own, "crosswalk", "load", filled(tmp_path / "t.csv", lines))
    assert result.exit_code == 0, result.output


def test_another_table_is_refused(own: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", "utf-8")
    result = command(own, "crosswalk", "load", tmp_path / "t.csv")
    assert result.exit_code == 1 and "不是对照表" in result.output


# What reads it


@pytest.fixture(scope="module")
def coded(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("coded")
    data = Path(shutil.copytree(short_data, folder / "data"))
    one = {"网址": iri(matter(data, "火化证明")), "编码": "XK-0107", "编码体系": "民政编码"}
    assert command(data, "crosswalk", "load", filled(folder / "t.csv", [one])).exit_code == 0
    for app in application(data):
        yield app.test_client()


def test_a_code_finds_its_thing(coded: FlaskClient) -> None:
    (found,) = json.loads(coded.get("/lookup?name=XK-0107").data)["items"]
    assert found["candidates"][0]["name"] == "火化证明"
    assert found["candidates"][0]["matched_as"] == "code" and found["candidates"][0]["exact"]


def test_codes_stand_in_the_flat_data_and_in_the_document(coded: FlaskClient) -> None:
    (one,) = json.loads(coded.get("/api/matters?name=火化证明").data)["items"]
    assert one["codes"] == [
        {
            "code": "XK-0107",
            "scheme": "民政编码",
            "issuer": None,
            "valid_from": None,
            "valid_to": None,
            "relation": "exact",
            "reviewer": None,
        }
    ]
    rows = csv.DictReader(io.StringIO(coded.get("/api/matters.csv?name=火化证明").text))
    assert [row["codes"] for row in rows] == ["民政编码:XK-0107"]
    path = "/doc/" + one["uri"].partition("/id/")[2]
    document = json.loads(coded.get(f"{path}.jsonld").data)
    (code,) = (x for x in document["included"] if "#code-" in x["id"])
    assert "XK-0107" in json.dumps(code)
    assert coded.get(path).status_code == 200
