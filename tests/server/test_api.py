"""The data as flat JSON and CSV: complete, as the graph says, in pages, valid as stated."""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from pyoxigraph import DefaultGraph, Literal, NamedNode

from ontology.terms import CODE, DCT, LM, RDF, SKOS
from server.api import views
from tests.conftest import open_store, rows
from tests.three_editions import (
    DEPARTMENT_NEW,
    DEPARTMENT_OLD,
    DROPPED,
    EDITIONS,
    FIRST,
    HALVES,
    KNOWN_NEW,
    KNOWN_OLD,
    LIST,
    MERGED,
    MOVED,
    OTHERS,
    RENAMED_NEW,
    RENAMED_OLD,
    RETYPED,
    RIGHT,
    SECOND,
    SLIP,
    SPLIT,
    SUB_ITEM,
    THIRD,
    TOGETHER,
    Story,
)

PREFIXES = f"PREFIX lm: <{LM.iri}> PREFIX dct: <{DCT.iri}> PREFIX skos: <{SKOS.iri}>"
Record = dict[str, Any]


@pytest.fixture(scope="module")
def store(story: Story) -> pyoxigraph.Store:
    return open_store(story.data)


def fetched(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.data)
    return found


def every(client: FlaskClient, path: str) -> list[Record]:
    """All records, page by page as `next` leads."""
    found, address = [], f"/api/{path}"
    while address:
        page = json.loads(client.get(address).data)
        assert page["count"] == len(page["items"])
        found += page["items"]
        address = page["next"]
    return found


def refusal(client: FlaskClient, path: str, status: int, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/{path}", **body) if body else client.get(f"/api/{path}")
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = json.loads(answer.data)
    return found


# What is in it


def test_the_entries_of_every_edition_are_those_of_its_graph(
    client_of_story: FlaskClient, store: pyoxigraph.Store
) -> None:
    for edition in EDITIONS:
        graph = NamedNode(f"{LIST}/{edition}")
        said: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for quad in store.quads_for_pattern(None, None, None, graph):
            if isinstance(quad.subject, NamedNode):
                assert isinstance(quad.object, NamedNode | Literal)
                said[quad.subject.value][quad.predicate.value].add(quad.object.value)
        entries = {iri for iri, of in said.items() if LM.Entry.value in of[RDF.type.value]}
        found = {one["uri"]: one for one in every(client_of_story, f"entries?edition={edition}")}
        assert found.keys() == entries
        for iri, one in found.items():
            assert said[iri][LM.number.value] == {str(one["number"])}
            assert said[iri][LM.statedName.value] == {one["name"]}
            assert said[iri][LM.scenarioCode.value] == {one["scenario"]["code"]}
            assert said[iri][LM.matter.value] == {one["matter"]["uri"]}
            assert said[iri][LM.leadDepartment.value] == uris(one["lead_departments"])
            assert said[iri][LM.cooperatingDepartment.value] == uris(one["cooperating_departments"])
            assert said[iri][LM.hasSubEntry.value] == {line["uri"] for line in one["lines"]}
            for line in one["lines"] or [one]:
                assert said[line["uri"]][LM.matterType.value] == uris(line["types"])
                sub_item = line["sub_item"]
                assert said[line["uri"]][LM.subItem.value] == uris([sub_item] if sub_item else [])


def uris(things: list[Record]) -> set[str]:
    return {thing["uri"] for thing in things}


def test_the_matters_are_those_of_the_register_current_and_former(
    client_of_story: FlaskClient, store: pyoxigraph.Store
) -> None:
    for kind, classes in (("matter", LM.Matter), ("sub-item", LM.SubItem)):
        current = every(client_of_story, f"matters?kind={kind}")
        quads = store.quads_for_pattern(None, RDF.type, classes, DefaultGraph())
        assert {one["uri"] for one in current} == {q.subject.value for q in quads}  # type: ignore[union-attr]
        assert all(one["kind"] == kind and one["status"] == "current" for one in current)
    quads = store.quads_for_pattern(None, RDF.type, LM.FormerMatter, DefaultGraph())
    former = every(client_of_story, "matters?kind=all&status=former")
    assert {one["uri"] for one in former} == {q.subject.value for q in quads}  # type: ignore[union-attr]
    assert len(every(client_of_story, "matters?kind=all&status=all")) == len(former) + len(
        every(client_of_story, "matters?kind=all")
    )


def test_what_a_matter_is_presumed_to_be_handled_by_is_as_the_graph_derives_it(
    client_of_story: FlaskClient, store: pyoxigraph.Store
) -> None:
    query = f"""{PREFIXES} PREFIX cv: <http://data.europa.eu/m8g/>
      SELECT ?m ?d {{ ?m a lm:Matter ; cv:hasCompetentAuthority ?d }}"""
    derived: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(store, query):
        derived[row["m"]].add(row["d"])
    for one in every(client_of_story, "matters"):
        assert uris(one["presumed_handling_departments"]) == derived[one["uri"]]
        assert "lead_departments" not in one, "who leads belongs to the entry"


def test_departments_count_what_they_lead_and_cooperate_on(
    client_of_story: FlaskClient, store: pyoxigraph.Store
) -> None:
    found = {one["uri"]: one for one in every(client_of_story, "departments?status=all")}
    for predicate, key in (
        (LM.leadDepartment, "leads"),
        (LM.cooperatingDepartment, "cooperates"),
    ):
        query = f"""{PREFIXES} SELECT ?d (COUNT(DISTINCT ?e) AS ?n)
          {{ ?e a lm:Entry ; <{predicate.value}> ?d }} GROUP BY ?d"""
        counted = {row["d"]: int(row["n"]) for row in rows(store, query)}
        assert {iri: one[key] for iri, one in found.items() if one[key]} == counted
    quads = store.quads_for_pattern(None, RDF.type, LM.Department, DefaultGraph())
    assert found.keys() == {q.subject.value for q in quads}  # type: ignore[union-attr]


def test_a_department_of_another_name_is_told_with_its_successor(
    client_of_story: FlaskClient, story: Story
) -> None:
    (one,) = every(client_of_story, f"departments?status=former&name={quote(DEPARTMENT_NEW)}")
    assert one["uri"] == story.iri(DEPARTMENT_NEW, "department")
    assert uris(one["successors"]) == {story.iri(DEPARTMENT_OLD, "department")}
    (kept,) = every(client_of_story, f"departments?name={quote(DEPARTMENT_NEW)}")
    assert DEPARTMENT_NEW in kept["aliases"]


def test_scenarios_stand_in_the_order_of_the_list_with_their_counts(
    client_of_story: FlaskClient,
) -> None:
    found = every(client_of_story, f"scenarios?edition={FIRST}")
    assert [one["code"] for one in found][:4] == ["1.1", "2.1", "2.2", "2.3"]
    assert len(found) == 25
    assert sum(one["entries"] for one in found) == 112
    assert sum(one["lines"] for one in found) == 161


def test_the_editions_are_listed_with_what_they_follow(client_of_story: FlaskClient) -> None:
    items = fetched(client_of_story, "editions")["items"]
    assert {one["edition"]: (one["previous"] or "").rpartition("/")[2] for one in items} == {
        FIRST: "",
        SECOND: FIRST,
        THIRD: SECOND,
    }
    assert [one["edition"] for one in items if one["current"]] == [THIRD]


# Filters and pages


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("entries?scenario=11.2", 4),
        ("entries?scenario=11.1&scenario=11.2", 8),
        ("entries?stage=11", 8),
        ("entries?stage=身后", 8),
        ("entries?number=64", 1),
        ("entries?lead=县残联", 4),
        ("entries?department=县残联&cooperating=县民政局", 2),
        ("entries?type=行政许可", 11),
        ("entries?type=administrative-licence", 11),
        ("entries?name=公积金", 7),
        ("entries?name=启封", 1),
        ("entries?matter=不动产登记", 3),
        ("entries?lead=没有这个部门", 0),
        ("scenarios?lead=县人社局&stage=4", 3),
        ("departments?level=市级", 1),
    ],
)
def test_a_filter_finds_what_the_first_edition_prints(
    client_of_story: FlaskClient, path: str, count: int
) -> None:
    assert len(every(client_of_story, f"{path}&edition={FIRST}")) == count


@pytest.mark.parametrize("kind", ["entries", "matters", "departments", "scenarios"])
@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_pages_put_together_are_the_whole_in_order(
    client_of_story: FlaskClient, kind: str, limit: int
) -> None:
    whole = fetched(client_of_story, f"{kind}?limit=1000")
    assert whole["next"] is None and whole["total"] == whole["count"]
    assert every(client_of_story, f"{kind}?limit={limit}") == whole["items"]


def test_pages_go_on_from_one_county_to_the_next(client_of_two: FlaskClient) -> None:
    for limit in (3, 50, 112, 113, 1000):
        found = every(client_of_two, f"entries?limit={limit}")
        counts = Counter(one["region"] for one in found)
        assert counts["370725"] == 112 and counts["370999"] > 0
        assert len({one["uri"] for one in found}) == len(found)
    only = every(client_of_two, "entries?region=370999")
    assert {one["region"] for one in only} == {"370999"} and len(only) == counts["370999"]


def test_a_page_that_looks_through_too_many_counties_ends_early_and_leads_on(
    client_of_two: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_REGIONS", 1)
    first = fetched(client_of_two, f"entries?name={quote('没有这样的事项')}")
    assert (first["count"], first["total"]) == (0, None) and first["next"]
    whole = every(client_of_two, "entries?limit=1000")
    assert {one["region"] for one in whole} == {"370725", "370999"}


def test_a_cursor_of_an_earlier_publication_is_refused(client_of_story: FlaskClient) -> None:
    problem = refusal(client_of_story, "entries?cursor=1.370725.5", 409)
    assert problem["type"].endswith("#stale-cursor")


def test_the_next_page_stands_in_the_header_too(client_of_story: FlaskClient) -> None:
    answer = client_of_story.get("/api/matters.csv?limit=5&name=登记")
    (link,) = (one for one in answer.headers.getlist("Link") if 'rel="next"' in one)
    address = link[1 : link.index(">")]
    assert "cursor=" in address
    following = client_of_story.get(address)
    assert following.mimetype == "text/csv"


# CSV


def test_the_csv_of_entries_has_a_row_for_each_line(client_of_story: FlaskClient) -> None:
    answer = client_of_story.get(f"/api/entries.csv?edition={FIRST}&limit=1000")
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(found) == 161
    (row,) = (one for one in found if one["line_uri"].endswith("/entry/64/4"))
    assert row["line_name"] == "建造、翻建自住住房提取住房公积金"
    assert (row["number"], row["scenario_code"]) == ("64", "5.5")
    assert row["lead_departments"] == "市住房公积金管理中心昌乐分中心"
    (several,) = (one for one in found if one["number"] == "37")
    assert several["cooperating_departments"] == "县医保局、县税务局"
    assert len(several["cooperating_departments_uri"].split()) == 2


@pytest.mark.parametrize("kind", ["entries", "matters", "departments", "scenarios"])
def test_csv_and_json_say_the_same_and_no_column_is_always_empty_by_mistake(
    client_of_story: FlaskClient, kind: str
) -> None:
    text = client_of_story.get(f"/api/{kind}.csv?limit=1000&excel=1").text
    assert text.startswith("\ufeff")
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    records = every(client_of_story, f"{kind}?limit=1000")
    assert len({row["uri"] for row in found}) == len(records)
    by_uri = {one["uri"]: one for one in records}
    for row in found:
        assert row["name"] == by_uri[row["uri"]]["name"]
        record = by_uri[row["uri"]] | {"line_uri": 0, "line": 0, "line_name": 0}
        for column in row:
            stem = column.removesuffix("_uri").removesuffix("_code").removesuffix("_number")
            assert column in record or stem in record, column


# Stated URIs: what became of them


def test_each_stored_uri_gets_its_status(client_of_story: FlaskClient, story: Story) -> None:
    expected = {
        story.iri(SPLIT): "split",
        story.iri(MERGED[0]): "merged",
        story.iri(MERGED[1]): "merged",
        story.iri(HALVES[0]): "merged",
        story.iri(TOGETHER): "not-in-current-list",
        story.iri(SUB_ITEM, "sub-item"): "not-in-current-list",
        story.iri(SLIP): "withdrawn",
        story.iri(MOVED): "current",
        story.iri(DROPPED): "current",
        story.iri(DEPARTMENT_NEW, "department"): "merged",
        story.iri(DEPARTMENT_OLD, "department"): "current",
        f"{LIST}/{FIRST}": "superseded",
        f"{LIST}/{FIRST}/entry/64": "superseded",
        f"{LIST}/{FIRST}/entry/64/4": "superseded",
        f"{LIST}/{THIRD}/entry/64": "current",
        LIST: "current",
        CODE["matter-type/other"].value: "current",
    }
    answer = client_of_story.post("/api/status", json={"uris": list(expected)})
    assert answer.status_code == 200
    found = json.loads(answer.data)["items"]
    assert {one["uri"]: one["status"] for one in found} == expected
    assert [one["uri"] for one in found] == list(expected)


def test_successors_are_followed_to_what_is_current(
    client_of_story: FlaskClient, story: Story
) -> None:
    wanted = {
        story.iri(SPLIT): {story.iri(HALVES[1])},
        story.iri(MERGED[0]): set(),
        story.iri(SLIP): {story.iri(RIGHT)},
        story.iri(DEPARTMENT_NEW, "department"): {story.iri(DEPARTMENT_OLD, "department")},
        f"{LIST}/{FIRST}": {f"{LIST}/{THIRD}"},
        f"{LIST}/{FIRST}/entry/112": {f"{LIST}/{THIRD}/entry/110"},
    }
    answer = client_of_story.post("/api/status", json=list(wanted))
    found = {one["uri"]: one for one in json.loads(answer.data)["items"]}
    assert {uri: uris(one["now"]) for uri, one in found.items()} == wanted
    split = found[story.iri(SPLIT)]
    assert {one["uri"]: one["status"] for one in split["successors"]} == {
        story.iri(HALVES[0]): "merged",
        story.iri(HALVES[1]): "current",
    }


@pytest.mark.parametrize(
    ("name", "status"),
    [(MOVED, "moved"), (KNOWN_OLD, "renamed"), (RENAMED_NEW, "renamed"), (DROPPED, "current")],
)
def test_since_an_edition_moves_and_new_names_are_told(
    client_of_story: FlaskClient, story: Story, name: str, status: str
) -> None:
    uri = next(one["uri"] for one in every(client_of_story, "matters") if one["name"] == name)
    for given in (uri, uri.rpartition("/id/")[2].replace("/", "-")):
        answer = client_of_story.post("/api/status", json={"uris": [given], "since": FIRST})
        assert json.loads(answer.data)["items"][0]["status"] == status
        later = client_of_story.get("/api/status", query_string={"uri": given, "since": THIRD})
        assert json.loads(later.data)["items"][0]["status"] == "current"


def test_what_is_not_exactly_one_of_ours_is_never_guessed_at(
    client_of_story: FlaskClient, story: Story, base: str
) -> None:
    uri = story.iri(MOVED)
    path = uri.removeprefix(base)
    cases = {
        f"{base}id/370725/matter/00000000": ("unknown", None),
        f"https://data.example.org/{path}": ("foreign", uri),
        f"{base}{path.replace('matter', 'm%61tter')}": ("unknown", uri),
        f"{base}{path.replace('matter', 'm%2561tter')}": ("unknown", None),
        f"{base}doc/{path.removeprefix('id/')}.ttl": ("unknown", uri),
        f"{base}doc/{path.removeprefix('id/')}?lang=en": ("unknown", uri),
        "https://example.org/": ("foreign", None),
        "出生医学证明办理": ("malformed", None),
        "": ("malformed", None),
        "a b": ("malformed", None),
    }
    answer = client_of_story.post("/api/status", json={"uris": list(cases)})
    found = json.loads(answer.data)["items"]
    assert {one["uri"]: (one["status"], one["here"]) for one in found} == cases
    assert all(one["name"] is None and one["now"] == [] for one in found)


def test_ten_thousand_uris_are_answered_and_one_more_is_refused(
    client_of_story: FlaskClient, story: Story
) -> None:
    many = [story.iri(SPLIT), story.iri(MOVED), f"{LIST}/{FIRST}/entry/1", "x"] * 2500
    answer = client_of_story.post("/api/status", data="\n".join(many), content_type="text/plain")
    found = json.loads(answer.data)
    assert found["count"] == 10_000
    assert Counter(one["status"] for one in found["items"]) == dict.fromkeys(
        ("split", "current", "superseded", "malformed"), 2500
    )
    problem = refusal(client_of_story, "status", 413, json={"uris": [*many, "y"]})
    assert problem["type"].endswith("#too-many") and problem["limit"] == 10_000
    assert "10001" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"data": "{", "content_type": "application/json"}, 400, "malformed-json"),
        ({"data": '{"uris": [NaN]}', "content_type": "application/json"}, 400, "malformed-json"),
        ({"data": "[" * 100_000, "content_type": "application/json"}, 400, "malformed-json"),
        ({"json": {"uris": "x"}}, 400, "wrong-shape"),
        ({"json": {"uris": [1]}}, 400, "wrong-shape"),
        ({"json": 7}, 400, "wrong-shape"),
        ({"data": b"\xff", "content_type": "text/plain"}, 400, "bad-body"),
        ({"data": "x", "content_type": "text/html"}, 415, "wrong-body-type"),
        ({"json": {"uris": [], "since": "2001"}}, 400, "bad-parameter"),
    ],
)
def test_a_wrong_batch_is_refused_in_words(
    client_of_story: FlaskClient, body: dict[str, Any], status: int, kind: str
) -> None:
    problem = refusal(client_of_story, "status", status, **body)
    assert problem["type"].endswith(f"#{kind}")
    assert problem["detail"] and problem["detail_en"]


def test_every_status_has_its_word_as_the_code_list_has_it(changle: pyoxigraph.Store) -> None:
    from server.api.status import STATUSES

    for key, words in STATUSES.items():
        code = CODE[f"matter-status/{key}"].value
        labels = rows(changle, f"{PREFIXES} SELECT ?text {{ <{code}> skos:prefLabel ?text }}")
        assert {row["text"] for row in labels} <= {words.zh, words.en}


# Changes, compared with an independent difference of the graphs


Key = tuple[str, str]


def printed(store: pyoxigraph.Store, edition: str) -> dict[Key, dict[str, Any]]:
    """(matter, scenario) -> what the edition prints, asked in SPARQL."""
    found: dict[Key, dict[str, Any]] = {}
    query = f"""{PREFIXES} SELECT ?m ?s ?n ?name ?p ?v {{ GRAPH <{LIST}/{edition}> {{
      ?e a lm:Entry ; lm:matter ?m ; lm:scenario ?s ; lm:number ?n ; lm:statedName ?name .
      {{ ?e ?p ?v VALUES ?p {{ lm:leadDepartment lm:cooperatingDepartment lm:matterType }} }}
      UNION {{ ?e lm:hasSubEntry ?l . ?l ?p ?v VALUES ?p {{ lm:subItem lm:matterType }} }}
      UNION {{ ?e ?p ?v VALUES ?p {{ lm:subItem }} }} }} }}"""
    for row in rows(store, query):
        one = found.setdefault(
            (row["m"], row["s"]), {"number": row["n"], "name": row["name"], "said": set()}
        )
        one["said"].add((row["p"].removeprefix(LM.iri), row["v"]))
    return found


def differences(old: dict[Key, Any], new: dict[Key, Any]) -> Iterator[tuple[str, str]]:
    """(operation, matter or sub-item) of each change."""
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    moved = {
        (was, now)
        for was in gone
        for now in come
        if was[0] == now[0]
        and sum(k[0] == was[0] for k in gone) == 1
        and sum(k[0] == was[0] for k in come) == 1
    }
    yield from (("removed", key[0]) for key in gone - {was for was, _ in moved})
    yield from (("added", key[0]) for key in come - {now for _, now in moved})
    yield from (("moved", was[0]) for was, _ in moved)
    pairs = [(key, key) for key in old.keys() & new.keys()] + sorted(moved)
    names = {
        "leadDepartment": "lead-changed",
        "cooperatingDepartment": "cooperating-changed",
        "matterType": "retyped",
    }
    for was, now in pairs:
        a, b = old[was], new[now]
        if a["name"] != b["name"]:
            yield "renamed", was[0]
        if was == now and a["number"] != b["number"]:
            yield "renumbered", was[0]
        for predicate, operation in names.items():
            of = [{v for p, v in one["said"] if p == predicate} for one in (a, b)]
            if of[0] != of[1]:
                yield operation, was[0]
        subs = [{v for p, v in one["said"] if p == "subItem"} for one in (a, b)]
        yield from (("sub-item-removed", one) for one in subs[0] - subs[1])
        yield from (("sub-item-added", one) for one in subs[1] - subs[0])


@pytest.mark.parametrize(("old", "new"), [(FIRST, SECOND), (SECOND, THIRD)])
def test_the_changes_are_those_of_the_graphs(
    client_of_story: FlaskClient, store: pyoxigraph.Store, old: str, new: str
) -> None:
    items = fetched(client_of_story, f"changes?since={old}&until={new}")["items"]
    found = Counter((one["operation"], one["uri"]) for one in items)
    assert found == Counter(differences(printed(store, old), printed(store, new)))
    assert all(one["edition"] == f"{LIST}/{new}" for one in items)


def test_changes_add_up_edition_by_edition(client_of_story: FlaskClient) -> None:
    steps = [
        fetched(client_of_story, f"changes?since={FIRST}&until={SECOND}")["items"],
        fetched(client_of_story, f"changes?since={SECOND}")["items"],
    ]
    whole = fetched(client_of_story, f"changes?since={FIRST}")["items"]
    assert whole == steps[0] + steps[1]
    assert fetched(client_of_story, "changes?since=370725/personal-life-cycle")["items"] == whole
    assert fetched(client_of_story, f"changes?since={THIRD}")["items"] == []


def test_a_change_says_what_was_and_is_when_and_by_which_publication(
    client_of_story: FlaskClient, story: Story
) -> None:
    items = fetched(client_of_story, f"changes?since={FIRST}&until={SECOND}")["items"]

    def one(operation: str, uri: str) -> Record:
        (found,) = (i for i in items if (i["operation"], i["uri"]) == (operation, uri))
        return dict(found)

    moved = one("moved", story.iri(MOVED))
    assert (moved["old"], moved["new"]) == ("4.3 社会保障", "8.2 就医结算")
    renamed = one("renamed", story.iri(KNOWN_OLD))
    assert (renamed["old"], renamed["new"]) == (KNOWN_OLD, KNOWN_NEW)
    decided = next(i for i in items if i["operation"] == "renamed" and i["old"] == RENAMED_OLD)
    assert decided["new"] == RENAMED_NEW
    split = one("removed", story.iri(SPLIT))
    assert uris(split["successors"]) == {story.iri(half) for half in HALVES}
    assert (split["old"], split["new"]) == (SPLIT, None)
    retyped = one("retyped", story.iri(RETYPED))
    assert (retyped["old"], retyped["new"]) == ("其他", "公共服务")
    other = one("cooperating-changed", story.iri(OTHERS))
    assert (other["old"], other["new"]) == ("县教育和体育局", "县人社局")
    assert other["old_uris"] != other["new_uris"]
    sub_item = one("sub-item-removed", story.iri(SUB_ITEM, "sub-item"))
    assert sub_item["kind"] == "sub-item"
    # the file with the slip was publication 3, the right one 4
    assert {i["batch"] for i in items} == {4}
    assert len({i["time"] for i in items}) == 1


def test_changes_as_csv_have_a_row_each(client_of_story: FlaskClient) -> None:
    whole = fetched(client_of_story, f"changes?since={FIRST}")["items"]
    answer = client_of_story.get(f"/api/changes.csv?since={FIRST}")
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["uri"] for row in found] == [one["uri"] for one in whole]
    assert [row["operation"] for row in found] == [one["operation"] for one in whole]


@pytest.mark.parametrize(
    "path",
    [
        "changes",
        "changes?since=2001",
        f"changes?since={THIRD}&until={SECOND}",
        "changes?since=x&form=csv",
        "entries?edition=2001",
        "entries?region=370726",
        "entries?list=x",
        "entries?limit=0",
        "entries?limit=1001",
        "entries?limit=a",
        "entries?cursor=x",
        "entries?colour=red",
        "entries?format=xml",
        "matters?status=x",
        "matters?kind=department",
        "departments?kind=matter",
        "entries?name=a&name=b",
        "status",
    ],
)
def test_a_parameter_that_cannot_be_is_refused_by_name(
    client_of_story: FlaskClient, path: str
) -> None:
    problem = refusal(client_of_story, path, 400)
    assert (
        problem["parameter"] in problem["detail"] and problem["parameter"] in problem["detail_en"]
    )


# As stated


def test_every_answer_is_valid_as_the_interface_document_states_it(
    client_of_story: FlaskClient, story: Story
) -> None:
    document = json.loads(client_of_story.get("/openapi.json").data)
    asked = {
        "/api/matters": "?kind=all&status=all&limit=1000",
        "/api/departments": "?status=all",
        "/api/scenarios": "",
        "/api/entries": f"?limit=1000&edition={FIRST}",
        "/api/editions": "",
        "/api/changes": f"?since={FIRST}",
        "/api/status": "?uri=" + quote(story.iri(SPLIT)) + "&uri=x",
    }
    for path, query in asked.items():
        content = document["paths"][path]["get"]["responses"]["200"]
        content = (
            document["components"]["responses"][content["$ref"].rpartition("/")[2]]
            if ("$ref" in content)
            else content
        )
        schema = content["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        found = json.loads(client_of_story.get(path + query).data)
        Draft202012Validator(whole).validate(found)
        assert found["items"]
