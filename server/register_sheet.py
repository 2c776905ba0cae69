"""The open questions of the register as a workbook with a column 决定, and the answers in it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from loader.decisions import UnknownAnswer
from loader.identifiers import squeeze
from loader.limits import Limits
from loader.proposals import TITLES, WORDS, Answer, Proposal
from loader.readers import content_of
from loader.readers.spreadsheets import excel
from server.spreadsheet import Sheet, workbook

_COLUMNS = (
    "编号",
    "问题",
    "甲（保留其网址）",
    "甲所在",
    "乙",
    "乙所在",
    "可选决定",
    "决定",
    "另指部门",
    "决定人",
    "理由",
)
_WIDTHS = (11, 26, 36, 20, 36, 20, 22, 12, 24, 12, 30)
_ANSWERS: Mapping[str, str] = {WORDS[answer][0]: answer.value for answer in Answer}

Choice = tuple[str, str, str | None, str | None, str | None]
"""Id of the proposal, answer, department, by, reason."""


def write_sheet(proposals: Sequence[Proposal]) -> bytes:
    """One row a question; 决定 offers the answers by their Chinese words."""
    rows = [tuple(_row(proposal)) for proposal in proposals]
    choices = {"决定": [WORDS[answer][0] for answer in Answer]}
    return workbook([Sheet("待定问题", _COLUMNS, rows, _WIDTHS, choices)])


def _row(proposal: Proposal) -> Iterator[str]:
    yield proposal.id
    yield TITLES[proposal.question][0]
    for at in range(2):
        yield proposal.names[at] if at < len(proposal.names) else ""
        yield proposal.places[at] if at < len(proposal.places) else ""
    yield "、".join(WORDS[answer][0] for answer in proposal.answers)
    yield from ("", "", "", "")


def read_sheet(path: Path, limits: Limits) -> list[Choice]:
    """What was decided in a workbook that `write_sheet` wrote; rows without a decision are left
    out. Raises Refused where the file cannot be read, UnknownAnswer where it is another table or a
    word is no decision."""
    reading = excel.read(content_of(path, limits), path.name, limits)
    rows = [
        {cell.column: cell.text.strip() for cell in cells}
        for table in reading.tables
        for cells in table.rows()
    ]
    header = next((row for row in rows if squeeze(row.get(1, "")) == _COLUMNS[0]), None)
    if header is None:
        raise UnknownAnswer(
            f"{path.name} 不是“待定问题”表格：找不到“编号”一栏。"
            f"/ {path.name} is not a table of open questions: it has no column “编号”."
        )
    at = {squeeze(heading): column for column, heading in header.items()}
    found: list[Choice] = []
    for row in rows[rows.index(header) + 1 :]:
        answer = row.get(at.get("决定", 0), "")
        if answer:
            department, by, reason = (
                row.get(at.get(name, 0)) or None for name in ("另指部门", "决定人", "理由")
            )
            found.append((row.get(1, ""), _answer(answer, row.get(1, "")), department, by, reason))
    return found


def _answer(word: str, proposal: str) -> str:
    if word in _ANSWERS.values():
        return word
    if word in _ANSWERS:
        return _ANSWERS[word]
    raise UnknownAnswer(
        f"{proposal}：“{word}”不是可选的决定（{'、'.join(_ANSWERS)}）。"
        f"/ {proposal}: “{word}” is no decision ({', '.join(_ANSWERS.values())})."
    )
