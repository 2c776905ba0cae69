"""`/query/NAME`: a form with choices from the graph, the finding, the table, and the same in every
other form."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, g, render_template, request
from pyoxigraph import NamedNode

from ontology.terms import EN, ZH
from server.app import current_settings, current_view
from server.charts.look import Figure
from server.clients import asking
from server.errors import BadParameter, NoSuchPage
from server.formats import unknown
from server.pages.errors import error_response
from server.reading.asking import ask
from server.request_ids import request_id
from server.saved import charted, export, presenting, running
from server.saved.added import THEME
from server.saved.catalogue import SavedQuery
from server.saved.counties import departments
from server.saved.editions import editions
from server.saved.form import canonical, fields
from server.saved.gallery import THEMES
from server.saved.running import PAGE, Asked, Run, find, is_complete, prepare
from server.sparql.failures import failing
from server.store.interface import View
from server.urls import query_path
from server.workers.running import Asker

blueprint = Blueprint("saved", __name__)
_LINKED = 300
"""So long an address may be to stand in a header for each form: a proxy takes some 4 KB of them."""
_AT_ONCE = 500
"""Things whose labels are asked for in one query."""

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Paging:
    """The pages of an answer."""

    page: int
    pages: int
    first: int
    last: int


@blueprint.get("/query/<name>")
def page(name: str) -> Response:
    """The form of a saved query, and below it the answer once all that it needs is given; or the
    answer in the form that the end of the address names, or `format`."""
    query, suffix = _named(name)
    view, given = current_view(), request.args.to_dict(flat=False)
    named = next(iter(given.pop("format", [])), "")
    forms = export.forms(query)
    if not suffix and named and named != "html":
        if named not in forms:
            raise unknown(named, [*forms, "html"])
        suffix = named
    if suffix:
        try:
            return _twin(view, query, given, suffix)
        except BadParameter as error:
            return error_response(error)
    return _page(view, query, given)


def _named(name: str) -> tuple[SavedQuery, str]:
    """The query of an address, and the form that its end names. Raises UnknownQuery."""
    head, dot, suffix = name.rpartition(".")
    if dot and suffix:
        query = find(g.view, head)
        if suffix in export.forms(query):
            return query, suffix
    return find(g.view, name), ""


def _failing(seconds: float = 0) -> AbstractContextManager[None]:
    """What a saved query can end in: its limits are not a stranger's."""
    settings = current_settings()
    return failing(seconds or settings.trusted_deadline, settings.page_threads)


# --- Files ----------------------------------------------------------------------------------------


def _twin(view: View, query: SavedQuery, given: Given, form: str) -> Response:
    """The answer for a program. Raises BadParameter for what is missing or wrong."""
    _refuse_page(given)
    sort, excel = _sort(query, given), request.args.get("excel", "") not in ("", "0")
    with _failing():
        asked = prepare(view, query, given)
    if form == "rq":
        return Response(f"{asked.text.strip()}\n", content_type=f"{export.QUERY}; charset=utf-8")
    wanted = export.Wanted(form, sort, excel, g.language)
    settings = current_settings()
    client = asking(request, current_app.config["PROXIES"])
    asker = Asker(client, request_id(request.environ))
    with _failing(settings.export_deadline):
        words: dict[str, str] = {}
        if wanted.in_words and not query.is_graph:
            if g.language == "en":
                words |= _english(view, running.things(asked, settings.export_rows, asker))
            words |= {iri: name.text for iri, name in departments(view, g.language).items()}
        shape = export.shape(asked, wanted, _origin(view, asked, given), words)
        answer = running.export(asked, shape, settings.export_rows, asker)
    content_type = export.content_type(export.forms(query)[form])
    response: Response = current_app.config["DOWNLOADS"].response(answer, content_type)
    if form in ("csv", "xlsx"):
        response.headers["Content-Disposition"] = f'attachment; filename="{query.name}.{form}"'
    return response


def _english(view: View, things: Sequence[NamedNode]) -> dict[str, str]:
    """What things are called in English, as the page calls them."""
    return {
        row["thing"]: row["text"]
        for some in range(0, len(things), _AT_ONCE)
        for row in ask(view, "labels", thing=things[some : some + _AT_ONCE])
        if row["lang"] == EN
    }


def _origin(view: View, asked: Asked, given: Given) -> export.Origin:
    edition = asked.edition
    if not edition and (lists := asked.given["checklist"]):
        edition = editions(view, lists[0].value)[0].value
    kept = {k: list(v) for k, v in given.items() if k not in ("excel", "page")}
    path = query_path(asked.query.name, "", **kept)
    return export.Origin(view.id, edition, current_settings().address.rstrip("/") + path)


# --- The page -------------------------------------------------------------------------------------


def _page(view: View, query: SavedQuery, given: Given) -> Response:
    filled = fields(view, query, given)
    refusal = next((field.refusal for field in filled if field.refusal), None)
    answer: Run | None = None
    relaxed: Sequence[running.Relaxed] = ()
    sort, number = "", 1
    if refusal is None and is_complete(view, query, given):
        try:
            sort, number = _sort(query, given), _number(given)
            with _failing():
                asked = prepare(view, query, given)
                answer = running.show(asked, sort, number)
                if not answer.count:
                    relaxed = running.relaxed(asked)
        except BadParameter as error:
            refusal = error
    paging = _paging(answer, number) if answer else None
    missed = (
        NoSuchPage(page=number, pages=paging.pages) if paging and number > paging.pages else None
    )
    state = canonical(filled, {"sort": sort, "page": str(number) if number > 1 else ""})
    address = query_path(query.name, "", **state, **_language())
    html = render_template(
        "query.html",
        query=query,
        theme=THEMES[query.theme],
        fields=filled,
        refusal=refusal,
        run=None if missed else answer,
        missed=missed,
        paging=paging,
        sort=sort,
        relaxed=relaxed,
        twin=lambda kind, **more: _twin_path(query, state, kind, **more),
        here=lambda **more: _here(query, state, **more),
        turn=lambda to: _here(query, state, sort=sort, page=str(to) if to > 1 else ""),
        forms=export.forms(query),
        removable=query.theme == THEME and current_app.config["ACCESS"].configured,
        query_address=query_path(query.name),
        without=lambda name: _here(query, {k: v for k, v in state.items() if k != name}),
        site=current_settings().address.rstrip("/"),
        **(_shown(view, answer, paging) if answer and paging and not missed else {}),
    )
    response = Response(html, content_type="text/html; charset=utf-8")
    if failed := refusal or missed:
        response.status_code = failed.status
    response.headers.add("Link", f'<{address}>; rel="canonical"')
    forms = export.forms(query).items() if len(address) <= _LINKED else ()
    for kind, media_type in forms:
        response.headers.add(
            "Link", f'<{_twin_path(query, state, kind)}>; rel="alternate"; type="{media_type}"'
        )
    return response


def _language() -> dict[str, list[str]]:
    return {"lang": ["en"]} if g.language == "en" else {}


def _here(query: SavedQuery, state: Mapping[str, list[str]], **more: str) -> str:
    """The address of what was asked, in the order and at the page that `more` says."""
    kept = {name: values for name, values in state.items() if name not in ("page", "sort")}
    said = {name: [value] for name, value in more.items() if value}
    return query_path(query.name, "", **(kept | said | _language()))


def _twin_path(query: SavedQuery, state: Mapping[str, list[str]], suffix: str, **more: str) -> str:
    """The address of the same answer in another form, all of it."""
    kept = {name: values for name, values in state.items() if name != "page"}
    if suffix in export.GRAPHS or suffix == "rq":
        kept.pop("sort", None)
    language = _language() if suffix in ("xlsx", "csv") else {}
    return query_path(
        query.name, f".{suffix}", **(kept | {k: [v] for k, v in more.items()} | language)
    )


def _sort(query: SavedQuery, given: Given) -> str:
    """The column that an address sorts by. Raises BadParameter for one that there is not."""
    sort = next((value for value in given.get("sort", ()) if value), "")
    known = [*export.headings(query)]
    if sort and sort.removeprefix("-") not in known:
        raise BadParameter(
            parameter="sort",
            value=sort[:100],
            reason_zh=f"可按这些列排序：{'、'.join(known)}；前面加“-”为倒序。",
            reason_en=f"it may be {', '.join(known)}, with “-” before it for descending order.",
        )
    return sort


def _number(given: Given) -> int:
    """The page that an address names. Raises BadParameter for what is no page."""
    page = next((value for value in given.get("page", ()) if value), "1")
    if not (page.isascii() and page.isdecimal() and 0 < int(page[:10]) < 10**7 and len(page) < 10):
        raise BadParameter(
            parameter="page",
            value=page[:100],
            reason_zh="应为从1起的整数。",
            reason_en="it must be an integer from 1.",
        )
    return int(page)


def _refuse_page(given: Given) -> None:
    """Files have all rows. Raises BadParameter where a page of one is asked for."""
    if page := next((value for value in given.get("page", ()) if value), ""):
        raise BadParameter(
            parameter="page",
            value=page[:100],
            reason_zh="下载的文件总含全部行；page 只用于网页。",
            reason_en="a file has every row; page is for the page only.",
        )


def _paging(answer: Run, number: int) -> Paging:
    pages = max(-(-answer.count // PAGE), 1)
    first = (number - 1) * PAGE
    return Paging(number, pages, first + 1, min(first + PAGE, answer.count))


def _shown(view: View, answer: Run, paging: Paging) -> dict[str, object]:
    language: str = g.language
    columns = presenting.columns(answer, language)
    rows = slice(paging.first - 1, paging.last) if answer.whole else slice(None)
    return {
        "columns": columns,
        "rows": presenting.cells(answer, columns, _words(view, answer, rows), rows),
        "finding": presenting.finding(answer, language),
        "chosen": presenting.chosen(answer, language),
        "graph": export.STATEMENTS if answer.query.is_graph else None,
        "chart": _chart(view, answer),
    }


def _chart(view: View, answer: Run) -> Figure | None:
    """The chart of all rows; None where there are more than are kept whole."""
    if answer.query.header.chart is None or not answer.whole:
        return None
    return charted.figure(answer, g.language, _words(view, answer, slice(None)))


def _words(view: View, answer: Run, rows: slice) -> Mapping[str, presenting.Words]:
    """What things are called on the page: in English those that a table shows under a Chinese
    label, and in either language those of a graph, and departments where they carry a county."""
    language: str = g.language
    things = presenting.things(answer, rows)
    found: dict[str, presenting.Words] = {}
    named = departments(view, language)
    carrying = {
        one.value: presenting.Words(name.text, EN if name.lang == EN else ZH)
        for one in things
        if (name := named.get(one.value))
    }
    if not things or (language != "en" and not answer.query.is_graph):
        return carrying
    for row in ask(view, "labels", thing=things):
        if row["lang"] == EN and language == "en":
            found[row["thing"]] = presenting.Words(row["text"], EN)
        elif row["lang"] != EN and answer.query.is_graph:
            found.setdefault(row["thing"], presenting.Words(row["text"], row["lang"]))
    return found | carrying
