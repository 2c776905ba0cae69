"""A chart drawn from a table, or not where it would say nothing."""

from collections.abc import Callable, Mapping

from server.charts.axes import bars, heat, lines
from server.charts.chart import Chart
from server.charts.data import Data, Grid, grid
from server.charts.links import network, sankey
from server.charts.look import Figure

_DRAWN: Mapping[str, Callable[[Chart, Data, Grid], Figure | None]] = {
    "bar": bars,
    "stacked": bars,
    "line": lines,
    "heatmap": heat,
    "network": network,
    "sankey": sankey,
}
MOST_CELLS = 1600


def draw(chart: Chart, data: Data) -> Figure | None:
    """The figure of a chart; None where there is nothing to compare: one category or none, no
    number above 0, more cells or flows than anyone could tell apart."""
    numbers = grid(chart, data)
    if not any(number > 0 for number in numbers.numbers.values()):
        return None
    if len(numbers.categories) < 2 and len(numbers.series) < 2:
        return None
    if chart.kind in ("heatmap", "sankey") and (
        len(numbers.categories) * len(numbers.series) > MOST_CELLS
    ):
        return None
    return _DRAWN[chart.kind](chart, data, numbers)
