"""Each change as a person would say it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loader.comparison.changes import ASPECTS, Change, Kind, Side, Value, settled
from loader.comparison.items import ComparedItem, ComparedLine, Section, Stated, Thing, values
from loader.comparison.likeness import Guess, Hint


@dataclass(frozen=True)
class Word:
    """What a kind of change is called, and the sign before it: a reader needs no colour."""

    zh: str
    en: str
    sign: str = "≠"

    @property
    def both(self) -> str:
        return f"{self.zh} {self.en}"


KINDS = {
    Kind.ADDED: Word("新增", "added", "+"),
    Kind.REMOVED: Word("移除", "removed", "−"),
    Kind.MOVED: Word("移到其他场景", "moved", "→"),
    Kind.RENAMED: Word("改名", "renamed"),
    Kind.RETYPED: Word("类型变更", "retyped"),
    Kind.LEAD: Word("牵头部门变更", "lead changed"),
    Kind.COOPERATING: Word("协同部门变更", "cooperating changed"),
    Kind.HANDLING: Word("办理部门（清单写明）变更", "stated handling department changed"),
    Kind.SUB_ITEM_ADDED: Word("新增细分事项", "sub-item added", "+"),
    Kind.SUB_ITEM_REMOVED: Word("移除细分事项", "sub-item removed", "−"),
    Kind.ATTRIBUTE: Word("其他栏目变更", "attribute changed"),
    Kind.COLUMN_RENAMED: Word("栏名变更", "column renamed"),
    Kind.STAGE_RENAMED: Word("阶段改名", "stage renamed"),
    Kind.STAGE_RECODED: Word("阶段编号变更", "stage recoded"),
    Kind.SCENARIO_RENAMED: Word("场景改名", "scenario renamed"),
    Kind.SCENARIO_RECODED: Word("场景编号变更", "scenario recoded"),
    Kind.RESTAGED: Word("所属阶段变更", "under another stage"),
    Kind.RENUMBERED: Word("序号变更", "renumbered"),
    Kind.REORDERED: Word("次序变更", "reordered"),
    Kind.ONLY_FIRST: Word("仅前者有", "only in the first", "−"),
    Kind.ONLY_SECOND: Word("仅后者有", "only in the second", "+"),
}
GUESSES = {
    Guess.RENAMED: Word("可能改名", "perhaps renamed", "？"),
    Guess.MOVED: Word("可能移动", "perhaps moved", "？"),
    Guess.SUB_ITEM_RENAMED: Word("细分事项可能改名", "sub-item perhaps renamed", "？"),
    Guess.SCENARIO_RENAMED: Word("场景可能改名", "scenario perhaps renamed", "？"),
}
COLUMN_NAMES = {
    "types": "类型",
    "leads": "牵头部门",
    "cooperating": "协同部门",
    "handling": "办理部门（清单写明）",
}


def spoken(value: Value) -> str:
    """A value without quotation marks."""
    return value.zh if isinstance(value, Thing) else value


def quoted(some: Sequence[Value], none: str = "无") -> str:
    """Values side by side: “县医保局”、“县税务局”; `none` where there is none, which is not what a
    blank one is."""
    return "、".join(f"“{text}”" if (text := spoken(one)) else "空白" for one in some) or none


def numbered(item: ComparedItem) -> str:
    """`第64项`; its place where the list prints no number."""
    return f"第{item.number}项" if item.number is not None else f"第{item.order}条（无序号）"


def columns(lines: Iterable[ComparedLine], attributes: Iterable[Stated] = ()) -> str:
    """What stands in the columns of lines, and in the further columns of their entry, together."""
    every = list(lines)
    told = []
    for aspect, name in COLUMN_NAMES.items():
        things = settled({thing for line in every for thing in values(line, aspect)})
        if things:
            told.append(f"{name} {'、'.join(thing.zh for thing in things)}")
    stated = (*attributes, *(one for line in every for one in line.attributes))
    told += [f"{one.heading} {one.text}" for one in dict.fromkeys(stated) if one.text]
    return "；".join(told)


def sentence(change: Change) -> str:
    """What changed, as one line without its sign."""
    if change.kind is Kind.COLUMN_RENAMED or _whole_section(change):
        return _section(change)
    return f"{_subject(change)}{_predicate(change)}"


def _whole_section(change: Change) -> bool:
    return all(side.item is None and side.section for side in change.sides)


def _section(change: Change) -> str:
    before, after = change.sides
    step = f"由{quoted(before.values)}改为{quoted(after.values)}"
    if after.section is None:
        return f"栏名{step}"
    what = "阶段" if change.kind in (Kind.STAGE_RENAMED, Kind.STAGE_RECODED) else "场景"
    return f"{what}“{after.section.spoken}”：{_part(change.kind)}{step}"


def _part(kind: Kind) -> str:
    return "名称" if kind in (Kind.STAGE_RENAMED, Kind.SCENARIO_RENAMED) else "编号"


def _subject(change: Change) -> str:
    """`第54项（原第53项）“不动产登记”（5.1 新房）`."""
    items = [side.item for side in change.sides if side.item]
    item = items[-1]
    was = f"（原{numbered(items[0])}）" if numbered(items[0]) != numbered(item) else ""
    if change.kind is Kind.RENUMBERED:
        was = ""
    where = f"（{item.section.spoken}）" if item.section and change.kind is not Kind.MOVED else ""
    return f"{numbered(item)}{was}“{item.name}”{where}{_of_line(change)}"


def _of_line(change: Change) -> str:
    sub_item = change.kind in (Kind.SUB_ITEM_ADDED, Kind.SUB_ITEM_REMOVED, Kind.RENAMED)
    lines = [side.line for side in change.sides if side.line and side.line.name]
    return f"的细分事项“{lines[-1].name}”" if lines and not sub_item else ""


def _predicate(change: Change) -> str:
    kind = change.kind
    if kind in (Kind.ADDED, Kind.REMOVED, Kind.ONLY_FIRST, Kind.ONLY_SECOND):
        return _alone(change)
    if kind in (Kind.SUB_ITEM_ADDED, Kind.SUB_ITEM_REMOVED):
        return _sub_item(change)
    before, after = change.sides
    if kind is Kind.MOVED:
        return f"：由“{_place(before.section)}”移到“{_place(after.section)}”"
    if kind is Kind.RESTAGED:
        return f"：所属阶段由“{_place(before.section)}”改为“{_place(after.section)}”"
    if kind is Kind.REORDERED:
        return f"：由第{_order(before)}位改到第{_order(after)}位"
    step = f"由{quoted(before.values)}改为{quoted(after.values)}"
    if kind is Kind.RENAMED and after.line:
        old, new = (quoted(side.values, "未单独列行") for side in (before, after))
        return f"：细分事项名称由{old}改为{new}"
    if kind is Kind.RENAMED:
        return f"：名称由{step.removeprefix('由')}"
    if kind is Kind.ATTRIBUTE:
        return f"：“{change.heading}”栏{step}"
    if kind is Kind.RENUMBERED:
        return f"：序号{step}"
    name = COLUMN_NAMES.get(ASPECTS.get(kind, ""), _part(kind))
    return f"：{name}{step}"


def _alone(change: Change) -> str:
    (side,) = change.sides
    told = columns(side.item.lines, side.item.attributes) if side.item else ""
    text = f"：{told}" if told else ""
    if not change.also:
        return text
    where = "、".join(f"“{section.spoken}”" for section in change.also)
    return text + (
        f"。该事项原已列在{where}" if change.kind is Kind.ADDED else f"。该事项仍列在{where}"
    )


def _sub_item(change: Change) -> str:
    (line,) = (side.line for side in change.sides if side.line)
    name = line.name or (line.sub_item.zh if line.sub_item else "")
    if change.kind is Kind.SUB_ITEM_REMOVED:
        return f"：不再列细分事项“{name}”"
    told = columns([line])
    return f"：增列细分事项“{name}”{f'（{told}）' if told else ''}"


def _place(section: Section | None) -> str:
    return section.spoken if section else "（未分场景）"


def _order(side: Side) -> int:
    if side.line:
        return side.line.order
    return side.item.order if side.item else 0


def renumbered(changes: Iterable[Change]) -> Iterator[str]:
    """Changes of numbers as lines: what follows on one another and shifts alike is one."""
    for run in runs(changes):
        (old, new), (old_end, new_end) = numbers(run[0]), numbers(run[-1])
        if len(run) > 2:
            yield f"第{old}–{old_end}项改为第{new}–{new_end}项（共{len(run)}项）"
        else:
            yield from (sentence(change) for change in run)


def runs(changes: Iterable[Change]) -> list[list[Change]]:
    """Changes of numbers, those together that follow on one another and shift alike."""
    found: list[list[Change]] = []
    for change in changes:
        if found and _follows(found[-1][-1], change):
            found[-1].append(change)
        else:
            found.append([change])
    return found


def numbers(change: Change) -> tuple[int | None, int | None]:
    """The numbers of a change of numbers, before and after."""
    before, after = change.sides
    return (
        before.item.number if before.item else None,
        after.item.number if after.item else None,
    )


def _follows(before: Change, after: Change) -> bool:
    (a, b), (c, d) = numbers(before), numbers(after)
    if a is None or b is None or c is None or d is None:
        return False
    return (c, d) == (a + 1, b + 1)


def guess(hint: Hint) -> str:
    """What a hint asks people to look at."""
    likeness = f"（相似度 {hint.likeness:.0%}）"
    if hint.before.section and hint.after.section:
        return f"场景“{hint.before.section.spoken}”与“{hint.after.section.spoken}”{likeness}"
    old, new = hint.before, hint.after
    names = [side.line.name if side.line else side.item.name for side in (old, new) if side.item]
    where = [numbered(side.item) for side in (old, new) if side.item]
    if old.item and new.item and old.item.place != new.item.place:
        where = [
            f"{number}（{_place(side.item.section)}）"
            for number, side in zip(where, (old, new), strict=True)
            if side.item
        ]
    return f"原{where[0]}“{names[0]}”与现{where[1]}“{names[1]}”{likeness}"
