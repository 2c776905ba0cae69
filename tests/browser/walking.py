"""Steps that people take on many paths."""

import re
from pathlib import Path

from playwright.sync_api import Page


def asked(page: Page, question: str) -> None:
    """Search for something from the home page."""
    page.goto("/")
    page.get_by_role("searchbox").first.fill(question)
    page.get_by_role("search").first.get_by_role("button").click()


def option(page: Page, name: str) -> str:
    """The words of a choice that begin with a name: its count stands behind."""
    found = page.locator("main option").all_text_contents()
    return next(one for one in found if one.strip().startswith(name))


def taken(page: Page, name: str | re.Pattern[str], folder: Path, role: str = "link") -> Path:
    """The file that a link or a button saves, under its own name."""
    found = page.get_by_role("main").get_by_role("link" if role == "link" else "button", name=name)
    with page.expect_download() as waiting:
        found.first.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target
