"""`lifematters token NAME`."""

import re
import secrets

import click

from server.cli.console import err


@click.command(
    name="token",
    help="生成一个写入令牌：令牌只显示这一次，另给出要写进令牌文件的一行。\n\n"
    "Make a token for writing: it is shown this once, with the line for the file of tokens.",
)
@click.argument("name", metavar="NAME")
def command(name: str) -> None:
    if not re.fullmatch(r"[^\s#]\S*", name):
        err.print("[red]✗[/red] 名称不得有空格。/ The name may have no spaces.")
        raise SystemExit(1)
    from server.access import digest

    token = secrets.token_urlsafe(32)
    click.echo(token)
    err.print(
        "把下面一行加到 LIFEMATTERS_TOKENS 指定的文件里，重启服务后生效。"
        "/ Add this line to the file that LIFEMATTERS_TOKENS names, and start the service again:",
        soft_wrap=True,
    )
    err.print(f"{name} {digest(token).hex()}", soft_wrap=True, markup=False)
