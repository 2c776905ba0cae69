"""Every saved query against the printed table of Changle County.

The expected values were read by eye from the table itself (checklist.txt). A printed lead holds
until the next printed lead, a printed cooperating department until the next printed one.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from server.saved.catalogue import saved_queries
from tests.queries.asking import Row, column, pick

Ask = Callable[..., list[Row]]

FUND = "市住房公积金管理中心昌乐分中心"

ENTRIES_AND_LEAVES = [
    ("1.1", "出生", 6, 6),
    ("2.1", "入学", 5, 5),
    ("2.2", "转学", 2, 2),
    ("2.3", "助学", 4, 4),
    ("2.4", "毕业", 8, 9),
    ("3.1", "退役", 6, 6),
    ("4.1", "职业资格", 3, 5),
    ("4.2", "人才引进", 1, 3),
    ("4.3", "社会保障", 14, 26),
    ("4.4", "失业", 2, 4),
    ("5.1", "购置新房", 3, 5),
    ("5.2", "购置二手房", 3, 4),
    ("5.3", "租赁住房", 3, 4),
    ("5.4", "建设农房", 3, 3),
    ("5.5", "公积金", 3, 7),
    ("6.1", "交通", 9, 13),
    ("6.2", "出入境", 3, 3),
    ("7.1", "婚育", 5, 5),
    ("8.1", "医疗服务", 3, 7),
    ("8.2", "就医结算", 2, 7),
    ("9.1", "残疾人救助", 4, 6),
    ("9.2", "困难人员救助", 5, 8),
    ("10.1", "养老", 7, 8),
    ("11.1", "后事", 4, 4),
    ("11.2", "继承", 4, 7),
]

LEAD_ALSO_COOPERATES = {
    "1.1": 2,
    "2.1": 4,
    "2.2": 2,
    "2.3": 4,
    "2.4": 3,
    "3.1": 5,
    "4.1": 3,
    "4.2": 1,
    "4.3": 8,
    "4.4": 2,
    "5.1": 1,
    "5.2": 1,
    "5.3": 3,
    "5.4": 1,
    "5.5": 3,
    "6.1": 8,
    "6.2": 3,
    "7.1": 4,
    "8.1": 2,
    "8.2": 1,
    "9.1": 2,
    "9.2": 4,
    "10.1": 4,
    "11.1": 2,
    "11.2": 2,
}


def test_every_query_is_asked_here() -> None:
    asked = Path(__file__).read_text("utf-8")
    assert [name for name in saved_queries() if f'ask("{name}"' not in asked] == []


# --- Cross-department ---------------------------------------------------------------------------


def test_the_public_security_bureau_cooperates_on_eighteen_entries_in_five_stages(ask: Ask) -> None:
    rows = ask("department-cooperates", department="县公安局")
    assert column(rows, "number") == [
        3, 6, 11, 25, 27, 67, 68, 69, 71, 72, 73, 74, 75, 76, 77, 78, 105, 108,
    ]  # fmt: skip
    assert pick(rows, "stageLabel", "scenarioCode", "leadLabel")[:5] == [
        ("出生", "1.1", "县卫健局"),
        ("出生", "1.1", "县卫健局"),
        ("教育", "2.1", "县教育和体育局"),
        ("教育", "2.4", "县人社局"),
        ("退役", "3.1", "县退役军人事务局"),
    ]
    assert pick(rows, "entryLabel", "leadLabel")[-1] == ("户口注销（死亡注销）", "县民政局")


def test_a_department_named_second_in_a_cell_cooperates_too(ask: Ask) -> None:
    tax = ask("department-cooperates", department="县税务局")
    assert column(tax, "number") == [37, 53, 56, 70]
    health = ask("department-cooperates", department="县卫健局")
    assert column(health, "number") == [1, 2, 83, 85, 98, 104, 105]


@pytest.mark.parametrize(
    ("department", "numbers"),
    [
        ("县卫健局", [*range(1, 7)]),
        ("县教育和体育局", [*range(7, 18)]),
        ("县人社局", [*range(18, 26), *range(35, 52), *range(98, 105), *range(109, 113)]),
        ("县退役军人事务局", [*range(26, 32)]),
        ("县审批服务局", [32, 33, 34]),
        ("县自然资源和规划局", [*range(52, 58), 61, 62, 63]),
        ("县房产发展促进中心", [58, 59]),
        (FUND, [60, 64, 65, 66]),
        ("县公安局", [*range(67, 79)]),
        ("县民政局", [*range(79, 84), *range(93, 98), *range(105, 109)]),
        ("县医保局", [*range(84, 89)]),
        ("县残联", [89, 90, 91, 92]),
    ],
)
def test_each_department_leads_the_entries_under_its_printed_name(
    ask: Ask, department: str, numbers: list[int]
) -> None:
    assert column(ask("department-leads", department=department), "number") == numbers


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


def test_departments_lead_and_cooperate_on_so_many_entries(ask: Ask) -> None:
    rows = ask("department-counts")
    assert pick(rows, "departmentLabel", "leads", "cooperates", "both") == [
        ("县人社局", 36, 23, 20),
        ("县民政局", 14, 12, 10),
        ("县公安局", 12, 18, 11),
        ("县教育和体育局", 11, 14, 10),
        ("县自然资源和规划局", 9, 4, 3),
        ("县卫健局", 6, 7, 2),
        ("县退役军人事务局", 6, 5, 5),
        ("县医保局", 5, 9, 3),
        (FUND, 4, 7, 4),
        ("县残联", 4, 2, 2),
        ("县审批服务局", 3, 4, 3),
        ("县房产发展促进中心", 2, 4, 2),
        ("县税务局", 0, 4, 0),
        ("县农业农村局", 0, 1, 0),
    ]


def test_two_departments_never_lead(ask: Ask) -> None:
    rows = ask("departments-never-lead")
    assert pick(rows, "departmentLabel", "entries", "scenarios", "numbers") == [
        ("县税务局", 4, 4, "37、53、56、70"),
        ("县农业农村局", 1, 1, "61"),
    ]


def test_the_municipal_centre_cooperates_on_seven_entries(ask: Ask) -> None:
    rows = ask("municipal-body-cooperates")
    assert pick(rows, "departmentLabel", "number", "leadLabel") == [
        (FUND, 44, "县人社局"),
        (FUND, 60, FUND),
        (FUND, 64, FUND),
        (FUND, 65, FUND),
        (FUND, 66, FUND),
        (FUND, 102, "县人社局"),
        (FUND, 111, "县人社局"),
    ]


def test_three_of_them_are_led_by_a_county_department(ask: Ask) -> None:
    rows = ask("municipal-cooperates-county-leads")
    assert pick(rows, "scenarioCode", "number", "leadLabel") == [
        ("4.3", 44, "县人社局"),
        ("10.1", 102, "县人社局"),
        ("11.2", 111, "县人社局"),
    ]


def test_two_entries_have_two_cooperating_departments(ask: Ask) -> None:
    rows = ask("several-cooperating")
    assert pick(rows, "number", "leadLabel", "departmentCount", "cooperating") == [
        (37, "县人社局", 2, "县医保局、县税务局"),
        (105, "县民政局", 2, "县公安局、县卫健局"),
    ]


def test_in_thirty_seven_entries_the_lead_is_not_among_the_cooperating(ask: Ask) -> None:
    rows = ask("lead-not-cooperating")
    assert column(rows, "number") == [
        3, 4, 5, 6, 11, 19, 20, 21, 24, 25, 27, 37, 40, 41, 42, 43, 44, 52, 53, 55, 56, 61, 62, 70,
        83, 85, 88, 91, 92, 97, 98, 102, 104, 105, 108, 111, 112,
    ]  # fmt: skip
    assert pick(rows, "leadLabel", "cooperating")[-1] == ("县人社局", "县自然资源和规划局")


def test_every_lead_cooperates_somewhere_in_its_scenario(ask: Ask) -> None:
    assert ask("scenario-lead-not-cooperating") == []


def test_only_renting_has_two_leads(ask: Ask) -> None:
    rows = ask("scenarios-with-several-leads")
    assert pick(rows, "scenarioCode", "scenarioLabel", "leadLabel", "entries", "numbers") == [
        ("5.3", "租赁住房", "县房产发展促进中心", 2, "58、59"),
        ("5.3", "租赁住房", FUND, 1, "60"),
    ]


def test_leads_work_with_twenty_three_other_departments_in_pairs(ask: Ask) -> None:
    rows = ask("lead-cooperation-network")
    found = {(row["leadLabel"], row["departmentLabel"]): row["entries"] for row in rows}
    assert len(rows) == 23
    assert found == {
        ("县卫健局", "县公安局"): 2,
        ("县卫健局", "县医保局"): 1,
        ("县卫健局", "县人社局"): 1,
        ("县教育和体育局", "县公安局"): 1,
        ("县人社局", "县教育和体育局"): 4,
        ("县人社局", "县公安局"): 1,
        ("县人社局", "县医保局"): 5,
        ("县人社局", "县税务局"): 1,
        ("县人社局", FUND): 3,
        ("县人社局", "县卫健局"): 2,
        ("县人社局", "县自然资源和规划局"): 1,
        ("县退役军人事务局", "县公安局"): 1,
        ("县自然资源和规划局", "县房产发展促进中心"): 2,
        ("县自然资源和规划局", "县税务局"): 2,
        ("县自然资源和规划局", "县农业农村局"): 1,
        ("县自然资源和规划局", "县审批服务局"): 1,
        ("县公安局", "县税务局"): 1,
        ("县民政局", "县卫健局"): 2,
        ("县民政局", "县人社局"): 1,
        ("县民政局", "县公安局"): 2,
        ("县医保局", "县卫健局"): 1,
        ("县医保局", "县人社局"): 1,
        ("县残联", "县民政局"): 2,
    }


def test_some_departments_share_two_or_three_scenarios(ask: Ask) -> None:
    rows = ask("departments-in-same-scenario")
    pairs = {
        frozenset((row["departmentLabel"], row["otherLabel"])): row["scenarioNames"] for row in rows
    }
    assert len(rows) == len(pairs) == 29
    assert {pair: names for pair, names in pairs.items() if "、" in str(names)} == {
        frozenset(("县人社局", "县医保局")): "1.1出生、4.3社会保障、8.2就医结算",
        frozenset(("县人社局", FUND)): "4.3社会保障、10.1养老、11.2继承",
        frozenset(("县人社局", "县公安局")): "1.1出生、2.4毕业",
        frozenset(("县人社局", "县卫健局")): "1.1出生、10.1养老",
        frozenset(("县医保局", "县卫健局")): "1.1出生、8.1医疗服务",
        frozenset(("县卫健局", "县公安局")): "1.1出生、11.1后事",
        frozenset(("县教育和体育局", "县公安局")): "2.1入学、2.4毕业",
        frozenset(("县民政局", "县卫健局")): "7.1婚育、11.1后事",
        frozenset(("县税务局", "县房产发展促进中心")): "5.1购置新房、5.2购置二手房",
        frozenset(("县自然资源和规划局", "县房产发展促进中心")): "5.1购置新房、5.2购置二手房",
        frozenset(("县自然资源和规划局", "县税务局")): "5.1购置新房、5.2购置二手房",
    }
    assert column(rows, "scenarios")[:3] == [3, 3, 2]


def test_the_public_security_bureau_leads_licences_and_joins_confirmations(ask: Ask) -> None:
    rows = ask("department-by-type")
    mine = [row for row in rows if row["departmentLabel"] == "县公安局"]
    assert pick(mine, "typeLabel", "leads", "cooperates") == [
        ("行政许可", 11, 11),
        ("行政确认", 0, 6),
        ("其他", 5, 4),
        ("公共服务", 0, 1),
    ]
    assert sum(int(str(row["leads"])) for row in rows) == 161
    assert sum(int(str(row["cooperates"])) for row in rows) == 163


def test_eleven_departments_cooperate_on_matters_of_the_type_other(ask: Ask) -> None:
    rows = ask("type-departments", matterType="其他")
    assert {row["departmentLabel"]: (row["leaves"], row["numbers"]) for row in rows} == {
        "县教育和体育局": (8, "7、8、9、10、17、19、20、21"),
        "县公安局": (4, "72、73、74、75"),
        "县税务局": (4, "37、53、56、70"),
        "县人社局": (3, "23、35"),
        "县医保局": (2, "37、43"),
        "县房产发展促进中心": (2, "52、55"),
        "县民政局": (2, "106、107"),
        "县退役军人事务局": (1, "26"),
        "县农业农村局": (1, "61"),
        "县自然资源和规划局": (1, "63"),
        FUND: (1, "66"),
    }
    assert column(rows, "leaves") == [8, 4, 4, 3, 2, 2, 2, 1, 1, 1, 1]
    assert pick(rows, "departmentLabel", "entries")[3] == ("县人社局", 2)


def test_the_type_other_administrative_power_is_not_the_type_other(ask: Ask) -> None:
    rows = ask("type-departments", matterType="其他行政权力")
    assert pick(rows, "departmentLabel", "leaves", "numbers") == [
        (FUND, 10, "60、64、65、102、111")
    ]


def test_entries_with_another_cooperating_department_than_the_lead(ask: Ask) -> None:
    rows = ask("cooperation-beyond-lead")
    beyond = {row["scenarioCode"]: row["beyondLead"] for row in rows}
    assert beyond == {
        code: entries - LEAD_ALSO_COOPERATES[code] for code, _, entries, _ in ENTRIES_AND_LEAVES
    }
    assert pick(rows, "scenarioCode", "entries", "beyondLead", "share")[0] == (
        "1.1",
        6,
        4,
        Decimal("66.7"),
    )


def test_share_of_entries_whose_lead_is_listed_as_cooperating(ask: Ask) -> None:
    rows = ask("lead-also-cooperates")
    assert pick(rows, "scenarioCode", "both") == [*LEAD_ALSO_COOPERATES.items()]
    assert column(rows, "share")[:5] == [
        Decimal("33.3"),
        Decimal(80),
        Decimal(100),
        Decimal(100),
        Decimal("37.5"),
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


def test_scenarios_have_so_many_entries_and_specific_items(ask: Ask) -> None:
    rows = ask("scenario-counts")
    assert pick(rows, "scenarioCode", "scenarioLabel", "entries", "leaves") == ENTRIES_AND_LEAVES
    assert sum(entries for _, _, entries, _ in ENTRIES_AND_LEAVES) == 112
    assert sum(leaves for _, _, _, leaves in ENTRIES_AND_LEAVES) == 161


def test_types_have_so_large_a_share_of_a_stage(ask: Ask) -> None:
    rows = ask("matter-types-by-stage")
    found = pick(rows, "stageLabel", "typeLabel", "leaves", "share")
    assert found[:2] == [
        ("出生", "公共服务", 4, Decimal("66.7")),
        ("出生", "行政确认", 2, Decimal("33.3")),
    ]
    assert [one[1:] for one in found if one[0] == "出行"] == [
        ("行政许可", 11, Decimal("68.8")),
        ("其他", 5, Decimal("31.3")),
    ]
    assert [one[1:] for one in found if one[0] == "就医"] == [("公共服务", 14, Decimal(100))]
    assert [one[1:] for one in found if one[0] == "养老"] == [
        ("公共服务", 5, Decimal("62.5")),
        ("行政确认", 2, Decimal(25)),
        ("其他行政权力", 1, Decimal("12.5")),
    ]
    assert sum(int(str(row["leaves"])) for row in rows) == 161


def test_the_human_resources_bureau_spans_seven_stages(ask: Ask) -> None:
    rows = ask("departments-across-stages")
    names = ("departmentLabel", "stages", "leadStages", "cooperatingStages", "stageNames")
    assert pick(rows, *names)[0] == (
        "县人社局",
        7,
        4,
        7,
        "出生、教育、工作、就医、救助、养老、身后",
    )
    assert {row["departmentLabel"]: row["stages"] for row in rows} == {
        "县人社局": 7,
        "县公安局": 5,
        "县卫健局": 5,
        FUND: 4,
        "县医保局": 3,
        "县税务局": 3,
        "县民政局": 3,
        "县审批服务局": 2,
        "县自然资源和规划局": 2,
        "县教育和体育局": 1,
        "县退役军人事务局": 1,
        "县房产发展促进中心": 1,
        "县农业农村局": 1,
        "县残联": 1,
    }


def test_each_stage_involves_so_many_departments(ask: Ask) -> None:
    rows = ask("departments-per-stage")
    assert pick(rows, "stageLabel", "departmentCount") == [
        ("出生", 4),
        ("教育", 3),
        ("退役", 2),
        ("工作", 5),
        ("置业", 6),
        ("出行", 2),
        ("婚育", 2),
        ("就医", 3),
        ("救助", 3),
        ("养老", 3),
        ("身后", 6),
    ]
    assert rows[0]["departments"] == "县人社局、县公安局、县医保局、县卫健局"


def test_each_scenario_involves_so_many_departments(ask: Ask) -> None:
    rows = ask("departments-per-scenario")
    assert column(rows, "scenarioCode") == [code for code, *_ in ENTRIES_AND_LEAVES]
    assert column(rows, "departmentCount") == [
        4, 2, 1, 1, 3, 2, 1, 1, 4, 1, 3, 3, 2, 3, 1, 2, 1, 2, 2, 2, 2, 2, 3, 3, 3,
    ]  # fmt: skip
    assert rows[1]["departments"] == "县公安局、县教育和体育局"


def test_nine_scenarios_have_three_or_more_cooperating_departments(ask: Ask) -> None:
    rows = ask("one-stop-candidates")
    assert pick(rows, "scenarioCode", "departmentCount") == [
        ("1.1", 4),
        ("4.3", 4),
        ("2.4", 3),
        ("5.1", 3),
        ("5.2", 3),
        ("5.4", 3),
        ("10.1", 3),
        ("11.1", 3),
        ("11.2", 3),
    ]
    assert rows[1]["cooperating"] == f"县人社局、县医保局、县税务局、{FUND}"
    assert rows[1]["entries"] == 14


def test_the_least_number_of_cooperating_departments_can_be_chosen(ask: Ask) -> None:
    assert column(ask("one-stop-candidates", minimum="4"), "scenarioCode") == ["1.1", "4.3"]
    assert len(ask("one-stop-candidates", minimum="1")) == 25


def test_seven_scenarios_involve_one_department_only(ask: Ask) -> None:
    rows = ask("single-department-scenarios")
    assert pick(rows, "scenarioCode", "departmentLabel", "entries") == [
        ("2.2", "县教育和体育局", 2),
        ("2.3", "县教育和体育局", 4),
        ("4.1", "县审批服务局", 3),
        ("4.2", "县人社局", 1),
        ("4.4", "县人社局", 2),
        ("5.5", FUND, 3),
        ("6.2", "县公安局", 3),
    ]


# --- Matters ------------------------------------------------------------------------------------


def test_the_withdrawal_of_provident_fund_occurs_in_four_scenarios(ask: Ask) -> None:
    rows = ask("matter-scenarios", matter="职工申请提取住房公积金的核准")
    assert pick(rows, "stageLabel", "scenarioCode", "number", "leadLabel", "cooperating") == [
        ("置业", "5.3", 60, FUND, FUND),
        ("置业", "5.5", 64, FUND, FUND),
        ("养老", "10.1", 102, "县人社局", FUND),
        ("身后", "11.2", 111, "县人社局", FUND),
    ]


def test_a_matter_that_stands_once_occurs_in_one_scenario(ask: Ask) -> None:
    rows = ask("matter-scenarios", matter="居民和灵活就业人员社会保险费缴纳")
    assert pick(rows, "scenarioCode", "number", "leadLabel", "cooperating") == [
        ("4.3", 37, "县人社局", "县医保局、县税务局")
    ]


def test_seventeen_specific_items_are_licences(ask: Ask) -> None:
    rows = ask("matters-of-type", matterType="行政许可")
    assert column(rows, "number") == [
        32, 32, 33, 34, 34, 62, 67, 68, 69, 69, 69, 69, 69, 71, 76, 77, 78,
    ]  # fmt: skip
    assert pick(rows, "number", "leadLabel", "cooperating")[5] == (
        62,
        "县自然资源和规划局",
        "县审批服务局",
    )
    assert column(rows, "subEntryLabel")[8] == "机动车登记-注册登记"


def test_provident_fund_stands_in_seven_names_and_sixteen_sub_names(ask: Ask) -> None:
    rows = ask("name-contains", text="公积金")
    entries = [row for row in rows if row["subEntry"] is None]
    subs = [row for row in rows if row["subEntry"] is not None]
    assert column(entries, "number") == [44, 60, 64, 65, 66, 102, 111]
    assert column(subs, "number") == [
        44, 44, 44, 44, 44, 44, 60, 60, 64, 64, 64, 64, 65, 65, 66, 102,
    ]  # fmt: skip
    assert pick(rows, "number", "subEntryLabel")[:2] == [
        (44, None),
        (44, "住房公积金个人账户信息变更"),
    ]


def test_a_name_is_compared_as_it_is_printed(ask: Ask) -> None:
    assert column(ask("name-contains", text="惠才卡"), "number") == [35, 35]
    assert ask("name-contains", text="社保") == []
    assert ask("name-contains", text='" } UNION { ?s ?p ?o') == []


def test_number_sixty_four_has_four_sub_entries_over_a_page_break(ask: Ask) -> None:
    rows = ask("entry-sub-entries", number="64")
    assert pick(rows, "position", "subEntryLabel", "typeLabel") == [
        (1, "购买自住住房提取住房公积金", "其他行政权力"),
        (2, "偿还购房贷款本息提取住房公积金", "其他行政权力"),
        (3, "大修自住住房提取住房公积金", "其他行政权力"),
        (4, "建造、翻建自住住房提取住房公积金", "其他行政权力"),
    ]
    assert len(ask("entry-sub-entries", number="44")) == 6
    assert ask("entry-sub-entries", number="1") == []


def test_six_matters_recur(ask: Ask) -> None:
    rows = ask("recurring-matters")
    names = ("matterLabel", "scenarios", "stages", "scenarioNames", "numbers")
    assert pick(rows, *names) == [
        (
            "职工申请提取住房公积金的核准",
            4,
            3,
            "5.3租赁住房、5.5公积金、10.1养老、11.2继承",
            "60、64、102、111",
        ),
        ("不动产登记", 3, 2, "5.1购置新房、5.2购置二手房、11.2继承", "54、57、112"),
        ("户口登记", 2, 2, "1.1出生、3.1退役", "3、27"),
        ("社会保险登记", 2, 2, "4.3社会保障、10.1养老", "36、103"),
        ("养老保险待遇核定支付", 2, 2, "10.1养老、11.2继承", "101、110"),
        ("户口迁移", 2, 1, "2.1入学、2.4毕业", "11、25"),
    ]


def test_four_matters_have_different_leads(ask: Ask) -> None:
    rows = ask("matters-with-different-leads")
    assert {(row["matterLabel"], row["number"], row["leadLabel"]) for row in rows} == {
        ("职工申请提取住房公积金的核准", 60, FUND),
        ("职工申请提取住房公积金的核准", 64, FUND),
        ("职工申请提取住房公积金的核准", 102, "县人社局"),
        ("职工申请提取住房公积金的核准", 111, "县人社局"),
        ("不动产登记", 54, "县自然资源和规划局"),
        ("不动产登记", 57, "县自然资源和规划局"),
        ("不动产登记", 112, "县人社局"),
        ("户口登记", 3, "县卫健局"),
        ("户口登记", 27, "县退役军人事务局"),
        ("户口迁移", 11, "县教育和体育局"),
        ("户口迁移", 25, "县人社局"),
    }
    assert len(rows) == 11


def test_powers_and_services_and_neither(ask: Ask) -> None:
    rows = ask("powers-and-services")
    assert pick(rows, "groupLabel", "leaves", "share") == [
        ("公共服务", 72, Decimal("44.7")),
        ("行政权力", 61, Decimal("37.9")),
        ("其他", 28, Decimal("17.4")),
    ]


# --- Quality ------------------------------------------------------------------------------------


def test_one_matter_has_mixed_types(ask: Ask) -> None:
    rows = ask("matters-with-mixed-types")
    assert pick(rows, "matterLabel", "number", "subEntryLabel", "typeLabel") == [
        ("高层次人才服务", 35, "“山东惠才卡”办理", "公共服务"),
        ("高层次人才服务", 35, "“鸢都惠才卡”（办理人才服务保障凭证办理）", "其他"),
        ("高层次人才服务", 35, "人才服务保障凭证办理（县级）", "其他"),
    ]


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


def test_values_printed_restated_and_carried_down(ask: Ask) -> None:
    rows = ask("fill-methods")
    assert pick(rows, "roleLabel", "fillLabel", "leaves") == [
        ("牵头部门", "原文", 19),
        ("牵头部门", "分页重复", 3),
        ("牵头部门", "空白下延（按规则）", 139),
        ("协同部门", "原文", 59),
        ("协同部门", "分页重复", 3),
        ("协同部门", "空白下延（按规则）", 99),
    ]


def test_two_entries_rest_on_the_carry_down_rule_alone(ask: Ask) -> None:
    rows = ask("values-to-confirm")
    assert pick(rows, "number", "leadLabel", "cooperating", "cooperatingRow") == [
        (20, "县人社局", "县教育和体育局", 19),
        (21, "县人社局", "县教育和体育局", 19),
    ]
