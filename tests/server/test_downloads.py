"""An edition to take away: its tables as the graph says, the codebook, the network, RDF, parts."""

import base64
import csv
import hashlib
import io
import json
import re
from collections import Counter
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store, parse
from werkzeug.test import Client, TestResponse

from loader.identifiers import EditionIris
from server.downloads import files
from server.downloads.columns import TABLES
from server.downloads.files import CODINGS, FILES
from server.reading.kept import Kept
from server.request_ids import Identified
from server.urls import download_path
from server.wsgi import in_front_of
from tests.conftest import rows
from tests.server.test_http import DECODE
from tests.three_editions import DROPPED, EDITIONS, LIST, SECOND

LM = "PREFIX lm: <https://w3id.org/lifematters/ns#>"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def edition(changle: Store) -> str:
    """The edition of the real list."""
    return rows(changle, f"{LM} SELECT ?e {{ ?e a lm:Edition }}")[0]["e"]


@pytest.fixture(scope="module")
def place(edition: str, base: str) -> str:
    return download_path(edition, base)


@pytest.fixture(scope="module")
def site(app: Flask) -> Client:
    """The application behind its middleware, as it is served."""
    return Client(Identified(in_front_of(app)), use_cookies=False)


@pytest.fixture(scope="module")
def records(site: Client, place: str) -> dict[str, list[dict[str, str]]]:
    """The rows of each table, by column."""
    return {name: read(taken(site, f"{place}{name}.csv").data) for name in TABLES}


def taken(site: Client, address: str, **headers: str) -> TestResponse:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.get(address, headers=given)


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


# --- The tables ---------------------------------------------------------------------------------


def test_items_are_the_161_lines_of_the_list_and_entries_its_112(
    records: dict[str, list[dict[str, str]]], changle: Store
) -> None:
    items, entries = records["items"], records["entries"]
    assert (len(items), len(entries)) == (161, 112)
    assert [int(one["number"]) for one in entries] == list(range(1, 113))
    assert sum(int(one["lines"]) for one in entries) == 161
    leaves = rows(changle, f"{LM} SELECT ?i {{ ?i a lm:LeafItem }}")
    assert [one["uri"] for one in items] and {one["uri"] for one in items} == {
        one["i"] for one in leaves
    }


def test_each_row_has_the_departments_that_its_line_or_its_entry_has(
    records: dict[str, list[dict[str, str]]], changle: Store
) -> None:
    for column, path in (
        ("lead_departments_uri", "lm:leadDepartment"),
        ("cooperating_departments_uri", "lm:cooperatingDepartment"),
    ):
        found: dict[str, set[str]] = {}
        for one in rows(changle, f"{LM} SELECT ?i ?d {{ ?i {path} ?d }}"):
            found.setdefault(one["i"], set()).add(one["d"])
        for name in ("items", "entries"):
            for row in records[name]:
                stated = found.get(row["uri"], found.get(row.get("entry_uri", ""), set()))
                assert set(row[column].split()) == stated, (row["uri"], column)


def test_matters_and_departments_are_those_of_the_edition(
    records: dict[str, list[dict[str, str]]], changle: Store
) -> None:
    matters = Counter(one["kind"] for one in records["matters"])
    counted = rows(
        changle,
        f"{LM} SELECT (COUNT(DISTINCT ?m) AS ?matters) (COUNT(DISTINCT ?s) AS ?parts) "
        "{ { ?e lm:matter ?m } UNION { ?l lm:subItem ?s } }",
    )[0]
    assert (str(matters["matter"]), str(matters["sub-item"])) == (
        counted["matters"],
        counted["parts"],
    )
    for column, path in (("leads", "leadDepartment"), ("cooperates", "cooperatingDepartment")):
        query = f"{LM} SELECT ?d (COUNT(DISTINCT ?e) AS ?n) {{ ?e a lm:Entry ; lm:{path} ?d }} "
        named = {one["d"]: one["n"] for one in rows(changle, f"{query} GROUP BY ?d")}
        counts = {one["uri"]: one[column] for one in records["departments"] if one[column] != "0"}
        assert counts == named


def test_the_edges_are_who_leads_with_whom_and_who_shares_a_scenario(
    records: dict[str, list[dict[str, str]]], changle: Store
) -> None:
    both = "lm:leadDepartment|lm:cooperatingDepartment"
    asked = {
        "leads-with": f"{LM} SELECT ?a ?b (COUNT(DISTINCT ?e) AS ?n) {{ ?e a lm:Entry ; "
        "lm:leadDepartment ?a ; lm:cooperatingDepartment ?b FILTER (?a != ?b) } GROUP BY ?a ?b",
        "same-scenario": f"{LM} SELECT ?a ?b (COUNT(DISTINCT ?s) AS ?n) {{ "
        f"?e a lm:Entry ; lm:scenario ?s ; {both} ?a . ?f a lm:Entry ; lm:scenario ?s ; {both} ?b "
        "FILTER (STR(?a) < STR(?b)) } GROUP BY ?a ?b",
    }
    for kind, query in asked.items():
        found = {
            (one["source_uri"], one["target_uri"]): one["weight"]
            for one in records["edges"]
            if one["kind"] == kind
        }
        assert found == {(one["a"], one["b"]): one["n"] for one in rows(changle, query)}


@pytest.mark.parametrize("stem, kind", [("cooperation", True), ("scenarios", False)])
def test_the_network_is_the_same_as_the_edges(
    site: Client, place: str, records: dict[str, list[dict[str, str]]], stem: str, kind: bool
) -> None:
    root = ET.fromstring(taken(site, f"{place}{stem}.graphml").data)
    keys = {one.get("id"): one.get("for") for one in root.iter(f"{GRAPHML}key")}
    graph = root.find(f"{GRAPHML}graph")
    assert graph is not None
    assert graph.get("edgedefault") == ("directed" if kind else "undirected")
    nodes = {one.get("id"): _data(one) for one in graph.iter(f"{GRAPHML}node")}
    assert {one["uri"]: one["name"] for one in records["departments"]} == {
        str(uri): values["name"] for uri, values in nodes.items()
    }
    edges = {
        (one.get("source"), one.get("target")): _data(one)["weight"]
        for one in graph.iter(f"{GRAPHML}edge")
    }
    wanted = "leads-with" if kind else "same-scenario"
    assert edges == {
        (one["source_uri"], one["target_uri"]): one["weight"]
        for one in records["edges"]
        if one["kind"] == wanted
    }
    for element in graph.iter(f"{GRAPHML}data"):
        assert element.get("key") in keys


def _data(element: ET.Element) -> dict[str, str]:
    found = element.findall(f"{GRAPHML}data")
    return {one.get("key") or "": one.text or "" for one in found}


# --- The codebook -------------------------------------------------------------------------------


def test_the_codebook_says_of_every_column_what_it_means_in_both_languages(
    site: Client, place: str, records: dict[str, list[dict[str, str]]]
) -> None:
    package = json.loads(taken(site, f"{place}datapackage.json").data)
    assert [one["name"] for one in package["resources"]] == list(TABLES)
    for licence in package.get("licenses", []):
        assert licence["path"].startswith("http")
    for resource in package["resources"]:
        whole = taken(site, place + resource["path"]).data
        assert resource["bytes"] == len(whole)
        assert resource["hash"] == f"sha256:{hashlib.sha256(whole).hexdigest()}"
        table, fields = records[resource["name"]], resource["schema"]["fields"]
        assert [one["name"] for one in fields] == list(table[0])
        for field in fields:
            zh, _, en = field["description"].partition(" / ")
            assert re.search(r"[\u4e00-\u9fff]", zh) and re.search(r"[a-z]", en), field
            if field["type"] == "integer":
                assert all(re.fullmatch(r"\d*", row[field["name"]]) for row in table), field
        if key := resource["schema"].get("primaryKey"):
            assert len({row[key] for row in table}) == len(table)


def test_names_stand_beside_their_uris_in_the_same_order(
    records: dict[str, list[dict[str, str]]], changle: Store
) -> None:
    skos = "http://www.w3.org/2004/02/skos/core#prefLabel"
    called: dict[str, set[str]] = {}
    for one in rows(changle, f"SELECT ?d ?n {{ ?d <{skos}> ?n }}"):
        called.setdefault(one["d"], set()).add(one["n"])
    for row in records["items"]:
        for column in ("lead_departments", "cooperating_departments", "types"):
            names, uris = row[column].split("、"), row[f"{column}_uri"].split()
            pairs = zip(names, uris, strict=True)
            assert all(name in called[uri] for name, uri in pairs), row["uri"]


# --- RDF ----------------------------------------------------------------------------------------


def test_the_rdf_is_the_layers_of_the_edition(
    site: Client, place: str, changle: Store, edition: str
) -> None:
    iris = EditionIris(edition)
    layers = (iris.edition, iris.derived, iris.source)
    quads = {q for layer in layers for q in changle.quads_for_pattern(None, None, None, layer)}
    for form, end in ((RdfFormat.N_QUADS, "nq"), (RdfFormat.TRIG, "trig")):
        assert set(parse(taken(site, f"{place}edition.{end}").data, format=form)) == quads
    flat = {quad.triple for quad in quads if quad.graph_name != iris.source}
    turtle = parse(taken(site, f"{place}edition.ttl").data, format=RdfFormat.TURTLE)
    assert {quad.triple for quad in turtle} == flat


# --- The files as such --------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_same_compressed_and_its_digest_is_right(
    site: Client, place: str, name: str
) -> None:
    plain = taken(site, place + name)
    assert plain.status_code == 200 and plain.content_type == FILES[name].media_type
    assert plain.headers["Content-Disposition"].endswith(f'-{name}"')
    for end, coding in (("gz", "gzip"), ("zst", "zstd")):
        packed = taken(site, f"{place}{name}.{end}", Accept_Encoding="gzip, zstd")
        assert packed.content_type == CODINGS[end]
        assert "Content-Encoding" not in packed.headers
        assert DECODE[coding](packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"]
    for answer in (plain, packed):
        digest = hashlib.sha256(answer.data).digest()
        assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"


def test_the_sums_are_those_of_the_files(site: Client, place: str) -> None:
    sums = taken(site, f"{place}SHA256SUMS").data.decode().splitlines()
    assert {line.partition("  ")[2] for line in sums} == set(FILES) - {"SHA256SUMS"}
    for line in sums:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(taken(site, place + name).data).hexdigest() == digest


def test_the_same_state_gives_the_same_bytes(
    app: Flask, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of_it() -> dict[str, bytes]:
        client = app.test_client()
        return {name: client.get(place + name).data for name in FILES}

    first = all_of_it()
    monkeypatch.setattr(files, "_FILES", Kept(128))
    assert all_of_it() == first


@pytest.mark.parametrize(
    "wanted, first, last",
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-50", -50, None),
     ("bytes=10-99999999", 10, None), ("bytes=-99999999", 0, None)],
)  # fmt: skip
def test_a_part_can_be_asked_for(
    site: Client, place: str, wanted: str, first: int, last: int | None
) -> None:
    whole = taken(site, f"{place}items.csv")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = taken(site, f"{place}items.csv", Range=wanted)
    end = None if last is None else last + 1
    assert (part.status_code, part.data) == (206, whole.data[first:end])
    start = first % len(whole.data)
    stop = start + len(part.data) - 1
    assert part.headers["Content-Range"] == f"bytes {start}-{stop}/{len(whole.data)}"
    assert part.headers["ETag"] == whole.headers["ETag"]
    exposed = part.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Content-Range", "Repr-Digest"} <= set(exposed)


def test_a_download_that_broke_off_is_taken_up_again(site: Client, place: str) -> None:
    whole = taken(site, f"{place}edition.nq.gz")
    tag = whole.headers["ETag"]
    rest = taken(site, f"{place}edition.nq.gz", Range="bytes=50000-", If_Range=tag)
    assert whole.data[:50000] + rest.data == whole.data and rest.status_code == 206
    changed = taken(site, f"{place}edition.nq.gz", Range="bytes=50000-", If_Range='"other"')
    assert (changed.status_code, changed.data) == (200, whole.data)


@pytest.mark.parametrize("wanted", ["lines=1-2", "bytes=5-2", "bytes=-", "bytes=0-1,4-5", "x"])
def test_a_range_that_is_none_is_as_if_it_were_not_there(
    site: Client, place: str, wanted: str
) -> None:
    answer = taken(site, f"{place}departments.csv", Range=wanted)
    assert answer.status_code == 200 and len(answer.data) == answer.content_length


@pytest.mark.parametrize("again", [False, True])
def test_a_range_outside_is_a_problem_that_tells_the_size(
    site: Client, place: str, again: bool
) -> None:
    size = len(taken(site, f"{place}edges.csv").data)
    address = f"{place}edges.csv" + ("" if again else "?fresh")
    answer = taken(site, address, Range=f"bytes={size}-")
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{size}"
    problem = json.loads(answer.data)
    assert problem["type"].endswith("#no-such-range") and str(size) in problem["detail"]
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


def test_head_tells_the_size_and_nothing_is_in_parts_elsewhere(site: Client, place: str) -> None:
    head = site.head(f"{place}matters.csv")
    assert head.data == b""
    assert head.content_length == len(taken(site, f"{place}matters.csv").data)
    elsewhere = taken(site, "/api/matters", Range="bytes=0-9")
    assert elsewhere.status_code == 200 and "Accept-Ranges" not in elsewhere.headers


def test_who_has_it_already_gets_304(site: Client, place: str) -> None:
    tag = taken(site, f"{place}items.csv").headers["ETag"]
    assert taken(site, f"{place}items.csv", If_None_Match=tag).status_code == 304


@pytest.mark.parametrize(
    "address",
    ["x/y/items.csv", "x/y/", "{}x.csv", "{}items.csv.bz2", "{}items.csv.gz.gz", "{}items",
     "{}%2E%2E/", "{}.gz"],
)  # fmt: skip
def test_what_is_not_there_is_404(site: Client, place: str, address: str) -> None:
    whole = address.format(place) if "{" in address else f"/download/370725/{address}"
    assert taken(site, whole).status_code == 404


def test_current_leads_to_the_edition_that_is(site: Client, place: str) -> None:
    for name in ("", "items.csv", "edition.nq.zst"):
        answer = taken(site, "/download/370725/personal-life-cycle/current/" + name)
        assert (answer.status_code, answer.headers["Location"]) == (307, place + name)
    english = taken(site, "/download/370725/personal-life-cycle/current/?lang=en")
    assert english.headers["Location"] == f"{place}?lang=en"
    assert taken(site, "/download/370725/personal-life-cycle/current/x").status_code == 404


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_lists_each_file_with_its_size_and_hash(
    site: Client, place: str, language: str
) -> None:
    page = site.get(f"{place}?lang={language}", headers=HTML).text
    for name in FILES:
        whole = taken(site, place + name).data
        assert hashlib.sha256(whole).hexdigest() in page and f"{len(whole):,}" in page
        for end in ("", ".gz", ".zst"):
            assert f'href="{name}{end}"' in page
    for table in TABLES.values():
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page
            assert column.meaning.in_language(language) in unescape(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_says_how_to_cite_the_edition_and_makes_no_date_up(
    site: Client, place: str, edition: str, language: str
) -> None:
    page = unescape(site.get(f"{place}?lang={language}", headers=HTML).text)
    assert re.search(r"昌乐县\. 个人全生命周期事项清单.*\[DB/OL\]\. Lifematters, \d{4}-", page)
    assert "（来源未载明日期）" in page and f"url = {{{edition}}}" in page
    assert "Changle County (n.d.)." in page and "year = " not in page


def test_the_page_of_an_edition_leads_to_it(client: FlaskClient, place: str, edition: str) -> None:
    page = client.get("/doc/" + edition.partition("/id/")[2], headers=HTML)
    assert f'href="{place}"' in page.text


# --- Former editions ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", EDITIONS)
def test_a_former_edition_is_given_as_it_stood_and_said_to_be_former(
    client_of_story: FlaskClient, base: str, key: str
) -> None:
    place = download_path(f"{LIST}/{key}", base)
    items = read(client_of_story.get(f"{place}items.csv").data)
    assert items and {one["edition"] for one in items} == {key}
    page = client_of_story.get(place, headers=HTML)
    assert ("不是现行清单" in page.text) == (key != EDITIONS[-1])
    names = {one["name"] for one in items}
    assert (DROPPED in names) == (key != SECOND)
