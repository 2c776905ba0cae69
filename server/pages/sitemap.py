"""What a search engine is told: `/robots.txt`, and the pages there are, as an index and a file for
each region (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request

from server.api.editions import Published, published, records_of
from server.app import current_settings, current_view
from server.errors import NotFound
from server.reading.reader import Reader, present_reader
from server.saved.added import queries_of
from server.urls import DOWNLOADS, DUMPS, document_path, download_path, query_path

blueprint = Blueprint("sitemap", __name__)
MOST = 50_000
"""Addresses in a file, by the protocol."""
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SITE = "site"
_PAGES = (
    "/",
    "/stages",
    "/network",
    "/heat",
    "/queries",
    "/quality",
    "/sparql",
    "/ns",
    "/shapes",
    "/validate",
    "/openapi",
    "/changes",
    "/help",
    DOWNLOADS,
)
_ANSWERS = (
    "/sparql?",
    "/query/*?",
    "/search",
    "/lookup",
    "/api/",
    "/reconcile",
    "/memento/",
    "/timemap/",
    "/update",
    "/graphs",
    DUMPS,
)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Pages may be read; what is worked out for each request need not be."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _ANSWERS)]
    lines += [f"Sitemap: {_whole('/sitemap.xml')}"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The files: one of the site, one for each region."""
    view = current_view()
    regions = sorted({one.code for one in published(present_reader(view))})
    return _xml("sitemapindex", "sitemap", (f"/sitemap/{one}.xml" for one in (_SITE, *regions)))


@blueprint.get("/sitemap/<region>.xml")
def part(region: str) -> Response:
    """The pages of the site, or those of a region."""
    if region == _SITE:
        queries = (query_path(name) for name in queries_of(current_view()))
        return _xml("urlset", "url", [*_PAGES, *queries])
    reader = present_reader(current_view())
    editions = [one for one in published(reader) if one.code == region]
    if not editions:
        raise NotFound(path=request.path)
    return _xml("urlset", "url", list(_of_region(reader, editions))[:MOST])


def _of_region(reader: Reader, editions: list[Published]) -> Iterator[str]:
    """Its lists and their editions, then what the current ones have, former matters too."""
    current = [one for one in editions if one.current]
    things = [editions[0].region, *dict.fromkeys(one.list for one in editions)]
    things += [one.edition for one in editions]
    for one in current:
        yield f"/{one.code}/{one.list_key}/"
        yield from (f"/{one.code}/{one.list_key}/{page}" for page in ("stages", "network", "heat"))
    yield from (download_path(one.edition, reader.base) for one in editions)
    if current:
        found = records_of(reader, current)
        for kind in (found.scenarios, found.departments, found.matters, found.entries):
            things += [one["uri"] for one in kind]
    for iri in things:
        if path := document_path(iri, reader.base):
            yield path


def _whole(path: str) -> str:
    return current_settings().base.rstrip("/") + path


def _xml(root: str, each: str, paths: Iterable[str]) -> Response:
    top = ET.Element(root, xmlns=_SPACE)
    for path in paths:
        ET.SubElement(ET.SubElement(top, each), "loc").text = _whole(path)
    body: bytes = ET.tostring(top, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/xml; charset=utf-8")
