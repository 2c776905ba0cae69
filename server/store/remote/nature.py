"""What kind of engine it is, found out by trying: the standards leave open whether a request of
several updates is atomic (SPARQL 1.1 Update, section 3.1) and what the default graph is (Service
Description, sd:defaultGraph).
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from ontology.terms import RDF
from server.store.remote.engine import Engine
from server.store.remote.errors import Refused

IGNORES_FROM = (
    "它不理会查询里的 FROM，会把所有图混在一起；请让它使用自己的默认图"
    " / it does not heed FROM and would mix all graphs; let it have a default graph of its own"
)


@dataclass(frozen=True)
class Nature:
    """How an engine behaves."""

    atomic: bool
    """Whether a request whose last operation fails changes nothing."""
    own_default: bool
    """Whether it has a default graph of its own; else that is the union of all graphs."""

    @property
    def at_once(self) -> bool:
        """Whether a publication arrives in its own default graph by one atomic request."""
        return self.atomic and self.own_default

    def record(self) -> dict[str, bool]:
        return {"atomic": self.atomic, "own_default": self.own_default}

    @classmethod
    def of(cls, record: dict[str, bool]) -> Self:
        return cls(record["atomic"], record["own_default"])


def probe(engine: Engine, graph: str) -> Nature:
    """Try an engine by writing to the graph of this name, which is gone afterwards. Raises an
    EngineError."""
    clear(engine, graph)
    if _ignores_from(engine, graph):
        raise Refused(IGNORES_FROM)
    value = f"<{graph}> <{RDF.value.value}>"
    engine.update(f'INSERT DATA {{ GRAPH <{graph}> {{ {value} "first" }} }}')
    try:
        first = f'{{ {value} "first" }}'
        own_default = not _holds(engine, first) and _has_default(engine, value)
        return Nature(_is_atomic(engine, graph, value), own_default)
    finally:
        engine.update(f"DROP SILENT GRAPH <{graph}>")


def clear(engine: Engine, graph: str) -> None:
    """Take away what a probe that was killed left behind. Raises an EngineError."""
    engine.update(f"DROP SILENT GRAPH <{graph}>")
    with suppress(Refused):  # without a default graph of its own there is nothing to take
        engine.update(f'DELETE DATA {{ <{graph}> <{RDF.value.value}> "default" }}')


def _ignores_from(engine: Engine, graph: str) -> bool:
    """Whether it answers over all graphs what is asked over one (Oxigraph's server does so where
    it is started with the union of all as its default graph)."""
    engine.update(f'INSERT DATA {{ GRAPH <{graph}> {{ <{graph}> <{RDF.value.value}> "first" }} }}')
    query = f"SELECT ?o FROM <{graph}/none> WHERE {{ <{graph}> <{RDF.value.value}> ?o }}"
    try:
        return bool(engine.select(query).rows)
    finally:
        engine.update(f"DROP SILENT GRAPH <{graph}>")


def _is_atomic(engine: Engine, graph: str, value: str) -> bool:
    second = f'GRAPH <{graph}> {{ {value} "second" }}'
    try:
        engine.update(f"INSERT DATA {{ {second} }} ; CREATE GRAPH <{graph}>")
    except Refused:
        return not _holds(engine, f"{{ {second} }}")
    return False  # it makes nothing of making a graph twice: nothing is known


def _has_default(engine: Engine, value: str) -> bool:
    default = f'{{ {value} "default" }}'
    try:
        engine.update(f"INSERT DATA {default}")
    except Refused:
        return False
    try:
        return _holds(engine, default)
    finally:
        engine.update(f"DELETE DATA {default}")


def _holds(engine: Engine, pattern: str) -> bool:
    # not ASK, which Virtuoso answers with solutions
    return bool(engine.select(f"SELECT (1 AS ?one) WHERE {pattern} LIMIT 1").rows)
