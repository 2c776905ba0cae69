"""What the shapes expect of a property: on which class, how often, pointing at what.

SHACL, sections 2.1.3 (Targets), 4.1 (Value Type), 4.2 (Cardinality) and 4.8 (`sh:in`). Rules of the
catalogue and the deactivated shapes of expected.ttl are read alike; what several say of one class
and property is taken together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from ontology import superclasses
from ontology.terms import LM, LMSH, RDF, SH
from shapes.catalogue import shape_triples

_INHERITED = {LM.Entry.value: LM.ChecklistItem.value, LM.SubEntry.value: LM.ChecklistItem.value}


@dataclass(frozen=True)
class Expectation:
    """How a property stands on a class: from `least` to `most` times (None: any number), with
    values of one of `values` (classes or datatypes) and, where given, one of `choices`. `rules` are
    the names of the rules of the catalogue that ask it."""

    cls: str
    path: str
    least: int
    most: int | None
    values: tuple[str, ...]
    choices: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def cardinality(self) -> str:
        """`1..1`, `0..n`; `0` where it may not stand there."""
        if self.most == 0:
            return "0"
        return f"{self.least}..{'n' if self.most is None else self.most}"


@cache
def expectations() -> tuple[Expectation, ...]:
    """One for each class and property that a shape speaks of, in the order of the files."""
    found: defaultdict[tuple[str, str], list[Expectation]] = defaultdict(list)
    for shape in shape_facts():
        for one in _of_shape(shape):
            found[one.cls, one.path].append(one)
    pointed = _pointed_at()
    return tuple(_together(parts, pointed.get(path, ())) for (_, path), parts in found.items())


@cache
def of_property(path: str) -> tuple[Expectation, ...]:
    """What is expected of one property, class by class."""
    return tuple(one for one in expectations() if one.path == path)


@cache
def of_class(cls: str) -> tuple[Expectation, ...]:
    """The properties expected on one class, its own and those of the checklist item it is."""
    inherited = _INHERITED.get(cls)
    own = {one.path: one for one in expectations() if one.cls == inherited}
    own.update({one.path: one for one in expectations() if one.cls == cls})
    return tuple(one for one in own.values() if one.most != 0)


@cache
def also_allowed(cls: str) -> tuple[str, ...]:
    """Further properties that a closed shape (S10) lets stand on a class."""
    said = {one.path for one in of_class(cls)}
    return tuple(
        value
        for shape, facts in shape_facts().items()
        if SH.closed in facts and NamedNode(cls) in facts.get(SH.targetClass, ())
        for value in _list(facts[SH.ignoredProperties][0])
        if value not in said and value != RDF.type.value
    )


Facts = Mapping[NamedNode, list[object]]


@cache
def shape_facts() -> Mapping[object, Facts]:
    """The shapes graph by subject and predicate."""
    index: dict[object, dict[NamedNode, list[object]]] = {}
    for triple in shape_triples():
        index.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return index


def members(head: object) -> Iterator[object]:
    """The members of an RDF list of the shapes graph."""
    while head != RDF.nil:
        facts = shape_facts()[head]
        yield from facts[RDF.first]
        (head,) = facts[RDF.rest]


def _list(head: object) -> Iterator[str]:
    return (one.value for one in members(head) if isinstance(one, NamedNode | Literal))


def _of_shape(shape: object) -> Iterator[Expectation]:
    facts = shape_facts()[shape]
    (path, *_) = facts.get(SH.path, (None,))
    if not isinstance(path, NamedNode) or not isinstance(shape, NamedNode):
        return
    values = [v for p in (SH["class"], SH.datatype) for v in facts.get(p, ())]
    if SH.languageIn in facts:
        values.append(RDF.langString)
    choices = [value for head in facts.get(SH["in"], ()) for value in _list(head)]
    most = _number(facts, SH.maxCount)
    rule = shape.value.removeprefix(LMSH.iri) if SH.message in facts else ""
    for cls in facts.get(SH.targetClass, ()):
        if isinstance(cls, NamedNode):
            yield Expectation(
                cls=cls.value,
                path=path.value,
                least=max(_number(facts, p) or 0 for p in (SH.minCount, SH.qualifiedMinCount)),
                most=most,
                values=tuple(v.value for v in values if isinstance(v, NamedNode)),
                choices=tuple(choices),
                rules=(rule,) if rule else (),
            )


def _number(facts: Facts, predicate: NamedNode) -> int | None:
    return next((int(v.value) for v in facts.get(predicate, ()) if isinstance(v, Literal)), None)


def _pointed_at() -> Mapping[str, tuple[str, ...]]:
    """The classes that rules on the objects of a property ask for (`sh:targetObjectsOf`)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for facts in shape_facts().values():
        if SH.path in facts:
            continue
        classes = [c.value for c in facts.get(SH["class"], ()) if isinstance(c, NamedNode)]
        for path in facts.get(SH.targetObjectsOf, ()):
            if isinstance(path, NamedNode):
                found[path.value].extend(classes)
    return {path: tuple(classes) for path, classes in found.items()}


def _together(parts: list[Expectation], pointed: tuple[str, ...]) -> Expectation:
    limits = [one.most for one in parts if one.most is not None]
    values = dict.fromkeys(value for one in parts for value in one.values)
    values.update(dict.fromkeys(pointed))
    return Expectation(
        cls=parts[0].cls,
        path=parts[0].path,
        least=max(one.least for one in parts),
        most=min(limits, default=None),
        values=_most_specific(tuple(values)),
        choices=tuple(dict.fromkeys(c for one in parts for c in one.choices)),
        rules=tuple(sorted({rule for one in parts for rule in one.rules})),
    )


def _most_specific(values: tuple[str, ...]) -> tuple[str, ...]:
    above = {up.value for value in values for up in superclasses(NamedNode(value))}
    return tuple(value for value in values if value not in above)
