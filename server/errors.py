"""What the service answers instead of an answer: one small tree, one shape (RFC 9457).

    ServiceError
    ├── BadRequest (400)    MissingQuery, MalformedQuery, EvaluationFailed, QueryTooDeep,
    │                       BadParameter (MissingParameter), BadBody, NoDocument,
    │                       IncompleteBody, MalformedRequest, MissingUpdate,
    │                       MalformedUpdate, DatasetConflict, MalformedGraph, MissingGraph,
    │                       WriteFailed, MalformedJson, WrongShape, UnknownProfile
    ├── TokenRequired, NoToken (401)
    ├── NotFound (404)      UnknownResource, UnknownQuery, UnknownPage, UnknownRunningQuery,
    │                       UnknownGraph, NoDump, NoSuchPage, NothingToStop
    ├── NotAllowed (405)
    ├── NotAcceptable (406) NoSuchProfile
    ├── SlowBody (408)
    ├── NotFree, StaleCursor, NameTaken (409)
    ├── Withdrawn (410)
    ├── TooLarge (413)      QueryTooLong, UploadTooLarge, TooManyTriples, BodyTooLarge,
    │                       GraphTooLarge, TooMany
    ├── WrongMediaType (415) UnknownDocument, WrongUpdateType, UnsupportedRdf,
    │                       UnsupportedEncoding, WrongBodyType
    ├── NoSuchRange (416)
    ├── Unprocessable (422) MalformedRdf, RemoteContext, NotValidatable, Unreadable, BreaksShapes,
    │                       NotKept
    ├── Forbidden (403)     ReachesOut, ReadOnly, NoTokens, ForeignPage, ForeignForm
    ├── Unavailable (503)   Busy, DownloadsBusy, DeadlineExceeded, AnswerTooLarge, OutOfMemory,
    │                       NothingPublished, ValidationsBusy, ValidationStopped,
    │                       ValidationExhausted, QueryStopped, BodiesBusy, WritesBusy,
    │                       WriteStopped, WriteExhausted, NotWritten,
    │                       EngineOverloaded, NotDelivered, DumpInTheMaking, DumpFailed
    ├── EngineFailed (502)  EngineUnreachable, EngineCutShort
    ├── EngineOverdue (504)
    └── Broken (500)

Each class names its entry in errors.toml, where its sentences stand in Chinese and English. Errors
are raised where they are known and become a problem document or a page once, at the edge.
"""

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

PROBLEM = "https://w3id.org/lifematters/problem#"
_CHALLENGE = 'Bearer realm="lifematters"'


@functools.cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("server").joinpath("errors.toml").read_text("utf-8"))


def codes() -> tuple[str, ...]:
    """Every code that errors.toml has sentences for."""
    return tuple(_catalogue())


class ServiceError(Exception):
    """`values` fill the sentences; those in `members` go into the problem document as well. Where
    a limit was hit, `limit_name` is the setting that gives it, and `unit` what it counts."""

    status = 500
    code = "broken"
    members: tuple[str, ...] = ("line", "column", "limit")
    limit_name: str | None = None
    unit: str | None = None
    retry_after: int | None = None
    challenge: str | None = None

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    def say(self, part: str) -> str:
        """A sentence: `zh`, `en`, `title_zh` or `title_en`."""
        return self.sentence(part).format_map(self.values)

    @classmethod
    def sentence(cls, part: str) -> str:
        """The same before any value is in it."""
        return _catalogue()[cls.code][part]

    def problem(self, instance: str, request_id: str | None = None) -> dict[str, Any]:
        """The problem document (RFC 9457, section 3) of the request for `instance`, a URI
        reference."""
        document: dict[str, Any] = {
            "type": PROBLEM + self.code,
            "title": self.say("title_zh"),
            "title_en": self.say("title_en"),
            "status": self.status,
            "detail": self.say("zh"),
            "detail_en": self.say("en"),
            "instance": instance,
        }
        for name in self.members:
            if self.values.get(name) is not None:
                document[name] = self.values[name]
        if "limit" in document and self.limit_name:
            document |= {"limit_name": self.limit_name, "unit": self.unit}
        if request_id is not None:
            document["request_id"] = request_id
        return document


class BadRequest(ServiceError):
    status = 400


class MissingQuery(BadRequest):
    code = "missing-query"


class MalformedQuery(BadRequest):
    """`message` says what is wrong in English, `message_zh` in Chinese where there are words."""

    code = "malformed-query"

    def __init__(self, **values: Any) -> None:
        super().__init__(**({"message_zh": values.get("message", "")} | values))


class BadParameter(BadRequest):
    code = "bad-parameter"
    members = ("parameter",)


class MissingParameter(BadParameter):
    code = "missing-parameter"


class BadBody(BadRequest):
    code = "bad-body"


class MalformedJson(BadRequest):
    code = "malformed-json"


class WrongShape(BadRequest):
    code = "wrong-shape"


class UnknownProfile(BadRequest):
    code = "unknown-profile"
    members = ("profiles",)


class EvaluationFailed(BadRequest):
    code = "evaluation-failed"


class QueryTooDeep(BadRequest):
    code = "query-too-deep"
    limit_name = "nesting"
    unit = "levels"


class IncompleteBody(BadRequest):
    code = "incomplete-body"


class MalformedRequest(BadRequest):
    code = "malformed-request"


class TokenRequired(ServiceError):
    status = 401
    code = "token-required"
    challenge = _CHALLENGE


class MissingUpdate(BadRequest):
    code = "missing-update"


class MalformedUpdate(BadRequest):
    code = "malformed-update"


class DatasetConflict(BadRequest):
    code = "dataset-conflict"


class MalformedGraph(BadRequest):
    code = "malformed-graph"


class MissingGraph(BadRequest):
    code = "missing-graph"


class WriteFailed(BadRequest):
    code = "write-failed"


class NoToken(ServiceError):
    status = 401
    code = "no-token"
    challenge = _CHALLENGE


class NotFound(ServiceError):
    status = 404
    code = "unknown-page"


class UnknownPage(NotFound):
    code = "unknown-page"


class NoSuchPage(NotFound):
    """An answer has not so many pages."""

    code = "no-such-page"


class UnknownResource(NotFound):
    code = "unknown-resource"


class StaleCursor(ServiceError):
    status = 409
    code = "stale-cursor"


class NoSuchRange(ServiceError):
    status = 416
    code = "no-such-range"


class Withdrawn(ServiceError):
    status = 410
    code = "withdrawn"
    members = ("iri", "name", "note", "successors")


class UnknownQuery(NotFound):
    code = "unknown-query"


class UnknownRunningQuery(NotFound):
    code = "unknown-running-query"


class NameTaken(ServiceError):
    status = 409
    code = "name-taken"


class NothingToStop(NotFound):
    code = "nothing-to-stop"


class UnknownGraph(NotFound):
    code = "unknown-graph"


class NoDump(NotFound):
    code = "no-dump"


class NotAllowed(ServiceError):
    status = 405
    code = "method-not-allowed"


class NotAcceptable(ServiceError):
    status = 406
    code = "not-acceptable"
    members: tuple[str, ...] = ("available",)


class NoSuchProfile(NotAcceptable):
    code = "no-such-profile"
    members = ("iri", "profiles")


class NoDocument(BadRequest):
    code = "no-document"


class SlowBody(ServiceError):
    status = 408
    code = "slow-body"
    limit_name = "body_deadline"
    unit = "seconds"


class NotFree(ServiceError):
    status = 409
    code = "not-free"
    members = ("command",)


class TooLarge(ServiceError):
    status = 413


class TooMany(TooLarge):
    code = "too-many"


class QueryTooLong(TooLarge):
    code = "query-too-long"
    limit_name = "query_bytes"
    unit = "bytes"


class UploadTooLarge(TooLarge):
    code = "upload-too-large"
    limit_name = "validation_bytes"
    unit = "bytes"


class TooManyTriples(TooLarge):
    code = "too-many-triples"
    limit_name = "validation_triples"
    unit = "triples"


class BodyTooLarge(TooLarge):
    code = "body-too-large"
    limit_name = "update_bytes"
    unit = "bytes"


class GraphTooLarge(TooLarge):
    code = "graph-too-large"
    limit_name = "graph_triples"
    unit = "triples"


class WrongMediaType(ServiceError):
    status = 415
    code = "wrong-media-type"


class UnknownDocument(WrongMediaType):
    code = "unknown-document"


class WrongBodyType(WrongMediaType):
    code = "wrong-body-type"


class WrongUpdateType(WrongMediaType):
    code = "wrong-update-type"


class UnsupportedRdf(WrongMediaType):
    code = "unsupported-rdf"


class UnsupportedEncoding(WrongMediaType):
    code = "unsupported-encoding"


class Unprocessable(ServiceError):
    status = 422


class NotKept(Unprocessable):
    code = "query-not-kept"


class MalformedRdf(Unprocessable):
    code = "malformed-rdf"


class RemoteContext(Unprocessable):
    code = "remote-context"


class NotValidatable(Unprocessable):
    code = "not-validatable"


class Unreadable(Unprocessable):
    code = "unreadable"
    limit_name = "validation_memory"
    unit = "MiB"


class BreaksShapes(Unprocessable):
    code = "breaks-shapes"
    members = ("results",)


class Forbidden(ServiceError):
    status = 403


class ReachesOut(Forbidden):
    code = "reaches-out"


class ReadOnly(Forbidden):
    code = "read-only"


class NoTokens(Forbidden):
    code = "no-tokens"


class ForeignPage(Forbidden):
    code = "foreign-page"


class ForeignForm(Forbidden):
    code = "foreign-form"


class Unavailable(ServiceError):
    status = 503
    retry_after: int | None = 5


class Busy(Unavailable):
    code = "busy"
    limit_name = "queue"
    unit = "queries"


class DownloadsBusy(Unavailable):
    code = "downloads-busy"
    limit_name = "large_downloads"
    unit = "answers"


class DeadlineExceeded(Unavailable):
    code = "deadline-exceeded"
    limit_name = "deadline"
    unit = "seconds"
    retry_after = None


class AnswerTooLarge(Unavailable):
    code = "answer-too-large"
    limit_name = "result_bytes"
    unit = "bytes"
    retry_after = None


class OutOfMemory(Unavailable):
    code = "out-of-memory"
    limit_name = "memory"
    unit = "MiB"
    retry_after = None


class NothingPublished(Unavailable):
    code = "nothing-published"


class ValidationsBusy(Unavailable):
    code = "validations-busy"
    limit_name = "validation_queue"
    unit = "documents"
    retry_after = 10


class ValidationStopped(Unavailable):
    code = "validation-stopped"
    limit_name = "validation_deadline"
    unit = "seconds"
    retry_after = None


class ValidationExhausted(Unavailable):
    code = "validation-exhausted"
    limit_name = "validation_memory"
    unit = "MiB"
    retry_after = None


class QueryStopped(Unavailable):
    code = "query-stopped"
    retry_after = None


class BodiesBusy(Unavailable):
    code = "bodies-busy"
    limit_name = "bodies"
    unit = "requests"


class WritesBusy(Unavailable):
    code = "writes-busy"


class WriteStopped(Unavailable):
    code = "write-stopped"
    limit_name = "update_deadline"
    unit = "seconds"
    retry_after = None


class WriteExhausted(Unavailable):
    code = "write-exhausted"
    limit_name = "memory"
    unit = "MiB"
    retry_after = None


class NotWritten(Unavailable):
    code = "not-written"
    retry_after = None


class EngineOverloaded(Unavailable):
    code = "engine-overloaded"

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.retry_after = values["seconds"]


class NotDelivered(Unavailable):
    code = "not-delivered"


class DumpInTheMaking(Unavailable):
    code = "dump-in-the-making"

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.retry_after = values["seconds"]


class DumpFailed(Unavailable):
    code = "dump-failed"
    retry_after = 300


class EngineFailed(ServiceError):
    status = 502
    code = "engine-failed"


class EngineUnreachable(EngineFailed):
    code = "engine-unreachable"


class EngineCutShort(EngineFailed):
    code = "engine-cut-short"


class EngineOverdue(ServiceError):
    status = 504
    code = "engine-overdue"
    limit_name = "deadline"
    unit = "seconds"


class Broken(ServiceError):
    pass


OF_ENGINES: tuple[type[ServiceError], ...] = (
    *(EngineUnreachable, EngineFailed, EngineCutShort, EngineOverdue, EngineOverloaded),
    NotDelivered,
)
"""What can be told wherever data are read, where they live in an engine elsewhere."""
