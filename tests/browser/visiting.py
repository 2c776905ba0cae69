"""What Chromium finds when it goes to a page: kept, so that several tests look at one visit."""

import json
import time
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.chromium import AXE, need
from tests.browser.kinds import Kind

WIDE, NARROW = 1440, 360
HEIGHT = 900
PAPER = 718
"""Pixels of the width of A4 within its margins."""
CELLS = "main table tbody :is(td, th)"
SCREENS = (("zh", WIDE), ("zh", NARROW), ("en", NARROW))
"""The languages and widths at which every kind is looked at. English is longer: it is looked at
where there is least room."""


@cache
def script(name: str) -> str:
    """A script of this folder: a function that the browser evaluates in the page."""
    return resources.files("tests.browser").joinpath("scripts", name).read_text("utf-8")


@dataclass
class Log:
    """What a context asked for, and what its pages complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _said(self, message: ConsoleMessage) -> None:
        """A status of 400 and more is told on the console as well, and no complaint."""
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


@dataclass(frozen=True)
class Seen:
    """One page as it was found."""

    url: str
    status: int
    facts: dict[str, Any]
    violations: tuple[str, ...]
    requests: tuple[str, ...]
    complaints: tuple[str, ...]


def new_context(browser: Browser, url: str, width: int = WIDE, **options: Any) -> BrowserContext:
    """A browser of its own with one width, whose paths are those of the service at `url`."""
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": HEIGHT}, locale="zh-CN", **options
    )
    context.set_default_timeout(15_000)
    under_way: set[Request] = set()
    _UNDER_WAY[context] = under_way
    context.on("request", lambda request: under_way.add(request))
    context.on("requestfinished", lambda request: under_way.discard(request))
    context.on("requestfailed", lambda request: under_way.discard(request))
    return context


_UNDER_WAY: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()
"""What the pages of a context have asked for and not yet got."""


class Visits:
    """Visits of the kinds of pages; each page at each screen once."""

    def __init__(self, browser: Browser, urls: dict[bool, str]) -> None:
        self.browser = browser
        self.urls = urls
        self._pages: dict[tuple[bool, int], tuple[Page, Log]] = {}
        self._seen: dict[tuple[str, str, int], Seen] = {}

    def page(self, counties: bool, width: int) -> tuple[Page, Log]:
        """The page of one width, at the service of one county or of two, and its log."""
        key = (counties, width)
        if key not in self._pages:
            context = new_context(self.browser, self.urls[counties], width)
            log = Log()
            log.follow(context)
            self._pages[key] = (context.new_page(), log)
        return self._pages[key]

    def seen(self, kind: Kind, language: str, width: int) -> Seen:
        """A page at a screen, looked at by axe too."""
        key = (kind.name, language, width)
        if key not in self._seen:
            self._seen[key] = self._visit(kind, language, width)
        return self._seen[key]

    def _visit(self, kind: Kind, language: str, width: int) -> Seen:
        page, log = self.page(kind.counties, width)
        log.requests.clear()
        log.complaints.clear()
        response = page.goto(kind.address(language))
        assert response is not None
        settled(page)
        facts = page.evaluate(script("facts.js"))
        page.set_viewport_size({"width": WIDE // 2, "height": HEIGHT // 2})
        facts["zoomed"] = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if (language, width) == SCREENS[0]:
            facts["cells"] = page.locator(CELLS).all_text_contents()
            facts["every heading"] = page.get_by_role("heading").all_inner_texts()
            facts["on paper"] = _on_paper(page, width)
        violations = axe(page, 12 if width == WIDE else 6)
        return Seen(
            page.url,
            response.status,
            facts,
            tuple(violations),
            tuple(log.requests),
            tuple(log.complaints),
        )

    def close(self) -> None:
        for page, _ in self._pages.values():
            page.context.close()


def _on_paper(page: Page, width: int) -> int:
    """How wide it is on a sheet of paper."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    found: int = page.evaluate("document.documentElement.scrollWidth")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": width, "height": HEIGHT})
    return found


def axe(page: Page, most: int = 12) -> list[str]:
    """The rules of WCAG 2.2 AA that the page breaks, with a place of each: all folds open, and of
    what repeats (rows, terms, operations) the first `most`. Changes the page."""
    need(AXE.is_file(), f"axe-core is not installed: npm ci in {AXE.parents[2]} (.ci/run does)")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(script("axe.js"), {"most": most})
    return [json.dumps(one, ensure_ascii=False) for one in found]


def settled(page: Page) -> None:
    """Wait until a page that has scripts has all that it asked for, and twice had nothing to do and
    asked for nothing more."""
    if not page.locator("script[src]").count():
        return
    page.wait_for_load_state("load")
    under_way, quiet, until = _UNDER_WAY[page.context], 0, time.monotonic() + 15
    while quiet < 2:
        page.evaluate("new Promise((done) => requestIdleCallback(() => setTimeout(done, 25)))")
        quiet = 0 if under_way else quiet + 1
        assert time.monotonic() < until, [request.url for request in under_way]
