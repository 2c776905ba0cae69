"""`lifematters init --empty`."""

import click

from server.cli.console import err, out, settings_of, speaks


@click.command(
    name="init",
    help="新建一个空的数据目录：没有本体、规则和清单，每个图都可写入，用作普通的 SPARQL 存储。\n\n"
    "Make a data folder with nothing in it, no ontology, shapes or checklist: a plain SPARQL "
    "store, every graph of which may be written.",
)
@click.option("--empty", is_flag=True, help="新建普通存储 / make a plain store")
@click.pass_context
@speaks
def command(ctx: click.Context, empty: bool) -> None:
    settings = settings_of(ctx)
    if not empty:
        err.print(
            "[red]✗[/red] 要提供清单，请直接运行 lifematters load；要普通的 SPARQL 存储，"
            "请加 --empty。/ For a checklist just run lifematters load; for a plain SPARQL store "
            "add --empty.",
            soft_wrap=True,
        )
        raise SystemExit(1)
    from server.publication import publish_change
    from server.store.folder import DataFolder
    from server.store.plain import MakePlain

    folder = DataFolder(settings.data)
    publish_change(folder, MakePlain(), settings.base)
    out.print(
        f"[green]✓[/green] {folder.path} 是空的普通存储；lifematters serve --open 在本机提供读写。"
        f"/ is an empty plain store; lifematters serve --open reads and writes on this machine.",
        soft_wrap=True,
    )
