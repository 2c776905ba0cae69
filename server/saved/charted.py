"""The chart of a saved query's answer: what its header wishes, drawn from all rows of the table."""

import math
from collections.abc import Mapping

from pyoxigraph import Literal

from ontology.terms import XSD
from server.charts.data import Data, Value
from server.charts.drawing import draw
from server.charts.look import Figure
from server.saved.presenting import Cell, Words, cells, columns
from server.saved.running import Run
from server.store.interface import Term

_NUMBERS = frozenset((XSD.integer, XSD.decimal, XSD.double, XSD.float))


def figure(run: Run, language: str, words: Mapping[str, Words]) -> Figure | None:
    """The chart of a run in a language; None where its query wishes none, or it would say nothing.
    `words` are what IRIs are called there."""
    chart = run.query.header.chart
    if chart is None:
        return None
    shown = [column for column in columns(run, language) if column.name in chart.columns]
    rows = [
        {
            column.name: _value(cell, row.get(column.name))
            for column, cell in zip(shown, line, strict=True)
            if cell.text
        }
        for row, line in zip(run.table.rows, cells(run, shown, words), strict=True)
    ]
    return draw(chart, Data({one.name: one.heading for one in shown}, rows, language))


def _value(cell: Cell, term: Term | None) -> Value:
    """What a cell holds; a literal that is no number has none."""
    number = None
    if isinstance(term, Literal) and term.datatype in _NUMBERS:
        try:
            number = float(term.value)
        except ValueError:
            number = None
    if number is not None and not math.isfinite(number):
        number = None
    return Value(cell.text, cell.iri or cell.text, number)
