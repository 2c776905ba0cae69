"""A made-up third county whose lists have every convention that the real one has not.

| | personal list, edition 2024-05 | enterprise list, edition 2023 (and 2021 before it) |
|---|---|---|
| groups | scenarios only, no stage column | stages and scenarios |
| numbers | start again in each scenario | none |
| lead | may be several (1-2) | one |
| blank cooperating cell | nobody cooperates (1-1, 2-1) | the value above holds |
| types | one word of its own, 便民服务 | those of the code list |
| further columns | 实施主体, 承诺时限, 备注, and one that no one knows | none |
| file | a workbook with merged cells | a PDF of two pages |

It is written as RDF straight into a store: what a load of such documents is to give.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store, Triple

from loader.statements import Layer, boolean, en, integer, labels, typed, zh
from ontology.terms import CODE, CV, DCAT, DCT, LM, PROV, RDF, SKOS
from server.store.folder import DataFolder, Snapshot
from server.store.present import replace_layers, shared_graph
from server.store.publish import Draft

REGION = "370998"
PERSONAL, ENTERPRISE = "personal-life-cycle", "enterprise-life-cycle"
NAMES = (SKOS.prefLabel, DCT.title)
CONVENTIONS: dict[str, dict[str, str]] = {
    f"{PERSONAL}/2024-05": {
        "Numbers": "per-scenario",
        "Levels": "scenario",
        "JointLead": "true",
        "BlankCooperating": "none",
        "Types": "local",
    },
    f"{ENTERPRISE}/2023": {
        "Numbers": "none",
        "Levels": "stage-scenario",
        "JointLead": "false",
        "BlankCooperating": "carried",
        "Types": "closed",
    },
    f"{ENTERPRISE}/2021": {"Numbers": "none"},
}
TITLES = {
    PERSONAL: ("个人事项清单", "Matters of a person"),
    ENTERPRISE: ("企业全生命周期事项清单", "Matters of a company's life cycle"),
}
STAGES = {
    "open": ("开办", "Opening", ENTERPRISE, 1),
    "close": ("注销", "Closing", ENTERPRISE, 2),
}
# name, English name, list, stage, code as printed
SCENARIOS = {
    "birth": ("出生", "Birth", PERSONAL, None, "1"),
    "school": ("入学", "Starting school", PERSONAL, None, "2"),
    "start": ("企业开办", "Starting a business", ENTERPRISE, "open", "1.1"),
    "end": ("企业注销", "Closing a business", ENTERPRISE, "close", "2.1"),
}
DEPARTMENTS = {
    "health": ("县卫生健康局", "County Health Bureau"),
    "police": ("县公安局", "County Public Security Bureau"),
    "school": ("县教育局", "County Education Bureau"),
    "approval": ("县行政审批局", "County Approval Bureau"),
    "tax": ("县税务局", "County Tax Bureau"),
}
MATTERS = {
    "birth": ("出生医学证明办理", "Medical certificate of birth"),
    "household": ("户口登记", "Household registration"),
    "enrol": ("入学登记", "School registration"),
    "licence": ("企业设立登记", "Registration of a company"),
    "seal": ("公章刻制备案", "Filing of a seal"),
    "closing": ("企业注销登记", "Deregistration of a company"),
}
SUB_ITEMS = {
    "primary": ("小学入学", "Primary school", "enrol"),
    "middle": ("初中入学", "Middle school", "enrol"),
}
CONFIRMATION = CODE["matter-type/administrative-confirmation"]
SERVICE = CODE["matter-type/public-service"]
LICENCE = CODE["matter-type/administrative-licence"]


@dataclass(frozen=True)
class Line:
    """One printed line: departments by key, further columns as (heading, key, text)."""

    kind: NamedNode | None
    """None for the local type."""
    lead: tuple[str, ...]
    cooperating: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    further: tuple[tuple[str, str, str], ...] = ()
    sub_item: str = ""
    merged: bool = False
    """Whether its lead and its scenario stand in merged cells that begin above."""


@dataclass(frozen=True)
class Entry:
    """One entry: where it stands in the edition and what its lines say."""

    key: str
    number: int | None
    scenario: str
    matter: str
    lines: tuple[Line, ...]


LIMIT = ("承诺时限", "committed-time-limit", "5个工作日")
REMARKS = ("备注", "remarks", "凭出生医学证明\n办理")
UNKNOWN = ("网格员", "unknown-10", "由村（社区）指定")
PERSONAL_ENTRIES = (
    Entry("1-1", 1, "birth", "birth", (Line(CONFIRMATION, ("health",)),)),
    Entry(
        "1-2",
        2,
        "birth",
        "household",
        (
            Line(
                SERVICE,
                ("health", "police"),
                ("police",),
                (),
                (UNKNOWN, LIMIT, REMARKS),
                merged=True,
            ),
        ),
    ),
    Entry("2-1", 1, "school", "household", (Line(SERVICE, ("school",), (), ("police",)),)),
    Entry(
        "2-2",
        2,
        "school",
        "enrol",
        (
            Line(None, ("school",), ("police",), (), (LIMIT,), "primary", True),
            Line(None, ("school",), (), ("school",), (), "middle", True),
        ),
    ),
)
ENTERPRISE_ENTRIES = (
    Entry("1", None, "start", "licence", (Line(LICENCE, ("approval",), ("tax",)),)),
    Entry("2", None, "start", "seal", (Line(SERVICE, ("approval",), ("police",)),)),
    Entry("3", None, "end", "closing", (Line(LICENCE, ("approval",), ("tax",)),)),
)
FORMER_ENTRIES = (Entry("1", None, "start", "former", (Line(LICENCE, ("approval",), ("tax",)),)),)
EDITIONS = {
    f"{PERSONAL}/2024-05": PERSONAL_ENTRIES,
    f"{ENTERPRISE}/2023": ENTERPRISE_ENTRIES,
    f"{ENTERPRISE}/2021": FORMER_ENTRIES,
}


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
            yield Layer(NamedNode(f"{root.value}/source"), frozenset(writer.source()))

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
            iri = county.thing("matter", key)
            yield from self._named(iri, LM.Matter, chinese, english, f"{REGION}-matter-{key}")
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
        iri = self.county.thing("matter", "former")
        words = ("企业设立与公章备案", "Company registration and seal")
        yield from self._named(iri, LM.FormerMatter, *words, f"{REGION}-matter-former")
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
            name = MATTERS[entry.matter][0] if entry.matter in MATTERS else "企业设立与公章备案"
            yield Triple(iri, LM.statedName, zh(name))
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
            if entry.matter in MATTERS:
                yield Triple(matter, CV.isGroupedBy, scenario)
                yield Triple(scenario, CV.hasRelatedService, matter)
                yield Triple(matter, DCT.isPartOf, self.root)
                yield Triple(matter, DCT.description, zh("虚构的事项。（自动生成）"))
            for item, line in self._lines(entry):
                yield from typed(item, LM.LeafItem)
                kind = line.kind or county.local_type
                yield Triple(county.item(self.edition, entry.key), LM.matterType, kind)
                things = [matter] if entry.matter in MATTERS else []
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

    def source(self) -> Iterator[Triple]:
        document = NamedNode(f"{self.root.value}/source/document/0123456789abcdef")
        book = self.edition.startswith(PERSONAL)
        for cls in (LM.SourceDocument, PROV.Entity):
            yield Triple(document, RDF.type, cls)
        yield Triple(document, LM.fileName, Literal("清单.xlsx" if book else "清单.pdf"))
        yield Triple(document, LM.sha256, Literal("0" * 64))
        yield Triple(document, LM.mediaType, Literal("application/octet-stream"))
        yield Triple(self.root, LM.sourceDocument, document)
        index = 0
        for entry in self.entries:
            iri = self.county.item(self.edition, entry.key)
            for item, line in self._lines(entry):
                index += 1
                row = NamedNode(f"{self.root.value}/source/row/{index}")
                yield from self._row(row, document, index, entry, line, book)
                yield from self._values(item, row, index, line)
                for _, key, _ in line.further:
                    attribute = NamedNode(f"{item.value}/attribute/{key}")
                    yield Triple(attribute, LM.sourceRow, row)
                if item != iri:
                    yield Triple(iri, LM.sourceRow, row)
                    if line is entry.lines[0]:
                        yield from self._values(iri, row, index, line)

    def _values(self, item: NamedNode, row: NamedNode, index: int, line: Line) -> Iterator[Triple]:
        above = NamedNode(f"{self.root.value}/source/row/{index - 1 if line.merged else index}")
        fill = CODE["fill-method/merged" if line.merged else "fill-method/stated"]
        yield Triple(item, LM.sourceRow, row)
        for name in ("scenario", "lead"):
            yield Triple(item, LM[f"{name}ValueFrom"], above)
            yield Triple(item, LM[f"{name}Fill"], fill)
        if line.cooperating:
            yield Triple(item, LM.cooperatingValueFrom, row)
            yield Triple(item, LM.cooperatingFill, CODE["fill-method/stated"])
        if not self.edition.startswith(PERSONAL):
            yield Triple(item, LM.stageValueFrom, row)
            yield Triple(item, LM.stageFill, CODE["fill-method/stated"])

    def _row(
        self, row: NamedNode, document: NamedNode, index: int, entry: Entry, line: Line, book: bool
    ) -> Iterator[Triple]:
        yield from typed(row, LM.SourceRow)
        yield Triple(row, LM.rowIndex, integer(index))
        yield Triple(row, PROV.wasDerivedFrom, document)
        if book:
            yield Triple(row, LM.sheet, Literal("Sheet1"))
        else:
            yield Triple(row, LM.page, integer(2))
            yield Triple(row, LM.table, integer(1))
        scenario, _, _, _, code = SCENARIOS[entry.scenario]
        names = {key: name for key, (name, _) in DEPARTMENTS.items()}
        cells = {
            "场景": "" if line.merged else code + scenario,
            "序号": str(entry.number or ""),
            "事项名称": MATTERS[entry.matter][0]
            if entry.matter in MATTERS
            else "企业设立与公章备案",
            "牵头部门": "" if line.merged else "、".join(names[key] for key in line.lead),
            "协同部门": "、".join(names[key] for key in line.cooperating),
            **{heading: "" for heading, _, _ in (LIMIT, REMARKS, UNKNOWN) if book},
            **{heading: text for heading, _, text in line.further},
        }
        for raw, heading in (
            (LM.rawScenario, "场景"),
            (LM.rawNumber, "序号"),
            (LM.rawName, "事项名称"),
            (LM.rawLead, "牵头部门"),
            (LM.rawCooperating, "协同部门"),
        ):
            if cells[heading]:
                yield Triple(row, raw, Literal(cells[heading]))
        for column, (heading, text) in enumerate(cells.items(), start=1):
            cell = NamedNode(f"{row.value}#c{column}")
            yield from typed(cell, LM.SourceCell)
            yield Triple(row, DCT.hasPart, cell)
            yield Triple(cell, LM.columnIndex, integer(column))
            yield Triple(cell, LM.heading, Literal(heading))
            yield Triple(cell, LM.cellText, Literal(text))
            if book:
                yield Triple(cell, LM.cellAddress, Literal(f"{chr(64 + column)}{index + 3}"))
            if book and heading in ("场景", "牵头部门") and text and index % 2:
                yield Triple(cell, LM.rowSpan, integer(2))


@dataclass(frozen=True)
class AddThirdCounty:
    """The change that publishes the county beside what is there."""

    action = "load"
    reason = "test"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        county = County(draft.base)
        replace_layers(
            draft.store,
            draft.base,
            [
                *county.layers(),
                _more(draft.store, draft.base, "catalogue", county.catalogue()),
                _more(draft.store, draft.base, "statistics", county.statistics()),
            ],
        )


def _more(store: Store, base: str, name: str, added: Iterable[Triple]) -> Layer:
    graph = shared_graph(base, name)
    there = {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
    return Layer(graph, frozenset(there | set(added)))
