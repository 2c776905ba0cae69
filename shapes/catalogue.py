"""The rules as they stand in the .ttl files: ids, severities, messages, targets.

SHACL, sections 2.1 (Shapes) and 5 (SPARQL-based Constraints). The .ttl files are the only place
where a rule is written; what a page shows about it and what a report says comes from here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ontology.terms import LMSH, PREFIXES, RDF, SH
from shapes.report import Kind as Kind
from shapes.report import Severity, Term

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
_TARGETS = (
    (SH.targetClass, ""),
    (SH.targetObjectsOf, "objects of "),
    (SH.targetSubjectsOf, "subjects of "),
)


@dataclass(frozen=True)
class Shape:
    """One named rule: a shape with core constraints, or one SPARQL constraint of a shape.

    `name` is the local name ("N09-lost-row"), `id` the part before the hyphen. `messages` are
    templates: `{?n}` stands for a variable of `select`. `targets` and `path` are for reading
    ("lm:Edition", "objects of lm:matter"); `path` is None for rules on the thing as a whole. `kind`
    says whose problem a result is; `column` which column of the printed table to look at, by the
    property that holds what it says, None where the rule is about no column of its own.
    """

    id: str
    name: str
    iri: NamedNode
    severity: Severity
    messages: Mapping[str, str]
    targets: tuple[str, ...]
    path: str | None
    select: str | None
    kind: Kind
    column: NamedNode | None

    @property
    def target(self) -> str:
        """The targets in one line."""
        return ", ".join(self.targets)


@cache
def shape_triples() -> tuple[Triple, ...]:
    """The shapes graph: the triples of every .ttl file of this package, file after file."""
    found: list[Triple] = []
    for file in sorted(files("shapes").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".ttl"):
            quads = parse(file.read_bytes(), format=RdfFormat.TURTLE)
            found.extend(quad.triple for quad in quads)
    return tuple(found)


@cache
def catalogue() -> tuple[Shape, ...]:
    """Every rule that can appear in a report, sorted by name; helper shapes are left out."""
    owners = {t.object: t.subject for t in shape_triples() if t.predicate == SH.sparql}
    speaking = {t.subject for t in shape_triples() if t.predicate == SH.message}
    rules = (_shape(iri, owners.get(iri, iri)) for iri in speaking if isinstance(iri, NamedNode))
    return tuple(sorted(rules, key=lambda shape: shape.name))


@cache
def by_iri() -> Mapping[str, Shape]:
    """The rules of `catalogue` by the IRI of the shape or SPARQL constraint."""
    return MappingProxyType({shape.iri.value: shape for shape in catalogue()})


@cache
def prefixes() -> Mapping[str, str]:
    """The prefixes that the queries are read with (sh:declare of the shapes graph)."""
    declared = [about for about in _index().values() if SH.prefix in about]
    pairs = ((_text(about[SH.prefix][0]), _text(about[SH.namespace][0])) for about in declared)
    return MappingProxyType(dict(pairs))


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with each `{?name}` replaced by its value; an unknown name stays as it is."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def compact(iri: str) -> str:
    """`iri` with a prefix of the ontology where one fits, else as it is."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


@cache
def _index() -> Mapping[Term, Mapping[NamedNode, list[Term]]]:
    index: dict[Term, dict[NamedNode, list[Term]]] = {}
    for triple in shape_triples():
        index.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return index


def _shape(iri: NamedNode, owner: Term) -> Shape:
    own, owned = _index()[iri], _index()[owner]
    name = iri.value.removeprefix(LMSH.iri)
    (severity,) = owned[SH.severity]
    messages = {m.language or "": m.value for m in own[SH.message] if isinstance(m, Literal)}
    return Shape(
        id=name.partition("-")[0],
        name=name,
        iri=iri,
        severity=next(s for s in Severity if s.iri == severity),
        messages=MappingProxyType(dict(sorted(messages.items(), reverse=True))),
        targets=tuple(
            words + compact(_iri(target))
            for predicate, words in _TARGETS
            for target in owned.get(predicate, ())
        ),
        path=next((_path(path) for path in owned.get(SH.path, ())), None),
        select=next((s.value for s in own.get(SH.select, ()) if isinstance(s, Literal)), None),
        kind=Kind(_iri(own[LMSH.kind][0]).removeprefix(LMSH.iri)),
        column=next((c for c in own.get(LMSH.column, ()) if isinstance(c, NamedNode)), None),
    )


def _path(term: Term) -> str:
    """A path as SPARQL writes it: a property, or alternatives of some."""
    if isinstance(term, NamedNode):
        return compact(term.value)
    (members,) = _index()[term][SH.alternativePath]
    steps = []
    while members != RDF.nil:
        (first,), (members,) = _index()[members][RDF.first], _index()[members][RDF.rest]
        steps.append(_path(first))
    return "|".join(steps)


def _iri(term: Term) -> str:
    if not isinstance(term, NamedNode):
        raise TypeError(f"a named node is expected, not {term}")
    return term.value


def _text(term: Term) -> str:
    if not isinstance(term, Literal):
        raise TypeError(f"a literal is expected, not {term}")
    return term.value
