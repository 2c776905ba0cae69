"""What was said of a thing before: as pages, as an edition has it, and as mementos (RFC 7089)."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, parse

from loader.statements import in_graph
from server.feed.log import ChangeLog, scope_of
from server.history.state import Moment, state
from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.describing import describe
from server.store.embedded import _Quads
from server.store.folder import DataFolder
from server.store.rollback import Rollback
from tests.conftest import application
from tests.three_editions import (
    DEPARTMENT_NEW,
    DEPARTMENT_OLD,
    DROPPED,
    FIRST,
    HALVES,
    LIST,
    MOVED,
    RENAMED_NEW,
    RENAMED_OLD,
    SECOND,
    SLIP,
    SPLIT,
    THIRD,
    Story,
)

NT = {"Accept": "application/n-triples"}
KINDS = ("matter", "sub-item", "department", "scenario", "stage", "entry")


def triples(answer: Any) -> set[Triple]:
    assert answer.status_code == 200, answer.text
    return {quad.triple for quad in parse(answer.data, RdfFormat.N_TRIPLES)}


def path_of(iri: str) -> str:
    return iri.removeprefix(f"{DEFAULT_BASE}id/")


def records(story: Story) -> dict[int, dict[str, Any]]:
    return {record["id"]: record for record in DataFolder(story.data).history()}


def renamed(story: Story) -> str:
    """The matter that a decision says is called otherwise now."""
    (key,) = (
        one.key
        for one in story.register().matters
        if one.name == RENAMED_NEW and not one.replaced_by
    )
    return f"{DEFAULT_BASE}id/370725/matter/{key}"


def gmt(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


# The state of a moment


def test_the_state_of_every_moment_is_what_the_document_said_then(story: Story) -> None:
    """Compared with the snapshots that are still there, which mementos never read: all that the
    register, the list and what is derived from it said of every thing."""
    snapshots = DataFolder(story.data).all_snapshots()
    current = Store.read_only(str(snapshots[-1].store))
    log = ChangeLog(current, DEFAULT_BASE, snapshots[-1].manifest()["changes"])
    derived = [NamedNode(f"{LIST}/{edition}/derived") for edition in (FIRST, SECOND, THIRD)]
    whole = {2, 5, 7}  # before another edition came, and now: what is derived follows decisions
    compared = 0
    for snapshot in snapshots:
        store = Store.read_only(str(snapshot.store))
        told = {
            f"{DEFAULT_BASE}graph/{name}"
            for name in ("ontology", "codes", "catalogue", "statistics", "description")
        }
        then = _Quads(store)
        moment = Moment(snapshot.manifest()["changes"])
        for iri in sorted(things(store)):
            said = {
                triple
                for triple in describe(then, DEFAULT_BASE, iri)
                if any(told_of(store, triple, told))
            }
            now = state(log, iri, moment)
            if snapshot.id not in whole:
                said -= {t for t in said if any(in_graph(t, one) in store for one in derived)}
                now -= {t for t in now if any(in_graph(t, one) in current for one in derived)}
            assert {t for t in said if is_of(t, iri)} == {t for t in now if is_of(t, iri)}, iri
            compared += 1
    assert compared > 2000


def is_of(triple: Triple, iri: str) -> bool:
    return NamedNode(iri) in (triple.subject, triple.object)


def told_of(store: Store, triple: Triple, told: set[str]) -> list[bool]:
    """Whether a triple stands in a layer that moments are made of."""
    found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    names = {q.graph_name.value for q in found if isinstance(q.graph_name, NamedNode)}
    return [
        name not in told and "/mapping/" not in name and not name.endswith(("/source", "/report"))
        for name in names
    ]


def things(store: Store) -> set[str]:
    found = set()
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            scope = scope_of(DEFAULT_BASE, quad.subject.value)
            if scope and not scope.part:
                found.add(scope.thing)
    return found


# As an edition has it


@pytest.mark.parametrize(
    ("name", "edition", "stands"),
    [
        (MOVED, FIRST, "4.3"),
        (MOVED, SECOND, "8.2"),
        (SPLIT, FIRST, "11.1"),
        (HALVES[0], SECOND, "11.1"),
    ],
)
def test_a_document_says_where_an_edition_has_the_thing(
    story: Story, client_of_story: FlaskClient, name: str, edition: str, stands: str
) -> None:
    path = path_of(story.iri(name))
    found = triples(client_of_story.get(f"/doc/{path}.nt?edition={edition}"))
    entries = {str(t.subject.value) for t in found if t.predicate.value.endswith("#matter")}  # type: ignore[union-attr]
    assert entries
    assert all(entry.startswith(f"{LIST}/{edition}/entry/") for entry in entries)
    for entry in entries:
        said = client_of_story.get(f"/doc/{path_of(entry)}.nt")
        assert f'"{stands}"' in said.text
    assert any(t.object.value.endswith("#Matter") for t in found if isinstance(t.object, NamedNode))


def test_names_are_those_that_were_used_while_the_edition_was_current(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(renamed(story))
    then = client_of_story.get(f"/doc/{path}?edition={FIRST}", headers={"Accept": "text/html"})
    now = client_of_story.get(f"/doc/{path}", headers={"Accept": "text/html"})
    assert f"<h1>{RENAMED_OLD}</h1>" in then.text
    assert f"版本 {FIRST} 所载" in then.text
    assert f"<h1>{RENAMED_NEW}</h1>" in now.text


@pytest.mark.parametrize(
    ("name", "edition", "words"),
    [
        (SPLIT, "2031-01", "没有这个版本。有：370725/personal-life-cycle/2026-11"),
        (HALVES[0], FIRST, "这个版本里没有它"),
    ],
)
def test_an_edition_that_is_none_or_does_not_have_it_is_refused(
    story: Story, client_of_story: FlaskClient, name: str, edition: str, words: str
) -> None:
    path = path_of(story.iri(name))
    answer = client_of_story.get(f"/doc/{path}.ttl?edition={edition}")
    assert answer.status_code == 400
    assert words in answer.get_json(force=True)["detail"]


def test_what_has_no_editions_says_so(client_of_story: FlaskClient) -> None:
    answer = client_of_story.get(f"/doc/region/370725.ttl?edition={FIRST}")
    assert answer.status_code == 400
    assert "没有版本之分" in answer.get_json(force=True)["detail"]


# Mementos


def test_a_document_is_its_own_time_gate_and_leads_to_its_mementos(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(story.iri(MOVED))
    answer = client_of_story.get(f"/doc/{path}.ttl")
    links = answer.headers.getlist("Link")
    assert f'<{DEFAULT_BASE}doc/{path}.ttl>; rel="original timegate"' in links
    timemap = f'<{DEFAULT_BASE}timemap/{path}.ttl>; rel="timemap"; type="application/link-format"'
    assert timemap in links
    assert client_of_story.get(f"/timemap/{path}").status_code == 200


def test_each_time_leads_to_the_last_memento_that_is_not_later(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(story.iri(DEPARTMENT_OLD, "department"))
    mementos = listed(client_of_story, path)
    assert len(mementos) >= 3
    assert mementos == sorted(mementos)
    times = [datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC) for stamp in mementos]
    cases = [
        (datetime(1999, 1, 1, tzinfo=UTC), 0),
        (times[0], 0),
        (times[1], 1),
        (times[1] + (times[2] - times[1]) / 2, 1),
        (times[-1] + timedelta(days=3), len(times) - 1),
        (datetime(2999, 1, 1, tzinfo=UTC), len(times) - 1),
    ]
    for at, which in cases:
        headers = {"Accept-Datetime": gmt(at)}
        answer = client_of_story.get(f"/doc/{path}", headers=headers)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/memento/{mementos[which]}/{path}"
        assert "accept-datetime" in answer.headers["Vary"].lower()
        assert answer.headers["Link"]
        there = client_of_story.get(answer.headers["Location"], headers=NT)
        assert there.status_code == 200
        assert there.headers["Memento-Datetime"] == gmt(times[which])
        relations = " ".join(there.headers.getlist("Link"))
        assert 'rel="original timegate"' in relations
        assert "first" in relations and "last" in relations


def test_a_thing_leads_to_its_document_whose_time_gate_leads_on(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(story.iri(MOVED))
    headers = {"Accept-Datetime": gmt(datetime(2000, 1, 1, tzinfo=UTC)), **NT}
    answer = client_of_story.get(f"/id/{path}", headers=headers, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["Memento-Datetime"]
    assert f"{LIST}/{FIRST}/entry/" in answer.text


def test_the_first_memento_has_the_first_edition_and_the_last_the_third(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(story.iri(MOVED))
    stamps = listed(client_of_story, path)
    editions = []
    for stamp in stamps:
        found = triples(client_of_story.get(f"/memento/{stamp}/{path}.nt"))
        (entry,) = (t.subject for t in found if t.predicate.value.endswith("#matter"))
        editions.append(str(entry.value).split("/")[7])  # type: ignore[union-attr]
    assert editions[0] == FIRST
    assert editions[-1] == THIRD
    assert editions == sorted(editions, key=[FIRST, SECOND, THIRD].index)


def test_the_memento_of_a_file_form_has_that_form(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(story.iri(MOVED))
    stamp = listed(client_of_story, path)[0]
    for suffix, kind in (
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
        ("html", "text/html"),
    ):
        answer = client_of_story.get(f"/memento/{stamp}/{path}.{suffix}")
        assert (answer.status_code, answer.mimetype) == (200, kind)
    page = client_of_story.get(f"/memento/{stamp}/{path}", headers={"Accept": "text/html"})
    assert "不一定是现在的" in page.text


def test_a_time_between_mementos_leads_to_the_one_that_counts(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(story.iri(MOVED))
    stamps = listed(client_of_story, path)
    answer = client_of_story.get(f"/memento/29990101000000/{path}.ttl")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/memento/{stamps[-1]}/{path}.ttl"


@pytest.mark.parametrize(
    "header", ["yesterday", "2026-11-30", "Tue, 01 Dec 2026 08:00:00 +0800", "0", "GMT", "é GMT"]
)
def test_what_is_no_time_is_refused(
    story: Story, client_of_story: FlaskClient, header: str
) -> None:
    path = path_of(story.iri(MOVED))
    answer = client_of_story.get(f"/doc/{path}.ttl", headers={"Accept-Datetime": header})
    assert answer.status_code == 400
    assert "RFC 1123" in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize("stamp", ["2026", "20261340000000", "now", "99999999999999"])
def test_an_address_without_a_time_is_no_memento(
    story: Story, client_of_story: FlaskClient, stamp: str
) -> None:
    assert client_of_story.get(f"/memento/{stamp}/{path_of(story.iri(MOVED))}").status_code == 404


def test_what_never_was_has_no_mementos(client_of_story: FlaskClient) -> None:
    for path in ("370725/matter/00000000", "region/370725", "nothing"):
        assert client_of_story.get(f"/timemap/{path}").status_code == 404
        assert client_of_story.get(f"/memento/20300101000000/{path}").status_code == 404
        assert client_of_story.get(f"/history/{path}").status_code == 404


def test_what_was_withdrawn_can_still_be_seen_as_it_was(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = path_of(story.iri(SLIP))
    assert client_of_story.get(f"/doc/{path}").status_code == 410
    stamp = listed(client_of_story, path)[0]
    assert SLIP in client_of_story.get(f"/memento/{stamp}/{path}.nt").text


def listed(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(f"/timemap/{path}")
    assert answer.mimetype == "application/link-format"
    return re.findall(rf"/memento/(\d{{14}})/{re.escape(path)}>", answer.text)


# History


def test_the_history_says_what_changed_when_and_from_which_document(
    story: Story, client_of_story: FlaskClient
) -> None:
    found = client_of_story.get(f"/history/{path_of(story.iri(MOVED))}.json").get_json()
    published = records(story)
    for step in found["items"]:
        record = published[step["publication"]]
        assert step["time"][:19] == record["at"][:19]
        if "document" in record:
            (document,) = step["documents"]
            assert document["file"] == record["file"]
            if step["publication"] == 3:  # its file has given way to another
                assert document["uri"] is None
            else:
                assert client_of_story.get(f"/doc/{path_of(document['uri'])}").status_code == 200
    (moved,) = (
        row for step in found["items"] for row in step["changes"] if row["operation"] == "moved"
    )
    assert moved["uri"] == story.iri(MOVED)
    assert moved["edition"] == f"{LIST}/{SECOND}"
    (brought,) = (step for step in found["items"] if moved in step["changes"])
    assert brought["publication"] == 3
    assert found["items"][-1]["events"][0]["operation"] == "Create"


def test_the_history_says_how_a_thing_was_called(
    story: Story, client_of_story: FlaskClient
) -> None:
    cases: tuple[tuple[str, str, set[str], set[str]], ...] = (
        (renamed(story), "prefLabel", {RENAMED_OLD}, {RENAMED_NEW}),
        (story.iri(DEPARTMENT_OLD, "department"), "alternative", set(), {DEPARTMENT_NEW}),
    )
    for iri, name, before, after in cases:
        found = client_of_story.get(f"/history/{path_of(iri)}.json").get_json()
        said = [
            difference
            for step in found["items"]
            for event in step["events"]
            for difference in event["differences"]
            if difference["property"].endswith(name)
        ]
        assert before <= {one["value"] for each in said for one in each["removed"]}
        assert after <= {one["value"] for each in said for one in each["added"]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_history_reads_in_both_languages(
    story: Story, client_of_story: FlaskClient, language: str
) -> None:
    page = client_of_story.get(f"/history/{path_of(story.iri(DROPPED))}?lang={language}").text
    assert {"zh": "依据：", "en": "Basis: "}[language] in page
    assert page.count("<section") >= 3


def test_every_page_leads_to_its_history(story: Story, client_of_story: FlaskClient) -> None:
    for iri in (story.iri(MOVED), story.iri(DEPARTMENT_OLD, "department")):
        page = client_of_story.get(f"/doc/{path_of(iri)}", headers={"Accept": "text/html"}).text
        assert f'href="/history/{path_of(iri)}"' in page


def test_an_event_and_a_publication_have_documents(client_of_story: FlaskClient) -> None:
    for path, words in (("change/1", "新增"), ("publication/1", "第1次发布")):
        assert client_of_story.get(f"/id/{path}").status_code == 303
        page = client_of_story.get(f"/doc/{path}", headers={"Accept": "text/html"})
        assert (page.status_code, words in page.text) == (200, True), path
        document = json.loads(client_of_story.get(f"/doc/{path}.jsonld").text)
        assert document["@id" if "@id" in document else "id"].endswith(f"id/{path}")
    assert client_of_story.get("/id/change/999999").status_code == 404


def test_a_list_and_its_editions_have_a_history_too(
    story: Story, client_of_story: FlaskClient
) -> None:
    found = client_of_story.get(f"/history/{path_of(LIST)}.json").get_json()
    loads = [record["id"] for record in records(story).values() if "edition" in record]
    assert [step["publication"] for step in found["items"]] == sorted(loads, reverse=True)
    path = path_of(f"{LIST}/{SECOND}")
    found = client_of_story.get(f"/history/{path}.json").get_json()
    assert [step["publication"] for step in found["items"]] == [4, 3]
    corrected, brought = found["items"]
    assert {"removed", "moved", "renamed"} <= {row["operation"] for row in brought["changes"]}
    assert {row["edition"] for row in brought["changes"]} == {f"{LIST}/{SECOND}"}
    assert corrected["changes"] == []
    page = client_of_story.get(f"/doc/{path}", headers={"Accept": "text/html"}).text
    assert f'href="/history/{path}"' in page
    told = client_of_story.get(f"/history/{path}").text
    assert re.search(f"<li>移除：第\\d+项“{DROPPED}”", told), "whether it came or went is said"
    assert client_of_story.get(f"/history/{path_of(LIST)}/stages").status_code == 404


# What a second reader found


@pytest.mark.parametrize(
    "address",
    [
        "/timemap/370725/matter/a%20b",
        "/history/370725/matter/a%20b",
        "/history/370725/checklist/a%20b",
        "/memento/20261130200317/370725/matter/a%3Cb",
        f"/doc/370725/matter/a%20b?edition={SECOND}",
        "/doc/change/1%23object",
        "/doc/change/99999999999999999999999999999999",
    ],
)
def test_what_cannot_be_one_of_our_uris_is_never_an_error_of_ours(
    client_of_story: FlaskClient, address: str
) -> None:
    for headers in ({}, {"Accept": "text/html"}, {"Accept-Datetime": gmt(datetime.now(UTC))}):
        assert client_of_story.get(address, headers=headers).status_code < 500


def test_a_year_of_twenty_digits_is_no_time(story: Story, client_of_story: FlaskClient) -> None:
    path = path_of(story.iri(MOVED))
    header = "Tue, 01 Dec 99999999999999999999 08:00:00 GMT"
    answer = client_of_story.get(f"/doc/{path}", headers={"Accept-Datetime": header})
    assert answer.status_code == 400


def test_an_entry_is_not_shown_as_another_edition_has_it(client_of_story: FlaskClient) -> None:
    path = path_of(f"{LIST}/{SECOND}/entry/1")
    assert client_of_story.get(f"/doc/{path}.ttl?edition={SECOND}").status_code == 200
    assert client_of_story.get(f"/doc/{path}.ttl?edition={THIRD}").status_code == 400


def test_what_a_rollback_took_back_says_so_and_has_no_memento_of_later(
    story: Story, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(story.data, tmp_path / "data"))
    iri = story.iri(HALVES[0])
    assert publish_change(DataFolder(data), Rollback(1, "试"), DEFAULT_BASE)
    for app in application(data):
        client = app.test_client()
        answer = client.get(f"/doc/{path_of(iri)}", headers=NT)
        assert answer.status_code == 410
        problem = answer.get_json(force=True)
        assert HALVES[0] in problem["detail"] and "已经退回" in problem["detail"]
        status = client.post("/api/status", json={"uris": [iri]}).get_json()["items"][0]
        assert (status["status"], status["name"]) == ("withdrawn", HALVES[0])
        assert "已经退回" in status["note"]
        stamps = listed(client, path_of(iri))
        last = client.get(f"/memento/{stamps[-1]}/{path_of(iri)}.nt")
        assert HALVES[0] in last.text
        taken_back = client.get(f"/history/{path_of(iri)}.json").get_json()["items"][0]
        assert taken_back["events"][-1]["operation"] == "Delete"
        assert taken_back["memento"] is None
        assert f'href="/history/{path_of(iri)}"' in client.get("/changes").text
