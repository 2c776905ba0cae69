"""Queries to begin with: the saved ones as they stand, and those that show the terms of the
ontology."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from server.errors import UnknownQuery
from server.saved.added import queries_of
from server.saved.gallery import THEMES, first
from server.saved.header import Text
from server.store.interface import View
from server.vocabulary.trying import questions

_TERM = "term-"
TERMS = Text("术语的例子", "Examples of the terms")


@dataclass(frozen=True)
class Example:
    """A query to begin with; `name` is what the address calls it."""

    name: str
    title: Text


@dataclass(frozen=True)
class Shelf:
    """Examples that belong together."""

    title: Text
    examples: Sequence[Example]


def shelves(view: View | None) -> list[Shelf]:
    """All examples, saved queries by theme first, of each those that staff need first."""
    place = {card.query.name: at for at, card in enumerate(first())}
    found = [
        Shelf(
            THEMES[theme],
            [
                Example(one.name, one.header.title)
                for one in sorted(some, key=lambda one: place.get(one.name, len(place)))
            ],
        )
        for theme, some in groupby(queries_of(view).values(), key=lambda query: query.theme)
    ]
    terms = [
        Example(f"{_TERM}{name}", trial.question)
        for name, trial in questions().items()
        if trial.question
    ]
    return [*found, Shelf(TERMS, terms)]


def text_of(view: View | None, name: str) -> str:
    """The text of an example. Raises UnknownQuery."""
    queries = queries_of(view)
    if name in queries:
        return queries[name].text
    trial = questions().get(name.removeprefix(_TERM)) if name.startswith(_TERM) else None
    if trial is None:
        raise UnknownQuery(name=name[:100])
    return trial.text
