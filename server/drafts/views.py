"""`/check`: a clerk uploads a draft of a checklist and gets its problems, its differences from the
current edition, and the file back with its problems marked. Nothing is published or kept."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request

from server import errors
from server.app import current_settings, current_view
from server.differences.wording import KINDS
from server.negotiation import JSON
from server.reading.context import Checklist
from server.reading.reader import Reader, present_reader
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.validation.job import MARKED, SUMMARY
from server.validation.upload import Upload, read_upload
from server.validation.views import asked_of, job_of, taken_body
from server.workers import errors as met
from server.workers.pool import Answer, release
from server.workers.validation import Validations

blueprint = Blueprint("drafts", __name__)

ANSWERS: Mapping[str, str] = {"page": SUMMARY, "marked": MARKED, "xlsx": XLSX}
"""What may be asked of a draft, by the name of the button."""
_OWN = ("checklist", "answer")
_WORDS = {kind.value: word for kind, word in KINDS.items()}


@blueprint.get("/check", provide_automatic_options=False)
def form() -> str:
    """The form: a file, and which list it is a draft of."""
    present_reader(current_view())
    return _page(None, "")


@blueprint.post("/check", provide_automatic_options=False)
def check() -> Response:
    """What is to be said of a draft: a page, the file with its problems marked, or the problems and
    differences as a workbook. Raises NoDocument, BadParameter, and what a validation can end in."""
    reader = present_reader(current_view())
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise errors.ForeignForm
    validations: Validations = current_app.config["VALIDATIONS"]
    try:
        upload, wanted, chosen = _upload(reader)
        with validations.admitted():
            job = replace(job_of(upload, ANSWERS[wanted]), draft=True)
            answer = asked_of(job, upload.content)
    except met.Busy:
        raise errors.ValidationsBusy(limit=current_settings().validation_queue) from None
    response = _answered(answer, upload, wanted, chosen)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/check", methods=["OPTIONS"])
def preflight() -> Response:
    """What may be sent."""
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    return response


def _upload(reader: Reader) -> tuple[Upload, str, str]:
    """What was sent, what is wanted of it, and the list it is said to be of: empty for none."""
    content_type = request.headers.get("Content-Type", "")
    disposition = request.headers.get("Content-Disposition")
    body = taken_body()
    upload = read_upload(body, content_type, disposition, request.args, extra=_OWN)
    if upload.rdf:
        raise errors.UnknownDocument(
            given=upload.file or upload.rdf, offered="Word、Excel、CSV、PDF"
        )
    wanted = upload.extra.get("answer") or "page"
    if wanted not in ANSWERS:
        raise _unusable("answer", wanted, " | ".join(ANSWERS))
    chosen = upload.extra.get("checklist") or ""
    known = {_key(one): one for one in reader.checklists}
    if chosen and chosen not in known:
        raise _unusable("checklist", chosen, " | ".join(known))
    region, _, list_key = chosen.partition("/")
    options = {"region": region, "list": list_key} if chosen else {}
    return replace(upload, options=options, manifest=None), wanted, chosen


def _key(checklist: Checklist) -> str:
    """A list as the form names it: `370725/personal-life-cycle`."""
    return checklist.path.strip("/")


def _unusable(name: str, value: str, known: str) -> errors.BadParameter:
    return errors.BadParameter(
        parameter=name,
        value=value[:100],
        reason_zh=f"可用：{known}。",
        reason_en=f"it may be {known}.",
    )


def _answered(answer: Answer, upload: Upload, wanted: str, chosen: str) -> Response:
    if answer.media_type == JSON:
        found: dict[str, Any] = json.loads(_whole(answer))
        found["asked"] = wanted
        page = _page(found, chosen, upload.file)
        return Response(page, content_type="text/html; charset=utf-8")
    response: Response = current_app.config["DOWNLOADS"].response(answer, answer.media_type)
    suffix = ".xlsx" if answer.media_type == XLSX else ".docx"
    said = "核对" if wanted == "xlsx" else "已标记"
    response.headers["Content-Disposition"] = attached(_name(upload.file, said, suffix))
    return response


def _whole(answer: Answer) -> bytes:
    """The body of an answer, in memory: it is bounded by what a page may carry."""
    if isinstance(answer.body, bytes):
        return answer.body
    try:
        with open(answer.body, "rb", closefd=False) as file:
            file.seek(0)
            return file.read()
    finally:
        release(answer)


def attached(name: str) -> str:
    """A Content-Disposition that saves an answer under a name (RFC 6266)."""
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "-_." else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


def _name(file: str, said: str, suffix: str) -> str:
    """What to call what is made of a file: `清单（已标记）.docx`."""
    stem = PurePosixPath(file).stem or "draft"
    return f"{stem}（{said}）{suffix}"


def _page(found: dict[str, Any] | None, chosen: str, file: str = "") -> str:
    marked = ""
    if found and found.get("marked"):
        suffix = ".xlsx" if found["media_type"] == XLSX else ".docx"
        marked = _name(file, "已标记", suffix)
    return render_template(
        "check.html", found=found, chosen=chosen, file=file, marked=marked, kinds_words=_WORDS
    )
