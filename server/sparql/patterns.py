"""What a query asks for, read from its tokens: the constants that must occur for it to have an
answer, and which properties it asks of which classes.

It reads the triples of SPARQL 1.1 (section 19.8, rules 75 to 92) as far as their subjects, first
properties and objects can be told, and leaves out what cannot empty an answer: OPTIONAL, MINUS,
NOT EXISTS, the template of a CONSTRUCT, the arguments of functions. Nothing is evaluated and
nothing fails: what it does not understand it passes over, in time that grows with the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode

from ontology.terms import RDF, XSD
from server.sparql.tokens import Token, tokens

Constant = NamedNode | Literal
_NUMBER = re.compile(r"[+-]?[0-9]+")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_IDLE = ("OPTIONAL", "MINUS")
_PATH = ("/", "|", "^", "!", "*", "+", "?")


@dataclass(frozen=True)
class Stated:
    """A constant where it stands; `role` is triple, graph, compared (with a variable, by `=` or
    IN) or language (with the tag of one). `property` is whose value it is to be, where one is;
    `named` is whether it is looked for in named graphs."""

    term: Constant
    role: str
    written: str
    line: int
    column: int
    property: NamedNode | None = None
    named: bool = False


@dataclass(frozen=True)
class Asked:
    """A property that is asked of what is said to be of a class."""

    of: NamedNode
    property: NamedNode
    line: int
    column: int


@dataclass(frozen=True)
class Read:
    """All that was read of a query."""

    constants: Sequence[Stated]
    asked: Sequence[Asked]
    chooses: bool = False
    """Whether the query says of which graphs its data are to be (FROM)."""
    unjoined: Sequence[Token] = ()
    """What follows a whole triple without a sign between."""


@dataclass(frozen=True)
class _Item:
    """A term, a variable, a word or a sign; `key` tells subjects apart."""

    kind: str
    text: str
    token: Token
    term: Constant | None = None

    @property
    def key(self) -> str:
        return str(self.term) if self.term else self.text


@dataclass
class _Open:
    """What stands in brackets: a group, an expression, the inside of [ ], a list, VALUES."""

    kind: str
    idle: bool = False
    subject: str = ""
    property: _Item | None = None
    awaits: str = "subject"
    last: _Item | None = None
    """The last step of a path whose steps follow one another."""
    named: bool = False
    variables: tuple[str, ...] = ()
    """Those that VALUES gives values, or whose values a list after IN names."""


@dataclass
class _Found:
    constants: list[Stated] = field(default_factory=list)
    triples: list[tuple[str, _Item, _Item | None]] = field(default_factory=list)
    unjoined: list[Token] = field(default_factory=list)
    chooses: bool = False
    variables: set[str] = field(default_factory=set)
    """Those of the triples."""
    of: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Of a constant, by its place in the list, the variables that it is a value of."""

    @property
    def awaited(self) -> list[Stated]:
        """The constants that must occur; a value of variables that no triple has must not."""
        return [
            one
            for at, one in enumerate(self.constants)
            if at not in self.of or self.variables.intersection(self.of[at])
        ]


def read(query: str, base: str) -> Read:
    """What `query` asks for; relative IRIs are resolved against `base`."""
    reader = _Reader(list(_items(query, base)))
    found = reader.read()
    classes: dict[str, list[NamedNode]] = {}
    for subject, verb, thing in found.triples:
        if verb.term == RDF.type and thing and isinstance(thing.term, NamedNode):
            classes.setdefault(subject, []).append(thing.term)
    asked = {
        (of, verb.term): Asked(of, verb.term, verb.token.line, verb.token.column)
        for subject, verb, _ in reversed(found.triples)
        for of in classes.get(subject, ())
        if isinstance(verb.term, NamedNode) and verb.term != RDF.type
    }
    ordered = sorted(asked.values(), key=lambda one: (one.line, one.column))
    return Read(found.awaited, ordered, found.chooses, found.unjoined)


class _Reader:
    """Walks through the items with a stack of what is open."""

    def __init__(self, items: Sequence[_Item]) -> None:
        self.items = items
        self.found = _Found()
        self.stack = [_Open("outside")]
        self.idle_next = self.named_next = self.template = False
        self.next_kind = ""
        self.values_of: list[str] = []
        self.fresh = count()

    def read(self) -> _Found:
        for at, item in enumerate(self.items):
            if item.kind == "open":
                self._open(at, item)
            elif item.kind == "close":
                self._close()
            elif item.kind == "word":
                self._word(at, item)
            else:
                self._item(at, item)
        return self.found

    @property
    def top(self) -> _Open:
        return self.stack[-1]

    def _open(self, at: int, item: _Item) -> None:
        top = self.top
        idle = top.idle or self.idle_next
        if item.text == "{":
            kind = self.next_kind or "group"
            if self.template:
                kind, self.template = "template", False
            named = top.named or self.named_next
            self.idle_next, self.named_next, self.next_kind = False, False, ""
            variables = tuple(self.values_of) if kind == "values" else ()
            self.stack.append(_Open(kind, idle, named=named, variables=variables))
        elif item.text == "[" and top.kind in ("group", "inside"):
            name = f"[{next(self.fresh)}"
            self._take(_Item("node", name, item.token))
            self.stack.append(_Open("inside", idle, name, None, "property", named=top.named))
        elif top.kind in ("group", "inside") and top.awaits == "object":
            self.stack.append(_Open("list", idle, named=top.named))
        else:
            kind = "values" if top.kind == "values" else "expression"
            if self.next_kind == "values":
                kind = "variables"
            variables = top.variables if top.kind == "values" else self._listed(at)
            self.stack.append(_Open(kind, top.idle, named=top.named, variables=variables))

    def _close(self) -> None:
        if len(self.stack) == 1:
            return
        closed = self.stack.pop()
        top = self.top
        if closed.kind == "list" and top.awaits == "object":
            self._take(_Item("node", f"[{next(self.fresh)}", self.items[0].token))
        elif top.kind == "group" and (closed.kind == "group" or top.awaits == "nothing"):
            top.subject, top.property, top.awaits = "", None, "subject"

    def _word(self, at: int, item: _Item) -> None:
        word = item.text.upper()
        top = self.top
        if item.text == "a" and top.kind in ("group", "inside") and top.awaits == "property":
            self._take(_Item("term", "a", item.token, RDF.type))
            return
        if word in _IDLE or (word == "EXISTS" and self._before(at) == "NOT"):
            self.idle_next = True
        elif word == "CONSTRUCT":
            self.template = True
        elif word == "WHERE":
            self.template = False
        elif word == "VALUES":
            self.next_kind, self.values_of = "values", []
        if top.kind == "group":
            top.subject, top.property, top.awaits = "", None, "subject"
            if word == "GRAPH":
                top.awaits = "graph"
            elif word in ("FILTER", "BIND", "SELECT", "VALUES"):
                top.awaits = "nothing"

    def _before(self, at: int) -> str:
        return self.items[at - 1].text.upper() if at else ""

    def _item(self, at: int, item: _Item) -> None:
        top = self.top
        if self.next_kind == "values" and item.kind == "variable":
            self.values_of.append(item.text)
        elif top.kind == "outside":
            if item.term and self._before(at) in ("FROM", "NAMED"):
                self.found.chooses = True
                self._state(item, "graph")
        elif top.kind in ("values", "list"):
            if item.term and not top.idle:
                self._state(item, "triple", variables=top.variables)
        elif top.kind == "expression":
            self._compared(at, item)
        elif top.kind in ("group", "inside"):
            if item.kind == "sign":
                self._sign(item.text)
            elif top.awaits == "graph":
                if item.term and not top.idle:
                    self._state(item, "graph")
                top.awaits, self.named_next = "subject", True
            else:
                self._take(item)

    def _sign(self, sign: str) -> None:
        top = self.top
        if sign == ".":
            if top.kind == "group":
                top.subject, top.property, top.awaits = "", None, "subject"
        elif sign == ";":
            top.property, top.awaits = None, "property"
        elif sign == ",":
            top.awaits = "object"
        elif sign in _PATH and top.awaits in ("property", "object"):
            if sign != "/":
                top.last = None
            if sign in ("|", "^", "!"):
                self._unasked(top)
            if sign in ("/", "|", "^", "!"):
                top.awaits = "step"

    def _unasked(self, top: _Open) -> None:
        """The step before is one of several that may hold: its property is not asked for sure."""
        if top.property is not None and self.found.triples:
            if self.found.triples[-1][1] is top.property:
                self.found.triples.pop()
            top.property = None

    def _take(self, item: _Item) -> None:
        """A term, variable or node in the place that is awaited."""
        top = self.top
        if item.kind == "variable" and top.awaits not in ("nothing", "after"):
            self.found.variables.add(item.text)
        if item.term and not top.idle:
            last = top.last.term if top.last and top.awaits == "object" else None
            self._state(item, "triple", last if isinstance(last, NamedNode) else None)
        if top.awaits == "subject":
            top.subject, top.awaits = item.key, "property"
        elif top.awaits == "property":
            top.property, top.last, top.awaits = item, item, "object"
            if item.term is not None and not top.idle:
                self.found.triples.append((top.subject, item, None))
        elif top.awaits == "step":
            top.last, top.awaits = item if top.last else None, "object"
        elif top.awaits == "object":
            if top.property is not None and top.property.term == RDF.type and not top.idle:
                self.found.triples.append((top.subject, top.property, item))
            top.awaits = "after"
        elif top.awaits == "after" and top.kind == "group":
            self.found.unjoined.append(item.token)
            top.subject, top.property, top.awaits = item.key, None, "property"

    def _compared(self, at: int, item: _Item) -> None:
        """A constant beside `=`, or in a list after IN, whose other side is a variable, or its
        language."""
        if item.term is None or self.top.idle:
            return
        around = [one.text for one in self.items[max(at - 6, 0) : at]]
        after = self.items[at + 1 : at + 3]
        is_equal = around[-1:] == ["="] and around[-2:-1] not in (["!"], ["<"], [">"])
        if is_equal and around[-2:-1] == [")"] and around[-5:-3] == ["LANG", "("]:
            self._state(item, "language")
        elif is_equal and around[-2:-1] and around[-2][:1] in "?$":
            self._state(item, "compared", variables=(around[-2],))
        elif len(after) == 2 and after[0].text == "=" and after[1].kind == "variable":
            self._state(item, "compared", variables=(after[1].text,))
        elif isinstance(item.term, Literal) and self.top.variables:
            self._state(item, "compared", variables=self.top.variables)

    def _listed(self, at: int) -> tuple[str, ...]:
        """The variable of `?variable IN` before brackets that open."""
        before = self.items[max(at - 2, 0) : at]
        is_list = (
            len(before) == 2 and before[0].kind == "variable" and before[1].text.upper() == "IN"
        )
        return (before[0].text,) if is_list else ()

    def _state(
        self,
        item: _Item,
        role: str,
        value_of: NamedNode | None = None,
        variables: tuple[str, ...] = (),
    ) -> None:
        if item.term is not None:
            if variables:
                self.found.of[len(self.found.constants)] = variables
            place = item.token.line, item.token.column
            one = Stated(item.term, role, item.text, *place, value_of, self.top.named)
            self.found.constants.append(one)


def _items(query: str, base: str) -> Iterator[_Item]:
    """The tokens as terms, variables, words and signs; the prologue is read and left out."""
    found = list(tokens(query))
    prefixes: dict[str, str] = {}
    at = 0
    while at < len(found):
        token = found[at]
        upper = token.text.upper() if token.kind == "word" else ""
        if upper == "PREFIX" and at + 2 < len(found) and found[at + 2].kind == "iri":
            prefixes[found[at + 1].text.rstrip(":")] = _resolved(base, found[at + 2].text)
            at += 3
        elif upper == "BASE" and at + 1 < len(found) and found[at + 1].kind == "iri":
            base = _resolved(base, found[at + 1].text)
            at += 2
        else:
            item, at = _one(found, at, prefixes, base)
            yield item


def _one(found: Sequence[Token], at: int, prefixes: dict[str, str], base: str) -> tuple[_Item, int]:
    """The item that begins at a token, and where the next begins."""
    token = found[at]
    match token.kind:
        case "iri":
            return _named(token, _resolved(base, token.text)), at + 1
        case "name":
            prefix, _, local = token.text.partition(":")
            if prefix in prefixes:
                return _named(token, prefixes[prefix] + local.replace("\\", "")), at + 1
            return _Item("node", token.text, token), at + 1
        case "string":
            return _literal(found, at, prefixes, base)
        case "word" if token.text in ("true", "false"):
            return _Item("term", token.text, token, Literal(token.text == "true")), at + 1
        case "other" if token.text.isdecimal() and token.text.isascii():
            return _number(found, at)
        case "word" | "variable" | "open" | "close":
            return _Item(token.kind, token.text, token), at + 1
        case _:
            if token.text == "_" and at + 1 < len(found) and found[at + 1].kind == "name":
                return _Item("node", f"_{found[at + 1].text}", token), at + 2
            return _Item("sign", token.text, token), at + 1


def _resolved(base: str, written: str) -> str:
    """What an IRI in its brackets is, against the base where it is relative; what is none stays as
    it is written."""
    iri = _unescaped(written[1:-1])
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    try:
        return urljoin(base, iri)
    except ValueError:
        return written


def _named(token: Token, iri: str) -> _Item:
    try:
        return _Item("term", token.text, token, NamedNode(iri))
    except ValueError:
        return _Item("node", token.text, token)


def _number(found: Sequence[Token], at: int) -> tuple[_Item, int]:
    """Digits that touch, with what belongs to a number among them."""
    end, text = at, ""
    while end < len(found) and found[end].start == found[at].start + len(text):
        piece = found[end].text
        inside = piece == "." and end + 1 < len(found) and found[end + 1].text.isdecimal()
        if not (piece.isdecimal() or inside or re.fullmatch(r"[eE]\d*", piece)):
            break
        text += piece
        end += 1
    kind = XSD.integer if _NUMBER.fullmatch(text) else XSD.decimal
    kind = XSD.double if "e" in text.lower() else kind
    return _Item("term", text, found[at], Literal(text, datatype=kind)), end


def _literal(
    found: Sequence[Token], at: int, prefixes: dict[str, str], base: str
) -> tuple[_Item, int]:
    """A string with its language or datatype."""
    token = found[at]
    mark = 3 if token.text[:3] in ('"""', "'''") else 1
    value = _unescaped(token.text[mark:-mark])
    follows = found[at + 1 : at + 4]
    if follows and follows[0].kind == "language":
        written = token.text + follows[0].text
        try:
            term = Literal(value, language=follows[0].text[1:])
        except ValueError:
            term = Literal(value)
        return _Item("term", written, token, term), at + 2
    if [one.text for one in follows[:2]] == ["^", "^"] and len(follows) == 3:
        named = found[at + 3].kind in ("iri", "name") if at + 3 < len(found) else False
        kind = _one(found, at + 3, prefixes, base)[0] if named else None
        if kind and isinstance(kind.term, NamedNode):
            written = f"{token.text}^^{kind.text}"
            return _Item("term", written, token, Literal(value, datatype=kind.term)), at + 4
    return _Item("term", token.text, token, Literal(value)), at + 1


def _unescaped(text: str) -> str:
    """`text` with the escapes of strings resolved (section 19.7)."""

    def character(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "uU" and len(code) > 1:
            point = int(code[1:], 16)
            return chr(point) if point <= 0x10FFFF and not 0xD800 <= point < 0xE000 else ""
        return _PLAIN.get(code, code)

    return _ESCAPE.sub(character, text)
