"""What a clerk takes away: each row with its URI, as a workbook and as CSV; and where there were
codes beside the names, the crosswalk that `lifematters crosswalk load` reads."""

from collections.abc import Iterable, Sequence

from loader.crosswalk import COLUMNS as CROSSWALK
from server.api.table import as_csv
from server.crosswalk_sheet import KINDS as THINGS
from server.matching.finding import KINDS, STANDINGS, Decided, by_row, how
from server.matching.state import State
from server.spreadsheet import Link, Sheet, Value, workbook

COLUMNS = (
    *("行", "原文", "自己的编码", "结果", "名称", "英文名称", "类别", "网址", "现行", "相近程度"),
    *("怎样找到", "区划"),
)
_WIDTHS = (7, 36, 18, 20, 36, 36, 10, 48, 10, 10, 14, 10)


def book(state: State, found: Sequence[Decided], snapshot: int) -> bytes:
    """The workbook (.xlsx)."""
    rows = [_row(*one) for one in by_row(state, found)]
    sheets = [Sheet("对照结果", COLUMNS, rows, _WIDTHS)]
    if state.codes:
        sheets.append(Sheet("对照表", CROSSWALK, list(_crosswalk(state, found)), None))
    about: list[tuple[Value, Value]] = [
        ("行数", len(state.rows)),
        ("发布批次 snapshot", snapshot),
        ("完整 complete", "是 yes"),
        *((STANDINGS[key].zh, count) for key, count in standings(found).items()),
        ("待确认的行", "“名称”和“网址”是最可能的一个，还没有确认，请勿直接使用。"),
    ]
    if state.codes:
        said = "填上“编码体系”后另存，由系统管理员运行 lifematters crosswalk load 装载。"
        about.append(("对照表", said))
    return workbook([*sheets, Sheet("说明", ("项目", "内容"), about, (24, 70))])


def csv(state: State, found: Sequence[Decided], *, excel: bool) -> str:
    """The same rows as CSV; with `excel` as a spreadsheet opens it."""
    rows = []
    for one in by_row(state, found):
        cells = (cell.url if isinstance(cell, Link) else cell for cell in _row(*one))
        rows.append(dict(zip(COLUMNS, cells, strict=True)))
    return as_csv(rows, COLUMNS, excel=excel)


def standings(found: Iterable[Decided]) -> dict[str, int]:
    """How many names stand in each way."""
    counts = dict.fromkeys(STANDINGS, 0)
    for one in found:
        counts[one.standing] += 1
    return counts


def _row(number: int, one: Decided, code: str) -> tuple[Value, ...]:
    hit = one.hit
    told: tuple[Value, ...] = (None,) * 8
    if hit:
        told = (
            hit.name,
            hit.name_en or None,
            KINDS[hit.kind].zh if hit.kind in KINDS else "清单",
            Link(hit.iri),
            "是" if hit.standing == "current" else "否",
            round(hit.score),
            how(hit).zh,
            hit.region,
        )
    return (number, one.name, code or None, STANDINGS[one.standing].zh, *told)


def _crosswalk(state: State, found: Sequence[Decided]) -> Iterable[tuple[Value, ...]]:
    """A row for each code of a thing that was decided."""
    for _, one, code in by_row(state, found):
        if code and one.hit and one.hit.kind in THINGS and one.standing in ("clerk", "alike"):
            hit = one.hit
            own = (Link(hit.iri), None, THINGS[hit.kind], hit.name, hit.name_en or None, None)
            yield (*own, code, *(None,) * (len(CROSSWALK) - 7))
