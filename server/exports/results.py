"""SPARQL 1.1 Query Results JSON Format, row by row."""

import json
from collections.abc import Mapping
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.terms import XSD
from server.exports.plain import Buffered
from server.exports.rows import Rows, Term


def write_results(source: Rows, out: IO[bytes], shape: Mapping[str, Any]) -> None:
    """The head (section 3.1), and a binding for each solution (section 3.2.2)."""
    text, first = Buffered(out), True
    names = [_words(name) for name in source.variables]
    text.write(f'{{"head": {{"vars": [{", ".join(names)}]}},\n"results": {{"bindings": [')
    for row in source.rows:
        bindings = ", ".join(
            f"{name}: {_term(term)}"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        text.write(f"{'' if first else ','}\n{{{bindings}}}")
        first = False
    text.write("\n]}}\n")
    text.flush()


def _words(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _term(term: Term) -> str:
    value = _words(term.value)
    if isinstance(term, NamedNode):
        return f'{{"type": "uri", "value": {value}}}'
    if isinstance(term, BlankNode):
        return f'{{"type": "bnode", "value": {value}}}'
    more = ""
    if isinstance(term, Literal):
        if term.language:
            more = f', "xml:lang": {_words(term.language)}'
        elif term.datatype != XSD.string:
            more = f', "datatype": {_words(term.datatype.value)}'
    return f'{{"type": "literal", "value": {value}{more}}}'
