"""SPARQL 1.1 Protocol, section 2.1: `/sparql`, by GET and by both kinds of POST."""

from collections.abc import Iterator, Mapping

from server import errors, formats
from server.negotiation import GRAPH_TYPES, HTML, RESULTS_JSON, SOLUTION_TYPES
from server.openapi.operations import (
    IRI,
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
    many,
    one_of,
    ref,
    texts,
)
from server.saved.header import Text

_EXAMPLE = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 5"
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_NAMES = tuple(dict.fromkeys((*formats.SOLUTIONS, *formats.GRAPHS)))
_RESULTS: Mapping[str, Schema] = {
    RESULTS_JSON: ref("SparqlResults"),
    **texts(*(form for form in SOLUTION_TYPES if form != RESULTS_JSON), *GRAPH_TYPES, HTML),
}
_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.MissingQuery, errors.MalformedQuery, errors.EvaluationFailed, errors.QueryTooDeep),
    *(errors.BadParameter, errors.ReachesOut, errors.QueryTooLong, errors.NotFound),
    *(errors.Busy, errors.DownloadsBusy, errors.DeadlineExceeded, errors.AnswerTooLarge),
    *(errors.OutOfMemory, errors.QueryStopped, errors.NothingPublished),
    *errors.OF_ENGINES,
)
_POSTED = (
    *(errors.BadBody, errors.IncompleteBody, errors.SlowBody, errors.WrongMediaType),
    *(errors.ReadOnly, errors.BodiesBusy),
)
_ANSWERED = Text(
    "完整的结果，形式按网址结尾、format 或 Accept。",
    "The whole answer, in the form that the end of the address, format or Accept asks for.",
)


def _operations(site: Site) -> Iterator[Operation]:
    suffix = Parameter(
        "form",
        Text("结果的形式。", "The form of the answer."),
        one_of(_NAMES),
        "path",
        True,
        "json",
    )
    for path, end, own in (("/sparql", "", ()), ("/sparql.{form}", "_in_form", (suffix,))):
        yield Operation(
            "get",
            path,
            f"query{end}",
            _called(Text("查询", "Ask a query"), bool(own)),
            (Answer(200, _ANSWERED, _RESULTS, (TAG,)),),
            _described() if not own else None,
            (*own, _query(bool(own)), *_parameters(site, bool(own)), LANGUAGE),
            errors=_ERRORS,
        )
        yield Operation(
            "post",
            path,
            f"query_by_post{end}",
            _called(Text("以 POST 查询", "Ask a query by POST"), bool(own)),
            (Answer(200, _ANSWERED, _RESULTS, (TAG,)),),
            parameters=(*own, *_parameters(site, bool(own)), LANGUAGE),
            body=_body(site),
            errors=(*_ERRORS, *_POSTED),
        )


def _called(words: Text, named: bool) -> Text:
    """What an operation is called, `named` where the address names the form."""
    if not named:
        return words
    return Text(f"{words.zh}，形式在网址里", f"{words.en}, in the form that the address names")


def _described() -> Text:
    return Text(
        "没有 query 时，要 RDF 的得到端点说明（SPARQL 1.1 Service Description），浏览器得到表单。"
        "不执行 SERVICE 和 LOAD。答案要么完整，要么明确失败。",
        "Without a query: the SPARQL 1.1 Service Description for who asks for RDF, a form for a "
        "browser. SERVICE and LOAD are refused. An answer is complete or clearly failed.",
    )


def _query(required: bool) -> Parameter:
    words = Text("一条 SPARQL 1.1 查询。", "One SPARQL 1.1 query.")
    return Parameter("query", words, STRING, required=required, example=_EXAMPLE)


def _parameters(site: Site, named: bool) -> tuple[Parameter, ...]:
    """The parameters beside a query. One whose form is in the address needs no `format`."""
    most = max(site.settings.deadline, site.settings.deadline_cap)
    usual = site.settings.deadline
    form = Parameter(
        "format",
        Text(
            "结果的形式，胜过 Accept；也可写媒体类型。",
            "The form of the answer, before Accept; a media type will do as well.",
        ),
        one_of(_NAMES),
    )
    seconds = Parameter(
        "timeout",
        Text(
            f"最多运行几秒，缺省 {usual:g}，至多 {most:g}。",
            f"The seconds it may take: {usual:g} if absent, at most {most:g}.",
        ),
        {"type": "number", "minimum": 0.001, "maximum": 999_999_999},
    )
    graphs = (
        Parameter(
            "default-graph-uri",
            Text("当作默认图的图，可给多个。", "Graphs to take as the default graph."),
            many(IRI),
        ),
        Parameter(
            "named-graph-uri",
            Text("当作命名图的图，可给多个。", "Graphs to take as the named graphs."),
            many(IRI),
        ),
    )
    return (seconds, *graphs) if named else (form, seconds, *graphs)


def _body(site: Site) -> Body:
    fields = {"query": STRING} | {
        one.name: {**one.schema, "description": f"{one.words.zh} / {one.words.en}"}
        for one in _parameters(site, False)
    }
    form = {"type": "object", "required": ["query"], "properties": fields}
    return Body(
        {_QUERY: STRING, _FORM: form},
        Text(
            f"查询本身（UTF-8），或表单；查询最多 {site.settings.query_bytes} 字节。",
            f"The query itself (UTF-8), or a form; a query has at most "
            f"{site.settings.query_bytes} bytes.",
        ),
        (_QUERY, _EXAMPLE),
    )


def _schemas(site: Site) -> Mapping[str, Schema]:
    """SPARQL 1.1 Query Results JSON Format, section 3."""
    term = {
        "type": "object",
        "description": "一个 RDF 项 / An RDF term",
        "required": ["type", "value"],
        "properties": {
            "type": one_of(("uri", "literal", "bnode", "triple")),
            "value": {"description": "文字；三元组项为对象 / Text; an object for a triple term"},
            "xml:lang": STRING,
            "datatype": IRI,
        },
    }
    names = {"type": "array", "items": STRING}
    rows = {"type": "array", "items": {"type": "object", "additionalProperties": ref("RdfTerm")}}
    results = {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format",
        "required": ["head"],
        "properties": {
            "head": {"type": "object", "properties": {"vars": names, "link": names}},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {"bindings": rows},
            },
            "boolean": {"type": "boolean"},
        },
    }
    return {"RdfTerm": term, "SparqlResults": results}


INTERFACE = Interface(
    "sparql",
    Text("SPARQL 端点", "SPARQL endpoint"),
    Text(
        "SPARQL 1.1 协议的查询操作，只读，谁都可以用。",
        "The query operation of the SPARQL 1.1 Protocol: read-only, and open to anyone.",
    ),
    _operations,
    _schemas,
)
