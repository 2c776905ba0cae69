"""The sheets for offices as files: what a meeting is called with, what departments confirm, a list
of one's own, and the whole list in the layout of the original."""

from collections.abc import Iterator

from server import errors
from server.negotiation import DOCX, XLSX
from server.openapi.operations import (
    ATTACHED,
    BINARY,
    LANGUAGE,
    STRING,
    TAG,
    Answer,
    Interface,
    Operation,
    Parameter,
    Site,
    many,
    of_a_list,
)
from server.saved.header import Text
from server.urls import key_of

_FORMS = {"docx": (DOCX, Text("Word", "Word")), "xlsx": (XLSX, Text("Excel", "a workbook"))}
_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.NotFound, errors.BadParameter, errors.DownloadsBusy, errors.NothingPublished),
    *errors.OF_ENGINES,
)


def _operations(site: Site) -> Iterator[Operation]:
    def chosen(name: str, words: Text, kind: str) -> Parameter:
        thing = site.first(kind) if kind else None
        return Parameter(name, words, many(STRING), example=key_of(thing) if thing else None)

    scenario = chosen(
        "scenario", Text("场景的标识或网址，可以几个。", "Keys or IRIs of scenarios."), "scenarios"
    )
    stage = chosen("stage", Text("整个阶段，可以几个。", "Whole stages."), "")
    department = chosen(
        "department",
        Text("部门，可以几个；不给就是全部。", "Departments; all where none is given."),
        "departments",
    )
    matter = chosen("matter", Text("事项，可以几个。", "Matters."), "matters")
    added = chosen("scenario", Text("加入这些场景的全部事项。", "All matters of these."), "")
    for name, words, forms, parameters in (
        (
            "meeting",
            Text("一件事会议材料", "The sheet of a meeting about scenarios"),
            ("docx",),
            (scenario, stage),
        ),
        (
            "assignments",
            Text("各部门的责任分工确认单", "What each department is to confirm"),
            ("docx", "xlsx"),
            (department,),
        ),
        ("my-list", Text("选出的事项，按部门", "Chosen matters by department"), ("docx", "xlsx"),
         (matter, added)),
        (
            "checklist",
            Text("整份清单，版式与原件相同", "The whole list in the layout of the original"),
            ("docx", "xlsx"),
            (),
        ),
    ):  # fmt: skip
        for form in forms:
            yield _file(site, name, form, words, parameters)


def _file(
    site: Site, name: str, form: str, words: Text, parameters: tuple[Parameter, ...]
) -> Operation:
    media_type, called = _FORMS[form]
    return Operation(
        "get",
        f"/{{region}}/{{list_key}}/{name}.{form}",
        f"{name.replace('-', '_')}_{form}",
        Text(f"{words.zh}（{called.zh}）", f"{words.en}, as {called.en}"),
        (
            Answer(
                200,
                Text("整个文件。", "The whole file."),
                {media_type: BINARY},
                (TAG, ATTACHED),
            ),
        ),
        parameters=(*of_a_list(site), *parameters, *((LANGUAGE,) if parameters else ())),
        errors=_ERRORS,
    )


INTERFACE = Interface(
    "sheets",
    Text("会议材料与确认单", "Sheets for offices"),
    Text(
        "同样内容的网页见 /meeting、/assignments、/my-list。",
        "The same as pages: /meeting, /assignments, /my-list.",
    ),
    _operations,
)
