"""The headers of every answer, whoever makes it: security, CORS (Fetch standard, section 3.2),
freshness (RFC 9111, section 5.2), what answers vary by.

All of it follows from the request alone, so that a 304 says what the 200 would have said without
anything being evaluated.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from server.feed.terms import PAGE

SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
CORS: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Allow, Content-Disposition, Content-Length, Content-Profile, "
        "Content-Range, ETag, Link, Location, Memento-Datetime, Repr-Digest, Retry-After, "
        "X-Request-Id"
    ),
}
PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Datetime, Accept-Profile, Authorization, Content-Disposition, "
        "Content-Type, If-Match, If-None-Match, X-Request-Id"
    ),
    "Access-Control-Max-Age": "86400",
}
"""What a script of another site may send, and for how long (in seconds) a browser keeps it."""

SERVICE_DESC = '</openapi.json>; rel="service-desc"; type="application/json"'
SERVICE_DOC = '</openapi>; rel="service-doc"; type="text/html"'
"""Where a program and a person find all interfaces (RFC 8631, section 4)."""

REVALIDATE = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"
NO_STORE = "no-store"
_KEPT = {"/ns/context.jsonld": "public, max-age=86400"}
_STATIC = "/static/"
_DOCUMENTS, _MEMENTOS = "/doc/", "/memento/"
_FEED = re.compile(r"/feed/(\d{1,9})(?:\.[a-z]+)?", re.ASCII)


def closed(path: str, changes: int) -> bool:
    """Whether this is a page of the feed that is full, where the change log has so many events: no
    publication alters it any more."""
    match = _FEED.fullmatch(path)
    return match is not None and int(match[1]) * PAGE <= changes


def freshness(path: str, query: str, changes: int = 0) -> str:
    """The Cache-Control of a 200: what is published now is asked for again each time, which costs
    a 304; a static file whose address names its content never changes, nor does a page of the feed
    that is full, where the change log has so many `changes`."""
    if closed(path, changes):
        return IMMUTABLE
    if path.startswith(_STATIC):
        versions = parse_qs(query).get("v", [])
        return IMMUTABLE if versions == [static_version(path.removeprefix(_STATIC))] else REVALIDATE
    return _KEPT.get(path, REVALIDATE)


def profiled(path: str) -> bool:
    """Whether answers at an address depend on `Accept-Profile`."""
    return path.startswith((_DOCUMENTS, _MEMENTOS))


def varies(path: str) -> str:
    """The Vary of an answer: errors are negotiated everywhere, static files nowhere."""
    if path.startswith(_STATIC):
        return "Accept-Encoding"
    times = "Accept-Datetime, " if path.startswith(_DOCUMENTS) else ""
    return f"Accept, {times}Accept-Encoding{', Accept-Profile' if profiled(path) else ''}"


_versions: dict[str, str | None] = {}


def static_version(name: str) -> str | None:
    """What the address of a static file names of its content; None where there is no such file."""
    import hashlib
    from importlib import resources

    if name not in _versions:
        try:
            content = resources.files("server").joinpath("static", name).read_bytes()
        except (OSError, ValueError):
            return None
        _versions[name] = hashlib.sha256(content).hexdigest()[:12]
    return _versions[name]
