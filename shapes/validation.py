"""Validating a graph by the rules of this project: what `shapes.engine` finds, as a `Report`.

pySHACL finds out what fails; the sentences are ours: it drops the language of messages of SPARQL
constraints and reads values of the data as patterns, so it is given the shapes without messages,
and each failing query is asked once more for the values its message names.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple, Variable

from ontology.terms import SH
from shapes.catalogue import Shape, by_iri, fill, prefixes, shape_triples
from shapes.conventions import conventions_of
from shapes.engine import data_store, from_rdflib, run, shapes_graph
from shapes.prebinding import on_one_line
from shapes.report import Report, Result, Severity, Term

if TYPE_CHECKING:
    from rdflib import Graph

_MARK = Literal("-")


def validate(data: Iterable[Triple | Quad]) -> Report:
    """What the shapes find in `data`, read as one flat graph; names of graphs are ignored.

    The graph is one edition with its derived and source layers, its registers, the catalogue, the
    ontology and the codes: what is missing is reported as missing. Rules on form follow what the
    edition declares (`shapes.conventions`). Changes nothing and keeps nothing between calls.
    """
    triples = [item.triple if isinstance(item, Quad) else item for item in data]
    store = data_store(triples)
    results = _results(store, run(store, _shapes_graph()))
    return Report.of(conventions_of(triples).apply(results))


@cache
def _shapes_graph() -> "Graph":
    """The shapes without their messages. Those that ask no query have a mark in their place: else
    pySHACL writes a message of its own for every check that fails, also within sh:not. Queries are
    on one line: before it asks one pySHACL looks in it for MINUS and SERVICE with patterns that
    begin anew at each line, which was up to a third of the time a small graph took."""
    asking = {t.subject for t in shape_triples() if t.predicate == SH.sparql}
    marked = (
        Triple(t.subject, SH.message, _MARK)
        for t in shape_triples()
        if t.object in (SH.NodeShape, SH.PropertyShape) and t.subject not in asking
    )
    bare = (_on_one_line(t) for t in shape_triples() if t.predicate != SH.message)
    return shapes_graph((*bare, *marked))


def _on_one_line(triple: Triple) -> Triple:
    query = triple.object
    if triple.predicate != SH.select or not isinstance(query, Literal):
        return triple
    return Triple(triple.subject, SH.select, Literal(on_one_line(query.value)))


def _results(store: Store, findings: "Graph") -> Iterator[Result]:
    from rdflib import RDF as RDFLIB_RDF
    from rdflib import URIRef

    asked: set[tuple[str, Term]] = set()
    for node in findings.subjects(RDFLIB_RDF.type, URIRef(SH.ValidationResult.value)):
        found = {str(p): from_rdflib(o) for p, o in findings.predicate_objects(node)}
        shape = found[SH.sourceShape.value]
        constraint = found.get(SH.sourceConstraint.value)
        rule = by_iri()[_named(constraint or shape).value]
        focus, value = found[SH.focusNode.value], found.get(SH.value.value)
        path = found.get(SH.resultPath.value)
        first = Result(
            shape=rule.id,
            source_shape=_named(shape),
            severity=_severity(found[SH.resultSeverity.value]),
            focus=focus,
            path=path if isinstance(path, NamedNode) else None,
            value=value,
            messages=rule.messages,
            component=_named(found[SH.sourceConstraintComponent.value]),
            constraint=None if constraint is None else _named(constraint),
        )
        if rule.select is None:
            yield first
        elif (rule.name, focus) not in asked:
            asked.add((rule.name, focus))
            yield from _answers(store, rule, first)


def _answers(store: Store, rule: Shape, like: Result) -> Iterator[Result]:
    """One result for each row that the query of `rule` returns for the focus of `like`."""
    solutions = store.query(
        rule.select or "",
        prefixes=dict(prefixes()),
        substitutions={Variable("this"): like.focus},
    )
    if not isinstance(solutions, QuerySolutions):
        raise RuntimeError(f"{rule.name} is no SELECT query")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        row = {name: solution[name] for name in names}
        values = {name: _text(term) for name, term in row.items() if term is not None}
        yield Result(
            shape=like.shape,
            source_shape=like.source_shape,
            severity=like.severity,
            focus=like.focus,
            path=None,
            value=row.get("value") or like.focus,
            messages={tag: fill(text, values) for tag, text in rule.messages.items()},
            component=like.component,
            constraint=like.constraint,
        )


def _severity(term: Term) -> Severity:
    return next(severity for severity in Severity if severity.iri == term)


def _named(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"a shape without a name: {term}")
    return term


def _text(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value
