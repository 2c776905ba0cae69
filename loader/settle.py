"""Rows to entries: merged cells carried down, page-break repeats joined, broken names mended,
department lists split. Every settled value keeps the row its text stands in and how it was got.

The rules and the proof that they read this kind of list rightly are in loader/README.md.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from loader.identifiers import squeeze
from loader.problems import Problem, problem
from loader.rows import Column, Place, Row

_STAGE = re.compile(r"(\d+)(?![\d.．])(.+)")
_SCENARIO = re.compile(r"(\d+\.\d+)(.+)")


class Fill(StrEnum):
    """How a value was got: the keys of the code list fill-method."""

    STATED = "stated"
    RESTATED = "restated"
    CARRIED_DOWN = "carried-down"


@dataclass(frozen=True)
class Value:
    """A settled cell: its text without white space, the row it stands in, and how it was got."""

    text: str
    row: int
    fill: Fill

    def names(self) -> tuple[str, ...]:
        """The departments named in it: only 、 separates them."""
        return tuple(name for name in self.text.split("、") if name)


@dataclass(frozen=True)
class Line:
    """A leaf of the list: one physical row, with its settled values."""

    row: Row
    sub_name: str | None
    type_word: str
    stage: Value
    scenario: Value
    lead: Value
    cooperating: Value


@dataclass(frozen=True)
class Entry:
    """A numbered entry: its lines in order; one without a sub-name where it has no sub-lines."""

    number: int
    name: str
    raw_name: str
    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def has_sub_lines(self) -> bool:
        return self.first.sub_name is not None

    @property
    def stage(self) -> tuple[int, str]:
        """Number and name of the stage."""
        return split_stage(self.first.stage.text)

    @property
    def scenario(self) -> tuple[str, str]:
        """Code and name of the scenario."""
        return split_scenario(self.first.scenario.text)

    def place(self, column: Column | None = None) -> Place:
        return self.first.row.place(column)


@dataclass(frozen=True)
class Settled:
    """The entries of a document and the problems met on the way."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for entry in self.entries for line in entry.lines)


def split_stage(text: str) -> tuple[int, str]:
    """`1出生` -> (1, "出生"); raises ValueError for another form."""
    match = _STAGE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return int(match[1]), match[2]


def split_scenario(text: str) -> tuple[str, str]:
    """`1.1出生` -> ("1.1", "出生"); raises ValueError for another form."""
    match = _SCENARIO.fullmatch(text)
    if not match:
        raise ValueError(text)
    return match[1], match[2]


def settle(rows: Sequence[Row], type_words: Collection[str]) -> Settled:
    """Settle the rows of one document. Every ambiguity that is not settled is a problem; the
    entries are complete only where no problem is a violation."""
    settler = _Settler(tuple(type_words))
    for row in rows:
        settler.take(row)
    return Settled(settler.entries(), tuple(settler.problems))


_CARRIED = (Column.STAGE, Column.SCENARIO, Column.LEAD, Column.COOPERATING)


class _Settler:
    """Walks the rows once, from top to bottom, with the values in force."""

    def __init__(self, type_words: tuple[str, ...]) -> None:
        self.type_words = type_words
        self.problems: list[Problem] = []
        self._entries: list[Entry] = []
        self._in_force: dict[Column, Value] = {}
        self._seen: dict[int, Row] = {}
        self._reported: set[Column] = set()
        self._entry_open = False

    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries)

    def take(self, row: Row) -> None:
        before = dict(self._in_force)
        values = self._carry(row)
        number_text, name = squeeze(row.text(Column.NUMBER)), squeeze(row.text(Column.NAME))
        if number_text or name:
            self._start(row, number_text, name, values, before)
        elif not self._entries and not self._seen:
            self.problems.append(problem("S06-orphan", row.place()))
        elif self._entry_open:
            self._continue(row, self._entries[-1], values)

    def _carry(self, row: Row) -> dict[Column, Value]:
        """The row's stage, scenario and departments: stated, restated over a page break, or carried
        down; nothing is carried into a new stage."""
        stage_text = squeeze(row.text(Column.STAGE))
        in_force = self._in_force.get(Column.STAGE)
        page_break = bool(stage_text) and in_force is not None and in_force.text == stage_text
        if stage_text and not page_break:
            self._in_force.clear()
            self._reported.clear()
        values: dict[Column, Value] = {}
        for column in _CARRIED:
            text = squeeze(row.text(column))
            above = self._in_force.get(column)
            if text:
                repeats = page_break and above is not None and above.text == text
                value = Value(text, row.index, Fill.RESTATED if repeats else Fill.STATED)
                self._check_form(column, value, row)
                self._in_force[column] = value
            elif above is not None:
                value = replace(above, fill=Fill.CARRIED_DOWN)
            else:
                continue
            values[column] = value
        self._check_agreement(row, values)
        return values

    def _check_form(self, column: Column, value: Value, row: Row) -> None:
        pattern = {Column.STAGE: _STAGE, Column.SCENARIO: _SCENARIO}.get(column)
        if pattern and not pattern.fullmatch(value.text):
            code = "S02-stage-form" if column is Column.STAGE else "S02-scenario-form"
            self.problems.append(problem(code, row.place(column), text=value.text))

    def _check_agreement(self, row: Row, values: Mapping[Column, Value]) -> None:
        stage, scenario = values.get(Column.STAGE), values.get(Column.SCENARIO)
        if stage is None or scenario is None or not squeeze(row.text(Column.SCENARIO)):
            return
        stage_match, scenario_match = (
            _STAGE.fullmatch(stage.text),
            _SCENARIO.fullmatch(scenario.text),
        )
        if stage_match and scenario_match and scenario_match[1].split(".")[0] != stage_match[1]:
            self.problems.append(
                problem(
                    "N05", row.place(Column.SCENARIO), code=scenario_match[1], stage=stage_match[1]
                )
            )

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
        if not number_text:
            self.problems.append(problem("S01", row.place(Column.NAME), name=name))
            return
        if not number_text.isdigit() or int(number_text) < 1:
            self.problems.append(problem("S01-form", row.place(Column.NUMBER), text=number_text))
            return
        number = int(number_text)
        last = self._entries[-1] if self._entries else None
        if last and last.number == number and last.name == name and last.has_sub_lines:
            self._entry_open = True
            self._check_restated(row, last, before)
            self._continue(row, last, values)
            return
        self._check_number(row, number, last)
        if not name:
            self.problems.append(problem("S06", row.place(), number=number))
        line = self._line(row, number, name, values)
        self._seen.setdefault(number, row)
        if line:
            entry = Entry(number, name, row.text(Column.NAME), (line,))
            self._entries.append(entry)
            self._entry_open = True

    def _check_number(self, row: Row, number: int, last: Entry | None) -> None:
        place = row.place(Column.NUMBER)
        before = max(self._seen, default=0)
        if number in self._seen:
            line = self._seen[number].line_start
            self.problems.append(problem("N02", place, n=number, line=line))
        elif number < before:
            self.problems.append(problem("N03", place, n=number, before=before))
        else:
            for missing in range(before + 1, number):
                self.problems.append(problem("N01", place, n=missing, before=before, after=number))

    def _check_restated(self, row: Row, entry: Entry, before: Mapping[Column, Value]) -> None:
        for column in _CARRIED:
            text = squeeze(row.text(column))
            carried = before.get(column)
            if text and carried and carried.text != text:
                self.problems.append(
                    problem(
                        "V05",
                        row.place(column),
                        number=entry.number,
                        column=row.cells[column].heading,
                        carried=carried.text,
                        text=text,
                    )
                )

    def _continue(self, row: Row, entry: Entry, values: dict[Column, Value]) -> None:
        if not squeeze(row.text(Column.SUB_NAME)):
            self.problems.append(problem("S06-sub-name", row.place(), number=entry.number))
            return
        line = self._line(row, entry.number, entry.name, values)
        if line is None:
            return
        if line.lead.text != entry.first.lead.text:
            self.problems.append(
                problem(
                    "S03-changes",
                    row.place(Column.LEAD),
                    number=entry.number,
                    first=entry.first.lead.text,
                    other=line.lead.text,
                )
            )
        self._entries[-1] = replace(entry, lines=(*entry.lines, line))

    def _line(self, row: Row, number: int, name: str, values: dict[Column, Value]) -> Line | None:
        for column, code in (
            (Column.STAGE, "S02-stage"),
            (Column.SCENARIO, "S02-scenario"),
            (Column.LEAD, "S03"),
            (Column.COOPERATING, "S04"),
        ):
            if column not in values and column not in self._reported:
                self._reported.add(column)  # said once: the rows below lack it for the same reason
                self.problems.append(problem(code, row.place(column), number=number))
        type_word = squeeze(row.text(Column.TYPE))
        sub_name = squeeze(row.text(Column.SUB_NAME)) or None
        self._check_type(row, number, sub_name or name, type_word)
        if any(column not in values for column in _CARRIED):
            return None
        return Line(
            row=row,
            sub_name=sub_name,
            type_word=type_word,
            stage=values[Column.STAGE],
            scenario=values[Column.SCENARIO],
            lead=values[Column.LEAD],
            cooperating=values[Column.COOPERATING],
        )

    def _check_type(self, row: Row, number: int, name: str, word: str) -> None:
        known, place = "、".join(self.type_words), row.place(Column.TYPE)
        if not word:
            self.problems.append(problem("S05", place, number=number, name=name, known=known))
        elif word not in self.type_words:
            self.problems.append(problem("S05-unknown", place, text=word, known=known))
