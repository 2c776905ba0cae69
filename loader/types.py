"""The words a checklist may print for a matter type, and the code each means."""

import functools
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from ontology import code_triples
from ontology.terms import CODE, SKOS, ZH

LOCAL = "local"


@functools.cache
def _coded() -> Mapping[str, NamedNode]:
    """Chinese word -> code of our list."""
    prefix = CODE["matter-type/"].value
    return {
        triple.object.value: triple.subject
        for triple in code_triples()
        if isinstance(triple.subject, NamedNode)
        and triple.subject.value.startswith(prefix)
        and triple.predicate in (SKOS.prefLabel, SKOS.altLabel)
        and isinstance(triple.object, Literal)
        and triple.object.language == ZH
    }


def matter_type_keys() -> frozenset[str]:
    """The keys of our matter types: `administrative-licence` and its like."""
    prefix = CODE["matter-type/"].value
    return frozenset(code.value.removeprefix(prefix) for code in _coded().values())


def life_stage_keys() -> frozenset[str]:
    """The keys of the national life stages: `birth` and its like."""
    prefix = CODE["life-stage/"].value
    return frozenset(
        triple.subject.value.removeprefix(prefix)
        for triple in code_triples()
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(prefix)
    )


def type_words(local: Mapping[str, str]) -> dict[str, NamedNode | None]:
    """Chinese word -> code, longest word first (其他 is a prefix of 其他行政权力). `local` adds a
    county's own words, each with the key of the code it means, or "local" (None here) where it is
    a type of the county's own."""
    words: dict[str, NamedNode | None] = dict(_coded())
    words |= {
        word: None if key == LOCAL else CODE[f"matter-type/{key}"] for word, key in local.items()
    }
    return dict(sorted(words.items(), key=lambda pair: (-len(pair[0]), pair[0])))
