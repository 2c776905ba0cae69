"""Decisions about a register: the register as decided, and the current editions of its lists built
again from their documents, so that the present says what was decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from loader.decisions import UnknownAnswer
from loader.document import Document
from loader.identifiers import RegionIris
from loader.manifest import Manifest, manifest_of
from loader.problems import Problem
from loader.register import EditionRecord, Register, dump_register, parse_register
from loader.register_layer import register_layer
from loader.retirement import withdrawn
from server.store.folder import DataFolder, Snapshot
from server.store.load import LoadChecklist
from server.store.publish import Draft, Unchanged

Decide = Callable[[Mapping[str, Register]], Mapping[str, Register]]
"""From all registers by region to those that change. May raise an error to give up."""
Read = Callable[[bytes, str, Manifest], Document]


@dataclass
class ReviewRegister:
    """Publish decisions. `read` reads a document of the data folder again; `problems` holds, after
    `apply`, what building the editions again found."""

    decide: Decide
    reason: str
    read: Read
    version: str
    problems: list[Problem] = field(default_factory=list)

    action = "register"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        before = {code: parse_register(text) for code, text in draft.registers.items()}
        changed = self.decide(before)
        if not changed:
            raise Unchanged
        for code, register in changed.items():
            _check_withdrawn(draft, before[code], register)
            self._publish(draft, replace(register, revision=before[code].revision + 1))
        draft.facts = {"regions": sorted(changed)}

    def _publish(self, draft: Draft, register: Register) -> None:
        draft.write([register_layer(register, draft.base)])
        draft.registers[register.region.code] = dump_register(register)
        for checklist in register.checklists:
            record = register.edition(checklist.key, checklist.current or "")
            if record:
                load = self._load(draft, record)
                load.enter(draft)
                self.problems += load.problems

    def _load(self, draft: Draft, record: EditionRecord) -> LoadChecklist:
        """The load of an edition's document, as its manifest said it."""
        content = (draft.folder.documents / record.document).read_bytes()
        manifest = manifest_of(record.manifest)
        document = self.read(content, record.file, manifest)
        return LoadChecklist(document, manifest, None, self.version, replaces=True, key=record.key)


def _check_withdrawn(draft: Draft, before: Register, after: Register) -> None:
    """Raises UnknownAnswer where something is withdrawn that a published edition names: who reads
    that edition would be led to nothing."""
    region = RegionIris(draft.base, after.region.code)
    known = {iri for iri, _ in withdrawn(before, region)}
    for iri, name in withdrawn(after, region):
        named = draft.store.quads_for_pattern(None, None, iri, None)
        layers = (str(quad.graph_name)[1:-1] for quad in named)
        found = next((layer for layer in layers if "/checklist/" in layer), None)
        if found and iri not in known:
            edition = found.removesuffix("/derived").removesuffix("/source")
            raise UnknownAnswer(
                f"“{name}”载于已发布的版本 {edition}，不能撤下；请写明它的去向（拆分、合并）。"
                f"/ “{name}” stands in the published edition {edition} and cannot be withdrawn: "
                "say what became of it (split, merged)."
            )


def registers_of(snapshot: Snapshot) -> Sequence[Register]:
    """Every register of a snapshot, by region."""
    paths = sorted(snapshot.registers.glob("*.toml"))
    return [parse_register(path.read_text("utf-8")) for path in paths]
