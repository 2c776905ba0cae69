"""`/query/NAME`: every saved query with its parameters, typed as its header says, closed where
their choices are, and with its columns."""

from collections.abc import Iterator, Mapping

from server import errors
from server.negotiation import CSV, JSON
from server.openapi.operations import (
    IRI,
    LANGUAGE,
    PAGE,
    STRING,
    TAG,
    Answer,
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
from server.saved import header
from server.saved.catalogue import SavedQuery, can_be_asked_of_editions
from server.saved.editions import PARAMETER
from server.saved.header import Text

QUERY = "application/sparql-query"
_TYPES: Mapping[str, Schema] = {
    "iri": IRI,
    "string": {"type": "string", "minLength": 1},
    "langString": {"type": "string", "minLength": 1},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "choice": STRING,
}
_EXAMPLES = {"string": "证", "langString": "证", "integer": 1, "decimal": 1, "date": "2026-11-23"}
_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.BadParameter, errors.MissingParameter, errors.UnknownQuery, errors.Busy),
    *(errors.DeadlineExceeded, errors.OutOfMemory, errors.AnswerTooLarge),
    *(errors.EvaluationFailed, errors.NothingPublished),
    *errors.OF_ENGINES,
)
_EDITION = Parameter(
    PARAMETER,
    Text(
        "版本的标识；不写就是现行版本。", "The key of an edition; the current one if none is given."
    ),
    {"type": "string", "minLength": 1},
)
_VALUE: Schema = {"type": ["string", "integer", "boolean"]}


def _operations(site: Site) -> Iterator[Operation]:
    for query in site.queries.values():
        given = tuple(parameter(one, site) for one in query.header.parameters.values())
        given += (_EDITION,) if can_be_asked_of_editions(query.text) else ()
        name = query.name.replace("-", "_")
        yield Operation(
            "get",
            json_path(query),
            name,
            query.header.title,
            (Answer(200, _whole(), {JSON: ref(_schema_name(query))}, (TAG,)),),
            query.header.summary,
            given,
            errors=_ERRORS,
        )
        yield Operation(
            "get",
            f"/query/{query.name}",
            f"{name}_as",
            query.header.title,
            (Answer(200, _whole(), _forms_of(query), (TAG, "Link")),),
            Text(
                f"{query.header.summary.zh}网页，或 format 所要的形式；网址末尾写 .csv、.json、"
                ".rq 也一样。缺少条件时，网页是一张表单。",
                f"{query.header.summary.en} A page, or what format asks for; .csv, .json or .rq at "
                "the end of the address says the same. Where something is missing, the page is a "
                "form.",
            ),
            (*given, *_forms(), LANGUAGE),
            errors=_ERRORS,
        )


def json_path(query: SavedQuery) -> str:
    """The address of a query's answer as JSON."""
    return f"/query/{query.name}.json"


def _whole() -> Text:
    return Text("全部行。", "Every row.")


def _forms_of(query: SavedQuery) -> Mapping[str, Schema]:
    return {**PAGE, JSON: ref(_schema_name(query)), **texts(CSV, QUERY)}


def _forms() -> tuple[Parameter, ...]:
    return (
        Parameter("format", Text("形式。", "The form."), one_of(("html", "json", "csv", "rq"))),
        Parameter(
            "excel",
            Text(
                "给 Excel 用的 CSV：有字节顺序标记和中文表头。", "CSV for Excel: a byte order mark."
            ),
            one_of(("1",)),
        ),
    )


def parameter(given: header.Parameter, site: Site) -> Parameter:
    """A parameter of a saved query as the document states it."""
    schema, words, example = _TYPES[given.type], given.label, _EXAMPLES.get(given.type)
    if given.choices:
        schema = one_of(choice.value for choice in given.choices)
        example = given.choices[0].value
    elif given.options and given.options in site.choices:
        choices, example = site.choices[given.options], site.first(given.options)
        if choices.closed and choices.values:
            schema = ref(_choices_name(given.options))
        else:
            count = choices.count
            words = Text(f"{words.zh}（{count} 个，见网页）", f"{words.en} ({count}: see the page)")
    if given.default is not None and not given.options:
        default = int(given.default) if given.type == "integer" else given.default
        schema, example = {**schema, "default": default}, default
    if given.multiple:
        schema = many(schema)
    needed = given.required and given.default is None
    return Parameter(
        given.name, words, schema, required=needed, example=example if needed else None
    )


def _choices_name(kind: str) -> str:
    return f"{kind}-choices"


def _schema_name(query: SavedQuery) -> str:
    return f"{query.name}-answer"


def _schemas(site: Site) -> Mapping[str, Schema]:
    lists: dict[str, Schema] = {
        _choices_name(kind): {
            "type": "string",
            "enum": list(choices.values),
            "x-enum-descriptions": [f"{label.zh} / {label.en}" for label in choices.labels],
        }
        for kind, choices in site.choices.items()
        if choices.closed and choices.values
    }
    answers = {_schema_name(query): _answer(query) for query in site.queries.values()}
    return {**lists, **answers}


def _answer(query: SavedQuery) -> Schema:
    """The JSON of `saved/export.py`: a row leaves out what is not bound."""
    columns = {
        name: {**_VALUE, "description": f"{words.zh} / {words.en}"}
        for name, words in query.header.columns.items()
    }
    row = {"type": "object", "properties": columns, "additionalProperties": _VALUE}
    given = {name: {"type": "array", "items": STRING} for name in query.header.parameters}
    properties: dict[str, Schema] = {
        "query": {"type": "string", "const": query.name},
        "title": {
            "type": "object",
            "required": ["zh", "en"],
            "properties": {"zh": STRING, "en": STRING},
        },
        "parameters": {"type": "object", "required": list(given), "properties": given},
        "snapshot": {"type": "integer"},
        "columns": {"type": "array", "items": STRING},
        "rows": {"type": "array", "items": row},
        "count": {"type": "integer", "minimum": 0},
        "complete": {"type": "boolean", "const": True},
    }
    return {
        "type": "object",
        "description": f"{query.header.title.zh} / {query.header.title.en}",
        "required": list(properties),
        "properties": properties,
    }


INTERFACE = Interface(
    "saved-queries",
    Text("查询库", "Saved queries"),
    Text(
        "不用写 SPARQL：每条查询有自己的网址，参数的可选值来自现行数据。"
        "有几份清单时须给出 checklist。",
        "No SPARQL to write: each query has its address, and the choices of its parameters come "
        "from the present data. Where there are several checklists, checklist must be given.",
    ),
    _operations,
    _schemas,
)
