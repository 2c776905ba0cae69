"""The 38 competency questions, each answered by a saved query over the published real list.

The expected answers were worked out by hand from the printed table (checklist.txt), where a printed
lead holds until the next printed lead and a printed cooperating department until the next printed
one. queries/README.md says which query answers which question; the last tests here compare the two.
What a query answers besides stands in test_answers.py.
"""

import inspect
import re
from collections.abc import Callable
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from loader.participation import participations
from loader.statements import in_graph
from ontology.terms import PREFIXES as TERMS
from ontology.terms import SKOS
from server.saved.catalogue import saved_queries
from tests.queries.asking import CHANGLE, Row, column, pick, select
from tests.queries.asking import ask as ask_of
from tests.queries.printed import (
    BY_POLICE,
    FAILED,
    FAILED_ENTRIES,
    FUND,
    LEAD_NOT_COOPERATING,
    LED,
    LICENCES,
    NETWORK,
    SCENARIOS,
)

Ask = Callable[..., list[Row]]
PREFIXES = " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in TERMS.items())

HEALTH, POLICE, INSURANCE = "县卫健局", "县公安局", "县医保局"
LABOUR, SCHOOL, VETERANS = "县人社局", "县教育和体育局", "县退役军人事务局"
APPROVAL, TAX, HOUSING = "县审批服务局", "县税务局", "县房产发展促进中心"
LAND, FARMING, CIVIL, DISABLED = "县自然资源和规划局", "县农业农村局", "县民政局", "县残联"

# --- Who leads, who cooperates ------------------------------------------------------------------


def test_question_01(ask: Ask) -> None:
    """县公安局在各阶段协同哪些事项？"""
    rows = ask("department-cooperates", department=POLICE)
    assert column(rows, "number") == BY_POLICE
    assert pick(rows, "stageLabel", "entryLabel", "leadLabel") == [
        ("出生", "户口登记（出生登记）", HEALTH),
        ("出生", "居民身份证签发", HEALTH),
        ("教育", "户口迁移（大中专学校招生迁移）", SCHOOL),
        ("教育", "户口迁移（大中专毕业生就业、回原籍迁移）", LABOUR),
        ("退役", "户口登记（退出现役落户）", VETERANS),
        ("出行", "电动自行车登记挂牌", POLICE),
        ("出行", "机动车驾驶证核发", POLICE),
        (
            "出行",
            "机动车登记（注册登记、变更登记、转移登记、抵押登记、注销登记）",
            POLICE,
        ),
        ("出行", "核发机动车检验合格标志", POLICE),
        ("出行", "机动车行驶证补发、换发", POLICE),
        ("出行", "机动车号牌补发、换发", POLICE),
        ("出行", "交通违法处理", POLICE),
        ("出行", "交通罚款缴纳", POLICE),
        ("出行", "普通护照签发", POLICE),
        (
            "出行",
            "内地居民往来港澳通行证和签注签发（须在指定地点办理的赴香港或澳门签注除外）",
            POLICE,
        ),
        ("出行", "大陆居民往来台湾通行证和签注签发（须在指定地点办理的赴台湾签注除外）", POLICE),
        ("身后", "死亡医学证明办理", CIVIL),
        ("身后", "户口注销（死亡注销）", CIVIL),
    ]


@pytest.mark.parametrize(("department", "numbers"), LED.items())
def test_question_02(ask: Ask, department: str, numbers: list[int]) -> None:
    """某部门牵头哪些事项？"""
    assert column(ask("department-leads", department=department), "number") == numbers


def test_question_03(ask: Ask) -> None:
    """“出生”场景有哪些事项、各由谁牵头协同？"""
    rows = ask("scenario-matters", scenario="出生")
    assert pick(rows, "number", "entryLabel", "typeLabel", "leadLabel", "cooperating") == [
        (1, "出生医学证明办理", "公共服务", HEALTH, HEALTH),
        (2, "预防接种证办理", "公共服务", HEALTH, HEALTH),
        (3, "户口登记（出生登记）", "行政确认", HEALTH, POLICE),
        (4, "城乡居民基本医疗保险参保登记", "公共服务", HEALTH, INSURANCE),
        (5, "社会保障卡服务（社会保障卡申领）", "公共服务", HEALTH, LABOUR),
        (6, "居民身份证签发", "行政确认", HEALTH, POLICE),
    ]
    assert column(rows, "subEntryLabel") == [None] * 6


def test_question_04(ask: Ask) -> None:
    """某事项出现在哪些场景？"""
    rows = ask("matter-scenarios", matter="职工申请提取住房公积金的核准")
    assert pick(rows, "stageLabel", "scenarioCode", "number", "leadLabel", "cooperating") == [
        ("置业", "5.3", 60, FUND, FUND),
        ("置业", "5.5", 64, FUND, FUND),
        ("养老", "10.1", 102, LABOUR, FUND),
        ("身后", "11.2", 111, LABOUR, FUND),
    ]


def test_question_05(ask: Ask) -> None:
    """各场景事项数与末级条目数？"""
    rows = ask("scenario-counts")
    assert pick(rows, "scenarioCode", "scenarioLabel", "entries", "leaves") == SCENARIOS
    assert sum(entries for _, _, entries, _ in SCENARIOS) == 112
    assert sum(leaves for _, _, _, leaves in SCENARIOS) == 161


def test_question_06(ask: Ask) -> None:
    """全部行政许可事项及协同部门？"""
    rows = ask("matters-of-type", matterType="行政许可")
    assert column(rows, "number") == LICENCES
    assert column(rows, "cooperating") == [APPROVAL] * 6 + [POLICE] * 11
    assert pick(rows, "entryLabel", "subEntryLabel") == [
        ("教师资格认定", "幼儿园、小学和初级中学教师资格认定"),
        (
            "教师资格认定",
            "高级中学教师、中等职业学校教师资格和中等职业学校实习教师资格认定",
        ),
        ("医师执业注册", None),
        ("护士执业注册", "县级执业登记和备案的医疗卫生机构护士执业注册"),
        ("护士执业注册", "市级执业登记的医疗卫生机构护士执业注册"),
        ("乡村建设规划许可证", None),
        ("电动自行车登记挂牌", None),
        ("机动车驾驶证核发", None),
        *(
            (
                "机动车登记（注册登记、变更登记、转移登记、抵押登记、注销登记）",
                f"机动车登记-{kind}登记",
            )
            for kind in ("注册", "变更", "转移", "抵押", "注销")
        ),
        ("核发机动车检验合格标志", None),
        ("普通护照签发", None),
        (
            "内地居民往来港澳通行证和签注签发（须在指定地点办理的赴香港或澳门签注除外）",
            None,
        ),
        ("大陆居民往来台湾通行证和签注签发（须在指定地点办理的赴台湾签注除外）", None),
    ]


def test_question_07(ask: Ask) -> None:
    """名称含“公积金”的条目？"""
    rows = ask("name-contains", text="公积金")
    withdrawal = "职工申请提取住房公积金的核准"
    enquiry = "个人住房公积金缴存贷款等信息查询"
    entries = [row for row in rows if row["subEntry"] is None]
    assert pick(entries, "number", "entryLabel") == [
        (44, "住房公积金缴存"),
        (60, withdrawal),
        (64, withdrawal),
        (65, "缴存住房公积金的职工申请住房公积金贷款核准"),
        (66, enquiry),
        (102, withdrawal),
        (111, f"{withdrawal}（死亡或被宣告死亡提取住房公积金）"),
    ]
    subs = [row for row in rows if row["subEntry"] is not None]
    assert pick(subs, "number", "subEntryLabel") == [
        (44, "住房公积金个人账户信息变更"),
        (44, "住房公积金个人账户封存、启封"),
        (44, "住房公积金异地转移"),
        (44, "住房公积金同城转移"),
        (44, "开具职工住房公积金缴存证明"),
        (44, "出具贷款职工住房公积金缴存使用证明"),
        (60, "租赁公共租赁住房提取住房公积金"),
        (60, "租赁自住住房提取住房公积金"),
        (64, "购买自住住房提取住房公积金"),
        (64, "偿还购房贷款本息提取住房公积金"),
        (64, "大修自住住房提取住房公积金"),
        (64, "建造、翻建自住住房提取住房公积金"),
        (65, "购买新建自住住房公积金贷款"),
        (65, "购买再交易自住住房公积金贷款"),
        (66, enquiry),
        (102, "离休、退休提取住房公积金"),
    ]
    assert len(rows) == 7 + 16


def test_question_08(ask: Ask) -> None:
    """第64项含哪些细分事项？"""
    rows = ask("entry-sub-entries", number="64")
    assert pick(rows, "position", "subEntryLabel", "typeLabel") == [
        (1, "购买自住住房提取住房公积金", "其他行政权力"),
        (2, "偿还购房贷款本息提取住房公积金", "其他行政权力"),
        (3, "大修自住住房提取住房公积金", "其他行政权力"),
        (4, "建造、翻建自住住房提取住房公积金", "其他行政权力"),
    ]


def test_question_09(ask: Ask) -> None:
    """各部门牵头数与协同数？"""
    rows = ask("department-counts")
    assert pick(rows, "departmentLabel", "leads", "cooperates", "both") == [
        (LABOUR, 36, 23, 20),
        (CIVIL, 14, 12, 10),
        (POLICE, 12, 18, 11),
        (SCHOOL, 11, 14, 10),
        (LAND, 9, 4, 3),
        (HEALTH, 6, 7, 2),
        (VETERANS, 6, 5, 5),
        (INSURANCE, 5, 9, 3),
        (FUND, 4, 7, 4),
        (DISABLED, 4, 2, 2),
        (APPROVAL, 3, 4, 3),
        (HOUSING, 2, 4, 2),
        (TAX, 0, 4, 0),
        (FARMING, 0, 1, 0),
    ]


def test_question_10(ask: Ask) -> None:
    """只协同不牵头的部门？"""
    rows = ask("departments-never-lead")
    assert pick(rows, "departmentLabel", "entries", "scenarios", "numbers") == [
        (TAX, 4, 4, "37、53、56、70"),
        (FARMING, 1, 1, "61"),
    ]


def test_question_11(ask: Ask) -> None:
    """市级机构协同哪些事项？"""
    rows = ask("municipal-body-cooperates")
    assert pick(rows, "departmentLabel", "number", "leadLabel") == [
        (FUND, 44, LABOUR),
        (FUND, 60, FUND),
        (FUND, 64, FUND),
        (FUND, 65, FUND),
        (FUND, 66, FUND),
        (FUND, 102, LABOUR),
        (FUND, 111, LABOUR),
    ]


def test_question_12(ask: Ask) -> None:
    """市级机构协同而由县级部门牵头的？"""
    rows = ask("municipal-cooperates-county-leads")
    assert pick(rows, "scenarioCode", "number", "leadLabel") == [
        ("4.3", 44, LABOUR),
        ("10.1", 102, LABOUR),
        ("11.2", 111, LABOUR),
    ]


def test_question_13(ask: Ask) -> None:
    """多部门协同的条目？"""
    rows = ask("several-cooperating")
    assert pick(rows, "number", "leadLabel", "departmentCount", "cooperating") == [
        (37, LABOUR, 2, f"{INSURANCE}、{TAX}"),
        (105, CIVIL, 2, f"{POLICE}、{HEALTH}"),
    ]


def test_question_14(ask: Ask) -> None:
    """牵头部门未列入协同部门的条目？"""
    rows = ask("lead-not-cooperating")
    assert column(rows, "number") == LEAD_NOT_COOPERATING
    assert pick(rows, "number", "leadLabel", "cooperating")[-3:] == [
        (108, CIVIL, POLICE),
        (111, LABOUR, FUND),
        (112, LABOUR, LAND),
    ]


def test_question_15(ask: Ask) -> None:
    """牵头部门不在协同部门之列的场景？（本清单没有）"""
    assert ask("scenario-lead-not-cooperating") == []


# --- Scenarios and the departments in them ------------------------------------------------------


def test_question_16(ask: Ask) -> None:
    """有多个牵头部门的场景？"""
    rows = ask("scenarios-with-several-leads")
    assert pick(rows, "scenarioCode", "scenarioLabel", "leadLabel", "entries", "numbers") == [
        ("5.3", "租赁住房", HOUSING, 2, "58、59"),
        ("5.3", "租赁住房", FUND, 1, "60"),
    ]


def test_question_17(ask: Ask) -> None:
    """“一件事”集成候选（协同部门>=3）？"""
    rows = ask("one-stop-candidates")
    assert pick(rows, "scenarioCode", "departmentCount", "entries") == [
        ("1.1", 4, 6),
        ("4.3", 4, 14),
        ("2.4", 3, 8),
        ("5.1", 3, 3),
        ("5.2", 3, 3),
        ("5.4", 3, 3),
        ("10.1", 3, 7),
        ("11.1", 3, 4),
        ("11.2", 3, 4),
    ]
    departments = {row["scenarioCode"]: set(str(row["cooperating"]).split("、")) for row in rows}
    assert departments == {
        "1.1": {HEALTH, POLICE, INSURANCE, LABOUR},
        "4.3": {LABOUR, INSURANCE, TAX, FUND},
        "2.4": {LABOUR, SCHOOL, POLICE},
        "5.1": {HOUSING, TAX, LAND},
        "5.2": {HOUSING, TAX, LAND},
        "5.4": {FARMING, APPROVAL, LAND},
        "10.1": {HEALTH, LABOUR, FUND},
        "11.1": {POLICE, HEALTH, CIVIL},
        "11.2": {LABOUR, FUND, LAND},
    }


def test_question_18(ask: Ask) -> None:
    """单部门即可办结的场景？"""
    rows = ask("single-department-scenarios")
    assert pick(rows, "scenarioCode", "departmentLabel", "entries") == [
        ("2.2", SCHOOL, 2),
        ("2.3", SCHOOL, 4),
        ("4.1", APPROVAL, 3),
        ("4.2", LABOUR, 1),
        ("4.4", LABOUR, 2),
        ("5.5", FUND, 3),
        ("6.2", POLICE, 3),
    ]


def test_question_19(ask: Ask) -> None:
    """牵头-协同网络？"""
    rows = ask("lead-cooperation-network")
    found = {(row["leadLabel"], row["departmentLabel"]): row["entries"] for row in rows}
    assert found == NETWORK
    assert len(rows) == len(NETWORK) == 23


def test_question_20(ask: Ask) -> None:
    """哪些部门常在同一场景共事？"""
    rows = ask("departments-in-same-scenario")
    found = {
        frozenset((row["departmentLabel"], row["otherLabel"])): row["scenarioNames"] for row in rows
    }
    assert found == {
        frozenset((LABOUR, INSURANCE)): "1.1出生、4.3社会保障、8.2就医结算",
        frozenset((LABOUR, FUND)): "4.3社会保障、10.1养老、11.2继承",
        frozenset((LABOUR, POLICE)): "1.1出生、2.4毕业",
        frozenset((LABOUR, HEALTH)): "1.1出生、10.1养老",
        frozenset((INSURANCE, HEALTH)): "1.1出生、8.1医疗服务",
        frozenset((HEALTH, POLICE)): "1.1出生、11.1后事",
        frozenset((SCHOOL, POLICE)): "2.1入学、2.4毕业",
        frozenset((CIVIL, HEALTH)): "7.1婚育、11.1后事",
        frozenset((TAX, HOUSING)): "5.1购置新房、5.2购置二手房",
        frozenset((LAND, HOUSING)): "5.1购置新房、5.2购置二手房",
        frozenset((LAND, TAX)): "5.1购置新房、5.2购置二手房",
        frozenset((POLICE, INSURANCE)): "1.1出生",
        frozenset((LABOUR, SCHOOL)): "2.4毕业",
        frozenset((POLICE, VETERANS)): "3.1退役",
        frozenset((LABOUR, TAX)): "4.3社会保障",
        frozenset((INSURANCE, TAX)): "4.3社会保障",
        frozenset((INSURANCE, FUND)): "4.3社会保障",
        frozenset((TAX, FUND)): "4.3社会保障",
        frozenset((HOUSING, FUND)): "5.3租赁住房",
        frozenset((FARMING, APPROVAL)): "5.4建设农房",
        frozenset((FARMING, LAND)): "5.4建设农房",
        frozenset((APPROVAL, LAND)): "5.4建设农房",
        frozenset((POLICE, TAX)): "6.1交通",
        frozenset((DISABLED, CIVIL)): "9.1残疾人救助",
        frozenset((CIVIL, LABOUR)): "9.2困难人员救助",
        frozenset((HEALTH, FUND)): "10.1养老",
        frozenset((CIVIL, POLICE)): "11.1后事",
        frozenset((LABOUR, LAND)): "11.2继承",
        frozenset((LAND, FUND)): "11.2继承",
    }
    assert len(rows) == 29
    assert column(rows, "scenarios") == [3] * 2 + [2] * 9 + [1] * 18


# --- Matters that recur, and types --------------------------------------------------------------


def test_question_21(ask: Ask) -> None:
    """跨场景、跨阶段重复的事项？"""
    rows = ask("recurring-matters")
    assert pick(rows, "matterLabel", "scenarios", "stages", "scenarioNames", "numbers") == [
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


def test_question_22(ask: Ask) -> None:
    """同一事项在不同场景牵头不同？"""
    rows = ask("matters-with-different-leads")
    withdrawal = "职工申请提取住房公积金的核准"
    assert sorted(pick(rows, "number", "matterLabel", "leadLabel")) == [
        (3, "户口登记", HEALTH),
        (11, "户口迁移", SCHOOL),
        (25, "户口迁移", LABOUR),
        (27, "户口登记", VETERANS),
        (54, "不动产登记", LAND),
        (57, "不动产登记", LAND),
        (60, withdrawal, FUND),
        (64, withdrawal, FUND),
        (102, withdrawal, LABOUR),
        (111, withdrawal, LABOUR),
        (112, "不动产登记", LABOUR),
    ]


def test_question_23(ask: Ask) -> None:
    """同一事项类型不一致？"""
    rows = ask("matters-with-mixed-types")
    assert pick(rows, "matterLabel", "number", "subEntryLabel", "typeLabel") == [
        ("高层次人才服务", 35, "“山东惠才卡”办理", "公共服务"),
        ("高层次人才服务", 35, "“鸢都惠才卡”（办理人才服务保障凭证办理）", "其他"),
        ("高层次人才服务", 35, "人才服务保障凭证办理（县级）", "其他"),
    ]


TYPES_BY_STAGE = """
出生 公共服务 4 66.7, 行政确认 2 33.3
教育 其他 9 45, 公共服务 6 30, 行政给付 3 15, 行政确认 2 10
退役 行政确认 3 50, 公共服务 1 16.7, 其他 1 16.7, 行政给付 1 16.7
工作 公共服务 28 73.7, 行政许可 5 13.2, 其他 4 10.5, 行政确认 1 2.6
置业 其他行政权力 8 34.8, 其他 7 30.4, 行政确认 7 30.4, 行政许可 1 4.3
出行 行政许可 11 68.8, 其他 5 31.3
婚育 行政确认 4 80, 公共服务 1 20
就医 公共服务 14 100
救助 公共服务 7 50, 行政给付 6 42.9, 行政确认 1 7.1
养老 公共服务 5 62.5, 行政确认 2 25, 其他行政权力 1 12.5
身后 公共服务 6 54.5, 其他 2 18.2, 行政确认 2 18.2, 其他行政权力 1 9.1
"""


def test_question_24(ask: Ask) -> None:
    """各阶段事项类型占比？"""
    rows = ask("matter-types-by-stage")
    expected = [
        (stage, type_, int(leaves), Decimal(share))
        for stage, cells in (line.split(" ", 1) for line in TYPES_BY_STAGE.split("\n") if line)
        for type_, leaves, share in (cell.split(" ") for cell in cells.split(", "))
    ]
    assert pick(rows, "stageLabel", "typeLabel", "leaves", "share") == expected
    assert sum(leaves for _, _, leaves, _ in expected) == 161


def test_question_25(ask: Ask) -> None:
    """部门 x 类型交叉表？（末级条目数：牵头，协同）"""
    rows = ask("department-by-type")
    found: dict[object, dict[object, tuple[object, object]]] = {}
    for row in rows:
        counts = row["leads"], row["cooperates"]
        found.setdefault(row["departmentLabel"], {})[row["typeLabel"]] = counts
    assert found == {
        HEALTH: {"公共服务": (4, 7), "行政确认": (2, 0)},
        SCHOOL: {"其他": (5, 8), "行政确认": (1, 0), "公共服务": (2, 3), "行政给付": (3, 3)},
        LABOUR: {
            "公共服务": (42, 37),
            "其他": (8, 3),
            "行政确认": (5, 3),
            "其他行政权力": (2, 0),
        },
        VETERANS: {"其他": (1, 1), "行政确认": (3, 2), "行政给付": (1, 1), "公共服务": (1, 1)},
        APPROVAL: {"行政许可": (5, 6)},
        LAND: {"其他": (6, 1), "行政确认": (5, 6), "行政许可": (1, 0)},
        HOUSING: {"行政确认": (2, 2), "其他": (0, 2)},
        FUND: {"其他行政权力": (8, 10), "其他": (1, 1), "公共服务": (0, 6)},
        POLICE: {"行政许可": (11, 11), "行政确认": (0, 6), "其他": (5, 4), "公共服务": (0, 1)},
        CIVIL: {"行政确认": (5, 4), "公共服务": (6, 0), "行政给付": (4, 6), "其他": (2, 2)},
        INSURANCE: {"公共服务": (14, 15), "其他": (0, 2)},
        DISABLED: {"行政确认": (1, 1), "公共服务": (3, 3), "行政给付": (2, 0)},
        TAX: {"其他": (0, 4)},
        FARMING: {"其他": (0, 1)},
    }
    assert sum(int(str(row["leads"])) for row in rows) == 161
    assert sum(int(str(row["cooperates"])) for row in rows) == 163


def test_question_26(ask: Ask) -> None:
    """类型为“其他”的条目由谁协同？"""
    rows = ask("type-departments", matterType="其他")
    assert {str(row["departmentLabel"]): (row["leaves"], row["numbers"]) for row in rows} == {
        SCHOOL: (8, "7、8、9、10、17、19、20、21"),
        POLICE: (4, "72、73、74、75"),
        TAX: (4, "37、53、56、70"),
        LABOUR: (3, "23、35"),
        INSURANCE: (2, "37、43"),
        HOUSING: (2, "52、55"),
        CIVIL: (2, "106、107"),
        VETERANS: (1, "26"),
        FARMING: (1, "61"),
        LAND: (1, "63"),
        FUND: (1, "66"),
    }
    assert pick(rows, "leaves", "entries") == [
        (8, 8), (4, 4), (4, 4), (3, 2), (2, 2), (2, 2), (2, 2), (1, 1), (1, 1), (1, 1), (1, 1),
    ]  # fmt: skip


def test_question_27(ask: Ask) -> None:
    """行政权力与公共服务之比？（24 确认、17 许可、10 给付、10 其他行政权力，合 61）"""
    rows = ask("powers-and-services")
    assert pick(rows, "groupLabel", "leaves", "share") == [
        ("公共服务", 72, Decimal("44.7")),
        ("行政权力", 61, Decimal("37.9")),
        ("其他", 28, Decimal("17.4")),
    ]


def test_question_28(ask: Ask) -> None:
    """哪些部门贯穿人生最多阶段？"""
    rows = ask("departments-across-stages")
    names = ("departmentLabel", "stages", "leadStages", "cooperatingStages", "stageNames")
    found = pick(rows, *names)
    assert found[0] == (LABOUR, 7, 4, 7, "出生、教育、工作、就医、救助、养老、身后")
    assert {str(one[0]): one[1:] for one in found} == {
        LABOUR: (7, 4, 7, "出生、教育、工作、就医、救助、养老、身后"),
        POLICE: (5, 1, 5, "出生、教育、退役、出行、身后"),
        HEALTH: (5, 1, 5, "出生、婚育、就医、养老、身后"),
        FUND: (4, 1, 4, "工作、置业、养老、身后"),
        INSURANCE: (3, 1, 3, "出生、工作、就医"),
        TAX: (3, 0, 3, "工作、置业、出行"),
        CIVIL: (3, 3, 3, "婚育、救助、身后"),
        APPROVAL: (2, 1, 2, "工作、置业"),
        LAND: (2, 1, 2, "置业、身后"),
        SCHOOL: (1, 1, 1, "教育"),
        VETERANS: (1, 1, 1, "退役"),
        HOUSING: (1, 1, 1, "置业"),
        FARMING: (1, 0, 1, "置业"),
        DISABLED: (1, 1, 1, "救助"),
    }
    assert column(rows, "stages") == [7, 5, 5, 4, 3, 3, 3, 2, 2, 1, 1, 1, 1, 1]


def test_question_29(ask: Ask) -> None:
    """各阶段、各场景涉及的部门数？"""
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
    assert set(str(rows[10]["departments"]).split("、")) == {
        LABOUR,
        POLICE,
        HEALTH,
        CIVIL,
        LAND,
        FUND,
    }
    rows = ask("departments-per-scenario")
    assert column(rows, "scenarioCode") == [code for code, *_ in SCENARIOS]
    assert column(rows, "departmentCount") == [
        4, 2, 1, 1, 3, 2, 1, 1, 4, 1, 3, 3, 2, 3, 1, 2, 1, 2, 2, 2, 2, 2, 3, 3, 3,
    ]  # fmt: skip


LEAD_COOPERATES_IN = [
    2, 4, 2, 4, 3, 5, 3, 1, 8, 2, 1, 1, 3, 1, 3, 8, 3, 4, 2, 1, 2, 4, 4, 2, 2,
]  # fmt: skip
"""In each scenario, the entries whose lead is also printed as cooperating: 75 of 112."""


def test_question_30(ask: Ask) -> None:
    """各场景中由非牵头部门协同的事项数？"""
    rows = ask("cooperation-beyond-lead")
    expected = [
        (code, entries, entries - both)
        for (code, _, entries, _), both in zip(SCENARIOS, LEAD_COOPERATES_IN, strict=True)
    ]
    assert pick(rows, "scenarioCode", "entries", "beyondLead") == expected
    assert column(rows, "share") == decimals(
        "66.7 20 0 0 62.5 16.7 0 0 42.9 0 66.7 66.7 0 66.7 0 11.1 0 20 33.3 50 50 20 42.9 50 50"
    )
    assert sum(beyond for *_, beyond in expected) == len(LEAD_NOT_COOPERATING) == 37


def test_question_31(ask: Ask) -> None:
    """各场景中牵头部门列入协同的比例？"""
    rows = ask("lead-also-cooperates")
    assert column(rows, "scenarioCode") == [code for code, *_ in SCENARIOS]
    assert column(rows, "both") == LEAD_COOPERATES_IN
    assert column(rows, "share") == decimals(
        "33.3 80 100 100 37.5 83.3 100 100 57.1 100 33.3 33.3 100 "
        "33.3 100 88.9 100 80 66.7 50 50 80 57.1 50 50"
    )


def decimals(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


# --- Where values come from, other editions, other counties -------------------------------------


ROWS_WITH_A_LEAD = [
    (1, 1), (7, 7), (18, 18), (26, 27), (32, 33), (35, 38), (36, 41), (44, 55), (52, 71), (58, 80),
    (60, 82), (61, 84), (64, 87), (64, 90), (67, 94), (79, 110), (84, 115), (89, 129), (93, 135),
    (98, 143), (105, 151), (109, 155),
]  # fmt: skip
"""(entry, row of the table): the 22 rows in which the lead cell holds text."""


def test_question_32(ask: Ask) -> None:
    """某牵头部门依据哪一行？有多少值是下延所得？"""
    rows = ask("entry-source")
    leads = {row["row"]: row["leadRow"] for row in rows}
    printed = [row for _, row in ROWS_WITH_A_LEAD]
    assert leads == {row: max(one for one in printed if one <= row) for row in range(1, 162)}
    found = {(row["number"], row["row"]) for row in rows if row["row"] == row["leadRow"]}
    assert sorted(found) == ROWS_WITH_A_LEAD
    rows = ask("fill-methods")
    assert pick(rows, "roleLabel", "fillLabel", "leaves") == [
        ("牵头部门", "原文", 19),
        ("牵头部门", "分页重复", 3),
        ("牵头部门", "空白下延（按规则）", 139),
        ("协同部门", "原文", 59),
        ("协同部门", "分页重复", 3),
        ("协同部门", "空白下延（按规则）", 99),
    ]


def test_question_33(next_edition: Store, base: str) -> None:
    """新旧两版差异？（107 换了事项；105 至 108 换了牵头；10 高考录取查询移到转学，成为 12）"""
    rows = ask_of(next_edition, "compare-editions", base + CHANGLE)
    names = ("matterLabel", "scenarioLabel", "numbersBefore", "leadBefore", "numbers", "lead")
    assert pick(rows, *names) == [
        ("户口注销", "后事", "108", CIVIL, "108", HEALTH),
        ("死亡医学证明办理", "后事", "105", CIVIL, "105", HEALTH),
        ("火化证明", "后事", "107", CIVIL, "", ""),
        ("火化遗体", "后事", "106", CIVIL, "106", HEALTH),
        ("骨灰寄存", "后事", "", "", "107", HEALTH),
        ("高考录取查询", "入学", "10", SCHOOL, "", ""),
        ("高考录取查询", "转学", "", "", "12", SCHOOL),
    ]
    assert {row["otherEditionLabel"] for row in rows} == {
        "个人全生命周期事项清单及责任分工（u-d709fb19 版）"
    }


IMAGINARY = "虚构县《个人全生命周期事项清单》"
OTHER_HABITS = "乙县《个人办事清单》"


def test_question_34(joined_counties: Store, base: str) -> None:
    """两县差异？（只有一方列出的事项；牵头部门职能不同的事项）"""
    names = (
        "conceptLabel", "numbers", "leads", "functions",
        "numbersThere", "leadsThere", "functionsThere",
    )  # fmt: skip
    here, health = base + CHANGLE, "卫生健康"
    rows = ask_of(joined_counties, "compare-counties", here, other=IMAGINARY)
    assert pick(rows, *names) == [
        ("户口登记", "3、27", f"{HEALTH}、{VETERANS}", f"{health}、退役军人事务",
         "2", "县卫生健康局", health),
        ("居民身份证签发", "6", HEALTH, health, "", "", ""),
        ("不动产登记", "54、57、112", f"{LAND}、{LABOUR}", "自然资源、人力资源社会保障",
         "10", "县自然资源局", "自然资源"),
    ]  # fmt: skip
    # of the leads of 乙县 no function is known: only what one of the lists names is told
    rows = ask_of(joined_counties, "compare-counties", here, other=OTHER_HABITS)
    assert pick(rows, *names) == [
        ("社会保险登记", "36、103", LABOUR, "人力资源社会保障", "", "", ""),
        ("不动产登记", "54、57、112", f"{LAND}、{LABOUR}", "自然资源、人力资源社会保障",
         "", "", ""),
        ("死亡医学证明办理", "105", CIVIL, "民政", "", "", ""),
        ("户口注销", "108", CIVIL, "民政", "", "", ""),
    ]  # fmt: skip


def test_question_35(ask: Ask, joined_counties: Store, base: str) -> None:
    """本县事项与通用（国家）概念的映射覆盖率？"""
    names = ("matters", "linked", "share", "matched")
    assert pick(ask("concept-coverage"), *names) == [(103, 0, 0, 0)]
    # 1 出生医学证明办理、3 户口登记、6 居民身份证签发、36 社会保险登记、54 不动产登记、
    # 105 死亡医学证明办理、108 户口注销
    found = ask_of(joined_counties, "concept-coverage", base + CHANGLE)
    assert pick(found, *names) == [(103, 7, Decimal("6.8"), 0)]
    store = Store()
    store.extend(joined_counties)
    query = "SELECT ?concept { ?m lm:matterConcept ?concept ; skos:prefLabel '户口注销'@zh-hans }"
    (concept, *_) = column(select(store, PREFIXES + query), "concept")
    national = NamedNode("https://example.org/national/1")
    store.add(Quad(NamedNode(str(concept)), SKOS.exactMatch, national))
    found = ask_of(store, "concept-coverage", base + CHANGLE)
    assert pick(found, *names) == [(103, 7, Decimal("6.8"), 1)]


# --- For other systems --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matter", "expected"),
    [
        (
            "职工申请提取住房公积金的核准",
            [
                ("5.3", 60, "牵头部门", FUND),
                ("5.3", 60, "协同部门", FUND),
                ("5.5", 64, "牵头部门", FUND),
                ("5.5", 64, "协同部门", FUND),
                ("10.1", 102, "牵头部门", LABOUR),
                ("10.1", 102, "协同部门", FUND),
                ("11.2", 111, "牵头部门", LABOUR),
                ("11.2", 111, "协同部门", FUND),
            ],
        ),
        (
            "不动产登记",
            [
                ("5.1", 54, "牵头部门", LAND),
                ("5.1", 54, "协同部门", LAND),
                ("5.2", 57, "牵头部门", LAND),
                ("5.2", 57, "协同部门", LAND),
                ("11.2", 112, "牵头部门", LABOUR),
                ("11.2", 112, "协同部门", LAND),
            ],
        ),
    ],
)
def test_question_36(
    ask: Ask, changle: Store, base: str, matter: str, expected: list[tuple[str, int, str, str]]
) -> None:
    """给我某事项的 CPSV-AP 描述 / 参与部门及角色？（参与关系只写在 cpsv-ap 输出中）"""
    rows = ask("matter-participants", matter=matter)
    assert pick(rows, "scenarioCode", "number", "roleLabel", "departmentLabel") == expected
    # in the profile, who is printed as cooperating is presumed to handle as well
    presumed = [(*one[:2], "推定办理", one[3]) for one in expected if one[2] == "协同部门"]
    found = select(_in_profile(changle), _DESCRIBED.replace("NAME", matter))
    assert sorted(pick(found, "code", "number", "role", "department"), key=str) == sorted(
        [*expected, *presumed], key=str
    )
    for row in found:
        assert row["identifier"] and row["authority"]
        assert str(row["description"]).startswith("昌乐县《个人全生命周期事项清单及责任分工》")
        assert str(row["basis"]).startswith(f"在“{row['code']}")
        assert str(row["basis"]).endswith(f"，清单第{row['number']}项")


_DESCRIBED = f"""{PREFIXES}
SELECT ?identifier ?description ?authority ?code ?number ?role ?department ?basis {{
  ?matter a cpsv:PublicService ; dct:title "NAME"@zh-hans ; dct:identifier ?identifier ;
    dct:description ?description ; cv:hasCompetentAuthority/skos:prefLabel ?authority ;
    cv:hasParticipation ?participation .
  ?participation cv:role/skos:prefLabel ?role ; cv:hasParticipant/skos:prefLabel ?department ;
    lm:statedIn|prov:wasDerivedFrom ?entry ; dct:description ?basis .
  ?entry lm:number ?number ; lm:scenarioCode ?code .
  FILTER(LANG(?description) = "zh-hans" && LANG(?authority) = "zh-hans" && LANG(?role) = "zh-hans"
    && LANG(?department) = "zh-hans" && LANG(?basis) = "zh-hans")
}}"""


def _in_profile(store: Store) -> Store:
    """The present and the participations that the cpsv-ap profile adds to it."""
    present = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
    profile = Store()
    profile.extend(in_graph(triple, DefaultGraph()) for triple in present)
    profile.extend(in_graph(one, DefaultGraph()) for one in participations(present))
    return profile


NATIONAL = [
    ("出生", "等同", "出生", 6, 6),
    ("教育", "等同", "教育", 19, 20),
    ("就业", "近似", "工作", 20, 38),
    ("生活", "对应上位", "婚育", 5, 5),
    ("置业", "等同", "置业", 15, 23),
    ("出行", "等同", "出行", 12, 16),
    ("就医", "等同", "就医", 5, 14),
    ("救助", "等同", "救助", 9, 14),
    ("养老", "等同", "养老", 7, 8),
    ("身后", "等同", "身后", 8, 11),
    (None, None, "退役", 6, 6),
]


def test_question_37(ask: Ask) -> None:
    """按国家人生阶段汇总？（退役没有对应的阶段）"""
    rows = ask("national-life-stages")
    names = ("lifeStageLabel", "matchLabel", "stageNames", "entries", "leaves")
    assert pick(rows, *names) == NATIONAL
    assert sum(one[3] for one in NATIONAL) == 112
    assert sum(one[4] for one in NATIONAL) == 161


def test_question_38(ask: Ask) -> None:
    """数据质量：未通过的规则？"""
    rows = ask("failed-rules")
    assert pick(rows, "severityLabel", "rule", "results") == FAILED
    assert all(row["example"] and row["exampleEn"] for row in rows)


def test_the_failed_rules_are_those_of_these_entries(changle: Store) -> None:
    query = """SELECT ?shape ?place { GRAPH ?report {
      ?result a sh:ValidationResult ; sh:sourceShape ?shape ; sh:value ?place } }"""
    found: dict[str, list[int]] = {}
    for row in select(changle, PREFIXES + query):
        rule = str(row["shape"]).rpartition("#")[2].partition("-")[0]
        if entry := re.search(r"/entry/(\d+)", str(row["place"])):
            found.setdefault(rule, []).append(int(entry[1]))
    assert {rule: sorted(numbers) for rule, numbers in found.items()} == FAILED_ENTRIES


# --- Which query answers which question ---------------------------------------------------------


def listed() -> dict[int, tuple[str, set[str]]]:
    """Number -> question and queries, as queries/README.md lists them."""
    readme = resources.files("queries").joinpath("README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (`.*`) \|$", readme, re.MULTILINE)
    return {
        int(number): (question, set(names.replace("`", "").split()))
        for number, question, names in rows
    }


def test_the_readme_lists_thirty_eight_questions() -> None:
    assert [*listed()] == [*range(1, 39)]


@pytest.mark.parametrize("number", listed())
def test_each_question_is_tested_with_the_queries_that_the_readme_names(number: int) -> None:
    question, queries = listed()[number]
    test = globals()[f"test_question_{number:02}"]
    assert str(test.__doc__).startswith(question)
    asked = re.findall(r"\bask(?:_of)?\((?:\w+, )?\"([a-z-]+)\"", inspect.getsource(test))
    assert set(asked) == queries


def test_every_query_is_asked_here_or_among_the_answers() -> None:
    here = Path(__file__)
    others = ("test_answers.py", "test_analyses.py")
    asked = "".join(here.with_name(name).read_text("utf-8") for name in (here.name, *others))
    assert [name for name in saved_queries() if f'"{name}"' not in asked] == []
