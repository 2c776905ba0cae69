"""The DCAT record of a checklist and of one edition, for the graph `{base}graph/catalogue` (DCAT-AP
3.0.1). What is not known is not said: no period of update, no contact, no date that the list does
not state.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from loader.distribution import LANGUAGES, distributions, site_record
from loader.identifiers import EditionIris, RegionIris, mint_key
from loader.manifest import Manifest
from loader.statements import boolean, en, labels, typed, unofficial, zh
from ontology.terms import CODE, DCAT, DCT, EU, FOAF, LM, ORG, PROV, RDF, SKOS, XSD

_TITLE = (DCT.title, SKOS.prefLabel)
_KIND = {"personal": ("个人", "individual"), "enterprise": ("企业", "enterprise")}
_THEME = EU["data-theme/GOVE"]


def checklist_record(
    manifest: Manifest, region_name: str, region: RegionIris, current: NamedNode | None
) -> Iterator[Triple]:
    """The version-less checklist; `current` is its current edition."""
    list_key, title = manifest.list or "", manifest.title or ""
    checklist = region.checklist(list_key)
    kind_zh, kind_en = _KIND[manifest.kind or "personal"]
    yield from typed(checklist, LM.Checklist)
    yield from labels(checklist, _TITLE, title, manifest.title_en)
    yield from unofficial(checklist, manifest.title_en)
    yield Triple(checklist, DCT.identifier, Literal(f"{region.region}-checklist-{list_key}"))
    described = f"{region_name}的{kind_zh}全生命周期事项清单，各版本的总称。"
    yield Triple(checklist, DCT.description, zh(described))
    yield Triple(
        checklist, DCT.description, en(f"The {kind_en} life-cycle checklist, all editions.")
    )
    yield from _dataset(checklist, manifest, region_name, region)
    if current:
        yield Triple(checklist, DCAT.hasCurrentVersion, current)


def edition_record(
    manifest: Manifest,
    region_name: str,
    region: RegionIris,
    iris: EditionIris,
    edition_key: str,
    digest: str,
    previous: NamedNode | None,
) -> Iterator[Triple]:
    """One edition; its date is given only where the document or its manifest states one."""
    edition, checklist = iris.edition, region.checklist(manifest.list or "")
    title = f"{manifest.title}（{edition_key} 版）"
    title_en = f"{manifest.title_en} ({edition_key})" if manifest.title_en else None
    yield from typed(edition, LM.Edition)
    yield from labels(edition, _TITLE, title, title_en)
    yield from unofficial(edition, title_en)
    yield Triple(edition, DCT.identifier, Literal(f"{region.region}-{manifest.list}-{edition_key}"))
    dated = (
        f"所载日期：{manifest.edition}。"
        if manifest.edition
        else "来源未载明日期、发布机关和文号。"
    )
    dated_en = (
        f"Dated {manifest.edition}."
        if manifest.edition
        else "The source states no date, issuer or document number."
    )
    yield Triple(
        edition, DCT.description, zh(f"{region_name}《{manifest.title}》的一个版本。{dated}")
    )
    yield Triple(edition, DCT.description, en(f"An edition of the checklist. {dated_en}"))
    yield from _dataset(edition, manifest, region_name, region)
    yield Triple(checklist, DCAT.hasVersion, edition)
    yield Triple(edition, DCAT.isVersionOf, checklist)
    yield Triple(edition, DCAT.version, Literal(edition_key))
    yield Triple(edition, LM.contentDigest, Literal(digest))
    yield from _conventions(edition, manifest)
    if manifest.edition:
        yield Triple(edition, DCT.issued, _date(manifest.edition))
    licence = NamedNode(manifest.licence) if manifest.licence else None
    if licence:
        yield Triple(edition, DCT.license, licence)
        yield from typed(licence, DCT.LicenseDocument)
    yield from distributions(region, iris, licence)
    yield from site_record(region, checklist, edition)
    if manifest.source:
        yield Triple(edition, PROV.hadPrimarySource, NamedNode(manifest.source))
    if previous:
        yield Triple(edition, DCAT.previousVersion, previous)
        yield Triple(edition, PROV.wasRevisionOf, previous)


def _dataset(
    dataset: NamedNode, manifest: Manifest, region_name: str, region: RegionIris
) -> Iterator[Triple]:
    """What a catalogue of datasets asks of a checklist and of each of its editions."""
    kind_zh, kind_en = _KIND[manifest.kind or "personal"]
    yield Triple(dataset, DCT.spatial, region.jurisdiction(region.region))
    yield from (Triple(dataset, DCT.language, language) for language in LANGUAGES)
    yield Triple(dataset, DCAT.theme, _THEME)
    for word in (region_name, "政务服务事项", f"{kind_zh}全生命周期", "牵头部门", "协同部门"):
        yield Triple(dataset, DCAT.keyword, zh(word))
    for word in ("government services", f"{kind_en} life cycle", "division of responsibilities"):
        yield Triple(dataset, DCAT.keyword, en(word))
    yield Triple(dataset, DCT.conformsTo, NamedNode(LM.iri.rstrip("#")))
    yield from _publisher(dataset, manifest, region)


def _conventions(edition: NamedNode, manifest: Manifest) -> Iterator[Triple]:
    """What the manifest declares of the list's form, and nothing where it declares nothing."""
    declared = manifest.conventions
    for predicate, value in (
        (LM.conventionNumbers, declared.numbers),
        (LM.conventionBlankCooperating, declared.blank_cooperating),
        (LM.conventionLevels, declared.levels),
        (LM.conventionTypes, manifest.types),
    ):
        if value is not None:
            yield Triple(edition, predicate, Literal(value))
    if declared.joint_lead is not None:
        yield Triple(edition, LM.conventionJointLead, boolean(declared.joint_lead))


def _date(text: str) -> Literal:
    datatype = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}[len(text)]
    return Literal(text, datatype=datatype)


def _publisher(dataset: NamedNode, manifest: Manifest, region: RegionIris) -> Iterator[Triple]:
    """The publisher by name where the manifest gives one, else the agent "not stated"."""
    if not manifest.publisher:
        yield Triple(dataset, DCT.publisher, CODE["agent/publisher-not-stated"])
        return
    key = mint_key(region.region, "department", "", manifest.publisher)
    publisher = region.thing("department", key)
    yield Triple(dataset, DCT.publisher, publisher)
    for cls in (FOAF.Agent, ORG.Organization):
        yield Triple(publisher, RDF.type, cls)
    for predicate in (FOAF.name, DCT.title):
        yield Triple(publisher, predicate, zh(manifest.publisher))
    yield Triple(publisher, DCT.identifier, Literal(f"{region.region}-department-{key}"))
