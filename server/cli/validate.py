"""`lifematters validate [FILE]`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.console import count_line, err, out, print_problems, settings_of, speaks
from server.cli.options import describes_checklist

if TYPE_CHECKING:
    from server.quality.book import Checked


@click.command(
    name="validate",
    help="校验一份文件（不发布）；不给文件则重新校验已发布的现行版本。先列清单问题，再列技术规范，"
    "每个问题都指出文件、行、单元格和原文。\n\n"
    "Validate a file without publishing it; without a file, the current editions as published. "
    "Each problem names file, row, cell and the text in it.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@describes_checklist
@click.option("--json", "json_", is_flag=True, help="JSON")
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写入表格文件，供部门逐条处理 / write a workbook to work through",
)
@click.pass_context
@speaks
def command(
    ctx: click.Context,
    /,
    file: Path | None,
    manifest: Path | None,
    json_: bool,
    xlsx: Path | None,
    **options: Any,
) -> None:
    settings = settings_of(ctx)
    from loader.problems import Refused, blocking
    from server.quality.book import Checked
    from server.validating import validate_document, validate_published

    try:
        if file is None:
            checked = validate_published(settings)
        else:
            found = validate_document(file, manifest, settings.base, options)
            checked = (Checked(file.name, found),)
    except Refused as refused:
        checked = (Checked(file.name if file else "", refused.problems),)
    if xlsx:
        _write(checked, xlsx)
    if json_:
        said = [p.as_json() | {"edition": c.edition or None} for c in checked for p in c.problems]
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        _print(checked)
    if any(blocking(one.problems) for one in checked):
        raise SystemExit(1)


def _print(checked: "tuple[Checked, ...]") -> None:
    from server.quality.groups import KINDS

    for one in checked:
        if len(checked) > 1:
            out.print(f"[bold]{one.title}[/bold] {one.edition}", soft_wrap=True)
        for kind, word in KINDS.items():
            if found := [problem for problem in one.problems if problem.kind is kind]:
                out.print(f"[bold]{word.both}[/bold]：{count_line(found)}", soft_wrap=True)
                print_problems(found, out)
    problems = [problem for one in checked for problem in one.problems]
    verdict = (
        "[green]✓ 可以发布[/green]"
        if all(one.conforms for one in checked)
        else "[red]✗ 有错误，不能发布[/red]"
    )
    out.print(f"{verdict} / {count_line(problems)}", soft_wrap=True)


def _write(checked: "tuple[Checked, ...]", file: Path) -> None:
    from server.quality.book import book
    from server.store.durable import write_atomically

    try:
        write_atomically(file.absolute(), book(checked))
    except OSError as error:
        err.print(
            f"✗ 无法写入 {file}（{error.strerror}）。/ {file} cannot be written.",
            soft_wrap=True,
            markup=False,
        )
        raise SystemExit(1) from None
    err.print(f"✓ {file}", soft_wrap=True, markup=False)
