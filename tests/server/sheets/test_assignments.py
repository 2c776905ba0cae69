"""The confirmation sheets: every department, every entry and line that names it, nothing else."""

import io
import zipfile
from collections import Counter, defaultdict
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyoxigraph import Store

from server.documents.excel import as_excel
from server.documents.printed import printed_edition
from server.documents.word import as_word
from tests.conftest import rows
from tests.server.sheets.conftest import (
    LIST,
    PREFIXES,
    Keys,
    cells,
    page,
    paragraphs,
    word_file,
    words,
    workbook,
)
from tests.server.third_list import ENTERPRISE, PERSONAL

SHEETS, DOCX, XLSX = f"{LIST}assignments", f"{LIST}assignments.docx", f"{LIST}assignments.xlsx"
EDITION = "http://localhost:8000/id/370725/checklist/personal-life-cycle/u-d709fb19"
ROLES = {"牵头": "leadDepartment", "协同": "cooperatingDepartment"}


@pytest.fixture(scope="module")
def lines(changle: Store) -> dict[tuple[str, str], Counter[str]]:
    """How often each line (by its printed name) names a department in a role: the graph's own
    leaves, which the sheets are not made from one by one."""
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for role, name in ROLES.items():
        query = (
            f"{PREFIXES} SELECT ?l ?n ?d {{ ?l a lm:LeafItem ; lm:inEdition <{EDITION}> ; "
            f"lm:statedName ?n ; lm:{name} ?t . ?t skos:prefLabel ?d "
            "FILTER(LANG(?d) = 'zh-hans') }"
        )
        for row in rows(changle, query):
            found[row["d"], role][row["n"]] += 1
    return found


# --- The page ------------------------------------------------------------------------------------


def test_every_department_of_the_list_has_a_sheet(client: FlaskClient) -> None:
    shown = page(client, SHEETS)
    assert shown.count('<section class="sheet"') == 14
    assert page(client, "/assignments") == shown
    assert "checklist.docx" in shown and "checklist.xlsx" in shown


def test_one_department_can_be_chosen(client: FlaskClient, keys: Keys) -> None:
    """县税务局 leads nothing; it cooperates on 37, on the two declarations of 契税 (53, 56) and on
    that of 车辆购置税 (70)."""
    shown = page(client, SHEETS, department=keys.of("Department", "县税务局"))
    assert shown.count('<section class="sheet"') == 1
    said = words(shown.partition('<section class="sheet"')[2])
    assert [f"第{n}项" in said for n in (37, 53, 56, 70)] == [True] * 4
    assert said.count("项 ") >= 4 and "牵头的事项" not in said
    assert "（4项、4条具体事项）" in said
    assert "确认" in said and "修改意见" in said
    assert f"{DOCX}?department=" in shown


def test_it_takes_several_departments_and_refuses_what_is_none(
    client: FlaskClient, keys: Keys
) -> None:
    two = keys.of("Department", "县税务局", "县公安局")
    assert page(client, SHEETS, department=two).count('<section class="sheet"') == 2
    assert page(client, SHEETS, department="").count('<section class="sheet"') == 14
    for path in (SHEETS, DOCX, XLSX):
        said = words(page(client, path, 400, department="nobody"))
        assert "没有这个部门" in said and "重新选择" in said
        assert "no such department" in words(page(client, path, 400, department="x", lang="en"))


# --- The workbook ---------------------------------------------------------------------------------


def test_the_workbook_has_a_sheet_for_each_department_and_all_rows(
    client: FlaskClient, lines: dict[tuple[str, str], Counter[str]]
) -> None:
    book = workbook(client, XLSX)
    titles = book.sheetnames
    assert titles[0] == "总览" and titles[-1] == "填表说明" and len(titles) == 16
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for title in titles[1:-1]:
        for row in book[title].iter_rows(min_row=2, values_only=True):
            found[title, str(row[0])][str(row[4] or row[3])] += 1
            assert len(row) == 10 and row[8] is None and row[9] is None
    assert found == lines
    assert sum(sum(each.values()) for key, each in found.items() if key[1] == "牵头") == 161


def test_the_overview_counts_and_leads_to_every_sheet(client: FlaskClient) -> None:
    book = workbook(client, XLSX)
    overview = book["总览"]
    header = [cell.value for cell in overview[1]]
    assert header == ["部门", "确认单", "牵头", "协同", "合计（项）", "合计（具体事项）", "网址"]
    counted: dict[object, list[Any]] = {
        row[0].value: [cell.value for cell in row[2:6]] for row in overview.iter_rows(2)
    }
    assert counted["县税务局"] == [0, 4, 4, 4]
    assert counted["县农业农村局"] == [0, 1, 1, 1]
    assert sum(each[0] for each in counted.values()) == 112
    for row in overview.iter_rows(2):
        within, outside = row[1].hyperlink, row[6].hyperlink
        assert within and outside
        assert (within.location, within.target) == (f"'{row[0].value}'!A1", None)
        assert str(outside.target).startswith("http://localhost:8000/id/")


def test_nothing_in_it_is_a_formula_and_the_same_is_the_same_bytes(client: FlaskClient) -> None:
    answer = client.get(XLSX)
    for sheet in load_workbook(io.BytesIO(answer.data)).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert all(b"<f>" not in archive.read(n) for n in archive.namelist() if "sheets/" in n)
    assert client.get(XLSX).data == answer.data
    assert "lang" not in answer.headers["Content-Disposition"]


def test_answers_are_chosen_from_two_and_entries_lead_to_the_data(
    client: FlaskClient,
) -> None:
    sheet = workbook(client, XLSX)["县税务局"]
    for row in sheet.iter_rows(2):
        link = row[1].hyperlink
        assert link and link.target == f"{EDITION}/entry/{str(row[1].value)[1:-1]}"
    assert sheet.print_options.gridLines and sheet.HeaderFooter.oddHeader.center.text == "&A"
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"同意,有修改"' and str(choice.sqref).startswith("I2")


def test_names_of_sheets_are_valid_and_distinct_in_english(client: FlaskClient) -> None:
    book = workbook(client, XLSX, lang="en")
    assert len({title.casefold() for title in book.sheetnames}) == len(book.sheetnames) == 16
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in book.sheetnames)
    first = book.worksheets[1]
    assert [cell.value for cell in first[1]][:2] == ["Role", "Entry"]
    assert "County Human Resources and Social Security Bureau 县人社局" in {
        row[0].value for row in book.worksheets[0].iter_rows(2)
    }


# --- Word ----------------------------------------------------------------------------------------


def test_in_word_each_department_begins_a_page(client: FlaskClient) -> None:
    document = word_file(client, DOCX)
    titled = [one for one in document.paragraphs if one.style and one.style.style_id == "Title"]
    broken = [one._p.find(f".//{qn('w:pageBreakBefore')}") is not None for one in titled]
    assert broken == [False] + [True] * 13
    assert len(set(paragraphs(document, "Subtitle"))) == 14
    led = [table for table in document.tables if table.rows[0].cells[3].text == "协同部门"]
    assert sum(len(table.rows) - 1 for table in led) == 112


def test_the_sheet_of_a_department_in_word(client: FlaskClient, keys: Keys) -> None:
    """61 农村村民住宅用地审核 is all that 县农业农村局 is named for."""
    chosen = keys.of("Department", "县农业农村局")
    document = word_file(client, DOCX, department=chosen)
    assert paragraphs(document, "Title") == ["责任分工确认单"]
    assert paragraphs(document, "Subtitle") == ["县农业农村局"]
    assert paragraphs(document, "Heading1") == ["一、协同的事项（1项）"]
    assert cells(document, 0) == [
        ["序号", "事项名称", "场景", "牵头部门", "确认", "修改意见"],
        ["61", "农村村民住宅用地审核", "5.4 建设农房", "县自然资源和规划局", "", ""],
    ]
    assert "单位（盖章）" in paragraphs(document, "Signed")[0]
    assert document.core_properties.identifier == EDITION
    name = client.get(DOCX, query_string={"department": chosen}).headers["Content-Disposition"]
    assert "%E5%8E%BF%E5%86%9C%E4%B8%9A%E5%86%9C%E6%9D%91%E5%B1%80" in name


# --- The whole list -------------------------------------------------------------------------------


def test_the_whole_list_is_served_in_the_layout_of_the_original(
    client: FlaskClient, changle: Store
) -> None:
    printed = printed_edition(changle, EDITION)
    assert printed is not None
    word, excel = client.get(f"{LIST}checklist.docx"), client.get(f"{LIST}checklist.xlsx")
    assert word.data == as_word(printed)
    assert excel.data == as_excel(printed)
    (table,) = Document(io.BytesIO(word.data)).tables
    assert len(table.rows) == 162
    assert len(load_workbook(io.BytesIO(excel.data)).worksheets[0].merged_cells.ranges) > 50


# --- Other lists ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [PERSONAL, ENTERPRISE])
def test_lists_of_other_conventions_have_sheets(third: Flask, key: str) -> None:
    client = third.test_client()
    path = f"/370998/{key}/assignments"
    shown = page(client, path)
    assert "None" not in words(shown) and '<section class="sheet"' in shown
    book = workbook(client, f"{path}.xlsx")
    named = [str(row[1].value) for sheet in book.worksheets[1:-1] for row in sheet.iter_rows(2)]
    assert named and all("None" not in one for one in named)
    assert any(one.startswith("场景1第") for one in named) is (key == PERSONAL)
    assert word_file(client, f"{path}.docx", lang="en").tables


def test_an_unknown_list_is_not_found(client: FlaskClient) -> None:
    for name in ("assignments", "assignments.xlsx", "checklist.docx", "meeting.docx", "my-list"):
        assert client.get(f"/370725/nothing/{name}").status_code == 404
