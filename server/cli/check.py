"""`lifematters check`."""

import json
from typing import TYPE_CHECKING

import click

from server.cli.console import err, out, settings_of, speaks

if TYPE_CHECKING:
    from server.store.checking import Verdict


@click.command(
    name="check",
    help="核对数据目录：指针、快照文件的哈希、来源文件、发布记录、默认图。不改动任何数据。\n\n"
    "Check the data folder: pointer, hashes, source files, log, default graph. Changes nothing.",
)
@click.option("--all", "every", is_flag=True, help="核对每个快照 / every snapshot")
@click.option("--json", "json_", is_flag=True, help="JSON")
@click.pass_context
@speaks
def command(ctx: click.Context, every: bool, json_: bool) -> None:
    settings = settings_of(ctx)
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from server.store.checking import check
    from server.store.folder import DataFolder

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("核对 / checking", total=None)
        verdict = check(
            DataFolder(settings.data),
            every=every,
            dumps=settings.dump_folder,
            progress=lambda step: progress.update(task, description=f"核对 / checking {step}"),
        )
    if json_:
        click.echo(_as_json(verdict))
    else:
        _report(verdict)
    if not verdict.whole:
        raise SystemExit(1)


def _report(verdict: "Verdict") -> None:
    for fault in sorted(verdict.faults, key=lambda fault: fault.note):
        word = "[cyan]提示 note[/cyan]" if fault.note else "[red]错误 error[/red]"
        out.print(f"{word} {fault.code}", soft_wrap=True)
        for language in ("zh", "en"):
            out.print(f"  {fault.sentence(language)}", soft_wrap=True, markup=False)
    numbers = "、".join(map(str, verdict.snapshots)) or "无 none"
    looked = f"快照 {numbers}，来源文件 {verdict.documents} 份 / snapshots, source files"
    if verdict.whole:
        out.print(f"[green]✓ 数据完好 / whole[/green]：{looked}", soft_wrap=True)
        return
    count = sum(not fault.note for fault in verdict.faults)
    out.print(f"[red]✗ {count} 处错误 / faults[/red]：{looked}", soft_wrap=True)


def _as_json(verdict: "Verdict") -> str:
    faults = [
        {
            "code": fault.code,
            "severity": "note" if fault.note else "error",
            **fault.values,
            "zh": fault.sentence("zh"),
            "en": fault.sentence("en"),
        }
        for fault in verdict.faults
    ]
    document = {
        "whole": verdict.whole,
        "snapshots": verdict.snapshots,
        "documents": verdict.documents,
        "rollback_to": verdict.refuge,
        "faults": faults,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
