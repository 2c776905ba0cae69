"""Defects of the document: one cell or line of the printed list spoiled, in a workbook.

A clerk sees cells, so each expectation names the cell in which the defect stands once it is made:
the header is row 1, the line of entry 67 row 95.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.mutations.printed import (
    COOPERATING,
    HEADER,
    LEAD,
    NAME,
    NUMBER,
    SCENARIO,
    STAGE,
    SUB_NAME,
    TYPE,
    Change,
    added,
    again,
    printed,
    put,
    spoken,
    strike,
    swap,
)

AS_PRINTED = frozenset(
    {
        ("X03", "G83", "第60项第1行"),  # 60 in 5.3 has a lead of its own
        ("X05", "F40", "第35项第2行"),  # 35 is a public service in its first line, then 其他
        ("X08", "D94", "第66项"),  # 66 has one sub-line, of its own name
        ("X09", "D94", "第66项"),  # 66, 102, 103 have one sub-line
        ("X09", "D149", "第102项"),
        ("X09", "D150", "第103项"),
        # blank leads at the beginning of 2.2, 2.3, 4.4, 5.2, 6.2, 8.2
        ("V03", "G8", "第12项"),
        ("V03", "G8", "第14项"),
        ("V03", "G56", "第50项第1行"),
        ("V03", "G72", "第55项"),
        ("V03", "G95", "第76项"),
        ("V03", "G116", "第87项第1行"),
        # blank cooperating departments at the beginning of 2.3, 4.4, 6.2, 8.2
        ("V03", "H13", "第14项"),
        ("V03", "H60", "第50项第1行"),
        ("V03", "H103", "第76项"),
        ("V03", "H118", "第87项第1行"),
        *(
            ("X10", f"F{at + 1}", spoken(at))
            for at, row in enumerate(printed(), start=1)
            if row[5] == "其他"
        ),
    }
)
"""What the list breaks as it is printed: warnings and notes."""


@dataclass(frozen=True)
class Spoiled:
    """A draft in which something is wrong, and what is found: code, cell, and the item that
    stands there ("" where reading found it, or where it is about the list as a whole). `judged` is
    whether the shapes are asked."""

    name: str
    changes: tuple[Change, ...]
    finds: frozenset[tuple[str, str, str]]
    judged: bool
    header: Sequence[str] = HEADER


def unread(
    name: str,
    *changes: Change,
    finds: Sequence[tuple[str, str]],
    header: Sequence[str] = HEADER,
) -> Spoiled:
    """A draft that is refused on reading, so that the shapes are not asked."""
    return Spoiled(name, changes, frozenset((*one, "") for one in finds), False, header)


def judged(
    name: str,
    *changes: Change,
    finds: Sequence[tuple[str, str, str]] = (),
    gone: Sequence[tuple[str, str, str]] = (),
) -> Spoiled:
    """A draft that the shapes judge: what is found beside what the list itself breaks, and what of
    that is found no more."""
    return Spoiled(name, changes, (AS_PRINTED - set(gone)) | set(finds), True)


_LAST = ("113", "", "", "遗体火化", "", "公共服务", "", "县民政局")

DRAFTS = (
    # numbers
    unread(
        "a number used twice, in print",
        put("52", NUMBER, "51"),
        finds=[("N02", "A72"), ("N01", "A73")],
    ),
    unread("a number too high", put("112", NUMBER, "113"), finds=[("N01", "A162")]),
    unread(
        "numbers that changed places, in print", swap("10", "11", NUMBER), finds=[("N03", "A12")]
    ),
    unread("a line that was lost", strike("30"), finds=[("N01", "A32")]),
    unread("two lines that were lost", strike("30", "31"), finds=[("N01", "A32")]),
    unread("an entry without a number, in print", put("70", NUMBER, ""), finds=[("S01", "D102")]),
    unread("a number in words", put("5", NUMBER, "五"), finds=[("S01-form", "A6")]),
    unread("a number that is zero", put("1", NUMBER, "0"), finds=[("S01-form", "A2")]),
    unread("an entry printed twice", again("30", "31"), finds=[("N02", "A33")]),
    unread(
        "a page break that goes on under another number",
        put("44/3", NUMBER, "45"),
        finds=[("N02", "A60")],
    ),
    unread(
        "a page break that goes on under another name",
        put("44/3", NAME, "住房公积金缴存（续）"),
        finds=[("N02", "A56")],
    ),
    unread(
        "a page break that goes on without a number",
        put("64/4", NUMBER, ""),
        finds=[("S01", "D91")],
    ),
    judged("a number with a zero before it", put("44/3", NUMBER, "044")),
    # stages and scenarios
    unread("a stage under another number", put("26", STAGE, "4退役"), finds=[("N05", "C28")]),
    unread("a stage without a number", put("26", STAGE, "退役"), finds=[("S02-stage-form", "B28")]),
    unread(
        "a scenario without a code",
        put("12", SCENARIO, "转学"),
        finds=[("S02-scenario-form", "C13")],
    ),
    unread(
        "a scenario of another stage", put("87", SCENARIO, "9.2就医结算"), finds=[("N05", "C123")]
    ),
    judged("a scenario left out", put("14", SCENARIO, "2.5助学"), finds=[("N06", "C19", "第18项")]),
    judged(
        "a scenario code used twice",
        put("14", SCENARIO, "2.2助学"),
        finds=[("N06", "C19", "第18项")],
    ),
    unread(
        "a stage left blank where it begins",
        put("52", STAGE, ""),
        finds=[*(("N05", cell) for cell in ("C72", "C77", "C81", "C85", "C88")), ("V05", "B91")],
    ),
    unread(
        "a page break into another stage",
        put("44/3", STAGE, "5置业"),
        finds=[("N05", "C56"), ("V05", "B56"), ("N05", "C68")],
    ),
    unread(
        "a page break into another scenario",
        put("44/3", SCENARIO, "4.4失业"),
        finds=[("V05", "C56")],
    ),
    unread(
        "a stage that is called otherwise after a page break",
        put("36", STAGE, "4就业"),
        finds=[("V05", "B56")],
    ),
    unread(
        "a scenario that is called otherwise after a page break",
        put("64/4", SCENARIO, "5.5住房公积金"),
        finds=[("V05", "C91")],
    ),
    # leads
    unread("a stage that begins without a lead", put("67", LEAD, ""), finds=[("S03", "G95")]),
    unread(
        "two leads in one cell", put("67", LEAD, "县公安局、县民政局"), finds=[("S03-joint", "G95")]
    ),
    unread("a dash for a lead", put("67", LEAD, "—"), finds=[("S03-word", "G95")]),
    judged(
        "a lead that no one knows",
        put("67", LEAD, "县公安据"),
        finds=[
            ("L02", "G95", "第67项"),
            ("R02", "G95", "第67项"),
            ("X04", "G95", "第67项"),
            ("X04", "G95", "第76项"),
        ],
    ),
    unread(
        "a page break under another lead",
        put("44/3", LEAD, "县民政局"),
        finds=[("V05", "G56"), ("S03-changes", "G56")],
    ),
    judged("a lead with a space in it", put("67", LEAD, "县 公安局")),
    # cooperating departments
    unread(
        "a stage that begins without a cooperating department",
        put("67", COOPERATING, ""),
        finds=[("S04", "H95")],
    ),
    unread(
        "nobody for a cooperating department",
        put("70", COOPERATING, "无"),
        finds=[("S04-word", "H102")],
    ),
    unread("the same as above", put("70", COOPERATING, "同上"), finds=[("S04-word", "H102")]),
    judged(
        "departments with a comma between them",
        put("37", COOPERATING, "县医保局，县税务局"),
        finds=[("D08", "H44", "第37项"), ("L02", "H44", "第37项"), ("R02", "H44", "第37项")],
    ),
    judged(
        "a department that no one knows",
        put("37", COOPERATING, "县医保局、县财政局"),
        finds=[("L02", "H44", "第37项"), ("R02", "H44", "第37项")],
    ),
    judged(
        "a municipal department of which no one knows the parent",
        put("37", COOPERATING, "市税务局"),
        finds=[("D06", "H44", "第37项"), ("L02", "H44", "第37项"), ("R02", "H44", "第37项")],
    ),
    unread(
        "a page break with other cooperating departments, in print",
        put("44/3", COOPERATING, "县民政局"),
        finds=[("V05", "H56")],
    ),
    judged("a department under its alias", put("37", COOPERATING, "昌乐县医保局、县税务局")),
    # types
    unread("a line without a type", put("70", TYPE, ""), finds=[("S05", "F102")]),
    unread("a type misspelt", put("70", TYPE, "行政许克"), finds=[("S05-unknown", "F102")]),
    unread("a type of another list", put("70", TYPE, "行政处罚"), finds=[("S05-unknown", "F102")]),
    # names
    unread("an entry without a name", put("70", NAME, ""), finds=[("S06", "D102")]),
    judged(
        "a name with half-width brackets, in print",
        put("5", NAME, "社会保障卡服务(社会保障卡申领)"),
        finds=[("L04", "D6", "第5项")],
    ),
    judged(
        "a name with a full stop",
        put("70", NAME, "车辆购置税申报。"),
        finds=[("L02", "D102", "第70项"), ("L04", "D102", "第70项")],
    ),
    judged(
        "a name that is new", put("70", NAME, "车辆购置税缴纳"), finds=[("L02", "D102", "第70项")]
    ),
    judged("a name with a line break in it", put("70", NAME, "车辆购置\n税申报")),
    unread("a sub-line without a name", put("69/2", SUB_NAME, ""), finds=[("S06-sub-name", "E98")]),
    unread(
        "a line without number, name and sub-name",
        added("71", "", "", "", "", "", "", "县民政局", ""),
        finds=[("S06-sub-name", "E103")],
    ),
    # the table
    unread(
        "a heading that no one knows",
        finds=[("F08", "")],
        header=(*HEADER[:6], "随便什么", "协同部门"),
    ),
    unread(
        "a heading that means different things",
        finds=[("F12", "")],
        header=(*HEADER[:7], "配合部门"),
    ),
    unread(
        "a heading that stands twice",
        finds=[("F08", "")],
        header=(*HEADER[:6], "牵头部门", "牵头部门"),
    ),
    judged("a note under the list", added("112", *[""] * 8)),
    judged(
        "a list with a further entry at its end",
        lambda rows: rows.append(list(_LAST)),
        finds=[("L02", "D163", "第113项")],
    ),
    # what only the shapes see
    judged(
        "a matter of another type elsewhere",
        put("27", TYPE, "公共服务"),
        finds=[("X05", "F29", "第27项")],
    ),
    judged(
        "a matter with other departments elsewhere",
        put("57", COOPERATING, "县房产发展促进中心"),
        finds=[
            ("X04", "G72", "第55项"),
            ("X06", "H74", "第54项第1行"),
            ("X06", "H79", "第57项第1行"),
        ],
    ),
    judged(
        "a lead that was lost at the border of a scenario",
        put("61", LEAD, ""),
        finds=[("V03", "G83", "第61项"), ("X04", "G83", "第61项")],
    ),
    judged(
        "a lead that changes within a scenario",
        put("70", LEAD, "县税务局"),
        finds=[("V03", "G102", "第76项"), ("X03", "G102", "第70项"), ("X04", "G102", "第76项")],
        gone=[("V03", "G95", "第76项")],
    ),
    judged(
        "a sub-line named like its entry",
        put("69/2", SUB_NAME, "机动车登记（注册登记、变更登记、转移登记、抵押登记、注销登记）"),
        finds=[("X08", "D97", "第69项")],
    ),
    judged("a sub-line that was lost, which no rule can see", strike("110/2")),
    judged(
        "a type that could be any", put("70", TYPE, "公共服务"), gone=[("X10", "F102", "第70项")]
    ),
    judged(
        "a scenario interrupted by another, in print",
        put("9", SCENARIO, "2.2转学"),
        put("10", SCENARIO, "2.1入学"),
        finds=[
            ("L02", "D10", "第9项"),
            ("N07", "C10", "第9项"),
            ("N07", "C8", "第7项"),
            ("R01", "D10", "第9项"),
            ("V03", "G8", "第10项"),
            ("V03", "G8", "第9项"),
            ("V03", "H8", "第10项"),
            ("V03", "H8", "第9项"),
        ],
    ),
    judged(
        "an entry copied and not changed",
        put("71", NAME, "车辆购置税申报"),
        finds=[
            ("X12", "D103", "第71项"),
            ("X05", "F103", "第71项"),
            ("X06", "H102", "第70项"),
            ("X06", "H103", "第71项"),
        ],
    ),
    judged(
        "a sub-line copied and not changed",
        put("69/2", SUB_NAME, "机动车登记-注册登记"),
        finds=[("X12", "E98", "第69项第2行")],
    ),
)
