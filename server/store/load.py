"""Loading a checklist: its document becomes an edition of the next snapshot, or nothing does."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode, Store, Triple

from loader.document import Document
from loader.editions import (
    EditionBuild,
    build_edition,
    content_digest,
    edition_key,
    settle_document,
)
from loader.entries import Settled
from loader.identifiers import EditionIris, RegionIris
from loader.manifest import Manifest, Region
from loader.problems import Problem, Refused, blocking, problem
from loader.provenance import load_statements
from loader.register import Register, dump_register, parse_register
from loader.report import report_layer
from loader.rows import Place
from loader.settle import settle
from loader.statements import Layer, boolean, en, zh
from loader.types import type_words
from loader.validation import edition_graph, judged, validate_graph
from ontology import code_triples, ontology_triples
from ontology.terms import CODE, DCAT, DCT, LM, OWL, PROV, SKOS
from server.store.beside import about, content, derived_beside
from server.store.folder import DataFolder, Snapshot
from server.store.present import Patch, shared_graph
from server.store.publish import Draft, Unchanged
from server.store.succession import Editions, Standing, standing, standing_of_replaced
from shapes.report import Report

_UNPUBLISHED = "draft"
"""The key of what is no edition yet."""


@dataclass
class LoadChecklist:
    """Publish a checklist's document as an edition. `seed` is the register shipped with it, used
    where the region has none yet; `problems` holds, after `apply`, all that was found.

    `replaces`: the document takes the place of an edition already published, of the key that its
    manifest says, else of the current one.
    """

    document: Document
    manifest: Manifest
    seed: str | None
    version: str
    replaces: bool = False
    key: str | None = None
    """The key of the edition, where it is not to be told from the manifest."""
    problems: tuple[Problem, ...] = field(default=())
    outcome: dict[str, Any] = field(default_factory=dict)
    """What the history says of this load, once it is applied."""

    action = "load"

    @property
    def reason(self) -> str:
        return f"装载 {self.document.file} / loaded {self.document.file}"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        self.enter(draft)
        draft.facts = self.outcome

    def enter(self, draft: Draft) -> None:
        """Write the edition into the draft. Raises Refused, or Unchanged, before anything of it is
        written."""
        if build := self.begin(draft):
            draft.progress("校验 / validating")
            self.finish(draft, build, validate_graph(self.graph(draft, build)))

    def begin(self, draft: Draft) -> EditionBuild | None:
        """The edition, ready to validate; None where the document only adds a source to one that is
        published. Raises Refused, or Unchanged."""
        register = self._register(draft)
        manifest = self._complete(register)
        draft.progress("归整 / settling")
        settled = settle_document(self.document, manifest)
        self.problems = settled.problems
        editions = Editions(draft.store, draft.base, register.region.code, manifest.list or "")
        known = editions.with_digest(content_digest(settled.entries))
        if known and not self.key and (not self.replaces or manifest.edition in (None, known)):
            self._say_same(known, editions, manifest)
            self._another_file(draft, editions.by_key[known], editions)
            return None
        place = self._standing(editions, manifest)
        if place.current != place.key:
            said = {"edition": place.key, "current": place.current}
            self.problems += (problem("M10", Place(self.document.file), **said),)
        return self._build(draft, settled, manifest, register, editions, place)

    def beside(self, draft: Draft) -> EditionBuild:
        """The edition as it would follow the current one, whatever keeps it from being published:
        only to be compared. Raises Refused where nothing is known of the list."""
        register = self._register(draft)
        manifest = self._complete(register)
        words = tuple(type_words(manifest.type_words))
        settled = settle(self.document, words, manifest.conventions)
        editions = Editions(draft.store, draft.base, register.region.code, manifest.list or "")
        place = Standing(_UNPUBLISHED, _UNPUBLISHED, editions.current)
        return self._build(draft, settled, manifest, register, editions, place)

    def _say_same(self, known: str, editions: Editions, manifest: Manifest) -> None:
        """A date that comes with the content of a published edition makes no new one."""
        if manifest.edition not in (None, known):
            said = {"known": known, "edition": manifest.edition, "current": editions.current}
            self.problems += (problem("M09", Place(self.document.file), **said),)

    def graph(self, draft: Draft, build: EditionBuild) -> Iterator[Triple]:
        """What the edition is validated with."""
        return edition_graph(build, _beside(draft, build))

    def _build(
        self,
        draft: Draft,
        settled: Settled,
        manifest: Manifest,
        register: Register,
        editions: Editions,
        place: Standing,
    ) -> EditionBuild:
        draft.progress("映射 / mapping")
        return build_edition(
            self.document,
            settled,
            manifest,
            register,
            draft.base,
            at=draft.at,
            version=self.version,
            key=place.key,
            current=place.current,
            previous=editions.entries(place.follows) if place.follows else None,
            stood=editions.stood(place.key, place.follows, place.current),
        )

    def finish(self, draft: Draft, build: EditionBuild, report: Report) -> None:
        """Write the edition with what the shapes found. Raises Refused before anything of it is
        written."""
        judgement = judged(build, report)
        standing = (p for p in self.problems if p.code == "M10")
        self.problems = (*standing, *judgement.problems)
        if blocking(self.problems):
            raise Refused(self.problems)
        draft.progress("写入 / writing")
        said = report_layer(build, judgement)
        source = self._source(draft, build)
        gone = _withdrawn(draft.store, build, source)
        source = Layer(source.graph, source.triples | gone)
        layers = [*_layers(draft, build), said, source]
        draft.write(layers, tuple(_patches(draft, build)))
        draft.registers[build.register.region.code] = dump_register(build.register)
        draft.documents.append(self.document.content)
        self.outcome = _facts(build)

    def _source(self, draft: Draft, build: EditionBuild) -> Layer:
        """The source layer; an edition built again with the content it had keeps the other
        documents that it was read from."""
        store, iris = draft.store, build.iris
        digest = Triple(iris.edition, LM.contentDigest, Literal(build.digest))
        if digest not in about(store, iris.edition, shared_graph(draft.base, "catalogue")):
            return build.source
        kept: set[Triple] = set()
        for link in about(store, iris.edition, iris.source) - build.source.triples:
            if isinstance(link.object, NamedNode):
                kept |= {link, *about(store, link.object, iris.source)}
                for quad in store.quads_for_pattern(None, PROV.used, link.object, iris.source):
                    if isinstance(quad.subject, NamedNode):
                        kept |= about(store, quad.subject, iris.source)
        return Layer(iris.source, build.source.triples | kept)

    def _register(self, draft: Draft) -> Register:
        code = self.manifest.region
        if not code:
            raise Refused([self._missing(self.manifest.missing(region_known=False))])
        if code in draft.registers:
            return parse_register(draft.registers[code])
        if self.seed is not None:
            return parse_register(self.seed)
        if missing := self.manifest.missing(region_known=False):
            raise Refused([self._missing(missing)])
        region = Region(
            code, self.manifest.region_name or "", self.manifest.region_en, self.manifest.parents
        )
        return Register(region)

    def _complete(self, register: Register) -> Manifest:
        """The manifest with what the register already knows of the list."""
        manifest = self.manifest
        known = register.checklist(manifest.list or "")
        if known:
            manifest = replace(
                manifest,
                kind=manifest.kind or known.kind,
                title=manifest.title or known.title,
                title_en=manifest.title_en or known.title_en,
            )
        if missing := manifest.missing(region_known=True):
            raise Refused([self._missing(missing)])
        manifest.check(self.document.file)
        if manifest.region_name and manifest.region_name != register.region.name:
            said = {"code": register.region.code, "name": manifest.region_name}
            said["known"] = register.region.name
            raise Refused([problem("M08", Place(self.document.file), **said)])
        return manifest

    def _missing(self, options: Iterable[str]) -> Problem:
        return problem("M01", Place(self.document.file), needed="、".join(options))

    def _standing(self, editions: Editions, manifest: Manifest) -> Standing:
        key = self.key or edition_key(self.document, manifest)
        if self.replaces and not manifest.edition and not self.key:
            key = editions.current or key
        if self.replaces and key in editions.keys:
            return standing_of_replaced(editions, key)
        return standing(editions, key, manifest, self.document.file)

    def _another_file(self, draft: Draft, known: EditionIris, editions: Editions) -> None:
        """The same content in another file: the edition has one more source document."""
        source = known.document(self.document.sha256)
        if editions.has_source(known, source):
            raise Unchanged
        kept = content(draft.store, known.source)
        added = load_statements(self.document, known, draft.at, self.version)
        draft.write([Layer(known.source, kept | set(added))])
        draft.documents.append(self.document.content)
        self.outcome = {
            "edition": known.root,
            "document": self.document.sha256,
            "file": self.document.file,
        }


class Validating(Protocol):
    """Where graphs are validated: in this process, or in others at the same time."""

    @property
    def together(self) -> int:
        """How many may be under way at a time."""
        ...

    def submit(self, triples: Iterable[Triple]) -> Future[Report]: ...


Done = Callable[[int, LoadChecklist | None, tuple[Problem, ...], str], None]
"""Told what became of a document: its place in the run, its load (None where it could not even be
read), its problems, and published, unchanged or refused."""


@dataclass
class LoadMany:
    """Publish many documents at once: those that are refused are left out, the others go in
    together. `each` prepares the loads one after the other: as many documents are held as editions
    are validated at a time, those of one region one after the other."""

    each: Iterable[Callable[[], LoadChecklist]]
    done: Done
    validating: Validating
    reason: str = field(default="", init=False)
    _entered: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    action = "load"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        waiting: deque[_Waiting] = deque()
        for at, prepare in enumerate(self.each):
            load = None
            try:
                load = prepare()
                region = load.manifest.region
                while waiting and (
                    len(waiting) >= self.validating.together
                    or any(one.load.manifest.region == region for one in waiting)
                ):
                    self._finish(draft, waiting.popleft())
                build = load.begin(draft)
            except Unchanged:
                self.done(at, load, load.problems if load else (), "unchanged")
            except Refused as refused:
                self.done(at, load, refused.problems, "refused")
            else:
                if build is None:
                    self._published(at, load)
                    continue
                draft.progress("校验 / validating")
                report = self.validating.submit(load.graph(draft, build))
                waiting.append(_Waiting(at, load, build, report))
        while waiting:
            self._finish(draft, waiting.popleft())
        self._conclude(draft)

    def _finish(self, draft: Draft, one: "_Waiting") -> None:
        try:
            one.load.finish(draft, one.build, one.report.result())
        except Refused as refused:
            self.done(one.at, one.load, refused.problems, "refused")
        else:
            self._published(one.at, one.load)

    def _published(self, at: int, load: LoadChecklist) -> None:
        self._entered.append((load.reason, load.outcome))
        self.done(at, load, load.problems, "published")

    def _conclude(self, draft: Draft) -> None:
        entered = self._entered
        if not entered:
            raise Unchanged
        if len(entered) == 1:
            self.reason, draft.facts = entered[0]
            return
        self.reason = f"装载 {len(entered)} 份清单 / loaded {len(entered)} checklists"
        draft.facts = {"editions": [outcome for _, outcome in entered]}


@dataclass(frozen=True)
class _Waiting:
    """An edition that is being validated."""

    at: int
    load: LoadChecklist
    build: EditionBuild
    report: Future[Report]


def _beside(draft: Draft, build: EditionBuild) -> set[Triple]:
    """What the region's other lists derive about the matters of the shared register."""
    region = RegionIris(draft.base, build.register.region.code)
    current = (region.edition(c.key, c.current or "") for c in build.register.checklists)
    others = [iris for iris in current if iris.root != build.iris.root]
    return derived_beside(draft.store, draft.base, others)


def _layers(draft: Draft, build: EditionBuild) -> Iterator[Layer]:
    if not draft.shared_written:
        yield Layer(shared_graph(draft.base, "ontology"), frozenset(ontology_triples()))
        yield Layer(shared_graph(draft.base, "codes"), frozenset(code_triples()))
        draft.shared_written = True
    yield from (build.own, build.derived, build.register_layer)
    if build.mapping:
        yield build.mapping


_WITHDRAWN = (
    zh("这个版本后来以另一份文件重新装载，其中没有它。"),
    en("The edition was loaded again from another file, which does not have it."),
)


def _withdrawn(store: Store, build: EditionBuild, source: Layer) -> set[Triple]:
    """What is left of things inside an edition that it had before and has no more: it is built
    again from another file. Their URIs were published and are never used again."""
    layers = (build.own, build.derived, source)
    there = {triple.subject for layer in layers for triple in layer.triples}
    before = {
        quad.subject
        for layer in layers
        for quad in store.quads_for_pattern(None, None, None, layer.graph)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(build.iris.root)
    }
    status = (LM.status, CODE["matter-status/withdrawn"])
    said: list[tuple[NamedNode, NamedNode | Literal]]
    said = [(OWL.deprecated, boolean(True)), status]
    said += [(SKOS.historyNote, note) for note in _WITHDRAWN]
    return {Triple(one, predicate, value) for one in before - there for predicate, value in said}


_GROWING = {DCAT.hasVersion, DCT.replaces, DCAT.dataset, DCAT.servesDataset}
"""What one record only adds to, since other editions and lists say the same of the same thing."""


def _patches(draft: Draft, build: EditionBuild) -> Iterator[Patch]:
    """What the graphs that all lists share say of this one: its record and its counts."""
    region = RegionIris(draft.base, build.register.region.code)
    checklist = region.checklist(build.iris.root.rsplit("/", 2)[1])
    for name, fresh in (("catalogue", build.catalogue), ("statistics", build.statistics)):
        graph = shared_graph(draft.base, name)
        own = {checklist, build.iris.edition, *_objects(fresh, DCAT.distribution)}
        old = {t for subject in own for t in about(draft.store, subject, graph)}
        # of what several records say, only what this one says otherwise
        for subject, predicate in {(t.subject, t.predicate) for t in fresh if t.subject not in own}:
            quads = draft.store.quads_for_pattern(subject, predicate, None, graph)
            old |= {quad.triple for quad in quads}
        gone = {t for t in old - fresh if t.predicate not in _GROWING}
        gone |= _orphans(draft, graph, gone, fresh)
        yield Patch(graph, frozenset(gone), frozenset(fresh - old))


def _objects(triples: Iterable[Triple], predicate: NamedNode) -> Iterator[NamedNode]:
    for triple in triples:
        if triple.predicate == predicate and isinstance(triple.object, NamedNode):
            yield triple.object


def _orphans(
    draft: Draft, graph: NamedNode, gone: set[Triple], fresh: frozenset[Triple]
) -> set[Triple]:
    """What a graph says of things (a publisher, a licence) that nothing in it names any more."""
    kept = {t.subject for t in fresh}
    found: set[Triple] = set()
    for thing in {t.object for t in gone if isinstance(t.object, NamedNode)} - kept:
        named = draft.store.quads_for_pattern(None, None, thing, graph)
        if all(quad.triple in gone for quad in named):
            found |= about(draft.store, thing, graph)
    return found


def _facts(build: EditionBuild) -> dict[str, Any]:
    return {
        "edition": build.iris.root,
        "document": build.document.sha256,
        "file": build.document.file,
        "entries": len(build.settled.entries),
        "leaves": len(build.settled.lines),
    }
