"""What the rows of a document say once they are settled: entries with their lines, and every value
with the row its text stands in and how it was got."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from loader.problems import Problem
from loader.rows import Attribute, Column, Place, Row

STAGE = re.compile(r"(\d+)(?![\d.．])[、]?(.+)")
SCENARIO = re.compile(r"(\d+\.\d+)[、]?(.+)")
NOBODY = frozenset({"无", "暂无", "不涉及", "-", "－", "—", "——", "/", "／"})
"""What stands in a cell where there is no department."""
AS_ABOVE = frozenset({"同上", "同前", "〃", "″"})
"""What stands in a cell that repeats the one above."""
SCENARIO_ALONE = re.compile(r"(\d+(?:\.\d+)?)[、.．]?(.+)")


class Fill(StrEnum):
    """How a value was got: the keys of the code list fill-method."""

    STATED = "stated"
    RESTATED = "restated"
    MERGED = "merged"
    CARRIED_DOWN = "carried-down"


@dataclass(frozen=True)
class Value:
    """A settled cell: its text without white space, the row it stands in, and how it was got."""

    text: str
    row: int
    fill: Fill

    def names(self) -> tuple[str, ...]:
        """The departments named in it: only 、 separates them."""
        words = (name for name in self.text.split("、") if name)
        return tuple(dict.fromkeys(name for name in words if name not in NOBODY | AS_ABOVE))

    def no_departments(self) -> tuple[str, ...]:
        """Words in it that stand where a department should, and name none."""
        return tuple(name for name in self.text.split("、") if name in NOBODY | AS_ABOVE)


@dataclass(frozen=True)
class Line:
    """A leaf of the list: one physical row, with its settled values."""

    row: Row
    sub_name: str | None
    type_word: str
    stage: Value | None
    """None where the list has no stages."""
    scenario: Value
    lead: Value
    cooperating: Value
    """Without text where the list says that a blank means none."""
    handling: tuple[str, ...] = ()
    """The departments that a column of its own states as handling."""
    attributes: tuple[Attribute, ...] = ()
    """What stands under further headings, blank cells left out."""


@dataclass(frozen=True)
class Entry:
    """An entry: its lines in order; one without a sub-name where it has no sub-lines. `number` is
    None where the list has no numbers."""

    number: int | None
    name: str
    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def has_sub_lines(self) -> bool:
        return self.first.sub_name is not None

    @property
    def stage(self) -> tuple[int, str] | None:
        """Number and name of the stage, or None where the list has no stages."""
        return split_stage(self.first.stage.text) if self.first.stage else None

    @property
    def scenario(self) -> tuple[str, str]:
        """Code and name of the scenario."""
        return split_scenario(self.first.scenario.text)

    def place(self, column: Column | None = None) -> Place:
        return self.first.row.place(column)

    @property
    def spoken(self) -> Mapping[str, str]:
        """How a problem's sentences call it."""
        return spoken_entry(str(self.number or ""), self.name)


def spoken_entry(number: str, name: str) -> Mapping[str, str]:
    """How people call an entry, in Chinese and English: by its number, else by its name."""
    if number:
        return {"entry": f"第{number}项", "entry_en": f"No. {number}"}
    return {"entry": f"“{name}”", "entry_en": f"“{name}”"}


def spoken_item(
    number: str, name: str, *, stage: str = "", scenario: str = "", line: str = ""
) -> tuple[str, str]:
    """How people call an entry, or a line of it, in Chinese and English: `stage` or `scenario` is
    given where numbers start again in each."""
    said = spoken_entry(number, name)
    zh, en = said["entry"], said["entry_en"]
    if number and stage:
        zh, en = f"阶段{stage}{zh}", f"Stage {stage}, {en}"
    elif number and scenario:
        zh, en = f"场景{scenario}{zh}", f"Scenario {scenario}, {en}"
    return (f"{zh}第{line}行", f"{en}, line {line}") if line else (zh, en)


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
    match = STAGE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return int(match[1]), match[2]


def split_scenario(text: str) -> tuple[str, str]:
    """`1.1出生` -> ("1.1", "出生"), and `1出生` -> ("1", "出生") in a list without stages; raises
    ValueError for another form."""
    match = SCENARIO.fullmatch(text) or SCENARIO_ALONE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return match[1], match[2]
