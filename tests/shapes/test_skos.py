"""K01 to K07: concepts and schemes."""

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, LM, RDF, SKOS
from tests.shapes.specimen import (
    SCHEME,
    Graph,
    department,
    found,
    scenario,
    stage,
    zh,
)

BIRTH, HOME = stage("birth"), stage("home")
ABROAD = NamedNode("https://example.org/concept")


def test_a_scheme_that_is_a_concept_is_found(graph: Graph) -> None:
    graph.add(SCHEME, RDF.type, SKOS.Concept)
    assert found(graph) == {("K01", SCHEME)}


def test_a_name_that_is_an_alias_as_well_is_found(graph: Graph) -> None:
    graph.add(department("police"), SKOS.altLabel, zh("县公安局"))
    assert found(graph) == {("K02-alternative", department("police"))}


def test_a_name_that_is_a_hidden_label_as_well_is_found(graph: Graph) -> None:
    graph.add(department("police"), SKOS.hiddenLabel, zh("县公安局"))
    assert found(graph) == {("K02-hidden", department("police"))}


def test_an_alias_that_is_a_hidden_label_as_well_is_found(graph: Graph) -> None:
    graph.add(department("police"), SKOS.altLabel, zh("昌乐县公安局"))
    graph.add(department("police"), SKOS.hiddenLabel, zh("昌乐县公安局"))
    assert found(graph) == {("K02-alternative-hidden", department("police"))}


def test_a_related_concept_that_is_broader_is_found(graph: Graph) -> None:
    graph.add(scenario("1.1"), SKOS.related, BIRTH)
    assert found(graph) == {("K04-related-broader", BIRTH)}


def test_a_related_concept_that_is_narrower_is_found(graph: Graph) -> None:
    graph.add(BIRTH, SKOS.related, scenario("1.1"))
    assert found(graph) == {("K04-related-broader", scenario("1.1"))}


def test_related_concepts_side_by_side_are_right(graph: Graph) -> None:
    graph.add(scenario("1.1"), SKOS.related, scenario("2.1"))
    assert found(graph) == set()


@pytest.mark.parametrize(
    ("match", "rule"),
    [
        (SKOS.broadMatch, "K04-exact-broad"),
        (SKOS.narrowMatch, "K04-exact-narrow"),
        (SKOS.relatedMatch, "K04-exact-related"),
    ],
)
def test_an_exact_match_that_is_another_match_as_well_is_found(
    graph: Graph, match: NamedNode, rule: str
) -> None:
    graph.add(BIRTH, SKOS.exactMatch, ABROAD)
    graph.add(BIRTH, match, ABROAD)
    assert found(graph) == {(rule, BIRTH)}


def test_a_cycle_of_broader_concepts_is_found(graph: Graph) -> None:
    one, other = (
        CODE["matter-type/administrative-licence"],
        CODE["matter-type/administrative-payment"],
    )
    above = CODE["matter-type/administrative-power"]
    for below, new in ((one, other), (other, one)):
        graph.change(below, SKOS.broader, new)
        graph.drop(above, SKOS.narrower, below)
        graph.add(new, SKOS.narrower, below)
    assert found(graph) == {
        (rule, concept) for rule in ("K05-cycle", "K05-unreachable") for concept in (one, other)
    }


def test_a_concept_under_no_top_concept_is_found(graph: Graph) -> None:
    graph.drop(HOME, SKOS.topConceptOf)
    graph.drop(SCHEME, SKOS.hasTopConcept, HOME)
    assert found(graph) == {("K05-unreachable", HOME), ("K05-unreachable", scenario("2.1"))}


def test_a_top_concept_with_something_broader_is_found(graph: Graph) -> None:
    one, above = CODE["matter-type/other"], CODE["matter-type/administrative-power"]
    graph.add(one, SKOS.broader, above)
    graph.add(above, SKOS.narrower, one)
    assert found(graph) == {("K05-top", one)}


def test_a_code_of_no_scheme_is_found(graph: Graph) -> None:
    graph.change(CODE["matter-type/other"], SKOS.inScheme, ABROAD)
    assert found(graph) == {("K06-scheme", CODE["matter-type/other"])}


def test_a_notation_used_twice_in_a_scheme_is_found(graph: Graph) -> None:
    graph.add(CODE["matter-type/public-service"], SKOS.notation, Literal("other"))
    assert found(graph) == {("K06-notation", CODE["matter-type/public-service"])}


def test_the_same_notation_in_two_schemes_is_right(graph: Graph) -> None:
    graph.add(CODE["matter-type/other"], SKOS.notation, Literal("county"))
    assert found(graph) == set()


def test_half_of_a_top_concept_pair_is_found(graph: Graph) -> None:
    graph.drop(SCHEME, SKOS.hasTopConcept, HOME)
    graph.drop(BIRTH, SKOS.topConceptOf)
    assert found(graph) == {("K06-inverse-top", HOME), ("K06-inverse-top", BIRTH)}


def test_half_of_a_broader_narrower_pair_is_found(graph: Graph) -> None:
    graph.drop(HOME, SKOS.narrower)
    assert found(graph) == {("K06-inverse-broader", scenario("2.1"))}


def test_a_narrower_concept_that_does_not_point_back_is_found(graph: Graph) -> None:
    graph.add(HOME, SKOS.narrower, scenario("1.1"))
    assert found(graph) == {("K06-inverse-broader", HOME)}


def test_a_scenario_without_stage_is_found(graph: Graph) -> None:
    graph.drop(scenario("2.1"), SKOS.broader)
    assert found(graph) == {
        ("K07-stageless", scenario("2.1")),
        ("K05-unreachable", scenario("2.1")),
        ("K06-inverse-broader", HOME),
    }


def test_a_scenario_without_stage_that_is_a_top_concept_belongs_to_a_list_without_stages(
    graph: Graph,
) -> None:
    other = scenario("of-another-list")
    graph.typed(other, LM.Scenario)
    graph.named(other, "开办企业", "Starting a business")
    graph.add(other, SKOS.inScheme, SCHEME)
    graph.add(other, SKOS.topConceptOf, SCHEME)
    graph.add(SCHEME, SKOS.hasTopConcept, other)
    assert found(graph) == set()


def test_a_scenario_in_two_stages_is_found(graph: Graph) -> None:
    graph.add(scenario("2.1"), SKOS.broader, BIRTH)
    graph.add(BIRTH, SKOS.narrower, scenario("2.1"))
    assert found(graph) == {("K07-scenario", scenario("2.1"))}


def test_shared_matter_concepts_are_a_flat_list_without_top_concepts(graph: Graph) -> None:
    scheme = NamedNode("https://data.example.org/id/matter-concepts")
    concept = NamedNode("https://data.example.org/id/matter-concept/0000000a")
    graph.add(scheme, RDF.type, SKOS.ConceptScheme)
    graph.named(scheme, "通用事项概念", "Shared matter concepts")
    graph.typed(concept, LM.MatterConcept)
    graph.named(concept, "出生医学证明办理", "Medical certificate of birth")
    graph.add(concept, SKOS.inScheme, scheme)
    assert found(graph) == set()
    graph.drop(concept, SKOS.inScheme)
    assert found(graph) == {("K06-scheme", concept)}


def test_a_stage_below_another_is_found(graph: Graph) -> None:
    graph.add(HOME, SKOS.broader, BIRTH)
    graph.add(BIRTH, SKOS.narrower, HOME)
    assert found(graph) == {("K07-stage", HOME), ("K05-top", HOME)}
