"""`lifematters rollback SNAPSHOT --reason …`."""

import click

from server.cli.console import out, settings_of, speaks


@click.command(
    name="rollback",
    help="把以前某个快照的内容作为新的快照重新发布。\n\n"
    "Publish the content of an earlier snapshot again, under the next id.",
)
@click.argument("snapshot", type=int)
@click.option("--reason", required=True, help="原因，记入发布记录 / why; kept in the history")
@click.pass_context
@speaks
def command(ctx: click.Context, snapshot: int, reason: str) -> None:
    settings = settings_of(ctx)
    from server.cli.deliver import delivered
    from server.publication import publish_change
    from server.store.folder import DataFolder
    from server.store.rollback import Rollback

    folder = DataFolder(settings.data)
    record = publish_change(folder, Rollback(snapshot, reason), settings.base)
    if record is None:
        out.print("它就是当前快照，没有改动。/ It is the current snapshot; nothing changed.")
        return
    out.print(
        f"[green]✓[/green] 快照 {snapshot} 的内容已重新发布为快照 {record['id']}。"
        f" / Published again as snapshot {record['id']}.",
        soft_wrap=True,
    )
    if not delivered(settings):
        raise SystemExit(1)
