"""Choices of several counties, each with its county: 县公安局（昌乐县）."""

import re
from collections.abc import Sequence
from dataclasses import replace

from server.pages.naming import named
from server.saved.header import Text
from server.saved.parameters import Option
from server.store.interface import View

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


def _place(iri: str) -> str:
    """The IRI of the region of a thing; empty for what is of none, as a code is."""
    match = _THING.fullmatch(iri)
    return f"{match[1]}region/{match[2]}" if match else ""
