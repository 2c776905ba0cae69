"""What a search engine is told: every page it lists is there, and what has one is in it."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from server.pages.sitemap import MOST
from tests.conftest import rows
from tests.three_editions import REGION

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HTML = {"Accept": "text/html"}


def places(client: FlaskClient, address: str, base: str) -> Iterator[str]:
    """The paths that a file names, each under the base."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    found = [one.text or "" for one in ET.fromstring(answer.data).iter(f"{SPACE}loc")]
    assert len(found) == len(set(found)) <= MOST
    for place in found:
        assert place.startswith(base), place
        yield place.removeprefix(base.rstrip("/"))


def test_robots_are_led_to_it_and_kept_from_what_is_worked_out(
    client: FlaskClient, base: str
) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {base}sitemap.xml" in lines
    assert "Disallow: /api/" in lines and "Disallow: /" not in lines
    assert not any(line.startswith(("Disallow: /doc", "Disallow: /id")) for line in lines)


def test_it_has_a_file_of_the_site_and_one_for_each_region(
    client_of_two: FlaskClient, base: str
) -> None:
    files = list(places(client_of_two, "/sitemap.xml", base))
    assert files == [f"/sitemap/{one}.xml" for one in ("site", "370725", "370999")]


def test_every_page_it_lists_is_there(client: FlaskClient, base: str) -> None:
    listed = [p for f in places(client, "/sitemap.xml", base) for p in places(client, f, base)]
    assert len(listed) > 350
    for path in listed:
        assert client.get(path, headers=HTML).status_code == 200, path


@pytest.mark.parametrize(
    "kind", ["Matter", "SubItem", "Department", "Scenario", "Entry", "Edition"]
)
def test_all_things_of_a_region_are_in_it(
    client: FlaskClient, changle: pyoxigraph.Store, base: str, kind: str
) -> None:
    listed = set(places(client, f"/sitemap/{REGION}.xml", base))
    query = f"PREFIX lm: <https://w3id.org/lifematters/ns#> SELECT ?s {{ ?s a lm:{kind} }}"
    things = {one["s"] for one in rows(changle, query)}
    mine = {one for one in things if one.startswith(f"{base}id/{REGION}/")}
    assert mine and {one.replace(f"{base}id/", "/doc/") for one in mine} <= listed


def test_a_former_edition_is_listed_as_well(client_of_story: FlaskClient, base: str) -> None:
    listed = set(places(client_of_story, f"/sitemap/{REGION}.xml", base))
    for key in ("u-d709fb19", "2026-11", "2027-06"):
        assert f"/doc/{REGION}/checklist/personal-life-cycle/{key}" in listed


def test_a_region_that_is_not_there_has_none(client: FlaskClient) -> None:
    assert client.get("/sitemap/999999.xml").status_code == 404
