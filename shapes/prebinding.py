"""Pre-bound variables of a SPARQL constraint: the values written into the query's own groups.

SHACL, section 5.3.2 and appendix A (Pre-binding of Variables in SPARQL Queries, "values
insertion"): a pre-bound variable has its value in every part of the query, in an inner group and
in a `BIND` as well. The substitutions of Oxigraph join it to the outermost group only, and refuse
a variable that is not selected.
"""

import re
from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

Value = NamedNode | BlankNode | Literal
_KEPT = r"""
    \"{3}.*?\"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>"{}|^`\\\s]*>
"""
_PARTS = re.compile(
    rf"""
    (?P<kept> {_KEPT} | \#[^\n]* )
    | (?P<group> \{{ ) (?! (?:\s|\#[^\n]*\n)* SELECT\b )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_BETWEEN = re.compile(rf"(?P<kept> {_KEPT} ) | (?: \s | \#[^\n]* )+", re.VERBOSE | re.DOTALL)


class NotWritableError(ValueError):
    """A query has no way to write a blank node of the data."""


def bound(query: str, values: Mapping[str, Value]) -> str:
    """`query` with the variables of `values` bound in each of its groups. It has no `VALUES` of its
    own, which SHACL forbids, and selects pre-bound variables from its sub-selects, which SHACL
    demands. Raises NotWritableError where a value is a blank node."""
    if not values:
        return query
    if any(isinstance(value, BlankNode) for value in values.values()):
        raise NotWritableError(query)
    names = " ".join(f"?{name}" for name in values)
    row = " ".join(str(value) for value in values.values())
    block = f"{{ VALUES ({names}) {{ ({row}) }} "
    return _PARTS.sub(lambda part: part["kept"] or block, query)


def on_one_line(query: str) -> str:
    """`query` with a space for every line break and comment between its words."""
    return _BETWEEN.sub(lambda part: part["kept"] or " ", query).strip()
