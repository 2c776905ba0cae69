"""The whole as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html)."""

from collections.abc import Iterator
from typing import Any

from server.openapi import (
    data,
    downloads,
    drafts,
    gallery,
    history,
    itself,
    problems,
    quality,
    reconciliation,
    running,
    saved,
    sheets,
    sparql,
    things,
    validation,
    workbench,
    writing,
)
from server.openapi.operations import Answer, Body, Interface, Operation, Parameter, Site
from server.saved.header import Text
from server.version import VERSION

INTERFACES: tuple[Interface, ...] = (
    sparql.INTERFACE,
    workbench.INTERFACE,
    saved.INTERFACE,
    data.INTERFACE,
    downloads.INTERFACE,
    reconciliation.INTERFACE,
    *things.INTERFACES,
    *history.INTERFACES,
    validation.INTERFACE,
    quality.INTERFACE,
    sheets.INTERFACE,
    drafts.INTERFACE,
    writing.INTERFACE,
    gallery.INTERFACE,
    running.INTERFACE,
    itself.INTERFACE,
)
"""All there are, in the order of the page."""

TITLE = Text("全生命周期事项图谱的接口", "The interfaces of the life-course matters graph")
WORDS = Text(
    "读取向所有人开放；写入和查看正在运行的查询要令牌。答案要么完整，要么是问题文档（RFC 9457），"
    "中英文各一份；要网页的得到同样内容的网页。每个 GET 都可以用 HEAD，每个地址都可以用 OPTIONS；"
    "ETag 可以放进 If-None-Match。",
    "Reading is open to anyone; writing, and seeing the queries that run, wants a token. An answer "
    "is complete or a problem document (RFC 9457), in Chinese and English; who prefers HTML gets "
    "the same as a page. HEAD works wherever GET does, OPTIONS everywhere; an ETag may be sent "
    "back in If-None-Match.",
)
_HEADERS = {
    "ETag": ("强标签 / A strong entity tag", {"type": "string"}),
    "Link": ("相关地址 / Addresses that belong to it (RFC 8288)", {"type": "string"}),
    "Location": ("去处或新图的名称 / Where it is", {"type": "string", "format": "uri-reference"}),
    "Content-Disposition": ("下载的文件名 / The name to save it under", {"type": "string"}),
    "Content-Profile": ("按哪种描述规范 / The profile it is in, in <>", {"type": "string"}),
    "Accept-Ranges": ("可分段取 / Parts are given (RFC 9110, 14.3)", {"type": "string"}),
    "Content-Range": ("是哪一段 / Which part it is (RFC 9110, 14.4)", {"type": "string"}),
    "Memento-Datetime": ("当时的时间 / When it was so (RFC 7089)", {"type": "string"}),
    "Repr-Digest": ("SHA-256 校验值 / The digest (RFC 9530)", {"type": "string"}),
    "Retry-After": ("几秒后再试 / Seconds after which to try again", {"type": "integer"}),
    "WWW-Authenticate": ("要怎样的令牌 / What token is asked for", {"type": "string"}),
    "X-Request-Id": ("请求编号，日志里也有 / As the log has it", {"type": "string"}),
}
_SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "令牌 / A token (RFC 6750)",
    },
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "令牌作密码，用户名随意 / The token as the password of any user (RFC 7617)",
    },
}


def document(site: Site) -> dict[str, Any]:
    """The document of a site, as plain data."""
    server = site.settings.base.rstrip("/")
    responses: dict[str, Any] = {}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": _short(TITLE),
            "version": VERSION,
            "description": _long(WORDS),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "externalDocs": {"url": f"{server}/openapi", "description": "网页 / The same as a page"},
        "tags": [
            {"name": one.name, "description": f"{_short(one.title)}\n\n{_long(one.words)}"}
            for one in INTERFACES
        ],
        "paths": _paths(site, responses),
        "components": {
            "schemas": _schemas(site),
            "responses": responses,
            "examples": problems.examples(site.settings),
            "headers": _headers(),
            "securitySchemes": _SECURITY,
        },
        "security": [],
    }


def operations(site: Site) -> Iterator[tuple[Interface, Operation]]:
    """Every operation with its interface."""
    for interface in INTERFACES:
        for operation in interface.operations(site):
            yield interface, operation


def _schemas(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = {"Problem": problems.schema()}
    for interface in INTERFACES:
        found |= interface.schemas(site)
    return found


def _headers() -> dict[str, Any]:
    return {
        name: {"description": words, "schema": schema} for name, (words, schema) in _HEADERS.items()
    }


def _paths(site: Site, responses: dict[str, Any]) -> dict[str, Any]:
    """The paths; answers that several operations share are put into `responses`."""
    found: dict[str, Any] = {}
    for interface, operation in operations(site):
        stated = _operation(interface, operation, responses)
        found.setdefault(operation.path, {})[operation.method] = stated
    return found


def _operation(
    interface: Interface, operation: Operation, responses: dict[str, Any]
) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [interface.name],
        "summary": _short(operation.summary),
    }
    if operation.description:
        stated["description"] = _long(operation.description)
    if operation.parameters:
        stated["parameters"] = [_parameter(one) for one in operation.parameters]
    if operation.body:
        stated["requestBody"] = _body(operation.body)
    if operation.token:
        stated["security"] = [{"bearer": []}, {"basic": []}]
    answers = {str(answer.status): _answer(answer) for answer in operation.answers}
    if operation.kept:
        answers["304"] = _shared("unchanged", _UNCHANGED, responses)
    for status, answer in problems.answers(operation.errors).items():
        answers[str(status)] = _shared(f"{interface.name}-{status}", answer, responses)
    stated["responses"] = dict(sorted(answers.items()))
    return stated


def _shared(name: str, answer: dict[str, Any], responses: dict[str, Any]) -> dict[str, Any]:
    """A reference to an answer under `name`, or that with a number where another has the name."""
    number, key = 1, name
    while responses.setdefault(key, answer) != answer:
        number += 1
        key = f"{name}-{number}"
    return {"$ref": f"#/components/responses/{key}"}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "description": _short(parameter.words),
        "schema": parameter.schema,
    }
    if parameter.required:
        stated["required"] = True
    if parameter.example is not None:
        stated["example"] = parameter.example
    return stated


def _body(body: Body) -> dict[str, Any]:
    content: dict[str, Any] = {name: {"schema": schema} for name, schema in body.content.items()}
    if body.example:
        media_type, text = body.example
        content[media_type]["example"] = text
    return {"required": True, "description": _short(body.words), "content": content}


def _answer(answer: Answer) -> dict[str, Any]:
    stated: dict[str, Any] = {
        "description": _short(answer.words),
        "headers": {name: _header(name) for name in (*answer.headers, "X-Request-Id")},
    }
    if answer.content:
        stated["content"] = {name: {"schema": schema} for name, schema in answer.content.items()}
    return stated


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}


_UNCHANGED = {
    "description": "与 If-None-Match 所说的一样 / As If-None-Match says",
    "headers": {name: _header(name) for name in ("ETag", "X-Request-Id")},
}


def _short(words: Text) -> str:
    return f"{words.zh} / {words.en}"


def _long(words: Text) -> str:
    return f"{words.zh}\n\n{words.en}"
