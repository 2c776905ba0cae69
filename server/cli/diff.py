"""`lifematters diff [A] [B]`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.console import err, out, settings_of, speaks

if TYPE_CHECKING:
    from server.differences.choosing import NoChoice
    from server.differences.finding import Difference

_LISTED = 20
_COLOURS = {"+": "green", "−": "red", "→": "cyan", "≠": "yellow", "？": "magenta"}


@click.command(
    name="diff",
    help="比较两个版本：新增、移除、移动、改名、类型、部门等变化。版本写作 版本键、清单/版本键、"
    "区划/清单/版本键或网址；只写一个版本则与现行版本比较，只写清单或都不写则比较现行版本与上一版。\n\n"
    "What changed from edition A to B. An edition is its key, LIST/KEY, REGION/LIST/KEY or its "
    "IRI; A alone is compared with the current edition; a list alone, or nothing, means the "
    "current edition against the one before it.",
)
@click.argument("editions", nargs=-1, metavar="[A] [B]")
@click.option("--json", "json_", is_flag=True, help="JSON")
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写入表格文件 / write a workbook",
)
@click.option("--by-department", is_flag=True, help="按部门分组，供各部门确认 / by department")
@click.option("--exit-code", is_flag=True, help="有变化时退出码为 1 / exit with 1 if they differ")
@click.pass_context
@speaks
def command(
    ctx: click.Context,
    editions: tuple[str, ...],
    json_: bool,
    xlsx: Path | None,
    by_department: bool,
    exit_code: bool,
) -> None:
    if len(editions) > 2:
        raise click.UsageError("最多两个版本 / two editions at most")
    settings = settings_of(ctx)
    from server.differences.choosing import NoChoice
    from server.differences.finding import difference
    from server.store.folder import DataFolder
    from server.store.publish import check_base

    folder = DataFolder(settings.data)
    folder.check()
    snapshot = folder.current()
    if snapshot is None:
        err.print("尚未发布数据：先运行 lifematters load。/ Nothing published: load first.")
        raise SystemExit(1)
    check_base(snapshot, settings.base)
    try:
        found = difference(snapshot, settings.base, editions)
    except NoChoice as none:
        _refuse(none)
        raise SystemExit(1) from None
    if xlsx:
        _write(found, xlsx, by_department)
    if json_:
        from server.differences.document import as_json

        click.echo(as_json(found, departments=by_department))
    else:
        _print(found, by_department)
    if exit_code and found.comparison.changes:
        raise SystemExit(1)


def _refuse(none: "NoChoice") -> None:
    lines = [f"✗ {none.zh}", f"  {none.en}"]
    if none.there_are:
        lines += ["  现有 / there are:", *(f"    {name}" for name in none.there_are[:_LISTED])]
    if more := len(none.there_are[_LISTED:]):
        lines.append(f"    … 另有 {more} 个 / {more} more: lifematters editions")
    err.print("\n".join(lines), soft_wrap=True, markup=False)


def _write(found: "Difference", file: Path, by_department: bool) -> None:
    from server.differences.book import sheets
    from server.spreadsheet import workbook
    from server.store.folder import write_atomically

    content = workbook(sheets(found, departments=by_department))
    try:
        write_atomically(file.absolute(), content)
    except OSError as error:
        err.print(
            f"✗ 无法写入 {file}（{error.strerror}）。/ {file} cannot be written.",
            soft_wrap=True,
            markup=False,
        )
        raise SystemExit(1) from None
    err.print(f"✓ {file}", soft_wrap=True, markup=False)


def _print(found: "Difference", by_department: bool) -> None:
    from server.differences.text import lines

    for line in lines(found, departments=by_department):
        out.print(line, style=_COLOURS.get(line.strip()[:1]), soft_wrap=True, markup=False)
