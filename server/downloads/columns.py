"""The codebook: what each column of each table means, in both languages (Table Schema).

A column with URIs stands beside that of the names; several values in a cell are joined by `、`,
several URIs by a space, in the same order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.saved.header import Text


@dataclass(frozen=True)
class Column:
    """A column: its name, its type, and what it means."""

    name: str
    kind: str
    title: Text
    meaning: Text


def _text(name: str, zh: str, en: str, says_zh: str, says_en: str) -> Column:
    return Column(name, "string", Text(zh, en), Text(says_zh, says_en))


def _number(name: str, zh: str, en: str, says_zh: str, says_en: str) -> Column:
    return Column(name, "integer", Text(zh, en), Text(says_zh, says_en))


def _uri(name: str, zh: str, en: str) -> Column:
    return _text(
        name, f"{zh}网址", f"URI of the {en}", f"{zh}的持久网址。", f"The URI of the {en}."
    )


_EDITION = (
    _text("region", "区划", "Region", "六位区划代码。", "The code of the region, six digits."),
    _text("list", "清单", "List", "清单的标识。", "The key of the list."),
    _text("edition", "版本", "Edition", "版本的标识。", "The key of the edition."),
)
_ENTRY = (
    _number("number", "序号", "Number", "清单所印的序号。", "The number as printed."),
    _text("name", "事项名称", "Name", "条目所印的名称。", "The name of the entry as printed."),
)
_PLACE = (
    _number("stage_number", "阶段序号", "Stage number", "清单所印。", "As printed."),
    _text("stage", "阶段", "Stage", "条目所在的阶段。", "The stage of the entry."),
    _uri("stage_uri", "阶段", "stage"),
    _text(
        "scenario_code", "场景代码", "Scenario code", "如 4.3；是文字，不是小数。", "Such as 4.3."
    ),
    _text("scenario", "场景", "Scenario", "条目所在的场景。", "The scenario of the entry."),
    _uri("scenario_uri", "场景", "scenario"),
)
_MATTER = (
    _text("matter", "事项", "Matter", "归并后的事项。", "The matter that the entry means."),
    _uri("matter_uri", "事项", "matter"),
)
_ROLES = (
    _text("types", "事项类型", "Types", "清单所印。", "As printed."),
    _uri("types_uri", "事项类型", "types"),
    _text(
        "lead_departments",
        "牵头部门",
        "Departments that lead",
        "清单所印；属于条目，不属于事项。",
        "As printed; it belongs to the entry, not to the matter.",
    ),
    _uri("lead_departments_uri", "牵头部门", "departments that lead"),
    _text(
        "cooperating_departments",
        "协同部门",
        "Departments that cooperate",
        "清单所印，次序没有含义。",
        "As printed; their order means nothing.",
    ),
    _uri("cooperating_departments_uri", "协同部门", "departments that cooperate"),
    _text(
        "handling_departments",
        "办理部门（清单写明）",
        "Departments that handle, as stated",
        "清单有“实施主体”一类的栏目才有。",
        "Only where the list has a column that states it.",
    ),
    _uri("handling_departments_uri", "办理部门", "departments that handle"),
)
ITEMS: Sequence[Column] = (
    _uri("uri", "具体事项", "line"),
    *_EDITION,
    *_ENTRY,
    _number(
        "line", "行", "Line", "条目之下的第几行；没有分行的为空。", "Its place under the entry."
    ),
    _text("line_name", "细分名称", "Name of the line", "该行所印。", "As printed."),
    _uri("entry_uri", "条目", "entry"),
    *_PLACE,
    *_MATTER,
    _text("sub_item", "细分事项", "Sub-item", "归并后的细分事项。", "The sub-item that it means."),
    _uri("sub_item_uri", "细分事项", "sub-item"),
    *_ROLES,
)
ENTRIES: Sequence[Column] = (
    _uri("uri", "条目", "entry"),
    *_EDITION,
    *_ENTRY,
    _number("lines", "行数", "Lines", "之下有几行，没有分行算一行。", "How many lines it has."),
    *_PLACE,
    *_MATTER,
    *_ROLES,
)
MATTERS: Sequence[Column] = (
    _uri("uri", "事项", "matter"),
    _text("identifier", "标识符", "Identifier", "换了域名也不变。", "It outlives the domain."),
    _text("kind", "类别", "Kind", "matter 事项，sub-item 细分事项。", "matter or sub-item."),
    _text("name", "名称", "Name", "现行名称。", "Its name today."),
    _text("name_en", "英文名称", "English name", "非官方译文。", "An unofficial translation."),
    _text("aliases", "别名", "Other names", "其他名称。", "Other names."),
    _text("status", "状态", "Status", "今天的状态。", "What became of it by today."),
    _text("matter", "所属事项", "Matter of it", "细分事项所属的事项。", "Of a sub-item."),
    _uri("matter_uri", "所属事项", "matter"),
    _text("numbers", "序号", "Numbers", "在哪几项。", "The numbers of its entries."),
    _text("types", "事项类型", "Types", "各条目所印之和。", "Of all its entries."),
    _uri("types_uri", "事项类型", "types"),
    _text(
        "presumed_handling_departments",
        "推定办理部门",
        "Departments presumed to handle it",
        "由协同部门推定，并非清单所载。",
        "Presumed from those that cooperate; not stated in the list.",
    ),
    _uri("presumed_handling_departments_uri", "推定办理部门", "departments presumed"),
)
DEPARTMENTS: Sequence[Column] = (
    _uri("uri", "部门", "department"),
    _text("identifier", "标识符", "Identifier", "换了域名也不变。", "It outlives the domain."),
    _text("name", "名称", "Name", "清单所印的名称。", "Its name as printed."),
    _text("name_en", "英文名称", "English name", "非官方译文。", "An unofficial translation."),
    _text("aliases", "别名", "Other names", "其他名称。", "Other names."),
    _text("level", "行政层级", "Level", "县级、市级等。", "County, municipal, …"),
    _text("function", "职能", "Function", "由编者归类。", "As the editors classified it."),
    _text("unit_of", "上级机构", "Unit of", "所属的机构。", "The body that it is a unit of."),
    _uri("unit_of_uri", "上级机构", "body above"),
    _number("leads", "牵头", "Leads", "牵头的条目数。", "Entries that it leads."),
    _number("cooperates", "协同", "Cooperates", "协同的条目数。", "Entries that it cooperates on."),
    _number("scenarios", "场景", "Scenarios", "涉及的场景数。", "Scenarios that it stands in."),
)
EDGES: Sequence[Column] = (
    _text("source", "起", "Source", "部门。", "A department."),
    _uri("source_uri", "起", "source"),
    _text("target", "止", "Target", "部门。", "A department."),
    _uri("target_uri", "止", "target"),
    _text(
        "kind",
        "关系",
        "Kind",
        "leads-with：前者牵头、后者协同的条目；same-scenario：同在的场景，没有方向。",
        "leads-with: the first leads and the second cooperates; same-scenario: without direction.",
    ),
    _number("weight", "数量", "Weight", "条目数或场景数。", "How many entries, or scenarios."),
)


@dataclass(frozen=True)
class Table:
    """A table: its name, its columns, the first of which is its key but of edges."""

    name: str
    columns: Sequence[Column]


TABLES: Mapping[str, Table] = {
    one.name: one
    for one in (
        Table("items", ITEMS),
        Table("entries", ENTRIES),
        Table("matters", MATTERS),
        Table("departments", DEPARTMENTS),
        Table("edges", EDGES),
    )
}
