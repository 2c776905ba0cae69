"""The items of a published edition, current or not, for comparing it with another.

The edition's own graph is read once, from end to end; labels come from the register's current
revision and the code lists, which name former matters too. How stages and scenarios are printed
stands in the source layer; where that is not there, their label is taken.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from loader.comparison.items import ComparedItem, ComparedLine, Section, Stated, Thing, Things
from loader.identifiers import EditionIris, squeeze
from ontology.terms import DCAT, EN, LM, PROV, SKOS, ZH


def compared_items(store: Store, edition: str) -> tuple[ComparedItem, ...]:
    """The entries of the edition with this IRI, in the order of the list; none where it is not
    published."""
    return _Reading(store, EditionIris(edition)).items()


def previous_edition(store: Store, edition: str) -> str | None:
    """The edition that this one follows, or None."""
    found = store.quads_for_pattern(NamedNode(edition), DCAT.previousVersion, None, DefaultGraph())
    return next((q.object.value for q in found if isinstance(q.object, NamedNode)), None)


def loaded_at(store: Store, edition: str) -> str | None:
    """When the edition was first loaded, as xsd:dateTime."""
    source = EditionIris(edition).source
    found = store.quads_for_pattern(None, PROV.startedAtTime, None, source)
    return min((q.object.value for q in found if isinstance(q.object, Literal)), default=None)


def shared_concepts(store: Store, items: Iterable[ComparedItem]) -> Mapping[str, Thing]:
    """Matter -> the shared concept that the present says it is one of, where it says one."""
    concepts = {}
    for matter in {item.matter.iri for item in items}:
        node = NamedNode(matter)
        for quad in store.quads_for_pattern(node, LM.matterConcept, None, DefaultGraph()):
            if isinstance(quad.object, NamedNode):
                concepts[matter] = thing(store, quad.object.value)
    return concepts


def thing(store: Store, iri: str) -> Thing:
    """What `iri` stands for, with its labels; the end of the IRI where nothing is called so."""
    labels: dict[str, str] = {}
    for graph in (DefaultGraph(), None):
        for quad in store.quads_for_pattern(NamedNode(iri), SKOS.prefLabel, None, graph):
            if isinstance(quad.object, Literal) and quad.object.language:
                labels.setdefault(quad.object.language, quad.object.value)
        if labels:
            break
    end = iri.rstrip("/").rpartition("/")[2]
    return Thing(iri, labels.get(ZH) or labels.get(EN) or end, labels.get(EN))


class _Reading:
    """One edition, being read: what its own graph says of every subject, all values as text."""

    def __init__(self, store: Store, iris: EditionIris) -> None:
        self.store = store
        self.iris = iris
        self.things: dict[str, Thing] = {}
        self.said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for quad in store.quads_for_pattern(None, None, None, iris.edition):
            self.said[_text(quad.subject)][quad.predicate.value].append(_text(quad.object))
        self.stage_names = self._printed(LM.stageValueFrom, LM.rawStage)
        self.scenario_names = self._printed(LM.scenarioValueFrom, LM.rawScenario)

    def items(self) -> tuple[ComparedItem, ...]:
        entries = self.said[self.iris.root][LM.hasEntry.value]
        found = [self._item(entry) for entry in entries]
        return tuple(sorted(found, key=lambda item: item.order))

    def _item(self, iri: str) -> ComparedItem:
        sub_entries = sorted(self._all(iri, LM.hasSubEntry), key=lambda sub: self._order(sub))
        return ComparedItem(
            iri=iri,
            number=int(number) if (number := self._one(iri, LM.number)) else None,
            order=self._order(iri),
            name=self._one(iri, LM.statedName) or "",
            matter=self._thing(self._one(iri, LM.matter) or ""),
            stage=self._section(iri, LM.stage, LM.stageNumber, self.stage_names),
            scenario=self._section(iri, LM.scenario, LM.scenarioCode, self.scenario_names),
            lines=tuple(self._line(sub) for sub in sub_entries) or (self._line(iri, own=True),),
            attributes=self._attributes(iri),
        )

    def _line(self, iri: str, *, own: bool = False) -> ComparedLine:
        """A line under an entry, or the entry's own line."""
        sub_item = self._one(iri, LM.subItem)
        return ComparedLine(
            iri=iri,
            order=1 if own else self._order(iri),
            name=None if own else self._one(iri, LM.statedName) or "",
            sub_item=self._thing(sub_item) if sub_item else None,
            types=self._things(iri, LM.matterType),
            leads=self._things(iri, LM.leadDepartment),
            cooperating=self._things(iri, LM.cooperatingDepartment),
            handling=self._things(iri, LM.handlingDepartment),
            attributes=() if own else self._attributes(iri),
        )

    def _section(
        self, iri: str, link: NamedNode, code: NamedNode, printed: Mapping[str, str]
    ) -> Section | None:
        target = self._one(iri, link)
        if target is None:
            return None
        one, number = self._thing(target), self._one(iri, code)
        return Section(one, number, _without_code(printed.get(iri, ""), number) or one.zh)

    def _attributes(self, iri: str) -> tuple[Stated, ...]:
        found = []
        for node in self._all(iri, LM.statedAttribute):
            key = self._one(node, LM.attributeKey)
            heading = self._one(node, LM.heading) or key or ""
            texts = self._all(node, LM.attributeText)
            found += [Stated(heading, text, key) for text in texts]
        return tuple(sorted(found, key=lambda one: (one.heading, one.text)))

    def _printed(self, value_from: NamedNode, raw: NamedNode) -> Mapping[str, str]:
        """Item -> the text of the cell that its stage or scenario stands in."""

        def pairs(predicate: NamedNode) -> dict[str, str]:
            quads = self.store.quads_for_pattern(None, predicate, None, self.iris.source)
            return {_text(quad.subject): _text(quad.object) for quad in quads}

        texts = pairs(raw)
        return {item: texts[row] for item, row in pairs(value_from).items() if row in texts}

    def _all(self, iri: str, predicate: NamedNode) -> list[str]:
        return self.said[iri].get(predicate.value, [])

    def _one(self, iri: str, predicate: NamedNode) -> str | None:
        return min(self._all(iri, predicate), default=None)

    def _order(self, iri: str) -> int:
        return int(self._one(iri, LM.order) or 0)

    def _thing(self, iri: str) -> Thing:
        if iri not in self.things:
            self.things[iri] = thing(self.store, iri)
        return self.things[iri]

    def _things(self, iri: str, predicate: NamedNode) -> Things:
        return frozenset(self._thing(one) for one in self._all(iri, predicate))


def _text(term: Any) -> str:
    """The text of a node or literal; of a blank node its label in the store."""
    return str(term.value) if isinstance(term, NamedNode | Literal | BlankNode) else str(term)


def _without_code(printed: str, code: str | None) -> str:
    """`4.3社会保障` -> `社会保障`."""
    text = squeeze(printed)
    if code and text.startswith(code):
        return re.sub(r"^[.．、:：]+", "", text.removeprefix(code))
    return text
