"""A table as people read it: one column for a thing and its label, words in the page's language,
and a sentence with the finding."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ontology.terms import XSD
from server.cell_text import display_width
from server.saved.export import headings
from server.saved.header import Text
from server.saved.running import Run
from server.store.interface import Table, Term

_NUMBERS = {XSD.integer, XSD.decimal, XSD.double}
_PLACEHOLDER = re.compile(r"\{(?:(distinct|sum):)?(\w+)\}")


_WIDTHS = ((6, "w-short"), (14, "w-medium"), (30, "w-long"))
"""Up to how many characters, a Han character counting two, a column is of which width."""
_WIDEST = "w-text"
_NUMERIC = ("integer", "decimal", "share")


@dataclass(frozen=True)
class Column:
    """A column shown: `name` is the variable of its values, `label_of` that of their words, `width`
    the class of its width. Sorted by it, a table has `sorted` as aria-sort."""

    name: str
    heading: str
    label_of: str | None
    numeric: bool
    width: str


@dataclass(frozen=True)
class Words:
    """What a thing is called, and in which language."""

    text: str
    language: str


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
            _is_numeric(run, name),
            _width(run.table, f"{name}Label" if name in labelled else name),
        )
        for name in shown
    ]


def _heading(run: Run, name: str, language: str) -> str:
    text = headings(run.query).get(name)
    return text.in_language(language) if text else name


def _width(table: Table, name: str) -> str:
    widths = [display_width(row[name].value) for row in table.rows if name in row]
    widest = max(widths, default=0)
    return next((width for most, width in _WIDTHS if widest <= most), _WIDEST)


def _is_numeric(run: Run, name: str) -> bool:
    if name in run.query.types:
        return run.query.types[name] in _NUMERIC
    terms = [row[name] for row in run.table.rows if name in row]
    return bool(terms) and all(isinstance(t, Literal) and t.datatype in _NUMBERS for t in terms)


def cells(
    run: Run, shown: list[Column], words: Mapping[str, Words], page: slice = slice(None)
) -> list[list[Cell]]:
    """Rows of a run as cells; `words` are what IRIs are called on the page."""
    return [[_cell(row, column, words) for column in shown] for row in run.table.rows[page]]


def _cell(row: Mapping[str, Term], column: Column, words: Mapping[str, Words]) -> Cell:
    term = row.get(column.name)
    label = row.get(column.label_of) if column.label_of else None
    iri = term.value if isinstance(term, NamedNode) else None
    if iri and iri in words:
        return Cell(words[iri].text, iri, words[iri].language)
    shown = label or term
    if shown is None:
        return Cell("", None, None)
    return Cell(shown.value, iri, shown.language if isinstance(shown, Literal) else None)


def things(run: Run, page: slice = slice(None)) -> list[NamedNode]:
    """The IRIs that the table shows under a label; those of a graph all have one, if any."""
    names = run.table.variables
    labelled = [name for name in names if run.query.is_graph or f"{name}Label" in names]
    found = {
        term
        for row in run.table.rows[page]
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
    if name == "rows":
        return str(run.count)
    if function:
        return run.figures[f"{function}:{name}"]
    return run.labels[name].in_language(language) if name in run.labels else match[0]
