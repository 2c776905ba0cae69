"""The page of the rules, made from the shapes themselves: what each looks at, what it asks in
words, its query, and under which conventions of a list it holds."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask import g, render_template, request
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from ontology.terms import LMSH, PREFIXES, RDF, RDFS, SH
from server.errors import BadParameter
from server.messages import TAG
from server.reading.reader import FORMATS
from server.vocabulary.expectations import members, shape_facts
from server.vocabulary.figures import results
from server.vocabulary.terms import label, short
from shapes.catalogue import Kind, Shape, catalogue, prefixes, shape_triples
from shapes.conventions import FORMS, Form
from shapes.report import Severity

_SLOT = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class Demand:
    """One constraint of a rule: its SHACL name, and its values, each with the IRI it has if any."""

    name: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Rule:
    """A rule as the page shows it. `owner` is the shape that carries its query, if it has one."""

    shape: Shape
    owner: str
    targets: tuple[tuple[str, str], ...]
    path: str
    demands: tuple[Demand, ...]
    form: Form | None
    turtle: str
    found: int | None

    @property
    def query(self) -> str:
        """Its SPARQL with the prefixes it is read with, so that it runs anywhere."""
        if self.shape.select is None:
            return ""
        used = (
            f"PREFIX {prefix}: <{iri}>"
            for prefix, iri in sorted(prefixes().items())
            if re.search(rf"\b{prefix}:", self.shape.select)
        )
        return "\n".join((*used, "", self.shape.select.strip()))


@dataclass(frozen=True)
class Helper:
    """A name of the shapes graph that is no rule: a helper shape, or a word of ours."""

    name: str
    labels: Mapping[str, str]
    comments: Mapping[str, str]
    turtle: str


def page() -> str:
    """The HTML of `/shapes`. Raises BadParameter for a kind or severity that there is not."""
    kind, severity = _chosen("kind", Kind), _chosen("severity", Severity)
    found = results(g.get("view"))
    shown = [
        _rule(shape, found)
        for shape in catalogue()
        if (not kind or shape.kind == kind) and (not severity or shape.severity == severity)
    ]
    tag = TAG[g.get("language", "zh")]
    return render_template(
        "shapes.html",
        families=_families(shown),
        shown=len(shown),
        total=len(catalogue()),
        counted=found is not None,
        kind=kind,
        severity=severity,
        kinds=list(Kind),
        severities=list(Severity),
        helpers=helpers(),
        formats=FORMATS,
        pieces=pieces,
        label=lambda iri: label(iri, tag),
        short=short,
        tag=tag,
    )


def pieces(template: str) -> list[tuple[str, bool]]:
    """A message in pieces: text, and the names of what is filled in (True)."""
    parts = _SLOT.split(template)
    return [(part, index % 2 == 1) for index, part in enumerate(parts) if part]


def _chosen(name: str, choices: type[Kind] | type[Severity]) -> str:
    value = request.args.get(name, "")
    if value and value not in list(choices):
        raise BadParameter(
            parameter=name,
            value=value,
            reason_zh=f"可用的值：{'、'.join(choices)}。",
            reason_en=f"it may be {', '.join(choices)}.",
        )
    return value


def _families(shown: list[Rule]) -> dict[str, dict[str, list[Rule]]]:
    """The rules by family (the letter) and id, families and ids in the order of the catalogue."""
    order = "SNDLKPXVU"
    found: dict[str, dict[str, list[Rule]]] = {}
    for rule in sorted(shown, key=lambda one: (order.find(one.shape.id[0]), one.shape.name)):
        found.setdefault(rule.shape.id[0], {}).setdefault(rule.shape.id, []).append(rule)
    return found


def _rule(shape: Shape, found: Mapping[str, int] | None) -> Rule:
    owner = _owners().get(shape.iri, shape.iri)
    facts = shape_facts()[owner]
    return Rule(
        shape=shape,
        owner=owner.value.removeprefix(LMSH.iri) if owner != shape.iri else "",
        targets=tuple(
            (words, target.value)
            for words, predicate in (
                ("class", SH.targetClass),
                ("objects", SH.targetObjectsOf),
                ("subjects", SH.targetSubjectsOf),
            )
            for target in facts.get(predicate, ())
            if isinstance(target, NamedNode)
        ),
        path=next((p.value for p in facts.get(SH.path, ()) if isinstance(p, NamedNode)), ""),
        demands=() if shape.select else tuple(_demands(shape.iri)),
        form=FORMS.get(shape.name),
        turtle=turtle(shape.iri),
        found=None if found is None else found.get(shape.iri.value, 0),
    )


_SAID = {
    RDF.type, SH.path, SH.message, SH.severity, SH.targetClass, SH.targetObjectsOf,
    SH.targetSubjectsOf, SH.select, SH.prefixes, SH.sparql, LMSH.kind, LMSH.column,
}  # fmt: skip


def _demands(shape: NamedNode) -> Iterator[Demand]:
    for predicate, values in shape_facts()[shape].items():
        if predicate in _SAID:
            continue
        told: list[tuple[str, str]] = []
        for value in values:
            told.extend(_told(value))
        yield Demand(predicate.value.removeprefix(SH.iri), tuple(told))


def _told(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, NamedNode):
        yield short(value.value), value.value
    elif isinstance(value, Literal):
        yield value.value, ""
    elif isinstance(value, BlankNode) and RDF.first in shape_facts()[value]:
        for member in members(value):
            yield from _told(member)


@cache
def _owners() -> Mapping[object, NamedNode]:
    return {
        t.object: t.subject
        for t in shape_triples()
        if t.predicate == SH.sparql and isinstance(t.subject, NamedNode)
    }


@cache
def turtle(shape: NamedNode) -> str:
    """A shape as Turtle, with the blank nodes it leads to and without its query."""
    found: list[Triple] = []
    waiting: list[NamedNode | BlankNode] = [shape]
    while waiting:
        subject = waiting.pop()
        for predicate, values in shape_facts()[subject].items():
            for value in values:
                if predicate != SH.select and isinstance(value, NamedNode | BlankNode | Literal):
                    found.append(Triple(subject, predicate, value))
                if isinstance(value, BlankNode):
                    waiting.append(value)
    text = serialize(found, format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""
    return "".join(
        line for line in text.decode().splitlines(keepends=True) if not line.startswith("@prefix")
    ).strip()


@cache
def helpers() -> tuple[Helper, ...]:
    """Every name of the shapes graph that no rule has and no rule's query hangs on."""
    rules = {shape.iri for shape in catalogue()} | set(_owners().values())
    names = [
        subject
        for subject in shape_facts()
        if isinstance(subject, NamedNode)
        and subject.value.startswith(LMSH.iri)
        and subject not in rules
    ]
    return tuple(
        Helper(
            name=subject.value.removeprefix(LMSH.iri),
            labels=_words(subject, RDFS.label),
            comments=_words(subject, RDFS.comment),
            turtle=turtle(subject),
        )
        for subject in sorted(names, key=lambda one: one.value)
    )


def _words(subject: NamedNode, predicate: NamedNode) -> Mapping[str, str]:
    return {
        value.language: value.value
        for value in shape_facts()[subject].get(predicate, ())
        if isinstance(value, Literal) and value.language
    }
