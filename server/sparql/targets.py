"""To which graphs an update can write, read from its text (SPARQL 1.1 Update, section 3), so that
only those have to be looked at afterwards. An update is not understood, and everything has to be
looked at, where a graph is a variable or the default one, and wherever its text could be read in
two ways: a reading is given only where it is the engine's.

Graphs are told by the brackets of the templates. A `{` inside a template follows `GRAPH` and the
name of a graph, or the text is not understood; of a pattern only its end matters. What could move a
bracket is an escape, a string whose end is not plain, or a comment: `#` begins one inside `<…>`
where the engine can read `<` as an operator. The engine resolves the names.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, QuerySolutions, Store

from server.sparql.tokens import Token, tokens

_STRING = re.compile(
    r"""(?:\"\"\"(?:"{0,2}(?:[^"\\]|\\[tbnrf"'\\]))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\[tbnrf"'\\]))*'''"""
    r"""|"(?:[^"\\\r\n]|\\[tbnrf"'\\])*"|'(?:[^'\\\r\n]|\\[tbnrf"'\\])*')"""
)
_PAIRS = {"}": "{", ")": "(", "]": "["}
_BEFORE_OPERAND = frozenset("(,=<>!&|/^")
_IN_TEMPLATES = ("A", "TRUE", "FALSE")
_END = Token("end", "", 0, 0, 0)

Operation = Sequence[Token]


class _Unclear(Exception):
    """The text is not understood."""


def targets(update: str, base_iri: str) -> frozenset[NamedNode] | None:
    """The named graphs that `update` can write to, and no other can it write to; None where that
    is not known from its text."""
    try:
        found = tuple(tokens(update))
        _plain(found)
        start = _operations_start(found)
        prologue = update[: found[start].start] if start < len(found) else update
        names = {name for operation in _operations(found[start:]) for name in _named(operation)}
        return _resolved(prologue, sorted(names), base_iri)
    except (_Unclear, SyntaxError, ValueError):
        return None


def _plain(found: Sequence[Token]) -> None:
    """Raises _Unclear where the engine could see other brackets than we do."""
    opened: list[str] = []
    before = _END
    for token in found:
        innermost = opened[-1] if opened else ""
        if token.kind == "string":
            if not _STRING.fullmatch(token.text):
                raise _Unclear
        elif "\\" in token.text:
            raise _Unclear
        elif token.kind == "open":
            opened.append(token.text)
        elif token.kind == "close":
            if innermost != _PAIRS[token.text]:
                raise _Unclear
            opened.pop()
        elif token.text == "<" and innermost != "(":
            raise _Unclear
        if _may_be_operator(token, innermost, before):
            raise _Unclear
        before = token
    if opened:
        raise _Unclear


def _may_be_operator(token: Token, innermost: str, before: Token) -> bool:
    """Whether an IRI with `#` stands where an expression can go on with `<`, and a comment."""
    ambiguous = token.kind == "iri" and "#" in token.text and innermost == "("
    return ambiguous and before.text not in _BEFORE_OPERAND


def _operations_start(found: Sequence[Token]) -> int:
    """Where the prologue ends, as the engine has it: it stands once, before all operations."""
    at = 0
    while at < len(found) and _is(found[at], "PREFIX", "BASE"):
        at += 3 if _is(found[at], "PREFIX") else 2
    return at


def _operations(found: Sequence[Token]) -> Iterator[Operation]:
    operation: list[Token] = []
    depth = 0
    for token in found:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.text == ";" and not depth:
            yield operation
            operation = []
        else:
            operation.append(token)
    if operation:
        yield operation


def _named(operation: Operation) -> Iterable[str]:
    """The graphs that an operation writes to, as they are written. Raises _Unclear."""
    rest = _Rest(operation)
    if rest.word("CLEAR", "DROP", "CREATE"):
        rest.word("SILENT")
        rest.expect("GRAPH")
        names = {rest.name()}
    elif rest.word("ADD", "MOVE", "COPY"):
        moves = _is(operation[0], "MOVE")
        rest.word("SILENT")
        source = None if rest.word("DEFAULT") else rest.graph()
        rest.expect("TO")
        names = {rest.graph(), _known(source)} if moves else {rest.graph()}
    else:
        names = _modified(rest)
    rest.end()
    return names


def _modified(rest: "_Rest") -> set[str]:
    """Those of INSERT and DELETE in all their forms (sections 3.1.1 to 3.1.3)."""
    default = rest.name() if rest.word("WITH") else None
    names: set[str] = set()
    for word in ("DELETE", "INSERT"):
        if rest.word(word):
            if rest.word("DATA") or (word == "DELETE" and rest.word("WHERE")):
                return _templates(rest.block(), None)
            names |= _templates(rest.block(), default)
    while rest.word("USING"):
        rest.word("NAMED")
        rest.name()
    rest.expect("WHERE")
    rest.block()
    return names


def _templates(block: Operation, default: str | None) -> set[str]:
    """The graphs of what stands in the braces of a template; `default` is that of WITH."""
    names: set[str] = set()
    rest = _Rest(block)
    while not rest.ended:
        if rest.word("GRAPH"):
            names.add(rest.name())
            _triples(rest.block())
        elif not rest.skip("."):
            names.add(_known(default))
            _triples([rest.next()])
    return names


def _known(name: str | None) -> str:
    if name is None:
        raise _Unclear
    return name


def _triples(found: Operation) -> None:
    """Raises _Unclear for what may be more than triples."""
    for token in found:
        if token.text in ("{", "}"):
            raise _Unclear
        if token.kind == "word" and token.text.upper() not in _IN_TEMPLATES:
            raise _Unclear


class _Rest:
    """The rest of an operation, read from front to back."""

    def __init__(self, found: Operation) -> None:
        self._found = found
        self._at = 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._found)

    def next(self) -> Token:
        if self.ended:
            raise _Unclear
        self._at += 1
        return self._found[self._at - 1]

    def word(self, *words: str) -> bool:
        """Whether one of these comes next; then it is passed."""
        if self.ended or not _is(self._found[self._at], *words):
            return False
        self._at += 1
        return True

    def skip(self, text: str) -> bool:
        if self.ended or self._found[self._at].text != text:
            return False
        self._at += 1
        return True

    def expect(self, word: str) -> None:
        if not self.word(word):
            raise _Unclear

    def name(self) -> str:
        token = self.next()
        if token.kind not in ("iri", "name"):
            raise _Unclear
        return token.text

    def graph(self) -> str:
        self.word("GRAPH")
        return self.name()

    def block(self) -> Operation:
        """What stands in the braces that come next."""
        if not self.skip("{"):
            raise _Unclear
        begin, depth = self._at, 1
        while depth:
            token = self.next()
            depth += (token.text == "{") - (token.text == "}")
        return self._found[begin : self._at - 1]

    def end(self) -> None:
        if not self.ended:
            raise _Unclear


def _is(token: Token, *words: str) -> bool:
    return token.kind == "word" and token.text.upper() in words


def _resolved(prologue: str, names: Sequence[str], base_iri: str) -> frozenset[NamedNode]:
    """What the engine takes the names for. Raises SyntaxError where it does not take one."""
    text = f"{prologue}\nSELECT ?graph {{ VALUES ?graph {{ {' '.join(names)} }} }}"
    solutions = Store().query(text, base_iri=base_iri)
    if not isinstance(solutions, QuerySolutions):
        raise _Unclear
    graphs = [solution["graph"] for solution in solutions]
    if len(graphs) != len(names):
        raise _Unclear
    return frozenset(graph for graph in graphs if isinstance(graph, NamedNode))
