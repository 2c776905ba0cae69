"""What commands share: settings from options, errors as two sentences and exit code 1, problems
with their places."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from loader.decisions import UnknownAnswer
from loader.problems import Problem, Refused
from loader.rows import Place
from server.settings import Settings, SettingsError, from_environment
from server.store.folder import FolderError

P = ParamSpec("P")
R = TypeVar("R")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
_COLOURS = {"violation": "red", "warning": "yellow", "info": "cyan"}
_LAST = frozenset({"L02"})
"""English names: they are missing wherever a county is new, and hide what else is to be seen."""
_WORDS = {"violation": "错误 error", "warning": "警告 warning", "info": "提示 note"}


def settings_of(ctx: click.Context, **options: Any) -> Settings:
    """The settings of this call: environment, then options."""
    return from_environment(data=(ctx.find_root().obj or {}).get("data"), **options)


def speaks(function: Callable[P, R]) -> Callable[P, R]:
    """Errors that are known become sentences on standard error and exit code 1."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Refused as refused:
            print_problems(refused.problems, err)
        except (FolderError, SettingsError, UnknownAnswer) as error:
            err.print(f"[red]✗[/red] {error}", soft_wrap=True)
        raise SystemExit(1)

    return guarded


def spoken_place(place: Place) -> str:
    """A place in the words of a person who has the file open."""
    parts = [Path(place.file).name]
    if place.sheet is not None:
        parts.append(f"工作表“{place.sheet}”")
    if place.page is not None:
        parts.append(f"第{place.page}页")
    if place.line_start is not None:
        end = place.line_end if place.line_end != place.line_start else None
        parts.append(f"第{place.line_start}{f'–{end}' if end else ''}行")
    elif place.cell:
        parts.append(place.cell)
    elif place.table is not None and place.page is None and place.sheet is None:
        parts.append(f"第{place.table}个表格")
    if place.row is not None:
        parts.append(f"表格第{place.row}行")
    return "，".join(parts)


def print_problems(problems: Iterable[Problem], console: Console, *, limit: int = 8) -> None:
    """Problems as sentences, worst first: each sentence once, and below it a table of the places it
    holds for (at most `limit` of them)."""
    groups: dict[tuple[int, str, str, str], list[Problem]] = {}
    for problem in problems:
        key = (problem.severity.rank, problem.code, problem.sentence("zh"), problem.sentence("en"))
        groups.setdefault(key, []).append(problem)
    for (_, code, zh, en), found in sorted(groups.items(), key=_group_order):
        severity = found[0].severity
        many = f" ×{len(found)}" if len(found) > 1 else ""
        colour = _COLOURS[severity]
        console.print(f"[{colour}]{_WORDS[severity]} {code}{many}[/{colour}]", soft_wrap=True)
        for sentence in (zh, en):
            console.print(f"  {sentence}", soft_wrap=True, markup=False)
        ordered = sorted(found, key=lambda p: p.place.row or p.place.line_start or 0)
        for cells in _aligned([_place_cells(p.place) for p in ordered[:limit]]):
            console.print(f"  · {cells}", soft_wrap=True, markup=False)
        if len(ordered) > limit:
            console.print(f"  · … 另有 {len(ordered) - limit} 处 / {len(ordered) - limit} more")


def _place_cells(place: Place) -> tuple[str, str, str]:
    text = "".join((place.text or "").split())
    shown = f"{text[:60]}…" if len(text) > 60 else text
    return spoken_place(place), f"“{place.column}”栏" if place.column else "", shown


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as lines whose columns stand below one another; Han characters are two wide."""
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    for row in rows:
        padded = (
            text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _group_order(
    group: tuple[tuple[int, str, str, str], list[Problem]],
) -> tuple[int, bool, int, str]:
    """Worst severity first, then by where the group first stands in the file; what a clerk cannot
    mend in the document comes last."""
    (rank, code, _, _), found = group
    first = min(p.place.row or p.place.line_start or 0 for p in found)
    return rank, code in _LAST, first, code


def count_line(problems: Iterable[Problem]) -> str:
    """How many problems there are of each severity, as one line."""
    found = list(problems)
    counts = {word: sum(_WORDS[p.severity] == word for p in found) for word in _WORDS.values()}
    return "，".join(f"{word} {n}" for word, n in counts.items())


def as_json(problems: Iterable[Problem]) -> str:
    """Problems as a JSON array."""
    return json.dumps([p.as_json() for p in problems], ensure_ascii=False, indent=1)


def table(*columns: str) -> Table:
    """A plain table that stays readable in a narrow terminal and when copied."""
    result = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        result.add_column(column, overflow="fold")
    return result
