"""Defects of departments, names and concepts (D, L, K)."""

from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, DCT, LM, ORG, RDF, SKOS
from tests.mutations.published import (
    BASE,
    EXAMPLE,
    add,
    body,
    defect,
    drop,
    plain,
    say,
)
from tests.shapes.specimen import en, zh

_BODY = NamedNode(f"{BASE}id/370725/department/zzzzzzzz")
_ABROAD, _OTHER = NamedNode(EXAMPLE + "concept"), NamedNode(EXAMPLE + "other")
_SCHEME = NamedNode(EXAMPLE + "scheme")


DEFECTS = (
    defect(
        "a department that no one registered",
        add("67", LM.cooperatingDepartment, _ABROAD),
        ("D01-class", _ABROAD.value, "94 协同部门"),
        ("D01-name", _ABROAD.value, "94 协同部门"),
        ("X02-missing", "事项 电动自行车登记挂牌", "94 协同部门"),
    ),
    defect(
        "a department without a name",
        drop("部门 县农业农村局", SKOS.prefLabel),
        ("D01-name", "部门 县农业农村局", "84 协同部门"),
        ("D02", "部门 县农业农村局", "84 协同部门"),
        ("L01-name", "部门 县农业农村局", "84 协同部门"),
        ("L02-name", "部门 县农业农村局", "84 协同部门"),
        ("P03-label", "部门 县农业农村局", "84 协同部门"),
        ("V04-cooperating", "61", "84 协同部门"),
    ),
    defect(
        "a department with white space in its name",
        say("部门 县残联", SKOS.prefLabel, zh("县 残联"), en("Disabled Persons' Federation")),
        ("D02", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a department without a level",
        drop("部门 县残联", LM.adminLevel),
        ("D03-level", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a department without a jurisdiction",
        drop("部门 县残联", DCT.spatial),
        ("D03-jurisdiction", "部门 县残联", "129 牵头部门"),
        ("P03-spatial", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a county department said to be municipal",
        (
            say("部门 县残联", LM.adminLevel, CODE["admin-level/municipal"]),
            add("部门 县残联", ORG.unitOf, "部门 县民政局"),
        ),
        ("D04-prefix", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a department that nothing names",
        body(_BODY, "县史志研究中心"),
        ("D05-orphan", _BODY.value),
    ),
    defect(
        "a municipal branch without a parent",
        drop("部门 市住房公积金管理中心昌乐分中心", ORG.unitOf),
        ("D06-parent", "部门 市住房公积金管理中心昌乐分中心", "53 协同部门"),
        ("D05-orphan", "部门 市住房公积金管理中心"),
    ),
    defect(
        "the same department twice but for a bracket",
        body(_BODY, "县（残联）"),
        ("D05-orphan", _BODY.value),
        ("D07-same", _BODY.value),
    ),
    defect(
        "the same department twice but for a character more",
        body(_BODY, "县教育和体育总局"),
        ("D05-orphan", _BODY.value),
        ("D07-one-more", _BODY.value),
    ),
    defect(
        "the same department twice but for another character",
        body(_BODY, "县教育与体育局"),
        ("D05-orphan", _BODY.value),
        ("D07-one-other", _BODY.value),
    ),
    defect(
        "two departments in one name",
        body(_BODY, "县医保局、县税务局"),
        ("D05-orphan", _BODY.value),
        ("D08-name", _BODY.value),
    ),
    defect(
        "two departments in one alias",
        add("部门 县残联", SKOS.altLabel, zh("县残联，县民政局")),
        ("D08-alias", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a matter without a Chinese name",
        say("事项 户口登记", SKOS.prefLabel, en("Household registration")),
        ("L01-name", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a checklist with two Chinese titles",
        add("清单", DCT.title, zh("另一份清单")),
        ("L01-title", "清单"),
    ),
    defect(
        "a matter without an English name",
        say("事项 户口登记", SKOS.prefLabel, zh("户口登记")),
        ("L02-name", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "an edition without an English title",
        say("版本", DCT.title, zh("个人全生命周期事项清单及责任分工")),
        ("L02-title", "版本"),
    ),
    defect(
        "a name tagged zh-CN",
        add("事项 户口登记", SKOS.prefLabel, Literal("户口登记", language="zh-cn")),
        ("L03-name", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a title tagged zh",
        add("事项 户口登记", DCT.title, Literal("户口登记", language="zh")),
        ("L03-title", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "an alias without a language",
        add("部门 县残联", SKOS.altLabel, plain("残联")),
        ("L03-alias", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a hidden label without a language",
        add("部门 县残联", SKOS.hiddenLabel, plain("残联")),
        ("L03-hidden", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a description in French",
        add("事项 户口登记", DCT.description, Literal("Inscription", language="fr")),
        ("L03-description", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a name with half-width brackets",
        say("阶段 出生", SKOS.prefLabel, zh("出生(生育)"), en("Birth")),
        ("L04-name", "阶段 出生", "1 阶段"),
    ),
    defect(
        "a printed name with half-width brackets",
        say("67", LM.statedName, zh("电动自行车登记(挂牌)")),
        ("L04-stated-name", "67", "94 事项名称"),
    ),
    defect("a scheme that is a concept", add("名录", RDF.type, SKOS.Concept), ("K01", "名录")),
    defect(
        "a name that is an alias as well",
        add("部门 县残联", SKOS.altLabel, zh("县残联")),
        ("K02-alternative", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a name that is a hidden label as well",
        add("部门 县残联", SKOS.hiddenLabel, zh("县残联")),
        ("K02-hidden", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "an alias that is a hidden label as well",
        (
            add("部门 县残联", SKOS.altLabel, zh("残疾人联合会")),
            add("部门 县残联", SKOS.hiddenLabel, zh("残疾人联合会")),
        ),
        ("K02-alternative-hidden", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "an exact match that is a broad one as well",
        (add("阶段 退役", SKOS.exactMatch, _ABROAD), add("阶段 退役", SKOS.broadMatch, _ABROAD)),
        ("K04-exact-broad", "阶段 退役", "27 阶段"),
    ),
    defect(
        "an exact match that is a narrow one as well",
        (add("阶段 退役", SKOS.exactMatch, _ABROAD), add("阶段 退役", SKOS.narrowMatch, _ABROAD)),
        ("K04-exact-narrow", "阶段 退役", "27 阶段"),
    ),
    defect(
        "an exact match that is a related one as well",
        (add("阶段 退役", SKOS.exactMatch, _ABROAD), add("阶段 退役", SKOS.relatedMatch, _ABROAD)),
        ("K04-exact-related", "阶段 退役", "27 阶段"),
    ),
    defect(
        "an exact match of an exact match that is broader",
        (
            add("阶段 退役", SKOS.exactMatch, _ABROAD),
            add(_ABROAD, SKOS.exactMatch, _OTHER),
            add("阶段 退役", SKOS.broadMatch, _OTHER),
        ),
        ("K04-exact-entailed", _OTHER.value, "27 阶段"),
    ),
    defect(
        "a scenario related to the stage above it",
        add("场景 5.3", SKOS.related, "阶段 置业"),
        ("K04-related-broader", "阶段 置业", "71 阶段"),
    ),
    defect(
        "a cycle of broader concepts",
        (add("阶段 置业", SKOS.broader, "场景 5.3"), add("场景 5.3", SKOS.narrower, "阶段 置业")),
        ("K05-cycle", "阶段 置业", "71 阶段"),
        ("K05-cycle", "场景 5.3", "80 场景"),
        ("K05-top", "阶段 置业", "71 阶段"),
        ("K07-stage", "阶段 置业", "71 阶段"),
    ),
    defect(
        "a stage cut off from the top",
        (drop("阶段 退役", SKOS.topConceptOf), drop("名录", SKOS.hasTopConcept, "阶段 退役")),
        ("K05-unreachable", "阶段 退役", "27 阶段"),
        ("K05-unreachable", "场景 3.1", "27 场景"),
    ),
    defect(
        "a broader link without its inverse",
        drop("阶段 退役", SKOS.narrower),
        ("K06-inverse-broader", "场景 3.1", "27 场景"),
    ),
    defect(
        "a top concept without its inverse",
        drop("名录", SKOS.hasTopConcept, "阶段 退役"),
        ("K06-inverse-top", "阶段 退役", "27 阶段"),
    ),
    defect(
        "a notation used twice",
        (
            add("场景 5.2", SKOS.notation, plain("5.2")),
            add("场景 5.3", SKOS.notation, plain("5.2")),
        ),
        ("K06-notation", "场景 5.2", "76 场景"),
    ),
    defect(
        "a scenario in no scheme",
        drop("场景 5.3", SKOS.inScheme),
        ("K06-scheme", "场景 5.3", "80 场景"),
    ),
    defect(
        "a scenario under two stages",
        (add("场景 5.3", SKOS.broader, "阶段 出行"), add("阶段 出行", SKOS.narrower, "场景 5.3")),
        ("K07-scenario", "场景 5.3", "80 场景"),
    ),
    defect(
        "a scenario under no stage",
        (drop("场景 5.3", SKOS.broader), drop("阶段 置业", SKOS.narrower, "场景 5.3")),
        ("K07-stageless", "场景 5.3", "80 场景"),
        ("K05-unreachable", "场景 5.3", "80 场景"),
    ),
)
