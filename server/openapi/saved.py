"""`/query/NAME`: every saved query with its parameters, typed as its header says, closed where
their choices are, and with its columns."""

from collections.abc import Iterator, Mapping

from server import errors
from server.negotiation import JSON, JSON_LD, RESULTS_JSON, XLSX
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
from server.saved.catalogue import SavedQuery
from server.saved.editions import PARAMETER
from server.saved.export import forms, headings
from server.saved.header import Text

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
_VALUE: Schema = {"type": ["string", "number", "boolean"]}
_COLUMNS: Mapping[str, Schema] = {
    "thing": STRING,
    "text": {"type": ["string", "boolean"]},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "share": {"type": "number", "minimum": 0, "maximum": 100},
    "date": {"type": "string", "format": "date"},
}
_PAGE = Parameter(
    "page",
    Text("网页的第几页，每页100行；只用于网页。", "The page of 100 rows; for the page only."),
    {"type": "integer", "minimum": 1},
)


def _operations(site: Site) -> Iterator[Operation]:
    for query in site.queries.values():
        given = tuple(parameter(one, site) for one in query.header.parameters.values())
        sort = _sort(query)
        given += (_EDITION,) if query.of_editions else ()
        name = query.name.replace("-", "_")
        yield Operation(
            "get",
            json_path(query),
            name,
            query.header.title,
            (Answer(200, _whole(), {JSON: ref(_schema_name(query))}, (TAG,)),),
            query.header.summary,
            (*given, sort),
            errors=_ERRORS,
        )
        yield Operation(
            "get",
            f"/query/{query.name}",
            f"{name}_as",
            query.header.title,
            (Answer(200, _whole(), _forms_of(query), (TAG, "Link")),),
            Text(
                f"{query.header.summary.zh}网页，或 format 所要的形式；网址末尾写 .xlsx、.csv、"
                ".json 等也一样。文件总含全部行；网页每页100行。缺少条件时，网页是一张表单。",
                f"{query.header.summary.en} A page, or what format asks for; .xlsx, .csv, .json "
                "and so on at the end of the address says the same. A file has every row, a page "
                "100. Where something is missing, the page is a form.",
            ),
            (*given, sort, _PAGE, *_forms(query), LANGUAGE),
            errors=(*_ERRORS, errors.NoSuchPage, errors.DownloadsBusy),
        )


def json_path(query: SavedQuery) -> str:
    """The address of a query's answer as JSON."""
    return f"/query/{query.name}.json"


def _whole() -> Text:
    return Text("全部行。", "Every row.")


def _forms_of(query: SavedQuery) -> Mapping[str, Schema]:
    """The forms of an answer; what is no text has no schema."""
    types = set(forms(query).values())
    known = {JSON, XLSX, JSON_LD, RESULTS_JSON}
    found = {**PAGE, JSON: ref(_schema_name(query)), **texts(*sorted(types - known)), XLSX: {}}
    return found | {one: {"type": "object"} for one in sorted(types & {JSON_LD, RESULTS_JSON})}


def _sort(query: SavedQuery) -> Parameter:
    columns = [*headings(query)]
    return Parameter(
        "sort",
        Text(
            "按哪一列排序，前面加“-”为倒序：文字按拼音，数字按大小。不写就照查询自己的次序。",
            "The column to sort by, with “-” before it downwards: text by pinyin, numbers by size. "
            "In the query's own order if none is given.",
        ),
        one_of([*columns, *(f"-{name}" for name in columns)]),
    )


def _forms(query: SavedQuery) -> tuple[Parameter, ...]:
    return (
        Parameter("format", Text("形式。", "The form."), one_of(("html", *forms(query)))),
        Parameter(
            "excel",
            Text(
                "给 Excel 用的 CSV：有字节顺序标记和中文表头，像公式的文字加撇号。",
                "CSV for Excel: a byte order mark, headings in words, and an apostrophe before "
                "text that begins like a formula.",
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
    if given.type == "integer" and given.minimum is not None:
        schema = {**schema, "minimum": given.minimum}
    if given.type == "integer" and given.maximum is not None:
        schema = {**schema, "maximum": given.maximum}
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
        name: {
            **(_COLUMNS[query.types[name]] if query.types else _VALUE),
            "description": f"{words.zh} / {words.en}",
        }
        for name, words in headings(query).items()
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
        "types": {"type": "object", "additionalProperties": STRING},
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
