"""What the rules find, as a workbook that a department works through: one sheet for what the
checklist's owner can mend, one for the graph, one that says what both are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loader.problems import Problem
from server.quality.groups import KINDS, SEVERITIES, counted, groups, row_words
from server.spreadsheet import Link, Sheet, Value, workbook
from shapes.report import Kind, Severity

COLUMNS = (
    "级别", "编号", "条目", "问题与处理", "文件", "工作表", "页", "行", "栏", "单元格", "原文",
    "涉及", "处理结果", "Problem", "网址",
)  # fmt: skip
_WIDTHS = (8, 10, 16, 52, 22, 12, 7, 14, 14, 10, 30, 30, 24, 52, 40)
_NOTES = (
    ("级别", "错误：改正后才能发布；警告：请核对，确实如此的不必改；提示：供参考。"),
    ("清单问题", "清单或名录的编制单位能够核对、改正的问题。"),
    ("技术规范", "图谱的数据结构问题，由软件的维护者或提供数据的系统改正。"),
    ("原文", "单元格里的原文。注有“沿用上文”的，原文在上面的行，这一条是空白或合并单元格。"),
    ("行", "文本和工作表按文件自己的行号；其他文件从表头以下数起，全文件连续。"),
    ("处理结果", "请在这一栏填写：已改、不必改及理由、由谁处理。"),
)


@dataclass(frozen=True)
class Checked:
    """What was checked and what was found in it. `edition` is the IRI of a published edition,
    empty for a file that is not published."""

    title: str
    problems: Sequence[Problem]
    edition: str = ""

    @property
    def conforms(self) -> bool:
        """Whether nothing keeps it from being published."""
        return all(p.severity is not Severity.VIOLATION for p in self.problems)

    @property
    def verdict(self) -> str:
        """One sentence in Chinese and English."""
        if not self.problems:
            return "没有发现问题。/ Nothing found."
        if not self.conforms:
            return "有错误，改正后才能发布。/ There are errors: correct them before publication."
        return "没有错误，可以发布；以下供核对。/ No error; what follows is to be checked."


def book(checked: Iterable[Checked]) -> bytes:
    """The workbook (.xlsx)."""
    return workbook(problem_sheets(list(checked)))


def problem_sheets(every: Sequence[Checked]) -> list[Sheet]:
    """Its sheets."""
    return [*(_problems(kind, every) for kind in Kind), _about(every)]


def _problems(kind: Kind, every: Sequence[Checked]) -> Sheet:
    several = len(every) > 1
    rows: list[tuple[Value, ...]] = []
    for one in every:
        for group in groups(p for p in one.problems if p.kind is kind):
            for problem in group.problems:
                row = _row(problem)
                rows.append((one.title, *row) if several else row)
    columns = ("清单", *COLUMNS) if several else COLUMNS
    return Sheet(KINDS[kind].zh, columns, rows, (26, *_WIDTHS) if several else _WIDTHS)


def _row(problem: Problem) -> tuple[Value, ...]:
    place, thing = problem.place, problem.thing
    return (
        SEVERITIES[problem.severity].zh,
        problem.code,
        thing.item if thing else None,
        problem.sentence("zh"),
        Path(place.file).name or None,
        place.sheet,
        place.page,
        row_words(place) or None,
        "".join((place.column or "").split()) or None,
        place.cell,
        text_words(problem),
        (thing.zh or thing.en) if thing else None,
        None,
        problem.sentence("en"),
        Link(thing.iri) if thing else None,
    )


def text_words(problem: Problem) -> str | None:
    """The text of the cell, with a word on a blank one and on one that stands above."""
    text = problem.place.text
    if text is None:
        return None
    shown = text if text.strip() else "（空白）"
    return f"{shown}（沿用上文）" if problem.place.carried else shown


def _about(every: Sequence[Checked]) -> Sheet:
    rows: list[tuple[Value, Value]] = []
    for one in every:
        rows += [("清单", one.title), ("结论", one.verdict)]
        if one.edition:
            rows.append(("版本网址", Link(one.edition)))
        rows += _counts(counted(one.problems))
    return Sheet("说明", ("项目", "内容"), [*rows, *_NOTES], (20, 80))


def _counts(found: Mapping[Kind, Mapping[Severity, int]]) -> Iterable[tuple[Value, Value]]:
    for kind, by_severity in found.items():
        for severity, count in by_severity.items():
            yield f"{KINDS[kind].zh}：{SEVERITIES[severity].zh}", count
