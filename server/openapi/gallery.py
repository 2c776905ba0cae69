"""Saved queries of the installation: `PUT` and `DELETE /query/{name}`."""

from collections.abc import Iterator

from server import errors
from server.openapi.operations import STRING, Answer, Body, Interface, Operation, Parameter, Site
from server.saved.header import Text

_QUERY = "application/sparql-query"
EXAMPLE = """#+ title: {zh: "有哪些部门？", en: "Which departments are there?"}
#+ summary: {zh: "清单里的部门。", en: "The departments of the list."}
#+ parameters:
#+   checklist: {type: iri, label: {zh: 清单, en: Checklist}, options: checklists}
#+ columns:
#+   department: {zh: 部门, en: Department}
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?department ?departmentLabel WHERE {
  VALUES ?checklist { UNDEF }
  ?checklist dcat:hasCurrentVersion ?edition .
  ?entry lm:inEdition ?edition ; lm:leadDepartment ?department .
  ?department skos:prefLabel ?departmentLabel . FILTER(LANG(?departmentLabel) = "zh-hans")
} ORDER BY ?departmentLabel
"""
_SHARED: tuple[type[errors.ServiceError], ...] = (
    *(errors.NoToken, errors.ReadOnly, errors.ForeignPage, errors.BadParameter, errors.NameTaken),
    *(errors.WritesBusy, errors.NotWritten, errors.WriteFailed, errors.NothingPublished),
)
_CHECKED: tuple[type[errors.ServiceError], ...] = (
    *(errors.NotKept, errors.MalformedQuery, errors.EvaluationFailed, errors.QueryTooDeep),
    *(errors.ReachesOut, errors.QueryTooLong, errors.BadBody, errors.WrongBodyType),
    *(errors.BodyTooLarge, errors.UnsupportedEncoding, errors.IncompleteBody, errors.SlowBody),
    *(errors.BodiesBusy, errors.Busy, errors.DeadlineExceeded, errors.AnswerTooLarge),
    *(errors.OutOfMemory, errors.QueryStopped),
    *errors.OF_ENGINES,
)


def _operations(site: Site) -> Iterator[Operation]:
    name = Parameter(
        "name",
        Text("查询的名称，也是它的网址。", "The name of the query, and its address."),
        {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 60},
        "path",
        True,
        "our-departments",
    )
    yield Operation(
        "put",
        "/query/{name}",
        "keep_query",
        Text("收进一条查询，或替换同名的", "Add a saved query, or replace the one of its name"),
        (
            Answer(201, Text("已收进。", "It was added."), {}, ("Location",)),
            Answer(204, Text("已替换，或没有改动。", "It was replaced, or is the same."), {}),
        ),
        Text(
            "正文是带抬头的 .rq 文件。检查与随软件的查询一样：抬头可用，参数能到达用处，"
            "列与结果相符，在时限内能运行。",
            "The body is a .rq file with its header. It is checked as the shipped ones are: the "
            "header can be used, its parameters reach their use, its columns are those that come "
            "out, and it runs within the deadline.",
        ),
        (name,),
        Body(
            {_QUERY: STRING, "text/plain": STRING},
            Text("查询文件（UTF-8）。", "The file of the query (UTF-8)."),
            (_QUERY, EXAMPLE),
        ),
        (*_SHARED, *_CHECKED),
        token=True,
    )
    yield Operation(
        "delete",
        "/query/{name}",
        "remove_query",
        Text("删除一条收进来的查询", "Remove a query that was added"),
        (Answer(204, Text("已删除。", "It is removed."), {}),),
        parameters=(name,),
        errors=(*_SHARED, errors.UnknownQuery),
        token=True,
    )


INTERFACE = Interface(
    "gallery",
    Text("本地查询", "Queries of this site"),
    Text(
        "持有令牌的人把查询收进查询库。查询存在数据旁边，随快照发布和退回。",
        "Who has a token adds saved queries. They are kept beside the data, and published and "
        "taken back with its snapshots.",
    ),
    _operations,
)
