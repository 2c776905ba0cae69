"""Running a saved query: choices, terms, the bound text, and the table that comes out."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.errors import UnknownQuery
from server.saved.catalogue import (
    SavedQuery,
    option_templates,
    options_of_editions,
    saved_queries,
)
from server.saved.editions import PARAMETER, Edition, named, place, then
from server.saved.header import Parameter, Text
from server.saved.parameters import Option, terms
from server.search.index import index_of
from server.store.errors import FolderError
from server.store.interface import Table, Term, View
from server.workers.errors import WorkerError


@dataclass(frozen=True)
class Run:
    """A saved query that was run: what was given, the text that ran, and its table."""

    query: SavedQuery
    given: Mapping[str, Sequence[Term]]
    labels: Mapping[str, Text]
    """The words of what was chosen, by parameter."""
    text: str
    table: Table
    edition: str = ""
    """The key of the edition that was asked for; empty where the current one is."""


def find(name: str) -> SavedQuery:
    """The saved query of this name. Raises UnknownQuery."""
    query = saved_queries().get(name)
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
    return found


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


def run(view: View, query: SavedQuery, given: Mapping[str, Sequence[str]]) -> Run:
    """Run a saved query with the strings given. Raises BadParameter before anything runs, and what
    the store raises."""
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
    table = (then(view, edition) if edition else view).select(text)
    return Run(query, bound, labels, text, table, edition.key if edition else "")


def edition_of(
    view: View, query: SavedQuery, checklist: Sequence[Term], given: Mapping[str, Sequence[str]]
) -> Edition | None:
    """The edition that is asked for by its key; None where none is. Raises BadParameter where the
    checklist has none of this key, or the query does not ask about one edition."""
    key = next((value for value in given.get(PARAMETER, ()) if value), "")
    return named(view, query.text, checklist[0].value, key) if key and checklist else None


def _words(chosen: Sequence[Term], known: Sequence[Option] | None) -> Text:
    if not chosen:
        return Text("全部", "all")
    by_value = {option.value: option.label for option in known or ()}
    words = [by_value.get(term.value, Text(term.value, term.value)) for term in chosen]
    return Text("、".join(w.zh for w in words), ", ".join(w.en for w in words))
