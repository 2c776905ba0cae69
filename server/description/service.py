"""The endpoint by SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/),
section 3. None of the standard features is claimed: the default graph is not the union of all
graphs, IRIs are not dereferenced, and there is no federation."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from ontology.terms import DCT, RDF, RDFS, SD, VOID
from server.description.figures import Counts
from server.description.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from server.description.terms import ENTAILMENT, Addresses, digest, words
from server.description.void import graph_part
from server.saved.header import Text

_LABEL = Text("SPARQL 端点", "SPARQL endpoint")
_COMMENT = Text(
    "只读；不执行 SERVICE 和 LOAD，FROM 只指本库中的图；不做推理。答案要么完整，要么明确失败。",
    "Read-only; SERVICE and LOAD are refused, FROM names graphs of this store only, nothing is "
    "inferred. An answer is complete or clearly failed.",
)


def service(at: Addresses) -> Iterator[Triple]:
    """The service: what it speaks and answers in."""
    yield Triple(at.service, RDF.type, SD.Service)
    yield Triple(at.service, SD.endpoint, at.endpoint)
    for label in words(_LABEL):
        yield Triple(at.service, RDFS.label, label)
    for comment in words(_COMMENT):
        yield Triple(at.service, RDFS.comment, comment)
    yield Triple(at.service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(at.service, SD.defaultEntailmentRegime, ENTAILMENT.Simple)
    for form in (*SOLUTION_FORMATS.values(), *GRAPH_FORMATS.values()):
        yield Triple(at.service, SD.resultFormat, form)
    yield Triple(at.service, DCT.isReferencedBy, at.document)


def default_dataset(at: Addresses, counts: Counts) -> Iterator[Triple]:
    """What a query without a dataset of its own is asked of: the present, and the named graphs."""
    yield Triple(at.service, SD.defaultDataset, at.dataset)
    yield Triple(at.dataset, RDF.type, SD.Dataset)
    yield Triple(at.dataset, SD.defaultGraph, at.present)
    yield Triple(at.present, RDF.type, SD.Graph)
    for graph in counts.graphs:
        yield from named_graph(at, graph.name)


def named_graph(at: Addresses, name: str) -> Iterator[Triple]:
    """Which graph of the store a described one is."""
    named, content = named_part(at, name), graph_part(at, name)
    yield Triple(at.dataset, SD.namedGraph, named)
    yield Triple(named, RDF.type, SD.NamedGraph)
    yield Triple(named, SD.name, NamedNode(name))
    yield Triple(named, SD.graph, content)
    yield Triple(content, RDF.type, SD.Graph)
    yield Triple(content, RDF.type, VOID.Dataset)


def named_part(at: Addresses, name: str) -> NamedNode:
    """The named graph, as it stands in the dataset."""
    return at.part(f"named-{digest(name)}")
