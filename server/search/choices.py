"""What a parameter of a saved query can be within the current edition of a checklist: the answers
of the queries in saved/options/, kept in the index so that a form costs no query."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, QuerySolutions, Store

from ontology.terms import DCAT, DCT
from server.saved.catalogue import options_of_editions
from server.store.tables import table_of


@dataclass(frozen=True)
class Choice:
    """A value of a kind with its words, and how many entries of the checklist name it."""

    checklist: str
    kind: str
    value: str
    label: str
    label_en: str | None
    count: int


def choices_of(store: Store, base: str, region: str) -> Iterator[Choice]:
    """The choices of every checklist of the region with this code, in the order of the forms."""
    place = NamedNode(f"{base}id/region/{region}")
    spatial = store.quads_for_pattern(None, DCT.spatial, place)
    things = {one.subject.value for one in spatial if isinstance(one.subject, NamedNode)}
    for thing in sorted(things):
        checklist = NamedNode(thing)
        if any(store.quads_for_pattern(checklist, DCAT.hasCurrentVersion, None)):
            for kind, template in options_of_editions().items():
                yield from _listed(
                    store, checklist, kind, template.bind({"checklist": [checklist]})
                )


def _listed(store: Store, checklist: NamedNode, kind: str, query: str) -> Iterator[Choice]:
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("a shipped query must be a SELECT")
    for row in table_of(solutions).rows:
        english = row["labelEn"].value if "labelEn" in row else None
        count = int(row["count"].value)
        yield Choice(checklist.value, kind, row["value"].value, row["label"].value, english, count)
