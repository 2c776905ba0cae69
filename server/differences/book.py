"""A difference for offices, as the sheets of a workbook."""

from collections.abc import Iterable

from loader.comparison.changes import Change, Kind, Side
from server.differences.departments import by_department
from server.differences.finding import Compared, Difference
from server.differences.wording import GUESSES, KINDS, columns, guess, spoken
from server.spreadsheet import Link, Sheet, Value

COLUMNS = (
    "变化", "序号（原）", "序号（新）", "事项", "细分事项", "场景（原）", "场景（新）",
    "原值", "新值", "说明", "事项网址",
)  # fmt: skip
_WIDTHS = (18, 11, 11, 40, 28, 18, 18, 36, 36, 36, 44)


def sheets(difference: Difference, *, departments: bool = False) -> list[Sheet]:
    """The changes, a summary of what was compared, and what may be renamed; with `departments` also
    the changes under each department they concern."""
    changes = difference.comparison.changes
    result = [
        Sheet("变化", COLUMNS, [_row(change) for change in changes], _WIDTHS),
        Sheet("概要", ("项目", "内容"), _summary(difference), (34, 60)),
    ]
    if difference.hints:
        hinted = [(GUESSES[hint.guess].both, guess(hint)) for hint in difference.hints]
        result.append(Sheet("请核对", ("提示", "内容"), hinted, (34, 90)))
    if departments:
        rows = [
            (department.zh if department else "（不涉及具体部门）", *_row(change))
            for department, of_it in by_department(changes).items()
            for change in of_it
        ]
        result.append(Sheet("按部门", ("部门", *COLUMNS), rows, (26, *_WIDTHS)))
    return result


def _row(change: Change) -> tuple[Value, ...]:
    before, after = change.before, change.after
    shown = after if after and after.item else before
    item = shown.item if shown else None
    return (
        KINDS[change.kind].both,
        before.item.number if before and before.item else None,
        after.item.number if after and after.item else None,
        item.name if item else None,
        _line(change),
        _scenario(before),
        _scenario(after),
        _value(change, before),
        _value(change, after),
        _note(change),
        Link(item.matter.iri) if item else None,
    )


def _line(change: Change) -> str | None:
    for side in reversed(change.sides):
        if side.line:
            return side.line.name or (side.line.sub_item.zh if side.line.sub_item else None)
    return None


def _scenario(side: Side | None) -> str | None:
    if side is None:
        return None
    section = side.item.section if side.item else side.section
    return section.spoken if section else None


def _value(change: Change, side: Side | None) -> str | None:
    if side is None:
        return None
    if side.values:
        return "、".join(spoken(value) for value in side.values)
    if change.kind in (Kind.MOVED, Kind.RESTAGED) and side.section:
        return side.section.spoken
    if change.kind is Kind.REORDERED:
        order = side.line.order if side.line else side.item.order if side.item else 0
        return f"第{order}位"
    if change.kind in (Kind.SUB_ITEM_ADDED, Kind.SUB_ITEM_REMOVED):
        return columns([side.line]) if side.line else None
    if len(change.sides) == 1 and side.item:
        return columns(side.item.lines, side.item.attributes)
    return None


def _note(change: Change) -> str | None:
    if change.heading:
        return f"栏目：{change.heading}"
    if change.also:
        also = "、".join(section.spoken for section in change.also)
        return f"该事项{'原已' if change.kind is Kind.ADDED else '仍'}列在：{also}"
    return None


def _summary(difference: Difference) -> Iterable[tuple[Value, Value]]:
    for name, one in (("原版本", difference.before), ("新版本", difference.after)):
        yield from _edition(name, one)
    yield "数据快照 snapshot", difference.snapshot
    yield "快照发布时间 published", difference.published
    yield "变化总数 changes", len(difference.comparison.changes)
    for kind, count in difference.comparison.counts().items():
        yield KINDS[kind].both, count
    if difference.across:
        first, second = difference.comparison.unjoined
        yield "未对应通用事项、未比较（前者）not compared", first
        yield "未对应通用事项、未比较（后者）not compared", second


def _edition(name: str, one: Compared) -> Iterable[tuple[Value, Value]]:
    edition = one.edition
    yield name, f"{one.region.zh}《{edition.title}》"
    yield f"{name}：键 key", f"{edition.region}/{edition.list}/{edition.key}"
    yield f"{name}：网址 IRI", Link(edition.iri)
    yield f"{name}：装载时间 loaded", one.loaded
    yield f"{name}：条目数 entries", edition.entries
