"""SKOS Reference, the integrity conditions S9, S13, S14, S27 and S46 on the published graph.

They are asked in plain SPARQL, apart from our shapes, with what SKOS entails written into the
paths: a mapping is a semantic relation (S41), `related` and `exactMatch` go both ways (S23, S44),
broader is broaderTransitive and that is transitive (S22, S24), exactMatch is transitive (S45),
whatever has or is a relation is a concept and whatever has a top concept is a scheme (S19, S4 to
S8), a sub-property of a label is that label (S10). Each condition holds, has something to hold
for, and is broken on purpose; what breaks one is found by the rules of this project as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store, Triple

from ontology.terms import CODE, LM, RDF, SKOS
from shapes.engine import data_store
from shapes.report import Term
from shapes.validation import validate
from tests.shapes.specimen import findings, specimen, zh

_PREFIXES = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_UP = "(skos:broader|skos:broaderTransitive|skos:broadMatch|^skos:narrower|^skos:narrowerTransitive"
_UP += "|^skos:narrowMatch)"
_RELATED = "(skos:related|^skos:related|skos:relatedMatch|^skos:relatedMatch)"
_EXACT = "(skos:exactMatch|^skos:exactMatch)+"
_OTHER_MATCH = "(skos:broadMatch|^skos:broadMatch|skos:narrowMatch|^skos:narrowMatch"
_OTHER_MATCH += "|skos:relatedMatch|^skos:relatedMatch)"
_CONCEPT = f"""{{ ?x a/rdfs:subClassOf* skos:Concept }}
  UNION {{ ?x {_UP}|^{_UP}|{_RELATED}|{_EXACT}|skos:closeMatch|^skos:closeMatch ?other }}
  UNION {{ ?x skos:topConceptOf|^skos:hasTopConcept ?scheme }}"""
_SCHEME = """{ ?x a/rdfs:subClassOf* skos:ConceptScheme }
  UNION { ?x ^skos:inScheme|skos:hasTopConcept|^skos:topConceptOf ?concept }"""
_LABELS = """VALUES (?one ?two) { (skos:prefLabel skos:altLabel) (skos:prefLabel skos:hiddenLabel)
    (skos:altLabel skos:hiddenLabel) }
  ?p rdfs:subPropertyOf* ?one . ?q rdfs:subPropertyOf* ?two ."""


@dataclass(frozen=True)
class Condition:
    """One condition: the query that finds what breaks it, and what it holds for in the graph."""

    breaks: str
    concerns: str


CONDITIONS: Mapping[str, Condition] = {
    "S9": Condition(f"SELECT DISTINCT ?x {{ {_CONCEPT} {{ {_SCHEME} }} }}", f"{{ {_SCHEME} }}"),
    "S13": Condition(
        f"SELECT DISTINCT ?x ?label {{ {_LABELS} ?x ?p ?label ; ?q ?label }}",
        f"{{ {_LABELS} ?x ?p ?a ; ?q ?b }}",
    ),
    "S14": Condition(
        "SELECT ?x { ?p rdfs:subPropertyOf* skos:prefLabel . ?x ?p ?label }"
        " GROUP BY ?x (LANG(?label)) HAVING (COUNT(DISTINCT ?label) > 1)",
        "{ ?x skos:prefLabel ?label }",
    ),
    "S27": Condition(
        f"SELECT DISTINCT ?x ?y {{ ?x {_RELATED} ?y ; {_UP}+ ?y }}", f"{{ ?x {_RELATED} ?y }}"
    ),
    "S46": Condition(
        f"SELECT DISTINCT ?x ?y {{ ?x {_OTHER_MATCH} ?y ; {_EXACT} ?y }}",
        "{ ?x skos:exactMatch ?y }",
    ),
}
SCHEME = CODE["matter-type"]
OTHER, POWER = CODE["matter-type/other"], CODE["matter-type/administrative-power"]
LICENCE = CODE["matter-type/administrative-licence"]
ABROAD, FURTHER = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
Found = set[tuple[Term, ...]]
Rules = set[tuple[str, Term]]


@dataclass(frozen=True)
class Breakage:
    """What is said too much, which rows the query of the condition then gives, and which rules of
    ours speak of what."""

    condition: str
    added: tuple[Triple, ...]
    rows: Found
    rules: Rules


BREAKAGES = {
    "a scheme that is a concept": Breakage(
        "S9", (Triple(SCHEME, RDF.type, SKOS.Concept),), {(SCHEME,)}, {("K01", SCHEME)}
    ),
    "a scheme of a subclass of concept": Breakage(
        "S9",
        (Triple(SCHEME, RDF.type, LM.DepartmentRole),),
        {(SCHEME,)},
        {("K01", SCHEME), ("K06-scheme", SCHEME), ("U01-pattern", SCHEME)},
    ),
    "an alias that is the name": Breakage(
        "S13",
        (Triple(OTHER, SKOS.altLabel, zh("其他")),),
        {(OTHER, zh("其他"))},
        {("K02-alternative", OTHER)},
    ),
    "a hidden label that is the name": Breakage(
        "S13",
        (Triple(OTHER, SKOS.hiddenLabel, zh("其他")),),
        {(OTHER, zh("其他"))},
        {("K02-hidden", OTHER)},
    ),
    "a hidden label that is the alias": Breakage(
        "S13",
        (
            Triple(OTHER, SKOS.altLabel, zh("其它")),
            Triple(OTHER, SKOS.hiddenLabel, zh("其它")),
        ),
        {(OTHER, zh("其它"))},
        {("K02-alternative-hidden", OTHER)},
    ),
    "two names in one language": Breakage(
        "S14", (Triple(OTHER, SKOS.prefLabel, zh("其它")),), {(OTHER,)}, {("L01-name", OTHER)}
    ),
    "related and narrower": Breakage(
        "S27",
        (Triple(POWER, SKOS.related, LICENCE),),
        {(LICENCE, POWER)},
        {("K04-related-broader", LICENCE)},
    ),
    "related to what is two steps up": Breakage(
        "S27",
        (
            Triple(LICENCE, SKOS.narrowMatch, ABROAD),
            Triple(ABROAD, SKOS.relatedMatch, POWER),
        ),
        {(ABROAD, POWER)},
        {("K04-related-broader", POWER)},
    ),
    "an exact match that is a broad one": Breakage(
        "S46",
        (Triple(OTHER, SKOS.exactMatch, ABROAD), Triple(OTHER, SKOS.broadMatch, ABROAD)),
        {(OTHER, ABROAD), (ABROAD, OTHER)},
        {("K04-exact-broad", OTHER)},
    ),
    "exact matches that lead to a related one": Breakage(
        "S46",
        (
            Triple(OTHER, SKOS.exactMatch, ABROAD),
            Triple(FURTHER, SKOS.exactMatch, ABROAD),
            Triple(OTHER, SKOS.relatedMatch, FURTHER),
        ),
        {(OTHER, FURTHER), (FURTHER, OTHER)},
        {("K04-exact-entailed", FURTHER)},
    ),
}
each_breakage = pytest.mark.parametrize("broken", BREAKAGES.values(), ids=BREAKAGES)
Triples = tuple[Triple, ...]


def rows(data: Store, query: str) -> Found:
    """The solutions of a query over a graph."""
    solutions = data.query(_PREFIXES + query)
    assert isinstance(solutions, QuerySolutions)
    found = {tuple(solution) for solution in solutions}
    return {tuple(term for term in row if term is not None) for row in found}


@pytest.fixture(scope="module")
def published_graph(real: Triples) -> Store:
    """The published graph as it is."""
    return data_store(real)


@pytest.fixture(scope="module")
def busy(everything: Triples) -> Store:
    """That of a busy site."""
    return data_store(everything)


@pytest.fixture(scope="module")
def codes() -> Triples:
    """The ontology and the code lists, of which every breakage is, with a small edition: the real
    one takes most of the time of our rules."""
    return tuple(specimen(complete=True).triples)


@pytest.fixture(scope="module")
def ours(codes: Triples) -> Rules:
    """What our rules find in them as they are."""
    return findings(validate(codes))


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_published_graph_keeps_the_condition(
    name: str, published_graph: Store, busy: Store
) -> None:
    condition, concerned = CONDITIONS[name], "SELECT DISTINCT ?x "
    assert rows(published_graph, concerned + condition.concerns), "there is something to keep it"
    assert rows(published_graph, condition.breaks) == set()
    assert rows(busy, condition.breaks) == set()


def test_every_condition_is_broken_once() -> None:
    assert {broken.condition for broken in BREAKAGES.values()} == set(CONDITIONS)


@each_breakage
def test_a_breakage_is_found_and_breaks_no_other_condition(broken: Breakage, real: Triples) -> None:
    graph = data_store((*real, *broken.added))
    for name, condition in CONDITIONS.items():
        expected = broken.rows if name == broken.condition else set()
        assert rows(graph, condition.breaks) == expected, name


@each_breakage
def test_our_rules_find_it_as_well(broken: Breakage, codes: Triples, ours: Rules) -> None:
    assert findings(validate((*codes, *broken.added))) - ours == broken.rules


def test_a_concept_may_be_a_thing_of_any_other_kind(real: Triples, published_graph: Store) -> None:
    """Stages and scenarios are life events and concepts: S9 speaks of schemes alone."""
    types = {t.object for t in real if t.predicate == RDF.type}
    assert {LM.Stage, SKOS.Concept, SKOS.ConceptScheme} <= types
    both = "SELECT DISTINCT ?x { ?x a skos:Concept, <http://data.europa.eu/m8g/LifeEvent> }"
    assert len(rows(published_graph, both)) == 36
