"""The links from the stages of a list to the national life stages: a layer of their own, stated by
the manifest, with who reviewed them."""

from dataclasses import replace

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode

from loader.identifiers import RegionIris
from loader.linkset import life_stage_links
from loader.manifest import LifeStages, Manifest, manifest_of
from loader.problems import Refused
from loader.register import Stage
from loader.statements import Layer
from ontology.terms import CODE, LM, RDF, SKOS, VOID
from server.settings import DEFAULT_BASE
from tests.conftest import rows

NAME = "370725-personal-life-cycle--life-stage"
GRAPH = NamedNode(f"{DEFAULT_BASE}graph/mapping/{NAME}")
LINKSET = NamedNode(f"{DEFAULT_BASE}id/mapping/{NAME}")
PREFIXES = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
"""


def test_each_stage_of_the_real_list_is_linked_as_the_design_says(
    changle: pyoxigraph.Store,
) -> None:
    query = f"""{PREFIXES} SELECT ?stage ?match ?national WHERE {{
      ?s a lm:Stage ; ?match ?n ; skos:prefLabel ?stage .
      ?n skos:inScheme <{CODE["life-stage"].value}> ; skos:prefLabel ?national .
      FILTER(LANG(?stage) = "zh-hans" && LANG(?national) = "zh-hans") }}"""
    found = {
        (row["stage"], row["match"].partition("#")[2], row["national"])
        for row in rows(changle, query)
    }
    same = ["出生", "教育", "置业", "出行", "就医", "救助", "养老", "身后"]
    assert found == {
        *((name, "exactMatch", name) for name in same),
        ("工作", "closeMatch", "就业"),
        ("婚育", "broadMatch", "生活"),
    }


def test_question_37_is_answered_from_the_default_graph(changle: pyoxigraph.Store) -> None:
    """Entries per national life stage, counted by hand from the numbers of the list."""
    query = f"""{PREFIXES} SELECT ?national (COUNT(DISTINCT ?e) AS ?entries) WHERE {{
      ?e a lm:Entry ; lm:stage ?stage .
      ?stage skos:exactMatch|skos:closeMatch ?n .
      ?n skos:prefLabel ?national FILTER(LANG(?national) = "zh-hans")
    }} GROUP BY ?national"""
    assert {row["national"]: int(row["entries"]) for row in rows(changle, query)} == {
        "出生": 6,  # 1 to 6
        "教育": 19,  # 7 to 25
        "就业": 20,  # 32 to 51, stage 工作
        "置业": 15,  # 52 to 66
        "出行": 12,  # 67 to 78
        "就医": 5,  # 84 to 88
        "救助": 9,  # 89 to 97
        "养老": 7,  # 98 to 104
        "身后": 8,  # 105 to 112
    }  # without 退役 (26 to 31) and 婚育 (79 to 83), which has only a broader one


def test_the_links_stand_in_a_layer_of_their_own_and_in_the_present(
    changle: pyoxigraph.Store,
) -> None:
    for graph in (GRAPH, DefaultGraph()):
        for predicate, count in ((SKOS.exactMatch, 8), (SKOS.closeMatch, 1), (SKOS.broadMatch, 1)):
            stages = {q.subject for q in changle.quads_for_pattern(None, RDF.type, LM.Stage, None)}
            found = changle.quads_for_pattern(None, predicate, None, graph)
            assert len([quad for quad in found if quad.subject in stages]) == count


def test_the_linkset_says_how_many_links_how_sure_and_that_nobody_reviewed_them(
    changle: pyoxigraph.Store,
) -> None:
    about = {
        (quad.predicate, quad.object)
        for quad in changle.quads_for_pattern(LINKSET, None, None, DefaultGraph())
    }
    assert (RDF.type, VOID.Linkset) in about
    assert (RDF.type, VOID.Dataset) in about
    assert (VOID.triples, Literal(10)) in about
    notes = {o.value for p, o in about if p == SKOS.editorialNote and isinstance(o, Literal)}
    assert len(notes) == 2
    assert any("待业务人员审核" in note for note in notes)
    assert not [value for predicate, value in about if predicate == LM.reviewedBy]
    said = {o.value for _, o in about if isinstance(o, Literal)}
    assert "没有对应的阶段：退役。" in said
    parts = {o.value.rpartition("/")[2] for p, o in about if p == VOID.subset}
    assert parts == {"exact", "close", "broad"}
    query = f"""PREFIX void: <http://rdfs.org/ns/void#> {PREFIXES}
      SELECT ?p ?n ?sure {{ <{LINKSET.value}> void:subset ?part .
      ?part void:linkPredicate ?p ; void:triples ?n ; lm:confidence/skos:notation ?sure }}"""
    assert {
        (row["p"].partition("#")[2], row["n"], row["sure"]) for row in rows(changle, query)
    } == {("exactMatch", "8", "high"), ("closeMatch", "1", "medium"), ("broadMatch", "1", "medium")}


# --- Another county ------------------------------------------------------------------------------

REGION = RegionIris(DEFAULT_BASE, "370999")
STAGES = (
    Stage("k1", "small", "诞生", aliases=("出生",)),
    Stage("k2", "small", "上学"),
    Stage("k3", "small", "服役"),
)


def layer(stated: LifeStages | None) -> Layer | None:
    manifest = Manifest(list="small", title="小清单", life_stages=stated)
    return life_stage_links(manifest, REGION, "某县", STAGES)


def test_a_list_whose_manifest_says_nothing_has_no_links() -> None:
    assert layer(None) is None


def test_a_stage_is_found_by_an_earlier_name_and_one_that_is_not_there_is_left_out() -> None:
    found = layer(
        LifeStages(exact={"出生": "birth", "没有": "travel"}, narrow={"上学": "education"})
    )
    assert found is not None
    assert found.graph.value == f"{DEFAULT_BASE}graph/mapping/370999-small--life-stage"
    links = {
        (t.subject, t.predicate, t.object)
        for t in found.triples
        if t.object in (CODE["life-stage/birth"], CODE["life-stage/education"])
    }
    assert links == {
        (REGION.thing("stage", "k1"), SKOS.exactMatch, CODE["life-stage/birth"]),
        (REGION.thing("stage", "k2"), SKOS.narrowMatch, CODE["life-stage/education"]),
    }
    texts = {t.object.value for t in found.triples if isinstance(t.object, Literal)}
    assert "没有对应的阶段：服役。" in texts


def test_who_reviewed_the_links_takes_the_place_of_the_note_that_nobody_did() -> None:
    found = layer(LifeStages(exact={"诞生": "birth"}, reviewed_by="某县审批服务局"))
    assert found is not None
    reviewers = {t.object for t in found.triples if t.predicate == LM.reviewedBy}
    assert reviewers == {Literal("某县审批服务局")}
    assert not [t for t in found.triples if t.predicate == SKOS.editorialNote]


def test_the_table_of_a_manifest_is_read_and_written_again() -> None:
    data = {"list": "small", "life_stages": {"exact": {"诞生": "birth"}, "reviewed_by": "某人"}}
    manifest = manifest_of(data)
    assert manifest.life_stages == LifeStages(exact={"诞生": "birth"}, reviewed_by="某人")
    assert manifest_of(manifest.as_data()) == manifest


def test_a_life_stage_that_does_not_exist_is_refused() -> None:
    stated = LifeStages(close={"诞生": "being-born"})
    with pytest.raises(Refused) as refused:
        replace(Manifest(list="small"), life_stages=stated).check("manifest.toml")
    (problem,) = refused.value.problems
    assert problem.code == "M02"
    assert "being-born" in problem.sentence("zh")


def test_a_kind_of_match_that_does_not_exist_is_no_manifest() -> None:
    with pytest.raises(TypeError):
        manifest_of({"life_stages": {"same": {"诞生": "birth"}}})
