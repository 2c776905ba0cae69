"""N01 to N09: numbers, order, stages and scenarios of an edition, and its source rows."""

from pyoxigraph import Literal

from ontology.terms import LM, SKOS, XSD
from tests.shapes.source import without_source
from tests.shapes.specimen import (
    Graph,
    entry,
    found,
    row,
    scenario,
    stage,
    whole,
)


def test_a_gap_in_the_numbers_is_named_by_the_missing_number(graph: Graph) -> None:
    graph.change(entry(5), LM.number, whole(6))
    assert found(graph) == {("N01-gap", whole(5))}


def test_a_gap_of_several_numbers_is_one_result(graph: Graph) -> None:
    graph.change(entry(5), LM.number, whole(9))
    assert found(graph) == {("N01-gap", whole(8))}


def test_a_list_that_does_not_begin_with_one_has_a_gap(graph: Graph) -> None:
    graph.drop_thing(entry(1))
    graph.drop_thing(row(1))
    assert ("N01-gap", whole(1)) in found(graph)


def test_a_number_used_twice_is_found(graph: Graph) -> None:
    graph.change(entry(5), LM.number, whole(4))
    assert found(graph) == {("N02-duplicate", whole(4)), ("N09-numbers", whole(5))}


def test_numbers_out_of_document_order_are_found(graph: Graph) -> None:
    graph.change(entry(4), LM.number, whole(5))
    graph.change(entry(5), LM.number, whole(4))
    assert found(graph) == {("N03-order", entry(5))}


def test_an_entry_without_order_is_found(graph: Graph) -> None:
    graph.drop(entry(5), LM.order)
    assert found(graph) == {("N03-dense", entry(5))}


def test_two_entries_of_the_same_order_are_found(graph: Graph) -> None:
    graph.change(entry(5), LM.order, whole(4))
    assert found(graph) == {("N03-dense", entry(5))}


def test_a_leaf_without_leaf_order_is_found(graph: Graph) -> None:
    graph.drop(entry(5), LM.leafOrder)
    assert found(graph) == {("N04-dense", entry(5))}


def test_a_gap_in_the_leaf_order_is_found(graph: Graph) -> None:
    graph.change(entry(5), LM.leafOrder, whole(7))
    assert found(graph) == {("N04-dense", entry(5))}


def test_two_leaves_of_the_same_leaf_order_are_found(graph: Graph) -> None:
    graph.change(entry(5), LM.leafOrder, whole(5))
    assert found(graph) == {("N04-dense", entry(5))}


def test_a_scenario_code_of_another_stage_is_found(graph: Graph) -> None:
    graph.change(entry(2), LM.stageNumber, whole(2))
    assert found(graph) == {("N05-prefix", entry(2))}


def test_an_item_without_stage_number_is_found(graph: Graph) -> None:
    graph.drop(entry(2), LM.stageNumber)
    assert found(graph) == {("N05-form", entry(2))}


def test_a_scenario_code_that_is_a_decimal_is_found(graph: Graph) -> None:
    graph.change(entry(2), LM.scenarioCode, Literal("1.1", datatype=XSD.decimal))
    assert found(graph) == {("N05-form", entry(2))}


def test_a_missing_stage_number_is_warned_of(graph: Graph) -> None:
    for number in (4, 5):
        graph.change(entry(number), LM.stageNumber, whole(3))
        graph.change(entry(number), LM.scenarioCode, Literal("3.1"))
    assert found(graph) == {("N06-stage", whole(2))}


def test_a_missing_scenario_number_is_warned_of(graph: Graph) -> None:
    for number in (4, 5):
        graph.change(entry(number), LM.scenarioCode, Literal("2.3"))
    assert found(graph) == {("N06-scenario", Literal("2.2"))}


def test_scenario_ten_is_not_scenario_one(graph: Graph) -> None:
    for number in (4, 5):
        graph.change(entry(number), LM.scenarioCode, Literal("2.10"))
    assert found(graph) == {("N06-scenario", Literal("2.9"))}


def test_entries_of_a_scenario_that_are_parted_are_warned_of(graph: Graph) -> None:
    first, last = entry(2), entry(3)
    graph.change(first, LM.order, whole(3))
    graph.change(first, LM.number, whole(3))
    graph.change(last, LM.order, whole(2))
    graph.change(last, LM.number, whole(2))
    assert found(graph) == {("N07-scenario", scenario("1.1"))}


def test_scenarios_of_a_stage_that_are_parted_are_warned_of(graph: Graph) -> None:
    for item in (entry(3), entry(3, 1), entry(3, 2)):
        graph.change(item, LM.stage, stage("home"))
        graph.change(item, LM.stageNumber, whole(2))
        graph.change(item, LM.scenario, scenario("2.1"))
        graph.change(item, LM.scenarioCode, Literal("2.1"))
    graph.change(entry(4), LM.stage, stage("birth"))
    graph.change(entry(4), LM.stageNumber, whole(1))
    graph.change(entry(4), LM.scenario, scenario("1.2"))
    graph.change(entry(4), LM.scenarioCode, Literal("1.2"))
    without_source(graph)
    assert found(graph) == {
        ("N07-stage", stage("birth")),
        ("N07-stage", stage("home")),
        ("N07-scenario", scenario("2.1")),
    }


def test_an_item_whose_stage_is_not_that_of_its_scenario_is_found(graph: Graph) -> None:
    graph.change(entry(5), LM.stage, stage("birth"))
    assert {("N08-stage", entry(5))} <= found(graph)


def test_a_scenario_under_another_stage_is_found_with_each_of_its_items(graph: Graph) -> None:
    graph.change(scenario("2.1"), SKOS.broader, stage("birth"))
    graph.drop(stage("home"), SKOS.narrower)
    graph.add(stage("birth"), SKOS.narrower, scenario("2.1"))
    assert found(graph) == {("N08-stage", entry(4)), ("N08-stage", entry(5))}


def test_a_source_row_that_became_no_leaf_is_found(graph: Graph) -> None:
    graph.typed(row(7), LM.SourceRow)
    graph.add(row(7), LM.rawName, Literal("漏读"))
    assert found(graph) == {("N09-lost-row", row(7))}


def test_a_heading_row_is_no_lost_row(graph: Graph) -> None:
    graph.typed(row(7), LM.SourceRow)
    assert found(graph) == set()


def test_a_source_row_read_twice_is_found(graph: Graph) -> None:
    graph.add(entry(5), LM.sourceRow, row(5))
    assert found(graph) == {("N09-shared-row", row(5))}


def test_a_leaf_from_no_row_is_found(graph: Graph) -> None:
    graph.drop(entry(5), LM.sourceRow)
    graph.drop(row(6), LM.rawName)
    assert found(graph) == {("N09-rowless", entry(5))}


def test_without_the_source_layer_rows_are_not_counted(graph: Graph) -> None:
    without_source(graph)
    assert found(graph) == set()
