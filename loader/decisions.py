"""Answers to proposals, applied to registers. A merge keeps the older URI; the younger one answers
for ever with its successor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from loader.identifiers import fresh_key, mint_key, normalise
from loader.problems import LoaderError
from loader.proposals import WORDS, Answer, Proposal, Question, proposals
from loader.register import (
    Concept,
    Decision,
    Department,
    Matter,
    Reading,
    Register,
    SubItem,
)

MERGED = "merged"
_BY_WORD = {words[0]: answer.value for answer, words in WORDS.items()}


class UnknownAnswer(LoaderError):
    """The answer is none that the proposal can have; says which it can, in both languages."""


@dataclass(frozen=True)
class Decided:
    """A proposal with its answer; `department` is the key or name of the department that a new one
    is, where it is not the one proposed."""

    proposal: Proposal
    answer: Answer
    at: str
    by: str | None = None
    reason: str | None = None
    department: str | None = None


def apply_decision(registers: Mapping[str, Register], decided: Decided) -> dict[str, Register]:
    """The registers that the decision changes, by region, each under its next revision. Raises
    UnknownAnswer where the answer does not fit the question."""
    proposal, answer = decided.proposal, decided.answer
    if answer not in proposal.answers:
        raise _unknown(proposal)
    regions = [subject.split(":")[0] for subject in proposal.subjects]
    keys = [subject.split(":")[1] for subject in proposal.subjects]
    changed = {region: registers[region] for region in dict.fromkeys(regions)}
    first = changed[regions[0]]
    match proposal.question, answer:
        case (Question.RECURS, Answer.SAME):
            changed[regions[0]] = _merge(first, keys[0], keys[1], recurs=True)
        case (Question.RENAMED, Answer.SAME):
            changed[regions[0]] = _rename(first, keys[0], keys[1])
        case (Question.READING, Answer.SPLIT):
            changed[regions[0]] = _split(first, keys[0], keys[1])
        case (Question.READING, Answer.LITERAL):
            name = proposal.names[1]
            changed[regions[0]] = replace(first, readings=(*first.readings, Reading(name, name)))
        case (Question.DEPARTMENT, Answer.CONFIRM):
            changed[regions[0]] = _confirm(first, keys[0])
        case (Question.DEPARTMENT, Answer.SAME):
            other = _department(first, decided, keys)
            changed[regions[0]] = _same_department(first, keys[0], other)
        case (Question.CONCEPT, Answer.SAME):
            changed |= _join(changed, regions, keys)
        case _:
            pass  # apart: only the decision is kept
    record = Decision(proposal.id, answer.value, decided.at, decided.by, decided.reason)
    return {
        region: replace(
            register,
            decisions=(*register.decisions, record),
            revision=registers[region].revision + 1,
        )
        for region, register in changed.items()
    }


def _unknown(proposal: Proposal) -> UnknownAnswer:
    words = "、".join(f"{answer.value} {WORDS[answer][0]}" for answer in proposal.answers)
    return UnknownAnswer(
        f"{proposal.id} 的决定只能是：{words}。/ {proposal.id} can be decided as: {words}."
    )


def _matters(register: Register, *changed: Matter) -> Register:
    by_key = {matter.key: matter for matter in changed}
    return replace(register, matters=tuple(by_key.get(m.key, m) for m in register.matters))


def _matter(register: Register, key: str) -> Matter:
    return next(matter for matter in register.matters if matter.key == key)


def _merge(register: Register, kept: str, gone: str, *, recurs: bool = False) -> Register:
    """`gone` turns out to be `kept`: its names go over, its sub-items to theirs."""
    one, other = _matter(register, kept), _matter(register, gone)
    names = _more_names(one.name, (*one.aliases, other.name, *other.aliases))
    seen = {**other.seen, **one.seen}
    hidden = tuple(dict.fromkeys((*one.hidden, *other.hidden)))
    kept_matter = replace(one, aliases=names, hidden=hidden, recurs=one.recurs or recurs, seen=seen)
    gone_matter = replace(other, replaced_by=(kept,), status=MERGED)
    return _sub_items_follow(_matters(register, kept_matter, gone_matter), kept, gone)


def _sub_items_follow(register: Register, kept: str, gone: str) -> Register:
    """The sub-items of a merged matter lead to those of the same name under the other."""
    region = register.region.code
    living = (s for s in register.sub_items if not (s.replaced_by or s.status))
    kin = {normalise(s.name): s for s in living if s.matter == kept}
    taken = {s.key for s in register.sub_items}
    result: list[SubItem] = []
    for sub_item in register.sub_items:
        if sub_item.matter == gone and not (sub_item.replaced_by or sub_item.status):
            target = kin.get(normalise(sub_item.name))
            if target is None:
                key = fresh_key(region, "sub-item", kept, sub_item.name, taken)
                target = kin[normalise(sub_item.name)] = replace(sub_item, key=key, matter=kept)
                taken.add(key)
                result.append(target)
            sub_item = replace(sub_item, replaced_by=(target.key,), status=MERGED)
        result.append(sub_item)
    return replace(register, sub_items=tuple(result))


def _more_names(name: str, others: tuple[str, ...]) -> tuple[str, ...]:
    known = {normalise(name)}
    names = []
    for other in others:
        if normalise(other) not in known:
            known.add(normalise(other))
            names.append(other)
    return tuple(names)


def _rename(register: Register, old: str, new: str) -> Register:
    """`new` is the new name of `old`, which keeps its URI; the old name becomes an alias."""
    merged = _merge(register, old, new)
    one, name = _matter(merged, old), _matter(merged, new).name
    aliases = _more_names(name, (one.name, *one.aliases))
    return _matters(merged, replace(one, name=name, aliases=aliases, en=_matter(merged, new).en))


def _split(register: Register, base: str, whole: str) -> Register:
    """The name in parentheses is a sub-item of the matter before them."""
    one, other = _matter(register, base), _matter(register, whole)
    inside = other.name[other.name.index("（") + 1 : -1]
    reading = Reading(other.name, one.name, inside)
    merged = _matters(
        register,
        replace(one, recurs=True),
        replace(other, replaced_by=(base,), status=MERGED),
    )
    return replace(merged, readings=(*merged.readings, reading))


def _departments(register: Register, *changed: Department) -> Register:
    by_key = {department.key: department for department in changed}
    kept = tuple(by_key.get(d.key, d) for d in register.departments)
    return replace(register, departments=kept)


def _confirm(register: Register, key: str) -> Register:
    department = next(d for d in register.departments if d.key == key)
    return _departments(register, replace(department, inferred=False))


def _department(register: Register, decided: Decided, keys: list[str]) -> str:
    """The department that the new one is: the one named, else the one proposed."""
    if decided.department:
        wanted = normalise(decided.department)
        for one in register.departments:
            names = {normalise(name) for name in (one.name, *one.aliases)}
            if one.key != keys[0] and (one.key == decided.department or wanted in names):
                return one.key
        raise UnknownAnswer(
            f"名录中没有部门“{decided.department}”。"
            f"/ The register has no department “{decided.department}”."
        )
    elif len(keys) > 1:
        return keys[1]
    raise UnknownAnswer(
        f"请写明 {decided.proposal.names[0]} 是哪个部门（名称或标识）。"
        f"/ Say which department {decided.proposal.names[0]} is (its name or key)."
    )


def _same_department(register: Register, new: str, known: str) -> Register:
    by_key = {department.key: department for department in register.departments}
    one, other = by_key[known], by_key[new]
    aliases = _more_names(one.name, (*one.aliases, other.name, *other.aliases))
    return _departments(
        register,
        replace(one, aliases=aliases),
        replace(other, replaced_by=known, inferred=False),
    )


def _join(
    registers: Mapping[str, Register], regions: list[str], keys: list[str]
) -> dict[str, Register]:
    """Two matters of two regions are one shared concept, named as the first is."""
    first = _matter(registers[regions[0]], keys[0])
    others = [_matter(registers[r], k) for r, k in zip(regions, keys, strict=True)]
    key = next((m.concept for m in others if m.concept), None)
    known = (c for r in registers.values() for c in r.concepts if c.key == key)
    concept = next(known, None) or Concept(
        mint_key("", "matter-concept", "", first.name), first.name, first.en
    )
    joined = {}
    for region, matter_key in zip(regions, keys, strict=True):
        register = registers[region]
        rest = tuple(c for c in register.concepts if c.key != concept.key)
        matter = replace(_matter(register, matter_key), concept=concept.key)
        joined[region] = replace(_matters(register, matter), concepts=(*rest, concept))
    return joined


def apply_decisions(
    registers: Mapping[str, Register],
    chosen: Sequence[tuple[str, str, str | None, str | None, str | None]],
    at: str,
) -> dict[str, Register]:
    """Apply (id of the proposal, answer, department, by, reason) one after the other; what an
    earlier one settles need not be open any more for a later one to be understood, and what was
    decided before is passed over. Raises
    UnknownAnswer where an id is not open or an answer does not fit."""
    asked = {proposal.id: proposal for proposal in proposals(tuple(registers.values()))}
    state, changed = dict(registers), set[str]()
    decided_before = {d.proposal for r in registers.values() for d in r.decisions}
    for one, answer, department, by, reason in chosen:
        proposal = asked.get(one)
        if proposal is None and one in decided_before:
            continue
        if proposal is None:
            raise UnknownAnswer(
                f"没有待定的问题 {one}；用 lifematters register 查看。"
                f"/ No open question {one}; list them with lifematters register."
            )
        try:
            word = _BY_WORD.get(answer, answer)
            decided = Decided(proposal, Answer(word), at, by, reason, department)
        except ValueError:
            raise _unknown(proposal) from None
        found = apply_decision(state, decided)
        state |= found
        changed |= set(found)
    return {region: state[region] for region in changed}


def add_alias(register: Register, key: str, name: str) -> dict[str, Register]:
    """Another name of a matter or a department. Raises UnknownAnswer where there is none of that
    key, or the name already means another."""
    things: list[Matter | Department] = [*register.matters, *register.departments]
    wanted = normalise(name)
    for thing in things:
        known = {normalise(each) for each in (thing.name, *thing.aliases)}
        if wanted in known and thing.key != key and not thing.replaced_by:
            raise UnknownAnswer(
                f"“{name}”已是 {thing.key}（{thing.name}）的名称。"
                f"/ “{name}” already means {thing.key} ({thing.name})."
            )
    for matter in register.matters:
        if matter.key == key:
            aliases = _more_names(matter.name, (*matter.aliases, name))
            return {register.region.code: _matters(register, replace(matter, aliases=aliases))}
    for department in register.departments:
        if department.key == key:
            aliases = _more_names(department.name, (*department.aliases, name))
            after = _departments(register, replace(department, aliases=aliases))
            return {register.region.code: after}
    raise no_such(key)


def no_such(key: str) -> UnknownAnswer:
    return UnknownAnswer(
        f"名录中没有标识为 {key} 的这类事物。"
        f"/ The register has nothing of this kind with the key {key}."
    )
