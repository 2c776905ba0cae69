"""`/workbench`: a form for a query, its answer below it, and what an editor asks besides.

All works without scripts. Where they run, the editor asks `/workbench/answer` for the same answer
as a part of a page, can stop it by `/workbench/answer/stop`, and completes from
`/workbench/vocabulary.json` and `/lookup`.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request

from server.app import current_settings
from server.clients import asking
from server.errors import BadParameter, MissingQuery, ServiceError
from server.http.headers import NO_STORE, static_version
from server.pages.environment import href
from server.pages.twins import also_at
from server.request_ids import request_id
from server.sparql.bodies import query_body
from server.sparql.limits import timeout
from server.sparql.page import forms_of
from server.store.interface import Store
from server.vocabulary.terms import short
from server.workbench import secrets
from server.workbench.asking import TEXT, Answered, as_table, as_text
from server.workbench.examples import shelves, text_of
from server.workbench.programs import programs
from server.workbench.words import words
from server.workers.running import Asker

blueprint = Blueprint("workbench", __name__)

ADDRESS = 7000
"""So many characters of an address every server and browser takes."""
_SECONDS = (5, 10, 20, 30, 60, 120, 300)
_FORMS = ("table", "text")
_START = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?number ?name ?department ?lead
WHERE {
  ?entry a lm:Entry ; lm:number ?number ; lm:statedName ?name ;
    lm:leadDepartment ?department .
  ?department skos:prefLabel ?lead .
  FILTER(LANG(?lead) = "zh-hans")
}
ORDER BY ?number
LIMIT 20
"""


@dataclass(frozen=True)
class Asked:
    """What is asked for: a query, the seconds it may take, and the form of its answer."""

    query: str
    seconds: float
    form: str
    chosen: str
    """The seconds as the address has them; empty for the usual ones."""

    @property
    def address(self) -> str:
        """Where this answer is found again."""
        given = {"query": self.query, "timeout": self.chosen}
        given["form"] = self.form if self.form != "table" else ""
        return f"/workbench?{urlencode({key: value for key, value in given.items() if value})}"


@dataclass(frozen=True)
class Quoted:
    """The line of a query in which something is wrong, cut at the place."""

    line: int
    before: str
    mark: str
    after: str


@blueprint.get("/workbench")
def page() -> Response:
    """The form, and below it the answer where a query is given; `draft=` and `example=` only fill
    the form."""
    given = request.args
    refusal: ServiceError | None = None
    answered: Answered | None = None
    asked = Asked(given.get("query", ""), current_settings().deadline, "table", "")
    draft = asked.query or given.get("draft", "")
    if name := given.get("example", ""):
        draft = text_of(g.view, name)
    if asked.query.strip():
        try:
            asked = _asked(given.to_dict())
            answered = _answer(asked, "")
        except ServiceError as error:
            refusal = error
    html = render_template(
        "workbench.html",
        draft=draft or _START,
        asked=asked,
        shelves=shelves(g.view),
        seconds=_choices(),
        usual=current_settings().deadline,
        refusal=refusal,
        quoted=_quoted(draft, refusal),
        editor=_editor(),
        keeps=current_app.config["ACCESS"].configured,
        **(_shown(asked, answered) if answered else {"answered": None}),
    )
    response = Response(
        html, refusal.status if refusal else 200, content_type="text/html; charset=utf-8"
    )
    if asked.query.strip():
        response.headers["Cache-Control"] = NO_STORE  # it says how long this took
    if refusal and refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


@blueprint.route("/workbench/answer", methods=["GET", "POST"])
def answer() -> Response:
    """The answer as a part of the page; a problem document where there is none."""
    if request.method == "POST":
        query_body(current_app, request)
    asked = _asked((request.form if request.method == "POST" else request.args).to_dict())
    answered = _answer(asked, secrets.digest(request.form.get("stop", "")))
    html = render_template("workbench_answer.html", asked=asked, **_shown(asked, answered))
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = NO_STORE
    return response


@blueprint.post("/workbench/answer/stop")
def stop() -> Response:
    """Stop the query that was asked with a secret."""
    query_body(current_app, request)
    store: Store = current_app.config["STORE"]
    secrets.stop(store, request.form.get("stop", ""))
    return Response(status=204)


@blueprint.get("/workbench/vocabulary.json")
def vocabulary() -> Response:
    """What the editor completes from."""
    return jsonify(words())


def _asked(given: dict[str, str]) -> Asked:
    """Raises MissingQuery, or BadParameter for what cannot be asked so."""
    query, form, chosen = given.get("query", ""), given.get("form") or "table", given.get("timeout")
    if not query.strip():
        raise MissingQuery
    if form not in _FORMS:
        raise BadParameter(
            parameter="form",
            value=form[:100],
            reason_zh=f"可用：{'、'.join(_FORMS)}。",
            reason_en=f"it may be {', '.join(_FORMS)}.",
        )
    settings = current_settings()
    seconds = timeout([chosen] if chosen else [], max(settings.deadline, settings.deadline_cap))
    return Asked(query, seconds or settings.deadline, form, chosen or "")


def _answer(asked: Asked, stop: str) -> Answered:
    client = asking(request, current_app.config["PROXIES"])
    asker = Asker(client, request_id(request.environ), stop)
    if asked.form == "text":
        return as_text(asked.query, asked.seconds, asker)
    return as_table(asked.query, asked.seconds, asker, g.language)


def _shown(asked: Asked, answered: Answered) -> dict[str, Any]:
    """The values of the part of the page that has an answer."""
    settings = current_settings()
    share = href(asked.address) or ""
    rest = {"timeout": asked.chosen} if asked.chosen else {}
    plain = urlencode({"query": asked.query, **rest})
    forms = forms_of(answered.shown, answered.is_graph) if answered.shown else []
    for name, media_type in forms:
        also_at(f"/sparql.{name}?{plain}", media_type)
    return {
        "answered": answered,
        "chart": answered.chart,
        "forms": forms,
        "plain": plain,
        "long": len(share) > ADDRESS,
        "share": share,
        "other": href(Asked(asked.query, asked.seconds, _other(asked.form), asked.chosen).address),
        "text_most": TEXT,
        "short_iri": lambda iri: _short(iri, settings.base),
        "names": answered.names,
        "programs": programs(asked.query, f"{settings.address}sparql", is_graph=answered.is_graph),
    }


def _short(iri: str, base: str) -> str:
    """An IRI as it stands beside a label: a prefixed name, or what follows the base."""
    return iri.removeprefix(base) if iri.startswith(base) else short(iri)


def _other(form: str) -> str:
    return _FORMS[1 - _FORMS.index(form)]


def _choices() -> list[str]:
    """The seconds that can be chosen, within what may be asked for."""
    settings = current_settings()
    most = max(settings.deadline, settings.deadline_cap)
    found = {float(one) for one in _SECONDS if one <= most} | {settings.deadline, most}
    return [f"{one:g}" for one in sorted(found)]


def _quoted(query: str, refusal: ServiceError | None) -> Quoted | None:
    """The line that an error names. Lines are counted as the engine does: by line feeds."""
    line = refusal.values.get("line") if refusal else None
    lines = query.split("\n")
    if not isinstance(line, int) or not 0 < line <= len(lines):
        return None
    assert refusal is not None
    text = lines[line - 1].rstrip("\r")
    at = max(int(refusal.values.get("column") or 1) - 1, 0)
    return Quoted(line, text[:at], text[at : at + 1], text[at + 1 :])


def _editor() -> str | None:
    """The script of the editor; None where it was not built."""
    name = "vendor/workbench.js"
    return name if static_version(name) else None
