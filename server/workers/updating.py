"""An updating worker: `python -m server.workers.updating DESCRIPTOR MEBIBYTES`.

It changes the store that it is told, which is the scratch copy of a draft and thrown away where
anything fails: by a stranger's update, or by RDF that is to become, or to enter, a graph. Beside
it stands the store as it was, and it says what differs: which free graphs changed, or that a record
did, the default graph among them, of which it lets the engine change what it will and tells.

It is stopped by being killed; it has a bounded memory and no network, so LOAD and SERVICE reach
nothing, whatever gets past the check before it.
"""

import re
import socket
import sys
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from server.sparql.targets import targets
from server.store.free import is_free
from server.workers import confinement, wire

Graph = NamedNode | DefaultGraph
_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PLACE = re.compile(r"^(?:Parser )?error (?:at|between) .*?: ", re.IGNORECASE)


class TooManyTriples(Exception):
    """A free graph has more triples than a graph may have."""


def main() -> None:
    """Confine this process, then serve the socket it was given until it closes."""
    descriptor, mebibytes = int(sys.argv[1]), int(sys.argv[2])
    confinement.die_with_parent()
    sock = socket.socket(fileno=descriptor)
    confinement.forbid_network()
    while True:
        try:
            request, body = wire.receive(sock)
        except wire.Closed:
            return
        wire.send(sock, answer(request, cast(bytes, body), mebibytes))


def answer(request: dict[str, Any], body: bytes, mebibytes: int) -> dict[str, Any]:
    """Carry out one request; what became of it."""
    confinement.unlimit_memory()
    store = Store(request["store"])
    try:
        confinement.limit_memory(mebibytes)
        existed = _change(store, request, body)
        store.flush()
        changed = None
        if request["before"] is not None:
            changed = _changed(Store.read_only(request["before"]), store, request, body)
    except SyntaxError as error:
        return {"status": "syntax", **_place(error)}
    except TooManyTriples:
        return {"status": "too-many-triples"}
    except (RuntimeError, ValueError, OSError) as error:
        return {"status": "failed", "message": str(error)}
    finally:
        del store
        confinement.unlimit_memory()
    if isinstance(changed, _Record):
        return {"status": "record", "graph": changed.graph}
    return {"status": "ok", "existed": existed, "changed": changed}


def _change(store: Store, request: dict[str, Any], body: bytes) -> bool:
    """Change the store; returns whether the graph that was meant was there before."""
    if request["kind"] == "update":
        store.update(body.decode(), base_iri=request["base_iri"])
        return True
    name = request["graph"]
    graph: Graph = NamedNode(name) if name is not None else DefaultGraph()
    existed = not isinstance(graph, NamedNode) or store.contains_named_graph(graph)
    if request["kind"] == "delete":
        _empty(store, graph, keep=False)
        return existed
    if request["kind"] == "put":
        _empty(store, graph, keep=True)
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
    at = 0
    for media_type, size in request["parts"]:
        _read(store, graph, body[at : at + size], media_type, request["base_iri"])
        at += size
    return existed


def _empty(store: Store, graph: Graph, *, keep: bool) -> None:
    if isinstance(graph, NamedNode) and not keep:
        store.remove_graph(graph)
    else:
        store.clear_graph(graph)


def _read(store: Store, graph: Graph, content: bytes, media_type: str, base_iri: str) -> None:
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(media_type)
    quads = parse(
        content,
        format=form,
        base_iri=base_iri,
        without_named_graphs=True,
        rename_blank_nodes=True,  # those of two documents are never the same (RDF 1.1, 3.4)
    )
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, graph) for q in quads)


def _place(error: SyntaxError) -> dict[str, Any]:
    """Where and why: of RDF the parser says the place apart, of an update in its sentence."""
    message = str(error.msg)
    if match := _AT.fullmatch(message):
        return {"message": match[3], "line": int(match[1]), "column": int(match[2])}
    return {"message": _PLACE.sub("", message), "line": error.lineno, "column": error.offset}


class _Record:
    """A record that a change reached; None stands for the default graph."""

    def __init__(self, graph: str | None) -> None:
        self.graph = graph


def _changed(
    before: Store, after: Store, request: dict[str, Any], text: bytes
) -> list[str] | _Record:
    """The free graphs that differ between two stores, or the first record that does. The graph
    store reaches the graph that it names and no other; an update those that its text names, where
    that is known and the numbers bear it out, else whichever it will."""
    if request["kind"] != "update":
        graph = request["graph"]
        reached = None if graph is None else frozenset({NamedNode(graph)})
    else:
        reached = targets(text.decode(), request["base_iri"])
        if reached is not None and not _only(reached, before, after):
            reached = None
    if reached is None:
        if not _same(_quads(before, DefaultGraph()), _quads(after, DefaultGraph())):
            return _Record(None)
        reached = _names(before) | _names(after)
    changed: list[str] = []
    for graph in sorted(reached, key=str):
        if _same(_quads(before, graph), _quads(after, graph)):
            continue
        if not is_free(graph.value, request["base"]):
            return _Record(graph.value)
        if _size(after, graph) > request["triples"]:
            raise TooManyTriples
        changed.append(graph.value)
    return changed


def _only(graphs: frozenset[NamedNode], before: Store, after: Store) -> bool:
    """Whether the stores have the same graphs beside `graphs`, and as many quads in them: what
    was read from a text is not believed against the count."""
    if (_names(before) ^ _names(after)) - graphs:
        return False
    more = sum(_size(after, graph) - _size(before, graph) for graph in graphs)
    return len(after) - len(before) == more


def _names(store: Store) -> frozenset[NamedNode]:
    return frozenset(g for g in store.named_graphs() if isinstance(g, NamedNode))


def _size(store: Store, graph: NamedNode) -> int:
    return sum(1 for _ in _quads(store, graph))


def _quads(store: Store, graph: Graph) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, graph)


def _same(one: Iterable[Quad], other: Iterable[Quad]) -> bool:
    """Both stores read their quads in the order of the same keys, so that equal graphs are told
    quad by quad."""
    return all(a == b for a, b in zip_longest(one, other))


if __name__ == "__main__":
    main()
