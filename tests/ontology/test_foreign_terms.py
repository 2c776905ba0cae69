"""No term of another vocabulary is made up: each that ontology, codes, an edition or the cpsv-ap
profile uses is a term of its vocabulary. rdflib holds most vocabularies as closed lists; those of
SEMIC are read from the suites beside the checkout."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Triple

from loader.participation import participations
from ontology import code_triples, ontology_triples, triples_of
from ontology.terms import ADMS, CODE, CPSV, CV, DCAT, LM, LMSH, RDF, SCHEMA, SD
from server.description.terms import VOID_EXT
from server.feed.terms import AS
from tests.protocol.test_description import CLASSES as SD_CLASSES
from tests.protocol.test_description import PROPERTIES as SD_PROPERTIES

if TYPE_CHECKING:
    from rdflib import Graph

SUITES = Path(__file__).parents[3] / "shared" / "suites"
SEMIC = (
    "cpsv-ap-3.2.0/rdf/cpsv-ap.ttl",
    "cpsv-ap-3.2.0/shacl/cpsv-ap-SHACL.ttl",
    "cpov-2.1.2/cpov.ttl",
    "cpov-2.1.2/cpov-SHACL.ttl",
    "dcat-ap-3.0.1/dcat-ap-SHACL.ttl",
)
READ_FROM_SUITES = (CV.iri, CPSV.iri, ADMS.iri)
# DCAT 3, section 11 (Versioning), and DCAT-AP 3.0.1: rdflib still holds DCAT 2.
DCAT_3 = {"hasVersion", "isVersionOf", "hasCurrentVersion", "previousVersion", "version"}
# What rdflib does not hold: SPARQL 1.1 Service Description, http://ldf.fi/void-ext, and
# ActivityStreams 2.0 (Vocabulary, sections 3.1 and 4).
NOT_HELD = {
    AS.iri: {
        "Create",
        "Update",
        "Delete",
        "object",
        "context",
        "published",
        "content",
        "mediaType",
    },
    SD.iri: {*SD_CLASSES, *SD_PROPERTIES},
    VOID_EXT.iri: {"datatypePartition", "datatype"},
}
# What is named and is no term: a person's or a standard's address, entries of others' lists.
OTHERS_THINGS = (
    "http://publications.europa.eu/resource/authority/",
    "http://www.iana.org/assignments/media-types/",
    "http://purl.org/adms/status/",
    "https://w3id.org/italia/",
    "https://creativecommons.org/licenses/",
    "https://www.w3.org/TR/",
    "https://data.example.org/",
)


def foreign(triples: Iterable[Triple], *, everything: bool) -> set[str]:
    """The terms of others in a graph: predicates and classes, and with `everything` whatever else
    it names."""
    found = set()
    for triple in triples:
        nodes = [triple.predicate]
        if everything or triple.predicate == RDF.type:
            nodes += [n for n in (triple.subject, triple.object) if isinstance(n, NamedNode)]
        found |= {node.value for node in nodes}
    ours = (LM.iri, CODE.iri, "https://w3id.org/lifematters/ns", "http://localhost:8000/")
    return {iri for iri in found if not iri.startswith((*ours, *OTHERS_THINGS))}


@pytest.fixture(scope="module")
def used(changle: pyoxigraph.Store) -> set[str]:
    vocabulary = (*ontology_triples(), *code_triples(), *triples_of("examples/entry-111.ttl"))
    stored = [quad.triple for quad in changle.quads_for_pattern(None, None, None, None)]
    present = (q.triple for q in changle.quads_for_pattern(None, None, None, DefaultGraph()))
    return (
        foreign(vocabulary, everything=True)
        | foreign(stored, everything=False)
        | foreign(participations(present), everything=False)
    )


@cache
def closed() -> dict[str, object]:
    """The vocabularies that rdflib holds as closed lists, by their namespaces."""
    from rdflib import namespace

    found: dict[str, object] = {
        str(one._NS): one
        for name in dir(namespace)
        if isinstance(one := getattr(namespace, name), type)
        and issubclass(one, namespace.DefinedNamespace)
        and one is not namespace.DefinedNamespace
    }
    # rdflib's schema.org is the one of https; CPSV-AP uses the other form
    found[SCHEMA.iri] = namespace.SDO
    return found


def is_term(iri: str) -> bool:
    """Whether the closed list of the vocabulary of `iri` has it."""
    from rdflib import URIRef

    space = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    name = iri.removeprefix(space)
    if space == LMSH.iri:
        return True  # ours, defined beside the rules
    if space == DCAT.iri and name in DCAT_3:
        return True
    if space in NOT_HELD:
        return name in NOT_HELD[space]
    vocabulary = closed()[space]
    return not name or URIRef(f"{vocabulary._NS}{name}") in vocabulary  # type: ignore[attr-defined, operator]


@cache
def semic() -> "Graph":
    from rdflib import Graph

    graph = Graph()
    for name in SEMIC:
        graph.parse(SUITES / name)
    return graph


def test_a_term_of_a_vocabulary_that_rdflib_knows_is_in_it(used: set[str]) -> None:
    mine = {iri for iri in used if not iri.startswith(READ_FROM_SUITES)}
    documents = {"http://data.europa.eu/m8g", *(space for space in closed())}
    assert len(mine) > 90
    assert {iri for iri in mine - documents if not is_term(iri)} == set()


def test_the_closed_lists_know_what_does_not_exist() -> None:
    assert not is_term("http://www.w3.org/2004/02/skos/core#preferredLabel")
    assert not is_term(f"{DCAT.iri}prev")
    assert not is_term(f"{SCHEMA.iri}GovernmentMatter")
    assert is_term(f"{SCHEMA.iri}GovernmentService")


def test_a_term_of_cpsv_ap_cpov_or_adms_is_in_the_published_vocabulary_or_shapes(
    used: set[str],
) -> None:
    if not all((SUITES / name).exists() for name in SEMIC):
        pytest.skip(f"no suites of SEMIC in {SUITES}: cv:, cpsv: and adms: terms not checked")
    known = {str(node) for triple in semic() for node in triple}
    mine = {iri for iri in used if iri.startswith(READ_FROM_SUITES)}
    assert f"{CV.iri}hasParticipation" in mine
    assert mine - known == set()


def test_what_alignment_says_between_terms_of_semic_they_say_themselves() -> None:
    if not all((SUITES / name).exists() for name in SEMIC):
        pytest.skip(f"no suites of SEMIC in {SUITES}: axioms of cv: not checked")
    from rdflib import RDFS, URIRef

    axioms = [
        (t.subject.value, t.predicate.value, t.object.value)
        for t in ontology_triples()
        if isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
        and t.subject.value.startswith(CV.iri)
        and t.predicate.value in (str(RDFS.subClassOf), str(RDFS.subPropertyOf))
    ]
    assert len(axioms) == 5
    for subject, predicate, value in axioms:
        assert (URIRef(subject), URIRef(predicate), URIRef(value)) in semic()
