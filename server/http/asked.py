"""What a request asks for, as far as its answer follows from it: the parts of an entity tag, read
before anything is evaluated."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from server.http.headers import profiled
from server.negotiation import preferences
from server.profiles import asked as profiles
from server.sparql.volatile import is_volatile

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_ENDPOINT = "/sparql"


Read = Callable[[dict[str, Any]], bytes]
"""Reads the whole body of a request and puts it back; raises what the request is refused with."""


def parts(environ: dict[str, Any], most: int, read: Read) -> list[bytes] | None:
    """All that the answer to a request follows from but snapshot, build, settings and coding; None
    where it may differ from time to time or is no reading of the published state.

    Asked for by GET, HEAD, or as a query by POST; the body of such a POST, up to `most` bytes, is
    read by `read`. Language stands in the query string.
    """
    if "HTTP_AUTHORIZATION" in environ:
        return None
    method, address = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    body = b""
    if method == "POST":
        given = _query_body(environ, most, read)
        if given is None:
            return None
        body = given
    elif method not in ("GET", "HEAD"):
        return None
    kind = environ.get("CONTENT_TYPE", "") if method == "POST" else ""
    if any(is_volatile(text) for text in _texts(address, body, kind)):
        return None
    return [
        b"POST" if method == "POST" else b"GET",
        environ.get("SCRIPT_NAME", "").encode("latin-1"),
        environ.get("PATH_INFO", "").encode("latin-1"),
        address.encode("latin-1", "replace"),
        kind.encode("latin-1", "replace"),
        body,
        preferences(environ.get("HTTP_ACCEPT")).encode(),
        _profiles(environ),
        environ.get("HTTP_ACCEPT_DATETIME", "").encode("latin-1", "replace"),
    ]


def _profiles(environ: dict[str, Any]) -> bytes:
    """What `Accept-Profile` comes to, where answers depend on it."""
    if not profiled(environ.get("PATH_INFO", "")):
        return b""
    return profiles.preferences(environ.get("HTTP_ACCEPT_PROFILE")).encode()


def _query_body(environ: dict[str, Any], most: int, read: Read) -> bytes | None:
    """The body of a query by POST (SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3), or None where
    the request is something else."""
    path = environ.get("PATH_INFO", "")
    if path != _ENDPOINT and not path.startswith(f"{_ENDPOINT}."):
        return None
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    length = environ.get("CONTENT_LENGTH") or ""
    if kind not in (_FORM, _QUERY) or not length.isdecimal() or int(length) > most:
        return None
    body = read(environ)
    names = {name for name, _ in parse_qsl(environ.get("QUERY_STRING", ""), True)}
    if kind == _FORM:
        names |= {name for name, _ in parse_qsl(body.decode("utf-8", "replace"), True)}
    return None if "update" in names else body


def _texts(address: str, body: bytes, kind: str) -> Iterator[str]:
    """Everything in the request that may be a query."""
    for _, value in parse_qsl(address, keep_blank_values=True):
        yield value
    yield unquote_plus(address)
    if body:
        text = body.decode("utf-8", "replace")
        if kind.partition(";")[0].strip().lower() == _FORM:
            for _, value in parse_qsl(text, keep_blank_values=True):
                yield value
        else:
            yield text
