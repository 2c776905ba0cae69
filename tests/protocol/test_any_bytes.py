"""Whatever bytes a client writes to the real server before it hangs up: an answer, a problem
document or the web server's own refusal of what is no HTTP, and soon; and the service goes on."""

import socket
import time
import urllib.request

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.errors import PROBLEM
from server.openapi.problems import kinds
from tests.conftest import Service
from tests.protocol.hostile import BODIES, QUERY_STRINGS
from tests.protocol.problems import HANGS, KIND, problem_of

SETTINGS = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
OWN = (b"400", b"413", b"414", b"431", b"501", b"505")
"""What the web server answers itself, without a body, to what it cannot read as HTTP."""
PATIENCE = 0.4
"""Seconds after which a client that has no answer hangs up."""
LINES = st.builds(
    lambda method, path, query, version: (
        b"%s %s%s %s\r\n"
        % (method, path, b"?" + query.encode("latin-1") if query else b"", version)
    ),
    st.sampled_from(
        [b"GET", b"POST", b"PUT", b"HEAD", b"OPTIONS", b"DELETE", b"BREW", b"get", b""]
    ),
    st.sampled_from(
        [
            *(
                b"/sparql",
                b"/validate",
                b"/update",
                b"/graphs",
                b"/openapi.json",
                b"*",
                b"/%",
                b"//",
            ),
            *(
                b"/query/department-leads",
                b"http://x/sparql",
                b"/sparql/../x",
                b"/\xe5\x8e\xbf",
                b"",
            ),
            *(
                b"/doc/%FF%FE",
                b"/" + b"a" * 9000,
                b"/ns#x",
                b"/doc/a%0D%0AX:y",
                b"/query/%E8%AF%81",
            ),
        ]
    ),
    QUERY_STRINGS,
    st.sampled_from(
        [b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2", b"HTTP/9", b""]
    ),
)
HEADERS = st.lists(
    st.sampled_from(
        [
            *(
                b"Host: x",
                b"Host: localhost:99999",
                b"Host: [::1",
                b"Host: xn--",
                b"Host: a..b",
                b"Host:",
                b"Host: a\xff\xfeb",
            ),
            *(b"Content-Length: 5", b"Content-Length: 500", b"Content-Length: -1"),
            *(b"Content-Length: +5", b"Content-Length: 99999999999999999999", b"Content-Length: x"),
            *(b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked", b"TE: trailers"),
            *(b"Content-Type: application/sparql-query", b"Content-Type: text/turtle"),
            *(b"Content-Type: multipart/form-data; boundary=----hostile", b"Content-Type: \xff"),
            *(b"Content-Type: application/x-www-form-urlencoded", b"Content-Encoding: gzip"),
            *(
                b"Expect: 100-continue",
                b"Expect: 418",
                b"Connection: close",
                b"Connection: upgrade",
            ),
            *(b"Upgrade: websocket", b"Upgrade: h2c", b"Range: bytes=0-1", b"If-None-Match: *"),
            *(b"Accept: \xff\xfe", b"Accept: text/html", b"Accept: ;;,,", b"X-Forwarded-For: \x80"),
            *(
                b"Accept-Language: " + b"zh," * 900,
                b"Cookie: " + b"a" * 9000,
                b" folded: x",
                b": x",
            ),
            *(
                b"X: a\rb",
                b"X: a\0b",
                b"no colon",
                b"Accept-Encoding: identity;q=0",
                b"X: " + b"y" * 70_000,
            ),
            *(b"Authorization: Basic \xff", b"Authorization: Bearer", b"X-Request-Id: a\xffb"),
        ]
    ),
    max_size=3,
)
CHUNKED = st.sampled_from(
    [b"5\r\nASK{}\r\n0\r\n\r\n", b"5\r\nASK", b"zz\r\n", b"-1\r\n", b"0\r\n\r\n"]
)


def exchange(port: int, sent: bytes) -> bytes:
    """All that comes back when a client sends these bytes, and, where that is not enough for the
    server, says after a moment that there will be no more: what is unanswered then, stays so."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=HANGS) as connection:
        try:
            connection.sendall(sent)
            connection.settimeout(PATIENCE)
            try:
                return _to_the_end(connection, received)
            except TimeoutError as waited:
                received = waited.args[0]
            connection.settimeout(HANGS)
            connection.shutdown(socket.SHUT_WR)
            return _to_the_end(connection, received)
        except TimeoutError:
            raise
        except OSError:
            return received  # refused before it was read: nothing more is said


def _to_the_end(connection: socket.socket, received: bytes) -> bytes:
    """What comes until the server hangs up. Raises TimeoutError with what came before."""
    try:
        while piece := connection.recv(65536):
            received += piece
    except TimeoutError:
        raise TimeoutError(received) from None
    return received


@given(line=LINES, headers=HEADERS, body=st.one_of(BODIES, CHUNKED), host=st.booleans())
@SETTINGS
def test_any_bytes_get_an_answer_or_are_refused(
    service: Service, line: bytes, headers: list[bytes], body: bytes, host: bool
) -> None:
    lines = [b"Connection: close", *([b"Host: localhost"] if host else []), *headers]
    began = time.monotonic()
    received = exchange(service.port, line + b"".join(h + b"\r\n" for h in lines) + b"\r\n" + body)
    assert time.monotonic() - began < HANGS, "it hangs"
    judge(line, received)


def judge(line: bytes, received: bytes) -> None:
    """Of several answers on one connection, the first, which is that of `line`."""
    while received.startswith(b"HTTP/1.1 100"):
        received = received.partition(b"\r\n\r\n")[2]
    if not received:
        return
    head, _, body = received.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1]
    said = {
        name.lower(): value.strip()
        for name, _, value in (one.partition(b":") for one in head.split(b"\r\n")[1:])
    }
    assert status < b"500" or status == b"503" or status in OWN, received[:1000]
    if status < b"400":
        return
    if b"x-request-id" not in said:
        assert status in OWN and said.get(b"content-length", b"0") == b"0", received[:1000]
        return
    if said[b"content-type"].decode() == KIND and not line.startswith(b"HEAD"):
        if b"content-encoding" in said:
            return  # decoded in test_any_request
        problem = problem_of(body[: int(said[b"content-length"])])
        kind = kinds()[problem["type"].removeprefix(PROBLEM)]
        assert str(kind.status).encode() == status
        assert bool(kind.retry_after) == (b"retry-after" in said)


@pytest.mark.parametrize("host", [b"elsewhere.example", b"", b"xn--", b"[::1", b"\xff", b"a:99999"])
def test_a_redirect_stays_here_whatever_host_says(service: Service, host: bytes) -> None:
    sent = b"GET /370725/personal-life-cycle?lang=en HTTP/1.1\r\nHost: %s\r\n" % host
    with socket.create_connection(("127.0.0.1", service.port), timeout=HANGS) as connection:
        connection.sendall(sent + b"Connection: close\r\n\r\n")
        received = _to_the_end(connection, b"")
    assert received.startswith(b"HTTP/1.1 308")
    assert b"\r\nlocation: /370725/personal-life-cycle/?lang=en\r\n" in received
    assert not host or host not in received


def test_the_service_goes_on_after_all_of_it(service: Service) -> None:
    with urllib.request.urlopen(f"{service.url}sparql?query=ASK%7B%7D", timeout=30) as answer:
        assert answer.status == 200
