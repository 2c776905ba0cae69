"""The confirmation sheets of departments as one workbook: an overview that leads to a sheet for
each, a line for each matter to be confirmed, columns to answer in."""

from collections.abc import Iterator, Sequence

from server.reading.items import Numbered
from server.sheets.listed import lines_of
from server.sheets.roles import ROLES, Department
from server.sheets.source import Source
from server.sheets.wording import Wording
from server.spreadsheet import Inside, Link, Sheet, Value, workbook

ROLE_WORDS = {"leads": "牵头", "cooperates": "协同", "handles": "办理（清单写明）"}
"""The roles as the list prints them."""
_WIDTHS = (9, 12, 16, 30, 30, 13, 18, 22, 10, 26)


def book(departments: Sequence[Department], source: Source, wording: Wording) -> bytes:
    """The workbook (.xlsx); the same bytes for the same departments of the same edition."""
    sheets = [_sheet(one, wording) for one in departments]
    return workbook([_overview(departments, wording), *sheets, _about(source, wording)])


def _overview(departments: Sequence[Department], wording: Wording) -> Sheet:
    say = wording.say
    handled = any(one.handles for one in departments)
    roles = [role for role in ROLES if role != "handles" or handled]
    columns = [
        say("部门"), say("确认单"), *(say(ROLE_WORDS[role]) for role in roles),
        say("合计（项）"), say("合计（具体事项）"), say("网址"),
    ]  # fmt: skip
    rows: list[Sequence[Value]] = [
        (
            wording.name(one.iri),
            Inside(at, say("打开")),
            *(len(getattr(one, role)) for role in roles),
            one.entries,
            one.lines,
            Link(one.iri),
        )
        for at, one in enumerate(departments, start=1)
    ]
    widths = (34, 12, *(12 for _ in roles), 14, 20, 52)
    return Sheet(say("总览"), columns, rows, widths)


def _sheet(department: Department, wording: Wording) -> Sheet:
    say = wording.say
    columns = [
        say("分工"), say("条目"), say("场景"), say("事项名称"), say("具体事项"), say("事项类型"),
        say("牵头部门"), say("协同部门"), say("确认"), say("修改意见"),
    ]  # fmt: skip
    rows = [
        row
        for role, entries in department.in_roles.items()
        for one in entries
        for row in _rows(role, one, wording)
    ]
    choices = {say("确认"): (say("同意"), say("有修改"))}
    return Sheet(wording.short(department.iri), columns, rows, _WIDTHS, choices, ruled=True)


def _rows(role: str, one: Numbered, wording: Wording) -> Iterator[Sequence[Value]]:
    for line in lines_of(one):
        yield (
            wording.say(ROLE_WORDS[role]),
            Link(line.iri, wording.entry(one.item)),
            wording.scenario(one.item),
            wording.stated(one.item),
            None if line is one.item else wording.stated(line),
            wording.shorts(line.types),
            wording.names(line.leads),
            wording.names(line.cooperating),
            None,
            None,
        )


def _about(source: Source, wording: Wording) -> Sheet:
    say = wording.say
    rows: list[Sequence[Value]] = [
        (say("数据版本"), f"{wording.checklist(source.checklist)} {source.checklist.edition_key}"),
        (say("版本网址"), Link(source.checklist.edition)),
        (
            say("分工"),
            say("牵头、协同照清单所印，一格里的几个部门不分先后；清单没有规定办理先后。"),
        ),
        (say("确认"), say("没有出入的选“同意”；要改的选“有修改”，并在“修改意见”里写明怎样改。")),
        (say("一行"), say("一行是一条具体事项；一个条目有几条具体事项的，各占一行。")),
    ]
    if source.temporary:
        rows.append((say("网址"), say("临时地址，请勿登记")))
    return Sheet(say("填表说明"), (say("项目"), say("内容")), rows, (20, 80))
