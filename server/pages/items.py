"""The items of checklists as pages show them: numbered entries with their lines."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ontology.terms import LM, RDF
from server.pages.reader import Reader, node, nodes
from server.pages.reading import Row, ask


@dataclass(frozen=True)
class Item:
    """An entry or a sub-entry of an edition, as printed; departments and types are IRIs."""

    iri: str
    edition: str
    entry: str
    """The entry a sub-entry belongs to; an entry's own IRI otherwise."""
    is_entry: bool
    number: int | None
    order: int
    name: str
    stage: str
    stage_number: int
    scenario: str
    code: str
    matter: str
    sub_item: str
    types: tuple[str, ...]
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    handling: tuple[str, ...]
    is_line: bool
    """Whether it is one of the lines that are counted: a sub-entry, or an entry without any."""


@dataclass(frozen=True)
class Group:
    """Values that some lines of an entry share; no lines are given where all share them."""

    values: tuple[str, ...]
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Numbered:
    """An entry with its lines, in the order of the list."""

    item: Item
    lines: tuple[Item, ...] = field(default=())

    @property
    def types(self) -> tuple[Group, ...]:
        return self._spread(lambda item: item.types)

    @property
    def leads(self) -> tuple[Group, ...]:
        return self._spread(lambda item: item.leads)

    @property
    def cooperating(self) -> tuple[Group, ...]:
        return self._spread(lambda item: item.cooperating)

    def _spread(self, values: Callable[[Item], tuple[str, ...]]) -> tuple[Group, ...]:
        groups: dict[tuple[str, ...], list[int]] = {}
        for line in self.lines or (self.item,):
            groups.setdefault(values(line), []).append(line.order)
        if len(groups) == 1:
            return (Group(next(iter(groups))),)
        return tuple(Group(key, tuple(orders)) for key, orders in groups.items())


def items(reader: Reader, target: str, *links: str) -> list[Numbered]:
    """The entries and lines of the present that point at `target` by a term of LM (`links`)."""
    rows = ask(reader.view, "items", link=[LM[name] for name in links], target=node(target))
    return arrange(rows)


def edition_items(reader: Reader, edition: str, iris: Iterable[str] = ()) -> list[Numbered]:
    """Items of an edition, current or not: those named, else all."""
    if wanted := nodes(iris):
        rows = ask(reader.view, "edition-items", edition=node(edition), item=wanted)
    else:
        rows = ask(reader.view, "whole-edition", edition=node(edition))
    return arrange(rows)


def arrange(rows: Sequence[Row]) -> list[Numbered]:
    """Rows of (item, property, value) as entries with their lines, in the order of the list."""
    said: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        said[row["item"]][row["property"]].add(row["value"])
    found = [_item(iri, values) for iri, values in said.items()]
    entries = {item.iri: item for item in found if item.is_entry}
    lines: defaultdict[str, list[Item]] = defaultdict(list)
    for item in found:
        if not item.is_entry:
            lines[item.entry].append(item)
    result = [
        Numbered(entry, tuple(sorted(lines.pop(iri, ()), key=lambda line: line.order)))
        for iri, entry in entries.items()
    ]
    result += [Numbered(line) for rest in lines.values() for line in rest]
    return sorted(result, key=_place)


def _place(one: Numbered) -> tuple[str, int, int, int]:
    item = one.item
    in_edition = int(item.entry.rpartition("/")[2]) if not item.is_entry else item.order
    return (item.edition, in_edition, 0 if item.is_entry else 1, item.order)


def _item(iri: str, said: defaultdict[str, set[str]]) -> Item:
    def one(name: str) -> str:
        return min(said[LM[name].value], default="")

    def every(name: str) -> tuple[str, ...]:
        return tuple(sorted(said[LM[name].value]))

    is_entry = LM.Entry.value in said[RDF.type.value]
    return Item(
        iri=iri,
        edition=one("inEdition"),
        entry=iri if is_entry else one("subEntryOf"),
        is_entry=is_entry,
        number=int(one("number")) if one("number") else None,
        order=int(one("order") or 0),
        name=one("statedName"),
        stage=one("stage"),
        stage_number=int(one("stageNumber") or 0),
        scenario=one("scenario"),
        code=one("scenarioCode"),
        matter=one("matter"),
        sub_item=one("subItem"),
        types=every("matterType"),
        leads=every("leadDepartment"),
        cooperating=every("cooperatingDepartment"),
        handling=every("handlingDepartment"),
        is_line=LM.LeafItem.value in said[RDF.type.value],
    )


def entries_only(numbered: Iterable[Numbered]) -> list[Item]:
    return [one.item for one in numbered if one.item.is_entry]


def mentioned(numbered: Iterable[Numbered]) -> set[str]:
    """Every IRI that a table of these entries has to name."""
    return {
        iri
        for one in numbered
        for item in (one.item, *one.lines)
        for iri in (
            *item.types, *item.leads, *item.cooperating, *item.handling,
            item.stage, item.scenario, item.matter, item.sub_item,
        )
        if iri
    }  # fmt: skip
