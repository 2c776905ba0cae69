"""What staff do with a draft, a column of names and two editions, as far as programs may: `/check`,
`/match` and the comparison of editions."""

from collections.abc import Iterator, Mapping

from loader.readers.word import MEDIA_TYPE as DOCX
from server import errors
from server.drafts.views import ANSWERS
from server.matching.finding import KINDS
from server.negotiation import CSV, HTML, JSON
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
    of_a_list,
    one_of,
    texts,
)
from server.pages.editions import CURRENT
from server.saved.header import Text
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.validation.upload import FORM

_LIST = """序号,阶段,场景,事项名称,事项类型,牵头部门,协同部门
1,1 出生,1.1 出生,预防接种证办理,公共服务,县卫健局,县卫健局
"""
_LINKED = "application/x-www-form-urlencoded"
_PLAIN = "text/plain"
_BODY: tuple[type[errors.ServiceError], ...] = (
    *(errors.NoDocument, errors.BadParameter, errors.IncompleteBody, errors.ForeignForm),
    *(errors.SlowBody, errors.UploadTooLarge, errors.UnknownDocument, errors.BodiesBusy),
    *(errors.Unreadable, errors.ValidationsBusy, errors.ValidationStopped),
    *(errors.ValidationExhausted, errors.AnswerTooLarge, errors.DownloadsBusy),
    errors.NothingPublished,
    *errors.OF_ENGINES,
)
_READING: tuple[type[errors.ServiceError], ...] = (
    *(errors.BadParameter, errors.NothingPublished, errors.DownloadsBusy),
    *errors.OF_ENGINES,
)


def _operations(site: Site) -> Iterator[Operation]:
    yield from _checking(site)
    yield from _matching()
    yield from _comparing(site)


def _form(path: str, name: str, words: Text) -> Operation:
    return Operation(
        "get",
        path,
        f"{name}_form",
        words,
        (Answer(200, Text("网页。", "A page."), PAGE, (TAG,)),),
        parameters=(LANGUAGE,),
        errors=(errors.NothingPublished, *errors.OF_ENGINES),
    )


def _checking(site: Site) -> Iterator[Operation]:
    yield _form("/check", "check", Text("核对草稿的表单", "The form for checking a draft"))
    fields: Mapping[str, Schema] = {
        "file": BINARY,
        "checklist": STRING,
        "answer": one_of(ANSWERS),
    }
    size = site.settings.validation_bytes
    yield Operation(
        "post",
        "/check",
        "check",
        Text("核对一份清单草稿", "Check a draft of a checklist"),
        (
            Answer(
                200,
                Text(
                    "问题和差别，或带标记的文件。", "Problems and differences, or the file marked."
                ),
                {HTML: STRING, XLSX: BINARY, DOCX: BINARY},
                (ATTACHED,),
            ),
        ),
        Text(
            "列出问题和与现行版本的差别；Word 和 Excel 可以带标记返回。不发布，也不保存。",
            "Its problems and its differences from the current edition; Word and Excel files come "
            "back with the problems marked. Nothing is published and nothing kept.",
        ),
        (
            Parameter("answer", Text("要什么。", "What is wanted."), one_of(ANSWERS)),
            Parameter("checklist", Text("哪一份清单：区划/标识。", "Which list: region/key.")),
            Parameter("file", Text("文件名。", "The name of the file.")),
            LANGUAGE,
        ),
        Body(
            {
                FORM: {"type": "object", "required": ["file"], "properties": fields},
                "text/csv": STRING,
                _PLAIN: STRING,
                XLSX: BINARY,
                DOCX: BINARY,
            },
            Text(f"最多 {size} 字节。", f"At most {size} bytes."),
            ("text/csv", _LIST),
        ),
        _BODY,
    )


def _matching() -> Iterator[Operation]:
    yield _form("/match", "match", Text("对照名称的表单", "The form for matching names"))
    form: Schema = {
        "type": "object",
        "properties": {
            "names": STRING,
            "file": BINARY,
            "column": STRING,
            "kind": one_of(KINDS),
            "region": STRING,
        },
    }
    going_on: Schema = {
        "type": "object",
        "required": ["state"],
        "properties": {"state": STRING, "go": STRING, "show": STRING},
    }
    yield Operation(
        "post",
        "/match",
        "match",
        Text("对照一列名称或编码", "Match a column of names or codes"),
        (
            Answer(
                200,
                Text("候选项，或结果文件。", "Candidates, or the result as a file."),
                {HTML: STRING, XLSX: BINARY, **texts(CSV)},
                (ATTACHED,),
            ),
            Answer(422, Text("读不出一列名称。", "No column was read."), {HTML: STRING}),
        ),
        Text(
            "供人逐页确认；程序请用 /lookup 或 /reconcile。",
            "For people, page by page; programs ask /lookup or /reconcile.",
        ),
        (LANGUAGE,),
        Body(
            {FORM: form, _LINKED: going_on, _PLAIN: STRING},
            Text("一列名称，或上一页的状态。", "A column, or the state of the page before."),
            (_PLAIN, "户口迁移\n生育登记\n"),
        ),
        (errors.TooMany, errors.BadBody, errors.DeadlineExceeded, errors.OutOfMemory, *_BODY),
    )
    yield Operation(
        "get",
        "/match/crosswalk.xlsx",
        "crosswalk",
        Text("待填编码的对照表", "The crosswalk to fill in with codes"),
        (
            Answer(
                200,
                Text("全部网址和名称。", "Every URI and name."),
                {XLSX: BINARY},
                (TAG, ATTACHED),
            ),
        ),
        parameters=(Parameter("region", Text("区划代码。", "The code of the region."), STRING),),
        errors=_READING,
    )


def _comparing(site: Site) -> Iterator[Operation]:
    which = (
        *of_a_list(site),
        Parameter(
            "from",
            Text("原版本；不写即上一版。", "From which edition; else the one before."),
            example=CURRENT,
        ),
        Parameter(
            "to",
            Text("新版本；不写即现行版本。", "To which edition; else the current one."),
            example=CURRENT,
        ),
    )
    difference = {
        "type": "object",
        "required": ["snapshot", "before", "after", "count", "counts", "changes", "departments"],
    }
    forms: Mapping[str, tuple[str, Text, Schema]] = {
        "json": (JSON, Text("两版的差别（JSON）", "Two editions compared, as JSON"), difference),
        "xlsx": (XLSX, Text("两版的差别（Excel）", "Two editions compared, a workbook"), BINARY),
        "txt": (_PLAIN, Text("两版的差别（文本）", "Two editions compared, as text"), STRING),
    }
    for suffix, (media_type, words, schema) in forms.items():
        yield Operation(
            "get",
            f"/{{region}}/{{list_key}}/editions.{suffix}",
            f"editions_{suffix}",
            words,
            (
                Answer(
                    200,
                    Text("全部变化。", "Every change."),
                    {media_type: schema},
                    (TAG, *((ATTACHED,) if suffix == "xlsx" else ())),
                ),
            ),
            parameters=which,
            errors=(errors.NotFound, *_READING),
        )


INTERFACE = Interface(
    "drafts",
    Text("草稿、对照、版本", "Drafts, matching, editions"),
    Text(
        "核对草稿，给一列名称找网址，比较两个版本。",
        "Check a draft, find URIs for a column of names, compare two editions.",
    ),
    _operations,
)
