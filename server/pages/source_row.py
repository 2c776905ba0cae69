"""The page of a source row: its cells as they stand in the document, and what was taken from it."""

from flask import render_template

from ontology.terms import LM
from server.reading.facts import facts
from server.reading.items import edition_items
from server.reading.provenance import source_rows
from server.reading.reader import Reader

_TAKEN = (
    "sourceRow",
    "stageValueFrom",
    "scenarioValueFrom",
    "leadValueFrom",
    "cooperatingValueFrom",
)


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the source row `iri`."""
    about = facts(reader, iri)
    edition = iri.rpartition("/source/row/")[0]
    row = source_rows(reader, edition, [iri], cells=True)[iri]
    taken = {name: about.inbound(LM[name]) for name in _TAKEN}
    every = {item for found in taken.values() for item in found}
    numbered = edition_items(reader, edition, every) if every else []
    items = {item.iri: item for one in numbered for item in (one.item, *one.lines)}
    names = reader.names({edition})
    return render_template(
        "source_row.html",
        row=row,
        edition=edition,
        taken={
            name: [items[one] for one in items if one in set(found)]
            for name, found in taken.items()
            if found
        },
        trail=reader.trail(edition),
        names=names,
        twins=reader.twins(iri),
    )
