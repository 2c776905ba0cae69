"""`/validate`: a form for people, and by POST the report on what is sent."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request

from loader.limits import Limits
from server import errors
from server.app import current_settings
from server.bodies import Bodies
from server.clients import asking
from server.negotiation import HTML, JSON, TURTLE, negotiate
from server.settings import Settings
from server.sparql.wording import readable
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.store.interface import View
from server.validation.job import SUMMARY, Job
from server.validation.media import RDF_TYPES, REPORTS
from server.validation.upload import Upload, read_upload, unknown_document
from server.workers import errors as met
from server.workers.pool import Answer
from server.workers.validation import Validations

blueprint = Blueprint("validation", __name__)

_LOG = logging.getLogger("lifematters")


@blueprint.get("/validate", provide_automatic_options=False)
def form() -> str:
    """The form: a file, and what is to be said of it."""
    return render_template("validate.html", verdict=None, formats=tuple(REPORTS))


@blueprint.post("/validate", provide_automatic_options=False)
def validate() -> Response:
    """The report on a document or on RDF, in the form the client accepts; nothing is published."""
    asked = _asked(request.args.get("format"))
    settings = current_settings()
    validations: Validations = current_app.config["VALIDATIONS"]
    try:
        upload = _upload()
        chosen = _asked(upload.format) if upload.format else asked
        job = job_of(upload, SUMMARY if chosen == HTML else chosen)
        with validations.admitted():
            answer = asked_of(job, upload.content)
    except met.Busy:
        raise errors.ValidationsBusy(limit=settings.validation_queue) from None
    response = _response(answer, chosen, upload)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/validate", methods=["OPTIONS"])
def preflight() -> Response:
    """What a script of another site may send."""
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    return response


def _asked(name: str | None) -> str:
    """The form of the report: the one named, else the one that the client accepts best."""
    if name:
        if name in REPORTS:
            return REPORTS[name]
        known = " | ".join(REPORTS)
        raise errors.BadParameter(
            parameter="format",
            value=name[:100],
            reason_zh=f"可用：{known}。",
            reason_en=f"it may be {known}.",
        )
    offered = tuple(REPORTS.values())
    chosen = negotiate(request.headers.get("Accept"), offered)
    if chosen is None:
        raise errors.NotAcceptable(offered="、".join(offered), available=list(offered))
    return chosen


def _upload() -> Upload:
    content_type = request.headers.get("Content-Type", "")
    disposition = request.headers.get("Content-Disposition")
    return read_upload(taken_body(), content_type, disposition, request.args)


def taken_body() -> bytes:
    """The body of this request, whole, in a place of those for documents. Raises UnknownDocument,
    UploadTooLarge, BodiesBusy, SlowBody or IncompleteBody."""
    settings = current_settings()
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise unknown_document(f"Content-Encoding: {request.headers['Content-Encoding']}")
    bodies: Bodies = current_app.config["VALIDATION_BODIES"]
    client = asking(request, current_app.config["PROXIES"])
    try:
        return bodies.take(request, client, settings.validation_bytes)
    except errors.BodyTooLarge:
        raise errors.UploadTooLarge(limit=settings.validation_bytes) from None


def asked_of(job: Job, content: bytes) -> Answer:
    """What a worker answers to a job, in a place that one has. Raises met.Busy, and what `failing`
    makes of the rest."""
    validations: Validations = current_app.config["VALIDATIONS"]
    with failing(job):
        return validations.ask(job, content, current_settings().validation_deadline)


def job_of(upload: Upload, form: str) -> Job:
    """The job of what was sent, as this service's settings bound it."""
    settings = current_settings()
    view: View | None = g.view
    return Job(
        file=upload.file or ("RDF" if upload.rdf else "document"),
        rdf=upload.rdf,
        form=form,
        base=settings.base,
        data=str(settings.data),
        snapshot=view.id if view else None,
        triples=settings.validation_triples,
        report_bytes=settings.result_bytes,
        limits=_limits(settings),
        options=upload.options,
        manifest=upload.manifest,
        vocabulary=upload.vocabulary,
    )


def _limits(settings: Settings) -> Limits:
    """The bounds of reading a document, none wider than those of the validation it is part of."""
    limits = settings.limits
    return replace(
        limits,
        seconds=min(limits.seconds, settings.validation_deadline),
        memory=min(limits.memory, settings.validation_memory),
    )


@contextmanager
def failing(job: Job) -> Iterator[None]:
    """Turns what a validation can end in into what the client is told."""
    settings = current_settings()
    memory = settings.validation_memory
    try:
        yield
    except met.Malformed as error:
        raise _malformed(error, job) from None
    except met.RemoteContext as error:
        from server.validation.graph import OWN_CONTEXT

        address = str(error)[:200]
        raise errors.RemoteContext(file=job.file, address=address, own=OWN_CONTEXT) from None
    except met.NotValidatable as error:
        raise _not_validatable(error, job) from None
    except met.TooManyTriples:
        raise errors.TooManyTriples(limit=job.triples) from None
    except met.Broke:
        raise errors.Unreadable(file=job.file, limit=memory) from None
    except met.DeadlineExceeded:
        limit = settings.validation_deadline
        raise errors.ValidationStopped(file=job.file, limit=limit) from None
    except met.Exhausted:
        raise errors.ValidationExhausted(file=job.file, limit=memory) from None
    except met.TooLarge:
        raise errors.AnswerTooLarge(limit=job.report_bytes) from None
    except met.Failed as error:
        _LOG.error("a validation failed: %s", error)
        raise errors.Broken from None


def _malformed(error: met.Malformed, job: Job) -> errors.MalformedRdf:
    place_zh = place_en = ""
    if error.line is not None:
        place_zh = f"第 {error.line} 行第 {error.column} 列，"
        place_en = f"line {error.line}, column {error.column}: "
    return errors.MalformedRdf(
        file=job.file,
        form=RDF_TYPES[job.rdf or ""],
        place_zh=place_zh,
        place_en=place_en,
        message=readable(str(error))[:500],
        line=error.line,
        column=error.column,
    )


def _not_validatable(error: met.NotValidatable, job: Job) -> errors.NotValidatable:
    if error.where:
        _LOG.warning("the engine gave up on a graph: %s", error.where)
        zh = "图的结构使校验引擎中断，例如成环的 RDF 列表。"
        en = "its structure makes the engine give up, as an RDF list without an end does."
    else:
        zh = "含有 RDF 1.2 的三元组项，SHACL 不能校验。请改用普通三元组。"
        en = "it has triple terms (RDF 1.2), of which SHACL knows nothing. Use plain triples."
    return errors.NotValidatable(file=job.file, reason_zh=zh, reason_en=en)


def _response(answer: Answer, form: str, upload: Upload) -> Response:
    if form == HTML:
        verdict: dict[str, Any] = json.loads(answer.body if isinstance(answer.body, bytes) else b"")
        page = render_template(
            "validate.html", verdict=verdict, given=upload.options, formats=tuple(REPORTS)
        )
        return Response(page, content_type="text/html; charset=utf-8")
    charset = "; charset=utf-8" if form == TURTLE else ""
    response: Response = current_app.config["DOWNLOADS"].response(answer, form + charset)
    if form == XLSX:
        response.headers["Content-Disposition"] = 'attachment; filename="validation-report.xlsx"'
    elif form == JSON:
        response.headers["Content-Language"] = "zh-CN, en"
    return response
