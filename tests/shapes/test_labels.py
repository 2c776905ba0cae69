"""L01 to L04: the labels of everything that has one."""

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, DCT, LM, SKOS
from tests.shapes.specimen import (
    CHECKLIST,
    COUNTY,
    EDITION,
    Graph,
    department,
    en,
    entry,
    found,
    matter,
    scenario,
    stage,
    sub_item,
    zh,
)

LABELLED = (
    matter("birth"),
    sub_item(1),
    department("police"),
    stage("birth"),
    scenario("1.1"),
    COUNTY,
    CODE["matter-type/other"],
)


@pytest.mark.parametrize("thing", LABELLED, ids=lambda thing: thing.value.split("/")[-2])
def test_a_thing_without_chinese_label_is_found(graph: Graph, thing: NamedNode) -> None:
    graph.change(thing, SKOS.prefLabel, en("English only"))
    others = {("D02", thing)} if "department" in thing.value else set()
    assert found(graph) == {("L01-name", thing)} | others


@pytest.mark.parametrize("thing", LABELLED, ids=lambda thing: thing.value.split("/")[-2])
def test_a_thing_without_english_label_is_warned_of(graph: Graph, thing: NamedNode) -> None:
    if thing == department("police"):
        graph.add(thing, SKOS.altLabel, zh("县公安局"))  # as the table calls it
    graph.change(thing, SKOS.prefLabel, zh("只有中文"))
    assert found(graph) == {("L02-name", thing)}


def test_a_thing_with_two_labels_in_a_language_is_found(graph: Graph) -> None:
    graph.add(matter("birth"), SKOS.prefLabel, en("Another name"))
    assert found(graph) == {("L01-name", matter("birth"))}


@pytest.mark.parametrize("thing", [CHECKLIST, EDITION])
def test_a_dataset_without_chinese_title_is_found(graph: Graph, thing: NamedNode) -> None:
    graph.change(thing, DCT.title, en("English only"))
    assert found(graph) == {("L01-title", thing)}


@pytest.mark.parametrize("thing", [CHECKLIST, EDITION])
def test_a_dataset_without_english_title_is_warned_of(graph: Graph, thing: NamedNode) -> None:
    graph.change(thing, DCT.title, zh("只有中文"))
    assert found(graph) == {("L02-title", thing)}


@pytest.mark.parametrize("tag", ["zh", "zh-cn", "zh-hant", "fr"])
def test_a_label_with_another_tag_is_found(graph: Graph, tag: str) -> None:
    graph.add(matter("birth"), SKOS.prefLabel, Literal("出生", language=tag))
    assert found(graph) == {("L03-name", matter("birth"))}


def test_a_label_without_tag_is_found(graph: Graph) -> None:
    graph.add(stage("birth"), SKOS.prefLabel, Literal("出生"))
    assert found(graph) == {("L03-name", stage("birth"))}


@pytest.mark.parametrize(
    ("predicate", "rule"),
    [
        (SKOS.altLabel, "L03-alias"),
        (SKOS.hiddenLabel, "L03-hidden"),
        (DCT.title, "L03-title"),
        (DCT.description, "L03-description"),
    ],
)
def test_every_kind_of_text_needs_its_tag(graph: Graph, predicate: NamedNode, rule: str) -> None:
    thing = scenario("1.1")
    graph.add(thing, predicate, Literal("没有标记", language="zh-cn"))
    assert found(graph) == {(rule, thing)}


@pytest.mark.parametrize(
    "name",
    ["户口登记(出生)", "户口登记[出生]", "户口登记、", "，户口登记", "户口登记。", " 户口登记"],
)
def test_a_name_with_half_width_brackets_or_stray_marks_is_warned_of(
    graph: Graph, name: str
) -> None:
    graph.change(matter("household"), SKOS.prefLabel, zh(name), en("Household"))
    assert found(graph) == {("L04-name", matter("household"))}


@pytest.mark.parametrize(
    "name",
    [
        "“鸢都惠才卡”（办理人才服务保障凭证办理）",
        "中华人民共和国残疾人证新办、换领、补发",
        "税",
        "ETC办理",
        "《出生医学证明》",
    ],
)
def test_a_name_with_full_width_marks_is_right(graph: Graph, name: str) -> None:
    graph.change(matter("household"), SKOS.prefLabel, zh(name), en("Household (registration)."))
    assert found(graph) == set()


def test_a_printed_name_with_half_width_brackets_is_warned_of(graph: Graph) -> None:
    graph.change(entry(2), LM.statedName, zh("户口登记(出生)"))
    assert found(graph) == {("L04-stated-name", entry(2))}
