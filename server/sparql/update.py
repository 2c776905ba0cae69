"""SPARQL 1.1 Protocol, section 2.2: the update operation, at /update, by both kinds of POST.

Every update is a publication: it is carried out on the next snapshot, which is served once all of
it is done, or nothing is changed. It is answered when a query of whoever sent it reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from server import errors
from server.app import current_settings
from server.sparql.dataset import DatasetConflict, UpdateDataset, with_dataset
from server.sparql.limits import check
from server.workers.updates import Write
from server.writing import body, publish, writer

blueprint = Blueprint("update", __name__)

FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"


@dataclass(frozen=True)
class _Asked:
    """What a request asks for: its update, and the fields that come with it."""

    text: str
    fields: Sequence[tuple[str, str]]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for field, value in self.fields if field == name)


@blueprint.post("/update", provide_automatic_options=False)
def update() -> Response:
    """Carry out one update; 204 once what it made is published."""
    who = writer()
    settings = current_settings()
    asked = _asked()
    check(asked.text, settings.update_bytes, settings.nesting)
    text = _over_dataset(asked)
    base_iri = f"{settings.base}update"
    publish(Write("update", ((UPDATE, text.encode()),), base_iri), who)
    return Response(status=204)


@blueprint.route("/update", methods=["OPTIONS"])
def preflight() -> Response:
    """What a script of another site may send."""
    response = Response(status=204)
    response.headers["Allow"] = "POST, OPTIONS"
    return response


def _asked() -> _Asked:
    """Sections 2.2.1 and 2.2.2. Raises the BadRequest that says what is not as they say."""
    kind, content = request.mimetype, body("update_bytes")
    if kind not in (FORM, UPDATE):
        raise errors.WrongUpdateType(given=kind or "—")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise errors.BadBody
    fields = list(request.args.items(multi=True))
    try:
        text = content.decode()
        if kind == FORM:
            fields += parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise errors.BadBody from None
    given = [value for name, value in fields if name == "update"]
    if kind == UPDATE:
        given.append(text)
    if len(given) > 1:
        raise errors.BadParameter(
            parameter="update",
            value="…",
            reason_zh="只能给出一条更新。",
            reason_en="only one update may be given.",
        )
    if not given:  # an empty one is an update of no operation (SPARQL 1.1 Query, [29] Update)
        raise errors.MissingUpdate
    return _Asked(given[0], fields)


def _over_dataset(asked: _Asked) -> str:
    """The update over the dataset of the request (section 2.2.3)."""
    dataset = UpdateDataset(asked.all("using-graph-uri"), asked.all("using-named-graph-uri"))
    try:
        return with_dataset(asked.text, dataset)
    except DatasetConflict as conflict:
        token = conflict.token
        raise errors.DatasetConflict(
            keyword=token.text.upper(), line=token.line, column=token.column
        ) from None
    except ValueError as error:
        raise errors.BadParameter(
            parameter="using-graph-uri",
            value="、".join((*dataset.default, *dataset.named))[:200],
            reason_zh="图名须是完整的 IRI。",
            reason_en=f"the name of a graph must be an absolute IRI ({error}).",
        ) from None
