"""The column of names or codes in what a clerk pasted or uploaded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils.cell import get_column_letter

from loader.identifiers import squeeze
from server.matching.state import LONGEST

_NAME = re.compile(r"名称|事项|部门|单位|场景|阶段|name|title|matter|department", re.IGNORECASE)
_CODE = re.compile(r"编码|代码|编号|code|identifier", re.IGNORECASE)
_OTHER = re.compile(r"序号|类型|类别|备注|日期|no\.?|type", re.IGNORECASE)
_LONGEST_HEADING = 10


class NoSuchColumn(Exception):
    """The table has no column that is called so: `there_are` are its columns."""

    def __init__(self, there_are: Sequence[str]) -> None:
        super().__init__("、".join(there_are))
        self.there_are = tuple(there_are)


@dataclass(frozen=True)
class Column:
    """Names to look for, in the order of the table, each with the code beside it: `codes` is empty
    where none stands beside any. `heading` is what stands above, empty where nothing does, and
    `others` are the other columns."""

    names: tuple[str, ...]
    codes: tuple[str, ...] = ()
    heading: str = ""
    others: tuple[str, ...] = ()


def pasted(text: str) -> list[list[str]]:
    """The rows of a text as it is copied from a sheet: a line each, cells between tabs."""
    lines = (line.strip("\r\n ") for line in text.splitlines())
    return [[squeezed(cell) for cell in line.split("\t")] for line in lines if line.strip()]


def squeezed(text: str) -> str:
    """A cell on one line."""
    return " ".join(text.split())[:LONGEST]


def column(rows: Sequence[Sequence[str]], wanted: str = "") -> Column:
    """The column called `wanted`, by its heading or its letter; else the one that looks like names.
    Raises NoSuchColumn."""
    if not rows:
        return Column(())
    width = max(map(len, rows))
    headings = _headings(rows)
    below = rows[1:] if headings else rows
    letters = [get_column_letter(at) for at in range(1, width + 1)]
    called = [(headings[at] if at < len(headings) else "") or letters[at] for at in range(width)]
    at = _wanted(wanted, headings, letters, called) if wanted else _likely(below, headings, width)
    codes_at = _codes_at(headings, at, width, filled=len(below) > 0)
    kept = [row for row in below if at < len(row) and row[at].strip()]
    codes = tuple(row[codes_at] if codes_at < len(row) else "" for row in kept)
    return Column(
        tuple(row[at].strip() for row in kept),
        codes if codes_at >= 0 and any(codes) else (),
        called[at] if headings else "",
        tuple(one for number, one in enumerate(called) if number != at),
    )


def _headings(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first row, where it is one of headings."""
    first = list(rows[0])
    short = [cell for cell in first if cell and len(squeeze(cell)) <= _LONGEST_HEADING]
    filled = [cell for cell in first if cell]
    known = [cell for cell in short if any(p.search(cell) for p in (_NAME, _CODE, _OTHER))]
    ends = len(filled) == 1 and re.fullmatch(
        r"(事项|部门|场景|阶段|单位)?(名称|编码|代码)|事项|部门|场景|阶段|name|code",
        squeeze(filled[0]),
        re.IGNORECASE,
    )
    several = len(filled) > 1 and len(known) * 2 >= len(filled) and len(short) == len(filled)
    return first if len(rows) > 1 and (ends or several) else []


def _wanted(
    wanted: str, headings: Sequence[str], letters: Sequence[str], called: Sequence[str]
) -> int:
    plain = squeeze(wanted)
    for names in ([squeeze(one) for one in headings], letters):
        if plain in names:
            return names.index(plain)
    if plain.upper() in letters:
        return letters.index(plain.upper())
    raise NoSuchColumn(called)


def _likely(rows: Sequence[Sequence[str]], headings: Sequence[str], width: int) -> int:
    """The first column with a heading of names, else the one with the most that is no number."""
    named = (at for at, one in enumerate(headings) if _NAME.search(one) and not _CODE.search(one))
    found = next(named, None)
    if found is None:
        coded = (at for at, one in enumerate(headings) if _CODE.search(one))
        found = next(coded, None)
    if found is not None:
        return found

    def words(at: int) -> int:
        cells = (row[at] for row in rows[:200] if at < len(row))
        return sum(bool(cell) and not cell.replace(".", "").isdigit() for cell in cells)

    return max(range(width), key=lambda at: (words(at), -at))


def _codes_at(headings: Sequence[str], at: int, width: int, *, filled: bool) -> int:
    """The column of one's own codes; without headings the one beside, of two. -1 for none."""
    coded = (n for n, one in enumerate(headings) if n != at and _CODE.search(one))
    if headings:
        return next(coded, -1)
    return 1 - at if width == 2 and filled else -1
