"""Lists without stages, numbers or cooperating departments: no query loses a row of them.

The lists are those of the made-up third county; the answers were worked out from its printed lines
(tests/server/third_list.py).
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from server.saved.catalogue import SavedQuery, option_templates, saved_queries
from tests.queries.asking import Row, column, pick, select
from tests.queries.asking import ask as ask_of
from tests.server.third_county import store_of_the_county
from tests.server.third_list import ENTERPRISE, PERSONAL, REGION

QUERIES = {name: query for name, query in saved_queries().items() if not query.is_graph}
TABLES = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
Ask = Callable[..., list[Row]]


@pytest.fixture(scope="module")
def third(base: str) -> Store:
    return store_of_the_county(base)


def checklist(base: str, key: str) -> str:
    return f"{base}id/{REGION}/checklist/{key}"


@pytest.fixture
def people(third: Store, base: str) -> Ask:
    """The list without stages, whose numbers start again in each scenario."""
    return lambda name, **chosen: ask_of(third, name, checklist(base, PERSONAL), **chosen)


@pytest.fixture
def firms(third: Store, base: str) -> Ask:
    """The list with stages and without numbers."""
    return lambda name, **chosen: ask_of(third, name, checklist(base, ENTERPRISE), **chosen)


@TABLES
def test_a_thing_is_never_shown_without_its_label(query: SavedQuery, third: Store) -> None:
    solutions = third.query(query.source)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        for name in names:
            if isinstance(solution[name], NamedNode):
                assert solution[f"{name}Label"] is not None


def test_a_line_on_which_nobody_cooperates_stands_in_its_scenario(people: Ask) -> None:
    rows = people("scenario-matters", scenario="出生")
    assert pick(rows, "number", "entryLabel", "leadLabel", "cooperating") == [
        (1, "出生医学证明办理", "县卫生健康局", ""),
        (2, "户口登记", "县公安局", "县公安局"),
        (2, "户口登记", "县卫生健康局", "县公安局"),
    ]


def test_an_entry_without_a_number_stands_in_its_scenario(firms: Ask) -> None:
    rows = firms("scenario-matters", scenario="企业开办")
    assert pick(rows, "number", "entryLabel", "cooperating") == [
        (None, "企业设立登记", "县税务局"),
        (None, "公章刻制备案", "县公安局"),
    ]


def test_what_a_department_leads_is_found_without_stage_and_number(people: Ask, firms: Ask) -> None:
    rows = people("department-leads", department="县教育局")
    assert pick(rows, "stageLabel", "scenarioCode", "number", "entryLabel", "cooperating") == [
        (None, "2", 1, "户口登记", ""),
        (None, "2", 2, "入学登记", "县公安局"),
    ]
    rows = firms("department-leads", department="县行政审批局")
    assert pick(rows, "stageLabel", "number", "entryLabel") == [
        ("开办", None, "企业设立登记"),
        ("开办", None, "公章刻制备案"),
        ("注销", None, "企业注销登记"),
    ]


def test_what_a_department_cooperates_on_is_found_without_stage_and_number(
    people: Ask, firms: Ask
) -> None:
    rows = people("department-cooperates", department="县公安局")
    assert pick(rows, "stageLabel", "number", "entryLabel", "leadLabel") == [
        (None, 2, "户口登记", "县公安局"),
        (None, 2, "户口登记", "县卫生健康局"),
        (None, 2, "入学登记", "县教育局"),
    ]
    rows = firms("department-cooperates", department="县税务局")
    assert pick(rows, "number", "entryLabel") == [(None, "企业设立登记"), (None, "企业注销登记")]


def test_scenarios_are_counted_without_stages_and_in_their_order(people: Ask) -> None:
    rows = people("scenario-counts")
    assert pick(rows, "stageLabel", "scenarioCode", "scenarioLabel", "entries", "leaves") == [
        (None, "1", "出生", 2, 2),
        (None, "2", "入学", 2, 3),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "cooperation-beyond-lead",
        "lead-also-cooperates",
        "departments-per-scenario",
        "scenario-counts",
    ],
)
def test_a_query_by_scenario_has_every_scenario_of_both_lists(
    people: Ask, firms: Ask, name: str
) -> None:
    assert column(people(name), "scenarioCode") == ["1", "2"]
    assert column(firms(name), "scenarioCode") == ["1.1", "2.1"]


def test_what_is_asked_by_stage_has_one_row_without_a_stage(people: Ask) -> None:
    assert pick(people("departments-per-stage"), "stage", "departmentCount") == [(None, 3)]
    rows = people("departments-across-stages")
    assert pick(rows, "departmentLabel", "stages", "leadStages", "stageNames") == [
        ("县公安局", 0, 0, ""),
        ("县卫生健康局", 0, 0, ""),
        ("县教育局", 0, 0, ""),
    ]
    rows = people("matter-types-by-stage")
    assert pick(rows, "stage", "typeLabel", "leaves", "share") == [
        (None, "便民服务", 2, Decimal(40)),
        (None, "公共服务", 2, Decimal(40)),
        (None, "行政确认", 1, Decimal(20)),
    ]


def test_what_is_asked_by_stage_is_counted_stage_by_stage_where_there_are_some(
    firms: Ask,
) -> None:
    rows = firms("departments-across-stages")
    assert pick(rows, "departmentLabel", "stages", "leadStages", "cooperatingStages") == [
        ("县行政审批局", 2, 2, 0),
        ("县税务局", 2, 0, 2),
        ("县公安局", 1, 0, 1),
    ]
    rows = firms("matter-types-by-stage")
    assert pick(rows, "stageLabel", "typeLabel", "leaves", "share") == [
        ("开办", "公共服务", 1, Decimal(50)),
        ("开办", "行政许可", 1, Decimal(50)),
        ("注销", "行政许可", 1, Decimal(100)),
    ]


def test_a_lead_is_not_among_the_cooperating_where_nobody_cooperates(people: Ask) -> None:
    rows = people("lead-not-cooperating")
    assert pick(rows, "scenarioCode", "number", "leadLabel", "cooperating") == [
        ("1", 1, "县卫生健康局", ""),
        ("1", 2, "县卫生健康局", "县公安局"),
        ("2", 1, "县教育局", ""),
        ("2", 2, "县教育局", "县公安局"),
    ]


def test_numbers_that_start_again_carry_the_code_of_their_scenario(people: Ask) -> None:
    rows = people("type-departments", matterType="便民服务")
    assert pick(rows, "departmentLabel", "leaves", "numbers") == [("县公安局", 1, "2-2")]
    rows = people("recurring-matters")
    assert pick(rows, "matterLabel", "scenarios", "stages", "numbers") == [
        ("户口登记", 2, 0, "1-2、2-1")
    ]


def test_entries_without_a_number_are_called_by_their_names(firms: Ask) -> None:
    rows = firms("departments-never-lead")
    assert pick(rows, "departmentLabel", "entries", "numbers") == [
        ("县税务局", 2, "企业设立登记、企业注销登记"),
        ("县公安局", 1, "公章刻制备案"),
    ]


def test_joint_leads_are_several_leads_of_their_scenario(people: Ask) -> None:
    rows = people("scenarios-with-several-leads")
    assert pick(rows, "scenarioLabel", "leadLabel", "entries", "numbers") == [
        ("出生", "县公安局", 1, "2"),
        ("出生", "县卫生健康局", 2, "1、2"),
    ]


def test_a_matter_is_found_in_its_scenarios_without_stages(people: Ask) -> None:
    rows = people("matter-scenarios", matter="户口登记")
    assert pick(rows, "stageLabel", "scenarioLabel", "number", "leadLabel", "cooperating") == [
        (None, "出生", 2, "县公安局", "县公安局"),
        (None, "出生", 2, "县卫生健康局", "县公安局"),
        (None, "入学", 1, "县教育局", ""),
    ]


def test_a_local_type_can_be_asked_for(people: Ask) -> None:
    rows = people("matters-of-type", matterType="便民服务")
    assert pick(rows, "entryLabel", "subEntryLabel", "cooperating") == [
        ("入学登记", "小学入学", "县公安局"),
        ("入学登记", "初中入学", ""),
    ]


def test_a_name_is_found_whatever_the_line_lacks(people: Ask, firms: Ask) -> None:
    rows = people("name-contains", text="入学")
    assert pick(rows, "subEntryLabel", "cooperating") == [
        (None, "县公安局"),
        ("小学入学", "县公安局"),
        ("初中入学", ""),
    ]
    assert pick(firms("name-contains", text="公章"), "number", "entryLabel") == [
        (None, "公章刻制备案")
    ]


def test_the_source_of_every_line_is_there_without_a_number(people: Ask, firms: Ask) -> None:
    rows = people("entry-source")
    names = ("number", "entryLabel", "row", "leadRow", "leadFillLabel", "cooperatingRow")
    assert pick(rows, *names) == [
        (1, "出生医学证明办理", 1, 1, "原文", None),
        (2, "户口登记", 2, 2, "原文", 2),
        (2, "户口登记", 2, 2, "原文", 2),
        (1, "户口登记", 3, 3, "原文", None),
        (2, "入学登记", 4, 3, "文件中的合并单元格", 4),
        (2, "入学登记", 5, 3, "文件中的合并单元格", None),
    ]
    assert column(firms("entry-source"), "row") == [1, 2, 3]


def test_a_number_finds_the_entries_that_have_it_and_no_other(people: Ask, firms: Ask) -> None:
    assert column(people("entry-source", number="1"), "row") == [1, 3]
    assert firms("entry-source", number="1") == []
    rows = people("entry-sub-entries", number="2")
    assert pick(rows, "entryLabel", "position", "subEntryLabel") == [
        ("入学登记", 1, "小学入学"),
        ("入学登记", 2, "初中入学"),
    ]
    assert people("entry-sub-entries", number="1") == []
    assert len(people("entry-sub-entries")) == 2


def test_how_values_were_taken_counts_merged_cells(people: Ask) -> None:
    rows = people("fill-methods")
    assert pick(rows, "roleLabel", "fillLabel", "leaves") == [
        ("牵头部门", "原文", 3),
        ("牵头部门", "文件中的合并单元格", 2),
        ("协同部门", "原文", 2),
    ]


def test_an_edition_without_numbers_is_compared_by_the_names_of_its_entries(firms: Ask) -> None:
    rows = firms("compare-editions")
    names = ("matterLabel", "scenarioLabel", "numbersBefore", "leadBefore", "numbers", "lead")
    approval = "县行政审批局"
    assert pick(rows, *names) == [
        ("企业注销登记", "企业注销", "", "", "企业注销登记", approval),
        ("企业设立与公章备案", "企业开办", "企业设立与公章备案", approval, "", ""),
        ("企业设立登记", "企业开办", "", "", "企业设立登记", approval),
        ("公章刻制备案", "企业开办", "", "", "公章刻制备案", approval),
    ]


def test_one_edition_is_compared_with_none(people: Ask) -> None:
    assert people("compare-editions") == []


def test_stated_handling_is_a_role_beside_joint_leads(people: Ask) -> None:
    rows = people("matter-participants", matter="户口登记")
    assert pick(rows, "scenarioCode", "number", "roleLabel", "departmentLabel") == [
        ("1", 2, "牵头部门", "县公安局"),
        ("1", 2, "牵头部门", "县卫生健康局"),
        ("1", 2, "协同部门", "县公安局"),
        ("2", 1, "牵头部门", "县教育局"),
        ("2", 1, "办理（清单写明）", "县公安局"),
    ]


def test_a_list_without_stages_has_no_national_life_stage(people: Ask, firms: Ask) -> None:
    names = ("lifeStage", "match", "stageNames", "entries", "leaves")
    assert pick(people("national-life-stages"), *names) == [(None, None, "", 4, 5)]
    assert pick(firms("national-life-stages"), *names) == [(None, None, "开办、注销", 3, 3)]


def test_one_of_three_matters_has_a_shared_concept(people: Ask) -> None:
    names = ("matters", "linked", "share", "matched")
    assert pick(people("concept-coverage"), *names) == [(3, 1, Decimal("33.3"), 0)]


@pytest.mark.parametrize(
    ("name", "key", "labels"),
    [
        ("scenarios", PERSONAL, ["出生", "入学"]),
        ("stages", PERSONAL, []),
        ("matters", PERSONAL, ["出生医学证明办理", "户口登记", "入学登记"]),
        ("scenarios", ENTERPRISE, ["企业开办", "企业注销"]),
        ("stages", ENTERPRISE, ["开办", "注销"]),
        ("matters", ENTERPRISE, ["企业设立登记", "公章刻制备案", "企业注销登记"]),
        ("matter-types", PERSONAL, ["公共服务", "便民服务", "行政确认"]),
    ],
)
def test_the_choices_of_a_form_are_in_the_order_of_the_list(
    third: Store, base: str, name: str, key: str, labels: list[str]
) -> None:
    chosen = {"checklist": [NamedNode(checklist(base, key))]}
    assert column(select(third, option_templates()[name].bind(chosen)), "label") == labels


def test_a_department_is_offered_for_what_it_is_stated_to_handle_as_well(
    third: Store, base: str
) -> None:
    chosen = {"checklist": [NamedNode(checklist(base, PERSONAL))]}
    rows = select(third, option_templates()["departments"].bind(chosen))
    assert pick(rows, "label", "count") == [("县公安局", 3), ("县卫生健康局", 2), ("县教育局", 2)]
