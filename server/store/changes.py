"""The changes a publication can make: load a checklist, go back to an earlier snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Store, Triple

from loader.editions import (
    EditionBuild,
    Previous,
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
from loader.rows import Document, Place
from loader.settle import Settled
from loader.statements import Layer
from loader.validation import validate_edition
from ontology import code_triples, ontology_triples
from ontology.terms import DCAT, LM
from server.store.folder import DataFolder, FolderError, Snapshot
from server.store.present import replace_layers, shared_graph
from server.store.publish import Draft, Unchanged


@dataclass
class LoadChecklist:
    """Publish a checklist's document as an edition. `seed` is the register shipped with it, used
    where the region has none yet; `problems` holds, after `apply`, all that was found."""

    document: Document
    manifest: Manifest
    seed: str | None
    version: str
    problems: tuple[Problem, ...] = field(default=())

    action = "load"

    @property
    def reason(self) -> str:
        return f"装载 {self.document.file} / loaded {self.document.file}"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        register = self._register(draft)
        manifest = self._complete(register)
        draft.progress("归整 / settling")
        settled = settle_document(self.document, manifest)
        editions = _Editions(draft, register.region.code, manifest.list or "")
        if known := editions.with_digest(content_digest(settled.entries)):
            self.problems = settled.problems
            self._another_file(draft, editions, known)
            return
        current, previous = self._succession(editions, manifest)
        draft.progress("映射 / mapping")
        build = build_edition(
            self.document,
            settled,
            manifest,
            register,
            draft.base,
            at=draft.at,
            version=self.version,
            current=current,
            previous=previous,
        )
        draft.progress("校验 / validating")
        report, found = validate_edition(build, _beside(draft, build))
        self.problems = (*build.problems, *found)
        if blocking(found):
            raise Refused(self.problems)
        draft.progress("写入 / writing")
        report_layer = Layer(build.iris.report, frozenset(report.triples(build.iris.report.value)))
        replace_layers(draft.store, draft.base, (*_layers(draft, build), report_layer))
        draft.registers[register.region.code] = dump_register(build.register)
        draft.documents.append(self.document.content)
        draft.facts = _facts(build, settled)

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

    def _another_file(self, draft: Draft, editions: "_Editions", known: EditionIris) -> None:
        """The same content in another file: the edition has one more source document."""
        source = known.document(self.document.sha256)
        if editions.has_source(known, source):
            raise Unchanged
        content = _graph(draft.store, known.source)
        added = load_statements(self.document, known, draft.at, self.version)
        replace_layers(draft.store, draft.base, [Layer(known.source, content | set(added))])
        draft.documents.append(self.document.content)
        draft.facts = {"edition": known.root, "document": self.document.sha256}

    def _succession(
        self, editions: "_Editions", manifest: Manifest
    ) -> tuple[str | None, Previous | None]:
        """Which edition is current after this one, and which one it follows."""
        key = edition_key(self.document, manifest)
        place = Place(self.document.file)
        if key in editions.keys:
            raise Refused([problem("M04", place, edition=key)])
        current = editions.current
        if current is None:
            return None, None
        dated = bool(manifest.edition)
        if manifest.supersedes == current or (dated and _later(key, current)):
            return key, editions.previous(current)
        if not dated:
            raise Refused([problem("M03", place, list=manifest.list, current=current)])
        earlier = max((k for k in editions.keys if _later(key, k)), default=None)
        return current, editions.previous(earlier) if earlier else None


@dataclass(frozen=True)
class Rollback:
    """Publish the content of an earlier snapshot under the next id."""

    to: int
    why: str

    action = "rollback"

    @property
    def reason(self) -> str:
        return self.why

    def origin(self, folder: DataFolder) -> Snapshot | None:
        snapshot = folder.snapshot(self.to)
        if snapshot is None:
            known = "、".join(str(s.id) for s in folder.all_snapshots()) or "无 / none"
            raise FolderError(
                f"没有快照 {self.to}（现有：{known}）。"
                f"/ There is no snapshot {self.to} (there are: {known})."
            )
        return snapshot

    def apply(self, draft: Draft) -> None:
        current = draft.folder.current()
        if current and current.id == self.to:
            raise Unchanged
        draft.facts = {"to": self.to}


class _Editions:
    """The editions of one list that are already published."""

    def __init__(self, draft: Draft, region: str, list_key: str) -> None:
        self.store = draft.store
        self.catalogue = shared_graph(draft.base, "catalogue")
        self.checklist = RegionIris(draft.base, region).checklist(list_key)
        versions = self._objects(self.checklist, DCAT.hasVersion)
        self.by_key = {iri.rsplit("/", 1)[1]: EditionIris(iri) for iri in versions}
        self.keys = tuple(sorted(self.by_key))
        current = self._objects(self.checklist, DCAT.hasCurrentVersion)
        self.current = current[0].rsplit("/", 1)[1] if current else None

    def _objects(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        quads = self.store.quads_for_pattern(subject, predicate, None, self.catalogue)
        return [q.object.value for q in quads if isinstance(q.object, NamedNode | Literal)]

    def with_digest(self, digest: str) -> EditionIris | None:
        for iris in self.by_key.values():
            if digest in self._objects(iris.edition, LM.contentDigest):
                return iris
        return None

    def has_source(self, iris: EditionIris, document: NamedNode) -> bool:
        pattern = (iris.edition, LM.sourceDocument, document, iris.source)
        return next(iter(self.store.quads_for_pattern(*pattern)), None) is not None

    def previous(self, key: str) -> Previous:
        """The edition `key` with its entries by (matter, scenario)."""
        iris = self.by_key[key]
        found: dict[NamedNode, dict[str, str]] = {}
        for name, predicate in (("matter", LM.matter), ("scenario", LM.scenario)):
            for quad in self.store.quads_for_pattern(None, predicate, None, iris.edition):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    found.setdefault(quad.subject, {})[name] = quad.object.value
        entries = {
            q.object for q in self.store.quads_for_pattern(iris.edition, LM.hasEntry, None, None)
        }
        return Previous(
            iris.edition,
            {(of["matter"], of["scenario"]): e for e, of in found.items() if e in entries},
        )


def _later(key: str, than: str) -> bool:
    """Whether the dated edition `key` is later than another; an undated one has no date to beat."""
    return than.startswith("u-") or key > than


def _graph(store: Store, graph: NamedNode) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def _beside(draft: Draft, build: EditionBuild) -> set[Triple]:
    """What the region's other lists derive about the matters of the shared register."""
    triples: set[Triple] = set()
    region = RegionIris(draft.base, build.register.region.code)
    for checklist in build.register.checklists:
        iris = region.edition(checklist.key, checklist.current or "")
        if iris.root != build.iris.root:
            triples |= _graph(draft.store, iris.derived)
            triples |= {
                triple
                for triple in _graph(draft.store, shared_graph(draft.base, "catalogue"))
                if triple.subject in (iris.edition, region.checklist(checklist.key))
            }
    return triples


def _layers(draft: Draft, build: EditionBuild) -> tuple[Layer, ...]:
    catalogue, statistics = (shared_graph(draft.base, n) for n in ("catalogue", "statistics"))
    checklist = RegionIris(draft.base, build.register.region.code).checklist(
        build.iris.root.rsplit("/", 2)[1]
    )
    kept = {
        triple
        for triple in _graph(draft.store, catalogue)
        if triple.subject != checklist or triple.predicate == DCAT.hasVersion
    }
    return (
        Layer(shared_graph(draft.base, "ontology"), frozenset(ontology_triples())),
        Layer(shared_graph(draft.base, "codes"), frozenset(code_triples())),
        build.own,
        build.derived,
        build.source,
        build.register_layer,
        Layer(catalogue, frozenset(kept | build.catalogue)),
        Layer(statistics, _graph(draft.store, statistics) | build.statistics),
    )


def _facts(build: EditionBuild, settled: Settled) -> dict[str, object]:
    return {
        "edition": build.iris.root,
        "document": build.document.sha256,
        "file": build.document.file,
        "entries": len(settled.entries),
        "leaves": len(settled.lines),
    }
