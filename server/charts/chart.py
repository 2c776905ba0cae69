"""What a saved query wishes drawn: the `chart` of its header.

    chart: {kind: bar, x: scenario, y: entries}                  bars, the longest first
    chart: {kind: bar, x: stage, y: [leads, both], order: table} several, in the table's order
    chart: {kind: stacked, x: stage, series: type, y: share}     parts of a whole
    chart: {kind: line, x: edition, y: entries}
    chart: {kind: heatmap, x: type, series: department, y: leads}
    chart: {kind: network, x: department, series: other, y: scenarios}   both ends and their weight
    chart: {kind: sankey, x: lead, series: department, y: entries}       from x to series

Instead of `y`, `count: entry` counts how many different entries the rows of an x (and series) name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

KINDS = ("bar", "stacked", "line", "heatmap", "network", "sankey")
_PAIRS = ("heatmap", "network", "sankey")
_KEYS = {"kind", "x", "y", "series", "count", "order"}
ORDERS = ("rank", "table")


class ChartError(ValueError):
    """A chart that cannot be drawn; says why."""


@dataclass(frozen=True)
class Chart:
    """A kind of chart and the columns it is drawn from."""

    kind: str
    x: str
    y: tuple[str, ...] = ()
    series: str = ""
    count: str = ""
    order: str = "rank"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it is drawn from."""
        return tuple(name for name in (self.x, *self.y, self.series, self.count) if name)


def parse_chart(value: Any, columns: Collection[str]) -> Chart | None:
    """The chart that a header states; None where it states none. Raises ChartError where it cannot
    be drawn, as from a column that is not among `columns`."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ChartError("chart must say kind, x and y")
    if unknown := set(value) - _KEYS:
        raise ChartError(f"chart: unknown keys {sorted(map(str, unknown))}")
    chart = Chart(
        kind=str(value.get("kind", "")),
        x=str(value.get("x") or ""),
        y=_names(value.get("y")),
        series=str(value.get("series") or ""),
        count=str(value.get("count") or ""),
        order=str(value.get("order", ORDERS[0])),
    )
    _check(chart)
    if missing := [name for name in chart.columns if name not in columns]:
        raise ChartError(f"chart: no column {', '.join(missing)}")
    return chart


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _check(chart: Chart) -> None:
    if chart.kind not in KINDS:
        raise ChartError(f"chart: kind must be one of {', '.join(KINDS)}")
    if not chart.x:
        raise ChartError("chart: x is missing")
    if bool(chart.y) == bool(chart.count):
        raise ChartError("chart: it needs y or count, and not both")
    if len(set(chart.columns)) < len(chart.columns):
        raise ChartError("chart: a column stands in two places")
    if chart.order not in ORDERS:
        raise ChartError(f"chart: order must be one of {', '.join(ORDERS)}")
    if chart.kind in _PAIRS and not chart.series:
        raise ChartError(f"chart: {chart.kind} needs series")
    if chart.kind == "bar" and chart.series:
        raise ChartError("chart: bars with series are stacked")
    if chart.kind == "stacked" and not chart.series and len(chart.y) < 2:
        raise ChartError("chart: stacked needs series, or several y")
    if chart.series and len(chart.y) > 1:
        raise ChartError("chart: with series there is one y")
