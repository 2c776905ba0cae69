"""V01 to V05: where values come from, each rule broken on its own; and what the rules find in the
real list and in lists of other habits, worked out by hand from their documents."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, LM, SKOS
from server.loading import bundled_checklist
from shapes.report import Term
from shapes.validation import validate
from tests.built import built, validated_with
from tests.conftest import SAMPLES
from tests.shapes.source import DOCUMENT, items_of, reprint, without_source
from tests.shapes.specimen import (
    EDITION,
    Graph,
    department,
    entry,
    found,
    row,
    scenario,
    whole,
    zh,
)

COLUMNS = ("stage", "scenario", "lead", "cooperating")
V01 = dict(zip(COLUMNS, ("V01-stage", "V01-scenario", "V01-lead", "V01-cooperating"), strict=True))
V02 = dict(zip(COLUMNS, ("V02-stage", "V02-scenario", "V02-lead", "V02-cooperating"), strict=True))
V03 = {"lead": "V03-lead", "cooperating": "V03-cooperating"}
V05 = dict(zip(COLUMNS, ("V05-stage", "V05-scenario", "V05-lead", "V05-cooperating"), strict=True))
STATED, MERGED, CARRIED, RESTATED, CORRECTED = (
    CODE[f"fill-method/{key}"]
    for key in ("stated", "merged", "carried-down", "restated", "corrected")
)
ITEMS = {entry(n) for n in range(1, 6)} | {entry(3, 1), entry(3, 2)}


def value_from(column: str) -> NamedNode:
    return LM[f"{column}ValueFrom"]


def fill(column: str) -> NamedNode:
    return LM[f"{column}Fill"]


def carry(graph: Graph, index: int, column: str, start: int, how: NamedNode = CARRIED) -> None:
    """Make a cell blank, and let its items take the value from the row `start`."""
    reprint(graph, index, column, "")
    for item in items_of(index):
        graph.add(item, value_from(column), row(start))
        graph.add(item, fill(column), how)


def untraced(graph: Graph) -> set[tuple[str, Term]]:
    """What the V family finds: where departments change, the rules on quality speak as well."""
    return {(name, thing) for name, thing in found(graph) if name.startswith("V")}


def sentence(graph: Graph) -> str:
    """The Chinese message of the one result of the V family."""
    (result,) = (r for r in validate(graph.triples).results if r.shape.startswith("V"))
    return result.messages["zh-hans"]


def led_by(graph: Graph, key: str, *items: NamedNode) -> None:
    for item in items:
        graph.change(item, LM.leadDepartment, department(key))


# V01


@pytest.mark.parametrize("item", [entry(2), entry(3), entry(3, 2)])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_value_from_nowhere_is_found(graph: Graph, column: str, item: NamedNode) -> None:
    graph.drop(item, value_from(column))
    assert found(graph) == {(V01[column], item)}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_value_got_nobody_says_how_is_found(graph: Graph, column: str) -> None:
    graph.change(entry(2), fill(column), CODE["confidence/high"])
    graph.drop(entry(3), fill(column))
    assert found(graph) == {(V01[column], entry(2)), (V01[column], entry(3))}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_value_from_two_rows_or_got_in_two_ways_is_found(graph: Graph, column: str) -> None:
    graph.add(entry(2), value_from(column), row(1), row(2))
    graph.add(entry(4), fill(column), STATED, CORRECTED)
    assert {(name, thing) for name, thing in found(graph) if name.startswith("V01")} == {
        (V01[column], entry(2)),
        (V01[column], entry(4)),
    }


def test_a_value_from_something_that_is_no_row_is_found(graph: Graph) -> None:
    graph.change(entry(2), LM.leadValueFrom, DOCUMENT)
    assert found(graph) == {("V01-lead", entry(2))}


def test_an_entry_without_any_or_one_of_the_rows_of_its_lines_is_found(graph: Graph) -> None:
    graph.drop(entry(3), LM.sourceRow, row(4))
    assert found(graph) == {("V01-row", entry(3))}
    graph.drop(entry(3), LM.sourceRow)
    assert found(graph) == {("V01-row", entry(3))}


def test_the_only_item_that_is_traced_shows_that_the_others_are_not(graph: Graph) -> None:
    sourced = [t for t in graph.triples if t.subject in ITEMS - {entry(2)}]
    for triple in sourced:
        if triple.predicate in {*map(value_from, COLUMNS), *map(fill, COLUMNS)}:
            del graph.triples[triple]
    assert found(graph) == {(V01[column], i) for column in COLUMNS for i in ITEMS - {entry(2)}}


def test_without_source_layer_nothing_is_said_of_it(graph: Graph) -> None:
    without_source(graph)
    assert found(graph) == set()


def test_a_blank_that_means_none_comes_from_nowhere(graph: Graph) -> None:
    graph.change(EDITION, LM.conventionBlankCooperating, Literal("none"))
    graph.drop(entry(2), LM.cooperatingDepartment)
    reprint(graph, 2, "cooperating", "")
    graph.drop(entry(3, 1), LM.cooperatingDepartment)
    reprint(graph, 3, "cooperating", "")
    reprint(graph, 4, "cooperating", "县公安局")
    assert found(graph) == set()
    graph.add(entry(2), LM.cooperatingValueFrom, row(2))
    graph.add(entry(2), LM.cooperatingFill, STATED)
    assert found(graph) == set()


def test_a_list_without_stages_has_no_stage_to_trace(graph: Graph) -> None:
    for item in ITEMS:
        graph.drop(item, LM.stage)
        graph.drop(item, LM.stageValueFrom)
        graph.drop(item, LM.stageFill)
    assert not {name for name, _ in found(graph) if name.startswith("V")}


# V02


@pytest.mark.parametrize(
    ("column", "item", "blank"),
    [
        ("stage", entry(2), 2),
        ("scenario", entry(2), 2),
        ("lead", entry(2), 2),
        ("cooperating", entry(3, 2), 4),
    ],
)
def test_a_value_from_a_blank_cell_is_found(
    graph: Graph, column: str, item: NamedNode, blank: int
) -> None:
    graph.change(item, value_from(column), row(blank))
    assert found(graph) == {(V02[column], item)}


@pytest.mark.parametrize(
    ("column", "item", "below", "text"),
    [
        ("stage", entry(1), 2, "1出生"),
        ("scenario", entry(1), 2, "1.1新生儿"),
        ("lead", entry(1), 2, "县卫健局"),
        ("lead", entry(3), 4, "县公安局"),
        ("cooperating", entry(2), 3, "县公安局"),
    ],
)
def test_a_value_from_a_row_below_is_found(
    graph: Graph, column: str, item: NamedNode, below: int, text: str
) -> None:
    reprint(graph, below, column, text)
    graph.change(item, value_from(column), row(below))
    assert found(graph) == {(V02[column], item)}


@pytest.mark.parametrize(
    ("column", "start", "items", "notes"),
    [
        ("stage", 1, {entry(4), entry(5)}, set()),
        ("lead", 3, {entry(4), entry(5)}, {("V03-lead", entry(4))}),
        ("cooperating", 3, {entry(4)}, {("V03-cooperating", entry(4))}),
    ],
)
def test_a_blank_filled_from_another_stage_is_found(
    graph: Graph, column: str, start: int, items: set[NamedNode], notes: set[tuple[str, NamedNode]]
) -> None:
    for item in items:
        graph.change(item, value_from(column), row(start))
        graph.change(item, fill(column), CARRIED)
    assert found(graph) == {(V02[column], item) for item in items} | notes


def test_a_merged_cell_holds_over_a_stage(graph: Graph) -> None:
    carry(graph, 5, "cooperating", 3, MERGED)
    assert found(graph) == set()


def test_a_cell_that_a_page_cuts_may_have_its_text_on_the_next(graph: Graph) -> None:
    carry(graph, 1, "lead", 2, MERGED)
    reprint(graph, 2, "lead", "县卫健局")
    assert found(graph) == {("V02-lead", entry(1))}
    graph.add(row(1), LM.page, whole(1))
    graph.add(row(2), LM.page, whole(2))
    assert found(graph) == set()
    graph.change(entry(1), LM.leadFill, CARRIED)
    assert found(graph) == {("V02-lead", entry(1))}


def test_a_leaf_of_two_rows_takes_its_values_from_either(graph: Graph) -> None:
    graph.typed(row(7), LM.SourceRow)
    graph.add(row(7), LM.rowIndex, whole(7))
    graph.add(row(7), LM.rawCooperating, Literal("市住房公积金管理中心昌乐分中心"))
    graph.change(entry(5), LM.cooperatingValueFrom, row(7))
    assert found(graph) == {("V02-cooperating", entry(5))}
    graph.add(entry(5), LM.sourceRow, row(7))
    assert found(graph) == set()


def test_a_row_that_stands_nowhere_is_found(graph: Graph) -> None:
    graph.drop(row(6), LM.rowIndex)
    assert found(graph) == {("V02-cooperating", entry(5))}


def test_what_a_person_corrected_may_come_from_a_blank_cell(graph: Graph) -> None:
    carry(graph, 6, "cooperating", 6, CORRECTED)
    assert found(graph) == set()


# V03


@pytest.mark.parametrize("column", ["lead", "cooperating"])
def test_a_block_of_blanks_over_a_border_is_noted_once(graph: Graph, column: str) -> None:
    led_by(graph, "police", entry(2))
    reprint(graph, 2, "lead", "县公安局")
    for index in (3, 4):
        carry(graph, index, column, 2)
    assert untraced(graph) == {(V03[column], entry(3, 1))}
    assert "场景 1.2 开头" in sentence(graph)
    assert "数据第 2 行的“县公安局”" in sentence(graph)


def test_a_cell_merged_over_a_border_says_so_itself(graph: Graph) -> None:
    carry(graph, 3, "cooperating", 2, MERGED)
    carry(graph, 4, "cooperating", 2, MERGED)
    assert found(graph) == set()


def test_each_border_that_a_block_crosses_is_noted(graph: Graph) -> None:
    for index in (3, 4):
        carry(graph, index, "cooperating", 2)
    graph.change(entry(3, 2), LM.scenario, scenario("1.1"))
    crossings = {thing for name, thing in found(graph) if name == "V03-cooperating"}
    assert crossings == {entry(3, 1), entry(3, 2)}


# V04

TELLINGS = [
    pytest.param("县 公\n安局\u200b", None, True, id="white space"),
    pytest.param("昌乐县公安局", "昌乐县公安局", True, id="alias"),
    pytest.param("县公安局（治安）", "县公安局(治安)", True, id="brackets"),
    pytest.param("县公安局(治安)", "县公安局【治安】", True, id="other brackets"),
    pytest.param("县⼈社局", "县人社局", True, id="a radical for a character"),
    pytest.param("县人社局", "县⼈社局", True, id="a radical in the register"),
    pytest.param("县ＣＤＣ", "县CDC", True, id="wide letters"),
    pytest.param("县cdc", "县CDC", True, id="case"),
    pytest.param("县公安局、", None, True, id="a separator too many"),
    pytest.param("县公安局、县公安局", None, True, id="twice the same"),
    pytest.param("县公安局、昌乐县公安局", "昌乐县公安局", True, id="two names of one"),
    pytest.param("县教育局", None, False, id="another"),
    pytest.param("县公安局、县教育局", None, False, id="one more"),
    pytest.param("县公安局，县教育局", None, False, id="another separator"),
    pytest.param("县公安局（治安）", "县公安局", False, id="brackets that add a word"),
    pytest.param("公安局", None, False, id="a part of the name"),
    pytest.param("县公安局一", None, False, id="a longer name"),
    pytest.param("县⼈社局", "县公安局二", False, id="a radical in another name"),
]


@pytest.mark.parametrize(("text", "alias", "right"), TELLINGS)
def test_a_cell_names_the_departments_of_its_line(
    graph: Graph, text: str, alias: str | None, right: bool
) -> None:
    reprint(graph, 2, "cooperating", text)
    if alias:
        graph.add(department("police"), SKOS.altLabel, zh(alias))
    wrong = {t for t in found(graph) if t[0].startswith("V")}
    assert wrong == (set() if right else {("V04-cooperating", entry(2))})


def test_a_hidden_label_is_a_name_as_well(graph: Graph) -> None:
    reprint(graph, 2, "cooperating", "县公an局")
    graph.add(department("police"), SKOS.hiddenLabel, zh("县公an局"))
    assert found(graph) == set()


def test_several_departments_stand_in_any_order(graph: Graph) -> None:
    graph.add(entry(2), LM.cooperatingDepartment, department("health"))
    reprint(graph, 2, "cooperating", "县公安局、县卫健局")
    assert untraced(graph) == set()
    reprint(graph, 2, "cooperating", "县卫健局、\n县公安局")
    assert untraced(graph) == set()
    reprint(graph, 2, "cooperating", "县卫健局")
    assert untraced(graph) == {("V04-cooperating", entry(2))}


def test_another_lead_than_the_cell_names_is_found_and_both_are_said(graph: Graph) -> None:
    led_by(graph, "fund", entry(4))
    assert untraced(graph) == {("V04-lead", entry(4))}
    assert "数据第 5 行写的是“县公安局”，条目所指的是“市住房公积金管理中心昌乐分中心”" in sentence(
        graph
    )


def test_a_carried_value_is_compared_with_the_cell_it_comes_from(graph: Graph) -> None:
    led_by(graph, "health", entry(5))
    assert untraced(graph) == {("V04-lead", entry(5))}


def test_what_a_person_corrected_differs_from_the_cell(graph: Graph) -> None:
    led_by(graph, "health", entry(4))
    graph.change(entry(4), LM.leadFill, CORRECTED)
    assert untraced(graph) == set()


@pytest.mark.parametrize(
    ("declared", "rules"),
    [
        ("carried", {"S04"}),
        ("none", {"V04-cooperating"}),
        (None, {"S04", "V04-cooperating"}),
    ],
)
def test_a_department_lost_is_found_where_a_blank_may_mean_none(
    graph: Graph, declared: str | None, rules: set[str]
) -> None:
    graph.drop(entry(2), LM.cooperatingDepartment)
    graph.drop(entry(2), LM.cooperatingValueFrom)
    graph.drop(entry(2), LM.cooperatingFill)
    graph.drop(EDITION, LM.conventionBlankCooperating)
    if declared:
        graph.add(EDITION, LM.conventionBlankCooperating, Literal(declared))
    assert found(graph) == {(rule, entry(2)) for rule in rules}


# V05


def again(graph: Graph) -> None:
    """Entry 3 goes on over a page break: its second line has number and name once more."""
    graph.add(row(4), LM.rawNumber, Literal("3"))
    graph.add(row(4), LM.rawName, Literal("学籍变动"))


def other_lead(graph: Graph) -> None:
    reprint(graph, 4, "lead", "县卫健局")
    led_by(graph, "health", entry(3, 2))
    graph.add(entry(3), LM.leadDepartment, department("health"))


def other_cooperating(graph: Graph) -> None:
    reprint(graph, 4, "cooperating", "县卫健局")
    for item in (entry(3, 2), entry(3)):
        graph.add(item, LM.cooperatingDepartment, department("health"))
    graph.drop(entry(3, 2), LM.cooperatingDepartment, department("police"))


RESTATEMENTS: list[tuple[str, Callable[[Graph], None]]] = [
    ("stage", lambda graph: reprint(graph, 4, "stage", "2置业")),
    ("scenario", lambda graph: reprint(graph, 4, "scenario", "1.3升学")),
    ("lead", other_lead),
    ("cooperating", other_cooperating),
]


@pytest.mark.parametrize(("column", "change"), RESTATEMENTS)
def test_what_is_repeated_over_a_page_break_must_be_the_same(
    graph: Graph, column: str, change: Callable[[Graph], None]
) -> None:
    again(graph)
    assert untraced(graph) == set()
    change(graph)
    assert untraced(graph) == {(V05[column], entry(3, 2))}


@pytest.mark.parametrize("change", [other_lead, other_cooperating])
def test_a_line_that_repeats_nothing_may_have_departments_of_its_own(
    graph: Graph, change: Callable[[Graph], None]
) -> None:
    change(graph)
    assert untraced(graph) == set()


@pytest.mark.parametrize(("column", "change"), RESTATEMENTS)
def test_in_a_table_that_is_filled_down_a_line_has_departments_of_its_own(
    graph: Graph, column: str, change: Callable[[Graph], None]
) -> None:
    again(graph)
    for index in range(1, 7):
        reprint(graph, index, "stage", "1出生" if index < 5 else "2置业")
    change(graph)
    filled = column in ("lead", "cooperating")
    assert untraced(graph) == (set() if filled else {(V05[column], entry(3, 2))})


@pytest.mark.parametrize("column", ["lead", "cooperating"])
def test_a_value_marked_as_restated_is_what_was_in_force(graph: Graph, column: str) -> None:
    reprint(graph, 5, column, "县公安局")
    graph.change(entry(4), fill(column), RESTATED)
    assert found(graph) == set()
    led_by(graph, "health", entry(4))
    graph.change(entry(4), LM.cooperatingDepartment, department("health"))
    reprint(graph, 5, "lead", "县卫健局")
    reprint(graph, 5, "cooperating", "县卫健局")
    graph.change(entry(4), fill(column), RESTATED)
    wrong = {name for name, _ in found(graph) if name.startswith("V05")}
    assert wrong == {V05[column]}


def test_a_restated_value_that_a_person_corrected_is_settled(graph: Graph) -> None:
    again(graph)
    other_lead(graph)
    graph.change(entry(3, 2), LM.leadFill, CORRECTED)
    assert untraced(graph) == set()


def test_the_message_names_what_was_in_force_and_what_is_printed(graph: Graph) -> None:
    again(graph)
    other_lead(graph)
    assert "数据第 4 行重复的“牵头部门”是“县卫健局”，前文为“县公安局”" in sentence(graph)


# the lists themselves


def traced(file: Path) -> set[tuple[str, str, str]]:
    """What the V rules find in the edition of a document: rule, item, English message."""
    build = built(file)
    results = validate(validated_with(build)).results
    return {
        (r.rule, str(r.thing.value).removeprefix(f"{build.iris.root}/entry/"), r.messages["en"])
        for r in results
        if r.shape.startswith("V") and isinstance(r.thing, NamedNode)
    }


def crossing(column: str, item: str, code: str, index: int, text: str) -> tuple[str, str, str]:
    """The note on a block of blanks that goes on into the scenario `code`."""
    spoken = {"lead": "lead department", "cooperating": "cooperating department"}[column]
    return (
        V03[column],
        item,
        f"Carried across a scenario border: the {spoken} cell at the start of scenario {code} is "
        f"blank and was read as “{text}” from data row {index} above, check it, and state it or "
        "merge the cells in the table",
    )


def test_the_real_list_is_traced_with_a_note_at_each_border_that_blanks_cross() -> None:
    """Of the 14 borders between scenarios of one stage, the lead cell is blank at the first line
    of six scenarios (2.2, 2.3, 4.4, 5.2, 6.2, 8.2), the cooperating cell at that of four."""
    assert traced(bundled_checklist()) == {
        crossing("lead", "12", "2.2", 7, "县教育和体育局"),
        crossing("lead", "14", "2.3", 7, "县教育和体育局"),
        crossing("lead", "50/1", "4.4", 55, "县人社局"),  # restated at the second half of 44
        crossing("lead", "55", "5.2", 71, "县自然资源和规划局"),
        crossing("lead", "76", "6.2", 94, "县公安局"),
        crossing("lead", "87/1", "8.2", 115, "县医保局"),
        crossing("cooperating", "14", "2.3", 12, "县教育和体育局"),
        crossing("cooperating", "50/1", "4.4", 59, "县人社局"),
        crossing("cooperating", "76", "6.2", 102, "县公安局"),
        crossing("cooperating", "87/1", "8.2", 117, "县医保局"),
    }


def test_a_list_where_blanks_mean_none_and_scenarios_state_their_leads_has_nothing() -> None:
    file = SAMPLES / "370998-personal-life-cycle" / "checklist.csv"
    assert traced(file) == set()


def test_a_table_with_merged_cells_one_of_them_over_two_columns_has_nothing() -> None:
    file = SAMPLES / "370999-enterprise-life-cycle" / "checklist.html"
    assert traced(file) == set()


def test_the_imaginary_list_carries_its_only_blanks_over_a_border_in_2_2() -> None:
    file = SAMPLES / "370999-personal-life-cycle" / "checklist.txt"
    assert traced(file) == {
        crossing("lead", "6", "2.2", 7, "县人社局"),
        crossing("cooperating", "6", "2.2", 7, "县人社局"),
    }
