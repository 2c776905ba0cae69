"""What the editor completes from: prefixes, the terms of the ontology and the codes, with their
labels in both languages. Departments, stages and scenarios are asked of `/lookup` as they are
typed: a country has too many to send."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from ontology import code_triples
from ontology.terms import EN, PREFIXES, SKOS, ZH
from server.vocabulary.terms import Term, borrowed, short, terms


@cache
def words() -> Mapping[str, Any]:
    """The document as plain data; it follows from the software alone."""
    return {
        "prefixes": dict(PREFIXES),
        "terms": [_term(one) for one in (*terms(), *borrowed())],
        "codes": _codes(),
    }


def _term(term: Term) -> Mapping[str, str]:
    kinds = {"class": "class", "individual": "individual"}
    return {
        "name": short(term.iri),
        "iri": term.iri,
        "kind": kinds.get(term.kind, "property"),
        "zh": term.label(ZH),
        "en": term.label(EN),
        "zh_says": next(iter(term.definitions.get(ZH, ())), ""),
        "en_says": next(iter(term.definitions.get(EN, ())), ""),
    }


def _codes() -> list[Mapping[str, str]]:
    """The codes of the controlled lists, in the order of their file."""
    labels: dict[str, dict[str, str]] = {}
    for triple in code_triples():
        if triple.predicate != SKOS.prefLabel or not isinstance(triple.subject, NamedNode):
            continue
        if isinstance(triple.object, Literal) and triple.object.language:
            texts = labels.setdefault(triple.subject.value, {})
            texts[triple.object.language] = triple.object.value
    return [
        {"iri": iri, "zh": texts.get(ZH, ""), "en": texts.get(EN, "")}
        for iri, texts in labels.items()
    ]
