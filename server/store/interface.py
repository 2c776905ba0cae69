"""What the web service asks of a store, wherever its data live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.exports.forms import Shape
from server.store.folder import Snapshot
from server.store.gallery import GalleryChange
from server.store.write import Conforms, Written
from server.workers.pool import Answer
from server.workers.running import NOBODY, Asker, RunningQuery
from server.workers.updates import Write

Term = NamedNode | Literal | BlankNode


@dataclass(frozen=True)
class Table:
    """The solutions of a SELECT: its variables in order, and a row of terms for each solution."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Term], ...]


@dataclass(frozen=True)
class PublicQuery:
    """A stranger's query with the formats acceptable to the client (None: none of that family), the
    seconds it may take (None: as many as the settings say) and who asks."""

    text: str
    solutions: str | None
    triples: str | None
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    deadline: float | None = None
    asker: Asker = NOBODY


class Answering(Protocol):
    """What shipped queries are asked of: a published state, or a store that was made of one."""

    def select(self, query: str) -> Table:
        """Answer a shipped SELECT. Raises a WorkerError."""
        ...

    def shaped(self, query: str, shape: Shape, asker: Asker = NOBODY, *, large: bool) -> Answer:
        """Answer a shipped SELECT or CONSTRUCT in a shape, whole. One that is `large` has more time
        and a lane of its own. Raises a WorkerError: TooManyRows where the shape says how many."""
        ...


class View(Answering, Protocol):
    """One published state: it never changes, so a whole request reads one state. An engine
    elsewhere cannot promise that: `lasting` says whether it held."""

    @property
    def id(self) -> int:
        """The id of the snapshot."""
        ...

    @property
    def lasting(self) -> bool:
        """Whether every answer until now was of this state and of no other."""
        ...

    def ask(self, query: PublicQuery) -> Answer:
        """Answer a stranger's query, whole. Raises a WorkerError."""
        ...

    def beside(self, store: Path) -> Answering:
        """What asks a store on this machine, which never changes, of the same workers and within
        the same limits. It keeps neither this state nor the store alive."""
        ...

    @property
    def plain(self) -> bool:
        """Whether it is a plain store, in which every graph is free."""
        ...

    @property
    def changes(self) -> int:
        """How far the change log goes: the number of its last event, 0 where there is none."""
        ...

    def has_graph(self, iri: str) -> bool:
        """Whether there is a graph of this name."""
        ...

    def record(self) -> Snapshot:
        """The snapshot as the data folder has it, whatever answers."""
        ...

    def publications(self) -> Sequence[Mapping[str, Any]]:
        """The publications up to this state, oldest first, as the log has them."""
        ...

    def describe(self, iri: str) -> frozenset[Triple]:
        """What is published about `iri`, and what points at it; empty where nothing is."""
        ...


class Store(Protocol):
    """The data of an installation."""

    def present(self) -> View | None:
        """The state that is published now; None before the first publication."""
        ...

    def running(self) -> tuple[RunningQuery, ...]:
        """The strangers' queries that wait or run now, in the order they came."""
        ...

    def stop(self, number: str) -> bool:
        """Stop one of them, waiting or at work; false where there is none of that id."""
        ...

    def write(self, write: Write, who: str, conforms: Conforms) -> Written:
        """Publish what `write` makes of the present state, by `who`. On checklists `conforms` is
        asked first. Raises a WorkerError, ReachesRecord, BreaksShapes, or FolderError."""
        ...

    def keep(self, change: GalleryChange) -> int | None:
        """Publish a change of the gallery; the snapshot, or None where nothing changed. Raises
        NoSuchQuery, a WorkerError, or FolderError."""
        ...

    def close(self) -> None: ...
