"""`lifematters serve`."""

import os
import socket

import click

from server.cli.console import err, settings_of, speaks
from server.settings import Settings, SettingsError, to_environment


@click.command(name="serve", help="启动服务。\n\nServe what is published.")
@click.option("--host", help="监听地址 / address to listen on [127.0.0.1]")
@click.option("--port", type=int, help="端口 / port [LIFEMATTERS_PORT, 8000]")
@click.option(
    "--open",
    "open_",
    is_flag=True,
    default=None,
    help="不用令牌即可写入，仅限本机 / writing needs no token; on this machine only",
)
@click.pass_context
@speaks
def command(ctx: click.Context, host: str | None, port: int | None, open_: bool | None) -> None:
    settings = settings_of(ctx, host=host, port=port, open=open_)
    from server.access import Access
    from server.cli.deliver import delivered
    from server.store.folder import DataFolder
    from server.store.plain import refuse_engine
    from server.store.publish import check_base

    folder = DataFolder(settings.data)
    folder.check()
    snapshot = folder.current()
    check_base(snapshot, settings.base)
    if snapshot is None:
        err.print(
            f"[yellow]{folder.path} 里还没有清单：先运行 lifematters load。[/yellow]"
            " / No checklist there yet: run lifematters load first.",
            soft_wrap=True,
        )
    if settings.store:
        refuse_engine(snapshot)
        delivered(settings)  # where that fails, the service tries again while it runs
    Access(settings)  # a file of tokens that cannot be read is told now
    _check_free(settings)
    serve(settings)


def _check_free(settings: Settings) -> None:
    """The web server shares a port with any other of its kind, and requests would go to either:
    a port that is taken is refused. Raises SettingsError."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.create_server((settings.host, settings.port), family=family, backlog=1):
            return
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(
            f"无法在 {settings.host}:{settings.port} 提供服务（{why}）："
            f"可能已有程序占用，请用 --port 另选端口。"
            f"/ Cannot serve at {settings.host}:{settings.port} ({why}): "
            f"another program may hold it; choose another with --port."
        ) from None


def serve(settings: Settings) -> None:
    """Serve until stopped: one web process with its budget of threads, workers beside it."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ.update(to_environment(settings))
    os.environ["LIFEMATTERS_DATA"] = str(settings.data.absolute())
    server = Server(
        "server.wsgi:create",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.threads,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=5,
    )
    server.serve()  # forks: no thread may run in this process before it
