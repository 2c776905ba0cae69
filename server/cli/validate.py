"""`lifematters validate [FILE]`."""

from pathlib import Path
from typing import Any

import click

from server.cli.console import as_json, count_line, out, print_problems, settings_of, speaks
from server.cli.options import describes_checklist


@click.command(
    name="validate",
    help="校验一份文件（不发布）；不给文件则重新校验已发布的现行版本。\n\n"
    "Validate a file without publishing it; without a file, the current editions as published.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@describes_checklist
@click.option("--json", "json_", is_flag=True, help="JSON")
@click.pass_context
@speaks
def command(
    ctx: click.Context,
    /,
    file: Path | None,
    manifest: Path | None,
    json_: bool,
    **options: Any,
) -> None:
    settings = settings_of(ctx)
    from loader.problems import Refused, blocking
    from server.validating import validate_document, validate_published

    try:
        if file is None:
            problems = validate_published(settings)
        else:
            problems = validate_document(file, manifest, settings.base, options)
    except Refused as refused:
        problems = refused.problems
    if json_:
        click.echo(as_json(problems))
    else:
        print_problems(problems, out)
        verdict = (
            "[red]✗ 有错误，不能发布[/red]" if blocking(problems) else "[green]✓ 可以发布[/green]"
        )
        out.print(f"{verdict} / {count_line(problems)}", soft_wrap=True)
    if blocking(problems):
        raise SystemExit(1)
