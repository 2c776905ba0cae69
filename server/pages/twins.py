"""Where a page is found as data: its twins, announced in `Link` headers (RFC 8288, section 3)."""

from flask import Response, after_this_request

from server.negotiation import ATOM, CSV, DOCX, JSON, TRIG, XLSX

_TYPES = {
    "json": JSON,
    "csv": CSV,
    "xlsx": XLSX,
    "docx": DOCX,
    "txt": "text/plain",
    "atom": ATOM,
    "trig": TRIG,
}
_LONGEST = 300
"""So long an address may be to stand in a header for each form: a proxy takes some 4 KB of them."""


def announce(path: str, *suffixes: str) -> None:
    """Say in the headers of the page at hand that what it shows is found at `path` too, which may
    have a query string, with each of these ends: `json`, `csv`, `xlsx` …"""
    head, mark, query = path.partition("?")
    for suffix in suffixes:
        also_at(f"{head}.{suffix}{mark}{query}", _TYPES[suffix])


def also_at(address: str, media_type: str) -> None:
    """Say that it is found at one address, in a form. A refusal says nothing, and an address that
    is too long for a header is left out."""

    @after_this_request
    def add(response: Response) -> Response:
        if response.status_code == 200 and len(address) <= _LONGEST:
            response.headers.add("Link", f'<{address}>; rel="alternate"; type="{media_type}"')
        return response
