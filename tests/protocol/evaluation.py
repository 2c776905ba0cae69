"""The W3C's cases of evaluation, of queries and of updates, read from their manifests; and what is
compared: datasets and results, with blank nodes by what is said of them, numbers and truths by
value."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}
_TURTLE = ox.RdfFormat.TURTLE
_RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Files = tuple[tuple[str | None, Path], ...]
"""Files with the graphs that they are to be in, None the default graph."""


@dataclass(frozen=True)
class Evaluation:
    """A case: the kind of test, its data, what is asked, and what is expected."""

    name: str
    kind: str
    data: Files
    request: Path
    result: Path | None = None
    after: Files = ()

    def text(self) -> str:
        """The query or update, resolved against its own address."""
        return f"BASE <{self.request.as_uri()}>\n{self.request.read_text('utf-8')}"


def evaluations(folder: Path) -> Iterator[Evaluation]:
    """The cases of a folder in the order of its manifest."""
    manifest = folder / "manifest.ttl"
    graph = Graph().parse(manifest)
    entries = graph.value(URIRef(manifest.as_uri()), MF.entries)
    for case in Collection(graph, entries) if entries else ():
        kind = next(
            str(t).rpartition("#")[2]
            for t in graph.objects(case, URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"))
        )
        action, result = graph.value(case, MF.action), graph.value(case, MF.result)
        name = f"{folder.name}/{str(case).rpartition('#')[2]}"
        assert action is not None
        asked = graph.value(action, QT.query) or graph.value(action, UT.request) or action
        updates = kind == "UpdateEvaluationTest"
        yield Evaluation(
            name=name,
            kind=kind,
            data=_files(graph, action),
            request=_path(asked),
            result=_path(result) if isinstance(result, URIRef) and not updates else None,
            after=_files(graph, result) if updates and result is not None else (),
        )


def _files(graph: Graph, node: Node) -> Files:
    found: list[tuple[str | None, Path]] = []
    for predicate in (QT.data, UT.data):
        found += [(None, _path(file)) for file in graph.objects(node, predicate)]
    found += [(str(file), _path(file)) for file in graph.objects(node, QT.graphData)]
    for one in graph.objects(node, UT.graphData):
        file, label = graph.value(one, UT.graph), graph.value(one, RDFS.label)
        if file is not None:
            found.append((str(label), _path(file)))
    return tuple(found)


def _path(iri: Node) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))


def dataset(files: Files) -> ox.Dataset:
    """What stands in files, each in its graph."""
    quads = []
    for graph, path in files:
        form = ox.RdfFormat.from_extension(path.suffix[1:])
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        for quad in ox.parse(
            path=path, format=form, base_iri=path.as_uri(), rename_blank_nodes=True
        ):
            quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, name))
    return ox.Dataset(quads)


def as_insert(data: ox.Dataset) -> str:
    """An update that makes an empty store hold `data`."""
    parts = ["INSERT DATA {"]
    for quad in data:
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        inside = isinstance(quad.graph_name, ox.NamedNode)
        parts.append(f"GRAPH {quad.graph_name} {{ {triple} }}" if inside else triple)
    return "\n".join((*parts, "}"))


def canonical(data: ox.Dataset) -> ox.Dataset:
    """`data` such that two are equal where they say the same."""
    plain = ox.Dataset(
        ox.Quad(q.subject, q.predicate, _by_value(q.object), q.graph_name) for q in data
    )
    plain.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return plain


def solutions(results: ox.QuerySolutions) -> ox.Dataset:
    """Solutions as a dataset: a node for each, what is bound as its values."""
    names = [variable.value for variable in results.variables]
    quads = []
    for solution in results:
        row = ox.BlankNode()
        quads.append(ox.Quad(row, ox.NamedNode("x:is"), ox.NamedNode("x:solution")))
        for name in names:
            if (value := solution[name]) is not None:
                quads.append(ox.Quad(row, ox.NamedNode(f"x:{name}"), value))
    return ox.Dataset(quads)


def read_results(content: bytes, suffix: str, base: str = "x:") -> object:
    """What results hold, so that two are equal where they say the same: a truth, variables with a
    dataset of solutions, rows of CSV, or a graph."""
    if suffix == ".csv":
        return sorted(map(_plain, csv.DictReader(io.StringIO(content.decode()))))
    if suffix in _RESULTS:
        results = ox.parse_query_results(content, _RESULTS[suffix])
        if isinstance(results, ox.QueryBoolean):
            return bool(results)
        assert isinstance(results, ox.QuerySolutions)
        names = {variable.value for variable in results.variables}
        return names, canonical(solutions(results))
    form = ox.RdfFormat.from_extension(suffix[1:])
    return canonical(ox.Dataset(ox.parse(content, format=form, base_iri=base)))


def read_expected(path: Path) -> object:
    """The results in a file of the suite, also those that are written as RDF."""
    content, base = path.read_bytes(), path.as_uri()
    if not written_as_rdf(path):
        return read_results(content, path.suffix, base)
    graph = Graph().parse(path, format="turtle")
    names, quads = {str(name) for name in graph.objects(None, RS.resultVariable)}, []
    for solution in graph.objects(None, RS.solution):
        row = ox.BlankNode()
        quads.append(ox.Quad(row, ox.NamedNode("x:is"), ox.NamedNode("x:solution")))
        for binding in graph.objects(solution, RS.binding):
            name, value = graph.value(binding, RS.variable), graph.value(binding, RS.value)
            triple = f"<x:s> <x:{name}> {value.n3()} ." if value is not None else ""
            quads += [ox.Quad(row, q.predicate, q.object) for q in ox.parse(triple, format=_TURTLE)]
    return names, canonical(ox.Dataset(quads))


def written_as_rdf(path: Path) -> bool:
    """Whether a file holds solutions in the vocabulary of the first test suite."""
    return path.suffix == ".ttl" and "ResultSet" in path.read_text("utf-8")


def _plain(row: Mapping[str, str]) -> list[tuple[str, str]]:
    """A row of CSV, which has neither types nor blank nodes that mean anything."""
    return sorted((name, "_:" if text[:2] == "_:" else text) for name, text in row.items())


def named_by_from(case: Evaluation) -> Mapping[str, Path]:
    """The files that a query names by FROM, relative to itself."""
    text = case.request.read_text("utf-8")
    names = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]+)>", text, re.IGNORECASE)
    paths = {name: case.request.parent / name for name in names}
    return {path.as_uri(): path for path in paths.values() if path.is_file()}


def _by_value(term: Term) -> Term:
    if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}boolean":
        value = {"1": "true", "0": "false"}.get(term.value, term.value)
        return ox.Literal(value, datatype=term.datatype)
    if not isinstance(term, ox.Literal) or term.datatype.value not in _NUMBERS:
        return term
    try:
        if term.datatype.value in (f"{XSD}double", f"{XSD}float"):
            return ox.Literal(repr(float(term.value)), datatype=term.datatype)
        return ox.Literal(format(Decimal(term.value).normalize(), "f"), datatype=term.datatype)
    except (ValueError, InvalidOperation):
        return term
