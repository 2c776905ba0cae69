"""What a register leaves for people to decide: which names mean one matter, which departments are
new, how parentheses are read, what was renamed, what is the same service in another region.

A proposal is a question about registers as they stand; nothing is merged until it is answered.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from loader.identifiers import normalise
from loader.register import Department, Matter, Register

_PARENTHESES = re.compile(r"(.+)（([^（）]+)）")
_ALIKE = 0.6
"""How like two names must be for one to be proposed as the other's new name."""


class Question(StrEnum):
    """What a proposal asks."""

    RECURS = "recurs"
    RENAMED = "renamed"
    READING = "reading"
    DEPARTMENT = "department"
    CONCEPT = "concept"


class Answer(StrEnum):
    """What may be decided."""

    SAME = "same"
    APART = "apart"
    SPLIT = "split"
    LITERAL = "literal"
    CONFIRM = "confirm"


WORDS: Mapping[Answer, tuple[str, str]] = {
    Answer.SAME: ("同一", "the same"),
    Answer.APART: ("不同", "apart"),
    Answer.SPLIT: ("拆分", "split: matter and sub-item"),
    Answer.LITERAL: ("原文", "literal: part of the name"),
    Answer.CONFIRM: ("确认", "confirmed as new"),
}
ANSWERS: Mapping[Question, tuple[Answer, ...]] = {
    Question.RECURS: (Answer.SAME, Answer.APART),
    Question.RENAMED: (Answer.SAME, Answer.APART),
    Question.READING: (Answer.SPLIT, Answer.LITERAL),
    Question.DEPARTMENT: (Answer.CONFIRM, Answer.SAME),
    Question.CONCEPT: (Answer.SAME, Answer.APART),
}
"""What may be answered to each question; a department that is the same as another names it."""
TITLES: Mapping[Question, tuple[str, str]] = {
    Question.RECURS: ("同名事项是否为同一事项", "one matter under one name?"),
    Question.RENAMED: ("是否为改名", "a new name of the same matter?"),
    Question.READING: ("括号内是否为细分事项", "a sub-item in parentheses?"),
    Question.DEPARTMENT: ("新出现的部门", "a new department"),
    Question.CONCEPT: ("两地是否为同一事项", "the same service in two regions?"),
}


@dataclass(frozen=True)
class Proposal:
    """One question. `subjects` are what it is about, `region:key` each, the one that would stay
    first; `names` how they are called, `places` where they stand."""

    question: Question
    subjects: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def id(self) -> str:
        """Eight hex digits that stay the same while the question does."""
        text = "|".join((self.question, *self.subjects))
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @property
    def answers(self) -> tuple[Answer, ...]:
        return ANSWERS[self.question]


def proposals(registers: Sequence[Register]) -> tuple[Proposal, ...]:
    """Every open question of the registers, in the order of the questions; what has been decided
    is not asked again."""
    decided = {d.proposal for register in registers for d in register.decisions}
    found: list[Proposal] = []
    for register in registers:
        found += _renamed(register)
        found += _recurring(register)
        found += _readings(register)
        found += _departments(register)
    found += _concepts(registers)
    unique = {proposal.id: proposal for proposal in found if proposal.id not in decided}
    return tuple(unique.values())


def _subject(register: Register, key: str) -> str:
    return f"{register.region.code}:{key}"


def _scenario(register: Register, matter: Matter) -> str:
    scenario = next((s for s in register.scenarios if s.key == matter.scenario), None)
    return f"{register.region.name} {scenario.name if scenario else ''}".strip()


def _ask(register: Register, question: Question, *matters: Matter) -> Proposal:
    return Proposal(
        question,
        tuple(_subject(register, m.key) for m in matters),
        tuple(m.name for m in matters),
        tuple(_scenario(register, m) for m in matters),
    )


def _living(register: Register) -> list[Matter]:
    return [m for m in register.matters if not m.replaced_by and not m.status]


def _recurring(register: Register) -> Iterator[Proposal]:
    """The same name in several scenarios, and no line says that it is one matter."""
    named: defaultdict[str, list[Matter]] = defaultdict(list)
    for matter in _living(register):
        if register.is_current(matter):
            named[normalise(matter.name)].append(matter)
    for matters in named.values():
        for other in matters[1:]:
            yield _ask(register, Question.RECURS, matters[0], other)


def _renamed(register: Register) -> Iterator[Proposal]:
    """A matter that fell out of a list, and a new one in its scenario with a similar name."""
    living = _living(register)
    for checklist in register.checklists:
        current = checklist.current
        fresh = [m for m in living if m.since.get(checklist.key) == current and current]
        gone = [
            m
            for m in living
            if checklist.key in m.seen and m.seen[checklist.key] != current and m not in fresh
        ]
        for old in gone:
            if register.is_current(old):
                continue
            near = [(alike(old.name, new.name), new) for new in fresh if _near(old, new)]
            if near:
                likeness, new = max(near, key=lambda pair: pair[0])
                if likeness >= _ALIKE:
                    yield _ask(register, Question.RENAMED, old, new)


def _near(old: Matter, new: Matter) -> bool:
    return old.scenario == new.scenario


def alike(one: str, other: str) -> float:
    """How like two names are, from 0 to 1, brackets and white space folded."""
    return SequenceMatcher(None, normalise(one), normalise(other), autojunk=False).ratio()


def _readings(register: Register) -> Iterator[Proposal]:
    """A name that ends in parentheses, where what stands before them is a matter of its own."""
    read = {normalise(reading.printed) for reading in register.readings}
    names = {normalise(matter.name): matter for matter in _living(register)}
    for matter in _living(register):
        match = _PARENTHESES.fullmatch(matter.name)
        if not match or normalise(matter.name) in read or not register.is_current(matter):
            continue
        if (base := names.get(normalise(match[1]))) and base.key != matter.key:
            yield _ask(register, Question.READING, base, matter)


def _departments(register: Register) -> Iterator[Proposal]:
    """A department known by its name alone; beside it the one whose name is most like it."""
    reviewed = [d for d in register.departments if not d.inferred and not d.replaced_by]
    for department in register.departments:
        if not department.inferred or department.replaced_by:
            continue
        near = _nearest(department, reviewed)
        these = (department, near) if near else (department,)
        yield Proposal(
            Question.DEPARTMENT,
            tuple(_subject(register, d.key) for d in these),
            tuple(d.name for d in these),
            tuple(register.region.name for _ in these),
        )


def _nearest(department: Department, others: Sequence[Department]) -> Department | None:
    def likeness(other: Department) -> float:
        return max(alike(department.name, name) for name in (other.name, *other.aliases))

    best = max(others, key=likeness, default=None)
    return best if best and likeness(best) >= _ALIKE else None


def _concepts(registers: Sequence[Register]) -> Iterator[Proposal]:
    """The same name in two regions, and no shared concept joins them."""
    named: defaultdict[str, list[tuple[Register, Matter]]] = defaultdict(list)
    for register in registers:
        for matter in _living(register):
            if register.is_current(matter):
                named[normalise(matter.name)].append((register, matter))
    for found in named.values():
        first_register, first = found[0]
        for register, matter in found[1:]:
            if register.region.code == first_register.region.code:
                continue
            if matter.concept and matter.concept == first.concept:
                continue
            yield Proposal(
                Question.CONCEPT,
                (_subject(first_register, first.key), _subject(register, matter.key)),
                (first.name, matter.name),
                (_scenario(first_register, first), _scenario(register, matter)),
            )
