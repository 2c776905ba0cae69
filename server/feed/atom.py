"""The feed as Atom (RFC 4287), in pages that are archived once they are full (RFC 5005, section 4).

The feed that readers subscribe to has the latest events; `prev-archive` leads from it to all that
came before.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from server.cell_text import visible
from server.feed.log import Operation
from server.feed.reading import KINDS, OPERATIONS, Told
from server.feed.terms import event_iri, publication_iri
from server.messages import HTML_LANGUAGE
from server.negotiation import ATOM
from server.saved.header import Text
from server.urls import document_path

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
TITLE = Text("清单与名录的变更", "Changes of lists and registers")
ET.register_namespace("", _ATOM)
ET.register_namespace("fh", _HISTORY)


def document(
    base: str, told: Iterable[Told], language: str, *, page: int | None, previous: int, updated: str
) -> bytes:
    """A document of the feed with the events `told`, the latest first: the one to subscribe to, or
    (`page`) one that is archived. `previous` is the page before it, 0 where there is none;
    `updated` when the latest of the events happened."""
    feed = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": HTML_LANGUAGE[language]})
    query = f"?lang={language}" if language != "zh" else ""
    current = f"{base}feed.atom{query}"
    own = f"{base}feed/{page}.atom{query}" if page else current
    _add(feed, "id", f"{base}feed" + (f"/{page}" if page else ""))
    _add(feed, "title", _in(TITLE, language))
    _add(feed, "updated", updated)
    _add(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", "Lifematters")
    _link(feed, "self", own, ATOM)
    _link(feed, "alternate", f"{base}changes{query}", "text/html")
    if page:
        ET.SubElement(feed, f"{{{_HISTORY}}}archive")
        _link(feed, "current", current, ATOM)
    if previous:
        _link(feed, "prev-archive", f"{base}feed/{previous}.atom{query}", ATOM)
    for one in told:
        _entry(feed, base, one, language)
    ET.indent(feed, " ")
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _entry(feed: ET.Element, base: str, told: Told, language: str) -> None:
    event = told.event
    entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", event_iri(base, event.number).value)
    _add(entry, "title", _in(told.title, language))
    _add(entry, "updated", event.at)
    _add(entry, "published", event.at)
    address = _address(base, event.thing)
    if event.operation is Operation.DELETE:  # what a rollback took back has no document any more
        address = address.replace("/doc/", "/history/", 1)
    _link(entry, "alternate", address, "text/html")
    _link(entry, "via", _address(base, publication_iri(base, event.publication).value))
    for edition in event.editions:
        _link(entry, "related", _address(base, edition), "text/html")
    for term, label in (
        (event.operation.value, OPERATIONS[event.operation]),
        (told.kind, KINDS[told.kind]),
    ):
        _add(entry, "category", None, term=term, label=_in(label, language))
    _add(entry, "summary", f"{_in(told.title, language)} <{event.thing}>", type="text")


def _address(base: str, iri: str) -> str:
    return base.rstrip("/") + (document_path(iri, base) or "/")


def _in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh


def _add(parent: ET.Element, name: str, text: str | None, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text and visible(text)


def _link(parent: ET.Element, rel: str, href: str, kind: str = "") -> None:
    more = {"type": kind} if kind else {}
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": href, **more})
