"""Charts of what is joined with what: a network on a circle, flows from left to right. Every place
is computed here, from the table alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.charts import look
from server.charts.chart import Chart
from server.charts.data import Data, Grid, shown
from server.charts.look import Figure, extent
from server.charts.wording import CUT, DIRECTED, PAIR, SAID, TO, described, measure, say

MOST = 40
"""How many ends are drawn; the table has all."""
_PASSES = 8
_RADIUS = 200
_UPRIGHT = 16
"""Names of more nodes are turned, so that they do not lie on one another."""
_NAMED_LINKS = 16


def network(chart: Chart, data: Data, numbers: Grid) -> Figure | None:
    """Both columns as nodes of one circle, joined by lines whose strength is the number."""
    names = dict((*numbers.categories, *numbers.series))
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (one, other), number in numbers.numbers.items():
        if one != other and number > 0:
            weights[min(one, other), max(one, other)] += number
    sums: defaultdict[str, float] = defaultdict(float)
    for pair, number in weights.items():
        for end in pair:
            sums[end] += number
    kept = sorted(sums, key=lambda key: (-sums[key], names[key], key))[:MOST]
    if len(kept) < 2:
        return None
    edges = {pair: n for pair, n in weights.items() if set(pair) <= set(kept)}
    if not edges:
        return None
    order = around(kept, edges)
    cut = MOST if len(sums) > MOST else 0
    description = described(chart, data, numbers, cut)
    most = max(edges.values())
    series = {
        **_circle([names[key] for key in order]),
        "data": [
            _node(data.language, names[key], at, len(order), sums[key], max(sums.values()))
            for at, key in enumerate(order)
        ],
        "links": [
            _edge(data, chart, names, order, pair, number, most)
            for pair, number in sorted(edges.items(), key=lambda one: (one[1], one[0]))
        ],
    }
    option = look.option(description, parts=False, series=[series])
    height = 2 * _RADIUS + series["top"] + series["bottom"] + 10
    return Figure(option, height, 2 * series["left"] + 300, description)


@dataclass(frozen=True)
class Link:
    """What leads from one thing to another, and what that is called."""

    source: str
    target: str
    words: str


def directed(names: Mapping[str, str], links: Sequence[Link], language: str) -> Figure | None:
    """Things on a circle with what leads from one to another as arrows, named while they are few;
    None where nothing is linked. Of more things than can be told apart those with most links."""
    links = [one for one in links if one.source != one.target]
    ends = Counter(end for one in links for end in (one.source, one.target))
    kept = sorted(ends, key=lambda key: (-ends[key], names[key], key))[:MOST]
    drawn = [one for one in links if one.source in kept and one.target in kept]
    if not drawn:
        return None
    weights = Counter((min(one.source, one.target), max(one.source, one.target)) for one in drawn)
    order = around(kept, weights)
    values = {"things": len(order), "links": len(drawn)}
    description = say(language, DIRECTED, **values)
    if len(ends) > len(kept):
        description += (" " if language == "en" else "") + say(language, CUT, most=MOST)
    largest = max(ends.values())
    places = {key: at for at, key in enumerate(order)}
    nodes = [
        _node(language, names[key], at, len(order), ends[key], largest)
        for at, key in enumerate(order)
    ]
    arrows = [
        _arrow(one, names, places, drawn=len(drawn))
        for one in sorted(drawn, key=lambda one: (one.source, one.target, one.words))
    ]
    series = {
        **_circle([names[key] for key in order]),
        "data": nodes,
        "links": arrows,
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": 9,
    }
    option = look.option(description, parts=False, series=[series])
    height = 2 * _RADIUS + series["top"] + series["bottom"] + 10
    return Figure(option, height, 2 * series["left"] + 300, description)


def _arrow(
    one: Link, names: Mapping[str, str], places: Mapping[str, int], drawn: int
) -> dict[str, Any]:
    arrow: dict[str, Any] = {
        "source": str(places[one.source]),
        "target": str(places[one.target]),
        "say": f"{names[one.source]}\n{one.words}\n{names[one.target]}",
        "lineStyle": {"color": look.MUTED, "width": 1.2, "curveness": 0.12, "opacity": 0.9},
    }
    if drawn <= _NAMED_LINKS:
        arrow["label"] = {"show": True, "formatter": one.words, "color": look.MUTED, "fontSize": 12}
    return arrow


def _circle(names: Sequence[str]) -> dict[str, Any]:
    """A series of nodes on a circle, with room for their names: at both sides, and where they are
    turned also above and below."""
    margin = min(240, max(extent(name) for name in names) + 24)
    above = below = 40
    if len(names) > _UPRIGHT:
        for at, name in enumerate(names):
            down = round((extent(name) + 24) * math.sin(_turn(at, len(names))))
            above, below = max(above, -down), max(below, down)
    return {
        "type": "graph",
        "layout": "none",
        "left": margin, "right": margin, "top": above, "bottom": below,
        "preserveAspect": "contain",
        "itemStyle": {"color": look.BAR, "borderColor": "#fff", "borderWidth": 2},
        "emphasis": {"focus": "adjacency"},
        "silent": False,
        "roam": False,
    }  # fmt: skip


def _turn(at: int, size: int) -> float:
    """The angle of a place on the circle: from the top, with the clock."""
    return 2 * math.pi * at / size - math.pi / 2


def around(nodes: Sequence[str], weights: Mapping[tuple[str, str], float]) -> list[str]:
    """An order of the nodes on a circle in which those with much in common stand near: from the
    order given, two change places as long as it helps. The same every time."""
    order = list(nodes)
    joined: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), weight in weights.items():
        joined[one][other] = joined[other][one] = weight
    places = {node: at for at, node in enumerate(order)}
    size = len(order)

    def cost(node: str, at: int, moved: Mapping[str, int]) -> float:
        total = 0.0
        for other, weight in joined[node].items():
            apart = abs(at - moved.get(other, places[other]))
            total += weight * min(apart, size - apart)
        return total

    for _ in range(_PASSES):
        better = False
        for first in range(size):
            for second in range(first + 1, size):
                one, other = order[first], order[second]
                moved = {one: second, other: first}
                before = cost(one, first, {}) + cost(other, second, {})
                if cost(one, second, moved) + cost(other, first, moved) < before - 1e-9:
                    order[first], order[second] = other, one
                    places |= moved
                    better = True
        if not better:
            break
    return order


def _node(
    language: str, name: str, at: int, size: int, weight: float, most: float
) -> dict[str, Any]:
    """A node at its place, its label outside the circle, turned where they stand close."""
    turn = _turn(at, size)
    across, down = math.cos(turn), math.sin(turn)
    width = round(14 + 20 * math.sqrt(weight / most))
    reach = width / 2 + 7
    right = across > -1e-9
    upright = abs(across) < 0.25 and size <= _UPRIGHT
    label: dict[str, Any] = {
        "show": True,
        "formatter": name,
        "color": look.TEXT,
        "fontSize": look.LETTER,
        "position": [round(width / 2 + reach * across, 1), round(width / 2 + reach * down, 1)],
        "align": "center" if upright else "left" if right else "right",
        "verticalAlign": ("bottom" if down < 0 else "top") if upright else "middle",
    }
    if size > _UPRIGHT:
        label["rotate"] = round(-math.degrees(turn if right else turn - math.pi), 1)
    return {
        "name": str(at),
        "x": round(_RADIUS * across, 1),
        "y": round(_RADIUS * down, 1),
        "symbolSize": width,
        "label": label,
        "say": name,
    }


def _edge(
    data: Data,
    chart: Chart,
    names: Mapping[str, str],
    order: Sequence[str],
    pair: tuple[str, str],
    number: float,
    most: float,
) -> dict[str, Any]:
    step = max(3, look.level(number, most) if most > 1 else 4)
    words = say(data.language, PAIR, first=names[pair[0]], second=names[pair[1]])
    return {
        "source": str(order.index(pair[0])),
        "target": str(order.index(pair[1])),
        "say": f"{words}\n{_counted(data, chart, number)}",
        "lineStyle": {
            "color": look.HEAT[step - 1],
            "width": round(1 + 5 * number / most, 1),
            "curveness": 0.12,
            "opacity": 0.9,
        },
    }


def _counted(data: Data, chart: Chart, number: float) -> str:
    return say(data.language, SAID, name=measure(chart, data), number=shown(number))


def sankey(chart: Chart, data: Data, numbers: Grid) -> Figure | None:
    """From each x on the left to each series on the right, as broad as the number."""
    description = described(chart, data, numbers)
    flows = sorted(
        ((x, s, n) for (x, s), n in numbers.numbers.items() if n > 0),
        key=lambda one: (-one[2], one[0], one[1]),
    )
    left = _ends(numbers.categories, [(x, n) for x, _, n in flows])
    right = _ends(numbers.series, [(s, n) for _, s, n in flows])
    nodes = [
        {
            "name": f"{side}{key}",
            "depth": depth,
            "say": f"{text}\n{_counted(data, chart, n)}",
            "itemStyle": {"color": look.FLOWS[at % len(look.FLOWS)]},
            "label": {"formatter": f"{text} {shown(n)}", "position": position},
        }
        for side, depth, position, ends in (("<", 0, "left", left), (">", 1, "right", right))
        for at, (key, text, n) in enumerate(ends)
    ]
    texts = dict((*numbers.categories, *numbers.series))
    links = [
        {
            "source": f"<{x}",
            "target": f">{s}",
            "value": n,
            "say": say(data.language, TO, first=texts[x], second=texts[s])
            + f"\n{_counted(data, chart, n)}",
        }
        for x, s, n in flows
    ]
    margins = [
        max(extent(f"{text} {shown(n)}") for _, text, n in ends) + 12 for ends in (left, right)
    ]
    height = 40 + 34 * max(len(left), len(right))
    option = look.option(
        description,
        parts=False,
        series=[{
            "type": "sankey",
            "left": margins[0], "right": margins[1], "top": 10, "bottom": 10,
            "nodeWidth": 14, "nodeGap": 10, "layoutIterations": 0, "draggable": False,
            "data": nodes,
            "links": links,
            "lineStyle": {"color": "source", "opacity": 0.35, "curveness": 0.5},
            "label": {"color": look.TEXT, "fontSize": look.LETTER},
            "emphasis": {"focus": "adjacency"},
        }],
    )  # fmt: skip
    return Figure(option, height, sum(margins) + 240, description)


def _ends(
    named: Sequence[tuple[str, str]], flows: Sequence[tuple[str, float]]
) -> list[tuple[str, str, float]]:
    """Those of one side with their sums, the largest first."""
    sums: defaultdict[str, float] = defaultdict(float)
    for key, number in flows:
        sums[key] += number
    return sorted(
        ((key, text, sums[key]) for key, text in named if sums[key]),
        key=lambda one: (-one[2], one[1], one[0]),
    )
