"""A query on its way to an engine: its form, the graphs it speaks of, what in it is no SPARQL 1.1
query, the base of its relative IRIs, and the dataset that it gets (SPARQL 1.1 Query, sections
4.1.1.1, 13.2 and 19.8).

The dataset goes into the query, by FROM and FROM NAMED. As parameters of the request it would be
the same by the standard; Virtuoso then sends a header for each graph, and without them finds a
graph by GRAPH ?g but not by its name.

An engine may take more than the standard's queries at its address: updates, or pragmas by which it
fetches what a query names. So what is not a query by its words is refused here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from server.sparql.tokens import Token, tokens
from server.workers.errors import Malformed

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_NEVER = {"DEFINE", "INSERT", "DELETE", "MODIFY", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE"}
_NEVER |= {"COPY", "USING", "WITH"}
_KINDS = {"FROM", "FROM NAMED"}
_PATTERN = {"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
"""Words before which the dataset has been named."""
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")


@dataclass(frozen=True)
class Inserted:
    """Text put into a query, and where: before this place of the text, in this line and column."""

    text: str
    at: int
    line: int
    column: int


@dataclass(frozen=True)
class Query:
    """A query as it was written, and what is put into it."""

    text: str
    form: str
    own: frozenset[str]
    """The kinds of graphs that it names itself: `FROM`, `FROM NAMED`."""
    graphs: frozenset[str] | None
    """The graphs that it asks by name; None where it asks any."""
    place: Inserted
    """Where a dataset is put."""
    inserted: tuple[Inserted, ...] = ()

    @property
    def sent(self) -> str:
        """The text for the engine."""
        parts, at = [], 0
        for one in self.inserted:
            parts += [self.text[at : one.at], one.text]
            at = one.at
        return "".join((*parts, self.text[at:]))

    @property
    def solutions(self) -> bool:
        """Whether its answer is solutions or a boolean; else a graph."""
        return self.form in ("SELECT", "ASK")

    def over(self, default: str, named: Sequence[str], nowhere: str) -> "Query":
        """The same over a dataset: one graph as the default, and those of `named` that it asks. One
        that names graphs of one kind itself has of the other the empty graph `nowhere`: to
        Virtuoso, a kind that is not named has all."""
        if self.own:
            other = "".join(f" {kind} <{nowhere}> " for kind in sorted(_KINDS - self.own))
            dataset = replace(self.place, text=self.place.text + other)
            return replace(self, inserted=(*self.inserted, dataset)) if other else self
        asked = named if self.graphs is None else sorted(self.graphs & set(named))
        clauses = "".join(f" FROM NAMED <{name}>" for name in asked)
        dataset = replace(self.place, text=f"{self.place.text} FROM <{default}>{clauses} ")
        return replace(self, inserted=(*self.inserted, dataset))

    def column(self, line: int, column: int) -> int:
        """The column in the query as it was written of one in the text for the engine."""
        for one in self.inserted:
            if one.line == line and one.column < column:
                column = max(column - len(one.text), one.column)
        return column


def prepared(text: str, base_iri: str) -> Query:
    """A query as it is sent; relative IRIs are resolved against `base_iri`. Raises Malformed for
    what is none."""
    found = tuple(tokens(text))
    start = _start(found)
    words = {token.text.upper() for token in found if token.kind == "word"}
    for token in found:
        if token.kind == "word" and token.text.upper() in _NEVER:
            raise Malformed(f"unexpected “{token.text}”", token.line, token.column)
    iris = [token.text for token in found if token.kind == "iri"]
    relative = "BASE" not in words and not all(map(_ABSOLUTE.match, iris))
    base = (Inserted(f"BASE <{base_iri}> ", 0, 1, 1),) if relative else ()
    form = found[start].text.upper()
    return Query(text, form, _own(found), _graphs(found), _place(text, found, start), base)


def _start(found: Sequence[Token]) -> int:
    """The place of the keyword behind the prologue."""
    at = 0
    while at < len(found):
        word = found[at].text.upper()
        if word == "BASE":
            at += 2
        elif word == "PREFIX":
            at += 3
        elif found[at].kind == "word" and word in _FORMS:
            return at
        else:
            break
    line, column = (found[at].line, found[at].column) if at < len(found) else (1, 1)
    given = found[at].text if at < len(found) else ""
    raise Malformed(f"expected {', '.join(_FORMS)}, found “{given[:40]}”", line, column)


def _own(found: Sequence[Token]) -> frozenset[str]:
    """The kinds of graphs that a query names as its dataset."""
    named = {
        after.kind == "word" and after.text.upper() == "NAMED"
        for token, after in pairwise(found)
        if token.kind == "word" and token.text.upper() == "FROM"
    }
    return frozenset("FROM NAMED" if one else "FROM" for one in named)


def _graphs(found: Sequence[Token]) -> frozenset[str] | None:
    """The IRIs behind GRAPH; None where something else stands there."""
    names = set()
    for token, after in pairwise(found):
        if token.kind == "word" and token.text.upper() == "GRAPH":
            if after.kind != "iri" or not _ABSOLUTE.match(after.text):
                return None
            names.add(after.text[1:-1])
    return frozenset(names)


def _place(text: str, found: Sequence[Token], start: int) -> Inserted:
    """Where the grammar has the dataset: behind ASK, behind the template of CONSTRUCT, and else
    before the pattern or what follows it."""
    outside = _outside(found, start + 1)
    following = next(outside, None)
    if found[start].text.upper() == "CONSTRUCT" and following is not None:
        if found[following].text == "{":
            following = next(outside, None)
    elif found[start].text.upper() != "ASK":
        while following is not None and not _begins(found[following]):
            following = next(outside, None)
    if following is None:
        lines = text.count("\n") + 1
        return Inserted("\n", len(text), lines, len(text) - text.rfind("\n"))
    token = found[following]
    return Inserted("", token.start, token.line, token.column)


def _begins(token: Token) -> bool:
    return token.text == "{" or (token.kind == "word" and token.text.upper() in _PATTERN)


def _outside(found: Sequence[Token], start: int) -> Iterator[int]:
    """The places of the tokens outside all brackets, of the brackets those that open."""
    depth = 0
    for at in range(start, len(found)):
        if found[at].kind == "close":
            depth -= 1
            continue
        if depth == 0:
            yield at
        depth += found[at].kind == "open"
