"""D01 to D08 and P03: the register of departments."""

from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, CV, DCAT, DCT, LM, ORG, RDF, SKOS
from tests.shapes.source import reprint
from tests.shapes.specimen import (
    BASE,
    COUNTY,
    DEPARTMENTS,
    EDITION,
    Graph,
    department,
    en,
    entry,
    found,
    matter,
    row,
    zh,
)

NEW = department("new")
EDITION_2 = NamedNode(BASE + "checklist/list/2022-06")


def register(graph: Graph, key: str, name: str, cooperates: bool = True) -> NamedNode:
    """A further county department that is complete and cooperates in entry 1, as its cell says."""
    thing = department(key)
    graph.typed(thing, LM.Department)
    graph.named(thing, name, f"Department of {key}")
    graph.add(thing, DCT.spatial, COUNTY)
    graph.add(thing, LM.adminLevel, CODE["admin-level/county"])
    if cooperates:
        graph.add(entry(1), LM.cooperatingDepartment, thing)
        graph.add(matter("birth"), CV.hasCompetentAuthority, thing)
        (printed,) = (
            t.object
            for t in graph.triples
            if t.subject == row(1) and t.predicate == LM.rawCooperating
        )
        assert isinstance(printed, Literal)
        reprint(graph, 1, "cooperating", f"{printed.value}、{name}")
    return thing


def later(*things: NamedNode) -> NamedNode:
    """Of twins the one that is reported."""
    return max(things, key=str)


def rename(graph: Graph, key: str, name: str) -> None:
    """Another Chinese name; the printed one stays known."""
    graph.add(department(key), SKOS.altLabel, zh(DEPARTMENTS[key][0]))
    graph.change(department(key), SKOS.prefLabel, zh(name), en(f"Department of {key}"))


def test_a_department_outside_the_register_is_found(graph: Graph) -> None:
    graph.change(entry(2), LM.leadDepartment, NEW)
    assert found(graph) == {("D01-class", NEW), ("D01-name", NEW)}


def test_a_department_without_name_is_found_by_every_rule_on_names(graph: Graph) -> None:
    graph.drop(department("police"), SKOS.prefLabel)
    assert found(graph) == {
        (rule, department("police"))
        for rule in ("D01-name", "D02", "P03-label", "L01-name", "L02-name")
    }


def test_a_department_name_with_white_space_is_found(graph: Graph) -> None:
    rename(graph, "police", "县 公安局")
    assert found(graph) == {("D02", department("police"))}


def test_two_chinese_names_of_a_department_are_found(graph: Graph) -> None:
    graph.add(department("police"), SKOS.prefLabel, zh("昌乐县公安局"))
    assert found(graph) == {("D02", department("police")), ("L01-name", department("police"))}


def test_a_department_without_level_is_found(graph: Graph) -> None:
    graph.drop(department("police"), LM.adminLevel)
    assert found(graph) == {("D03-level", department("police"))}


def test_a_department_with_two_levels_is_found(graph: Graph) -> None:
    graph.add(department("health"), LM.adminLevel, CODE["admin-level/township"])
    assert {("D03-level", department("health"))} <= found(graph)


def test_a_department_without_jurisdiction_is_found(graph: Graph) -> None:
    graph.drop(department("police"), DCT.spatial)
    assert found(graph) == {
        ("D03-jurisdiction", department("police")),
        ("P03-spatial", department("police")),
    }


def test_a_county_name_at_municipal_level_is_warned_of(graph: Graph) -> None:
    graph.change(department("police"), LM.adminLevel, CODE["admin-level/municipal"])
    assert found(graph) == {
        ("D04-prefix", department("police")),
        ("D06-parent", department("police")),
    }


def test_a_municipal_name_at_county_level_is_warned_of(graph: Graph) -> None:
    rename(graph, "police", "市公安局")
    assert found(graph) == {("D04-prefix", department("police"))}


def test_a_municipal_name_at_county_level_is_right_in_a_city_of_county_rank(graph: Graph) -> None:
    rename(graph, "police", "市公安局")
    rename(graph, "health", "市卫健局")
    graph.change(COUNTY, LM.regionCode, Literal("370781"))
    assert found(graph) == set()


def test_a_department_that_no_item_names_is_warned_of(graph: Graph) -> None:
    register(graph, "new", "县民政局", cooperates=False)
    assert found(graph) == {("D05-orphan", NEW)}


def test_a_department_is_no_orphan_where_the_register_serves_another_list(graph: Graph) -> None:
    register(graph, "new", "县民政局", cooperates=False)
    elsewhere = matter("elsewhere")
    graph.typed(elsewhere, LM.Matter)
    graph.named(elsewhere, "别的清单的事项", "Matter of another list")
    assert found(graph) == set()


def test_a_department_is_no_orphan_where_a_former_matter_may_have_named_it(graph: Graph) -> None:
    register(graph, "new", "县民政局", cooperates=False)
    graph.typed(matter("former"), LM.FormerMatter)
    assert found(graph) == set()


def test_a_department_is_no_orphan_where_an_earlier_edition_may_have_named_it(
    graph: Graph,
) -> None:
    register(graph, "new", "县民政局", cooperates=False)
    graph.add(EDITION, DCAT.previousVersion, EDITION_2)
    assert found(graph) == set()


def test_a_department_is_no_orphan_beside_a_second_edition(graph: Graph) -> None:
    register(graph, "new", "县民政局", cooperates=False)
    graph.typed(EDITION_2, LM.Edition)
    assert ("D05-orphan", NEW) not in found(graph)


def test_a_replaced_department_is_no_orphan(graph: Graph) -> None:
    register(graph, "new", "县民政局", cooperates=False)
    graph.add(NEW, DCT.isReplacedBy, department("police"))
    assert found(graph) == set()


def test_a_municipal_branch_without_parent_is_warned_of(graph: Graph) -> None:
    graph.drop(department("fund"), ORG.unitOf)
    assert found(graph) == {
        ("D06-parent", department("fund")),
        ("D05-orphan", department("fund-parent")),
    }


def test_two_departments_of_one_name_are_warned_of(graph: Graph) -> None:
    register(graph, "twin", "县公安局")
    assert found(graph) == {("D07-same", later(department("twin"), department("police")))}


def test_two_departments_whose_names_differ_in_brackets_are_warned_of(graph: Graph) -> None:
    one = register(graph, "a", "县房产发展促进中心（昌乐）")
    other = register(graph, "b", "县房产发展促进中心昌乐")
    assert found(graph) == {("D07-same", later(one, other))}


def test_a_name_with_one_character_more_is_warned_of(graph: Graph) -> None:
    register(graph, "a", "县房产发展促进中心")
    register(graph, "b", "县房产发展和促进中心")
    assert found(graph) == {("D07-one-more", department("b"))}


def test_a_name_with_one_character_more_at_its_end_is_warned_of(graph: Graph) -> None:
    register(graph, "twin", "县公安局局")
    assert found(graph) == {("D07-one-more", department("twin"))}


def test_long_names_that_differ_in_one_character_are_warned_of(graph: Graph) -> None:
    one = register(graph, "a", "县房产发展促进中心")
    other = register(graph, "b", "县房屋发展促进中心")
    assert found(graph) == {("D07-one-other", later(one, other))}


def test_short_names_that_differ_in_one_character_are_two_bodies(graph: Graph) -> None:
    register(graph, "a", "县民政局")
    register(graph, "b", "县财政局")
    assert found(graph) == set()


def test_a_parent_and_its_branch_are_no_duplicates(graph: Graph) -> None:
    rename(graph, "fund", "市住房公积金管理中心一")
    assert found(graph) == set()


def test_a_list_of_departments_as_a_name_is_found(graph: Graph) -> None:
    rename(graph, "police", "县公安局、县卫健局")
    assert found(graph) == {("D08-name", department("police"))}


def test_a_list_of_departments_as_an_alias_is_found(graph: Graph) -> None:
    graph.add(department("police"), SKOS.altLabel, zh("公安局，卫健局"))
    assert found(graph) == {("D08-alias", department("police"))}


def test_a_jurisdiction_that_is_no_location_is_found(graph: Graph) -> None:
    graph.change(department("police"), DCT.spatial, NEW)
    assert found(graph) == {("P03-spatial", department("police"))}


def test_a_department_without_title_is_found(graph: Graph) -> None:
    graph.drop(department("police"), DCT.title)
    assert found(graph) == {("P03-title", department("police"))}


def test_a_department_without_identifier_is_found(graph: Graph) -> None:
    graph.drop(department("police"), DCT.identifier)
    assert found(graph) == {("P03-identifier", department("police"))}


def test_a_department_that_lost_its_type_is_outside_the_register(graph: Graph) -> None:
    graph.drop(department("health"), RDF.type, LM.Department)
    assert found(graph) == {("D01-class", department("health"))}
