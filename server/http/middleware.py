"""WSGI middleware in front of Flask: answers that are kept, 304 without evaluation, content
codings, HEAD for every GET (RFC 9110, sections 8.4, 9.3.2, 13.1.2).

What differs from request to request (Date, X-Request-Id) is added outside, and never kept.
"""

from collections.abc import Callable, Iterable
from typing import Any

from server.delivery import WSGI
from server.errors import ServiceError
from server.http import coding
from server.http.asked import Read, parts
from server.http.cache import Cache, Kept
from server.http.file import File
from server.http.headers import CORS, NO_STORE, PREFLIGHT, SECURITY, closed, freshness, varies
from server.http.ranges import PATHS, Whole, part
from server.http.tags import Tags, matches
from server.store.interface import View
from server.urls import DUMPS

VIEW = "lifematters.view"
"""The state that the tag names: Flask reads the same."""
CODING = "lifematters.coding"
"""The `Choice` of a content coding; None where the client refuses every one."""
REFUSAL = "lifematters.refusal"
"""The ServiceError that a request met before Flask, which tells it as any other."""

_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")
_NOT_KEPT = {"x-request-id", "set-cookie", "retry-after"}
_REPLACED = {"date", "etag", "vary", "last-modified", "accept-ranges"}
_BODILESS = ("1", "204", "304")
_SERVER = ("*", "/*")
_METHODS = "GET, HEAD, OPTIONS, POST"
_ABLE = [
    *{"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS}.items(),
    *{**SECURITY, **CORS, **PREFLIGHT}.items(),
]
"""The answer to `OPTIONS *` (section 9.3.7)."""
_ENCODABLE = 8_000_000

Start = Callable[..., Any]


class Answers:
    """Wraps `app`. `present` gives the state that is published now; bodies of queries by POST are
    read by `read`, up to `query_body` bytes; answers up to `whole` bytes are kept."""

    def __init__(
        self,
        app: WSGI,
        present: Callable[[], View | None],
        tags: Tags,
        cache: Cache,
        *,
        whole: int,
        query_body: int,
        read: Read,
    ) -> None:
        self.app = app
        self.present = present
        self.tags = tags
        self.cache = cache
        self.whole = whole
        self.query_body = query_body
        self.read = read

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        view = environ[VIEW] = self.present()
        chosen = environ[CODING] = coding.choose(environ.get("HTTP_ACCEPT_ENCODING"))
        if environ["REQUEST_METHOD"] == "OPTIONS" and environ.get("PATH_INFO") in _SERVER:
            start_response("204 No Content", list(_ABLE))
            return []
        head = environ["REQUEST_METHOD"] == "HEAD"
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and _is_dump(environ):
            return self._file(environ, head, start_response)
        asked = None
        try:
            if chosen is not None:
                asked = parts(environ, self.query_body, self.read)
        except ServiceError as error:
            environ[REFUSAL] = error
        tag = None
        wanted = environ.get("HTTP_RANGE") if _parted(environ) else None
        unless = environ.get("HTTP_IF_RANGE")
        if asked is not None:
            full = view is not None and closed(environ.get("PATH_INFO", ""), view.changes)
            state = b"closed" if full else str(view.id if view else 0).encode()
            tag = self.tags.tag([state, repr(chosen).encode(), *asked])
            given = environ.get("HTTP_IF_NONE_MATCH")
            if given and matches(given, tag):
                start_response("304 Not Modified", _unchanged(environ, tag))
                return []
            if kept := self.cache.get(tag.encode()):
                whole = ("200 OK", list(kept.headers), kept.body)
                return self._part(environ, (wanted, unless), tag, whole, head, start_response)
        if asked is not None or environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            for name in _CONDITIONS:
                environ.pop(name, None)
        if head:
            environ["REQUEST_METHOD"] = "GET"
        if view is not None and not view.lasting:
            tag = None  # it may be of another state than this
        return self._answer(environ, tag, head, (wanted, unless), start_response)

    def _answer(
        self,
        environ: dict[str, Any],
        tag: str | None,
        head: bool,
        ranged: tuple[str | None, str | None],
        start_response: Start,
    ) -> Iterable[bytes]:
        answer = _Answer(self.app, environ)
        try:
            return self._send(answer, environ, tag, head, ranged, start_response)
        except BaseException:
            answer.close()
            raise

    def _part(
        self,
        environ: dict[str, Any],
        ranged: tuple[str | None, str | None],
        tag: str,
        whole: Whole,
        head: bool,
        start_response: Start,
    ) -> Iterable[bytes]:
        """Send an answer, or the part of it that is `ranged`."""
        try:
            status, headers, body = part(*ranged, tag, *whole[1:]) or whole
        except ServiceError as error:
            _close(whole[2])
            environ[REFUSAL] = error
            return self._answer(environ, None, head, (None, None), start_response)
        start_response(status, headers)
        if head:
            _close(body)
            return []
        return body if isinstance(body, File) else [body]

    def _file(self, environ: dict[str, Any], head: bool, start_response: Start) -> Iterable[bytes]:
        """Answer with a file that has a tag of its own, and is compressed already or large: it is
        neither kept nor encoded."""
        wanted = environ.get("HTTP_RANGE") if _parted(environ) else None
        ranged = (wanted, environ.get("HTTP_IF_RANGE"))
        given = environ.get("HTTP_IF_NONE_MATCH")
        for name in _CONDITIONS:
            environ.pop(name, None)
        environ["REQUEST_METHOD"] = "GET"
        answer = _Answer(self.app, environ)
        try:
            tag = answer.header("etag")
            if not tag:
                return self._send(answer, environ, None, head, (None, None), start_response)
            if given and matches(given, tag):
                answer.close()
                start_response("304 Not Modified", _unchanged(environ, tag))
                return []
            headers = _settled(answer, environ, tag)
            body = answer.body if isinstance(answer.body, File) else b"".join(answer.body)
            whole = (answer.status, headers, body)
            return self._part(environ, ranged, tag, whole, head, start_response)
        except BaseException:
            answer.close()
            raise

    def _send(
        self,
        answer: "_Answer",
        environ: dict[str, Any],
        tag: str | None,
        head: bool,
        ranged: tuple[str | None, str | None],
        start_response: Start,
    ) -> Iterable[bytes]:
        tagged = tag if answer.status.startswith("200") and not answer.no_store else None
        headers = _settled(answer, environ, tagged)
        body = _encoded(answer, environ[CODING], headers)
        if tagged and isinstance(body, bytes) and len(body) <= self.whole:
            steady = tuple((n, v) for n, v in headers if n.lower() not in _NOT_KEPT)
            self.cache.put(tagged.encode(), Kept(steady, body))
        if ranged[0] and tagged and isinstance(body, bytes):
            answer.close()
            whole = (answer.status, headers, body)
            return self._part(environ, ranged, tagged, whole, head, start_response)
        start_response(answer.status, headers)
        if head or isinstance(body, bytes):
            answer.close()
            return [body] if isinstance(body, bytes) and body and not head else []
        return body


def _parted(environ: dict[str, Any]) -> bool:
    """Whether parts of what is asked for are given."""
    path: str = environ.get("PATH_INFO", "")
    return environ["REQUEST_METHOD"] == "GET" and path.startswith(PATHS)


def _is_dump(environ: dict[str, Any]) -> bool:
    """Whether a file is asked for that may be of another state than the present."""
    path: str = environ.get("PATH_INFO", "")
    return path.startswith(DUMPS)


def _close(body: bytes | File) -> None:
    if isinstance(body, File):
        body.close()


class _Answer:
    """What the application answered, its body not yet read."""

    def __init__(self, app: WSGI, environ: dict[str, Any]) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            self.status, self.headers = status, list(headers)

        self.body: Any = app(environ, start)

    def header(self, name: str) -> str:
        return next((v for n, v in self.headers if n.lower() == name), "")

    @property
    def no_store(self) -> bool:
        return NO_STORE in self.header("cache-control")

    @property
    def length(self) -> int | None:
        text = self.header("content-length")
        return int(text) if text.isdecimal() else None

    def close(self) -> None:
        if hasattr(self.body, "close"):
            self.body.close()


def _settled(answer: _Answer, environ: dict[str, Any], tag: str | None) -> list[tuple[str, str]]:
    """The headers that go out: one Vary, one Cache-Control, the tag where there is one."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    headers = [(n, v) for n, v in answer.headers if n.lower() not in _REPLACED]
    names = varies(path).split(", ")
    names += [n.strip() for n in answer.header("vary").split(",")]
    unique = {name.lower(): name for name in reversed(names) if name}
    headers.append(("Vary", ", ".join(unique[key] for key in sorted(unique))))
    if tag:
        headers.append(("ETag", tag))
        if path.startswith(PATHS):
            headers.append(("Accept-Ranges", "bytes"))
    control = answer.header("cache-control")
    reading = environ["REQUEST_METHOD"] in ("GET", "POST")
    if reading and answer.status.startswith("2") and (not control or tag is None):
        headers = [(n, v) for n, v in headers if n.lower() != "cache-control"]
        fresh = freshness(path, query, _changes(environ))
        headers.append(("Cache-Control", fresh if tag else NO_STORE))
    return headers


def _encoded(
    answer: _Answer, choice: coding.Choice | None, headers: list[tuple[str, str]]
) -> bytes | Iterable[bytes]:
    """The body in the coding of the client, with the headers that say so. An answer too large to
    be held here goes as it is: what may be large has been encoded by whoever made it."""
    if answer.status.startswith(_BODILESS):
        return b""
    size, encoded = answer.length, bool(answer.header("content-encoding"))
    applies = (
        choice is not None
        and size is not None
        and size <= _ENCODABLE
        and not encoded
        and choice.applies(answer.header("content-type"), size)
    )
    body: Iterable[bytes] = answer.body
    if choice is None or not applies:
        return b"".join(body) if isinstance(body, list) else body
    whole = coding.encode(b"".join(body), choice.coding)
    headers[:] = [(n, v) for n, v in headers if n.lower() != "content-length"]
    headers += [("Content-Encoding", choice.coding), ("Content-Length", str(len(whole)))]
    return whole


def _changes(environ: dict[str, Any]) -> int:
    """How far the change log of the state that is asked goes."""
    view: View | None = environ.get(VIEW)
    return view.changes if view else 0


def _unchanged(environ: dict[str, Any], tag: str) -> list[tuple[str, str]]:
    """The headers of a 304 (section 15.4.5): those that the 200 would have."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    control = freshness(path, query, _changes(environ))
    own = {"ETag": tag, "Cache-Control": control, "Vary": varies(path)}
    return [*own.items(), *SECURITY.items(), *CORS.items()]
