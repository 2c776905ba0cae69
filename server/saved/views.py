"""`/queries` and `/query/NAME`: a form with choices from the graph, the finding, the table, and the
same as JSON, CSV and SPARQL."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, g, render_template, request

from ontology.terms import EN
from server.app import current_settings, current_view
from server.errors import BadParameter, UnknownPage
from server.formats import unknown
from server.pages.errors import error_response
from server.pages.reading import ask
from server.saved import charted, export, presenting
from server.saved.catalogue import SavedQuery, can_be_asked_of_editions, saved_queries
from server.saved.editions import PARAMETER, WORDS, editions
from server.saved.header import Parameter, Text
from server.saved.parameters import Option
from server.saved.running import (
    Run,
    checklist_of,
    edition_of,
    find,
    is_complete,
    options,
    run,
)
from server.sparql.failures import failing
from server.store.interface import View
from server.urls import query_path

blueprint = Blueprint("saved", __name__)

THEMES: Mapping[str, Text] = {
    "cross-department": Text("跨部门", "Across departments"),
    "life-course": Text("人生阶段与场景", "Life course"),
    "matters": Text("事项", "Matters"),
    "quality": Text("数据质量与来源", "Quality and sources"),
}
_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "rq": "application/sparql-query; charset=utf-8",
}


@dataclass(frozen=True)
class Field:
    """A field of the form: its parameter, its choices, and what is chosen."""

    parameter: Parameter
    options: Sequence[Option] | None
    chosen: Sequence[str]
    hidden: bool


@blueprint.get("/queries")
def index() -> Response:
    """All saved queries as cards, by theme."""
    by_theme = [
        (THEMES[theme], list(queries))
        for theme, queries in groupby(saved_queries().values(), key=lambda query: query.theme)
    ]
    return _html(render_template("queries.html", themes=by_theme))


@blueprint.get("/query/<name>")
def page(name: str) -> Response:
    """The form of a saved query, and below it the answer once all that it needs is given."""
    name, suffix = _split(name)
    query, view, given = find(name), current_view(), request.args.to_dict(flat=False)
    named = next(iter(given.pop("format", [])), "")
    if not suffix and named and named != "html":
        if named not in _TYPES:
            raise unknown(named, [*_TYPES, "html"])
        suffix = named
    if suffix:
        return _twin(query, view, given, suffix)
    refusal: BadParameter | None = None
    answer: Run | None = None
    if is_complete(view, query, given):
        try:
            with _failing():
                answer = run(view, query, given)
        except BadParameter as error:
            refusal = error
    html = render_template(
        "query.html",
        query=query,
        theme=THEMES[query.theme],
        fields=_fields(view, query, given),
        refusal=refusal,
        run=answer,
        twin=lambda kind, **more: _twin_path(query, given, kind, **more),
        **(_shown(view, answer) if answer else {}),
    )
    response = _html(html)
    if refusal:
        response.status_code = refusal.status
    for kind in ("json", "csv"):
        address = f"/query/{name}.{kind}"
        if request.query_string:
            address += "?" + request.query_string.decode("ascii", "ignore")
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{_TYPES[kind]}"')
    return response


def _twin_path(
    query: SavedQuery, given: Mapping[str, Sequence[str]], suffix: str, **more: str
) -> str:
    """The address of the same answer in another form."""
    parameters = {key: list(values) for key, values in given.items() if key != "excel"}
    return query_path(query.name, f".{suffix}", **(parameters | {k: [v] for k, v in more.items()}))


def _split(name: str) -> tuple[str, str | None]:
    head, dot, suffix = name.rpartition(".")
    return (head, suffix) if dot and suffix in _TYPES else (name, None)


def _failing() -> AbstractContextManager[None]:
    """What a saved query can end in: its limits are not a stranger's."""
    settings = current_settings()
    return failing(settings.trusted_deadline, settings.page_threads)


def _twin(
    query: SavedQuery, view: View, given: Mapping[str, Sequence[str]], suffix: str
) -> Response:
    """The answer for a program; what is missing or wrong is a problem document."""
    try:
        with _failing():
            answer = run(view, query, given)
    except BadParameter as error:
        return error_response(error)
    language: str = g.language
    match suffix:
        case "json":
            body = export.as_json(answer, view.id)
        case "csv":
            body = export.as_csv(answer, excel=bool(request.args.get("excel")), language=language)
        case "rq":
            body = answer.text.strip() + "\n"
        case _:
            raise UnknownPage(path=request.path)
    response = Response(body, content_type=_TYPES[suffix])
    if suffix == "csv":
        response.headers["Content-Disposition"] = f'attachment; filename="{query.name}.csv"'
    return response


def _shown(view: View, answer: Run) -> dict[str, object]:
    language: str = g.language
    columns = presenting.columns(answer, language)
    english: dict[str, str] = {}
    if language == "en" and (things := presenting.things(answer)):
        rows = ask(view, "labels", thing=things)
        english = {row["thing"]: row["text"] for row in rows if row["lang"] == EN}
    return {
        "columns": columns,
        "rows": presenting.cells(answer, columns, english),
        "finding": presenting.finding(answer, language),
        "chosen": presenting.chosen(answer, language),
        "chart": charted.figure(answer, language, english),
    }


def _fields(view: View, query: SavedQuery, given: Mapping[str, Sequence[str]]) -> list[Field]:
    try:
        checklist = checklist_of(view, query, given)
    except BadParameter:
        checklist = []
    try:
        edition = edition_of(view, query, checklist, given)
    except BadParameter:
        edition = None
    fields = []
    for parameter in query.header.parameters.values():
        known = options(view, parameter, checklist, edition)
        chosen = [value for value in given.get(parameter.name, ()) if value]
        if not chosen and parameter.default is not None:
            chosen = [parameter.default]
        hidden = parameter.name == "checklist" and len(known or ()) == 1
        fields.append(Field(parameter, known, chosen, hidden))
    if checklist and can_be_asked_of_editions(query.text):
        choices = editions(view, checklist[0].value)
        chosen = [value for value in given.get(PARAMETER, ()) if value] or [choices[0].value]
        edition_field = Parameter(PARAMETER, "string", WORDS, default=choices[0].value)
        fields.append(Field(edition_field, choices, chosen, len(choices) == 1))
    return fields


def _html(body: str) -> Response:
    return Response(body, content_type="text/html; charset=utf-8")
