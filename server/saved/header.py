"""The header of a saved query: `#+` lines of YAML before the SPARQL text (grlc's convention).

    #+ title: {zh: …, en: …}            the question as a sentence
    #+ summary: {zh: …, en: …}          what comes out
    #+ tags: [跨部门]
    #+ types: {entries: integer}        of columns; what has a label is a thing, all else text
    #+ parameters:
    #+   department: {type: iri, label: {zh: 部门, en: Department}, options: departments}
    #+ columns:
    #+   stage: {zh: 阶段, en: Stage}
    #+ finding: {zh: "…{rows}…", en: "…"}
    #+ chart: {kind: bar, x: stage, y: matters}     (server/charts/chart.py)

A parameter `name` is bound in the query's own block `VALUES ?name { UNDEF }`, so that the file is
valid SPARQL as it stands. A result variable `xLabel` is the label of `x`. A CONSTRUCT names no
columns: its answer is a graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from server.charts.chart import Chart, ChartError, parse_chart
from server.saved.bases import SHARED

TYPES = ("iri", "string", "langString", "integer", "decimal", "date", "choice")
COLUMN_TYPES = ("thing", "text", "integer", "decimal", "share", "date")
"""A share is a decimal, in per cent."""
RESERVED = frozenset(("lang", "format", "excel", "sort", "page", "edition"))
"""What an address says besides parameters."""
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The same language in a fifth of the time: every publication reads all headers."""


class HeaderError(ValueError):
    """A saved query whose header cannot be used; says which and why."""


@dataclass(frozen=True)
class Text:
    """Words in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Choice:
    """One value a `choice` parameter may take, and the IRIs with which it enters the query; where
    there are none it enters as text."""

    value: str
    label: Text
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """A parameter: its type, its words, and where its choices come from (a query in options/)."""

    name: str
    type: str
    label: Text
    options: str | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    multiple: bool = False
    default: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    """Bounds of a number."""


@dataclass(frozen=True)
class Header:
    """All that a saved query says of itself."""

    title: Text
    summary: Text
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    columns: Mapping[str, Text] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    finding: Text | None = None
    chart: Chart | None = None


def split_header(text: str) -> tuple[str, str]:
    """The YAML of the `#+` lines, and the SPARQL text without them."""
    lines = text.splitlines(keepends=True)
    yaml_lines = [line[2:].removeprefix(" ") for line in lines if line.startswith("#+")]
    rest = "".join(line for line in lines if not line.startswith("#+"))
    return "".join(yaml_lines), rest


def parse_header(text: str, name: str) -> Header:
    """The header from its YAML. Raises HeaderError."""
    try:
        data = yaml.load(text, _LOADER) or {}
    except yaml.YAMLError as error:
        raise HeaderError(f"{name}: {error}") from None
    known = {"title", "summary", "tags", "parameters", "columns", "types", "finding", "chart"}
    if unknown := set(data) - known:
        raise HeaderError(f"{name}: unknown keys {sorted(unknown)}")
    parameters = {
        key: _parameter(key, value, name) for key, value in data.get("parameters", {}).items()
    }
    finding = data.get("finding")
    columns = {k: _text(v, name, k) for k, v in data.get("columns", {}).items()}
    try:
        chart = parse_chart(data.get("chart"), columns)
    except ChartError as error:
        raise HeaderError(f"{name}: {error}") from None
    return Header(
        title=_text(data.get("title"), name, "title"),
        summary=_text(data.get("summary"), name, "summary"),
        tags=_tags(data, name),
        parameters=parameters,
        columns=columns,
        types=_types(data, name),
        finding=_text(finding, name, "finding") if finding else None,
        chart=chart,
    )


def _tags(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    tags = data.get("tags") or ()
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        raise HeaderError(f"{name}: tags must be a list of words")
    return tuple(tags)


def _types(data: Mapping[str, Any], name: str) -> Mapping[str, str]:
    types = data.get("types", {})
    for column, kind in types.items():
        if kind not in COLUMN_TYPES:
            raise HeaderError(f"{name}: type of {column} must be one of {', '.join(COLUMN_TYPES)}")
        if column not in data.get("columns", {}):
            raise HeaderError(f"{name}: no column “{column}” to have a type")
    return dict(types)


def _text(value: Any, name: str, where: str) -> Text:
    if not isinstance(value, dict) or set(value) != {"zh", "en"}:
        raise HeaderError(f"{name}: {where} needs zh and en")
    return Text(str(value["zh"]), str(value["en"]))


def _parameter(key: str, value: Mapping[str, Any], name: str) -> Parameter:
    allowed = {"type", "label", "options", "choices", "required", "multiple", "default"}
    allowed |= {"minimum", "maximum"}
    if key in RESERVED:
        raise HeaderError(f"{name}: no parameter can be called {key}")
    if unknown := set(value) - allowed:
        raise HeaderError(f"{name}: parameter {key}: unknown keys {sorted(unknown)}")
    if value.get("type") not in TYPES:
        raise HeaderError(f"{name}: parameter {key}: type must be one of {', '.join(TYPES)}")
    choices = _choices(key, value.get("choices", {}), name)
    if value["type"] == "choice" and not choices:
        raise HeaderError(f"{name}: parameter {key}: a choice needs its choices")
    default = value.get("default")
    return Parameter(
        name=key,
        type=value["type"],
        label=_text(value.get("label"), name, f"{key}.label"),
        options=value.get("options"),
        choices=choices,
        required=bool(value.get("required", False)),
        multiple=bool(value.get("multiple", False)),
        default=None if default is None else str(default),
        minimum=_bound(value, "minimum", name),
        maximum=_bound(value, "maximum", name),
    )


def _choices(key: str, given: Any, name: str) -> tuple[Choice, ...]:
    """What a header spells out, or the shared ones that it names."""
    if isinstance(given, str):
        if given not in SHARED:
            raise HeaderError(f"{name}: parameter {key}: no shared choices “{given}”")
        return tuple(
            Choice(value, _text(one["label"], name, f"{key}.{value}"), tuple(one["terms"]))
            for value, one in SHARED[given].items()
        )
    return tuple(
        Choice(str(value), _text(label, name, f"{key}.{value}")) for value, label in given.items()
    )


def _bound(value: Mapping[str, Any], which: str, name: str) -> int | None:
    bound = value.get(which)
    if bound is not None and (value["type"] != "integer" or not isinstance(bound, int)):
        raise HeaderError(f"{name}: {which} bounds an integer")
    return bound
