"""`lifematters load FILE…`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.console import count_line, err, out, print_problems, settings_of, speaks, table
from server.cli.options import describes_checklist

if TYPE_CHECKING:
    from loader.problems import Problem
    from server.settings import Settings
    from server.store.folder import DataFolder
    from server.store.load import LoadChecklist

_TOGETHER = 50
"""So many files of one run are published at a time: a crash loses no more than that."""
_SEVERAL = 3
"""More files than this are worth the start of processes that validate side by side."""
_STEPS = (
    "读取 / reading",
    "归整 / settling",
    "映射 / mapping",
    "校验 / validating",
    "写入 / writing",
)


@click.command(
    name="load",
    help="装载清单，校验并发布：Word、Excel、CSV、网页、PDF 或文本；可以一次给出多份。\n\n"
    "Load checklists, validate and publish them: Word, Excel, CSV, web page, PDF or text; several "
    "files may be given at once.",
)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE…")
@describes_checklist
@click.option(
    "--if-empty", is_flag=True, help="仅在尚无数据时装载 / only where nothing is loaded yet"
)
@click.option(
    "--replace",
    "replaces",
    is_flag=True,
    help="替换已发布的同一版本 / replace a published edition",
)
@click.option("--dry-run", is_flag=True, help="只检查，不发布 / check only, publish nothing")
@click.option("--json", "json_", is_flag=True, help="结果和问题以 JSON 输出 / results as JSON")
@click.pass_context
@speaks
def command(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    manifest: Path | None,
    if_empty: bool,
    replaces: bool,
    dry_run: bool,
    json_: bool,
    **options: Any,
) -> None:
    settings = settings_of(ctx)
    from server.cli.deliver import delivered
    from server.store.folder import DataFolder

    folder = DataFolder(settings.data)
    if if_empty:
        folder.check()
        if folder.current():
            return
    outcomes = _load(folder, settings, files, manifest, options, replaces, dry_run)
    if json_:
        said = [outcome.as_json() for outcome in outcomes]
        click.echo(json.dumps(said[0] if len(said) == 1 else said, ensure_ascii=False, indent=1))
    elif len(outcomes) == 1:
        _report(outcomes[0])
    else:
        _summary(outcomes)
    if settings.temporary and any(o.status == "published" for o in outcomes):
        err.print(
            f"[yellow]临时地址[/yellow]：数据以 {settings.base} 为基址，请勿登记。正式使用前先设 "
            "LIFEMATTERS_BASE 再装载。\nTemporary addresses: set LIFEMATTERS_BASE and load again "
            "before anyone stores these URIs.",
            soft_wrap=True,
        )
    published = any(outcome.snapshot is not None for outcome in outcomes)
    reached = not published or delivered(settings)
    if not reached or any(outcome.status == "refused" for outcome in outcomes):
        raise SystemExit(1)


@dataclass(frozen=True)
class _Outcome:
    """What became of one file: published, unchanged, rehearsed (a dry run) or refused."""

    file: Path
    status: str
    problems: "tuple[Problem, ...]"
    said: Mapping[str, Any]
    snapshot: object = None

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain data."""
        return {
            "file": str(self.file),
            "status": self.status,
            "snapshot": self.snapshot,
            "edition": self.said.get("edition"),
            "entries": self.said.get("entries"),
            "leaves": self.said.get("leaves"),
            "problems": [problem.as_json() for problem in self.problems],
        }


def _load(
    folder: "DataFolder",
    settings: "Settings",
    files: tuple[Path, ...],
    manifest: Path | None,
    options: Mapping[str, Any],
    replaces: bool,
    dry_run: bool,
) -> list[_Outcome]:
    from server.loading import prepare
    from server.publication import publish_change
    from server.store.load import LoadMany
    from server.store.publish import rehearse
    from server.workers.reader import DocumentReader
    from server.workers.validators import Validators

    outcomes: list[_Outcome] = []
    processes = None if len(files) > _SEVERAL else 1
    with (
        _Bars(len(files)) as bars,
        DocumentReader(settings.limits) as reader,
        Validators(processes) as validators,
    ):

        def read(file: Path) -> "LoadChecklist":
            bars.begin(file)
            return prepare(file, manifest, options, reader=reader, replaces=replaces)

        for start in range(0, len(files), _TOGETHER):
            group = files[start : start + _TOGETHER]
            found: dict[int, _Outcome] = {}

            def done(
                at: int,
                load: "LoadChecklist | None",
                problems: "tuple[Problem, ...]",
                status: str,
                found: dict[int, _Outcome] = found,
                group: tuple[Path, ...] = group,
            ) -> None:
                said = load.outcome if load else {}
                status = "rehearsed" if dry_run and status == "published" else status
                found[at] = _Outcome(group[at], status, problems, said)
                bars.done()

            change = LoadMany([partial(read, file) for file in group], done, validators)
            if dry_run:
                rehearse(folder, change, settings.base, bars.step)
                outcomes += (found[at] for at in range(len(group)))
                continue
            record = publish_change(folder, change, settings.base, bars.step)
            number = record["id"] if record else None
            for at in range(len(group)):
                snapshot = number if found[at].status == "published" else None
                outcomes.append(replace(found[at], snapshot=snapshot))
    return outcomes


class _Bars:
    """A bar over the files, where there are several, and one over the steps of each."""

    def __init__(self, files: int) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:g}/{task.total:g}"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=err, transient=True)
        self._whole = self._progress.add_task("文件 / files", total=files, visible=files > 1)
        self._steps = self._progress.add_task("", total=len(_STEPS))

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, file: Path) -> None:
        """A file is begun: it is being read."""
        self._progress.reset(self._steps, description=f"{_STEPS[0]} {file.name}")

    def step(self, words: str) -> None:
        """The next step has begun."""
        if words in _STEPS:
            at = _STEPS.index(words)
            self._progress.update(self._steps, description=words, completed=at)

    def done(self) -> None:
        """A file is done with."""
        self._progress.update(self._steps, completed=len(_STEPS))
        self._progress.advance(self._whole)


def _report(outcome: _Outcome) -> None:
    """What became of the one file, with its problems."""
    found = outcome.problems
    if outcome.status == "unchanged":
        out.print("内容与已发布的版本相同，没有改动。/ Same content as published; nothing changed.")
        return
    if outcome.status == "refused":
        print_problems((p for p in found if p.severity != "info"), err)
        err.print(
            f"[red]✗ 没有发布[/red] / Nothing was published. {count_line(found)}。", soft_wrap=True
        )
        return
    print_problems((p for p in found if p.severity != "info"), out)
    said, counts = outcome.said, ""
    if "entries" not in said:
        words = "内容与已发布的版本相同：记为它的又一份来源文件"
        counts = f"：{words} / same content as published: one more source of that edition"
    else:
        counts = f"：{said['entries']}项（编号）· {said['leaves']}条具体事项"
    verb = f"已发布快照 {outcome.snapshot}"
    if outcome.status == "rehearsed":
        verb = "可以发布（仅检查，没有发布 / a dry run: nothing was published）"
    out.print(f"[green]✓[/green] {verb}{counts}。{count_line(found)}。", soft_wrap=True)
    out.print(f"  {said['edition']}", soft_wrap=True)
    asked = sum(p.code in ("R01", "R02") for p in found)
    if asked and outcome.status == "published":
        out.print(
            "  名录有待定的问题：新部门、同名事项等，用 lifematters register 查看。"
            "/ The register has open questions: see lifematters register.",
            soft_wrap=True,
        )


_MARKS = {
    "published": "[green]✓ 已发布 published[/green]",
    "rehearsed": "[green]✓ 可以发布 would publish[/green]",
    "unchanged": "= 无改动 unchanged",
    "refused": "[red]✗ 未发布 refused[/red]",
}


def _summary(outcomes: list[_Outcome]) -> None:
    """A line for each file, and the problems of those that were refused."""
    for outcome in outcomes:
        if outcome.status == "refused":
            print_problems(outcome.problems, err)
    grid = table("文件", "结果", "条目", "具体事项", "问题")
    for outcome in outcomes:
        counts = (str(outcome.said.get(name, "")) for name in ("entries", "leaves"))
        mark = _MARKS[outcome.status]
        grid.add_row(outcome.file.name, mark, *counts, count_line(outcome.problems))
    out.print(grid)
    published = sum(outcome.status in ("published", "rehearsed") for outcome in outcomes)
    out.print(
        f"{len(outcomes)} 份文件，发布 {published} 份。/ {published} of {len(outcomes)} published."
    )
