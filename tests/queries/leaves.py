"""The printed table of Changle County read a second time, by the plainest rule there is and with
nothing of the loader: cells in their order, a blank one means the one above. What an analysis
counts is counted from here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from server.loading import bundled_checklist

TYPES = {"行政许可", "行政确认", "行政给付", "其他行政权力", "公共服务", "其他"}


@dataclass(frozen=True)
class Leaf:
    """The last line of an entry: `line` counts within it, `sub` is empty where it has no lines."""

    number: int
    stage: str
    code: str
    scenario: str
    name: str
    sub: str
    type: str
    lead: str
    cooperating: tuple[str, ...]
    lead_printed: bool
    cooperating_printed: bool

    @property
    def departments(self) -> set[str]:
        return {self.lead, *self.cooperating}


@cache
def leaves() -> tuple[Leaf, ...]:
    text = bundled_checklist().read_text("utf-8")
    cells = [re.sub(r"\s", "", cell) for cell in re.split(r"\n\t", text)]
    at = cells.index("协同部门") + 1
    found: list[Leaf] = []
    number, stage, scenario, name, lead, cooperating = 0, "", "", "", "", ""
    while at < len(cells):
        end = next((i for i in range(at, len(cells)) if cells[i] in TYPES), None)
        if end is None:
            break
        given = [*cells[at:end], ""][:5]
        number = int(given[0] or number)
        stage, scenario, name = (
            new or old for new, old in zip(given[1:4], (stage, scenario, name), strict=True)
        )
        lead, cooperating = cells[end + 1] or lead, cells[end + 2] or cooperating
        match = re.fullmatch(r"(\d+\.\d+)(.+)", scenario)
        assert match
        found.append(
            Leaf(
                number,
                stage.lstrip("0123456789"),
                match[1],
                match[2],
                name,
                given[4],
                cells[end],
                lead,
                tuple(cooperating.split("、")),
                bool(cells[end + 1]),
                bool(cells[end + 2]),
            )
        )
        at = end + 3
    return tuple(found)


def entries(of: Iterable[Leaf] | None = None) -> dict[int, list[Leaf]]:
    """The leaves by the number of their entry."""
    found: dict[int, list[Leaf]] = {}
    for leaf in leaves() if of is None else of:
        found.setdefault(leaf.number, []).append(leaf)
    return found
