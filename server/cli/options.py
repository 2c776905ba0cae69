"""The options that say of a document what it does not say itself, for `load` and `validate`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])

_OPTIONS = {
    "region": "六位区划代码 / six-digit region code, e.g. 370725",
    "region-name": "区划名称 / name of the region, e.g. 昌乐县",
    "list": "清单标识 / key of the list, e.g. personal-life-cycle",
    "kind": "personal | enterprise",
    "title": "清单标题 / title of the list",
    "edition": "版本日期 / the edition's date, e.g. 2026-11",
    "supersedes": "被取代的版本 / the edition that this one replaces",
    "publisher": "发布机关 / who issued the list",
    "licence": "许可协议的网址 / IRI of the licence",
    "source": "来源网址 / where the document was published",
    "numbers": "序号：edition 全表连续 | per-stage 按阶段 | per-scenario 按场景 | none 没有",
    "blank-cooperating": "协同部门空白：carried 沿用上文 | none 没有协同部门 / a blank means",
    "joint-lead": "联合牵头：true | false / whether departments may lead jointly",
    "levels": "stage-scenario 有阶段栏 | scenario 没有阶段栏 / no stage column",
    "types": "closed 只用通用类型 | local 有自用的类型词 / own type words",
}
_PAIRS = {
    "type-word": "本地类型词=类型，如 便民服务=local / a local type word and what it means",
    "column": "栏目=含义，如 责任单位=lead / a heading and the column it means here",
}


def describes_checklist(command: F) -> F:
    """Adds `--manifest` and one option for each thing a manifest says."""
    for name, words in reversed(_PAIRS.items()):
        command = click.option(f"--{name}", multiple=True, metavar="A=B", help=words)(command)
    for name, words in reversed(_OPTIONS.items()):
        command = click.option(f"--{name}", help=words)(command)
    manifest = click.Path(path_type=Path)
    return click.option("--manifest", type=manifest, help="清单说明 / the manifest (.toml)")(
        command
    )
