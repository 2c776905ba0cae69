"""Rules on form under what an edition declares: so, otherwise, or nothing at all.

Every case breaks the specimen in one way and names, for each declaration, how the rule counts: V a
violation, W a warning, None where there is nothing to say.
"""

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, CV, DCAT, DCT, LM, RDF, SKOS, XSD
from shapes.conventions import FORMS, Conventions, conventions_of
from shapes.report import Severity
from shapes.validation import validate
from tests.shapes.source import reprint
from tests.shapes.specimen import (
    BASE,
    CHECKLIST,
    EDITION,
    SCHEME,
    Graph,
    department,
    entry,
    found,
    matter,
    scenario,
    stage,
    thing,
    whole,
    zh,
)

V, W = Severity.VIOLATION, Severity.WARNING
TYPES = NamedNode(CHECKLIST.value + "/matter-types")
LOCAL = thing("matter-type", "convenience")
CONVENTIONS = {
    "numbers": LM.conventionNumbers,
    "blank_cooperating": LM.conventionBlankCooperating,
    "joint_lead": LM.conventionJointLead,
    "levels": LM.conventionLevels,
    "types": LM.conventionTypes,
}


def severity(graph: Graph, rule: str) -> Severity | None:
    """How the rule counts, None where it finds nothing."""
    found = {result.severity for result in validate(graph.triples).results if result.rule == rule}
    assert len(found) <= 1
    return found.pop() if found else None


def declare(graph: Graph, convention: str, value: str | None) -> None:
    """Let the edition declare `value`, or nothing."""
    predicate = CONVENTIONS[convention]
    if any(t.subject == EDITION and t.predicate == predicate for t in graph.triples):
        graph.drop(EDITION, predicate)
    if value is not None:
        kind = XSD.boolean if convention == "joint_lead" else XSD.string
        graph.add(EDITION, predicate, Literal(value, datatype=kind))


def without_a_number(graph: Graph) -> None:
    graph.drop(entry(5), LM.number)


def without_any_numbers(graph: Graph) -> None:
    for number in range(1, 6):
        graph.drop(entry(number), LM.number)


def with_a_gap(graph: Graph) -> None:
    graph.change(entry(5), LM.number, whole(6))


def number_by_stage(graph: Graph) -> None:
    graph.change(entry(4), LM.number, whole(1))
    graph.change(entry(5), LM.number, whole(2))


def number_by_scenario(graph: Graph) -> None:
    for number, printed in ((3, 1), (4, 1), (5, 2)):
        graph.change(entry(number), LM.number, whole(printed))


def without_a_stage(graph: Graph) -> None:
    graph.drop(entry(2), LM.stage)
    graph.drop(entry(2), LM.stageNumber)


def with_joint_leads(graph: Graph) -> None:
    graph.add(entry(2), LM.leadDepartment, department("police"))
    reprint(graph, 2, "lead", "县卫健局、县公安局")


def with_a_blank(graph: Graph) -> None:
    graph.drop(entry(2), LM.cooperatingDepartment)
    reprint(graph, 2, "cooperating", "")


def with_nobody_to_ask(graph: Graph) -> None:
    graph.drop(entry(5), LM.cooperatingDepartment)
    graph.drop(matter("withdrawal"), CV.hasCompetentAuthority)


def with_a_local_type(graph: Graph) -> None:
    graph.add(TYPES, RDF.type, SKOS.ConceptScheme)
    graph.named(TYPES, "本清单的事项类型", "Types of this list")
    graph.typed(LOCAL, LM.MatterType)
    graph.named(LOCAL, "便民服务", "Convenience service")
    graph.add(LOCAL, SKOS.inScheme, TYPES)
    graph.add(LOCAL, SKOS.topConceptOf, TYPES)
    graph.add(TYPES, SKOS.hasTopConcept, LOCAL)
    for item in (entry(1), entry(5)):
        graph.change(item, LM.matterType, LOCAL)


def with_a_lead_that_stands_aside(graph: Graph) -> None:
    graph.change(entry(1), LM.cooperatingDepartment, department("police"))


def with_another_department_elsewhere(graph: Graph) -> None:
    graph.change(entry(4), LM.cooperatingDepartment, department("fund"))


Break = Callable[[Graph], None]
CASES: list[tuple[str, str, Break, dict[str | None, Severity | None]]] = [
    ("S01", "numbers", without_a_number,
     {"edition": V, "per-stage": V, "per-scenario": V, "none": None, None: W}),
    ("N01-gap", "numbers", with_a_gap,
     {"edition": V, "per-stage": V, "per-scenario": V, "none": None, None: W}),
    ("N02-duplicate", "numbers", number_by_stage,
     {"edition": V, "per-stage": None, "per-scenario": None, "none": None, None: W}),
    ("N02-duplicate", "numbers", number_by_scenario,
     {"edition": V, "per-stage": V, "per-scenario": None, "none": None, None: W}),
    ("N03-order", "numbers", number_by_stage,
     {"edition": V, "per-stage": None, "per-scenario": None, "none": None, None: W}),
    ("N03-order", "numbers", number_by_scenario,
     {"edition": V, "per-stage": V, "per-scenario": None, "none": None, None: W}),
    ("N09-numbers", "numbers", number_by_stage,
     {"edition": V, "per-stage": None, "per-scenario": None, "none": None, None: W}),
    ("S02-stage", "levels", without_a_stage,
     {"stage-scenario": V, "scenario": None, None: W}),
    ("S03-joint", "joint_lead", with_joint_leads, {"true": None, "false": V, None: W}),
    ("S04", "blank_cooperating", with_a_blank, {"carried": V, "none": None, None: W}),
    ("P01-unstated", "blank_cooperating", with_nobody_to_ask,
     {"carried": V, "none": W, None: W}),
    ("S05-local", "types", with_a_local_type, {"closed": V, "local": None, None: W}),
    ("X04-lead", "blank_cooperating", with_a_lead_that_stands_aside,
     {"carried": W, "none": None, None: W}),
    ("X06-cooperating", "blank_cooperating", with_another_department_elsewhere,
     {"carried": W, "none": None, None: W}),
]  # fmt: skip
MATRIX = [
    pytest.param(
        rule, convention, change, value, count, id=f"{rule}-{change.__name__}-{value or 'nothing'}"
    )
    for rule, convention, change, counts in CASES
    for value, count in counts.items()
]


@pytest.mark.parametrize(("rule", "convention", "change", "value", "count"), MATRIX)
def test_a_rule_on_form_counts_as_the_edition_declares(
    graph: Graph,
    rule: str,
    convention: str,
    change: Break,
    value: str | None,
    count: Severity | None,
) -> None:
    change(graph)
    declare(graph, convention, value)
    assert severity(graph, rule) is count


def test_every_rule_on_form_stands_in_the_matrix() -> None:
    assert {(rule, form.convention) for rule, form in FORMS.items()} == {
        (rule, convention) for rule, convention, _, _ in CASES
    }


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("S01", lambda graph: graph.change(entry(5), LM.number, whole(0))),
        ("S01", lambda graph: graph.add(entry(5), LM.number, whole(6))),
        ("S02-stage", lambda graph: graph.add(entry(1), LM.stage, stage("home"))),
        ("S03-lead", lambda graph: graph.drop(entry(2), LM.leadDepartment)),
        ("S05", lambda graph: graph.drop(entry(2), LM.matterType)),
        ("P01-presumption", lambda graph: graph.drop(matter("birth"), CV.hasCompetentAuthority)),
        ("K07-stageless", lambda graph: graph.drop(scenario("2.1"), SKOS.broader)),
        ("N09-rowless", lambda graph: graph.drop(entry(5), LM.sourceRow)),
    ],
)
def test_loss_and_contradiction_are_violations_whatever_is_declared(
    graph: Graph, rule: str, change: Break
) -> None:
    for convention in CONVENTIONS:
        declare(graph, convention, None)
    change(graph)
    assert severity(graph, rule) is V


def test_numbers_within_a_stage_are_still_checked_where_they_start_again(graph: Graph) -> None:
    declare(graph, "numbers", "per-stage")
    number_by_stage(graph)
    assert found(graph) == set()
    graph.change(entry(5), LM.number, whole(1))
    assert found(graph) == {("N02-duplicate", whole(1))}
    graph.change(entry(5), LM.number, whole(3))
    assert found(graph) == {("N01-gap", whole(2))}


def test_numbers_within_a_scenario_are_still_checked_where_they_start_again(graph: Graph) -> None:
    declare(graph, "numbers", "per-scenario")
    number_by_scenario(graph)
    assert found(graph) == set()
    graph.change(entry(5), LM.number, whole(4))
    results = validate(graph.triples).results
    assert [(r.rule, r.messages["en"][:20]) for r in results] == [
        ("N01-gap", "Number 2–3 is missin")
    ]
    graph.change(entry(4), LM.number, whole(2))
    graph.change(entry(5), LM.number, whole(1))
    assert found(graph) == {("N03-order", entry(5))}


def test_a_list_without_numbers_needs_none_where_declared(graph: Graph) -> None:
    declare(graph, "numbers", "none")
    without_any_numbers(graph)
    assert found(graph) == set()


def without_stages(graph: Graph) -> None:
    """The specimen as a list that has no stage column: scenarios are its top groups."""
    declare(graph, "levels", "scenario")
    for key in ("birth", "home"):
        graph.drop_thing(stage(key))
    for item in [t.subject for t in graph.triples if t.predicate == LM.stageNumber]:
        graph.drop(item, LM.stageNumber)
    for code, plain in (("1.1", "1"), ("1.2", "2"), ("2.1", "3")):
        graph.add(scenario(code), SKOS.topConceptOf, SCHEME)
        graph.add(SCHEME, SKOS.hasTopConcept, scenario(code))
        coded = [t.subject for t in graph.triples if t.object == Literal(code)]
        for item in coded:
            if isinstance(item, NamedNode) and "/entry/" in item.value:
                graph.change(item, LM.scenarioCode, Literal(plain))


def test_a_list_without_stages_conforms_where_declared(graph: Graph) -> None:
    without_stages(graph)
    assert found(graph) == set()


def test_a_list_without_stages_is_warned_of_where_nothing_is_declared(graph: Graph) -> None:
    without_stages(graph)
    declare(graph, "levels", None)
    report = validate(graph.triples)
    assert report.conforms
    assert {r.rule for r in report.results} == {"S02-stage"}


def test_without_stages_a_scenario_code_may_be_a_number_and_is_still_checked(graph: Graph) -> None:
    without_stages(graph)
    graph.change(entry(2), LM.scenarioCode, Literal("1."))
    graph.change(entry(1), LM.scenarioCode, Literal("1", datatype=XSD.integer))
    assert {("N05-form", entry(1)), ("N05-form", entry(2))} <= found(graph)


def test_a_number_alone_is_no_scenario_code_where_there_are_stages(graph: Graph) -> None:
    graph.change(entry(2), LM.scenarioCode, Literal("1"))
    assert found(graph) == {("N05-form", entry(2))}


def test_a_missing_scenario_is_warned_of_without_stages(graph: Graph) -> None:
    without_stages(graph)
    for number in (4, 5):
        graph.change(entry(number), LM.scenarioCode, Literal("4"))
    assert found(graph) == {("N06-scenario", Literal("3"))}


@pytest.mark.parametrize("said", ["stage", "number", "scenario"])
def test_a_stage_in_a_list_that_is_declared_to_have_none_is_found(graph: Graph, said: str) -> None:
    declare(graph, "levels", "scenario")
    rule = {(name, thing) for name, thing in found(graph) if name == "S02-no-stage"}
    items = {("S02-no-stage", entry(n)) for n in range(1, 6)}
    assert rule == items | {("S02-no-stage", entry(3, 1)), ("S02-no-stage", entry(3, 2))}
    without_stages(graph)
    if said == "stage":
        graph.add(entry(2), LM.stage, stage("birth"))
    elif said == "number":
        graph.add(entry(2), LM.stageNumber, whole(1))
    else:
        graph.add(scenario("2.1"), SKOS.broader, stage("home"))
    assert {thing for name, thing in found(graph) if name == "S02-no-stage"} == (
        {entry(4), entry(5)} if said == "scenario" else {entry(2)}
    )


def test_one_result_a_local_word_is_enough_and_names_it(graph: Graph) -> None:
    with_a_local_type(graph)
    declare(graph, "types", "closed")
    (result,) = validate(graph.triples).results
    assert (result.rule, result.thing) == ("S05-local", entry(1))
    assert "“便民服务”不在代码表中（2 行）" in result.messages["zh-hans"]


def test_a_local_type_without_identifier_is_found(graph: Graph) -> None:
    with_a_local_type(graph)
    declare(graph, "types", "local")
    graph.drop(LOCAL, DCT.identifier)
    assert found(graph) == {("S12-identifier", LOCAL)}


def test_a_local_type_with_two_identifiers_is_found(graph: Graph) -> None:
    with_a_local_type(graph)
    declare(graph, "types", "local")
    graph.add(LOCAL, DCT.identifier, Literal("another"))
    assert found(graph) == {("S12-identifier", LOCAL)}


def test_the_local_type_of_another_list_is_found(graph: Graph) -> None:
    with_a_local_type(graph)
    declare(graph, "types", "local")
    other = NamedNode(BASE + "checklist/other/matter-types")
    graph.triples = {
        (t if t.object != TYPES else type(t)(t.subject, t.predicate, other)): None
        for t in graph.triples
        if t.subject != TYPES
    }
    graph.add(other, RDF.type, SKOS.ConceptScheme)
    graph.named(other, "别的清单的事项类型", "Types of another list")
    graph.add(other, SKOS.hasTopConcept, LOCAL)
    assert found(graph) == {("S12-list", LOCAL)}


def test_a_local_type_must_stand_in_a_scheme_with_a_chinese_name(graph: Graph) -> None:
    with_a_local_type(graph)
    declare(graph, "types", "local")
    graph.change(LOCAL, SKOS.prefLabel, zh("便民服务"))
    assert found(graph) == {("L02-name", LOCAL)}
    graph.drop(LOCAL, SKOS.prefLabel)
    assert ("L01-name", LOCAL) in found(graph)


@pytest.mark.parametrize(
    ("convention", "rule"),
    [
        ("numbers", "S14-numbers"),
        ("blank_cooperating", "S14-blank-cooperating"),
        ("levels", "S14-levels"),
        ("types", "S14-types"),
    ],
)
def test_a_declaration_in_other_words_is_found(graph: Graph, convention: str, rule: str) -> None:
    declare(graph, convention, "per-county")
    assert (rule, EDITION) in found(graph)


def test_a_declaration_of_joint_leads_that_is_text_is_found(graph: Graph) -> None:
    graph.change(EDITION, LM.conventionJointLead, Literal("yes"))
    assert found(graph) == {("S14-joint-lead", EDITION)}


def test_two_declarations_are_found(graph: Graph) -> None:
    graph.add(EDITION, LM.conventionNumbers, Literal("per-stage"))
    assert ("S14-numbers", EDITION) in found(graph)


def test_what_another_edition_declares_has_no_say(graph: Graph) -> None:
    other = NamedNode(BASE + "checklist/another/2020")
    graph.typed(other, LM.Edition)
    for predicate, value in ((LM.conventionNumbers, "none"), (LM.conventionLevels, "scenario")):
        graph.add(other, predicate, Literal(value))
    expected = Conventions(numbers="edition", blank_cooperating="carried", joint_lead=False)
    assert conventions_of(graph.triples) == expected
    assert conventions_of(reversed(list(graph.triples))) == expected


def test_without_items_nothing_is_declared() -> None:
    graph = Graph(iter(()))
    graph.typed(EDITION, LM.Edition)
    graph.add(EDITION, LM.conventionNumbers, Literal("none"))
    assert conventions_of(graph.triples) == Conventions()


def test_a_list_with_every_other_convention_at_once_conforms(graph: Graph) -> None:
    without_stages(graph)
    number_by_scenario(graph)
    with_joint_leads(graph)
    with_a_blank(graph)
    with_a_local_type(graph)
    graph.add(CHECKLIST, DCAT.hasVersion, EDITION)
    for convention, value in (
        ("numbers", "per-scenario"),
        ("joint_lead", "true"),
        ("blank_cooperating", "none"),
        ("types", "local"),
    ):
        declare(graph, convention, value)
    assert found(graph) == set()
    assert CODE["matter-type/other"] not in {t.object for t in graph.triples if t.subject == LOCAL}
