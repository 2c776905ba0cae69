"""Every kind of page, in Chinese at both widths and in English on a phone: what axe finds, what
it asks of whom, how wide and how heavy it is, how it hangs together."""

import gzip
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.kinds import KINDS, Kind
from tests.browser.visiting import SCREENS, WIDE, Seen, Visits

HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
HEAVIEST = 150_000
"""Bytes of scripts and styles of a page, as gzip, without what draws charts."""
CHARTS = ("charts", "echarts")


@pytest.fixture(params=SCREENS, ids=lambda one: f"{one[0]}-{one[1]}")
def screen(request: pytest.FixtureRequest) -> tuple[str, int]:
    chosen: tuple[str, int] = request.param
    return chosen


@pytest.fixture(params=KINDS, ids=lambda one: one.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def seen(visits: Visits, kind: Kind, screen: tuple[str, int]) -> Seen:
    return visits.seen(kind, *screen)


def test_it_breaks_no_rule_of_wcag_2_2_aa(seen: Seen) -> None:
    assert seen.violations == ()


def test_it_is_what_it_is_listed_as(seen: Seen, kind: Kind) -> None:
    assert seen.status == kind.status


def test_it_names_and_asks_no_foreign_host(seen: Seen) -> None:
    own = urlsplit(seen.url).netloc
    assert {urlsplit(one).netloc for one in seen.facts["fetched"]} <= {own, ""}
    assert {urlsplit(one).netloc for one in seen.requests} <= {own, ""}


def test_the_browser_complains_of_nothing(seen: Seen) -> None:
    """Of no script that fails, and of nothing that the content security policy refuses."""
    assert seen.complaints == ()


def test_it_does_not_scroll_sideways(seen: Seen, screen: tuple[str, int]) -> None:
    """At its width, and at twice the size of a desktop's."""
    assert (seen.facts["width"], seen.facts["zoomed"]) == (screen[1], WIDE // 2)
    assert "user-scalable" not in seen.facts["viewport"]


def test_it_has_its_language_one_heading_and_its_landmarks(
    seen: Seen, screen: tuple[str, int]
) -> None:
    facts = seen.facts
    assert facts["lang"] == HTML_LANGUAGE[screen[0]]
    assert len(facts["headings"]) == 1 and facts["headings"][0] and facts["title"]
    assert facts["landmarks"] == [1, 1, 1, 1]
    assert facts["skip"] == {"focusable": True, "target": "#content"}


def test_no_level_of_heading_is_left_out(seen: Seen) -> None:
    levels = seen.facts["levels"]
    assert levels[0] == 1
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


def test_its_scripts_and_styles_are_light(visits: Visits, kind: Kind) -> None:
    seen = visits.seen(kind, "zh", WIDE)
    page, _ = visits.page(kind.counties, WIDE)
    weights = {
        url: _weight(page, url)
        for url in set(seen.requests)
        if urlsplit(url).path.endswith((".js", ".mjs", ".css"))
    }
    drawn = {url for url in weights if any(one in urlsplit(url).path for one in CHARTS)}
    assert sum(weights[url] for url in weights.keys() - drawn) < HEAVIEST, weights


_WEIGHTS: dict[str, int] = {}


def _weight(page: Page, url: str) -> int:
    if url not in _WEIGHTS:
        _WEIGHTS[url] = len(gzip.compress(page.request.get(url).body()))
    return _WEIGHTS[url]
