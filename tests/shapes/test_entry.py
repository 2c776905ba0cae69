"""S01 to S10: the lines of an edition, each rule broken on its own."""

from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, DCAT, LM, RDF, XSD
from tests.shapes.source import reprint, without_source
from tests.shapes.specimen import (
    CHECKLIST,
    COUNTY,
    EDITION,
    Graph,
    department,
    entry,
    found,
    matter,
    row,
    scenario,
    stage,
    sub_item,
    whole,
    zh,
)

OTHER = NamedNode("https://data.example.org/id/370725/other")


def test_the_specimen_conforms_without_any_result(graph: Graph) -> None:
    assert found(graph) == set()


def test_an_entry_without_number_is_found(graph: Graph) -> None:
    graph.drop(entry(5), LM.number)
    assert found(graph) == {("S01", entry(5)), ("N09-numbers", whole(5))}


def test_an_entry_with_number_zero_is_found(graph: Graph) -> None:
    graph.change(entry(1), LM.number, whole(0))
    assert found(graph) == {("S01", entry(1)), ("N01-gap", whole(1))}


def test_a_number_that_is_text_is_found(graph: Graph) -> None:
    graph.change(entry(5), LM.number, Literal("5"))
    assert found(graph) == {("S01", entry(5))}


def test_an_entry_with_two_numbers_is_found(graph: Graph) -> None:
    graph.add(entry(5), LM.number, whole(6))
    assert found(graph) == {("S01", entry(5)), ("N09-numbers", whole(5))}


def test_an_item_without_edition_is_found(graph: Graph) -> None:
    graph.drop(entry(3, 2), LM.inEdition)
    graph.drop(entry(3, 2), RDF.type, LM.LeafItem)
    graph.drop(row(4), RDF.type, LM.SourceRow)
    assert ("S02-edition", entry(3, 2)) in found(graph)


def test_an_item_in_something_that_is_no_edition_is_found(graph: Graph) -> None:
    graph.add(entry(2), LM.inEdition, CHECKLIST)
    assert found(graph) == {("S02-edition", entry(2))}


def test_an_item_without_stage_is_found(graph: Graph) -> None:
    graph.drop(entry(2), LM.stage)
    assert found(graph) == {("S02-stage", entry(2))}


def test_an_item_in_two_stages_is_found(graph: Graph) -> None:
    graph.add(entry(1), LM.stage, stage("home"))
    assert ("S02-stage", entry(1)) in found(graph)


def test_an_item_without_scenario_is_found(graph: Graph) -> None:
    graph.drop(entry(2), LM.scenario)
    assert found(graph) == {("S02-scenario", entry(2))}


def test_an_item_whose_scenario_is_a_stage_is_found(graph: Graph) -> None:
    graph.change(entry(5), LM.scenario, stage("home"))
    without_source(graph)
    assert found(graph) == {("S02-scenario", entry(5))}


def test_an_item_without_matter_is_found(graph: Graph) -> None:
    graph.drop(entry(2), LM.matter)
    assert found(graph) == {("S02-matter", entry(2))}


def test_an_item_whose_matter_is_not_registered_is_found(graph: Graph) -> None:
    graph.change(entry(4), LM.matter, OTHER)
    assert found(graph) == {
        ("S02-registered", entry(4)),
        ("P01-description", OTHER),
        ("P01-presumption", OTHER),
    }


def test_only_an_edition_that_is_not_the_current_one_may_list_a_former_matter(
    graph: Graph,
) -> None:
    graph.drop(matter("birth"), RDF.type)
    graph.typed(matter("birth"), LM.FormerMatter)
    former = ("S02-registered", entry(1))
    assert former in found(graph)
    graph.drop(CHECKLIST, DCAT.hasCurrentVersion)
    assert former not in found(graph)


def test_an_item_without_lead_department_is_found(graph: Graph) -> None:
    graph.drop(entry(2), LM.leadDepartment)
    assert found(graph) == {("S03-lead", entry(2))}


def test_a_line_with_two_lead_departments_is_found(graph: Graph) -> None:
    graph.add(entry(2), LM.leadDepartment, department("police"))
    reprint(graph, 2, "lead", "县卫健局、县公安局")
    assert found(graph) == {("S03-joint", entry(2))}


def test_lines_of_an_entry_that_differ_in_their_leads_are_no_joint_leads(graph: Graph) -> None:
    graph.change(entry(3, 2), LM.leadDepartment, department("health"))
    reprint(graph, 4, "lead", "县卫健局")
    graph.add(entry(3), LM.leadDepartment, department("health"))
    assert found(graph) == {("X03-leads", scenario("1.2")), ("X04-lead", scenario("1.2"))}


def test_an_entry_with_a_lead_that_none_of_its_lines_has_is_found(graph: Graph) -> None:
    graph.add(entry(3), LM.leadDepartment, department("health"))
    assert found(graph) == {("S03-lines", entry(3))}


def test_an_entry_without_the_lead_of_one_of_its_lines_is_found(graph: Graph) -> None:
    graph.change(entry(3, 2), LM.leadDepartment, department("health"))
    reprint(graph, 4, "lead", "县卫健局")
    assert found(graph) == {
        ("S03-lines", entry(3)),
        ("X03-leads", scenario("1.2")),
        ("X04-lead", scenario("1.2")),
    }


def test_an_item_without_cooperating_department_is_found(graph: Graph) -> None:
    graph.drop(entry(2), LM.cooperatingDepartment)
    assert found(graph) == {("S04", entry(2))}


def test_a_leaf_without_matter_type_is_found(graph: Graph) -> None:
    graph.drop(entry(3, 1), LM.matterType)
    assert found(graph) == {("S05", entry(3, 1))}


def test_a_leaf_with_two_matter_types_is_found(graph: Graph) -> None:
    graph.add(entry(3, 1), LM.matterType, CODE["matter-type/administrative-licence"])
    assert found(graph) == {("S05", entry(3, 1))}


def test_a_matter_type_outside_the_list_is_found(graph: Graph) -> None:
    graph.change(entry(3, 1), LM.matterType, CODE["admin-level/county"])
    assert found(graph) == {("S05", entry(3, 1))}


def test_an_entry_that_is_no_leaf_may_have_several_matter_types(graph: Graph) -> None:
    graph.add(entry(3), LM.matterType, CODE["matter-type/other"])
    assert found(graph) == set()


def test_an_item_without_name_is_found(graph: Graph) -> None:
    graph.drop(entry(2), LM.statedName)
    assert found(graph) == {("S06", entry(2))}


def test_a_name_without_language_is_found(graph: Graph) -> None:
    graph.change(entry(2), LM.statedName, Literal("户口登记"))
    assert found(graph) == {("S06", entry(2))}


def test_a_name_broken_over_lines_is_found(graph: Graph) -> None:
    graph.change(entry(2), LM.statedName, zh("户口\n登记"))
    assert found(graph) == {("S06", entry(2))}


def test_a_name_that_ends_in_a_line_break_is_found(graph: Graph) -> None:
    graph.change(entry(2), LM.statedName, zh("户口登记\n"))
    assert found(graph) == {("S06", entry(2))}


def test_a_sub_entry_without_parent_is_found(graph: Graph) -> None:
    graph.drop(entry(3, 1), LM.subEntryOf)
    assert found(graph) == {("S07-parent", entry(3, 1))}


def test_a_sub_entry_with_another_matter_than_its_entry_is_found(graph: Graph) -> None:
    graph.change(entry(3, 1), LM.matter, matter("birth"))
    assert found(graph) == {("S07-agreement", entry(3, 1)), ("X02-missing", matter("birth"))}


def test_a_sub_entry_in_another_scenario_than_its_entry_is_found(graph: Graph) -> None:
    graph.change(entry(3, 1), LM.scenario, scenario("1.1"))
    without_source(graph)
    assert found(graph) == {("S07-agreement", entry(3, 1)), ("X03-leads", scenario("1.1"))}


def test_a_sub_entry_in_another_edition_than_its_entry_is_found(graph: Graph) -> None:
    graph.typed(OTHER, LM.Edition)
    graph.change(entry(3, 2), LM.inEdition, OTHER)
    assert ("S07-agreement", entry(3, 2)) in found(graph)


def test_an_entry_without_sub_entries_that_is_no_leaf_is_found(graph: Graph) -> None:
    graph.drop(entry(5), RDF.type, LM.LeafItem)
    graph.drop(entry(5), LM.leafOrder)
    assert found(graph) == {("S08-leaf", entry(5)), ("N09-lost-row", row(6))}


def test_an_entry_with_sub_entries_that_is_a_leaf_is_found(graph: Graph) -> None:
    graph.typed(entry(3), LM.LeafItem)
    assert {("S08-leaf", entry(3)), ("N04-dense", entry(3))} <= found(graph)


def test_a_sub_entry_that_is_no_leaf_is_found(graph: Graph) -> None:
    graph.drop(entry(3, 2), RDF.type, LM.LeafItem)
    assert ("S08-leaf", entry(3, 2)) in found(graph)


def test_a_numbered_sub_entry_is_found(graph: Graph) -> None:
    graph.add(entry(3, 1), LM.number, whole(3))
    assert found(graph) == {("S09", entry(3, 1))}


def test_a_property_unknown_to_the_ontology_is_noted_on_every_class(graph: Graph) -> None:
    document = NamedNode("https://data.example.org/id/370725/document")
    load = NamedNode("https://data.example.org/id/370725/load")
    cell = NamedNode(f"{row(1).value}#c1")
    attribute = NamedNode(f"{row(1).value}#a1")
    former = NamedNode("https://data.example.org/id/370725/matter/former")
    concept = NamedNode("https://data.example.org/id/matter-concept/one")
    classes = {
        document: LM.SourceDocument,
        load: LM.LoadActivity,
        cell: LM.SourceCell,
        attribute: LM.StatedAttribute,
        former: LM.FormerMatter,
        concept: LM.MatterConcept,
    }
    for thing, cls in classes.items():
        graph.typed(thing, cls)
    expected = {
        "S10-entry": entry(2),
        "S10-sub-entry": entry(3, 1),
        "S10-matter": matter("birth"),
        "S10-sub-item": sub_item(1),
        "S10-life-event": stage("birth"),
        "S10-department": department("police"),
        "S10-jurisdiction": COUNTY,
        "S10-checklist": EDITION,
        "S10-source-row": row(1),
        "S10-source-document": document,
        "S10-load": load,
        "S10-source-cell": cell,
        "S10-stated-attribute": attribute,
        "S10-former-matter": former,
        "S10-matter-concept": concept,
        "S10-matter-type": CODE["matter-type/other"],
    }
    for thing in expected.values():
        graph.add(thing, LM.nickname, Literal("x", datatype=XSD.string))
    noted = {(rule, thing) for rule, thing in found(graph) if rule.startswith("S10")}
    assert noted == set(expected.items())
