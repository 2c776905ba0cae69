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
}


def describes_checklist(command: F) -> F:
    """Adds `--manifest` and one option for each thing a manifest says."""
    for name, words in reversed(_OPTIONS.items()):
        command = click.option(f"--{name}", help=words)(command)
    manifest = click.Path(path_type=Path)
    return click.option("--manifest", type=manifest, help="清单说明 / the manifest (.toml)")(
        command
    )
