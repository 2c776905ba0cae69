"""Every page by keyboard alone: Tab reaches all there is to press or fill in, in the order of the
page, each with a ring that shows where one is; nothing holds it."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.kinds import KINDS, Kind
from tests.browser.visiting import WIDE, new_context, script, settled
from tests.conftest import Service

FIRST = 80
"""Of a page with more stops, so many are walked."""
OF_ONE = tuple(kind for kind in KINDS if not kind.counties)


@pytest.fixture(scope="module")
def window(browser: Browser, site: Service) -> Page:
    """One window for all pages, its height that of a laptop's."""
    return new_context(browser, site.url, WIDE).new_page()


@pytest.mark.parametrize("kind", OF_ONE, ids=lambda one: one.name)
def test_tab_reaches_everything_in_its_order_and_shows_where_it_is(
    window: Page, kind: Kind
) -> None:
    window.goto(kind.address())
    settled(window)
    found = window.evaluate(script("stops.js"))
    assert found["count"] > 5 and found["ordered"]
    walked = min(found["count"], FIRST)
    for _ in range(walked):
        window.keyboard.press("Tab")
    met = window.evaluate("window.__met")
    assert [one["at"] for one in met] == list(range(walked)), met
    assert [one["html"] for one in met if not one["ring"]] == []
    assert [one["html"] for one in met if not one["inside"]] == []


def test_the_skip_link_leads_to_the_content(window: Page) -> None:
    window.goto("/")
    window.keyboard.press("Tab")
    skip = window.locator(":focus")
    assert skip.inner_text() == "跳到正文"
    box = skip.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "content"
    window.keyboard.press("Tab")
    assert window.locator("main :focus").count() == 1


def test_a_question_is_asked_and_its_answer_opened_without_a_mouse(window: Page) -> None:
    window.goto("/")
    field = window.get_by_role("searchbox")
    while not field.evaluate("one => one === document.activeElement"):
        window.keyboard.press("Tab")
    window.keyboard.type("火化证明")
    window.keyboard.press("Enter")
    window.wait_for_url("**/search?q=**")
    hit = window.get_by_role("main").get_by_role("link", name="火化证明", exact=True).first
    while not hit.evaluate("one => one === document.activeElement"):
        window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    window.wait_for_url("**/doc/370725/matter/0jagd3tw")
    assert window.get_by_role("heading", level=1).inner_text() == "火化证明"
