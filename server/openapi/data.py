"""`/api/`: the data as flat JSON and CSV, what changed, and what became of stored URIs."""

from collections.abc import Iterator, Mapping

from loader.crosswalk import RELATIONS
from server import errors
from server.api import batches, lookup, status
from server.api.changes import COLUMNS as CHANGES
from server.api.kinds import KINDS, STATUSES, Kind
from server.api.parameters import MOST, USUAL
from server.api.views import FORMS
from server.negotiation import CSV, JSON
from server.openapi.operations import (
    IRI,
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
)
from server.pages.search import SUGGESTIONS
from server.saved.header import Text
from server.search.gathered import KINDS as SEARCHED
from server.urls import checklist_path

_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.BadParameter, errors.NothingPublished, errors.Busy, errors.DeadlineExceeded),
    *(errors.OutOfMemory, errors.AnswerTooLarge),
    *errors.OF_ENGINES,
)
_BODY_ERRORS: tuple[type[errors.ServiceError], ...] = (
    *(errors.MissingParameter, errors.MalformedJson, errors.WrongShape, errors.BadBody),
    *(errors.TooMany, errors.BodyTooLarge, errors.BodiesBusy, errors.SlowBody),
    *(errors.IncompleteBody, errors.WrongBodyType, errors.UnsupportedEncoding),
)
TITLES: Mapping[str, Text] = {
    "matters": Text("事项", "Matters"),
    "departments": Text("部门", "Departments"),
    "scenarios": Text("场景", "Scenarios"),
    "entries": Text("清单条目", "Entries"),
}
_WORDS: Mapping[str, Text] = {
    "region": Text("区划代码。", "The code of a region."),
    "list": Text("清单：标识或网址。", "A list: its key or URI."),
    "edition": Text(
        "版本：标识或网址；不给即现行版本。", "An edition: its key or URI; the current if absent."
    ),
    "name": Text("名称或别名中的文字。", "A part of a name or an alias."),
    "stage": Text("阶段：网址、名称或序号。", "A stage: its URI, name or number."),
    "scenario": Text("场景：网址、名称或代码。", "A scenario: its URI, name or code."),
    "matter": Text("事项：网址或名称。", "A matter: its URI or name."),
    "type": Text("事项类型：网址或名称。", "A matter type: its URI or name."),
    "lead": Text("牵头部门：网址或名称。", "A department that leads: its URI or name."),
    "cooperating": Text("协同部门：网址或名称。", "A department that cooperates: its URI or name."),
    "department": Text("列有的部门：网址或名称。", "A department that is listed: its URI or name."),
    "level": Text("行政层级：网址或名称。", "An administrative level: its URI or name."),
    "function": Text("部门职能：网址或名称。", "A function of departments: its URI or name."),
    "number": Text("序号。", "The number as printed."),
}
_FORMAT = Parameter("format", Text("形式。", "The form."), one_of(FORMS))
_EXCEL = Parameter(
    "excel",
    Text("CSV 供 Excel 打开：加 BOM，防公式。", "CSV for Excel: with a BOM, no formulas."),
    one_of(("0", "1")),
)
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"type": ["string", "null"]}
_CODES: Schema = {"type": "array", "items": ref("ForeignCode")}
_THING, _THINGS = ref("Thing"), {"type": "array", "items": ref("Thing")}
_MAYBE: Schema = {"oneOf": [_THING, {"type": "null"}]}
_PLACED: Schema = {"oneOf": [ref("PlacedThing"), {"type": "null"}]}
_ROLES: Mapping[str, Schema] = {
    "types": _THINGS,
    "lead_departments": _THINGS,
    "cooperating_departments": _THINGS,
    "handling_departments": _THINGS,
}


def _operations(site: Site) -> Iterator[Operation]:
    for kind in KINDS.values():
        yield from _of_kind(kind)
    yield Operation(
        "get",
        "/api/editions",
        "api_editions",
        Text("各清单的版本", "The editions of all lists"),
        (Answer(200, _whole(), {JSON: ref("Editions")}, (TAG,)),),
        errors=_ERRORS,
    )
    yield from _changes(site)
    yield from _status(site)
    yield from _lookup(site)


def _whole() -> Text:
    return Text("全部。", "All of them.")


def _of_kind(kind: Kind) -> Iterator[Operation]:
    title, schema = TITLES[kind.name], kind.name.capitalize()
    parameters = (*_filters(kind), *_paging())
    words = Text(
        "一页记录，连同所涉事物的名称；next 是下一页，没有即为最后一页。",
        "A page of records with the names of all that they name; next leads on, and is null on the "
        "last page.",
    )
    csv = {CSV: STRING}
    yield Operation(
        "get",
        f"/api/{kind.name}",
        f"api_{kind.name}",
        title,
        (Answer(200, words, {JSON: ref(schema), **csv}, (TAG, "Link")),),
        words,
        (*parameters, _FORMAT, _EXCEL),
        errors=(*_ERRORS, errors.StaleCursor),
    )
    form = Parameter("form", _FORMAT.words, one_of(FORMS), "path", True, "csv")
    yield Operation(
        "get",
        f"/api/{kind.name}.{{form}}",
        f"api_{kind.name}_in_form",
        Text(f"{title.zh}，形式在网址里", f"{title.en}, in the form that the address names"),
        (Answer(200, words, {JSON: ref(schema), **csv}, (TAG, "Link")),),
        parameters=(form, *parameters, _EXCEL),
        errors=(*_ERRORS, errors.StaleCursor, errors.NotFound),
    )


def _filters(kind: Kind) -> Iterator[Parameter]:
    for name in ("region", "list", "edition", "name"):
        yield Parameter(name, _WORDS[name])
    for name in kind.filters:
        yield Parameter(name, _WORDS[name], many(STRING))
    if kind.standing:
        yield Parameter(
            "status",
            Text("现行的、已不在清单的，或全部。", "What is current, what was, or all."),
            one_of(STATUSES),
        )
    if "kind" in kind.parameters:
        yield Parameter(
            "kind",
            Text("事项、细分事项，或全部。", "Matters, sub-items, or all."),
            one_of(("matter", "sub-item", "all")),
        )


def _paging() -> Iterator[Parameter]:
    yield Parameter(
        "limit",
        Text(f"一页最多几条，缺省 {USUAL}。", f"How many a page has at most; {USUAL} if absent."),
        {"type": "integer", "minimum": 1, "maximum": MOST},
    )
    yield Parameter(
        "cursor",
        Text("接着哪里读：照抄 next。", "Where to go on: as next has it."),
        {"type": "string", "pattern": r"^[0-9]{1,12}\.[0-9]{6}\.[0-9]{1,9}$"},
    )


def _changes(site: Site) -> Iterator[Operation]:
    since = Parameter(
        "since",
        Text(
            "哪个版本以来：标识、清单/标识或网址；给清单（区划/清单）即从第一版起。",
            "Since which edition: its key, LIST/KEY or URI; of a list (REGION/LIST), its first.",
        ),
        required=True,
        example=_list(site),
    )
    until = Parameter(
        "until",
        Text("到哪个版本为止，缺省为现行。", "Until which edition; the current one if absent."),
    )
    content = {JSON: ref("Changes"), CSV: STRING}
    words = Text("每处变化一行。", "A row for each change.")
    yield Operation(
        "get",
        "/api/changes",
        "api_changes",
        Text("某版本以来的变化", "What changed since an edition"),
        (Answer(200, words, content, (TAG,)),),
        Text(
            "逐版比较。uri 是别的系统会登记的网址：事项、细分事项、阶段或场景；不再列出的，"
            "successors 是后续事项。",
            "Edition by edition. uri is what other systems store: a matter, sub-item, stage or "
            "scenario; of what is listed no more, successors say what took its place.",
        ),
        (since, until, _FORMAT, _EXCEL),
        errors=(*_ERRORS, errors.MissingParameter),
    )
    form = Parameter("form", _FORMAT.words, one_of(FORMS), "path", True, "csv")
    yield Operation(
        "get",
        "/api/changes.{form}",
        "api_changes_in_form",
        Text("变化，形式在网址里", "Changes, in the form that the address names"),
        (Answer(200, words, content, (TAG,)),),
        parameters=(form, since, until, _EXCEL),
        errors=(*_ERRORS, errors.MissingParameter, errors.NotFound),
    )


def _list(site: Site) -> str | None:
    """A list as `REGION/LIST`."""
    checklist = site.first("checklists")
    return checklist_path(checklist, site.settings.base).strip("/") if checklist else None


def _status(site: Site) -> Iterator[Operation]:
    example = site.first("matters") or f"{site.settings.base}id/370725/matter/00000000"
    answer = Answer(
        200,
        Text("与所给次序相同。", "In the order given."),
        {JSON: ref("Statuses"), CSV: STRING},
    )
    words = Text(
        f"登记过的网址（或标识符）现在怎样：一次最多 {status.MOST} 个。"
        "now 是顺着后续找到的现行事项。",
        f"What became of stored URIs (or identifiers), at most {status.MOST} at a time. "
        "now has what is current of the successors and of theirs.",
    )
    since = Parameter(
        "since",
        Text(
            "登记时的版本：给出后，改名和移动也会报告。",
            "The edition when they were stored: renamed and moved are told as well then.",
        ),
    )
    yield Operation(
        "get",
        "/api/status",
        "api_status_of",
        Text("一个网址的状态", "The status of a URI"),
        (Answer(200, answer.words, answer.content, (TAG,)),),
        words,
        (
            Parameter(
                "uri", Text("网址。", "The URI."), many(STRING), required=True, example=example
            ),
            *(since, _FORMAT, _EXCEL),
        ),
        errors=(*_ERRORS, errors.MissingParameter),
    )
    uris: Schema = {"type": "array", "items": STRING, "maxItems": status.MOST}
    yield Operation(
        "post",
        "/api/status",
        "api_status",
        Text("许多网址的状态", "The status of many URIs"),
        (answer,),
        words,
        (since, _FORMAT, _EXCEL),
        Body(
            {
                JSON: {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": ["uris"],
                            "properties": {"uris": uris, "since": STRING},
                        },
                        uris,
                    ]
                },
                batches.TEXT: STRING,
            },
            Text(
                f"JSON，或每行一个；最多 {batches.BYTES} 字节。",
                f"JSON, or one a line; at most {batches.BYTES} bytes.",
            ),
            (JSON, f'{{"uris": ["{example}"]}}'),
        ),
        (*_ERRORS, *_BODY_ERRORS),
    )


def _lookup(site: Site) -> Iterator[Operation]:
    answer = Answer(
        200,
        Text("每个名称的候选，最像的在前。", "Candidates for each name, the likeliest first."),
        {JSON: ref("Lookups"), CSV: STRING},
    )
    words = Text(
        "名称、别名、简称、拼音或首字母、序号（第37项）、标识或其他系统的代码；"
        f"一次最多 {lookup.MOST} 个。score 为 100 的是同名。",
        "A name, an alias, an abbreviation, pinyin or its initials, the number of an entry, a key "
        f"or another system's code; at most {lookup.MOST} at a time. 100 means the same name.",
    )
    given = (
        Parameter("type", Text("哪一类。", "Of which kind."), many(one_of(("all", *SEARCHED)))),
        Parameter("region", Text("区划代码。", "The code of a region."), many(STRING)),
        Parameter(
            "limit",
            Text("每个名称最多几个候选。", "How many candidates a name has at most."),
            {"type": "integer", "minimum": 1, "maximum": lookup.CANDIDATES},
        ),
    )
    name = Parameter("name", Text("名称。", "The name."), many(STRING), "query", True, "人社局")
    yield Operation(
        "get",
        "/lookup",
        "lookup",
        Text("一个名称指什么", "What a name means"),
        (Answer(200, answer.words, answer.content, (TAG,)),),
        words,
        (name, *given, _FORMAT, _EXCEL),
        errors=(*_ERRORS, errors.MissingParameter),
    )
    names: Schema = {"type": "array", "items": STRING, "maxItems": lookup.MOST}
    yield Operation(
        "post",
        "/lookup",
        "lookup_many",
        Text("许多名称指什么", "What many names mean"),
        (answer,),
        words,
        (*given, _FORMAT, _EXCEL),
        Body(
            {
                JSON: {
                    "oneOf": [
                        {"type": "object", "required": ["names"], "properties": {"names": names}},
                        names,
                    ]
                },
                batches.TEXT: STRING,
            },
            Text(
                f"JSON，或每行一个；最多 {batches.BYTES} 字节。",
                f"JSON, or one a line; at most {batches.BYTES} bytes.",
            ),
            (JSON, '{"names": ["县人社局", "户口登记"], "limit": 3}'),
        ),
        (*_ERRORS, *_BODY_ERRORS),
    )
    yield Operation(
        "get",
        "/search/suggest",
        "suggest",
        Text("搜索建议", "Suggestions"),
        (
            Answer(
                200,
                Text(
                    "OpenSearch 建议：所问、名称、空、网址。",
                    "OpenSearch suggestions: the question, names, nothing, addresses.",
                ),
                {SUGGESTIONS: {"type": "array", "minItems": 4, "maxItems": 4}},
                (TAG,),
            ),
        ),
        parameters=(Parameter("q", Text("所问。", "The question."), example="户口"),),
        errors=_ERRORS,
    )


def _object(properties: Mapping[str, Schema], words: str) -> Schema:
    return {
        "type": "object",
        "description": words,
        "required": list(properties),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _page(items: Schema, *, paged: bool = True) -> Schema:
    properties: dict[str, Schema] = {"snapshot": _COUNT, "count": _COUNT}
    if paged:
        properties |= {"total": {"type": ["integer", "null"]}, "next": _TEXT}
    return _object(properties | {"items": {"type": "array", "items": items}}, "一页 / A page")


def _schemas(site: Site) -> Mapping[str, Schema]:
    thing: dict[str, Schema] = {"uri": IRI, "name": STRING, "name_en": _TEXT}
    placed = {"code": STRING, "number": {"type": ["integer", "null"]}}
    where: dict[str, Schema] = {"region": STRING, "list": STRING, "edition": STRING}
    number: Schema = {"type": ["integer", "null"]}
    registered: dict[str, Schema] = {
        **thing,
        "identifier": _TEXT,
        "aliases": {"type": "array", "items": STRING},
        "region": STRING,
        "status": one_of(name for name in status.STATUSES if name not in _NEVER),
        "last_edition": _TEXT,
        "successors": _THINGS,
        "note": _TEXT,
        "codes": _CODES,
    }
    line = {"uri": IRI, "order": _COUNT, "name": STRING, "sub_item": _MAYBE, **_ROLES}
    occurrence = {
        **{"entry": IRI, "list": STRING, "edition": STRING, "number": number, "name": STRING},
        **{"printed": STRING, "stage": _PLACED, "scenario": _PLACED},
        **dict.fromkeys(("lead_departments", "cooperating_departments"), _THINGS),
    }
    told = {**{key: schema for key, schema in thing.items() if key != "name"}, "name": _TEXT}
    found = {
        "Thing": _object(thing, "所涉的事物 / A thing that is named"),
        "PlacedThing": {
            "type": "object",
            "description": "阶段（number）或场景（code） / A stage or a scenario",
            "required": list(thing),
            "properties": {**thing, **placed},
            "additionalProperties": False,
        },
        "ForeignCode": _object(
            {
                **{"code": STRING, "scheme": _TEXT, "issuer": _TEXT, "valid_from": _TEXT},
                **{"valid_to": _TEXT, "relation": {"enum": [*RELATIONS, None]}, "reviewer": _TEXT},
            },
            "其他系统的编码 / A code of another system",
        ),
        "Line": _object(line, "条目之下的一行 / A line under an entry"),
        "Occurrence": _object(occurrence, "事项所在的条目 / An entry of a matter"),
        "Entry": _object(
            {
                **{"uri": IRI, **where, "number": number, "order": _COUNT, "name": STRING},
                **{"stage": _PLACED, "scenario": _PLACED, "matter": _THING, "sub_item": _MAYBE},
                **_ROLES,
                "lines": {"type": "array", "items": ref("Line")},
            },
            "一条编号条目，照清单所印 / An entry as printed",
        ),
        "Matter": _object(
            {
                **registered,
                **{"kind": one_of(("matter", "sub-item")), "matter": _MAYBE, "sub_items": _THINGS},
                "numbers": {"type": "array", "items": _COUNT},
                **{"concept": _TEXT, "types": _THINGS, "handling_departments": _THINGS},
                "presumed_handling_departments": _THINGS,
                "occurrences": {"type": "array", "items": ref("Occurrence")},
            },
            "一个事项；牵头部门只属于条目 / A matter; who leads belongs to its entries",
        ),
        "Department": _object(
            {
                **registered,
                **dict.fromkeys(("level", "function", "jurisdiction", "unit_of"), _MAYBE),
                **dict.fromkeys(("leads", "cooperates", "handles", "scenarios"), _COUNT),
            },
            "一个部门 / A department",
        ),
        "Scenario": _object(
            {
                **thing,
                **{"identifier": _TEXT, "aliases": {"type": "array", "items": STRING}, **where},
                "codes": _CODES,
                **{"code": STRING, "stage": _PLACED},
                **dict.fromkeys(("entries", "lines", "matters"), _COUNT),
                **{"lead_departments": _THINGS, "departments": _THINGS},
            },
            "一个场景 / A scenario",
        ),
        "Edition": _object(
            {
                **{"uri": IRI, **where, "title": STRING, "current": {"type": "boolean"}},
                **{"issued": _TEXT, "previous": _TEXT},
            },
            "一个版本 / An edition",
        ),
        "StatusOfThing": _object({**told, "status": STRING}, "一个事物和它的状态 / A thing"),
        "Status": _object(
            {
                **{"uri": STRING, "status": one_of(status.STATUSES), "status_name": STRING},
                **{"status_name_en": STRING, "kind": _TEXT, "name": _TEXT, "name_en": _TEXT},
                **{"last_edition": _TEXT, "note": _TEXT},
                "matter": {"oneOf": [ref("StatusOfThing"), {"type": "null"}]},
                "successors": {"type": "array", "items": ref("StatusOfThing")},
                "now": {"type": "array", "items": ref("StatusOfThing")},
                "here": _TEXT,
            },
            "一个网址的状态 / What became of a URI",
        ),
        "Change": _change(),
        "Candidate": _object(
            {
                **{**thing, "type": one_of(SEARCHED), "region": STRING, "status": STRING},
                **{"score": {"type": "number", "minimum": 0, "maximum": 100}},
                **{"exact": {"type": "boolean"}, "matched": STRING, "matched_as": STRING},
                **{"how": STRING, "page": _TEXT},
            },
            "可能所指的事物 / A thing that may be meant",
        ),
        "Lookup": _object(
            {"query": STRING, "candidates": {"type": "array", "items": ref("Candidate")}},
            "一个名称的候选 / The candidates for a name",
        ),
    }
    found |= {kind.capitalize(): _page(ref(kind.capitalize()[:-1])) for kind in _REGULAR}
    return found | {
        "Entries": _page(ref("Entry")),
        "Editions": _page(ref("Edition"), paged=False),
        "Changes": _page(ref("Change"), paged=False),
        "Statuses": _page(ref("Status"), paged=False),
        "Lookups": _page(ref("Lookup"), paged=False),
    }


_REGULAR = ("matters", "departments", "scenarios")
_NEVER = ("superseded", "unknown", "foreign", "malformed", "renamed", "moved")


def _change() -> Schema:
    strings = {"type": "array", "items": STRING}
    properties: dict[str, Schema] = {name: _TEXT for name in CHANGES if "successors" not in name}
    properties |= {
        "operation": STRING,
        "operation_name_en": STRING,
        "batch": {"type": ["integer", "null"]},
        "name_en": _TEXT,
        "old_uris": strings,
        "new_uris": strings,
        "successors": {"type": "array", "items": ref("StatusOfThing")},
        "text": STRING,
    }
    return _object(properties, "一处变化 / A change")


INTERFACE = Interface(
    "data",
    Text("数据（JSON、CSV）", "The data as JSON and CSV"),
    Text(
        "不懂 RDF 也能取用全部数据：事项、部门、场景、条目，版本间的变化，登记过的网址的状态。",
        "All data without RDF: matters, departments, scenarios and entries, what changed between "
        "editions, and what became of stored URIs.",
    ),
    _operations,
    _schemas,
)
