"""The closure of a graph under OWL 2 RL, and what contradicts itself in it.

OWL 2 Profiles, section 4.3 (Reasoning in OWL 2 RL and RDF Graphs using Rules). owlrl applies the
rules until nothing new comes out; a rule that concludes *false* becomes a node of class
`ErrorMessage` with a sentence.
"""

from collections.abc import Iterable
from pathlib import Path

import owlrl  # type: ignore[import-untyped]
from pyoxigraph import RdfFormat, Triple, parse
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF

from shapes.engine import to_rdflib

_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#"
AXIOMS = Path(__file__).with_name("axioms.ttl")


def axioms(*files: Path) -> list[Triple]:
    """What the reused vocabularies say of themselves (`axioms.ttl`), and what `files` say."""
    return [
        quad.triple
        for file in (AXIOMS, *files)
        for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE)
    ]


def closure(data: Iterable[Triple]) -> Graph:
    """`data` and all that follows from it."""
    graph = Graph(bind_namespaces="none")
    for triple in data:
        graph.add(
            (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
        )
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def contradictions(graph: Graph) -> set[str]:
    """The sentences of the rules that concluded *false*, and what is in the empty class."""
    said = graph.subjects(RDF.type, URIRef(f"{_ERROR}ErrorMessage"))
    sentences = {str(graph.value(node, URIRef(f"{_ERROR}error"))) for node in said}
    empty = graph.subjects(RDF.type, OWL.Nothing)
    return sentences | {f"{thing} is in the empty class" for thing in empty}
