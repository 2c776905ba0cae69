"""The page of a stage: its scenarios with their entries, and the departments of all of them."""

from flask import render_template

from ontology.terms import CV, DCT
from server.reading.facts import facts
from server.reading.items import Numbered, items, mentioned
from server.reading.parts import parts
from server.reading.reader import Reader


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the stage `iri`."""
    about = facts(reader, iri)
    numbered = items(reader, iri, "stage")
    scenarios: dict[str, list[Numbered]] = {}
    for one in numbered:
        scenarios.setdefault(one.item.scenario, []).append(one)
    successors = about.iris(DCT.isReplacedBy)
    names = reader.names({iri, *mentioned(numbered), *successors})
    edition = numbered[0].item.edition if numbered else ""
    return render_template(
        "stage.html",
        here=names[iri],
        other=reader.other_name(iri),
        successors=successors,
        number=numbered[0].item.stage_number if numbered else None,
        enterprise=CV.BusinessEvent.value in about.types,
        checklist=reader.checklist_of(edition),
        trail=reader.trail(edition),
        numbered=numbered,
        line_count=sum(len(one.lines) or 1 for one in numbered),
        scenarios=scenarios,
        parts=parts(numbered),
        names=names,
        twins=reader.twins(iri, about.identifier),
    )
