"""`/openapi.json`: the document that this is."""

from collections.abc import Iterator

from server.negotiation import JSON
from server.openapi.operations import TAG, Answer, Interface, Operation, Site
from server.saved.header import Text


def _operations(site: Site) -> Iterator[Operation]:
    yield Operation(
        "get",
        "/openapi.json",
        "openapi",
        Text("接口说明（OpenAPI 3.1）", "The interfaces as OpenAPI 3.1"),
        (
            Answer(
                200,
                Text("本文件。", "This document."),
                {JSON: {"type": "object", "required": ["openapi", "info", "paths"]}},
                (TAG, "Link"),
            ),
        ),
    )


INTERFACE = Interface(
    "openapi",
    Text("接口说明", "The interfaces"),
    Text("本服务的全部接口。", "All interfaces of this service."),
    _operations,
)
