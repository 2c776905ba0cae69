"""The words a checklist may print for a matter type, and the code each means."""

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from ontology import code_triples
from ontology.terms import CODE, SKOS, ZH


def type_words(local: Mapping[str, str]) -> dict[str, NamedNode]:
    """Chinese word -> code, longest word first (其他 is a prefix of 其他行政权力). `local` adds a
    county's own words, each with the key of the code it means."""
    prefix = CODE["matter-type/"].value
    words = {
        triple.object.value: triple.subject
        for triple in code_triples()
        if isinstance(triple.subject, NamedNode)
        and triple.subject.value.startswith(prefix)
        and triple.predicate in (SKOS.prefLabel, SKOS.altLabel)
        and isinstance(triple.object, Literal)
        and triple.object.language == ZH
    }
    words |= {word: CODE[f"matter-type/{key}"] for word, key in local.items()}
    return dict(sorted(words.items(), key=lambda pair: (-len(pair[0]), pair[0])))
