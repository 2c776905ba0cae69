"""What the printed table of Changle County says, read by eye from checklist.txt.

A printed lead holds until the next printed lead, a printed cooperating department until the next
printed one (ontology.md, section 5). What several tests expect stands here, once.
"""

FUND = "市住房公积金管理中心昌乐分中心"

SCENARIOS = [
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
"""Code, name, numbered entries, specific items (the last lines)."""

LED = {
    "县卫健局": [*range(1, 7)],
    "县教育和体育局": [*range(7, 18)],
    "县人社局": [*range(18, 26), *range(35, 52), *range(98, 105), *range(109, 113)],
    "县退役军人事务局": [*range(26, 32)],
    "县审批服务局": [32, 33, 34],
    "县自然资源和规划局": [*range(52, 58), 61, 62, 63],
    "县房产发展促进中心": [58, 59],
    FUND: [60, 64, 65, 66],
    "县公安局": [*range(67, 79)],
    "县民政局": [*range(79, 84), *range(93, 98), *range(105, 109)],
    "县医保局": [*range(84, 89)],
    "县残联": [89, 90, 91, 92],
}
"""Lead department -> the numbers under its printed name."""

BY_POLICE = [3, 6, 11, 25, 27, 67, 68, 69, 71, 72, 73, 74, 75, 76, 77, 78, 105, 108]
"""The entries on which 县公安局 cooperates."""

LEAD_NOT_COOPERATING = [
    3, 4, 5, 6, 11, 19, 20, 21, 24, 25, 27, 37, 40, 41, 42, 43, 44, 52, 53, 55, 56, 61, 62, 70,
    83, 85, 88, 91, 92, 97, 98, 102, 104, 105, 108, 111, 112,
]  # fmt: skip

LICENCES = [32, 32, 33, 34, 34, 62, 67, 68, 69, 69, 69, 69, 69, 71, 76, 77, 78]
"""The entry of each specific item that is printed as 行政许可."""

NETWORK = {
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
"""Lead, another cooperating department -> in how many entries."""

FAILED = [
    ("警告", "X03", 1),  # 5.3: 县房产发展促进中心 leads 58 and 59, the fund leads 60
    ("警告", "X05", 1),  # 35 高层次人才服务: 公共服务 and 其他
    # lead blank at the first row of 2.2, 2.3, 4.4, 5.2, 6.2, 8.2; cooperating of 2.3, 4.4, 6.2, 8.2
    ("提示", "V03", 10),
    ("提示", "X08", 1),  # 66, whose only sub-line has its own name
    ("提示", "X09", 3),  # 66, 102, 103
    ("提示", "X10", 28),  # 28 last lines of the type 其他
]
"""Severity, rule, places: what the list itself breaks, and what it is."""

FAILED_ENTRIES = {
    # the first entry of a scenario, once for each of the two cells that is blank there
    "V03": [12, 14, 14, 50, 50, 55, 76, 76, 87, 87],
    "X08": [66],
    "X09": [66, 102, 103],
    "X10": [
        7, 8, 9, 10, 17, 19, 20, 21, 23, 26, 35, 35, 37, 43, 52, 53, 55, 56, 61, 63, 66, 70,
        72, 73, 74, 75, 106, 107,
    ],
}  # fmt: skip
"""Of the rules that speak of an entry or a line, the numbers, once for each result."""
