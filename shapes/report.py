"""What a validation found, as values: severity, result, report, and the report as RDF.

The RDF follows SHACL, section 3.6 (Validation Report), with IRIs for blank nodes. It departs from
it in one point, which the caller is promised: `sh:conforms` is true when nothing is a violation,
since warnings and notes never keep an edition from being published.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.terms import RDF, SH, XSD

Term = NamedNode | BlankNode | Literal | Triple
Node = NamedNode | BlankNode


class Severity(StrEnum):
    """How bad a result is, worst first: the order of this class is the order of reports."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def iri(self) -> NamedNode:
        """`sh:Violation`, `sh:Warning` or `sh:Info`."""
        return SH[self.value.capitalize()]

    @property
    def rank(self) -> int:
        """0 for a violation, 1 for a warning, 2 for a note."""
        return tuple(Severity).index(self)


class Kind(StrEnum):
    """Whose problem a result is: the checklist's, or the graph's."""

    CHECKLIST = "checklist-problem"
    TECHNICAL = "technical-rule"


@dataclass(frozen=True)
class Result:
    """One thing that is wrong: which rule, how bad, where, and what to do in both languages.

    `shape` is the catalogue id ("N01"), `source_shape` the shape that carries the severity and
    `constraint` the query of it that found the fault, None for core constraints. A rule on the
    edition as a whole has the edition as `focus` and the offending thing as `value`.
    """

    shape: str
    source_shape: NamedNode
    severity: Severity
    focus: Term
    path: NamedNode | None
    value: Term | None
    messages: Mapping[str, str]
    component: NamedNode
    constraint: NamedNode | None = None

    @property
    def rule(self) -> str:
        """The name of the rule ("N09-lost-row"), of which `shape` is the first part."""
        return (self.constraint or self.source_shape).value.partition("#")[2]

    @property
    def thing(self) -> Term:
        """What a reader should look at: the value of a rule on the edition, else the focus."""
        return self.focus if self.constraint is None or self.value is None else self.value

    def sort_key(self) -> tuple[int, str, str, str, str, str]:
        """Worst first, then by id, place and value: the same order on every run."""
        place = (str(self.focus), str(self.path or ""), str(self.value or ""))
        return (self.severity.rank, self.shape, *place, self.rule)


@dataclass(frozen=True)
class Report:
    """The results of one validation, in the order of `Result.sort_key`."""

    results: tuple[Result, ...]

    @classmethod
    def of(cls, results: Iterable[Result]) -> "Report":
        """A report over `results`, sorted, the same result only once."""
        unique = {(*r.sort_key(), *sorted(r.messages.items())): r for r in results}
        return cls(tuple(sorted(unique.values(), key=Result.sort_key)))

    @property
    def conforms(self) -> bool:
        """True when no result is a violation."""
        return all(r.severity is not Severity.VIOLATION for r in self.results)

    def counts(self) -> Mapping[Severity, int]:
        """How many results there are of each severity, zeros included."""
        return {s: sum(r.severity is s for r in self.results) for s in Severity}

    def named(self, report_iri: str) -> Iterator[tuple[NamedNode, Result]]:
        """Each result with its IRI in the report `report_iri`: `{report_iri}#r1` and so on."""
        for position, result in enumerate(self.results, start=1):
            yield NamedNode(f"{report_iri}#r{position}"), result

    def triples(self, report_iri: str) -> tuple[Triple, ...]:
        """The report as RDF: `report_iri` is the report, `{report_iri}#r1` … its results."""
        report = NamedNode(report_iri)
        conforms = Literal(str(self.conforms).lower(), datatype=XSD.boolean)
        head = [
            Triple(report, RDF.type, SH.ValidationReport),
            Triple(report, SH.conforms, conforms),
        ]
        for node, result in self.named(report_iri):
            head.append(Triple(report, SH.result, node))
            head.extend(_result_triples(node, result))
        return tuple(head)


def _result_triples(node: NamedNode, result: Result) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SH.ValidationResult)
    yield Triple(node, SH.focusNode, result.focus)
    yield Triple(node, SH.resultSeverity, result.severity.iri)
    yield Triple(node, SH.sourceShape, result.source_shape)
    yield Triple(node, SH.sourceConstraintComponent, result.component)
    if result.constraint is not None:
        yield Triple(node, SH.sourceConstraint, result.constraint)
    if result.path is not None:
        yield Triple(node, SH.resultPath, result.path)
    if result.value is not None:
        yield Triple(node, SH.value, result.value)
    for language, text in sorted(result.messages.items()):
        yield Triple(node, SH.resultMessage, Literal(text, language=language))
