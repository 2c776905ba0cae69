"""The page of a scenario: its entries as printed, who leads and cooperates on which."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template

from ontology.terms import SKOS
from server.pages.facts import facts
from server.pages.items import items, mentioned
from server.pages.parts import parts
from server.pages.reader import Reader, node
from server.pages.reading import Row, ask


@dataclass(frozen=True)
class Elsewhere:
    """An entry of the same matter in another scenario, with its lead departments."""

    iri: str
    number: int | None
    scenario: str
    code: str
    leads: tuple[str, ...]


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the scenario `iri`."""
    about = facts(reader, iri)
    numbered = items(reader, iri, "scenario")
    shared = elsewhere(ask(reader.view, "shared-matters", here=node(iri)))
    stage = about.first(SKOS.broader)
    others = {name for found in shared.values() for one in found for name in _named(one)}
    names = reader.names({iri, stage, *mentioned(numbered), *shared, *others})
    edition = numbered[0].item.edition if numbered else ""
    return render_template(
        "scenario.html",
        here=names[iri],
        other=reader.other_name(iri),
        code=numbered[0].item.code if numbered else "",
        stage=stage,
        checklist=reader.checklist_of(edition),
        trail=reader.trail(edition),
        numbered=numbered,
        line_count=sum(len(one.lines) or 1 for one in numbered),
        parts=parts(numbered),
        shared=shared,
        names=names,
        twins=reader.twins(iri, about.identifier),
    )


def elsewhere(rows: Iterable[Row]) -> dict[str, list[Elsewhere]]:
    """Rows of one entry and one of its leads each, as entries by matter."""
    leads: dict[tuple[str, str], list[str]] = {}
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["matter"], row["entry"])
        first.setdefault(key, row)
        leads.setdefault(key, []).append(row["lead"])
    found: dict[str, list[Elsewhere]] = {}
    for (matter, entry), row in first.items():
        number = row.number("number") if row["number"] else None
        one = Elsewhere(entry, number, row["scenario"], row["code"], tuple(leads[matter, entry]))
        found.setdefault(matter, []).append(one)
    return found


def _named(one: Elsewhere) -> tuple[str, ...]:
    return (one.scenario, *one.leads)
