"""CPSV-AP 3.2.0 and nothing else: of a public service, an event, a public organisation or a
dataset, what the application profile knows, with as much of what is around it as it asks for. Every
document is valid under its official shapes.

- The terms below are those of CPSV-AP that the data have something for. A code and a place carry
  skos:prefLabel besides, the profile's own term for what an organisation is called: without a word
  they would tell nobody anything.
- Our own properties are given as what they are to CPSV-AP: types and shared concepts of a matter as
  its classification, sub-items as related services.
- A matter comes with its participations (R4 of the ontology). In our data each points at its entry
  (`lm:statedIn`); here it does not, since CPSV-AP has no such term: its description says in words
  which scenario and which number of the list it is of. Who leads is never said of the matter alone.
- A sub-item has none: participations belong to the numbered entry of its matter.
- Where a list names nobody who cooperates or handles, none can be presumed, and CPSV-AP asks for a
  competent authority: such a matter is no CPSV-AP, and nothing is made up to make it one. A former
  matter is no public service.
"""

from collections.abc import Collection, Mapping
from typing import Any

from pyoxigraph import NamedNode, Triple

from loader.participation import participations
from ontology.terms import CPSV, CV, DCAT, DCT, FOAF, LM, ORG, RDF, SKOS
from server.profiles.drawing import Kind, Source, Terms, drawn, subject_kind
from server.store.interface import View


def _same(*terms: NamedNode) -> Terms:
    return {term: (term,) for term in terms}


def _types(*types: NamedNode) -> Mapping[NamedNode, NamedNode]:
    return {one: one for one in types}


_OF_SERVICES = (DCT.title, DCT.identifier, DCT.description, CV.hasCompetentAuthority)
_OF_PARTICIPATIONS = (DCT.identifier, DCT.description, CV.role, CV.hasParticipant)
_OF_ORGANISATIONS = (SKOS.prefLabel, DCT.title, DCT.identifier, DCT.spatial)
_OF_DATASETS = (DCT.title, DCT.description, DCT.publisher)
_NAMES = (DCT.title, DCT.identifier)

KINDS = (
    Kind(
        CPSV.PublicService,
        _types(CPSV.PublicService),
        _same(*_OF_SERVICES),
        {
            **_same(CV.isGroupedBy, CV.hasParticipation, DCT.spatial, DCT.isPartOf),
            **_same(CV.relatedService, CV.isClassifiedBy),
            LM.hasSubItem: (CV.relatedService,),
            LM.subItemOf: (CV.relatedService,),
            LM.matterType: (CV.isClassifiedBy,),
            LM.matterConcept: (CV.isClassifiedBy,),
        },
        _OF_SERVICES,
    ),
    Kind(
        CV.Event,
        _types(CV.Event, CV.LifeEvent, CV.BusinessEvent),
        _same(*_NAMES),
        _same(DCT.description, CV.hasRelatedService),
        _NAMES,
    ),
    Kind(
        CV.PublicOrganisation,
        _types(CV.PublicOrganisation, ORG.Organization, FOAF.Agent),
        _same(*_OF_ORGANISATIONS),
        needs=_OF_ORGANISATIONS,
    ),
    Kind(
        DCAT.Dataset,
        _types(DCAT.Dataset),
        _same(*_OF_DATASETS, DCT.identifier),
        _same(DCT.hasPart),
        _OF_DATASETS,
    ),
    Kind(
        CV.Participation,
        _types(CV.Participation),
        _same(*_OF_PARTICIPATIONS),
        needs=_OF_PARTICIPATIONS,
        own=False,
    ),
    Kind(FOAF.Agent, _types(FOAF.Agent), _same(*_NAMES), needs=_NAMES, own=False),
    Kind(DCT.Location, _types(DCT.Location), _same(SKOS.prefLabel), own=False),
    Kind(SKOS.Concept, _types(SKOS.Concept), _same(SKOS.prefLabel), own=False),
)
"""The first that a thing is of counts: a scenario is an event, though it is a concept as well."""

TEXTS = (DCT.title, DCT.description, SKOS.prefLabel)
PREFIXES: Mapping[str, str] = {
    **{"cpsv": CPSV.iri, "cv": CV.iri, "dcat": DCAT.iri, "dct": DCT.iri},
    **{"foaf": FOAF.iri, "org": ORG.iri, "skos": SKOS.iri},
}


def classes() -> frozenset[NamedNode]:
    """The classes that a document of this profile may have."""
    return frozenset(one for kind in KINDS for one in kind.types.values())


def properties() -> frozenset[NamedNode]:
    """The properties that a document of this profile may have."""
    terms = ({**kind.brief, **kind.full} for kind in KINDS)
    return frozenset(name for one in terms for names in one.values() for name in names)


def has(thing: NamedNode, triples: Collection[Triple]) -> bool:
    """Whether what `triples` describe can be said in CPSV-AP."""
    return subject_kind(KINDS, thing, triples) is not None


def graph(view: View, thing: NamedNode, triples: Collection[Triple]) -> frozenset[Triple]:
    """What CPSV-AP says of a thing that `triples` describe; empty where it cannot say it whole."""
    source = Source(view, KINDS, thing, triples)
    types = source.values(thing, RDF.type)
    if LM.Matter in types:
        items = source.items(thing, LM.matter)
        scenarios = [t.object for t in items if t.predicate == LM.scenario]
        source.read(one for one in scenarios if isinstance(one, NamedNode))
        named = {t for one in scenarios if isinstance(one, NamedNode) for t in source.about(one)}
        source.add(participations(items | named))
    elif DCAT.Dataset in types:
        source.add(Triple(thing, DCT.hasPart, part) for part in source.parts(thing))
    return drawn(KINDS, source, thing)


def context() -> Mapping[str, Any]:
    """The JSON-LD context: each term under its local name; texts by language."""
    classed = {_local(one): one.value for one in sorted(classes(), key=str)}
    return classed | {
        _local(one): {"@id": one.value, "@container": "@language"}
        if one in TEXTS
        else one.value
        if one == DCT.identifier
        else {"@id": one.value, "@type": "@id"}
        for one in _OF_DATASETS + tuple(sorted(properties() - set(_OF_DATASETS), key=str))
    }


def _local(term: NamedNode) -> str:
    return term.value.rpartition("#")[2].rpartition("/")[2]
