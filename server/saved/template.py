"""A query split once around its `VALUES` blocks, so that values enter as RDF terms and text
that was bound is never read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.sparql.tokens import Token, tokens
from server.store.interface import Term


class TemplateError(ValueError):
    """A parameter has no block of its own, or one that cannot reach its use."""


@dataclass(frozen=True)
class Template:
    """`pieces` of trusted text with a block's inside between each two; `slots` name the blocks.
    `entering`: by slot and value, the terms that stand in the block for a choice of words."""

    pieces: tuple[str, ...]
    slots: tuple[str, ...]
    defaults: tuple[str, ...]
    entering: Mapping[str, Mapping[str, Sequence[Term]]] = field(default_factory=dict)

    def bind(self, values: Mapping[str, Sequence[Term]]) -> str:
        """The query with the terms of each parameter in its block; a parameter without terms keeps
        what stands in the file (UNDEF: anything)."""
        parts = [self.pieces[0]]
        for slot, default, piece in zip(self.slots, self.defaults, self.pieces[1:], strict=True):
            known = self.entering.get(slot, {})
            terms = [each for one in values.get(slot, ()) for each in known.get(one.value, (one,))]
            parts.append(f" {' '.join(str(term) for term in terms)} " if terms else default)
            parts.append(piece)
        return "".join(parts)


@dataclass
class _Scope:
    """One SELECT: the variables it projects, uses, and binds by VALUES."""

    parent: "_Scope | None"
    projected: set[str] = field(default_factory=set)
    all: bool = False
    used: dict[str, int] = field(default_factory=dict)
    in_head: bool = True


def split(text: str, parameters: Sequence[str], name: str) -> Template:
    """Split `text` around the blocks of `parameters`. Raises TemplateError where one has no block,
    more than one, or where a sub-select uses it without projecting it."""
    stream = list(tokens(text))
    found: dict[str, tuple[int, int]] = {}
    for at, token in enumerate(stream[:-2]):
        if token.kind == "word" and token.text.upper() == "VALUES":
            variable, opening = stream[at + 1], stream[at + 2]
            if variable.kind == "variable" and variable.text[1:] in parameters:
                if variable.text[1:] in found:
                    raise TemplateError(f"{name}: two VALUES blocks for ?{variable.text[1:]}")
                closing = _closing(stream, at + 2)
                found[variable.text[1:]] = (opening.start + 1, closing.start)
    for parameter in parameters:
        if parameter not in found:
            raise TemplateError(f"{name}: no block VALUES ?{parameter} {{ … }}")
        _check_reach(stream, parameter, name)
    ordered = sorted(found.items(), key=lambda pair: pair[1])
    pieces, defaults, at = [], [], 0
    for _, (start, end) in ordered:
        pieces.append(text[at:start])
        defaults.append(text[start:end])
        at = end
    return Template((*pieces, text[at:]), tuple(key for key, _ in ordered), tuple(defaults))


_STAR_AFTER = ("SELECT", "DISTINCT", "REDUCED")


def _closing(stream: Sequence[Token], at: int) -> Token:
    depth = 0
    for token in stream[at:]:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth == 0:
            return token
    raise TemplateError("unbalanced brackets")


def _check_reach(stream: Sequence[Token], parameter: str, name: str) -> None:
    """The block must stand in the SELECT that uses the variable, and every sub-select between the
    two must project it, or the binding would be silently without effect."""
    scopes: list[_Scope] = []
    current: _Scope | None = None
    stack: list[_Scope | None] = []
    bound: _Scope | None = None
    for at, token in enumerate(stream):
        if token.kind == "open":
            stack.append(current)
            if current and token.text == "{":
                current.in_head = False
        elif token.kind == "close":
            if not stack:
                raise TemplateError(f"{name}: unbalanced brackets")
            current = stack.pop()
        elif token.kind == "word" and token.text.upper() in ("SELECT", "CONSTRUCT", "ASK"):
            current = _Scope(current)
            scopes.append(current)
        elif token.text == "*" and current and stream[at - 1].text.upper() in _STAR_AFTER:
            current.all = True
        elif token.kind == "variable" and token.text[1:] == parameter and current:
            previous = stream[at - 1]
            if previous.kind == "word" and previous.text.upper() == "VALUES":
                bound = current
            elif current.in_head:
                current.projected.add(parameter)
            else:
                current.used[parameter] = current.used.get(parameter, 0) + 1
    using = [scope for scope in scopes if scope.used.get(parameter)]
    if bound is None or not using:
        raise TemplateError(f"{name}: ?{parameter} is bound but not used")
    for scope in using:
        if not (_reaches(scope, bound, parameter) or _reaches(bound, scope, parameter)):
            raise TemplateError(f"{name}: ?{parameter} does not reach a sub-select that uses it")


def _reaches(inner: _Scope, outer: _Scope, parameter: str) -> bool:
    """Whether a variable is one and the same in a SELECT and in one around it."""
    scope = inner
    while scope is not outer:
        if scope.parent is None or not (scope.all or parameter in scope.projected):
            return False
        scope = scope.parent
    return True
