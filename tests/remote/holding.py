"""What an engine holds, read back from it; and a delivery that fails where a test wants it to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad

from server.settings import DEFAULT_BASE, Settings
from server.store.folder import DataFolder
from server.store.remote.delivered import DEFAULT, Delivered, is_of_the_engine, side
from server.store.remote.delivery import deliver
from server.store.remote.engine import Engine, engine_of
from tests.engines import EngineProcess

_ALL = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
_DEFAULT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


class Killed(BaseException):
    """Stands for a process that ends: nothing catches it."""


def settings_of(engine: EngineProcess, data: Path) -> Settings:
    return Settings(data=data, workers=2, **engine.settings)  # type: ignore[arg-type]


def delivered(engine: EngineProcess, data: Path) -> Delivered:
    """Deliver what is published in a data folder."""
    found = deliver(DataFolder(data), engine_of(settings_of(engine, data)), DEFAULT_BASE)
    assert found is not None
    return found


def empty(engine: EngineProcess, data: Path) -> None:
    """Take everything of ours out of an engine."""
    of = engine_of(settings_of(engine, data))
    for name in of.named_graphs():
        if _is_ours(name):
            of.update(f"DROP SILENT GRAPH <{name}>")
    if type(engine).__name__ == "OxigraphServer":
        of.update("CLEAR DEFAULT")


def held(engine: EngineProcess, data: Path, said: Delivered) -> set[Quad]:
    """The quads that an engine holds of ours, the side that is served as the default graph."""
    of = engine_of(settings_of(engine, data))
    present = None if said.present == DEFAULT else side(DEFAULT_BASE, said.present)
    found = set()
    for row in of.select(_ALL).rows:
        name = row["g"].value
        if name == present:
            found.add(Quad(row["s"], row["p"], row["o"], DefaultGraph()))  # type: ignore[arg-type]
        elif _is_ours(name) and not is_of_the_engine(name, DEFAULT_BASE):
            found.add(Quad(row["s"], row["p"], row["o"], NamedNode(name)))  # type: ignore[arg-type]
    if present is None:
        for row in of.select(_DEFAULT).rows:
            found.add(Quad(row["s"], row["p"], row["o"], DefaultGraph()))  # type: ignore[arg-type]
    return found


def _is_ours(name: str) -> bool:
    return name.startswith((DEFAULT_BASE, "urn:test:"))


def published(data: Path) -> set[Quad]:
    """The quads of the current snapshot."""
    snapshot = DataFolder(data).current()
    assert snapshot is not None
    return set(pyoxigraph.Store.read_only(str(snapshot.store)))


@contextmanager
def failing(at: int, *, done: bool, error: BaseException) -> Iterator[list[str]]:
    """The `at`-th update of an engine fails, before it is done or after; gives the updates sent."""
    sent: list[str] = []
    real: Callable[..., None] = Engine.update

    def update(engine: Engine, text: str, seconds: float = 600) -> None:
        sent.append(text)
        if len(sent) - 1 == at:
            if done:
                real(engine, text, seconds)
            raise error
        real(engine, text, seconds)

    with patch.object(Engine, "update", update):
        yield sent


@contextmanager
def watched(look: Callable[[], None]) -> Iterator[None]:
    """Calls `look` after every update of an engine."""
    real: Callable[..., None] = Engine.update

    def update(engine: Engine, text: str, seconds: float = 600) -> None:
        real(engine, text, seconds)
        look()

    with patch.object(Engine, "update", update):
        yield
