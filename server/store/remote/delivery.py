"""Delivering what is published to an engine.

The data folder is the record, the engine follows it. An engine with a default graph of its own and
atomic requests gets all of a publication in one: nobody sees half of it. Any other gets it in
steps: what enters the named graphs, then the side of the present that is not served, then one
statement that this side is served now, then what leaves the named graphs. The present is so never
half old and half new; a named graph may be, for as long as the delivery takes.

A delivery that was broken off is done over: to add and to remove statements twice is the same as
once. What an engine holds is only ever said after it was done, and what it may hold before.
"""

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from pyoxigraph import DefaultGraph, Store

from server.store.durable import write_atomically
from server.store.errors import FolderError
from server.store.folder import DataFolder, Snapshot
from server.store.remote.delivered import (
    DEFAULT,
    NAMED,
    NOTHING,
    Beside,
    Delivered,
    digest,
    marker,
    read,
    saying,
    side,
)
from server.store.remote.difference import Difference, difference, named_graphs, operations
from server.store.remote.engine import Engine
from server.store.remote.errors import Refused
from server.store.remote.nature import probe

Progress = Callable[[str], None]

ONE_REQUEST = 64 * 1024 * 1024
"""Bytes of a publication that still goes in one request to an engine that takes it as a whole."""
_MANY, _FEW = 50_000, 1000
"""Statements in one operation, for an engine that is atomic and for any other: Virtuoso's compiler
runs out of memory at a few thousand."""


class UnderWay(FolderError):
    """Another delivery is under way."""


class NotOurs(FolderError):
    """The engine holds data that nobody delivered."""


def deliver(
    folder: DataFolder, engine: Engine, base: str, progress: Progress = lambda _: None
) -> Delivered | None:
    """Bring an engine to the current snapshot; returns what it holds then, None where nothing is
    published. Raises UnderWay, NotOurs, or an EngineError: the engine then serves what it did."""
    with _alone(folder):
        snapshot = folder.current()
        if snapshot is None:
            return None
        return _Delivery(folder, engine, base, progress).bring(snapshot)


def beside(folder: DataFolder, engine: Engine) -> Beside:
    """Where it is written down what was delivered."""
    return Beside(folder.path / "engine.json", engine.url)


@contextmanager
def _alone(folder: DataFolder) -> Iterator[None]:
    with (folder.path / "engine.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnderWay(
                "另一个进程正在向引擎送数据，请稍后再试。"
                "/ Another process is delivering to the engine; try again in a moment."
            ) from None
        yield


class _Delivery:
    def __init__(self, folder: DataFolder, engine: Engine, base: str, progress: Progress) -> None:
        self.folder = folder
        self.engine = engine
        self.base = base
        self.progress = progress
        self.beside = beside(folder, engine)

    def bring(self, snapshot: Snapshot) -> Delivered:
        delivered = read(self.engine, self.base) or self._first(snapshot)
        delivered = self._known(delivered)
        serves = delivered.snapshot == snapshot.id and not delivered.under_way
        if serves and delivered.parts[NAMED] == [snapshot.id]:
            self._note(delivered)
            return delivered
        self.progress(f"送往 {self.engine.name} / delivering to {self.engine.name}")
        if delivered.nature.at_once:
            return self._at_once(delivered, snapshot)
        return self._by_sides(delivered, snapshot)

    def _first(self, snapshot: Snapshot) -> Delivered:
        """Of an engine that says nothing of itself. Raises NotOurs where it is not empty."""
        self.progress(f"试探 {self.engine.name} / trying {self.engine.name}")
        store = Store.read_only(str(snapshot.store))
        names = ", ".join(str(graph) for graph in named_graphs([store])[:200])
        taken = f"FILTER(STRSTARTS(STR(?g), '{self.base}') || ?g IN ({names}))"
        query = f"SELECT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {taken} }} LIMIT 1"
        nature = probe(self.engine, f"{marker(self.base)}/probe")
        found = self.engine.select(query).rows
        if not found and nature.own_default:
            found = self.engine.select("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1").rows
        if found:
            graph = found[0]["g"].value if "g" in found[0] else "—"
            raise NotOurs(
                f"引擎 {self.engine.name} 里已有别的数据（图 {graph}）；请给它一个空的库。"
                f"/ The engine {self.engine.name} holds other data (graph {graph}); "
                f"give it an empty dataset."
            )
        return Delivered.nothing(nature)

    def _known(self, delivered: Delivered) -> Delivered:
        """The same, without what lies on snapshots that are not there any more: such a part is
        emptied before it is filled again. Where that is the one that is served, nothing is."""
        lost = {n for n, text in delivered.digests.items() if not self._has(n, text)}
        parts = {p: ids for p, ids in delivered.parts.items() if not lost & set(ids)}
        if len(parts) == len(delivered.parts):
            return delivered
        serving = delivered.present in parts and NAMED in parts
        fresh = Delivered(
            delivered.nature,
            delivered.snapshot if serving else NOTHING,
            delivered.present,
            {**{part: [NOTHING] for part in delivered.parts}, **parts},
            {n: text for n, text in delivered.digests.items() if n not in lost},
        )
        self._note(fresh)
        self.engine.update(saying(fresh, self.base))
        for part in delivered.parts.keys() - parts.keys():
            self._empty(part)
        return fresh

    def _has(self, number: int, text: str) -> bool:
        snapshot = self.folder.snapshot(number)
        return snapshot is not None and digest(snapshot) == text

    def _empty(self, part: str) -> None:
        if part == DEFAULT:
            self.engine.update("CLEAR DEFAULT")
        elif part != NAMED:
            self.engine.update(f"DROP SILENT GRAPH <{side(self.base, part)}>")
        else:
            for graph in self._foreign():
                self.engine.update(f"DROP SILENT GRAPH <{graph}>")

    def _foreign(self) -> list[str]:
        """The named graphs of the engine, but its own: those under the base, and those that any
        snapshot here has."""
        stores = [Store.read_only(str(each.store)) for each in self.folder.all_snapshots()]
        ours = {str(graph)[1:-1] for graph in named_graphs(stores)}
        names = self.engine.named_graphs()
        kept = f"{marker(self.base)}"
        ours |= {name for name in names if name.startswith(self.base)}
        return sorted(n for n in names & ours if n != kept and not n.startswith(f"{kept}/"))

    def _at_once(self, delivered: Delivered, snapshot: Snapshot) -> Delivered:
        arrived = delivered.between(snapshot, NAMED, DEFAULT)
        arrived = arrived.arrived(snapshot, NAMED, DEFAULT, serving=DEFAULT)
        changes = [
            *self._differences(delivered, NAMED, snapshot),
            *self._differences(delivered, DEFAULT, snapshot),
        ]
        steps = [step for change in changes for step in self._changing(change, _MANY)]
        under_way = delivered.between(snapshot, NAMED, DEFAULT)
        self._note(under_way)
        if sum(map(len, steps)) <= ONE_REQUEST:
            self.engine.update(" ;\n".join((*steps, saying(arrived, self.base))))
        else:
            self.engine.update(saying(under_way, self.base))
            self._carry_out(steps)
            self.engine.update(saying(arrived, self.base))
        self._note(arrived)
        return arrived

    def _by_sides(self, delivered: Delivered, snapshot: Snapshot) -> Delivered:
        idle = delivered.idle if delivered.snapshot else delivered.present
        now = delivered.between(snapshot, NAMED, idle)
        self._say(now)
        named = list(self._differences(delivered, NAMED, snapshot))
        for change in named:
            self._carry_out(self._changing(change, _FEW, removing=False))
        for change in self._differences(delivered, idle, snapshot):
            self._remove(change, idle)
            self._carry_out(self._changing(change, _FEW, part=idle, removing=False))
        now = now.arrived(snapshot, idle, serving=idle)
        self._say(now)
        for change in named:
            self._remove(change)
        now = now.arrived(snapshot, NAMED)
        self._say(now)
        return now

    def _differences(
        self, delivered: Delivered, part: str, snapshot: Snapshot
    ) -> Iterator[Difference]:
        ids = delivered.parts.get(part, [NOTHING])
        before = [self._store(number) for number in ids]
        after = Store.read_only(str(snapshot.store))
        graphs = named_graphs([*before, after]) if part == NAMED else [DefaultGraph()]
        for graph in graphs:
            found = difference(graph, before, after)
            if found.removed or found.added:
                yield found

    def _store(self, number: int) -> Store | None:
        snapshot = self.folder.snapshot(number) if number != NOTHING else None
        return Store.read_only(str(snapshot.store)) if snapshot else None

    def _changing(
        self,
        change: Difference,
        at_a_time: int,
        *,
        part: str = DEFAULT,
        removing: bool = True,
        adding: bool = True,
    ) -> Iterator[str]:
        graph = None if part == DEFAULT else side(self.base, part)
        if not isinstance(change.graph, DefaultGraph):
            graph = change.graph.value
        if removing:
            yield from operations("DELETE", graph, change.removed, self.base, at_a_time)
        if adding:
            yield from operations("INSERT", graph, change.added, self.base, at_a_time)

    def _remove(self, change: Difference, part: str = DEFAULT) -> None:
        """Remove what leaves a graph. What an engine cannot take, it does not hold: after a
        delivery that was refused such statements are passed over."""
        for step in self._changing(change, _FEW, part=part, adding=False):
            try:
                self.engine.update(step)
            except Refused:
                for single in self._changing(change, 1, part=part, adding=False):
                    with suppress(Refused):
                        self.engine.update(single)
                return

    def _carry_out(self, steps: Iterable[str]) -> None:
        for step in steps:
            self.engine.update(step)

    def _say(self, delivered: Delivered) -> None:
        """Say what may be in the engine before it is, and what is in it once it is: here first, for
        those who read, then there."""
        self._note(delivered)
        self.engine.update(saying(delivered, self.base))

    def _note(self, delivered: Delivered) -> None:
        write_atomically(self.beside.path, self.beside.text(delivered))
