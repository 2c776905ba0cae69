"""The gallery: every kind of page as a picture, at both widths and in both languages.

    python -m tests.browser.gallery FOLDER [KIND …]

With no kinds named, all. It makes data of its own and serves it for as long as it takes. A page is
photographed from its top, three screens of a desktop or five of a phone long at most.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.chromium import executable, launched
from tests.browser.data import two_counties, two_editions
from tests.browser.kinds import KINDS, Kind
from tests.browser.visiting import NARROW, WIDE, new_context, settled
from tests.conftest import Service

LANGUAGES = ("zh", "en")
TALLEST = {WIDE: 2700, NARROW: 4000}
COLOURS = 128
"""Enough for flat pages: the pictures are a third as large."""


def main(arguments: Sequence[str]) -> None:
    """Write the pictures, `kind-language-width.png` each. Exits with words where it cannot."""
    if not arguments or not executable():
        sys.exit(__doc__ if executable() else "chromium is not on this machine")
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [kind for kind in KINDS if kind.name in arguments[1:] or not arguments[1:]]
    with launched() as browser, tempfile.TemporaryDirectory() as place:
        data = two_editions(Path(place))
        for counties, made in ((False, data), (True, two_counties(data, Path(place) / "two"))):
            kinds = [kind for kind in chosen if kind.counties == counties]
            if kinds:
                with _served(made) as url:
                    for file in pictures(browser, url, kinds, folder):
                        print(file, file.stat().st_size // 1000, "KB", flush=True)


@contextmanager
def _served(data: Path) -> Iterator[str]:
    service = Service(data)
    try:
        service.wait()
        yield service.url
    finally:
        service.stop()


def pictures(browser: Browser, url: str, kinds: Sequence[Kind], folder: Path) -> Iterator[Path]:
    """Each kind in each language at each width."""
    for width in (WIDE, NARROW):
        context = new_context(browser, url, width, reduced_motion="reduce")
        page = context.new_page()
        for kind in kinds:
            for language in LANGUAGES:
                page.goto(kind.address(language))
                settled(page)
                file = folder / f"{kind.name}-{language}-{width}.png"
                photograph(page, file, width)
                yield file
        context.close()


def photograph(page: Page, file: Path, width: int) -> None:
    """The top of the page, in few colours."""
    tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST[width])
    clip = {"x": 0, "y": 0, "width": width, "height": tall}
    page.screenshot(path=file, full_page=True, clip=clip)  # type: ignore[arg-type]
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
