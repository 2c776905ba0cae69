"""From a table to a figure: the numbers are those of the table, the same picture every time, its
words in the language of the page, and no picture where it would say nothing."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import pytest

from server.charts import wording
from server.charts.axes import LABEL, MOST
from server.charts.chart import Chart
from server.charts.data import Data, Value
from server.charts.drawing import draw
from server.charts.links import around
from server.charts.look import HEAT, HEAT_TEXT, Figure, level
from server.messages import translations

HEADINGS = {"who": "部门", "other": "共事部门", "n": "条目数", "m": "场景数", "kind": "类型"}
BAR = Chart("bar", "who", ("n",))


def table(*rows: Mapping[str, object], language: str = "zh", **headings: str) -> Data:
    return Data(
        HEADINGS | headings,
        [
            {
                key: Value(str(value), str(value), value if isinstance(value, int) else None)
                for key, value in row.items()
            }
            for row in rows
        ],
        language,
    )


def drawn(chart: Chart, data: Data) -> Figure:
    found = draw(chart, data)
    assert found is not None
    return found


def values(figure: Figure, series: int = 0) -> list[Any]:
    return [one["value"] for one in figure.option["series"][series]["data"]]


COUNTS = table({"who": "甲", "n": 3, "m": 1}, {"who": "乙", "n": 9, "m": 2}, {"who": "丙", "n": 3})


def test_bars_stand_with_the_longest_first_and_equals_as_in_the_table() -> None:
    figure = drawn(BAR, COUNTS)
    assert figure.option["yAxis"]["data"] == ["乙", "甲", "丙"]
    assert figure.option["yAxis"]["inverse"] is True  # the first is on top
    assert values(figure) == [9, 3, 3]


def test_an_order_that_means_something_is_kept() -> None:
    figure = drawn(Chart("bar", "who", ("n",), order="table"), COUNTS)
    assert figure.option["yAxis"]["data"] == ["甲", "乙", "丙"]


def test_several_numbers_are_bars_side_by_side_with_a_legend_and_patterns() -> None:
    figure = drawn(Chart("bar", "who", ("n", "m")), COUNTS)
    assert [one["name"] for one in figure.option["series"]] == ["条目数", "场景数"]
    assert values(figure, 1) == [2, 1, 0]  # what is missing is none
    assert figure.option["legend"]["data"] == ["条目数", "场景数"]
    assert figure.option["aria"]["decal"]["show"] is True
    assert all("stack" not in one for one in figure.option["series"])


def test_things_of_one_name_stay_apart() -> None:
    rows = [
        {"who": Value("毕业", f"urn:{key}"), "n": Value(str(n), str(n), n)}
        for key, n in (("a", 2), ("b", 5))
    ]
    figure = drawn(BAR, Data(HEADINGS, rows))
    assert figure.option["yAxis"]["data"] == ["毕业", "毕业"]
    assert values(figure) == [5, 2]


def test_rows_of_one_thing_add_up_and_counted_ones_count_once() -> None:
    data = table(
        {"who": "甲", "n": 1, "entry": "e1"},
        {"who": "甲", "n": 1, "entry": "e1"},
        {"who": "乙", "n": 1, "entry": "e1"},
        {"who": "甲", "n": 1, "entry": "e2"},
        {"n": 7, "entry": "e3"},
        entry="条目",
    )
    assert values(drawn(BAR, data)) == [3, 1]
    assert values(drawn(Chart("bar", "who", count="entry"), data)) == [2, 1]


def test_parts_are_stacked_in_the_order_they_come() -> None:
    data = table(
        {"who": "甲", "kind": "许可", "n": 60},
        {"who": "甲", "kind": "确认", "n": 40},
        {"who": "乙", "kind": "确认", "n": 100},
    )
    figure = drawn(Chart("stacked", "who", ("n",), "kind", order="table"), data)
    assert [one["name"] for one in figure.option["series"]] == ["许可", "确认"]
    assert {one["stack"] for one in figure.option["series"]} == {"all"}
    assert values(figure, 1) == [40, 100]
    assert figure.option["xAxis"]["max"] == 100  # shares end where the whole does
    assert figure.option["aria"]["decal"]["show"] is True


def test_more_than_can_be_read_is_cut_and_said() -> None:
    data = table(*({"who": f"部门{at}", "n": 100 - at} for at in range(MOST + 5)))
    figure = drawn(BAR, data)
    assert len(values(figure)) == MOST
    assert values(figure)[0] == 100
    assert f"只画前{MOST}个，全部见表。" in figure.description


def test_a_long_name_takes_the_lines_it_needs() -> None:
    short = drawn(BAR, table({"who": "甲", "n": 1}, {"who": "乙", "n": 2}))
    long = drawn(BAR, table({"who": "市住房公积金管理中心" * 3, "n": 1}, {"who": "乙", "n": 2}))
    assert long.option["yAxis"]["axisLabel"]["width"] == LABEL
    assert long.option["yAxis"]["axisLabel"]["overflow"] == "break"
    assert long.height > short.height


def test_a_line_goes_through_the_table_in_its_order() -> None:
    figure = drawn(Chart("line", "who", ("n",)), COUNTS)
    assert figure.option["xAxis"]["data"] == ["甲", "乙", "丙"]
    assert values(figure) == [3, 9, 3]


PAIRS = table(
    {"who": "甲", "other": "乙", "n": 3},
    {"who": "甲", "other": "丙", "n": 1},
    {"who": "乙", "other": "丁", "n": 2},
)


def test_heat_has_a_cell_for_every_number_in_its_blue_with_text_that_can_be_read() -> None:
    figure = drawn(Chart("heatmap", "who", ("n",), "other"), PAIRS)
    cells = figure.option["series"][0]["data"]
    assert [cell["value"] for cell in cells] == [[0, 0, 3], [0, 1, 1], [1, 2, 2]]
    assert [cell["itemStyle"]["color"] for cell in cells] == [HEAT[2], HEAT[0], HEAT[1]]
    for ground, text in zip(HEAT, HEAT_TEXT, strict=True):
        assert contrast(ground, text) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("value", "most", "step"), [
    (0, 9, 0), (1, 6, 1), (6, 6, 6), (3, 3, 3), (1, 60, 1), (10, 60, 1), (11, 60, 2), (60, 60, 6),
])  # fmt: skip
def test_a_blue_stands_for_a_sixth_of_the_largest(value: int, most: int, step: int) -> None:
    assert level(value, most) == step


def test_a_network_stands_on_a_circle_the_same_every_time() -> None:
    chart = Chart("network", "who", ("n",), "other")
    figure = drawn(chart, PAIRS)
    graph = figure.option["series"][0]
    assert graph["layout"] == "none"
    assert {one["say"] for one in graph["data"]} == {"甲", "乙", "丙", "丁"}
    assert {round(math.hypot(one["x"], one["y"])) for one in graph["data"]} == {200}
    assert len({(one["x"], one["y"]) for one in graph["data"]}) == 4
    names = {one["name"]: one["say"] for one in graph["data"]}
    joined = {frozenset((names[one["source"]], names[one["target"]])) for one in graph["links"]}
    assert joined == {frozenset("甲乙"), frozenset("甲丙"), frozenset("乙丁")}
    backwards = Data(PAIRS.headings, PAIRS.rows[::-1])
    assert drawn(chart, backwards).option["series"] == figure.option["series"]


def test_a_network_of_which_no_two_that_are_shown_are_joined_is_none() -> None:
    rows = [{"who": f"甲{n}", "other": f"乙{n}", "n": 1} for n in range(41)]
    assert draw(Chart("network", "who", ("n",), "other"), table(*rows)) is None


def test_parts_that_cancel_each_other_are_drawn_without_words_inside() -> None:
    data = table({"who": "甲", "kind": "子", "n": 1}, {"who": "甲", "kind": "丑", "n": -1})
    assert drawn(Chart("stacked", "who", ("n",), "kind"), data)


def test_those_with_much_in_common_stand_side_by_side() -> None:
    order = around("abcdef", {("a", "d"): 9, ("b", "e"): 9, ("c", "f"): 9})
    for one, other in ("ad", "be", "cf"):
        apart = abs(order.index(one) - order.index(other))
        assert min(apart, 6 - apart) == 1


def test_flows_go_from_left_to_right_though_a_name_stands_on_both_sides() -> None:
    data = table({"who": "甲", "other": "乙", "n": 3}, {"who": "乙", "other": "甲", "n": 1})
    flow = drawn(Chart("sankey", "who", ("n",), "other"), data).option["series"][0]
    assert {one["name"] for one in flow["data"]} == {"<甲", "<乙", ">甲", ">乙"}
    assert [(one["source"], one["target"], one["value"]) for one in flow["links"]] == [
        ("<甲", ">乙", 3),
        ("<乙", ">甲", 1),
    ]
    assert flow["layoutIterations"] == 0


@pytest.mark.parametrize("kind", ["bar", "stacked", "line", "heatmap", "network", "sankey"])
def test_every_chart_is_still_and_says_in_words_what_it_shows(kind: str) -> None:
    series = "" if kind in ("bar", "line") else "other"
    figure = drawn(Chart(kind, "who", ("n",), series), PAIRS)
    assert figure.option["animation"] is False
    assert figure.option["aria"]["label"]["description"] == figure.description
    assert figure.description.startswith(wording.KINDS[kind])
    assert "乙" in figure.description
    json.dumps(figure.data, allow_nan=False)


def test_the_words_of_a_chart_follow_the_language() -> None:
    rows = ({"who": "County A", "n": 3}, {"who": "County B", "n": 9})
    figure = drawn(BAR, table(*rows, language="en", who="Department", n="Entries"))
    assert figure.description == (
        "Bar chart: Entries, for each department. Largest: County B (9), County A (3)."
    )
    assert not re.search(r"[\u4e00-\u9fff]", json.dumps(figure.data, ensure_ascii=False))


def test_every_word_of_the_charts_has_an_english_translation() -> None:
    catalogue = translations("en")
    found = [*wording.KINDS.values()]
    found += [v for k, v in vars(wording).items() if k.isupper() and isinstance(v, str)]
    assert len(found) > 15
    assert [one for one in found if catalogue.gettext(one) == one] == []


@pytest.mark.parametrize("rows", [
    [], [{"who": "甲", "n": 3}], [{"who": "甲", "n": 0}, {"who": "乙", "n": 0}],
    [{"n": 3}, {"n": 4}],
])  # fmt: skip
def test_where_nothing_is_to_compare_there_is_no_picture(rows: list[dict[str, object]]) -> None:
    assert draw(BAR, table(*rows)) is None
