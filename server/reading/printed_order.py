"""The departments of one cell in the order in which the list prints them. The graph keeps a set,
since the order says nothing; who compares a page with the paper finds the same cell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from loader.identifiers import squeeze
from ontology.terms import LM
from server.reading.asking import ask
from server.reading.provenance import source_graph
from server.reading.reader import Reader, node, nodes

LINKS = tuple(
    LM[name].value for name in ("leadDepartment", "cooperatingDepartment", "handlingDepartment")
)
"""What an item says of its departments, one property for each column of them."""

Cells = Mapping[tuple[str, str], Sequence[str]]
"""Departments by item and property, in the order of the cell."""


def printed_order(
    reader: Reader, departments: Mapping[tuple[str, str], Iterable[str]], editions: Iterable[str]
) -> Cells:
    """The departments of items, by item and property, as their cells name them. What no cell
    names, as where the register renamed it since without keeping the name, comes last."""
    several = {key: sorted(found) for key, found in departments.items()}
    several = {key: found for key, found in several.items() if len(found) > 1}
    if not several:
        return {}
    texts: defaultdict[tuple[str, str], list[list[str]]] = defaultdict(list)
    sources = [node(source_graph(edition)) for edition in sorted(set(editions) - {""})]
    for row in ask(
        reader.view, "printed-cells", item=nodes(item for item, _ in several), source=sources
    ):
        texts[row["item"], row["link"]].append(squeeze(row["text"]).split("、"))
    names: defaultdict[str, set[str]] = defaultdict(set)
    everyone = {iri for found in several.values() for iri in found}
    for row in ask(reader.view, "every-name", thing=nodes(everyone)):
        names[row["thing"]].add(squeeze(row["name"]))
    return {key: _ordered(found, texts[key], names) for key, found in several.items()}


def _ordered(
    departments: list[str], cells: Iterable[list[str]], names: Mapping[str, set[str]]
) -> list[str]:
    """By the cell that names most of them."""
    found = [
        {iri: _place(cell, names[iri]) for iri in departments if names[iri].intersection(cell)}
        for cell in cells
    ]
    places = max(found, key=len, default={})
    return sorted(departments, key=lambda iri: (iri not in places, places.get(iri, 0), iri))


def _place(cell: list[str], names: set[str]) -> int:
    return next(place for place, name in enumerate(cell) if name in names)
