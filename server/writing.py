"""What the two ways to write share: who may, the body of the request, and what a write ends in."""

import json
import logging
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from flask import current_app, request

from server import errors
from server.access import Access, Credentials
from server.app import current_settings, current_view
from server.clients import asking
from server.negotiation import JSON, N_TRIPLES
from server.sparql.wording import readable
from server.store.errors import FolderError, Held
from server.store.free import command_for, is_free
from server.store.interface import Store
from server.store.write import BreaksShapes, Finding, NoSuchGraph, Written
from server.validation.job import Job
from server.workers import errors as met
from server.workers.updates import ReachesRecord, Write
from server.workers.validation import Validations

_LOG = logging.getLogger("lifematters")


def writer() -> str:
    """The name of who sent this request and may write. Raises ReadOnly where nobody may, NoToken
    where the request has none that is known, ForeignPage for another site's page."""
    access: Access = current_app.config["ACCESS"]
    try:
        return _writer(access)
    except errors.ServiceError:
        current_app.config["BODIES"].drain(request, _client())  # not in the places of who may
        raise


def _writer(access: Access) -> str:
    if not access.configured:
        raise errors.ReadOnly
    given = credentials()
    who = access.who(given)
    if who is not None:
        return who
    if access.open and given.token is None:
        raise errors.ForeignPage(origin=given.origin)
    raise errors.NoToken


def credentials() -> Credentials:
    """What this request says of who sends it."""
    return Credentials(_token(), request.headers.get("Origin"))


def _token() -> str | None:
    """The token of the request: a Bearer token, or the password of whatever user."""
    given = request.authorization
    if given is None:
        return None
    if given.type == "bearer":
        return given.token or ""
    return given.password or "" if given.type == "basic" else ""


def _client() -> str:
    return asking(request, current_app.config["PROXIES"])


def body(setting: str) -> bytes:
    """The bytes of the request's body, however they are framed, at most as many as the setting of
    that name allows. Raises BodyTooLarge, BodiesBusy, SlowBody or IncompleteBody."""
    limit: int = getattr(current_settings(), setting)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise errors.UnsupportedEncoding(given=request.headers["Content-Encoding"])
    try:
        read: bytes = current_app.config["WRITE_BODIES"].take(request, _client(), limit)
    except errors.BodyTooLarge as error:
        error.limit_name = setting
        raise
    return read


def publish(write: Write, who: str) -> Written:
    """Publish what `write` makes of the present. Raises the ServiceError that says why not."""
    view, base = current_view(), current_settings().base
    written = write.kind != "update"
    if written and not view.plain and not (write.graph and is_free(write.graph, base)):
        raise _not_free(write.graph)
    store: Store = current_app.config["STORE"]
    with _failing(write):
        return store.write(write, who, _violations)


@contextmanager
def _failing(write: Write) -> Iterator[None]:
    settings = current_settings()
    try:
        yield
    except met.Malformed as error:
        raise _malformed(write, error) from None
    except met.DeadlineExceeded:
        raise errors.WriteStopped(limit=settings.update_deadline) from None
    except met.Crashed:
        raise errors.WriteExhausted(limit=settings.memory) from None
    except met.TooManyTriples:
        raise errors.GraphTooLarge(limit=settings.graph_triples) from None
    except met.Failed as error:
        raise errors.WriteFailed(message=str(error)) from None
    except (met.Busy, Held):
        raise errors.WritesBusy from None
    except ReachesRecord as error:
        raise _not_free(error.graph) from None
    except NoSuchGraph:
        raise errors.UnknownGraph(graph=write.graph) from None
    except BreaksShapes as error:
        results = list(error.findings)
        raise errors.BreaksShapes(count=len(results), results=results) from None
    except FolderError as error:
        _LOG.error("%s", error)
        raise errors.NotWritten from None


def _not_free(graph: str | None) -> errors.NotFree:
    base = current_settings().base
    return errors.NotFree(
        graph_zh=graph or "默认图",
        graph_en=graph or "the default graph",
        command=command_for(graph, base),
        base=base,
    )


def _malformed(write: Write, error: met.Malformed) -> errors.ServiceError:
    place_zh = place_en = ""
    if error.line is not None:
        place_zh = f"第 {error.line} 行第 {error.column} 列，"
        place_en = f"line {error.line}, column {error.column}: "
    kind = errors.MalformedUpdate if write.kind == "update" else errors.MalformedGraph
    return kind(
        place_zh=place_zh,
        place_en=place_en,
        message=readable(str(error))[:500],
        line=error.line,
        column=error.column,
    )


def _violations(content: bytes) -> Collection[Finding]:
    """What the shapes find in N-Triples that keeps them from being published."""
    from server.validation.views import failing

    settings = current_settings()
    validations: Validations = current_app.config["VALIDATIONS"]
    job = Job(
        file="RDF",
        rdf=N_TRIPLES,
        form=JSON,
        base=settings.base,
        data=str(settings.data),
        snapshot=None,
        triples=settings.validation_triples,
        report_bytes=settings.result_bytes,
        limits=settings.limits,
    )
    try:
        with validations.admitted(), failing(job):
            answer = validations.ask(job, content, settings.validation_deadline)
    except met.Busy:
        raise errors.ValidationsBusy from None
    if isinstance(answer.body, int):
        with os.fdopen(answer.body, "rb") as file:
            file.seek(0)
            report = json.load(file)
    else:
        report = json.loads(answer.body)
    return [result for result in report["results"] if result["severity"] == "violation"]
