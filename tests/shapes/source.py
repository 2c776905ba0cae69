"""The source layer of the specimen: six rows of a table, blank where nothing changes.

| row | number | stage | scenario  | name, sub-name         | lead     | cooperating |
|-----|--------|-------|-----------|------------------------|----------|-------------|
| 1   | 1      | 1出生 | 1.1新生儿 | 出生医学证明办理       | 县卫健局 | 县卫健局    |
| 2   | 2      |       |           | 户口登记               |          | 县公安局    |
| 3   | 3      |       | 1.2入学   | 学籍变动, 学籍转入     | 县公安局 | 县公安局    |
| 4   |        |       |           | 学籍转出               |          |             |
| 5   | 4      | 2置业 | 2.1购房   | 户口登记               | 县公安局 | 县公安局    |
| 6   | 5      |       |           | 住房公积金提取（购房） |          | 市…分中心   |

The name of the fund in row 6 is broken over two lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, DCT, LM, PROV, XSD
from tests.shapes.specimen import (
    DEPARTMENTS,
    EDITION,
    ENTRIES,
    MATTERS,
    SCENARIOS,
    STAGES,
    Graph,
    entry,
    row,
    whole,
)

DOCUMENT = NamedNode(f"{EDITION.value}/source/document/0123456789abcdef")
LOAD = NamedNode(f"{EDITION.value}/source/load/0123456789abcdef")
TAKEN_FROM: Mapping[int, Mapping[str, int]] = {
    1: {"stage": 1, "scenario": 1, "lead": 1, "cooperating": 1},
    2: {"stage": 1, "scenario": 1, "lead": 1, "cooperating": 2},
    3: {"stage": 1, "scenario": 3, "lead": 3, "cooperating": 3},
    4: {"stage": 1, "scenario": 3, "lead": 3, "cooperating": 3},
    5: {"stage": 5, "scenario": 5, "lead": 5, "cooperating": 5},
    6: {"stage": 5, "scenario": 5, "lead": 5, "cooperating": 6},
}
"""For each row, the row in which the text of a column stands."""
HEADINGS = {
    "number": ("序号", LM.rawNumber),
    "stage": ("阶段", LM.rawStage),
    "scenario": ("场景", LM.rawScenario),
    "name": ("事项名称", LM.rawName),
    "sub-name": ("事项名称", LM.rawSubName),
    "type": ("事项类型", LM.rawType),
    "lead": ("牵头部门", LM.rawLead),
    "cooperating": ("协同部门", LM.rawCooperating),
}


@dataclass(frozen=True)
class Line:
    """A row of the table, with the items that it is the source of: the leaf, and before its first
    sub-entry the entry."""

    index: int
    entry: NamedNode
    leaf: NamedNode
    first: bool
    printed: Mapping[str, str]


def add_source_layer(graph: Graph) -> None:
    """Add what the loader says of where the values of the specimen come from."""
    _document(graph)
    for line in lines():
        _row(graph, line)
        for item in items_of(line.index):
            trace(graph, item, line.index)
        graph.add(line.entry, LM.sourceRow, row(line.index))


def lines() -> Iterator[Line]:
    """The rows, with every cell filled."""
    index, stages = 0, list(STAGES)
    for number, code, key, lead, cooperating, subs in ENTRIES:
        above, scenario = SCENARIOS[code]
        for position, sub in enumerate(subs or ("",), start=1):
            index += 1
            printed = {
                "number": str(number) if position == 1 else "",
                "stage": f"{stages.index(above) + 1}{STAGES[above]}",
                "scenario": code + scenario,
                "name": MATTERS[key] if position == 1 else "",
                "sub-name": sub,
                "type": "公共服务",
                "lead": DEPARTMENTS[lead][0],
                "cooperating": DEPARTMENTS[cooperating][0].replace("昌乐", "\n昌乐"),
            }
            leaf = entry(number, position) if sub else entry(number)
            yield Line(index, entry(number), leaf, position == 1, printed)


def trace(graph: Graph, item: NamedNode, index: int) -> None:
    """Say of an item that it comes from the row `index`, and its values from where they stand."""
    graph.add(item, LM.sourceRow, row(index))
    for column, start in TAKEN_FROM[index].items():
        fill = "stated" if start == index else "carried-down"
        graph.add(item, LM[f"{column}ValueFrom"], row(start))
        graph.add(item, LM[f"{column}Fill"], CODE[f"fill-method/{fill}"])
    if any(TAKEN_FROM[index][column] != index for column in ("lead", "cooperating")):
        graph.add(item, LM.confidence, CODE["confidence/high"])


def reprint(graph: Graph, index: int, column: str, text: str) -> None:
    """Let the table say something else in a row: the raw cell, and where its items take it from;
    nothing where the cell is made blank."""
    predicate = HEADINGS[column][1]
    position = list(HEADINGS).index(column) + 1
    source, fill = LM[f"{column}ValueFrom"], LM[f"{column}Fill"]
    graph.forget(row(index), predicate)
    graph.change(NamedNode(f"{row(index).value}#c{position}"), LM.cellText, Literal(text))
    if text:
        graph.add(row(index), predicate, Literal(text))
    for item in items_of(index) if column in TAKEN_FROM[index] else ():
        graph.forget(item, source)
        graph.forget(item, fill)
        if text:
            graph.add(item, source, row(index))
            graph.add(item, fill, CODE["fill-method/stated"])


def items_of(index: int) -> set[NamedNode]:
    """The items that a row is the source of the values of."""
    line = list(lines())[index - 1]
    return {line.leaf, line.entry} if line.first else {line.leaf}


def without_source(graph: Graph) -> None:
    """The graph as it is without its source layer."""
    for thing in (*map(row, TAKEN_FROM), DOCUMENT, LOAD):
        graph.drop_thing(thing)
    cells = {t.subject for t in graph.triples if t.object == LM.SourceCell}
    graph.triples = {
        t: None
        for t in graph.triples
        if t.subject not in cells
        and t.predicate != LM.confidence
        and not (
            isinstance(t.object, NamedNode)
            and "/fill-method/" in t.object.value
            and "/entry/" in str(t.subject)
        )
    }


def _row(graph: Graph, line: Line) -> None:
    own = row(line.index)
    graph.typed(own, LM.SourceRow)
    graph.add(own, PROV.wasDerivedFrom, DOCUMENT)
    graph.add(own, LM.rowIndex, whole(line.index))
    graph.add(own, LM.lineStart, whole(10 * line.index))
    graph.add(own, LM.lineEnd, whole(10 * line.index + 9))
    for position, (column, (heading, predicate)) in enumerate(HEADINGS.items(), start=1):
        stated = TAKEN_FROM[line.index].get(column, line.index) == line.index
        text = line.printed[column] if stated else ""
        if text:
            graph.add(own, predicate, Literal(text))
        cell = NamedNode(f"{own.value}#c{position}")
        graph.typed(cell, LM.SourceCell)
        graph.add(own, DCT.hasPart, cell)
        graph.add(cell, LM.columnIndex, whole(position))
        graph.add(cell, LM.heading, Literal(heading))
        graph.add(cell, LM.cellText, Literal(text))


def _document(graph: Graph) -> None:
    graph.typed(DOCUMENT, LM.SourceDocument)
    graph.add(DOCUMENT, LM.fileName, Literal("清单.txt"))
    graph.add(DOCUMENT, LM.sha256, Literal("0" * 64))
    graph.add(DOCUMENT, LM.mediaType, Literal("text/plain"))
    graph.add(EDITION, LM.sourceDocument, DOCUMENT)
    graph.typed(LOAD, LM.LoadActivity)
    graph.add(LOAD, PROV.used, DOCUMENT)
    graph.add(LOAD, PROV.generated, EDITION)
    graph.add(LOAD, PROV.wasAssociatedWith, CODE["agent/loader"])
    graph.add(LOAD, LM.softwareVersion, Literal("test"))
    started = Literal("2026-11-24T09:00:00Z", datatype=XSD.dateTime)
    graph.add(LOAD, PROV.startedAtTime, started)
