"""`POST /validate`: a document or RDF in, the report on it out."""

from collections.abc import Iterator, Mapping

from server import errors
from server.negotiation import HTML, JSON
from server.openapi.operations import (
    ATTACHED,
    BINARY,
    LANGUAGE,
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
    one_of,
    ref,
    texts,
)
from server.saved.header import Text
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.validation.media import RDF_TYPES, REPORTS
from server.validation.upload import CONTEXTS, FORM, OPTIONS, PAIRS
from shapes.report import Kind, Severity

_TURTLE = """@prefix lm: <https://w3id.org/lifematters/ns#> .
<urn:example:entry> a lm:Entry ; lm:number 1 ."""
_DOCUMENTS = ("text/plain", "text/csv", "application/pdf", "application/octet-stream", XLSX)
_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.NoDocument, errors.IncompleteBody, errors.BadParameter, errors.SlowBody),
    *(errors.UploadTooLarge, errors.TooManyTriples, errors.UnknownDocument, errors.MalformedRdf),
    *(errors.RemoteContext, errors.NotValidatable, errors.Unreadable, errors.ValidationsBusy),
    errors.BodiesBusy,
    *(errors.ValidationStopped, errors.ValidationExhausted, errors.AnswerTooLarge),
    *(errors.DownloadsBusy,),
)
_CLOSED: Mapping[str, tuple[str, ...]] = {
    "kind": ("personal", "enterprise"),
    "numbers": ("edition", "per-stage", "per-scenario"),
    "blank_cooperating": ("carried", "none"),
    "levels": ("stage-scenario", "scenario"),
    "types": ("closed", "local"),
}


def _operations(site: Site) -> Iterator[Operation]:
    rdf = dict.fromkeys(RDF_TYPES, STRING)
    documents = dict.fromkeys(_DOCUMENTS, BINARY)
    content = {JSON: ref("ValidationReport"), **texts(*(f for f in REPORTS.values() if f != JSON))}
    fields = {
        **dict.fromkeys(OPTIONS, STRING),
        **{name: one_of(values) for name, values in _CLOSED.items()},
    }
    form: Schema = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": BINARY, "manifest": STRING, "context": one_of(CONTEXTS), **fields},
    }
    size = site.settings.validation_bytes
    yield Operation(
        "get",
        "/validate",
        "validation_form",
        Text("校验的表单", "The form for it"),
        (Answer(200, Text("网页。", "A page."), PAGE, (TAG,)),),
        parameters=(LANGUAGE,),
    )
    yield Operation(
        "post",
        "/validate",
        "validate",
        Text("校验一份清单或 RDF", "Validate a checklist or RDF"),
        (
            Answer(
                200,
                Text("报告，无论合格与否。", "The report, whatever the verdict."),
                {**content, XLSX: BINARY, HTML: STRING},
                (ATTACHED,),
            ),
        ),
        Text(
            "只校验，不发布，也不保存。清单用表单字段 file 或正文提交，另说明是哪一份清单；RDF 按"
            "文件名结尾或类型辨认。",
            "Nothing is published and nothing kept. A checklist comes as the form field file or as "
            "the body, with what is known of it; RDF is known by the end of its name or by its "
            "type.",
        ),
        (*_parameters(), LANGUAGE),
        Body(
            {FORM: form, **rdf, **documents},
            Text(f"最多 {size} 字节。", f"At most {size} bytes."),
            ("text/turtle", _TURTLE),
        ),
        _ERRORS,
    )


def _parameters() -> Iterator[Parameter]:
    yield Parameter(
        "format", Text("报告的形式。", "The form of the report."), one_of(REPORTS), example="json"
    )
    yield Parameter(
        "context",
        Text("是否加上术语和代码。", "Whether vocabulary and codes are added to RDF."),
        one_of(CONTEXTS),
    )
    yield Parameter("file", Text("文件名。", "The name of the file."))
    yield Parameter("manifest", Text("清单说明（TOML）。", "The manifest, as TOML."))
    for name in (*OPTIONS, *PAIRS):
        words = Text(
            f"清单的 {name}，同 lifematters validate 的选项。",
            f"What is known of the checklist, as the option of lifematters validate: {name}.",
        )
        rule = one_of(_CLOSED[name]) if name in _CLOSED else STRING
        yield Parameter(name, words, {"type": "array", "items": STRING} if name in PAIRS else rule)


def problem_schema() -> Schema:
    """One problem of a checklist, as reports and `/quality` list it."""
    text = {"type": ["string", "null"]}
    number = {"type": ["integer", "null"]}
    lines = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    properties: dict[str, Schema] = {
        "code": STRING,
        "kind": one_of(kind.value for kind in Kind),
        "id": STRING,
        "rule": STRING,
        "severity": one_of(severity.value for severity in Severity),
        "file": text,
        "sheet": text,
        "page": number,
        "table": number,
        "row": number,
        "lines": lines,
        "column": text,
        "cell": text,
        "text": text,
        "carried": {"type": "boolean"},
        "item": text,
        "item_en": text,
        "thing": text,
        "label": text,
        "label_en": text,
        "zh": STRING,
        "en": STRING,
    }
    return {
        "type": "object",
        "description": "一个问题：规则、级别、所在位置、怎么办 / A problem: its rule, how bad, "
        "where, and what to do",
        "required": list(properties),
        "properties": properties,
    }


def severities() -> Schema:
    """How many problems there are of each severity."""
    count = {"type": "integer", "minimum": 0}
    names = [severity.value for severity in Severity]
    return {"type": "object", "required": names, "properties": dict.fromkeys(names, count)}


def _schemas(site: Site) -> Mapping[str, Schema]:
    document = {
        "type": "object",
        "required": ["file", "sha256", "media_type"],
        "properties": {
            "file": STRING,
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "media_type": STRING,
            "triples": {"type": "integer", "minimum": 0},
        },
    }
    report = {
        "type": "object",
        "required": ["conforms", "counts", "document", "results"],
        "properties": {
            "conforms": {"type": "boolean"},
            "counts": ref("Severities"),
            "document": document,
            "results": {"type": "array", "items": ref("ChecklistProblem")},
        },
    }
    found = {"ChecklistProblem": problem_schema(), "Severities": severities()}
    return {**found, "ValidationReport": report}


INTERFACE = Interface(
    "validation",
    Text("校验", "Validation"),
    Text(
        "一份清单或 RDF 有什么问题，在哪里，怎么改。",
        "What is wrong with a checklist or RDF, where, and what to do about it.",
    ),
    _operations,
    _schemas,
)
