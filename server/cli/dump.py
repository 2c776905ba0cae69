"""`lifematters dump`."""

from pathlib import Path

import click

from server.cli.console import err, out, settings_of, speaks


@click.command(
    name="dump",
    help="把已发布的全部数据写成下载文件：N-Quads、TriG、Turtle，各有 gzip 和 zstd，附 SHA256SUMS。"
    "服务直接提供这些文件；--to 写到别处，其中的 current 总指向最新的，可交给 nginx。"
    "已有当前数据的文件时不再写。\n\n"
    "Write everything that is published as files to download: N-Quads, TriG and Turtle, each also "
    "as gzip and zstd, with SHA256SUMS. The service serves them at once; --to writes elsewhere, "
    "where current always leads to the newest, for a web server. Does nothing where there are "
    "files of what is published now.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="目录 / folder [LIFEMATTERS_DUMPS, 默认 / default: 数据目录下的 dumps]",
)
@click.pass_context
@speaks
def command(ctx: click.Context, to: Path | None) -> None:
    settings = settings_of(ctx)
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from server.store.dumping import make
    from server.store.dumps import Dumps
    from server.store.folder import DataFolder

    folder = DataFolder(settings.data)
    folder.check()
    dumps = Dumps(folder, to or settings.dump_folder)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("准备 / preparing", total=None)
        dump = make(
            dumps,
            lambda name: progress.update(task, description=f"正在写 / writing {name}"),
        )
    out.print(
        f"[green]✓[/green] 快照 {dump.snapshot} 的全部下载：{dump.path}，"
        f"{len(dump.files)} 个文件，{dump.size:,} 字节。"
        f"/ The dump of snapshot {dump.snapshot}: {len(dump.files)} files, {dump.size:,} bytes.",
        soft_wrap=True,
    )
