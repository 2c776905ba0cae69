"""A published state in numbers: the present as a whole, and its named graphs."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Key = tuple[str, ...]
"""What is counted: `("triples",)`, `("class", class)`, `("said", class, property)` …"""


@dataclass(frozen=True)
class Ends:
    """Of how many subjects and objects a property is."""

    subjects: int
    objects: int


@dataclass(frozen=True)
class Reach:
    """What a property of the things of one class points at: its triples by the class of the object,
    and by the datatype."""

    classes: Mapping[str, int]
    datatypes: Mapping[str, int]


@dataclass(frozen=True)
class Present:
    """The default graph, counted without what the store says of itself. `entities` are the things
    under this installation's base; `classes` has the things of each class, `properties` the triples
    of each property, and `said`, by class, the triples of its things by property; `reach`, by class
    and property, what these point at."""

    triples: int | None
    subjects: int | None
    objects: int | None
    entities: int | None
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    ends: Mapping[str, Ends]
    said: Mapping[str, Mapping[str, int]]
    reach: Mapping[tuple[str, str], Reach]


@dataclass(frozen=True)
class GraphCount:
    """A named graph: its triples, its things by class, its triples by property. They are None where
    they are not counted."""

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
    whole: bool = field(default=True)
    """Whether every query was answered."""


def present_of(numbers: Mapping[Key, int]) -> Present:
    """The present from its numbers by key; what counts nothing is left out."""
    of = _by_kind(numbers)
    said: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (cls, name), number in of["said"].items():
        said[cls][name] = number
    classes, datatypes = _by_pair(of["to-class"]), _by_pair(of["to-datatype"])
    return Present(
        triples=numbers.get(("triples",), 0),
        subjects=numbers.get(("subjects",), 0),
        objects=numbers.get(("objects",), 0),
        entities=numbers.get(("entities",), 0),
        classes=_by_name(of["class"]),
        properties=_by_name(of["property"]),
        ends={
            name: Ends(of["property-subjects"][name,], of["property-objects"][name,])
            for (name,) in of["property"]
        },
        said=said,
        reach={
            pair: Reach(classes.get(pair, {}), datatypes.get(pair, {}))
            for pair in classes.keys() | datatypes.keys()
        },
    )


def numbers_of(present: Present) -> Counter[Key]:
    """The numbers of a present that is counted in full, by key."""
    return Counter(dict(_numbers(present)))


def _numbers(present: Present) -> Iterator[tuple[Key, int]]:
    yield ("triples",), present.triples or 0
    yield ("subjects",), present.subjects or 0
    yield ("objects",), present.objects or 0
    yield ("entities",), present.entities or 0
    for cls, number in present.classes.items():
        yield ("class", cls), number
    for name, number in present.properties.items():
        yield ("property", name), number
    for name, ends in present.ends.items():
        yield ("property-subjects", name), ends.subjects
        yield ("property-objects", name), ends.objects
    for cls, properties in present.said.items():
        for name, number in properties.items():
            yield ("said", cls, name), number
    for (cls, name), reach in present.reach.items():
        for to, number in reach.classes.items():
            yield ("to-class", cls, name, to), number
        for to, number in reach.datatypes.items():
            yield ("to-datatype", cls, name, to), number


def _by_kind(numbers: Mapping[Key, int]) -> Mapping[str, Mapping[Key, int]]:
    found: defaultdict[str, dict[Key, int]] = defaultdict(dict)
    for (kind, *names), number in numbers.items():
        if number:
            found[kind][tuple(names)] = number
    return found


def _by_name(numbers: Mapping[Key, int]) -> Mapping[str, int]:
    return {name: number for (name,), number in numbers.items()}


def _by_pair(numbers: Mapping[Key, int]) -> Mapping[tuple[str, str], Mapping[str, int]]:
    found: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for (cls, name, to), number in numbers.items():
        found[cls, name][to] = number
    return found
