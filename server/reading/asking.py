"""Shipped queries of the pages: bound by terms, answered by the trusted workers, read as text."""

import functools
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import pairwise
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from server.saved.template import Template, split
from server.sparql.tokens import tokens
from server.store.interface import Table, Term


class Row(dict[str, str]):
    """A solution by variable, each term as text; an unbound variable is the empty string."""

    def __missing__(self, key: str) -> str:
        return ""

    def number(self, key: str) -> int:
        """A variable as an integer."""
        return int(self[key] or 0)


class Selecting(Protocol):
    """What answers a shipped SELECT: a view of a published state, or a store that is not served."""

    def select(self, query: str) -> Table: ...


@functools.cache
def _template(name: str) -> Template:
    text = resources.files("server").joinpath("reading", f"{name}.rq").read_text("utf-8")
    return split(text, _slots(text), name)


def _slots(text: str) -> tuple[str, ...]:
    stream = list(tokens(text))
    return tuple(
        after.text[1:]
        for token, after in pairwise(stream)
        if token.kind == "word" and token.text.upper() == "VALUES" and after.kind == "variable"
    )


def table(view: Selecting, name: str, **values: Term | Sequence[Term]) -> Table:
    """The solutions of `server/reading/{name}.rq` with `values` bound in its VALUES blocks."""
    bound: Mapping[str, Sequence[Term]] = {
        key: [value] if isinstance(value, NamedNode | Literal) else list(value)  # type: ignore[arg-type]
        for key, value in values.items()
    }
    return view.select(_template(name).bind(bound))


def ask(view: Selecting, name: str, **values: Term | Sequence[Term]) -> list[Row]:
    """The same, each term as text."""
    rows = table(view, name, **values).rows
    return [Row({key: term.value for key, term in row.items()}) for row in rows]
