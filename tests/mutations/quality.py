"""Defects across matters and scenarios (X), of provenance (V) and of identifiers (U)."""

from pyoxigraph import Literal, NamedNode

from loader.participation import participations
from ontology.terms import ADMS, CV, DCAT, LM, OWL, RDF, SKOS, XSD
from tests.mutations.published import (
    BASE,
    EXAMPLE,
    Change,
    Published,
    add,
    body,
    build,
    defect,
    drop,
    intact,
    lose,
    plain,
    say,
)
from tests.shapes.specimen import en, zh

_ROOT = build().iris.root
_LEAD_OF_67 = next(
    t.object
    for t in participations(intact())
    if t.predicate == CV.hasParticipation
    and isinstance(t.object, NamedNode)
    and t.object.value.startswith(f"{_ROOT}/entry/67/participation/lead/")
)
_BELOW_44_3 = (
    "44/3",
    "44/4",
    "44/5",
    "44/6",
    "45",
    "46",
    "47",
    "48",
    "49/1",
    "49/2",
    "49/3",
    "49/4",
    "50/1",
    "50/2",
    "50/3",
    "51",
)
_CODE = NamedNode(EXAMPLE + "identifier")
_BROKEN = NamedNode(f"{BASE}id/370725/department/县公安局")
_WRONG = NamedNode(f"{BASE}id/370725/department/police")
_EARLIER = NamedNode(f"{_ROOT.rpartition('/')[0]}/2020-01")
_ELSEWHERE = NamedNode(f"{BASE}id/370999/checklist/personal-life-cycle/2020-01")


def _participate(graph: Published) -> None:
    """Write the participations of the cpsv-ap profile."""
    for triple in participations(intact()):
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, NamedNode | Literal)
        graph.add(triple.subject, triple.predicate, triple.object)


def _reprinted(raw: str, column: int, text: str) -> tuple[Change, ...]:
    """Another text in a cell of the row that the page break before 44/3 repeats."""
    return (
        say("行 44/3", LM[raw], plain(text)),
        say(f"格 44/3/{column}", LM.cellText, plain(text)),
    )


DEFECTS = (
    # X
    defect(
        "a department without its participation",
        (_participate, drop("事项 电动自行车登记挂牌", CV.hasParticipation, _LEAD_OF_67)),
        ("X01-missing", "事项 电动自行车登记挂牌", "94 事项名称"),
    ),
    defect(
        "a participation of a department that has no part",
        (_participate, say(_LEAD_OF_67, CV.hasParticipant, "部门 县民政局")),
        ("X01-missing", "事项 电动自行车登记挂牌", "94 事项名称"),
        ("X01-extra", "事项 电动自行车登记挂牌", "94 事项名称"),
    ),
    defect(
        "an authority that was lost",
        drop("事项 死亡医学证明办理", CV.hasCompetentAuthority, "部门 县公安局"),
        ("X02-missing", "事项 死亡医学证明办理", "151 协同部门"),
    ),
    defect(
        "an authority that no line names",
        add("事项 死亡医学证明办理", CV.hasCompetentAuthority, "部门 县民政局"),
        ("X02-extra", "事项 死亡医学证明办理", "151 协同部门"),
    ),
    defect(
        "two leads in one scenario",
        (say("13", LM.leadDepartment, "部门 县公安局"),),
        ("X03-leads", "场景 2.2", "7 牵头部门"),
        ("X04-lead", "场景 2.2", "7 牵头部门"),
        ("V04-lead", "13", "7 牵头部门"),
    ),
    defect(
        "a lead that cooperates on nothing",
        (
            say("12", LM.leadDepartment, "部门 县公安局"),
            say("13", LM.leadDepartment, "部门 县公安局"),
        ),
        ("X04-lead", "场景 2.2", "7 牵头部门"),
        ("V04-lead", "12", "7 牵头部门"),
        ("V04-lead", "13", "7 牵头部门"),
    ),
    defect(
        "a matter of two types",
        say("27", LM.matterType, "类型 public-service"),
        ("X05-types", "事项 户口登记", "28 事项类型"),
    ),
    defect(
        "a matter on which another department cooperates in one entry",
        add("27", LM.cooperatingDepartment, "部门 县民政局"),
        ("X06-cooperating", "事项 户口登记", "28 协同部门"),
        ("X02-missing", "办理项 退出现役落户", "28 协同部门"),
        ("X02-missing", "事项 户口登记", "28 协同部门"),
        ("V04-cooperating", "27", "28 协同部门"),
    ),
    defect(
        "two matters that differ in their brackets",
        say(
            "事项 电动自行车登记挂牌",
            SKOS.prefLabel,
            zh("（户口）登记"),
            en("Household registration"),
        ),
        ("X07-spelling", "事项 电动自行车登记挂牌", "94 事项名称"),
    ),
    defect(
        "a sub-entry named like its entry",
        say(
            "69/2",
            LM.statedName,
            zh("机动车登记（注册登记、变更登记、转移登记、抵押登记、注销登记）"),
        ),
        ("X08-same-name", "69", "96 事项名称"),
    ),
    defect(
        "an entry with a single sub-entry",
        lose("22/2"),
        ("X09-single", "22", "22 事项名称"),
        ("N04-dense", "23", "24 事项名称"),
        ("N09-lost-row", "行 22/2", "23 事项名称"),
    ),
    defect(
        "a leaf of type other",
        say("67", LM.matterType, "类型 other"),
        ("X10-other", "67", "94 事项类型"),
    ),
    defect(
        "a line that stands twice",
        (
            say("96", LM.matter, "事项 临时救助给付"),
            say("96", LM.statedName, zh("临时救助给付")),
        ),
        ("X12-twice", "96", "138 事项名称"),
    ),
    # V
    defect(
        "an entry without the row of one of its lines",
        drop("69", LM.sourceRow, "行 69/3"),
        ("V01-row", "69", "96 事项名称"),
    ),
    defect(
        "an item whose stage comes from nowhere",
        drop("68", LM.stageValueFrom),
        ("V01-stage", "68", "95 阶段"),
    ),
    defect(
        "an item whose scenario comes from nowhere",
        drop("68", LM.scenarioFill),
        ("V01-scenario", "68", "94 场景"),
    ),
    defect(
        "an item whose lead comes from nowhere",
        drop("68", LM.leadValueFrom),
        ("V01-lead", "68", "95 牵头部门"),
    ),
    defect(
        "an item whose cooperating departments come from two rows",
        add("68", LM.cooperatingValueFrom, "行 66"),
        ("V01-cooperating", "68", "94 协同部门"),
        ("V02-cooperating", "68", "94 协同部门"),
    ),
    defect(
        "a stage from a row below",
        say("68", LM.stageValueFrom, "行 79"),
        ("V02-stage", "68", "110 阶段"),
    ),
    defect(
        "a scenario from a row without one",
        say("69/2", LM.scenarioValueFrom, "行 68"),
        ("V02-scenario", "69/2", "95 场景"),
    ),
    defect(
        "a lead from another stage",
        say("69/2", LM.leadValueFrom, "行 64/4"),
        ("V02-lead", "69/2", "90 牵头部门"),
        ("V04-lead", "69/2", "90 牵头部门"),
    ),
    defect(
        "cooperating departments from a row that has none",
        say("69/2", LM.cooperatingValueFrom, "行 68"),
        ("V02-cooperating", "69/2", "95 协同部门"),
    ),
    defect(
        "a lead that is not what the cell says",
        say("67", LM.leadDepartment, "部门 县民政局"),
        ("V04-lead", "67", "94 牵头部门"),
        ("X03-leads", "场景 6.1", "94 牵头部门"),
        ("X04-lead", "场景 6.1", "94 牵头部门"),
    ),
    defect(
        "a cooperating department that is not in the cell",
        (
            add("37", LM.cooperatingDepartment, "部门 县民政局"),
            add("事项 居民和灵活就业人员社会保险费缴纳", CV.hasCompetentAuthority, "部门 县民政局"),
        ),
        ("V04-cooperating", "37", "43 协同部门"),
    ),
    defect(
        "a page break that calls the stage otherwise",
        _reprinted("rawStage", 2, "4就业"),
        ("V05-stage", "44/3", "55 阶段"),
    ),
    defect(
        "a page break that calls the scenario otherwise",
        _reprinted("rawScenario", 3, "4.3社保"),
        ("V05-scenario", "44/3", "55 场景"),
    ),
    defect(
        "a page break with another lead, which the lines below carry down",
        _reprinted("rawLead", 7, "县民政局"),
        ("V05-lead", "44/3", "55 牵头部门"),
        *(("V04-lead", line, "55 牵头部门") for line in _BELOW_44_3),
    ),
    defect(
        "a page break with other cooperating departments",
        _reprinted("rawCooperating", 8, "县民政局"),
        ("V05-cooperating", "44/3", "55 协同部门"),
        *(("V04-cooperating", line, "55 协同部门") for line in _BELOW_44_3[:4]),
    ),
    # U
    defect(
        "an IRI in Chinese",
        body(_BROKEN, "县史志研究中心"),
        ("U01-ascii", _BROKEN.value),
        ("D05-orphan", _BROKEN.value),
    ),
    defect(
        "an IRI that no one minted",
        body(_WRONG, "县史志研究中心"),
        ("U01-pattern", _WRONG.value),
        ("D05-orphan", _WRONG.value),
    ),
    defect(
        "a checklist without a current version",
        drop("清单", DCAT.hasCurrentVersion),
        ("U02-current", "清单"),
    ),
    defect(
        "a current version that is none",
        say("清单", DCAT.hasCurrentVersion, _ELSEWHERE),
        ("U02-version", "清单"),
    ),
    defect(
        "an edition before itself", add("版本", DCAT.previousVersion, "版本"), ("U02-cycle", "版本")
    ),
    defect(
        "an edition after one of another county",
        add("版本", DCAT.previousVersion, _ELSEWHERE),
        ("U02-other-list", "版本"),
    ),
    defect(
        "a matter withdrawn without a word",
        add("事项 户口登记", OWL.deprecated, Literal("true", datatype=XSD.boolean)),
        ("U03-successor", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a code of an odd length",
        (
            add("事项 户口登记", ADMS.identifier, _CODE),
            add(_CODE, RDF.type, ADMS.Identifier),
            add(_CODE, LM.codeScheme, plain("实施编码")),
            add(_CODE, SKOS.notation, plain("123")),
        ),
        ("U04-code", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a region code of five digits",
        say("县", LM.regionCode, plain("37072")),
        ("U04-region", "县"),
    ),
)
