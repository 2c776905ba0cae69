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
    put,
    strike,
    swap,
)


@dataclass(frozen=True)
class Spoiled:
    """A draft in which something is wrong, and what is found: code and cell ("" where it is about
    the list as a whole)."""

    name: str
    changes: tuple[Change, ...]
    finds: frozenset[tuple[str, str]]
    gone: frozenset[tuple[str, str]] = frozenset()
    header: Sequence[str] = HEADER


def draft(
    name: str,
    *changes: Change,
    finds: Sequence[tuple[str, str]] = (),
    gone: Sequence[tuple[str, str]] = (),
    header: Sequence[str] = HEADER,
) -> Spoiled:
    """A draft with some changes."""
    return Spoiled(name, changes, frozenset(finds), frozenset(gone), header)


_LAST = ("113", "", "", "遗体火化", "", "公共服务", "", "县民政局")

DRAFTS = (
    # numbers
    draft("a number used twice", put("52", NUMBER, "51"), finds=[("N02", "A72"), ("N01", "A73")]),
    draft("a number too high", put("112", NUMBER, "113"), finds=[("N01", "A162")]),
    draft("numbers that changed places", swap("10", "11", NUMBER), finds=[("N03", "A12")]),
    draft("a line that was lost", strike("30"), finds=[("N01", "A32")]),
    draft("two lines that were lost", strike("30", "31"), finds=[("N01", "A32")]),
    draft("an entry without a number", put("70", NUMBER, ""), finds=[("S01", "D102")]),
    draft("a number in words", put("5", NUMBER, "五"), finds=[("S01-form", "A6")]),
    draft("a number that is zero", put("1", NUMBER, "0"), finds=[("S01-form", "A2")]),
    draft("an entry printed twice", again("30", "31"), finds=[("N02", "A33")]),
    draft(
        "a page break that goes on under another number",
        put("44/3", NUMBER, "45"),
        finds=[("N02", "A60")],
    ),
    draft(
        "a page break that goes on under another name",
        put("44/3", NAME, "住房公积金缴存（续）"),
        finds=[("N02", "A56")],
    ),
    draft(
        "a page break that goes on without a number",
        put("64/4", NUMBER, ""),
        finds=[("S01", "D91")],
    ),
    draft("a number with a zero before it", put("44/3", NUMBER, "044")),
    # stages and scenarios
    draft("a stage under another number", put("26", STAGE, "4退役"), finds=[("N05", "C28")]),
    draft("a stage without a number", put("26", STAGE, "退役"), finds=[("S02-stage-form", "B28")]),
    draft(
        "a scenario without a code",
        put("12", SCENARIO, "转学"),
        finds=[("S02-scenario-form", "C13")],
    ),
    draft(
        "a scenario of another stage", put("87", SCENARIO, "9.2就医结算"), finds=[("N05", "C123")]
    ),
    draft("a scenario left out", put("14", SCENARIO, "2.5助学"), finds=[("N06", "C14")]),
    draft("a scenario code used twice", put("14", SCENARIO, "2.2助学"), finds=[("N06", "C14")]),
    draft(
        "a stage left blank where it begins",
        put("52", STAGE, ""),
        finds=[*(("N05", cell) for cell in ("C72", "C77", "C81", "C85", "C88")), ("V05", "B91")],
    ),
    draft(
        "a page break into another stage",
        put("44/3", STAGE, "5置业"),
        finds=[("N05", "C56"), ("V05", "B56"), ("N05", "C68")],
    ),
    draft(
        "a page break into another scenario",
        put("44/3", SCENARIO, "4.4失业"),
        finds=[("V05", "C56")],
    ),
    draft(
        "a stage that is called otherwise after a page break",
        put("36", STAGE, "4就业"),
        finds=[("V05", "B56")],
    ),
    draft(
        "a scenario that is called otherwise after a page break",
        put("64/4", SCENARIO, "5.5住房公积金"),
        finds=[("V05", "C91")],
    ),
    # leads
    draft("a stage that begins without a lead", put("67", LEAD, ""), finds=[("S03", "G95")]),
    draft(
        "two leads in one cell", put("67", LEAD, "县公安局、县民政局"), finds=[("S03-joint", "G95")]
    ),
    draft("a dash for a lead", put("67", LEAD, "—"), finds=[("S03-word", "G95")]),
    draft(
        "a lead that no one knows",
        put("67", LEAD, "县公安据"),
        finds=[("R02", "G95"), ("L02", "G95")],
    ),
    draft(
        "a page break under another lead",
        put("44/3", LEAD, "县民政局"),
        finds=[("V05", "G56"), ("S03-changes", "G56")],
    ),
    draft("a lead with a space in it", put("67", LEAD, "县 公安局")),
    # cooperating departments
    draft(
        "a stage that begins without a cooperating department",
        put("67", COOPERATING, ""),
        finds=[("S04", "H95")],
    ),
    draft(
        "nobody for a cooperating department",
        put("70", COOPERATING, "无"),
        finds=[("S04-word", "H102")],
    ),
    draft("the same as above", put("70", COOPERATING, "同上"), finds=[("S04-word", "H102")]),
    draft(
        "departments with a comma between them",
        put("37", COOPERATING, "县医保局，县税务局"),
        finds=[("R02", "H44"), ("D08", "H44"), ("L02", "H44")],
    ),
    draft(
        "a department that no one knows",
        put("37", COOPERATING, "县医保局、县财政局"),
        finds=[("R02", "H44"), ("L02", "H44")],
    ),
    draft(
        "a municipal department of which no one knows the parent",
        put("37", COOPERATING, "市税务局"),
        finds=[("R02", "H44"), ("L02", "H44"), ("D06", "H44")],
    ),
    draft(
        "a page break with other cooperating departments",
        put("44/3", COOPERATING, "县民政局"),
        finds=[("V05", "H56")],
    ),
    draft("a department under its alias", put("37", COOPERATING, "昌乐县医保局、县税务局")),
    # types
    draft("a line without a type", put("70", TYPE, ""), finds=[("S05", "F102")]),
    draft("a type misspelt", put("70", TYPE, "行政许克"), finds=[("S05-unknown", "F102")]),
    draft("a type of another list", put("70", TYPE, "行政处罚"), finds=[("S05-unknown", "F102")]),
    # names
    draft("an entry without a name", put("70", NAME, ""), finds=[("S06", "D102")]),
    draft(
        "a name with half-width brackets",
        put("5", NAME, "社会保障卡服务(社会保障卡申领)"),
        finds=[("L04", "D6")],
    ),
    draft(
        "a name with a full stop",
        put("70", NAME, "车辆购置税申报。"),
        finds=[("L02", "D102"), ("L04", "D102")],
    ),
    draft("a name that is new", put("70", NAME, "车辆购置税缴纳"), finds=[("L02", "D102")]),
    draft("a name with a line break in it", put("70", NAME, "车辆购置\n税申报")),
    draft("a sub-line without a name", put("69/2", SUB_NAME, ""), finds=[("S06-sub-name", "E98")]),
    draft(
        "a line without number, name and sub-name",
        added("71", "", "", "", "", "", "", "县民政局", ""),
        finds=[("S06-sub-name", "E103")],
    ),
    # the table
    draft(
        "a heading that no one knows",
        finds=[("F08", "")],
        header=(*HEADER[:6], "随便什么", "协同部门"),
    ),
    draft(
        "a heading that means different things",
        finds=[("F12", "")],
        header=(*HEADER[:7], "配合部门"),
    ),
    draft(
        "a heading that stands twice",
        finds=[("F08", "")],
        header=(*HEADER[:6], "牵头部门", "牵头部门"),
    ),
    draft("a note under the list", added("112", *[""] * 8), finds=[]),
    draft(
        "a list with a further entry at its end",
        lambda rows: rows.append(list(_LAST)),
        finds=[("L02", "D163")],
    ),
)
