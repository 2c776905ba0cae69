"""The changes between two editions as the rows of a page, in Chinese and English.

What a list prints stays as it is printed; what has a name in the graph is said by it. Entries in a
run whose numbers shift alike are one row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from loader.comparison.changes import Change, Comparison, Kind, Side, Value, settled
from loader.comparison.items import ComparedItem, ComparedLine, Section, Stated, Thing, values
from loader.comparison.likeness import Hint
from server.differences.departments import by_department
from server.differences.wording import COLUMN_NAMES, GUESSES, KINDS, numbers, runs

MOST = 300
"""So many rows of a kind are on a page; workbook and JSON have them all."""
_ENGLISH = {
    "types": "type",
    "leads": "lead",
    "cooperating": "cooperating",
    "handling": "stated handling department",
}


@dataclass(frozen=True)
class Words:
    """A text in Chinese and English; without English it is as printed."""

    zh: str
    en: str = ""


@dataclass(frozen=True)
class Row:
    """One change. `old` and `new` are what differs, `numbers` the numbers before and after (empty
    where there is none), `line` the sub-item where it is one line's change."""

    iri: str
    name: Words
    numbers: tuple[str, str]
    line: Words
    place: Words
    old: tuple[Words, ...]
    new: tuple[Words, ...]
    note: Words


@dataclass(frozen=True)
class Part:
    """The changes of one kind: how many, and the rows that a page shows."""

    kind: str
    sign: str
    words: Words
    count: int
    rows: tuple[Row, ...]
    more: int


@dataclass(frozen=True)
class Concerned:
    """A department with how many changes of each kind concern it; None for those that name none."""

    iri: str | None
    name: Words
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Told:
    """A comparison for a page: the parts, the departments, what to look at."""

    count: int
    parts: tuple[Part, ...]
    departments: tuple[Concerned, ...]
    hints: tuple[tuple[Words, Words, Words, int], ...]
    """What it may be, what stood before, what stands now, how alike they are (per cent)."""

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self)


def told(comparison: Comparison, hints: Iterable[Hint] = (), department: str = "") -> Told:
    """All changes, or those that concern a department with this IRI."""
    groups = by_department(comparison.changes)
    changes: tuple[Change, ...] = comparison.changes
    if department:
        of = (some for thing, some in groups.items() if thing and thing.iri == department)
        changes = next(of, ())
    return Told(
        len(changes),
        tuple(_parts(changes)),
        tuple(_concerned(thing, some) for thing, some in groups.items()),
        () if department else tuple(map(_hint, hints)),
    )


def _parts(changes: Iterable[Change]) -> Iterable[Part]:
    found: dict[Kind, list[Change]] = {}
    for change in changes:
        found.setdefault(change.kind, []).append(change)
    for kind in Kind:
        if of_it := found.get(kind):
            word = KINDS[kind]
            rows = _runs(of_it) if kind is Kind.RENUMBERED else map(_row, of_it)
            shown = tuple(rows)
            words = Words(word.zh, word.en)
            more = max(len(shown) - MOST, 0)
            yield Part(kind.value, word.sign, words, len(of_it), shown[:MOST], more)


def _concerned(thing: Thing | None, changes: Iterable[Change]) -> Concerned:
    counts: dict[Kind, int] = {}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    ordered = {str(kind.value): counts[kind] for kind in Kind if kind in counts}
    return Concerned(thing.iri if thing else None, _thing(thing) if thing else Words(""), ordered)


def _runs(changes: Iterable[Change]) -> Iterable[Row]:
    for run in runs(changes):
        if len(run) < 3:
            yield from map(_row, run)
            continue
        (old, new), (old_end, new_end) = numbers(run[0]), numbers(run[-1])
        note = Words(f"共{len(run)}项", f"{len(run)} entries")
        span = (f"{old}–{old_end}", f"{new}–{new_end}")
        yield Row("", Words(""), span, Words(""), Words(""), (), (), note)


def _row(change: Change) -> Row:
    before, after = change.before, change.after
    items = [side.item for side in change.sides if side.item]
    item = items[-1] if items else None
    section = next((side.section for side in reversed(change.sides) if side.section), None)
    thing = item.matter if item else section.thing if section else None
    return Row(
        thing.iri if thing else "",
        _name(item) if item else _spoken(section) if section else Words(change.heading or ""),
        (_number(before), _number(after)),
        _line(change),
        _spoken(item.section) if item and item.section else Words(""),
        tuple(_said(change, before)),
        tuple(_said(change, after)),
        _note(change),
    )


def _name(item: ComparedItem) -> Words:
    return Words(item.name, item.matter.en or "")


def _number(side: Side | None) -> str:
    number = side.item.number if side and side.item else None
    return "" if number is None else str(number)


def _line(change: Change) -> Words:
    for side in reversed(change.sides):
        if side.line and (name := side.line.name or (side.line.sub_item and side.line.sub_item.zh)):
            return Words(name, (side.line.sub_item.en or "") if side.line.sub_item else "")
    return Words("")


def _said(change: Change, side: Side | None) -> Iterable[Words]:
    """What stands on one side where the change is."""
    if side is None:
        return
    kind = change.kind
    if side.values:
        yield from map(_value, side.values)
    elif kind in (Kind.MOVED, Kind.RESTAGED):
        yield _spoken(side.section) if side.section else Words("未分场景", "no scenario")
    elif kind is Kind.REORDERED:
        order = side.line.order if side.line else side.item.order if side.item else 0
        yield Words(f"第{order}位", f"place {order}")
    elif kind in (Kind.SUB_ITEM_ADDED, Kind.SUB_ITEM_REMOVED):
        yield from _columns([side.line] if side.line else [], ())
    elif len(change.sides) == 1 and side.item:
        yield from _columns(side.item.lines, side.item.attributes)
    else:
        yield Words("无", "none")


def _columns(lines: Iterable[ComparedLine], attributes: Iterable[Stated]) -> Iterable[Words]:
    every = list(lines)
    for aspect, name in COLUMN_NAMES.items():
        things = settled({thing for line in every for thing in values(line, aspect)})
        if things:
            english = ", ".join(thing.en or thing.zh for thing in things)
            chinese = "、".join(thing.zh for thing in things)
            yield Words(f"{name}：{chinese}", f"{_ENGLISH[aspect]}: {english}")
    stated = (*attributes, *(one for line in every for one in line.attributes))
    for one in dict.fromkeys(stated):
        if one.text:
            yield Words(f"{one.heading}：{one.text}")


def _value(value: Value) -> Words:
    return _thing(value) if isinstance(value, Thing) else Words(value) if value else _BLANK


def _thing(thing: Thing) -> Words:
    return Words(thing.zh, thing.en or "")


def _spoken(section: Section) -> Words:
    english = section.thing.en or ""
    return Words(
        section.spoken, f"{section.code} {english}" if section.code and english else english
    )


def _note(change: Change) -> Words:
    if change.heading:
        return Words(f"栏目：{change.heading}", f"column: {change.heading}")
    if change.also:
        also = [_spoken(section) for section in change.also]
        chinese = "、".join(one.zh for one in also)
        english = ", ".join(one.en or one.zh for one in also)
        if change.kind is Kind.ADDED:
            return Words(f"该事项原已列在：{chinese}", f"already listed under: {english}")
        return Words(f"该事项仍列在：{chinese}", f"still listed under: {english}")
    return Words("")


def _hint(hint: Hint) -> tuple[Words, Words, Words, int]:
    word = GUESSES[hint.guess]
    old, new = (_hinted(side) for side in (hint.before, hint.after))
    return Words(word.zh, word.en), old, new, round(hint.likeness * 100)


def _hinted(side: Side) -> Words:
    if side.section or side.item is None:
        return _spoken(side.section) if side.section else Words("")
    line, number = side.line, side.item.number
    name = (line.name or "") if line else side.item.name
    thing = line.sub_item if line else side.item.matter
    zh, en = (f"第{number}项 ", f"No. {number} ") if number is not None else ("", "")
    english = (thing.en or "") if thing else ""
    return Words(f"{zh}{name}", f"{en}{english}" if english else "")


_BLANK = Words("空白", "blank")
