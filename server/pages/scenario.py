"""The page of a scenario: its entries as printed, who leads and cooperates on which."""

from flask import render_template

from ontology.terms import DCT, SKOS
from server.pages.own_ticks import ticks
from server.reading.asking import ask
from server.reading.facts import facts
from server.reading.items import Item, arrange, items, mentioned
from server.reading.parts import parts
from server.reading.reader import Reader, node


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the scenario `iri`."""
    about = facts(reader, iri)
    numbered = items(reader, iri, "scenario")
    shared = elsewhere(reader, iri)
    stage = about.first(SKOS.broader)
    others = {
        name for found in shared.values() for one in found for name in (one.scenario, *one.leads)
    }
    successors = about.iris(DCT.isReplacedBy)
    names = reader.names({iri, stage, *mentioned(numbered), *shared, *others, *successors})
    edition = numbered[0].item.edition if numbered else ""
    checklist = reader.checklist_of(edition)
    return render_template(
        "scenario.html",
        here=names[iri],
        other=reader.other_name(iri),
        code=numbered[0].item.code if numbered else "",
        stage=stage,
        successors=successors,
        checklist=checklist,
        ticks=ticks(checklist),
        trail=reader.trail(edition),
        numbered=numbered,
        line_count=sum(len(one.lines) or 1 for one in numbered),
        parts=parts(numbered),
        shared=shared,
        names=names,
        twins=reader.twins(iri, about.identifier),
    )


def elsewhere(reader: Reader, iri: str) -> dict[str, list[Item]]:
    """The entries that matters of the scenario have in other scenarios, by matter."""
    found: dict[str, list[Item]] = {}
    for one in arrange(reader, ask(reader.view, "shared-matters", here=node(iri))):
        found.setdefault(one.item.matter, []).append(one.item)
    return dict(sorted(found.items()))
