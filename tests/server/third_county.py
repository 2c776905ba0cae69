"""A made-up third county, as a load of its documents is to give it: RDF straight into a store.

What its lists print, and what is unlike the real county's in them, stands in `third_list`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store, Triple

from loader.statements import Layer, boolean, en, integer, labels, typed, zh
from ontology import code_triples, ontology_triples
from ontology.terms import CODE, CV, DCAT, DCT, LM, RDF, SKOS
from server.store.folder import DataFolder, Snapshot
from server.store.present import replace_layers, shared_graph
from server.store.publish import Draft
from tests.server.third_list import (
    CONVENTIONS,
    DEPARTMENTS,
    EDITIONS,
    ENTERPRISE,
    FORMER,
    MATTERS,
    PERSONAL,
    REGION,
    SCENARIOS,
    STAGES,
    SUB_ITEMS,
    TITLES,
    Entry,
    Line,
)
from tests.server.third_source import Source

NAMES = (SKOS.prefLabel, DCT.title)


@dataclass(frozen=True)
class County:
    """The county's IRIs under a base, and its layers."""

    base: str

    def thing(self, kind: str, key: str) -> NamedNode:
        return NamedNode(f"{self.base}id/{REGION}/{kind}/{key}")

    def checklist(self, key: str, more: str = "") -> NamedNode:
        return NamedNode(f"{self.base}id/{REGION}/checklist/{key}{more}")

    @property
    def place(self) -> NamedNode:
        return NamedNode(f"{self.base}id/region/{REGION}")

    @property
    def local_type(self) -> NamedNode:
        return self.thing("matter-type", "convene1")

    @property
    def concept(self) -> NamedNode:
        return NamedNode(f"{self.base}id/matter-concept/househ01")

    def item(self, edition: str, entry: str) -> NamedNode:
        return self.checklist(edition, f"/entry/{entry}")

    def layers(self) -> Iterator[Layer]:
        """Everything of the county but its share of the catalogue and of the statistics."""
        yield Layer(
            NamedNode(f"{self.base}graph/{REGION}/register/1"), frozenset(_Register(self).triples())
        )
        for edition, entries in EDITIONS.items():
            writer = _Edition(self, edition, entries)
            root = self.checklist(edition)
            yield Layer(root, frozenset(writer.own()))
            yield Layer(NamedNode(f"{root.value}/derived"), frozenset(writer.derived()))
            yield Layer(
                NamedNode(f"{root.value}/source"), frozenset(Source(root, entries).triples())
            )

    def catalogue(self) -> Iterator[Triple]:
        for key, (chinese, english) in TITLES.items():
            yield from typed(self.checklist(key), LM.Checklist)
            yield from self._dataset(self.checklist(key), chinese, english)
        for edition, conventions in CONVENTIONS.items():
            key, _, version = edition.partition("/")
            iri, (chinese, english) = self.checklist(edition), TITLES[key]
            yield from typed(iri, LM.Edition)
            yield from self._dataset(iri, f"{chinese}（{version} 版）", f"{english} ({version})")
            yield Triple(iri, DCAT.isVersionOf, self.checklist(key))
            yield Triple(self.checklist(key), DCAT.hasVersion, iri)
            yield Triple(iri, DCAT.version, Literal(version))
            if version != "2021":
                yield Triple(self.checklist(key), DCAT.hasCurrentVersion, iri)
            for name, value in conventions.items():
                literal = boolean(value == "true") if name == "JointLead" else Literal(value)
                yield Triple(iri, LM[f"convention{name}"], literal)

    def _dataset(self, iri: NamedNode, chinese: str, english: str) -> Iterator[Triple]:
        yield from labels(iri, NAMES, chinese, english)
        yield Triple(iri, DCT.identifier, Literal(iri.value.rpartition("checklist/")[2]))
        yield Triple(iri, DCT.description, zh("虚构的清单，供测试。"))
        yield Triple(iri, DCT.description, en("A made-up list, for tests."))
        yield Triple(iri, DCT.publisher, CODE["agent/publisher-not-stated"])
        yield Triple(iri, DCT.spatial, self.place)

    def statistics(self) -> Iterator[Triple]:
        for edition, entries in EDITIONS.items():
            lines = [line for entry in entries for line in entry.lines]
            named = {d for line in lines for d in (*line.lead, *line.cooperating, *line.handling)}
            counts = {
                LM.entryCount: len(entries),
                LM.leafCount: len(lines),
                LM.matterCount: len({entry.matter for entry in entries}),
                LM.stageCount: len({SCENARIOS[e.scenario][3] for e in entries} - {None}),
                LM.scenarioCount: len({entry.scenario for entry in entries}),
                LM.departmentCount: len(named),
            }
            for predicate, n in counts.items():
                yield Triple(self.checklist(edition), predicate, integer(n))


class _Register:
    def __init__(self, county: County) -> None:
        self.county = county

    def triples(self) -> Iterator[Triple]:
        county = self.county
        yield from self._named(county.place, LM.Jurisdiction, "示例县", "Shili County", REGION)
        yield Triple(county.place, LM.regionCode, Literal(REGION))
        for key, (chinese, english) in DEPARTMENTS.items():
            iri = county.thing("department", key)
            yield from self._named(iri, LM.Department, chinese, english, f"{REGION}-{key}")
            yield Triple(iri, DCT.spatial, county.place)
            yield Triple(iri, LM.adminLevel, CODE["admin-level/county"])
        for key, (chinese, english) in MATTERS.items():
            iri, cls = county.thing("matter", key), LM.FormerMatter if key == FORMER else LM.Matter
            yield from self._named(iri, cls, chinese, english, f"{REGION}-matter-{key}")
        for key, (chinese, english, matter) in SUB_ITEMS.items():
            iri = county.thing("sub-item", key)
            yield from self._named(iri, LM.SubItem, chinese, english, f"{REGION}-sub-{key}")
            yield Triple(iri, LM.subItemOf, county.thing("matter", matter))
            yield Triple(county.thing("matter", matter), LM.hasSubItem, iri)
            yield Triple(iri, LM.subItemKind, CODE["sub-item-kind/undetermined"])
        yield from self._life_events()
        yield from self._local_type()
        yield from self._concept()
        yield from self._former()

    def _named(
        self, iri: NamedNode, cls: NamedNode, chinese: str, english: str | None, identifier: str
    ) -> Iterator[Triple]:
        yield from typed(iri, cls)
        yield from labels(iri, NAMES, chinese, english)
        yield Triple(iri, DCT.identifier, Literal(identifier))

    def _scheme(self, iri: NamedNode, chinese: str, english: str) -> Iterator[Triple]:
        yield Triple(iri, RDF.type, SKOS.ConceptScheme)
        yield from labels(iri, NAMES, chinese, english)

    def _top(self, concept: NamedNode, scheme: NamedNode) -> Iterator[Triple]:
        yield Triple(concept, SKOS.inScheme, scheme)
        yield Triple(concept, SKOS.topConceptOf, scheme)
        yield Triple(scheme, SKOS.hasTopConcept, concept)

    def _life_events(self) -> Iterator[Triple]:
        county = self.county
        kinds = {PERSONAL: CV.LifeEvent, ENTERPRISE: CV.BusinessEvent}
        for key, (chinese, english) in TITLES.items():
            words = (f"《{chinese}》的阶段与场景", f"Stages and scenarios: {english}")
            yield from self._scheme(county.checklist(key, "/stages"), *words)
        for key, (chinese, english, of, _) in STAGES.items():
            iri = county.thing("stage", key)
            yield from self._named(iri, LM.Stage, chinese, english, f"{REGION}-stage-{key}")
            yield Triple(iri, RDF.type, kinds[of])
            yield from self._top(iri, county.checklist(of, "/stages"))
        for key, (chinese, english, of, stage, _) in SCENARIOS.items():
            iri = county.thing("scenario", key)
            yield from self._named(iri, LM.Scenario, chinese, english, f"{REGION}-scenario-{key}")
            yield Triple(iri, RDF.type, kinds[of])
            if stage is None:
                yield from self._top(iri, county.checklist(of, "/stages"))
            else:
                yield Triple(iri, SKOS.inScheme, county.checklist(of, "/stages"))
                yield Triple(iri, SKOS.broader, county.thing("stage", stage))
                yield Triple(county.thing("stage", stage), SKOS.narrower, iri)

    def _local_type(self) -> Iterator[Triple]:
        iri, scheme = self.county.local_type, self.county.checklist(PERSONAL, "/matter-types")
        yield from self._scheme(scheme, "《个人事项清单》自己的事项类型", "Types of the list")
        identifier = f"{REGION}-matter-type-convene1"
        yield from self._named(iri, LM.MatterType, "便民服务", None, identifier)
        yield from self._top(iri, scheme)

    def _concept(self) -> Iterator[Triple]:
        iri, scheme = self.county.concept, NamedNode(f"{self.county.base}id/matter-concepts")
        yield from self._scheme(scheme, "通用事项概念", "Shared matter concepts")
        words = ("户口登记（通用）", "Household registration (shared)")
        yield from self._named(iri, LM.MatterConcept, *words, "matter-concept-househ01")
        yield Triple(iri, SKOS.inScheme, scheme)
        yield Triple(self.county.thing("matter", "household"), LM.matterConcept, iri)

    def _former(self) -> Iterator[Triple]:
        iri = self.county.thing("matter", FORMER)
        yield Triple(iri, LM.status, CODE["matter-status/split"])
        yield Triple(iri, LM.lastEdition, self.county.checklist(f"{ENTERPRISE}/2021"))
        for key in ("licence", "seal"):
            yield Triple(iri, DCT.isReplacedBy, self.county.thing("matter", key))
        yield Triple(iri, SKOS.historyNote, zh("2023年版起分为两项。"))


class _Edition:
    def __init__(self, county: County, edition: str, entries: Iterable[Entry]) -> None:
        self.county = county
        self.edition = edition
        self.entries = tuple(entries)
        self.root = county.checklist(edition)

    def _lines(self, entry: Entry) -> list[tuple[NamedNode, Line]]:
        iri = self.county.item(self.edition, entry.key)
        if len(entry.lines) == 1:
            return [(iri, entry.lines[0])]
        return [
            (NamedNode(f"{iri.value}/{at}"), line) for at, line in enumerate(entry.lines, start=1)
        ]

    def own(self) -> Iterator[Triple]:
        leaf = 0
        for order, entry in enumerate(self.entries, start=1):
            iri, lines = self.county.item(self.edition, entry.key), self._lines(entry)
            yield Triple(iri, RDF.type, LM.Entry)
            yield Triple(self.root, LM.hasEntry, iri)
            yield Triple(iri, LM.order, integer(order))
            if entry.number:
                yield Triple(iri, LM.number, integer(entry.number))
            yield Triple(iri, LM.statedName, zh(MATTERS[entry.matter][0]))
            for at, (item, line) in enumerate(lines, start=1):
                leaf += 1
                yield Triple(item, RDF.type, LM.LeafItem)
                yield Triple(item, LM.leafOrder, integer(leaf))
                yield Triple(item, LM.matterType, line.kind or self.county.local_type)
                yield from self._common(entry, item, line)
                for heading, key, text in line.further:
                    yield from self._attribute(item, heading, key, text)
                if item != iri:
                    yield Triple(item, RDF.type, LM.SubEntry)
                    yield Triple(item, LM.subEntryOf, iri)
                    yield Triple(iri, LM.hasSubEntry, item)
                    yield Triple(item, LM.order, integer(at))
                    yield Triple(item, LM.statedName, zh(SUB_ITEMS[line.sub_item][0]))
                    yield Triple(item, LM.subItem, self.county.thing("sub-item", line.sub_item))
                    yield from self._common(entry, iri, line)

    def _common(self, entry: Entry, iri: NamedNode, line: Line) -> Iterator[Triple]:
        county = self.county
        _, _, _, stage, code = SCENARIOS[entry.scenario]
        yield Triple(iri, LM.inEdition, self.root)
        yield Triple(iri, LM.scenario, county.thing("scenario", entry.scenario))
        yield Triple(iri, LM.scenarioCode, Literal(code))
        if stage is not None:
            yield Triple(iri, LM.stage, county.thing("stage", stage))
            yield Triple(iri, LM.stageNumber, integer(STAGES[stage][3]))
        yield Triple(iri, LM.matter, county.thing("matter", entry.matter))
        for predicate, keys in (
            (LM.leadDepartment, line.lead),
            (LM.cooperatingDepartment, line.cooperating),
            (LM.handlingDepartment, line.handling),
        ):
            for key in keys:
                yield Triple(iri, predicate, county.thing("department", key))

    def _attribute(self, item: NamedNode, heading: str, key: str, text: str) -> Iterator[Triple]:
        iri = NamedNode(f"{item.value}/attribute/{key}")
        yield from typed(iri, LM.StatedAttribute)
        yield Triple(item, LM.statedAttribute, iri)
        yield Triple(iri, LM.heading, Literal(heading))
        yield Triple(iri, LM.attributeText, Literal(text))
        if not key.startswith("unknown"):
            yield Triple(iri, LM.attributeKey, Literal(key))

    def derived(self) -> Iterator[Triple]:
        county = self.county
        handled: dict[NamedNode, set[str]] = {}
        joined: dict[NamedNode, set[str]] = {}
        for entry in self.entries:
            matter = county.thing("matter", entry.matter)
            scenario = county.thing("scenario", entry.scenario)
            yield from typed(county.item(self.edition, entry.key), LM.Entry)
            if entry.matter != FORMER:
                yield Triple(matter, CV.isGroupedBy, scenario)
                yield Triple(scenario, CV.hasRelatedService, matter)
                yield Triple(matter, DCT.isPartOf, self.root)
                yield Triple(matter, DCT.description, zh("虚构的事项。（自动生成）"))
            for item, line in self._lines(entry):
                yield from typed(item, LM.LeafItem)
                kind = line.kind or county.local_type
                yield Triple(county.item(self.edition, entry.key), LM.matterType, kind)
                things = [matter] if entry.matter != FORMER else []
                if line.sub_item:
                    yield from typed(item, LM.SubEntry)
                    things.append(county.thing("sub-item", line.sub_item))
                    yield Triple(things[-1], DCT.description, zh("虚构的细分事项。（自动生成）"))
                for thing in things:
                    yield Triple(thing, LM.matterType, kind)
                    handled.setdefault(thing, set()).update(line.handling)
                    joined.setdefault(thing, set()).update(line.cooperating)
                for key in line.lead:
                    yield Triple(scenario, LM.scenarioLead, county.thing("department", key))
                for key in (*line.lead, *line.cooperating):
                    yield Triple(scenario, LM.involvesDepartment, county.thing("department", key))
        for thing in joined:
            for key in handled[thing] or joined[thing]:
                yield Triple(thing, CV.hasCompetentAuthority, county.thing("department", key))


@dataclass(frozen=True)
class AddThirdCounty:
    """The change that publishes the county beside what is there."""

    action = "load"
    reason = "test"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        county = County(draft.base)
        draft.write(
            [
                *county.layers(),
                _more(draft.store, draft.base, "catalogue", county.catalogue()),
                _more(draft.store, draft.base, "statistics", county.statistics()),
            ],
        )


def store_of_the_county(base: str) -> Store:
    """A store with the county alone, the ontology and the codes."""
    store, county = Store(), County(base)
    shared = {
        "ontology": ontology_triples(),
        "codes": code_triples(),
        "catalogue": county.catalogue(),
        "statistics": county.statistics(),
    }
    layers = [Layer(shared_graph(base, name), frozenset(its)) for name, its in shared.items()]
    replace_layers(store, base, [*layers, *county.layers()])
    return store


def _more(store: Store, base: str, name: str, added: Iterable[Triple]) -> Layer:
    graph = shared_graph(base, name)
    there = {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
    return Layer(graph, frozenset(there | set(added)))
