"""The answer to a query as a page, for people who ask in a browser: the first rows as a table, how
many there are, and the whole in every form to download.

However large the answer is, only its beginning is parsed here; rows are counted by their lines,
which neither TSV nor N-Triples breaks within a row.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, g, render_template
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from ontology.terms import XSD
from server.app import current_settings, current_view
from server.formats import GRAPHS
from server.formats import SOLUTIONS as TABLES
from server.messages import TAG
from server.negotiation import N_TRIPLES, RESULTS_TSV
from server.pages.environment import href
from server.sparql.emptiness import reasons
from server.workers.pool import Answer, release

SOLUTIONS, TRIPLES = RESULTS_TSV, N_TRIPLES
"""The forms that a page is made from: a line for each row."""
ROWS, CELLS = 1000, 20_000
"""So many rows and cells are shown at most."""
_BEGINNING = 2_000_000
_TEXT = 2000
_ADDRESS = 7000
_CHUNK = 256 * 1024
_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float}


@dataclass(frozen=True)
class Cell:
    """What a cell shows, where it leads, its language, whether it is a number, and the IRI that it
    is."""

    text: str
    link: str | None = None
    language: str | None = None
    numeric: bool = False
    iri: str | None = None


@dataclass(frozen=True)
class Shown:
    """The beginning of an answer. `truth` is that of an ASK, which has no table."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    total: int
    truth: bool | None = None


def shown_of(answer: Answer) -> Shown:
    """The beginning of `answer`, which is in one of the two forms and is released."""
    try:
        lines, beginning = _measured(answer)
    finally:
        release(answer)
    is_graph = answer.media_type == TRIPLES
    return _triples(beginning, lines) if is_graph else _solutions(beginning, lines)


def is_empty(shown: Shown) -> bool:
    """Whether an answer says nothing: false, no row, or one row of nothing but zeros."""
    if shown.truth is not None:
        return not shown.truth
    said = (cell.text for row in shown.rows for cell in row)
    return not shown.total or (shown.total == 1 and all(text in ("0", "") for text in said))


def forms_of(shown: Shown, is_graph: bool) -> list[tuple[str, str]]:
    """The forms that the whole answer can be had in, by name, with their media types."""
    if is_graph:
        return [(name, GRAPHS[name]) for name in ("ttl", "nt", "jsonld", "rdf")]
    names = ("csv", "tsv", "json", "xml") if shown.truth is None else ("json", "xml")
    return [(name, TABLES[name]) for name in names]


def response(answer: Answer, query: str, graphs: Sequence[tuple[str, str]]) -> Response:
    """The page of `answer`, which is released; `graphs` are the parameters of its dataset."""
    is_graph = answer.media_type == TRIPLES
    shown = shown_of(answer)
    asked = urlencode([("query", query), *graphs])
    downloads = [(n, kind, f"/sparql.{n}?{asked}") for n, kind in forms_of(shown, is_graph)]
    edit = f"/sparql?{urlencode({'draft': query})}"
    empty, why = is_empty(shown), None
    if empty and not graphs:
        why = reasons(current_view(), query, current_settings().base, TAG[g.language])
    html = render_template(
        "sparql_answer.html",
        shown=shown,
        is_graph=is_graph,
        query=query,
        downloads=downloads if len(asked) <= _ADDRESS else [],
        edit=href(edit) if len(edit) <= _ADDRESS else None,
        workbench=href(f"/workbench?{urlencode({'draft': query})}"),
        empty=empty,
        reasons=why,
        language=g.language,
    )
    made = Response(html, content_type="text/html; charset=utf-8")
    made.vary.add("Accept")
    return made


def _measured(answer: Answer) -> tuple[int, bytes]:
    """How many lines an answer has, and its first whole lines."""
    if isinstance(answer.body, bytes):
        return answer.body.count(b"\n"), _whole_lines(answer.body)
    lines, at = 0, 0
    while chunk := os.pread(answer.body, _CHUNK, at):
        lines += chunk.count(b"\n")
        at += len(chunk)
    return lines, _whole_lines(os.pread(answer.body, _BEGINNING, 0))


def _whole_lines(content: bytes) -> bytes:
    """The first lines, as many as a page may have to look at, none of them cut."""
    if b"\n" not in content:  # an ASK
        return content if len(content) < _BEGINNING else b""
    end = 0
    for _ in range(ROWS + 1):
        after = content.find(b"\n", end, _BEGINNING) + 1
        if not after:
            break
        end = after
    return content[:end]


def _solutions(beginning: bytes, lines: int) -> Shown:
    """Solutions from TSV (SPARQL 1.1 Results CSV and TSV, section 4), whose first line is the
    header."""
    if beginning.strip() in (b"true", b"false"):
        return Shown((), (), 0, truth=beginning.strip() == b"true")
    if not beginning:  # a header longer than a page is
        return Shown((), (), max(lines - 1, 0))
    results = parse_query_results(beginning, QueryResultsFormat.TSV)
    if isinstance(results, QueryBoolean):
        return Shown((), (), 0, truth=bool(results))
    if not isinstance(results, QuerySolutions):
        raise TypeError("solutions expected")
    columns = [variable.value for variable in results.variables]
    most = min(ROWS, CELLS // max(len(columns), 1))
    rows = [
        [_cell(solution[name]) for name in columns]
        for solution, _ in zip(results, range(most), strict=False)
    ]
    return Shown(columns, rows, lines - 1)


def _triples(beginning: bytes, lines: int) -> Shown:
    rows = [
        [_cell(quad.subject), _cell(quad.predicate), _cell(quad.object)]
        for quad, _ in zip(parse(beginning, format=RdfFormat.N_TRIPLES), range(ROWS), strict=False)
    ]
    return Shown(("subject", "predicate", "object"), rows, lines)


def _cell(term: object) -> Cell:
    if term is None:
        return Cell("")
    if isinstance(term, NamedNode):
        target = href(term.value) or ""
        safe = target.startswith(("/", "http://", "https://"))
        return Cell(_cut(term.value), target if safe else None, iri=term.value)
    if isinstance(term, Literal):
        return Cell(_cut(term.value), None, term.language, term.datatype in _NUMBERS)
    return Cell(_cut(str(term) if not isinstance(term, BlankNode) else f"_:{term.value}"))


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[:_TEXT]}…"
