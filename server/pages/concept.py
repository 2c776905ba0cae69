"""The page of a shared matter concept: the matters of every county that point at it."""

from dataclasses import dataclass

from flask import render_template

from ontology.terms import SKOS
from server.reading.asking import ask
from server.reading.facts import facts
from server.reading.reader import Reader, node


@dataclass(frozen=True)
class Place:
    """A matter and the jurisdiction whose list has it; empty of one that no current list has."""

    matter: str
    jurisdiction: str


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the shared matter concept `iri`."""
    about = facts(reader, iri)
    rows = ask(reader.view, "concept-matters", concept=node(iri))
    places = [Place(row["matter"], row["place"]) for row in rows]
    names = reader.names(
        {iri, *(name for one in places for name in (one.matter, one.jurisdiction))}
    )
    return render_template(
        "concept.html",
        here=names[iri],
        other=reader.other_name(iri),
        aliases=about.aliases(reader.tag),
        definition=about.text(SKOS.definition, reader.language),
        places=places,
        county_count=len({one.jurisdiction for one in places} - {""}),
        names=names,
        twins=reader.twins(iri, about.identifier),
    )
