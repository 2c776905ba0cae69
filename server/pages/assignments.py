"""`/assignments`: what each department is to confirm, on a sheet of its own; as Word and as one
workbook. Beside it the whole list as Word and Excel in the layout of the original."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Store

from server.api.parameters import refused
from server.app import current_settings, current_view
from server.documents.excel import LONGEST, CellTooLong, as_excel
from server.documents.printed import printed_edition
from server.documents.word import as_word as printed_word
from server.errors import NotFound
from server.pages.attached import attached
from server.pages.site import find, only_or_choice
from server.pages.twins import announce
from server.reading.context import Checklist
from server.reading.kept import Kept
from server.reading.reader import Reader, present_reader
from server.sheets import assignment_book, assignment_word
from server.sheets.choosing import chosen
from server.sheets.listed import listed
from server.sheets.office import MEDIA_TYPE as DOCX
from server.sheets.office import as_word
from server.sheets.roles import Department, departments
from server.sheets.source import Source
from server.sheets.wording import Wording
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.urls import choosing_path

blueprint = Blueprint("assignments", __name__)
_FILES: Kept[bytes] = Kept(24)


@dataclass(frozen=True)
class Asked:
    """The departments that an address chooses (all where it chooses none), out of all there are."""

    every: tuple[Department, ...]
    shown: tuple[Department, ...]

    @property
    def all(self) -> bool:
        return len(self.shown) == len(self.every)

    @property
    def keys(self) -> list[str]:
        """What an address needs to choose the same."""
        return [] if self.all else [one.iri for one in self.shown]


@blueprint.get("/assignments")
def index() -> str:
    """The sheets of the only checklist, or the choice between several."""
    return only_or_choice(_page, "assignments")


@blueprint.get("/<region>/<list_key>/assignments")
def page(region: str, list_key: str) -> str:
    """A sheet for each department, or for those that the address chooses. Raises NotFound,
    BadParameter."""
    reader = present_reader(current_view())
    return _page(reader, find(reader, region, list_key))


@blueprint.get("/<region>/<list_key>/assignments.docx")
def as_document(region: str, list_key: str) -> Response:
    """The same as Word. Raises NotFound, BadParameter, DownloadsBusy."""
    reader = present_reader(current_view())
    checklist = find(reader, region, list_key)
    asked, source = _asked(reader, checklist), _source(checklist)
    wording = Wording(reader, checklist, assignment_word.things(asked.shown))
    paper = assignment_word.paper(asked.shown, source, wording)
    key = f"{checklist.edition} docx {reader.language} {' '.join(asked.keys)}"
    return attached(
        lambda: _FILES.get(reader.view, key, lambda: as_word(paper)),
        DOCX,
        f"assignments-{region}-{list_key}-{checklist.edition_key}.docx",
        paper.title,
    )


@blueprint.get("/<region>/<list_key>/assignments.xlsx")
def as_workbook(region: str, list_key: str) -> Response:
    """The same as one workbook. Raises NotFound, BadParameter, DownloadsBusy."""
    reader = present_reader(current_view())
    checklist = find(reader, region, list_key)
    asked, source = _asked(reader, checklist), _source(checklist)
    wording = Wording(reader, checklist, assignment_word.things(asked.shown))
    key = f"{checklist.edition} xlsx {reader.language} {' '.join(asked.keys)}"

    def make() -> bytes:
        return assignment_book.book(asked.shown, source, wording)

    return attached(
        lambda: _FILES.get(reader.view, key, make),
        XLSX,
        f"assignments-{region}-{list_key}-{checklist.edition_key}.xlsx",
        wording.say("责任分工确认单"),
    )


@blueprint.get("/<region>/<list_key>/checklist.docx", defaults={"form": "docx"})
@blueprint.get("/<region>/<list_key>/checklist.xlsx", defaults={"form": "xlsx"})
def whole(region: str, list_key: str, form: str) -> Response:
    """The current edition in the layout of the original, merged cells included. Raises NotFound,
    DownloadsBusy."""
    reader = present_reader(current_view())
    checklist = find(reader, region, list_key)
    key = f"{checklist.edition} whole {form}"
    return attached(
        lambda: _FILES.get(reader.view, key, lambda: _whole(reader, checklist, form)),
        DOCX if form == "docx" else XLSX,
        f"{region}-{list_key}-{checklist.edition_key}.{form}",
        reader.chinese([checklist.iri])[checklist.iri].text,
    )


def _whole(reader: Reader, checklist: Checklist, form: str) -> bytes:
    store = Store.read_only(str(reader.view.record().store))
    table = printed_edition(store, checklist.edition)
    if table is None:
        raise NotFound(path=request.path)
    try:
        return printed_word(table) if form == "docx" else as_excel(table)
    except CellTooLong as long:
        raise refused(
            "form",
            form,
            f"“{long.heading}”栏有一格 {long.length} 字，Excel 最多 {LONGEST} 字；请下载 Word。",
            f"a cell has {long.length} characters, Excel holds {LONGEST}; download Word instead.",
        ) from None


def _source(checklist: Checklist) -> Source:
    return Source(checklist, current_settings().temporary)


def _asked(reader: Reader, checklist: Checklist) -> Asked:
    every = departments(listed(reader, checklist))
    keys = chosen(
        "department",
        request.args.getlist("department"),
        [one.iri for one in every],
        f"{checklist.path}assignments",
    )
    return Asked(every, tuple(one for one in every if not keys or one.iri in keys))


def _page(reader: Reader, checklist: Checklist) -> str:
    asked, source = _asked(reader, checklist), _source(checklist)
    things = assignment_word.things(asked.every)
    wording = Wording(reader, checklist, things, beside=False)
    file = f"{checklist.path}assignments"
    announce(choosing_path(file, department=asked.keys), "docx", "xlsx")
    return render_template(
        "assignments.html",
        checklist=checklist,
        asked=asked,
        asks={one.iri: assignment_word.asks(one, source, wording) for one in asked.shown},
        headings=assignment_word.ROLE_HEADINGS,
        word=choosing_path(f"{file}.docx", department=asked.keys),
        book=choosing_path(f"{file}.xlsx", department=asked.keys),
        names=reader.names(things),
        trail=reader.trail(checklist.edition),
    )
