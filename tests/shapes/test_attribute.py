"""S11 and S13: further columns as stated attributes, and the concepts that join counties."""

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.terms import DCT, LM, RDF, SKOS
from shapes.validation import validate
from tests.shapes.specimen import MATTERS, Graph, entry, found, matter, row

LIMIT = NamedNode(f"{entry(5).value}/attribute/committed-time-limit")
SCHEME = NamedNode("https://data.example.org/id/matter-concepts")
CONCEPT = NamedNode("https://data.example.org/id/matter-concept/0000000a")


@pytest.fixture
def stated(graph: Graph) -> Graph:
    """The specimen with one further column, printed for one entry."""
    graph.typed(LIMIT, LM.StatedAttribute)
    graph.add(entry(5), LM.statedAttribute, LIMIT)
    graph.add(LIMIT, LM.heading, Literal("承诺时限"))
    graph.add(LIMIT, LM.attributeKey, Literal("committed-time-limit"))
    graph.add(LIMIT, LM.attributeText, Literal("5个工作日"))
    graph.add(LIMIT, LM.sourceRow, row(6))
    return graph


def test_a_stated_attribute_is_right_with_and_without_a_key(stated: Graph) -> None:
    assert found(stated) == set()
    stated.drop(LIMIT, LM.attributeKey)
    assert found(stated) == set()


def test_an_attribute_without_heading_is_found(stated: Graph) -> None:
    stated.drop(LIMIT, LM.heading)
    assert found(stated) == {("S11-heading", LIMIT)}


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000"])
def test_a_blank_heading_is_found(stated: Graph, blank: str) -> None:
    stated.change(LIMIT, LM.heading, Literal(blank))
    assert found(stated) == {("S11-heading", LIMIT)}


def test_an_attribute_with_two_headings_is_found(stated: Graph) -> None:
    stated.add(LIMIT, LM.heading, Literal("承诺办结时限"))
    assert found(stated) == {("S11-heading", LIMIT)}


@pytest.mark.parametrize("blank", ["", "\u3000 "])
def test_an_attribute_that_says_nothing_is_found(stated: Graph, blank: str) -> None:
    stated.change(LIMIT, LM.attributeText, Literal(blank))
    assert found(stated) == {("S11-text", LIMIT)}
    stated.drop(LIMIT, LM.attributeText)
    assert found(stated) == {("S11-text", LIMIT)}


def test_an_attribute_with_two_texts_is_found(stated: Graph) -> None:
    stated.add(LIMIT, LM.attributeText, Literal("3个工作日"))
    assert found(stated) == {("S11-text", LIMIT)}


def test_an_attribute_with_two_keys_is_found(stated: Graph) -> None:
    stated.add(LIMIT, LM.attributeKey, Literal("statutory-time-limit"))
    assert found(stated) == {("S11-key", LIMIT)}


def test_an_attribute_of_no_item_is_found(stated: Graph) -> None:
    stated.drop(entry(5), LM.statedAttribute)
    assert found(stated) == {("S11-item", LIMIT)}


def test_an_attribute_of_two_items_is_found(stated: Graph) -> None:
    stated.add(entry(4), LM.statedAttribute, LIMIT)
    assert found(stated) == {("S11-item", LIMIT)}


def test_a_thousand_attributes_are_looked_at_in_one_go(stated: Graph) -> None:
    for n in range(1000):
        one = NamedNode(f"{entry(5).value}/attribute/{n}")
        stated.typed(one, LM.StatedAttribute)
        stated.add(entry(5), LM.statedAttribute, one)
        stated.add(one, LM.heading, Literal(f"栏{n}"))
        stated.add(one, LM.attributeText, Literal("是"))
    assert validate(stated.triples).results == ()


@pytest.fixture
def joined(graph: Graph) -> Graph:
    """The specimen with matters that point at a shared concept: all of them, or X11 would ask."""
    graph.add(SCHEME, RDF.type, SKOS.ConceptScheme)
    graph.named(SCHEME, "通用事项概念", "Shared matter concepts")
    graph.typed(CONCEPT, LM.MatterConcept)
    graph.named(CONCEPT, "出生医学证明办理", "Medical certificate of birth")
    graph.add(CONCEPT, SKOS.inScheme, SCHEME)
    for key in MATTERS:
        graph.add(matter(key), LM.matterConcept, CONCEPT)
    return graph


def test_a_matter_may_point_at_one_shared_concept(joined: Graph) -> None:
    assert found(joined) == set()


def test_a_matter_with_two_shared_concepts_is_found(joined: Graph) -> None:
    other = NamedNode("https://data.example.org/id/matter-concept/0000000b")
    joined.typed(other, LM.MatterConcept)
    joined.named(other, "户口登记", "Household registration")
    joined.add(other, SKOS.inScheme, SCHEME)
    joined.add(matter("birth"), LM.matterConcept, other)
    assert found(joined) == {("S13-concept", matter("birth"))}


def test_a_shared_concept_that_is_not_registered_is_found(joined: Graph) -> None:
    joined.add(
        matter("transfer"), LM.matterConcept, NamedNode("https://data.example.org/id/nothing")
    )
    assert found(joined) == {("S13-concept", matter("transfer"))}


def test_a_shared_concept_without_identifier_is_found(joined: Graph) -> None:
    joined.drop(CONCEPT, DCT.identifier)
    assert found(joined) == {("S13-identifier", CONCEPT)}
