"""What the made-up third county's lists print; `third_county` writes it as RDF.

| | personal list, edition 2024-05 | enterprise list, edition 2023 (and 2021 before it) |
|---|---|---|
| groups | scenarios only, no stage column | stages and scenarios |
| numbers | start again in each scenario | none |
| lead | may be several (1-2) | one |
| blank cooperating cell | nobody cooperates (1-1, 2-1) | the value above holds |
| types | one word of its own, 便民服务 | those of the code list |
| further columns | 实施主体, 承诺时限, 备注, and one that no one knows | none |
| file | a workbook with merged cells | a PDF of two pages |
"""

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import CODE

REGION = "370998"
PERSONAL, ENTERPRISE = "personal-life-cycle", "enterprise-life-cycle"
CONVENTIONS: dict[str, dict[str, str]] = {
    f"{PERSONAL}/2024-05": {
        "Numbers": "per-scenario",
        "Levels": "scenario",
        "JointLead": "true",
        "BlankCooperating": "none",
        "Types": "local",
    },
    f"{ENTERPRISE}/2023": {
        "Numbers": "none",
        "Levels": "stage-scenario",
        "JointLead": "false",
        "BlankCooperating": "carried",
        "Types": "closed",
    },
    f"{ENTERPRISE}/2021": {"Numbers": "none"},
}
TITLES = {
    PERSONAL: ("个人事项清单", "Matters of a person"),
    ENTERPRISE: ("企业全生命周期事项清单", "Matters of a company's life cycle"),
}
STAGES = {
    "open": ("开办", "Opening", ENTERPRISE, 1),
    "close": ("注销", "Closing", ENTERPRISE, 2),
}
# name, English name, list, stage, code as printed
SCENARIOS = {
    "birth": ("出生", "Birth", PERSONAL, None, "1"),
    "school": ("入学", "Starting school", PERSONAL, None, "2"),
    "start": ("企业开办", "Starting a business", ENTERPRISE, "open", "1.1"),
    "end": ("企业注销", "Closing a business", ENTERPRISE, "close", "2.1"),
}
DEPARTMENTS = {
    "health": ("县卫生健康局", "County Health Bureau"),
    "police": ("县公安局", "County Public Security Bureau"),
    "school": ("县教育局", "County Education Bureau"),
    "approval": ("县行政审批局", "County Approval Bureau"),
    "tax": ("县税务局", "County Tax Bureau"),
}
MATTERS = {
    "former": ("企业设立与公章备案", "Company registration and seal"),
    "birth": ("出生医学证明办理", "Medical certificate of birth"),
    "household": ("户口登记", "Household registration"),
    "enrol": ("入学登记", "School registration"),
    "licence": ("企业设立登记", "Registration of a company"),
    "seal": ("公章刻制备案", "Filing of a seal"),
    "closing": ("企业注销登记", "Deregistration of a company"),
}
SUB_ITEMS = {
    "primary": ("小学入学", "Primary school", "enrol"),
    "middle": ("初中入学", "Middle school", "enrol"),
}
FORMER = "former"
"""The matter that only the edition of 2021 has."""
CONFIRMATION = CODE["matter-type/administrative-confirmation"]
SERVICE = CODE["matter-type/public-service"]
LICENCE = CODE["matter-type/administrative-licence"]
TYPE_WORDS = {
    CONFIRMATION: "行政确认",
    SERVICE: "公共服务",
    LICENCE: "行政许可",
    None: "便民服务",
}


@dataclass(frozen=True)
class Line:
    """One printed line: departments by key, further columns as (heading, key, text)."""

    kind: NamedNode | None
    """None for the local type."""
    lead: tuple[str, ...]
    cooperating: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    further: tuple[tuple[str, str, str], ...] = ()
    sub_item: str = ""
    merged: int = 0
    """How many rows above the merged cells begin in which its lead and its scenario stand."""


@dataclass(frozen=True)
class Entry:
    """One entry: where it stands in the edition and what its lines say."""

    key: str
    number: int | None
    scenario: str
    matter: str
    lines: tuple[Line, ...]


LIMIT = ("承诺时限", "committed-time-limit", "5个工作日")
REMARKS = ("备注", "remarks", "凭出生医学证明\n办理")
UNKNOWN = ("网格员", "unknown-10", "由村（社区）指定")
FURTHER = (LIMIT, REMARKS, UNKNOWN)
"""The further columns of the workbook, in its order."""
PERSONAL_ENTRIES = (
    Entry("1-1", 1, "birth", "birth", (Line(CONFIRMATION, ("health",)),)),
    Entry(
        "1-2",
        2,
        "birth",
        "household",
        (Line(SERVICE, ("health", "police"), ("police",), (), (UNKNOWN, LIMIT, REMARKS)),),
    ),
    Entry("2-1", 1, "school", "household", (Line(SERVICE, ("school",), (), ("police",)),)),
    Entry(
        "2-2",
        2,
        "school",
        "enrol",
        (
            Line(None, ("school",), ("police",), (), (LIMIT,), "primary", 1),
            Line(None, ("school",), (), ("school",), (), "middle", 2),
        ),
    ),
)
ENTERPRISE_ENTRIES = (
    Entry("1", None, "start", "licence", (Line(LICENCE, ("approval",), ("tax",)),)),
    Entry("2", None, "start", "seal", (Line(SERVICE, ("approval",), ("police",)),)),
    Entry("3", None, "end", "closing", (Line(LICENCE, ("approval",), ("tax",)),)),
)
FORMER_ENTRIES = (Entry("1", None, "start", FORMER, (Line(LICENCE, ("approval",), ("tax",)),)),)
EDITIONS = {
    f"{PERSONAL}/2024-05": PERSONAL_ENTRIES,
    f"{ENTERPRISE}/2023": ENTERPRISE_ENTRIES,
    f"{ENTERPRISE}/2021": FORMER_ENTRIES,
}
