"""codes.ttl: the controlled lists are complete, bilingual and sound SKOS."""

import pytest
from pyoxigraph import Literal, NamedNode

from ontology import code_triples, ontology_triples
from ontology.terms import CODE, DCT, FOAF, LM, OWL, PROV, RDFS, SKOS
from tests.ontology.graphs import (
    instances,
    languages,
    named,
    objects,
    pairs,
    vocabulary_and_codes,
)
from tests.ontology.terms_of_the_design import CODE_CLASSES, CODES

BOTH = ["en", "zh-hans"]
SCHEMES = tuple(CODES)
KEYS = [(scheme, key) for scheme, keys in CODES.items() for key in keys.split()]


def closure(
    pairs_: set[tuple[NamedNode, NamedNode]],
) -> set[tuple[NamedNode, NamedNode]]:
    found = set(pairs_)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


def test_the_lists_hold_exactly_the_codes_of_the_design() -> None:
    codes = code_triples()
    assert set(instances(codes, SKOS.ConceptScheme)) == {CODE[scheme] for scheme in SCHEMES}
    assert set(instances(codes, SKOS.Concept)) == {CODE[f"{s}/{k}"] for s, k in KEYS}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_list_has_title_label_and_description_in_each_language(scheme: str) -> None:
    for predicate in (DCT.title, DCT.description, SKOS.prefLabel):
        assert languages(code_triples(), CODE[scheme], predicate) == BOTH


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_list_has_the_version_of_the_ontology_a_creator_and_a_licence(scheme: str) -> None:
    codes, ontology = code_triples(), NamedNode("https://w3id.org/lifematters/ns")
    (version,) = objects(ontology_triples(), ontology, OWL.versionInfo)
    (licence,) = objects(ontology_triples(), ontology, DCT.license)
    assert objects(codes, CODE[scheme], OWL.versionInfo) == [version]
    assert objects(codes, CODE[scheme], DCT.license) == [licence]
    assert objects(codes, CODE[scheme], DCT.creator) == [CODE["agent/project"]]
    assert objects(codes, CODE[scheme], RDFS.isDefinedBy) == [ontology]
    notes = objects(codes, CODE[scheme], SKOS.editorialNote)
    assert Literal("英文名称为非官方译文。", language="zh-hans") in notes


@pytest.mark.parametrize(("scheme", "key"), KEYS)
def test_a_code_has_one_label_and_one_definition_in_each_language(scheme: str, key: str) -> None:
    code, codes = CODE[f"{scheme}/{key}"], code_triples()
    assert languages(codes, code, SKOS.prefLabel) == BOTH
    assert languages(codes, code, SKOS.definition) == BOTH
    assert objects(codes, code, SKOS.inScheme) == [CODE[scheme]]
    assert objects(codes, code, RDFS.isDefinedBy) == [CODE[scheme]]
    assert objects(codes, code, SKOS.notation) == [Literal(key)]


@pytest.mark.parametrize(("scheme", "cls"), CODE_CLASSES.items())
def test_the_codes_of_a_list_are_of_its_class(scheme: str, cls: str) -> None:
    expected = {CODE[f"{scheme}/{key}"] for key in CODES[scheme].split()}
    assert set(instances(code_triples(), LM[cls])) == expected


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", BOTH)
def test_labels_and_orders_tell_the_codes_of_a_list_apart(scheme: str, language: str) -> None:
    codes = code_triples()
    labels, places = [], []
    for key in CODES[scheme].split():
        code = CODE[f"{scheme}/{key}"]
        labels += [
            label.value
            for label in objects(codes, code, SKOS.prefLabel)
            if isinstance(label, Literal) and label.language == language
        ]
        order, parent = objects(codes, code, LM.order), objects(codes, code, SKOS.broader)
        places.append((str(parent), str(order)))
        assert len(order) == 1
    assert len(set(labels)) == len(labels)
    assert len(set(places)) == len(places)


def test_no_concept_is_also_a_scheme() -> None:
    graph = vocabulary_and_codes()  # SKOS S9
    concepts = set(instances(graph, SKOS.Concept))
    assert not concepts & set(instances(graph, SKOS.ConceptScheme))


def test_no_text_is_two_kinds_of_label_of_one_thing() -> None:
    seen: set[tuple[object, object]] = set()  # SKOS S13
    for triple in vocabulary_and_codes():
        if triple.predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
            key = (triple.subject, triple.object)
            assert key not in seen
            seen.add(key)


def test_nothing_has_two_preferred_labels_in_a_language() -> None:
    graph = code_triples()  # SKOS S14
    for subject in {triple.subject for triple in graph}:
        assert isinstance(subject, NamedNode)
        tags = languages(graph, subject, SKOS.prefLabel)
        assert len(tags) == len(set(tags))


def test_related_codes_are_not_above_one_another() -> None:
    graph = vocabulary_and_codes()  # SKOS S27
    related = pairs(graph, SKOS.related)
    up = closure(pairs(graph, SKOS.broader) | {(b, a) for a, b in pairs(graph, SKOS.narrower)})
    assert not (related | {(b, a) for a, b in related}) & up


def test_exact_matches_are_not_broad_or_related_matches_too() -> None:
    graph = vocabulary_and_codes()  # SKOS S46
    exact = closure(pairs(graph, SKOS.exactMatch))
    other = {
        pair
        for name in ("broadMatch", "narrowMatch", "relatedMatch")
        for pair in pairs(graph, SKOS[name])
    }
    assert not (exact | {(b, a) for a, b in exact}) & (other | {(b, a) for a, b in other})


def test_broader_and_narrower_are_written_as_pairs_without_a_cycle() -> None:
    graph = code_triples()
    broader = pairs(graph, SKOS.broader)
    assert broader == {(b, a) for a, b in pairs(graph, SKOS.narrower)}
    assert not [a for a, b in closure(broader) if a == b]


def test_the_top_codes_are_those_with_nothing_above_and_are_written_as_pairs() -> None:
    graph = code_triples()
    tops = pairs(graph, SKOS.topConceptOf)
    assert tops == {(b, a) for a, b in pairs(graph, SKOS.hasTopConcept)}
    below = {a for a, _ in pairs(graph, SKOS.broader)}
    assert {code for code, _ in tops} == set(instances(graph, SKOS.Concept)) - below
    assert tops <= pairs(graph, SKOS.inScheme)


def test_other_is_no_administrative_power() -> None:
    graph = code_triples()
    powers = {a for a, b in pairs(graph, SKOS.broader) if b.value.endswith("administrative-power")}
    assert CODE["matter-type/other-administrative-power"] in powers
    assert CODE["matter-type/other"] not in powers
    assert CODE["matter-type/public-service"] not in powers


def test_the_types_of_the_source_are_found_by_their_printed_words() -> None:
    graph = code_triples()
    printed = ("行政许可", "行政确认", "行政给付", "其他行政权力", "公共服务", "其他")
    for word in printed:
        label = Literal(word, language="zh-hans")
        found = [t.subject for t in graph if t.predicate == SKOS.prefLabel and t.object == label]
        assert len(found) == 1


def test_an_unknown_publisher_is_an_agent_with_what_cpsv_ap_asks() -> None:
    graph, agent = code_triples(), CODE["agent/publisher-not-stated"]
    assert agent in instances(graph, FOAF.Agent)
    for predicate in (FOAF.name, DCT.title, SKOS.prefLabel):
        assert languages(graph, agent, predicate) == BOTH
    assert len(objects(graph, agent, DCT.identifier)) == 1
    assert CODE["agent/loader"] in instances(graph, PROV.SoftwareAgent)


def test_matches_of_life_stages_point_out_of_the_list() -> None:
    inside = set(instances(code_triples(), SKOS.Concept))
    for name in ("skos:closeMatch", "skos:relatedMatch"):
        for subject, target in pairs(vocabulary_and_codes(), named(name)):
            assert not (subject in inside and target in inside)
