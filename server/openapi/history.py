"""What happened: `/feed`, `/history/…`, `/memento/…`, `/timemap/…`."""

from collections.abc import Iterator

from server import errors
from server.feed.terms import PAGE
from server.feed.views import FORMS, OFFERED
from server.history.memento import LINK_FORMAT
from server.negotiation import GRAPH_TYPES, HTML, JSON
from server.openapi.operations import (
    LANGUAGE,
    TAG,
    Answer,
    Interface,
    Operation,
    Parameter,
    Site,
    one_of,
    path_of,
    texts,
)
from server.saved.header import Text

_UNPUBLISHED: tuple[type[errors.ServiceError], ...] = (errors.NothingPublished, *errors.OF_ENGINES)
_WORKED: tuple[type[errors.ServiceError], ...] = (
    errors.Busy,
    errors.DeadlineExceeded,
    errors.OutOfMemory,
)
_TYPES = texts(*(one for one in OFFERED if one != HTML))
_ANSWERS = (
    Answer(200, Text("各条变更。", "The changes."), _TYPES, (TAG,)),
    Answer(303, Text("给人看的网页。", "The page for people."), {}, ("Location",)),
)


def _feed(site: Site) -> Iterator[Operation]:
    number = Parameter(
        "number",
        Text(f"第几页，每页{PAGE}条。", f"Which page, of {PAGE} changes each."),
        {"type": "integer", "minimum": 1},
        "path",
        True,
        1,
    )
    suffix = Parameter("suffix", Text("形式。", "The form."), one_of(FORMS), "path", True, "trig")
    words = Text("变更订阅的入口", "The entry point of the change feed")
    page = Text("变更的一页", "A page of changes")
    about = Text(
        "LDES：每条变更是 ActivityStreams 的 Create、Update 或 Delete，"
        "事物此后的全部内容在以该变更为名的图中；Atom：最近的变更。",
        "LDES: each change is a Create, Update or Delete of ActivityStreams, and what the thing "
        "says afterwards stands in a graph named after it; Atom: the latest changes.",
    )
    full = Text(
        "满页永不再变（immutable），并指向下一页。",
        "A page that is full never changes again (immutable), and leads to the next.",
    )
    yield Operation(
        "get", "/feed", "feed", words, _ANSWERS, about,
        (LANGUAGE,), errors=(errors.NotAcceptable, *_UNPUBLISHED),
    )  # fmt: skip
    yield Operation(
        "get", "/feed.{suffix}", "feed_in_form", words, _ANSWERS[:1],
        about, (suffix, LANGUAGE), errors=(errors.NotFound, *_UNPUBLISHED),
    )  # fmt: skip
    yield Operation(
        "get", "/feed/{number}", "feed_page", page, _ANSWERS, full,
        (number, LANGUAGE), errors=(errors.NotFound, errors.NotAcceptable, *_UNPUBLISHED),
    )  # fmt: skip
    yield Operation(
        "get", "/feed/{number}.{suffix}", "feed_page_in_form", page, _ANSWERS[:1],
        full, (number, suffix, LANGUAGE), errors=(errors.NotFound, *_UNPUBLISHED),
    )  # fmt: skip


def _history(site: Site) -> Iterator[Operation]:
    department = (site.first("departments") or "").removeprefix(f"{site.settings.base}id/")
    words = Text("事物网址在 id/ 之后的部分。", "What follows id/ in the IRI of a thing.")
    path = path_of("path", words, department or None)
    stamp = Parameter(
        "stamp",
        Text("时间，YYYYMMDDhhmmss，协调世界时。", "The time, YYYYMMDDhhmmss, in UTC."),
        {"type": "string", "pattern": "^[0-9]{14}$"},
        "path",
        True,
        "20261130000000",
    )
    form = Parameter("format", Text("形式。", "The form."), one_of(("html", "json")))
    yield Operation(
        "get",
        "/history/{path}",
        "history",
        Text("一个事物的沿革", "The history of a thing"),
        (
            Answer(
                200,
                Text(
                    "哪次发布、依据哪份文件、改变了什么。",
                    "What changed when, and from which file.",
                ),
                texts(JSON, HTML),
                (TAG,),
            ),
        ),
        Text("网址末尾加 .json 得到 JSON。", "With .json at the end of the address, as JSON."),
        (path, form, LANGUAGE),
        errors=(errors.UnknownResource, errors.BadParameter, *_UNPUBLISHED, *_WORKED),
    )
    yield Operation(
        "get",
        "/timemap/{path}",
        "timemap",
        Text("一个文档的各个历史版本（RFC 7089）", "The mementos of a document (RFC 7089)"),
        (
            Answer(
                200,
                Text("历史版本的网址和时间。", "Their addresses and times."),
                texts(LINK_FORMAT),
                (TAG,),
            ),
        ),
        parameters=(path,),
        errors=(errors.UnknownResource, *_UNPUBLISHED),
    )
    yield Operation(
        "get",
        "/memento/{stamp}/{path}",
        "memento",
        Text("一个文档当时的内容（RFC 7089）", "A document as it was (RFC 7089)"),
        (
            Answer(
                200,
                Text("当时的内容。", "What it said then."),
                texts(HTML, *GRAPH_TYPES),
                (TAG, "Link", "Memento-Datetime", "Content-Profile"),
            ),
            Answer(
                302, Text("那时所适用的历史版本。", "The memento that counts."), {}, ("Location",)
            ),
        ),
        Text(
            "也可向 /doc/ 发送 Accept-Datetime，由它转来。",
            "/doc/ leads here where it is asked with Accept-Datetime.",
        ),
        (stamp, path, LANGUAGE),
        errors=(
            errors.NotFound,
            errors.UnknownResource,
            errors.BadParameter,
            errors.UnknownProfile,
            errors.NoSuchProfile,
            errors.NotAcceptable,
            *_UNPUBLISHED,
            *_WORKED,
        ),
    )


INTERFACES = (
    Interface(
        "feed",
        Text("变更订阅", "Change feed"),
        Text(
            "每次发布改变了什么：Linked Data Event Stream 和 Atom。",
            "What each publication changed: a Linked Data Event Stream, and Atom.",
        ),
        _feed,
    ),
    Interface(
        "history",
        Text("沿革", "History"),
        Text(
            "每个事物改变过什么，它的文档当时怎么说。",
            "What changed of each thing, and what its document said then.",
        ),
        _history,
    ),
)
