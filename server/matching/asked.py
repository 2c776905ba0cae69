"""What a request to `/match` brings: a text or a file to begin with, afterwards the state and what
was decided on the page."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import current_app, request

from server import errors
from server.app import current_settings
from server.matching.column import Column, NoSuchColumn, column, pasted
from server.matching.finding import KINDS
from server.matching.state import MOST, NONE, Damaged, State, state_of, unpacked
from server.validation.job import COLUMNS
from server.validation.upload import FORM, Upload, file_name, form_of
from server.validation.views import asked_of, job_of, taken_body
from server.workers import errors as met
from server.workers.pool import release
from server.workers.validation import Validations

_PLAIN = "text/plain"
_LINKED = "application/x-www-form-urlencoded"
_FIELDS = 400
_PICK = re.compile(r"pick-(\d{1,5})", re.ASCII)
_OPEN = "?"


class NotRead(Exception):
    """The table cannot be read: `words` say why, by language."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(words["zh"])
        self.words = words


@dataclass(frozen=True)
class Asked:
    """What is to be shown next: `go` is what the button says, `begun` whether the table is new."""

    state: State
    go: str
    show: str
    begun: bool


def asked(regions: tuple[str, ...]) -> Asked:
    """What this request brings. Raises NotRead, and what a body can end in."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise errors.ForeignForm
    kind = request.mimetype
    if kind == FORM:
        return _begun(regions)
    if kind == _PLAIN:
        return Asked(_state(column(pasted(_text())), {}, regions), "", "open", True)
    if kind != _LINKED:
        offered = f"{FORM}、{_LINKED}、{_PLAIN}"
        raise errors.UnknownDocument(given=kind[:100] or "—", offered=offered)
    return _gone_on(regions)


def _begun(regions: tuple[str, ...]) -> Asked:
    """A table to begin with."""
    fields, files = form_of(taken_body(), request.headers["Content-Type"])
    given = {name: values[0].strip() for name, values in fields.lists() if values}
    sent = files.get("file")
    content = sent.read() if sent else b""
    if content.strip():
        rows = _uploaded(file_name(sent.filename or "") if sent else "", content)
    else:
        rows = pasted(fields.get("names", ""))
    try:
        found = column(rows, given.get("column", ""))
    except NoSuchColumn as none:
        there_are = "、".join(none.there_are[:20])
        raise NotRead(
            {
                "zh": f"没有“{given['column'][:40]}”这一栏。有：{there_are}。",
                "en": f"There is no column “{given['column'][:40]}”. There are: {there_are}.",
            }
        ) from None
    return Asked(_state(found, given, regions), "", "open", True)


def _text() -> str:
    """The body as text. Raises BadBody."""
    try:
        return taken_body().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise errors.BadBody from None


def _state(found: Column, given: Mapping[str, str], regions: tuple[str, ...]) -> State:
    if not found.names:
        raise NotRead(
            {
                "zh": "没有名称或编码。请粘贴一列，或选一个文件。",
                "en": "There is no name or code. Paste a column, or choose a file.",
            }
        )
    if len(found.names) > MOST:
        raise errors.TooMany(count=len(found.names), limit=MOST)
    kind = _one_of("kind", given.get("kind", ""), tuple(KINDS))
    region = _one_of("region", given.get("region", ""), ("", *regions))
    return state_of(
        found.names,
        found.codes,
        heading=found.heading,
        others=found.others,
        kind=kind,
        region=region,
    )


def _gone_on(regions: tuple[str, ...]) -> Asked:
    """The state with what was decided on a page."""
    try:
        text = taken_body().decode("ascii")
        given = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS))
        state = unpacked(given.get("state", ""))
    except (ValueError, Damaged):
        raise _damaged() from None
    if state.kind not in KINDS or state.region not in ("", *regions):
        raise _damaged()
    decisions: dict[int, str | None] = {}
    for name, value in given.items():
        if match := _PICK.fullmatch(name):
            decisions[int(match[1])] = None if value == _OPEN else value or NONE
    show = "all" if given.get("show") == "all" else "open"
    return Asked(state.picked(decisions), given.get("go", ""), show, False)


def _damaged() -> errors.BadParameter:
    return errors.BadParameter(
        parameter="state",
        value="…",
        reason_zh="表单不完整，请回到第一步重新提交。",
        reason_en="the form is not whole: begin again from the first step.",
    )


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value in known:
        return value
    words = [one for one in known if one]
    raise errors.BadParameter(
        parameter=name,
        value=value[:100],
        reason_zh=f"可用：{'、'.join(words)}。",
        reason_en=f"it may be {', '.join(words)}.",
    )


def _uploaded(file: str, content: bytes) -> list[list[str]]:
    """The rows of a file, read in the confined process. Raises NotRead, ValidationsBusy, and what
    a validation can end in."""
    validations: Validations = current_app.config["VALIDATIONS"]
    job = job_of(Upload(file or "table", content, None, {}, None, True, None), COLUMNS)
    try:
        with validations.admitted():
            answer = asked_of(job, content)
    except met.Busy:
        raise errors.ValidationsBusy(limit=current_settings().validation_queue) from None
    if isinstance(answer.body, bytes):
        body = answer.body
    else:
        try:
            with open(answer.body, "rb", closefd=False) as opened:
                opened.seek(0)
                body = opened.read()
        finally:
            release(answer)
    said: dict[str, Any] = json.loads(body)
    if problems := said.get("problems"):
        raise NotRead({key: " ".join(one[key] for one in problems) for key in ("zh", "en")})
    rows: list[list[str]] = said["rows"]
    return rows
