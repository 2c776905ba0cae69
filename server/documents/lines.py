"""What an edition prints, line by line: a line for each leaf, with the words of the document.

Labels of the register may have changed since the edition was printed, so the words are those of the
raw cells in the edition's source layer; only where it has none do labels of the present stand in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Store

from loader.identifiers import squeeze
from loader.rows import Column
from ontology.terms import CODE, LM
from server.documents.source import NO_ROW, SourceRow, read_rows, source_graph
from server.documents.statements import Statements, label

_RESTATED = CODE["fill-method/restated"].value
_CORRECTED = CODE["fill-method/corrected"].value


@dataclass(frozen=True)
class Value:
    """What a line has in one column. Neighbours of the same `run` are one merged cell; an empty run
    says that no one knows, and equal neighbours are one."""

    text: str
    run: str = ""
    restated: bool = False
    """Whether the text was printed again only because a page ended above it."""


@dataclass(frozen=True)
class Line:
    """A leaf of an edition: its values by column, and by heading what the columns print that are
    none of ours (two of them may share a heading)."""

    iri: str
    stage: str
    values: Mapping[Column, Value]
    further: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """The lines of an edition in the order of the document, and the raw rows they were read from
    (none where the edition has no source layer)."""

    lines: tuple[Line, ...]
    rows: tuple[SourceRow, ...]


def read_lines(store: Store, edition: str) -> Printed:
    """What `edition` prints; no lines where there is no such edition."""
    reader = _Reader(store, edition)
    return Printed(tuple(reader.lines()), tuple(reader.rows.values()))


class _Reader:
    """Reads the lines of one edition from its own graph and its source layer."""

    def __init__(self, store: Store, edition: str) -> None:
        self.store = store
        self.edition = edition
        self.said = Statements(store, (NamedNode(edition), source_graph(edition)))
        self.rows = read_rows(self.said)
        self._labels: dict[str, str] = {}
        self._type_words: dict[str, str] = {}

    def lines(self) -> Iterator[Line]:
        for entry in self._ordered(self.said.every(self.edition, LM.hasEntry)):
            sub_entries = self._ordered(self.said.every(entry, LM.hasSubEntry))
            for leaf in sub_entries or [entry]:
                yield self._line(entry, leaf)

    def _ordered(self, items: tuple[str, ...]) -> list[str]:
        return sorted(items, key=lambda item: (self.said.number(item, LM.order), item))

    def _line(self, entry: str, leaf: str) -> Line:
        values = {
            Column.NUMBER: Value(self._number(entry), entry),
            Column.STAGE: Value(self._stage(leaf)),
            Column.SCENARIO: Value(self._scenario(leaf)),
            Column.NAME: Value(self.said.one(entry, LM.statedName), entry),
            Column.TYPE: self._type(leaf),
            Column.LEAD: self._lead(leaf),
            Column.COOPERATING: self._cooperating(leaf),
        }
        if leaf != entry:
            values[Column.SUB_NAME] = Value(self.said.one(leaf, LM.statedName), leaf)
        further = self._cells(leaf) | self._attributes(entry) | self._attributes(leaf)
        return Line(leaf, self.said.one(leaf, LM.stage), values, further)

    def _raw(self, row: str, column: Column) -> str:
        return self.rows.get(row, NO_ROW).raw.get(column, "")

    def _number(self, entry: str) -> str:
        number = self.said.one(entry, LM.number)
        rows = self.said.every(entry, LM.sourceRow)
        raws = [self._raw(row, Column.NUMBER) for row in rows]
        return next((raw for raw in raws if raw.isdecimal() and int(raw) == int(number)), number)

    def _stage(self, leaf: str) -> str:
        raw = self._raw(self.said.one(leaf, LM.stageValueFrom), Column.STAGE)
        stage = self.said.one(leaf, LM.stage)
        return raw or (self.said.one(leaf, LM.stageNumber) + self._label(stage) if stage else "")

    def _scenario(self, leaf: str) -> str:
        raw = self._raw(self.said.one(leaf, LM.scenarioValueFrom), Column.SCENARIO)
        scenario = self.said.one(leaf, LM.scenario)
        code = self.said.one(leaf, LM.scenarioCode)
        return raw or (code + self._label(scenario) if scenario else "")

    def _type(self, leaf: str) -> Value:
        """The matter type in the word of the leaf's own row; where its cell is merged with the one
        above, in the word last printed for it."""
        code, row = self.said.one(leaf, LM.matterType), self.said.one(leaf, LM.sourceRow)
        if raw := self._raw(row, Column.TYPE):
            self._type_words[code] = raw
            return Value(raw, leaf)
        word = self._type_words.get(code) or self._label(code)
        return Value(word, "" if row else leaf)

    def _lead(self, leaf: str) -> Value:
        row, fill = self.said.one(leaf, LM.leadValueFrom), self.said.one(leaf, LM.leadFill)
        names = self.said.every(leaf, LM.leadDepartment)
        return self._departments(row, fill, Column.LEAD, names)

    def _cooperating(self, leaf: str) -> Value:
        row = self.said.one(leaf, LM.cooperatingValueFrom)
        fill = self.said.one(leaf, LM.cooperatingFill)
        names = self.said.every(leaf, LM.cooperatingDepartment)
        return self._departments(row, fill, Column.COOPERATING, names)

    def _departments(
        self, row: str, fill: str, column: Column, departments: tuple[str, ...]
    ) -> Value:
        """The departments in the words of the row that names them; as they were corrected, where
        somebody did, in a cell of their own."""
        names = "、".join(sorted(self._label(iri) for iri in departments))
        if fill == _CORRECTED:
            return Value(names, f"{row} {fill}")
        return Value(self._raw(row, column) or names, row, fill == _RESTATED)

    def _attributes(self, item: str) -> dict[str, tuple[Value, ...]]:
        """What further columns print for an item; for an entry, for all its lines."""
        by_heading: dict[str, tuple[Value, ...]] = {}
        for node in self.said.every(item, LM.statedAttribute):
            heading = squeeze(self.said.one(node, LM.heading))
            text = self.said.one(node, LM.attributeText).strip()
            value = Value(text, self.said.one(node, LM.sourceRow) or item)
            by_heading[heading] = (*by_heading.get(heading, ()), value)
        return by_heading

    def _cells(self, leaf: str) -> dict[str, tuple[Value, ...]]:
        """The raw cells of a leaf's own row, for columns of which no one made attributes."""
        by_heading: dict[str, tuple[Value, ...]] = {}
        for cell in self.rows.get(self.said.one(leaf, LM.sourceRow), NO_ROW).cells:
            value = Value(cell.text.strip(), leaf)
            by_heading[cell.heading] = (*by_heading.get(cell.heading, ()), value)
        return by_heading

    def _label(self, iri: str) -> str:
        if iri not in self._labels:
            self._labels[iri] = label(self.store, iri) if iri else ""
        return self._labels[iri]
