"""What the saved queries answer to the printed table of Changle County, beyond the competency
questions (test_competency_questions.py): other choices, page breaks, values to confirm.

The expected values were read by eye from the table itself (checklist.txt). A printed lead holds
until the next printed lead, a printed cooperating department until the next printed one.
"""

from collections.abc import Callable

from tests.queries.asking import Row, column, pick
from tests.queries.printed import FUND

Ask = Callable[..., list[Row]]


# --- Cross-department ---------------------------------------------------------------------------


def test_a_department_named_second_in_a_cell_cooperates_too(ask: Ask) -> None:
    tax = ask("department-cooperates", department="县税务局")
    assert column(tax, "number") == [37, 53, 56, 70]
    health = ask("department-cooperates", department="县卫健局")
    assert column(health, "number") == [1, 2, 83, 85, 98, 104, 105]


def test_the_disabled_persons_federation_leads_four_entries_and_civil_affairs_joins_two(
    ask: Ask,
) -> None:
    rows = ask("department-leads", department="县残联")
    assert pick(rows, "number", "scenarioCode", "cooperating") == [
        (89, "9.1", "县残联"),
        (90, "9.1", "县残联"),
        (91, "9.1", "县民政局"),
        (92, "9.1", "县民政局"),
    ]


def test_the_type_other_administrative_power_is_not_the_type_other(ask: Ask) -> None:
    rows = ask("type-departments", matterType="其他行政权力")
    assert pick(rows, "departmentLabel", "leaves", "numbers") == [
        (FUND, 10, "60、64、65、102、111")
    ]


# --- Life course --------------------------------------------------------------------------------


def test_enrolment_has_five_entries_and_two_cooperating_departments(ask: Ask) -> None:
    rows = ask("scenario-matters", scenario="入学")
    names = ("number", "entryLabel", "typeLabel", "leadLabel", "cooperating")
    school = "县教育和体育局"
    assert pick(rows, *names) == [
        (7, "学前教育入学报名", "其他", school, school),
        (8, "义务教育入学报名", "其他", school, school),
        (9, "高中教育入学报名", "其他", school, school),
        (10, "高考录取查询", "其他", school, school),
        (11, "户口迁移（大中专学校招生迁移）", "行政确认", school, "县公安局"),
    ]
    assert column(rows, "subEntryLabel") == [None] * 5


def test_a_scenario_lists_sub_entries_of_mixed_types(ask: Ask) -> None:
    rows = ask("scenario-matters", scenario="人才引进")
    assert pick(rows, "number", "entryLabel", "subEntryLabel", "typeLabel", "cooperating") == [
        (35, "高层次人才服务", "“山东惠才卡”办理", "公共服务", "县人社局"),
        (35, "高层次人才服务", "“鸢都惠才卡”（办理人才服务保障凭证办理）", "其他", "县人社局"),
        (35, "高层次人才服务", "人才服务保障凭证办理（县级）", "其他", "县人社局"),
    ]


def test_renting_changes_its_lead_at_sixty(ask: Ask) -> None:
    rows = ask("scenario-matters", scenario="租赁住房")
    assert pick(rows, "number", "leadLabel", "cooperating") == [
        (58, "县房产发展促进中心", "县房产发展促进中心"),
        (59, "县房产发展促进中心", "县房产发展促进中心"),
        (60, FUND, FUND),
        (60, FUND, FUND),
    ]


def test_the_least_number_of_cooperating_departments_can_be_chosen(ask: Ask) -> None:
    assert column(ask("one-stop-candidates", minimum="4"), "scenarioCode") == ["1.1", "4.3"]
    assert len(ask("one-stop-candidates", minimum="1")) == 25


# --- Matters ------------------------------------------------------------------------------------


def test_a_matter_that_stands_once_occurs_in_one_scenario(ask: Ask) -> None:
    rows = ask("matter-scenarios", matter="居民和灵活就业人员社会保险费缴纳")
    assert pick(rows, "scenarioCode", "number", "leadLabel", "cooperating") == [
        ("4.3", 37, "县人社局", "县医保局、县税务局")
    ]


def test_a_name_is_compared_as_it_is_printed(ask: Ask) -> None:
    assert column(ask("name-contains", text="惠才卡"), "number") == [35, 35]
    assert ask("name-contains", text="社保") == []
    assert ask("name-contains", text='" } UNION { ?s ?p ?o') == []


def test_sub_entries_over_a_page_break_are_those_of_one_entry(ask: Ask) -> None:
    assert len(ask("entry-sub-entries", number="44")) == 6
    assert ask("entry-sub-entries", number="1") == []


# --- Quality ------------------------------------------------------------------------------------


def test_the_lead_of_twenty_stands_two_rows_above_and_its_cooperating_one(ask: Ask) -> None:
    rows = ask("entry-source", number="20")
    assert pick(rows, "row", "leadLabel", "leadRow", "leadFillLabel") == [
        (20, "县人社局", 18, "空白下延（按规则）")
    ]
    assert pick(rows, "cooperatingLabel", "cooperatingRow", "cooperatingFillLabel") == [
        ("县教育和体育局", 19, "空白下延（按规则）")
    ]


def test_a_page_break_restates_the_values_of_sixty_four(ask: Ask) -> None:
    rows = ask("entry-source", number="64")
    names = ("row", "leadRow", "leadFillLabel", "cooperatingRow", "cooperatingFillLabel")
    assert pick(rows, *names) == [
        (87, 87, "原文", 87, "原文"),
        (88, 87, "空白下延（按规则）", 87, "空白下延（按规则）"),
        (89, 87, "空白下延（按规则）", 87, "空白下延（按规则）"),
        (90, 90, "分页重复", 90, "分页重复"),
    ]


def test_two_departments_of_one_cell_come_from_one_row(ask: Ask) -> None:
    rows = ask("entry-source", number="37")
    names = ("row", "leadRow", "cooperatingLabel", "cooperatingRow", "cooperatingFillLabel")
    assert pick(rows, *names) == [
        (43, 41, "县医保局", 43, "原文"),
        (43, 41, "县税务局", 43, "原文"),
    ]


def test_two_entries_rest_on_the_carry_down_rule_alone(ask: Ask) -> None:
    rows = ask("values-to-confirm")
    assert pick(rows, "number", "leadLabel", "cooperating", "cooperatingRow") == [
        (20, "县人社局", "县教育和体育局", 19),
        (21, "县人社局", "县教育和体育局", 19),
    ]
