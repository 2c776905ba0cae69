"""What has been published stays: the paths of every URI of the source, relative to the base, stand
in published_paths.txt, and each must resolve for as long as there is this list. Lines are added to
that file and never taken out or changed; a test prints those that are missing."""

import json
import re
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat

from ontology.terms import DCT
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.urls import document_path
from tests.three_editions import (
    DEPARTMENT_NEW,
    DEPARTMENT_OLD,
    DROPPED,
    FIRST,
    HALVES,
    KNOWN_OLD,
    LIST,
    MERGED,
    MOVED,
    RENAMED_NEW,
    RENAMED_OLD,
    RIGHT,
    SECOND,
    SLIP,
    SPLIT,
    THIRD,
    TOGETHER,
    Story,
)

_FILE = Path(__file__).parent / "published_paths.txt"
KINDS = ("matter", "department", "scenario", "stage", "sub-item")
PATHS = tuple(_FILE.read_text("ascii").split())


def published_paths(store: pyoxigraph.Store, base: str) -> set[str]:
    """The paths of all that is described, but the results of a validation, which are numbered anew
    by each version of the shapes, and events and publications, which each installation numbers."""
    named = {quad.subject for quad in store.quads_for_pattern(None, None, None, None)}
    iris = (one.value for one in named if isinstance(one, NamedNode))
    paths = {iri.removeprefix(base) for iri in iris if iri.startswith(f"{base}id/")}
    return {path for path in paths if not re.search(r"/report#|^id/(change|publication)/", path)}


def test_every_uri_that_is_published_is_promised(changle: pyoxigraph.Store, base: str) -> None:
    missing = published_paths(changle, base) - set(PATHS)
    assert not missing, "add to published_paths.txt:\n" + "\n".join(sorted(missing))


def test_the_promise_is_in_order() -> None:
    assert list(PATHS) == sorted(set(PATHS))
    assert all(path.startswith("id/") and "%" not in path for path in PATHS)


def test_every_uri_that_was_promised_leads_to_what_is_said_of_it(
    client: FlaskClient, base: str
) -> None:
    lost = []
    for path, lines in groupby(PATHS, lambda line: line.partition("#")[0]):
        answer = client.get(f"/{path}")
        if answer.status_code != 303:
            lost.append(f"{answer.status_code} {path}")
            continue
        accept = {"Accept": "application/n-triples"}
        document = client.get(answer.headers["Location"], headers=accept)
        said = {str(q.subject)[1:-1] for q in pyoxigraph.parse(document.data, RdfFormat.N_TRIPLES)}
        lost += [f"{document.status_code} {line}" for line in lines if f"{base}{line}" not in said]
    assert not lost, "no longer resolved:\n" + "\n".join(lost)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_was_never_minted_is_a_404(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/id/370725/{kind}/00000000").status_code == 404


def test_a_path_encoded_once_is_the_same_and_one_encoded_twice_is_none(client: FlaskClient) -> None:
    path = next(path for path in PATHS if "/matter/" in path)
    once, twice = (f"/{path.replace('matter', m)}" for m in ("m%61tter", "m%2561tter"))
    assert client.get(once).headers["Location"] == client.get(f"/{path}").headers["Location"]
    assert client.get(twice).status_code == 404


def test_the_identifier_of_a_thing_is_whole(changle: pyoxigraph.Store, base: str) -> None:
    """So that it can be found again where the domain has changed."""
    for path in PATHS:
        region, _, rest = path.removeprefix("id/").partition("/")
        kind, _, key = rest.partition("/")
        if kind in KINDS:
            thing = NamedNode(base + path)
            (said,) = changle.quads_for_pattern(thing, DCT.identifier, None, DefaultGraph())
            assert said.object == Literal(f"{region}-{kind}-{key}")


# Three editions: what was ever published


def _store(story: Story, snapshot: int) -> pyoxigraph.Store:
    found = DataFolder(story.data).snapshot(snapshot)
    assert found is not None
    return pyoxigraph.Store.read_only(str(found.store))


def _document(client: FlaskClient, iri: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"{_path(iri)}.jsonld").data)
    return found


def _path(iri: str) -> str:
    return document_path(iri, DEFAULT_BASE) or ""


def test_whatever_was_ever_published_is_there_or_says_that_it_was_withdrawn(
    story: Story, client_of_story: FlaskClient, base: str
) -> None:
    """Seven publications, one of them of a file with a slip."""
    ever: set[str] = set()
    for snapshot in range(1, story.snapshots[THIRD] + 1):
        ever |= published_paths(_store(story, snapshot), base)
    assert len(ever) > 3 * 1600
    answers: dict[int, set[str]] = {303: set(), 410: set()}
    for path in sorted({line.partition("#")[0] for line in ever}):
        answer = client_of_story.get(f"/{path}", headers={"Accept": "text/turtle"})
        answers[answer.status_code].add(path)
        if answer.status_code == 303:
            document = client_of_story.get(answer.headers["Location"] + ".nt")
            assert document.status_code == 200, path
            assert f"<{base}{path}> " in document.text, path
    slip = story.iri(SLIP).removeprefix(base)
    assert slip in answers[410]
    of_files = {path for path in answers[410] if re.search(r"/source/(document|load)/", path)}
    assert answers[410] == of_files | {slip}
    assert len(of_files) == 2  # the file with the slip, and its load


@pytest.mark.parametrize(
    ("name", "status", "last", "successors"),
    [
        (TOGETHER, "not-in-current-list", SECOND, ()),
        (SPLIT, "split", FIRST, HALVES),
        (MERGED[0], "merged", FIRST, (TOGETHER,)),
        (MERGED[1], "merged", FIRST, (TOGETHER,)),
        (HALVES[0], "merged", SECOND, (HALVES[1],)),
    ],
)
def test_what_left_the_list_says_what_became_of_it_and_where_it_last_stood(
    story: Story,
    client_of_story: FlaskClient,
    name: str,
    status: str,
    last: str,
    successors: tuple[str, ...],
) -> None:
    iri = story.iri(name)
    said = _document(client_of_story, iri)
    assert said["type"] == ["FormerMatter"]
    assert said["status"].endswith(f"/matter-status/{status}")
    assert said["lastEdition"] == [f"{LIST}/{last}"]
    expected = sorted(story.iri(one) for one in successors)
    assert said.get("isReplacedBy", []) == expected
    page = client_of_story.get(_path(iri)).text
    assert "不在现行清单" in page
    assert all(f'href="{_path(one)}"' in page for one in expected)
    assert f"{last} 版" in page or f"（{last}）" in page


@pytest.mark.parametrize("name", [DROPPED, MOVED, KNOWN_OLD, RENAMED_NEW, RIGHT])
def test_what_moved_was_renamed_or_came_back_is_current_under_the_uri_it_always_had(
    story: Story, client_of_story: FlaskClient, name: str
) -> None:
    old = RENAMED_OLD if name == RENAMED_NEW else name
    label = Literal(old, language="zh-hans")
    quads = _store(story, 1).quads_for_pattern(None, DCT.title, label, DefaultGraph())
    (iri,) = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    said = _document(client_of_story, iri)
    assert "Matter" in said["type"]
    assert "status" not in said
    assert said["label"]["zh-hans"] == name
    assert old == name or old in said["altLabel"]["zh-hans"]


def test_the_name_of_a_matter_that_turned_out_to_be_another_leads_to_it(
    story: Story, client_of_story: FlaskClient
) -> None:
    register = story.register()
    (key,) = (m.key for m in register.matters if m.name == RENAMED_NEW and m.replaced_by)
    (kept,) = (m.key for m in register.matters if m.name == RENAMED_NEW and not m.replaced_by)
    said = _document(client_of_story, f"{DEFAULT_BASE}id/370725/matter/{key}")
    assert said["isReplacedBy"] == [f"{DEFAULT_BASE}id/370725/matter/{kept}"]
    assert "lastEdition" not in said  # no edition has it: the decision came before any other


def test_a_department_under_a_new_name_leads_to_the_uri_it_always_had(
    story: Story, client_of_story: FlaskClient
) -> None:
    page = client_of_story.get(_path(story.iri(DEPARTMENT_NEW, "department"))).text
    assert "不在现行清单" in page
    assert f'href="{_path(story.iri(DEPARTMENT_OLD, "department"))}"' in page


def test_a_withdrawn_uri_is_gone_with_its_reason_and_what_to_use_instead(
    story: Story, client_of_story: FlaskClient
) -> None:
    path = story.iri(SLIP).removeprefix(DEFAULT_BASE)
    for address in (f"/{path}", f"/doc/{path.removeprefix('id/')}.ttl"):
        problem = client_of_story.get(address, headers={"Accept": "application/json"})
        assert problem.status_code == 410
        said = json.loads(problem.data)
        assert said["type"].endswith("#withdrawn")
        assert said["successors"] == [story.iri(RIGHT)]
        assert SLIP in said["detail"] and said["note"] in said["detail"]
    page = client_of_story.get(f"/{path}", headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert f'href="{_path(story.iri(RIGHT))}"' in page.text


def test_a_superseded_edition_and_all_in_it_stay(
    story: Story, client_of_story: FlaskClient
) -> None:
    for edition, entries in ((FIRST, 112), (SECOND, 111)):
        said = _document(client_of_story, f"{LIST}/{edition}")
        assert len(said["hasEntry"]) == entries
        assert client_of_story.get(_path(f"{LIST}/{edition}/entry/{entries}")).status_code == 200
