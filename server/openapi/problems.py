"""Errors in the document: the schema of a problem document (RFC 9457), an example of each kind, and
the answers that a list of errors comes to."""

import string
from collections.abc import Iterable, Mapping
from typing import Any

from server import errors
from server.errors import ServiceError
from server.negotiation import HTML, PROBLEM
from server.openapi.operations import STRING, Schema, ref
from server.saved.header import Text
from server.settings import Settings

EVERYWHERE: tuple[type[ServiceError], ...] = (errors.MalformedRequest, errors.NotAcceptable)
"""What any request can meet."""
_NUMBERS = {"line": 1, "column": 14, "size": 200_000, "received": 512, "number": "7", "count": 1}
_REFERENCE: Schema = {"type": "string", "format": "uri-reference"}
_IRI: Schema = {"type": "string", "format": "uri"}
_STATUS: Schema = {"type": "integer", "minimum": 400, "maximum": 599}
_MEMBERS: Mapping[str, tuple[str, Schema]] = {
    "type": ("问题种类 / The kind of problem", _REFERENCE),
    "title": ("种类的中文名称 / The kind in Chinese", STRING),
    "title_en": ("种类的英文名称 / The kind in English", STRING),
    "status": ("HTTP 状态码 / The HTTP status", _STATUS),
    "detail": ("这一次的情况和怎么办 / What happened and what to do, in Chinese", STRING),
    "detail_en": ("同上，英文 / The same in English", STRING),
    "instance": ("请求的路径 / The path of the request", _REFERENCE),
    "request_id": ("请求编号，也在 X-Request-Id 里 / As in X-Request-Id", STRING),
    "line": ("出错的行，从 1 起 / The line, from 1", {"type": "integer", "minimum": 1}),
    "column": ("出错的列，从 1 起 / The column, from 1", {"type": "integer", "minimum": 1}),
    "limit": ("碰到的上限 / The limit that was hit", {"type": "number"}),
    "limit_name": ("上限的设置名 / The setting that gives it", STRING),
    "unit": ("上限的单位 / What it counts", STRING),
    "parameter": ("有误的参数 / The parameter that is wrong", STRING),
    "available": (
        "可提供的媒体类型 / The media types there are",
        {"type": "array", "items": STRING},
    ),
    "profiles": (
        "有哪几种描述规范 / The profiles there are",
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["token", "uri"],
                "properties": {"token": STRING, "uri": _IRI},
                "additionalProperties": False,
            },
        },
    ),
    "command": ("该用的命令 / The command for it", STRING),
    "iri": ("说的是哪个网址 / The IRI that is spoken of", STRING),
    "name": ("它的名称 / What it is called", STRING),
    "note": ("名录的说明 / What the register says", STRING),
    "successors": (
        "改用哪些网址 / The IRIs to use instead",
        {"type": "array", "items": STRING},
    ),
    "results": (
        "被违反的规则 / The rules that do not hold",
        {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    ),
}  # fmt: skip
_ALWAYS = ("type", "title", "title_en", "status", "detail", "detail_en", "instance", "request_id")


def kinds() -> Mapping[str, type[ServiceError]]:
    """Every kind of problem that is promised by its code, in the order of the tree: all but the
    unexpected one."""
    found: dict[str, type[ServiceError]] = {}
    todo = [ServiceError]
    while todo:
        one = todo.pop(0)
        if one.code != ServiceError.code:
            found.setdefault(one.code, one)
        todo = [*one.__subclasses__(), *todo]
    return found


def schema() -> Schema:
    """The schema of a problem document; members that a kind does not have are absent."""
    properties = {name: {**rule, "description": words} for name, (words, rule) in _MEMBERS.items()}
    return {
        "type": "object",
        "description": "RFC 9457 的问题文档，中英文各一份 / A problem document (RFC 9457), in "
        "Chinese and English",
        "required": list(_ALWAYS),
        "properties": properties,
        "additionalProperties": True,
    }


def title(kind: type[ServiceError]) -> Text:
    """What a kind of problem is called."""
    return Text(kind.sentence("title_zh"), kind.sentence("title_en"))


def examples(settings: Settings) -> dict[str, Any]:
    """An example of each kind, with the limits of this installation."""
    return {
        code: {
            "summary": f"{title(kind).zh} / {title(kind).en}",
            "value": _sample(kind, settings).problem("/…", "0f1e2d3c4b5a6978"),
        }
        for code, kind in kinds().items()
    }


def _sample(kind: type[ServiceError], settings: Settings) -> ServiceError:
    """A problem of a kind with something in every place of its sentences."""
    sentences = (kind.sentence(part) for part in ("zh", "en"))
    names = {name for text in sentences for _, name, _, _ in string.Formatter().parse(text) if name}
    values = {name: _NUMBERS.get(name, "…") for name in names}
    if "limit" in names:
        values["limit"] = getattr(settings, kind.limit_name or "", 0)
    return kind(**values)


def answers(found: Iterable[type[ServiceError]]) -> dict[int, dict[str, Any]]:
    """The answers that these errors come to, by status."""
    by_status: dict[int, list[type[ServiceError]]] = {}
    for kind in dict.fromkeys((*found, *EVERYWHERE)):
        by_status.setdefault(kind.status, []).append(kind)
    return {status: _answer(some) for status, some in sorted(by_status.items())}


def _answer(found: list[type[ServiceError]]) -> dict[str, Any]:
    words = [f"- `{kind.code}` {title(kind).zh} / {title(kind).en}" for kind in found]
    content = {
        PROBLEM: {
            "schema": ref("Problem"),
            "examples": {
                kind.code: {"$ref": f"#/components/examples/{kind.code}"} for kind in found
            },
        },
        HTML: {"schema": STRING},
    }
    headers = ["X-Request-Id"]
    if any(kind.challenge for kind in found):
        headers.append("WWW-Authenticate")
    if any(kind.retry_after for kind in found):
        headers.append("Retry-After")
    shown = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return {"description": "\n".join(words), "headers": shown, "content": content}
