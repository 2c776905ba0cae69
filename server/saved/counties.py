"""What carries its county once lists of several are published, as 县公安局（昌乐县）: choices of a
form where they are of several, departments always, as on all pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from server.reading.asking import ask
from server.reading.kept import Kept
from server.reading.naming import Name, named, several_regions
from server.saved.header import Text
from server.saved.parameters import Option
from server.store.interface import View

_DEPARTMENTS: Kept[Mapping[str, Name]] = Kept(2)
_AT_ONCE = 500
"""Departments whose names are asked for in one query: a country has too many for some engines."""
_THING = re.compile(r"(.+/id/)(\d+)/(?!checklist/)[^/]+/.+", re.ASCII)
"""The IRI of what stands in a list. A list itself is called by its county anyway."""


def with_counties(view: View, options: Sequence[Option]) -> list[Option]:
    """The same choices; where they are of several counties, each of them says of which."""
    places = {one.value: _place(one.value) for one in options}
    regions = {place for place in places.values() if place}
    if len(regions) < 2:
        return list(options)
    chinese, english = (named(view, regions, language) for language in ("zh", "en"))

    def told(one: Option) -> Option:
        place = places[one.value]
        if place not in chinese:
            return one
        zh = f"{one.label.zh}（{chinese[place].text}）"
        return replace(one, label=Text(zh, f"{one.label.en} ({english[place].text})"))

    return [told(one) for one in options]


def departments(view: View, language: str) -> Mapping[str, Name]:
    """What departments are called in a language, by IRI; nothing where all are of one county, and
    a name says which it is."""

    def read() -> Mapping[str, Name]:
        every = [row["department"] for row in ask(view, "departments")]
        if not several_regions(view):
            return {}
        found: dict[str, Name] = {}
        for some in range(0, len(every), _AT_ONCE):
            found |= named(view, every[some : some + _AT_ONCE], language)
        return found

    return _DEPARTMENTS.get(view, language, read)


def _place(iri: str) -> str:
    """The IRI of the region of a thing; empty for what is of none, as a code is."""
    match = _THING.fullmatch(iri)
    return f"{match[1]}region/{match[2]}" if match else ""
