"""What the page of the interfaces shows: each operation with a command that asks it, the saved
queries as a table, the kinds of problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from server.errors import ServiceError
from server.openapi import problems, saved
from server.openapi.command import command
from server.openapi.document import INTERFACES, WORDS
from server.openapi.operations import Interface, Operation, Schema, Site
from server.saved.gallery import THEMES
from server.saved.header import Text


@dataclass(frozen=True)
class Kind:
    """A kind of problem as the page lists it; `again` is whether asking again may help."""

    code: str
    status: int
    title: Text
    again: bool


@dataclass(frozen=True)
class Shown:
    """An interface with its operations, each with a command; saved queries stand by theme."""

    interface: Interface
    operations: tuple[tuple[Operation, str], ...]
    themes: tuple[tuple[Text, tuple[Operation, ...]], ...] = ()

    @property
    def count(self) -> int:
        """How many operations, or queries, it has."""
        return len(self.operations) + sum(len(some) for _, some in self.themes)


def page(site: Site) -> Mapping[str, Any]:
    """The values of the template."""
    return {
        "shown": [_shown(interface, site) for interface in INTERFACES],
        "words": WORDS,
        "kinds": kinds(problems.kinds().values()),
        "type_of": type_of,
        "errors_of": errors_of,
        "base": site.settings.base,
    }


def kinds(found: Iterable[type[ServiceError]]) -> list[Kind]:
    """Kinds of problems, by status."""
    shown = [
        Kind(one.code, one.status, problems.title(one), bool(one.retry_after)) for one in found
    ]
    return sorted(shown, key=lambda kind: kind.status)


def errors_of(operation: Operation) -> list[tuple[int, list[Kind]]]:
    """What an operation can end in, by status."""
    every = kinds(dict.fromkeys((*operation.errors, *problems.EVERYWHERE)))
    return [(status, list(some)) for status, some in groupby(every, lambda kind: kind.status)]


def type_of(schema: Schema) -> tuple[str, tuple[str, ...]]:
    """The type of a parameter in a word, and its values where they are few."""
    if "$ref" in schema:
        return "choice", ()
    if schema["type"] == "array":
        return type_of(schema["items"])
    if "enum" in schema:
        return "choice", tuple(schema["enum"])
    return str(schema.get("format", schema["type"])), ()


def _shown(interface: Interface, site: Site) -> Shown:
    found = tuple(interface.operations(site))
    if interface is saved.INTERFACE:
        return Shown(interface, (), _by_theme(found, site))
    return Shown(interface, tuple((one, command(one, site.settings.base)) for one in found))


def _by_theme(
    found: Iterable[Operation], site: Site
) -> tuple[tuple[Text, tuple[Operation, ...]], ...]:
    """The JSON form of each saved query, in the order of the themes."""
    by_path = {operation.path: operation for operation in found}
    return tuple(
        (THEMES[theme], tuple(by_path[saved.json_path(query)] for query in queries))
        for theme, queries in groupby(site.queries.values(), key=lambda query: query.theme)
    )
