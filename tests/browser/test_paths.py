"""What people come for, walked at both widths: from a question to an answer they can take away."""

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.kinds import DEPARTMENT, MATTER, SCENARIO
from tests.browser.walking import asked, option, taken


def test_from_a_word_to_the_matter_and_who_leads_it(page: Page) -> None:
    asked(page, "火化证明")
    page.get_by_role("main").get_by_role("link", name="火化证明", exact=True).first.click()
    expect(page).to_have_url(re.compile(f"{MATTER}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("火化证明")
    assert "县民政局" in page.get_by_role("main").inner_text()


def test_what_people_say_finds_what_the_list_says(page: Page) -> None:
    asked(page, "上户口")
    assert page.get_by_role("main").get_by_role("link", name="户口登记", exact=True).count() == 1


def test_from_the_map_to_a_scenario_to_the_departments_to_bring_together(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="人生地图").click()
    page.get_by_role("main").get_by_role("link", name=re.compile("^后事")).click()
    expect(page).to_have_url(re.compile(f"{SCENARIO}$"))
    words = page.get_by_role("main").inner_text()
    assert "县民政局" in words and "火化证明" in words


def test_from_a_department_to_what_it_leads_as_a_file(page: Page, tmp_path: Path) -> None:
    asked(page, "县民政局")
    page.get_by_role("main").get_by_role("link", name="县民政局", exact=True).first.click()
    expect(page).to_have_url(re.compile(f"{DEPARTMENT}$"))
    page.goto("/query/department-leads")
    page.get_by_label(re.compile("^部门")).select_option(label=option(page, "县民政局"))
    page.get_by_role("button", name="查询").click()
    shown = page.locator("main table tbody tr").count()
    file = taken(page, re.compile("CSV"), tmp_path)
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert len(rows) == shown + 1 > 10
    assert any("火化证明" in row for row in rows)


def test_a_form_that_is_sent_empty_says_what_to_choose(page: Page) -> None:
    page.goto("/query/department-cooperates")
    field = page.get_by_label(re.compile("^部门"))
    page.get_by_role("button", name="查询").click()
    assert field.evaluate("one => one.validity.valueMissing")
    page.goto("/query/department-cooperates?department=x")
    expect(page.get_by_role("alert").first).to_contain_text("x")


def test_the_switch_of_language_keeps_the_place_and_the_question(page: Page) -> None:
    asked(page, "民政")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    assert "q=" in page.url and "lang=en" in page.url
    assert page.get_by_role("searchbox").first.input_value() == "民政"
    page.goto(f"{SCENARIO}?lang=en")
    page.get_by_role("main").get_by_role("link", name=re.compile("Civil Affairs")).first.click()
    assert DEPARTMENT in page.url and "lang=en" in page.url
    page.get_by_role("banner").get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert page.url.endswith(DEPARTMENT)
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_what_failed_says_so_and_leads_on(page: Page) -> None:
    answer = page.goto("/nothing")
    assert answer is not None and answer.status == 404
    page.get_by_role("main").get_by_role("link").first.click()
    assert page.get_by_role("heading", level=1).count() == 1
