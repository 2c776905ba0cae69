"""What a published state holds, in numbers: the present as a whole, and its named graphs.

Each figure is a shipped query of its own, or several where there is much to count, so that none
takes long. One that takes longer than shipped queries may is left out (None, or no entries, and
`whole` is False) and the others stand. Of many graphs some are counted: what they cost is bounded
however many counties there are.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from server.pages.reading import Row, ask
from server.store.interface import Term, View
from server.workers.pool import Crashed, DeadlineExceeded, TooLarge

_log = logging.getLogger(__name__)

LISTED = 1000
"""Named graphs that are described."""
DETAILED = 100
"""Named graphs whose classes and properties are counted as well."""
_AT_ONCE = 500_000
"""Things or triples that are counted in one query, roughly."""
_TOO_MUCH = (DeadlineExceeded, Crashed, TooLarge)


@dataclass(frozen=True)
class Ends:
    """Of how many subjects and objects a property is."""

    subjects: int
    objects: int


@dataclass(frozen=True)
class Present:
    """The default graph, counted. `entities` are the things under this installation's base;
    `classes` has the things of each class, `properties` the triples of each property, and `said`,
    by class, the triples of its things by property."""

    triples: int | None
    subjects: int | None
    objects: int | None
    entities: int | None
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    ends: Mapping[str, Ends]
    said: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class GraphCount:
    """A named graph: its triples, its things by class, its triples by property. The last two are
    None where they are not counted."""

    name: str
    triples: int | None
    classes: Mapping[str, int] | None = None
    properties: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Counts:
    """A published state in numbers; `total` is how many named graphs there are in all."""

    snapshot: int
    present: Present
    graphs: tuple[GraphCount, ...]
    total: int
    whole: bool
    """Whether every query was answered."""


def count(view: View, base: str) -> Counts:
    """Count a published state. Raises a WorkerError where there is no worker for it now."""
    return _Counting(view, base).counts()


class _Counting:
    def __init__(self, view: View, base: str) -> None:
        self.view = view
        self.base = base
        self.whole = True

    def counts(self) -> Counts:
        present = self._present()
        names = self._graphs()
        graphs = self._counted(names[:LISTED])
        return Counts(self.view.id, present, graphs, len(names), self.whole)

    def _ask(self, name: str, **values: Term | list[NamedNode]) -> list[Row] | None:
        try:
            return ask(self.view, f"description-{name}", **values)
        except _TOO_MUCH as error:
            said = type(error).__name__
            _log.warning("%s of snapshot %d are not counted: %s", name, self.view.id, said)
            self.whole = False
            return None

    def _present(self) -> Present:
        subjects = self._ask("subjects", space=Literal(f"{self.base}id/"))
        objects = self._ask("objects")
        classes = _by("class", self._ask("classes") or ())
        properties = self._ask("properties")
        triples = _by("property", properties or ())
        ends = self._in_parts("property-ends", "property", triples)
        said: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in self._in_parts("class-properties", "class", classes):
            said[row["class"]][row["property"]] = row.number("n")
        return Present(
            triples=None if properties is None else sum(triples.values()),
            subjects=subjects[0].number("subjects") if subjects else None,
            objects=objects[0].number("n") if objects else None,
            entities=subjects[0].number("entities") if subjects else None,
            classes=classes,
            properties=triples,
            ends={r["property"]: Ends(r.number("subjects"), r.number("objects")) for r in ends},
            said=said,
        )

    def _in_parts(self, name: str, key: str, sizes: Mapping[str, int]) -> Iterator[Row]:
        """What a query finds about the terms that `sizes` weighs, asked in parts of some weight."""
        for part in _parts(sizes):
            yield from self._ask(name, **{key: [NamedNode(term) for term in part]}) or ()

    def _graphs(self) -> list[str]:
        """Every named graph, those that all lists share first."""
        names = [row["graph"] for row in self._ask("graphs") or ()]
        return sorted(names, key=lambda name: (not self._is_shared(name), name))

    def _is_shared(self, name: str) -> bool:
        return name.startswith(f"{self.base}graph/") and name.count("/") == self.base.count("/") + 1

    def _counted(self, names: list[str]) -> tuple[GraphCount, ...]:
        if not names:
            return ()
        listed = [NamedNode(name) for name in names]
        triples = self._ask("graph-triples", graph=listed)
        detailed = listed[:DETAILED]
        classes = self._ask("graph-classes", graph=detailed)
        properties = self._ask("graph-properties", graph=detailed)
        size = None if triples is None else _by("graph", triples)
        return tuple(
            GraphCount(
                name,
                None if size is None else size.get(name, 0),
                _within(classes, name, "class") if at < DETAILED else None,
                _within(properties, name, "property") if at < DETAILED else None,
            )
            for at, name in enumerate(names)
        )


def _parts(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    part: list[str] = []
    weight = 0
    for term, size in sizes.items():
        if part and weight + size > _AT_ONCE:
            yield part
            part, weight = [], 0
        part.append(term)
        weight += size
    if part:
        yield part


def _by(key: str, rows: Iterable[Row]) -> Mapping[str, int]:
    return {row[key]: row.number("n") for row in rows}


def _within(rows: list[Row] | None, graph: str, key: str) -> Mapping[str, int] | None:
    if rows is None:
        return None
    return _by(key, (row for row in rows if row["graph"] == graph))
