"""Automatic list numbers of a Word document, counted as Word counts them.

A number that Word prints is not in the file; it follows from the lists of the numbering part
(ECMA-376 part 1, 17.9): paragraphs count in the order of the document, all instances of one
abstract definition together, and an instance that overrides a start counts from it when it is first
used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from loader.readers.word.numerals import numeral
from loader.readers.word.package import at, is_on, name_of, number_of, value_of

_LEVELS = 9
_SUFFIXES = {"nothing": "", "space": " "}
_REFERENCE = re.compile(r"%([1-9])")
_CHAIN = 20
"""How many styles or lists may stand on one another."""


@dataclass(frozen=True)
class _Level:
    start: int = 0
    form: str = "decimal"
    text: str = ""
    suffix: str = "\t"
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(frozen=True)
class _List:
    """One numbering instance: the definition that it counts with, its levels, its own starts."""

    definition: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]

    def first(self, level: int) -> int:
        """The number that a level begins with."""
        return self.starts.get(level, self.levels.get(level, _Level()).start)


@dataclass(frozen=True)
class _Style:
    based_on: str | None
    list: str | None
    level: int


@dataclass
class Lists:
    """The lists of a document while its paragraphs are read, each once and in order."""

    unknown: set[str] = field(default_factory=set)
    """Formats met that are not known here; their numbers come out in digits."""
    _lists: dict[str, _List] = field(default_factory=dict)
    _styles: dict[str, _Style] = field(default_factory=dict)
    _default_style: str | None = None
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _overridden: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: etree._Element | None, styles: etree._Element | None) -> "Lists":
        """The lists of a document's numbering and styles parts."""
        lists = cls()
        for style in () if styles is None else styles:
            lists._add_style(style)
        if numbering is not None:
            lists._add_lists(numbering)
        return lists

    def label(self, paragraph: etree._Element) -> tuple[str, str] | None:
        """What Word prints before `paragraph`, and what stands between that and its text; counts
        the paragraph. None for one that is in no list, or in one of bullets."""
        found = self._membership(paragraph)
        if found is None:
            return None
        identifier, at_level = found
        numbering = self._lists[identifier]
        level = numbering.levels.get(at_level)
        if level is None:
            return None
        counts = self._count(identifier, at_level)
        if level.form == "bullet":
            return None
        text = _REFERENCE.sub(
            lambda match: self._written(numbering, counts, level, int(match[1]) - 1), level.text
        )
        return (text, level.suffix) if text.strip() else None

    def _written(
        self, numbering: _List, counts: list[int | None], of: _Level, position: int
    ) -> str:
        count = counts[position] or 0
        form = "decimal" if of.legal else numbering.levels.get(position, _Level()).form
        if form in ("bullet", "none"):
            return ""
        written = numeral(count, form)
        if written is None:
            self.unknown.add(form)
        return written or str(count)

    def _count(self, identifier: str, at_level: int) -> list[int | None]:
        numbering = self._lists[identifier]
        counts = self._counts.setdefault(numbering.definition, [None] * _LEVELS)
        for higher in range(at_level):
            if counts[higher] is None:
                counts[higher] = numbering.first(higher)
        first = (identifier, at_level) not in self._overridden
        self._overridden.add((identifier, at_level))
        now = counts[at_level]
        if now is None or (first and at_level in numbering.starts):
            counts[at_level] = numbering.first(at_level)
        else:
            counts[at_level] = now + 1
        for deeper in range(at_level + 1, _LEVELS):
            restart = numbering.levels.get(deeper, _Level()).restart
            if restart is None or at_level < restart:
                counts[deeper] = None
        return counts

    def _membership(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """The list and the level of a paragraph, by its own properties, else by its style."""
        own = at(paragraph, "pPr", "numPr")
        identifier = value_of(at(own, "numId")) if own is not None else None
        level = at(own, "ilvl") if own is not None else None
        style = value_of(at(paragraph, "pPr", "pStyle")) or self._default_style
        at_level = number_of(level)
        if identifier is None:
            identifier, by_style = self._list_of_style(style)
            at_level = by_style if level is None else at_level
        if identifier not in self._lists or at_level >= _LEVELS:
            return None
        return identifier, at_level

    def _list_of_style(self, identifier: str | None) -> tuple[str | None, int]:
        for _ in range(_CHAIN):
            style = self._styles.get(identifier or "")
            if style is None:
                break
            if style.list is not None:
                numbering = self._lists.get(style.list)
                levels = numbering.levels.items() if numbering else ()
                linked = (number for number, level in levels if level.style == identifier)
                return style.list, next(linked, style.level)
            identifier = style.based_on
        return None, 0

    def _add_style(self, element: etree._Element) -> None:
        identifier = value_of(element, "styleId")
        if name_of(element) != "style" or identifier is None:
            return
        numbering = at(element, "pPr", "numPr")
        self._styles[identifier] = _Style(
            value_of(at(element, "basedOn")),
            None if numbering is None else value_of(at(numbering, "numId")),
            0 if numbering is None else number_of(at(numbering, "ilvl")),
        )
        is_default = value_of(element, "default") in ("1", "true", "on")
        if is_default and value_of(element, "type") == "paragraph":
            self._default_style = identifier

    def _add_lists(self, numbering: etree._Element) -> None:
        abstracts = {
            value_of(element, "abstractNumId") or "": element
            for element in numbering
            if name_of(element) == "abstractNum"
        }
        instances = {
            value_of(element, "numId") or "": element
            for element in numbering
            if name_of(element) == "num"
        }
        for identifier, instance in instances.items():
            definition = self._definition(instance, instances, abstracts)
            if definition is not None:
                self._lists[identifier] = _list(instance, *definition)

    def _definition(
        self,
        instance: etree._Element,
        instances: Mapping[str, etree._Element],
        abstracts: Mapping[str, etree._Element],
    ) -> tuple[str, etree._Element] | None:
        """The abstract definition an instance counts with, through numbering styles (17.9.21)."""
        for _ in range(_CHAIN):
            identifier = value_of(at(instance, "abstractNumId")) or ""
            if identifier not in abstracts:
                return None
            link = value_of(at(abstracts[identifier], "numStyleLink"))
            linked = self._styles.get(link or "")
            target = linked.list if linked else None
            if target is None or target not in instances:
                return identifier, abstracts[identifier]
            instance = instances[target]
        return None


def _list(instance: etree._Element, definition: str, abstract: etree._Element) -> _List:
    levels = dict(_level(element) for element in abstract if name_of(element) == "lvl")
    starts: dict[int, int] = {}
    for override in instance:
        if name_of(override) != "lvlOverride":
            continue
        position = _position(override)
        level = at(override, "lvl")
        if level is not None:
            levels[position] = _level(level)[1]
        start = at(override, "startOverride")
        if start is not None:
            starts[position] = number_of(start)
    return _List(definition, levels, starts)


def _level(element: etree._Element) -> tuple[int, _Level]:
    form = value_of(at(element, "numFmt")) or "decimal"
    level = _Level(
        start=number_of(at(element, "start")),
        form=form,
        text=value_of(at(element, "lvlText")) or "",
        suffix=_SUFFIXES.get(value_of(at(element, "suff")) or "tab", "\t"),
        legal=is_on(at(element, "isLgl")),
        style=value_of(at(element, "pStyle")),
    )
    restart = at(element, "lvlRestart")
    return _position(element), level if restart is None else replace(
        level, restart=number_of(restart)
    )


def _position(element: etree._Element) -> int:
    text = value_of(element, "ilvl") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0
