"""How the values of a column are ordered: numbers by size, Chinese by pinyin, and numbers within a
text by size as well, so that 9.1 stands before 10.1 and 第2项 before 第10项. Equal pinyin is told
apart by the code points."""

import functools
import re
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.terms import XSD

NUMBERS = frozenset((XSD.integer, XSD.decimal, XSD.double, XSD.float))
_DIGITS = re.compile(r"(\d+)", re.ASCII)

Part = tuple[int, Decimal | int | tuple[str, ...]]
Key = tuple[tuple[Part, ...], str]


def key_of(term: NamedNode | BlankNode | Literal) -> Key:
    """The key of a value."""
    if isinstance(term, Literal) and term.datatype in NUMBERS:
        try:
            number = Decimal(term.value)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return ((0, number),), ""
    return _key(term.value)


@functools.lru_cache(100_000)
def _key(text: str) -> Key:
    parts: list[Part] = []
    for at, part in enumerate(_DIGITS.split(text)):
        if at % 2:
            parts.append((0, int(part[:4000])))
        elif part:
            parts.append((1, _syllables(part)))
    return tuple(parts), text


def _syllables(text: str) -> tuple[str, ...]:
    if text.isascii():
        return tuple(text.casefold())
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text.casefold(), errors=list))  # type: ignore[arg-type]
