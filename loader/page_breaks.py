"""What a page break cuts: a row that goes on at the top of the next page, and a merged cell whose
text stands in its second half. Both are made whole, and said.

Only printouts cut cells: a word processor lets a row or a merged cell run over the end of a page,
and the printout has two physical cells of it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from loader.identifiers import squeeze
from loader.problems import Problem, problem
from loader.rows import Attribute, Column, Cover, Row

_MERGING = (
    Column.NUMBER,
    Column.STAGE,
    Column.SCENARIO,
    Column.NAME,
    Column.LEAD,
    Column.COOPERATING,
)


@dataclass(frozen=True)
class Joined:
    """Rows with what page breaks had cut joined, numbered anew, and what is to be said of it."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def join_pages(rows: Sequence[Row], type_words: Collection[str]) -> Joined:
    """Join what page breaks cut in the rows of a printout; rows without a page are left alone."""
    if not any(row.spot.page for row in rows):
        return Joined(tuple(rows), ())
    whole, problems = _rows_made_whole(rows, type_words)
    joined = list(whole)
    merging = {
        column
        for row in joined
        for column, cell in row.cells.items()
        if cell.row_span > 1 and squeeze(cell.text)
    }
    for at, row in enumerate(joined):
        if at and row.spot != joined[at - 1].spot:
            problems += _cells_made_whole(joined, at, merging)
    return Joined(tuple(joined), tuple(problems))


def _rows_made_whole(
    rows: Sequence[Row], type_words: Collection[str]
) -> tuple[list[Row], list[Problem]]:
    """A row at the top of a page that has no number and no type of its own goes on with the row
    above."""
    whole: list[Row] = []
    numbers: dict[int, int] = {}
    problems: list[Problem] = []
    for row in rows:
        if whole and row.spot != whole[-1].spot and _continues(row, whole[-1], type_words):
            problems.append(problem("V08-row", row.place(), text=_words(row)))
            whole[-1] = _appended(whole[-1], row)
            numbers[row.index] = len(whole)
            continue
        numbers[row.index] = len(whole) + 1
        whole.append(row)
    return [_renumbered(row, numbers) for row in whole], problems


def _continues(row: Row, above: Row, type_words: Collection[str]) -> bool:
    if Column.TYPE not in row.cells or Column.TYPE in row.covered:
        return False
    if squeeze(row.text(Column.NUMBER)):
        return False
    kind, before = squeeze(row.text(Column.TYPE)), squeeze(above.text(Column.TYPE))
    if not kind:
        return True
    return kind not in type_words and before + kind in type_words


def _words(row: Row) -> str:
    return "、".join(squeeze(cell.text) for cell in row.all_cells() if squeeze(cell.text))


def _appended(row: Row, rest: Row) -> Row:
    """The row with the text that stands at the top of the next page below its own."""
    cells = dict(row.cells)
    for column, cell in rest.cells.items():
        if squeeze(cell.text):
            own = cells.get(column)
            text = f"{own.text}\n{cell.text}" if own and squeeze(own.text) else cell.text
            cells[column] = replace(own or cell, text=text)
    further = list(row.further)
    for one in rest.further:
        for at, own_one in enumerate(further):
            if own_one.heading == one.heading and squeeze(one.cell.text):
                text = f"{own_one.cell.text}\n{one.cell.text}".strip("\n")
                further[at] = replace(own_one, cell=replace(own_one.cell, text=text))
    return replace(row, cells=cells, further=tuple(further))


def _renumbered(row: Row, numbers: Mapping[int, int]) -> Row:
    def attribute(one: Attribute) -> Attribute:
        return replace(one, row=numbers[one.row])

    return replace(
        row,
        index=numbers[row.index],
        further=tuple(map(attribute, row.further)),
        covered={c: replace(cover, row=numbers[cover.row]) for c, cover in row.covered.items()},
        further_covered=tuple(map(attribute, row.further_covered)),
    )


def _cells_made_whole(rows: list[Row], at: int, merging: Collection[Column]) -> Iterator[Problem]:
    """A blank cell that reaches down to the end of a page is the first half of the cell at the top
    of the next, where cells of its column are merged."""
    first = rows[at]
    for column in _MERGING:
        cell = first.cells.get(column)
        if column not in merging or cell is None or not squeeze(cell.text):
            continue
        half = _blank_half(rows, at, column)
        for row in half:
            covered = {**rows[row].covered, column: Cover(first.index, cell)}
            rows[row] = replace(rows[row], covered=covered)
        if half:
            place = rows[half[0]].place(column)
            said = {"column": cell.heading, "text": squeeze(cell.text)}
            yield problem("V08", place, **said)


def _blank_half(rows: Sequence[Row], at: int, column: Column) -> list[int]:
    """The rows, from the top, of the blank cell that reaches down to the page break before row
    `at`, over whole pages where it fills them; none where it goes on with a cell that has text on
    the page before, or where more blank cells stand above it than the one that goes on from there:
    then the lines mean nothing."""
    half: list[int] = []
    for row in range(at - 1, -1, -1):
        if _has_text(rows[row], column):
            below = bool(half) and rows[row].spot == rows[half[0]].spot
            return half if below else []
        if half and column in rows[half[0]].cells and rows[row].spot == rows[half[0]].spot:
            return half if _goes_on_from_the_top(rows, row, column) else []
        half.insert(0, row)
    return []


def _goes_on_from_the_top(rows: Sequence[Row], at: int, column: Column) -> bool:
    """Whether the blank cell over row `at` is one from the top of its page on."""
    top = at
    while top and column not in rows[top].cells and rows[top - 1].spot == rows[at].spot:
        top -= 1
    return column in rows[top].cells and (top == 0 or rows[top - 1].spot != rows[top].spot)


def _has_text(row: Row, column: Column) -> bool:
    return column in row.covered or bool(squeeze(row.text(column)))
