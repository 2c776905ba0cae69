"""Identified entries to the edition's own layer: what is printed, and nothing else."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from loader.entries import Entry, Line
from loader.identifiers import EditionIris, RegionIris, fold_lines, mint_key
from loader.register import Department
from loader.registrar import Identified
from loader.rows import Attribute
from loader.statements import Layer, integer, zh
from ontology.terms import LM, RDF


@dataclass(frozen=True)
class Items:
    """The checklist items of an edition: every leaf with its IRI, in the order of the document."""

    entry: Identified
    iri: NamedNode
    lines: tuple[tuple[NamedNode, Line], ...]
    """(IRI of the item that is the leaf, its line): the entry itself where it has no sub-lines."""

    @property
    def numbered(self) -> Entry:
        return self.entry.entry


def entry_keys(entries: Sequence[Entry], numbers: str | None) -> tuple[str, ...]:
    """What each entry is called in its IRI: its number; with stage or scenario where numbers begin
    again in each; its place in the list where there are no numbers, or where one stands twice."""
    counts = Counter(entry.number for entry in entries)
    keys = []
    for order, entry in enumerate(entries, start=1):
        if entry.number is None:
            keys.append(str(order))
        elif numbers == "per-stage" and entry.stage:
            keys.append(f"{entry.stage[0]}-{entry.number}")
        elif numbers == "per-scenario":
            keys.append(f"{entry.scenario[0]}-{entry.number}")
        elif counts[entry.number] > 1:
            keys.append(f"{entry.number}-{order}")
        else:
            keys.append(str(entry.number))
    return tuple(keys)


def items(
    identified: tuple[Identified, ...], iris: EditionIris, numbers: str | None
) -> tuple[Items, ...]:
    """IRIs for the entries and sub-entries of an edition; `numbers` is the list's convention."""
    result = []
    keys = entry_keys([one.entry for one in identified], numbers)
    for one, key in zip(identified, keys, strict=True):
        entry, iri = one.entry, iris.entry(key)
        leaves = (
            tuple(
                (iris.sub_entry(key, order), line)
                for order, line in enumerate(entry.lines, start=1)
            )
            if entry.has_sub_lines
            else ((iri, entry.first),)
        )
        result.append(Items(one, iri, leaves))
    return tuple(result)


def attributes(leaf: NamedNode, line: Line) -> Iterator[tuple[Attribute, NamedNode]]:
    """What a leaf states under further headings, each with its IRI `{leaf}/attribute/{key}`: the
    key of the heading, where no one knows it eight characters minted from it. A heading that stands
    twice gets -2."""
    seen: Counter[str] = Counter()
    for attribute in line.attributes:
        key = attribute.key or mint_key("", "heading", "", attribute.heading)
        seen[key] += 1
        suffix = f"-{seen[key]}" if seen[key] > 1 else ""
        yield attribute, NamedNode(f"{leaf.value}/attribute/{key}{suffix}")


class EntryMapper:
    """Maps the items of one edition to triples."""

    def __init__(
        self,
        region: RegionIris,
        iris: EditionIris,
        departments: Mapping[str, Department],
        types: Mapping[str, NamedNode],
    ) -> None:
        self.region = region
        self.iris = iris
        self.departments = departments
        self.types = types

    def layer(self, all_items: tuple[Items, ...]) -> Layer:
        """The edition's own graph: the same for every file form of the same list."""
        triples: set[Triple] = set()
        leaf_order = 0
        for order, item in enumerate(all_items, start=1):
            triples.update(self._entry(item, order))
            for position, (leaf, line) in enumerate(item.lines, start=1):
                leaf_order += 1
                triples.update(self._leaf(leaf, line, leaf_order))
                if leaf != item.iri:
                    triples.update(self._sub_entry(item, leaf, line, position))
        return Layer(self.iris.edition, frozenset(triples))

    def _entry(self, item: Items, order: int) -> Iterator[Triple]:
        entry, iri = item.numbered, item.iri
        yield Triple(iri, RDF.type, LM.Entry)
        yield Triple(self.iris.edition, LM.hasEntry, iri)
        if entry.number is not None:
            yield Triple(iri, LM.number, integer(entry.number))
        yield Triple(iri, LM.order, integer(order))
        yield Triple(iri, LM.statedName, zh(entry.name))
        yield from self._common(item, iri, entry.first)
        if not entry.has_sub_lines and item.entry.sub_items[0]:
            yield Triple(iri, LM.subItem, self._thing("sub-item", item.entry.sub_items[0].key))

    def _sub_entry(
        self, item: Items, iri: NamedNode, line: Line, position: int
    ) -> Iterator[Triple]:
        yield Triple(iri, RDF.type, LM.SubEntry)
        yield Triple(iri, LM.subEntryOf, item.iri)
        yield Triple(item.iri, LM.hasSubEntry, iri)
        yield Triple(iri, LM.order, integer(position))
        yield Triple(iri, LM.statedName, zh(line.sub_name or ""))
        yield from self._common(item, iri, line)
        if sub_item := item.entry.sub_items[position - 1]:
            yield Triple(iri, LM.subItem, self._thing("sub-item", sub_item.key))

    def _common(self, item: Items, iri: NamedNode, line: Line) -> Iterator[Triple]:
        """What every checklist item says: where it stands, its matter, who leads and cooperates."""
        entry = item.numbered
        yield Triple(iri, LM.inEdition, self.iris.edition)
        if entry.stage and item.entry.stage:
            yield Triple(iri, LM.stageNumber, integer(entry.stage[0]))
            yield Triple(iri, LM.stage, self._thing("stage", item.entry.stage.key))
        yield Triple(iri, LM.scenarioCode, Literal(entry.scenario[0]))
        yield Triple(iri, LM.scenario, self._thing("scenario", item.entry.scenario.key))
        yield Triple(iri, LM.matter, self._thing("matter", item.entry.matter.key))
        lines = entry.lines if iri == item.iri else (line,)
        for each in lines:
            for name in each.lead.names():
                yield Triple(iri, LM.leadDepartment, self._department(name))
            for name in each.cooperating.names():
                yield Triple(iri, LM.cooperatingDepartment, self._department(name))
            for name in each.handling:
                yield Triple(iri, LM.handlingDepartment, self._department(name))

    def _leaf(self, iri: NamedNode, line: Line, leaf_order: int) -> Iterator[Triple]:
        yield Triple(iri, RDF.type, LM.LeafItem)
        yield Triple(iri, LM.leafOrder, integer(leaf_order))
        yield Triple(iri, LM.matterType, self.types[line.type_word])
        for attribute, node in attributes(iri, line):
            yield Triple(iri, LM.statedAttribute, node)
            yield Triple(node, RDF.type, LM.StatedAttribute)
            yield Triple(node, LM.heading, Literal(attribute.heading))
            yield Triple(node, LM.attributeText, Literal(fold_lines(attribute.cell.text)))
            if attribute.key:
                yield Triple(node, LM.attributeKey, Literal(attribute.key))

    def _thing(self, kind: str, key: str) -> NamedNode:
        return self.region.thing(kind, key)

    def _department(self, name: str) -> NamedNode:
        return self._thing("department", self.departments[name].key)
