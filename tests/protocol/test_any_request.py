"""Whatever is sent to /sparql: an answer or a problem document, soon, and no failure of ours."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import application
from tests.protocol.problems import KIND, problem_of

MEANT = ("busy", "bodies-busy", "deadline-exceeded", "out-of-memory", "answer-too-large")
SETTINGS = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
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
PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("Accept", "Accept-Language", "Accept-Encoding", "Content-Encoding", "Range"),
            *("If-None-Match", "If-Modified-Since", "Origin", "X-Forwarded-For", "X-Request-Id"),
            *("Authorization", "Cookie", "Expect", "Prefer", "Access-Control-Request-Method"),
        ]
    ),
    st.one_of(PLAIN, st.sampled_from(["*/*", "text/html", "text/csv;q=x", "a/b;q=1e9", ",,;;="])),
    max_size=5,
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
TYPES = st.one_of(
    st.sampled_from(
        [
            *("application/sparql-query", "application/x-www-form-urlencoded", "text/plain", ""),
            *("application/sparql-query; charset=gbk", "multipart/form-data", "application/json"),
            "application/sparql-update",
        ]
    ),
    PLAIN,
)
METHODS = st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
PATHS = st.sampled_from(["/sparql", "/sparql/running", "/sparql/running/1", "/sparql/running/%00"])


@pytest.fixture(scope="module")
def small(published: Path) -> Iterator[Flask]:
    yield from application(published, deadline=2.0, nesting=20, query_bytes=2000, memory=300)


def asked(app: Flask, **request: object) -> None:
    """Send a request and judge what comes back."""
    began = time.monotonic()
    response = app.test_client().open(**request)  # type: ignore[arg-type]
    assert time.monotonic() - began < 10, "it hangs"
    status = response.status_code
    assert status < 500 or status == 503, response.data
    if status >= 400 and request["method"] != "HEAD":
        if response.content_type == KIND:
            problem = problem_of(response.data)
            assert problem["status"] == status
            assert status < 500 or problem["type"].partition("#")[2] in MEANT, problem
        else:
            assert response.mimetype == "text/html" and b'class="note error"' in response.data
    if status == 200 and response.content_length is not None and request["method"] != "HEAD":
        assert len(response.data) == response.content_length


@given(method=METHODS, path=PATHS, parameters=PARAMETERS, headers=HEADERS)
@SETTINGS
def test_any_parameters_and_headers(
    small: Flask,
    method: str,
    path: str,
    parameters: list[tuple[str, str]],
    headers: dict[str, str],
) -> None:
    sent = [(name, value.encode("utf-8", "replace").decode()) for name, value in parameters]
    asked(small, method=method, path=path, query_string=sent, headers=headers)


@given(kind=TYPES, body=st.one_of(st.binary(max_size=300), QUERIES), headers=HEADERS)
@SETTINGS
def test_any_body(small: Flask, kind: str, body: bytes | str, headers: dict[str, str]) -> None:
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    sent = {"data": data, "content_type": kind, "headers": headers}
    asked(small, method="POST", path="/sparql", **sent)


@given(parameters=PARAMETERS)
@SETTINGS
def test_any_form(small: Flask, parameters: list[tuple[str, str]]) -> None:
    form: dict[str, list[str]] = {}
    for name, value in parameters:
        form.setdefault(name, []).append(value.encode("utf-8", "replace").decode())
    asked(small, method="POST", path="/sparql", data=form)


@given(query=st.binary(max_size=200), length=st.integers(-5, 20_000))
@SETTINGS
def test_any_raw_query_and_any_length(small: Flask, query: bytes, length: int) -> None:
    raw = {"QUERY_STRING": f"query={query.decode('latin-1')}"}
    asked(small, method="GET", path="/sparql", environ_overrides=raw)
    raw = {"CONTENT_LENGTH": str(length)}
    kind = "application/sparql-query"
    sent = {"data": query, "content_type": kind, "environ_overrides": raw}
    asked(small, method="POST", path="/sparql", **sent)
