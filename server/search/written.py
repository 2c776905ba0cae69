"""The index of a region as a file: SQLite with a full-text table in which each Han character is a
token, so that a phrase finds every part of a name."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Store

from server.search.choices import Choice, choices_of
from server.search.folding import fold, pinyin, tokens
from server.search.gathered import Found, gathered, regions
from server.store.durable import link
from server.store.folder import Snapshot
from server.store.present import Replaced, shared_graph

DIRECTORY, SUFFIX = "search", ".2.sqlite"
"""Where the files are, and how their names end: with the version of what stands in them."""
_SCHEMA = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL,
  name_en TEXT NOT NULL, standing TEXT NOT NULL, number INTEGER, code TEXT NOT NULL
);
CREATE TABLE target (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE link (thing INTEGER NOT NULL, kind TEXT NOT NULL, target INTEGER NOT NULL);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL, role TEXT NOT NULL,
  folded TEXT NOT NULL, pinyin TEXT NOT NULL, initials TEXT NOT NULL
);
CREATE TABLE choice (
  checklist TEXT NOT NULL, kind TEXT NOT NULL, position INTEGER NOT NULL, value TEXT NOT NULL,
  label TEXT NOT NULL, label_en TEXT, count INTEGER NOT NULL,
  PRIMARY KEY (checklist, kind, position)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (tokens, content = '', tokenize = 'unicode61');
"""
_INDEXES = """
CREATE INDEX link_of ON link (thing);
CREATE INDEX link_to ON link (target, kind);
CREATE INDEX name_of ON name (thing);
CREATE INDEX name_as ON name (folded);
CREATE INDEX number_of ON thing (number);
"""
_SPOKEN = ("label", "alias", "word", "printed")
"""The roles of names that people type by their sound."""


def index_file(store: Store, base: str, region: str) -> bytes:
    """The file of the region with this code, as the present of a store has it."""
    return written(gathered(store, base, region), choices_of(store, base, region))


def written(things: Sequence[Found], choices: Iterable[Choice]) -> bytes:
    """The file of some things and choices; the same ones give the same bytes."""
    connection = sqlite3.connect(":memory:")
    targets: dict[str, int] = {}
    try:
        connection.executescript(_SCHEMA)
        for at, one in enumerate(things, start=1):
            connection.execute(
                "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (at, one.iri, one.kind, one.name, one.name_en, one.standing, one.number, one.code),
            )
            connection.executemany(
                "INSERT INTO link VALUES (?, ?, ?)",
                [
                    (at, kind, targets.setdefault(iri, len(targets) + 1))
                    for kind, iris in sorted(one.links.items())
                    for iri in iris
                ],
            )
            for row in _names(at, one):
                found = connection.execute("INSERT INTO name VALUES (NULL, ?, ?, ?, ?, ?, ?)", row)
                connection.execute(
                    "INSERT INTO words (rowid, tokens) VALUES (?, ?)",
                    (found.lastrowid, " ".join(tokens(row[3]))),
                )
        rows = ((number, iri) for iri, number in targets.items())
        connection.executemany("INSERT INTO target VALUES (?, ?)", rows)
        connection.executemany(
            "INSERT INTO choice VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (one.checklist, one.kind, at, one.value, one.label, one.label_en, one.count)
                for at, one in enumerate(choices)
            ),
        )
        connection.executescript(_INDEXES)
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _names(at: int, one: Found) -> Iterator[tuple[int, str, str, str, str, str]]:
    """The names of a thing, each once in its best role."""
    seen: set[str] = set()
    order = (*_SPOKEN, "english", "key", "code")
    for named in sorted(one.names, key=lambda named: order.index(named.role)):
        folded = fold(named.text)
        if folded and folded not in seen:
            seen.add(folded)
            sound = pinyin(folded) if named.role in _SPOKEN else ("", "")
            yield at, named.text, named.role, folded, *sound


class Indexing:
    """Keeps the index of a snapshot in step while it is made."""

    def __init__(self, base: str) -> None:
        self.base = base
        space = re.escape(base)
        self._region = re.compile(rf"{space}(?:id|graph)/(?:mapping/)?(\d{{6}})\b")
        self._shared = {shared_graph(base, name) for name in ("ontology", "codes")}
        self._changed: set[str] = set()
        self._all = False

    def changed(self, replaced: Replaced) -> None:
        """Take note of the regions whose graphs a change touched; of all where it touched words
        that they share, which the choices have."""
        for graph in replaced.graphs:
            self._all = self._all or graph in self._shared
            if isinstance(graph, NamedNode) and (match := self._region.match(graph.value)):
                self._changed.add(match[1])

    def write(self, store: Store, directory: Path, origin: Snapshot | None) -> None:
        """Write the files of all regions of `store` into a new directory; those of regions that did
        not change are linked from `origin`."""
        directory.mkdir()
        before = origin.path / DIRECTORY if origin else None
        for region in regions(store, self.base):
            name = f"{region}{SUFFIX}"
            changed = self._all or region in self._changed
            if before and not changed and (before / name).is_file():
                link(before / name, directory / name)
            else:
                (directory / name).write_bytes(index_file(store, self.base, region))
