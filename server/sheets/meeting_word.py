"""The sheet that a 一件事 meeting is called with, as a Word file."""

from collections.abc import Iterator, Sequence

from server.reading.items import Item, Numbered, mentioned
from server.sheets import presumption_words
from server.sheets.assignment_book import ROLE_WORDS
from server.sheets.meeting import Meeting, Scenario
from server.sheets.office import Band, Block, Column, Grid, Heading, Paper, Remark, Text, Title
from server.sheets.roles import ROLES
from server.sheets.source import Source
from server.sheets.wording import Wording, heading_of

_NAMED = 6
"""Of so many scenarios the introduction says the names, of more only how many they are."""
_NUMERALS = "一二三四五六七八九十"


def things(meeting: Meeting) -> set[str]:
    """Every IRI that the sheet has to name."""
    shared = (Numbered(item) for one in meeting.shared for item in one.elsewhere)
    return {
        *mentioned([*meeting.numbered, *shared]),
        *(iri for one in meeting.presumed for iri in one.departments),
    }


def subject(meeting: Meeting, wording: Wording) -> str:
    """What the meeting is about: a whole stage, a scenario, or the first of several."""
    if meeting.stage:
        return wording.short(meeting.stage)
    first = wording.short(meeting.scenarios[0].iri)
    count = len(meeting.scenarios)
    return (
        first if count == 1 else wording.say("%(first)s等%(count)s个场景", first=first, count=count)
    )


def title(meeting: Meeting, wording: Wording) -> str:
    return wording.say("“%(subject)s”一件事会议材料", subject=subject(meeting, wording))


def paper(meeting: Meeting, source: Source, wording: Wording) -> Paper:
    """The sheet of a meeting of at least one scenario."""
    return Paper(
        title(meeting, wording),
        source.checklist.edition,
        wording.language,
        source.footer(wording),
        tuple(_blocks(meeting, source, wording)),
    )


def _blocks(meeting: Meeting, source: Source, wording: Wording) -> Iterator[Block]:
    yield Title(title(meeting, wording), wording.checklist(source.checklist))
    yield Text(introduction(meeting, wording))
    yield _called(wording)
    for number, (heading, blocks) in enumerate(_sections(meeting, wording)):
        ordinal = f"{number + 1}. " if wording.english else f"{_NUMERALS[number]}、"
        yield Heading(ordinal + heading)
        yield from blocks


def _sections(meeting: Meeting, wording: Wording) -> Iterator[tuple[str, list[Block]]]:
    say = wording.say
    yield say("需要召集的部门"), [_attending(meeting, wording)]
    if meeting.beyond:
        yield say("牵头部门以外还有协同部门的事项"), [_beyond(meeting, wording)]
    none = Text(say("这些事项没有出现在其他场景。"))
    yield say("其他场景也有的事项"), [_shared(meeting, wording) if meeting.shared else none]
    yield say("还要问到的部门"), _asked(meeting, wording)
    order = say("按清单顺序排列；清单没有规定办理先后，也没有说明是否都要办。")
    yield say("清单所列事项"), [_items(meeting, wording), Remark(order)]
    if meeting.presumed:
        yield presumption_words.section(meeting.presumed, wording)


def introduction(meeting: Meeting, wording: Wording) -> str:
    """One sentence: which scenarios, how much, how many departments, who leads."""
    names = [wording.scenario(one) for one in meeting.scenarios]
    listed = wording.bracketed(wording.comma.join(names)) if len(names) <= _NAMED else ""
    leading = wording.shorts(one.iri for one in meeting.leading)
    sentence = wording.say(
        "会议涉及%(scenarios)s，清单列%(extent)s，需要召集%(departments)s。",
        scenarios=wording.count("%(count)s个场景", len(names)) + listed,
        extent=wording.extent(len(meeting.numbered), meeting.lines),
        departments=wording.count("%(count)s个部门", len(meeting.departments)),
    )
    led = wording.say("牵头部门：%(names)s。", names=leading) if leading else ""
    return f"{sentence.rstrip()}{' ' if wording.english and led else ''}{led}"


def _called(wording: Wording) -> Grid:
    """When and where: to be filled in by who calls the meeting."""
    say = wording.say
    return Grid(
        (Column("", 26, True), Column("", 52), Column("", 26, True), Column("", 52)),
        (
            (say("会议时间"), "", say("会议地点"), ""),
            (say("主持人"), "", say("联系人及电话"), ""),
        ),
        head=False,
    )


def _attending(meeting: Meeting, wording: Wording) -> Grid:
    say = wording.say
    columns = [Column(say("部门"), 38), Column(say("牵头"), 42), Column(say("协同"), 42)]
    if meeting.handled:
        columns.append(Column(say("办理（清单写明）"), 30))
    columns.append(Column(say("参会人员"), 34))
    rows = []
    for one in meeting.departments:
        roles = [one.leads, one.cooperates, *([one.handles] if meeting.handled else [])]
        said = [wording.entries(entries) or say("无") for entries in roles]
        rows.append((wording.name(one.iri), *said, ""))
    return Grid(tuple(columns), tuple(rows))


def _beyond(meeting: Meeting, wording: Wording) -> Grid:
    say = wording.say
    columns = (
        Column(say(heading_of(meeting.numbered)), 20, True),
        Column(say("事项名称"), 58),
        Column(say("牵头部门"), 36),
        Column(say("其他协同部门"), 42),
    )
    rows = (
        (
            _number(one.one.item, wording),
            wording.stated(one.one.item),
            wording.spread(one.one.leads),
            wording.names(one.departments),
        )
        for one in meeting.beyond
    )
    return Grid(columns, tuple(rows))


def _shared(meeting: Meeting, wording: Wording) -> Grid:
    say = wording.say
    columns = (
        Column(say("事项"), 46),
        Column(say("本次会议"), 24),
        Column(say("还出现在"), 86),
    )
    rows = (
        (
            wording.name(one.matter),
            wording.entries(one.here),
            "\n".join(_place(item, wording) for item in one.elsewhere),
        )
        for one in meeting.shared
    )
    return Grid(columns, tuple(rows))


def _place(item: Item, wording: Wording) -> str:
    """An entry elsewhere: its number, its scenario, and who leads it."""
    say = wording.say
    lead = f"{say('牵头')}{say('：')}{wording.shorts(item.leads)}" if item.leads else ""
    place = f"{wording.entry(item)} {wording.scenario(item)}"
    return place + (wording.bracketed(lead) if lead else "")


def _asked(meeting: Meeting, wording: Wording) -> list[Block]:
    if not meeting.further:
        return [Text(wording.say("没有：这些事项在其他场景涉及的部门都已在召集之列。"))]
    why = wording.say("不在所选场景之列；同一事项在其他场景由它们牵头或协同，开会前请问一问。")
    return [_further(meeting, wording), Remark(why)]


def _further(meeting: Meeting, wording: Wording) -> Grid:
    say = wording.say
    roles = [role for role in ROLES if role != "handles" or meeting.handled_elsewhere]
    columns = (Column(say("部门"), 52), *(Column(say(ROLE_WORDS[role]), 52) for role in roles))
    rows = []
    for one in meeting.further:
        said = [wording.entries(one.roles.get(role, ())) or say("无") for role in roles]
        rows.append((wording.name(one.department), *said))
    return Grid(columns, tuple(rows))


def _items(meeting: Meeting, wording: Wording) -> Grid:
    say = wording.say
    columns = [
        Column(say(heading_of(meeting.numbered)), 14, True),
        Column(say("事项名称"), 46 if wording.english else 54),
        Column(say("事项类型"), 30 if wording.english else 22),
        Column(say("牵头部门"), 30),
        Column(say("协同部门"), 36),
    ]
    if meeting.handled:
        columns.append(Column(say("办理部门（清单写明）"), 30))
    rows: list[Band | Sequence[str | int]] = []
    for scenario in meeting.scenarios:
        rows.append(Band(_band(scenario, wording)))
        rows += [_printed(one, meeting, wording) for one in scenario.entries]
    return Grid(tuple(columns), tuple(rows))


def _band(scenario: Scenario, wording: Wording) -> str:
    stage = wording.bracketed(wording.name(scenario.stage)) if scenario.stage else ""
    return wording.scenario(scenario) + stage


def _printed(one: Numbered, meeting: Meeting, wording: Wording) -> Sequence[str | int]:
    values = [
        wording.number(one.item),
        wording.with_lines(one),
        wording.spread(one.types),
        wording.spread(one.leads),
        wording.spread(one.cooperating),
    ]
    return [*values, wording.spread(one.handling)] if meeting.handled else values


def _number(item: Item, wording: Wording) -> str:
    return "" if item.called.number is None else wording.entry(item)
