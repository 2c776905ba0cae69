"""Loading a checklist: its document becomes an edition of the next snapshot, or nothing does."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from loader.document import Document
from loader.editions import (
    EditionBuild,
    build_edition,
    content_digest,
    edition_key,
    settle_document,
)
from loader.identifiers import EditionIris, RegionIris
from loader.manifest import Manifest, Region
from loader.problems import Problem, Refused, blocking, problem
from loader.provenance import load_statements
from loader.register import Register, dump_register, parse_register
from loader.report import report_layer
from loader.rows import Place
from loader.settle import Settled
from loader.statements import Layer
from loader.validation import validate_edition
from ontology import code_triples, ontology_triples
from ontology.terms import DCAT, DCT, LM, PROV
from server.store.beside import about, content, derived_beside
from server.store.folder import DataFolder, Snapshot
from server.store.present import Patch, replace_layers, shared_graph
from server.store.publish import Draft, Unchanged
from server.store.succession import Editions, Standing, standing, standing_of_replaced


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
        register = self._register(draft)
        manifest = self._complete(register)
        draft.progress("归整 / settling")
        settled = settle_document(self.document, manifest)
        self.problems = settled.problems
        editions = Editions(draft.store, draft.base, register.region.code, manifest.list or "")
        known = editions.with_digest(content_digest(settled.entries))
        if known and not self.key and (not self.replaces or manifest.edition in (None, known)):
            self._another_file(draft, editions.by_key[known], editions)
            return
        place = self._standing(editions, manifest)
        build = self._build(draft, settled, manifest, register, editions, place)
        self._write(draft, build)
        self.outcome = _facts(build, settled)

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
        )

    def _write(self, draft: Draft, build: EditionBuild) -> None:
        draft.progress("校验 / validating")
        report, found = validate_edition(build, _beside(draft, build))
        self.problems = (*build.problems, *found)
        if blocking(self.problems):
            raise Refused(self.problems)
        draft.progress("写入 / writing")
        layers = [*_layers(draft, build), report_layer(build, report), self._source(draft, build)]
        replace_layers(draft.store, draft.base, layers, tuple(_patches(draft, build)))
        draft.registers[build.register.region.code] = dump_register(build.register)
        draft.documents.append(self.document.content)

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
        replace_layers(draft.store, draft.base, [Layer(known.source, kept | set(added))])
        draft.documents.append(self.document.content)
        self.outcome = {
            "edition": known.root,
            "document": self.document.sha256,
            "file": self.document.file,
        }


@dataclass
class LoadMany:
    """Publish many documents at once: those that are refused are left out, the others go in
    together. `each` prepares the loads one after the other, so that one document is held at a time;
    `done` is told what became of each."""

    each: Iterable[Callable[[], LoadChecklist]]
    done: Callable[[LoadChecklist | None, tuple[Problem, ...], str], None]
    """With the load (None where it could not even be read), its problems, and published, unchanged
    or refused."""
    reason: str = field(default="", init=False)

    action = "load"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        entered: list[tuple[str, dict[str, Any]]] = []
        for prepare in self.each:
            load = None
            try:
                load = prepare()
                load.enter(draft)
            except Unchanged:
                self.done(load, load.problems if load else (), "unchanged")
            except Refused as refused:
                self.done(load, refused.problems, "refused")
            else:
                entered.append((load.reason, load.outcome))
                self.done(load, load.problems, "published")
        if not entered:
            raise Unchanged
        if len(entered) == 1:
            self.reason, draft.facts = entered[0]
            return
        self.reason = f"装载 {len(entered)} 份清单 / loaded {len(entered)} checklists"
        draft.facts = {"editions": [outcome for _, outcome in entered]}


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


def _patches(draft: Draft, build: EditionBuild) -> Iterator[Patch]:
    """What the graphs that all lists share say of this one: its record and its counts."""
    region = RegionIris(draft.base, build.register.region.code)
    checklist = region.checklist(build.iris.root.rsplit("/", 2)[1])
    for name, fresh in (("catalogue", build.catalogue), ("statistics", build.statistics)):
        graph = shared_graph(draft.base, name)
        old: set[Triple] = set()
        for subject in (checklist, build.iris.edition):
            old |= about(draft.store, subject, graph)
        old = {triple for triple in old if triple.predicate not in (DCAT.hasVersion, DCT.replaces)}
        yield Patch(graph, frozenset(old - fresh), frozenset(fresh - old))


def _facts(build: EditionBuild, settled: Settled) -> dict[str, Any]:
    return {
        "edition": build.iris.root,
        "document": build.document.sha256,
        "file": build.document.file,
        "entries": len(settled.entries),
        "leaves": len(settled.lines),
    }
