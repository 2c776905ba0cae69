"""A difference for people at a terminal, as lines of text."""

from collections.abc import Iterator, Sequence

from loader.comparison.changes import Change, Kind
from server.cell_text import visible
from server.differences.departments import by_department
from server.differences.finding import Compared, Difference
from server.differences.wording import GUESSES, KINDS, guess, renumbered, sentence


def lines(difference: Difference, *, departments: bool = False) -> Iterator[str]:
    """The counts, the two editions, the changes by kind or by department, and what to look at. Each
    change begins with its sign."""
    return (visible(line) for line in _lines(difference, departments))


def _lines(difference: Difference, departments: bool) -> Iterator[str]:
    changes = difference.comparison.changes
    yield _counts(difference)
    yield f"  原 {_edition(difference.before)}"
    yield f"  新 {_edition(difference.after)}"
    if difference.across:
        first, second = difference.comparison.unjoined
        yield (
            "  两地比较只看已对应通用事项的事项；另有 "
            f"{first} 个和 {second} 个事项没有对应，未比较。"
            f"/ {first} and {second} matters have no shared concept and were not compared."
        )
    if departments:
        yield from _by_department(changes)
    else:
        yield from _by_kind(difference)
    yield from _hints(difference)


def _counts(difference: Difference) -> str:
    counts = difference.comparison.counts()
    if not counts and difference.comparison.unjoined != (0, 0):
        return (
            "已对应的事项在名称和类型上没有差别；阶段、场景和部门没有比较。"
            "/ The joined matters do not differ in name and type; stages, scenarios and "
            "departments were not compared."
        )
    if not counts:
        return "两个版本没有差别。/ The editions do not differ."
    parts = " · ".join(f"{KINDS[kind].both} {n}" for kind, n in counts.items())
    return f"共 {sum(counts.values())} 处变化：{parts}"


def _edition(one: Compared) -> str:
    edition = one.edition
    loaded = f"，{one.loaded} 装载" if one.loaded else ""
    key = f"{edition.region}/{edition.list}/{edition.key}"
    return f"{key}  {one.region.zh}《{edition.title}》{edition.entries} 项{loaded}"


def _by_kind(difference: Difference) -> Iterator[str]:
    changes = difference.comparison.changes
    for kind, count in difference.comparison.counts().items():
        word = KINDS[kind]
        yield ""
        yield f"{word.both}（{count}）"
        found = [change for change in changes if change.kind is kind]
        runs = kind is Kind.RENUMBERED and difference.comparison.by_number
        for text in renumbered(found) if runs else map(sentence, found):
            yield f"  {word.sign} {text}"


def _by_department(changes: Sequence[Change]) -> Iterator[str]:
    for department, of_it in by_department(changes).items():
        name = department.zh if department else "（不涉及具体部门）no one department"
        yield ""
        yield f"{name}（{len(of_it)}）"
        for change in of_it:
            if change.kind is not Kind.RENUMBERED:
                word = KINDS[change.kind]
                yield f"  {word.sign} {word.zh}：{sentence(change)}"
        numbers = sum(change.kind is Kind.RENUMBERED for change in of_it)
        if numbers:
            yield f"  ≠ 另有 {numbers} 项序号变更 / {numbers} renumbered besides"


def _hints(difference: Difference) -> Iterator[str]:
    if not difference.hints:
        return
    yield ""
    yield (
        "请核对：如确为同一事项，用 lifematters register 查看待定问题并决定“same 同一”。"
        "/ Look at these: where one is the same, make its new name an alias in the register and "
        "load the edition again."
    )
    for hint in difference.hints:
        word = GUESSES[hint.guess]
        yield f"  {word.sign} {word.both}：{guess(hint)}"
