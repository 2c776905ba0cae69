"""Where the head and the foot of every page lead: one list, of which an application shows what it
has a page for."""

from dataclasses import dataclass

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


@dataclass(frozen=True)
class Item:
    """A page that the navigation leads to; its words are a message in the catalogues."""

    path: str
    words: str
    about: str = ""
    """What one does there, for the list of all pages."""
    under: str = ""
    """How the addresses of pages begin that stand under it, where not with its own."""


MAIN = (
    Item("/", "首页", "搜索，按人生阶段、场景、部门找。"),
    Item("/stages", "人生地图", "从出生到身后各阶段、各场景，一张图。"),
    Item("/queries", "查询库", "常问的问题，选好条件就有表格，可存为 Excel。", "/query/"),
    Item("/meeting", "会议材料", "一个或几个场景：谁牵头，谁带着哪几项参加。"),
    Item("/assignments", "分工确认", "每个部门一张责任分工确认表，可打印，可存为 Excel。"),
    Item("/check", "核对", "上传草稿，看有哪些问题，与现行版有哪些不同；不发布。"),
    Item("/match", "对照", "把一列名称或编码对成持久网址。"),
    Item("/workbench", "工作台", "自己写 SPARQL 查询，看结果，存成各种格式。"),
    Item("/help", "帮助", "怎样看、怎样引用、怎样链接。"),
)
"""The navigation of staff."""

FURTHER = (
    Item("/search", "搜索", "事项、场景、部门，按名称、平常的说法、拼音、序号找。"),
    Item("/editions", "版本与比较", "各版清单，任意两版的比较。"),
    Item("/heat", "阶段与部门", "各部门在各阶段有多少项，一张表。"),
    Item("/network", "协作网络", "哪些部门在同一个场景里。"),
    Item("/my-list", "我的清单", "勾选的事项，按部门排好，可打印。"),
    Item("/quality", "数据质量", "有哪些地方要核对，在文件的哪一格。"),
    Item("/changes", "变更", "每次发布改变了什么。"),
)
"""Further pages for staff."""

TECHNICAL = (
    Item("/sparql", "SPARQL 端点", "给程序用的查询接口。"),
    Item("/ns", "术语", "每个类和属性的含义、数量和例子。"),
    Item("/shapes", "检查规则", "数据按哪些规则检查。"),
    Item("/validate", "校验", "检查一份清单或 RDF，不发布。"),
    Item("/openapi", "接口", "全部接口，可试。"),
    Item("/download/", "下载", "每一版的 CSV、RDF 和校验值，全部数据。"),
)
"""What programs and their authors use."""


def offered(items: tuple[Item, ...]) -> list[Item]:
    """Those of `items` that this application has a page for."""
    return [item for item in items if has_page(item.path)]


def has_page(path: str) -> bool:
    """Whether this application answers GET at `path`."""
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def current(item: Item) -> str:
    """What `aria-current` says of `item` on the page at hand: "page" there, "true" on those under
    it and on the same page of one checklist, nothing elsewhere."""
    here = request.path
    if here == item.path:
        return "page"
    under = item.under or (f"{item.path}/" if item.path != "/" else "")
    parts = here.split("/")  # /{region}/{list}/page
    same = len(parts) == 4 and parts[1].isdigit() and parts[3] and f"/{parts[3]}" == item.path
    return "true" if same or (under and here.startswith(under)) else ""
