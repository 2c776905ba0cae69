"""The raw rows that an edition was read from, out of its source layer."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from loader.identifiers import squeeze
from loader.provenance import RAW
from loader.rows import Column
from ontology.terms import DCT, LM
from server.documents.statements import Statements


@dataclass(frozen=True)
class SourceCell:
    """A raw cell: its place in its row, its heading without white space, its text as printed."""

    index: int
    heading: str
    text: str


@dataclass(frozen=True)
class SourceRow:
    """A raw row: its cells from the left, and the text, without white space, of each column of ours
    that has one."""

    cells: tuple[SourceCell, ...]
    raw: Mapping[Column, str]


NO_ROW = SourceRow((), {})


def source_graph(edition: str) -> NamedNode:
    """The graph of an edition's source layer."""
    return NamedNode(f"{edition}/source")


def read_rows(said: Statements) -> dict[str, SourceRow]:
    """Every raw row by its IRI, in the order of the document."""
    rows = said.subjects(LM.rowIndex)
    ordered = sorted(rows, key=lambda row: said.number(row, LM.rowIndex))
    return {row: _row(said, row) for row in ordered}


def _row(said: Statements, row: str) -> SourceRow:
    cells = [
        SourceCell(
            said.number(cell, LM.columnIndex),
            squeeze(said.one(cell, LM.heading)),
            said.one(cell, LM.cellText),
        )
        for cell in said.every(row, DCT.hasPart)
    ]
    raw = {column: squeeze(said.one(row, predicate)) for column, predicate in RAW.items()}
    return SourceRow(
        tuple(sorted(cells, key=lambda cell: cell.index)),
        {column: text for column, text in raw.items() if text},
    )
