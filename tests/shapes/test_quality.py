"""X01 to X12: what is derived against what is listed, and what a careful reader would ask."""

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, CV, DCT, LM, PROV, RDF, SKOS, XSD
from shapes.validation import validate
from tests.shapes.source import reprint
from tests.shapes.specimen import (
    BASE,
    CITY,
    COUNTY,
    EDITION,
    ENTRIES,
    MATTERS,
    Graph,
    department,
    entry,
    found,
    matter,
    scenario,
    sub_item,
    whole,
    zh,
)

ELSEWHERE = NamedNode(BASE + "checklist/another-list/2020")
OTHER = CODE["matter-type/other"]


def sentence(graph: Graph, rule: str) -> str:
    """What the one result of a rule says in Chinese."""
    (text,) = (r.messages["zh-hans"] for r in validate(graph.triples).results if r.rule == rule)
    return text


def part(number: int, role: str, who: str) -> NamedNode:
    """The participation of a department in the role it has in an entry."""
    key = department(who).value.rpartition("/")[2]
    return NamedNode(f"{entry(number).value}/participation/{role}/{key}")


def take_part(graph: Graph, number: int, role: str, who: str) -> None:
    """Write a participation as the cpsv-ap profile does."""
    one = part(number, role, who)
    graph.add(one, RDF.type, CV.Participation)
    graph.add(one, DCT.identifier, Literal(f"e{number}-{role}-{who}"))
    graph.add(one, DCT.description, zh(f"清单第{number}项"))
    graph.add(one, CV.role, CODE[f"department-role/{role}"])
    graph.add(one, CV.hasParticipant, department(who))
    graph.add(one, LM.statedIn, entry(number))
    graph.add(matter(ENTRIES[number - 1][2]), CV.hasParticipation, one)


@pytest.fixture
def profile(graph: Graph) -> Graph:
    """The specimen as the cpsv-ap profile gives it out, with its participations."""
    for number, _, _, lead, cooperating, _ in ENTRIES:
        take_part(graph, number, "lead", lead)
        take_part(graph, number, "cooperating", cooperating)
    return graph


def test_participations_that_say_what_the_entries_say_are_right(profile: Graph) -> None:
    assert found(profile) == set()


@pytest.mark.parametrize(("role", "who"), [("lead", "health"), ("cooperating", "police")])
def test_a_role_without_its_participation_is_found(profile: Graph, role: str, who: str) -> None:
    profile.drop_thing(part(2, role, who))
    assert found(profile) == {("X01-missing", matter("household"))}
    assert "第 2 项的“县" in sentence(profile, "X01-missing")


def test_a_participation_of_a_department_that_the_entry_does_not_name_is_found(
    profile: Graph,
) -> None:
    take_part(profile, 1, "cooperating", "fund")
    take_part(profile, 1, "handling", "fund")
    assert found(profile) == {("X01-extra", matter("birth"))}
    assert len([r for r in validate(profile.triples).results if r.rule == "X01-extra"]) == 2


def test_a_participation_in_another_role_is_both(profile: Graph) -> None:
    profile.change(part(2, "lead", "health"), CV.role, CODE["department-role/cooperating"])
    thing = matter("household")
    assert found(profile) == {("X01-missing", thing), ("X01-extra", thing)}


def test_a_participation_of_another_matter_is_both(profile: Graph) -> None:
    one = part(1, "lead", "health")
    profile.drop(matter("birth"), CV.hasParticipation, one)
    profile.add(matter("transfer"), CV.hasParticipation, one)
    assert found(profile) == {("X01-missing", matter("birth")), ("X01-extra", matter("transfer"))}


def test_a_participation_that_names_no_item_is_found(profile: Graph) -> None:
    profile.drop(part(1, "lead", "health"), LM.statedIn)
    assert found(profile) == {("X01-missing", matter("birth")), ("X01-extra", matter("birth"))}


def test_a_participation_stated_in_an_entry_that_is_not_there_is_found(profile: Graph) -> None:
    take_part(profile, 1, "lead", "police")
    profile.change(part(1, "lead", "police"), LM.statedIn, entry(9))
    assert found(profile) == {("X01-extra", matter("birth"))}


def test_a_participation_of_another_list_is_not_judged(profile: Graph) -> None:
    take_part(profile, 1, "lead", "police")
    there = NamedNode(f"{ELSEWHERE.value}/entry/1")
    profile.change(part(1, "lead", "police"), LM.statedIn, there)
    assert found(profile) == set()


def test_a_presumed_role_is_derived_from_its_item_and_not_stated_in_it(profile: Graph) -> None:
    for who in ("fund", "police"):
        take_part(profile, 5, "presumed-handling", who)
        one = part(5, "presumed-handling", who)
        profile.drop(one, LM.statedIn)
        profile.add(one, PROV.wasDerivedFrom, entry(5))
        assert found(profile) == (
            {("X01-extra", matter("withdrawal"))} if who == "police" else set()
        )


def test_a_stated_handling_department_may_take_part_as_such(profile: Graph) -> None:
    profile.add(entry(5), LM.handlingDepartment, department("fund"))
    take_part(profile, 5, "handling", "fund")
    assert found(profile) == set()


def test_a_cooperating_department_that_is_not_presumed_is_found(graph: Graph) -> None:
    graph.add(entry(1), LM.cooperatingDepartment, department("police"))
    reprint(graph, 1, "cooperating", "县卫健局、县公安局")
    assert found(graph) == {("X02-missing", matter("birth"))}
    assert "“出生医学证明办理”缺少“县公安局”" in sentence(graph, "X02-missing")


def test_an_authority_that_no_item_names_is_found(graph: Graph) -> None:
    graph.add(matter("birth"), CV.hasCompetentAuthority, department("police"))
    assert found(graph) == {("X02-extra", matter("birth"))}
    assert "“出生医学证明办理”由“县公安局”" in sentence(graph, "X02-extra")


def test_a_sub_item_has_the_departments_of_its_own_lines(graph: Graph) -> None:
    graph.change(sub_item(1), CV.hasCompetentAuthority, department("health"))
    assert found(graph) == {("X02-missing", sub_item(1)), ("X02-extra", sub_item(1))}


def test_a_matter_without_any_authority_is_said_once(graph: Graph) -> None:
    graph.drop(matter("birth"), CV.hasCompetentAuthority)
    assert found(graph) == {("P01-presumption", matter("birth"))}


def test_a_stated_handling_department_wins(graph: Graph) -> None:
    graph.add(entry(5), LM.handlingDepartment, department("health"))
    thing = matter("withdrawal")
    assert found(graph) == {("X02-missing", thing), ("X02-extra", thing)}
    graph.change(thing, CV.hasCompetentAuthority, department("health"))
    assert found(graph) == set()


def test_beside_a_line_that_states_who_handles_another_may_be_presumed_or_not(
    graph: Graph,
) -> None:
    for item in (entry(3), entry(3, 1)):
        graph.add(item, LM.handlingDepartment, department("health"))
    graph.change(sub_item(1), CV.hasCompetentAuthority, department("health"))
    graph.change(matter("transfer"), CV.hasCompetentAuthority, department("health"))
    assert found(graph) == set()
    graph.add(matter("transfer"), CV.hasCompetentAuthority, department("police"))
    assert found(graph) == set()


def test_what_another_list_of_the_region_adds_is_not_judged(graph: Graph) -> None:
    graph.add(matter("birth"), DCT.isPartOf, ELSEWHERE)
    graph.add(matter("birth"), CV.hasCompetentAuthority, department("police"))
    graph.add(matter("transfer"), DCT.isPartOf, ELSEWHERE)
    graph.add(sub_item(1), CV.hasCompetentAuthority, department("health"))
    assert found(graph) == set()
    graph.drop(matter("birth"), CV.hasCompetentAuthority, department("health"))
    assert found(graph) == {("X02-missing", matter("birth"))}


def test_what_an_item_of_another_list_in_the_graph_says_counts(graph: Graph) -> None:
    graph.add(matter("birth"), DCT.isPartOf, ELSEWHERE)
    graph.add(matter("birth"), CV.hasCompetentAuthority, department("police"))
    line = NamedNode(f"{ELSEWHERE.value}/entry/1")
    graph.add(line, LM.inEdition, ELSEWHERE)
    graph.add(line, LM.matter, matter("birth"))
    assert ("X02-extra", matter("birth")) in found(graph)
    graph.add(line, LM.cooperatingDepartment, department("police"))
    assert ("X02-extra", matter("birth")) not in found(graph)


def test_two_leads_in_a_scenario_are_warned_of(graph: Graph) -> None:
    graph.change(entry(2), LM.leadDepartment, department("police"))
    reprint(graph, 2, "lead", "县公安局")
    assert found(graph) == {("X03-leads", scenario("1.1"))}
    assert "场景 1.1 内牵头部门不止一个：有“县公安局”，也有“县卫健局”" in sentence(
        graph, "X03-leads"
    )


def test_a_joint_lead_beside_the_one_lead_of_a_scenario_is_no_second_lead(graph: Graph) -> None:
    graph.change(EDITION, LM.conventionJointLead, Literal("true", datatype=XSD.boolean))
    graph.add(entry(2), LM.leadDepartment, department("police"))
    reprint(graph, 2, "lead", "县卫健局、县公安局")
    assert found(graph) == set()


def test_joint_leads_that_share_none_are_several_leads(graph: Graph) -> None:
    graph.change(EDITION, LM.conventionJointLead, Literal("true", datatype=XSD.boolean))
    graph.add(entry(2), LM.leadDepartment, department("police"))
    graph.drop(entry(2), LM.leadDepartment, department("health"))
    graph.add(entry(2), LM.leadDepartment, department("fund-parent"))
    assert ("X03-leads", scenario("1.1")) in found(graph)


def test_a_lead_that_cooperates_on_nothing_in_its_scenario_is_warned_of(graph: Graph) -> None:
    graph.change(entry(1), LM.cooperatingDepartment, department("police"))
    graph.change(matter("birth"), CV.hasCompetentAuthority, department("police"))
    reprint(graph, 1, "cooperating", "县公安局")
    assert found(graph) == {("X04-lead", scenario("1.1"))}
    assert "场景 1.1 的牵头部门“县卫健局”" in sentence(graph, "X04-lead")


def test_a_lead_that_is_stated_to_handle_something_is_right(graph: Graph) -> None:
    graph.change(entry(1), LM.cooperatingDepartment, department("police"))
    graph.add(entry(1), LM.handlingDepartment, department("health"))
    reprint(graph, 1, "cooperating", "县公安局")
    assert found(graph) == set()


def test_a_matter_of_two_types_is_warned_of(graph: Graph) -> None:
    graph.change(entry(3, 2), LM.matterType, CODE["matter-type/administrative-licence"])
    assert found(graph) == {("X05-types", matter("transfer"))}
    text = sentence(graph, "X05-types")
    assert "“学籍变动”有的是“公共服务”，有的是“行政许可”" in text


def test_a_matter_of_another_type_in_another_entry_is_warned_of(graph: Graph) -> None:
    graph.change(entry(4), LM.matterType, CODE["matter-type/administrative-licence"])
    assert found(graph) == {("X05-types", matter("household"))}


def test_entries_of_a_matter_with_other_cooperating_departments_are_warned_of(
    graph: Graph,
) -> None:
    graph.add(entry(4), LM.cooperatingDepartment, department("health"))
    graph.add(matter("household"), CV.hasCompetentAuthority, department("health"))
    reprint(graph, 5, "cooperating", "县公安局、县卫健局")
    assert found(graph) == {("X06-cooperating", matter("household"))}
    text = sentence(graph, "X06-cooperating")
    assert "“户口登记”在第 4 项有“县卫健局”协同，在第 2 项没有" in text


def test_lines_of_one_entry_may_have_other_cooperating_departments(graph: Graph) -> None:
    graph.change(entry(3, 2), LM.cooperatingDepartment, department("health"))
    graph.add(entry(3), LM.cooperatingDepartment, department("health"))
    graph.add(matter("transfer"), CV.hasCompetentAuthority, department("health"))
    graph.change(sub_item(2), CV.hasCompetentAuthority, department("health"))
    reprint(graph, 4, "cooperating", "县卫健局")
    assert found(graph) == set()


def rename(graph: Graph, thing: NamedNode, name: str) -> None:
    """Another Chinese name."""
    graph.drop(thing, SKOS.prefLabel)
    graph.drop(thing, DCT.title)
    graph.named(thing, name, "Another name")
    graph.drop(thing, DCT.identifier)
    graph.add(thing, DCT.identifier, Literal("one"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("户口登记（出生）", "户口登记(出生)"),
        ("户口登记（出生）", "户口登记【出生】"),
        ("《老年人优待证》办理", "老年人优待证办理"),
        ("户口登记", "户口 登记"),
        ("“惠才卡”办理", "\"惠才卡'办理"),
        ("Ａ级－甲类登记０１２３", "a级-甲类登记0123"),
        ("ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ", "abcdefghijklmnopqrstuvwxyz"),
        ("０１２３４５６７８９：，；－．／％＋＆甲", "0123456789:,;-./%+&甲"),
    ],
)
def test_two_matters_whose_names_differ_in_spelling_alone_are_warned_of(
    graph: Graph, one: str, other: str
) -> None:
    rename(graph, matter("birth"), one)
    rename(graph, matter("household"), other)
    spelt = {(rule, thing) for rule, thing in found(graph) if rule.startswith("X")}
    assert spelt in (
        {("X07-spelling", matter("birth"))},
        {("X07-spelling", matter("household"))},
    )
    text = sentence(graph, "X07-spelling")
    assert one in text and other in text


def test_two_matters_of_the_same_name_were_kept_apart_on_purpose(graph: Graph) -> None:
    rename(graph, matter("birth"), "户口登记")
    rename(graph, matter("household"), "户口登记")
    assert found(graph) == set()


def test_names_that_differ_in_more_are_two_matters(graph: Graph) -> None:
    rename(graph, matter("birth"), "户口登记（出生）")
    rename(graph, matter("household"), "户口登记")
    assert found(graph) == set()


def test_a_spelling_is_said_of_the_matter_that_the_edition_names(graph: Graph) -> None:
    for key, name in (("a", "户口 登记"), ("b", "户口　登记")):
        elsewhere = matter(key)
        graph.typed(elsewhere, LM.Matter)
        graph.named(elsewhere, name, "Matter of another list")
        graph.add(elsewhere, DCT.isPartOf, ELSEWHERE)
    graph.drop_thing(matter("b"))
    assert {r for r in found(graph) if r[0][0] == "X"} == {("X07-spelling", matter("household"))}


def test_a_sub_entry_named_like_its_entry_is_noted(graph: Graph) -> None:
    graph.change(entry(3, 1), LM.statedName, zh(MATTERS["transfer"]))
    assert found(graph) == {("X08-same-name", entry(3))}
    assert "第 3 项“学籍变动”" in sentence(graph, "X08-same-name")


def test_an_entry_with_one_sub_entry_is_noted(graph: Graph) -> None:
    graph.drop_thing(entry(3, 2))
    for item, value in ((entry(4), 4), (entry(5), 5)):
        graph.change(item, LM.leafOrder, whole(value))
    assert {r for r in found(graph) if r[0][0] == "X"} == {("X09-single", entry(3))}
    assert "第 3 项只列了“学籍转入”" in sentence(graph, "X09-single")


def test_each_leaf_of_type_other_is_noted(graph: Graph) -> None:
    for item in (entry(1), entry(3, 1), entry(3, 2)):
        graph.change(item, LM.matterType, OTHER)
    assert found(graph) == {
        ("X10-other", entry(1)),
        ("X10-other", entry(3, 1)),
        ("X10-other", entry(3, 2)),
    }
    texts = {
        r.messages["zh-hans"] for r in validate(graph.triples).results if r.rule == "X10-other"
    }
    assert any("第 3 项“学籍转入”" in text for text in texts)


def test_an_other_administrative_power_is_not_other(graph: Graph) -> None:
    graph.change(entry(1), LM.matterType, CODE["matter-type/other-administrative-power"])
    assert found(graph) == set()


def shared(graph: Graph, *keys: str) -> None:
    """A shared concept that the matters of these keys point at."""
    concept = NamedNode("https://data.example.org/id/matter-concept/0000000a")
    graph.typed(concept, LM.MatterConcept)
    for key in keys:
        graph.add(matter(key), LM.matterConcept, concept)


def missing_concepts(graph: Graph) -> set[tuple[str, object]]:
    """What is said of shared concepts."""
    return {(rule, thing) for rule, thing in found(graph) if rule.startswith("X11")}


def test_once_a_matter_has_a_shared_concept_those_without_are_counted(graph: Graph) -> None:
    shared(graph, "birth")
    assert missing_concepts(graph) == {("X11-concept", EDITION)}
    assert "有 3 个事项未关联通用事项概念" in sentence(graph, "X11-concept")


def test_a_matter_whose_sub_item_has_a_shared_concept_is_joined(graph: Graph) -> None:
    shared(graph, "birth", "household", "withdrawal")
    concept = NamedNode("https://data.example.org/id/matter-concept/0000000a")
    graph.add(sub_item(1), LM.matterConcept, concept)
    assert missing_concepts(graph) == set()


def test_beside_a_matter_of_another_county_shared_concepts_are_missed(graph: Graph) -> None:
    graph.add(EDITION, DCT.spatial, COUNTY)
    elsewhere = NamedNode("https://data.example.org/id/370726/matter/0000000a")
    graph.typed(elsewhere, LM.Matter)
    graph.add(elsewhere, DCT.spatial, COUNTY)
    assert missing_concepts(graph) == set()
    graph.change(elsewhere, DCT.spatial, CITY)
    assert missing_concepts(graph) == {("X11-concept", EDITION)}


def listed_twice(graph: Graph) -> set[tuple[str, object]]:
    """What is said of lines that stand twice."""
    return {(rule, thing) for rule, thing in found(graph) if rule.startswith("X12")}


def test_an_entry_that_stands_twice_in_its_scenario_is_warned_of_with_the_first(
    graph: Graph,
) -> None:
    graph.change(entry(2), LM.matter, matter("birth"))
    assert listed_twice(graph) == set(), "another name for the same matter is no copy"
    graph.change(entry(2), LM.statedName, zh("出生医学证明 办理"))
    assert listed_twice(graph) == {("X12-twice", entry(2))}
    assert "在场景 1.1 中已列于第 1 项" in sentence(graph, "X12-twice")


def test_a_sub_entry_that_stands_twice_is_warned_of(graph: Graph) -> None:
    graph.change(entry(3, 2), LM.statedName, zh("学籍转入"))
    assert listed_twice(graph) == set(), "the register tells them apart"
    graph.change(entry(3, 2), LM.subItem, sub_item(1))
    assert listed_twice(graph) == {("X12-twice", entry(3, 2))}


def test_a_matter_may_stand_in_two_scenarios_under_one_name(graph: Graph) -> None:
    assert listed_twice(graph) == set()
