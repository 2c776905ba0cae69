"""What a state holds that does not say it itself: counted, the present as a whole and named graphs.

Each figure is a shipped query of its own, or several where there is much to count, so that none
takes long. One that takes longer than shipped queries may is left out (None, or no entries, and
`whole` is False) and the others stand. Of many graphs some are counted: what they cost is bounded
however many counties there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from server.description.asking import DETAILED, LISTED, Asking
from server.description.figures import Counts, Ends, GraphCount, Present, Reach
from server.reading.asking import Row
from server.store.interface import Table, View
from server.store.tables import table_of

_AT_ONCE = 500_000
"""Things or triples that are counted in one query, roughly."""


def count(view: View, base: str) -> Counts:
    """Count a published state. Raises a WorkerError where there is no worker for it now."""
    return _Counting(view, base).counts(view.id)


def count_store(store: Store, base: str) -> Present:
    """The default graph of a store that is not served, counted however long it takes."""
    return _Counting(_Unserved(store), base).present()


class _Unserved:
    """A store that is asked in this process."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def select(self, query: str) -> Table:
        solutions = self.store.query(query)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("a shipped query must be a SELECT")
        return table_of(solutions)


class _Counting(Asking):
    """A state being counted."""

    def counts(self, snapshot: int) -> Counts:
        present = self.present()
        names = self.graphs()
        graphs = self._counted(names[:LISTED])
        return Counts(snapshot, present, graphs, len(names), self.whole)

    def present(self) -> Present:
        subjects = self.ask("subjects", space=Literal(f"{self.base}id/"))
        objects = self.ask("objects")
        classes = _by("class", self.ask("classes") or ())
        properties = self.ask("properties")
        triples = _by("property", properties or ())
        ends = self._in_parts("property-ends", "property", triples)
        said: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row in self._in_parts("class-properties", "class", classes):
            said[row["class"]][row["property"]] = row.number("n")
        to = {name: self._to(name, classes) for name in ("class-objects", "class-datatypes")}
        return Present(
            triples=None if properties is None else sum(triples.values()),
            subjects=subjects[0].number("subjects") if subjects else None,
            objects=objects[0].number("n") if objects else None,
            entities=subjects[0].number("entities") if subjects else None,
            classes=classes,
            properties=triples,
            ends={r["property"]: Ends(r.number("subjects"), r.number("objects")) for r in ends},
            said=said,
            reach={
                pair: Reach(to["class-objects"].get(pair, {}), to["class-datatypes"].get(pair, {}))
                for pair in to["class-objects"].keys() | to["class-datatypes"].keys()
            },
        )

    def _to(
        self, name: str, classes: Mapping[str, int]
    ) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """What the things of each class point at with each property, by its kind."""
        found: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for row in self._in_parts(name, "class", classes):
            found[row["class"], row["property"]][row["to"]] = row.number("n")
        return found

    def _in_parts(self, name: str, key: str, sizes: Mapping[str, int]) -> Iterator[Row]:
        """What a query finds about the terms that `sizes` weighs, asked in parts of some weight."""
        for part in _parts(sizes):
            yield from self.ask(name, **{key: [NamedNode(term) for term in part]}) or ()

    def _counted(self, names: list[str]) -> tuple[GraphCount, ...]:
        if not names:
            return ()
        listed = [NamedNode(name) for name in names]
        triples = self.ask("graph-triples", graph=listed)
        detailed = listed[:DETAILED]
        classes = self.ask("graph-classes", graph=detailed)
        properties = self.ask("graph-properties", graph=detailed)
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
