"""U01 to U04: IRIs, the chain of versions, what is out of use, and codes."""

from collections.abc import Mapping
from functools import cache

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.terms import ADMS, CODE, CV, DCAT, DCT, LM, OWL, RDF, SKOS, XSD
from tests.shapes.specimen import (
    BASE,
    CHECKLIST,
    COUNTY,
    EDITION,
    Graph,
    Object,
    department,
    found,
    matter,
    specimen,
    stage,
    zh,
)

SITE = "https://data.example.org/"
KEY = "0123abyz"
WITHIN = EDITION.value
HASH = "0123456789abcdef"


def named(graph: Graph, rule: str) -> set[object]:
    """The things that a rule finds."""
    return {thing for name, thing in found(graph) if name == rule}


RIGHT = (
    (LM.Jurisdiction, f"{SITE}id/region/370783"),
    (LM.Department, f"{BASE}department/{KEY}"),
    (LM.Department, f"{SITE}id/370726/department/{KEY}"),
    (LM.Stage, f"{BASE}stage/{KEY}"),
    (LM.Scenario, f"{BASE}scenario/{KEY}"),
    (LM.Matter, f"{BASE}matter/{KEY}"),
    (LM.SubItem, f"{BASE}sub-item/{KEY}"),
    (LM.FormerMatter, f"{BASE}matter/{KEY}"),
    (LM.FormerMatter, f"{BASE}sub-item/{KEY}"),
    (LM.MatterType, f"{BASE}matter-type/{KEY}"),
    (LM.MatterConcept, f"{SITE}id/matter-concept/{KEY}"),
    (LM.Checklist, f"{BASE}checklist/enterprise-life-cycle"),
    (LM.Edition, f"{BASE}checklist/list/2021"),
    (LM.Edition, f"{BASE}checklist/list/2021-06-30"),
    (LM.Edition, f"{BASE}checklist/list/u-d709fb19"),
    (LM.Entry, f"{WITHIN}/entry/64"),
    (LM.Entry, f"{WITHIN}/entry/3-7"),
    (LM.Entry, f"{WITHIN}/entry/1.2-7"),
    (LM.SubEntry, f"{WITHIN}/entry/64/1"),
    (LM.SubEntry, f"{WITHIN}/entry/1.2-7/1"),
    (LM.StatedAttribute, f"{WITHIN}/entry/64/attribute/committed-time-limit"),
    (LM.StatedAttribute, f"{WITHIN}/entry/64/1/attribute/{KEY}-2"),
    (LM.SourceRow, f"{WITHIN}/source/row/90"),
    (LM.SourceCell, f"{WITHIN}/source/row/90#c7"),
    (LM.SourceDocument, f"{WITHIN}/source/document/{HASH}"),
    (LM.LoadActivity, f"{WITHIN}/source/load/{HASH}"),
    (CV.Participation, f"{WITHIN}/entry/64/participation/lead/{KEY}"),
    (CV.Participation, f"{WITHIN}/entry/3-7/participation/cooperating/{KEY}"),
    (LM.AdminLevel, CODE["admin-level/county"].value),
)
"""Things with IRIs by the policy."""
WRONG = (
    (LM.Jurisdiction, f"{SITE}id/region/3707"),
    (LM.Department, f"{BASE}department/police"),
    (LM.Department, f"{BASE}department/0123abyi"),
    (LM.Department, f"{BASE}department/0123abyZ"),
    (LM.Department, f"{BASE}department/{KEY}0"),
    (LM.Department, f"{BASE}matter/{KEY}"),
    (LM.Department, f"https://elsewhere.example.org/id/370725/department/{KEY}"),
    (LM.Department, CODE["agent/loader"].value),
    (LM.Matter, f"{BASE}sub-item/{KEY}"),
    (LM.Matter, f"{SITE}id/matter/{KEY}"),
    (LM.Matter, f"{SITE}doc/370725/matter/{KEY}"),
    (LM.MatterConcept, f"{BASE}matter-concept/{KEY}"),
    (LM.MatterType, f"{BASE}matter-type/convenience"),
    (LM.Checklist, f"{BASE}checklist/Enterprise"),
    (LM.Edition, f"{BASE}checklist/list/latest"),
    (LM.Edition, f"{BASE}checklist/list/u-D709FB19"),
    (LM.Entry, f"{WITHIN}/entry/a"),
    (LM.Entry, f"{WITHIN}/entries/64"),
    (LM.Entry, f"{BASE}entry/64"),
    (LM.Entry, f"{WITHIN}/entry/64/1"),
    (LM.SubEntry, f"{WITHIN}/entry/64"),
    (LM.StatedAttribute, f"{WITHIN}/attribute/x"),
    (LM.SourceRow, f"{WITHIN}/source/row/90#c7"),
    (LM.SourceCell, f"{WITHIN}/source/row/90/c7"),
    (LM.SourceDocument, f"{WITHIN}/source/document/1"),
    (LM.LoadActivity, f"{WITHIN}/load"),
    (CV.Participation, f"{WITHIN}/entry/64/participation/lead/health"),
    (LM.AdminLevel, f"{SITE}code/admin-level/county"),
)
"""Things with IRIs against it."""
Things = tuple[tuple[NamedNode, str], ...]


@cache
def misnamed(things: Things) -> Mapping[str, set[object]]:
    """What either rule finds in a graph with all of these things."""
    graph = specimen()
    for cls, iri in things:
        graph.typed(NamedNode(iri), cls)
    results = found(graph)
    return {
        rule: {thing for name, thing in results if name == rule}
        for rule in ("U01-pattern", "U01-ascii")
    }


@pytest.mark.parametrize(("cls", "iri"), RIGHT)
def test_an_iri_by_the_policy_is_right(cls: NamedNode, iri: str) -> None:
    assert all(NamedNode(iri) not in things for things in misnamed(RIGHT).values())


@pytest.mark.parametrize(("cls", "iri"), WRONG)
def test_an_iri_against_the_policy_is_found(cls: NamedNode, iri: str) -> None:
    assert NamedNode(iri) in misnamed(WRONG)["U01-pattern"]


def test_in_either_case_nothing_else_is_found() -> None:
    assert misnamed(RIGHT) == {"U01-pattern": set(), "U01-ascii": set()}
    wrong = {NamedNode(iri) for _, iri in WRONG}
    assert misnamed(WRONG) == {"U01-pattern": wrong, "U01-ascii": set()}


@pytest.mark.parametrize("key", ["户口登记", "%E6%88%B7", "a%20b", "a\u00a0b", "caf\u00e9"])
def test_a_character_outside_ascii_and_a_percent_sign_are_found_once(
    graph: Graph, key: str
) -> None:
    thing = NamedNode(f"{BASE}matter/{key}")
    graph.typed(thing, LM.Matter)
    assert named(graph, "U01-ascii") == {thing}
    assert named(graph, "U01-pattern") == set()


def test_a_thing_without_iri_is_found(graph: Graph) -> None:
    nobody = BlankNode("b")
    graph.triples |= {type(t)(nobody, t.predicate, t.object): None for t in list(graph.triples)
                      if t.subject == department("police") and t.predicate == RDF.type}  # fmt: skip
    assert named(graph, "U01-ascii") == {nobody}
    assert named(graph, "U01-pattern") == set()


def test_an_entry_under_another_edition_than_its_own_is_found(graph: Graph) -> None:
    stranger = NamedNode(f"{BASE}checklist/list/2020/entry/1")
    graph.typed(stranger, LM.Entry)
    graph.add(stranger, LM.inEdition, EDITION)
    assert named(graph, "U01-pattern") == {stranger}


def rebased(graph: Graph, old: str, new: str) -> Graph:
    """Every IRI that begins with `old` begins with `new`."""

    def moved(term: object) -> object:
        if isinstance(term, NamedNode) and term.value.startswith(old):
            return NamedNode(new + term.value.removeprefix(old))
        return term

    changed = (
        type(t)(moved(t.subject), t.predicate, moved(t.object))  # type: ignore[arg-type]
        for t in graph.triples
    )
    return Graph(changed)


@pytest.mark.parametrize(
    "base",
    ["http://localhost:8000/", "https://id.example.org/id/", "https://x.example.org/a/checklist/"],
)
def test_the_base_is_whatever_stands_before_the_path_of_the_edition(
    graph: Graph, base: str
) -> None:
    assert found(rebased(graph, SITE, base)) == set()


def test_an_edition_whose_own_iri_is_wrong_is_found_alone(graph: Graph) -> None:
    moved = rebased(graph, EDITION.value, f"{SITE}id/changle/list/2021-06")
    assert found(moved) == {("U01-pattern", NamedNode(f"{SITE}id/changle/list/2021-06"))}


@pytest.mark.parametrize("count", [0, 2])
def test_a_checklist_has_exactly_one_current_version(graph: Graph, count: int) -> None:
    graph.drop(CHECKLIST, DCAT.hasCurrentVersion)
    for year in range(count):
        edition = NamedNode(f"{CHECKLIST.value}/{2021 + year}")
        graph.add(CHECKLIST, DCAT.hasCurrentVersion, edition)
    assert found(graph) == {("U02-current", CHECKLIST)}


LATER = NamedNode(f"{CHECKLIST.value}/2022")
ANOTHER = NamedNode(f"{BASE}checklist/another")
FOREIGN = NamedNode(f"{ANOTHER.value}/2022")


def test_a_later_current_version_whose_record_is_elsewhere_is_right(graph: Graph) -> None:
    graph.change(CHECKLIST, DCAT.hasCurrentVersion, LATER)
    assert found(graph) == set()


def test_a_current_version_that_is_none_of_the_list_is_found(graph: Graph) -> None:
    graph.change(CHECKLIST, DCAT.hasCurrentVersion, FOREIGN)
    assert found(graph) == {("U02-version", CHECKLIST)}


def test_a_current_version_that_another_list_has_is_found(graph: Graph) -> None:
    graph.change(CHECKLIST, DCAT.hasCurrentVersion, LATER)
    graph.add(ANOTHER, DCAT.hasVersion, LATER)
    assert found(graph) == {("U02-version", CHECKLIST)}


def test_a_current_version_in_the_graph_that_is_not_listed_is_found(graph: Graph) -> None:
    graph.drop(CHECKLIST, DCAT.hasVersion)
    assert found(graph) == {("U02-version", CHECKLIST)}


def test_previous_versions_go_back_along_the_list(graph: Graph) -> None:
    graph.add(EDITION, DCAT.previousVersion, NamedNode(f"{CHECKLIST.value}/2020"))
    graph.add(NamedNode(f"{CHECKLIST.value}/2020"), DCAT.previousVersion, LATER)
    assert found(graph) == set()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_previous_versions_that_go_round_are_found(graph: Graph, steps: int) -> None:
    chain = [EDITION, *(NamedNode(f"{CHECKLIST.value}/{2020 - n}") for n in range(steps))]
    for one, before in zip(chain, [*chain[1:], EDITION], strict=True):
        graph.add(one, DCAT.previousVersion, before)
    assert found(graph) == {("U02-cycle", edition) for edition in chain}


def test_a_previous_version_of_another_list_is_found(graph: Graph) -> None:
    graph.add(EDITION, DCAT.previousVersion, FOREIGN)
    assert found(graph) == {("U02-other-list", EDITION)}
    graph.change(EDITION, DCAT.previousVersion, LATER)
    graph.add(ANOTHER, DCAT.hasVersion, LATER)
    assert found(graph) == {("U02-other-list", EDITION)}


TRUE = Literal("true", datatype=XSD.boolean)


def test_a_deprecated_thing_says_what_became_of_it(graph: Graph) -> None:
    graph.add(stage("birth"), OWL.deprecated, TRUE)
    assert found(graph) == {("U03-successor", stage("birth"))}


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (DCT.isReplacedBy, stage("home")),
        (SKOS.historyNote, zh("已撤销。")),
        (SKOS.changeNote, zh("已撤销。")),
    ],
)
def test_a_deprecated_thing_with_a_successor_or_its_history_is_right(
    graph: Graph, predicate: NamedNode, value: Object
) -> None:
    graph.add(stage("birth"), OWL.deprecated, TRUE)
    graph.add(stage("birth"), predicate, value)
    assert found(graph) == set()


def test_a_note_of_the_editors_does_not_say_what_became_of_a_thing(graph: Graph) -> None:
    graph.add(stage("birth"), OWL.deprecated, TRUE)
    graph.add(stage("birth"), SKOS.editorialNote, zh("英文名称为非官方译文。"))
    assert found(graph) == {("U03-successor", stage("birth"))}


def test_what_is_not_deprecated_needs_no_successor(graph: Graph) -> None:
    graph.add(stage("birth"), OWL.deprecated, Literal("false", datatype=XSD.boolean))
    assert found(graph) == set()


def coded(graph: Graph, scheme: str, code: str) -> set[object]:
    """What is found where a matter has that code in that scheme."""
    node = NamedNode(f"{matter('birth').value}#code")
    graph.add(matter("birth"), ADMS.identifier, node)
    graph.add(node, RDF.type, ADMS.Identifier)
    graph.add(node, LM.codeScheme, Literal(scheme))
    graph.add(node, SKOS.notation, Literal(code))
    return set(found(graph))


IMPLEMENTATION = "11370725MB28601234" + "4" + "370112345000"


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("实施编码", IMPLEMENTATION),
        ("业务办理项编码", IMPLEMENTATION + "01"),
        ("基本编码", "370112345000"),
        ("统一社会信用代码", "11370725MB28601234"),
        ("某省事项编码", "37-07-1"),
    ],
)
def test_a_code_of_the_usual_form_or_of_a_scheme_unknown_here_is_right(
    graph: Graph, scheme: str, code: str
) -> None:
    assert coded(graph, scheme, code) == set()


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("实施编码", IMPLEMENTATION[:-1]),
        ("政务服务事项实施编码", IMPLEMENTATION.lower()),
        ("业务办理项编码", IMPLEMENTATION),
        ("基本编码", "3701-12345-00"),
        ("统一社会信用代码", "11370725MB2860123"),
    ],
)
def test_a_code_of_another_form_is_noted_and_no_more(graph: Graph, scheme: str, code: str) -> None:
    assert coded(graph, scheme, code) == {("U04-code", matter("birth"))}


@pytest.mark.parametrize("code", ["3707", "37072x", "3707250"])
def test_a_region_code_is_six_digits(graph: Graph, code: str) -> None:
    graph.change(COUNTY, LM.regionCode, Literal(code))
    assert ("U04-region", COUNTY) in found(graph)


def test_a_jurisdiction_has_one_region_code(graph: Graph) -> None:
    graph.add(COUNTY, LM.regionCode, Literal("370726"))
    assert found(graph) == {("U04-region", COUNTY)}
    graph.drop(COUNTY, LM.regionCode)
    assert found(graph) == {("U04-region", COUNTY)}
