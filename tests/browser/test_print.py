"""Pages on paper, as the browser makes a PDF of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import DEPARTMENT, EDITION, KINDS, MATTER, SCENARIO
from tests.browser.visiting import PAPER, WIDE, Visits, new_context
from tests.conftest import Service

A4 = (595, 842)
"""Points of the short and of the long side."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: its size in points, and its words without blanks."""

    width: int
    height: int
    words: str


@pytest.fixture(scope="module")
def window(browser: Browser, site: Service) -> Iterator[Page]:
    context = new_context(browser, site.url)
    yield context.new_page()
    context.close()


def printed(window: Page, path: str) -> list[Sheet]:
    """What comes out of the printer: the size of the paper is what the page asks for."""
    window.goto(path)
    with pypdfium2.PdfDocument(window.pdf(prefer_css_page_size=True, format="A4")) as pdf:
        return [_sheet(page) for page in pdf]


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    words = page.get_textpage().get_text_bounded()
    width, height = page.get_size()
    return Sheet(round(width), round(height), "".join(words.split()))


def is_a4(sheet: Sheet, across: bool = False) -> bool:
    sides = (sheet.height, sheet.width) if across else (sheet.width, sheet.height)
    return all(abs(side - asked) <= 1 for side, asked in zip(sides, A4, strict=True))


@pytest.mark.parametrize(
    ("language", "ends"), [("zh", ("出生", "后事")), ("en", ("Birth", "Afterdeath"))]
)
def test_the_map_of_life_is_one_sheet_across(
    window: Page, language: str, ends: tuple[str, str]
) -> None:
    (sheet,) = printed(window, f"/stages?lang={language}")
    assert is_a4(sheet, across=True)
    assert all(words in sheet.words for words in ends)


def test_the_heads_of_a_long_table_are_on_every_sheet_of_it(window: Page) -> None:
    sheets = printed(window, EDITION)
    assert all(is_a4(sheet) for sheet in sheets)
    first = next(at for at, sheet in enumerate(sheets) if "出生医学证明" in sheet.words)
    last = max(at for at, sheet in enumerate(sheets) if "火化证明" in sheet.words)
    assert last > first + 2
    for sheet in sheets[first : last + 1]:
        assert "事项名称" in sheet.words and "牵头部门" in sheet.words


@pytest.mark.parametrize("path", [DEPARTMENT, SCENARIO, MATTER, "/quality"])
def test_what_is_printed_is_the_page_without_what_one_presses(window: Page, path: str) -> None:
    words = "".join(sheet.words for sheet in printed(window, path))
    title = window.get_by_role("heading", level=1).inner_text()
    assert "".join(title.split()) in words
    for gone in ("跳到正文", "English", "检查规则", "首页"):
        assert gone not in words, gone


def test_no_page_loses_its_right_edge_on_paper(visits: Visits) -> None:
    """Tables that scroll on the screen show all their columns on the sheet: what lies to the right
    of it is lost."""
    of_one = (kind for kind in KINDS if not kind.counties)
    found = {kind.name: visits.seen(kind, "zh", WIDE).facts["on paper"] for kind in of_one}
    assert {name: over for name, over in found.items() if over > PAPER} == {}


@pytest.fixture
def sheets(browser: Browser, site: Service) -> Iterator[Page]:
    """A window in which no medium was feigned: it is laid out for paper when it is printed."""
    context = new_context(browser, site.url)
    yield context.new_page()
    context.close()


def height_of_title(pdf: pypdfium2.PdfDocument, title: str) -> float:
    """Points of the height of the first character of a title."""
    text = pdf[0].get_textpage()
    found = text.search(title).get_next()
    assert found, title
    _, low, _, high = text.get_charbox(found[0], loose=True)
    return float(high - low)


@pytest.mark.parametrize("path", ["/network", "/query/department-counts"])
def test_a_chart_does_not_make_the_words_of_its_sheet_smaller(sheets: Page, path: str) -> None:
    """What is wider than the paper when the sheets are laid out makes all of them smaller."""
    heights = []
    for one in (path, "/quality"):
        sheets.goto(one)
        sheets.wait_for_load_state("networkidle")
        title = sheets.get_by_role("heading", level=1).inner_text()
        with pypdfium2.PdfDocument(sheets.pdf(prefer_css_page_size=True, format="A4")) as pdf:
            heights.append(height_of_title(pdf, title))
    assert heights[0] == pytest.approx(heights[1], rel=0.02)


def test_a_network_takes_the_paper_there_is(sheets: Page) -> None:
    sheets.goto("/network")
    sheets.wait_for_load_state("networkidle")
    with pypdfium2.PdfDocument(sheets.pdf(prefer_css_page_size=True, format="A4")) as pdf:
        text = pdf[0].get_textpage()
        places = []
        for name in ("县残联", "县人社局"):  # at its left and at its right side
            at, _ = text.search(name).get_next()
            places.append(text.get_charbox(at)[0])
        assert places[1] - places[0] > 0.4 * pdf[0].get_width()
        # the heading and the legend of the table are where it is: on the next sheet
        assert "点一个数" not in "".join(text.get_text_bounded().split())
    sheets.set_viewport_size({"width": 1440, "height": 900})
    expect(sheets.locator("figure.chart svg")).to_have_attribute("width", re.compile("1[01]\\d\\d"))
