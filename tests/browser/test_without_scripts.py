"""Without JavaScript every page gives the same answers."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.kinds import KINDS, Kind
from tests.browser.visiting import CELLS, WIDE, Visits, new_context
from tests.conftest import Service

OF_ONE = tuple(kind for kind in KINDS if not kind.counties)


@pytest.fixture(scope="module")
def plain(browser: Browser, site: Service) -> Iterator[Page]:
    """A window in which no script runs."""
    context = new_context(browser, site.url, WIDE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def cells(found: list[str]) -> Counter[str]:
    """What stands in the tables, however they are sorted."""
    return Counter(re.sub(r"\s+", "", one) for one in found)


@pytest.mark.parametrize("kind", OF_ONE, ids=lambda one: one.name)
def test_the_tables_say_the_same(plain: Page, visits: Visits, kind: Kind) -> None:
    seen = visits.seen(kind, "zh", WIDE).facts
    plain.goto(kind.address())
    assert cells(plain.locator(CELLS).all_text_contents()) >= cells(seen["cells"])
    there = set(plain.get_by_role("heading").all_inner_texts())
    assert set(seen["every heading"]) - there == set()


def test_a_question_is_searched_for(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("searchbox").fill("火化证明")
    plain.get_by_role("button", name="搜索").click()
    plain.get_by_role("main").get_by_role("link", name="火化证明", exact=True).first.click()
    assert plain.get_by_role("heading", level=1).inner_text() == "火化证明"


def test_a_saved_query_is_asked_by_its_form(plain: Page) -> None:
    plain.goto("/query/department-cooperates")
    plain.get_by_label(re.compile("^部门")).select_option(index=1)
    plain.get_by_role("button", name="查询").click()
    assert plain.locator("main table tbody tr").count() > 0


def test_a_query_is_asked_of_the_endpoint(plain: Page) -> None:
    plain.goto("/sparql")
    plain.get_by_role("textbox").first.fill("SELECT ?a { VALUES ?a { 42 } }")
    plain.locator("main form button[type=submit]").first.click()
    assert plain.locator("main table td", has_text="42").count() == 1
