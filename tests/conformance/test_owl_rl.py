"""The ontology with its data under OWL 2 RL: no contradiction, and nothing silly follows.

What is closed is one edition as it is published: the default graph (ontology, alignment, codes,
register, catalogue, entries, what is derived) and the edition's source layer without its 1,200
cells, with what the reused vocabularies say of themselves. That takes about 8 s of one core; with
the cells, 22,000 triples, it takes 15 s and comes to the same (tried).
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Triple
from rdflib import Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.namespace import RDF as RDF_NAMES

from ontology import ontology_triples
from ontology.terms import CODE, CPSV, CV, FOAF, LM, ORG, OWL, PROV, RDF, SH, SKOS
from shapes.engine import from_rdflib, to_rdflib
from shapes.report import Term
from tests.conformance.owl import axioms, closure, contradictions
from tests.conformance.suites import SUITES

Triples = tuple[Triple, ...]
EX = "https://example.org/"
VOCABULARIES = ("cpsv-ap-3.2.0/rdf/cpsv-ap.ttl", "cpov-2.1.2/cpov.ttl")
"""Read where the suites lie beside the checkout; their domains and ranges can only add."""


def _vocabularies() -> list[Path]:
    return [SUITES / name for name in VOCABULARIES if (SUITES / name).exists()]


@pytest.fixture(scope="module")
def edition(real: Triples, changle: pyoxigraph.Store) -> Triples:
    """The published edition with its source layer, cells aside."""
    layers = (name for name in changle.named_graphs() if name.value.endswith("/source"))
    source = [
        q.triple for name in layers for q in changle.quads_for_pattern(None, None, None, name)
    ]
    assert len(source) > 10_000
    return (*real, *(t for t in source if not _cell(t.subject) and not _cell(t.object)))


def _cell(term: Term) -> bool:
    return isinstance(term, NamedNode) and "#c" in term.value


@pytest.fixture(scope="module")
def closed(edition: Triples) -> Graph:
    """All that follows from it."""
    return closure((*edition, *axioms(*_vocabularies())))


def test_the_ontology_is_consistent_with_the_data_loaded(closed: Graph) -> None:
    assert contradictions(closed) == set()


NEVER = (
    (LM.ChecklistItem, CPSV.PublicService),
    (LM.Matter, SKOS.Concept),
    (LM.SubItem, LM.Matter),
    (LM.Department, CV.Event),
    (LM.Department, SKOS.Concept),
    (LM.Jurisdiction, FOAF.Agent),
    (LM.Stage, CPSV.PublicService),
    (LM.SourceRow, LM.ChecklistItem),
    (LM.Edition, CPSV.PublicService),
    (SKOS.Concept, SKOS.ConceptScheme),
    (PROV.Entity, PROV.Activity),
    (FOAF.Agent, FOAF.Document),
)


@pytest.mark.parametrize(("one", "other"), NEVER, ids=[f"{a.value} {b.value}" for a, b in NEVER])
def test_two_kinds_have_nothing_in_common(one: NamedNode, other: NamedNode, closed: Graph) -> None:
    both = [set(closed.subjects(RDF_NAMES.type, URIRef(cls.value))) for cls in (one, other)]
    assert all(both), "there are things of either kind"
    assert both[0] & both[1] == set()


INFERRED: Mapping[NamedNode, set[NamedNode]] = {
    # R6: the generated description of a matter is marked with what generated it
    LM.Matter: {PROV.Entity},
    LM.SubItem: {PROV.Entity},
    # ORG: that of which a branch is a unit is a formal organization
    LM.Department: {ORG.FormalOrganization},
    # SKOS: what is mapped is a concept; alignment.ttl maps terms of the ontology to schema.org's
    OWL.Class: {SKOS.Concept},
    OWL.ObjectProperty: {SKOS.Concept},
    OWL.DatatypeProperty: {SKOS.Concept},
    OWL.AsymmetricProperty: {SKOS.Concept},
    # FOAF: what something has as its page is a document; a saved query is its own page
    SH.SPARQLExecutable: {FOAF.Document},
    SH.SPARQLSelectExecutable: {FOAF.Document},
    SH.SPARQLConstructExecutable: {FOAF.Document},
}
"""Every type that follows and is not stated, by what the thing is stated to be. Superclasses are
materialised, so there is hardly any."""


def test_no_type_follows_but_those_written_here(edition: Triples, closed: Graph) -> None:
    stated: defaultdict[Term, set[Term]] = defaultdict(set)
    for triple in edition:
        if triple.predicate == RDF.type:
            stated[triple.subject].add(triple.object)
    inferred: defaultdict[Term, set[Term]] = defaultdict(set)
    for thing, cls in closed.subject_objects(RDF_NAMES.type):
        if isinstance(thing, RdflibLiteral):
            continue
        kinds = stated.get(from_rdflib(thing), set())
        new = from_rdflib(cls)
        if kinds and new not in kinds and new != OWL.Thing:
            for kind in _own(kinds):
                inferred[kind].add(new)
    assert inferred == INFERRED


def _own(kinds: set[Term]) -> set[Term]:
    """The kinds of ours among them, else all."""
    return {k for k in kinds if isinstance(k, NamedNode) and k.value.startswith(LM.iri)} or kinds


def _node(name: str) -> NamedNode:
    return NamedNode(EX + name)


CLASH: Mapping[str, tuple[Triples, tuple[str, ...]]] = {
    "an entry that is a public service": (
        (
            Triple(_node("e"), RDF.type, LM.Entry),
            Triple(_node("e"), RDF.type, CPSV.PublicService),
        ),
        ("Disjoint classes", f"{EX}e"),
    ),
    "a matter of a sub-item": (
        (
            Triple(_node("m"), RDF.type, LM.Matter),
            Triple(_node("m"), RDF.type, LM.SubItem),
        ),
        ("Disjoint classes", f"{EX}m"),
    ),
    "a scheme with something broader": (
        (Triple(CODE["matter-type"], SKOS.broadMatch, _node("abroad")),),
        ("Disjoint classes", CODE["matter-type"].value),
    ),
    "an entry under its own sub-entry": (
        (
            Triple(_node("below"), LM.subEntryOf, _node("above")),
            Triple(_node("above"), LM.subEntryOf, _node("below")),
        ),
        ("asymmetric", f"{EX}above", f"{EX}below"),
    ),
    "two that are one and are not": (
        (
            Triple(_node("one"), OWL.sameAs, _node("two")),
            Triple(_node("one"), OWL.differentFrom, _node("two")),
        ),
        ("sameAs", f"{EX}one", f"{EX}two"),
    ),
    "an exact match that is a related one": (
        (
            Triple(_node("x"), SKOS.exactMatch, _node("y")),
            Triple(_node("y"), SKOS.relatedMatch, _node("x")),
        ),
        ("disjoint properties", f"{EX}x", f"{EX}y"),
    ),
    "a file that is a body": (
        (
            Triple(_node("file"), RDF.type, LM.SourceDocument),
            Triple(_node("file"), RDF.type, FOAF.Organization),
        ),
        ("Disjoint classes", f"{EX}file"),
    ),
    "a load that a file was made from": (
        (
            Triple(_node("load"), RDF.type, LM.LoadActivity),
            Triple(_node("row"), LM.sourceRow, _node("load")),
        ),
        ("Disjoint classes", f"{EX}load"),
    ),
}
"""What is said too much, and what the sentence of the contradiction then names."""


@pytest.fixture(scope="module")
def clashing() -> set[str]:
    """What contradicts itself in the ontology with all that is said too much."""
    said = [triple for triples, _ in CLASH.values() for triple in triples]
    types = Triple(CODE["matter-type"], RDF.type, SKOS.ConceptScheme)
    return contradictions(closure((*ontology_triples(), *axioms(), types, *said)))


def test_the_ontology_alone_is_consistent(clashing: set[str]) -> None:
    named = {word for _, words in CLASH.values() for word in words[1:]}
    assert all(any(name in sentence for name in named) for sentence in clashing), clashing


@pytest.mark.parametrize("name", CLASH)
def test_a_contradiction_is_found(name: str, clashing: set[str]) -> None:
    _, words = CLASH[name]
    assert any(all(word in sentence for word in words) for sentence in clashing), clashing


def test_the_sub_properties_of_ours_reach_the_terms_of_others(
    edition: Triples, closed: Graph
) -> None:
    """Entry 111 by hand: its row is what it was derived from, its type what classifies it."""
    entry = next(t.subject for t in edition if "/entry/111>" in str(t.subject))
    assert isinstance(entry, NamedNode)
    row = NamedNode(f"{entry.value.rpartition('/entry/')[0]}/source/row/160")
    kind = CODE["matter-type/other-administrative-power"]
    for predicate, value in ((PROV.wasDerivedFrom, row), (CV.isClassifiedBy, kind)):
        assert Triple(entry, predicate, value) not in edition
        assert (to_rdflib(entry), to_rdflib(predicate), to_rdflib(value)) in closed
