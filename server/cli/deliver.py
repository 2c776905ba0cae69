"""`lifematters deliver`, and the delivery that follows a publication by any other command."""

import click

from server.cli.console import err, settings_of, speaks
from server.settings import Settings, SettingsError


@click.command(
    name="deliver",
    help="把已发布的数据送到 LIFEMATTERS_STORE 指定的引擎。"
    "每次发布后会自动送；引擎当时不可用，才需要补送。\n\n"
    "Deliver what is published to the engine that LIFEMATTERS_STORE names. Every publication is "
    "delivered by itself; this is for when the engine was away.",
)
@click.pass_context
@speaks
def command(ctx: click.Context) -> None:
    settings = settings_of(ctx)
    if not settings.store:
        raise SettingsError(
            "没有设置 LIFEMATTERS_STORE：数据由内置引擎提供，不必送。"
            "/ LIFEMATTERS_STORE is not set: the embedded engine serves the data."
        )
    if not delivered(settings):
        raise SystemExit(1)


def delivered(settings: Settings) -> bool:
    """Deliver what is published, where the data live in an engine, and say so; false where that
    failed: what is published stays so, and the service delivers it as soon as it can."""
    if not settings.store:
        return True
    from server.store.folder import DataFolder
    from server.store.remote.delivering import in_words
    from server.store.remote.delivery import NotOurs, UnderWay, deliver
    from server.store.remote.engine import engine_of
    from server.store.remote.errors import EngineError

    engine = engine_of(settings)
    try:
        holds = deliver(
            DataFolder(settings.data),
            engine,
            settings.base,
            lambda step: err.print(step, soft_wrap=True),
        )
    except UnderWay:
        err.print("正由另一个进程送往引擎。/ Another process is delivering it to the engine.")
        return True
    except (NotOurs, EngineError) as error:
        why = in_words(error, engine.name) if isinstance(error, EngineError) else error
        err.print(
            f"[red]✗[/red] 没有送到引擎：{why}\n"
            "  已发布的数据不受影响；lifematters deliver 可补送，服务运行时也会自动重试。"
            "/ Not delivered to the engine. What is published stays so: lifematters deliver tries "
            "again, and so does the service while it runs.",
            soft_wrap=True,
        )
        return False
    if holds is None:
        err.print("还没有发布数据。/ Nothing is published yet.")
        return True
    err.print(
        f"[green]✓[/green] 引擎 {engine.name} 已是快照 {holds.snapshot}。"
        f" / The engine {engine.name} serves snapshot {holds.snapshot}.",
        soft_wrap=True,
    )
    return True
