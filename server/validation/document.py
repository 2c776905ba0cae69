"""A document validated as a load would: its matters recognised by the register of the state that is
published, which is only read; else as a first load. Nothing is published and nothing kept."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Store

from loader.editions import EditionBuild, content_digest, settle_document
from loader.manifest import Manifest, manifest_of, parse_manifest, read_manifest
from loader.problems import Problem, Refused
from loader.readers import read_content
from loader.register import parse_register
from loader.validation import judged, validate_graph
from server.loading import shipped_manifest
from server.store.folder import DataFolder
from server.store.load import LoadChecklist
from server.store.publish import Draft
from server.store.registers import Registers
from server.store.succession import Editions
from server.validation.job import Job
from server.validation.verdict import Subject, Verdict, content_iri
from server.version import VERSION
from shapes.report import Report, Severity

_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class Examined:
    """What is to be said of a document, with its load where it could be read."""

    verdict: Verdict
    load: LoadChecklist | None


def validate_document(content: bytes, job: Job, read: Callable[[], None]) -> Verdict:
    """What is to be said of a document; what keeps it from being loaded is part of it. `read` is
    called once the document is read."""
    return examine(content, job, published_state(job), read).verdict


def examine(content: bytes, job: Job, draft: Draft, read: Callable[[], None]) -> Examined:
    """The same, with the load of the document; `draft` is the state that is published."""
    sha256 = hashlib.sha256(content).hexdigest()
    subject = Subject(job.file, sha256, _UNKNOWN, content_iri(sha256))
    load = None
    try:
        manifest, seed = _manifest(job, draft)
        document = read_content(content, job.file, manifest, job.limits)
        read()
        subject = replace(subject, media_type=document.media_type)
        load = LoadChecklist(document, manifest, seed, VERSION)
        return Examined(_judge(load, draft, subject), load)
    except Refused as refused:
        noticed = tuple(map(_by_field, refused.problems))
        return Examined(Verdict(subject, Report(()), (), noticed), load)


def published_state(job: Job) -> Draft:
    """The state that is published, as a draft that no one writes to."""
    folder = DataFolder(Path(job.data))
    snapshot = folder.snapshot(job.snapshot) if job.snapshot is not None else None
    store = Store.read_only(str(snapshot.store)) if snapshot else Store()
    at, registers = datetime.now(UTC), Registers(snapshot)
    return Draft(folder, job.base, 0, at, lambda: store, registers, lambda _: None, folder.path)


def _manifest(job: Job, draft: Draft) -> tuple[Manifest, str | None]:
    """What is known of the document, and the register to begin with where its region has none: the
    manifest that came with it, else what the current edition of the list was loaded with, else the
    one shipped; what the request says wins. Raises Refused."""
    shipped = shipped_manifest(job.options)
    seed = shipped.parent / "register.toml" if shipped else None
    if job.manifest is not None:
        manifest = parse_manifest(job.manifest, "manifest")
    elif last := _last_manifest(job, draft):
        manifest = last
    else:
        manifest = read_manifest(shipped) if shipped else Manifest()
    manifest = manifest.with_options(**job.options)
    manifest.check(job.file)
    return manifest, seed.read_text("utf-8") if seed and seed.is_file() else None


def _last_manifest(job: Job, draft: Draft) -> Manifest | None:
    """What the current edition of the list was loaded with, save what is its alone."""
    region, list_key = job.options.get("region"), job.options.get("list")
    if not isinstance(region, str) or not isinstance(list_key, str):
        return None
    if region not in draft.registers:
        return None
    register = parse_register(draft.registers[region])
    checklist = register.checklist(list_key)
    record = register.edition(list_key, checklist.current or "") if checklist else None
    if record is None:
        return None
    return replace(manifest_of(record.manifest), edition=None, supersedes=None, source=None)


def _judge(load: LoadChecklist, draft: Draft, subject: Subject) -> Verdict:
    load.key = _published_as(load, draft)
    load.replaces = load.key is not None
    build, asked = _begin(load, draft)
    judgement = judged(build, validate_graph(load.graph(draft, build)))
    of_place = (problem for problem in load.problems if problem.code == "M10")
    return Verdict(
        replace(subject, iri=build.iris.edition),
        judgement.report,
        judgement.found,
        (*asked, *of_place, *judgement.noticed),
    )


def _published_as(load: LoadChecklist, draft: Draft) -> str | None:
    """The key of the published edition that has the same content: a load would change nothing, but
    the document is validated all the same."""
    manifest = load.manifest
    if not manifest.region or not manifest.list:
        return None
    editions = Editions(draft.store, draft.base, manifest.region, manifest.list)
    if editions.keys:
        with suppress(Refused):
            settled = settle_document(load.document, manifest)
            return editions.with_digest(content_digest(settled.entries))
    return None


def _begin(load: LoadChecklist, draft: Draft) -> tuple[EditionBuild, list[Problem]]:
    """The edition, ready to validate. What a load would still ask about its place among those
    published is a note: the document is validated as if it were answered. Raises Refused."""
    asked: list[Problem] = []
    while True:
        try:
            build = load.begin(draft)
        except Refused as refused:
            open_question = _asked(refused)
            if open_question is None or open_question.code in {p.code for p in asked}:
                raise
            asked.append(replace(open_question, severity=Severity.INFO))
            if open_question.code == "M04":
                load.replaces = True
            else:
                current = str(open_question.values["current"])
                load.manifest = replace(load.manifest, supersedes=current)
        else:
            if build is None:
                raise RuntimeError("the same content was not recognised")
            return build, [_by_field(problem) for problem in asked]


def _asked(refused: Refused) -> Problem | None:
    """M03: which edition this undated one replaces. M04: whether it replaces one of its date."""
    if len(refused.problems) == 1 and refused.problems[0].code in ("M03", "M04"):
        return refused.problems[0]
    return None


def _by_field(found: Problem) -> Problem:
    """A problem that names options of the command line (`--region`), in the words of a request:
    they are fields of the same names."""
    if not found.code.startswith("M"):
        return found
    said = {language: found.sentence(language).replace("--", "") for language in ("zh", "en")}
    return replace(found, sentences=said)
