"""A publication that takes 50 ms, for the hundreds of runs that faults need: a list with a few
entries, a register, a document; and what the store must hold after it, worked out on its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from loader.statements import Layer, in_graph
from ontology.terms import DCAT, LM, RDF
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder, Snapshot
from server.store.present import shared_graph
from server.store.publish import Draft, Unchanged

State = Mapping[str, tuple[str, ...]]
"""The editions of each region, the last of them current."""

CHANGLE, ANQIU = "370725", "370784"
CATALOGUE = shared_graph(DEFAULT_BASE, "catalogue")


def checklist(region: str) -> NamedNode:
    return NamedNode(f"{DEFAULT_BASE}id/{region}/checklist/tiny")


def edition(region: str, key: str) -> NamedNode:
    return NamedNode(f"{checklist(region).value}/{key}")


def document(region: str, key: str) -> bytes:
    """The source file: larger than what is buffered, so that its writing has a middle."""
    return f"清单 {region} {key}\n".encode() * 2000


def register_text(region: str, editions: tuple[str, ...]) -> str:
    return f'[region]\ncode = "{region}"\neditions = {len(editions)}\n'


def own_layer(region: str, key: str, lines: int) -> Layer:
    graph = edition(region, key)
    triples = {Triple(graph, RDF.type, LM.Edition)}
    for n in range(lines):
        entry = NamedNode(f"{graph.value}/entry/{n}")
        shared = NamedNode(f"{DEFAULT_BASE}id/{region}/matter/{n}")
        triples |= {
            Triple(graph, LM.hasEntry, entry),
            Triple(entry, LM.statedName, Literal(f"事项 {n}，{key}")),
            Triple(entry, LM.matter, shared),
            Triple(shared, RDF.type, LM.Matter),  # in every edition: must not retire with one
        }
    return Layer(graph, frozenset(triples))


def register_layer(region: str, editions: tuple[str, ...]) -> Layer:
    graph = NamedNode(f"{DEFAULT_BASE}graph/{region}/register/{len(editions)}")
    name = Literal(f"截至 {editions[-1]}")
    return Layer(graph, frozenset({Triple(checklist(region), LM.statedName, name)}))


def catalogue(region: str, editions: tuple[str, ...]) -> set[Triple]:
    of = checklist(region)
    versions = {Triple(of, DCAT.hasVersion, edition(region, key)) for key in editions}
    return {Triple(of, DCAT.hasCurrentVersion, edition(region, editions[-1])), *versions}


@dataclass(frozen=True)
class TinyLoad:
    """Publish one more edition of a region's list."""

    region: str
    key: str
    lines: int = 3

    action = "load"

    @property
    def reason(self) -> str:
        return f"装载 {self.region} {self.key}"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        mine = checklist(self.region)
        held = draft.store.quads_for_pattern(mine, DCAT.hasVersion, None, CATALOGUE)
        known = {str(quad.object).strip("<>").rsplit("/", 1)[1] for quad in held}
        if self.key in known:
            raise Unchanged
        editions = (*sorted(known), self.key)
        every = draft.store.quads_for_pattern(None, None, None, CATALOGUE)
        kept = {quad.triple for quad in every if quad.subject != mine}
        layers = (
            own_layer(self.region, self.key, self.lines),
            register_layer(self.region, editions),
            Layer(CATALOGUE, frozenset(kept | catalogue(self.region, editions))),
        )
        draft.write(layers)
        draft.registers[self.region] = register_text(self.region, editions)
        draft.documents.append(document(self.region, self.key))
        draft.facts = {"edition": edition(self.region, self.key).value}


def quads_of(state: State, lines: int = 3) -> set[Quad]:
    """All that a store must hold in this state."""
    layers = []
    current = []
    for region, editions in state.items():
        registers = [register_layer(region, editions[: n + 1]) for n in range(len(editions))]
        own = [own_layer(region, key, lines) for key in editions]
        layers += registers + own
        current += [registers[-1], own[-1]]
    shared = {t for region, editions in state.items() for t in catalogue(region, editions)}
    layers.append(Layer(CATALOGUE, frozenset(shared)))
    current.append(layers[-1])
    named = {quad for layer in layers for quad in layer.quads()}
    return named | {in_graph(t, DefaultGraph()) for layer in current for t in layer.triples}


def after(state: State, change: TinyLoad) -> State:
    """The state that a change leads to."""
    return {**state, change.region: (*state.get(change.region, ()), change.key)}
