"""HTTP in front of Flask: tags, 304, the cache, codings, HEAD, OPTIONS, CORS, forms by name. In
this process behind the same middleware as `serve`, and over the real server where it matters."""

import gzip
import http.client
import json
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client, TestResponse

from server.errors import SlowBody
from server.http.build import digest
from server.http.cache import Cache, Kept
from server.http.coding import Choice, choose
from server.http.middleware import Answers
from server.negotiation import KNOWN, negotiate, preferences
from server.request_ids import Identified
from server.settings import Settings
from server.sparql.volatile import is_volatile
from server.store.folder import DataFolder
from server.store.keys import installation_key
from server.wsgi import in_front_of
from tests.conftest import IMAGINARY, Service, application, load

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LM = "https://w3id.org/lifematters/ns#"
NAMES = f"SELECT ?n ?name WHERE {{ ?e <{LM}number> ?n ; <{LM}statedName> ?name }} ORDER BY ?n"
GRAPH = f"CONSTRUCT {{ ?e <{LM}number> ?n }} WHERE {{ ?e <{LM}number> ?n }}"
EVERYTHING = "SELECT * WHERE { ?s ?p ?o }"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
}


def at(query: str, path: str = "/sparql", **more: str) -> str:
    return f"{path}?{urlencode({'query': query, **more})}"


@dataclass
class Site:
    """An application behind its middleware, and how often a worker was asked."""

    front: Answers
    client: Client
    asked: list[str]

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=[(n.replace("_", "-"), v) for n, v in headers.items()])


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Site:
    front, asked = in_front_of(app), list[str]()
    store = app.config["STORE"]
    for pool in (store.public, store.trusted):
        whole = pool.ask

        def ask(question, whole=whole):  # type: ignore[no-untyped-def]
            asked.append(question.query)
            return whole(question)

        monkeypatch.setattr(pool, "ask", ask)
    return Site(front, Client(Identified(front)), asked)


# Tags and 304


def test_a_matching_tag_is_a_304_and_nothing_is_evaluated(site: Site) -> None:
    first = site.get(at(NAMES))
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert tag.startswith('"') and len(site.asked) == 1
    site.front.cache = Cache(0)  # a tag is proof enough: nothing needs to be kept
    again = site.get(at(NAMES), If_None_Match=tag)
    assert (again.status_code, again.data, len(site.asked)) == (304, b"", 1)
    for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert again.headers[name] == first.headers[name]
    assert site.get(at(NAMES), If_None_Match=f'"x", W/{tag}').status_code == 304
    assert len(site.asked) == 1


def test_a_tag_that_does_not_match_gets_the_answer(site: Site) -> None:
    tag = site.get(at(NAMES)).headers["ETag"]
    for wrong in ('"x"', "*", f"{tag[:-2]}0{tag[-1]}"[:-3] + '"', tag.strip('"')):
        assert site.get(at(NAMES), If_None_Match=wrong).status_code == 200
    other = site.get(at(NAMES + " LIMIT 3"), If_None_Match=tag)
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


@pytest.mark.parametrize(
    "change",
    [
        {"path": at(NAMES), "Accept": "text/csv"},
        {"path": at(NAMES), "Accept_Encoding": "gzip"},
        {"path": at(NAMES), "Accept_Encoding": "zstd"},
        {"path": at(NAMES), "Accept_Encoding": "gzip, identity;q=0"},
        {"path": at(NAMES, lang="en")},
        {"path": at(NAMES, path="/sparql.json")},
        {"path": at(NAMES + " ")},
    ],
)
def test_whatever_an_answer_follows_from_is_in_its_tag(site: Site, change: dict[str, str]) -> None:
    headers = {n: v for n, v in change.items() if n != "path"}
    assert (
        site.get(change["path"], **headers).headers["ETag"] != site.get(at(NAMES)).headers["ETag"]
    )


def test_what_an_answer_does_not_follow_from_is_not_in_its_tag(site: Site) -> None:
    tag = site.get(at(NAMES)).headers["ETag"]
    headers = {"Accept": "*/*", "User_Agent": "x", "Accept_Language": "en", "Cookie": "a=b"}
    headers["Accept_Profile"] = "<https://schema.org/>"  # only documents are in a profile
    assert site.get(at(NAMES), **headers).headers["ETag"] == tag
    assert len(site.asked) == 1


def test_a_query_by_post_is_tagged_with_its_body(site: Site) -> None:
    form = site.client.post("/sparql", data={"query": NAMES})
    plain = site.client.post("/sparql", data=NAMES, content_type="application/sparql-query")
    other = site.client.post("/sparql", data={"query": NAMES + " LIMIT 1"})
    get = site.get(at(NAMES))
    tags = {answer.headers["ETag"] for answer in (form, plain, other, get)}
    assert len(tags) == 4
    assert form.data == plain.data == get.data != other.data
    before = len(site.asked)
    again = site.client.post(
        "/sparql", data={"query": NAMES}, headers={"If-None-Match": form.headers["ETag"]}
    )
    assert (again.status_code, len(site.asked)) == (304, before)
    assert site.client.post("/sparql", data={"query": NAMES}).data == form.data
    assert len(site.asked) == before


def test_only_queries_by_post_are_tagged(site: Site) -> None:
    for path, data in (
        ("/sparql", {"query": NAMES, "update": "x"}),
        ("/sparql?update=x", {"query": NAMES}),
        ("/validate", {"query": NAMES}),
    ):
        assert "ETag" not in site.client.post(path, data=data).headers


def test_a_body_that_ends_early_or_drips_in_is_refused_and_not_evaluated(site: Site) -> None:
    drip = site.front.read
    site.front.read = lambda environ: drip({**environ, "CONTENT_LENGTH": "9999"})
    answer = site.client.post("/sparql", data={"query": NAMES})
    assert (answer.status_code, site.asked) == (400, [])

    def slow(environ: dict[str, Any]) -> bytes:
        raise SlowBody(limit=1)

    site.front.read = slow
    answer = site.client.post("/sparql", data={"query": NAMES})
    assert (answer.status_code, answer.mimetype) == (408, "application/problem+json")
    assert site.asked == []


@pytest.mark.parametrize("path", ["/nothing", "/sparql?query=x", at(NAMES, format="bogus")])
def test_errors_have_no_tag_and_are_kept_by_no_one(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code >= 400
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(site.front.cache) == 0


def test_a_request_with_a_token_has_no_tag_and_is_not_kept(site: Site) -> None:
    tag = site.get(at(NAMES)).headers["ETag"]
    for _ in range(2):
        answer = site.get(at(NAMES), Authorization="Bearer x", If_None_Match=tag)
        assert answer.status_code == 200
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
    assert len(site.asked) == 3


VOLATILE = [
    "SELECT (NOW() AS ?x) {}",
    "SELECT (rand() AS ?x) {}",
    "SELECT (UUID() AS ?x) {}",
    "SELECT (StrUUID ( ) AS ?x) {}",
    "SELECT (BNODE('a') AS ?x) {}",
    "SELECT (N\\u004FW() AS ?x) {}",
    "SELECT (NOW # (\n () AS ?x) {}",
    "SELECT * { ?s ?p ?o } ORDER BYRAND()",
    "SELECT * { ?s ?p ?a FILTER(?a<NOW()&&?a>?c) }",
    "CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }",
    "CONSTRUCT { _:b ?p ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p (1 2) } WHERE { ?s ?p ?o }",
    "construct{?s ?p [ ?q ?o ]}{ ?s ?p ?o }",
    "CONSTR\\u0055CT { ?s ?p [] } WHERE { ?s ?p ?o }",
    "PREFIX CONSTRUCT: <http://x/> CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }",
    "#CONSTRUCT {}\nCONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }",
]
STEADY = [
    NAMES,
    GRAPH,
    "SELECT ?now WHERE { ?now ?p 'NOW' }",
    "SELECT * WHERE { ?s ?p [ ?q ?o ] FILTER(?o > 3) }",
    "CONSTRUCT { ?s ?p 'a [] _:b' ; ?q <http://x/[]> } WHERE { ?s ?p [] FILTER(?p != ?q) }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "DESCRIBE <http://x/>",
    "ASK { ?s ?p () }",
]


@pytest.mark.parametrize("query", VOLATILE)
def test_a_query_that_answers_differently_each_time_is_volatile(query: str) -> None:
    assert is_volatile(query)


@pytest.mark.parametrize("query", STEADY)
def test_a_query_that_answers_the_same_is_not(query: str) -> None:
    assert not is_volatile(query)


def test_a_volatile_query_is_evaluated_each_time(site: Site) -> None:
    for query in (VOLATILE[0], VOLATILE[2], VOLATILE[9]):
        before = len(site.asked)
        answers = [site.get(at(query)), site.get(at(query))]
        answers += [site.client.post("/sparql", data={"query": query}) for _ in range(2)]
        assert len(site.asked) == before + 4
        for answer in answers:
            assert answer.status_code == 200
            assert "ETag" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"


def test_no_shipped_query_is_volatile() -> None:
    found = 0
    for package in ("queries", "server"):
        for path in Path(str(resources.files(package))).rglob("*.rq"):
            assert not is_volatile(path.read_text("utf-8")), path
            found += 1
    assert found > 50


def test_settings_and_key_are_in_the_tag(app: Flask, tmp_path: Path) -> None:
    settings: Settings = app.config["SETTINGS"]
    assert digest(settings) == digest(settings)
    assert digest(settings) != digest(replace(settings, deadline=settings.deadline + 1))
    assert digest(settings) != digest(replace(settings, base="https://other.example.org/"))
    first = Client(in_front_of(app)).get(at(NAMES)).headers["ETag"]
    assert Client(in_front_of(app)).get(at(NAMES)).headers["ETag"] == first
    key = DataFolder(settings.data).path / "keys" / "entity-tags"
    before = key.read_bytes()
    try:
        key.write_bytes(bytes(32))
        assert Client(in_front_of(app)).get(at(NAMES)).headers["ETag"] != first
    finally:
        key.write_bytes(before)


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    assert installation_key(folder, "k") != installation_key(folder, "k")  # nothing is there yet
    assert not folder.path.exists()
    folder.prepare()
    found: set[bytes] = set()
    threads = [
        threading.Thread(target=lambda: found.add(installation_key(folder, "k"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1 and len(found.pop()) == 32
    keys = folder.path / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert [path.name for path in keys.iterdir()] == ["k"]
    assert stat.S_IMODE((keys / "k").stat().st_mode) == 0o600


# The cache


def test_a_kept_answer_is_the_same_and_asks_no_worker(site: Site) -> None:
    for path in (at(NAMES), at(GRAPH), "/", "/query/department-counts.csv"):
        first = site.get(path)
        before = len(site.asked)
        again = site.get(path)
        assert (again.status_code, again.data) == (200, first.data)
        assert len(site.asked) == before
        ours = {"x-request-id"}
        headers = [[(n, v) for n, v in a.headers if n.lower() not in ours] for a in (first, again)]
        assert sorted(headers[0]) == sorted(headers[1])
        assert first.headers["X-Request-Id"] != again.headers["X-Request-Id"]


def test_a_publication_leaves_no_stale_answer(own_data: Path) -> None:
    count = at(f"SELECT ?c WHERE {{ ?c a <{LM}Checklist> }}")
    for app in application(own_data):
        client = Client(in_front_of(app))
        before = client.get(count)
        assert client.get(count).data == before.data
        load(own_data, IMAGINARY)
        app.config["STORE"]._refresh()
        after = client.get(count, headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert len(json.loads(after.data)["results"]["bindings"]) == 2
        assert after.headers["ETag"] != before.headers["ETag"]


def test_an_answer_is_of_the_state_that_its_tag_names(own_data: Path) -> None:
    count = at(f"SELECT ?c WHERE {{ ?c a <{LM}Checklist> }}")
    for app in application(own_data):
        store, front = app.config["STORE"], in_front_of(app)
        old = store.present()
        load(own_data, IMAGINARY)
        store._refresh()
        front.present = lambda old=old: old  # type: ignore[misc]  # as if switched in between
        answer = Client(front).get(count)
        assert len(json.loads(answer.data)["results"]["bindings"]) == 1


def test_the_cache_keeps_within_its_bytes_what_was_asked_for_last() -> None:
    cache = Cache(100_000)
    answers = {str(n).encode(): Kept((("a", "b"),), bytes(4_000)) for n in range(100)}
    for key, answer in answers.items():
        cache.put(key, answer)
        cache.get(b"0")
        assert cache.size <= 100_000
        assert cache.size == len(cache) * answer.size
    assert cache.get(b"0") and cache.get(b"99")
    assert cache.get(b"1") is None
    cache.put(b"large", Kept((), bytes(50_000)))
    assert cache.get(b"large") is None
    cache.put(b"99", Kept((), bytes(10)))
    assert cache.size == sum(kept.size for kept in cache._kept.values())


def test_many_threads_share_the_cache() -> None:
    cache, met = Cache(60_000), list[BaseException]()

    def work(seed: int) -> None:
        try:
            for n in range(2_000):
                key = str((n * seed) % 50).encode()
                kept = cache.get(key)
                assert kept is None or kept.body == key * 500
                cache.put(key, Kept((), key * 500))
        except BaseException as error:
            met.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (1, 3, 7, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
    assert cache.size == sum(kept.size for kept in cache._kept.values()) <= 60_000


def test_the_same_preferences_get_the_same_type_everywhere() -> None:
    same = [
        (None, "", "*/*", "*/*;q=0.3"),
        ("text/csv", "text/csv;q=0.4", "TEXT/CSV"),
        ("text/html, */*;q=0.5", "text/html;q=0.8, */*;q=0.1"),
    ]
    for group in same:
        assert len({preferences(accept) for accept in group}) == 1
        assert len({negotiate(accept, KNOWN) for accept in group}) == 1
    assert preferences("text/csv") != preferences("text/csv, */*;q=0.1")
    assert preferences("application/json") != preferences("*/*")
    assert preferences("text/csv;q=0") != preferences("image/png")
    with pytest.raises(ValueError, match="image/png"):
        negotiate("*/*", ("image/png",))


# Codings


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, Choice("identity")),
        ("", Choice("identity")),
        ("br", Choice("identity")),
        ("gzip", Choice("gzip")),
        ("x-gzip", Choice("gzip")),
        ("GZIP;Q=0.5", Choice("gzip")),
        ("gzip, deflate, br, zstd", Choice("zstd")),
        ("gzip;q=1.0, zstd;q=0.5", Choice("gzip")),
        ("zstd;q=0, gzip", Choice("gzip")),
        ("*", Choice("zstd")),
        ("*, zstd;q=0", Choice("gzip")),
        ("gzip;q=0", Choice("identity")),
        ("gzip;q=0.5, identity", Choice("identity")),
        ("gzip;q=x", Choice("identity")),
        ("identity;q=0, gzip", Choice("gzip", always=True)),
        ("*;q=0, gzip", Choice("gzip", always=True)),
        ("*;q=0, identity", Choice("identity")),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("br, *;q=0", None),
    ],
)
def test_the_coding_that_a_client_gets(accept: str | None, expected: Choice | None) -> None:
    assert choose(accept) == expected


def _decoded(answer: TestResponse) -> bytes:
    return DECODE[answer.headers.get("Content-Encoding", "identity")](answer.data)


@pytest.mark.parametrize("path", [at(NAMES), at(GRAPH), at(EVERYTHING), "/", "/static/style.css"])
def test_text_comes_encoded_with_its_length(site: Site, path: str) -> None:
    plain = site.get(path)
    assert "Content-Encoding" not in plain.headers
    tags = {plain.headers["ETag"]}
    for coding in ("gzip", "zstd"):
        answer = site.get(path, Accept_Encoding=coding)
        assert answer.headers["Content-Encoding"] == coding
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 2
        assert _decoded(answer) == plain.data
        tags.add(answer.headers["ETag"])
    assert len(tags) == 3  # strong: one for each coding


def test_what_is_small_or_compressed_already_is_not_encoded(site: Site) -> None:
    small = site.get(at("ASK {}"), Accept_Encoding="gzip")
    book = site.get("/370725/personal-life-cycle/quality.xlsx", Accept_Encoding="gzip, zstd")
    for answer in (small, book):
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
        assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert book.data.startswith(b"PK")


def test_who_refuses_what_is_plain_gets_it_encoded_or_a_406(site: Site) -> None:
    small = site.get(at("ASK {}"), Accept_Encoding="gzip, identity;q=0")
    assert small.headers["Content-Encoding"] == "gzip"
    assert _decoded(small) == site.get(at("ASK {}")).data
    none = site.get(at("ASK {}"), Accept_Encoding="br, identity;q=0")
    assert none.status_code == 406
    assert "gzip" in none.json["available"]  # type: ignore[index]


# HEAD, OPTIONS, CORS, freshness


@pytest.mark.parametrize(
    "path",
    [
        at(NAMES),
        at(EVERYTHING),
        "/",
        "/sparql",
        "/static/style.css",
        "/nothing",
        at("SELECT (STRUUID() AS ?x) {}"),
        "/id/370725/checklist/personal-life-cycle",
    ],
)
def test_head_has_the_headers_of_get_over_the_real_server(service: Service, path: str) -> None:
    for coding in ("identity", "gzip"):
        answers = [
            asked(service, method, path, {"Accept-Encoding": coding}) for method in ("GET", "HEAD")
        ]
        (got, body), (head, empty) = answers
        assert empty == b""
        assert got.status == head.status
        assert int(got.headers["Content-Length"]) == len(body)
        passing = ("date", "x-request-id")
        headers = [
            sorted((n, v) for n, v in a.getheaders() if n.lower() not in passing)
            for a in (got, head)
        ]
        assert headers[0] == headers[1]


def asked(
    service: Service,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: str | None = None,
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/sparql.csv", "/ns", "/validate", "/doc/x", "/static/style.css", "*"]
)
def test_options_is_answered_everywhere(service: Service, path: str) -> None:
    answer, body = asked(service, "OPTIONS", path, {"Origin": "https://other.example.org"})
    assert answer.status in (200, 204)
    assert body == b""
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))
    assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Max-Age"] == "86400"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["ETag"] is None


def test_scripts_of_other_sites_may_read_every_status(service: Service) -> None:
    tag = asked(service, "GET", "/")[0].headers["ETag"]
    for method, path, headers, status in (
        ("GET", "/", {}, 200),
        ("GET", "/", {"If-None-Match": tag}, 304),
        ("GET", "/id/370725/checklist/personal-life-cycle", {}, 303),
        ("GET", "/sparql?query=x", {}, 400),
        ("GET", "/nothing", {}, 404),
        ("DELETE", "/sparql", {}, 405),
        ("GET", at("ASK {}"), {"Accept": "image/png"}, 406),
        ("GET", "/", {"Accept-Encoding": "identity;q=0"}, 406),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, 415),
    ):
        answer, _ = asked(service, method, path, {**headers, "Origin": "https://a.example.org"})
        assert answer.status == status
        assert answer.headers["Access-Control-Allow-Origin"] == "*", status
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers["X-Request-Id"]
        assert answer.headers["Date"]
        assert len(answer.headers.get_all("Date") or ()) == 1
        assert len(answer.headers.get_all("Vary") or ()) == 1


def test_a_304_of_the_real_server_has_no_body(service: Service) -> None:
    for path in (at(EVERYTHING), "/ns/context.jsonld", "/stages"):
        first, _ = asked(service, "GET", path)
        headers = {"If-None-Match": first.headers["ETag"]}
        for method in ("GET", "HEAD"):
            again, body = asked(service, method, path, headers)
            assert (again.status, body) == (304, b"")
            for name in ("ETag", "Cache-Control", "Vary"):
                assert again.headers[name] == first.headers[name]


def test_large_answers_come_encoded_from_the_real_server(service: Service) -> None:
    _, plain = asked(service, "GET", at(EVERYTHING), {"Accept": "text/csv"})
    for coding in ("gzip", "zstd"):
        headers = {"Accept": "text/csv", "Accept-Encoding": coding}
        answer, body = asked(service, "GET", at(EVERYTHING), headers)
        assert answer.headers["Content-Encoding"] == coding
        assert answer.headers["Transfer-Encoding"] is None
        assert DECODE[coding](body) == plain


def test_freshness_follows_from_the_address(site: Site) -> None:
    page = site.get("/").text
    start = page.index("/static/style.css?v=")
    static = page[start : page.index('"', start)]
    for path, control in (
        (static, "public, max-age=31536000, immutable"),
        (static[:-1] + "x", "no-cache"),
        ("/static/style.css", "no-cache"),
        ("/", "no-cache"),
        (at(NAMES), "no-cache"),
        ("/ns/context.jsonld", "public, max-age=86400"),
        ("/id/370725/checklist/personal-life-cycle", "no-cache"),
        ("/static/nothing", "no-store"),
    ):
        assert site.get(path).headers["Cache-Control"] == control, path
    assert site.get(static).headers["Vary"] == "Accept-Encoding"
    assert site.get("/").headers["Vary"] == "Accept, Accept-Encoding"


# Forms by name


TABLES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
GRAPHS = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/ld+json",
    "xml": "application/rdf+xml",
    "html": "text/html; charset=utf-8",
}


@pytest.mark.parametrize(
    ("query", "name", "kind"),
    [(NAMES, *form) for form in TABLES.items()] + [(GRAPH, *form) for form in GRAPHS.items()],
)
def test_a_form_named_beats_accept(site: Site, query: str, name: str, kind: str) -> None:
    for accept in ("application/sparql-results+xml, application/rdf+xml", FIREFOX, "image/png"):
        for path in (at(query, format=name), at(query, path=f"/sparql.{name}")):
            answer = site.get(path, Accept=accept)
            assert (answer.status_code, answer.content_type) == (200, kind)
    posted = site.client.post("/sparql", data={"query": query, "format": name})
    assert posted.content_type == kind


def test_a_form_that_does_not_apply_is_told(site: Site) -> None:
    assert site.get(at(GRAPH, format="csv")).status_code == 406
    assert site.get(at(NAMES, path="/sparql.ttl")).status_code == 406
    wrong = site.get(at(NAMES, format="docx"))
    assert wrong.status_code == 400
    assert wrong.json["parameter"] == "format"  # type: ignore[index]
    assert "csv" in wrong.json["detail"]  # type: ignore[index]
    assert site.get(at(NAMES, path="/sparql.docx")).status_code == 404


def test_what_clients_call_the_forms_is_known(site: Site) -> None:
    for name in ("turtle", "n3", "rdf+xml", "json-ld", "text/turtle", "application/n-triples"):
        assert site.get(at(GRAPH, format=name)).status_code == 200, name
    assert site.get(at(NAMES, format="application/json")).content_type == TABLES["json"]


def test_documents_and_saved_queries_take_a_form_by_name(site: Site) -> None:
    thing = "/doc/370725/checklist/personal-life-cycle"
    for name, kind in GRAPHS.items():
        if name != "xml":
            for path in (thing, "/ns", "/shapes"):
                answer = site.get(f"{path}?format={name}", Accept="application/rdf+xml")
                assert answer.content_type == kind, path
    assert site.get(f"{thing}?format=csv").status_code == 400
    redirect = site.get("/id/370725/checklist/personal-life-cycle?format=nt")
    assert redirect.headers["Location"] == f"{thing}?format=nt"
    for name in ("json", "csv", "rq"):
        named = site.get(f"/query/department-counts?format={name}")
        assert named.data == site.get(f"/query/department-counts.{name}").data
    assert site.get("/query/department-counts?format=zip").status_code == 400
    assert site.get("/query/department-counts?format=html").mimetype == "text/html"


# The page of an answer


def test_a_browser_gets_a_page_and_a_program_does_not(site: Site) -> None:
    for query in (NAMES, GRAPH, "ASK {}"):
        assert site.get(at(query), Accept=FIREFOX).mimetype == "text/html"
        for accept in ("*/*", "application/sparql-results+json, text/turtle, text/html;q=0.5"):
            assert site.get(at(query), Accept=accept).mimetype != "text/html"
    mixed = "text/html, text/turtle"
    assert site.get(at(NAMES), Accept=mixed).mimetype == "text/html"
    assert site.get(at(GRAPH), Accept=mixed).mimetype == "text/turtle"


def test_the_page_shows_the_table_with_links_and_the_number_of_rows(site: Site) -> None:
    page = site.get(at(f"SELECT ?e ?n WHERE {{ ?e <{LM}number> ?n }}"), Accept=FIREFOX).text
    assert "共112行。" in page
    assert page.count("<tr>") == 113
    assert page.count('<td><a href="/doc/370725/') == 112
    english = site.get(at(NAMES, lang="en"), Accept=FIREFOX).text
    assert "112 rows." in english
    graph = site.get(at(GRAPH), Accept=FIREFOX).text
    assert "共112个三元组。" in graph
    assert "是（true）" in site.get(at("ASK {}"), Accept=FIREFOX).text
    assert "否（false）" in site.get(at("ASK { <a:a> <a:a> 1 }"), Accept=FIREFOX).text
    assert "没有符合条件的结果。" in site.get(at("SELECT * { <a:a> ?p ?o }"), Accept=FIREFOX).text


def test_the_page_is_bounded_and_its_downloads_are_whole(site: Site) -> None:
    page = site.get(at(EVERYTHING), Accept=FIREFOX).text
    assert page.count("<tr>") == 1001
    assert "这里只显示前1000行" in page
    rows = len(site.get(at(EVERYTHING, format="tsv")).text.splitlines()) - 1
    assert f"共{rows}行。" in page
    csv = at(EVERYTHING, path="/sparql.csv").replace("&", "&amp;")
    assert f'href="{csv}"' in page
    for name in ("csv", "tsv", "json", "xml"):
        assert site.get(at(EVERYTHING, path=f"/sparql.{name}")).status_code == 200
    everything = "CONSTRUCT WHERE { ?s ?p ?o }"
    graph = site.get(at(everything), Accept=FIREFOX).text
    whole = list(parse(site.get(at(everything, format="nt")).data, format=RdfFormat.N_TRIPLES))
    assert f"共{len(whole)}个三元组。" in graph
    wide = "SELECT * { " + " ".join(f"VALUES ?v{n} {{ 1 }}" for n in range(300)) + " ?s ?p ?o }"
    assert site.get(at(wide), Accept=FIREFOX).text.count("<td") <= 20_000


def test_nothing_in_an_answer_becomes_markup_or_a_script(site: Site) -> None:
    hostile = "SELECT ?x { VALUES ?x { <javascript:alert(1)> <data:text/html,x> '<script>' } }"
    page = site.get(at(hostile), Accept=FIREFOX).text
    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert 'href="data' not in page
    assert "javascript:alert(1)" in page


def test_a_dataset_named_in_the_request_is_named_in_the_downloads(site: Site, base: str) -> None:
    path = at(EVERYTHING, **{"default-graph-uri": f"{base}graph/nothing"})
    page = site.get(path, Accept=FIREFOX).text
    assert "共0行。" in page
    assert "default-graph-uri=" in page


def test_an_error_in_a_browser_is_a_page(site: Site) -> None:
    answer = site.get("/sparql?query=SELECT", Accept=FIREFOX)
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
