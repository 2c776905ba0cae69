"""The index of a published state: its files, opened when they are asked and kept open."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store

from server.reading.kept import Kept
from server.search.asking import Hit, found_in, linked_to, links_of, same_name
from server.search.choices import Choice
from server.search.gathered import regions
from server.search.written import DIRECTORY, SUFFIX, index_file
from server.store.interface import View

_OPEN = 256


class Index:
    """Searches a published state; safe to use from many threads. `files` are those of its regions,
    by their codes."""

    def __init__(self, files: Mapping[str, Path | bytes]) -> None:
        self.files = files
        self._open: OrderedDict[str, sqlite3.Connection] = OrderedDict()
        self._locks = {region: threading.Lock() for region in self.files}
        self._opening = threading.Lock()

    @property
    def regions(self) -> Sequence[str]:
        """The codes of the regions that are there."""
        return tuple(self.files)

    def search(
        self, question: str, kinds: Collection[str] = (), regions: Collection[str] = ()
    ) -> list[Hit]:
        """All that a question finds, the likeliest first, in some regions or all."""
        hits: list[Hit] = []
        for region in regions or self.regions:
            if region in self.files:
                with self._connection(region) as connection:
                    hits += found_in(connection, region, question, kinds)
        return sorted(hits, key=lambda hit: hit.rank)

    def same(
        self, question: str, kinds: Collection[str] = (), regions: Collection[str] = ()
    ) -> list[Hit]:
        """What is current and has this very name, the likeliest first."""
        hits: list[Hit] = []
        for region in regions or self.regions:
            if region in self.files:
                with self._connection(region) as connection:
                    hits += same_name(connection, region, question, kinds)
        return sorted(hits, key=lambda hit: hit.rank)

    def first(
        self, question: str, kinds: Collection[str] = (), regions: Collection[str] = ()
    ) -> list[Hit]:
        """The likeliest of what `search` finds, at less cost where it has this very name."""
        found = self.same(question, kinds, regions) or self.search(question, kinds, regions)
        return found[:1]

    def linked(self, target: str, kinds: Collection[str]) -> list[Hit]:
        """The things that stand in a thing or name it, in one of these ways."""
        hits: list[Hit] = []
        for region in self.regions:
            with self._connection(region) as connection:
                hits += linked_to(connection, region, target, kinds)
        return hits

    def links(self, hits: Sequence[Hit]) -> dict[str, dict[str, list[str]]]:
        """What the things found stand in and name, by what that is to them."""
        found: dict[str, dict[str, list[str]]] = {}
        for region in dict.fromkeys(hit.region for hit in hits):
            with self._connection(region) as connection:
                iris = [hit.iri for hit in hits if hit.region == region]
                found |= links_of(connection, iris)
        return found

    def choices(self, region: str, checklist: str, kind: str) -> list[Choice]:
        """What a parameter of a kind can be within a checklist, in the order of the forms."""
        if region not in self.files:
            return []
        query = """SELECT checklist, kind, value, label, label_en, count FROM choice
          WHERE checklist = ? AND kind = ? ORDER BY position"""
        with self._connection(region) as connection:
            return [Choice(*row) for row in connection.execute(query, (checklist, kind))]

    @contextmanager
    def _connection(self, region: str) -> Iterator[sqlite3.Connection]:
        with self._locks[region]:
            with self._opening:
                connection = self._open.pop(region, None) or self._opened(region)
                self._open[region] = connection
                if len(self._open) > _OPEN:
                    self._open.popitem(last=False)
            yield connection

    def _opened(self, region: str) -> sqlite3.Connection:
        file = self.files[region]
        if isinstance(file, bytes):
            connection = sqlite3.connect(":memory:", check_same_thread=False)
            connection.deserialize(file)
            return connection
        address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(address, uri=True, check_same_thread=False)


def files_of(view: View, base: str) -> Mapping[str, Path | bytes]:
    """The files of a published state, or their content where there are none: it was published
    before there was an index, or this one."""
    snapshot = view.record()
    directory = snapshot.path / DIRECTORY
    if directory.is_dir() and (found := sorted(directory.glob(f"*{SUFFIX}"))):
        return {path.name.removesuffix(SUFFIX): path for path in found}
    store = Store.read_only(str(snapshot.store))
    return {region: index_file(store, base, region) for region in regions(store, base)}


_INDEXES: Kept[Index] = Kept(1)


def index_of(view: View, base: str) -> Index:
    """The index of a published state."""
    return _INDEXES.get(view, "index", lambda: Index(files_of(view, base)))
