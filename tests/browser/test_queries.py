"""A saved query from its card to its form, its answer, its chart, its file."""

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.walking import option, taken


def test_a_question_is_found_in_the_gallery_and_asked(page: Page) -> None:
    page.goto("/queries")
    page.get_by_role("main").get_by_role("link", name=re.compile("协同哪些")).first.click()
    expect(page).to_have_url(re.compile("/query/"))
    page.get_by_label(re.compile("^部门")).first.select_option(label=option(page, "县民政局"))
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main .finding").first).to_be_visible()
    assert "department=" in page.url
    assert page.locator("main table tbody tr").count() > 0


def test_an_answer_has_its_chart_and_its_workbook(page: Page, tmp_path: Path) -> None:
    page.goto("/query/department-counts")
    chart = page.get_by_role("figure").first
    expect(chart.locator("svg")).to_be_visible()
    expect(chart.locator("figcaption")).to_contain_text(re.compile("[\u4e00-\u9fff]{6}"))
    assert chart.evaluate("one => one.scrollWidth <= one.clientWidth")
    rows = page.locator("main table tbody tr").count()
    book = openpyxl.load_workbook(taken(page, "下载 Excel", tmp_path))
    answer, about = book.worksheets[0], book.worksheets[1]
    assert answer.max_row == rows + 1 == 15
    assert answer.freeze_panes
    assert any(cell.hyperlink for row in answer.iter_rows() for cell in row)
    assert "SELECT" in " ".join(str(c.value) for row in about.iter_rows() for c in row)


def test_a_table_is_sorted_by_a_link_in_its_head(page: Page, width: int) -> None:
    page.goto("/query/department-counts")
    place = page.locator("main thead") if width > 700 else page.locator("main .sorting")
    if width < 700:
        place.locator("summary").click()
    place.get_by_role("link", name=re.compile("^牵头")).first.click()
    assert "sort=" in page.url
    heads = page.locator("main thead th")
    sorts = [heads.nth(at).get_attribute("aria-sort") for at in range(heads.count())]
    column = page.locator(f"main tbody tr > :nth-child({sorts.index('ascending') + 1})")
    counts = [int(one) for one in column.all_inner_texts()]
    assert len(counts) == 14 and counts == sorted(counts)


def test_what_empties_an_answer_is_named_and_taken_away(page: Page) -> None:
    page.goto("/query/name-contains?text=没有这样的名称")
    expect(page.get_by_role("main")).to_contain_text("没有符合条件的结果")


def test_a_value_that_cannot_be_is_refused_at_its_field(page: Page) -> None:
    page.goto("/query/department-cooperates?department=x")
    alert = page.get_by_role("alert")
    alert.get_by_role("link", name="部门").click()
    field = page.get_by_label(re.compile("^部门"))
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "p-department" in page.url


def test_the_address_is_the_view(page: Page) -> None:
    page.goto("/query/department-counts")
    said = page.locator("main .finding").first.inner_text()
    address = page.locator("code.address").first.inner_text()
    assert "/query/department-counts" in address
    page.goto(address[address.index("/query/") :])
    assert page.locator("main .finding").first.inner_text() == said


def test_the_gallery_is_filtered_by_a_word(page: Page) -> None:
    page.goto("/queries")
    cards = page.locator("main .card")
    every = cards.count()
    assert every >= 40
    box = page.get_by_role("main").get_by_role("searchbox").first
    box.fill("牵头")
    box.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("牵头")
    assert 0 < page.locator("main .card:visible").count() < every
