"""Defects against what others ask: CPSV-AP, CPOV, DCAT (P), and of what a list states besides and
of its own types and shared concepts (S11 to S13)."""

from pyoxigraph import NamedNode

from ontology.terms import CODE, CV, DCT, LM, RDF, SKOS
from tests.mutations.published import (
    BASE,
    EXAMPLE,
    Change,
    add,
    build,
    defect,
    drop,
    plain,
    say,
    typed,
)
from tests.shapes.specimen import en, zh

_PART = NamedNode(f"{build().iris.root}/entry/67/participation/lead/zzzzzzzz")
_LIMIT = NamedNode(f"{build().iris.root}/entry/67/attribute/time-limit")
_TYPE = NamedNode(f"{BASE}id/370725/matter-type/zzzzzzzz")
_TYPES = NamedNode(f"{build().iris.root.rpartition('/')[0]}/matter-types")
_OTHERS = NamedNode(f"{BASE}id/370725/checklist/another/matter-types")
_CONCEPT = NamedNode(f"{BASE}id/matter-concept/zzzzzzzz")
_CONCEPTS = NamedNode(f"{BASE}id/matter-concepts")
_SECOND = NamedNode(EXAMPLE + "concept")


def _attribute() -> tuple[Change, ...]:
    """What entry 67 states besides."""
    return (
        typed(_LIMIT, LM.StatedAttribute),
        add("67", LM.statedAttribute, _LIMIT),
        add(_LIMIT, LM.heading, plain("承诺时限")),
        add(_LIMIT, LM.attributeKey, plain("time-limit")),
        add(_LIMIT, LM.attributeText, plain("5个工作日")),
        add(_LIMIT, LM.sourceRow, "行 67"),
    )


def _own_type() -> tuple[Change, ...]:
    """A type word of the county's own, which entry 67 has."""
    return (
        typed(_TYPE, LM.MatterType),
        add(_TYPE, DCT.title, zh("便民服务"), en("Convenience")),
        add(_TYPE, SKOS.prefLabel, zh("便民服务"), en("Convenience")),
        add(_TYPE, DCT.identifier, plain("370725-matter-type-zzzzzzzz")),
        add(_TYPE, SKOS.inScheme, _TYPES),
        add(_TYPE, SKOS.topConceptOf, _TYPES),
        add(_TYPES, RDF.type, SKOS.ConceptScheme),
        add(_TYPES, SKOS.prefLabel, zh("事项类型"), en("Types")),
        add(_TYPES, SKOS.hasTopConcept, _TYPE),
        say("67", LM.matterType, _TYPE),
    )


def _concept() -> tuple[Change, ...]:
    """A shared concept that one matter points at."""
    return (
        typed(_CONCEPT, LM.MatterConcept),
        add(_CONCEPT, SKOS.prefLabel, zh("户口登记"), en("Household registration")),
        add(_CONCEPT, DCT.identifier, plain("matter-concept-zzzzzzzz")),
        add(_CONCEPT, SKOS.inScheme, _CONCEPTS),
        add(_CONCEPTS, RDF.type, SKOS.ConceptScheme),
        add(_CONCEPTS, SKOS.prefLabel, zh("通用事项"), en("Shared matters")),
        add("事项 户口登记", LM.matterConcept, _CONCEPT),
    )


def _participation() -> tuple[Change, ...]:
    """The participation of the lead of entry 67, without anything said of it."""
    return (add(_PART, RDF.type, CV.Participation),)


_FORMER = NamedNode(f"{BASE}id/370725/matter/zzzzzzzz")


def _former() -> tuple[Change, ...]:
    """A matter that is in no current list any more."""
    return (
        typed(_FORMER, LM.FormerMatter),
        add(_FORMER, DCT.title, zh("暂住登记"), en("Temporary residence")),
        add(_FORMER, SKOS.prefLabel, zh("暂住登记"), en("Temporary residence")),
        add(_FORMER, DCT.identifier, plain("370725-matter-zzzzzzzz")),
        add(_FORMER, DCT.spatial, "县"),
    )


DEFECTS = (
    defect(
        "a matter without a title",
        drop("事项 户口登记", DCT.title),
        ("P01-title", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a matter without an identifier",
        drop("事项 户口登记", DCT.identifier),
        ("P01-identifier", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a matter without a description",
        drop("事项 户口登记", DCT.description),
        ("P01-description", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "an authority that is no organisation",
        add("事项 户口登记", CV.hasCompetentAuthority, CODE["agent/loader"]),
        ("P01-authority", "事项 户口登记", "3 事项名称"),
    ),
    defect(
        "a matter without its presumed authority",
        drop("事项 户口登记", CV.hasCompetentAuthority),
        ("P01-presumption", "事项 户口登记", "3 协同部门"),
    ),
    defect(
        "a matter for which the list names no one",
        (
            drop("67", LM.cooperatingDepartment),
            drop("事项 电动自行车登记挂牌", CV.hasCompetentAuthority),
        ),
        ("S04", "67", "94 协同部门"),
        ("P01-unstated", "事项 电动自行车登记挂牌", "94 协同部门"),
    ),
    defect(
        "a stage without a title",
        drop("阶段 出生", DCT.title),
        ("P02-title", "阶段 出生", "1 阶段"),
    ),
    defect(
        "a scenario without an identifier",
        drop("场景 5.3", DCT.identifier),
        ("P02-identifier", "场景 5.3", "80 场景"),
    ),
    defect(
        "a department without an identifier",
        drop("部门 县残联", DCT.identifier),
        ("P03-identifier", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a department without a title",
        drop("部门 县残联", DCT.title),
        ("P03-title", "部门 县残联", "129 牵头部门"),
    ),
    defect(
        "a participation of which nothing is said",
        _participation(),
        *(
            (f"P04-{part}", _PART.value)
            for part in ("identifier", "description", "role", "participant")
        ),
    ),
    defect(
        "an edition without a title",
        drop("版本", DCT.title),
        ("P05-title", "版本"),
        ("L01-title", "版本"),
        ("L02-title", "版本"),
    ),
    defect(
        "a checklist without a description",
        drop("清单", DCT.description),
        ("P05-description", "清单"),
    ),
    defect(
        "an edition without a publisher", drop("版本", DCT.publisher), ("P05-publisher", "版本")
    ),
    defect(
        "a further column without a heading",
        (*_attribute(), drop(_LIMIT, LM.heading)),
        ("S11-heading", _LIMIT.value, "94"),
    ),
    defect(
        "one without text",
        (*_attribute(), drop(_LIMIT, LM.attributeText)),
        ("S11-text", _LIMIT.value, "94"),
    ),
    defect(
        "one with two keys",
        (*_attribute(), add(_LIMIT, LM.attributeKey, plain("limit"))),
        ("S11-key", _LIMIT.value, "94"),
    ),
    defect(
        "one that no item states",
        (*_attribute(), drop("67", LM.statedAttribute)),
        ("S11-item", _LIMIT.value, "94 事项名称"),
    ),
    defect(
        "one with a property that no one foresaw",
        (*_attribute(), add(_LIMIT, NamedNode(EXAMPLE + "note"), plain("x"))),
        ("S10-stated-attribute", _LIMIT.value, "94"),
    ),
    defect(
        "a type of the county's own where the list declares the code list closed",
        _own_type(),
        ("S05-local", "67", "94 事项类型"),
    ),
    defect(
        "a local type without an identifier",
        (
            *_own_type(),
            say("版本", LM.conventionTypes, plain("local")),
            drop(_TYPE, DCT.identifier),
        ),
        ("S12-identifier", _TYPE.value, "94 事项类型"),
    ),
    defect(
        "a local type of another list",
        (
            *_own_type(),
            say("版本", LM.conventionTypes, plain("local")),
            say(_TYPE, SKOS.inScheme, _OTHERS),
            say(_TYPE, SKOS.topConceptOf, _OTHERS),
            add(_OTHERS, RDF.type, SKOS.ConceptScheme),
            add(_OTHERS, SKOS.prefLabel, zh("事项类型"), en("Types")),
            drop(_TYPES, SKOS.hasTopConcept),
            add(_OTHERS, SKOS.hasTopConcept, _TYPE),
        ),
        ("S12-list", _TYPE.value, "94 事项类型"),
    ),
    defect(
        "one with a property that no one foresaw either",
        (
            *_own_type(),
            say("版本", LM.conventionTypes, plain("local")),
            add(_TYPE, NamedNode(EXAMPLE + "note"), plain("x")),
        ),
        ("S10-matter-type", _TYPE.value, "94 事项类型"),
    ),
    defect(
        "a matter with two shared concepts",
        (*_concept(), add("事项 户口登记", LM.matterConcept, _SECOND)),
        ("S13-concept", "事项 户口登记", "3 事项名称"),
        ("X11-concept", "版本"),
    ),
    defect(
        "a shared concept without an identifier",
        (*_concept(), drop(_CONCEPT, DCT.identifier)),
        ("S13-identifier", _CONCEPT.value, "3 事项名称"),
        ("X11-concept", "版本"),
    ),
    defect(
        "one with a property that no one foresaw as well",
        (*_concept(), add(_CONCEPT, NamedNode(EXAMPLE + "note"), plain("x"))),
        ("S10-matter-concept", _CONCEPT.value, "3 事项名称"),
        ("X11-concept", "版本"),
    ),
    defect(
        "a former matter with a property that no one foresaw",
        (*_former(), add(_FORMER, NamedNode(EXAMPLE + "note"), plain("x"))),
        ("S10-former-matter", _FORMER.value),
    ),
)
