"""A list of one's own as a workbook: by department, by matter, and where it comes from."""

from collections.abc import Iterator, Sequence

from server.sheets.listed import lines_of
from server.sheets.own import Own
from server.sheets.own_word import absence, introduction, roles_said
from server.sheets.presumption_words import WHY, sheet
from server.sheets.roles import roles_in
from server.sheets.source import Source
from server.sheets.wording import Wording
from server.spreadsheet import Link, Sheet, Value, workbook

_BY_DEPARTMENT = (24, 14, 12, 16, 30, 30, 13, 18, 22)
_BY_MATTER = (36, 14, 20, 36, 14, 24, 30, 44)


def book(own: Own, source: Source, wording: Wording) -> bytes:
    """The workbook (.xlsx); the same bytes for the same matters of the same edition."""
    presumed = [sheet(own.presumed, wording)] if own.presumed else []
    return workbook(
        [
            _departments(own, wording),
            _matters(own, wording),
            *presumed,
            _about(own, source, wording),
        ]
    )


def _departments(own: Own, wording: Wording) -> Sheet:
    say = wording.say
    columns = (
        say("部门"), say("分工"), say("条目"), say("场景"), say("事项名称"), say("具体事项"),
        say("事项类型"), say("牵头部门"), say("协同部门"),
    )  # fmt: skip
    rows: list[Sequence[Value]] = [
        (
            wording.name(department.iri),
            roles_said(roles_in(line, department.iri), wording),
            Link(line.iri, wording.entry(one.item)),
            wording.scenario(one.item),
            wording.stated(one.item),
            None if line is one.item else wording.stated(line),
            wording.shorts(line.types),
            wording.names(line.leads),
            wording.names(line.cooperating),
        )
        for department in own.departments
        for one, _ in department.with_roles
        for line in lines_of(one)
    ]
    return Sheet(say("按部门"), columns, rows, _BY_DEPARTMENT, ruled=True)


def _matters(own: Own, wording: Wording) -> Sheet:
    say = wording.say
    columns = (
        say("事项"), say("条目"), say("场景"), say("具体事项"), say("事项类型"), say("牵头部门"),
        say("协同部门"), say("网址"),
    )  # fmt: skip
    return Sheet(say("按事项"), columns, list(_of_matters(own, wording)), _BY_MATTER)


def _of_matters(own: Own, wording: Wording) -> Iterator[Sequence[Value]]:
    for matter in own.matters:
        for one in matter.entries:
            for line in lines_of(one):
                yield (
                    wording.name(matter.iri),
                    wording.entry(one.item),
                    wording.scenario(one.item),
                    wording.stated(line),
                    wording.shorts(line.types),
                    wording.names(line.leads),
                    wording.names(line.cooperating),
                    Link(matter.iri),
                )


def _about(own: Own, source: Source, wording: Wording) -> Sheet:
    say = wording.say
    rows: list[Sequence[Value]] = [
        (say("内容"), introduction(own, wording).strip()),
        (say("数据版本"), f"{wording.checklist(source.checklist)} {source.checklist.edition_key}"),
        (say("版本网址"), Link(source.checklist.edition)),
        (
            say("分工"),
            say("牵头、协同照清单所印，一格里的几个部门不分先后；清单没有规定办理先后。"),
        ),
    ]
    if own.presumed:
        rows.append((say("推定办理部门"), say(WHY)))
    if own.absent:
        rows.append((say("请核对"), absence(own, wording).strip()))
    if source.temporary:
        rows.append((say("网址"), say("临时地址，请勿登记")))
    return Sheet(say("说明"), (say("项目"), say("内容")), rows, (20, 80))
