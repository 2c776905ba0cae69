"""What follows from an edition by rule: its derived layer (ontology/README.md, R1 to R8).

R1 superclass types; R2 a matter is grouped by the scenarios it stands in; R3 who handles is whom
the list states, else presumably the cooperating departments; R5 the departments a scenario
involves, and its leads; R6 a generated description; R7 the matter types of an entry and of a matter
are those of its leaves; R8 an entry's predecessor is the one of the same matter in the same
scenario. R4 is a profile of the output (participation.py) and writes nothing here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from loader.entries import Line
from loader.identifiers import EditionIris, RegionIris
from loader.mapping import Items, attributes
from loader.register import Department
from loader.statements import Layer, en, typed, zh
from ontology.terms import CV, DCT, LM, PROV


@dataclass(frozen=True)
class Context:
    """What the rules need besides the items."""

    region: RegionIris
    iris: EditionIris
    region_name: str
    region_en: str | None
    title: str
    title_en: str | None
    load: NamedNode
    departments: Mapping[str, Department]
    types: Mapping[str, NamedNode]
    previous: Mapping[tuple[str, str], NamedNode] = field(default_factory=dict)
    """(matter, scenario) IRIs -> entry of the edition before this one."""

    def department(self, name: str) -> NamedNode:
        return self.region.thing("department", self.departments[name].key)


def derived_layer(all_items: tuple[Items, ...], context: Context) -> Layer:
    """The graph `{edition}/derived`."""
    triples: set[Triple] = set()
    for item in all_items:
        triples.update(_item(item, context))
    return Layer(context.iris.derived, frozenset(triples))


def _item(item: Items, context: Context) -> Iterator[Triple]:
    region = context.region
    matter = region.thing("matter", item.entry.matter.key)
    scenario = region.thing("scenario", item.entry.scenario.key)
    yield from typed(item.iri, LM.Entry)
    yield Triple(matter, CV.isGroupedBy, scenario)
    yield Triple(scenario, CV.hasRelatedService, matter)
    yield Triple(matter, DCT.isPartOf, context.iris.edition)
    yield from _described(matter, item.entry.matter.name, item.entry.matter.en, context)
    if before := context.previous.get((matter.value, scenario.value)):
        yield Triple(item.iri, LM.previousEntry, before)
    for at, (leaf, line) in enumerate(item.lines):
        if leaf != item.iri:
            yield from typed(leaf, LM.SubEntry)
        for _, stated in attributes(leaf, line):
            yield from typed(stated, LM.StatedAttribute)
        kind = context.types[line.type_word]
        yield Triple(item.iri, LM.matterType, kind)
        yield Triple(matter, LM.matterType, kind)
        yield from _departments(line, matter, scenario, context)
        if sub_item := item.entry.sub_items[at]:
            iri = region.thing("sub-item", sub_item.key)
            yield Triple(iri, LM.matterType, kind)
            yield from _described(iri, sub_item.name, sub_item.en, context)
            for name in _handling(line):
                yield Triple(iri, CV.hasCompetentAuthority, context.department(name))


def _handling(line: Line) -> tuple[str, ...]:
    """Who handles: whom the list states, else presumably the cooperating departments (R3)."""
    return line.handling or line.cooperating.names()


def _departments(
    line: Line, matter: NamedNode, scenario: NamedNode, context: Context
) -> Iterator[Triple]:
    for name in line.lead.names():
        yield Triple(scenario, LM.scenarioLead, context.department(name))
    for name in (*line.lead.names(), *line.cooperating.names()):
        yield Triple(scenario, LM.involvesDepartment, context.department(name))
    for name in _handling(line):
        yield Triple(matter, CV.hasCompetentAuthority, context.department(name))


def _described(
    iri: NamedNode, name: str, english: str | None, context: Context
) -> Iterator[Triple]:
    chinese = f"{context.region_name}《{context.title}》所列事项：{name}。（自动生成）"
    yield Triple(iri, DCT.description, zh(chinese))
    if english and context.title_en and context.region_en:
        text = (
            f"Matter listed in “{context.title_en}” of {context.region_en}: {english}. (Generated)"
        )
        yield Triple(iri, DCT.description, en(text))
    yield Triple(iri, PROV.wasGeneratedBy, context.load)
