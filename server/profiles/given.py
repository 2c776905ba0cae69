"""A document in the profile that suits the client: which there are for a thing, what it says in
each, and how it is written."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Triple

from server.errors import NoSuchProfile
from server.profiles import cpsv_ap, schema_org
from server.profiles.asked import CPSV_AP, LM, SCHEMA_ORG, Profile, Wanted, listed, told
from server.store.interface import View

Context = Mapping[str, Any]


@dataclass(frozen=True)
class Writing:
    """How a profile is written: the prefixes of its Turtle and RDF/XML; of its JSON-LD the context
    with every key, and the one that the document carries, which means the same."""

    prefixes: Mapping[str, str]
    stated: Context
    context: Context


@dataclass(frozen=True)
class Given:
    """What is given, and in which profile. Without `writing` it is written as documents are."""

    profile: Profile
    triples: Collection[Triple]
    writing: Writing | None = None


_HAS: Mapping[Profile, Callable[[NamedNode, Collection[Triple]], bool]] = {
    CPSV_AP: cpsv_ap.has,
    SCHEMA_ORG: schema_org.has,
}
_WRITINGS = {
    CPSV_AP: Writing(cpsv_ap.PREFIXES, cpsv_ap.context(), cpsv_ap.context()),
    SCHEMA_ORG: Writing(schema_org.PREFIXES, schema_org.stated_context(), schema_org.context()),
}


def there_are(iri: str, triples: Collection[Triple]) -> list[Profile]:
    """The profiles in which what `triples` describe can be had, the default one first."""
    thing = NamedNode(iri)
    return [LM, *(profile for profile, has in _HAS.items() if has(thing, triples))]


def given(view: View, base: str, iri: str, triples: Collection[Triple], wanted: Wanted) -> Given:
    """What `triples` describe in the first of the wanted profiles that it can be had in. Raises
    NoSuchProfile."""
    held = there_are(iri, triples)
    thing = NamedNode(iri)
    for profile in wanted.ranked:
        if profile == LM:
            return Given(LM, triples)
        if profile in held:
            if graph := _graph(profile, view, base, thing, triples):
                return Given(profile, graph, _WRITINGS[profile])
            held.remove(profile)
    raise _none(iri, held, wanted)


def in_our_words(iri: str, triples: Collection[Triple], wanted: Wanted) -> Given:
    """`triples` in the default profile, the only one for what is past: what stands around a thing
    is read from the present. Raises NoSuchProfile where that will not do."""
    if LM not in wanted.ranked:
        raise _none(iri, [LM], wanted)
    return Given(LM, triples)


def _graph(
    profile: Profile, view: View, base: str, thing: NamedNode, triples: Collection[Triple]
) -> frozenset[Triple]:
    if profile == CPSV_AP:
        return cpsv_ap.graph(view, thing, triples)
    return schema_org.graph(view, thing, triples, base)


def _none(iri: str, held: Sequence[Profile], wanted: Wanted) -> NoSuchProfile:
    said = {
        name: listed(wanted.ranked, name) if wanted.exact else "Accept-Profile"
        for name in ("zh", "en")
    }
    return NoSuchProfile(
        iri=iri,
        asked_zh=said["zh"],
        asked_en=said["en"],
        offered_zh=listed(held, "zh"),
        offered_en=listed(held, "en"),
        profiles=told(held),
    )
