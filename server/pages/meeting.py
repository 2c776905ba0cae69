"""`/meeting`: what a 一件事 meeting about some scenarios is called with; the same as Word."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from server.app import current_settings, current_view
from server.pages.attached import attached
from server.pages.site import find, only_or_choice
from server.pages.twins import announce
from server.reading.context import Checklist
from server.reading.life_course import Course, life_course
from server.reading.reader import Reader, present_reader
from server.sheets import meeting_word
from server.sheets.choosing import chosen, none_chosen
from server.sheets.meeting import meeting
from server.sheets.office import MEDIA_TYPE, as_word
from server.sheets.source import Source
from server.sheets.wording import Wording
from server.urls import choosing_path

blueprint = Blueprint("meeting", __name__)


@dataclass(frozen=True)
class Asked:
    """The scenarios that an address chooses, and the list that it chooses them of."""

    course: Course
    scenarios: tuple[str, ...]
    stages: tuple[str, ...]


@blueprint.get("/meeting")
def index() -> str:
    """The sheet of the only checklist, or the choice between several."""
    return only_or_choice(_page, "meeting")


@blueprint.get("/<region>/<list_key>/meeting")
def page(region: str, list_key: str) -> str:
    """The form, and the sheet of the scenarios that the address chooses. Raises NotFound,
    BadParameter."""
    reader = present_reader(current_view())
    return _page(reader, find(reader, region, list_key))


@blueprint.get("/<region>/<list_key>/meeting.docx")
def as_document(region: str, list_key: str) -> Response:
    """The sheet as Word. Raises NotFound, BadParameter, DownloadsBusy."""
    reader = present_reader(current_view())
    checklist = find(reader, region, list_key)
    asked = _asked(reader, checklist)
    if not asked.scenarios:
        raise none_chosen("scenario", f"{checklist.path}meeting")
    found = meeting(reader, checklist, asked.scenarios)
    wording = Wording(reader, checklist, meeting_word.things(found))
    source = Source(checklist, current_settings().temporary)
    return attached(
        lambda: as_word(meeting_word.paper(found, source, wording)),
        MEDIA_TYPE,
        f"meeting-{region}-{list_key}-{checklist.edition_key}.docx",
        meeting_word.title(found, wording),
    )


def _asked(reader: Reader, checklist: Checklist) -> Asked:
    course = life_course(reader, checklist.iri)
    address = f"{checklist.path}meeting"
    stages = chosen(
        "stage", request.args.getlist("stage"), [one.iri for one in course.stages], address
    )
    scenarios = chosen(
        "scenario", request.args.getlist("scenario"), [one.iri for one in course.every], address
    )
    whole = {each.iri for stage in course.stages if stage.iri in stages for each in stage.scenarios}
    every = [one.iri for one in course.every if one.iri in scenarios or one.iri in whole]
    return Asked(course, tuple(every), tuple(stages))


def _page(reader: Reader, checklist: Checklist) -> str:
    asked = _asked(reader, checklist)
    found = meeting(reader, checklist, asked.scenarios) if asked.scenarios else None
    things = {one.iri for one in asked.course.stages} | {one.iri for one in asked.course.every}
    if found:
        things |= meeting_word.things(found)
        announce(choosing_path(f"{checklist.path}meeting", scenario=asked.scenarios), "docx")
    wording = Wording(reader, checklist, things, beside=False)
    return render_template(
        "meeting.html",
        checklist=checklist,
        asked=asked,
        meeting=found,
        title=meeting_word.title(found, wording) if found else "",
        introduction=meeting_word.introduction(found, wording) if found else "",
        word=choosing_path(f"{checklist.path}meeting.docx", scenario=asked.scenarios),
        own=choosing_path(f"{checklist.path}my-list", scenario=asked.scenarios),
        names=reader.names(things),
        trail=reader.trail(checklist.edition),
    )
