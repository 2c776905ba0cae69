"""The documents of the cpsv-ap profile under the official shapes of CPSV-AP 3.2.0, each on its own
as the real server gives it, and word by word in its vocabulary."""

import json
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from ontology.terms import CPSV, CV, DCAT, DCT, LM, RDF, SH, SKOS
from server.profiles import cpsv_ap
from server.profiles.asked import CPSV_AP as PROFILE
from tests.conformance.official import Standard
from tests.conformance.suites import suite
from tests.conftest import Service, application, rows
from tests.shapes.specimen import Graph

SUITE = "cpsv-ap-3.2.0"
CPSV_AP = Standard("CPSV-AP 3.2.0", suite(f"{SUITE}/shacl/cpsv-ap-SHACL.ttl"))
CPOV = Standard("CPOV 2.1.2", suite("cpov-2.1.2/cpov-SHACL.ttl"))
KINDS = {
    "Matter": (103, CPSV.PublicService),
    "SubItem": (85, CPSV.PublicService),
    "Department": (15, CV.PublicOrganisation),
    "Stage": (11, CV.Event),
    "Scenario": (25, CV.Event),
    "Edition": (1, DCAT.Dataset),
    "Checklist": (1, DCAT.Dataset),
}
LABELLED = {SKOS.Concept, DCT.Location}
"""What carries skos:prefLabel although CPSV-AP lists it of organisations only: a code and a place
that have no word tell nobody anything."""


def asked(service: Service, iri: str, base: str) -> frozenset[Triple]:
    """The document about a thing in the profile, by the address of the thing."""
    request = urllib.request.Request(
        service.url + iri.removeprefix(base),
        headers={"Accept": "application/n-triples", "Accept-Profile": f"<{PROFILE.uri}>"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.headers["Content-Profile"] == f"<{PROFILE.uri}>"
        body = answer.read()
    return frozenset(q.triple for q in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES))


@pytest.fixture(scope="session")
def documents(
    service: Service, changle: pyoxigraph.Store, base: str
) -> dict[str, dict[str, frozenset[Triple]]]:
    """All documents of the real list, by kind and thing."""
    found = {}
    for kind in KINDS:
        things = rows(changle, f"SELECT ?x WHERE {{ ?x a {LM[kind]} }} ORDER BY ?x")
        found[kind] = {row["x"]: asked(service, row["x"], base) for row in things}
    return found


Documents = dict[str, dict[str, frozenset[Triple]]]


def vocabulary() -> dict[NamedNode, set[NamedNode]]:
    """The properties that CPSV-AP has for each class: those that its shapes constrain and those
    that its JSON-LD context names."""
    paths = {t.subject: t.object for t in CPSV_AP.triples if t.predicate == SH.path}
    shapes = {t.subject: t.object for t in CPSV_AP.triples if t.predicate == SH.targetClass}
    found = defaultdict(set, {cls: set[NamedNode]() for cls in CPSV_AP.targets.values()})
    for one in CPSV_AP.triples:
        if one.predicate == SH.property:
            assert isinstance(one.object, NamedNode)
            cls, path = shapes[one.subject], paths[one.object]
            assert isinstance(cls, NamedNode) and isinstance(path, NamedNode)
            found[cls].add(path)
    context = json.loads(suite(f"{SUITE}/context/cpsv-ap.jsonld").read_text("utf-8"))["@context"]
    for key, value in context.items():
        name, dot, _ = key.partition(".")
        if dot:
            found[NamedNode(context[name])].add(NamedNode(value["@id"]))
    return found


def types(triples: Iterable[Triple]) -> dict[NamedNode, set[NamedNode]]:
    found: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
    for one in triples:
        if one.predicate == RDF.type:
            assert isinstance(one.subject, NamedNode) and isinstance(one.object, NamedNode)
            found[one.subject].add(one.object)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_document_is_valid_by_itself(documents: Documents, kind: str) -> None:
    number, cls = KINDS[kind]
    assert len(documents[kind]) == number
    for iri, triples in documents[kind].items():
        assert Triple(NamedNode(iri), RDF.type, cls) in triples
        assert CPSV_AP.findings(triples) == set(), iri


def test_organisations_are_valid_under_the_shapes_of_cpov_as_well(documents: Documents) -> None:
    for iri, triples in documents["Department"].items():
        assert CPOV.findings(triples) == set(), iri


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_says_nothing_that_cpsv_ap_has_no_word_for(
    documents: Documents, kind: str
) -> None:
    known = vocabulary()
    for iri, triples in documents[kind].items():
        typed = types(triples)
        for one in triples:
            assert isinstance(one.subject, NamedNode)
            classes = typed[one.subject]
            assert classes and classes <= set(known), (iri, one)
            words = {RDF.type}.union(*(known[cls] for cls in classes))
            if classes & LABELLED:
                words.add(SKOS.prefLabel)
            assert one.predicate in words, (iri, one)
        assert "lifematters/ns#" not in " ".join(str(t) for t in triples)


def test_the_terms_of_the_code_are_those_of_cpsv_ap() -> None:
    known = vocabulary()
    assert cpsv_ap.classes() <= set(known)
    assert cpsv_ap.properties() <= {SKOS.prefLabel}.union(*known.values())


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_a_document_points_at_is_described_in_it(
    documents: Documents, kind: str
) -> None:
    for iri, triples in documents[kind].items():
        typed = types(triples)
        for one in triples:
            if isinstance(one.object, NamedNode) and one.predicate != RDF.type:
                assert one.object in typed, (iri, one)


def test_a_matter_comes_with_all_its_participations(
    documents: Documents, real: tuple[Triple, ...]
) -> None:
    """X01: each lead and cooperating department of an entry has one, and none is extra."""
    entries = {t.subject: t.object for t in real if t.predicate == LM.matter}
    numbered = {t.subject for t in real if t.predicate == RDF.type and t.object == LM.Entry}
    roles = {LM.leadDepartment: "lead", LM.cooperatingDepartment: "cooperating"}
    expected = {
        (entries[t.subject], roles[t.predicate], str(t.object), str(t.subject))
        for t in real
        if t.predicate in roles and t.subject in numbered
    }
    found = set()
    for iri, triples in documents["Matter"].items():
        of = {
            t.object: t.subject
            for t in triples
            if t.predicate == CV.hasParticipation and isinstance(t.object, NamedNode)
        }
        role = {t.subject: t.object for t in triples if t.predicate == CV.role}
        who = {t.subject: t.object for t in triples if t.predicate == CV.hasParticipant}
        assert set(of) == set(role) == set(who) and set(of.values()) == {NamedNode(iri)}
        for one in of:
            key = str(role[one]).rstrip(">").rpartition("/")[2]
            entry = str(one).partition("/participation/")[0] + ">"
            found.add((NamedNode(iri), key, str(who[one]), entry))
    stated = {one for one in found if one[1] in roles.values()}
    assert stated == expected
    assert {one[1] for one in found - stated} == {"presumed-handling"}


def test_a_participation_says_in_words_which_scenario_and_number_it_is_of(
    documents: Documents,
) -> None:
    said = {
        t.object.value
        for triples in documents["Matter"].values()
        for t in triples
        if t.predicate == DCT.description and isinstance(t.object, Literal)
    }
    assert "在“11.2继承”场景牵头，清单第112项" in said
    assert "Leads in the scenario “11.2 Inheritance”, No. 112 of the list" in said


MUTATIONS = (
    (CPSV.PublicService, DCT.description),
    (CPSV.PublicService, CV.hasCompetentAuthority),
    (CV.PublicOrganisation, DCT.spatial),
    (CV.Participation, CV.role),
    (DCAT.Dataset, DCT.publisher),
)


@pytest.mark.parametrize(("cls", "predicate"), MUTATIONS)
def test_a_document_that_lacks_something_would_be_found_invalid(
    documents: Documents, cls: NamedNode, predicate: NamedNode
) -> None:
    graph = Graph(iter(next(iter(documents["Matter"].values()))))
    broken = min((s for s, found in types(graph.triples).items() if cls in found), key=str)
    graph.drop(broken, predicate)
    assert {(one.path, one.focus) for one in CPSV_AP.findings(graph.triples)} == {
        (predicate, broken)
    }


def test_an_edition_lists_all_its_services_as_a_catalogue_does(documents: Documents) -> None:
    ((edition, triples),) = documents["Edition"].items()
    parts = {t.object for t in triples if t.predicate == DCT.hasPart}
    assert parts == {NamedNode(iri) for iri in documents["Matter"]}
    assert {t.subject for t in triples if t.predicate == DCT.hasPart} == {NamedNode(edition)}


def test_on_a_busy_site_a_document_is_valid_or_there_is_none(
    busy_data: Path, everything: tuple[Triple, ...]
) -> None:
    """Lists of enterprises, without stages, with blanks that mean nobody, in several editions: what
    is refused is what has no competent authority, and every other document is valid."""
    kinds = {LM[kind] for kind in KINDS}
    typed = [t for t in everything if t.predicate == RDF.type]
    things = sorted({str(t.subject)[1:-1] for t in typed if t.object in kinds})
    served = {t.subject for t in everything if t.predicate == CV.hasCompetentAuthority}
    services = {t.subject for t in typed if t.object == CPSV.PublicService}
    refused = services - served
    tried = [NamedNode(iri) for at, iri in enumerate(things) if at % 3 == 0]
    assert len(tried) > 80 and refused
    for app in application(busy_data):
        for thing in {*tried, *refused}:
            path = "/doc/" + str(thing)[1:-1].partition("/id/")[2]
            answer = app.test_client().get(f"{path}.nt?_profile={PROFILE.token}")
            assert answer.status_code == (406 if thing in refused else 200), thing
            if answer.status_code == 200:
                read = pyoxigraph.parse(answer.data, format=RdfFormat.N_TRIPLES)
                assert CPSV_AP.findings([quad.triple for quad in read]) == set(), thing
