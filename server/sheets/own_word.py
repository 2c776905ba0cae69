"""A list of one's own as a Word file: by department, what each leads and cooperates on."""

from collections.abc import Iterator, Sequence

from server.reading.items import mentioned
from server.sheets.assignment_book import ROLE_WORDS
from server.sheets.office import Block, Column, Grid, Heading, Paper, Remark, Text, Title
from server.sheets.own import Own
from server.sheets.presumption_words import section
from server.sheets.roles import Department
from server.sheets.source import Source
from server.sheets.wording import Wording, heading_of


def things(own: Own) -> set[str]:
    """Every IRI that the list has to name."""
    return {
        *mentioned(own.numbered),
        *own.absent,
        *(iri for one in own.presumed for iri in one.departments),
    }


def introduction(own: Own, wording: Wording) -> str:
    """How much it is, in one sentence."""
    return wording.say(
        "共%(matters)s，清单列%(extent)s，涉及%(departments)s。",
        matters=wording.count("%(count)s个事项", len(own.matters)),
        extent=wording.extent(len(own.numbered), own.lines),
        departments=wording.count("%(count)s个部门", len(own.departments)),
    )


def absence(own: Own, wording: Wording) -> str:
    """Which of the matters the current edition does not have."""
    return wording.say(
        "现行版本里没有：%(names)s。不在清单不等于取消，请核对。", names=wording.names(own.absent)
    )


def paper(own: Own, source: Source, wording: Wording) -> Paper:
    """The list of at least one matter."""
    title = wording.say("事项清单（按部门）")
    return Paper(
        title,
        source.checklist.edition,
        wording.language,
        source.footer(wording),
        tuple(_blocks(title, own, source, wording)),
    )


def _blocks(title: str, own: Own, source: Source, wording: Wording) -> Iterator[Block]:
    yield Title(title, wording.checklist(source.checklist))
    yield Text(introduction(own, wording))
    if own.absent:
        yield Text(absence(own, wording))
    for one in own.departments:
        extent = wording.bracketed(wording.count("%(count)s项", one.entries))
        yield Heading(wording.name(one.iri) + extent)
        yield _grid(one, wording)
    yield Remark(wording.say("按清单顺序排列；清单没有规定办理先后，也没有说明是否都要办。"))
    if own.presumed:
        heading, blocks = section(own.presumed, wording)
        yield Heading(heading)
        yield from blocks


def _grid(department: Department, wording: Wording) -> Grid:
    say = wording.say
    entries = department.with_roles
    columns = (
        Column(say(heading_of(one for one, _ in entries)), 14, True),
        Column(say("事项名称"), 46),
        Column(say("场景"), 24),
        Column(say("分工"), 22, True),
        Column(say("牵头部门"), 24),
        Column(say("协同部门"), 26),
    )
    rows = (
        (
            wording.number(one.item),
            wording.with_lines(one),
            wording.scenario(one.item),
            roles_said(roles, wording),
            wording.spread(one.leads),
            wording.spread(one.cooperating),
        )
        for one, roles in entries
    )
    return Grid(columns, tuple(rows))


def roles_said(roles: Sequence[str], wording: Wording) -> str:
    return wording.comma.join(wording.say(ROLE_WORDS[role]) for role in roles)
