"""Which problems are to be marked in which cell of a document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loader.problems import Problem
from loader.rows import Cell, Column, Row
from server.quality.groups import KINDS, SEVERITIES, row_words
from shapes.report import Kind, Severity

FILLS: Mapping[Severity, str] = {
    Severity.VIOLATION: "FFC7CE",
    Severity.WARNING: "FFEB9C",
    Severity.INFO: "DDEBF7",
}
"""The ground of a marked cell, by the gravest of its problems."""
AUTHOR = "清单核对"
TITLE = "核对结果"
NOTE = "以下由 Lifematters 添加，原文未改；底色、批注和这张表请在定稿前删除。"
HEADINGS = ("级别", "位置", "原文", "问题与处理")
"""The table of problems. It has fewer columns than a checklist: it cannot be taken for more of
one when the file is read again."""
BEGINNING = "【核对："
"""How what is said in a comment begins: by it our own are known again."""
_OF_COMMENTS = "F35"
_NAMES = (Column.SUB_NAME, Column.NAME)
_TEXT = 200


@dataclass(frozen=True)
class Mark:
    """A cell and what is to be said there. `sheet` is empty in a document without sheets, and
    `address` what the rows call the cell."""

    sheet: str
    address: str
    problems: tuple[Problem, ...]

    @property
    def severity(self) -> Severity:
        """That of the gravest."""
        return min((one.severity for one in self.problems), key=lambda one: one.rank)

    @property
    def text(self) -> str:
        """What is said of the cell."""
        return "\n".join(f"{BEGINNING}{words(one)}】{one.sentence('zh')}" for one in self.problems)


@dataclass(frozen=True)
class Line:
    """A problem in the table at the end; `mark` is its cell, where it has one."""

    problem: Problem
    mark: tuple[str, str] | None

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """What stands under each of HEADINGS."""
        place = self.problem.place
        thing = self.problem.thing
        column = "".join((place.column or "").split())
        where = [
            place.sheet or (f"表{place.table}" if place.table else ""),
            place.cell if place.sheet and place.cell else row_words(place),
            f"“{column}”栏" if column else "",
            thing.item if thing else "",
        ]
        text = place.text if place.text is None or place.text.strip() else "（空白）"
        return (
            words(self.problem),
            "，".join(part for part in where if part),
            (text or "")[:_TEXT],
            self.problem.sentence("zh"),
        )


def words(problem: Problem) -> str:
    """How grave it is, and its id: `错误 N01`."""
    return f"{SEVERITIES[problem.severity].zh} {problem.code.partition('-')[0]}"


def marks(lines: Iterable[Line]) -> list[Mark]:
    """The cells to mark, in the order of the problems."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for line in lines:
        if line.mark:
            found.setdefault(line.mark, []).append(line.problem)
    return [Mark(*where, tuple(problems)) for where, problems in found.items()]


def table(problems: Iterable[Problem], rows: Sequence[Row]) -> list[Line]:
    """The problems that the owner of the checklist can mend, each with its cell. `rows` are those
    of the document, whose cells have addresses."""
    by_index = {row.index: row for row in rows}
    return [
        Line(problem, _cell(problem, by_index))
        for problem in problems
        if problem.kind is Kind.CHECKLIST
    ]


def title() -> str:
    """What the table is called."""
    return f"{TITLE}（{KINDS[Kind.CHECKLIST].zh}）"


def _cell(problem: Problem, rows: Mapping[int, Row]) -> tuple[str, str] | None:
    place = problem.place
    if problem.code == _OF_COMMENTS:  # the cell has its comment
        return None
    if place.sheet and place.cell:
        return place.sheet, place.cell
    row = rows.get(place.row or 0)
    cell = _in_row(problem, row) if row else None
    if row is None or cell is None or not cell.address:
        return None
    return row.spot.sheet or "", cell.address


def _in_row(problem: Problem, row: Row) -> Cell | None:
    """The cell of a row that a problem is about; the name where it is about the whole row."""
    place = problem.place
    own = row.all_cells()
    covering = [cover.cell for cover in row.covered.values()]
    if place.cell_iri:
        number = place.cell_iri.rpartition("#c")[2]
        own = tuple(cell for cell in own if str(cell.index) == number) or own
    heading = [cell for cell in (*own, *covering) if place.column == cell.heading]
    same = [cell for cell in heading if place.text == cell.text]
    named = [row.cells[column] for column in _NAMES if row.text(column)]
    some = [cell for cell in own if cell.text]
    return next(iter([*same, *heading, *named, *some, *own]), None)
