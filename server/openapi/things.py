"""Linked data: `/id/…`, `/doc/…` and `/code/…`; what the service and its vocabulary say of
themselves: `/.well-known/void`, `/ns`, `/shapes`."""

from collections.abc import Iterator

from server import errors, formats
from server.negotiation import GRAPH_TYPES, HTML, JSON_LD
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
from server.profiles.asked import PARAMETER, PROFILES
from server.saved.header import Text
from server.urls import SUFFIXES
from server.vocabulary.terms import ontology

_FORMAT = Parameter(
    "format",
    Text("形式，胜过 Accept；也可写媒体类型。", "The form, before Accept; a media type will do."),
    one_of(formats.GRAPHS),
)
_EDITION = Parameter(
    "edition",
    Text(
        "版本的标识：取它所载的内容。",
        "The key of an edition: what it has of the thing.",
    ),
)
_DATETIME = Parameter(
    "Accept-Datetime",
    Text("要哪个时间的内容（RFC 7089）。", "As it was at this time (RFC 7089)."),
    {"type": "string", "pattern": "GMT$"},
    "header",
)
_DOCUMENT = (
    Answer(200, Text("网页或 RDF。", "A page or RDF."), texts(HTML, *GRAPH_TYPES), (TAG, "Link")),
)
_IN_PROFILE = (
    Answer(
        200,
        Text(
            "网页，或按一种描述规范给出的 RDF；Link 列出这个事物有哪几种。",
            "A page, or RDF in a profile; Link lists those that there are of this thing.",
        ),
        texts(HTML, *GRAPH_TYPES),
        (TAG, "Link", "Content-Profile"),
    ),
)
_PROFILES = "、".join(f"{one.token}（{one.uri}）" for one in PROFILES)
_PROFILE = Parameter(
    PARAMETER,
    Text(
        f"描述规范，写代号或 URI，胜过 Accept-Profile；缺省为 {PROFILES[0].token}：{_PROFILES}。",
        f"The profile, by token or URI, before Accept-Profile; {PROFILES[0].token} if absent.",
    ),
    one_of(name for one in PROFILES for name in one.names),
)
_ACCEPT_PROFILE = Parameter(
    "Accept-Profile",
    Text(
        "愿意要的描述规范，如 <https://schema.org/>;q=0.9；不认识的略过，都没有则给缺省的。"
        "说了要哪种而 Accept 什么都行的，得到 Turtle；网页不按描述规范。",
        "The profiles that will do, like <https://schema.org/>;q=0.9; unknown ones are passed "
        "over, and where there is none of them the default is given. Who names one and accepts "
        "anything gets Turtle; a page is in no profile.",
    ),
    place="header",
)
_LED = (Answer(303, Text("说明它的文档。", "The document about it."), {}, ("Location",)),)
_UNKNOWN: tuple[type[errors.ServiceError], ...] = (
    errors.UnknownResource,
    errors.Withdrawn,
    errors.NothingPublished,
    *errors.OF_ENGINES,
)
_WORKED: tuple[type[errors.ServiceError], ...] = (
    errors.Busy,
    errors.DeadlineExceeded,
    errors.OutOfMemory,
)


def _things(site: Site) -> Iterator[Operation]:
    checklist = site.first("checklists")
    thing = checklist.removeprefix(f"{site.settings.base}id/") if checklist else None
    words = Text("事物网址在 id/ 之后的部分。", "What follows id/ in the IRI of a thing.")
    of = path_of("path", words, thing)
    yield Operation(
        "get",
        "/id/{path}",
        "thing",
        Text("一个事物", "A thing"),
        _LED,
        Text(
            "网址代表事物本身，303 到说明它的文档。", "The IRI is the thing; 303 to its document."
        ),
        (of,),
        errors=_UNKNOWN,
    )
    yield Operation(
        "get",
        "/doc/{path}",
        "document",
        Text("说明一个事物的文档", "The document about a thing"),
        (
            *_IN_PROFILE,
            Answer(302, Text("当时的内容。", "As it was then."), {}, ("Location", "Link")),
        ),
        Text(
            f"也可在网址末尾写明形式：{'、'.join(f'.{name}' for name in SUFFIXES)}。",
            f"The end of the address may name the form: {', '.join(f'.{n}' for n in SUFFIXES)}.",
        ),
        (of, _FORMAT, _PROFILE, _ACCEPT_PROFILE, _EDITION, _DATETIME, LANGUAGE),
        errors=(
            *(*_UNKNOWN, errors.BadParameter, errors.UnknownProfile, errors.NoSuchProfile),
            *_WORKED,
        ),
    )
    code = Text("代码网址在 code/ 之后的部分。", "What follows code/ in the IRI of a code.")
    yield Operation(
        "get",
        "/code/{path}",
        "code",
        Text("一个代码", "A code"),
        _LED,
        parameters=(path_of("path", code, "matter-type/public-service"),),
        errors=_UNKNOWN,
    )


def _vocabulary(site: Site) -> Iterator[Operation]:
    form = Parameter("form", Text("形式。", "The form."), one_of(SUFFIXES), "path", True, "ttl")
    errors_ = (errors.NotFound, errors.BadParameter)
    for path, name, words in (
        ("/ns", "vocabulary", Text("术语", "The vocabulary")),
        ("/shapes", "shapes", Text("检查规则", "The rules")),
    ):
        yield Operation(
            "get",
            path,
            name,
            words,
            _DOCUMENT,
            parameters=(_FORMAT, LANGUAGE),
            errors=errors_,
        )
        yield Operation(
            "get",
            f"{path}.{{form}}",
            f"{name}_in_form",
            Text(f"{words.zh}，形式在网址里", f"{words.en}, in the form that the address names"),
            _DOCUMENT,
            parameters=(form, LANGUAGE),
            errors=errors_,
        )
    version = Parameter(
        "version",
        Text("版本号。", "The version."),
        {"type": "string", "pattern": r"^[1-9][0-9]{0,5}(\.[0-9]{1,6}){2}$"},
        "path",
        True,
        ontology().version,
    )
    yield Operation(
        "get",
        "/ns/{version}",
        "vocabulary_version",
        Text("某个版本的术语", "A version of the vocabulary"),
        (*_DOCUMENT, Answer(303, Text("现行版本。", "The current one."), {}, ("Location",))),
        parameters=(version, _FORMAT, LANGUAGE),
        errors=errors_,
    )
    yield Operation(
        "get",
        "/ns/context.jsonld",
        "context",
        Text("JSON-LD 上下文", "The JSON-LD context"),
        (
            Answer(
                200,
                Text("可保存一天。", "It may be kept for a day."),
                {JSON_LD: {"type": "object", "required": ["@context"]}},
                (TAG,),
            ),
        ),
    )


def _description(site: Site) -> Iterator[Operation]:
    yield Operation(
        "get",
        "/.well-known/void",
        "void",
        Text("数据说明（VoID）", "The VoID description"),
        (
            Answer(
                200,
                Text("各类和各属性有多少。", "How much there is of each class and property."),
                texts(*GRAPH_TYPES),
                (TAG, "Link"),
            ),
        ),
        errors=(errors.NothingPublished, *_WORKED, *errors.OF_ENGINES),
    )


INTERFACES = (
    Interface(
        "things",
        Text("事物与文档", "Things and documents"),
        Text(
            "每个事项、部门、条目有一个持久网址；打开它得到网页或 RDF。",
            "Each matter, department and entry has an IRI to last; it leads to a page or RDF.",
        ),
        _things,
    ),
    Interface(
        "vocabulary",
        Text("术语与规则", "Vocabulary and rules"),
        Text("本体、JSON-LD 上下文和 SHACL 规则。", "Ontology, JSON-LD context and SHACL shapes."),
        _vocabulary,
    ),
    Interface(
        "description",
        Text("数据自述", "Self-description"),
        Text("这里有什么数据，多少。", "What data there are, and how many."),
        _description,
    ),
)
