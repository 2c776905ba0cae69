"""schema.org: a matter as GovernmentService, a department as GovernmentOrganization, a list and its
editions as Dataset, in the words that search engines read.

- `provider` is whom we presume to handle a matter, or whom the list states to; never who leads in a
  scenario: schema.org has no word for that (`serviceOperator` is none). Where it is a presumption,
  the description of the matter says so, by name.
- Stages, scenarios and codes are DefinedTerm in their DefinedTermSet, which is all that they are
  to schema.org: its Event takes place at a time.
- Names and descriptions carry their language; all other values are plain, without a datatype.
- An agent that only stands in for a publisher who is not stated is left out: nobody asks for one.
- Entries, source rows and former matters have no form in it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from loader.statements import en, zh
from ontology.terms import (
    CODE,
    CPSV,
    CV,
    DCAT,
    DCT,
    EN,
    FOAF,
    LM,
    ORG,
    RDF,
    SKOS,
    ZH,
    Vocabulary,
)
from server.profiles.drawing import Kind, Source, drawn, subject_kind
from server.store.interface import View
from server.urls import document_path

S = Vocabulary("https://schema.org/")
_MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
_LANGUAGES = {
    "http://publications.europa.eu/resource/authority/language/ZHO": ZH,
    "http://publications.europa.eu/resource/authority/language/ENG": EN,
}
_NOBODY = CODE["agent/publisher-not-stated"]
_BY_LABEL = {SKOS.prefLabel: (S.name,), DCT.identifier: (S.identifier,)}
_BY_TITLE = {DCT.title: (S.name,), DCT.identifier: (S.identifier,)}
_AKA = {SKOS.altLabel: (S.alternateName,), DCT.alternative: (S.alternateName,)}
_SET_OF = {SKOS.inScheme: (S.inDefinedTermSet,)}

KINDS = (
    Kind(
        CPSV.PublicService,
        {CPSV.PublicService: S.GovernmentService},
        _BY_TITLE,
        {
            **_AKA,
            DCT.description: (S.description,),
            CV.hasCompetentAuthority: (S.provider,),
            DCT.spatial: (S.areaServed, S.jurisdiction),
            LM.matterType: (S.category,),
            LM.hasSubItem: (S.isRelatedTo,),
            LM.subItemOf: (S.isRelatedTo,),
        },
        (S.name,),
    ),
    Kind(
        CV.PublicOrganisation,
        {CV.PublicOrganisation: S.GovernmentOrganization},
        _BY_LABEL,
        {
            **_AKA,
            LM.officialName: (S.legalName,),
            ORG.unitOf: (S.parentOrganization,),
            DCT.spatial: (S.areaServed,),
        },
        (S.name,),
    ),
    Kind(
        DCT.Location,
        {DCT.Location: S.AdministrativeArea},
        _BY_LABEL,
        {LM.parentJurisdiction: (S.containedInPlace,)},
        (S.name,),
    ),
    Kind(
        DCAT.Catalog,
        {DCAT.Catalog: S.DataCatalog},
        {DCT.title: (S.name,), DCT.description: (S.description,)},
        {DCAT.dataset: (S.dataset,)},
        (S.name,),
    ),
    Kind(
        DCAT.Dataset,
        {DCAT.Dataset: S.Dataset},
        {**_BY_TITLE, DCT.description: (S.description,), DCAT.version: (S.version,)},
        {
            DCAT.keyword: (S.keywords,),
            DCT.issued: (S.datePublished,),
            DCT.language: (S.inLanguage,),
            DCT.license: (S.license,),
            DCT.publisher: (S.publisher,),
            DCT.spatial: (S.spatialCoverage,),
            DCAT.distribution: (S.distribution,),
            DCAT.hasVersion: (S.workExample,),
            DCAT.isVersionOf: (S.exampleOfWork,),
            LM.sourceDocument: (S.isBasedOn,),
            S.includedInDataCatalog: (S.includedInDataCatalog,),
        },
        (S.name, S.description),
    ),
    Kind(
        DCAT.Distribution,
        {DCAT.Distribution: S.DataDownload},
        {
            DCT.title: (S.name,),
            DCAT.downloadURL: (S.contentUrl,),
            DCAT.mediaType: (S.encodingFormat,),
        },
        needs=(S.contentUrl,),
        own=False,
    ),
    Kind(
        LM.SourceDocument,
        {FOAF.Document: S.DigitalDocument},
        {LM.fileName: (S.name,), LM.mediaType: (S.encodingFormat,), LM.sha256: (S.identifier,)},
        own=False,
    ),
    Kind(
        LM.MatterType,
        {SKOS.Concept: S.CategoryCode},
        {SKOS.prefLabel: (S.name,), SKOS.notation: (S.codeValue,)},
        {SKOS.definition: (S.description,), SKOS.inScheme: (S.inCodeSet,)},
        (S.name,),
    ),
    Kind(
        SKOS.Concept,
        {SKOS.Concept: S.DefinedTerm},
        {SKOS.prefLabel: (S.name,), SKOS.notation: (S.termCode,), DCT.identifier: (S.identifier,)},
        {**_AKA, **_SET_OF, SKOS.definition: (S.description,)},
        (S.name,),
    ),
    Kind(
        SKOS.ConceptScheme,
        {SKOS.ConceptScheme: S.DefinedTermSet},
        {DCT.title: (S.name,)},
        {DCT.description: (S.description,), SKOS.hasTopConcept: (S.hasDefinedTerm,)},
        (S.name,),
    ),
    Kind(FOAF.Agent, {FOAF.Agent: S.Organization}, {DCT.title: (S.name,)}, own=False),
)
"""The first that a thing is of counts."""

_BARE = (S.contentUrl, S.encodingFormat, S.inLanguage, S.license)
_ADDRESSES = (S.url, S.contentUrl, S.license)
PREFIXES: Mapping[str, str] = {"schema": S.iri}


def has(thing: NamedNode, triples: Collection[Triple]) -> bool:
    """Whether what `triples` describe can be said in schema.org."""
    return subject_kind(KINDS, thing, triples) is not None


def graph(
    view: View, thing: NamedNode, triples: Collection[Triple], base: str
) -> frozenset[Triple]:
    """What schema.org says of a thing that `triples` describe; empty where it cannot say it."""
    source = Source(view, KINDS, thing, triples)
    for document in source.links(thing, LM.sourceDocument):
        source.add(one for one in view.describe(document.value) if one.subject == document)
    catalogues = [one.subject for one in triples if one.predicate == DCAT.dataset]
    source.add(Triple(thing, S.includedInDataCatalog, one) for one in catalogues if one != thing)
    found = set(map(_plain, drawn(KINDS, source, thing, _BARE)))
    found = {one for one in found if _NOBODY not in (one.subject, one.object)}
    if any(one.object == S.GovernmentService and one.subject == thing for one in found):
        found = set(_service(source, thing, found))
    for one in {one.subject for one in found}:
        if isinstance(one, NamedNode) and (path := _page(one, base)):
            found.add(Triple(one, S.url, NamedNode(path)))
    return frozenset(found)


def _page(thing: NamedNode, base: str) -> str:
    """The page about a thing; empty where it has none of its own."""
    path = document_path(thing.value, base) or ""
    return base.rstrip("/") + path if path and "/distribution/" not in path else ""


def _plain(triple: Triple) -> Triple:
    """A value as schema.org wants it: a media type and a language by name, no datatypes."""
    value = triple.object
    if triple.predicate == S.encodingFormat and isinstance(value, NamedNode):
        value = Literal(value.value.removeprefix(_MEDIA_TYPES))
    elif triple.predicate == S.inLanguage and isinstance(value, NamedNode):
        value = Literal(_LANGUAGES.get(value.value, value.value))
    elif isinstance(value, Literal) and not value.language:
        value = Literal(value.value)
    return Triple(triple.subject, triple.predicate, value)


def _service(source: Source, thing: NamedNode, said: Iterable[Triple]) -> Iterator[Triple]:
    """A matter with its type in words, and with the word that its provider is presumed."""
    stated = _stated(source, thing)
    presumed = [one for one in source.links(thing, CV.hasCompetentAuthority) if one not in stated]
    for one in said:
        described = one.subject == thing and one.predicate == S.description
        if described and presumed and isinstance(one.object, Literal):
            yield Triple(thing, S.description, _noted(source, presumed, one.object))
        else:
            yield one
    for kind in source.links(thing, LM.matterType):
        for name in source.values(kind, SKOS.prefLabel):
            yield Triple(thing, S.serviceType, name)


def _stated(source: Source, thing: NamedNode) -> set[NamedNode]:
    """The departments that the list itself says handle a matter."""
    link = LM.matter if LM.Matter in source.values(thing, RDF.type) else LM.subItem
    said = (t for t in source.items(thing, link) if t.predicate == LM.handlingDepartment)
    return {one.object for one in said if isinstance(one.object, NamedNode)}


def _noted(source: Source, presumed: Iterable[NamedNode], description: Literal) -> Literal:
    tag = description.language
    names = [_name(source, one, tag or ZH) for one in presumed]
    if tag == EN:
        note = (
            f" {', '.join(names)} (provider) is presumed to handle it, from the cooperating "
            "column of the list, which does not state it."
        )
        return en(description.value + note)
    note = f"{'、'.join(names)}（provider）为推定办理部门：由清单“协同部门”一栏推定，并非清单所写。"
    return zh(description.value + note)


def _name(source: Source, thing: NamedNode, tag: str) -> str:
    names = {
        one.language or "": one.value
        for one in source.values(thing, SKOS.prefLabel)
        if isinstance(one, Literal)
    }
    return names.get(tag) or names.get(ZH, "")


def properties() -> frozenset[NamedNode]:
    """The properties that a document of this profile may have."""
    terms = ({**kind.brief, **kind.full} for kind in KINDS)
    drawn_from = {name for one in terms for names in one.values() for name in names}
    return frozenset(drawn_from | {S.url, S.serviceType})


def stated_context() -> Mapping[str, Any]:
    """Every term of this profile under its name."""
    classes = {one for kind in KINDS for one in kind.types.values()}
    terms = (S.name, S.alternateName, S.description, *sorted(properties(), key=str))
    return {one.value.removeprefix(S.iri): one.value for one in sorted(classes, key=str)} | {
        one.value.removeprefix(S.iri): _stated_term(one) for one in dict.fromkeys(terms)
    }


def _stated_term(term: NamedNode) -> Any:
    return {"@id": term.value, "@type": "@id"} if term in _ADDRESSES else term.value


def context() -> Mapping[str, Any]:
    """The JSON-LD context of the documents: the vocabulary and no address to be fetched."""
    addresses = {one.value.removeprefix(S.iri): {"@type": "@id"} for one in _ADDRESSES}
    return {"@vocab": S.iri} | addresses
