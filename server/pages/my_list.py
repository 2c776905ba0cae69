"""我的清单, `/my-list`: matters that a reader ticks, across scenarios, by department. The address
is the list: `matter=KEY` for each; nothing is kept elsewhere."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request

from server.app import current_settings, current_view
from server.pages.attached import attached
from server.pages.site import find, only_or_choice
from server.pages.twins import announce
from server.reading.context import Checklist
from server.reading.items import Numbered
from server.reading.life_course import life_course
from server.reading.reader import Reader, present_reader
from server.search.index import index_of
from server.sheets import own_book, own_word
from server.sheets.choosing import none_chosen
from server.sheets.listed import lines_of, listed
from server.sheets.office import MEDIA_TYPE as DOCX
from server.sheets.office import as_word
from server.sheets.own import Own, own
from server.sheets.source import Source
from server.sheets.wording import Wording
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.urls import choosing_path, key_of

blueprint = Blueprint("my_list", __name__)
_FOUND, _LONGEST = 20, 200
_CARRIED = 40
"""A list of more matters does not follow the reader to their pages: addresses would be too long."""


@blueprint.get("/my-list")
def index() -> str:
    """The reader's list out of the only checklist, or the choice between several."""
    return only_or_choice(_page, "my-list")


@blueprint.get("/<region>/<list_key>/my-list")
def page(region: str, list_key: str) -> str:
    """The list that the address names, and what can be added. Raises NotFound, BadParameter."""
    reader = present_reader(current_view())
    return _page(reader, find(reader, region, list_key))


@blueprint.get("/<region>/<list_key>/my-list.docx", defaults={"form": "docx"})
@blueprint.get("/<region>/<list_key>/my-list.xlsx", defaults={"form": "xlsx"})
def as_file(region: str, list_key: str, form: str) -> Response:
    """The list as Word or as a workbook. Raises NotFound, BadParameter, DownloadsBusy."""
    reader = present_reader(current_view())
    checklist = find(reader, region, list_key)
    found = _own(reader, checklist)
    if not found.matters:
        raise none_chosen("matter", f"{checklist.path}my-list")
    wording = Wording(reader, checklist, own_word.things(found))
    source = Source(checklist, current_settings().temporary)

    def make() -> bytes:
        if form == "xlsx":
            return own_book.book(found, source, wording)
        return as_word(own_word.paper(found, source, wording))

    return attached(
        make,
        DOCX if form == "docx" else XLSX,
        f"my-list-{region}-{list_key}-{checklist.edition_key}.{form}",
        wording.say("事项清单（按部门）"),
    )


def _own(reader: Reader, checklist: Checklist) -> Own:
    matters, scenarios = request.args.getlist("matter"), request.args.getlist("scenario")
    return own(reader, checklist, matters, scenarios, f"{checklist.path}my-list")


def _page(reader: Reader, checklist: Checklist) -> str:
    found = _own(reader, checklist)
    question = request.args.get("q", "").strip()[:_LONGEST]
    candidates = _found(reader, checklist, question, found.every) if question else []
    course = life_course(reader, checklist.iri)
    things = own_word.things(found) | {one.iri for one in course.every} | set(candidates)
    wording = Wording(reader, checklist, things, beside=False)
    scenarios = dict.fromkeys(one.item.scenario for one in found.numbered)
    path = f"{checklist.path}my-list"
    if found.every:
        announce(choosing_path(path, matter=found.every), "docx", "xlsx")
    return render_template(
        "my_list.html",
        checklist=checklist,
        own=found,
        question=question,
        candidates=candidates,
        course=course,
        introduction=own_word.introduction(found, wording),
        absence=own_word.absence(found, wording) if found.absent else "",
        carried=found.every if len(found.every) <= _CARRIED else [],
        meeting=choosing_path(f"{checklist.path}meeting", scenario=scenarios),
        word=choosing_path(f"{path}.docx", matter=found.every),
        book=choosing_path(f"{path}.xlsx", matter=found.every),
        names=reader.names(things),
        trail=reader.trail(checklist.edition),
    )


def _found(reader: Reader, checklist: Checklist, question: str, chosen: Sequence[str]) -> list[str]:
    """The matters of the list that a word finds, by their own name, that of a sub-item, or the
    number of an entry; those that are chosen already are left out."""
    matters = _matters(listed(reader, checklist))
    index = index_of(reader.view, current_settings().base)
    region = key_of(checklist.region)
    hits = index.search(question, ("matter", "sub-item", "entry"), (region,))
    found = dict.fromkeys(matters[hit.iri] for hit in hits if hit.iri in matters)
    return [iri for iri in found if iri not in set(chosen)][:_FOUND]


def _matters(numbered: Sequence[Numbered]) -> dict[str, str]:
    """The matter of each matter, sub-item, entry and line of a list."""
    found: dict[str, str] = {}
    for one in numbered:
        for item in (one.item, *lines_of(one)):
            found |= {item.iri: item.matter, item.matter: item.matter}
            if item.sub_item:
                found[item.sub_item] = one.item.matter
    return found
