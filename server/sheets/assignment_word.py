"""The confirmation sheets of departments as a Word file: each begins on a page of its own."""

from collections.abc import Iterable, Iterator, Sequence

from server.reading.items import Numbered, mentioned
from server.sheets.office import Block, Column, Grid, Heading, Paper, Remark, Signed, Text, Title
from server.sheets.roles import Department
from server.sheets.source import Source
from server.sheets.wording import Wording, heading_of

ROLE_HEADINGS = {
    "leads": "牵头的事项",
    "cooperates": "协同的事项",
    "handles": "清单写明由它办理的事项",
}
"""What the entries of a department are called, by its role in them."""
_NUMERALS = "一二三四五六七八九十"


def things(departments: Iterable[Department]) -> set[str]:
    """Every IRI that the sheets have to name."""
    entries = [
        one
        for department in departments
        for in_role in department.in_roles.values()
        for one in in_role
    ]
    return mentioned(entries) | {department.iri for department in departments}


def paper(departments: Sequence[Department], source: Source, wording: Wording) -> Paper:
    """The sheets of some departments, at least one."""
    title = wording.say("责任分工确认单")
    if len(departments) == 1:
        title += f"{wording.say('：')}{wording.short(departments[0].iri)}"
    return Paper(
        title,
        source.checklist.edition,
        wording.language,
        source.footer(wording),
        tuple(block for one in departments for block in _sheet(one, source, wording)),
    )


def _sheet(department: Department, source: Source, wording: Wording) -> Iterator[Block]:
    say = wording.say
    yield Title(say("责任分工确认单"), wording.name(department.iri))
    yield Text(asks(department, source, wording))
    for at, (role, entries) in enumerate(department.in_roles.items()):
        ordinal = f"{at + 1}. " if wording.english else f"{_NUMERALS[at]}、"
        extent = wording.bracketed(wording.count("%(count)s项", len(entries)))
        yield Heading(ordinal + say(ROLE_HEADINGS[role]) + extent)
        yield _entries(role, entries, wording)
    yield Remark(say("牵头、协同照清单所印，一格里的几个部门不分先后；清单没有规定办理先后。"))
    yield Signed(say("单位（盖章）：　　　　　　填表人：　　　　联系电话："))
    yield Signed(say("填表日期：　　　　年　　月　　日"))


def asks(department: Department, source: Source, wording: Wording) -> str:
    """What the department is asked to do, in one sentence or two."""
    return wording.say(
        "请核对%(list)s所列下列事项（%(extent)s）的责任分工，逐项填写“确认”和“修改意见”。",
        list=wording.checklist(source.checklist),
        extent=wording.extent(department.entries, department.lines),
    )


def _entries(role: str, entries: Sequence[Numbered], wording: Wording) -> Grid:
    say = wording.say
    other = "协同部门" if role == "leads" else "牵头部门"
    columns = (
        Column(say(heading_of(entries)), 17, True),
        Column(say("事项名称"), 45),
        Column(say("场景"), 22),
        Column(say(other), 30),
        Column(say("确认"), 14),
        Column(say("修改意见"), 28),
    )
    rows = (
        (
            wording.number(one.item),
            wording.with_lines(one),
            wording.scenario(one.item),
            wording.spread(one.cooperating if role == "leads" else one.leads) or say("无"),
            "",
            "",
        )
        for one in entries
    )
    return Grid(columns, tuple(rows))
