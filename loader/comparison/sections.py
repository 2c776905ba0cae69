"""Stages and scenarios that kept their IRI and are printed with another name or code."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from loader.comparison.changes import Change, Kind, Side
from loader.comparison.items import ComparedItem, Section

Part = Callable[[ComparedItem], Section | None]
Both = Sequence[tuple[ComparedItem, ComparedItem]]


def section_changes(
    before: Sequence[ComparedItem], after: Sequence[ComparedItem], staying: Both
) -> Iterator[Change]:
    """The changes of stages and scenarios: of a whole one where an edition prints it one way
    throughout, else of each entry that stays in it."""
    for part, name, code in (
        (_stage, Kind.STAGE_RENAMED, Kind.STAGE_RECODED),
        (_scenario, Kind.SCENARIO_RENAMED, Kind.SCENARIO_RECODED),
    ):
        was, now = _sections(before, part), _sections(after, part)
        within: defaultdict[str | None, list[tuple[ComparedItem, ComparedItem]]] = defaultdict(list)
        for old, new in staying:
            if _iri(old, part) == _iri(new, part):
                within[_iri(old, part)].append((old, new))
        for kind, say in ((name, _name), (code, _code)):
            for iri in was:
                if iri in now:
                    yield from _changes(kind, was[iri], now[iri], within[iri], part, say)
    for old, new in staying:
        if _iri(old, _scenario) is not None and _iri(old, _stage) != _iri(new, _stage):
            yield Change(Kind.RESTAGED, Side(old, section=old.stage), Side(new, section=new.stage))


def _changes(
    kind: Kind,
    was: Sequence[Section],
    now: Sequence[Section],
    staying: Both,
    part: Part,
    say: Callable[[Section], str | None],
) -> Iterator[Change]:
    if len({say(one) for one in was}) == len({say(one) for one in now}) == 1:
        yield from _change(kind, None, was[0], None, now[0], say)
        return
    for old, new in staying:
        first, second = part(old), part(new)
        if first and second:
            yield from _change(kind, old, first, new, second, say)


def _change(
    kind: Kind,
    old: ComparedItem | None,
    was: Section,
    new: ComparedItem | None,
    now: Section,
    say: Callable[[Section], str | None],
) -> Iterator[Change]:
    first, second = say(was), say(now)
    if first != second:
        yield Change(
            kind,
            Side(old, section=was, values=() if first is None else (first,)),
            Side(new, section=now, values=() if second is None else (second,)),
        )


def _sections(items: Iterable[ComparedItem], part: Part) -> Mapping[str, tuple[Section, ...]]:
    """IRI -> the ways an edition prints the stage or scenario, in the order of the list."""
    found: defaultdict[str, dict[Section, None]] = defaultdict(dict)
    for item in items:
        if section := part(item):
            found[section.thing.iri][section] = None
    return {iri: tuple(sections) for iri, sections in found.items()}


def _stage(item: ComparedItem) -> Section | None:
    return item.stage


def _scenario(item: ComparedItem) -> Section | None:
    return item.scenario


def _name(section: Section) -> str | None:
    return section.name


def _code(section: Section) -> str | None:
    return section.code


def _iri(item: ComparedItem, part: Part) -> str | None:
    section = part(item)
    return section.thing.iri if section else None
