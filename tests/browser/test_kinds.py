"""The list of kinds leaves none out."""

from pathlib import Path

from flask import Flask, template_rendered

from server.messages import LANGUAGES
from tests.browser.kinds import KINDS
from tests.conftest import application

TEMPLATES = Path(__file__).parents[2] / "server" / "templates"
NOT_BY_ADDRESS: dict[str, str] = {
    "concept.html": "no list of ours has a matter that counties share",
}
"""Templates of pages that no address of the tests' data gives, and why."""


def rendered(app: Flask, address: str) -> tuple[int, set[str]]:
    """The status of a page, and the templates it was made of."""
    found: set[str] = set()

    def note(sender: Flask, template: object, **_: object) -> None:
        found.add(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        answer = app.test_client().get(
            address, headers={"Accept": "text/html"}, follow_redirects=True
        )
    return answer.status_code, found


def test_every_page_that_has_a_template_is_among_the_kinds(
    editions: Path, editions_of_two: Path
) -> None:
    pages = {
        one.name
        for one in TEMPLATES.glob("*.html")
        if '{% extends "base.html" %}' in one.read_text("utf-8")
    }
    found: set[str] = set()
    for data, counties in ((editions, False), (editions_of_two, True)):
        for app in application(data):
            for kind in KINDS:
                if kind.counties == counties:
                    status, names = rendered(app, kind.path)
                    assert status == kind.status, kind.name
                    found |= names
    assert pages - found == set(NOT_BY_ADDRESS)


def test_their_names_and_addresses_are_their_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert len({(kind.path, kind.counties) for kind in KINDS}) == len(KINDS)
    assert all(kind.address(one) for kind in KINDS for one in LANGUAGES)
