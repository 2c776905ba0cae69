"""One browser and one service, with two editions of the real list, for all tests of this folder;
and one with two counties, for the pages that let people choose."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import executable, launched, need
from tests.browser.data import two_counties, two_editions
from tests.browser.visiting import WIDE, Log, Visits, new_context
from tests.conftest import Service

TOKEN = "a-token-of-the-browser-tests"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    need(executable(), "chromium is not on this machine (apt install chromium)")
    with launched() as running:
        yield running


@pytest.fixture(scope="package")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real list, which took the place of an edition that was almost the same."""
    return two_editions(tmp_path_factory.mktemp("editions"))


@pytest.fixture(scope="package")
def site(browser: Browser, editions: Path) -> Iterator[Service]:
    """The service that the pages are of."""
    yield from _running(editions)


@pytest.fixture(scope="package")
def editions_of_two(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a made-up county beside the real one."""
    return two_counties(editions, tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="package")
def site_of_two(browser: Browser, editions_of_two: Path) -> Iterator[Service]:
    """The service whose pages choose between counties."""
    yield from _running(editions_of_two)


def _running(data: Path) -> Iterator[Service]:
    service = Service(data, token=TOKEN)
    service.wait()
    yield service
    service.stop()


@pytest.fixture(scope="package")
def visits(browser: Browser, site: Service, site_of_two: Service) -> Iterator[Visits]:
    made = Visits(browser, {False: site.url, True: site_of_two.url})
    yield made
    made.close()


@pytest.fixture(params=[WIDE, 360], ids=["1440", "360"])
def width(request: pytest.FixtureRequest) -> int:
    """Each of the two widths at which people's paths are walked."""
    chosen: int = request.param
    return chosen


@pytest.fixture
def page(browser: Browser, site: Service, width: int) -> Iterator[Page]:
    """A window of a person who is new here, at each width. What her browser complains of, or asks
    of another host, fails the test."""
    context = new_context(browser, site.url, width, accept_downloads=True)
    log = Log()
    log.follow(context)
    yield context.new_page()
    context.close()
    assert log.complaints == []
    own = (site.url, "data:", "blob:")
    assert [one for one in log.requests if not one.startswith(own)] == []
