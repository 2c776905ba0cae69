"""The page of anything that has none of its own: what is published of it, as a table of labels."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.terms import LM, PREFIXES, RDF
from server.messages import HTML_LANGUAGE, TAG
from server.reading.facts import Facts, facts
from server.reading.naming import Name
from server.reading.reader import Names, Reader
from server.store.describing import pointed
from server.urls import graph_path, pointing_path

_LIMIT = 100
_HTML = {tag: HTML_LANGUAGE[language] for language, tag in TAG.items()}


@dataclass(frozen=True)
class Value:
    """A value of a property: a thing by IRI, or a text with the language it has."""

    text: str
    iri: str = ""
    lang: str = ""


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of `iri`."""
    about = facts(reader, iri)
    outward = [t for t in about.triples if _iri(t.subject) == iri]
    inward = [t for t in about.triples if _iri(t.object) == iri and _iri(t.subject) != iri]
    iris = {iri} | {found for t in about.triples for found in map(_iri, t) if found}
    names = reader.names(iris)
    return render_template(
        "generic.html",
        here=_named(names[iri], about),
        other=reader.other_name(iri),
        kinds=[name for name in map(names.__getitem__, about.types) if name.lang],
        properties=properties(outward, names),
        pointing=_pointing(inward),
        limit=_LIMIT,
        graph=graph_path(iri) if reader.view.has_graph(iri) else "",
        every=pointing_path(iri) if pointed(about.triples, iri)[1] else "",
        names=names,
        short=short,
        twins=reader.twins(iri, about.identifier),
    )


def _named(name: Name, about: Facts) -> Name:
    """A document is called by its file."""
    file = about.first(LM.fileName)
    return Name(name.iri, file, "") if file else name


def short(iri: str) -> str:
    """`prefix:name` where a known prefix stands for the start of `iri`; else the IRI."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and "/" not in iri.removeprefix(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def properties(triples: Iterable[Triple], names: Names) -> list[tuple[str, list[Value]]]:
    """The values of each property, the types last."""
    found: defaultdict[str, list[Value]] = defaultdict(list)
    for triple in triples:
        value = triple.object
        if isinstance(value, NamedNode):
            found[triple.predicate.value].append(Value(names[value.value].text, value.value))
        elif isinstance(value, Literal):
            found[triple.predicate.value].append(
                Value(value.value, lang=_HTML.get(value.language or "", ""))
            )
        elif isinstance(value, BlankNode):
            found[triple.predicate.value].append(Value("[ ]"))
    ordered = sorted(found.items(), key=lambda pair: (pair[0] == RDF.type.value, pair[0]))
    return [(key, sorted(values, key=lambda one: one.text)) for key, values in ordered]


def _pointing(triples: list[Triple]) -> list[tuple[str, list[str]]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if subject := _iri(triple.subject):
            found[triple.predicate.value].add(subject)
    ordered = sorted(found.items())
    return [(key, sorted(values, key=lambda iri: (len(iri), iri))) for key, values in ordered]
