"""`lifematters query`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.console import err, out, settings_of, speaks

if TYPE_CHECKING:
    from server.settings import Settings
    from server.workers.pool import Answer

_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


@click.command(
    name="query",
    help="执行一条已存查询（按名称，参数写成 名=值），或一条 SPARQL 查询（文本、文件或 - ）。\n\n"
    "Run a saved query by name, with parameters as name=value, or a SPARQL query: its text, "
    "a file, or - for standard input.",
)
@click.argument("query")
@click.argument("parameters", nargs=-1)
@click.option("--format", "format_", type=click.Choice(sorted(_FORMATS)), help="结果格式 / format")
@click.pass_context
@speaks
def command(
    ctx: click.Context, query: str, parameters: tuple[str, ...], format_: str | None
) -> None:
    settings = settings_of(ctx)
    from server.errors import ServiceError
    from server.saved.added import queries_of
    from server.store.embedded import EmbeddedStore
    from server.workers.pool import WorkerError

    store = EmbeddedStore(settings)
    try:
        view = store.present()
        if view is None:
            err.print("尚未发布数据：先运行 lifematters load。/ Nothing published: load first.")
            raise SystemExit(1)
        if query in queries_of(view):
            _saved(view, settings, query, parameters, format_)
        else:
            _sparql(view, settings, _text(query), format_)
    except ServiceError as error:
        err.print(f"[red]✗[/red] {error.say('zh')}\n  {error.say('en')}", soft_wrap=True)
        raise SystemExit(1) from None
    except WorkerError as error:
        err.print(f"[red]✗[/red] {type(error).__name__} {error}", soft_wrap=True)
        raise SystemExit(1) from None
    finally:
        store.close()


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    path = Path(query)
    try:
        return path.read_text("utf-8") if path.is_file() else query
    except OSError:
        return query


def _sparql(view: object, settings: object, text: str, format_: str | None) -> None:
    import os

    from server.settings import Settings
    from server.sparql.faults import malformed
    from server.sparql.limits import check
    from server.store.embedded import SnapshotView
    from server.store.interface import PublicQuery
    from server.workers.pool import Malformed

    if not isinstance(view, SnapshotView) or not isinstance(settings, Settings):
        raise TypeError
    check(text, settings.query_bytes, settings.nesting)
    chosen = _FORMATS[format_] if format_ else None
    try:
        answer = view.ask(PublicQuery(text, chosen or _FORMATS["tsv"], chosen or _FORMATS["ttl"]))
    except Malformed as error:
        raise malformed(text, str(error), error.line, error.column) from None
    _write(answer)
    if os.isatty(1):
        click.echo()


def _write(answer: "Answer") -> None:
    """Write an answer to standard output as it is."""
    import os
    import shutil

    body = answer.body
    if isinstance(body, int):
        with os.fdopen(body, "rb") as file:
            file.seek(0)
            shutil.copyfileobj(file, sys.stdout.buffer)
    else:
        sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _saved(
    view: object,
    settings: "Settings",
    name: str,
    parameters: tuple[str, ...],
    format_: str | None,
) -> None:
    from server.cli.console import table
    from server.saved import export, presenting
    from server.saved.running import export as written
    from server.saved.running import find, prepare, run
    from server.store.embedded import SnapshotView
    from server.workers.running import NOBODY

    if not isinstance(view, SnapshotView):
        raise TypeError
    given: dict[str, list[str]] = {}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals:
            raise click.UsageError(
                f"参数应写成 名=值：{parameter} / write parameters as name=value"
            )
        given.setdefault(key, []).append(value)
    query = find(view, name)
    if format_:
        known = [form for form in export.forms(query) if form in _FORMATS]
        if format_ not in known:
            raise click.UsageError(
                f"这条查询可输出 {'、'.join(known)} / this query gives {', '.join(known)}"
            )
        asked = prepare(view, query, given)
        shape = export.shape(asked, export.Wanted(format_), export.Origin(view.id, "", ""))
        _write(written(asked, shape, settings.export_rows, NOBODY))
        return
    answer = run(view, query, given)
    shown = presenting.columns(answer, "zh")
    grid = table(*(column.heading for column in shown))
    for row in presenting.cells(answer, shown, {}):
        grid.add_row(*(cell.text for cell in row))
    out.print(presenting.finding(answer, "zh"), soft_wrap=True)
    out.print(grid)
