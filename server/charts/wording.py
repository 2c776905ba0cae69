"""The words of charts: what is drawn, and what it shows, in one sentence or two."""

from collections.abc import Sequence

from server.charts.chart import Chart
from server.charts.data import Data, Grid, shown
from server.messages import translate

KINDS = {
    "bar": "条形图",
    "stacked": "堆叠条形图",
    "line": "折线图",
    "heatmap": "热力图",
    "network": "关系图",
    "sankey": "流向图",
}
OF_EACH = "%(kind)s：各%(x)s的%(y)s。"
OF_PARTS = "%(kind)s：各%(x)s的%(y)s，按%(series)s分。"
OF_CELLS = "%(kind)s：%(y)s，按%(x)s和%(series)s。"
OF_PAIRS = "%(kind)s：%(x)s与%(series)s之间的%(y)s。"
NUMBER_OF = "%(name)s数"
_OF = {"stacked": OF_PARTS, "heatmap": OF_CELLS, "network": OF_PAIRS, "sankey": OF_PAIRS}
LARGEST = "最多的是%(names)s。"
LARGEST_OF = "%(y)s最多的是%(names)s。"
DIRECTED = "关系图：%(things)s个事物，%(links)s条联系。"
CUT = "只画前%(most)s个，全部见表。"
ONE_OF = "%(name)s（%(number)s）"
PAIR = "%(first)s与%(second)s"
TO = "%(first)s到%(second)s"
SAID = "%(name)s：%(number)s"
COMMA = "、"
NAMED = 3
"""How many of the largest are named."""


def say(language: str, message: str, **values: object) -> str:
    """A message in a language, with its values."""
    return translate(message, language) % values


def measure(chart: Chart, data: Data) -> str:
    """What is counted, as a heading says it."""
    if chart.count:
        name = data.headings.get(chart.count, chart.count)
        return say(data.language, NUMBER_OF, name=name)
    names = [data.headings.get(name, name) for name in chart.y]
    return translate(COMMA, data.language).join(names)


def described(chart: Chart, data: Data, numbers: Grid, cut: int = 0) -> str:
    """What the chart shows: kind, axes, and the largest; `cut` is how many of more are drawn."""
    language = data.language
    words = {
        "kind": translate(KINDS[chart.kind], language),
        "x": _inside(data.headings.get(chart.x, chart.x), language),
        "series": _inside(data.headings.get(chart.series, chart.series), language),
        "y": measure(chart, data),
    }
    pairs = chart.kind in ("heatmap", "network", "sankey")
    parts = [say(language, _OF.get(chart.kind, OF_EACH) if chart.series else OF_EACH, **words)]
    if pairs:
        parts.append(say(language, LARGEST, names=_largest_pairs(chart, numbers, language)))
    elif chart.kind == "stacked" and chart.series:
        parts.append(_in_turn(numbers, language))
    else:
        first = numbers.series[0][0]
        found = [(text, numbers.numbers.get((key, first), 0)) for key, text in numbers.categories]
        names = _named(found, language)
        if len(numbers.series) > 1:
            heading = numbers.series[0][1]
            parts.append(say(language, LARGEST_OF, y=heading, names=names))
        else:
            parts.append(say(language, LARGEST, names=names))
    if cut:
        parts.append(say(language, CUT, most=cut))
    return ("" if language == "zh" else " ").join(parts)


def _inside(heading: str, language: str) -> str:
    """A heading within a sentence."""
    return heading[:1].lower() + heading[1:] if language == "en" else heading


def _named(found: Sequence[tuple[str, float]], language: str) -> str:
    top = sorted((one for one in found if one[1]), key=lambda one: -one[1])[:NAMED]
    return translate(COMMA, language).join(
        say(language, ONE_OF, name=text, number=shown(number)) for text, number in top
    )


def _in_turn(numbers: Grid, language: str) -> str:
    """Of parts: which is the largest over all."""
    sums = [
        (text, sum(numbers.numbers.get((category, key), 0) for category, _ in numbers.categories))
        for key, text in numbers.series
    ]
    top = sorted(sums, key=lambda one: -one[1])[:NAMED]
    names = translate(COMMA, language).join(text for text, _ in top)
    return say(language, LARGEST, names=names)


def _largest_pairs(chart: Chart, numbers: Grid, language: str) -> str:
    of_x, of_series = dict(numbers.categories), dict(numbers.series)
    joined = TO if chart.kind == "sankey" else PAIR
    found = [
        (say(language, joined, first=of_x[x], second=of_series[s]), number)
        for (x, s), number in numbers.numbers.items()
        if x in of_x and s in of_series
    ]
    return _named(found, language)
