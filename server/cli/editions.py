"""`lifematters editions`."""

import json

import click

from server.cli.console import err, out, settings_of, speaks, table


@click.command(
    name="editions",
    help="列出各清单的版本，以及发布记录。\n\n"
    "List the editions of every checklist, and the publications.",
)
@click.option("--json", "json_", is_flag=True, help="JSON")
@click.pass_context
@speaks
def command(ctx: click.Context, json_: bool) -> None:
    settings = settings_of(ctx)
    from server.store.editions import published_editions
    from server.store.folder import DataFolder

    folder = DataFolder(settings.data)
    folder.check()
    snapshot = folder.current()
    editions = published_editions(snapshot, settings.base) if snapshot else []
    history = folder.history()
    if json_:
        document = {
            "snapshot": snapshot.id if snapshot else None,
            "editions": [edition.__dict__ for edition in editions],
            "publications": history,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    if not editions:
        err.print("尚未发布数据：先运行 lifematters load。/ Nothing published: load first.")
        return
    grid = table("区划", "清单", "版本", "现行", "条目", "事项", "标题")
    for edition in editions:
        grid.add_row(
            edition.region,
            edition.list,
            edition.key,
            "✓" if edition.current else "",
            str(edition.entries),
            str(edition.matters),
            edition.title,
        )
    out.print(grid)
    out.print()
    log = table("快照", "时间", "动作", "说明")
    for record in history:
        mark = "→ " if snapshot and record["id"] == snapshot.id else ""
        log.add_row(f"{mark}{record['id']}", record["at"], record["action"], record["reason"])
    out.print(log)
