"""Any shapes graph run over any data: pySHACL over an in-memory Oxigraph store.

SHACL, sections 3 (Validation) and 5 (SPARQL-based Constraints). It is how `shapes.validation` runs
the rules of this project, and how the tests run the shapes of others (CPSV-AP, CPOV, DCAT-AP, the
W3C suite), so that what those prove is proven of the validation that an edition goes through.

The store is wrapped by oxrdflib: handed to pySHACL as it is, the same edition took forty times as
long. rdflib and pySHACL take half a second to import and are imported on the first call.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from ontology.terms import OWL, SH, XSD
from shapes.prebinding import NotWritableError, Value, bound
from shapes.report import Term

if TYPE_CHECKING:
    from rdflib import Graph

_ONE = Literal("1", datatype=XSD.boolean)


class UnusableShapesError(ValueError):
    """The shapes graph is ill-formed, or asks for what SHACL does not allow; nothing was checked
    (SHACL, section 3.4.3, Handling of Failures)."""


def data_store(data: Iterable[Triple | Quad]) -> Store:
    """`data` as one flat graph in memory; names of graphs are ignored.

    Oxigraph writes numbers, booleans and dates in their canonical form ("01" becomes "1"), as it
    does in every store of this project: that is what the shapes see.
    """
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in data)
    return store


def shapes_graph(shapes: Iterable[Triple]) -> "Graph":
    """`shapes` as pySHACL is to have them; for `run`, any number of times. Two things that SHACL
    says and pySHACL does not know are settled here: what is switched on by `true` is not switched
    on by "1" (section 4, "is true"), and `sh:prefixes` reaches over `owl:imports` (section 5.2.1).

    Raises UnusableShapesError where a triple is an object: SHACL knows none.
    """
    graph = _remembering_graph()
    for triple in _with_imported_prefixes(tuple(shapes)):
        if triple.object != _ONE or not triple.predicate.value.startswith(SH.iri):
            graph.add(
                (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
            )
    return graph


def _remembering_graph() -> "Graph":
    """A graph in memory that remembers what it was asked: pySHACL reads each shape again for every
    shape that leads to it and in every run, with the prefixes of each of its queries."""
    from rdflib import Graph

    class Remembering(Graph):
        def __init__(self) -> None:
            super().__init__("SimpleMemory", bind_namespaces="none")
            self._known: dict[Any, tuple[Any, ...]] = {}

        def add(self, triple: Any) -> Any:
            if triple not in self:
                self._known.clear()
            return super().add(triple)

        def triples(self, triple: Any) -> Any:
            found = self._known.get(triple)
            if found is None:
                found = self._known[triple] = tuple(super().triples(triple))
            return iter(found)

    return Remembering()


def _with_imported_prefixes(shapes: Sequence[Triple]) -> Iterator[Triple]:
    yield from shapes
    imports = [t for t in shapes if t.predicate == OWL.imports]
    for owner in {t.object for t in shapes if t.predicate == SH.prefixes}:
        if isinstance(owner, Literal):
            continue
        reached: list[Term] = [owner]
        for place in reached:
            reached += [t.object for t in imports if t.subject == place and t.object not in reached]
        for t in shapes:
            if t.predicate == SH.declare and t.subject in reached[1:]:
                yield Triple(owner, SH.declare, t.object)


def run(data: Store, shapes: "Graph") -> "Graph":
    """The results graph (`sh:ValidationReport` and its results) of `shapes` over the default graph
    of `data`, which is as it was afterwards. Nothing is inferred and nothing is imported; the
    classes of `data` are those that it states, with the subclasses that it states.

    `sh:conforms` there is what SHACL says: false with a mere note. Raises UnusableShapesError.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    try:
        _, found, text = pyshacl.validate(
            _graph(data),
            shacl_graph=shapes,
            inference="none",
            advanced=False,
            inplace=True,
            allow_warnings=False,
            meta_shacl=False,
        )
    except (ReportableRuntimeError, NotImplementedError, SyntaxError) as error:
        raise UnusableShapesError(str(error)) from error
    if not isinstance(found, Graph):
        raise UnusableShapesError(text)
    return found


def _graph(data: Store) -> "Graph":
    """`data` as rdflib has it. What oxrdflib does is done here in four other ways: literals are as
    the data has them, pre-bound variables are bound as SHACL says, each term is made once, however
    often it is read, and a graph knows its length, which pySHACL asks for at every failed check.
    """
    from oxrdflib import OxigraphStore
    from rdflib import Graph
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    size, here = len(data), DefaultGraph()
    known: dict[Term, Any] = {}

    def read(term: Term) -> Any:
        found = known.get(term)
        if found is None:
            found = known[term] = to_rdflib(term)
        return found

    class Data(OxigraphStore):
        def __len__(self, context: Graph | None = None) -> int:
            return size

        def triples(self, pattern: Any, context: Graph | None = None) -> Iterator[Any]:
            try:
                subject, predicate, value = map(_wanted, pattern)
                quads = data.quads_for_pattern(subject, predicate, value, here)
            except (TypeError, ValueError):  # a literal as a subject, an IRI that is none
                return iter(())
            return (
                ((read(q.subject), read(q.predicate), read(q.object)), iter((whole,)))
                for q in quads
            )

        def query(
            self, query: Any, initNs: Any, initBindings: Any, queryGraph: Any, **others: Any
        ) -> Any:
            values = {str(name): from_rdflib(value) for name, value in initBindings.items()}
            try:
                text = bound(query, values)
            except NotWritableError as error:
                raise NotImplementedError from error  # rdflib answers it with its own engine
            return super().query(text, initNs, {}, queryGraph, **others)

    whole = Graph(
        store=Data(store=data), identifier=DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none"
    )
    return whole


def _wanted(node: Any) -> Any:
    return None if node is None else from_rdflib(node)


def from_rdflib(node: Any) -> Value:
    """An rdflib term for pyoxigraph."""
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype or rdflib.XSD.string)))


def to_rdflib(term: Term) -> Any:
    """A term of pyoxigraph for rdflib, a literal as it is written."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise UnusableShapesError(f"a shapes graph holds no triple terms: {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
