"""What the editor of `/workbench` asks; whoever else wants to may ask it as well."""

from collections.abc import Iterator, Mapping

from server import errors
from server.negotiation import HTML, JSON
from server.openapi.operations import (
    LANGUAGE,
    STRING,
    TAG,
    Answer,
    Body,
    Interface,
    Operation,
    Parameter,
    Schema,
    Site,
    one_of,
    ref,
)
from server.saved.header import Text

_FORM = "application/x-www-form-urlencoded"
_EXAMPLE = "query=SELECT+%2A+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+5"
_SECRET: Schema = {"type": "string", "pattern": "^[0-9a-f]{32,64}$"}
_FORMS = ("table", "text")
_BODIES = (errors.IncompleteBody, errors.SlowBody, errors.BodiesBusy)
_POSTED = (*_BODIES, errors.QueryTooLong)
_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.MissingQuery, errors.MalformedQuery, errors.EvaluationFailed, errors.QueryTooDeep),
    *(errors.BadParameter, errors.ReachesOut, errors.Busy, errors.DeadlineExceeded),
    *(errors.AnswerTooLarge, errors.OutOfMemory, errors.QueryStopped, errors.NothingPublished),
    *_POSTED,
    *errors.OF_ENGINES,
)


_SHOWN = Answer(
    200,
    Text(
        "结果的开头、行数和用时；空的结果说明可能的原因。",
        "The beginning of the answer, how many rows it has and how long it took; an empty one says "
        "why that may be.",
    ),
    {HTML: STRING},
)


def _operations(site: Site) -> Iterator[Operation]:
    yield Operation(
        "get",
        "/workbench/answer",
        "workbench_answer",
        Text("查询的结果，作为网页的一部分", "The answer to a query as a part of a page"),
        (_SHOWN,),
        parameters=(
            Parameter(
                "query",
                Text("一条 SPARQL 1.1 查询。", "One SPARQL 1.1 query."),
                STRING,
                required=True,
                example="ASK { ?s ?p ?o }",
            ),
            Parameter(
                "timeout", Text("最多运行几秒。", "The seconds it may take."), _seconds(site)
            ),
            Parameter("form", Text("表格或文字。", "A table or text."), one_of(_FORMS)),
            LANGUAGE,
        ),
        errors=tuple(one for one in _ERRORS if one not in _BODIES),
    )
    yield Operation(
        "post",
        "/workbench/answer",
        "workbench_answer_by_post",
        Text("以 POST 查询，可以停止", "The same by POST, which can be stopped"),
        (_SHOWN,),
        Text(
            "与 /sparql 同样的限制。stop 是提交者自选的随机密钥，凭它可以停止这条查询。",
            "The limits are those of /sparql. stop is a random secret that the asker chooses; it "
            "stops this query.",
        ),
        parameters=(LANGUAGE,),
        body=_asked(site),
        errors=_ERRORS,
    )
    yield Operation(
        "post",
        "/workbench/answer/stop",
        "workbench_stop",
        Text("停止自己的查询", "Stop one's own query"),
        (Answer(204, Text("已停止。", "It is stopped."), {}),),
        body=Body(
            {
                _FORM: {
                    "type": "object",
                    "required": ["stop"],
                    "properties": {"stop": _SECRET},
                }
            },
            Text("提交查询时给出的密钥。", "The secret that was sent with the query."),
            (_FORM, f"stop={'0f' * 16}"),
        ),
        errors=(errors.NothingToStop, errors.BadParameter, *_POSTED),
    )
    yield Operation(
        "get",
        "/workbench/vocabulary.json",
        "workbench_vocabulary",
        Text("编辑器补全用的前缀、术语和代码", "Prefixes, terms and codes to complete from"),
        (
            Answer(
                200,
                Text("中英文名称都有。", "With their labels in Chinese and English."),
                {JSON: ref("WorkbenchVocabulary")},
                (TAG,),
            ),
        ),
    )


def _seconds(site: Site) -> Schema:
    most = max(site.settings.deadline, site.settings.deadline_cap)
    return {"type": "number", "minimum": 0.001, "maximum": most}


def _asked(site: Site) -> Body:
    most = max(site.settings.deadline, site.settings.deadline_cap)
    fields: Mapping[str, Schema] = {
        "query": STRING,
        "timeout": _seconds(site),
        "form": one_of(_FORMS),
        "stop": _SECRET,
    }
    form = {"type": "object", "required": ["query"], "properties": fields}
    words = Text(
        f"一条查询；timeout 是秒数，至多 {most:g}；form 为 table 或 text（Turtle、JSON）。",
        f"A query; timeout in seconds, at most {most:g}; form is table or text (Turtle, JSON).",
    )
    return Body({_FORM: form}, words, (_FORM, _EXAMPLE))


def _schemas(site: Site) -> Mapping[str, Schema]:
    texts = ("zh", "en")
    named = dict.fromkeys(("name", "iri", *texts, "zh_says", "en_says"), STRING)
    term = {
        "type": "object",
        "required": [*named, "kind"],
        "properties": {**named, "kind": one_of(("class", "property", "individual"))},
    }
    code = {
        "type": "object",
        "required": ["iri", *texts],
        "properties": dict.fromkeys(("iri", *texts), STRING),
    }
    return {
        "WorkbenchVocabulary": {
            "type": "object",
            "required": ["prefixes", "terms", "codes"],
            "properties": {
                "prefixes": {"type": "object", "additionalProperties": STRING},
                "terms": {"type": "array", "items": term},
                "codes": {"type": "array", "items": code},
            },
        }
    }


INTERFACE = Interface(
    "workbench",
    Text("工作台", "Workbench"),
    Text("网页 /workbench 的编辑器所用。", "What the editor of the page /workbench uses."),
    _operations,
    _schemas,
)
