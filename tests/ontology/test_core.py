"""core.ttl and alignment.ttl: the vocabulary says what the design asks, in both languages."""

import itertools
import re

import pytest
from pyoxigraph import Literal, NamedNode

from ontology import code_triples, ontology_triples, read, superclasses, triples_of
from ontology.terms import ADMS, CODE, DCAT, DCT, FOAF, LM, OWL, RDFS, SKOS
from tests.ontology.graphs import (
    TURTLE,
    blank,
    defined_terms,
    instances,
    languages,
    named,
    objects,
    pairs,
    vocabulary_and_codes,
)
from tests.ontology.terms_of_the_design import (
    CLASSES,
    DATATYPE_PROPERTIES,
    EXTERNAL_CLASSES,
    INDIVIDUALS,
    OBJECT_PROPERTIES,
    SUPERCLASSES,
    SUPERPROPERTIES,
)

BOTH = ["en", "zh-hans"]
ONTOLOGY = NamedNode("https://w3id.org/lifematters/ns")
VERSIONS = ("1.0.0", "1.1.0", "1.2.0", "1.2.1")


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (OWL.Class, CLASSES),
        (OWL.ObjectProperty, OBJECT_PROPERTIES),
        (OWL.DatatypeProperty, DATATYPE_PROPERTIES),
        (OWL.NamedIndividual, INDIVIDUALS),
    ],
)
def test_every_term_of_the_design_is_defined_as_its_kind(kind: NamedNode, names: list[str]) -> None:
    assert {LM[name] for name in names} <= set(instances(triples_of("core.ttl"), kind))


def test_a_term_is_of_one_kind_only() -> None:
    core = triples_of("core.ttl")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)
    found = [term for kind in kinds for term in instances(core, kind)]
    assert len(found) == len(set(found)) == len(defined_terms())


@pytest.mark.parametrize("name", sorted(defined_terms()))
def test_a_term_has_one_label_and_one_definition_in_each_language(name: str) -> None:
    core = triples_of("core.ttl")
    assert languages(core, LM[name], RDFS.label) == BOTH
    assert languages(core, LM[name], SKOS.definition) == BOTH
    assert objects(core, LM[name], RDFS.isDefinedBy) == [ONTOLOGY]


@pytest.mark.parametrize("language", BOTH)
def test_no_two_classes_and_no_two_properties_have_the_same_label(language: str) -> None:
    core = triples_of("core.ttl")
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
        labels = [
            label.value
            for kind in kinds
            for term in instances(core, kind)
            for label in objects(core, term, RDFS.label)
            if isinstance(label, Literal) and label.language == language
        ]
        assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("name", sorted(defined_terms()))
def test_a_term_has_an_example(name: str) -> None:
    assert objects(triples_of("core.ttl"), LM[name], SKOS.example)


def test_the_ontology_says_what_a_published_vocabulary_says_of_itself() -> None:
    core = triples_of("core.ttl")
    for predicate in (DCT.title, DCT.description, SKOS.changeNote, SKOS.editorialNote):
        assert languages(core, ONTOLOGY, predicate) == BOTH
    assert objects(core, ONTOLOGY, named("vann:preferredNamespacePrefix")) == [Literal("lm")]
    assert objects(core, ONTOLOGY, named("vann:preferredNamespaceUri")) == [Literal(LM.iri)]
    for predicate in (DCT.license, DCT.creator, DCT.publisher, DCT.created, ADMS.status):
        assert len(objects(core, ONTOLOGY, predicate)) == 1
    assert languages(code_triples(), CODE["agent/project"], FOAF.name) == BOTH


def test_each_version_has_an_iri_a_number_and_a_change_note() -> None:
    core = triples_of("core.ttl")
    versions = [NamedNode(f"{ONTOLOGY.value}/{number}") for number in VERSIONS]
    assert set(objects(core, ONTOLOGY, DCAT.hasVersion)) == set(versions)
    told = [str(getattr(n, "value", "")) for n in objects(core, ONTOLOGY, SKOS.changeNote)]
    for number, version in zip(VERSIONS, versions, strict=True):
        assert objects(core, version, DCAT.version) == [Literal(number)]
        assert objects(core, version, DCAT.isVersionOf) == [ONTOLOGY]
        assert languages(core, version, SKOS.changeNote) == BOTH
        for note in objects(core, version, SKOS.changeNote):
            assert isinstance(note, Literal)
            colon = "：" if note.language == "zh-hans" else ": "
            assert any(f"{number}{colon}{note.value}" in text for text in told)
    for earlier, later in itertools.pairwise(versions):
        assert objects(core, later, DCAT.previousVersion) == [earlier]
    assert objects(core, ONTOLOGY, OWL.versionInfo) == [Literal(VERSIONS[-1])]
    assert objects(core, ONTOLOGY, OWL.versionIRI) == [versions[-1]]
    assert objects(core, ONTOLOGY, OWL.priorVersion) == [versions[-2]]


def test_domains_and_ranges_are_left_to_the_shapes() -> None:
    predicates = {triple.predicate for triple in vocabulary_and_codes()}
    assert not predicates & {RDFS.domain, RDFS.range}


@pytest.mark.parametrize("name", TURTLE)
def test_a_file_has_no_blank_nodes(name: str) -> None:
    assert not [triple for triple in triples_of(name) if blank(triple)]


@pytest.mark.parametrize("name", TURTLE)
def test_text_is_tagged_zh_hans_or_en_in_lower_case(name: str) -> None:
    # Read from the text: the parser folds the case of a tag, so `zh-Hans` could not be seen.
    tags = set(re.findall(r'"@([A-Za-z-]+)', read(name).decode()))
    assert tags <= {"zh-hans", "en"}
    literals = [t.object for t in triples_of(name) if isinstance(t.object, Literal)]
    assert {one.language for one in literals} <= {None, "zh-hans", "en"}


@pytest.mark.parametrize(("name", "above"), SUPERCLASSES.items())
def test_a_class_is_materialised_with_exactly_the_superclasses_of_the_design(
    name: str, above: set[str]
) -> None:
    assert set(superclasses(LM[name])) == {named(one) for one in above}


def test_superclasses_of_other_vocabularies_are_followed() -> None:
    assert superclasses(named("cv:LifeEvent")) == (named("cv:Event"),)
    assert superclasses(named("cv:BusinessEvent")) == (named("cv:Event"),)
    assert named("foaf:Agent") in superclasses(named("org:OrganizationalUnit"))
    assert superclasses(named("cv:Event")) == ()


def test_every_superclass_is_known() -> None:
    known = {named(one) for one in EXTERNAL_CLASSES} | {LM[name] for name in defined_terms()}
    assert {above for _, above in pairs(ontology_triples(), RDFS.subClassOf)} <= known


@pytest.mark.parametrize(("name", "above"), SUPERPROPERTIES.items())
def test_a_property_stands_under_the_one_the_design_names(name: str, above: str) -> None:
    assert objects(ontology_triples(), LM[name], RDFS.subPropertyOf) == [named(above)]


def test_inverses_are_declared_on_both_sides() -> None:
    inverses = pairs(triples_of("core.ttl"), OWL.inverseOf)
    assert inverses == {(b, a) for a, b in inverses}
    assert (LM.subEntryOf, LM.hasSubEntry) in inverses
    assert (LM.subItemOf, LM.hasSubItem) in inverses


def test_has_entry_is_no_inverse_of_in_edition_since_sub_entries_are_in_an_edition_too() -> None:
    inverses = pairs(ontology_triples(), OWL.inverseOf)
    assert not [pair for pair in inverses if LM.hasEntry in pair or LM.inEdition in pair]


def test_no_label_calls_a_cooperating_department_competent_or_handling() -> None:
    labels = objects(triples_of("core.ttl"), LM.cooperatingDepartment, RDFS.label)
    texts = " ".join(label.value for label in labels if isinstance(label, Literal))
    for word in ("主管", "承办", "办理", "handl", "competent"):
        assert word not in texts


def test_exact_matches_are_not_claimed_for_anything() -> None:
    assert not pairs(vocabulary_and_codes(), SKOS.exactMatch)
