"""Charts with axes: ranked bars, stacked bars, lines, heat."""

from typing import Any

from server.charts import look
from server.charts.chart import Chart
from server.charts.data import Data, Grid, shown
from server.charts.look import Figure, extent
from server.charts.wording import SAID, described, measure, say

MOST = 40
"""How many categories are drawn; the table has all."""
LABEL = 200
"""The most pixels a label beside an axis takes in one line."""


def bars(chart: Chart, data: Data, numbers: Grid) -> Figure | None:
    """Horizontal bars, one a category, or one a series in each; parts end to end where stacked."""
    stacked, several = chart.kind == "stacked", len(numbers.series) > 1
    numbers = numbers.ranked(stacked) if chart.order == "rank" else numbers
    every = len(numbers.categories)
    numbers = numbers.cut(MOST)
    description = described(chart, data, numbers, MOST if every > MOST else 0)
    most = max(sum(numbers.of(key)) for key, _ in numbers.categories)
    series = []
    for at, (_, name) in enumerate(numbers.series):
        one: dict[str, Any] = {
            "type": "bar",
            "name": _name(chart, data, name),
            "barMaxWidth": 22,
            "data": [
                _bar(data.language, text, name if several else _name(chart, data, name),
                     numbers.of(category)[at], stacked, most)
                for category, text in numbers.categories
            ],
        }  # fmt: skip
        if stacked:
            one |= {"stack": "all", "itemStyle": {"borderColor": "#fff", "borderWidth": 1}}
        else:
            one |= {"label": {"show": True, "position": "right", "color": look.TEXT}}
        series.append(one)
    texts = [text for _, text in numbers.categories]
    top = 34 if several else 6
    rows = 1 if stacked else len(numbers.series)
    height = top + sum(_row(text, rows) for text in texts) + 40
    option = look.option(
        description,
        parts=several,
        grid=_grid(top),
        xAxis=_numbers(numbers, measure(chart, data) if not several else "", stacked),
        yAxis=_categories(texts) | {"inverse": True},
        series=series,
        **({"legend": look.legend([one["name"] for one in series])} if several else {}),
    )
    return Figure(option, height, 0, description)


def lines(chart: Chart, data: Data, numbers: Grid) -> Figure | None:
    """A line a series, over the categories in the order of the table."""
    description = described(chart, data, numbers)
    several = len(numbers.series) > 1
    series = [
        {
            "type": "line",
            "name": _name(chart, data, name),
            "symbol": ("circle", "rect", "triangle", "diamond")[at % 4],
            "symbolSize": 8,
            "lineStyle": {"width": 2.5, "type": ("solid", "dashed", "dotted")[at % 3]},
            "data": [
                {"value": numbers.of(category)[at],
                 "say": _said(data.language, text, name, numbers.of(category)[at])}
                for category, text in numbers.categories
            ],
        }
        for at, (_, name) in enumerate(numbers.series)
    ]  # fmt: skip
    top = 40 if several else 34
    option = look.option(
        description,
        parts=several,
        grid=_grid(top),
        xAxis=_categories([text for _, text in numbers.categories], wide=90),
        yAxis=_numbers(numbers, name=measure(chart, data) if not several else ""),
        series=series,
        **({"legend": look.legend([str(one["name"]) for one in series])} if several else {}),
    )
    return Figure(option, 360, 0, description)


def heat(chart: Chart, data: Data, numbers: Grid) -> Figure | None:
    """A cell for each x (across) and series (down), the darker the larger, with its number."""
    description = described(chart, data, numbers)
    across, down = numbers.categories, numbers.series
    most = max(numbers.numbers.values())
    cells = []
    for row, (series, of_series) in enumerate(down):
        for column, (category, of_category) in enumerate(across):
            number = numbers.numbers.get((category, series), 0)
            step = look.level(number, most)
            if step:
                cells.append({
                    "value": [column, row, number],
                    "say": _said(data.language, of_series, of_category, number),
                    "itemStyle": {"color": look.HEAT[step - 1]},
                    "label": {"color": look.HEAT_TEXT[step - 1]},
                })  # fmt: skip
    option = look.option(
        description,
        parts=False,
        grid=_grid(6),
        xAxis=_categories([text for _, text in across], wide=86)
        | {"position": "top", "splitArea": {"show": False}},
        yAxis=_categories([text for _, text in down]) | {"inverse": True},
        series=[{
            "type": "heatmap",
            "data": cells,
            "itemStyle": {"borderColor": "#fff", "borderWidth": 2},
            "label": {"show": True, "fontSize": look.LETTER},
        }],
        visualMap={
            "show": False, "type": "continuous", "min": 0, "max": most,
            "inRange": {"color": list(look.HEAT)},
        },
    )  # fmt: skip
    widest = max(min(extent(text), LABEL) for _, text in down)
    height = 70 + 34 * len(down)
    return Figure(option, height, widest + 40 + 82 * len(across), description)


def _name(chart: Chart, data: Data, name: str) -> str:
    return measure(chart, data) if chart.count and not chart.series else name


def _bar(
    language: str, category: str, name: str, number: float, stacked: bool, most: float
) -> dict[str, Any]:
    found: dict[str, Any] = {"value": number, "say": _said(language, category, name, number)}
    if stacked and 0 < number <= most:
        found["room"] = round(number / most, 4)  # the page shows the label where it has room
        found["label"] = {
            "show": True, "position": "inside", "color": look.TEXT, "fontSize": 12,
            "backgroundColor": "#ffffff", "padding": [1, 3], "borderRadius": 2,
        }  # fmt: skip
    return found


def _said(language: str, category: str, name: str, number: float) -> str:
    return f"{category}\n{say(language, SAID, name=name, number=shown(number))}"


def _row(text: str, bars: int) -> int:
    """The pixels a category takes: its bars, and its label in as many lines as it needs."""
    lines = -(-extent(text) // LABEL)
    return max(17 * bars + 12, 17 * lines + 10, 28)


def _grid(top: int) -> dict[str, Any]:
    return {
        "left": 4, "right": 44, "top": top, "bottom": 28,
        "outerBoundsMode": "same", "outerBoundsContain": "axisLabel",
    }  # fmt: skip


def _categories(texts: list[str], wide: int = LABEL) -> dict[str, Any]:
    return {
        "type": "category",
        "data": texts,
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": look.LINE}},
        "axisLabel": {
            "interval": 0, "color": look.TEXT, "fontSize": look.LETTER, "lineHeight": 16,
            "width": min(wide, max(map(extent, texts)) + 2), "overflow": "break",
        },
    }  # fmt: skip


def _numbers(numbers: Grid, name: str, stacked: bool = False) -> dict[str, Any]:
    whole = all(number == int(number) for number in numbers.numbers.values())
    sums = [sum(numbers.of(key)) for key, _ in numbers.categories]
    shares = stacked and all(abs(one - 100) < 1 for one in sums)
    return (
        {
            "type": "value",
            "name": name,
            "nameLocation": "middle",
            "nameGap": 26,
            "nameTextStyle": {"color": look.MUTED, "fontSize": 12},
            "axisLabel": {"color": look.MUTED, "fontSize": 12},
            "splitLine": {"lineStyle": {"color": look.LINE}},
        }
        | ({"minInterval": 1} if whole else {})
        | ({"max": 100} if shares else {})
    )
