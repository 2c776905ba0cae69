"""The items of checklists as pages show them: numbered entries with their lines."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ontology.terms import LM, RDF
from server.reading.asking import Row, ask
from server.reading.printed_order import LINKS, Cells, printed_order
from server.reading.reader import Reader, node, nodes

Said = defaultdict[str, set[str]]
"""Values by property."""


@dataclass(frozen=True)
class Called:
    """How an entry is called: by its number, by its name where the list has no numbers."""

    number: int | None
    name: str
    order: int
    restarts: str
    """"stage" or "scenario" where numbers start again in each, so that one is not enough."""


@dataclass(frozen=True)
class Item:
    """An entry or a sub-entry of an edition, as printed; departments and types are IRIs."""

    iri: str
    edition: str
    entry: str
    """The entry a sub-entry belongs to; an entry's own IRI otherwise."""
    is_entry: bool
    called: Called
    """How the entry is called: this one, or the one it belongs to."""
    order: int
    name: str
    stage: str
    """Empty where the list has no stages."""
    stage_number: int | None
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

    @property
    def handling(self) -> tuple[Group, ...]:
        return self._spread(lambda item: item.handling)

    def _spread(self, values: Callable[[Item], tuple[str, ...]]) -> tuple[Group, ...]:
        groups: dict[frozenset[str], tuple[tuple[str, ...], list[int]]] = {}
        for line in self.lines or (self.item,):
            found = values(line)
            groups.setdefault(frozenset(found), (found, []))[1].append(line.order)
        if len(groups) == 1:
            return tuple(Group(found) for found, _ in groups.values())
        return tuple(Group(found, tuple(orders)) for found, orders in groups.values())


def items(reader: Reader, target: str, *links: str) -> list[Numbered]:
    """The entries and lines of the present that point at `target` by a term of LM (`links`)."""
    rows = ask(reader.view, "items", link=[LM[name] for name in links], target=node(target))
    return arrange(reader, rows)


def edition_items(reader: Reader, edition: str, iris: Iterable[str] = ()) -> list[Numbered]:
    """Items of an edition, current or not: those named, else all."""
    if wanted := nodes(iris):
        rows = ask(reader.view, "edition-items", edition=node(edition), item=wanted)
    else:
        rows = ask(reader.view, "whole-edition", edition=node(edition))
    return arrange(reader, rows)


def arrange(reader: Reader, rows: Sequence[Row]) -> list[Numbered]:
    """Rows of (item, property, value) as entries with their lines, in the order of the list."""
    said = _said(rows)
    around = _around(reader, said)
    departments = {(iri, link): values[link] for iri, values in said.items() for link in LINKS}
    editions = {_one(values, "inEdition") for values in said.values()}
    cells = printed_order(reader, departments, editions)
    found = [_item(iri, values, around, cells) for iri, values in said.items()]
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


def _said(rows: Iterable[Row]) -> defaultdict[str, Said]:
    said: defaultdict[str, Said] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        said[row["item"]][row["property"]].add(row["value"])
    return said


def _around(reader: Reader, said: Mapping[str, Said]) -> defaultdict[str, Said]:
    """What is to be known of the entries that lines belong to, and of the editions."""
    wanted = {
        iri
        for values in said.values()
        for name in ("subEntryOf", "inEdition")
        for iri in values[LM[name].value]
        if iri not in said
    }
    around = _said(ask(reader.view, "around-items", item=nodes(wanted)) if wanted else ())
    around.update(said)
    return around


def _place(one: Numbered) -> tuple[str, int, int, int]:
    item = one.item
    return (item.edition, item.called.order, 0 if item.is_entry else 1, item.order)


def _called(entry: Said, edition: Said) -> Called:
    number = _one(entry, "number")
    convention = _one(edition, "conventionNumbers")
    return Called(
        number=int(number) if number else None,
        name=_one(entry, "statedName"),
        order=int(_one(entry, "order") or 0),
        restarts=convention.removeprefix("per-") if convention.startswith("per-") else "",
    )


def _one(said: Said, name: str) -> str:
    return min(said[LM[name].value], default="")


def _item(iri: str, said: Said, around: Mapping[str, Said], cells: Cells) -> Item:
    def one(name: str) -> str:
        return _one(said, name)

    def every(name: str) -> tuple[str, ...]:
        link = LM[name].value
        return tuple(cells.get((iri, link)) or sorted(said[link]))

    is_entry = LM.Entry.value in said[RDF.type.value]
    entry = iri if is_entry else one("subEntryOf")
    return Item(
        iri=iri,
        edition=one("inEdition"),
        entry=entry,
        is_entry=is_entry,
        called=_called(around[entry], around[one("inEdition")]),
        order=int(one("order") or 0),
        name=one("statedName"),
        stage=one("stage"),
        stage_number=int(one("stageNumber")) if one("stageNumber") else None,
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
