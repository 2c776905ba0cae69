"""curl: the forms of the standards and of the README, as anyone types them."""

import gzip
import json
import shutil
import subprocess
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import Service
from tests.protocol.clients.conftest import TOKEN, Writable, asked

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")

LM = "https://w3id.org/lifematters/ns#"
COUNT = f"SELECT (COUNT(?e) AS ?n) WHERE {{ ?e a <{LM}Entry> }}"
NAMES = f"SELECT ?n ?name {{ ?e <{LM}number> ?n ; <{LM}statedName> ?name }} ORDER BY ?n"
NAME = "居民和灵活就业人员社会保险费缴纳"
ENTRY = "id/370725/checklist/personal-life-cycle/u-d709fb19/entry/64"
EXAMPLE = "http://curl.example/图/"
ASK = "Content-Type: application/sparql-query"
UPDATE = "Content-Type: application/sparql-update"
TURTLE = "Content-Type: text/turtle"


@dataclass(frozen=True)
class Said:
    """What curl got: the last of the answers, where there were several."""

    status: int
    headers: Message
    body: bytes
    wire: int
    """Bytes of the body on their way."""

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()

    @property
    def problem(self) -> dict[str, Any]:
        assert self.kind == "application/problem+json"
        found: dict[str, Any] = json.loads(self.body)
        assert found["status"] == self.status
        assert found["detail"] and found["detail_en"]
        return found


@pytest.fixture
def curl(tmp_path: Path) -> Any:
    """Runs curl in a directory of the test's own."""

    def run(*arguments: str, fails: int = 0) -> Said:
        for name in ("headers", "body"):
            (tmp_path / name).unlink(missing_ok=True)
        wanted = ["-D", "headers", "-o", "body", "-w", "%{http_code} %{size_download}"]
        command = ["curl", "-sS", "--max-time", "60", *wanted, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=90)
        assert done.returncode == fails, done.stderr
        status, wire = map(int, done.stdout.split())
        *_, last = (tmp_path / "headers").read_bytes().rstrip().split(b"\r\n\r\n")
        headers = BytesParser().parsebytes(last.partition(b"\r\n")[2], headersonly=True)
        body = tmp_path / "body"
        return Said(status, headers, body.read_bytes() if body.exists() else b"", wire)

    return run


# Queries


def test_a_query_is_asked_in_every_form_of_the_protocol(
    service: Service, curl: Any, tmp_path: Path
) -> None:
    (tmp_path / "count.rq").write_text(f"# 有多少条目\n{COUNT}\n", "utf-8")
    endpoint = f"{service.url}sparql"
    for arguments in (
        ["-G", "--data-urlencode", f"query={COUNT}"],
        ["-G", "--data-urlencode", "query@count.rq"],
        ["--data-urlencode", f"query={COUNT}"],
        ["--data-urlencode", "query@count.rq"],
        ["-H", ASK, "--data-binary", "@count.rq"],
        ["-H", f"{ASK}; charset=utf-8", "-d", COUNT],
        ["-H", ASK, "-T", "count.rq", "-X", "POST"],
    ):
        answer = curl(endpoint, *arguments)
        assert (answer.status, answer.kind) == (200, "application/sparql-results+json"), arguments
        assert json.loads(answer.body)["results"]["bindings"][0]["n"]["value"] == "112"
    assert curl(f"{endpoint}?query={quote(COUNT)}").body == answer.body


def test_a_body_of_no_announced_length_is_read_to_its_end(service: Service, curl: Any) -> None:
    answer = curl(
        f"{service.url}sparql", "-H", ASK, "-H", "Transfer-Encoding: chunked", "-d", COUNT
    )
    assert b'"112"' in answer.body


@pytest.mark.parametrize(
    ("asked_for", "kind", "words"),
    [
        (["-H", "Accept: text/csv"], "text/csv", f"37,{NAME}\r\n"),
        (["-H", "Accept: text/tab-separated-values"], "text/tab-separated-values", f'37\t"{NAME}"'),
        (["-H", "Accept: application/sparql-results+xml"], "application/sparql-results+xml", NAME),
        (["-H", "Accept: application/json"], "application/sparql-results+json", NAME),
        (["-d", "format=csv"], "text/csv", NAME),
        (
            ["-H", "Accept: */*", "-H", "Accept-Language: en"],
            "application/sparql-results+json",
            NAME,
        ),
    ],
)
def test_the_answer_has_the_form_that_is_asked_for(
    service: Service, curl: Any, asked_for: list[str], kind: str, words: str
) -> None:
    answer = curl(f"{service.url}sparql", "-G", "--data-urlencode", f"query={NAMES}", *asked_for)
    assert (answer.status, answer.kind) == (200, kind)
    assert words in answer.body.decode()


def test_a_thing_leads_to_its_document_in_the_form_asked_for(service: Service, curl: Any) -> None:
    first = curl(f"{service.url}{ENTRY}")
    assert first.status == 303
    for accept, kind in (
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("text/html", "text/html"),
    ):
        answer = curl("-L", "-H", f"Accept: {accept}", f"{service.url}{ENTRY}")
        assert (answer.status, answer.kind) == (200, kind)
        assert "64" in answer.body.decode()


@pytest.mark.parametrize("path", ["", "sparql", "sparql?query=ASK%20%7B%7D", ".well-known/void"])
def test_head_has_the_headers_of_get_and_no_body(service: Service, curl: Any, path: str) -> None:
    got, head = curl(f"{service.url}{path}"), curl("-I", f"{service.url}{path}")
    assert (head.status, head.wire) == (got.status, 0)
    differs = {"date", "x-request-id"}
    for name in set(got.headers):
        same = head.headers.get_all(name) == got.headers.get_all(name)
        assert name.lower() in differs or same, name


def test_a_compressed_answer_is_the_same_and_smaller(service: Service, curl: Any) -> None:
    query = ["-G", f"{service.url}sparql", "--data-urlencode", f"query={NAMES}"]
    whole = curl(*query)
    packed = curl("--compressed", *query)
    assert packed.body == whole.body
    assert packed.headers["Content-Encoding"] in ("zstd", "gzip")
    assert int(packed.headers["Content-Length"]) == packed.wire < whole.wire / 3
    features = subprocess.run(["curl", "-V"], capture_output=True, text=True, check=True).stdout
    if "zstd" in features:
        assert packed.headers["Content-Encoding"] == "zstd"
    zipped = curl("-H", "Accept-Encoding: gzip", *query)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == whole.body
    tags = {
        answer.headers["Content-Encoding"]: answer.headers["ETag"]
        for answer in (whole, packed, zipped)
    }
    assert len(set(tags.values())) == len(tags), "a tag for each coding"


def test_what_has_not_changed_is_not_sent_again(service: Service, curl: Any) -> None:
    for path in ("sparql?query=ASK%20%7B%7D", ENTRY.replace("id/", "doc/", 1), "queries"):
        url = f"{service.url}{path}"
        first = curl("--etag-save", "tag", url)
        assert first.status == 200
        again = curl("--etag-compare", "tag", url)
        assert (again.status, again.wire) == (304, 0)
        assert again.headers["ETag"] == first.headers["ETag"]
        other = curl("--etag-compare", "tag", "-H", "Accept: text/turtle", f"{service.url}sparql")
        assert other.status == 200


def test_a_script_of_another_site_is_told_what_it_may_send(service: Service, curl: Any) -> None:
    for path, method in (("sparql", "POST"), ("update", "POST"), ("graphs", "PUT"), (ENTRY, "GET")):
        asking = [
            "-H",
            "Origin: https://other.example",
            "-H",
            f"Access-Control-Request-Method: {method}",
        ]
        asking += ["-H", "Access-Control-Request-Headers: authorization, content-type"]
        answer = curl("-X", "OPTIONS", *asking, f"{service.url}{path}")
        assert answer.status in (200, 204), path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert method in answer.headers["Access-Control-Allow-Methods"]
        allowed = answer.headers["Access-Control-Allow-Headers"].lower()
        assert "authorization" in allowed and "content-type" in allowed


# Writing


@pytest.fixture
def matters(tmp_path: Path) -> str:
    (tmp_path / "matters.ttl").write_text("<#出生> <http://x/称> '出生'@zh .\n", "utf-8")
    return "matters.ttl"


@pytest.mark.parametrize(
    "token",
    [
        ["-H", f"Authorization: Bearer {TOKEN}"],
        ["--oauth2-bearer", TOKEN],
        ["-u", f"anyone:{TOKEN}"],
    ],
)
def test_every_way_to_say_a_token_is_known(writable: Writable, curl: Any, token: list[str]) -> None:
    # an update that changes nothing is no publication, but wants the token as any other
    nothing = ["-H", UPDATE, "-d", f"CLEAR SILENT GRAPH <{EXAMPLE}没有>"]
    assert curl(f"{writable.url}update", *token, *nothing).status == 204


def test_a_graph_is_put_read_added_to_and_deleted(
    writable: Writable, curl: Any, matters: str
) -> None:
    graph = f"{writable.url}graphs?graph={quote(EXAMPLE + '一', safe='')}"
    token = ["--oauth2-bearer", TOKEN]
    assert curl(graph).status == 404
    made = curl(*token, "-T", matters, "-H", TURTLE, graph)
    assert made.status == 201
    assert made.headers["Location"]
    read = curl("-H", "Accept: application/n-triples", graph)
    assert read.body.decode() == f'<{EXAMPLE}一#出生> <http://x/称> "出生"@zh .\n'
    more = ["-d", '{"@id": "http://x/a", "http://x/称": "入学"}']
    added = curl(*token, "-X", "POST", "-H", "Content-Type: application/ld+json", *more, graph)
    assert added.status == 204
    assert asked(writable.url, f"ASK {{ GRAPH <{EXAMPLE}一> {{ ?s <http://x/称> '入学' }} }}")
    assert curl(*token, "-X", "DELETE", graph).status == 204
    assert curl("-I", graph).status == 404


def test_files_are_sent_as_a_form_or_as_they_come(plain: str, curl: Any, matters: str) -> None:
    graph = f"{plain}graphs?graph={quote(EXAMPLE + '二', safe='')}"
    assert curl("-F", f"file=@{matters};type=text/turtle", graph).status == 201
    assert curl("-F", f"file=@{matters}", graph).status == 204, "its name says what it is"
    chunked = ["-H", "Transfer-Encoding: chunked", "-H", TURTLE]
    assert curl("-X", "PUT", "--data-binary", f"@{matters}", *chunked, graph).status == 204
    assert curl("-H", TURTLE, "-d", f"@{matters}", f"{plain}graphs").status == 201, "a new name"
    assert curl(
        "-X", "PUT", "-H", TURTLE, "-d", "<a:a> <a:p> 1 .", f"{plain}graphs?default"
    ).status in (201, 204)
    assert asked(plain, "ASK { <a:a> <a:p> 1 }")


def test_a_large_file_waits_for_leave_and_arrives_whole(
    plain: str, curl: Any, tmp_path: Path
) -> None:
    lines = [f'<http://x/{n}> <http://x/称> "{"项" * 100}" .\n' for n in range(4_000)]
    (tmp_path / "large.nt").write_text("".join(lines), "utf-8")
    assert (tmp_path / "large.nt").stat().st_size > 1_000_000, "curl says Expect: 100-continue"
    graph = f"{plain}graphs?graph={quote(EXAMPLE + 'large', safe='')}"
    kind = "Content-Type: application/n-triples"
    assert curl("-T", "large.nt", "-H", kind, graph).status == 201
    read = curl("--compressed", "-H", "Accept: application/n-triples", graph)
    assert len(read.body.splitlines()) == 4_000
    assert curl("-X", "DELETE", graph).status == 204


@pytest.mark.parametrize("waits", [[], ["-H", "Expect:"], ["-H", "Transfer-Encoding: chunked"]])
def test_a_large_file_without_the_token_is_refused_with_its_sentence(
    writable: Writable, curl: Any, tmp_path: Path, waits: list[str]
) -> None:
    """Before it is sent, or while it is: the connection is not broken off under it."""
    (tmp_path / "large.ttl").write_bytes(b"#" * 4_000_000)
    graph = f"{writable.url}graphs?graph={quote(EXAMPLE, safe='')}"
    refused = curl(*waits, "-T", "large.ttl", "-H", TURTLE, graph)
    assert (refused.status, refused.problem["title"]) == (401, "需要令牌")


def test_an_update_is_posted_as_a_form_or_as_a_file(plain: str, curl: Any, tmp_path: Path) -> None:
    (tmp_path / "birth.ru").write_text("INSERT DATA { <a:出生> <a:称> '出生 & +' }", "utf-8")
    update = f"{plain}update"
    assert curl("--data-urlencode", "update@birth.ru", update).status == 204
    assert asked(plain, "ASK { <a:出生> <a:称> '出生 & +' }")
    assert curl("-H", UPDATE, "--data-binary", "@birth.ru", update).status == 204
    moved = "INSERT { GRAPH <a:out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    using = f"using-graph-uri={quote(EXAMPLE + '没有', safe='')}"
    assert curl("-H", UPDATE, "-d", moved, f"{update}?{using}").status == 204
    assert not asked(plain, "ASK { GRAPH <a:out> { ?s ?p ?o } }")


# Errors


def test_an_error_is_a_body_that_says_what_to_do(
    writable: Writable, curl: Any, matters: str
) -> None:
    query, update, graphs = (f"{writable.url}{path}" for path in ("sparql", "update", "graphs"))
    token = ["--oauth2-bearer", TOKEN]
    codes = f"{graphs}?graph={quote('http://localhost:8000/graph/codes', safe='')}"
    free = f"{graphs}?graph={quote(EXAMPLE, safe='')}"
    nothing = f"CLEAR SILENT GRAPH <{EXAMPLE}>"
    cases: list[tuple[int, str, list[str]]] = [
        (400, "malformed-query", ["-G", "--data-urlencode", "query=SELECT {", query]),
        (400, "missing-query", ["-d", "q=SELECT", query]),
        (400, "malformed-graph", [*token, "-X", "PUT", "-H", TURTLE, "-d", "<a:a>", free]),
        (400, "malformed-update", [*token, "-H", UPDATE, "-d", "INSERT", update]),
        (400, "missing-parameter", [*token, "-T", matters, "-H", TURTLE, graphs]),
        (401, "no-token", ["-H", UPDATE, "-d", nothing, update]),
        (401, "no-token", ["-u", "anyone:wrong", "-T", matters, "-H", TURTLE, free]),
        (403, "read-only", ["-H", UPDATE, "-d", nothing, query]),
        (404, "unknown-graph", [free]),
        (404, "unknown-graph", [*token, "-X", "DELETE", free]),
        (405, "method-not-allowed", ["-X", "PUT", "-d", "", query]),
        (405, "method-not-allowed", [update]),
        (406, "not-acceptable", ["-H", "Accept: image/png", f"{query}?query=ASK%20%7B%7D"]),
        (409, "not-free", [*token, "-T", matters, "-H", TURTLE, codes]),
        (415, "wrong-media-type", ["-H", "Content-Type: text/plain", "-d", COUNT, query]),
        (415, "unsupported-rdf", [*token, "-T", matters, free]),
        (415, "unsupported-rdf", [*token, "-d", "<a:a> <a:p> 1 .", free]),
        (415, "wrong-update-type", [*token, "-H", TURTLE, "-d", nothing, update]),
    ]
    before = writable.publications
    for status, code, arguments in cases:
        answer = curl(*arguments)
        assert (answer.status, answer.problem["type"].rpartition("#")[2]) == (status, code)
        assert answer.headers["X-Request-Id"] == answer.problem["request_id"]
        assert answer.headers["Cache-Control"] == "no-store"
        if status == 401:
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        if status == 405:
            assert answer.headers["Allow"]
    assert writable.publications == before


def test_fail_with_body_fails_and_keeps_the_sentence(service: Service, curl: Any) -> None:
    asking = [
        "--fail-with-body",
        "-G",
        f"{service.url}sparql",
        "--data-urlencode",
        "query=SELECT {",
    ]
    answer = curl(*asking, fails=22)
    assert "语法错误" in answer.problem["detail"]
