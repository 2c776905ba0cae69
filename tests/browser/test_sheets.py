"""The sheets that an office works with, fetched as a clerk does: a meeting called, every department
asked to confirm, a list of one's own."""

import re
import time
from pathlib import Path

import openpyxl
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.kinds import PAGES
from tests.browser.walking import asked, taken

MINUTES = 3
CLICK = 4.0
"""Seconds that a person takes for a step: to read, to find, to press."""


def words_of(file: Path) -> str:
    """All that stands in a Word file."""
    document = Document(str(file))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_meeting_on_what_comes_after_death_is_prepared_within_three_minutes(
    page: Page, tmp_path: Path
) -> None:
    began, steps = time.monotonic(), 4
    page.goto("/meeting")
    page.get_by_label(re.compile("整个阶段：身后")).check()
    page.get_by_role("button", name="生成会议材料").first.click()
    expect(page).to_have_url(re.compile("stage=5sp7wxs7"))
    expect(page.get_by_role("heading", name=re.compile("需要召集的部门"))).to_be_visible()
    file = taken(page, "下载 Word", tmp_path)
    assert time.monotonic() - began + steps * CLICK < MINUTES * 60
    words = words_of(file)
    for expected in ("后事", "县民政局", "县公安局", "县人社局", "牵头", "协同", "第107项"):
        assert expected in words, expected


def test_who_else_must_be_asked_is_said_before_the_meeting(page: Page) -> None:
    page.goto(f"{PAGES}/meeting?stage=5sp7wxs7")
    expect(page.get_by_text("这些事项在其他场景涉及的部门都已在召集之列")).to_be_visible()
    page.goto(f"{PAGES}/meeting?scenario=0h6xxxnv")
    further = page.get_by_role("region", name="还要问到的部门")
    expect(further).to_be_visible()
    attending = page.get_by_role("region", name=re.compile("^需要召集的部门"))
    called = set(attending.locator("tbody th[scope=row]").all_inner_texts())
    others = set(further.locator("tbody th[scope=row]").all_inner_texts())
    assert called and not called & others


def test_every_department_gets_its_sheet_to_confirm(page: Page, tmp_path: Path) -> None:
    page.goto("/assignments")
    file = taken(page, re.compile("^下载 Excel"), tmp_path)
    book = openpyxl.load_workbook(file)
    overview, *departments, guide = book.sheetnames
    assert (overview, guide) == ("总览", "填表说明")
    assert len(departments) == 14
    cells = {str(cell.value) for row in book["县民政局"].iter_rows() for cell in row if cell.value}
    assert {"确认", "修改意见"} <= cells and any("火化证明" in one for one in cells)


def test_one_department_gets_its_own_as_word(page: Page, tmp_path: Path) -> None:
    page.goto("/assignments")
    field = page.get_by_label("部门", exact=True)
    label = next(one for one in field.locator("option").all_text_contents() if "县民政局" in one)
    field.select_option(label=label)
    page.get_by_role("button", name="显示").click()
    expect(page).to_have_url(re.compile("department=83wraksf"))
    words = words_of(taken(page, re.compile("^下载 Word"), tmp_path))
    assert "县民政局" in words and "火化证明" in words and "出生医学证明" not in words


def test_matters_are_gathered_across_scenarios_in_the_address(page: Page, tmp_path: Path) -> None:
    page.goto("/my-list")
    for name in ("火化证明", "失业登记"):
        page.get_by_label("按名称查找").fill(name)
        page.get_by_role("button", name="更新清单").click()
        page.get_by_role("checkbox", name=re.compile(name)).first.check()
        page.get_by_role("button", name="更新清单").click()
    assert page.url.count("matter=") == 2
    address = page.url
    page.goto("/")
    page.goto(address)
    words = words_of(taken(page, "下载 Word", tmp_path))
    assert "火化证明" in words and "失业登记" in words


def test_a_matter_is_put_on_the_list_from_its_page(page: Page) -> None:
    asked(page, "火化证明")
    page.get_by_role("main").get_by_role("link", name="火化证明", exact=True).first.click()
    page.get_by_role("main").get_by_label(re.compile("我的清单")).or_(
        page.get_by_role("main").get_by_role("link", name=re.compile("我的清单"))
    ).or_(page.get_by_role("main").get_by_role("button", name=re.compile("我的清单"))).first.click()
    assert "0jagd3tw" in page.url
