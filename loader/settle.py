"""Rows to entries: merged cells followed or carried down, page-break repeats joined, broken names
mended, department lists split. Every settled value keeps the row its text stands in and how it was
got.

The rules and the proof that they read this kind of list rightly are in loader/README.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from loader.document import Document
from loader.entries import (
    SCENARIO,
    SCENARIO_ALONE,
    STAGE,
    Entry,
    Fill,
    Line,
    Settled,
    Value,
    spoken_entry,
)
from loader.identifiers import squeeze
from loader.manifest import Conventions
from loader.numbering import Numbers
from loader.problems import Problem, problem
from loader.rows import Column, Place, Row, Spot
from shapes.report import Severity

_CARRIED = (Column.STAGE, Column.SCENARIO, Column.LEAD, Column.COOPERATING)
_MISSING = {
    Column.STAGE: "S02-stage",
    Column.SCENARIO: "S02-scenario",
    Column.LEAD: "S03",
    Column.COOPERATING: "S04",
}


def settle(document: Document, type_words: Sequence[str], conventions: Conventions) -> Settled:
    """Settle the rows of a document under the conventions of its list. Every ambiguity that is not
    settled is a problem; the entries are complete only where no problem is a violation."""
    settler = _Settler(document, tuple(type_words), conventions)
    for row in document.rows:
        settler.take(row)
    return Settled(tuple(settler.entries), (*settler.undeclared(), *settler.problems))


@dataclass
class _Settler:
    """Walks the rows once, from top to bottom, with the values in force."""

    document: Document
    type_words: tuple[str, ...]
    conventions: Conventions
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _in_force: dict[Column, Value] = field(default_factory=dict)
    _reported: set[Column] = field(default_factory=set)
    _entry_open: bool = False
    _begun: bool = False
    _first_of_table: bool = False
    """A merged cell that a page break cuts goes on as a blank one."""
    _spot: Spot | None = None

    def __post_init__(self) -> None:
        columns = self.document.columns
        self.staged = Column.STAGE in columns
        self.numbered = Column.NUMBER in columns and self.conventions.numbers != "none"
        self.carried = tuple(c for c in _CARRIED if c in columns)
        self.outer = self.carried[0] if self.carried else Column.SCENARIO
        self._merged = {
            column
            for column in self.carried
            if any(column in row.covered for row in self.document.rows)
        }
        self._filled = all(squeeze(row.text(self.outer)) for row in self.document.rows)
        self._numbers = Numbers(self.conventions, self.problems)

    def undeclared(self) -> list[Problem]:
        """What the table's own form says that the manifest does not."""
        place, found = Place(self.document.file), []
        if not self.staged and self.conventions.levels is None:
            found.append(problem("M05", place))
        if Column.NUMBER not in self.document.columns and self.conventions.numbers is None:
            found.append(problem("M06", place))
        return found

    def take(self, row: Row) -> None:
        before = dict(self._in_force)
        self._first_of_table, self._spot = row.spot != self._spot, row.spot
        values = self._carry(row)
        number, name = self._stated(row, Column.NUMBER), self._stated(row, Column.NAME)
        if not self.numbered:
            number = ""
        if number or name:
            self._begun = True
            self._start(row, number, name or self._covered(row, Column.NAME), values, before)
        elif not self._begun:
            self.problems.append(problem("S06-orphan", row.place()))
        elif self._entry_open:
            self._continue(row, self.entries[-1], values)

    def _stated(self, row: Row, column: Column) -> str:
        """What the row says itself in a column; also where a page break cut the cell, and its text
        stands below."""
        cover = row.covered.get(column)
        if cover and cover.row > row.index:
            return squeeze(cover.cell.text)
        return squeeze(row.text(column))

    def _covered(self, row: Row, column: Column) -> str:
        """What a merged cell from above says of a column of this row."""
        cover = row.covered.get(column)
        return squeeze(cover.cell.text) if cover else ""

    def _carry(self, row: Row) -> dict[Column, Value]:
        """The row's stage, scenario and departments: stated, restated over a page break, merged in
        the file, or carried down; nothing is carried down into a new stage."""
        page_break = self._new_stage(row)
        values: dict[Column, Value] = {}
        for column in self.carried:
            above = self._in_force.get(column)
            if (value := self._value(row, column, above, page_break)) is None:
                continue
            values[column] = value
            self._check_form(column, value, row)
            self._in_force[column] = value
        self._check_agreement(row, values)
        if Column.COOPERATING not in self.carried:
            values[Column.COOPERATING] = Value("", row.index, Fill.STATED)
        return values

    def _new_stage(self, row: Row) -> bool:
        """Forget what a new stage ends; whether the row goes on with its stage after a page break,
        which repeats it."""
        text, in_force = squeeze(row.text(self.outer)), self._in_force.get(self.outer)
        if not text:
            return False
        if in_force is not None and in_force.text == text:
            return not self._filled
        if self.staged:
            self._in_force.clear()
            self._reported.clear()
        return False

    def _value(
        self, row: Row, column: Column, above: Value | None, page_break: bool
    ) -> Value | None:
        if text := squeeze(row.text(column)):
            repeats = page_break and above is not None and above.text == text
            return Value(text, row.index, Fill.RESTATED if repeats else Fill.STATED)
        if merged := self._covered(row, column):
            cover = row.covered[column]
            self._check_merge(row, column, merged, above)
            return Value(merged, cover.row, Fill.MERGED)
        if column is Column.COOPERATING and self.conventions.blank_cooperating == "none":
            return Value("", row.index, Fill.STATED)
        if above is None:
            return None
        if column in self._merged and column in row.cells and not self._first_of_table:
            self._blank_beside_merges(row, column, above)
        return replace(above, fill=Fill.CARRIED_DOWN)

    def _check_merge(self, row: Row, column: Column, merged: str, above: Value | None) -> None:
        """The file's merge and the carry-down rule must say the same."""
        from_above = row.covered[column].row < row.index
        if above is None and self.staged and from_above:
            values = {"column": row.covered[column].cell.heading, "text": merged}
            self.problems.append(problem("V06", row.place(column), **values))

    def _blank_beside_merges(self, row: Row, column: Column, above: Value) -> None:
        """The column's cells are merged elsewhere, but this blank one stands by itself."""
        heading = row.cells[column].heading
        values = {"column": heading, "text": above.text}
        self.problems.append(problem("V07", row.place(column), **values))

    def _check_form(self, column: Column, value: Value, row: Row) -> None:
        if value.fill not in (Fill.STATED, Fill.RESTATED):
            return
        scenario = SCENARIO if self.staged else SCENARIO_ALONE
        pattern = {Column.STAGE: STAGE, Column.SCENARIO: scenario}.get(column)
        if pattern and not pattern.fullmatch(value.text):
            code = "S02-stage-form" if column is Column.STAGE else "S02-scenario-form"
            self.problems.append(problem(code, row.place(column), text=value.text))
        if column is Column.LEAD and len(value.names()) > 1 and not self.conventions.joint_lead:
            undeclared = self.conventions.joint_lead is None
            self._soft("S03-joint", row.place(column), undeclared, text=value.text)

    def _soft(self, code: str, place: Place, soft: bool, **values: object) -> None:
        """A problem with a rule on form: a warning where the manifest declares nothing."""
        found = problem(code, place, **values)
        self.problems.append(replace(found, severity=Severity.WARNING) if soft else found)

    def _check_agreement(self, row: Row, values: Mapping[Column, Value]) -> None:
        stage, scenario = values.get(Column.STAGE), values.get(Column.SCENARIO)
        if stage is None or scenario is None or not squeeze(row.text(Column.SCENARIO)):
            return
        stage_match = STAGE.fullmatch(stage.text)
        scenario_match = SCENARIO.fullmatch(scenario.text)
        if stage_match and scenario_match and scenario_match[1].split(".")[0] != stage_match[1]:
            said = {"code": scenario_match[1], "stage": stage_match[1]}
            self.problems.append(problem("N05", row.place(Column.SCENARIO), **said))

    def _start(
        self,
        row: Row,
        number_text: str,
        name: str,
        values: dict[Column, Value],
        before: Mapping[Column, Value],
    ) -> None:
        """Begin an entry, or go on with one that a page break has cut in two."""
        self._entry_open = False
        number = self._number(row, number_text, name)
        if number is None and self.numbered:
            return
        last = self.entries[-1] if self.entries else None
        again = last and (last.number, last.name) == (number, name) and last.has_sub_lines
        if last and again and (self.numbered or squeeze(row.text(Column.SUB_NAME))):
            self._entry_open = True
            self._check_restated(row, last, before)
            self._continue(row, last, values)
            return
        line = self._line(row, number_text, name, values)
        if number is not None:
            self._numbers.take(row, number, values)
        if not name:
            self.problems.append(problem("S06", row.place(), **spoken_entry(number_text, "")))
        if line:
            self.entries.append(Entry(number, name, (line,)))
            self._entry_open = True

    def _number(self, row: Row, text: str, name: str) -> int | None:
        if not self.numbered:
            return None
        if not text:
            code = "S01-spans" if self._covered(row, Column.NUMBER) else "S01"
            self.problems.append(problem(code, row.place(Column.NAME), name=name))
        elif not re.fullmatch(r"0*[1-9]\d{0,8}", text, re.ASCII):
            self.problems.append(problem("S01-form", row.place(Column.NUMBER), text=text))
        else:
            return int(text)
        return None

    def _check_restated(self, row: Row, entry: Entry, before: Mapping[Column, Value]) -> None:
        for column in self.carried:
            text = squeeze(row.text(column))
            carried = before.get(column)
            # in a table that is filled down every row states its own departments
            own = self._filled and column in (Column.LEAD, Column.COOPERATING)
            if text and carried and carried.text != text and not own:
                said = {**entry.spoken, "column": row.cells[column].heading}
                said |= {"carried": carried.text, "text": text}
                self.problems.append(problem("V05", row.place(column), **said))

    def _continue(self, row: Row, entry: Entry, values: dict[Column, Value]) -> None:
        if not (squeeze(row.text(Column.SUB_NAME)) or self._covered(row, Column.SUB_NAME)):
            self.problems.append(problem("S06-sub-name", row.place(), **entry.spoken))
            return
        if not entry.has_sub_lines:
            said = {**entry.spoken, "name": squeeze(row.text(Column.SUB_NAME))}
            self.problems.append(problem("S06-first", row.place(Column.SUB_NAME), **said))
            return
        line = self._line(row, str(entry.number or ""), entry.name, values)
        if line is None:
            return
        if line.lead.names() != entry.first.lead.names():
            said = {**entry.spoken}
            said |= {"first": entry.first.lead.text, "other": line.lead.text}
            self.problems.append(problem("S03-changes", row.place(Column.LEAD), **said))
        self.entries[-1] = replace(entry, lines=(*entry.lines, line))

    def _line(self, row: Row, number: str, name: str, values: dict[Column, Value]) -> Line | None:
        entry = spoken_entry(number, name)
        for column in self.carried:
            if column not in values and column not in self._reported:
                self._reported.add(column)  # said once: the rows below lack it for the same reason
                self.problems.append(problem(_MISSING[column], row.place(column), **entry))
        type_word = squeeze(row.text(Column.TYPE)) or self._covered(row, Column.TYPE)
        sub_name = squeeze(row.text(Column.SUB_NAME)) or self._covered(row, Column.SUB_NAME)
        self._check_type(row, entry, sub_name or name, type_word)
        if any(column not in values for column in self.carried):
            return None
        handling = squeeze(row.text(Column.HANDLING)) or self._covered(row, Column.HANDLING)
        return Line(
            row=row,
            sub_name=sub_name or None,
            type_word=type_word,
            stage=values.get(Column.STAGE),
            scenario=values[Column.SCENARIO],
            lead=values[Column.LEAD],
            cooperating=values[Column.COOPERATING],
            handling=Value(handling, row.index, Fill.STATED).names(),
            attributes=tuple(
                attribute
                for attribute in (*row.further, *row.further_covered)
                if squeeze(attribute.cell.text)
            ),
        )

    def _check_type(self, row: Row, entry: Mapping[str, str], name: str, word: str) -> None:
        known, place = "、".join(self.type_words), row.place(Column.TYPE)
        if not word:
            said = {**entry, "name": name, "known": known}
            self.problems.append(problem("S05", place, **said))
        elif word not in self.type_words and self.conventions.types != "local":
            undeclared = self.conventions.types is None
            self._soft("S05-unknown", place, undeclared, text=word, known=known)
