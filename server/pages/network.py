"""`/network`: which departments share how many scenarios, as a picture and as a matrix; two of them
chosen, the scenarios they share."""

from collections import Counter

from flask import Blueprint, render_template, request

from server.app import current_view
from server.charts.chart import Chart
from server.charts.data import Data, Value
from server.charts.drawing import draw
from server.charts.look import Figure, level
from server.errors import BadParameter
from server.messages import translate
from server.pages.site import find, only_or_choice
from server.pages.twins import announce
from server.reading.context import Checklist
from server.reading.involved import Involved, involved
from server.reading.reader import Names, Reader, present_reader
from server.urls import query_path

blueprint = Blueprint("network", __name__)
_CHART = Chart("network", "department", ("scenarios",), series="other")
_HEADINGS = {"department": "部门", "other": "共事部门", "scenarios": "共同场景数"}


@blueprint.get("/network")
def only() -> str:
    """The network of the only checklist, or the choice between several."""
    return only_or_choice(_page, "network")


@blueprint.get("/<region>/<list_key>/network")
def network(region: str, list_key: str) -> str:
    """The network of one checklist. Raises NotFound where none is published under the address."""
    reader = present_reader(current_view())
    return _page(reader, find(reader, region, list_key))


def _page(reader: Reader, checklist: Checklist) -> str:
    found = involved(reader, checklist.iri)
    departments = found.departments()
    chosen = tuple(chosen_one(name, departments) for name in ("department", "other"))
    pairs = Counter(
        pair for one, other, _ in found.pairs() for pair in ((one, other), (other, one))
    )
    shared = found.shared(*chosen) if all(chosen) and chosen[0] != chosen[1] else []
    announce(
        query_path("departments-in-same-scenario", checklist=checklist.iri), "json", "csv", "xlsx"
    )
    names = reader.names({*departments, *(one.place.scenario for one in shared)})
    return render_template(
        "network.html",
        checklist=checklist,
        trail=reader.trail(checklist.edition),
        departments=departments,
        alone=Counter(who for departments in found.in_scenarios().values() for who in departments),
        pairs=pairs,
        count=len(pairs) // 2,
        level=lambda number: level(number, max(pairs.values(), default=0)),
        chosen=chosen if all(chosen) else (),
        shared=shared,
        chart=_figure(reader, found, names),
        names=names,
    )


def chosen_one(parameter: str, known: list[str]) -> str:
    """The IRI that a parameter of the request names; empty where it names none. Raises BadParameter
    where the page has none of it."""
    value = request.args.get(parameter, "")
    if value and value not in known:
        raise BadParameter(
            parameter=parameter,
            value=value[:200],
            reason_zh="这份清单里没有它。请从表格里点选。",
            reason_en="The list has none of it. Choose it from the table.",
        )
    return value


def _figure(reader: Reader, found: Involved, names: Names) -> Figure | None:
    shared = Counter((one, other) for one, other, _ in found.pairs())
    rows = [
        {
            "department": Value(names[one].text, one),
            "other": Value(names[other].text, other),
            "scenarios": Value(str(number), str(number), number),
        }
        for (one, other), number in sorted(shared.items())
    ]
    headings = {key: translate(words, reader.language) for key, words in _HEADINGS.items()}
    return draw(_CHART, Data(headings, rows, reader.language))
