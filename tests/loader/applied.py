"""Applies a comparison to the items of the earlier edition, reading of each change no more than its
kind says: what comes out is the later edition only where the changes are complete."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from loader.comparison.changes import ASPECTS, Change, Comparison, Kind, Side
from loader.comparison.items import ComparedItem, ComparedLine, Section, Stated, Thing


@dataclass
class Draft:
    """An entry on its way from one edition to the other. `fixed`: its place in the new edition,
    where a change says it; `own`: what the entry's own line names, where a change says it."""

    item: ComparedItem
    lines: dict[int, ComparedLine]
    fixed: int | None = None
    line_places: dict[int, int] = field(default_factory=dict)
    added: list[ComparedLine] = field(default_factory=list)
    own: Thing | None = None
    whole: dict[str, frozenset[Thing]] = field(default_factory=dict)


def applied(before: Sequence[ComparedItem], comparison: Comparison) -> tuple[ComparedItem, ...]:
    """The items of the later edition, made of the earlier one's and the changes."""
    drafts = {i.order: Draft(i, {line.order: line for line in i.lines}) for i in before}
    _rename_columns(drafts, comparison.changes)
    for change in comparison.changes:
        if change.kind is Kind.REMOVED:
            del drafts[_item(change.before).order]
    for change in comparison.changes:
        old = change.before.item if change.before else None
        if old:
            _apply(drafts[old.order], change) if old.order in drafts else None
        else:
            _apply_to_section(drafts.values(), change)
    finished = [(draft.fixed, _finished(draft)) for draft in drafts.values()]
    finished += [
        (_item(change.after).order, _item(change.after))
        for change in comparison.changes
        if change.kind is Kind.ADDED
    ]
    items = (
        sorted((item for _, item in finished), key=lambda item: item.number or 0)
        if comparison.by_number
        else _placed(finished)
    )
    return tuple(replace(item, order=order) for order, item in enumerate(items, start=1))


def _item(side: Side | None) -> ComparedItem:
    assert side and side.item
    return side.item


def _placed(
    finished: Iterable[tuple[int | None, ComparedItem]],
) -> list[ComparedItem]:
    """Those with a place of their own there; the others between them in their old order."""
    every = list(finished)
    fixed = {place: item for place, item in every if place is not None}
    others = iter(sorted((i for place, i in every if place is None), key=lambda i: i.order))
    return [fixed[n] if n in fixed else next(others) for n in range(1, len(every) + 1)]


def _rename_columns(drafts: Mapping[int, Draft], changes: Iterable[Change]) -> None:
    names = {
        str(change.before.values[0]): str(change.after.values[0])
        for change in changes
        if change.kind is Kind.COLUMN_RENAMED and change.before and change.after
    }

    def renamed(stated: Iterable[Stated]) -> tuple[Stated, ...]:
        return tuple(replace(one, heading=names.get(one.heading, one.heading)) for one in stated)

    for draft in drafts.values():
        draft.item = replace(draft.item, attributes=renamed(draft.item.attributes))
        for order, line in draft.lines.items():
            draft.lines[order] = replace(line, attributes=renamed(line.attributes))


def _apply(draft: Draft, change: Change) -> None:
    before, after = change.before, change.after
    assert before and after
    line = before.line
    match change.kind:
        case Kind.MOVED:
            new = _item(after)
            draft.item = replace(
                draft.item, number=new.number, stage=new.stage, scenario=new.scenario
            )
            draft.fixed = new.order
        case Kind.RENUMBERED:
            number = int(str(after.values[0])) if after.values else None
            draft.item = replace(draft.item, number=number)
        case Kind.RENAMED if line is None:
            draft.item = replace(draft.item, name=str(after.values[0]))
        case Kind.RENAMED if line:
            name = str(after.values[0]) if after.values else None
            draft.lines[line.order] = replace(draft.lines[line.order], name=name)
        case Kind.RETYPED | Kind.LEAD | Kind.COOPERATING | Kind.HANDLING:
            _set(draft, ASPECTS[change.kind], line, after)
        case Kind.SUB_ITEM_REMOVED:
            assert line
            if line.name is None:
                draft.lines[line.order] = replace(draft.lines[line.order], sub_item=None)
            else:
                del draft.lines[line.order]
        case Kind.SUB_ITEM_ADDED:
            assert after.line
            if after.line.name is None:
                draft.own = after.line.sub_item
            else:
                draft.added.append(after.line)
        case Kind.ATTRIBUTE:
            _state(draft, line, change.heading or "", [str(text) for text in after.values])
        case Kind.REORDERED if line is None:
            draft.fixed = _item(after).order
        case Kind.REORDERED if line and after.line:
            draft.line_places[line.order] = after.line.order
        case Kind.RESTAGED:
            draft.item = replace(draft.item, stage=after.section)
        case _:
            draft.item = _with_section(draft.item, change.kind, after)


def _set(draft: Draft, aspect: str, line: ComparedLine | None, after: Side) -> None:
    things = frozenset(value for value in after.values if isinstance(value, Thing))
    for order in [line.order] if line else list(draft.lines):
        draft.lines[order] = replace(draft.lines[order], **{aspect: things})  # type: ignore[arg-type]
    if line is None:
        draft.whole[aspect] = things


def _state(draft: Draft, line: ComparedLine | None, heading: str, texts: Iterable[str]) -> None:
    holder = draft.lines[line.order] if line else draft.item
    kept = [one for one in holder.attributes if one.heading != heading]
    stated = tuple(kept + [Stated(heading, text) for text in texts])
    if line:
        draft.lines[line.order] = replace(draft.lines[line.order], attributes=stated)
    else:
        draft.item = replace(draft.item, attributes=stated)


def _apply_to_section(drafts: Iterable[Draft], change: Change) -> None:
    """A change of a whole stage or scenario holds for every entry in it."""
    if change.kind in (Kind.ADDED, Kind.COLUMN_RENAMED):
        return
    assert change.before and change.before.section and change.after
    for draft in drafts:
        for section in (draft.item.stage, draft.item.scenario):
            if section and section.thing == change.before.section.thing:
                draft.item = _with_section(draft.item, change.kind, change.after)


def _with_section(item: ComparedItem, kind: Kind, after: Side) -> ComparedItem:
    value = str(after.values[0]) if after.values else None
    part = "stage" if kind in (Kind.STAGE_RENAMED, Kind.STAGE_RECODED) else "scenario"
    section: Section = getattr(item, part)
    renamed = kind in (Kind.STAGE_RENAMED, Kind.SCENARIO_RENAMED)
    new = replace(section, name=value or "") if renamed else replace(section, code=value)
    return replace(item, **{part: new})  # type: ignore[arg-type]


def _finished(draft: Draft) -> ComparedItem:
    lines = dict(draft.lines)
    if draft.added or any(line.name is not None for line in lines.values()):
        lines = {order: line for order, line in lines.items() if line.name is not None}
    elif not lines:
        lines = {1: _line_of_all(draft)}
    if draft.own:
        (order,) = lines
        lines[order] = replace(lines[order], sub_item=draft.own)
    places = {line.order: line for line in draft.added}
    places |= {place: lines.pop(order) for order, place in draft.line_places.items()}
    rest = iter(lines[order] for order in sorted(lines))
    total = range(1, len(places) + len(lines) + 1)
    ordered = [places[n] if n in places else next(rest) for n in total]
    return replace(
        draft.item,
        lines=tuple(
            replace(line, order=n, attributes=sorted_texts(line.attributes))
            for n, line in enumerate(ordered, start=1)
        ),
        attributes=sorted_texts(draft.item.attributes),
    )


def _line_of_all(draft: Draft) -> ComparedLine:
    """The own line of an entry whose lines have all gone: what stood in all of them."""
    of_all = {a: draft.whole.get(a, draft.item.values(a)) for a in ASPECTS.values()}
    return replace(ComparedLine("", 1, None, None), **of_all)  # type: ignore[arg-type]


def sorted_texts(attributes: Iterable[Stated]) -> tuple[Stated, ...]:
    return tuple(sorted(attributes, key=lambda one: (one.heading, one.text)))
