"""`ask`: a saved query asked of the real checklist; beside it the real checklist with a later
edition, and with two made-up counties whose matters are joined to its own."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from tests.conftest import IMAGINARY, SAMPLES, load, open_store
from tests.prepared import once
from tests.queries.asking import CHANGLE, Row
from tests.queries.asking import ask as ask_of
from tests.server.editing import command, edited

FUNCTIONS = {
    "县卫生健康局": "health",
    "县人社局": "human-resources",
    "县民政局": "civil-affairs",
    "县自然资源局": "natural-resources",
}
"""What the register of the made-up county 370999 is to say that its leads do."""

UNDER_TRANSFER = "\t普通中小学学生学籍管理（转移服务）\n\t公共服务\n\t\n\t县教育和体育局\n\n"
HIGH_SCHOOL = "\t10\n\t\n\t\n\t高考录取查询\n\t其他\n\t\n\t\n\n"
NEXT_EDITION = (
    # 107 is another matter
    ("\t火化证明\n", "\t骨灰寄存\n"),
    # the lead of 105 to 108
    ("\t县民政局\n\t县公安局、县卫健局", "\t县卫健局\n\t县公安局、县卫健局"),
    # 10 moves from 2.1 to 2.2, behind the first entry there; 11 and 12 become 10 and 11
    (HIGH_SCHOOL, ""),
    ("\t11\n\t\n\t\n\t户口迁移", "\t10\n\t\n\t\n\t户口迁移"),
    ("\t12\n\t\n\t2.2", "\t11\n\t\n\t2.2"),
    (UNDER_TRANSFER, UNDER_TRANSFER + HIGH_SCHOOL.replace("10", "12")),
)


@pytest.fixture(scope="session")
def ask(changle: Store, base: str) -> Callable[..., list[Row]]:
    def _ask(name: str, **chosen: str) -> list[Row]:
        return ask_of(changle, name, base + CHANGLE, **chosen)

    return _ask


@pytest.fixture(scope="session")
def next_edition(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The real list and, after it, an edition with the changes of NEXT_EDITION."""

    def make(folder: Path) -> None:
        shutil.copytree(published, folder / "data")
        load(folder / "data", edited(folder, *NEXT_EDITION), edition="2026-11")

    return open_store(once(tmp_path_factory, "next-edition", make) / "data")


@pytest.fixture(scope="session")
def joined_data(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real county and two made-up ones; what is called alike in two of them
    has been decided to be the same service. What the departments of 370999 do is known, of 370998
    not."""
    return once(tmp_path_factory, "joined", lambda folder: _join(published, folder)) / "data"


def _join(published: Path, folder: Path) -> None:
    data, imaginary = folder / "data", folder / "370999"
    shutil.copytree(published, data)
    shutil.copytree(IMAGINARY.parent, imaginary)
    (imaginary / "register.toml").write_text(_seed(), "utf-8")
    load(data, imaginary / "checklist.txt")
    load(data, SAMPLES / "370998-personal-life-cycle" / "checklist.csv")
    asked = json.loads(command(data, "register", "--json").stdout)
    same = [f"{one['id']}=same" for one in asked if one["question"] == "concept"]
    result = command(data, "register", "decide", *same, "--by", "test")
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="session")
def joined_counties(joined_data: Path) -> Store:
    """What `joined_data` publishes."""
    return open_store(joined_data)


def _seed() -> str:
    lines = ["format = 1", "revision = 0", "[region]", 'code = "370999"', 'name = "虚构县"']
    lines.append('parents = [{ code = "370000", name = "山东省" }]')
    for at, (name, function) in enumerate(FUNCTIONS.items(), start=1):
        lines += ["[[departments]]", f'key = "dept000{at}"', f'name = "{name}"']
        lines += ['level = "county"', f'function = "{function}"']
    return "\n".join(lines) + "\n"
