"""What commands share: settings from options, errors as two sentences and exit code 1, problems
with their places."""

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
from server.quality.groups import SEVERITIES, groups, row_words
from server.settings import Settings, SettingsError, from_environment
from server.store.folder import FolderError

P = ParamSpec("P")
R = TypeVar("R")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
_COLOURS = {"violation": "red", "warning": "yellow", "info": "cyan"}


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
    if place.cell:
        parts.append(place.cell)
    elif place.table is not None and place.page is None and place.sheet is None:
        parts.append(f"第{place.table}个表格")
    if row := row_words(place) if not place.cell else "":
        parts.append(row)
    return "，".join(parts)


def print_problems(problems: Iterable[Problem], console: Console, *, limit: int = 8) -> None:
    """Problems as sentences, the checklist's first, worst first: each rule once, and below it a
    table of the places it holds for (at most `limit` of them)."""
    for group in groups(problems):
        found = group.problems
        many = f" ×{len(found)}" if len(found) > 1 else ""
        colour = _COLOURS[group.severity]
        words = SEVERITIES[group.severity].both
        console.print(f"[{colour}]{words} {group.code}{many}[/{colour}]", soft_wrap=True)
        for language in ("zh", "en"):
            console.print(f"  {group.sentence(language)}", soft_wrap=True, markup=False)
        own = group.shared("zh") is None
        lines = _aligned([_cells(problem) for problem in found[:limit]])
        for problem, line in zip(found, lines, strict=False):
            console.print(f"  · {line}", soft_wrap=True, markup=False)
            if own:
                console.print(f"    {problem.sentence('zh')}", soft_wrap=True, markup=False)
        if more := len(found[limit:]):
            console.print(f"  · … 另有 {more} 处 / {more} more")


def _cells(problem: Problem) -> tuple[str, str, str, str]:
    """Where a problem stands, which item it is about, in which column, and the text there; what
    stands in no row is named instead."""
    place, thing = problem.place, problem.thing
    text = "".join((place.text or "").split())
    shown = f"{text[:60]}…" if len(text) > 60 else text
    if place.carried:
        shown += "（沿用上文）"
    if thing and place.row is None:
        shown = f"{thing.zh or thing.en} <{thing.iri}>".strip()
    column = "".join((place.column or "").split())
    item = thing.item if thing else ""
    return spoken_place(place), item, f"“{column}”栏" if column else "", shown


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as lines whose columns stand below one another; Han characters are two wide. A column
    that is empty throughout is left out."""
    used = [at for at in range(len(rows[0])) if any(row[at] for row in rows)] if rows else []
    widths = {at: max(cell_len(row[at]) for row in rows) for at in used}
    for row in rows:
        padded = (row[at] + " " * (widths[at] - cell_len(row[at])) for at in used)
        yield "  ".join(padded).rstrip()


def count_line(problems: Iterable[Problem]) -> str:
    """How many problems there are of each severity, as one line."""
    found = list(problems)
    counts = {s: sum(p.severity is s for p in found) for s in SEVERITIES}
    return "，".join(f"{SEVERITIES[s].both} {n}" for s, n in counts.items())


def table(*columns: str) -> Table:
    """A plain table that stays readable in a narrow terminal and when copied."""
    result = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        result.add_column(column, overflow="fold")
    return result
