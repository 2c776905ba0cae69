"""Files of saved queries: whole to the last row, typed, without formulas, and never in memory."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from types import MappingProxyType
from typing import Any, cast

import openpyxl
import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from ontology.terms import XSD
from server.exports import book
from server.exports import rows as exported
from server.exports.order import key_of
from server.exports.plain import write_csv, write_json
from server.exports.rows import Row, Rows, ordered, part
from server.saved import running
from server.saved.catalogue import saved_queries
from tests.server.large_query import NAME, PAIRS, large

TIMES = 2
SHAPE = {
    "title": "结果",
    "notes_title": "说明",
    "headings": {"thing": "事项", "when": "日期"},
    "address": "{}（网址）",
    "types": {},
    "notes": [("问题", "=问")],
    "counted": "行数",
    "complete": ("完整", "是"),
    "of_sheets": ("分页", "{sheets}张"),
    "of_links": ("链接", "前{links}个"),
    "query": "SELECT *\nWHERE {}",
}


@pytest.fixture
def many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The service with a query of 51,842 rows more."""
    queries = MappingProxyType({**saved_queries(), NAME: large(TIMES)})
    monkeypatch.setattr(running, "queries_of", lambda _view: queries)
    yield app.test_client()


def written(rows: list[Row], names: tuple[str, ...], **more: object) -> openpyxl.Workbook:
    out = io.BytesIO()
    book.write_book(Rows(names, rows), out, {**SHAPE, **more})
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_a_workbook_of_many_rows_is_whole_to_the_last(many: FlaskClient) -> None:
    answer = many.get(f"/query/{NAME}.xlsx")
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    sheets = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    table, notes = sheets.worksheets
    rows = 0
    for row in table.iter_rows(min_row=2, values_only=True):
        rows += 1
        last = row
    assert rows == TIMES * PAIRS
    said = {row[0]: row[1] for row in notes.iter_rows(max_col=2, values_only=True) if row[0]}
    assert said["行数"] == rows and said["完整"] == "是"
    assert "65000" in str(said["链接"])
    lines = list(csv.reader(io.StringIO(many.get(f"/query/{NAME}.csv").text)))
    assert len(lines) == rows + 1
    assert [str(last[0]), last[1], last[2]] == [lines[-1][0], lines[-1][2], lines[-1][4]]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        assert package.read("xl/worksheets/sheet1.xml").count(b"<hyperlink ") == 65_000


def test_the_page_of_many_rows_has_a_hundred_and_says_how_many_there_are(
    many: FlaskClient,
) -> None:
    page = many.get(f"/query/{NAME}?sort=-number&page=2").text
    assert f"{TIMES * PAIRS}对，前项161条。" in page
    assert page.count('<td data-label="序号"') == 100
    assert page.count('numeric">2</td>') == 100
    assert "第2页，共519页" in page
    beyond = many.get(f"/query/{NAME}?page=520")
    assert beyond.status_code == 404
    assert "没有第520页：结果共519页。" in beyond.text
    assert f'href="/query/{NAME}?page=519"' in beyond.text


def test_cells_are_typed_and_text_is_never_a_formula() -> None:
    row: Row = (
        NamedNode("http://localhost/id/1"),
        Literal("=1+1", language="zh-hans"),
        Literal("37", datatype=XSD.integer),
        Literal("44.7", datatype=XSD.decimal),
        Literal("2026-11-23", datatype=XSD.date),
        Literal("1234567890123456789", datatype=XSD.integer),
        Literal("_x0041_\u0001"),
    )
    names = ("thing", "thingLabel", "n", "share", "when", "long", "odd")
    sheet = written([row], names, types={"share": "share"}).worksheets[0]
    heads, cells = cast("list[list[Any]]", list(sheet.iter_rows()))
    assert [cell.value for cell in heads][:2] == ["事项", "n"]
    assert heads[-1].value == "事项（网址）"
    values = [cell.value for cell in cells]
    assert values[0] == "=1+1" and cells[0].data_type == "s"
    assert cells[0].hyperlink.target == "http://localhost/id/1"
    assert values[1:3] == [37, 44.7]
    assert values[3].date().isoformat() == "2026-11-23" and cells[3].is_date
    assert values[4] == "1234567890123456789"
    assert values[5] == "_x005F_x0041_␁"  # ECMA-376 part 1, 22.9.2.19: openpyxl leaves it escaped
    assert values[6] == "http://localhost/id/1" and cells[6].hyperlink is None
    assert sheet.freeze_panes == "A2"


def test_a_linked_text_like_a_formula_stays_text_as_well() -> None:
    row: Row = (NamedNode("http://localhost/id/1"), Literal("=1+1"))
    (cell,) = [one[0] for one in written([row], ("x", "xLabel")).worksheets[0].iter_rows(min_row=2)]
    assert cell.hyperlink and cell.quotePrefix and cell.data_type == "s"


def test_only_numbers_go_unguarded_into_a_csv_for_excel() -> None:
    rows: list[Row] = [
        (Literal("-5", datatype=XSD.integer),),
        (Literal("=x", datatype=XSD.integer),),
        (Literal("=1+1", datatype=XSD.token),),
        (Literal("-1", language="en"),),
    ]
    out = io.BytesIO()
    write_csv(Rows(("x",), iter(rows)), out, {"headings": {"x": "=列"}, "address": "{}（网址）"})
    lines = out.getvalue().decode("utf-8-sig").splitlines()
    assert lines[1] == "-5"
    assert [line[0] in "=+-@" for line in (lines[0], *lines[2:])] == [False] * 4


def test_numbers_of_json_are_written_as_they_stand() -> None:
    rows: list[Row] = [
        (Literal("+007", datatype=XSD.integer),),
        (Literal("33.30", datatype=XSD.decimal),),
        (Literal("9" * 401 + ".5", datatype=XSD.decimal),),
        (Literal("abc", datatype=XSD.integer),),
        (Literal(".5", datatype=XSD.decimal),),
    ]
    out = io.BytesIO()
    write_json(Rows(("x",), iter(rows)), out, {"head": {"query": "x"}})
    texts = [row["x"] for row in json.loads(out.getvalue(), parse_int=str, parse_float=str)["rows"]]
    assert texts == ["7", "33.30", "9" * 401 + ".5", "abc", "0.5"]


def test_text_like_a_formula_stays_text_when_its_cell_is_edited() -> None:
    sheet = written([(Literal(text),) for text in ("=1", "+1", "-1", "@a", "a")], ("x",))
    cells: list[Any] = [row[0] for row in sheet.worksheets[0].iter_rows(min_row=2)]
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * 4 + [False]
    assert {cell.data_type for cell in cells} == {"s"}
    note = sheet.worksheets[1]["B1"]
    assert note.value == "=问" and note.data_type == "s"


@pytest.mark.parametrize(
    "text", ["<r><t>x</t></r>", "<r>&</r>", ' 前后 <b> & "引" ', "一\n二", "]]>", "县公安局"]
)
def test_a_text_comes_out_as_it_went_in_whatever_marks_it_has(text: str) -> None:
    book = written([(Literal(text),)], ("x",), notes=[("问", text)])
    assert book.worksheets[0]["A2"].value == text
    assert book.worksheets[1]["B1"].value == text


def test_rows_are_as_high_as_their_text_needs_and_nothing_is_kept_of_them() -> None:
    rows: list[Row] = [(Literal("长" * 200),), (Literal("短"),), (Literal("长" * 90),)]
    sheet = written(rows, ("x",)).worksheets[0]
    heights = [sheet.row_dimensions[number].height for number in (2, 3, 4)]
    assert heights[1] is None and heights[0] > heights[2] > 15
    kept = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    one = kept.add_worksheet("x", book._Sheet)
    look = kept.add_format()
    for at in range(100):
        one.set_row(at, 40)
        one.write_string(at, 0, "长", look)
    assert len(one.row_info) < 3 and len(one.row_sizes) < 3
    kept.close()


def test_what_one_sheet_cannot_hold_goes_on_to_the_next() -> None:
    rows: list[Row] = [(Literal(str(n), datatype=XSD.integer),) for n in range(7)]
    sheets = written(rows, ("n",), most_rows=3).worksheets
    assert [sheet.title for sheet in sheets] == ["结果", "结果 (2)", "结果 (3)", "说明"]
    found = [row[0] for sheet in sheets[:3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == list(range(7))
    said = [(row[0], row[1]) for row in sheets[3].iter_rows(values_only=True)]
    assert ("行数", 7) in said and ("分页", "3张") in said and ("完整", "是") in said


def test_links_beyond_the_bound_are_plain_text_and_the_second_sheet_says_so() -> None:
    rows: list[Row] = [(NamedNode(f"http://localhost/{n}"),) for n in range(5)]
    table, notes = written(rows, ("x",), most_links=2).worksheets
    cells = [row[0] for row in table.iter_rows(min_row=2)]
    assert [cell.hyperlink is not None for cell in cells] == [True, True, False, False, False]
    assert ("链接", "前2个") in [(row[0], row[1]) for row in notes.iter_rows(values_only=True)]


def test_the_same_answer_is_the_same_file(client: FlaskClient) -> None:
    first = client.get("/query/department-counts.xlsx")
    assert first.data == client.get("/query/department-counts.xlsx").data
    assert "attachment" in first.headers["Content-Disposition"]


def test_csv_is_exact_and_guarded_for_excel_only(many: FlaskClient) -> None:
    plain = many.get(f"/query/{NAME}.csv").data.split(b"\r\n", 2)
    assert plain[0] == b"number,first,firstLabel,second,secondLabel,formula"
    assert plain[1].rpartition(b",")[2].startswith(b"=1+")
    excel = many.get(f"/query/{NAME}.csv?excel=1").data
    assert excel.startswith("\ufeff序号,前项,后项,像公式的文字,前项（网址）".encode())
    row = next(csv.reader(io.StringIO(excel.decode("utf-8-sig").split("\r\n", 1)[1])))
    assert row[3].startswith("'=1+") and not row[0].startswith("'")


def test_excel_can_refresh_without_a_cookie(client: FlaskClient) -> None:
    page = client.get("/query/department-counts").text
    assert "/query/department-counts.csv?excel=1</code>" in page
    answer = client.get("/query/department-counts.csv?excel=1", headers={"Accept": "*/*"})
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "WWW-Authenticate" not in answer.headers


def test_json_is_typed_and_sparql_json_is_that_of_the_standard(client: FlaskClient) -> None:
    answer = client.get("/query/powers-and-services.json").json
    assert answer is not None
    assert answer["types"]["share"] == "share" and answer["complete"] is True
    assert all(isinstance(row["share"], float) for row in answer["rows"])
    found = parse_query_results(
        client.get("/query/powers-and-services.srj").data, QueryResultsFormat.JSON
    )
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == answer["columns"]
    assert len(list(found)) == answer["count"]


def test_a_graph_comes_as_rdf_and_as_a_table(client: FlaskClient) -> None:
    page = client.get("/query/scenario-graph").text
    scenario = page.split('name="scenario" value="http')[1].partition('"')[0]
    given = {"scenario": f"http{scenario}"}
    forms = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "jsonld": RdfFormat.JSON_LD,
        "rdf": RdfFormat.RDF_XML,
    }
    graphs = {
        name: {str(quad.triple) for quad in parse(_get(client, name, given), format=form)}
        for name, form in forms.items()
    }
    assert len(graphs["nt"]) > 40
    assert all(graph == graphs["nt"] for graph in graphs.values())
    table = json.loads(_get(client, "json", given))
    assert table["count"] == len(graphs["nt"])
    assert table["columns"] == ["subject", "predicate", "object"]
    shown = client.get("/query/scenario-graph", query_string=given).text
    assert ">主语" in shown and "条陈述" in shown
    assert client.get("/query/scenario-graph.srj", query_string=given).status_code == 404


def _get(client: FlaskClient, form: str, given: dict[str, str]) -> bytes:
    answer = client.get(f"/query/scenario-graph.{form}", query_string=given)
    assert answer.status_code == 200, answer.text
    content: bytes = answer.data
    return content


def test_chinese_sorts_by_pinyin_and_numbers_within_text_by_size() -> None:
    def sort(*texts: str) -> list[str]:
        return sorted(texts, key=lambda text: key_of(Literal(text)))

    assert sort("县医保局", "县公安局", "县残联") == ["县残联", "县公安局", "县医保局"]
    assert sort("10.1", "2.1", "9.10", "9.2") == ["2.1", "9.2", "9.10", "10.1"]
    numbers = [Literal(n, datatype=XSD.integer) for n in ("10", "9", "-1")]
    assert [one.value for one in sorted(numbers, key=key_of)] == ["-1", "9", "10"]


def test_what_is_empty_comes_last_either_way() -> None:
    def sort(by: str) -> list[str | None]:
        rows: list[Row] = [(Literal("b"),), (None,), (Literal("a"),)]
        return [row[0] and row[0].value for row in ordered(Rows(("x",), rows), by).rows]

    assert sort("x") == ["a", "b", None]
    assert sort("-x") == ["b", "a", None]


@pytest.mark.parametrize("sort", ["x", "-x"])
@pytest.mark.parametrize("first", [0, 30, 65, 80])
def test_a_page_is_cut_from_all_rows_in_their_order_held_or_spilled(
    monkeypatch: pytest.MonkeyPatch, sort: str, first: int
) -> None:
    texts = [str(n * 7 % 10) if n % 8 else None for n in range(80)]
    rows: list[Row] = [
        (Literal(one) if one else None, Literal(str(at))) for at, one in enumerate(texts)
    ]
    names = ("x", "at")
    every = list(ordered(Rows(names, rows), sort).rows)
    assert part(Rows(names, rows), sort, 5, first, 20) == every[first : first + 20]
    assert part(Rows(names, rows), sort, 80, first, 20) == every
    monkeypatch.setattr(exported, "_HELD", 0)
    assert part(Rows(names, rows), sort, 5, first, 20) == every[first : first + 20]
    assert part(Rows(names, rows), sort, 80, first, 20) == every


@pytest.mark.parametrize(
    "asked", ["department-counts", "scenario-counts", "matter-types-by-stage", "recurring-matters"]
)
def test_things_are_called_in_an_english_file_as_on_the_english_page(
    client: FlaskClient, asked: str
) -> None:
    given = {"lang": "en"}
    page = unescape(client.get(f"/query/{asked}", query_string=given).text)
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    shown = [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"(?s)<td.*?</td>", row)]
        for row in re.findall(r"(?s)<tr.*?</tr>", body)
    ]
    width = len(shown[0])
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/query/{asked}.xlsx", query_string=given).data)
    )
    rows = [
        ["" if value is None else str(value) for value in row[:width]]
        for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)
    ]
    assert rows[: len(shown)] == shown
    assert any(re.fullmatch("[A-Z][A-Za-z ’,()-]+", cell) for row in rows for cell in row)
    excel = client.get(f"/query/{asked}.csv", query_string={**given, "excel": "1"})
    text = excel.data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))[1:]
    assert [line[:width] for line in lines[: len(shown)]] == shown
    chinese = client.get(f"/query/{asked}.csv", query_string=given).text
    assert (
        chinese == client.get(f"/query/{asked}.csv", query_string={**given, "lang": "zh"}).text
    ), "what a program reads does not go by the language"
