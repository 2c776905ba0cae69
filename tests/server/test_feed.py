"""The change feed, read as its clients read it: page after page from its entry point."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse
from werkzeug.test import Client

from ontology.terms import DCT, RDF, SCHEMA
from server.feed.terms import AS, LDES, PAGE, TREE
from server.publication import publish_change
from server.request_ids import Identified
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.plain import MakePlain
from server.store.rollback import Rollback
from server.wsgi import in_front_of
from tests.conftest import application
from tests.server.test_change_log import asked, canonical
from tests.three_editions import FIRST, LIST, SECOND, THIRD, Story

FORMS = {"trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def web(story: Story) -> Iterator[Client]:
    """The service with all that stands in front of it."""
    for app in application(story.data):
        yield Client(Identified(in_front_of(app)), use_cookies=False)


def quads_of(client: Any, address: str, suffix: str) -> list[Quad]:
    answer = client.get(f"{urlsplit(address).path}.{suffix}")
    assert answer.status_code == 200, answer.text
    return list(parse(answer.data, FORMS[suffix], base_iri=address))


def crawled(client: Any, suffix: str) -> Iterator[list[Quad]]:
    """The entry point and every page that relations lead to, as a client of TREE goes."""
    waiting, seen = [f"{DEFAULT_BASE}feed"], set()
    while waiting:
        address = waiting.pop()
        assert address not in seen
        seen.add(address)
        quads = quads_of(client, address, suffix)
        yield quads
        waiting += [
            quad.object.value
            for quad in quads
            if quad.predicate == TREE.node and isinstance(quad.object, NamedNode)
        ]


@pytest.mark.parametrize("suffix", FORMS)
def test_replaying_the_stream_gives_the_present_by_its_canonical_hash(
    story: Story, client_of_story: FlaskClient, suffix: str
) -> None:
    """A client that knows LDES and nothing else: members in the order of their numbers; what is
    created or updated is what the graph of the member says, what is deleted goes."""
    store = Store()
    for quads in crawled(client_of_story, suffix):
        store.extend(quads)
    stream = NamedNode(f"{DEFAULT_BASE}feed#stream")
    members = [q.object for q in store.quads_for_pattern(stream, TREE.member, None, None)]
    standing: dict[Any, set[Triple]] = {}
    named = [one for one in members if isinstance(one, NamedNode)]
    for member in sorted(named, key=lambda one: int(one.value.rpartition("/")[2])):
        (thing,) = (q.object for q in store.quads_for_pattern(member, AS.object, None, None))
        kinds = {q.object for q in store.quads_for_pattern(member, RDF.type, None, None)}
        assert len(kinds & {AS.Create, AS.Update, AS.Delete}) == 1
        standing.pop(thing, None)
        if AS.Delete not in kinds:
            said = store.quads_for_pattern(None, None, None, member)
            standing[thing] = {quad.triple for quad in said}
    replayed = [triple for said in standing.values() for triple in said]
    current = DataFolder(story.data).current()
    assert current is not None
    assert canonical(replayed) == canonical(asked(current))


def test_the_entry_point_says_how_the_stream_is_read(client_of_story: FlaskClient) -> None:
    quads = quads_of(client_of_story, f"{DEFAULT_BASE}feed", "trig")
    said = {(q.subject.value, q.predicate): q.object for q in quads}  # type: ignore[union-attr]
    stream = f"{DEFAULT_BASE}feed#stream"
    assert said[stream, RDF.type] == LDES.EventStream
    assert said[stream, TREE.view] == NamedNode(f"{DEFAULT_BASE}feed")
    assert said[stream, LDES.timestampPath] == AS.published
    assert said[stream, LDES.sequencePath] == SCHEMA.position
    assert said[stream, LDES.versionOfPath] == AS.object
    assert said[stream, LDES.versionDeleteObject] == AS.Delete


def test_every_member_says_when_it_was_published_and_of_which_edition(
    client_of_story: FlaskClient,
) -> None:
    editions = set()
    for quads in crawled(client_of_story, "nq"):
        plain = [quad for quad in quads if quad.graph_name == DefaultGraph()]
        for member in (q.object for q in plain if q.predicate == TREE.member):
            said = {q.predicate for q in plain if q.subject == member}
            assert {AS.object, AS.published, SCHEMA.position, DCT.isPartOf, DCT.spatial} <= said
            editions |= {
                q.object.value  # type: ignore[union-attr]
                for q in plain
                if q.subject == member and q.predicate == AS.context
            }
    assert editions == {f"{LIST}/{edition}" for edition in (FIRST, SECOND, THIRD)}


def test_full_pages_are_the_same_for_ever_and_the_last_one_is_short(
    story: Story, web: Client
) -> None:
    first = DataFolder(story.data).all_snapshots()[0]
    closed, last = first.manifest()["changes"] // PAGE, None
    number = 1
    while (answer := web.get(f"/feed/{number}.nq")).status_code == 200:
        last = answer
        quads = list(parse(answer.data, RdfFormat.N_QUADS))
        members = sum(quad.predicate == TREE.member for quad in quads)
        leads_on = any(quad.predicate == TREE.node for quad in quads)
        if members == PAGE:
            assert leads_on
            assert "immutable" in answer.headers["Cache-Control"]
        else:
            assert not leads_on
            assert answer.headers["Cache-Control"] == "no-cache"
        number += 1
    assert last is not None
    assert number - 1 > closed


def test_a_full_page_has_the_bytes_and_the_tag_that_it_had_before_later_publications(
    story: Story, web: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("later") / "data"
    shutil.copytree(story.data, data)
    assert publish_change(DataFolder(data), Rollback(1, "试"), DEFAULT_BASE)
    for app in application(data):
        later = Client(Identified(in_front_of(app)), use_cookies=False)
        for suffix in ("trig", "nq", "jsonld", "atom"):
            for number in (1, 3):
                before = web.get(f"/feed/{number}.{suffix}")
                after = later.get(f"/feed/{number}.{suffix}")
                assert before.data == after.data
                assert "immutable" in after.headers["Cache-Control"]
        tag = later.get("/feed/1.trig").headers["ETag"]
        again = later.get("/feed/1.trig", headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert "immutable" in again.headers["Cache-Control"]


def test_a_reader_of_atom_gets_every_change_by_going_back_through_the_archive(
    story: Story, client_of_story: FlaskClient
) -> None:
    seen: dict[str, str] = {}
    address = "/feed.atom"
    while address:
        answer = client_of_story.get(address)
        assert answer.mimetype == "application/atom+xml"
        feed = feedparser.parse(answer.data)
        assert not feed.bozo, feed.bozo_exception
        for entry in feed.entries:
            seen[entry.id] = entry.title
            assert entry.published == entry.updated
            assert {tag.term for tag in entry.tags} & {"Create", "Update", "Delete"}
        links = {link.rel: urlsplit(link.href).path for link in feed.feed.links}
        archived = ET.fromstring(answer.data).find(
            "{http://purl.org/syndication/history/1.0}archive"
        )
        assert (archived is not None) == (address != "/feed.atom")
        address = links.get("prev-archive", "")
    last = DataFolder(story.data).all_snapshots()[-1].manifest()["changes"]
    assert len(seen) == last
    assert any("更新" in title for title in seen.values())


def test_the_feed_speaks_english_where_it_is_asked_to(client_of_story: FlaskClient) -> None:
    feed = feedparser.parse(client_of_story.get("/feed/1.atom?lang=en").data)
    assert feed.feed.title == "Changes of lists and registers"
    assert any(entry.title.startswith("Matter created: ") for entry in feed.entries)


def test_what_left_the_feed_still_resolves(client_of_story: FlaskClient) -> None:
    gone = set()
    for quads in crawled(client_of_story, "nq"):
        deleted = {q.subject for q in quads if q.predicate == RDF.type and q.object == AS.Delete}
        gone |= {
            q.object.value  # type: ignore[union-attr]
            for q in quads
            if q.predicate == AS.object and q.subject in deleted
        }
    assert len(gone) > 200
    for iri in sorted(gone)[::20]:
        answer = client_of_story.get(urlsplit(iri).path, follow_redirects=True)
        assert answer.status_code == 200, iri


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/trig"),
        ("application/trig", "application/trig"),
        ("application/n-quads", "application/n-quads"),
        ("application/ld+json", "application/ld+json"),
        ("application/atom+xml", "application/atom+xml"),
        (
            "application/ld+json, application/trig;q=0.9, application/n-quads;q=0.8",
            "application/ld+json",
        ),
    ],
)
def test_a_page_comes_in_the_form_that_is_asked_for(
    client_of_story: FlaskClient, accept: str, kind: str
) -> None:
    for path in ("/feed", "/feed/1"):
        answer = client_of_story.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, kind)


def test_people_are_led_to_a_page(client_of_story: FlaskClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = client_of_story.get("/feed/2", headers=browser)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/changes?page=2")
    page = client_of_story.get("/changes")
    assert "第" in page.text and "≠" in page.text
    assert client_of_story.get("/changes?page=99999").status_code == 400
    assert client_of_story.get("/changes?page=x").status_code == 400


@pytest.mark.parametrize("path", ["/feed/0", "/feed/9999", "/feed/x", "/feed/1.x", "/feed.x"])
def test_a_page_that_is_none_is_a_404(client_of_story: FlaskClient, path: str) -> None:
    assert client_of_story.get(path).status_code == 404


def test_a_page_that_cannot_be_had_so_is_a_406(client_of_story: FlaskClient) -> None:
    answer = client_of_story.get("/feed/1", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "application/trig" in json.dumps(answer.get_json(force=True))


def test_before_anything_was_logged_the_feed_is_empty_and_valid(tmp_path: Path) -> None:
    assert publish_change(DataFolder(tmp_path / "data"), MakePlain(), DEFAULT_BASE)
    for app in application(tmp_path / "data"):
        client = app.test_client()
        feed = feedparser.parse(client.get("/feed.atom").data)
        assert not feed.bozo
        assert feed.feed.updated_parsed
        assert feed.entries == []
        assert client.get("/feed/1.trig").status_code == 200
        assert client.get("/feed/2.trig").status_code == 404
        assert "还没有记录任何变更" in client.get("/changes").text


def test_the_changes_of_one_of_two_counties_can_be_read_alone(client_of_two: FlaskClient) -> None:
    every = client_of_two.get("/changes").text
    assert "370725" in every and "/changes?region=370999" in every
    counts = {}
    for region, other in (("370725", "370999"), ("370999", "370725")):
        page = client_of_two.get("/changes", query_string={"region": region}).text
        table = page.partition("<tbody>")[2].partition("</tbody>")[0]
        assert f"/doc/{region}/" in table and f"/doc/{other}/" not in table
        counts[region] = int(re.findall(r"至今共(\d+)条", page)[0])
        address = f"/changes?page=1&amp;region={region}"
        if "较早" in page:
            assert f"region={region}" in page.partition('rel="next"')[2].partition(">")[0]
        assert client_of_two.get(address.replace("&amp;", "&")).status_code == 200
    assert sum(counts.values()) == int(re.findall(r"至今共(\d+)条", every)[0])
    assert client_of_two.get("/changes?region=999999").status_code == 400
