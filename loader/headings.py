"""Which column a heading names: a lookup in headings.toml, and what the manifest says besides."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from loader.identifiers import squeeze
from loader.rows import Column

_OURS = frozenset(column.value for column in Column)


@functools.cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("loader").joinpath("headings.toml").read_text("utf-8"))


@functools.cache
def attribute_keys() -> Mapping[str, str]:
    """Heading without white space -> the key of the further column it names."""
    attributes: Mapping[str, list[str]] = _table()["attributes"]
    return {heading: key for key, headings in attributes.items() for heading in headings}


def is_ambiguous(heading: str) -> bool:
    """Whether the heading means different things in different lists."""
    return squeeze(heading) in _table()["ambiguous"]["headings"]


def spoken(column: Column) -> str:
    """What most lists call the column."""
    heading: str = _table()["columns"][column.value][0]
    return heading


@dataclass(frozen=True)
class Headings:
    """The synonyms of one list: those everyone knows, and what its manifest adds."""

    local: Mapping[str, str]
    """Heading -> column or attribute key, from the manifest."""

    @functools.cached_property
    def columns(self) -> Mapping[str, Column]:
        """Heading without white space -> the column it names."""
        shared: Mapping[str, list[str]] = _table()["columns"]
        known = {name: Column(column) for column, names in shared.items() for name in names}
        for heading, meaning in self.local.items():
            known.pop(squeeze(heading), None)
            if meaning in _OURS:
                known[squeeze(heading)] = Column(meaning)
        return known

    def column(self, heading: str) -> Column | None:
        """The column that `heading` names, or None."""
        return self.columns.get(squeeze(heading))

    def attribute(self, heading: str) -> str | None:
        """The key of the further column that `heading` names, or None where no one knows it."""
        for local, meaning in self.local.items():
            if squeeze(local) == squeeze(heading) and meaning not in _OURS:
                return meaning
        return attribute_keys().get(squeeze(heading))


def meanings() -> frozenset[str]:
    """What a line of the manifest may say of a heading: a column of ours or an attribute key."""
    return _OURS | frozenset(_table()["attributes"])
