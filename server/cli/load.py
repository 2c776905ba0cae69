"""`lifematters load FILE`."""

from pathlib import Path

import click

from server.cli.console import as_json, count_line, err, out, print_problems, settings_of, speaks
from server.cli.options import describes_checklist


@click.command(
    name="load", help="装载一份清单，校验并发布。\n\nLoad a checklist, validate and publish it."
)
@click.argument("file", type=click.Path(path_type=Path))
@describes_checklist
@click.option(
    "--if-empty", is_flag=True, help="仅在尚无数据时装载 / only where nothing is loaded yet"
)
@click.option("--json", "json_", is_flag=True, help="问题清单以 JSON 输出 / problems as JSON")
@click.pass_context
@speaks
def command(
    ctx: click.Context,
    /,
    file: Path,
    manifest: Path | None,
    if_empty: bool,
    json_: bool,
    **options: str | None,
) -> None:
    settings = settings_of(ctx)
    from server.store.folder import DataFolder

    folder = DataFolder(settings.data)
    if if_empty:
        folder.check()
        if folder.current():
            return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from server.loading import prepare
    from server.store.publish import publish
    from server.version import VERSION

    change = prepare(file, manifest, **options)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("读取 / reading", total=None)
        record = publish(
            folder,
            change,
            settings.base,
            VERSION,
            lambda step: progress.update(task, description=step),
        )
    if json_:
        click.echo(as_json(change.problems))
    else:
        _report(record, change.problems)
    if settings.temporary and record:
        err.print(
            f"[yellow]临时地址[/yellow]：数据以 {settings.base} 为基址，请勿登记。正式使用前先设 "
            "LIFEMATTERS_BASE 再装载。\nTemporary addresses: set LIFEMATTERS_BASE and load again "
            "before anyone stores these URIs.",
            soft_wrap=True,
        )


def _report(record: dict[str, object] | None, problems: tuple[object, ...]) -> None:
    from loader.problems import Problem

    found = [p for p in problems if isinstance(p, Problem)]
    if record is None:
        out.print("内容与已发布的版本相同，没有改动。/ Same content as published; nothing changed.")
        return
    print_problems((p for p in found if p.severity != "info"), out)
    counts = ""
    if "entries" in record:
        counts = f"：{record['entries']}项（编号）· {record['leaves']}条具体事项"
    out.print(
        f"[green]✓[/green] 已发布快照 {record['id']}{counts}。{count_line(found)}。", soft_wrap=True
    )
    out.print(f"  {record['edition']}", soft_wrap=True)
