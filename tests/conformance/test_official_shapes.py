"""The published graph under the official shapes of CPSV-AP 3.2.0, CPOV 2.1.2 and DCAT-AP 3.0.1.

It is the default graph, whole, as it comes out of a publication; how the shapes are used stands in
`official`. A pass could be an empty one, so for each file every kind of constraint that matters to
us is broken once, and the node shapes that have nothing to look at are named with the reason.
"""

from collections.abc import Callable, Mapping
from functools import cache

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from loader.participation import participations
from ontology.terms import CODE, CV, DCAT, DCT, FOAF, LM, ORG, RDF, SKOS
from tests.conformance.conftest import FALLEN_OUT
from tests.conformance.official import Finding, Standard
from tests.conformance.suites import suite
from tests.shapes.specimen import Graph, zh

DCAT_AP_3 = "https://semiceu.github.io/DCAT-AP/releases/3.0.1#dcat:DataServiceShape/"
CPSV_AP = Standard("CPSV-AP 3.2.0", suite("cpsv-ap-3.2.0/shacl/cpsv-ap-SHACL.ttl"))
CPOV = Standard("CPOV 2.1.2", suite("cpov-2.1.2/cpov-SHACL.ttl"))
DCAT_AP = Standard(
    "DCAT-AP 3.0.1",
    suite("dcat-ap-3.0.1/dcat-ap-SHACL.ttl"),
    frozenset(
        DCAT_AP_3 + name
        for name in (
            "dc08f4dca4377fade57f89454e3fa06a8389d314",
            "eb3ac4e4fdde2e2588a9502c5956060a18c5c99f",
        )
    ),
)
STANDARDS = (CPSV_AP, CPOV, DCAT_AP)
VOCABULARIES = ("cpsv-ap-3.2.0/rdf/cpsv-ap.ttl", "cpov-2.1.2/cpov.ttl")
each_standard = pytest.mark.parametrize("standard", STANDARDS, ids=lambda one: one.name)

Triples = tuple[Triple, ...]


@pytest.fixture(scope="session")
def profile(real: Triples) -> Triples:
    """The published graph with what the cpsv-ap profile adds to it (R4)."""
    return (*real, *participations(real))


class Published(Graph):
    """A copy of a published graph that a test may break."""

    def the(self, cls: NamedNode, name: str, region: str = "370725") -> NamedNode:
        """The thing of a class with that Chinese name in a region."""
        typed = {t.subject for t in self.triples if t.predicate == RDF.type and t.object == cls}
        named = {t.subject for t in self.triples if t.object == zh(name)} & typed
        (thing,) = (one for one in named if f"/{region}/" in str(one))
        assert isinstance(thing, NamedNode)
        return thing

    def one(self, cls: NamedNode) -> NamedNode:
        """The first thing of a class."""
        typed = (t.subject for t in self.triples if t.predicate == RDF.type and t.object == cls)
        return min((one for one in typed if isinstance(one, NamedNode)), key=str)


@each_standard
def test_the_published_real_checklist_has_no_violation(standard: Standard, real: Triples) -> None:
    assert standard.findings(real) == set()


@each_standard
def test_nor_with_the_vocabularies_of_the_profiles_beside_it(
    standard: Standard, real: Triples
) -> None:
    beside = [t for name in VOCABULARIES for t in Standard(name, suite(name)).triples]
    assert len(beside) > 500
    assert standard.findings((*real, *beside)) == set()


def test_with_its_participations_it_is_cpsv_ap_too(profile: Triples) -> None:
    kinds = {t.subject for t in profile if t.object == CV.Participation}
    assert len(kinds) > 3 * 112, "a lead, a cooperating and a presumed handling one an entry"
    assert CPSV_AP.findings(profile) == set()
    assert CPOV.findings(profile) == set()


UNSTATED = ("出生礼包申领", "居民身份证签发")
"""The matters of the list without stages for which it names no cooperating and no handling
department, and declares that such a blank means none."""


@each_standard
def test_a_busy_site_conforms_but_for_what_a_list_does_not_state(
    standard: Standard, everything: Triples
) -> None:
    """CPSV-AP asks of every public service a competent authority. Where a list declares that a
    blank cooperating cell means that nobody cooperates, none can be presumed, and nothing is made
    up: P01-unstated says so to the clerk. These matters are not CPSV-AP; they are named here."""
    graph = Published(iter(everything))
    unstated = {
        Finding("PublicServiceShape", CV.hasCompetentAuthority, "MinCount", thing)
        for thing in (graph.the(LM.Matter, name, "370998") for name in UNSTATED)
    }
    assert standard.findings(everything) == (unstated if standard is CPSV_AP else set())
    kinds = {t.object for t in everything if t.predicate == RDF.type}
    assert {CV.BusinessEvent, CV.LifeEvent, LM.FormerMatter, DCT.LicenseDocument} <= kinds
    assert any(t.object == zh(FALLEN_OUT) for t in everything)


_DATATYPE = "its target is a datatype: no thing is an instance of it, the shape has no constraint"
_UNSAID = "a checklist of responsibilities says nothing of the kind, and nothing is made up"
_ENTERPRISE = "the real list is a person's; the enterprise list of `everything` has such events"
_OPTIONAL = "the profile allows it and does not ask for it; we use another term or none"
_SOURCE = "only in the source layer, which is not in the default graph"
NOT_APPLYING: Mapping[str, Mapping[str, str]] = {
    CPSV_AP.name: {
        **dict.fromkeys(("DoubleShape", "DurationShape", "LiteralShape", "TextShape"), _DATATYPE),
        **dict.fromkeys(
            (
                "AddressShape",
                "ChannelShape",
                "ConcessionContractShape",
                "ContactPointShape",
                "CostShape",
                "EvidenceShape",
                "EvidenceTypeShape",
                "LegalResourceShape",
                "OutputShape",
                "RequirementShape",
                "RuleShape",
                "ServiceConcessionContractShape",
                "TemporalEntityShape",
            ),
            _UNSAID,
        ),
        "BusinessEventShape": _ENTERPRISE,
        "CollectionShape": _OPTIONAL,
        "DocumentShape": _SOURCE,
    },
    CPOV.name: {
        **dict.fromkeys(
            ("DateShape", "DateTimeShape", "LiteralShape", "TextShape", "URIShape"), _DATATYPE
        ),
        **dict.fromkeys(
            (
                "AddressShape",
                "ChangeEventShape",
                "ContactPointShape",
                "IdentifierShape",
                "ImageObjectShape",
                "ReferenceFrameworkShape",
                "TemporalEntityShape",
            ),
            _UNSAID,
        ),
        "AdminUnitShape": _OPTIONAL,
        "DocumentShape": _SOURCE,
    },
    DCAT_AP.name: {
        **dict.fromkeys(
            (
                "AttributionShape",
                "CatalogRecordShape",
                "ChecksumAlgorithmShape",
                "ChecksumShape",
                "DatasetSeriesShape",
                "FrequencyShape",
                "GeometryShape",
                "IdentifierShape",
                "KindShape",
                "PeriodOfTimeShape",
                "PolicyShape",
                "ProvenanceStatementShape",
                "RelationshipShape",
                "RoleShape",
                "TimeInstantShape",
            ),
            _OPTIONAL,
        ),
        **dict.fromkeys(
            ("LegalResourceShape", "LicenseDocumentShape", "RightsStatementShape"),
            "the real list states no law and no licence; in `everything` an edition has one",
        ),
        "ActivityShape": _SOURCE,
        "DocumentShape": _SOURCE,
    },
}
"""The node shapes without a focus node in the graph of the real list, and why."""


@each_standard
def test_every_official_shape_has_something_to_look_at_or_does_not_apply(
    standard: Standard, profile: Triples
) -> None:
    assert standard.empty(profile) == set(NOT_APPLYING[standard.name])
    assert all(NOT_APPLYING[standard.name].values())


@each_standard
def test_the_official_files_name_no_shape_in_vain_but_those_known(standard: Standard) -> None:
    assert standard.undefined() == set(standard.dangling)


# --- What is broken, and what is found ----------------------------------------------------------
Breakage = Callable[[Published], set[Finding]]


Breakages = tuple[Breakage, ...]


def _found(shape: str, path: NamedNode, component: str, focus: NamedNode) -> set[Finding]:
    return {Finding(shape, path, component, focus)}


def expected_and_found(
    standard: Standard, broken: Breakage, all_broken: Breakages, data: Triples
) -> tuple[set[Finding], set[Finding]]:
    """What is to be found of a breakage, and what is: in a graph in which others of them break
    other properties or things, or, where more or less than all of that is found, in one of its
    own."""
    group = next(one for one in _groups(all_broken, data) if broken in one)
    expected, found = _tried(standard, group, data)
    if found != set().union(*expected):
        (own,), found = _tried(standard, (broken,), data)
        return own, found
    at = group.index(broken)
    return expected[at], found.difference(*expected[:at], *expected[at + 1 :])


@cache
def _groups(breakages: Breakages, data: Triples) -> tuple[Breakages, ...]:
    """Those that are found at different properties or things."""
    places = {
        one: {(finding.focus, finding.path) for finding in one(Published(iter(data)))}
        for one in breakages
    }
    groups: list[list[Breakage]] = []
    for one in breakages:
        for group in groups:
            if all(not places[one] & places[other] for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return tuple(map(tuple, groups))


@cache
def _tried(
    standard: Standard, group: Breakages, data: Triples
) -> tuple[list[set[Finding]], set[Finding]]:
    graph = Published(iter(data))
    expected = [broken(graph) for broken in group]
    return expected, standard.findings(graph.triples)


def no_description(graph: Published) -> set[Finding]:
    matter = graph.the(LM.Matter, "火化证明")
    graph.drop(matter, DCT.description)
    return _found("PublicServiceShape", DCT.description, "MinCount", matter)


def no_authority(graph: Published) -> set[Finding]:
    matter = graph.the(LM.Matter, "火化证明")
    graph.drop(matter, CV.hasCompetentAuthority)
    return _found("PublicServiceShape", CV.hasCompetentAuthority, "MinCount", matter)


def an_authority_that_is_no_body(graph: Published) -> set[Finding]:
    matter = graph.the(LM.Matter, "火化证明")
    graph.change(matter, CV.hasCompetentAuthority, graph.the(LM.Stage, "身后"))
    return _found("PublicServiceShape", CV.hasCompetentAuthority, "Class", matter)


def no_title(graph: Published) -> set[Finding]:
    matter = graph.the(LM.Matter, "火化证明")
    graph.drop(matter, DCT.title)
    return _found("PublicServiceShape", DCT.title, "MinCount", matter)


def an_untagged_title(graph: Published) -> set[Finding]:
    matter = graph.the(LM.Matter, "火化证明")
    graph.add(matter, DCT.title, Literal("火化证明"))
    return _found("PublicServiceShape", DCT.title, "Datatype", matter)


def a_part_of_a_service(graph: Published) -> set[Finding]:
    sub_item = graph.one(LM.SubItem)
    graph.add(sub_item, DCT.isPartOf, graph.the(LM.Matter, "火化证明"))
    return _found("PublicServiceShape", DCT.isPartOf, "Class", sub_item)


def grouped_by_an_entry(graph: Published) -> set[Finding]:
    matter = graph.the(LM.Matter, "火化证明")
    graph.add(matter, CV.isGroupedBy, graph.one(LM.Entry))
    return _found("PublicServiceShape", CV.isGroupedBy, "Class", matter)


def a_stage_without_identifier(graph: Published) -> set[Finding]:
    stage = graph.the(LM.Stage, "身后")
    graph.drop(stage, DCT.identifier)
    return _found("EventShape", DCT.identifier, "MinCount", stage)


def a_scenario_with_two_identifiers(graph: Published) -> set[Finding]:
    scenario = graph.the(LM.Scenario, "继承")
    graph.add(scenario, DCT.identifier, Literal("another"))
    return _found("EventShape", DCT.identifier, "MaxCount", scenario)


def a_department_without_place(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.drop(department, DCT.spatial)
    return _found("PublicOrganisationShape", DCT.spatial, "MinCount", department)


def an_agent_without_title(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.drop(department, DCT.title)
    return _found("AgentShape", DCT.title, "MinCount", department)


def a_dataset_with_two_publishers(graph: Published) -> set[Finding]:
    edition = graph.one(LM.Edition)
    graph.add(edition, DCT.publisher, graph.the(LM.Department, "县公安局"))
    return _found("DatasetShape", DCT.publisher, "MaxCount", edition)


def a_participation_without_role(graph: Published) -> set[Finding]:
    one = graph.one(CV.Participation)
    graph.drop(one, CV.role)
    return _found("ParticipationShape", CV.role, "MinCount", one)


def a_participation_without_description(graph: Published) -> set[Finding]:
    one = graph.one(CV.Participation)
    graph.drop(one, DCT.description)
    return _found("ParticipationShape", DCT.description, "MinCount", one)


def a_participation_of_two(graph: Published) -> set[Finding]:
    one = graph.one(CV.Participation)
    graph.change(
        one,
        CV.hasParticipant,
        graph.the(LM.Department, "县公安局"),
        graph.the(LM.Department, "县税务局"),
    )
    return _found("ParticipationShape", CV.hasParticipant, "MaxCount", one)


OF_CPSV_AP = (
    no_description,
    no_authority,
    an_authority_that_is_no_body,
    no_title,
    an_untagged_title,
    a_part_of_a_service,
    grouped_by_an_entry,
    a_stage_without_identifier,
    a_scenario_with_two_identifiers,
    a_department_without_place,
    an_agent_without_title,
    a_dataset_with_two_publishers,
)


@pytest.mark.parametrize("broken", OF_CPSV_AP)
def test_what_cpsv_ap_finds(broken: Breakage, real: Triples) -> None:
    expected, found = expected_and_found(CPSV_AP, broken, OF_CPSV_AP, real)
    assert found == expected


OF_PARTICIPATIONS = (
    a_participation_without_role,
    a_participation_without_description,
    a_participation_of_two,
)


@pytest.mark.parametrize("broken", OF_PARTICIPATIONS)
def test_what_cpsv_ap_finds_of_participations(broken: Breakage, profile: Triples) -> None:
    expected, found = expected_and_found(CPSV_AP, broken, OF_PARTICIPATIONS, profile)
    assert found == expected


def two_alternative_names(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.add(department, SKOS.altLabel, zh("公安局"))
    return _found("PublicOrganisationShape", SKOS.altLabel, "UniqueLang", department)


def two_names(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.add(department, SKOS.prefLabel, zh("公安局"))
    return _found("PublicOrganisationShape", SKOS.prefLabel, "UniqueLang", department)


def an_untagged_name(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.change(department, SKOS.prefLabel, Literal("县公安局"))
    return _found("PublicOrganisationShape", SKOS.prefLabel, "Datatype", department)


def a_place_that_is_none(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.change(department, DCT.spatial, graph.the(LM.Stage, "身后"))
    return _found("PublicOrganisationShape", DCT.spatial, "Class", department)


def a_branch_of_a_matter(graph: Published) -> set[Finding]:
    branch = graph.the(LM.Department, "市住房公积金管理中心昌乐分中心")
    graph.change(branch, ORG.unitOf, graph.the(LM.Matter, "火化证明"))
    return _found("OrganizationalUnitShape", ORG.unitOf, "Class", branch)


def a_classification_in_words(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.add(department, ORG.classification, zh("公安"))
    path, shape = ORG.classification, "PublicOrganisationShape"
    return _found(shape, path, "Class", department) | _found(shape, path, "NodeKind", department)


def two_descriptions(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.add(department, DCT.description, zh("一"), zh("二"))
    return _found("PublicOrganisationShape", DCT.description, "UniqueLang", department)


OF_CPOV = (
    two_alternative_names,
    two_names,
    an_untagged_name,
    a_place_that_is_none,
    a_branch_of_a_matter,
    a_classification_in_words,
    two_descriptions,
)


@pytest.mark.parametrize("broken", OF_CPOV)
def test_what_cpov_finds(broken: Breakage, real: Triples) -> None:
    expected, found = expected_and_found(CPOV, broken, OF_CPOV, real)
    assert found == expected


def a_checklist_without_title(graph: Published) -> set[Finding]:
    checklist = graph.one(LM.Checklist)
    graph.drop(checklist, DCT.title)
    return _found("DatasetShape", DCT.title, "MinCount", checklist)


def an_edition_without_description(graph: Published) -> set[Finding]:
    edition = graph.one(LM.Edition)
    graph.drop(edition, DCT.description)
    return _found("DatasetShape", DCT.description, "MinCount", edition)


def a_publisher_that_is_no_agent(graph: Published) -> set[Finding]:
    edition = graph.one(LM.Edition)
    graph.change(edition, DCT.publisher, graph.the(LM.Stage, "身后"))
    return _found("DatasetShape", DCT.publisher, "Class", edition)


def a_version_that_is_no_dataset(graph: Published) -> set[Finding]:
    checklist = graph.one(LM.Checklist)
    graph.add(checklist, DCAT.hasVersion, graph.one(LM.Entry))
    return _found("DatasetShape", DCAT.hasVersion, "Class", checklist)


def two_dates_of_issue(graph: Published) -> set[Finding]:
    edition = graph.one(LM.Edition)
    graph.add(edition, DCT.issued, Literal("2026"), Literal("2027"))
    return _found("DatasetShape", DCT.issued, "MaxCount", edition)


def an_agent_without_name(graph: Published) -> set[Finding]:
    department = graph.the(LM.Department, "县公安局")
    graph.drop(department, FOAF.name)
    return _found("AgentShape", FOAF.name, "MinCount", department)


def a_scheme_without_title(graph: Published) -> set[Finding]:
    scheme = CODE["matter-type"]
    graph.drop(scheme, DCT.title)
    return _found("ConceptSchemeShape", DCT.title, "MinCount", scheme)


def a_concept_without_label(graph: Published) -> set[Finding]:
    concept = CODE["matter-type/other"]
    graph.drop(concept, SKOS.prefLabel)
    return _found("ConceptShape", SKOS.prefLabel, "MinCount", concept)


def a_distribution_that_is_nowhere(graph: Published) -> set[Finding]:
    distribution = graph.one(DCAT.Distribution)
    graph.drop(distribution, DCAT.accessURL)
    return _found("DistributionShape", DCAT.accessURL, "MinCount", distribution)


def a_service_without_endpoint(graph: Published) -> set[Finding]:
    service = graph.one(DCAT.DataService)
    graph.drop(service, DCAT.endpointURL)
    return _found("DataServiceShape", DCAT.endpointURL, "MinCount", service)


def a_catalogue_without_publisher(graph: Published) -> set[Finding]:
    catalogue = graph.one(DCAT.Catalog)
    graph.drop(catalogue, DCT.publisher)
    return _found("CatalogShape", DCT.publisher, "MinCount", catalogue)


OF_DCAT_AP = (
    a_checklist_without_title,
    an_edition_without_description,
    a_publisher_that_is_no_agent,
    a_version_that_is_no_dataset,
    two_dates_of_issue,
    an_agent_without_name,
    a_scheme_without_title,
    a_concept_without_label,
    a_distribution_that_is_nowhere,
    a_service_without_endpoint,
    a_catalogue_without_publisher,
)


@pytest.mark.parametrize("broken", OF_DCAT_AP)
def test_what_dcat_ap_finds(broken: Breakage, real: Triples) -> None:
    expected, found = expected_and_found(DCAT_AP, broken, OF_DCAT_AP, real)
    assert found == expected
