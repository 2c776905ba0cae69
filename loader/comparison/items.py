"""The items of an edition as plain values, the way two editions are compared.

Two values are equal where the own layers of the editions say the same. What is not theirs counts
for nothing: the IRI of an entry, which every edition has for itself, and labels, which are the
register's and change without an edition.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Thing:
    """A matter, sub-item, department, type, stage or scenario: its IRI says which one, its
    labels are for people."""

    iri: str
    zh: str = field(default="", compare=False)
    en: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Section:
    """A stage or a scenario as an edition prints it: `code` is "4" or "4.3", None where none is
    printed; `name` is as printed where the edition's source says it, else the register's label."""

    thing: Thing
    code: str | None
    name: str

    @property
    def spoken(self) -> str:
        """`4.3 社会保障`."""
        return f"{self.code} {self.name}" if self.code else self.name


@dataclass(frozen=True)
class Stated:
    """What a further column of the list prints for an item; `key` where the heading is known."""

    heading: str
    text: str
    key: str | None = field(default=None, compare=False)


Things = frozenset[Thing]


@dataclass(frozen=True)
class ComparedLine:
    """A leaf of the list: a line under an entry, or, without a `name`, the entry's own line."""

    iri: str = field(compare=False)
    order: int = field(compare=False)
    """Its place under the entry, from 1."""
    name: str | None
    sub_item: Thing | None
    types: Things = frozenset()
    leads: Things = frozenset()
    cooperating: Things = frozenset()
    handling: Things = frozenset()
    attributes: tuple[Stated, ...] = ()
    """Of a line under an entry; those of an entry's own line are the entry's."""


@dataclass(frozen=True)
class ComparedItem:
    """A numbered entry of an edition with its lines in order: exactly one without a name where the
    list prints none under it. `order` counts the entries of the edition from 1."""

    iri: str = field(compare=False)
    number: int | None
    order: int
    name: str
    matter: Thing
    stage: Section | None
    scenario: Section | None
    lines: tuple[ComparedLine, ...]
    attributes: tuple[Stated, ...] = ()

    @property
    def is_leaf(self) -> bool:
        return self.lines[0].name is None

    @property
    def place(self) -> str | None:
        """What the entry stands in: its scenario, its stage in a list without scenarios."""
        section = self.scenario or self.stage
        return section.thing.iri if section else None

    @property
    def section(self) -> Section | None:
        """The scenario, or the stage in a list without scenarios."""
        return self.scenario or self.stage

    def values(self, aspect: str) -> Things:
        """The `types`, `leads`, `cooperating` or `handling` of all its lines together."""
        return frozenset(thing for line in self.lines for thing in values(line, aspect))

    def departments(self) -> Things:
        """Every department that the entry names in any column."""
        return departments(self.lines)


def values(line: ComparedLine, aspect: str) -> Things:
    """The `types`, `leads`, `cooperating` or `handling` of a line."""
    found: Things = getattr(line, aspect)
    return found


def departments(lines: Iterable[ComparedLine]) -> Things:
    """Every department that these lines name in any column."""
    return frozenset().union(*(one.leads | one.cooperating | one.handling for one in lines))
