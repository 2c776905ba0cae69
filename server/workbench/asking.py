"""A query of the workbench, asked as `/sparql` asks it: the same limits, the same workers, the same
words where it fails."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ontology.terms import LM
from server.app import current_settings, current_view
from server.charts.look import Figure
from server.messages import HTML_LANGUAGE, TAG
from server.negotiation import GRAPH_TYPES, RESULTS_JSON, TURTLE
from server.reading.naming import Name, named
from server.sparql import page
from server.sparql.emptiness import Reason, reasons
from server.sparql.failures import failing
from server.sparql.limits import check
from server.sparql.page import Cell, Shown
from server.store.interface import PublicQuery
from server.vocabulary.terms import by_iri, label, short
from server.workbench.drawing import drawn
from server.workers.errors import WorkerError
from server.workers.pool import Answer, release
from server.workers.running import Asker

TEXT = 200_000
"""So many bytes of an answer are shown as text."""
_NAMED = 600


@dataclass(frozen=True)
class Answered:
    """An answer as the workbench shows it: its beginning as a table or as `text`, the names of what
    stands in it, the milliseconds it took, and, where it is empty, why that may be."""

    is_graph: bool
    milliseconds: int
    shown: Shown | None = None
    text: str = ""
    cut: bool = False
    size: int = 0
    names: Mapping[str, Name] = field(default_factory=dict)
    chart: Figure | None = None
    """The picture of a graph."""
    reasons: Sequence[Reason] | None = None
    empty: bool = False


def as_table(query: str, seconds: float, asker: Asker, language: str) -> Answered:
    """The answer as a table. Raises a ServiceError."""
    answer, took = _ask(query, (page.SOLUTIONS, page.TRIPLES), seconds, asker)
    is_graph = answer.media_type == page.TRIPLES
    shown = page.shown_of(answer)
    empty = page.is_empty(shown)
    why = None
    if empty:
        why = reasons(current_view(), query, current_settings().base, TAG[language])
    names = _names(shown.rows, language)
    chart = drawn(shown, names, language) if is_graph else None
    return Answered(is_graph, took, shown, names=names, chart=chart, reasons=why, empty=empty)


def as_text(query: str, seconds: float, asker: Asker) -> Answered:
    """The answer as text: Turtle for a graph, JSON else. Raises a ServiceError."""
    answer, took = _ask(query, (RESULTS_JSON, TURTLE), seconds, asker)
    is_graph, size = answer.media_type in GRAPH_TYPES, answer.size
    try:
        if isinstance(answer.body, bytes):
            beginning = answer.body[:TEXT]
        else:
            beginning = os.pread(answer.body, TEXT, 0)
    finally:
        release(answer)
    text = beginning.decode("utf-8", "ignore")
    return Answered(is_graph, took, text=text, cut=size > len(beginning), size=size)


def _ask(query: str, forms: tuple[str, str], seconds: float, asker: Asker) -> tuple[Answer, int]:
    settings = current_settings()
    check(query, settings.query_bytes, settings.nesting)
    asked = PublicQuery(query, *forms, deadline=seconds, asker=asker)
    began = time.monotonic()
    with failing(seconds, settings.queue, query):
        answer = current_view().ask(asked)
    return answer, round((time.monotonic() - began) * 1000)


def _names(rows: Sequence[Sequence[Cell]], language: str) -> dict[str, Name]:
    """What the things of the site in some rows are called, the first few hundred of them."""
    iris = list(dict.fromkeys(cell.iri for row in rows for cell in row if cell.iri))
    found: dict[str, Name] = {}
    others = []
    for iri in iris:
        words = label(iri, TAG[language]) if iri in by_iri() or short(iri) != iri else ""
        if words and words != short(iri):
            found[iri] = Name(iri, words, HTML_LANGUAGE[language])
        elif not iri.startswith(LM.iri):
            others.append(iri)
    ours = [iri for iri in others if _has_document(iri)][:_NAMED]
    try:
        return found | named(current_view(), ours, language)
    except WorkerError:
        return found


def _has_document(iri: str) -> bool:
    from server.urls import document_path

    try:
        NamedNode(iri)
    except ValueError:
        return False
    return document_path(iri, current_settings().base) is not None
