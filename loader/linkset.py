"""The links from a list's stages to the national life stages, which its manifest states: a layer
of their own, `{base}graph/mapping/{region}-{list}--life-stage`, with who reviewed them and how far
they can be relied on (VoID, section 5: a linkset, with one subset for each kind of link).
"""

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from loader.identifiers import RegionIris
from loader.manifest import LifeStages, Manifest
from loader.register import Stage
from loader.statements import Layer, en, integer, labels, typed, zh
from ontology.terms import CODE, DCT, LM, SKOS, VOID

_TITLE = (DCT.title, SKOS.prefLabel)
_SCHEME = CODE["life-stage"]
_KINDS = {
    "exact": ("等同", "exact matches", SKOS.exactMatch),
    "close": ("近似", "close matches", SKOS.closeMatch),
    "broad": ("对应上位", "broader matches", SKOS.broadMatch),
    "narrow": ("对应下位", "narrower matches", SKOS.narrowMatch),
    "related": ("相关对应", "related matches", SKOS.relatedMatch),
}
_UNREVIEWED = (
    zh("由编者拟定，待业务人员审核。"),
    en("Drawn up by the editors; awaits review by a domain expert."),
)


def life_stage_links(
    manifest: Manifest, region: RegionIris, region_name: str, stages: Iterable[Stage]
) -> Layer | None:
    """The mapping layer of a list with these `stages`; None where the manifest states no links.

    A stage is found by its name or by one of its earlier names. A stage that the manifest leaves
    out has no counterpart, and the description says so.
    """
    if not manifest.life_stages:
        return None
    name = f"{region.region}-{manifest.list}--life-stage"
    known = tuple(stages)
    by_name = {each: one for one in known for each in (*one.aliases, one.name)}
    links = _links(manifest.life_stages, by_name, region)
    triples = {Triple(s, _KINDS[kind][2], o) for kind, pairs in links.items() for s, o in pairs}
    linked = {s for pairs in links.values() for s, _ in pairs}
    without = [one.name for one in known if region.thing("stage", one.key) not in linked]
    triples.update(_linkset(manifest, region, region_name, name, links, without))
    return Layer(region.mapping(name), frozenset(triples))


Links = Mapping[str, tuple[tuple[NamedNode, NamedNode], ...]]
"""By kind: the pairs of a stage and a national life stage."""


def _links(stated: LifeStages, by_name: Mapping[str, Stage], region: RegionIris) -> Links:
    return {
        kind: tuple(
            (region.thing("stage", by_name[name].key), CODE[f"life-stage/{key}"])
            for name, key in table.items()
            if name in by_name
        )
        for kind, table in stated.tables()
    }


def _linkset(
    manifest: Manifest,
    region: RegionIris,
    region_name: str,
    name: str,
    links: Links,
    without: list[str],
) -> Iterator[Triple]:
    linkset = region.linkset(name)
    title = f"{region_name}《{manifest.title}》的阶段与国家人生阶段的对应"
    list_en = manifest.title_en or manifest.title
    title_en = f"Links from the stages of “{list_en}” to the national life stages"
    yield from _described(linkset, region, manifest, title, title_en)
    yield Triple(linkset, DCT.identifier, Literal(name))
    said = f"没有对应的阶段：{'、'.join(without)}。" if without else "每个阶段都有对应。"
    said_en = f"Stages without counterpart: {', '.join(without)}." if without else "All are linked."
    yield Triple(linkset, DCT.description, zh(said))
    yield Triple(linkset, DCT.description, en(said_en))
    yield Triple(linkset, VOID.triples, integer(sum(map(len, links.values()))))
    reviewer = manifest.life_stages.reviewed_by if manifest.life_stages else None
    if reviewer:
        yield Triple(linkset, LM.reviewedBy, Literal(reviewer))
    else:
        yield from (Triple(linkset, SKOS.editorialNote, note) for note in _UNREVIEWED)
    for kind, pairs in links.items():
        if pairs:
            chinese, english, predicate = _KINDS[kind]
            part = NamedNode(f"{linkset.value}/{kind}")
            yield Triple(linkset, VOID.subset, part)
            yield from _described(
                part, region, manifest, f"{title}：{chinese}", f"{title_en}: {english}"
            )
            yield Triple(part, DCT.identifier, Literal(f"{name}-{kind}"))
            yield Triple(part, VOID.linkPredicate, predicate)
            yield Triple(part, VOID.triples, integer(len(pairs)))
            sure = "high" if kind == "exact" else "medium"
            yield Triple(part, LM.confidence, CODE[f"confidence/{sure}"])


def _described(
    linkset: NamedNode, region: RegionIris, manifest: Manifest, title: str, title_en: str
) -> Iterator[Triple]:
    yield from typed(linkset, VOID.Linkset)
    yield from labels(linkset, _TITLE, title, title_en)
    yield Triple(linkset, VOID.subjectsTarget, region.checklist(manifest.list or ""))
    yield Triple(linkset, VOID.objectsTarget, _SCHEME)
