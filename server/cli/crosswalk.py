"""`lifematters crosswalk`: the codes that other systems have for what is published."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.console import count_line, err, out, print_problems, settings_of, speaks

if TYPE_CHECKING:
    from pyoxigraph import Store

    from server.store.folder import DataFolder, Snapshot


@click.group(
    name="crosswalk",
    help="对照表：导出全部网址和名称，填上其他系统的编码，再装载。\n\n"
    "The crosswalk: write out every URI and name, fill in other systems' codes, load it back.",
)
def command() -> None:
    pass


@command.command(
    name="export",
    help="写成待填的 Excel 表格，已有的编码也在内。\n\nWrite the table, with the codes there are.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", help="区划代码 / region code")
@click.pass_context
@speaks
def export(ctx: click.Context, file: Path, region: str | None) -> None:
    from pyoxigraph import Store

    from server.crosswalk_sheet import write_crosswalk
    from server.store.folder import write_atomically

    settings = settings_of(ctx.find_root())
    _, snapshot = _published(ctx)
    store = Store.read_only(str(snapshot.store))
    chosen = _region(store, settings.base, region)
    write_atomically(file.absolute(), write_crosswalk(store, settings.base, chosen))
    out.print(
        f"[green]✓[/green] {file}：填好“编码”各栏后运行 lifematters crosswalk load {file}\n"
        f"  Fill in the codes, then: lifematters crosswalk load {file}",
        soft_wrap=True,
    )


@command.command(
    name="load",
    help="装载填好的对照表（Excel 或 CSV）：表中各编码体系原有的编码由它取代。\n\n"
    "Load a table that was filled in: the codes of each scheme in it take the place of the old.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", help="区划代码 / region code")
@click.option("--scheme", default="", help="未填的编码体系 / scheme where a row has none")
@click.option("--issuer", default="", help="未填的发布机构 / issuer where a row has none")
@click.option("--reviewer", default="", help="未填的核对人 / reviewer where a row has none")
@click.pass_context
@speaks
def load(
    ctx: click.Context, file: Path, region: str | None, scheme: str, issuer: str, reviewer: str
) -> None:
    from pyoxigraph import Store

    from loader.crosswalk import read_codes
    from loader.problems import Refused, blocking, problem
    from loader.rows import Place
    from server.cli.deliver import delivered
    from server.crosswalk_sheet import known_things, read_rows, region_name
    from server.publication import publish_change
    from server.store.crosswalk import LoadCrosswalk

    settings = settings_of(ctx.find_root())
    folder, snapshot = _published(ctx)
    store = Store.read_only(str(snapshot.store))
    chosen = _region(store, settings.base, region)
    content, rows = read_rows(file, settings.limits)
    defaults = {"编码体系": scheme, "发布机构": issuer, "核对人": reviewer}
    codes, problems = read_codes(rows, known_things(store, settings.base, chosen), defaults)
    if not codes and not problems:
        problems = [problem("C08", Place(file.name), file=file.name)]
    if blocking(problems):
        raise Refused(problems)
    name = region_name(store, settings.base, chosen)
    change = LoadCrosswalk(codes, chosen, name, file.name, content)
    record = publish_change(folder, change, settings.base)
    print_problems(problems, out)
    if record is None:
        out.print("没有改动。/ Nothing changed.")
        return
    out.print(
        f"[green]✓[/green] 已发布快照 {record['id']}：{len(codes)} 个编码，"
        f"体系：{'、'.join(record['schemes'])}。{count_line(problems)}。",
        soft_wrap=True,
    )
    if not delivered(settings):
        raise SystemExit(1)


def _published(ctx: click.Context) -> "tuple[DataFolder, Snapshot]":
    from server.store.folder import DataFolder

    folder = DataFolder(settings_of(ctx.find_root()).data)
    folder.check()
    snapshot = folder.current()
    if snapshot is None:
        err.print("尚未发布数据：先运行 lifematters load。/ Nothing published: load first.")
        raise SystemExit(1)
    return folder, snapshot


def _region(store: "Store", base: str, region: str | None) -> str:
    from loader.decisions import UnknownAnswer
    from server.search.gathered import regions

    known = regions(store, base)
    if region in known or (region is None and len(known) == 1):
        return region or known[0]
    raise UnknownAnswer(
        f"请用 --region 指明区划（现有：{'、'.join(known)}）。"
        f"/ Name a region with --region (there are: {', '.join(known)})."
    )
