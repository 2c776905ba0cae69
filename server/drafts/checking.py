"""A draft checked: its problems, its differences from the current edition, and itself with marks.

The answer for a page is one JSON object:

    list        region and key of the list, its title and region as the register has them, or null
                where the file does not say which list it is of
    verdict     the report in groups (`server.validation.summary`), null without a list
    against     key and title of the current edition, and how many entries it has
    changes     the differences (`server.differences.table`); null where it cannot be compared
    marked      the file with its marks, base64; null where it is too large for a page or cannot be
                marked: `unmarked` then says why (large, form, macros, strict, unread)
"""

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import IO, Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from loader.comparison import compare
from loader.comparison.likeness import hints
from loader.editions import EditionBuild
from loader.identifiers import EditionIris
from loader.problems import Problem, Refused, blocking
from loader.statements import in_graph
from ontology import code_triples
from server.differences.book import sheets as difference_sheets
from server.differences.finding import Compared, Difference
from server.differences.table import Row, Told, told
from server.drafts import excel, word
from server.drafts.lists import Known, Undecided, known, list_of
from server.drafts.marks import BEGINNING, HEADINGS, TITLE
from server.drafts.package import NotMarkable
from server.negotiation import JSON
from server.quality.book import Checked, problem_sheets
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.spreadsheet import workbook
from server.store.editions import PublishedEdition, published_editions
from server.store.items import compared_items, loaded_at, thing
from server.store.publish import Draft
from server.validation.document import Examined, examine, published_state
from server.validation.job import MARKED, Job
from server.validation.verdict import Verdict

CARRIED = 1_200_000
"""So many bytes of a marked file are carried by the page itself; Chrome takes no larger address."""
_OF_THE_LOAD = ("M03", "M04", "M09", "M10")
"""What a load would ask of its place among the editions: a draft has none yet."""
_NUMBERS = "N"
"""Problems of numbers, which do not keep what is there from being compared."""
_PASSED_OVER, _COMMENTED = ("F13", "F14"), "F35"


@dataclass(frozen=True)
class Drafted:
    """A draft, examined: `changes` is None where it cannot be compared."""

    of: Known
    examined: Examined
    verdict: Verdict
    difference: Difference | None


def check(content: bytes, job: Job, out: IO[bytes], read: Callable[[], None]) -> str:
    """Write what is to be said of a draft in the form of the job; returns the media type written.
    Where it cannot be marked, or is of no list one knows, it is the JSON of a page."""
    draft = published_state(job)
    try:
        of = _chosen(content, job, draft)
    except Undecided:
        read()
        return _write(out, {"list": None, "verdict": None, "file": job.file})
    job = replace(job, options={**job.options, "region": of.region, "list": of.list})
    one = _examined(content, job, draft, of, read)
    if job.form == XLSX:
        out.write(workbook(_book(one)))
        return XLSX
    try:
        body, media_type = _marked(content, job, one)
    except NotMarkable as error:
        return _write(out, _page(one, draft) | {"marked": None, "unmarked": error.reason})
    if job.form == MARKED:
        out.write(body)
        return media_type
    page = _page(one, draft) | {"media_type": media_type, "unmarked": None}
    if len(body) > CARRIED:
        return _write(out, page | {"marked": None, "unmarked": "large"})
    return _write(out, page | {"marked": base64.b64encode(body).decode()})


def _chosen(content: bytes, job: Job, draft: Draft) -> Known:
    """The list that the job says, else the one that the file is of. Raises Undecided."""
    wanted = (job.options.get("region"), job.options.get("list"))
    if any(wanted):
        for one in known(draft):
            if (one.region, one.list) == wanted:
                return one
        raise Undecided
    return list_of(content, job.file, job.limits, draft)


def _examined(
    content: bytes, job: Job, draft: Draft, of: Known, read: Callable[[], None]
) -> Drafted:
    examined = examine(content, job, draft, read)
    verdict = examined.verdict
    verdict = replace(verdict, noticed=tuple(one for one in verdict.noticed if not _aside(one)))
    return Drafted(of, examined, verdict, _difference(job, draft, of, examined))


def _aside(problem: Problem) -> bool:
    """What is no problem of a draft: questions of a load, and the table that was added when the
    same draft was marked before."""
    if problem.code in _OF_THE_LOAD:
        return True
    if problem.code == _COMMENTED:
        return BEGINNING in problem.sentence("zh")
    ours = problem.place.text == HEADINGS[0] or (problem.place.sheet or "").startswith(TITLE)
    return problem.code in _PASSED_OVER and ours


def _difference(job: Job, draft: Draft, of: Known, examined: Examined) -> Difference | None:
    """What changed from the current edition; None where errors keep it from being compared."""
    current = _current(draft, job, of)
    graver = [p for p in blocking(examined.verdict.problems) if not p.code.startswith(_NUMBERS)]
    if examined.load is None or current is None or graver:
        return None
    try:
        build = examined.load.beside(draft)
    except Refused:
        return None
    old = compared_items(draft.store, current.iri)
    store = _store(build, draft)
    new = compared_items(store, build.iris.root)
    comparison = compare(old, new)
    drafted = replace(current, iri=build.iris.root, key=job.file, current=False, entries=len(new))
    region = thing(draft.store, f"{job.base}id/region/{of.region}")
    origin = draft.folder.snapshot(job.snapshot) if job.snapshot is not None else None
    return Difference(
        job.snapshot or 0,
        str(origin.manifest()["publication"]["at"]) if origin else "",
        Compared(current, region, loaded_at(draft.store, current.iri)),
        Compared(drafted, region, None),
        comparison,
        hints(comparison, old, new),
    )


def _current(draft: Draft, job: Job, of: Known) -> PublishedEdition | None:
    snapshot = draft.folder.snapshot(job.snapshot) if job.snapshot is not None else None
    if snapshot is None:
        return None
    editions = published_editions(snapshot, job.base)
    mine = (one for one in editions if (one.region, one.list) == (of.region, of.list))
    return next((one for one in mine if one.current), None)


def _store(build: EditionBuild, draft: Draft) -> Store:
    """The layers that a comparison reads, of what is not published: labels are those that are
    published, and for what is new those that the draft gives it."""
    store, iris = Store(), EditionIris(build.iris.root)
    for layer in (build.own, build.source):
        graph = iris.edition if layer is build.own else iris.source
        store.bulk_extend(in_graph(one, graph) for one in layer.triples)
    shared = (*build.register_then.triples, *code_triples())
    store.bulk_extend(
        Quad(one.subject, one.predicate, one.object, DefaultGraph()) for one in shared
    )
    return store


def _page(one: Drafted, draft: Draft) -> dict[str, Any]:
    against = one.difference.before.edition if one.difference else None
    return {
        "list": asdict(one.of),
        "verdict": one.verdict.as_summary(),
        "against": against and {"key": against.key, "iri": against.iri, "entries": against.entries},
        "changes": _told(one.difference, draft).as_data() if one.difference else None,
    }


def _told(difference: Difference, draft: Draft) -> Told:
    """The differences, with addresses of what is published only."""
    said = told(difference.comparison, difference.hints)

    def linked(row: Row) -> Row:
        return row if _published(draft, row.iri) else replace(row, iri="")

    parts = (replace(part, rows=tuple(map(linked, part.rows))) for part in said.parts)
    return replace(said, parts=tuple(parts))


def _published(draft: Draft, iri: str) -> bool:
    if not iri:
        return False
    found = draft.store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
    return next(iter(found), None) is not None


def _book(one: Drafted) -> list[Any]:
    checked = Checked(one.verdict.subject.file, one.verdict.problems)
    compared = difference_sheets(one.difference, departments=True) if one.difference else []
    return [*problem_sheets([checked]), *compared]


def _marked(content: bytes, job: Job, one: Drafted) -> tuple[bytes, str]:
    """The draft with its problems marked, and its media type. Raises NotMarkable."""
    load, problems = one.examined.load, one.verdict.problems
    media_type = one.verdict.subject.media_type
    archive = content.startswith(b"PK")
    if load is None or not archive or media_type not in (word.MEDIA_TYPE, excel.MEDIA_TYPE):
        raise NotMarkable("unread" if load is None else "form")
    try:
        if media_type == word.MEDIA_TYPE:
            body = word.marked(content, job.file, load.manifest, job.limits, problems)
        else:
            body = excel.marked(content, job.file, job.limits, load.document.rows, problems)
    except Refused:
        raise NotMarkable("form") from None
    return body, media_type


def _write(out: IO[bytes], data: dict[str, Any]) -> str:
    out.write(json.dumps(data, ensure_ascii=False).encode())
    return JSON
