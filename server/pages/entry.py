"""The page of an entry or a sub-entry: each value with where it came from, and the raw cells."""

from flask import render_template

from ontology.terms import LM
from server.reading.attributes import attributes, placed
from server.reading.facts import facts
from server.reading.items import Item, Numbered, edition_items, mentioned
from server.reading.provenance import Provenance, provenance, source_rows
from server.reading.reader import Reader


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the checklist item `iri`, of a current edition or not."""
    about = facts(reader, iri)
    edition = about.first(LM.inEdition)
    entry = about.first(LM.subEntryOf) or iri
    parts = [entry, *facts(reader, entry).iris(LM.hasSubEntry)]
    found = edition_items(reader, edition, parts)
    whole = next(one for one in found if one.item.iri == entry)
    item = next(each for each in (whole.item, *whole.lines) if each.iri == iri)
    shown = whole if item.is_entry else Numbered(item)
    every = [each.iri for each in (item, *shown.lines)]
    origins = provenance(reader, edition, every)
    stated = attributes(reader, edition, every)
    further = {one.row for found in stated.values() for one in found}
    rows = source_rows(reader, edition, _rows(origins) | further, cells=True)
    own = set(origins[iri].rows) if iri in origins else set()
    codes = {code for one in origins.values() for code in _codes(one)}
    names = reader.names({edition, *codes, *mentioned([whole])})
    return render_template(
        "entry.html",
        item=item,
        whole=whole,
        shown=shown,
        heading=_heading(item, names[item.sub_item or item.matter].text, reader.language),
        edition=edition,
        origins=origins,
        origin=origins.get(iri),
        rows=rows,
        stated=[
            (each, placed(stated[each.iri], rows))
            for each in (item, *shown.lines)
            if each.iri in stated
        ],
        own_rows=[row for key, row in rows.items() if key in own],
        current=reader.checklist_of(edition) is not None,
        checklist=reader.checklist_of(edition),
        trail=reader.trail(edition),
        names=names,
        twins=reader.twins(iri),
    )


def _heading(item: Item, name: str, language: str) -> str:
    return name if language == "en" else item.name


def _rows(origins: dict[str, Provenance]) -> set[str]:
    return {
        row
        for one in origins.values()
        for row in (*one.rows, *(origin.row for origin in one.origins.values()))
        if row
    }


def _codes(one: Provenance) -> set[str]:
    return {one.confidence, *(origin.fill for origin in one.origins.values())} - {""}
