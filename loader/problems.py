"""Problems as data: what is wrong, how grave it is, where, and what to do about it.

    LoaderError
    └── Refused       the document or its manifest cannot be loaded; carries the problems

A problem's sentences stand in problems.toml, in Chinese and English, under its code. Codes that the
shapes share (S01, N02, ...) mean the same thing here: what the graph cannot hold is checked on the
rows under the same id.
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from loader.rows import Place
from shapes.report import Kind, Severity


@functools.cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("loader").joinpath("problems.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Thing:
    """What a problem is about: its IRI, its name in Chinese and English (empty where it has none),
    and what people call the item in which it stands (`第37项`, `第12项第2行`)."""

    iri: str
    zh: str = ""
    en: str = ""
    item: str = ""
    item_en: str = ""


@dataclass(frozen=True)
class Problem:
    """One problem; `severity` defaults to what the catalogue says of its code. `rule` is the rule
    of the shapes that found it, empty for what was noticed on reading."""

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = field(default=Severity.VIOLATION)
    sentences: Mapping[str, str] | None = None
    """Ready sentences by language, for a problem that came out of a shape."""
    kind: Kind = Kind.CHECKLIST
    rule: str = ""
    thing: Thing | None = None

    def sentence(self, language: str) -> str:
        """The sentence in `language` ("zh" or "en"), with its values filled in."""
        if self.sentences is not None:
            return self.sentences[language]
        return _catalogue()[self.code][language].format_map(self.values)

    def as_json(self) -> dict[str, Any]:
        """The problem as plain data, for `--json` and for reports."""
        thing = self.thing
        return {
            "code": self.code,
            "kind": self.kind.value,
            "id": self.code.partition("-")[0],
            "rule": self.rule or self.code,
            "severity": self.severity.value,
            "file": self.place.file,
            "sheet": self.place.sheet,
            "page": self.place.page,
            "table": self.place.table,
            "row": self.place.row,
            "lines": [self.place.line_start, self.place.line_end],
            "column": self.place.column,
            "cell": self.place.cell,
            "text": self.place.text,
            "carried": self.place.carried,
            "item": (thing.item or None) if thing else None,
            "item_en": (thing.item_en or None) if thing else None,
            "thing": thing.iri if thing else None,
            "label": (thing.zh or thing.en or None) if thing else None,
            "label_en": (thing.en or None) if thing else None,
            "zh": self.sentence("zh"),
            "en": self.sentence("en"),
        }


def problem(code: str, place: Place, /, **values: object) -> Problem:
    """A problem of the catalogue with the severity that stands there."""
    return Problem(code, place, values, Severity(_catalogue()[code]["severity"]))


def template(code: str, language: str) -> str:
    """What the catalogue says of `code`, its values still as `{name}`; empty where it has none."""
    return _catalogue().get(code, {}).get(language, "")


def codes() -> tuple[str, ...]:
    """Every code of the catalogue."""
    return tuple(_catalogue())


class LoaderError(Exception):
    """Base of what the loader raises."""


class Refused(LoaderError):
    """The document cannot be loaded; `problems` says why, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(p.sentence("zh") + " " + p.sentence("en") for p in self.problems)
        )


def blocking(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of `problems` that keep an edition from being published."""
    return tuple(p for p in problems if p.severity is Severity.VIOLATION)
