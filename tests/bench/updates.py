"""What it costs to know which graphs an update changed: `python -m tests.bench.updates [QUADS]`.

Not a test: it prints figures and judges nothing. One small update of one graph beside a store of
so many quads in graphs of 5,000; the same two stores are looked at in each way, one after another.
"""

import hashlib
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from server.settings import DEFAULT_BASE
from server.sparql.targets import targets
from server.workers import updating

UPDATE = """PREFIX x: <http://elsewhere.example/>
INSERT { GRAPH x:g { ?s x:seen true } } WHERE { VALUES ?s { x:a x:b } }"""
GRAPH = 5000


def quads(count: int) -> Iterator[Quad]:
    """Quads as those of editions; of every other graph the default graph has the same triples."""
    for number in range(count // GRAPH):
        graph = NamedNode(f"{DEFAULT_BASE}id/{number}/checklist/personal-life-cycle/u-{number}")
        for row in range(GRAPH):
            entry = NamedNode(f"{graph.value}/entry/{row // 8}")
            says = NamedNode(f"https://w3id.org/lifematters/ns#p{row % 8}")
            value = Literal(f"事项 {row} 的名称", language="zh")
            yield Quad(entry, says, value, graph)
            if number % 2:
                yield Quad(entry, says, value, DefaultGraph())


class Hash(io.RawIOBase):
    """A file that is only summed."""

    def __init__(self) -> None:
        self.sum = hashlib.blake2b()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.sum.update(content)
        return len(content)


def dumped(store: Store) -> str:
    sum_of: Any = Hash()
    store.dump(sum_of, format=RdfFormat.N_QUADS)
    return str(sum_of.sum.hexdigest())


def timed(name: str, look: Callable[[], Any]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    found = look()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:>28}: {wall:8.3f} s, of the processor {cpu:8.3f} s  {str(found)[:60]}")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        built = Store(f"{place}/built")
        built.bulk_extend(quads(count))
        built.flush()
        for name in ("before", "after"):
            built.backup(str(Path(place) / name))
        after = Store(f"{place}/after")
        base_iri = f"{DEFAULT_BASE}update"
        after.update(UPDATE, base_iri=base_iri)
        after.flush()
        before = Store.read_only(f"{place}/before")
        request = {"kind": "update", "base": DEFAULT_BASE, "triples": 1_000_000}
        request["base_iri"] = base_iri
        everything = (UPDATE + " ; CLEAR SILENT NAMED").encode()  # names no graph, read as any
        print(f"{len(after)} quads in {len(set(after.named_graphs()))} graphs and the default one")
        for _ in range(2):
            timed(
                "every graph, quad by quad",
                lambda: updating._changed(before, after, request, everything),
            )
            timed("two dumps, hashed", lambda: dumped(before) == dumped(after))
            timed("graphs of its text", lambda: targets(UPDATE, base_iri))
            timed(
                "  and counted, as it is done",
                lambda: updating._changed(before, after, request, UPDATE.encode()),
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
