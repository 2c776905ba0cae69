"""Where every value came from: the source layer, `{edition}/source`.

One SourceRow for each physical row with its raw cells, one SourceCell for each physical cell, and
for each checklist item the rows its values were taken from and how (fill method, confidence).
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from loader.document import Document
from loader.entries import Entry, Fill, Line
from loader.identifiers import EditionIris
from loader.mapping import Items, attributes
from loader.rows import Column, Row
from loader.statements import Layer, integer
from ontology.terms import CODE, DCT, FOAF, LM, PROV, RDF, XSD

RAW = {
    Column.NUMBER: LM.rawNumber,
    Column.STAGE: LM.rawStage,
    Column.SCENARIO: LM.rawScenario,
    Column.NAME: LM.rawName,
    Column.SUB_NAME: LM.rawSubName,
    Column.TYPE: LM.rawType,
    Column.LEAD: LM.rawLead,
    Column.COOPERATING: LM.rawCooperating,
}
"""What a source row says of each column of ours: the text of the cell that begins in the row and
stands in the column, be it under another heading first (one cell over two columns)."""


_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"} | {127: 0x2421}


def source_layer(
    all_items: tuple[Items, ...],
    document: Document,
    iris: EditionIris,
    at: datetime,
    version: str,
    confirmed: Collection[str],
) -> Layer:
    """The graph `{edition}/source`; `at` is when the load began, `version` the loader's, and
    `confirmed` the entries whose carried cooperating departments other evidence confirms."""
    triples: set[Triple] = set(load_statements(document, iris, at, version))
    for row in document.rows:
        triples.update(_row(row, iris, iris.document(document.sha256)))
    for item in all_items:
        entry = item.numbered
        for leaf, line in item.lines:
            triples.update(_values(leaf, line, iris))
            for attribute, node in attributes(leaf, line):
                triples.add(Triple(node, LM.sourceRow, iris.row(attribute.row)))
            if confidence := _confidence(entry, line, confirmed):
                triples.add(Triple(leaf, LM.confidence, CODE[f"confidence/{confidence}"]))
            if leaf != item.iri:
                triples.add(Triple(item.iri, LM.sourceRow, iris.row(line.row.index)))
        if item.lines[0][0] != item.iri:
            triples.update(_values(item.iri, entry.first, iris))
    return Layer(iris.source, frozenset(triples))


def load_statements(
    document: Document, iris: EditionIris, at: datetime, version: str
) -> Iterator[Triple]:
    """The source document and the load that read it: all that a re-saved file of the same content
    adds to an edition."""
    source, load = iris.document(document.sha256), iris.load(document.sha256)
    for cls in (LM.SourceDocument, PROV.Entity, FOAF.Document):
        yield Triple(source, RDF.type, cls)
    yield Triple(source, LM.fileName, Literal(document.file))
    yield Triple(source, LM.sha256, Literal(document.sha256))
    yield Triple(source, LM.mediaType, Literal(document.media_type))
    yield Triple(iris.edition, LM.sourceDocument, source)
    for cls in (LM.LoadActivity, PROV.Activity):
        yield Triple(load, RDF.type, cls)
    yield Triple(load, PROV.used, source)
    yield Triple(load, PROV.generated, iris.edition)
    yield Triple(load, PROV.wasAssociatedWith, CODE["agent/loader"])
    yield Triple(load, LM.softwareVersion, Literal(version))
    stamp = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    yield Triple(load, PROV.startedAtTime, Literal(stamp, datatype=XSD.dateTime))


def _row(row: Row, iris: EditionIris, document: NamedNode) -> Iterator[Triple]:
    iri = iris.row(row.index)
    for cls in (LM.SourceRow, PROV.Entity):
        yield Triple(iri, RDF.type, cls)
    yield Triple(iri, PROV.wasDerivedFrom, document)
    yield Triple(iri, LM.rowIndex, integer(row.index))
    for predicate, number in (
        (LM.lineStart, row.line_start),
        (LM.lineEnd, row.line_end),
        (LM.page, row.spot.page),
        (LM.table, row.spot.table),
    ):
        if number is not None:
            yield Triple(iri, predicate, integer(number))
    if row.spot.sheet is not None:
        yield Triple(iri, LM.sheet, Literal(row.spot.sheet))
    for column, predicate in RAW.items():
        cover = row.covered.get(column)
        beside = cover.cell.text if cover and cover.row == row.index else ""
        if text := row.text(column) or beside:
            yield Triple(iri, predicate, raw(text))
    for cell in row.all_cells():
        cell_iri = iris.cell(row.index, cell.index)
        for cls in (LM.SourceCell, PROV.Entity):
            yield Triple(cell_iri, RDF.type, cls)
        yield Triple(iri, DCT.hasPart, cell_iri)
        yield Triple(cell_iri, LM.columnIndex, integer(cell.index))
        yield Triple(cell_iri, LM.heading, Literal(cell.heading))
        yield Triple(cell_iri, LM.cellText, raw(cell.text))
        if cell.address:
            yield Triple(cell_iri, LM.cellAddress, Literal(cell.address))
        for predicate, span in ((LM.rowSpan, cell.row_span), (LM.columnSpan, cell.column_span)):
            if span > 1:
                yield Triple(cell_iri, predicate, integer(span))


def raw(text: str) -> Literal:
    """A raw cell as a literal: as printed, but a control character that no RDF/XML file can hold
    stands as its picture (U+2400 to U+2421)."""
    return Literal(text.translate(_PICTURES))


def _values(item: NamedNode, line: Line, iris: EditionIris) -> Iterator[Triple]:
    yield Triple(item, LM.sourceRow, iris.row(line.row.index))
    for value, value_from, fill in (
        (line.stage, LM.stageValueFrom, LM.stageFill),
        (line.scenario, LM.scenarioValueFrom, LM.scenarioFill),
        (line.lead, LM.leadValueFrom, LM.leadFill),
        (line.cooperating, LM.cooperatingValueFrom, LM.cooperatingFill),
    ):
        if value and value.text:  # a blank that means none was taken from nowhere
            yield Triple(item, value_from, iris.row(value.row))
            yield Triple(item, fill, CODE[f"fill-method/{value.fill}"])


def _confidence(entry: Entry, line: Line, confirmed: Collection[str]) -> str | None:
    """How far the carried values of a line can be trusted: None where none is carried.

    Blank cooperating cells could also be read as "the same as the lead". Where that would name
    another department and the text stands above the entry, the value rests on the carry-down rule
    alone: medium, unless the manifest names the entry as confirmed by other evidence.
    """
    if Fill.CARRIED_DOWN not in (line.lead.fill, line.cooperating.fill):
        return None
    rival_differs = line.cooperating.names() != line.lead.names()
    from_above = line.cooperating.row < entry.first.row.index
    if rival_differs and from_above and entry.name not in confirmed:
        return "medium"
    return "high"
