"""What a query linked, as a picture of arrows."""

from server.charts.links import MOST, Link, directed
from server.charts.look import Figure

NAMES = {"l": "县民政局", "a": "县公安局", "b": "县卫健局"}
LINKS = [Link("l", "a", "协同部门"), Link("l", "b", "协同部门"), Link("l", "l", "协同部门")]


def drawn(names: dict[str, str], links: list[Link], language: str = "zh") -> Figure:
    figure = directed(names, links, language)
    assert figure is not None
    return figure


def test_arrows_lead_from_subject_to_object_and_say_by_what() -> None:
    figure = drawn(NAMES, LINKS)
    (series,) = figure.option["series"]
    called = {node["name"]: node["say"] for node in series["data"]}
    arrows = {(called[one["source"]], called[one["target"]]) for one in series["links"]}
    assert arrows == {("县民政局", "县公安局"), ("县民政局", "县卫健局")}
    assert series["edgeSymbol"] == ["none", "arrow"]
    assert {one["label"]["formatter"] for one in series["links"]} == {"协同部门"}
    assert figure.description == "关系图：3个事物，2条联系。"
    assert drawn(NAMES, LINKS, "en").description == "Network: 3 things, 2 links."


def test_many_arrows_are_not_named_and_the_most_linked_things_are_drawn() -> None:
    names = {"hub": "中心"} | {f"n{at}": f"事物{at}" for at in range(100)}
    links = [Link("hub", f"n{at}", "指向") for at in range(100)]
    figure = drawn(names, links)
    (series,) = figure.option["series"]
    assert len(series["data"]) == MOST and "中心" in [node["say"] for node in series["data"]]
    assert not any("label" in one for one in series["links"])
    assert figure.description.endswith("只画前40个，全部见表。")


def test_turned_names_have_room_above_and_below() -> None:
    long = "市住房公积金管理中心昌乐分中心"
    names = {f"n{at}": long for at in range(20)}
    figure = drawn(names, [Link(f"n{at}", f"n{(at + 1) % 20}", "指向") for at in range(20)])
    (series,) = figure.option["series"]
    assert min(series["top"], series["bottom"]) >= 13 * len(long)
    assert figure.height >= 400 + series["top"] + series["bottom"]


def test_where_nothing_leads_to_another_there_is_no_picture() -> None:
    assert directed(NAMES, [Link("l", "l", "协同部门")], "zh") is None
    assert directed({}, [], "zh") is None
