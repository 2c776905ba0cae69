"""The workbench, at both widths: a right query, a wrong one, completion, stopping, sharing."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from server.openapi.gallery import EXAMPLE
from tests.browser.conftest import TOKEN
from tests.browser.kinds import EMPTY, ROWS

ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?h && ?c != ?d) }"
)


@pytest.fixture
def editor(page: Page) -> Locator:
    """The place to write in, empty."""
    page.goto("/workbench")
    found = page.get_by_role("textbox", name="SPARQL 查询编辑框")
    found.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.press("Delete")
    return found


def written(page: Page, query: str) -> None:
    """Type a query as it is: nothing is completed or closed of itself."""
    page.keyboard.insert_text(query)


def answer(page: Page) -> Locator:
    return page.get_by_role("region", name="结果", exact=True)


def test_a_right_query_is_answered_in_place_and_its_address_can_be_shared(
    page: Page, editor: Locator
) -> None:
    written(page, ROWS)
    page.get_by_role("button", name="执行").click()
    expect(answer(page)).to_contain_text("县民政局")
    expect(page.get_by_role("status").first).to_contain_text("完成")
    address = page.url
    assert "query=" in address
    page.goto("/")
    page.goto(address)
    expect(answer(page)).to_contain_text("县民政局")


def test_a_table_is_sorted_by_its_heads(page: Page, editor: Locator) -> None:
    written(page, "SELECT ?n { VALUES ?n { 10 9 100 } }")
    page.keyboard.press("Control+Enter")
    table = answer(page).get_by_role("table")
    expect(table).to_be_visible()
    table.get_by_role("button").first.click()
    assert table.locator("tbody td").all_inner_texts() == ["9", "10", "100"]
    expect(table.get_by_role("columnheader").first).to_have_attribute("aria-sort", "ascending")
    table.get_by_role("button").first.click()
    assert table.locator("tbody td").all_inner_texts() == ["100", "10", "9"]


def test_where_not_all_rows_are_shown_it_is_said_that_only_those_are_sorted(
    page: Page, editor: Locator
) -> None:
    note = answer(page).get_by_text("只排这里显示的行")
    written(page, ROWS)
    page.keyboard.press("Control+Enter")
    expect(answer(page)).to_contain_text("县民政局")
    expect(note).to_have_count(0)
    page.goto(f"/workbench?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}")
    expect(answer(page)).to_contain_text("这里只显示前1000行")
    expect(note).to_be_visible()


def test_a_query_that_was_added_is_removed_on_its_page_with_a_token(page: Page) -> None:
    kept = page.request.put(
        "/query/our-departments",
        data=EXAMPLE,
        headers={"Content-Type": "application/sparql-query", "Authorization": f"Bearer {TOKEN}"},
    )
    assert kept.status == 201
    page.goto("/query/our-departments")
    page.get_by_text("从查询库删除这条查询").click()
    page.get_by_label("令牌").fill("a-token-that-is-none")
    page.get_by_role("button", name="删除这条查询").click()
    said = page.get_by_role("status").filter(has_text="令牌")
    expect(said).to_be_visible()
    page.get_by_label("令牌").fill(TOKEN)
    page.get_by_role("button", name="删除这条查询").click()
    page.get_by_role("link", name="回到查询库").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("查询库")
    assert page.request.get("/query/our-departments").status == 404


def test_a_graph_is_drawn_whenever_it_is_asked_for(page: Page, editor: Locator) -> None:
    for asked in ("lm:involvesDepartment", "lm:scenarioLead"):
        page.keyboard.press("ControlOrMeta+A")
        prefix = "PREFIX lm: <https://w3id.org/lifematters/ns#>\n"
        written(page, f"{prefix}CONSTRUCT {{ ?s {asked} ?d }} WHERE {{ ?s {asked} ?d }}")
        page.keyboard.press("Control+Enter")
        expect(answer(page).locator("figure.chart svg")).to_be_visible()
        expect(answer(page).locator("figcaption")).to_contain_text("关系图")
        editor.click()
    assert page.locator('script[src*="charts.js"]').count() == 2, "loaded once, named by the part"


def test_a_wrong_query_is_told_in_words_at_its_place(page: Page, editor: Locator) -> None:
    written(page, "SELECT ?a {\n  ?a a <urn:x> .\n  ?a ?? ?b\n}")
    page.get_by_role("button", name="执行").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(re.compile("[\\u4e00-\\u9fff]{4}"))
    expect(alert.locator(".wb-quoted")).to_contain_text("3")
    assert editor.evaluate("one => one === one.getRootNode().activeElement")


def test_a_class_is_completed_by_its_chinese_label(page: Page, editor: Locator) -> None:
    written(page, "SELECT * { ?a a ")
    page.keyboard.type("事项")
    listbox = page.get_by_role("listbox")
    expect(listbox).to_contain_text("lm:Matter")
    listbox.get_by_role("option", name=re.compile("lm:Matter")).first.click()
    expect(editor).to_contain_text("lm:Matter")
    expect(editor).to_contain_text("PREFIX lm:")


def test_a_department_is_completed_by_the_beginning_of_its_name(
    page: Page, editor: Locator
) -> None:
    written(page, "SELECT * { ?a ?b ")
    page.keyboard.type("县民政")
    choice = page.get_by_role("option", name=re.compile("县民政局")).first
    expect(choice).to_be_visible()
    choice.click()
    expect(editor).to_contain_text("/department/83wraksf>")


def test_a_query_without_end_is_stopped_by_its_button(page: Page, editor: Locator) -> None:
    written(page, ENDLESS)
    page.get_by_role("button", name="执行").click()
    stop = page.get_by_role("button", name="停止")
    expect(stop).to_be_visible()
    stop.click()
    expect(answer(page)).to_contain_text("已停止")
    expect(page.get_by_role("button", name="执行")).to_be_enabled()


def test_no_rows_say_what_is_wrong_with_the_question(page: Page, editor: Locator) -> None:
    written(page, EMPTY)
    page.get_by_role("button", name="执行").click()
    expect(answer(page)).to_contain_text("没有符合条件的结果")
    expect(answer(page)).to_contain_text("@zh-hans")


def test_the_keyboard_is_not_held_by_the_editor(page: Page, editor: Locator) -> None:
    frame = page.locator(".cm-editor")
    expect(frame).to_have_css("outline-style", "solid")
    expect(frame).to_have_css("outline-width", "3px")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Shift+Tab")
    assert editor.evaluate("one => one === one.getRootNode().activeElement")


def test_what_was_asked_is_kept_in_this_browser(page: Page, editor: Locator) -> None:
    written(page, "SELECT ?a { VALUES ?a { 42 } }")
    page.get_by_role("button", name="执行").click()
    expect(answer(page)).to_contain_text("42")
    page.goto("/workbench")
    page.get_by_role("button", name=re.compile("^SELECT \\?a")).click()
    expect(page.get_by_role("textbox", name="SPARQL 查询编辑框")).to_contain_text("42")


def test_an_example_is_opened_and_run(page: Page) -> None:
    page.goto("/workbench")
    examples = page.get_by_role("region", name="例子")
    examples.locator("summary").first.click()
    examples.locator("a[href*='example=department-counts']").click()
    page.get_by_role("button", name="执行").click()
    expect(answer(page).get_by_role("table")).to_be_visible()


def test_programs_ask_the_same(page: Page, editor: Locator) -> None:
    written(page, ROWS)
    page.get_by_role("button", name="执行").click()
    for program in ("curl", "Python", "R"):
        summary = answer(page).locator("summary", has_text=re.compile(program))
        expect(summary.first).to_be_visible()
    answer(page).locator("summary", has_text="curl").click()
    expect(answer(page).locator("details[open] pre")).to_contain_text("curl")
