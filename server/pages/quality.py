"""`/quality`: what the rules found in the current edition, in groups to work down; the same as a
workbook and as JSON. It is the report that was published with the edition: nothing is validated
when a page is asked for."""

import json
import threading
from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template

from loader.problems import Problem
from server.app import current_view
from server.errors import DownloadsBusy
from server.pages.reported import Reported, reported
from server.pages.site import find, only_or_choice
from server.pages.twins import announce
from server.quality.book import Checked, book
from server.quality.groups import KINDS, SEVERITIES, Group, counted, groups
from server.reading.asking import ask
from server.reading.context import Checklist
from server.reading.items import Item
from server.reading.kept import Kept
from server.reading.provenance import source_graph
from server.reading.reader import Reader, node, present_reader
from server.spreadsheet import MEDIA_TYPE
from shapes.report import Kind, Severity

blueprint = Blueprint("quality", __name__)

_BOOKS: Kept[bytes] = Kept(8)
_WORKBOOKS = 2
_MAKING = threading.BoundedSemaphore(_WORKBOOKS)
SHOWN = 20
"""So many places of a rule are on the page; the workbook has them all."""


@dataclass(frozen=True)
class Line:
    """One place of a rule as the page shows it."""

    problem: Problem
    item: Item | None
    sentence: str
    """What is said of this place alone; empty where the group says it."""
    about: str
    """The IRI of its thing, where that is another than the item; empty otherwise."""


@dataclass(frozen=True)
class Shown:
    """A rule with its first places."""

    group: Group
    sentence: str
    lines: tuple[Line, ...]

    @property
    def more(self) -> int:
        """How many places are left out."""
        return len(self.group.problems) - len(self.lines)


@blueprint.get("/quality")
def index() -> str:
    """The quality of the only checklist, or the choice between several."""
    return only_or_choice(_page, "quality")


@blueprint.get("/<region>/<list_key>/quality")
def page(region: str, list_key: str) -> str:
    """The quality of one checklist. Raises NotFound where none is published there."""
    reader = present_reader(current_view())
    return _page(reader, find(reader, region, list_key))


@blueprint.get("/<region>/<list_key>/quality.xlsx")
def as_workbook(region: str, list_key: str) -> Response:
    """The same as a workbook, whole. Raises NotFound, DownloadsBusy."""
    reader = replace(present_reader(current_view()), language="zh")
    checklist = find(reader, region, list_key)
    content = _BOOKS.get(reader.view, checklist.edition, lambda: _book(reader, checklist))
    response = Response(content, content_type=MEDIA_TYPE)
    name = f"quality-{region}-{list_key}-{checklist.edition_key}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/<region>/<list_key>/quality.json")
def as_json(region: str, list_key: str) -> Response:
    """The same as one JSON object, whole. Raises NotFound."""
    reader = present_reader(current_view())
    checked = _checked(reader, find(reader, region, list_key))
    document = {
        "edition": checked.edition,
        "title": checked.title,
        "snapshot": reader.view.id,
        "conforms": checked.conforms,
        "counts": {
            kind.value: {severity.value: count for severity, count in by_severity.items()}
            for kind, by_severity in counted(checked.problems).items()
        },
        "problems": [problem.as_json() for problem in checked.problems],
    }
    body = json.dumps(document, ensure_ascii=False, indent=1)
    return Response(body, content_type="application/json")


def _book(reader: Reader, checklist: Checklist) -> bytes:
    """The workbook, made once a state; so few are made at a time that pages go on."""
    if not _MAKING.acquire(blocking=False):
        raise DownloadsBusy(limit=_WORKBOOKS)
    try:
        return book([_checked(reader, checklist)])
    finally:
        _MAKING.release()


def _checked(reader: Reader, checklist: Checklist) -> Checked:
    """The report of the current edition, in the order of the page."""
    found = groups(reported(reader, checklist.edition).problems)
    problems = [problem for group in found for problem in group.problems]
    title = f"{checklist.region_name}《{checklist.title}》"
    return Checked(title, problems, checklist.edition)


def _page(reader: Reader, checklist: Checklist) -> str:
    announce(f"{checklist.path}quality", "json", "xlsx")
    report = reported(reader, checklist.edition)
    source = node(source_graph(checklist.edition))
    shown = [_shown(group, report, reader.language) for group in groups(report.problems)]
    lines = [line for one in shown for line in one.lines]
    return render_template(
        "quality.html",
        checklist=checklist,
        kinds={kind: [one for one in shown if one.group.kind is kind] for kind in Kind},
        counts=counted(report.problems),
        total=len(report.problems),
        worst=min((problem.severity for problem in report.problems), key=_rank, default=None),
        words={word: SEVERITIES[word] for word in Severity},
        titles=KINDS,
        documents=ask(reader.view, "documents", edition=node(checklist.edition), source=source),
        names=reader.names({line.about for line in lines if line.about}),
        trail=reader.trail(checklist.edition),
    )


def _rank(severity: Severity) -> int:
    return severity.rank


def _shown(group: Group, report: Reported, language: str) -> Shown:
    own = group.shared(language) is None
    lines = []
    for problem in group.problems[:SHOWN]:
        item = report.item(problem)
        thing = problem.thing.iri if problem.thing else ""
        told = not problem.rule or (item and item.iri == thing)
        about = "" if told else thing
        lines.append(Line(problem, item, problem.sentence(language) if own else "", about))
    return Shown(group, group.sentence(language), tuple(lines))
