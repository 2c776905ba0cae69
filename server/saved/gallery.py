"""How saved queries are laid out (queries/gallery.toml): those that staff need first, the rest by
theme, and which of them a word or a tag finds."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from server.saved.added import THEME, queries_of
from server.saved.catalogue import SavedQuery, saved_queries
from server.saved.export import headings
from server.saved.header import Text
from server.search.folding import fold, parts
from server.store.interface import View

THEMES: Mapping[str, Text] = {
    "cross-department": Text("跨部门", "Across departments"),
    "life-course": Text("人生阶段与场景", "Life course"),
    "matters": Text("事项", "Matters"),
    "quality": Text("数据质量与来源", "Quality and sources"),
    THEME: Text("本地查询", "Queries of this site"),
}


@dataclass(frozen=True)
class Card:
    """A saved query in the gallery: `when` it is needed, where staff need it first."""

    query: SavedQuery
    when: Text | None = None

    def yields(self, language: str) -> str:
        """The columns that come out, in words."""
        comma = ", " if language == "en" else "、"
        return comma.join(text.in_language(language) for text in headings(self.query).values())

    @property
    def tags(self) -> tuple[Text, ...]:
        return tuple(tag(one) for one in self.query.header.tags)


@functools.cache
def _layout() -> Mapping[str, Any]:
    text = resources.files("queries").joinpath("gallery.toml").read_text("utf-8")
    return tomllib.loads(text)


def tag(name: str) -> Text:
    """A tag, which is Chinese in the file, in both languages."""
    return Text(name, _layout()["tags"].get(name, name))


def first() -> list[Card]:
    """Those that staff need first, in the order of their work: shipped ones."""
    queries = saved_queries()
    return [
        Card(queries[one["query"]], Text(one["when"]["zh"], one["when"]["en"]))
        for one in _layout()["first"]
        if one["query"] in queries
    ]


def research(view: View | None) -> dict[str, list[Card]]:
    """All others of a state by theme."""
    known = {card.query.name for card in first()}
    found: dict[str, list[Card]] = {theme: [] for theme in THEMES}
    for query in queries_of(view).values():
        if query.name not in known:
            found.setdefault(query.theme, []).append(Card(query))
    return found


def tags(view: View | None) -> list[tuple[Text, int]]:
    """Every tag of a state with how many queries have it, the most used first."""
    counts: dict[str, int] = {}
    for query in queries_of(view).values():
        for one in query.header.tags:
            counts[one] = counts.get(one, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(tag(name), count) for name, count in ordered]


def matching(cards: Iterable[Card], words: str, tagged: str) -> list[Card]:
    """The cards whose words, in either language, have all parts of what is looked for, and the
    tag."""
    sought = parts(words)
    return [
        card
        for card in cards
        if (not tagged or tagged in card.query.header.tags)
        and all(part in _text_of(card.query) for part in sought)
    ]


def _text_of(query: SavedQuery) -> str:
    shipped = saved_queries().get(query.name) is query
    return _kept_text(query.name) if shipped else _text(query)


@functools.cache
def _kept_text(name: str) -> str:
    return _text(saved_queries()[name])


def _text(query: SavedQuery) -> str:
    header = query.header
    texts = [header.title, header.summary, *headings(query).values()]
    texts += [parameter.label for parameter in header.parameters.values()]
    texts += [tag(one) for one in header.tags]
    texts += [card.when for card in first() if card.when and card.query is query]
    plain = "\n".join(f"{text.zh}\n{text.en}" for text in texts)
    return "\n".join(fold(line) for line in [*plain.split("\n"), query.name])
