"""Whatever is sent to any interface: an answer or a problem document, soon, no fault of ours."""

import shutil
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from backports import zstd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from server.errors import PROBLEM
from server.openapi.problems import kinds
from server.request_ids import Identified
from server.wsgi import in_front_of
from tests.conftest import application
from tests.protocol.hostile import BODIES, HEADERS, PLAIN, QUERY_STRINGS, TYPES
from tests.protocol.problems import HANGS, KIND, problem_of
from tests.protocol.test_running import OWNER, SECRET

SETTINGS = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
FEWER = settings(SETTINGS, max_examples=40)
PIECES = st.sampled_from(
    [
        *("SELECT * ", "ASK ", "CONSTRUCT ", "DESCRIBE ", "WHERE ", "{", "}", "(", ")", "[", "]"),
        *("?s ", "?p ", "?o ", "<http://x/>", "<", ">", "a ", "lm:Entry ", ":", ";", ",", "."),
        *('"', "'", '"""', "\\", "\\u0053", "\\U0010FFFF", "\\uD800", "#", "\n", "\r", "\0"),
        *("SERVICE ", "SERVICE:", "LOAD ", "FROM ", "GRAPH ", "PREFIX ", "BASE ", "LIMIT ", "1 "),
        *("FILTER ", "OPTIONAL ", "UNION ", "VALUES ", "BIND(1/0 AS ?x)", "县", "\U0001f600", "=<"),
    ]
)
QUERIES = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=12).map(lambda pieces: f"SELECT * {{ {''.join(pieces)} }} LIMIT 1"),
)
PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(
            ["query", "timeout", "default-graph-uri", "named-graph-uri", "lang", "draft", "x"]
        ),
        st.one_of(QUERIES, PLAIN, st.sampled_from(["ASK {}", "1", "http://x/", "zh", "urn:x"])),
    ),
    max_size=5,
)
METHODS = st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
PATHS = st.sampled_from(["/sparql", "/sparql/running", "/sparql/running/1", "/sparql/running/%00"])
EVERYWHERE = (
    *("/sparql", "/sparql.csv", "/sparql.x", "/sparql/running", "/sparql/running/1", "/update"),
    *("/graphs", "/graphs/a", "/graph/catalogue", "/graph/mapping/a", "/validate", "/openapi.json"),
    *("/.well-known/void", "/id/370725/department/x", "/doc/370725.ttl", "/doc/370725/checklist"),
    *(
        "/code/matter-type/public-service",
        "/doc/code/matter-type.jsonld",
        "/ns",
        "/ns.ttl",
        "/ns.x",
    ),
    *("/ns/1.0.0", "/ns/0.0.0", "/ns/context.jsonld", "/shapes", "/shapes.nt", "/openapi", "/"),
    *("/query/department-leads", "/query/department-counts.json", "/query/name-contains.csv"),
    *(
        "/query/several-cooperating.xlsx",
        "/query/department-counts.srj",
        "/query/scenario-graph.ttl",
    ),
    *("/query/name-contains.rq", "/query/several-cooperating", "/query/x", "/stages", "/queries"),
    "/help",
    *("/370725/personal-life-cycle/quality.json", "/370725/personal-life-cycle/quality.xlsx"),
    *("/meeting", "/assignments", "/my-list"),
    *(
        f"/370725/personal-life-cycle/{page}"
        for page in (
            *("meeting", "meeting.docx", "assignments", "assignments.docx", "assignments.xlsx"),
            *("my-list", "my-list.docx", "my-list.xlsx", "checklist.docx", "checklist.xlsx"),
            *("meeting?scenario=x", "assignments?department=x", "my-list?matter=x&scenario=%00"),
        )
    ),
    *("/network", "/370725/personal-life-cycle/network"),
    *("/heat", "/370725/personal-life-cycle/heat"),
    *("/370725/personal-life-cycle/", "/quality", "/static/style.css", "/static/../app.py"),
    *(f"/api/{kind}" for kind in ("matters", "departments", "scenarios", "entries", "editions")),
    *(f"/api/{kind}.csv" for kind in ("matters", "departments", "scenarios", "entries")),
    *("/api/changes", "/api/changes.json", "/api/status", "/api/x", "/api/matters.x"),
    *("/lookup", "/search", "/search/suggest", "/reconcile", "/reconcile/properties"),
    *(f"/reconcile/suggest/{kind}" for kind in ("entity", "type", "property")),
    *("/reconcile/preview", "/robots.txt", "/sitemap.xml", "/sitemap/370725.xml", "/sitemap/x.xml"),
    *(
        "/download/370725/personal-life-cycle/x/",
        "/download/370725/personal-life-cycle/x/items.csv",
        "/download/",
        "/download/all/",
        "/download/all/everything.nq",
    ),
    *(
        "/feed",
        "/feed.atom",
        "/feed.x",
        "/feed/1",
        "/feed/1.nq",
        "/feed/99.trig",
        "/feed/x/y",
        "/changes",
    ),
    *("/history/370725/department/x", "/history/370725/checklist/x/y/entry/1.json"),
    *("/timemap/370725/department/x", "/memento/20300101000000/370725/department/x.ttl"),
    *("/check", "/match", "/match/crosswalk.xlsx", "/editions"),
    *(f"/370725/personal-life-cycle/editions.{form}" for form in ("xlsx", "json", "txt", "x")),
    *("/workbench", "/workbench/answer", "/workbench/answer/stop", "/workbench/vocabulary.json"),
    *("/memento/x/y", "/memento/x", "/doc/change/1", "/doc/publication/1.jsonld", "/id/change/1"),
)
"""Addresses of every rule of the application."""
ADDRESSES = st.one_of(
    st.sampled_from(EVERYWHERE),
    st.builds(
        lambda head, rest: head + quote(rest), st.sampled_from(EVERYWHERE), st.text(max_size=9)
    ),
)


@pytest.fixture(scope="module")
def small(published: Path) -> Iterator[Client]:
    """The service as it is served, with bounds that are soon met."""
    bounds: dict[str, Any] = {"deadline": 2.0, "nesting": 20, "query_bytes": 2000, "memory": 300}
    for app in application(published, validation_deadline=5.0, **bounds):
        yield Client(Identified(in_front_of(app)), use_cookies=False)


@pytest.fixture(scope="module")
def guarded(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One that takes writes from who has the token."""
    data = tmp_path_factory.mktemp("guarded") / "data"
    shutil.copytree(published, data)
    for app in application(data, token=SECRET, update_bytes=2000, graph_bytes=4000):
        yield Client(Identified(in_front_of(app)), use_cookies=False)


def asked(client: Client, **request: Any) -> None:
    """Send a request and judge what comes back."""
    began = time.monotonic()
    response = client.open(**request)
    assert time.monotonic() - began < HANGS, "it hangs"
    status = response.status_code
    body = decoded(response.data, response.headers.get("Content-Encoding"))
    assert status < 500 or status == 503, body
    assert response.headers["X-Request-Id"]
    if response.content_length is not None and status not in (204, 304):
        assert request["method"] == "HEAD" or len(response.data) == response.content_length
    if status < 400 or request["method"] == "HEAD":
        return
    assert response.headers["Cache-Control"] == "no-store" and "ETag" not in response.headers
    if response.content_type == KIND:
        problem = problem_of(body)
        assert problem["status"] == status
        kind = kinds()[problem["type"].removeprefix(PROBLEM)]
        assert kind.status == status
        assert bool(kind.retry_after) == ("Retry-After" in response.headers)
    else:
        assert response.mimetype == "text/html"
        assert b'class="note error"' in body or b'role="alert"' in body


def decoded(body: bytes, coding: str | None) -> bytes:
    """A body without its content coding."""
    if coding == "gzip":
        return zlib.decompress(body, 16 + zlib.MAX_WBITS)
    return bytes(zstd.decompress(body)) if coding == "zstd" and body else body


def test_every_rule_has_an_address_here(published: Path) -> None:
    for app in application(published):
        adapter = app.url_map.bind("localhost")
        asked_here = set()
        for address in EVERYWHERE:
            for method in ("GET", "POST", "DELETE"):
                if adapter.test(address, method):
                    asked_here.add(adapter.match(address, method, return_rule=True)[0].rule)
        general = {
            "/<region>/<list_key>/stages",
            "/<region>/<list_key>/quality",
            "/<region>/<list_key>/editions",
            "/graphs/<path:path>",
        }
        assert {rule.rule for rule in app.url_map.iter_rules()} - asked_here <= general


@given(method=METHODS, path=PATHS, parameters=PARAMETERS, headers=HEADERS)
@SETTINGS
def test_any_parameters_and_headers(
    small: Client,
    method: str,
    path: str,
    parameters: list[tuple[str, str]],
    headers: dict[str, str],
) -> None:
    sent = [(name, value.encode("utf-8", "replace").decode()) for name, value in parameters]
    asked(small, method=method, path=path, query_string=sent, headers=headers)


@given(kind=TYPES, body=st.one_of(st.binary(max_size=300), QUERIES), headers=HEADERS)
@SETTINGS
def test_any_body(small: Client, kind: str, body: bytes | str, headers: dict[str, str]) -> None:
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    sent = {"data": data, "content_type": kind, "headers": headers}
    asked(small, method="POST", path="/sparql", **sent)


@given(parameters=PARAMETERS)
@SETTINGS
def test_any_form(small: Client, parameters: list[tuple[str, str]]) -> None:
    form: dict[str, list[str]] = {}
    for name, value in parameters:
        form.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
    asked(small, method="POST", path="/sparql", data=form)


@given(query=st.binary(max_size=200), length=st.integers(-5, 20_000))
@SETTINGS
def test_any_raw_query_and_any_length(small: Client, query: bytes, length: int) -> None:
    raw = {"QUERY_STRING": f"query={query.decode('latin-1')}"}
    asked(small, method="GET", path="/sparql", environ_overrides=raw)
    raw = {"CONTENT_LENGTH": str(length)}
    kind = "application/sparql-query"
    sent = {"data": query, "content_type": kind, "environ_overrides": raw}
    asked(small, method="POST", path="/sparql", **sent)


@given(method=METHODS, path=ADDRESSES, query=QUERY_STRINGS, headers=HEADERS)
@SETTINGS
def test_any_request_to_any_interface(
    small: Client, method: str, path: str, query: str, headers: dict[str, str]
) -> None:
    raw = {"QUERY_STRING": query}
    asked(small, method=method, path=path, headers=headers, environ_overrides=raw)


@given(
    path=st.sampled_from(["/sparql", "/validate", "/check", "/match", "/update", "/graphs"]),
    query=QUERY_STRINGS,
    kind=TYPES,
    body=BODIES,
    headers=HEADERS,
    length=st.none() | st.integers(-5, 20_000),
)
@FEWER
def test_any_body_to_any_interface(
    small: Client,
    path: str,
    query: str,
    kind: str,
    body: bytes,
    headers: dict[str, str],
    length: int | None,
) -> None:
    raw = {"QUERY_STRING": query} | ({} if length is None else {"CONTENT_LENGTH": str(length)})
    sent = {"data": body, "content_type": kind, "headers": headers, "environ_overrides": raw}
    asked(small, method="POST", path=path, **sent)


@given(
    method=st.sampled_from(["POST", "PUT", "DELETE"]),
    path=st.sampled_from(
        ["/update", "/graphs", "/graphs/a", "/graph/mapping/a", "/graph/catalogue"]
    ),
    query=st.one_of(QUERY_STRINGS, st.sampled_from(["graph=urn:x", "default", ""])),
    kind=TYPES,
    body=BODIES,
)
@FEWER
def test_any_write_with_a_token(
    guarded: Client, method: str, path: str, query: str, kind: str, body: bytes
) -> None:
    raw = {"QUERY_STRING": query}
    sent = {"data": body, "content_type": kind, "headers": OWNER, "environ_overrides": raw}
    asked(guarded, method=method, path=path, **sent)
