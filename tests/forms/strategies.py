"""Random checklists: valid ones, as offices print them, for Hypothesis."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from loader.headings import Headings
from loader.rows import Column
from tests.forms.sample import ALWAYS, USUAL_ORDER, Heading, Layout, Line, Sample, restated


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STAGES = _words("出生 教育 退役 工作 置业 出行 婚育 就医 救助 养老 身后")
SCENARIOS = _words(
    "出生 入学 转学 助学 毕业 职业资格 人才引进 社会保障 失业 购置新房 租赁住房 公积金 交通 "
    "出入境 继承"
)
THINGS = _words(
    "出生医学证明 预防接种证 户口 居民身份证 社会保障卡 基本医疗保险 失业保险 住房公积金 "
    "机动车 普通护照 不动产 老年人优待证 残疾人证 学籍"
)
ACTS = _words("办理 登记 申领 补领 换领 注销 查询 变更 转移 登记（网上办理）")
PARTS = _words("首次申领 信息变更 异地转移 同城转移 （县级）备案 个人-个人 “一卡通”办理")
DEPARTMENTS = _words(
    "县卫健局 县公安局 县医保局 县人社局 县教育和体育局 县民政局 县残联 县税务局 "
    "县自然资源和规划局 市住房公积金管理中心虚构分中心"
)
TYPES = _words("行政许可 行政确认 行政给付 其他行政权力 公共服务 其他")
FURTHER = _words("备注 办理时限 咨询电话 办理地点 收费标准")
TITLES = ("附件2", "虚构县个人全生命周期事项清单", "2026年版")
NOTES = ("注：本清单由各部门共同编制。", "联系人：张三")

_MERGING = (Column.STAGE, Column.SCENARIO, Column.LEAD, Column.COOPERATING)


@composite
def samples(
    draw: DrawFn,
    usual_order: bool = False,
    further: bool = True,
    with_notes: bool = True,
    merges: bool = True,
) -> Sample:
    """A valid checklist. With `usual_order` its columns stand as in the real list under one heading
    for both names; without `merges` every cell is filled."""
    layout = draw(layouts(usual_order, further))
    lines = draw(_lines(layout))
    count = draw(st.integers(0, min(2, len(lines) - 1)))
    breaks = sorted(draw(st.sets(st.integers(2, len(lines)), min_size=count, max_size=count)))
    for number in breaks:
        if draw(st.booleans()):
            lines[number - 1] = restated(lines[number - 2], lines[number - 1])
    sample = Sample(
        layout,
        tuple(lines),
        tuple(breaks),
        TITLES[: draw(st.integers(0, len(TITLES)))],
        NOTES[: draw(st.integers(0, len(NOTES)))] if with_notes else (),
    )
    return sample if merges else sample.filled()


@composite
def layouts(draw: DrawFn, usual_order: bool = False, further: bool = True) -> Layout:
    """The physical columns: a name column or two, under one heading or two, in any order."""
    named: dict[Column, list[str]] = {column: [] for column in Column}
    for synonym, column in Headings({}).columns.items():
        named[column].append(synonym)
    texts = {column: draw(st.sampled_from(known)) for column, known in named.items()}
    if usual_order or draw(st.booleans()):
        texts[Column.SUB_NAME] = ""  # one heading over both
    has_sub_name = usual_order or draw(st.integers(0, 3)) > 0
    groups: list[list[Heading]] = []
    for column in USUAL_ORDER:
        heading = Heading(texts[column], column)
        if column is not Column.SUB_NAME:
            groups.append([heading])
        elif has_sub_name:
            groups[-1].append(heading)
    if further:
        extra = draw(st.lists(st.sampled_from(FURTHER), max_size=2, unique=True))
        groups += [[Heading(text, None)] for text in extra]
    if not usual_order and draw(st.booleans()):
        groups = draw(st.permutations(groups))
    headings = tuple(heading for group in groups for heading in group)
    return Layout(headings, spread=usual_order or draw(st.booleans()))


@composite
def _lines(draw: DrawFn, layout: Layout) -> list[Line]:
    names = iter(draw(st.permutations([thing + act for thing in THINGS for act in ACTS])))
    lines: list[Line] = []
    number = 0
    for stage, stage_name in enumerate(_some(draw, STAGES, 2, 5), start=1):
        for code, scenario_name in enumerate(_some(draw, SCENARIOS, 1, 2), start=1):
            for _ in range(draw(st.integers(1, 3))):
                number += 1
                values = {
                    Column.NUMBER: str(number),
                    Column.STAGE: f"{stage}{stage_name}",
                    Column.SCENARIO: f"{stage}.{code}{draw(_BREAK)}{scenario_name}",
                    Column.NAME: draw(_broken(next(names))),
                    Column.LEAD: draw(_broken(draw(st.sampled_from(DEPARTMENTS)))),
                }
                lines += draw(_entry(values, layout, lines[-1] if lines else None))
    return lines


@composite
def _entry(
    draw: DrawFn, values: dict[Column, str], layout: Layout, above: Line | None
) -> list[Line]:
    subs = _some(draw, PARTS, 0, 4) if layout.has_sub_name and draw(st.booleans()) else ()
    lines: list[Line] = []
    cooperating = draw(_cooperating())
    if above is not None and draw(st.booleans()):  # the same as above, so that cells can merge
        kept = (Column.LEAD,) if draw(st.booleans()) else (Column.LEAD, Column.COOPERATING)
        values |= {column: above.values[column] for column in kept if column in above.values}
        cooperating = above.values[Column.COOPERATING] if len(kept) == 2 else cooperating
    for part in subs or (None,):
        if part is not None and draw(st.integers(0, 4)) == 0:
            cooperating = draw(_cooperating())
        said = {**values, Column.TYPE: draw(st.sampled_from(TYPES))}
        said[Column.COOPERATING] = cooperating
        if part is not None:
            said[Column.SUB_NAME] = part
        before = lines[-1] if lines else above
        begins = draw(_begins(said, before, is_first=not lines))
        further = tuple(draw(_further(head.text)) for head in layout.headings if not head.column)
        lines.append(Line(said, begins, further))
    return lines


@composite
def _begins(
    draw: DrawFn, values: dict[Column, str], above: Line | None, is_first: bool
) -> frozenset[Column]:
    """Where cells begin: where the value changes, at a new stage, and now and then besides."""
    begins = set(ALWAYS)
    if is_first:
        begins |= {Column.NUMBER, Column.NAME}
    new_stage = above is None or above.values[Column.STAGE] != values[Column.STAGE]
    for column in _MERGING:
        same = not new_stage and above is not None and above.values[column] == values[column]
        own = column in (Column.LEAD, Column.COOPERATING) and draw(st.integers(0, 3)) == 0
        if not same or own:
            begins.add(column)
    return frozenset(begins)


_BREAK = st.sampled_from(["", "\n"])


@composite
def _broken(draw: DrawFn, text: str) -> str:
    """`text` with a line break in it now and then, as narrow cells have."""
    at = draw(st.integers(-len(text), len(text) - 1))
    return text if at <= 0 else f"{text[:at]}\n{text[at:]}"


def _cooperating() -> SearchStrategy[str]:
    lists = st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=2, unique=True)
    return lists.map("、".join)


def _further(heading: str) -> SearchStrategy[str]:
    return st.sampled_from(["", f"{heading}一", "8:30-17:00，周末除外"])


def _some(draw: DrawFn, pool: Sequence[str], least: int, most: int) -> list[str]:
    return draw(st.lists(st.sampled_from(pool), min_size=least, max_size=most, unique=True))
