"""`/sparql/running`: the queries that wait or run."""

from collections.abc import Iterator, Mapping

from server import errors
from server.negotiation import JSON
from server.openapi.operations import (
    STRING,
    Answer,
    Interface,
    Operation,
    Parameter,
    Schema,
    Site,
    one_of,
    ref,
)
from server.saved.header import Text

_REFUSED = (errors.TokenRequired, errors.NoTokens)


def _operations(site: Site) -> Iterator[Operation]:
    yield Operation(
        "get",
        "/sparql/running",
        "running_queries",
        Text("正在等候和运行的查询", "The queries that wait and run"),
        (
            Answer(
                200,
                Text("按到来的次序。", "In the order they came."),
                {JSON: ref("RunningQueries")},
            ),
        ),
        errors=_REFUSED,
        token=True,
    )
    number = Parameter(
        "number",
        Text("查询的编号。", "The id of a query."),
        {"type": "string", "pattern": "^[0-9]+$"},
        "path",
        True,
    )
    yield Operation(
        "delete",
        "/sparql/running/{number}",
        "stop_query",
        Text("停止一条查询", "Stop a query"),
        (Answer(204, Text("已停止。", "It is stopped."), {}),),
        parameters=(number,),
        errors=(*_REFUSED, errors.UnknownRunningQuery),
        token=True,
    )


def _schemas(site: Site) -> Mapping[str, Schema]:
    seconds = {"type": "number", "minimum": 0}
    properties = {
        "id": STRING,
        "request_id": STRING,
        "client": STRING,
        "state": one_of(("waiting", "running")),
        "began": {"type": "string", "format": "date-time"},
        "seconds": seconds,
        "deadline": seconds,
        "query": STRING,
    }
    query = {"type": "object", "required": list(properties), "properties": properties}
    listed = {"type": "array", "items": ref("RunningQuery")}
    return {
        "RunningQuery": query,
        "RunningQueries": {
            "type": "object",
            "required": ["queries"],
            "properties": {"queries": listed},
        },
    }


INTERFACE = Interface(
    "running",
    Text("正在运行的查询", "Running queries"),
    Text("给持有令牌的人看，也能停止一条。", "For who has a token: to see them, and to stop one."),
    _operations,
    _schemas,
)
