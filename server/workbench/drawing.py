"""The picture of a graph that a query made: its things, and what leads from one to another."""

from collections.abc import Mapping

from ontology.terms import RDF
from server.charts.links import Link, directed
from server.charts.look import Figure
from server.reading.naming import Name
from server.sparql.page import Shown
from server.vocabulary.terms import short

_LONGEST = 30
"""Of a longer address without a name the end is shown."""


def drawn(shown: Shown, names: Mapping[str, Name], language: str) -> Figure | None:
    """The triples that are shown, those between two things; what things are (`rdf:type`) and what
    is said of them in words stands in the table. None where no two are linked."""

    def called(iri: str) -> str:
        text = names[iri].text if iri in names else short(iri)
        return text if iri in names or len(text) <= _LONGEST else f"…{text[1 - _LONGEST :]}"

    found = ([cell.iri or "" for cell in row] for row in shown.rows)
    links = [
        Link(subject, target, called(predicate))
        for subject, predicate, target in found
        if subject and target and predicate != RDF.type.value
    ]
    ends = {end for one in links for end in (one.source, one.target)}
    return directed({end: called(end) for end in ends}, links, language)
