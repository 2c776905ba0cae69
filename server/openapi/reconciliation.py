"""`/reconcile`: the Reconciliation Service API 0.2."""

import json
from collections.abc import Iterator

from server import errors
from server.negotiation import JSON
from server.openapi.operations import (
    PAGE,
    STRING,
    TAG,
    Answer,
    Body,
    Interface,
    Operation,
    Parameter,
    Schema,
    Site,
    many,
    one_of,
)
from server.reconciliation.manifest import MOST
from server.reconciliation.terms import TYPES
from server.reconciliation.views import FORM
from server.saved.header import Text

_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.NothingPublished, errors.Busy, errors.DeadlineExceeded, errors.OutOfMemory),
    errors.AnswerTooLarge,
    *errors.OF_ENGINES,
)
_SHAPES: tuple[type[errors.ServiceError], ...] = (
    *(errors.MalformedJson, errors.WrongShape, errors.TooMany),
)
_BODIES: tuple[type[errors.ServiceError], ...] = (
    *(errors.BadBody, errors.BodyTooLarge, errors.BodiesBusy, errors.SlowBody),
    *(errors.IncompleteBody, errors.WrongBodyType, errors.UnsupportedEncoding),
)
_OBJECT: Schema = {"type": "object"}
_RESULT: Schema = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": _OBJECT}},
}
_QUERIES = Text(
    f"一批查询（JSON），最多 {MOST} 条：名称，可加 type、properties、limit。",
    f"A batch of queries as JSON, at most {MOST}: a name, with type, properties and limit.",
)
_EXTEND = Text("要取的属性（JSON）。", "The properties to fetch, as JSON.")


def _operations(site: Site) -> Iterator[Operation]:
    example = json.dumps({"q0": {"query": "县人社局"}}, ensure_ascii=False)
    answer = Answer(
        200,
        Text("说明、候选或属性值。", "The manifest, candidates, or values."),
        {JSON: _OBJECT},
    )
    yield Operation(
        "get",
        "/reconcile",
        "reconcile",
        Text("匹配服务", "The reconciliation service"),
        (Answer(200, answer.words, answer.content, (TAG,)),),
        Text(
            "不带参数得到服务说明（manifest）。在 OpenRefine 里添加这个地址即可使用。",
            "Without parameters the manifest. Add this address in OpenRefine to use it.",
        ),
        (
            Parameter("queries", _QUERIES, example=example),
            Parameter("extend", _EXTEND),
        ),
        errors=(*_ERRORS, *_SHAPES),
    )
    yield Operation(
        "post",
        "/reconcile",
        "reconcile_many",
        Text("匹配一批名称", "Match a batch of names"),
        (answer,),
        body=Body(
            {
                FORM: {
                    "type": "object",
                    "properties": {"queries": STRING, "extend": STRING},
                }
            },
            _QUERIES,
            (FORM, f"queries={example}"),
        ),
        errors=(*_ERRORS, *_SHAPES, *_BODIES),
    )
    yield from _suggesting()
    types = Parameter("type", Text("类型。", "A type."), one_of(TYPES), example="Matter")
    limit = Parameter("limit", Text("最多几个。", "At most."), {"type": "integer", "minimum": 1})
    yield Operation(
        "get",
        "/reconcile/properties",
        "reconcile_properties",
        Text("某类型有哪些属性", "The properties of a type"),
        (Answer(200, Text("属性。", "Properties."), {JSON: _OBJECT}, (TAG,)),),
        parameters=(types, limit),
        errors=_ERRORS,
    )
    matter = site.first("matters")
    thing = matter.removeprefix(f"{site.settings.base}id/") if matter else None
    which = Parameter("id", Text("标识。", "An identifier."), STRING, "query", True, thing)
    yield Operation(
        "get",
        "/reconcile/preview",
        "reconcile_preview",
        Text("一个事物的预览", "A preview of a thing"),
        (Answer(200, Text("小网页。", "A small page."), PAGE, (TAG,)),),
        parameters=(which,),
        errors=(*_ERRORS, errors.UnknownResource),
    )


def _suggesting() -> Iterator[Operation]:
    prefix = Parameter("prefix", Text("开头或其中的文字。", "How it begins."), example="户口")
    for kind, words in (
        ("entity", Text("事物建议", "Suggested things")),
        ("type", Text("类型建议", "Suggested types")),
        ("property", Text("属性建议", "Suggested properties")),
    ):
        parameters: tuple[Parameter, ...] = (prefix,)
        if kind == "entity":
            parameters += (
                Parameter("type", Text("类型。", "A type."), many(one_of(TYPES))),
                Parameter(
                    "cursor", Text("跳过几个。", "How many to pass over."), {"type": "integer"}
                ),
            )
        yield Operation(
            "get",
            f"/reconcile/suggest/{kind}",
            f"reconcile_suggest_{kind}",
            words,
            (Answer(200, words, {JSON: _RESULT}, (TAG,)),),
            parameters=parameters,
            errors=_ERRORS,
        )


INTERFACE = Interface(
    "reconciliation",
    Text("匹配（OpenRefine）", "Reconciliation"),
    Text(
        "Reconciliation Service API 0.2：把一列名称匹配到事项、部门、场景，再取回属性。",
        "The Reconciliation Service API 0.2: a column of names matched with matters, departments "
        "and scenarios, and properties fetched for them.",
    ),
    _operations,
)
