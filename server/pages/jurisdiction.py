"""The page of a jurisdiction: its code, what it lies in, and what is published of it."""

from flask import render_template

from ontology.terms import DCT, LM
from server.reading.facts import facts
from server.reading.reader import Reader


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the jurisdiction `iri`."""
    about = facts(reader, iri)
    parents = about.iris(LM.parentJurisdiction)
    children = about.inbound(LM.parentJurisdiction)
    departments = [one for one in about.inbound(DCT.spatial) if "/department/" in one]
    names = reader.names({iri, *parents, *children, *departments})
    return render_template(
        "jurisdiction.html",
        here=names[iri],
        other=reader.other_name(iri),
        code=about.first(LM.regionCode),
        parents=parents,
        children=children,
        departments=departments,
        lists=[one for one in reader.checklists if one.region == iri],
        names=names,
        twins=reader.twins(iri, about.identifier),
    )
