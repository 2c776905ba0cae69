"""How long a full-size edition takes to validate: `python -m tests.bench.validation`.

Not a test: it prints figures and judges nothing. The edition is made up: 11 stages, 25 scenarios,
112 entries of which 26 have sub-entries, 161 leaves with a source row each, 103 matters, 85
sub-items, 15 departments. `--cells` adds a source cell for each of eight columns, `--attributes` a
stated attribute of each leaf for each of eight further columns.
"""

import sys
import time

from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, CV, DCT, LM, RDF, SKOS
from shapes.report import Severity
from shapes.validation import validate
from tests.shapes import specimen as small
from tests.shapes.specimen import EDITION, SCHEME, Graph, entry, row, whole, zh


def synthetic(cells: bool = False, attributes: bool = False) -> Graph:
    """The made-up edition."""
    graph = small.specimen(complete=True)
    for t in [t for t in graph.triples if t.predicate == LM.inEdition]:
        graph.drop_thing(t.subject)
    for t in [t for t in graph.triples if t.object in (LM.SourceRow, LM.Stage, LM.Scenario)]:
        graph.drop_thing(t.subject)
    departments = [_department(graph, n) for n in range(15)]
    scenarios = _life_events(graph)
    matters = [_service(graph, "matter", LM.Matter, n, departments) for n in range(103)]
    subs = [_service(graph, "sub-item", LM.SubItem, n, departments) for n in range(85)]
    leaf = 0
    for n in range(1, 113):
        lines = [entry(n, k) for k in range(1, (3 if n <= 23 else 2) + 1)] if n <= 26 else []
        item, code = entry(n), scenarios[(n - 1) * 25 // 112]
        graph.typed(item, LM.Entry)
        graph.add(item, LM.number, whole(n))
        graph.add(EDITION, LM.hasEntry, item)
        for k, line in enumerate([item, *lines]):
            _line(graph, line, code, matters[n % 103], departments[n % 15])
            graph.add(line, LM.order, whole(k or n))
            if k:
                graph.typed(line, LM.SubEntry)
                graph.add(line, LM.subEntryOf, item)
                graph.add(item, LM.hasSubEntry, line)
                graph.add(line, LM.subItem, subs[(n + k) % 85])
        for line in lines or [item]:
            leaf += 1
            graph.typed(line, LM.LeafItem)
            graph.add(line, LM.leafOrder, whole(leaf))
            _row(graph, item, line, leaf, cells)
            _attributes(graph, line, leaf, 8 if attributes else 0)
    return graph


def _department(graph: Graph, n: int) -> NamedNode:
    thing = small.department(f"d{n}")
    graph.typed(thing, LM.Department)
    graph.named(thing, f"县{chr(0x4E00 + 40 * n) * 5}局", f"Department {n}")
    graph.add(thing, DCT.spatial, small.COUNTY)
    graph.add(thing, LM.adminLevel, CODE["admin-level/county"])
    return thing


def _life_events(graph: Graph) -> list[str]:
    codes = [f"{s}.{k}" for s in range(1, 12) for k in range(1, 4 if s <= 3 else 3)]
    for n in range(1, 12):
        graph.typed(small.stage(str(n)), LM.Stage)
        graph.named(small.stage(str(n)), f"阶段{n}", f"Stage {n}")
        graph.add(small.stage(str(n)), SKOS.inScheme, SCHEME)
        graph.add(small.stage(str(n)), SKOS.topConceptOf, SCHEME)
        graph.add(SCHEME, SKOS.hasTopConcept, small.stage(str(n)))
    for code in codes:
        above = small.stage(code.partition(".")[0])
        graph.typed(small.scenario(code), LM.Scenario)
        graph.named(small.scenario(code), f"场景{code}", f"Scenario {code}")
        graph.add(small.scenario(code), SKOS.inScheme, SCHEME)
        graph.add(small.scenario(code), SKOS.broader, above)
        graph.add(above, SKOS.narrower, small.scenario(code))
    return codes


def _service(
    graph: Graph, kind: str, cls: NamedNode, n: int, departments: list[NamedNode]
) -> NamedNode:
    thing = small.thing(kind, f"k{n}")
    graph.typed(thing, cls)
    graph.named(thing, f"事项{n}", f"Matter {n}")
    graph.add(thing, DCT.description, zh("例示。"))
    graph.add(thing, DCT.isPartOf, EDITION)
    graph.add(thing, LM.matterType, CODE["matter-type/other"])
    graph.add(thing, CV.hasCompetentAuthority, departments[n % 15])
    return thing


def _line(
    graph: Graph, line: NamedNode, code: str, matter: NamedNode, department: NamedNode
) -> None:
    graph.add(line, LM.inEdition, EDITION)
    graph.add(line, LM.stageNumber, whole(int(code.partition(".")[0])))
    graph.add(line, LM.scenarioCode, Literal(code))
    graph.add(line, LM.stage, small.stage(code.partition(".")[0]))
    graph.add(line, LM.scenario, small.scenario(code))
    graph.add(line, LM.statedName, zh("原文名称"))
    graph.add(line, LM.matter, matter)
    graph.add(line, LM.matterType, CODE["matter-type/other"])
    graph.add(line, LM.leadDepartment, department)
    graph.add(line, LM.cooperatingDepartment, department)


def _row(graph: Graph, item: NamedNode, line: NamedNode, index: int, cells: bool) -> None:
    graph.typed(row(index), LM.SourceRow)
    graph.add(row(index), LM.rowIndex, whole(index))
    for raw in (LM.rawNumber, LM.rawName, LM.rawType, LM.rawLead, LM.rawCooperating):
        graph.add(row(index), raw, Literal("原文"))
    graph.add(item, LM.sourceRow, row(index))
    graph.add(line, LM.sourceRow, row(index))
    for fill in (LM.leadFill, LM.cooperatingFill):
        graph.add(line, fill, CODE["fill-method/carried-down"])
    for source in (
        LM.leadValueFrom,
        LM.cooperatingValueFrom,
        LM.stageValueFrom,
        LM.scenarioValueFrom,
    ):
        graph.add(line, source, row(index))
    for column in range(1, 9 if cells else 1):
        cell = NamedNode(f"{row(index).value}#c{column}")
        graph.typed(cell, LM.SourceCell)
        graph.add(cell, LM.columnIndex, whole(column))
        graph.add(cell, LM.heading, Literal("栏名"))
        graph.add(cell, LM.cellText, Literal("原文"))
        graph.add(cell, LM.cellAddress, Literal(f"L{index}"))


def _attributes(graph: Graph, line: NamedNode, index: int, count: int) -> None:
    for n in range(1, count + 1):
        one = NamedNode(f"{line.value}/attribute/{n}")
        graph.typed(one, LM.StatedAttribute)
        graph.add(line, LM.statedAttribute, one)
        graph.add(one, LM.heading, Literal(f"栏{n}"))
        graph.add(one, LM.attributeKey, Literal(f"key-{n}"))
        graph.add(one, LM.attributeText, Literal("原文"))
        graph.add(one, LM.sourceRow, row(index))


def main() -> None:
    """Print triples, leaves, results and the times of five runs, the first with imports: by the
    clock, and of the processor, which other work on the machine disturbs less."""
    graph = synthetic("--cells" in sys.argv[1:], "--attributes" in sys.argv[1:])
    leaves = sum(t.predicate == RDF.type and t.object == LM.LeafItem for t in graph.triples)
    print(f"{len(graph.triples)} triples, {leaves} leaf items")
    for run in range(5):
        start, worked = time.perf_counter(), time.process_time()
        report = validate(graph.triples)
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        counts = ", ".join(f"{report.counts()[s]} {s}" for s in Severity)
        print(f"run {run + 1}: {seconds:.2f} s, processor {worked:.2f} s; {counts}")


if __name__ == "__main__":
    main()
