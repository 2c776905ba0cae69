"""The page of a department: what it leads, what it cooperates on, with whom it shares scenarios.

It says only what the list prints; a department that cooperates is called nothing else.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from ontology.terms import DCT, LM, ORG
from server.reading.asking import ask
from server.reading.facts import facts
from server.reading.items import Item, Numbered, items, mentioned
from server.reading.reader import Reader, node

_CODES = (LM.adminLevel, LM.departmentFunction, LM.institutionKind)


@dataclass(frozen=True)
class StageOf:
    """The entries of one stage of one list; of none (the empty string) where it has no stages."""

    edition: str
    stage: str
    number: int | None
    entries: tuple[Numbered, ...]


@dataclass(frozen=True)
class Colleague:
    """Another department and the scenarios both are involved in."""

    department: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class Without:
    """A scenario in which the department cooperates and others lead."""

    scenario: str
    code: str
    leads: tuple[str, ...]
    entries: tuple[Item, ...]


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the department `iri`."""
    about = facts(reader, iri)
    led = items(reader, iri, "leadDepartment")
    cooperating = items(reader, iri, "cooperatingDepartment")
    handled = items(reader, iri, "handlingDepartment")
    codes = {one.item.scenario: one.item.code for one in (*led, *cooperating)}
    colleagues = _colleagues(reader, iri, list(codes))
    codes_of = [code for predicate in _CODES for code in about.iris(predicate)]
    parents, branches = about.iris(ORG.unitOf), about.inbound(ORG.unitOf)
    places, successors = about.iris(DCT.spatial), about.iris(DCT.isReplacedBy)
    around = (*codes_of, *parents, *branches, *places, *successors)
    names = reader.names(
        {iri, *around, *mentioned((*led, *cooperating, *handled))}
        | {one.department for one in colleagues}
    )
    editions = list(dict.fromkeys(one.item.edition for one in (*led, *cooperating, *handled)))
    lists = {one: reader.checklist_of(one) for one in editions}
    edition = editions[0] if len(editions) == 1 else ""
    return render_template(
        "department.html",
        here=names[iri],
        other=reader.other_name(iri),
        aliases=about.aliases(reader.tag),
        codes=codes_of,
        parents=parents,
        branches=branches,
        places=places,
        unlisted=not (led or cooperating or handled or branches),
        successors=successors,
        led=by_stage(led),
        led_count=len(led),
        cooperating=by_stage(cooperating),
        cooperating_count=len(cooperating),
        handled=by_stage(handled),
        handled_count=len(handled),
        stage_count=len({one.item.stage for one in (*led, *cooperating)} - {""}),
        scenario_codes=codes,
        colleagues=colleagues,
        without=_without(led, cooperating),
        several=lists if len(lists) > 1 else {},
        checklist=reader.checklist_of(edition),
        trail=reader.trail(edition),
        names=names,
        twins=reader.twins(iri, about.identifier),
    )


def by_stage(numbered: Sequence[Numbered]) -> list[StageOf]:
    """Entries by list and stage, all in the order of the list."""
    found: defaultdict[tuple[str, str, int | None], list[Numbered]] = defaultdict(list)
    for one in numbered:
        found[one.item.edition, one.item.stage, one.item.stage_number].append(one)
    return [StageOf(*key, tuple(group)) for key, group in found.items()]


def _colleagues(reader: Reader, iri: str, order: Sequence[str]) -> list[Colleague]:
    """Those with most shared scenarios first; scenarios in the order of the list."""
    shared: defaultdict[str, list[str]] = defaultdict(list)
    for row in ask(reader.view, "colleagues", department=node(iri)):
        shared[row["other"]].append(row["scenario"])
    place = {scenario: at for at, scenario in enumerate(order)}
    found = [
        Colleague(other, tuple(sorted(scenarios, key=lambda one: place.get(one, len(place)))))
        for other, scenarios in shared.items()
    ]
    return sorted(found, key=lambda one: (-len(one.scenarios), one.department))


def _without(led: Sequence[Numbered], cooperating: Sequence[Numbered]) -> list[Without]:
    leading = {one.item.scenario for one in led}
    entries: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    for one in cooperating:
        if one.item.scenario not in leading:
            entries[one.item.scenario, one.item.code].append(one.item)
    return [
        Without(
            scenario,
            code,
            tuple(sorted({lead for item in found for lead in item.leads})),
            tuple(found),
        )
        for (scenario, code), found in entries.items()
    ]
