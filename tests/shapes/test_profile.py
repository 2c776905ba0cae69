"""P01, P02, P04, P05: what CPSV-AP and DCAT ask of matters, life events and datasets."""

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, CV, DCT, LM, RDF
from tests.shapes.specimen import (
    CHECKLIST,
    EDITION,
    Graph,
    department,
    entry,
    found,
    matter,
    scenario,
    stage,
    sub_item,
    zh,
)

PARTICIPATION = NamedNode(f"{entry(1).value}/participation/lead/0000000a")


@pytest.mark.parametrize("thing", [matter("birth"), sub_item(1)])
@pytest.mark.parametrize(
    ("predicate", "rule"),
    [
        (DCT.title, "P01-title"),
        (DCT.identifier, "P01-identifier"),
        (DCT.description, "P01-description"),
        (CV.hasCompetentAuthority, "P01-presumption"),
    ],
)
def test_a_matter_that_lacks_a_mandatory_property_is_found(
    graph: Graph, thing: NamedNode, predicate: NamedNode, rule: str
) -> None:
    graph.drop(thing, predicate)
    assert found(graph) == {(rule, thing)}


def test_a_matter_for_which_the_list_names_no_department_is_told_apart(graph: Graph) -> None:
    graph.drop(matter("withdrawal"), CV.hasCompetentAuthority)
    graph.drop(entry(5), LM.cooperatingDepartment)
    assert ("P01-unstated", matter("withdrawal")) in found(graph)
    graph.add(entry(5), LM.handlingDepartment, department("fund"))
    assert ("P01-presumption", matter("withdrawal")) in found(graph)


def test_a_title_without_language_is_found(graph: Graph) -> None:
    graph.add(matter("birth"), DCT.title, Literal("出生医学证明办理"))
    assert found(graph) == {("P01-title", matter("birth")), ("L03-title", matter("birth"))}


def test_an_authority_that_is_no_public_organisation_is_found(graph: Graph) -> None:
    graph.change(matter("birth"), CV.hasCompetentAuthority, CODE["agent/loader"])
    assert found(graph) == {("P01-authority", matter("birth")), ("X02-missing", matter("birth"))}


@pytest.mark.parametrize("thing", [stage("birth"), scenario("1.1")])
@pytest.mark.parametrize(
    ("predicate", "rule"), [(DCT.title, "P02-title"), (DCT.identifier, "P02-identifier")]
)
def test_a_life_event_that_lacks_a_mandatory_property_is_found(
    graph: Graph, thing: NamedNode, predicate: NamedNode, rule: str
) -> None:
    graph.drop(thing, predicate)
    assert found(graph) == {(rule, thing)}


def participation(graph: Graph) -> None:
    """A complete participation."""
    graph.add(PARTICIPATION, RDF.type, CV.Participation)
    graph.add(PARTICIPATION, DCT.identifier, Literal("e1-lead"))
    graph.add(PARTICIPATION, DCT.description, zh("在“1.1新生儿”场景牵头，清单第1项"))
    graph.add(PARTICIPATION, CV.role, CODE["department-role/lead"])
    graph.add(PARTICIPATION, CV.hasParticipant, department("health"))


def test_a_complete_participation_is_right(graph: Graph) -> None:
    participation(graph)
    assert found(graph) == set()


@pytest.mark.parametrize(
    ("predicate", "rule"),
    [
        (DCT.identifier, "P04-identifier"),
        (DCT.description, "P04-description"),
        (CV.role, "P04-role"),
        (CV.hasParticipant, "P04-participant"),
    ],
)
def test_an_incomplete_participation_is_found(
    graph: Graph, predicate: NamedNode, rule: str
) -> None:
    participation(graph)
    graph.drop(PARTICIPATION, predicate)
    assert found(graph) == {(rule, PARTICIPATION)}


@pytest.mark.parametrize("thing", [CHECKLIST, EDITION])
@pytest.mark.parametrize(
    ("predicate", "rule"),
    [(DCT.description, "P05-description"), (DCT.publisher, "P05-publisher")],
)
def test_a_dataset_that_lacks_a_mandatory_property_is_found(
    graph: Graph, thing: NamedNode, predicate: NamedNode, rule: str
) -> None:
    graph.drop(thing, predicate)
    assert found(graph) == {(rule, thing)}


@pytest.mark.parametrize("thing", [CHECKLIST, EDITION])
def test_a_dataset_without_title_is_found(graph: Graph, thing: NamedNode) -> None:
    graph.drop(thing, DCT.title)
    assert found(graph) == {("P05-title", thing), ("L01-title", thing), ("L02-title", thing)}
