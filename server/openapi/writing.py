"""The two ways to write: SPARQL 1.1 Protocol, section 2.2, at `/update`, and the SPARQL 1.1 Graph
Store HTTP Protocol at `/graphs`."""

from collections.abc import Iterator

from server import errors
from server.negotiation import GRAPH_TYPES
from server.openapi.operations import (
    BINARY,
    IRI,
    STRING,
    TAG,
    Answer,
    Body,
    Interface,
    Operation,
    Parameter,
    Site,
    many,
    path_of,
    texts,
)
from server.saved.header import Text

_GRAPH = "urn:example:notes"
_UPDATE = f"INSERT DATA {{ GRAPH <{_GRAPH}> {{ <urn:example:a> <urn:example:note> '记' }} }}"
_TURTLE = "<urn:example:a> <urn:example:note> '记' ."
_FORM = "application/x-www-form-urlencoded"
_SHARED: tuple[type[errors.ServiceError], ...] = (
    *(errors.NoToken, errors.ReadOnly, errors.ForeignPage, errors.NotFree),
    *(errors.BreaksShapes, errors.WriteFailed, errors.WritesBusy, errors.WriteStopped),
    *(errors.WriteExhausted, errors.NotWritten, errors.NothingPublished, errors.ValidationsBusy),
    errors.BodiesBusy,
    *(errors.ValidationStopped, errors.ValidationExhausted, errors.NotValidatable),
    *(errors.TooManyTriples, errors.Unreadable, errors.GraphTooLarge),
)
_SENT = (
    *(errors.BodyTooLarge, errors.UnsupportedEncoding, errors.IncompleteBody, errors.SlowBody),
)
_READ: tuple[type[errors.ServiceError], ...] = (
    *(errors.UnknownGraph, errors.Busy, errors.DownloadsBusy, errors.DeadlineExceeded),
    *(errors.AnswerTooLarge, errors.OutOfMemory, errors.QueryStopped, errors.NothingPublished),
    *errors.OF_ENGINES,
)
_DONE = Answer(204, Text("已完成并发布。", "It is done and published."), {})


def _operations(site: Site) -> Iterator[Operation]:
    yield _update(site)
    which = (
        Parameter("graph", Text("图的 IRI。", "The IRI of the graph."), IRI, example=_GRAPH),
        Parameter("default", Text("指默认图，不必有值。", "The default graph; it needs no value.")),
    )
    yield from _graphs(site, "/graphs", "graph", which)
    own = path_of("path", Text("图名在 graphs/ 之后的部分。", "What follows graphs/."), "notes")
    yield from _graphs(site, "/graphs/{path}", "own_graph", (own,))
    layer = path_of(
        "path", Text("图名在 graph/ 之后的部分。", "What follows graph/."), "mapping/notes"
    )
    yield from _graphs(site, "/graph/{path}", "layer", (layer,))


def _update(site: Site) -> Operation:
    graphs = (
        Parameter(
            "using-graph-uri",
            Text("WHERE 的默认图，可给多个。", "The default graph of WHERE."),
            many(IRI),
        ),
        Parameter(
            "using-named-graph-uri",
            Text("WHERE 的命名图，可给多个。", "The named graphs of WHERE."),
            many(IRI),
        ),
    )
    fields = {"update": STRING, **{one.name: one.schema for one in graphs}}
    form = {"type": "object", "required": ["update"], "properties": fields}
    return Operation(
        "post",
        "/update",
        "update",
        Text("更新", "Update"),
        (_DONE,),
        Text(
            "要么全部完成并发布，要么什么都不改。不执行 LOAD 和 SERVICE。",
            "All of it is done and published, or nothing is changed. LOAD and SERVICE are refused.",
        ),
        graphs,
        Body(
            {"application/sparql-update": STRING, _FORM: form},
            Text("更新本身（UTF-8），或表单。", "The update itself (UTF-8), or a form."),
            ("application/sparql-update", _UPDATE),
        ),
        (
            *_SHARED,
            *_SENT,
            *(errors.MissingUpdate, errors.MalformedUpdate, errors.DatasetConflict),
            *(errors.BadBody, errors.BadParameter, errors.QueryTooLong, errors.QueryTooDeep),
            *(errors.ReachesOut, errors.WrongUpdateType),
        ),
        token=True,
    )


def _graphs(
    site: Site,
    path: str,
    name: str,
    which: tuple[Parameter, ...],
) -> Iterator[Operation]:
    """The four methods at one address of the graph store; the parameters say which graph."""
    by_name = path == "/graphs"
    named: tuple[type[errors.ServiceError], ...] = (errors.BadParameter,)
    named += (errors.MissingParameter,) if by_name else ()
    there = Answer(200, Text("整个图。", "The whole graph."), texts(*GRAPH_TYPES), (TAG,))
    made = Answer(
        201,
        Text("新建的图，名称在 Location。", "A graph that was not there; Location is its name."),
        {},
        ("Location",),
    )
    sent = (*_SHARED, *_SENT, *named, errors.UnsupportedRdf)
    sent = (*sent, errors.MissingGraph, errors.MalformedGraph)
    yield Operation(
        "get",
        path,
        f"read_{name}",
        Text("读一个图", "Read a graph"),
        (there,),
        parameters=which,
        errors=(*named, *_READ),
    )
    for method, verb, words in (
        (
            "put",
            "replace",
            Text("写一个图，代替原来的", "Write a graph in place of what was there"),
        ),
        ("post", "extend", Text("加进一个图", "Add to a graph")),
    ):
        yield Operation(
            method,
            path,
            f"{verb}_{name}",
            words,
            (made, _DONE),
            _new() if method == "post" and by_name else None,
            which,
            _document(site),
            sent,
            token=True,
        )
    yield Operation(
        "delete",
        path,
        f"delete_{name}",
        Text("删除一个图", "Delete a graph"),
        (_DONE,),
        parameters=which,
        errors=(*_SHARED, *named, errors.UnknownGraph),
        token=True,
    )


def _new() -> Text:
    return Text(
        "不带参数时新建一个图，名称在 Location。",
        "Without a parameter it makes a graph of a new name, which is the Location.",
    )


def _document(site: Site) -> Body:
    files = {"type": "object", "additionalProperties": BINARY}
    return Body(
        {**texts(*GRAPH_TYPES), "multipart/form-data": files},
        Text(
            f"RDF，最多 {site.settings.graph_bytes} 字节；或以表单上传的文件。",
            f"RDF, at most {site.settings.graph_bytes} bytes; or files of a form.",
        ),
        (GRAPH_TYPES[0], _TURTLE),
    )


INTERFACE = Interface(
    "writing",
    Text("写入", "Writing"),
    Text(
        "SPARQL 更新和图存储协议，要令牌。清单的记录不能这样改动；可以写入的是本站网址以外的图和"
        "映射。每次写入都是一次发布。",
        "SPARQL Update and the Graph Store HTTP Protocol, with a token. The records of the "
        "checklists are not changed this way: what may be written are graphs outside this site's "
        "addresses, and mappings. Every write is a publication.",
    ),
    _operations,
)
