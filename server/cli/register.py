"""`lifematters register`: what is proposed, and the decisions."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.console import (
    count_line,
    err,
    out,
    print_problems,
    settings_of,
    speaks,
    table,
)

if TYPE_CHECKING:
    from loader.proposals import Proposal
    from loader.register import Register
    from server.store.folder import DataFolder
    from server.store.review import Decide


@click.group(
    name="register",
    invoke_without_command=True,
    help="事项和部门名录：列出待定的问题，记录决定。\n\n"
    "The register of matters and departments: what is open, and the decisions.",
)
@click.option("--region", help="只看一个区划 / one region only")
@click.option("--json", "json_", is_flag=True, help="JSON")
@click.option("--xlsx", type=click.Path(path_type=Path), help="写成可填“决定”的表格 / a workbook")
@click.pass_context
@speaks
def command(ctx: click.Context, region: str | None, json_: bool, xlsx: Path | None) -> None:
    if ctx.invoked_subcommand:
        return
    found = _open(_folder(ctx), region)
    if json_:
        click.echo(json.dumps([_plain(p) for p in found], ensure_ascii=False, indent=1))
    elif xlsx:
        from server.register_sheet import write_sheet
        from server.store.folder import write_atomically

        write_atomically(xlsx.absolute(), write_sheet(found))
        out.print(
            f"[green]✓[/green] {xlsx}：{len(found)} 个待定问题。填好“决定”一栏后运行 "
            f"lifematters register read {xlsx}\n"
            f"  {len(found)} open questions; fill in 决定, then: lifematters register read {xlsx}",
            soft_wrap=True,
        )
    else:
        _print(found)


@command.command(
    name="decide",
    help="记录决定，例如：lifematters register decide 1a2b3c4d=same 5e6f7a8b=apart\n\n"
    "Decide proposals by their ids.",
)
@click.argument("decisions", nargs=-1, required=True, metavar="ID=ANSWER…")
@click.option("--department", help="新部门即哪个部门 / the department a new one is (name or key)")
@click.option("--by", help="决定人 / who decided")
@click.option("--reason", help="理由 / why")
@click.pass_context
@speaks
def decide(
    ctx: click.Context,
    decisions: tuple[str, ...],
    department: str | None,
    by: str | None,
    reason: str | None,
) -> None:
    pairs = [decision.partition("=") for decision in decisions]
    chosen = [(one, answer, department, by, reason) for one, _, answer in pairs]
    _publish(ctx, _decider(chosen), _words(len(chosen)))


@command.command(
    name="read",
    help="读回填好“决定”的表格。\n\nRead back a workbook with the decisions filled in.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
@speaks
def read(ctx: click.Context, file: Path) -> None:
    from server.register_sheet import read_sheet

    chosen = read_sheet(file, settings_of(ctx.find_root()).limits)
    if not chosen:
        err.print("表中没有填写任何决定。/ No decision is filled in.")
        raise SystemExit(1)
    _publish(ctx, _decider(chosen), _words(len(chosen)))


@command.command(
    name="alias",
    help="给一个事项或部门加一个名称：以后的版本用这个名称时，仍是同一网址。\n\n"
    "Add a name to a matter or department: a later edition that prints it means the same URI.",
)
@click.argument("key")
@click.argument("name")
@click.option("--region", help="区划代码 / region code")
@click.pass_context
@speaks
def alias(ctx: click.Context, key: str, name: str, region: str | None) -> None:
    from loader.decisions import add_alias

    def decided(registers: "Mapping[str, Register]") -> "Mapping[str, Register]":
        return add_alias(_one_region(registers, region), key, name)

    _publish(ctx, decided, f"名录：{key} 又名 {name} / register: {key} also called {name}")


@command.command(
    name="retire",
    help="记录一个事项的去向：拆分、合并；或撤下误设的事项、细分事项、部门、阶段、场景。\n\n"
    "Say what became of a matter: split, merged into others; or withdraw what was minted in error.",
)
@click.argument("key")
@click.option("--status", type=click.Choice(["split", "merged", "withdrawn"]), required=True)
@click.option("--by", "successors", multiple=True, metavar="KEY", help="后续事项 / its successors")
@click.option("--note", help="说明 / what happened")
@click.option("--region", help="区划代码 / region code")
@click.pass_context
@speaks
def retire_(
    ctx: click.Context,
    key: str,
    status: str,
    successors: tuple[str, ...],
    note: str | None,
    region: str | None,
) -> None:
    from loader.retirement import retire

    def decided(registers: "Mapping[str, Register]") -> "Mapping[str, Register]":
        return retire(_one_region(registers, region), key, status, successors, note)

    _publish(ctx, decided, f"名录：{key} {status} / register: {key} {status}")


def _words(count: int) -> str:
    return f"名录：{count} 项决定 / register: {count} decisions"


def _folder(ctx: click.Context) -> "DataFolder":
    from server.store.folder import DataFolder

    folder = DataFolder(settings_of(ctx).data)
    folder.check()
    return folder


def _registers(folder: "DataFolder") -> "Sequence[Register]":
    from server.store.review import registers_of

    snapshot = folder.current()
    if snapshot is None:
        err.print("尚未发布数据：先运行 lifematters load。/ Nothing published: load first.")
        raise SystemExit(1)
    return registers_of(snapshot)


def _open(folder: "DataFolder", region: str | None) -> "list[Proposal]":
    from loader.proposals import proposals

    found = proposals(_registers(folder))
    wanted = f"{region}:"
    return [p for p in found if not region or any(s.startswith(wanted) for s in p.subjects)]


def _one_region(registers: "Mapping[str, Register]", region: str | None) -> "Register":
    from loader.decisions import UnknownAnswer

    if region and region in registers:
        return registers[region]
    if not region and len(registers) == 1:
        return next(iter(registers.values()))
    known = "、".join(registers)
    raise UnknownAnswer(
        f"请用 --region 指明区划（现有：{known}）。"
        f"/ Name a region with --region (there are: {known})."
    )


def _decider(
    chosen: "Sequence[tuple[str, str, str | None, str | None, str | None]]",
) -> "Decide":
    """From the ids and answers that someone chose to the change of the registers."""
    from loader.decisions import apply_decisions

    at = datetime.now(UTC).isoformat(timespec="seconds")

    def decided(registers: "Mapping[str, Register]") -> "Mapping[str, Register]":
        return apply_decisions(registers, chosen, at)

    return decided


def _publish(ctx: click.Context, decide: "Decide", reason: str) -> None:
    from server.cli.deliver import delivered
    from server.publication import publish_change
    from server.store.review import ReviewRegister
    from server.version import VERSION
    from server.workers.reader import DocumentReader

    settings = settings_of(ctx)
    folder = _folder(ctx)
    _registers(folder)
    with DocumentReader(settings.limits) as reader:
        change = ReviewRegister(decide, reason, reader.read_content, VERSION)
        record = publish_change(folder, change, settings.base)
    if record is None:
        out.print("没有改动。/ Nothing changed.")
        return
    problems = [p for p in change.problems if p.severity != "info"]
    print_problems(problems, out)
    out.print(
        f"[green]✓[/green] 已发布快照 {record['id']}：{reason}。{count_line(problems)}。",
        soft_wrap=True,
    )
    if not delivered(settings):
        raise SystemExit(1)


def _plain(proposal: "Proposal") -> dict[str, object]:
    from loader.proposals import TITLES

    zh, en = TITLES[proposal.question]
    return {
        "id": proposal.id,
        "question": proposal.question.value,
        "zh": zh,
        "en": en,
        "subjects": list(proposal.subjects),
        "names": list(proposal.names),
        "places": list(proposal.places),
        "answers": [answer.value for answer in proposal.answers],
    }


def _print(found: "Sequence[Proposal]") -> None:
    from loader.proposals import TITLES, WORDS

    if not found:
        out.print("[green]✓[/green] 没有待定的问题。/ Nothing is open.")
        return
    grid = table("编号 id", "问题 question", "内容", "可选决定 answers")
    for proposal in found:
        names = zip(proposal.names, proposal.places, strict=True)
        content = "\n".join(f"{name}（{place}）" for name, place in names)
        answers = " | ".join(f"{answer.value} {WORDS[answer][0]}" for answer in proposal.answers)
        grid.add_row(proposal.id, "\n".join(TITLES[proposal.question]), content, answers)
    out.print(grid)
    out.print(f"{len(found)} 个待定。用 lifematters register decide 编号=决定，或 --xlsx 文件。")
    out.print(f"{len(found)} open. Decide: lifematters register decide ID=ANSWER, or --xlsx FILE.")
