"""The real checklist cut short, for tests that a whole one would tell nothing more: three of its
scenarios with all that is printed in them and all that its register says of them, numbered anew
from 1. A load of it takes a third of the time."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from loader.register import dump_register, parse_register
from server.settings import DEFAULT_BASE
from tests.server.editing import SOURCE, written

SCENARIOS = ("1.1", "9.1", "11.1")
"""出生, 残疾人救助 and 后事: 14 entries, 16 lines, 6 departments. They become 1.1, 2.1 and 3.1."""
LIST = f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle"
KEY = "u-6dfeddd0"
"""The key of its edition, which like that of the whole list has no date."""


def short(folder: Path, *changes: tuple[str, str]) -> Path:
    """The short list with changes (old text, new text), as `editing.edited` gives the whole one."""
    return written(folder, _text(), _register(), changes)


@cache
def _text() -> str:
    head, *rows = re.split(r"\n\n(?=\t.*\n\t)", SOURCE.read_text("utf-8"))
    taken, code, entries = [head], "", 0
    for row in rows:
        number, stage, scenario, *rest = row.removeprefix("\t").split("\n\t")
        code = scenario.partition("\n")[0] or code
        if code not in SCENARIOS:
            continue
        at = SCENARIOS.index(code) + 1
        if number:
            entries += 1
            number = str(entries)
        stage = re.sub(r"^\d+", str(at), stage)
        scenario = scenario.replace(code, f"{at}.1", 1)
        taken.append("\t" + "\n\t".join((number, stage, scenario, *rest)))
    return "\n\n".join(taken) + "\n"


@cache
def _register() -> str:
    """The register without what the short list does not print."""
    whole, text = parse_register((SOURCE.parent / "register.toml").read_text("utf-8")), _text()
    stages = tuple(one for one in whole.stages if one.name in text)
    matters = tuple(one for one in whole.matters if one.name in text)
    in_stages, of_matters = {one.key for one in stages}, {one.key for one in matters}
    scenarios = (one for one in whole.scenarios if one.stage in in_stages)
    sub_items = (one for one in whole.sub_items if one.matter in of_matters)
    cut = replace(
        whole,
        departments=tuple(one for one in whole.departments if one.name in text),
        stages=stages,
        scenarios=tuple(one for one in scenarios if one.name in text),
        matters=matters,
        sub_items=tuple(one for one in sub_items if one.name in text),
        readings=tuple(one for one in whole.readings if one.printed in text),
    )
    return dump_register(cut)
