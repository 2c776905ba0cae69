"""What an engine's response says before its body is read: whether there is an answer at all, and
whether the engine admits that it is not whole."""

from urllib3 import BaseHTTPResponse

from server.negotiation import N_TRIPLES, RESULTS_JSON
from server.store.remote.errors import BadAnswer, CutShort, Overdue, Overloaded, Refused
from server.store.remote.query import Query
from server.store.remote.words import complaint, said, told_timeout
from server.workers.errors import Malformed

_WORDS = 4000
_WAIT = 5
_LONGEST_WAIT = 3600
_TYPES = {True: {RESULTS_JSON}, False: {N_TRIPLES, "text/plain"}}
"""What solutions and graphs come as; N-Triples were text/plain before they had a type."""
_PARTIAL = ("x-sparql-maxrows", "x-sparql-anytime", "x-sql-message")
"""Headers by which Virtuoso says that it left something out."""


def check(response: BaseHTTPResponse, query: Query) -> None:
    """Raises a WorkerError unless what follows is an answer of the kind that was asked for."""
    if response.status != 200:
        raise _failure(response, query)
    for name in _PARTIAL:
        if name in response.headers:
            raise CutShort(said(f"{name}: {response.headers[name]}"))
    given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if given not in _TYPES[query.solutions]:
        raise BadAnswer(f"Content-Type: {given[:100] or '—'}")


def _failure(response: BaseHTTPResponse, query: Query) -> Exception:
    status, body = response.status, response.read(_WORDS)
    words = said(body)
    if status == 206:
        return CutShort("206 Partial Content")
    if status in (429, 503):
        return Overloaded(_seconds(response.headers.get("Retry-After")))
    if status in (408, 504) or told_timeout(words):
        return Overdue()
    if status == 400:
        found = complaint(body)
        column = query.column(found.line or 0, found.column) if found.column else None
        return Malformed(found.message, found.line, column)
    return Refused(f"{status} {words}".strip())


def _seconds(given: str | None) -> int:
    """What Retry-After says in seconds; a date, which it may also be, counts as not given."""
    if given and given.strip().isdecimal():
        return min(max(int(given), 1), _LONGEST_WAIT)
    return _WAIT
