"""`/heat`: in which stages a checklist names which departments, and on how many entries; a cell
chosen, its entries. A list without stages has a column for each scenario."""

from flask import Blueprint, render_template, request

from server.app import current_view
from server.charts.look import level
from server.errors import BadParameter
from server.pages.network import chosen_one
from server.pages.site import find, only_or_choice
from server.pages.twins import announce
from server.reading.context import Checklist
from server.reading.involved import ROLES, involved
from server.reading.items import edition_items, mentioned
from server.reading.reader import Reader, present_reader
from server.urls import query_path

blueprint = Blueprint("heat", __name__)


@blueprint.get("/heat")
def only() -> str:
    """The heat map of the only checklist, or the choice between several."""
    return only_or_choice(_page, "heat")


@blueprint.get("/<region>/<list_key>/heat")
def heat(region: str, list_key: str) -> str:
    """The heat map of one checklist. Raises NotFound where none is published under the address."""
    reader = present_reader(current_view())
    return _page(reader, find(reader, region, list_key))


def _page(reader: Reader, checklist: Checklist) -> str:
    found = involved(reader, checklist.iri)
    departments, stages = found.departments(), found.stages()
    role = _role()
    department, stage = chosen_one("department", departments), chosen_one("stage", stages)
    entries = found.entries(role)
    listed = entries.get((department, stage), ())
    items = edition_items(reader, checklist.edition, listed) if listed else []
    if stage and checklist.counts.stages:
        asked = query_path("stage-departments", checklist=checklist.iri, stage=stage)
        announce(asked, "json", "csv", "xlsx")
    counts = {cell: len(its) for cell, its in entries.items()}
    return render_template(
        "heat.html",
        checklist=checklist,
        trail=reader.trail(checklist.edition),
        departments=departments,
        stages=stages,
        codes={one.place.scenario: one.place.code for one in found.found},
        counts=counts,
        level=lambda number: level(number, max(counts.values(), default=0)),
        of_department={
            who: len({entry for where in stages for entry in entries.get((who, where), ())})
            for who in departments
        },
        of_stage={
            where: len({entry for who in departments for entry in entries.get((who, where), ())})
            for where in stages
        },
        most=max(counts, key=lambda cell: counts[cell], default=()),
        role=role,
        chosen=(department, stage) if department and stage else (),
        items=items,
        names=reader.names({*departments, *stages, *mentioned(items)}),
    )


def _role() -> str:
    value = request.args.get("role", "")
    if value and value not in ROLES:
        raise BadParameter(
            parameter="role",
            value=value[:200],
            reason_zh="只有 lead（牵头）和 cooperating（协同）。",
            reason_en="There are lead and cooperating only.",
        )
    return value
