"""A query as a program to copy: curl, Python (SPARQLWrapper) and R. What stands in the query is
quoted as each language quotes, so that no text of it is read as anything else."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """A program in a language; `id` is a word for it."""

    id: str
    title: str
    text: str


def programs(query: str, endpoint: str, *, is_graph: bool) -> Sequence[Program]:
    """The programs that ask `query` of `endpoint`, for a table or for a graph."""
    text = query.strip().replace("\r\n", "\n").replace("\r", "\n") + "\n"
    return (
        Program("curl", "curl", _curl(text, endpoint, is_graph)),
        Program("python", "Python (SPARQLWrapper)", _python(text, endpoint, is_graph)),
        Program("r", "R (httr)", _r(text, endpoint, is_graph)),
    )


def _curl(query: str, endpoint: str, is_graph: bool) -> str:
    accept = "text/turtle" if is_graph else "text/csv"
    end = _unused("SPARQL", query)
    return (
        f"curl --data-binary @- -H 'Content-Type: application/sparql-query' \\\n"
        f"  -H 'Accept: {accept}' {shlex.quote(endpoint)} <<'{end}'\n{query}{end}\n"
    )


def _unused(word: str, text: str) -> str:
    """A word that no line of `text` is."""
    lines, number, found = set(text.split("\n")), 1, word
    while found in lines:
        number += 1
        found = f"{word}{number}"
    return found


def _python(query: str, endpoint: str, is_graph: bool) -> str:
    name = "TURTLE" if is_graph else "JSON"
    if is_graph:
        shown = "print(sparql.query().convert().decode())"
    else:
        shown = (
            "answer = sparql.query().convert()\n"
            'for row in answer["results"]["bindings"]:\n'
            '    print({name: term["value"] for name, term in row.items()})'
        )
    return (
        f"from SPARQLWrapper import {name}, POST, SPARQLWrapper\n\n"
        f"query = {_python_text(query)}\n"
        f"sparql = SPARQLWrapper({endpoint!r})\n"
        f"sparql.setMethod(POST)\n"
        f"sparql.setReturnFormat({name})\n"
        f"sparql.setQuery(query)\n{shown}\n"
    )


def _python_text(text: str) -> str:
    """A literal of Python: between three quotes where nothing of it would be read otherwise."""
    if "\\" not in text and '"""' not in text and text.isprintable() is False:
        plain = all(one.isprintable() or one in "\n\t" for one in text)
        if plain:
            return f'"""\n{text}"""'
    lines = text.splitlines(keepends=True)
    return "(\n" + "".join(f"    {line!r}\n" for line in lines) + ")"


def _r(query: str, endpoint: str, is_graph: bool) -> str:
    accept = "text/turtle" if is_graph else "text/csv"
    said = 'httr::content(answer, "text", encoding = "UTF-8")'
    shown = f"cat({said})" if is_graph else f"result <- read.csv(text = {said})\nprint(result)"
    return (
        f"query <- {_r_text(query)}\n"
        f'answer <- httr::POST("{endpoint}", body = list(query = query), encode = "form",\n'
        f'                     httr::accept("{accept}"))\n'
        f"httr::stop_for_status(answer)\n{shown}\n"
    )


def _r_text(text: str) -> str:
    """A raw string of R (since 4.0.0), with more dashes than any run in the text that could end
    it."""
    dashes = max((len(run) for run in re.findall(r"\)(-*)\"", text)), default=-1) + 1
    return f'r"{"-" * dashes}({text}){"-" * dashes}"'
