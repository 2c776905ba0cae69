"""The official shapes of CPSV-AP, CPOV and DCAT-AP as they are used here.

All three are files of SEMIC's toolchain and alike: one node shape for each class of the profile,
with `sh:targetClass`, and one property shape for each single constraint. None has a severity, so
every result is a violation. What they ask of the data graph beside the data:

- **Superclasses.** A target class takes in what the data graph says is a subclass; ours says it
  (the ontology is in the default graph) and states the types as well, so nothing rests on it.
- **Ranges.** `sh:class` asks that the value is typed in the same graph. Publishers, places,
  languages, media types and codes are all typed in ours: no list of the EU needs to be added.
- **Vocabularies.** CPSV-AP and CPOV come with one; with it beside the data the verdict is the same.

Of a constraint the file gives no name but a hash, so it is told here by node shape, path and
component.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

from ontology.terms import RDF, RDFS, SH
from shapes.engine import data_store, from_rdflib, run, shapes_graph
from shapes.report import Term

if TYPE_CHECKING:
    from rdflib import Graph


class Finding(NamedTuple):
    """One result: the node shape ("PublicServiceShape"), the path, the component ("MinCount") and
    the focus."""

    shape: str
    path: Term
    component: str
    focus: Term


@dataclass(frozen=True)
class Standard:
    """One official file of shapes. `dangling` are the property shapes that it names and does not
    define: they say nothing, and SHACL refuses the whole file for them, so they are left out."""

    name: str
    file: Path
    dangling: frozenset[str] = frozenset()

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The file as it is, without the dangling links."""
        quads = parse(self.file.read_bytes(), format=RdfFormat.TURTLE)
        links = {NamedNode(iri) for iri in self.dangling}
        return tuple(q.triple for q in quads if q.object not in links)

    @cached_property
    def targets(self) -> dict[str, NamedNode]:
        """The node shapes and the class that each targets."""
        return {
            _local(t.subject): t.object
            for t in self.triples
            if t.predicate == SH.targetClass and isinstance(t.object, NamedNode)
        }

    def undefined(self) -> set[str]:
        """The shapes that the file names and does not define, left out or not."""
        quads = [q.triple for q in parse(self.file.read_bytes(), format=RdfFormat.TURTLE)]
        defined = {t.subject for t in quads}
        return {
            t.object.value
            for t in quads
            if t.predicate == SH.property
            and isinstance(t.object, NamedNode)
            and t.object not in defined
        }

    def findings(self, data: Iterable[Triple]) -> set[Finding]:
        """What the shapes find in a graph."""
        results = run(data_store(data), self._graph)
        found: dict[Term, dict[Term, Term]] = {}
        for node, predicate, value in results:
            found.setdefault(from_rdflib(node), {})[from_rdflib(predicate)] = from_rdflib(value)
        return {
            Finding(
                self._owners[result[SH.sourceShape]],
                result[SH.resultPath],
                _local(result[SH.sourceConstraintComponent]).removesuffix("ConstraintComponent"),
                result[SH.focusNode],
            )
            for result in found.values()
            if result.get(RDF.type) == SH.ValidationResult
        }

    def empty(self, data: Iterable[Triple]) -> set[str]:
        """The node shapes for which a graph has no focus node."""
        store = data_store(data)
        return {name for name, cls in self.targets.items() if not _instances(store, cls)}

    @cached_property
    def _graph(self) -> "Graph":
        return shapes_graph(self.triples)

    @cached_property
    def _owners(self) -> dict[Term, str]:
        return {t.object: _local(t.subject) for t in self.triples if t.predicate == SH.property}


def _instances(store: Store, cls: NamedNode) -> bool:
    query = f"SELECT ?x {{ ?x a/{RDFS.subClassOf}* {cls} }} LIMIT 1"
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return any(True for _ in solutions)


def _local(term: Term) -> str:
    """ "…#foaf:AgentShape" -> "AgentShape"."""
    assert isinstance(term, NamedNode)
    return term.value.rpartition("#")[2].rpartition(":")[2]
