"""Asking the saved queries of a store, with the words a reader would choose."""

from collections.abc import Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, QuerySolutions, QueryTriples, Store

from ontology.terms import XSD
from server.exports.rows import STATEMENT
from server.saved.catalogue import SavedQuery, option_templates, saved_queries
from server.saved.header import Parameter
from server.saved.parameters import Option, terms
from server.store.interface import Term

Value = str | int | Decimal | None
Row = Mapping[str, Value]

CHANGLE = "id/370725/checklist/personal-life-cycle"


def ask(store: Store, name: str, checklist: str, **chosen: str) -> list[Row]:
    """The rows of a saved query; a choice is named by its Chinese label, as in the form, several
    with “、” between them."""
    query = saved_queries()[name]
    return select(store, bound(store, query, NamedNode(checklist), chosen))


def bound(store: Store, query: SavedQuery, checklist: NamedNode, chosen: Mapping[str, str]) -> str:
    """The text of a saved query with its parameters bound as the service binds them."""
    values: dict[str, list[Term]] = {"checklist": [checklist]}
    for name, parameter in query.header.parameters.items():
        if name == "checklist":
            continue
        given = [chosen[name]] if name in chosen else []
        choices = options(store, parameter, checklist)
        if choices is not None:
            given = [choices[label] for each in given for label in each.split("、")]
        known = (
            None
            if choices is None
            else [Option(value, parameter.label) for value in choices.values()]
        )
        values[name] = terms(parameter, given, known)
    return query.template.bind(values)


def options(store: Store, parameter: Parameter, checklist: NamedNode) -> dict[str, str] | None:
    """The choices of a parameter, label to IRI; None where any value may be given."""
    if parameter.options is None:
        return None
    rows = select(store, option_templates()[parameter.options].bind({"checklist": [checklist]}))
    return {str(row["label"]): str(row["value"]) for row in rows}


def select(store: Store, text: str) -> list[Row]:
    """The solutions of a SELECT, numbers as numbers; the statements of a CONSTRUCT."""
    solutions = store.query(text)
    if isinstance(solutions, QueryTriples):
        found = [(_value(t.subject), _value(t.predicate), _value(t.object)) for t in solutions]
        return [dict(zip(STATEMENT, one, strict=True)) for one in sorted(found, key=str)]
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: _value(solution[name]) for name in names} for solution in solutions]


def pick(rows: list[Row], *names: str) -> list[tuple[Value, ...]]:
    """Some columns of the rows."""
    return [tuple(row[name] for name in names) for row in rows]


def column(rows: list[Row], name: str) -> list[Value]:
    """One column of the rows."""
    return [row[name] for row in rows]


def _value(term: object) -> Value:
    if term is None:
        return None
    if isinstance(term, Literal) and term.datatype == XSD.integer:
        return int(term.value)
    if isinstance(term, Literal) and term.datatype == XSD.decimal:
        return Decimal(term.value)
    assert isinstance(term, Literal | NamedNode)
    return term.value
