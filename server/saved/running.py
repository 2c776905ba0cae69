"""Running a saved query: choices, terms, the bound text, and what comes out: a table, what a page
shows of it, or a file."""

import json
import os
import re
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from server.errors import ServiceError, UnknownQuery
from server.exports.extract import Extract, read_extract
from server.exports.figures import Figures
from server.exports.forms import Shape
from server.saved.added import queries_of
from server.saved.catalogue import (
    SavedQuery,
    option_templates,
    options_of_editions,
)
from server.saved.counties import with_counties
from server.saved.editions import PARAMETER, Edition, named, place, then
from server.saved.header import Parameter, Text
from server.saved.parameters import Option, terms
from server.search.index import index_of
from server.store.errors import FolderError
from server.store.interface import Answering, Table, Term, View
from server.store.remote.errors import Overdue
from server.workers.errors import DeadlineExceeded, TooManyRows, WorkerError
from server.workers.pool import Answer
from server.workers.running import Asker

PAGE = 100
"""Rows on a page."""
WHOLE = 1000
"""An answer with up to so many rows is kept whole, for its picture."""
_FIGURE = re.compile(r"\{((?:distinct|sum):\w+)\}")
_RELAXED, _PATIENCE = 6, 5.0
"""How many parameters an empty answer is asked again without, and for how many seconds in all."""


@dataclass(frozen=True)
class Asked:
    """A saved query with what was given, and the text that is to run."""

    query: SavedQuery
    given: Mapping[str, Sequence[Term]]
    labels: Mapping[str, Text]
    """The words of what was chosen, by parameter."""
    text: str
    edition: str
    """The key of the edition that was asked for; empty where the current one is."""
    home: Answering


@dataclass(frozen=True)
class Run(Asked):
    """One that was run: how many rows there are, the figures of its finding, and the rows from
    `start` on. `whole`: they are all in the table."""

    table: Table
    count: int
    figures: Mapping[str, str]
    start: int = 0

    @property
    def whole(self) -> bool:
        return self.count == len(self.table.rows)


@dataclass(frozen=True)
class Relaxed:
    """How many rows there would be without one parameter."""

    parameter: Parameter
    count: int


def find(view: View | None, name: str) -> SavedQuery:
    """The saved query that a state has under this name. Raises UnknownQuery."""
    query = queries_of(view).get(name)
    if query is None:
        raise UnknownQuery(name=name)
    return query


def options(
    view: View, parameter: Parameter, checklist: Sequence[Term], edition: Edition | None = None
) -> list[Option] | None:
    """The choices of a parameter, within a checklist where one is chosen, and in an edition of it;
    None where any value of the type may be given."""
    if parameter.choices:
        return [Option(choice.value, choice.label) for choice in parameter.choices]
    if parameter.options is None:
        return None
    of_edition = parameter.options in options_of_editions()
    if of_edition and not edition and len(checklist) == 1:
        kept = _kept(view, parameter.options, checklist[0].value)
        if kept is not None:
            return kept
    bound = {} if parameter.name == "checklist" else {"checklist": checklist}
    text = option_templates()[parameter.options].bind(bound)
    table = (then(view, edition) if edition and of_edition else view).select(text)
    found = []
    for row in table.rows:
        label = row["label"].value
        english = row["labelEn"].value if "labelEn" in row else label
        count = int(row["count"].value) if "count" in row else None
        found.append(Option(row["value"].value, Text(label, english), count))
    return found if checklist else with_counties(view, found)


def _kept(view: View, kind: str, checklist: str) -> list[Option] | None:
    """The choices that the index has of a checklist; None where it has none of it, or cannot be
    read: the store says the same."""
    try:
        base, region = place(checklist)
        found = index_of(view, base).choices(region, checklist, kind)
    except (ValueError, OSError, sqlite3.Error, FolderError, WorkerError):
        return None
    return [
        Option(one.value, Text(one.label, one.label_en or one.label), one.count) for one in found
    ] or None


def checklist_of(view: View, query: SavedQuery, given: Mapping[str, Sequence[str]]) -> list[Term]:
    """The checklist asked about: the one given, or the only one there is. Where several are
    published and none is given, BadParameter: two counties are never mixed in one answer."""
    parameter = query.header.parameters["checklist"]
    known = options(view, parameter, []) or []
    values = [value for value in given.get("checklist", ()) if value]
    if not values and len(known) == 1:
        values = [known[0].value]
    required = Parameter(**{**parameter.__dict__, "required": True})
    return terms(required, values, known)


def is_complete(view: View, query: SavedQuery, given: Mapping[str, Sequence[str]]) -> bool:
    """Whether all that must be given is given, so that the query can run."""
    several = len(options(view, query.header.parameters["checklist"], []) or []) > 1
    return all(
        any(given.get(parameter.name, ()))
        for parameter in query.header.parameters.values()
        if (parameter.required and parameter.default is None)
        or (parameter.name == "checklist" and several)
    )


def prepare(view: View, query: SavedQuery, given: Mapping[str, Sequence[str]]) -> Asked:
    """A saved query with the strings given. Raises BadParameter, before anything runs."""
    checklist = checklist_of(view, query, given)
    edition = edition_of(view, query, checklist, given)
    bound: dict[str, Sequence[Term]] = {"checklist": checklist}
    labels: dict[str, Text] = {}
    for parameter in query.header.parameters.values():
        known = options(view, parameter, checklist, edition)
        if parameter.name != "checklist":
            bound[parameter.name] = terms(parameter, given.get(parameter.name, ()), known)
        labels[parameter.name] = _words(bound[parameter.name], known)
    text = query.template.bind(bound)
    home = then(view, edition) if edition else view
    return Asked(query, bound, labels, text, edition.key if edition else "", home)


def run(view: View, query: SavedQuery, given: Mapping[str, Sequence[str]]) -> Run:
    """Run a saved query with the strings given, into a table of all rows. Raises BadParameter
    before anything runs, and what the store raises."""
    asked = prepare(view, query, given)
    if query.is_graph:
        return _run(asked, extracted(asked, whole=10**9))
    table = asked.home.select(asked.text)
    figures = Figures(wanted(query), table.variables)
    for row in table.rows:
        figures.add(tuple(row.get(name) for name in table.variables))
    return Run(**vars(asked), table=table, count=figures.count, figures=figures.found())


def show(asked: Asked, sort: str, page: int) -> Run:
    """What a page shows of the answer: all rows where they are few, else those of a page (from
    1). Raises what the store raises."""
    return _run(asked, extracted(asked, sort, first=(page - 1) * PAGE, rows=PAGE, whole=WHOLE))


def extracted(
    asked: Asked, sort: str = "", *, first: int = 0, rows: int = 0, whole: int = 0
) -> Extract:
    """A part of the answer, and how large it is."""
    shape = {
        "form": "extract",
        "sort": sort,
        "first": first,
        "rows": rows,
        "whole": whole,
        "figures": wanted(asked.query),
    }
    return read_extract(content(asked.home.shaped(asked.text, shape, large=False)))


def _run(asked: Asked, found: Extract) -> Run:
    rows = tuple(
        {name: term for name, term in zip(found.variables, row, strict=True) if term is not None}
        for row in found.rows
    )
    table = Table(found.variables, rows)
    return Run(
        **vars(asked), table=table, count=found.count, figures=found.figures, start=found.start
    )


def export(asked: Asked, shape: Shape, most: int, asker: Asker) -> Answer:
    """The whole answer as a file. One with more than `most` rows is written by the workers for
    large ones, as is one that takes longer than a page may. Raises what the store raises."""
    try:
        return asked.home.shaped(asked.text, {**shape, "most": most}, asker, large=False)
    except (TooManyRows, DeadlineExceeded, Overdue):
        return asked.home.shaped(asked.text, shape, asker, large=True)


def things(asked: Asked, most: int, asker: Asker) -> Sequence[NamedNode]:
    """What the whole answer shows under a label. Raises what `export` raises."""
    found = json.loads(content(export(asked, {"form": "things"}, most, asker)))
    return [NamedNode(iri) for iri in found]


def relaxed(asked: Asked) -> list[Relaxed]:
    """How many rows an empty answer would have without each of its parameters. It takes a bounded
    time; what is not known by then is left out."""
    found: list[Relaxed] = []
    until = time.monotonic() + _PATIENCE
    given = [name for name, terms in asked.given.items() if terms and name != "checklist"]
    for name in given[:_RELAXED]:
        if time.monotonic() > until:
            break
        text = asked.query.template.bind({**asked.given, name: ()})
        with suppress(WorkerError, ServiceError):
            count = extracted(replace(asked, text=text)).count
            found.append(Relaxed(asked.query.header.parameters[name], count))
    return found


def wanted(query: SavedQuery) -> list[str]:
    """The figures that the finding of a query has."""
    finding = query.header.finding
    return sorted(set(_FIGURE.findall(f"{finding.zh} {finding.en}"))) if finding else []


def content(answer: Answer) -> bytes:
    """The bytes of an answer that are read here. It is released."""
    if isinstance(answer.body, bytes):
        return answer.body
    with os.fdopen(answer.body, "rb") as file:
        file.seek(0)
        return file.read()


def edition_of(
    view: View, query: SavedQuery, checklist: Sequence[Term], given: Mapping[str, Sequence[str]]
) -> Edition | None:
    """The edition that is asked for by its key; None where none is. Raises BadParameter where the
    checklist has none of this key, or the query does not ask about one edition."""
    key = next((value for value in given.get(PARAMETER, ()) if value), "")
    return named(view, query, checklist[0].value, key) if key and checklist else None


def _words(chosen: Sequence[Term], known: Sequence[Option] | None) -> Text:
    if not chosen:
        return Text("全部", "all")
    by_value = {option.value: option.label for option in known or ()}
    words = [by_value.get(term.value, Text(term.value, term.value)) for term in chosen]
    return Text("、".join(w.zh for w in words), ", ".join(w.en for w in words))
