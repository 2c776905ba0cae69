"""What is presumed, as a section of a Word file and as a sheet of a workbook."""

from collections.abc import Iterable, Sequence

from server.sheets.office import Block, Column, Grid, Remark
from server.sheets.presumption import Presumed
from server.sheets.wording import Wording
from server.spreadsheet import Link, Sheet, Value

WHY = "清单没有写明由谁办理。这里按“协同”一栏所列部门推定，供先问哪个部门时参考，不是清单的规定。"
"""Why it stands there, and what it is not."""
_WIDTHS = (40, 44, 12, 30, 44)


def section(found: Iterable[Presumed], wording: Wording) -> tuple[str, list[Block]]:
    """The heading of the section in a Word file, and what stands under it."""
    say = wording.say
    heading = say("推定办理部门") + wording.bracketed(say("推定，非清单所载"))
    columns = (
        Column(say("事项"), 52),
        Column(say("推定办理部门"), 58),
        Column(say("依据（协同一栏）"), 46),
    )
    rows = []
    for one in found:
        verify = wording.bracketed(say("待核实")) if one.verify else ""
        who = wording.names(one.departments) + verify
        rows.append((wording.name(one.matter), who, wording.entries(one.basis)))
    return heading, [Remark(say(WHY)), Grid(columns, tuple(rows), dashed=True)]


def sheet(found: Iterable[Presumed], wording: Wording) -> Sheet:
    """The sheet of a workbook."""
    say = wording.say
    columns = (
        say("事项"), say("推定办理部门"), say("待核实"), say("依据（协同一栏）"), say("网址"),
    )  # fmt: skip
    rows: list[Sequence[Value]] = [
        (
            wording.name(one.matter),
            wording.names(one.departments),
            say("待核实") if one.verify else None,
            wording.entries(one.basis),
            Link(one.matter),
        )
        for one in found
    ]
    return Sheet(say("推定办理部门"), columns, rows, _WIDTHS)
