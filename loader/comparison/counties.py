"""Two counties' lists side by side: what is the same service is joined by its shared concept.

Stages, scenarios and departments of two counties are never the same, so entries are not compared:
only which services each list names, and with which types. What no concept joins is counted and left
out; it may well be the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from loader.comparison.changes import Change, Comparison, Kind, Side, in_order, settled
from loader.comparison.items import ComparedItem, Thing, Things

Concepts = Mapping[str, Thing]
"""Matter -> the shared concept it is one of (lm:matterConcept)."""


class NothingJoins(Exception):
    """No matter of the one county has a shared concept with any of the other."""


def compare_counties(
    first: Sequence[ComparedItem], second: Sequence[ComparedItem], concepts: Concepts
) -> Comparison:
    """Which services only one of the lists names, and which they type differently. Raises
    NothingJoins where not one is in both: then nothing can be said of any."""
    was, now = _by_concept(first, concepts), _by_concept(second, concepts)
    both = was.keys() & now.keys()
    if not both:
        raise NothingJoins
    changes = [
        *(Change(Kind.ONLY_FIRST, Side(was[c][0]), None) for c in was.keys() - both),
        *(Change(Kind.ONLY_SECOND, None, Side(now[c][0])) for c in now.keys() - both),
    ]
    for concept in both:
        old, new = _types(was[concept]), _types(now[concept])
        if old != new:
            sides = (
                Side(was[concept][0], values=settled(old)),
                Side(now[concept][0], values=settled(new)),
            )
            changes.append(Change(Kind.RETYPED, *sides))
    unjoined = _without(first, concepts), _without(second, concepts)
    return Comparison(in_order(changes), unjoined=unjoined)


def _by_concept(
    items: Sequence[ComparedItem], concepts: Concepts
) -> Mapping[str, list[ComparedItem]]:
    found: defaultdict[str, list[ComparedItem]] = defaultdict(list)
    for item in items:
        if concept := concepts.get(item.matter.iri):
            found[concept.iri].append(item)
    return found


def _types(items: Sequence[ComparedItem]) -> Things:
    return frozenset(thing for item in items for thing in item.values("types"))


def _without(items: Sequence[ComparedItem], concepts: Concepts) -> int:
    return len({item.matter.iri for item in items} - concepts.keys())
