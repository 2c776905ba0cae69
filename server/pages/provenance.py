"""Where values came from: source rows, raw cells, and how each value was taken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ontology.terms import LM
from server.pages.reader import Reader, node, nodes
from server.pages.reading import ask

_VALUES = ("stage", "scenario", "lead", "cooperating")


@dataclass(frozen=True)
class Cell:
    """A cell as it stands in the document, white space and all; empty where it is blank."""

    iri: str
    column: int
    heading: str
    text: str
    address: str


@dataclass(frozen=True)
class SourceRow:
    """A row of the source document and where it stands."""

    iri: str
    index: int
    start: str
    end: str
    page: str
    sheet: str
    table: str
    document: str
    file: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where one value of an item was taken from, and how (a fill method, where it has one)."""

    row: str
    fill: str


@dataclass(frozen=True)
class Provenance:
    """Where the values of one item came from."""

    rows: tuple[str, ...]
    origins: dict[str, Origin]
    """By stage, scenario, lead and cooperating."""
    confidence: str


def source_graph(edition: str) -> str:
    """The graph of an edition's source layer."""
    return f"{edition}/source"


def provenance(reader: Reader, edition: str, items: Iterable[str]) -> dict[str, Provenance]:
    """Where the values of each of `items` came from; nothing of those that have no source layer."""
    said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    source = node(source_graph(edition))
    for row in ask(reader.view, "sources", source=source, item=nodes(items)):
        said[row["item"]][row["property"]].append(row["value"])

    def one(item: str, name: str) -> str:
        return min(said[item][LM[name].value], default="")

    return {
        item: Provenance(
            rows=tuple(values[LM.sourceRow.value]),
            origins={
                name: Origin(one(item, f"{name}ValueFrom"), one(item, f"{name}Fill"))
                for name in _VALUES
            },
            confidence=one(item, "confidence"),
        )
        for item, values in list(said.items())
    }


def source_rows(
    reader: Reader, edition: str, rows: Iterable[str], cells: bool = False
) -> dict[str, SourceRow]:
    """The places of some source rows by IRI, in the order of the document."""
    wanted = nodes(row for row in rows if row)
    if not wanted:
        return {}
    source = node(source_graph(edition))
    found = ask(reader.view, "source-rows", source=source, row=wanted)
    by_row: defaultdict[str, list[Cell]] = defaultdict(list)
    if cells:
        for row in ask(reader.view, "source-cells", source=source, row=wanted):
            cell = Cell(
                row["cell"], row.number("column"), row["heading"], row["text"], row["address"]
            )
            by_row[row["row"]].append(cell)
    return {
        row["row"]: SourceRow(
            row["row"], row.number("index"), row["start"], row["end"], row["page"], row["sheet"],
            row["table"], row["document"], row["file"], tuple(by_row[row["row"]]),
        )
        for row in found
    }  # fmt: skip
