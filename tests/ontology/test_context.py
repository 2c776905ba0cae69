"""context.jsonld and the worked examples: they parse, and mean what the vocabulary defines."""

import json
from collections.abc import Iterable, Iterator

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from loader.participation import participations
from ontology import files, read, triples_of
from ontology.terms import CODE, CV, DCT, LM, OWL, SKOS, XSD
from tests.ontology.graphs import defined_terms, instances, objects, type_

EXAMPLES = [name for name in files() if name.startswith("examples/")]
CONTEXT = json.loads(read("context.jsonld"))["@context"]


def local_name(mapping: object) -> str:
    iri = mapping.get("@id", "") if isinstance(mapping, dict) else mapping
    return str(iri).removeprefix("lm:") if str(iri).startswith("lm:") else ""


@pytest.mark.parametrize("name", sorted(defined_terms()))
def test_every_term_of_the_vocabulary_has_its_own_name_in_the_context(name: str) -> None:
    assert local_name(CONTEXT[name]) == name


def test_the_context_uses_defined_terms_only() -> None:
    names = {local_name(mapping) for mapping in CONTEXT.values()} - {""}
    assert names <= defined_terms()


@pytest.mark.parametrize("term", instances(triples_of("core.ttl"), OWL.ObjectProperty))
def test_links_between_resources_are_iris_in_json(term: NamedNode) -> None:
    assert CONTEXT[term.value.removeprefix(LM.iri)]["@type"] == "@id"


def test_a_readable_document_becomes_the_triples_it_means() -> None:
    document = {
        "@context": CONTEXT,
        "id": "https://data.example.org/id/x/entry/111",
        "type": ["Entry", "LeafItem"],
        "number": 111,
        "scenarioCode": "4.10",
        "statedName": {"zh-hans": "不动产登记"},
        "label": {"zh-hans": "甲", "en": "A"},
        "matterType": ["https://w3id.org/lifematters/code/matter-type/other"],
        "leadDepartment": "https://data.example.org/id/x/department/k",
        "presumedHandling": ["https://data.example.org/id/x/department/h"],
        "conventionJointLead": False,
    }
    data = json.dumps(document).encode()
    graph = [quad.triple for quad in parse(data, format=RdfFormat.JSON_LD)]
    entry = NamedNode("https://data.example.org/id/x/entry/111")

    def values(predicate: NamedNode) -> set[object]:
        return set(objects(graph, entry, predicate))

    assert values(type_) == {LM.Entry, LM.LeafItem}
    assert values(LM.number) == {Literal("111", datatype=XSD.integer)}
    assert values(LM.scenarioCode) == {Literal("4.10")}
    assert values(LM.statedName) == {Literal("不动产登记", language="zh-hans")}
    label = {Literal("甲", language="zh-hans"), Literal("A", language="en")}
    assert values(SKOS.prefLabel) == label
    assert values(LM.matterType) == {CODE["matter-type/other"]}
    assert values(LM.leadDepartment) == {NamedNode("https://data.example.org/id/x/department/k")}
    assert values(CV.hasCompetentAuthority) == {
        NamedNode("https://data.example.org/id/x/department/h")
    }
    assert values(LM.conventionJointLead) == {Literal("false", datatype=XSD.boolean)}


# --- The real edition, compacted and read again ---------------------------------------------------

BASE = "http://localhost:8000/"
EDITION = f"{BASE}id/370725/checklist/personal-life-cycle/u-d709fb19"
LAYERS = (
    EDITION,
    f"{EDITION}/derived",
    f"{EDITION}/source",
    f"{BASE}graph/370725/register/1",
    f"{BASE}graph/catalogue",
    f"{BASE}graph/statistics",
    f"{BASE}graph/codes",
    f"{BASE}graph/mapping/370725-personal-life-cycle--life-stage",
)


def compacted(triples: Iterable[Triple], monkeypatch: pytest.MonkeyPatch) -> str:
    """The triples as JSON-LD with the context, by rdflib, which compacts as JSON-LD 1.1 says."""
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    graph = rdflib.Graph()
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    return graph.serialize(format="json-ld", context=CONTEXT)


def keys_of(node: object) -> Iterator[str]:
    """Every key and every type of a JSON-LD document."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            if key == "type":
                yield from [value] if isinstance(value, str) else value
            yield from keys_of(value)
    elif isinstance(node, list):
        for each in node:
            yield from keys_of(each)


def layer(store: pyoxigraph.Store, name: str) -> set[Triple]:
    quads = store.quads_for_pattern(None, None, None, NamedNode(name))
    return {quad.triple for quad in quads}


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_compacted_with_the_context_says_the_same_when_it_is_read(
    changle: pyoxigraph.Store, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    triples = layer(changle, name)
    assert triples
    text = compacted(triples, monkeypatch)
    assert {quad.triple for quad in parse(text.encode(), format=RdfFormat.JSON_LD)} == triples


def test_the_present_compacted_with_the_context_says_the_same_when_it_is_read(
    changle: pyoxigraph.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    quads = changle.quads_for_pattern(None, None, None, DefaultGraph())
    triples = {quad.triple for quad in quads}
    triples |= participations(triples)
    text = compacted(triples, monkeypatch)
    assert {quad.triple for quad in parse(text.encode(), format=RdfFormat.JSON_LD)} == triples


@pytest.mark.parametrize("name", LAYERS)
def test_no_name_in_a_layer_is_an_iri_or_has_a_prefix(
    changle: pyoxigraph.Store, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads(compacted(layer(changle, name), monkeypatch))
    document.pop("@context")
    assert {key for key in keys_of(document) if ":" in key} == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_uses_defined_terms_and_codes_only(name: str) -> None:
    codes = {triple.subject for triple in triples_of("codes.ttl")}
    for triple in triples_of(name):
        for node in (triple.subject, triple.predicate, triple.object):
            if isinstance(node, NamedNode) and node.value.startswith(LM.iri):
                assert node.value.removeprefix(LM.iri) in defined_terms()
            if isinstance(node, NamedNode) and node.value.startswith(CODE.iri):
                assert node in codes


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_an_example_points_at_within_its_site_is_described_there(name: str) -> None:
    graph = triples_of(name)
    described = {triple.subject for triple in graph}
    # The row that states the stage stands for the rows an example leaves out.
    left_out = {t.object for t in graph if t.predicate == LM.stageValueFrom}
    targets = {
        triple.object
        for triple in graph
        if isinstance(triple.object, NamedNode)
        and triple.object.value.startswith("https://data.example.org/")
    }
    assert targets <= described | left_out


def test_the_lead_of_the_example_is_said_of_the_entry_and_not_of_the_matter() -> None:
    graph = triples_of("examples/entry-111.ttl")
    matters = set(instances(graph, LM.Matter))
    leads = [triple for triple in graph if triple.predicate == LM.leadDepartment]
    assert leads
    assert not [triple for triple in leads if triple.subject in matters]
    parts = [triple for triple in graph if triple.predicate == DCT.isPartOf]
    assert {triple.object for triple in parts} <= set(instances(graph, LM.Edition))
