"""All saved queries that come with the software, read and checked once.

Each theme is a folder of queries/; a query's name is its file's. Options for forms are queries of
their own, in saved/options/.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from importlib.resources.abc import Traversable

from pyoxigraph import NamedNode

from server.exports.rows import LABEL
from server.saved.header import Header, HeaderError, parse_header, split_header
from server.saved.template import Template, split
from server.sparql.tokens import tokens

LOCAL = "local"
"""The theme of the queries that an installation adds."""
_CURRENT, _ANY = "dcat:hasCurrentVersion", "dcat:hasVersion"


@dataclass(frozen=True)
class SavedQuery:
    """One saved query; `source` is the file's text as it stands, `types` are those of its columns.
    The answer of one that `is_graph` is statements."""

    name: str
    theme: str
    header: Header
    source: str
    text: str
    template: Template
    types: Mapping[str, str]
    is_graph: bool = False

    @property
    def of_editions(self) -> bool:
        """Whether it can be asked of an earlier edition: one that asks about one edition of one
        checklist."""
        return can_be_asked_of_editions(self.text)


def read_query(name: str, theme: str, source: str) -> SavedQuery:
    """A saved query from its file's text. Raises HeaderError or TemplateError."""
    yaml_text, text = split_header(source)
    header = parse_header(yaml_text, name)
    for parameter in header.parameters.values():
        if parameter.options and parameter.options not in option_templates():
            raise HeaderError(f"{name}: no options query “{parameter.options}”")
    template = replace(
        split(text, tuple(header.parameters), name),
        entering={
            key: {one.value: [NamedNode(iri) for iri in one.terms] for one in parameter.choices}
            for key, parameter in header.parameters.items()
            if any(one.terms for one in parameter.choices)
        },
    )
    found = {token.text for token in tokens(text)}
    is_graph = any(word.upper() == "CONSTRUCT" for word in found)
    if is_graph == bool(header.columns):
        raise HeaderError(f"{name}: a SELECT has columns, a CONSTRUCT has none")
    labelled = {column: f"?{column}{LABEL}" in found for column in header.columns}
    types = {
        column: header.types.get(column, "thing" if words else "text")
        for column, words in labelled.items()
    }
    plain = text.strip() + "\n"
    return SavedQuery(name, theme, header, source, plain, template, types, is_graph)


@functools.cache
def saved_queries() -> Mapping[str, SavedQuery]:
    """Every shipped query by name, in the order of themes and names."""
    found: dict[str, SavedQuery] = {}
    for theme, file in _files(resources.files("queries")):
        name = file.name.removesuffix(".rq")
        if name in found:
            raise HeaderError(f"two saved queries are called {name}")
        found[name] = read_query(name, theme, file.read_text("utf-8"))
    return found


def _files(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    folders = sorted((f for f in root.iterdir() if f.is_dir()), key=lambda f: f.name)
    for folder in folders:
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".rq"):
                yield folder.name, file


@functools.cache
def option_templates() -> Mapping[str, Template]:
    """The queries that list the choices of a kind of parameter, by name. Each gives ?value, ?label
    (in Chinese), ?labelEn, and may give ?count; each takes ?checklist."""
    folder = resources.files("server").joinpath("saved", "options")
    return {
        file.name.removesuffix(".rq"): split(file.read_text("utf-8"), ("checklist",), file.name)
        for file in sorted(folder.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".rq")
    }


@functools.cache
def options_of_editions() -> Mapping[str, Template]:
    """Those of them that list what stands in one edition of one checklist."""
    return {
        name: template
        for name, template in option_templates().items()
        if name != "checklists" and can_be_asked_of_editions(template.bind({}))
    }


def can_be_asked_of_editions(text: str) -> bool:
    """Whether a saved query asks about one edition of one checklist, the current one."""
    found = [token.text for token in tokens(text)]
    starts = [at for at, word in enumerate(found) if word == _CURRENT]
    of_others = any(found[at - 1 : at + 2 : 2] != ["?checklist", "?edition"] for at in starts)
    return bool(starts) and not of_others and _ANY not in found
