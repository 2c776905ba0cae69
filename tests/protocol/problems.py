"""What every problem document of the service must be."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from server.errors import PROBLEM, codes

SCHEMA = Path(__file__).parents[3] / "shared" / "suites" / "problem.json"
KIND = "application/problem+json"
HANGS = 120.0
"""Seconds after which something hangs, however busy the machine is with other things."""
_TYPES: Mapping[str, type] = {"string": str, "integer": int}
_REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})*")
"""RFC 3986, appendix A: the characters of a URI reference."""


def problem_of(body: bytes) -> dict[str, Any]:
    """The problem document of an answer, valid under its schema and with all that we promise."""
    problem = json.loads(body)
    _valid(problem, _schema())
    assert problem["type"].removeprefix(PROBLEM) in codes()
    for name in ("title", "title_en", "detail", "detail_en"):
        assert isinstance(problem[name], str) and problem[name].strip(), name
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert chinese.search(problem["title"]) and chinese.search(problem["detail"])
    if "limit_name" in problem:
        assert isinstance(problem["limit"], int | float) and problem["unit"]
    assert problem["request_id"]
    return dict(problem)


def _schema() -> dict[str, Any]:
    if not SCHEMA.is_file():
        pytest.skip(f"the schema of problem documents is not at {SCHEMA}")
    printed = SCHEMA.read_text("utf-8").replace("\\\n", "")  # long lines folded, as in an RFC
    schema: dict[str, Any] = json.loads(printed)
    return schema


def _valid(problem: Any, schema: Mapping[str, Any]) -> None:
    """As far as that schema goes: types, bounds, and URI references."""
    assert schema["type"] == "object" and isinstance(problem, dict)
    for name, rule in schema["properties"].items():
        if name not in problem:
            continue
        value = problem[name]
        assert isinstance(value, _TYPES[rule["type"]]) and not isinstance(value, bool), name
        assert value >= rule["minimum"] if "minimum" in rule else True, name
        assert value <= rule["maximum"] if "maximum" in rule else True, name
        if rule.get("format") == "uri-reference":
            assert _REFERENCE.fullmatch(str(value)), (name, value)
