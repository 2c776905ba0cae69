"""The DCAT record of a checklist and of one edition, for the graph `{base}graph/catalogue`."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from loader.identifiers import EditionIris, RegionIris
from loader.manifest import Manifest
from loader.statements import boolean, en, labels, typed, zh
from ontology.terms import CODE, DCAT, DCT, FOAF, LM, ORG, PROV, RDF, SKOS, XSD

_TITLE = (DCT.title, SKOS.prefLabel)
_KIND = {"personal": ("个人", "individual"), "enterprise": ("企业", "enterprise")}


def checklist_record(
    manifest: Manifest, region_name: str, region: RegionIris, current: NamedNode | None
) -> Iterator[Triple]:
    """The version-less checklist; `current` is its current edition."""
    list_key, title = manifest.list or "", manifest.title or ""
    checklist = region.checklist(list_key)
    kind_zh, kind_en = _KIND[manifest.kind or "personal"]
    yield from typed(checklist, LM.Checklist)
    yield from labels(checklist, _TITLE, title, manifest.title_en)
    yield Triple(checklist, DCT.identifier, Literal(f"{region.region}-checklist-{list_key}"))
    described = f"{region_name}的{kind_zh}全生命周期事项清单，各版本的总称。"
    yield Triple(checklist, DCT.description, zh(described))
    yield Triple(
        checklist, DCT.description, en(f"The {kind_en} life-cycle checklist, all editions.")
    )
    yield Triple(checklist, DCT.spatial, region.jurisdiction(region.region))
    yield from _publisher(checklist, manifest, region)
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
    yield Triple(edition, DCT.spatial, region.jurisdiction(region.region))
    yield from _publisher(edition, manifest, region)
    yield Triple(checklist, DCAT.hasVersion, edition)
    yield Triple(edition, DCAT.isVersionOf, checklist)
    yield Triple(edition, DCAT.version, Literal(edition_key))
    yield Triple(edition, LM.contentDigest, Literal(digest))
    yield from _conventions(edition, manifest)
    if manifest.edition:
        yield Triple(edition, DCT.issued, _date(manifest.edition))
    if manifest.licence:
        yield Triple(edition, DCT.license, NamedNode(manifest.licence))
    if manifest.source:
        yield Triple(edition, DCT.source, NamedNode(manifest.source))
    if previous:
        yield Triple(edition, DCAT.previousVersion, previous)
        yield Triple(edition, PROV.wasRevisionOf, previous)


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
    from loader.identifiers import mint_key

    key = mint_key(region.region, "department", "", manifest.publisher)
    publisher = region.thing("department", key)
    yield Triple(dataset, DCT.publisher, publisher)
    for cls in (FOAF.Agent, ORG.Organization):
        yield Triple(publisher, RDF.type, cls)
    for predicate in (FOAF.name, DCT.title):
        yield Triple(publisher, predicate, zh(manifest.publisher))
    yield Triple(publisher, DCT.identifier, Literal(f"{region.region}-department-{key}"))
