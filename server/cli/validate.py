"""`lifematters validate [FILE]`."""

from pathlib import Path

import click

from server.cli.console import as_json, count_line, out, print_problems, settings_of, speaks


@click.command(
    name="validate",
    help="校验一份文件（不发布）；不给文件则重新校验已发布的现行版本。\n\n"
    "Validate a file without publishing it; without a file, the current editions as published.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--manifest", type=click.Path(path_type=Path), help="清单说明 / the manifest (.toml)")
@click.option("--region", help="六位区划代码 / six-digit region code")
@click.option("--region-name", help="区划名称 / name of the region")
@click.option("--list", "list_key", help="清单标识 / key of the list")
@click.option("--kind", help="personal | enterprise")
@click.option("--title", help="清单标题 / title of the list")
@click.option("--edition", help="版本日期 / the edition's date")
@click.option("--json", "json_", is_flag=True, help="JSON")
@click.pass_context
@speaks
def command(
    ctx: click.Context,
    file: Path | None,
    manifest: Path | None,
    json_: bool,
    list_key: str | None,
    region: str | None,
    region_name: str | None,
    kind: str | None,
    title: str | None,
    edition: str | None,
) -> None:
    settings = settings_of(ctx)
    from loader.problems import Refused, blocking
    from server.validating import validate_document, validate_published

    try:
        if file is None:
            problems = validate_published(settings)
        else:
            problems = validate_document(
                file,
                manifest,
                settings.base,
                list=list_key,
                region=region,
                region_name=region_name,
                kind=kind,
                title=title,
                edition=edition,
            )
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
