"""Problems in the order in which people work through them: the checklist's first, then the
graph's; worst first; one group for each rule."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loader.problems import Problem, template
from loader.rows import Place
from shapes.catalogue import catalogue
from shapes.report import Kind, Severity

_LAST = frozenset({"L02"})
"""English names: they are missing wherever a county is new, and hide what else is to be seen."""
_VARIABLE = re.compile(r"“?\{\??\w+\}”?")
_NUMBERED = re.compile(r"第 ?… ?项|\bnumber …(?:, …)?")
_LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class Word:
    """A word of a list in Chinese and English."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        return f"{self.zh} {self.en}"


SEVERITIES: Mapping[Severity, Word] = {
    Severity.VIOLATION: Word("错误", "error"),
    Severity.WARNING: Word("警告", "warning"),
    Severity.INFO: Word("提示", "note"),
}
KINDS: Mapping[Kind, Word] = {
    Kind.CHECKLIST: Word("清单问题", "checklist problems"),
    Kind.TECHNICAL: Word("技术规范", "technical rules"),
}
Counts = Mapping[Kind, Mapping[Severity, int]]


@dataclass(frozen=True)
class Group:
    """What one rule found, in the order of the document."""

    code: str
    severity: Severity
    kind: Kind
    problems: tuple[Problem, ...]

    @property
    def id(self) -> str:
        """The id of the catalogue (`N01`)."""
        return self.code.partition("-")[0]

    def shared(self, language: str) -> str | None:
        """The sentence that is said of every problem of the group; None where they differ."""
        said = {problem.sentence(language) for problem in self.problems}
        return said.pop() if len(said) == 1 else None

    def sentence(self, language: str) -> str:
        """What is said of the group: the sentence that all share, or what theirs have in common,
        with … for what differs."""
        if shared := self.shared(language):
            return shared
        rule = self.problems[0].rule
        known = (shape for shape in catalogue() if shape.name == rule)
        shape = next(known, None)
        words = shape.messages[_LANGUAGES[language]] if shape else template(self.code, language)
        common = re.sub("…+", "…", _NUMBERED.sub("…", _VARIABLE.sub("…", words)))
        return common or self.problems[0].sentence(language)


def groups(problems: Iterable[Problem]) -> list[Group]:
    """The groups, those of the checklist before those of the graph. Problems of one rule that are
    not equally grave are two groups."""
    found: dict[tuple[Kind, Severity, str], list[Problem]] = {}
    for problem in problems:
        key = (problem.kind, problem.severity, problem.rule or problem.code)
        found.setdefault(key, []).append(problem)
    made = [
        Group(of_it[0].code, severity, kind, tuple(sorted(of_it, key=_standing)))
        for (kind, severity, _), of_it in found.items()
    ]
    return sorted(made, key=_order)


def counted(problems: Iterable[Problem]) -> Counts:
    """How many problems there are of each kind and severity, zeros included."""
    found = list(problems)
    return {
        kind: {s: sum(p.kind is kind and p.severity is s for p in found) for s in Severity}
        for kind in Kind
    }


def row_words(place: Place) -> str:
    """Which row a place is in, as one counts in the file: lines of a text, rows of a worksheet;
    elsewhere rows below the header."""
    if place.line_start is not None:
        end = place.line_end if place.line_end != place.line_start else None
        return f"第{place.line_start}{f'–{end}' if end else ''}行"
    number = re.fullmatch(r"[A-Z]+(\d+)", place.cell or "") if place.sheet is not None else None
    if number:
        return f"第{number[1]}行"
    return f"数据第{place.row}行" if place.row is not None else ""


def _standing(problem: Problem) -> tuple[int, int, str]:
    place = problem.place
    return (place.row or 0, place.line_start or 0, problem.thing.iri if problem.thing else "")


def _order(group: Group) -> tuple[int, int, bool, Sequence[object], str]:
    """Worst first, then by where the group begins in the document; what a clerk cannot mend in the
    document comes last."""
    kind = tuple(Kind).index(group.kind)
    first = _standing(group.problems[0])
    return (kind, group.severity.rank, group.code in _LAST, first[:2], group.code)
