"""The names the design asks for, written by hand so that a term lost from core.ttl is noticed."""


def _names(text: str) -> list[str]:
    return text.split()


CLASSES = _names("""
Stage Scenario Matter SubItem MatterConcept ChecklistItem Entry SubEntry LeafItem Department
Jurisdiction Checklist Edition SourceDocument SourceRow LoadActivity FormerMatter SourceCell
MatterType DepartmentRole DepartmentFunction InstitutionKind AdminLevel FillMethod SubItemKind
StatedAttribute
""")

OBJECT_PROPERTIES = _names("""
inEdition hasEntry stage scenario matter subItem matterType leadDepartment cooperatingDepartment
handlingDepartment subEntryOf hasSubEntry subItemOf hasSubItem matterConcept subItemKind
departmentFunction institutionKind adminLevel exerciseLevel parentJurisdiction statedIn
involvesDepartment scenarioLead previousEntry sourceRow leadValueFrom cooperatingValueFrom
stageValueFrom scenarioValueFrom leadFill cooperatingFill stageFill scenarioFill sourceDocument
statedAttribute status lastEdition confidence problemRow problemCell codeRelation
""")

INDIVIDUALS = ["LoaderConstraintComponent"]

DATATYPE_PROPERTIES = _names("""
number order leafOrder stageNumber scenarioCode statedName regionCode page sheet table rawNumber
rawStage rawScenario rawName rawSubName rawType rawLead rawCooperating rowIndex lineStart lineEnd
sha256 mediaType fileName officialName columnIndex heading cellText cellAddress softwareVersion
entryCount leafCount scenarioCount stageCount departmentCount matterCount subItemCount
matterTypeCount contentDigest conventionNumbers conventionBlankCooperating conventionJointLead
conventionLevels conventionTypes rowSpan columnSpan problemCode problemText attributeKey
attributeText codeScheme validFrom validTo reviewedBy
""")

SUPERCLASSES = {
    "Stage": {"cv:Event", "skos:Concept"},
    "Scenario": {"cv:Event", "skos:Concept"},
    "Matter": {"cpsv:PublicService"},
    "SubItem": {"cpsv:PublicService"},
    "MatterConcept": {"skos:Concept"},
    "ChecklistItem": {"prov:Entity"},
    "Entry": {"lm:ChecklistItem", "prov:Entity"},
    "SubEntry": {"lm:ChecklistItem", "prov:Entity"},
    "LeafItem": {"lm:ChecklistItem", "prov:Entity"},
    "Department": {"cv:PublicOrganisation", "org:Organization", "foaf:Agent"},
    "Jurisdiction": {"dct:Location"},
    "Checklist": {"dcat:Dataset", "dcat:Resource"},
    "Edition": {"dcat:Dataset", "dcat:Resource", "prov:Entity"},
    "SourceDocument": {"prov:Entity", "foaf:Document"},
    "SourceRow": {"prov:Entity"},
    "SourceCell": {"prov:Entity"},
    "StatedAttribute": {"prov:Entity"},
    "LoadActivity": {"prov:Activity"},
    "FormerMatter": set(),
    "MatterType": {"skos:Concept"},
    "DepartmentRole": {"skos:Concept"},
    "DepartmentFunction": {"skos:Concept"},
    "InstitutionKind": {"skos:Concept"},
    "AdminLevel": {"skos:Concept"},
    "FillMethod": {"skos:Concept"},
    "SubItemKind": {"skos:Concept"},
}

SUPERPROPERTIES = {
    "matterType": "cv:isClassifiedBy",
    "matterConcept": "cv:isClassifiedBy",
    "subItemOf": "cv:relatedService",
    "departmentFunction": "org:classification",
    "institutionKind": "org:classification",
    "statedIn": "prov:wasDerivedFrom",
    "previousEntry": "prov:wasRevisionOf",
    "sourceRow": "prov:wasDerivedFrom",
    "hasSubItem": "cv:relatedService",
    "scenarioLead": "lm:involvesDepartment",
    "status": "adms:status",
    "leadValueFrom": "prov:wasDerivedFrom",
    "cooperatingValueFrom": "prov:wasDerivedFrom",
    "stageValueFrom": "prov:wasDerivedFrom",
    "scenarioValueFrom": "prov:wasDerivedFrom",
    "sourceDocument": "prov:hadPrimarySource",
}

# Classes of other vocabularies that an lm: class, or a class above one, may stand under.
EXTERNAL_CLASSES = _names("""
cv:Event cv:PublicOrganisation cpsv:PublicService org:Organization foaf:Agent foaf:Document
dct:Location dct:MediaTypeOrExtent dct:RightsStatement dcat:Dataset dcat:Resource skos:Concept
prov:Entity prov:Activity prov:Agent void:Dataset
""")

CODES = {
    "matter-type": """administrative-power administrative-licence administrative-confirmation
        administrative-payment administrative-ruling administrative-reward administrative-filing
        other-administrative-power public-service other""",
    "department-role": "lead cooperating handling presumed-handling",
    "admin-level": "national provincial municipal county township village",
    "fill-method": "stated restated merged carried-down corrected",
    "sub-item-kind": "sub-matter handling-item undetermined",
    "institution-kind": """government-department public-institution mass-organisation
        vertically-managed-body branch-of-higher-body""",
    "department-function": """health public-security healthcare-security human-resources education
        veterans administrative-approval tax housing-provident-fund housing natural-resources
        agriculture civil-affairs disabled-persons""",
    "confidence": "high medium",
    "matter-status": "current renamed moved split merged withdrawn not-in-current-list",
    "life-stage": """birth education employment daily-life home travel medical-care assistance
        old-age after-death""",
}

CODE_CLASSES = {
    "matter-type": "MatterType",
    "department-role": "DepartmentRole",
    "admin-level": "AdminLevel",
    "fill-method": "FillMethod",
    "sub-item-kind": "SubItemKind",
    "institution-kind": "InstitutionKind",
    "department-function": "DepartmentFunction",
}
