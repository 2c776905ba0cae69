"""`lifematters gallery add|remove|list`."""

from pathlib import Path

import click

from server.cli.console import err, out, settings_of, speaks, table


@click.group(name="gallery", help="本地查询：收进、删除、列出\n\nThe saved queries of this site.")
def command() -> None:
    pass


@command.command(name="list", help="列出收进来的查询\n\nList the queries that were added.")
@click.pass_context
@speaks
def listed(ctx: click.Context) -> None:
    settings = settings_of(ctx)
    from server.saved.added import THEME, with_added
    from server.store.folder import DataFolder

    snapshot = DataFolder(settings.data).current()
    found = with_added(snapshot.gallery() if snapshot else {})
    added = [one for one in found.values() if one.theme == THEME]
    if not added:
        out.print("还没有收进查询。/ No query was added.")
        return
    grid = table("名称 / name", "问题", "question")
    for one in added:
        grid.add_row(one.name, one.header.title.zh, one.header.title.en)
    out.print(grid)


@command.command(
    name="add",
    help="检查一个 .rq 文件并收进查询库；同名的被替换\n\n"
    "Check a .rq file and add it to the saved queries; one of its name is replaced.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="名称，默认是文件名 / its name; that of the file if absent")
@click.pass_context
@speaks
def add(ctx: click.Context, file: Path, name: str | None) -> None:
    settings = settings_of(ctx)
    from server.errors import ServiceError
    from server.saved.checking import checked, named
    from server.store.embedded import EmbeddedStore
    from server.store.gallery import KeepQuery

    store = EmbeddedStore(settings)
    try:
        view = store.present()
        if view is None or view.plain:
            err.print("尚未发布清单：先运行 lifematters load。/ Nothing published: load first.")
            raise SystemExit(1)
        source = file.read_text("utf-8")
        called = named(name or file.stem)
        checked(view, settings, called, source)
    except UnicodeDecodeError:
        err.print(f"[red]✗[/red] {file} 不是 UTF-8 文本。/ is no UTF-8 text.", soft_wrap=True)
        raise SystemExit(1) from None
    except ServiceError as error:
        err.print(f"[red]✗[/red] {error.say('zh')}\n  {error.say('en')}", soft_wrap=True)
        raise SystemExit(1) from None
    finally:
        store.close()
    _publish(settings, KeepQuery(called, source, "command"), called)


@command.command(name="remove", help="删除一条收进来的查询\n\nRemove a query that was added.")
@click.argument("name")
@click.pass_context
@speaks
def remove(ctx: click.Context, name: str) -> None:
    settings = settings_of(ctx)
    from server.store.gallery import NoSuchQuery, RemoveQuery

    try:
        _publish(settings, RemoveQuery(name, "command"), name)
    except NoSuchQuery:
        err.print(f"[red]✗[/red] 没有收进过查询 {name}。/ No query {name} was added.")
        raise SystemExit(1) from None


def _publish(settings: object, change: object, name: str) -> None:
    from server.cli.deliver import delivered
    from server.publication import publish_change
    from server.settings import Settings
    from server.store.folder import DataFolder
    from server.store.gallery import KeepQuery, RemoveQuery

    if not isinstance(settings, Settings) or not isinstance(change, KeepQuery | RemoveQuery):
        raise TypeError
    record = publish_change(DataFolder(settings.data), change, settings.base)
    if record is None:
        out.print("没有改动。/ Nothing changed.")
        return
    done = "已收进" if isinstance(change, KeepQuery) else "已删除"
    out.print(
        f"[green]✓[/green] {done}查询 {name}，发布为快照 {record['id']}。"
        f" / Published as snapshot {record['id']}: /query/{name}",
        soft_wrap=True,
    )
    if not delivered(settings):
        raise SystemExit(1)
