"""By how much a change alters the figures of the present and of the named graphs it touches.

The figures of the present are no sums over graphs: what two of them say counts once. So they are
told from what left and entered the default graph, and from what else it says of the same things:
that costs what the change costs, however much else is published.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from ontology.terms import RDF
from server.description.figures import Key
from server.store.present import Difference

Node = NamedNode | BlankNode | Triple
_TYPE = RDF.type
_NONE: frozenset[NamedNode] = frozenset()


def of_graph(change: Difference) -> Counter[Key]:
    """By how much the triples of a named graph, its things by class and its triples by property
    alter."""
    numbers: Counter[Key] = Counter()
    for triples, sign in ((change.removed, -1), (change.added, +1)):
        numbers["triples",] += sign * len(triples)
        for name, number in Counter(triple.predicate for triple in triples).items():
            numbers["property", name.value] += sign * number
        for cls, number in Counter(map(_class, _typing(triples))).items():
            if cls:
                numbers["class", cls] += sign * number
    return numbers


def of_present(
    store: Store, change: Difference, space: str, apart: Collection[Triple]
) -> Counter[Key]:
    """By how much the figures of the present alter by `change`, in a store whose default graph has
    lost what leaves it and not yet gained what enters. Things under `space` are entities; what
    stands `apart` counts for nothing."""
    return _Comparison(store, change, apart).numbers(space)


def _typing(triples: Iterable[Triple]) -> Iterator[Triple]:
    return (triple for triple in triples if triple.predicate == _TYPE)


def _class(typing: Triple) -> str | None:
    return typing.object.value if isinstance(typing.object, NamedNode) else None


class _Comparison:
    """The default graph before a change and after it, told from the change and from what stays."""

    def __init__(self, store: Store, change: Difference, apart: Collection[Triple]) -> None:
        self.store = store
        self.change, self.apart = change, apart
        self.before = _Classes(self, change.removed)
        self.after = _Classes(self, change.added)

    def numbers(self, space: str) -> Counter[Key]:
        numbers = of_graph(self.change)
        for node, turn in self._ends(numbers, "subjects"):
            if isinstance(node, NamedNode) and node.value.startswith(space):
                numbers["entities",] += turn
        for _ in self._ends(numbers, "objects"):
            pass
        moved = self._moved()
        for triples, sign, classes in (
            (self.change.removed, -1, self.before),
            (self.change.added, +1, self.after),
            (moved, -1, self.before),
            (moved, +1, self.after),
        ):
            _count_within(numbers, triples, sign, classes)
        return numbers

    def _ends(self, numbers: Counter[Key], kind: str) -> Iterator[tuple[Node | Literal, int]]:
        """Count the subjects, or the objects, that there are now and were not, or the other way."""
        of = _subject if kind == "subjects" else _object
        gained, lost = _names(self.change.added, of), _names(self.change.removed, of)
        for node in gained.keys() | lost.keys():
            new, old = gained.get(node, _NONE), lost.get(node, _NONE)
            stays = self._stays(kind, node, None)
            turn = 0 if stays else bool(new) - bool(old)
            numbers[kind,] += turn
            yield node, turn
            for name in new ^ old:
                if not (stays and self._stays(kind, node, name)):
                    numbers[f"property-{kind}", name.value] += 1 if name in new else -1

    def _stays(self, kind: str, node: Node | Literal, name: NamedNode | None) -> bool:
        if kind == "subjects" and not isinstance(node, Literal):
            return next(self.staying(node, name, None), None) is not None
        found = self.staying(None, name, node)
        return next(found, None) is not None

    def staying(
        self, subject: Node | None, name: NamedNode | None, thing: Node | Literal | None
    ) -> Iterator[Triple]:
        """What the default graph says before the change and after it; of a number, not what the
        engine finds of those after it (`present.occurrences`)."""
        for quad in self.store.quads_for_pattern(subject, name, thing, DefaultGraph()):
            if thing not in (None, quad.object):
                continue
            if (triple := quad.triple) not in self.apart:
                yield triple

    def _moved(self) -> set[Triple]:
        """What stays and counts for other classes than before: what is said by and of things whose
        classes are others now."""
        found: set[Triple] = set()
        for node in self.before.typed.keys() | self.after.typed.keys():
            found.update(self.staying(node, None, None))
            found.update(self.staying(None, None, node))
        return found


class _Classes:
    """The classes of things, before a change or after it: those that stay, and those that it takes
    or gives."""

    def __init__(self, comparison: _Comparison, triples: Iterable[Triple]) -> None:
        self.comparison = comparison
        self.typed = _typed(triples)
        self._known: dict[Node, frozenset[str]] = {}

    def of(self, node: Node) -> frozenset[str]:
        if node not in self._known:
            self._known[node] = frozenset((*self._staying(node), *self.typed.get(node, ())))
        return self._known[node]

    def _staying(self, node: Node) -> Iterator[str]:
        for triple in self.comparison.staying(node, _TYPE, None):
            if cls := _class(triple):
                yield cls


def _count_within(
    numbers: Counter[Key], triples: Iterable[Triple], sign: int, classes: _Classes
) -> None:
    """Count triples for the classes of their subjects, and for the kinds of their objects there."""
    groups: Counter[tuple[frozenset[str], str, str, frozenset[str]]] = Counter()
    for triple in triples:
        thing, name = triple.object, triple.predicate.value
        kind = "to-datatype" if isinstance(thing, Literal) else "to-class"
        to = frozenset((thing.datatype.value,)) if isinstance(thing, Literal) else classes.of(thing)
        groups[classes.of(triple.subject), name, kind, to] += sign
    for (of, name, kind, to), number in groups.items():
        for cls in of:
            numbers["said", cls, name] += number
            for one in to:
                numbers[kind, cls, name, one] += number


def _subject(triple: Triple) -> Node | Literal:
    return triple.subject


def _object(triple: Triple) -> Node | Literal:
    return triple.object


def _names(
    triples: Iterable[Triple], of: Callable[[Triple], Node | Literal]
) -> Mapping[Node | Literal, set[NamedNode]]:
    """The properties that are said of each thing."""
    found: defaultdict[Node | Literal, set[NamedNode]] = defaultdict(set)
    for triple in triples:
        found[of(triple)].add(triple.predicate)
    return found


def _typed(triples: Iterable[Triple]) -> Mapping[Node, set[str]]:
    """The classes that are said of each thing."""
    found: defaultdict[Node, set[str]] = defaultdict(set)
    for triple in _typing(triples):
        if cls := _class(triple):
            found[triple.subject].add(cls)
    return found
