"""The W3C SHACL test suite as data: its cases, and reports in a form in which they compare.

Data Shapes Test Suite, sections 2 (Test Case Structure) and 3 (Validation). A case names a data
graph, a shapes graph and the report that is to come out, or `sht:Failure` where no report may come
out. Two reports are the same when their graphs are isomorphic over the properties that the suite
compares: messages and `sh:sourceConstraint` count where the expected report gives them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox

from ontology.terms import RDF, SH, Vocabulary
from shapes.engine import UnusableShapesError, data_store, from_rdflib, run, shapes_graph
from shapes.report import Term

MF = Vocabulary("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Vocabulary("http://www.w3.org/ns/shacl-test#")
FAILURE = "failure"
"""What a case comes to whose shapes are refused."""
_COMPARED = (
    SH.focusNode,
    SH.resultPath,
    SH.resultSeverity,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
)
_WHERE_GIVEN = (SH.resultMessage, SH.sourceConstraint)


class Graph:
    """The triples of one file, looked up by subject."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = tuple(triples)
        self._about: dict[Term, list[ox.Triple]] = {}
        for triple in self.triples:
            self._about.setdefault(triple.subject, []).append(triple)

    def about(self, subject: Term) -> list[ox.Triple]:
        """What is said of a thing."""
        return self._about.get(subject, [])

    def all(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """The values of one property of it."""
        return [t.object for t in self.about(subject) if t.predicate == predicate]

    def one(self, subject: Term, predicate: ox.NamedNode) -> Term:
        """The only one."""
        (found,) = self.all(subject, predicate)
        return found

    def items(self, head: Term) -> Iterator[Term]:
        """The members of an RDF list."""
        while head != RDF.nil:
            yield self.one(head, RDF.first)
            head = self.one(head, RDF.rest)


@cache
def read(path: Path) -> Graph:
    """A Turtle file, once: its blank nodes are the same wherever it is used."""
    quads = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return Graph(quad.triple for quad in quads)


@dataclass(frozen=True)
class Case:
    """One test: its name within the suite ("core/path/path-inverse-001") and where it stands."""

    name: str
    file: Path
    entry: Term

    def expected(self) -> str:
        """The report that the suite asks for, or `FAILURE`."""
        graph = read(self.file)
        result = graph.one(self.entry, MF.result)
        return FAILURE if result == SHT.Failure else comparable(graph, result, self.given())

    def found(self) -> str:
        """The report that the project's validation gives, or `FAILURE`."""
        action = read(self.file).one(self.entry, MF.action)
        data, shapes = (
            read(_file(read(self.file).one(action, part)))
            for part in (SHT.dataGraph, SHT.shapesGraph)
        )
        try:
            results = run(data_store(data.triples), shapes_graph(shapes.triples))
        except UnusableShapesError:
            return FAILURE
        graph = Graph(_triple(*(from_rdflib(node) for node in triple)) for triple in results)
        (report,) = (t.subject for t in graph.triples if t.object == SH.ValidationReport)
        return comparable(graph, report, self.given())

    def given(self) -> frozenset[tuple[ox.NamedNode, Term]]:
        """The messages and constraints that the expected report gives."""
        return frozenset(
            (triple.predicate, triple.object)
            for triple in read(self.file).triples
            if triple.predicate in _WHERE_GIVEN
        )


def cases(folder: Path) -> Iterator[Case]:
    """Every case of the suite, by name; read from the files themselves, since the manifests leave
    one out (sparql/component/nodeValidator-001)."""
    for file in sorted(folder.rglob("*.ttl")):
        for entries in (t.object for t in read(file).triples if t.predicate == MF.entries):
            for entry in read(file).items(entries):
                assert isinstance(entry, ox.NamedNode)
                place = file.parent.relative_to(folder).as_posix()
                yield Case(f"{place}/{entry.value.rpartition('/')[2]}", file, entry)


def comparable(
    graph: Graph, report: Term, given: frozenset[tuple[ox.NamedNode, Term]] = frozenset()
) -> str:
    """A report as text, the same for isomorphic reports: N-Triples in canonical form."""
    results = graph.all(report, SH.result)
    kept = [
        *(t for t in graph.about(report) if t.predicate in (SH.conforms, SH.result)),
        *(
            _with_path_as_text(graph, t)
            for result in results
            for t in graph.about(result)
            if t.predicate in _COMPARED or (t.predicate, t.object) in given
        ),
    ]
    dataset = ox.Dataset(ox.Quad(*triple) for triple in kept)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return "\n".join(sorted(str(quad.triple) for quad in dataset))


def _with_path_as_text(graph: Graph, triple: ox.Triple) -> ox.Triple:
    """A path that is no property is compared by what it consists of, shared or not."""
    if triple.predicate != SH.resultPath:
        return triple
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(_path(graph, triple.object)))


def _path(graph: Graph, path: Term) -> str:
    if isinstance(path, ox.NamedNode):
        return str(path)
    kinds = {t.predicate for t in graph.about(path)}
    if RDF.first in kinds:
        return "/".join(f"({_path(graph, step)})" for step in graph.items(path))
    if SH.alternativePath in kinds:
        choices = graph.items(graph.one(path, SH.alternativePath))
        return "|".join(f"({_path(graph, choice)})" for choice in choices)
    (step,) = graph.about(path)
    return f"{step.predicate}({_path(graph, step.object)})"


def _triple(subject: Term, predicate: Term, value: Term) -> ox.Triple:
    assert not isinstance(subject, ox.Literal | ox.Triple)
    assert isinstance(predicate, ox.NamedNode)
    return ox.Triple(subject, predicate, value)


def _file(iri: Term) -> Path:
    assert isinstance(iri, ox.NamedNode)
    return Path(unquote(urlparse(iri.value).path))
