"""The items of checklists as a graph lists them: their order, what they name, what people call
them."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from loader.cells import About, number_of, text_of
from loader.entries import spoken_item
from loader.rows import Column
from ontology.terms import DCT, EN, LM, RDFS, SKOS, ZH
from shapes.report import Term

NAMING = {
    LM.matter: Column.NAME,
    LM.subItem: Column.SUB_NAME,
    LM.stage: Column.STAGE,
    LM.scenario: Column.SCENARIO,
    LM.leadDepartment: Column.LEAD,
    LM.cooperatingDepartment: Column.COOPERATING,
    LM.handlingDepartment: Column.HANDLING,
    LM.matterType: Column.TYPE,
}
"""The properties under which an item names another thing, and the column that does."""
_COUNTS = {
    Column.NUMBER: LM.number,
    Column.STAGE: LM.stageNumber,
    Column.SCENARIO: LM.scenarioCode,
}
_LABELS = (SKOS.prefLabel, RDFS.label, DCT.title, LM.statedName, LM.heading)
_LAST = 2**62


class Listed:
    """The checklist items of a graph, of all its editions."""

    PREDICATES = frozenset(
        (
            *NAMING, *_COUNTS.values(), *_LABELS, LM.inEdition, LM.sourceRow, LM.subEntryOf,
            LM.order, LM.leafOrder, LM.statedAttribute, LM.conventionNumbers, LM.rowIndex,
        )
    )  # fmt: skip
    """What is read of the graph."""

    def __init__(self, about: About) -> None:
        self._about = about

    def __contains__(self, thing: Term) -> bool:
        return thing in self._ranks

    def first_row(self, item: Term) -> Term | None:
        """The first source row of an item; None where the graph does not say."""
        rows = self._about[item].get(LM.sourceRow, ())
        return min(
            rows, key=lambda row: number_of(self._about, row, LM.rowIndex) or 0, default=None
        )

    def in_row(self, row: Term) -> Term | None:
        """The item that stands in a source row: a line of an entry rather than the entry."""
        return self._by_row.get(row)

    def stating(self, attribute: Term) -> Term | None:
        """The item that states a further attribute; None where it is none."""
        return self._stating.get(attribute)

    def naming(self, thing: Term) -> list[tuple[Term, Column]]:
        """The items that name `thing`, each with the column that does: lines in the order of the
        list, then entries that have lines."""
        return self._naming.get(thing, [])

    def said(self, item: Term, column: Column) -> frozenset[Term]:
        """What an item names in a column."""
        about = self._about[item]
        links = (link for link, one in NAMING.items() if one is column)
        return frozenset(value for link in links for value in about.get(link, ()))

    def repeating(self, number: str) -> Term | None:
        """The second entry that has `number`, in the edition or wherever numbers start again."""
        seen: set[Term | None] = set()
        for item, count, group in self._counted(Column.NUMBER):
            if count == _count(number):
                if group in seen:
                    return item
                seen.add(group)
        return None

    def after_gap(self, column: Column, missing: str) -> Term | None:
        """The first item behind a gap in the numbers, stage numbers or scenario codes of `column`:
        the one that has what comes next to `missing`. None where nothing is missing."""
        gap = _count(missing)
        counted = list(self._counted(column))
        full = {group for _, count, group in counted if count == gap}
        following = (*gap[:-1], gap[-1] + 1) if gap else ()
        found = (i for i, count, group in counted if count == following and group not in full)
        return next(found, None) if gap else None

    def spoken(self, item: Term) -> tuple[str, str]:
        """What people call an item, in Chinese and English."""

        def text(thing: Term, predicate: NamedNode) -> str:
            return text_of(self._about, thing, predicate) or ""

        restarts = self._restarts(item)
        entry = self._about[item].get(LM.subEntryOf, [item])[0]
        return spoken_item(
            text(entry, LM.number),
            text(entry, LM.statedName),
            stage=text(item, LM.stageNumber) if restarts == "stage" else "",
            scenario=text(item, LM.scenarioCode) if restarts == "scenario" else "",
            line=text(item, LM.order) if entry != item else "",
        )

    def labels(self, thing: Term) -> tuple[str, str]:
        """The name of any thing in Chinese and English, empty where it has none; the English name
        of an item is that of what it names."""
        said = self._about.get(thing, {})
        found: dict[str, str] = {}
        for predicate in _LABELS:
            for value in said.get(predicate, ()):
                if isinstance(value, Literal):
                    found.setdefault((value.language or ZH).lower(), value.value)
        targets = (*said.get(LM.subItem, ()), *said.get(LM.matter, ())) if thing in self else ()
        english = (self.labels(target)[1] for target in targets)
        return found.get(ZH, ""), found.get(EN) or next(filter(None, english), "")

    def _counted(self, column: Column) -> Iterator[tuple[Term, tuple[int, ...], Term | None]]:
        """Each item that has a count in `column`, in order, with what numbers it counts among."""
        predicate = _COUNTS.get(column)
        for item in sorted(self._ranks, key=lambda one: self._ranks[one]) if predicate else ():
            if count := _count((predicate and text_of(self._about, item, predicate)) or ""):
                restarts = self._restarts(item) if column is Column.NUMBER else ""
                link = {"stage": LM.stage, "scenario": LM.scenario}.get(restarts, LM.inEdition)
                yield item, count, self._about[item].get(link, [None])[0]

    def _restarts(self, item: Term) -> str:
        """ "stage" or "scenario" where the numbers of an item's edition start again in each."""
        for edition in self._about[item].get(LM.inEdition, ()):
            declared = text_of(self._about, edition, LM.conventionNumbers) or ""
            if declared.startswith("per-"):
                return declared.removeprefix("per-")
        return ""

    @cached_property
    def _stating(self) -> Mapping[Term, Term]:
        return {
            attribute: item
            for item, said in self._about.items()
            for attribute in said.get(LM.statedAttribute, ())
        }

    @cached_property
    def _ranks(self) -> Mapping[Term, tuple[int, bool, int]]:
        """The items with what they are sorted by."""
        return {
            item: self._rank(item)
            for item, said in self._about.items()
            if (LM.inEdition in said or LM.sourceRow in said) and item not in self._stating
        }

    def _index(self, row: Term) -> int:
        index = number_of(self._about, row, LM.rowIndex)
        return _LAST if index is None else index

    def _rank(self, item: Term) -> tuple[int, bool, int]:
        row = self.first_row(item)
        orders = (number_of(self._about, item, order) for order in (LM.leafOrder, LM.order))
        order = next((one for one in orders if one is not None), _LAST)
        whole = LM.subEntryOf not in self._about[item]  # a line is nearer to what it names
        return (self._index(row) if row else _LAST, whole, order)

    @cached_property
    def _by_row(self) -> Mapping[Term, Term]:
        found: dict[Term, Term] = {}
        for item in self._ranks:
            for row in self._about[item].get(LM.sourceRow, ()):
                if row not in found or LM.subEntryOf in self._about[item]:
                    found[row] = item
        return found

    @cached_property
    def _naming(self) -> Mapping[Term, list[tuple[Term, Column]]]:
        found: dict[Term, list[tuple[Term, Column]]] = {}
        whole = {entry for said in self._about.values() for entry in said.get(LM.subEntryOf, ())}
        for item in sorted(self._ranks, key=lambda one: (one in whole, self._ranks[one])):
            for link, column in NAMING.items():
                for thing in self._about[item].get(link, ()):
                    found.setdefault(thing, []).append((item, column))
        return found


def _count(text: str) -> tuple[int, ...]:
    """`4.2` -> (4, 2), `5` -> (5,); empty for what is no number."""
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        return tuple(int(part) for part in text.split("."))
    return ()
