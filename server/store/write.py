"""A write to graphs as a publication: by an update, or through the graph store.

What a stranger sent is carried out by a worker on a scratch copy of the draft. On a plain store the
copy becomes the draft. Where checklists are published, the worker tells which graphs differ, and
the draft gets the content of those free graphs, by the same way as every layer: whatever was sent,
no record can be changed by it, and the default graph stays the union of the current layers. Before
that the shapes are asked.

The history keeps who wrote, when, to which graphs, and the SHA-256 of what was sent; its bytes are
kept among the documents.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, serialize

from loader.statements import Layer
from server.store.folder import DataFolder, Snapshot
from server.store.publish import Draft, Unchanged
from server.workers.updates import Evaluated, Write

Finding = Mapping[str, Any]
"""A result of the shapes, as plain data."""
Conforms = Callable[[bytes], Collection[Finding]]
"""The violations that the shapes find in N-Triples."""
Evaluate = Callable[[Write, Path, Path | None], Evaluated]
"""Carries out a write on a scratch store, beside the store as it was."""

_REASONS = {
    "update": "执行更新 / carried out an update",
    "put": "写入图 / wrote a graph",
    "post": "向图中添加 / added to a graph",
    "delete": "删除图 / removed a graph",
}


ACTIONS = ("update", "graph-put", "graph-post", "graph-delete")
"""The actions by which the history knows writes."""


class BreaksShapes(Exception):
    """What was written breaks shapes that held before."""

    def __init__(self, findings: Collection[Finding]) -> None:
        super().__init__(f"{len(findings)} violations")
        self.findings = findings


class NoSuchGraph(Exception):
    """The graph to remove is not there."""


@dataclass(frozen=True)
class Written:
    """What became of a write: the snapshot that was published, None where nothing changed, and
    whether the graph that was meant was there before."""

    snapshot: int | None
    existed: bool


@dataclass
class WriteGraphs:
    """Publish what `write` makes of the present. `existed` says, after `apply`, whether the graph
    that is meant was there before."""

    write: Write
    who: str
    evaluate: Evaluate
    conforms: Conforms
    existed: bool = field(default=True, init=False)

    @property
    def action(self) -> str:
        return "update" if self.write.kind == "update" else f"graph-{self.write.kind}"

    @property
    def reason(self) -> str:
        return _REASONS[self.write.kind]

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        """Raises what `evaluate` does, NoSuchGraph, BreaksShapes, or Unchanged."""
        scratch = draft.place / "scratch"
        draft.copy(scratch)
        current = None if draft.plain else draft.folder.current()
        evaluated = self.evaluate(self.write, scratch, current.store if current else None)
        self.existed = evaluated.existed
        if self.write.kind == "delete" and not evaluated.existed:
            raise NoSuchGraph
        if draft.plain:
            draft.store, draft.flushed = Store.read_only(str(scratch)), True  # quicker to open
        else:
            self._enter(draft, Store.read_only(str(scratch)), evaluated.changed or ())
        self._say(draft, evaluated)

    def _enter(self, draft: Draft, scratch: Store, changed: Collection[str]) -> None:
        if not changed:
            raise Unchanged
        layers = [
            Layer(graph, _content(scratch, graph)) for graph in (NamedNode(g) for g in changed)
        ]
        before = frozenset().union(*(_content(draft.store, layer.graph) for layer in layers))
        after = frozenset().union(*(layer.triples for layer in layers))
        if broken := self._broken(draft.store, before, after):
            raise BreaksShapes(broken)
        draft.write(layers)

    def _broken(
        self, store: Store, before: frozenset[Triple], after: frozenset[Triple]
    ) -> Collection[Finding]:
        """The violations that come with `after`. A written graph speaks of things described
        elsewhere: both are looked at beside what the present says of the things they name, and
        what was wrong before is not held against the write."""
        beside = _beside(store, before | after)
        found = self.conforms(_n_triples(beside | after)) if after - before else ()
        if not found:
            return ()
        known = {_same(finding) for finding in self.conforms(_n_triples(beside | before))}
        return [finding for finding in found if _same(finding) not in known]

    def _say(self, draft: Draft, evaluated: Evaluated) -> None:
        write = self.write
        draft.facts = {"who": self.who}
        if evaluated.changed is not None:
            draft.facts["graphs"] = list(evaluated.changed)
        elif write.kind != "update":
            draft.facts["graphs"] = [write.graph or "default"]
        if write.parts:
            draft.facts["sent"] = [
                hashlib.sha256(content).hexdigest() for _, content in write.parts
            ]
            draft.documents += [content for _, content in write.parts]


def _content(store: Store, graph: NamedNode) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def _beside(store: Store, triples: Collection[Triple]) -> frozenset[Triple]:
    """What the default graph says of the things that `triples` are about, or name."""
    named = {end for t in triples for end in (t.subject, t.object) if isinstance(end, NamedNode)}
    return frozenset(
        quad.triple
        for thing in named
        for quad in store.quads_for_pattern(thing, None, None, DefaultGraph())
    )


def _n_triples(triples: Collection[Triple]) -> bytes:
    content = serialize(triples, format=RdfFormat.N_TRIPLES)
    if content is None:
        raise TypeError("serialize gave no bytes")
    return content


def _same(finding: Finding) -> tuple[Any, ...]:
    """What tells one finding from another."""
    return tuple(finding.get(name) for name in ("code", "thing", "zh"))
