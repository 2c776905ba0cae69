"""What further columns of a list print for its items (清单所列其他内容), exactly as printed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from server.reading.asking import ask
from server.reading.provenance import Cell, SourceRow, source_graph
from server.reading.reader import Reader, node, nodes


@dataclass(frozen=True)
class Attribute:
    """What one further column prints for one item; `row` is the source row's IRI, where known."""

    iri: str
    heading: str
    text: str
    row: str
    cell: Cell | None = None


def attributes(reader: Reader, edition: str, items: Iterable[str]) -> dict[str, list[Attribute]]:
    """The stated attributes of each of `items` that has any."""
    found: defaultdict[str, list[Attribute]] = defaultdict(list)
    graphs = {"edition": node(edition), "source": node(source_graph(edition))}
    for row in ask(reader.view, "attributes", item=nodes(items), **graphs):
        one = Attribute(row["attribute"], row["heading"], row["text"], row["row"])
        found[row["item"]].append(one)
    return dict(found)


def placed(found: Iterable[Attribute], rows: Mapping[str, SourceRow]) -> list[Attribute]:
    """Attributes with their cells, in the order of the columns of the document; those of which
    nothing is known last."""
    every = [
        replace(one, cell=rows[one.row].under(one.heading) if one.row in rows else None)
        for one in found
    ]
    last = 1 + max((one.cell.column for one in every if one.cell), default=0)
    return sorted(every, key=lambda one: one.cell.column if one.cell else last)
