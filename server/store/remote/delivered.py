"""What has been delivered to an engine: it stands in the engine itself, in the graph
`{base}graph/present`, and beside the data in `engine.json`, so that a reader need not ask.

An engine holds parts: its named graphs, and the present, as its own default graph or twice, as two
sides of which one is served while the other is brought up to date. A part is as one snapshot has
it, or, where a delivery was broken off, somewhere between several: what is in none of them is not
in the part, and what is in all of them is. 0 stands for nothing at all.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from pyoxigraph import Literal

from ontology.terms import RDF
from server.store.folder import Snapshot
from server.store.remote.engine import Engine
from server.store.remote.nature import Nature

NAMED, DEFAULT, SIDES = "named", "default", ("a", "b")
NOTHING = 0


@dataclass(frozen=True)
class Delivered:
    """What an engine holds. `snapshot` is served from its `present` part, NOTHING from none."""

    nature: Nature
    snapshot: int
    present: str
    parts: Mapping[str, Sequence[int]]
    digests: Mapping[int, str]
    """Of the manifest of each snapshot that is named: an id alone could be another folder's."""

    @property
    def under_way(self) -> bool:
        """Whether a part lies between snapshots."""
        return any(len(ids) > 1 for ids in self.parts.values())

    @property
    def idle(self) -> str:
        """The part that the next snapshot's present goes to."""
        if self.nature.at_once:
            return DEFAULT
        return SIDES[1] if self.present == SIDES[0] else SIDES[0]

    def between(self, snapshot: Snapshot, *parts: str) -> Self:
        """The same while `parts` are being brought to `snapshot`."""
        known = {**self.digests, snapshot.id: digest(snapshot)}
        mixed = {p: sorted({*self.parts.get(p, (NOTHING,)), snapshot.id}) for p in parts}
        return replace(self, parts={**self.parts, **mixed}, digests=known)

    def arrived(self, snapshot: Snapshot, *parts: str, serving: str | None = None) -> Self:
        """The same once `parts` are at `snapshot`, and it is served from `serving`."""
        at = replace(self, parts={**self.parts, **{part: [snapshot.id] for part in parts}})
        if serving:
            at = replace(at, snapshot=snapshot.id, present=serving)
        used = {at.snapshot, *(number for ids in at.parts.values() for number in ids)}
        return replace(at, digests={n: d for n, d in at.digests.items() if n in used})

    def record(self) -> dict[str, Any]:
        return {
            "nature": self.nature.record(),
            "snapshot": self.snapshot,
            "present": self.present,
            "parts": {part: list(ids) for part, ids in self.parts.items()},
            "digests": {str(number): text for number, text in self.digests.items()},
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError where it is no such record."""
        return cls(
            Nature.of(record["nature"]),
            record["snapshot"],
            record["present"],
            record["parts"],
            {int(number): text for number, text in record["digests"].items()},
        )

    @classmethod
    def nothing(cls, nature: Nature) -> Self:
        """Of an engine to which nothing has been delivered yet."""
        present = DEFAULT if nature.at_once else SIDES[0]
        parts = {NAMED: [NOTHING], present: [NOTHING]}
        return cls(nature, NOTHING, present, parts, {})


def digest(snapshot: Snapshot) -> str:
    """What tells this snapshot from any other."""
    return hashlib.sha256((snapshot.path / "manifest.json").read_bytes()).hexdigest()


def marker(base: str) -> str:
    """The graph in the engine that says what it holds."""
    return f"{base}graph/present"


def side(base: str, part: str) -> str:
    """The graph that holds a side of the present."""
    return f"{marker(base)}/{part}"


def is_of_the_engine(graph: str, base: str) -> bool:
    """Whether a graph is there only because the data live in an engine."""
    return graph == marker(base) or graph.startswith(f"{marker(base)}/")


def read(engine: Engine, base: str) -> Delivered | None:
    """What the engine says it holds; None where it says nothing. Raises an EngineError."""
    graph = marker(base)
    pattern = f"GRAPH <{graph}> {{ <{graph}> <{RDF.value.value}> ?said }}"
    rows = engine.select(f"SELECT ?said WHERE {{ {pattern} }}").rows
    if len(rows) != 1:
        return None
    try:
        return Delivered.of(json.loads(rows[0]["said"].value))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def saying(delivered: Delivered, base: str) -> str:
    """The update by which an engine says what it holds."""
    graph = marker(base)
    said = Literal(json.dumps(delivered.record()))
    statement = f"GRAPH <{graph}> {{ <{graph}> <{RDF.value.value}> {said} }}"
    return f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ;\nINSERT DATA {{ {statement} }}"


@dataclass(frozen=True)
class Beside:
    """The same beside the data, in the file at `path`, of the engine at `url`."""

    path: Path
    url: str

    def text(self, delivered: Delivered) -> bytes:
        record = {"engine": self.url, **delivered.record()}
        return (json.dumps(record, indent=1) + "\n").encode()

    def says(self, text: bytes) -> bool:
        """Whether it still says what `text` gave."""
        try:
            return self.path.read_bytes() == text
        except OSError:
            return False

    def read(self) -> Delivered | None:
        """None where there is none of this engine."""
        try:
            record = json.loads(self.path.read_bytes())
            return Delivered.of(record) if record["engine"] == self.url else None
        except (OSError, KeyError, TypeError, ValueError, AttributeError):
            return None
