"""The pages of a checklist that are not the page of a thing: its home and its map of life."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from server.app import current_view
from server.errors import NotFound
from server.pages.twins import announce
from server.reading.context import Checklist
from server.reading.life_course import Course, busiest, life_course, shares
from server.reading.reader import Names, Reader, present_reader
from server.saved.catalogue import saved_queries
from server.saved.header import Text
from server.urls import query_path

blueprint = Blueprint("site", __name__)

QUESTIONS = (
    "department-cooperates",
    "department-leads",
    "scenario-matters",
    "one-stop-candidates",
)
"""The saved queries that the home page offers."""
_BUSIEST = 6
_FORMS = ("json", "csv", "xlsx")


@dataclass(frozen=True)
class Question:
    """A saved query as the home page offers it."""

    title: Text
    summary: Text
    path: str


@blueprint.get("/")
def index() -> str:
    """The home of the only checklist, or the choice between several."""
    return only_or_choice(_home, "")


@blueprint.get("/stages")
def stages() -> str:
    """The map of life of the only checklist, or the choice between several."""
    return only_or_choice(_map, "stages")


@blueprint.get("/<region>/<list_key>/")
def checklist_home(region: str, list_key: str) -> str:
    """The home of one checklist. Raises NotFound where none is published under the address."""
    reader = present_reader(current_view())
    return _home(reader, find(reader, region, list_key))


@blueprint.get("/<region>/<list_key>/stages")
def checklist_map(region: str, list_key: str) -> str:
    """The map of life of one checklist. Raises NotFound where none is published there."""
    reader = present_reader(current_view())
    return _map(reader, find(reader, region, list_key))


def only_or_choice(page: Callable[[Reader, Checklist], str], path: str) -> str:
    """What stands at the short address of a page of one checklist (`path` under the checklist's):
    that of the only one, or the choice between several, each leading on to the page with all that
    the short address asks for."""
    reader = present_reader(current_view())
    if len(reader.checklists) == 1:
        return page(reader, reader.checklists[0])
    given = request.args.to_dict(flat=False)
    given.pop("lang", None)  # the link has it as the page has
    kept = f"?{urlencode(given, doseq=True)}" if given else ""
    return render_template("choose.html", page=path, kept=kept)


def find(reader: Reader, region: str, list_key: str) -> Checklist:
    """The checklist under an address. Raises NotFound where none is published there."""
    path = f"/{region}/{list_key}/"
    for one in reader.checklists:
        if one.path == path:
            return one
    raise NotFound(path=request.path)


def _home(reader: Reader, checklist: Checklist) -> str:
    course = life_course(reader, checklist.iri)
    announce(query_path("scenario-counts", checklist=checklist.iri), *_FORMS)
    top = busiest(course, _BUSIEST)
    departments = shares(reader, checklist.iri)
    names = _names(reader, course)
    names.update(reader.names(one.department for one in departments))
    several = len(reader.checklists) > 1
    return render_template(
        "home.html",
        checklist=checklist,
        course=course,
        busiest=top,
        most=len(top[0].departments) if top else 1,
        departments=departments,
        questions=_questions(checklist.iri if several else None),
        names=names,
    )


def _map(reader: Reader, checklist: Checklist) -> str:
    course = life_course(reader, checklist.iri)
    announce(query_path("scenario-counts", checklist=checklist.iri), *_FORMS)
    return render_template(
        "stages.html",
        checklist=checklist,
        course=course,
        trail=reader.trail(checklist.edition),
        names=_names(reader, course),
    )


def _names(reader: Reader, course: Course) -> Names:
    iris = {stage.iri for stage in course.stages}
    for scenario in course.every:
        iris |= {scenario.iri, *scenario.departments}
    return reader.names(iris)


def _questions(checklist: str | None) -> list[Question]:
    queries = saved_queries()
    return [
        Question(
            queries[name].header.title,
            queries[name].header.summary,
            query_path(name, checklist=checklist),
        )
        for name in QUESTIONS
        if name in queries
    ]
