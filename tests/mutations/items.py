"""Defects of entries, sub-entries and of the edition as a whole (S, N)."""

from pyoxigraph import Literal, NamedNode

from ontology.terms import LM, RDF
from tests.mutations.printed import STAGE, stands
from tests.mutations.published import (
    EXAMPLE,
    ITEMS,
    Change,
    Published,
    add,
    defect,
    drop,
    lose,
    plain,
    say,
    whole,
)
from tests.shapes.specimen import zh

_ABROAD = NamedNode(EXAMPLE + "thing")
_LINES_OF_69 = {"69": 96, "69/2": 97, "69/3": 98, "69/4": 99, "69/5": 100}
_NOTE = NamedNode(EXAMPLE + "note")


def _recoded(before: str, after: str) -> Change:
    """The scenarios of a stage, or one scenario, under another code."""

    def change(graph: Published) -> None:
        for triple in [t for t in graph.triples if t.predicate == LM.scenarioCode]:
            code = triple.object
            assert isinstance(code, Literal) and isinstance(triple.subject, NamedNode)
            if code.value.startswith(before):
                graph.change(
                    triple.subject, LM.scenarioCode, plain(code.value.replace(before, after))
                )

    return change


def _renumbered(before: int, after: int) -> Change:
    """The items of a stage under another number of it."""

    def change(graph: Published) -> None:
        for triple in [t for t in graph.triples if t.predicate == LM.stageNumber]:
            assert isinstance(triple.subject, NamedNode)
            if triple.object == whole(before):
                graph.change(triple.subject, LM.stageNumber, whole(after))

    return change


DEFECTS = (
    defect(
        "an entry without a number",
        drop("70", LM.number),
        ("S01", "70", "101 序号"),
        ("N01-gap", "70", "102 序号"),
        ("N09-numbers", "112"),
    ),
    defect(
        "a number that is no whole number",
        say("70", LM.number, plain("七十")),
        ("S01", "70", "101 序号"),
        ("N01-gap", "70", "102 序号"),
    ),
    defect(
        "an entry with two numbers",
        add("112", LM.number, whole(113)),
        ("S01", "112", "161 序号"),
        ("N09-numbers", "112"),
    ),
    defect(
        "an item in no edition",
        drop("69/2", LM.inEdition),
        ("S02-edition", "69/2", "97 事项名称"),
        ("N04-dense", "69/3", "98 事项名称"),
    ),
    defect("an item without a stage", drop("67", LM.stage), ("S02-stage", "67", "94 阶段")),
    defect(
        "an item without a scenario", drop("67", LM.scenario), ("S02-scenario", "67", "94 场景")
    ),
    defect(
        "an item without a matter", drop("69/2", LM.matter), ("S02-matter", "69/2", "97 事项名称")
    ),
    defect(
        "a matter that no one registered",
        say("67", LM.matter, _ABROAD),
        ("S02-registered", "67", "94 事项名称"),
        ("P01-description", _ABROAD.value, "94 事项名称"),
        ("P01-presumption", _ABROAD.value, "94 协同部门"),
    ),
    defect(
        "no stages declared, yet there are",
        say("版本", LM.conventionLevels, plain("scenario")),
        *(("S02-no-stage", item, stands(item, STAGE)) for item in ITEMS),
    ),
    defect(
        "an item without a lead", drop("67", LM.leadDepartment), ("S03-lead", "67", "94 牵头部门")
    ),
    defect(
        "a line with two leads",
        add("67", LM.leadDepartment, "部门 县民政局"),
        ("S03-joint", "67", "94 牵头部门"),
        ("V04-lead", "67", "94 牵头部门"),
        ("X04-lead", "场景 6.1", "94 牵头部门"),
    ),
    defect(
        "an entry that lost the lead of its lines",
        say("69", LM.leadDepartment, "部门 县民政局"),
        ("S03-lines", "69", "94 牵头部门"),
    ),
    defect(
        "an item without a cooperating department",
        drop("69/2", LM.cooperatingDepartment),
        ("S04", "69/2", "94 协同部门"),
    ),
    defect("a leaf without a type", drop("67", LM.matterType), ("S05", "67", "94 事项类型")),
    defect(
        "a leaf with a type of no list",
        say("67", LM.matterType, _ABROAD),
        ("S05", "67", "94 事项类型"),
    ),
    defect(
        "a name without a language",
        say("67", LM.statedName, plain("电动自行车登记挂牌")),
        ("S06", "67", "94 事项名称"),
    ),
    defect(
        "a name with a line break",
        say("67", LM.statedName, zh("电动自行车\n登记挂牌")),
        ("S06", "67", "94 事项名称"),
    ),
    defect(
        "a sub-entry without its entry",
        drop("69/2", LM.subEntryOf),
        ("S07-parent", "69/2", "97 事项名称"),
    ),
    defect(
        "a sub-entry of another matter",
        say("69/2", LM.matter, "事项 户口登记"),
        ("S07-agreement", "69/2", "97 事项名称"),
        ("X05-types", "事项 户口登记", "97 事项类型"),
    ),
    defect(
        "an entry with sub-entries marked as a leaf",
        add("69", RDF.type, LM.LeafItem),
        ("S08-leaf", "69", "96 事项名称"),
        ("N04-dense", "69", "96 事项名称"),
        *(
            ("N09-shared-row", f"行 {line}", f"{row} 事项名称")
            for line, row in _LINES_OF_69.items()
        ),
    ),
    defect(
        "a sub-entry with a number", add("69/2", LM.number, whole(69)), ("S09", "69/2", "97 序号")
    ),
    defect(
        "a property of an entry that no one foresaw",
        add("67", _NOTE, plain("x")),
        ("S10-entry", "67", "94 事项名称"),
    ),
    defect(
        "one of a sub-entry",
        add("69/2", _NOTE, plain("x")),
        ("S10-sub-entry", "69/2", "97 事项名称"),
    ),
    defect(
        "one of a matter",
        add("事项 户口登记", _NOTE, plain("x")),
        ("S10-matter", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "one of a sub-item",
        add("办理项 抵押权登记", _NOTE, plain("x")),
        ("S10-sub-item", "办理项 抵押权登记", "75 事项名称"),
    ),
    defect(
        "one of a department",
        add("部门 县公安局", _NOTE, plain("x")),
        ("S10-department", "部门 县公安局", "3 协同部门"),
    ),
    defect(
        "one of a stage",
        add("阶段 出生", _NOTE, plain("x")),
        ("S10-life-event", "阶段 出生", "1 阶段"),
    ),
    defect("one of a jurisdiction", add("县", _NOTE, plain("x")), ("S10-jurisdiction", "县")),
    defect("one of the checklist", add("清单", _NOTE, plain("x")), ("S10-checklist", "清单")),
    defect("one of the load", add("装载", _NOTE, plain("x")), ("S10-load", "装载")),
    defect("one of the document", add("文件", _NOTE, plain("x")), ("S10-source-document", "文件")),
    defect(
        "one of a source row",
        add("行 67", _NOTE, plain("x")),
        ("S10-source-row", "行 67", "94 事项名称"),
    ),
    defect(
        "one of a source cell",
        add("格 67/4", _NOTE, plain("x")),
        ("S10-source-cell", "格 67/4", "94 事项名称"),
    ),
    defect(
        "a gap in the numbers",
        lose("30"),
        ("N01-gap", "30", "32 序号"),
        ("N03-dense", "31", "32 事项名称"),
        ("N04-dense", "31", "32 事项名称"),
        ("N09-lost-row", "行 30", "31 事项名称"),
    ),
    defect(
        "a number used twice",
        say("52", LM.number, whole(51)),
        ("N02-duplicate", "51", "71 序号"),
        ("N01-gap", "52", "72 序号"),
        ("N09-numbers", "112"),
    ),
    defect(
        "numbers that changed places",
        (say("10", LM.number, whole(11)), say("11", LM.number, whole(10))),
        ("N03-order", "11", "11 序号"),
    ),
    defect("an entry without order", drop("112", LM.order), ("N03-dense", "112", "161 事项名称")),
    defect(
        "a leaf order used twice",
        say("67", LM.leafOrder, whole(95)),
        ("N04-dense", "67", "94 事项名称"),
        ("N04-dense", "68", "95 事项名称"),
    ),
    defect(
        "a scenario code of another stage",
        say("67", LM.scenarioCode, plain("7.1")),
        ("N05-prefix", "67", "94 场景"),
    ),
    defect(
        "a scenario code that is a number",
        say(
            "67",
            LM.scenarioCode,
            Literal("6.1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ),
        ("N05-form", "67", "94 场景"),
    ),
    defect(
        "a stage taken for another",
        say("112", LM.stage, "阶段 婚育"),
        ("N08-stage", "112", "151 阶段"),
        ("N07-stage", "阶段 婚育", "110 阶段"),
        ("V02-stage", "112", "151 阶段"),
        ("V02-scenario", "112", "155 场景"),
        ("V02-lead", "112", "155 牵头部门"),
    ),
    defect(
        "a row that no leaf comes from",
        drop("67", LM.sourceRow),
        ("N09-lost-row", "行 67", "94 事项名称"),
        ("N09-rowless", "67"),
    ),
    defect(
        "a row that two leaves come from",
        add("67", LM.sourceRow, "行 68"),
        ("N09-shared-row", "行 68", "95 事项名称"),
    ),
    defect(
        "a convention in no words of ours",
        say("版本", LM.conventionNumbers, plain("各阶段")),
        ("S14-numbers", "版本"),
    ),
    defect(
        "a convention about blanks in no words of ours",
        say("版本", LM.conventionBlankCooperating, plain("x")),
        ("S14-blank-cooperating", "版本"),
    ),
    defect(
        "joint leads declared twice",
        add(
            "版本",
            LM.conventionJointLead,
            Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
        ),
        ("S14-joint-lead", "版本"),
    ),
    defect(
        "levels in no words of ours",
        say("版本", LM.conventionLevels, plain("x")),
        ("S14-levels", "版本"),
    ),
    defect(
        "types in no words of ours",
        say("版本", LM.conventionTypes, plain("x")),
        ("S14-types", "版本"),
    ),
    defect(
        "a scenario interrupted by another",
        (say("9", LM.scenario, "场景 2.2"), say("9", LM.scenarioCode, plain("2.2"))),
        ("N07-scenario", "场景 2.1", "7 场景"),
        ("N07-scenario", "场景 2.2", "7 场景"),
        *(("V03-lead", line, "7 牵头部门") for line in ("9", "10")),
        *(("V03-cooperating", line, "7 协同部门") for line in ("9", "10")),
    ),
    defect(
        "a stage number left out",
        (_renumbered(11, 12), _recoded("11.", "12.")),
        ("N06-stage", "11", "151 阶段"),
    ),
    defect(
        "a scenario number left out", _recoded("5.3", "5.6"), ("N06-scenario", "5.3", "84 场景")
    ),
)
