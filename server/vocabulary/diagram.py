"""The diagram of classes, drawn from the ontology and the shapes: which relations there are, and
how often, is read from there; only where a class stands and which way a line goes is decided here.

A relation between two drawn classes without a way of its own gets a straight line, so none is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ontology.terms import CV, DCT, LM
from server.vocabulary.expectations import expectations
from server.vocabulary.terms import by_iri, label

WIDTH, HEIGHT = 1352, 656
_LINE = 17

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A class: its place, its label, and the relations that lead back to the same class."""

    name: str
    x: int
    y: int
    width: int
    height: int
    style: str
    label: str = ""
    loops: tuple[str, ...] = ()

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Caption:
    """One relation beside its line: its property, words, and place."""

    path: str
    text: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True)
class Line:
    """A line between two classes, with an arrow at each end that a relation leads to."""

    points: str
    forward: bool
    backward: bool
    captions: tuple[Caption, ...]
    presumed: bool = False


@dataclass(frozen=True)
class Relation:
    """A property between two classes, as the shapes expect it."""

    source: str
    path: str
    target: str
    cardinality: str


@dataclass(frozen=True)
class Diagram:
    """All that a template needs to draw it, and the same as relations to be told in words."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class _Way:
    """The way of a line, where its captions stand, and the signs for its two directions."""

    points: tuple[Point, ...]
    at: Point
    anchor: str
    signs: str
    told: bool = True


_BOXES = (
    Box("ChecklistItem", 330, 225, 270, 268, "group"),
    Box("Checklist", 10, 16, 170, 56, "list"),
    Box("Edition", 10, 260, 170, 76, "list"),
    Box("Stage", 236, 16, 150, 56, "life"),
    Box("Scenario", 490, 16, 150, 56, "life"),
    Box("Entry", 350, 266, 230, 76, "list"),
    Box("SubEntry", 350, 389, 230, 56, "list"),
    Box("LeafItem", 350, 455, 230, 28, "marker"),
    Box("Matter", 860, 260, 170, 56, "matter"),
    Box("SubItem", 860, 380, 170, 56, "matter"),
    Box("MatterConcept", 1166, 260, 180, 56, "matter"),
    Box("MatterType", 1166, 380, 180, 56, "matter"),
    Box("Department", 860, 16, 170, 76, "body"),
    Box("Jurisdiction", 1166, 16, 180, 76, "body"),
    Box("SourceDocument", 10, 592, 170, 56, "source"),
    Box("SourceRow", 380, 592, 170, 56, "source"),
    Box("SourceCell", 700, 592, 170, 56, "source"),
)
_WAYS: Mapping[tuple[str, str], _Way] = {
    ("Checklist", "Edition"): _Way(((95, 72), (95, 260)), (104, 150), "start", "↓↑"),
    ("ChecklistItem", "Edition"): _Way(((330, 298), (180, 298)), (255, 289), "middle", "←→"),
    ("Edition", "SourceDocument"): _Way(((95, 336), (95, 592)), (104, 460), "start", "↓↑"),
    ("ChecklistItem", "Stage"): _Way(((365, 225), (365, 72)), (356, 150), "end", "↑↓"),
    ("ChecklistItem", "Scenario"): _Way(((530, 225), (530, 72)), (521, 150), "end", "↑↓"),
    ("Scenario", "Stage"): _Way(((490, 44), (386, 44)), (438, 35), "middle", "←→"),
    ("Scenario", "Department"): _Way(((640, 36), (860, 36)), (750, 27), "middle", "→←"),
    ("Matter", "Scenario"): _Way(
        ((895, 260), (895, 205), (620, 205), (620, 72)), (629, 128), "start", "↖↘"
    ),
    ("ChecklistItem", "Department"): _Way(
        ((600, 248), (800, 248), (800, 76), (860, 76)), (809, 120), "start", "↗↙"
    ),
    ("Matter", "Department"): _Way(((1012, 260), (1012, 92)), (1021, 170), "start", "↑↓"),
    ("Department", "Jurisdiction"): _Way(((1030, 54), (1166, 54)), (1098, 45), "middle", "→←"),
    ("ChecklistItem", "Matter"): _Way(((600, 288), (860, 288)), (730, 279), "middle", "→←"),
    ("ChecklistItem", "SubItem"): _Way(((600, 408), (860, 408)), (730, 399), "middle", "→←"),
    ("SubItem", "Matter"): _Way(((945, 380), (945, 316)), (936, 344), "end", "↑↓"),
    ("Matter", "MatterConcept"): _Way(((1030, 280), (1166, 280)), (1098, 271), "middle", "→←"),
    ("SubItem", "MatterConcept"): _Way(
        ((1030, 408), (1085, 408), (1085, 298), (1166, 298)), (0, 0), "start", "→←", told=False
    ),
    ("Matter", "MatterType"): _Way(
        ((1000, 316), (1000, 350), (1256, 350), (1256, 380)), (1100, 343), "start", "↘↖"
    ),
    ("ChecklistItem", "MatterType"): _Way(
        ((600, 470), (1256, 470), (1256, 436)), (730, 461), "middle", "↗↙"
    ),
    ("Entry", "SubEntry"): _Way(((465, 342), (465, 389)), (474, 361), "start", "↓↑"),
    ("ChecklistItem", "SourceRow"): _Way(((465, 493), (465, 592)), (456, 514), "end", "↓↑"),
    ("SourceRow", "SourceDocument"): _Way(((380, 620), (180, 620)), (280, 611), "middle", "←→"),
    ("SourceRow", "SourceCell"): _Way(((550, 620), (700, 620)), (625, 611), "middle", "→←"),
}
_OF_ITEMS = ("ChecklistItem", "LeafItem", "Entry", "SubEntry")
LEFT_OUT = {
    ("Matter", DCT.isPartOf.value, "Edition"),
    ("SubItem", CV.hasCompetentAuthority.value, "Department"),
}
"""Told in words only: items say in which edition, and a sub-item is presumed as its matter is."""


def diagram(tag: str) -> Diagram:
    """The diagram in a language of the graph (`zh-hans`, `en`)."""
    found = tuple(_relations())
    loops: defaultdict[str, list[str]] = defaultdict(list)
    between: defaultdict[tuple[str, str], list[Relation]] = defaultdict(list)
    for one in found:
        source, target = _drawn_at(one.source, one.target), _drawn_at(one.target, one.source)
        if source == target:
            loops[source].append(f"↻ {label(one.path, tag)} {one.cardinality}")
        elif (one.source, one.path, one.target) not in LEFT_OUT:
            between[source, target].append(one)
    boxes = tuple(
        Box(
            box.name, box.x, box.y, box.width, box.height, box.style,
            by_iri()[LM[box.name].value].label(tag), tuple(loops[box.name]),
        )
        for box in _BOXES
    )  # fmt: skip
    return Diagram(boxes, tuple(_lines(between, tag)), found)


def _relations() -> Iterator[Relation]:
    names = {LM[box.name].value: box.name for box in _BOXES}
    for one in expectations():
        for value in one.values:
            if one.cls in names and value in names and one.most != 0:
                yield Relation(names[one.cls], one.path, names[value], one.cardinality)


def _drawn_at(name: str, other: str) -> str:
    """Lines to and from the items start at the frame around them, but between two of them."""
    if name in _OF_ITEMS and other not in _OF_ITEMS:
        return "ChecklistItem"
    return name


def _lines(between: Mapping[tuple[str, str], list[Relation]], tag: str) -> Iterator[Line]:
    done: set[tuple[str, str]] = set()
    for pair in between:
        back = (pair[1], pair[0])
        if pair in done or back in done:
            continue
        done.add(pair)
        ahead, behind = (back, pair) if back in _WAYS else (pair, back)
        way = _WAYS.get(ahead) or _straight(*ahead)
        there, here = _once(between.get(ahead, ())), _once(between.get(behind, ()))
        told = [(one, way.signs[0]) for one in there] + [(one, way.signs[1]) for one in here]
        yield Line(
            points=" ".join(f"{x},{y}" for x, y in way.points),
            forward=bool(there),
            backward=bool(here),
            captions=tuple(_captions(way, told, tag)) if way.told else (),
            presumed=all(one.path == CV.hasCompetentAuthority.value for one, _ in told),
        )


def _once(relations: Iterable[Relation]) -> list[Relation]:
    """Each property once: of items, what is said of the finest lines before what is said of all."""
    found: dict[str, Relation] = {}
    for one in sorted(relations, key=lambda one: one.source in ("Entry", "SubEntry")):
        found.setdefault(one.path, one)
    return list(found.values())


def _captions(way: _Way, told: list[tuple[Relation, str]], tag: str) -> Iterator[Caption]:
    """One under the other; above and below a level line, so that both can be read."""
    x, y = way.at
    level = way.anchor == "middle"
    for index, (one, sign) in enumerate(told):
        text = f"{label(one.path, tag)} {one.cardinality} {sign}"
        below = _LINE * index + (_LINE - 7 if level and index else 0)
        yield Caption(one.path, text, x, y + below, way.anchor)


def _straight(source: str, target: str) -> _Way:
    boxes = {box.name: box for box in _BOXES}
    (ax, ay), (bx, by) = boxes[source].middle, boxes[target].middle
    return _Way(((ax, ay), (bx, by)), ((ax + bx) // 2, (ay + by) // 2 - 8), "middle", "→←")
