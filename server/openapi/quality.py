"""`/quality` of a checklist as JSON and as a workbook."""

from collections.abc import Iterator, Mapping

from server import errors
from server.negotiation import JSON
from server.openapi.operations import (
    ATTACHED,
    BINARY,
    IRI,
    STRING,
    TAG,
    Answer,
    Interface,
    Operation,
    Schema,
    Site,
    of_a_list,
    ref,
)
from server.saved.header import Text
from server.spreadsheet import MEDIA_TYPE as XLSX
from shapes.report import Kind

_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.NotFound, errors.NothingPublished),
    *errors.OF_ENGINES,
)


def _operations(site: Site) -> Iterator[Operation]:
    which = of_a_list(site)
    for form, words, schema in (
        (JSON, Text("数据质量（JSON）", "Data quality as JSON"), ref("QualityReport")),
        (XLSX, Text("数据质量（Excel）", "Data quality as a workbook"), BINARY),
    ):
        suffix = "json" if form == JSON else "xlsx"
        yield Operation(
            "get",
            f"/{{region}}/{{list_key}}/quality.{suffix}",
            f"quality_{suffix}",
            words,
            (
                Answer(
                    200,
                    Text("现行版本的全部问题。", "All that was found in the current edition."),
                    {form: schema},
                    (TAG, *((ATTACHED,) if form == XLSX else ())),
                ),
            ),
            parameters=which,
            errors=(*_ERRORS, errors.DownloadsBusy) if form == XLSX else _ERRORS,
        )


def _schemas(site: Site) -> Mapping[str, Schema]:
    kinds = {kind.value: ref("Severities") for kind in Kind}
    properties: dict[str, Schema] = {
        "edition": IRI,
        "title": STRING,
        "snapshot": {"type": "integer"},
        "conforms": {"type": "boolean"},
        "counts": {"type": "object", "required": list(kinds), "properties": kinds},
        "problems": {"type": "array", "items": ref("ChecklistProblem")},
    }
    report = {"type": "object", "required": list(properties), "properties": properties}
    return {"QualityReport": report}


INTERFACE = Interface(
    "quality",
    Text("数据质量", "Data quality"),
    Text("发布时查出的问题，供逐条处理。", "What was found at publication, to work down."),
    _operations,
    _schemas,
)
