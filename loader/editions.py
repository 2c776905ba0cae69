"""A document in, an edition out: the whole way from rows to validated layers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pyoxigraph import NamedNode, Triple

from loader.catalogue import checklist_record, edition_record
from loader.derivation import Context, derived_layer
from loader.document import Document
from loader.entries import Entry, Line, Settled
from loader.identifiers import EditionIris, RegionIris, fold_lines
from loader.linkset import life_stage_links
from loader.manifest import Manifest
from loader.mapping import EntryMapper, Items, items
from loader.problems import Problem, Refused, blocking
from loader.provenance import source_layer
from loader.register import Checklist, EditionRecord, Register, Stood
from loader.register_layer import register_layer
from loader.registrar import Identification, identify
from loader.settle import settle
from loader.statements import Layer, integer
from loader.types import type_words
from ontology.terms import LM


@dataclass(frozen=True)
class Previous:
    """The edition before this one: its IRI and its entries by (matter, scenario)."""

    edition: NamedNode
    entries: Mapping[tuple[str, str], NamedNode] = field(default_factory=dict)


@dataclass(frozen=True)
class EditionBuild:
    """An edition ready to validate and publish."""

    key: str
    digest: str
    iris: EditionIris
    document: Document
    settled: Settled
    items: tuple[Items, ...]
    own: Layer
    derived: Layer
    source: Layer
    register: Register
    register_layer: Layer
    register_then: Layer
    """The register as it would be were this edition the current one: what it is validated with."""
    catalogue: frozenset[Triple]
    statistics: frozenset[Triple]
    mapping: Layer | None
    """The links of the list's stages, where the edition is the current one and its manifest states
    any."""
    problems: tuple[Problem, ...]


def settle_document(document: Document, manifest: Manifest) -> Settled:
    """The document's entries. Raises Refused where a problem keeps it from being published."""
    words = tuple(type_words(manifest.type_words))
    settled = settle(document, words, manifest.conventions)
    problems = (*document.problems, *settled.problems)
    if blocking(problems):
        raise Refused(problems)
    return replace(settled, problems=problems)


def content_digest(entries: tuple[Entry, ...]) -> str:
    """SHA-256 of the settled content: the same for every file form of the same list."""
    content = [
        [entry.number, entry.stage, *entry.scenario, entry.name, *map(_line_content, entry.lines)]
        for entry in entries
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _line_content(line: Line) -> list[object]:
    stated = {(a.heading, fold_lines(a.cell.text)) for a in line.attributes}
    return [
        line.sub_name,
        line.type_word,
        sorted(line.lead.names()),
        sorted(line.cooperating.names()),
        sorted(stated),
    ]


def edition_key(document: Document, manifest: Manifest) -> str:
    """The stated date, else `u-` and eight hex digits of the document's hash."""
    return manifest.edition or f"u-{document.sha256[:8]}"


def build_edition(
    document: Document,
    settled: Settled,
    manifest: Manifest,
    register: Register,
    base: str,
    *,
    at: datetime,
    version: str,
    key: str | None = None,
    current: str | None = None,
    previous: Previous | None = None,
    stood: Stood | None = None,
) -> EditionBuild:
    """Map a settled document to its layers.

    `key` is the edition's (its own unless it takes the place of another); `current` the key of the
    list's current edition once this one is published (this one itself unless said otherwise);
    `previous` the edition it follows; `stood` where things stand in the list's other editions; `at`
    and `version` say when and by which loader. The manifest must lack nothing.
    """
    key = key or edition_key(document, manifest)
    list_key = manifest.list or ""
    checklist = Checklist(
        list_key, manifest.kind or "", manifest.title or "", manifest.title_en, current or key
    )
    words = manifest.type_words
    found = identify(settled.entries, register, checklist, key, words, stood or Stood())
    record = EditionRecord(list_key, key, document.sha256, document.file, manifest.as_data())
    after = _recorded(found.register, register, record)
    region = RegionIris(base, register.region.code)
    iris = region.edition(list_key, key)
    types = _types(manifest, found, region)
    all_items = items(found.entries, iris, manifest.conventions.numbers)
    context = Context(
        region=region,
        iris=iris,
        region_name=register.region.name,
        region_en=register.region.en,
        title=manifest.title or "",
        title_en=manifest.title_en,
        load=iris.load(document.sha256),
        departments=found.departments,
        types=types,
        previous=previous.entries if previous else {},
    )
    digest = content_digest(settled.entries)
    current_iri = region.edition(list_key, checklist.current or key).edition
    name = register.region.name
    catalogue = (
        *checklist_record(manifest, name, region, current_iri),
        *edition_record(
            manifest, name, region, iris, key, digest, previous.edition if previous else None
        ),
    )
    mapper = EntryMapper(region, iris, found.departments, types)
    return EditionBuild(
        key=key,
        digest=digest,
        iris=iris,
        document=document,
        settled=settled,
        items=all_items,
        own=mapper.layer(all_items),
        derived=derived_layer(all_items, context),
        source=source_layer(all_items, document, iris, at, version, manifest.confirmed_cooperating),
        register=after,
        register_layer=register_layer(after, base),
        register_then=register_layer(_as_current(after, found, list_key, key), base),
        catalogue=frozenset(catalogue),
        statistics=frozenset(_statistics(found, settled, iris)),
        mapping=_mapping(found, manifest, region, name) if checklist.current == key else None,
        problems=(*settled.problems, *found.problems),
    )


def _mapping(
    found: Identification, manifest: Manifest, region: RegionIris, region_name: str
) -> Layer | None:
    stages = {one.stage.key: one.stage for one in found.entries if one.stage}
    return life_stage_links(manifest, region, region_name, stages.values())


def _as_current(register: Register, found: Identification, list_key: str, key: str) -> Register:
    """The register with the edition `key` as the current one of its list."""
    seen = {list_key: key}
    matters = {one.matter.key for one in found.entries}
    sub_items = {sub.key for one in found.entries for sub in one.sub_items if sub}
    return replace(
        register,
        checklists=tuple(
            replace(c, current=key) if c.key == list_key else c for c in register.checklists
        ),
        matters=tuple(
            replace(m, seen={**m.seen, **seen}) if m.key in matters else m for m in register.matters
        ),
        sub_items=tuple(
            replace(s, seen={**s.seen, **seen}) if s.key in sub_items else s
            for s in register.sub_items
        ),
    )


def _recorded(register: Register, before: Register, record: EditionRecord) -> Register:
    """The register with the edition's record, under the next revision where anything changed."""
    after = register.with_edition(record)
    if after != register and register.revision == before.revision:
        return replace(after, revision=before.revision + 1)
    return after


def _types(manifest: Manifest, found: Identification, region: RegionIris) -> dict[str, NamedNode]:
    """The code each type word of the list means, the list's own among them."""
    coded = {word: code for word, code in type_words(manifest.type_words).items() if code}
    own = {word: region.thing("matter-type", one.key) for word, one in found.local_types.items()}
    return coded | own


def _statistics(found: Identification, settled: Settled, iris: EditionIris) -> set[Triple]:
    """The counts of an edition: computed once, read by every page."""
    entries = found.entries
    counts = {
        LM.entryCount: len(entries),
        LM.leafCount: len(settled.lines),
        LM.stageCount: len({one.stage.key for one in entries if one.stage}),
        LM.scenarioCount: len({one.scenario.key for one in entries}),
        LM.departmentCount: len({department.key for department in found.departments.values()}),
        LM.matterCount: len({one.matter.key for one in entries}),
        LM.subItemCount: len({sub.key for one in entries for sub in one.sub_items if sub}),
        LM.matterTypeCount: len({line.type_word for line in settled.lines}),
    }
    return {Triple(iris.edition, predicate, integer(n)) for predicate, n in counts.items()}
