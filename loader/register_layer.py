"""The register as RDF: matters, sub-items, departments, stages and scenarios with their labels.

It says only what holds in every edition; what one edition says of them stands in that edition.
"""

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from loader.identifiers import RegionIris
from loader.manifest import Region
from loader.register import (
    Concept,
    Department,
    LocalType,
    Matter,
    Register,
    Scenario,
    Stage,
    SubItem,
)
from loader.statements import Layer, boolean, en, labels, typed, unofficial, zh
from ontology.terms import CODE, CV, DCT, FOAF, LM, ORG, OWL, RDF, SKOS

_TITLE = (SKOS.prefLabel, DCT.title)
_EVENT = {"personal": CV.LifeEvent, "enterprise": CV.BusinessEvent}
_INFERRED = (
    zh("按名称推定，待审核。"),
    en("Taken from the name alone; to be reviewed."),
)


def register_layer(register: Register, base: str) -> Layer:
    """The layer `{base}graph/{region}/register/{revision}`."""
    writer = _Writer(register, RegionIris(base, register.region.code))
    return Layer(writer.iris.register(register.revision), frozenset(writer.triples()))


def _other_names(iri: NamedNode, one: Stage | Scenario | Matter | SubItem) -> Iterator[Triple]:
    """What it is called besides, and what it is only found by."""
    yield from (Triple(iri, SKOS.altLabel, zh(alias)) for alias in one.aliases)
    known = {one.name, *one.aliases}
    yield from (Triple(iri, SKOS.hiddenLabel, zh(w)) for w in one.hidden if w not in known)


class _Writer:
    def __init__(self, register: Register, iris: RegionIris) -> None:
        self.register = register
        self.iris = iris
        self.jurisdiction = iris.jurisdiction(register.region.code)
        self.kinds: Mapping[str, str] = {c.key: c.kind for c in register.checklists}
        self.stage_lists = {stage.key: stage.list for stage in register.stages}

    def triples(self) -> Iterator[Triple]:
        yield from self._jurisdictions(self.register.region)
        for checklist in self.register.checklists:
            yield from self._scheme(checklist.key, checklist.title, checklist.title_en)
        for department in self.register.departments:
            if department.status:
                yield from self._withdrawn("department", department)
            else:
                yield from self._department(department)
        for stage in self.register.stages:
            yield from self._withdrawn("stage", stage) if stage.status else self._stage(stage)
        for scenario in self.register.scenarios:
            if scenario.status:
                yield from self._withdrawn("scenario", scenario)
            else:
                yield from self._scenario(scenario)
        for matter in self.register.matters:
            yield from self._matter(matter)
        for sub_item in self.register.sub_items:
            yield from self._sub_item(sub_item)
        for local_type in self.register.local_types:
            yield from self._local_type(local_type)
        for concept in self.register.concepts:
            yield from self._concept(concept)

    def _jurisdictions(self, region: Region) -> Iterator[Triple]:
        chain = (region, *region.parents)
        for at, each in enumerate(chain):
            iri = self.iris.jurisdiction(each.code)
            yield from typed(iri, LM.Jurisdiction)
            yield from labels(iri, _TITLE, each.name, each.en)
            yield from unofficial(iri, each.en)
            yield Triple(iri, DCT.identifier, Literal(each.code))
            yield Triple(iri, LM.regionCode, Literal(each.code))
            if at + 1 < len(chain):
                parent = self.iris.jurisdiction(chain[at + 1].code)
                yield Triple(iri, LM.parentJurisdiction, parent)

    def _scheme(self, key: str, title: str, title_en: str | None) -> Iterator[Triple]:
        scheme = self.iris.stages(key)
        english = f"Stages and scenarios of “{title_en}”" if title_en else None
        yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
        yield from labels(scheme, _TITLE, f"《{title}》的阶段与场景", english)
        yield from unofficial(scheme, english)

    def _named(
        self, iri: NamedNode, kind: str, key: str, name: str, english: str | None
    ) -> Iterator[Triple]:
        yield from labels(iri, _TITLE, name, english)
        identifier = f"{self.register.region.code}-{kind}-{key}"
        yield Triple(iri, DCT.identifier, Literal(identifier))
        yield from unofficial(iri, english)

    def _withdrawn(self, kind: str, one: Department | Stage | Scenario) -> Iterator[Triple]:
        """What is left of a thing that was minted in error: its names, and what to use instead."""
        iri = self.iris.thing(kind, one.key)
        yield from self._named(iri, kind, one.key, one.name, one.en)
        yield Triple(iri, OWL.deprecated, boolean(True))
        yield Triple(iri, LM.status, CODE[f"matter-status/{one.status}"])
        if one.note:
            yield Triple(iri, SKOS.historyNote, zh(one.note))
        if one.replaced_by:
            yield Triple(iri, DCT.isReplacedBy, self.iris.thing(kind, one.replaced_by))

    def _department(self, one: Department) -> Iterator[Triple]:
        iri = self.iris.thing("department", one.key)
        yield from typed(iri, LM.Department)
        yield from self._named(iri, "department", one.key, one.name, one.en)
        yield from labels(iri, (FOAF.name,), one.name, one.en)
        # CPOV allows one alternative label in each language, DCAT-AP asks of an agent its foaf:name
        for at, alias in enumerate(one.aliases):
            yield Triple(iri, DCT.alternative if at else SKOS.altLabel, zh(alias))
        yield from (Triple(iri, SKOS.hiddenLabel, zh(raw)) for raw in one.hidden)
        spatial = self.iris.jurisdiction(one.spatial or self.register.region.code)
        yield Triple(iri, DCT.spatial, spatial)
        yield Triple(iri, LM.adminLevel, CODE[f"admin-level/{one.level}"])
        if one.function:
            yield Triple(iri, LM.departmentFunction, CODE[f"department-function/{one.function}"])
        if one.unit_of:
            yield from typed(iri, ORG.OrganizationalUnit)
            yield Triple(iri, ORG.unitOf, self.iris.thing("department", one.unit_of))
        if one.inferred:
            yield from (Triple(iri, SKOS.editorialNote, note) for note in _INFERRED)
        if one.replaced_by:
            successor = self.iris.thing("department", one.replaced_by)
            yield Triple(iri, DCT.isReplacedBy, successor)

    def _event(self, iri: NamedNode, list_key: str, cls: NamedNode) -> Iterator[Triple]:
        yield from typed(iri, cls, _EVENT[self.kinds[list_key]])
        yield Triple(iri, SKOS.inScheme, self.iris.stages(list_key))

    def _stage(self, one: Stage) -> Iterator[Triple]:
        iri = self.iris.thing("stage", one.key)
        scheme = self.iris.stages(one.list)
        yield from self._event(iri, one.list, LM.Stage)
        yield from self._named(iri, "stage", one.key, one.name, one.en)
        yield from _other_names(iri, one)
        yield Triple(iri, SKOS.topConceptOf, scheme)
        yield Triple(scheme, SKOS.hasTopConcept, iri)

    def _scenario(self, one: Scenario) -> Iterator[Triple]:
        iri = self.iris.thing("scenario", one.key)
        list_key = self.stage_lists[one.stage] if one.stage else one.list or ""
        yield from self._event(iri, list_key, LM.Scenario)
        yield from self._named(iri, "scenario", one.key, one.name, one.en)
        yield from _other_names(iri, one)
        if one.stage:
            stage = self.iris.thing("stage", one.stage)
            yield Triple(iri, SKOS.broader, stage)
            yield Triple(stage, SKOS.narrower, iri)
        else:
            scheme = self.iris.stages(list_key)
            yield Triple(iri, SKOS.topConceptOf, scheme)
            yield Triple(scheme, SKOS.hasTopConcept, iri)

    def _matter(self, one: Matter) -> Iterator[Triple]:
        iri = self.iris.thing("matter", one.key)
        yield from self._named(iri, "matter", one.key, one.name, one.en)
        yield from _other_names(iri, one)
        yield Triple(iri, DCT.spatial, self.jurisdiction)
        if one.concept:
            yield Triple(iri, LM.matterConcept, self.iris.concept(one.concept))
        yield from self._standing(iri, one, LM.Matter)

    def _standing(self, iri: NamedNode, one: Matter | SubItem, cls: NamedNode) -> Iterator[Triple]:
        """Its class while a current edition names it; else what is left of it, where it last stood
        and what became of it."""
        if self.register.is_current(one):
            yield from typed(iri, cls)
            return
        yield from typed(iri, LM.FormerMatter)
        yield Triple(iri, LM.status, CODE[f"matter-status/{one.status or 'not-in-current-list'}"])
        kind = "matter" if isinstance(one, Matter) else "sub-item"
        for successor in one.replaced_by:
            yield Triple(iri, DCT.isReplacedBy, self.iris.thing(kind, successor))
        if one.note:
            yield Triple(iri, SKOS.historyNote, zh(one.note))
        for list_key, edition_key in one.seen.items():
            yield Triple(iri, LM.lastEdition, self.iris.edition(list_key, edition_key).edition)

    def _sub_item(self, one: SubItem) -> Iterator[Triple]:
        iri = self.iris.thing("sub-item", one.key)
        matter = self.iris.thing("matter", one.matter)
        yield from self._standing(iri, one, LM.SubItem)
        yield from self._named(iri, "sub-item", one.key, one.name, one.en)
        yield from _other_names(iri, one)
        yield Triple(iri, DCT.spatial, self.jurisdiction)
        yield Triple(iri, LM.subItemKind, CODE["sub-item-kind/undetermined"])
        for predicate, subject, target in (
            (LM.subItemOf, iri, matter),
            (CV.relatedService, iri, matter),
            (LM.hasSubItem, matter, iri),
        ):
            yield Triple(subject, predicate, target)

    def _local_type(self, one: LocalType) -> Iterator[Triple]:
        """A type of the list's own, in a scheme of the list's own."""
        iri, scheme = self.iris.thing("matter-type", one.key), self.iris.matter_types(one.list)
        title = next((c.title for c in self.register.checklists if c.key == one.list), one.list)
        yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
        yield from labels(
            scheme, _TITLE, f"《{title}》自用的事项类型", "Matter types of the list's own"
        )
        yield from typed(iri, LM.MatterType)
        yield from self._named(iri, "matter-type", one.key, one.name, one.en)
        yield Triple(iri, SKOS.inScheme, scheme)
        yield Triple(iri, SKOS.topConceptOf, scheme)
        yield Triple(scheme, SKOS.hasTopConcept, iri)

    def _concept(self, one: Concept) -> Iterator[Triple]:
        """A shared concept; every region that uses it says the same of it."""
        iri, scheme = self.iris.concept(one.key), self.iris.concepts()
        yield Triple(scheme, RDF.type, SKOS.ConceptScheme)
        yield from labels(scheme, _TITLE, "通用事项概念", "Shared matter concepts")
        yield from typed(iri, LM.MatterConcept)
        yield from labels(iri, _TITLE, one.name, one.en)
        yield from unofficial(iri, one.en)
        yield Triple(iri, DCT.identifier, Literal(f"matter-concept-{one.key}"))
        yield Triple(iri, SKOS.inScheme, scheme)
        yield Triple(iri, SKOS.topConceptOf, scheme)
        yield Triple(scheme, SKOS.hasTopConcept, iri)
