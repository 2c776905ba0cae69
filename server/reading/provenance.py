"""Where values came from: source rows, raw cells, and how each value was taken."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from loader.headings import Headings
from ontology.terms import LM
from server.reading.asking import Row, ask
from server.reading.reader import Reader, node, nodes

_HEADINGS = Headings({})
_VALUES = ("stage", "scenario", "lead", "cooperating")
_RAW = {
    LM.rawNumber.value: "number",
    LM.rawStage.value: "stage",
    LM.rawScenario.value: "scenario",
    LM.rawName.value: "name",
    LM.rawSubName.value: "sub-name",
    LM.rawType.value: "type",
    LM.rawLead.value: "lead",
    LM.rawCooperating.value: "cooperating",
}


@dataclass(frozen=True)
class Cell:
    """A cell as it stands in the document, white space and all; empty where it is blank."""

    iri: str
    column: int
    heading: str
    text: str
    address: str
    """As the file's own program calls the cell (`D12`)."""
    row_span: int = 1
    column_span: int = 1


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
    raw: Mapping[str, str] = field(default_factory=dict)
    """The text of each column of a checklist that it has, by the column's name ("lead")."""
    first: str = ""
    """The address of its first cell."""

    @property
    def number(self) -> str:
        """Which row it is: a worksheet's own number, else its position below the header."""
        found = re.fullmatch(r"[A-Z]+([0-9]+)", self.first) if self.sheet else None
        return found[1] if found else str(self.index)

    def cell(self, column: str) -> Cell | None:
        """The cell that says what a column of a checklist says; None where none can be told."""
        known = [cell for cell in self.cells if _HEADINGS.column(cell.heading) == column]
        if len(known) == 1:
            return known[0]
        text = self.raw.get(column)
        same = [cell for cell in self.cells if text and cell.text == text]
        return same[0] if len(same) == 1 else None

    def under(self, heading: str) -> Cell | None:
        """The first cell under a heading, whatever white space either has."""
        wanted = "".join(heading.split())
        return next((c for c in self.cells if "".join(c.heading.split()) == wanted), None)


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
    raw: defaultdict[str, dict[str, str]] = defaultdict(dict)
    if cells:
        for row in ask(reader.view, "source-cells", source=source, row=wanted):
            by_row[row["row"]].append(_cell(row))
        for row in ask(reader.view, "sources", source=source, item=wanted):
            if column := _RAW.get(row["property"]):
                raw[row["item"]][column] = row["value"]
    return {
        row["row"]: SourceRow(
            row["row"], row.number("index"), row["start"], row["end"], row["page"], row["sheet"],
            row["table"], row["document"], row["file"], tuple(by_row[row["row"]]),
            raw[row["row"]], row["first"],
        )
        for row in found
    }  # fmt: skip


def _cell(row: Row) -> Cell:
    return Cell(
        iri=row["cell"],
        column=row.number("column"),
        heading=row["heading"],
        text=row["text"],
        address=row["address"],
        row_span=row.number("rowSpan") or 1,
        column_span=row.number("columnSpan") or 1,
    )
