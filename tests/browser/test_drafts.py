"""A draft on its way to an edition: checked and given back, compared, its names matched."""

import re
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.table import _Cell
from playwright.sync_api import Page, expect

from tests.browser.kinds import CURRENT, EARLIER, PAGES
from tests.browser.visiting import axe
from tests.browser.walking import taken
from tests.server.editing import command

WRONG = "公共服物"


@pytest.fixture(scope="module")
def draft(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list as Word, in which a matter has another name and a type is misspelt."""
    file = tmp_path_factory.mktemp("draft") / "草稿.docx"
    assert command(editions, "export", "-o", file).exit_code == 0
    document = Document(str(file))
    rows = [row for table in document.tables for row in table.rows]
    renamed = next(row for row in rows if "火化证明" in [cell.text for cell in row.cells])
    cells = [cell.text for cell in renamed.cells]
    put(renamed.cells[cells.index("火化证明")], "火化证明打印")
    typed = next(row for row in rows if "公共服务" in [cell.text for cell in row.cells])
    put(next(cell for cell in typed.cells if cell.text == "公共服务"), WRONG)
    document.save(str(file))
    return file


def put(cell: _Cell, words: str) -> None:
    """Other words in a cell, in the hand of the words before."""
    first, *others = cell.paragraphs[0].runs
    first.text = words
    for one in others:
        one.text = ""


def test_a_draft_is_checked_and_comes_back_with_its_problems_marked(
    page: Page, draft: Path, tmp_path: Path
) -> None:
    page.goto("/check")
    page.get_by_label("草稿文件").set_input_files(draft)
    page.get_by_role("button", name="看结果").click()
    words = page.get_by_role("main").inner_text()
    assert WRONG in words
    file = taken(page, re.compile("带标记的文件"), tmp_path)
    returned = Document(str(file))
    rows = (row for table in returned.tables for row in table.rows)
    text = "\n".join(cell.text for row in rows for cell in row.cells)
    assert WRONG in text and "火化证明打印" in text
    assert any(WRONG in comment.text for comment in returned.comments)
    assert axe(page) == []


def test_a_draft_that_is_no_list_is_told_apart_in_words(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "信.docx"
    letter = Document()
    letter.add_paragraph("各部门：请于月底前反馈。")
    letter.save(str(file))
    page.goto("/check")
    page.get_by_label("草稿文件").set_input_files(file)
    page.get_by_role("button", name="看结果").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对清单草稿")
    assert page.locator("main [role=alert], main .error").count() > 0


def test_two_editions_are_compared_by_department(page: Page, tmp_path: Path) -> None:
    page.goto("/editions")
    page.get_by_label("原版本").select_option(EARLIER)
    page.get_by_label("新版本").select_option(CURRENT)
    page.get_by_role("button", name="比较").click()
    comparison = page.get_by_role("region", name=re.compile("^比较"))
    words = comparison.inner_text()
    for sign in ("+", "−", "≠"):
        assert sign in words
    assert "高考录取查询" in words and "遗体接运" in words
    book = openpyxl.load_workbook(taken(page, re.compile("^下载 Excel"), tmp_path))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("高考录取查询" in one for one in cells)


def test_a_comparison_is_narrowed_to_one_department_by_its_address(page: Page) -> None:
    page.goto(f"{PAGES}/editions?from={EARLIER}&to={CURRENT}")
    every = page.get_by_role("region", name=re.compile("^比较")).inner_text()
    field = page.get_by_label("部门", exact=True)
    label = next(one for one in field.locator("option").all_text_contents() if "县民政局" in one)
    field.select_option(label=label)
    page.get_by_role("button", name="比较").click()
    assert "department=" in page.url
    words = page.get_by_role("region", name=re.compile("^比较")).inner_text()
    assert "县民政局" in words and len(words) < len(every)


def test_a_column_of_names_is_matched_and_taken_home_with_its_addresses(
    page: Page, tmp_path: Path
) -> None:
    page.goto("/match")
    page.get_by_label("粘贴一列").fill("火化证明\n失业登记\n上户口\n没有的事项")
    page.get_by_role("button", name="开始对照").click()
    expect(page.get_by_role("status").first).to_contain_text("4行")
    group = page.get_by_role("radiogroup", name="上户口")
    group.get_by_role("radio").first.check()
    page.get_by_role("button", name="确认本页").click()
    book = openpyxl.load_workbook(taken(page, "下载 Excel", tmp_path, role="button"))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(one.endswith("/matter/0jagd3tw") for one in cells)
    assert "没有的事项" in cells
    assert axe(page) == []
