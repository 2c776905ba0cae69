"""What a header may wish drawn, and what is refused before anyone asks."""

from typing import Any

import pytest

from server.charts.chart import Chart, ChartError, parse_chart
from server.saved.catalogue import read_query, saved_queries
from server.saved.header import HeaderError

COLUMNS = {"stage", "type", "entries", "leaves", "entry"}
QUERY = """\
#+ title: {zh: 问, en: Question}
#+ summary: {zh: 答, en: Answer}
#+ parameters:
#+   checklist: {type: iri, label: {zh: 清单, en: Checklist}, options: checklists}
#+ columns:
#+   stage: {zh: 阶段, en: Stage}
#+   entries: {zh: 条目数, en: Entries}
#+ chart: CHART
SELECT ?stage ?entries WHERE { VALUES ?checklist { UNDEF } ?checklist ?stage ?entries }
"""


def test_a_chart_says_its_kind_and_its_columns() -> None:
    assert parse_chart({"kind": "bar", "x": "stage", "y": "entries"}, COLUMNS) == Chart(
        "bar", "stage", ("entries",)
    )
    found = parse_chart(
        {"kind": "stacked", "x": "stage", "series": "type", "count": "entry", "order": "table"},
        COLUMNS,
    )
    assert found == Chart("stacked", "stage", (), "type", "entry", "table")
    assert found and found.columns == ("stage", "type", "entry")
    assert parse_chart(None, COLUMNS) is None


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"kind": "pie", "x": "stage", "y": "entries"}, "kind must be one of bar"),
        ({"kind": "bar", "y": "entries"}, "x is missing"),
        ({"kind": "bar", "x": "stage"}, "needs y or count"),
        ({"kind": "bar", "x": "stage", "y": "entries", "count": "entry"}, "and not both"),
        ({"kind": "bar", "x": "stage", "y": "matters"}, "no column matters"),
        ({"kind": "bar", "x": "stage", "y": ["entries", "matters"]}, "no column matters"),
        ({"kind": "bar", "x": "stage", "y": "stage"}, "stands in two places"),
        ({"kind": "bar", "x": "stage", "y": "entries", "series": "type"}, "are stacked"),
        ({"kind": "bar", "x": "stage", "y": "entries", "colour": "red"}, "unknown keys"),
        ({"kind": "bar", "x": "stage", "y": "entries", "order": "random"}, "order must be"),
        ({"kind": "stacked", "x": "stage", "y": "entries"}, "needs series, or several y"),
        ({"kind": "line", "x": "stage", "series": "type", "y": ["entries", "leaves"]}, "one y"),
        ({"kind": "heatmap", "x": "stage", "y": "entries"}, "heatmap needs series"),
        ({"kind": "network", "x": "stage", "y": "entries"}, "network needs series"),
        ({"kind": "sankey", "x": "stage", "y": "entries"}, "sankey needs series"),
        ("bar", "must say kind"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_why(wish: Any, reason: str) -> None:
    with pytest.raises(ChartError, match=reason):
        parse_chart(wish, COLUMNS)


def test_a_saved_query_with_such_a_chart_is_not_registered() -> None:
    good = read_query("q", "matters", QUERY.replace("CHART", "{kind: bar, x: stage, y: entries}"))
    assert good.header.chart == Chart("bar", "stage", ("entries",))
    with pytest.raises(HeaderError, match="q: chart: no column leaves"):
        read_query("q", "matters", QUERY.replace("CHART", "{kind: bar, x: stage, y: leaves}"))


def test_most_shipped_queries_have_one_and_every_kind_of_picture_is_used() -> None:
    charts = [one.header.chart for one in saved_queries().values() if one.header.chart]
    assert len(charts) >= 28
    assert {one.kind for one in charts} >= {"bar", "stacked", "heatmap", "network", "sankey"}
