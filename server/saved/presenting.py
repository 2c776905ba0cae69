"""A table as people read it: one column for a thing and its label, words in the page's language,
and a sentence with the finding."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ontology.terms import XSD
from server.saved.header import Text
from server.saved.running import Run
from server.store.interface import Table, Term

_NUMBERS = {XSD.integer, XSD.decimal, XSD.double}
_PLACEHOLDER = re.compile(r"\{(?:(distinct|sum):)?(\w+)\}")


@dataclass(frozen=True)
class Column:
    """A column shown: `name` is the variable of its values, `label_of` that of their words."""

    name: str
    heading: str
    label_of: str | None
    numeric: bool


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and the IRI it leads to."""

    text: str
    iri: str | None
    language: str | None


def columns(run: Run, language: str) -> list[Column]:
    """The columns of a run: `x` and `xLabel` are one."""
    names = run.table.variables
    labelled = {name for name in names if f"{name}Label" in names}
    shown = [
        name for name in names if name.removesuffix("Label") not in labelled or name in labelled
    ]
    return [
        Column(
            name,
            _heading(run, name, language),
            f"{name}Label" if name in labelled else None,
            _is_numeric(run.table, name),
        )
        for name in shown
    ]


def _heading(run: Run, name: str, language: str) -> str:
    text = run.query.header.columns.get(name)
    return text.in_language(language) if text else name


def _is_numeric(table: Table, name: str) -> bool:
    terms = [row[name] for row in table.rows if name in row]
    return bool(terms) and all(isinstance(t, Literal) and t.datatype in _NUMBERS for t in terms)


def cells(run: Run, shown: list[Column], english: Mapping[str, str]) -> list[list[Cell]]:
    """The rows of a run as cells; `english` gives the English labels of IRIs."""
    return [[_cell(row, column, english) for column in shown] for row in run.table.rows]


def _cell(row: Mapping[str, Term], column: Column, english: Mapping[str, str]) -> Cell:
    term = row.get(column.name)
    label = row.get(column.label_of) if column.label_of else None
    iri = term.value if isinstance(term, NamedNode) else None
    if iri and iri in english:
        return Cell(english[iri], iri, "en")
    shown = label or term
    if shown is None:
        return Cell("", None, None)
    return Cell(shown.value, iri, shown.language if isinstance(shown, Literal) else None)


def things(run: Run) -> list[NamedNode]:
    """The IRIs that the table shows under a label."""
    labelled = [name for name in run.table.variables if f"{name}Label" in run.table.variables]
    found = {
        term
        for row in run.table.rows
        for name in labelled
        if isinstance(term := row.get(name), NamedNode)
    }
    return sorted(found, key=lambda term: term.value)


def finding(run: Run, language: str) -> str:
    """The finding as one sentence, or how many rows there are."""
    words = run.query.header.finding or Text("共{rows}行。", "{rows} rows.")
    return _PLACEHOLDER.sub(lambda match: _value(run, match, language), words.in_language(language))


def chosen(run: Run, language: str) -> str:
    """What was chosen, as words: which conditions an empty answer rests on."""
    comma, colon = (", ", ": ") if language == "en" else ("，", "：")
    return comma.join(
        f"{parameter.label.in_language(language)}{colon}{run.labels[name].in_language(language)}"
        for name, parameter in run.query.header.parameters.items()
        if run.given[name] and name != "checklist"
    )


def _value(run: Run, match: re.Match[str], language: str) -> str:
    function, name = match[1], match[2]
    rows = run.table.rows
    if name == "rows":
        return str(len(rows))
    if function == "distinct":
        return str(len({row[name] for row in rows if name in row}))
    if function == "sum":
        return str(sum(int(row[name].value) for row in rows if name in row))
    return run.labels[name].in_language(language) if name in run.labels else match[0]
