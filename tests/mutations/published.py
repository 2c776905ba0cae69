"""The bundled edition as the graph it is validated as, for tests that spoil one thing in it.

Things are called by words. "67" is an entry and "69/2" its second line. "场景 5.3", "阶段 出生",
"事项 户口登记", "部门 县公安局" are what their labels say, "类型 other" the code of a key.
The row of a line is "行 67" and the fourth cell in it "格 67/4". "版本", "清单" and "名录" are the
edition, its checklist and the scheme of its stages.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from loader.editions import EditionBuild, build_edition, settle_document
from loader.manifest import read_manifest
from loader.readers import read
from loader.register import parse_register
from loader.validation import edition_graph
from ontology import superclasses
from ontology.terms import CODE, DCT, EN, LM, RDF, SKOS, XSD, ZH
from server.loading import bundled_checklist
from tests.mutations.printed import is_divided, lines
from tests.shapes.specimen import Graph, Object

BASE = "http://localhost:8000/"
EXAMPLE = "https://example.org/"


@cache
def build() -> EditionBuild:
    """The bundled list, settled and mapped, as its first load makes it."""
    file = bundled_checklist()
    manifest = read_manifest(file.parent / "manifest.toml")
    document = read(file, manifest)
    register = parse_register((file.parent / "register.toml").read_text("utf-8"))
    settled = settle_document(document, manifest)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return build_edition(document, settled, manifest, register, BASE, at=at, version="test")


@cache
def intact() -> frozenset[Triple]:
    """The graph of the edition, ontology and codes aside."""
    return frozenset(edition_graph(build(), ()))


class Published(Graph):
    """A copy of the edition's graph, with the names of its things."""

    def __init__(self) -> None:
        super().__init__(iter(intact()))

    def of(self, word: Object | str) -> Object:
        """What a word calls, or a term as it is."""
        return word if not isinstance(word, str) else named(word)

    def thing(self, word: str | NamedNode) -> NamedNode:
        term = self.of(word)
        assert isinstance(term, NamedNode)
        return term


@cache
def _names() -> dict[str, NamedNode]:
    """Every word with what it calls."""
    iris = build().iris
    checklist = iris.root.rpartition("/")[0]
    found = {
        "版本": iris.edition,
        "清单": NamedNode(checklist),
        "名录": NamedNode(f"{checklist}/stages"),
        "文件": iris.document(build().document.sha256),
        "装载": iris.load(build().document.sha256),
        "县": NamedNode(f"{BASE}id/region/370725"),
        "市": NamedNode(f"{BASE}id/region/370700"),
    }
    for line, row in lines().items():
        found[f"行 {line}"] = iris.row(row)
        number, _, place = line.partition("/")
        found.setdefault(number, iris.entry(number))
        if place and is_divided(number):
            found[line] = iris.sub_entry(number, int(place))
    return found | _labelled()


def _labelled() -> dict[str, NamedNode]:
    classes = {
        LM.Stage: "阶段",
        LM.Matter: "事项",
        LM.SubItem: "办理项",
        LM.Department: "部门",
    }
    types: dict[NamedNode, str] = {}
    labels: dict[NamedNode, str] = {}
    found: dict[str, NamedNode] = {}
    codes = {
        t.subject: t.object.value
        for t in intact()
        if t.predicate == LM.scenarioCode and isinstance(t.object, Literal)
    }
    for triple in intact():
        if not isinstance(triple.subject, NamedNode):
            continue
        cls = triple.object if triple.predicate == RDF.type else None
        if isinstance(cls, NamedNode) and cls in classes:
            types[triple.subject] = classes[cls]
        if (
            triple.predicate == SKOS.prefLabel
            and isinstance(triple.object, Literal)
            and triple.object.language == ZH
        ):
            labels[triple.subject] = triple.object.value
        if triple.predicate == LM.scenario and isinstance(triple.object, NamedNode):
            found[f"场景 {codes[triple.subject]}"] = triple.object
    return found | {f"{kind} {labels[thing]}": thing for thing, kind in types.items()}


def named(word: str) -> NamedNode:
    """The thing that a word calls."""
    if word.startswith("类型 "):
        return CODE[f"matter-type/{word.removeprefix('类型 ')}"]
    if word.startswith("格 "):
        line, _, position = word.removeprefix("格 ").rpartition("/")
        return build().iris.cell(lines()[line], int(position))
    return _names()[word]


@cache
def _words() -> dict[str, str]:
    return {iri.value: word for word, iri in reversed(_names().items())}


def spoken(term: object) -> str:
    """The word for a term of a result: a literal by its text, what has no word by its IRI."""
    if isinstance(term, Literal):
        return term.value
    assert isinstance(term, NamedNode)
    row, fragment, cell = term.value.partition("#c")
    if fragment and row in _words():
        return f"格 {_words()[row].removeprefix('行 ')}/{cell}"
    return _words().get(term.value, term.value)


ITEMS = tuple(word for word in _names() if re.fullmatch("[0-9]+(/[0-9]+)?", word))
"""Every entry and sub-entry."""

Change = Callable[[Published], None]


def add(subject: str | NamedNode, predicate: NamedNode, *objects: Object | str) -> Change:
    """Say it as well."""
    return lambda g: g.add(g.thing(subject), predicate, *map(g.of, objects))


def drop(
    subject: str | NamedNode, predicate: NamedNode, value: Object | str | None = None
) -> Change:
    """Take it back."""
    return lambda g: g.drop(g.thing(subject), predicate, None if value is None else g.of(value))


def say(subject: str | NamedNode, predicate: NamedNode, *objects: Object | str) -> Change:
    """Say it instead."""
    return lambda g: g.change(g.thing(subject), predicate, *map(g.of, objects))


def lose(word: str) -> Change:
    """Take back all that is said of a thing or with it."""
    return lambda g: g.drop_thing(g.thing(word))


def typed(subject: NamedNode, cls: NamedNode) -> Change:
    """Type a thing, with the superclasses that a load materialises."""
    return lambda g: g.add(subject, RDF.type, cls, *superclasses(cls))


def plain(text: str) -> Literal:
    """A text without a language."""
    return Literal(text)


def whole(number: int) -> Literal:
    """A whole number."""
    return Literal(str(number), datatype=XSD.integer)


def body(iri: NamedNode, name: str, level: str = "county") -> tuple[Change, ...]:
    """One more department in the register, which no item names."""
    return (
        typed(iri, LM.Department),
        add(iri, DCT.title, Literal(name, language=ZH), Literal("Another", language=EN)),
        add(iri, SKOS.prefLabel, Literal(name, language=ZH), Literal("Another", language=EN)),
        add(iri, DCT.identifier, plain("370725-department-zzzzzzzz")),
        add(iri, DCT.spatial, "县"),
        add(iri, LM.adminLevel, CODE[f"admin-level/{level}"]),
    )


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong: what is changed, and what is found then beside what the list itself
    breaks: the rule, the thing it is about, and the row and column of the table to look at."""

    name: str
    changes: tuple[Change, ...]
    finds: frozenset[tuple[str, str, str]]


def defect(
    name: str, changes: Change | Iterable[Change], *finds: tuple[str, str] | tuple[str, str, str]
) -> Defect:
    """A defect, with one change or several. A result without a place is about no line."""
    some = (changes,) if callable(changes) else tuple(changes)
    return Defect(name, some, frozenset((*one, "")[:3] for one in finds))
