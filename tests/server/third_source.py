"""The source layer of the third county's editions: rows, cells, and where each value stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from loader.statements import integer, typed
from ontology.terms import CODE, DCT, LM, PROV
from tests.server.third_list import (
    DEPARTMENTS,
    FURTHER,
    MATTERS,
    PERSONAL,
    SCENARIOS,
    STAGES,
    SUB_ITEMS,
    TYPE_WORDS,
    Entry,
    Line,
)

MERGED = ("场景", "牵头部门")
RAW = {
    "阶段": LM.rawStage,
    "场景": LM.rawScenario,
    "序号": LM.rawNumber,
    "事项名称": LM.rawName,
    "细分事项": LM.rawSubName,
    "事项类型": LM.rawType,
    "牵头部门": LM.rawLead,
    "协同部门": LM.rawCooperating,
}
STATED, IN_MERGED = CODE["fill-method/stated"], CODE["fill-method/merged"]


@dataclass(frozen=True)
class Source:
    """Writes the source layer of one edition, a row for each of its lines."""

    root: NamedNode
    entries: tuple[Entry, ...]

    @property
    def book(self) -> bool:
        """Whether it is the workbook; else it is the PDF."""
        return f"/{PERSONAL}/" in self.root.value

    def triples(self) -> Iterator[Triple]:
        document = NamedNode(f"{self.root.value}/source/document/0123456789abcdef")
        yield from typed(document, LM.SourceDocument)
        yield Triple(document, LM.fileName, Literal("清单.xlsx" if self.book else "清单.pdf"))
        yield Triple(document, LM.sha256, Literal("0" * 64))
        yield Triple(document, LM.mediaType, Literal("application/octet-stream"))
        yield Triple(self.root, LM.sourceDocument, document)
        every = [(entry, line) for entry in self.entries for line in entry.lines]
        for index, (entry, line) in enumerate(every, start=1):
            row = self._row(index)
            below = [after.merged for _, after in every[index:]]
            span = next((n for n, merged in enumerate(below) if not merged), len(below)) + 1
            yield from self._place(row, document, index)
            yield from self._cells(row, index, entry, line, span)
            entry_iri = NamedNode(f"{self.root.value}/entry/{entry.key}")
            at = entry.lines.index(line) + 1
            item = NamedNode(f"{entry_iri.value}/{at}") if len(entry.lines) > 1 else entry_iri
            yield Triple(entry_iri, LM.sourceRow, row)
            for each in {item, entry_iri} if at == 1 else {item}:
                yield from self._values(each, index, line)
            for _, key, _ in line.further:
                yield Triple(NamedNode(f"{item.value}/attribute/{key}"), LM.sourceRow, row)

    def _row(self, index: int) -> NamedNode:
        return NamedNode(f"{self.root.value}/source/row/{index}")

    def _place(self, row: NamedNode, document: NamedNode, index: int) -> Iterator[Triple]:
        yield from typed(row, LM.SourceRow)
        yield Triple(row, LM.rowIndex, integer(index))
        yield Triple(row, PROV.wasDerivedFrom, document)
        if self.book:
            yield Triple(row, LM.sheet, Literal("Sheet1"))
        else:
            yield Triple(row, LM.page, integer(2))
            yield Triple(row, LM.table, integer(1))

    def _values(self, item: NamedNode, index: int, line: Line) -> Iterator[Triple]:
        yield Triple(item, LM.sourceRow, self._row(index))
        for name in ("scenario", "lead"):
            yield Triple(item, LM[f"{name}ValueFrom"], self._row(index - line.merged))
            yield Triple(item, LM[f"{name}Fill"], IN_MERGED if line.merged else STATED)
        further = ("cooperating",) if line.cooperating else ()
        for name in (*further, *(() if self.book else ("stage",))):
            yield Triple(item, LM[f"{name}ValueFrom"], self._row(index))
            yield Triple(item, LM[f"{name}Fill"], STATED)

    def _cells(
        self, row: NamedNode, index: int, entry: Entry, line: Line, span: int
    ) -> Iterator[Triple]:
        for column, (heading, text) in enumerate(self._texts(entry, line).items(), start=1):
            cell = NamedNode(f"{row.value}#c{column}")
            yield from typed(cell, LM.SourceCell)
            yield Triple(row, DCT.hasPart, cell)
            yield Triple(cell, LM.columnIndex, integer(column))
            yield Triple(cell, LM.heading, Literal(heading))
            yield Triple(cell, LM.cellText, Literal(text))
            if text and heading in RAW:
                yield Triple(row, RAW[heading], Literal(text))
            if self.book:
                yield Triple(cell, LM.cellAddress, Literal(f"{chr(64 + column)}{index + 3}"))
            if heading in MERGED and text and span > 1:
                yield Triple(cell, LM.rowSpan, integer(span))

    def _texts(self, entry: Entry, line: Line) -> dict[str, str]:
        scenario, _, _, stage, code = SCENARIOS[entry.scenario]

        def names(keys: tuple[str, ...]) -> str:
            return "、".join(DEPARTMENTS[key][0] for key in keys)

        texts = {"阶段": f"{STAGES[stage][3]}{STAGES[stage][0]}"} if stage else {}
        texts |= {
            "场景": code + scenario,
            "序号": str(entry.number or ""),
            "事项名称": MATTERS[entry.matter][0],
            "细分事项": SUB_ITEMS[line.sub_item][0] if line.sub_item else "",
            "事项类型": TYPE_WORDS[line.kind],
            "牵头部门": names(line.lead),
            "协同部门": names(line.cooperating),
        }
        if self.book:
            texts["实施主体"] = names(line.handling)
            texts |= {heading: "" for heading, _, _ in FURTHER}
            texts |= {heading: text for heading, _, text in line.further}
        return texts | (dict.fromkeys(MERGED, "") if line.merged else {})
