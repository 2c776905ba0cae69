"""What a request to validate brings: a document or RDF, in a form (multipart/form-data, RFC 7578)
or as the body itself, with what is said of it."""

import io
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import IO

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from server.errors import (
    BadParameter,
    NoDocument,
    UnknownDocument,
)
from server.validation.media import RDF_TYPES, is_document, rdf_type

FORM = "multipart/form-data"
OPTIONS = (
    *("region", "region_name", "list", "kind", "title", "edition", "supersedes", "publisher"),
    *("licence", "source", "numbers", "blank_cooperating", "joint_lead", "levels", "types"),
)
"""What may be said of a document, as the options of `lifematters validate`."""
PAIRS = ("type_word", "column")
"""The options that may be given several times."""
_OTHERS = ("file", "manifest", "context", "format", "lang")
CONTEXTS = ("vocabulary", "none")
_NAME = 100
_PARTS = 100


@dataclass(frozen=True)
class Upload:
    """What is to be validated. `rdf` is its media type where it is RDF."""

    file: str
    content: bytes
    rdf: str | None
    options: Mapping[str, str | list[str]]
    manifest: str | None
    vocabulary: bool
    format: str | None
    """The form of report that is asked for by name."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What a page besides `/validate` asks in fields of its own."""


def read_upload(
    body: bytes,
    content_type: str,
    disposition: str | None,
    arguments: MultiDict[str, str],
    extra: Collection[str] = (),
) -> Upload:
    """What a body holds; `arguments` are those of the address, and stand beside fields of a form;
    `extra` are fields of a page's own. Raises NoDocument, UnknownDocument or BadParameter."""
    media_type, parameters = parse_options_header(content_type)
    if media_type == FORM:
        fields, files = _form(body, media_type, parameters)
        for name, values in arguments.lists():
            fields.setlistdefault(name).extend(values)
        sent = _only_file(files)
        file, kind = file_name(sent.filename or ""), (sent.mimetype or "")
        content, manifest = sent.read(), _manifest(fields, files)
        rdf = rdf_type(file, kind)
    else:
        fields, content = arguments, body
        file = file_name(_one(fields, "file") or _disposed(disposition))
        manifest = _one(fields, "manifest")
        rdf = rdf_type(file, media_type)
        if rdf is None and not is_document(media_type):
            raise unknown_document(media_type or "—")
    if not content.strip():
        raise NoDocument
    own = {name: value for name in extra if (value := _one(fields, name))}
    return Upload(file, content, rdf, *_said(fields, manifest, extra), own)


def unknown_document(given: str) -> UnknownDocument:
    """The error for what no reader and no parser takes."""
    return UnknownDocument(given=given[:_NAME], offered="、".join(RDF_TYPES))


def file_name(given: str) -> str:
    """A name to use in messages: the last part of a path, without what no one sees, not too long.
    It never names a file of this machine."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return seen if len(seen) <= _NAME else f"…{seen[1 - _NAME :]}"


def form_of(
    body: bytes, content_type: str
) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """The fields and files of a form. Raises NoDocument where it is none."""
    return _form(body, *parse_options_header(content_type))


def _form(
    body: bytes, media_type: str, parameters: dict[str, str]
) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    parser = FormDataParser(
        stream_factory=_in_memory,
        max_form_memory_size=1_000_000,
        max_form_parts=_PARTS,
        silent=False,
    )
    try:
        _, fields, files = parser.parse(io.BytesIO(body), media_type, len(body), parameters)
    except (ValueError, HTTPException):  # not a form, or of too many parts
        raise NoDocument from None
    return fields, files


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    """Where a part goes: the body is in memory already, and bounded."""
    return io.BytesIO()


def _only_file(files: MultiDict[str, FileStorage]) -> FileStorage:
    found = files.getlist("file")
    if len(found) > 1:
        raise _unusable("file", "…", "一次只能校验一份文件。", "one document at a time.")
    if not found:
        raise NoDocument
    return found[0]


def _manifest(fields: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> str | None:
    """The manifest, as a field or as a file; an empty one is none."""
    if sent := files.get("manifest"):
        return sent.read().decode("utf-8-sig", "replace") or None
    return _one(fields, "manifest")


def _said(
    fields: MultiDict[str, str], manifest: str | None, extra: Collection[str]
) -> tuple[Mapping[str, str | list[str]], str | None, bool, str | None]:
    """Options, manifest, whether the vocabulary is added, and the form of the report."""
    options: dict[str, str | list[str]] = {}
    for name in fields:
        plain = name.replace("-", "_")
        if plain in PAIRS:
            options[plain] = [value for value in fields.getlist(name) if value.strip()]
        elif plain in OPTIONS:
            if value := _one(fields, name):
                options[plain] = value
        elif plain not in _OTHERS and name not in extra:
            raise _unusable(name, "…", "没有这个参数。", "there is no such parameter.")
    context = _one(fields, "context") or CONTEXTS[0]
    if context not in CONTEXTS:
        known = " | ".join(CONTEXTS)
        raise _unusable("context", context, f"可用：{known}。", f"it may be {known}.")
    return options, manifest, context == "vocabulary", _one(fields, "format")


def _one(fields: MultiDict[str, str], name: str) -> str | None:
    """A value without white space around it; None where there is none."""
    values = {value.strip() for value in fields.getlist(name)} - {""}
    if len(values) > 1:
        raise _unusable(name, "…", "只能给出一个值。", "only one value may be given.")
    return values.pop() if values else None


def _unusable(name: str, value: str, zh: str, en: str) -> BadParameter:
    shown = value if len(value) <= _NAME else f"{value[:_NAME]}…"
    return BadParameter(parameter=name[:_NAME], value=shown, reason_zh=zh, reason_en=en)


def _disposed(header: str | None) -> str:
    """The file name of a Content-Disposition (RFC 6266, section 4.3)."""
    return parse_options_header(header)[1].get("filename", "") if header else ""
