"""The real checklist, settled: its counts, and single cells worked out by hand."""

import pytest

from loader.document import Document
from loader.editions import settle_document
from loader.entries import Entry, Fill, Settled
from loader.manifest import Manifest, manifest_beside, read_manifest
from loader.readers import read
from loader.rows import Column
from server.loading import bundled_checklist


@pytest.fixture(scope="module")
def document() -> Document:
    return read(bundled_checklist(), Manifest())


@pytest.fixture(scope="module")
def settled(document: Document) -> Settled:
    manifest_path = manifest_beside(bundled_checklist())
    assert manifest_path is not None
    return settle_document(document, read_manifest(manifest_path))


@pytest.fixture(scope="module")
def entries(settled: Settled) -> dict[int, Entry]:
    return {entry.number: entry for entry in settled.entries if entry.number}


def test_the_document_has_161_rows_of_seven_or_eight_cells(document: Document) -> None:
    widths = [len(row.all_cells()) for row in document.rows]
    assert len(widths) == 161
    assert (widths.count(7), widths.count(8)) == (86, 75)


def test_the_real_checklist_settles_without_any_problem(settled: Settled) -> None:
    assert settled.problems == ()


def test_the_counts_are_those_of_the_document(settled: Settled) -> None:
    entries = settled.entries
    assert [entry.number for entry in entries] == list(range(1, 113))
    assert len(settled.lines) == 161
    assert sum(entry.has_sub_lines for entry in entries) == 26
    assert sum(len(entry.lines) for entry in entries if entry.has_sub_lines) == 75
    assert len({entry.stage for entry in entries}) == 11
    assert len({entry.scenario for entry in entries}) == 25
    assert len({line.type_word for line in settled.lines}) == 6
    departments = {
        n for line in settled.lines for v in (line.lead, line.cooperating) for n in v.names()
    }
    assert len(departments) == 14


def test_only_22_lead_and_62_cooperating_cells_hold_text(document: Document) -> None:
    assert sum(bool(row.text(Column.LEAD)) for row in document.rows) == 22
    assert sum(bool(row.text(Column.COOPERATING)) for row in document.rows) == 62


# (number, line of it, name or sub-name, type, lead, cooperating, line of its name)
CELLS = [
    (1, 1, "出生医学证明办理", "公共服务", "县卫健局", ["县卫健局"], 16),
    (20, 1, "毕业生录入协议", "其他", "县人社局", ["县教育和体育局"], 172),
    (22, 2, "就业报到证调整手续办理", "公共服务", "县人社局", ["县人社局"], 198),
    (37, 1, "居民和灵活就业人员社会保险费缴纳", "其他", "县人社局", ["县医保局", "县税务局"], 379),
    (44, 3, "住房公积金异地转移", "公共服务", "县人社局", ["市住房公积金管理中心昌乐分中心"], 485),
    (
        60,
        2,
        "租赁自住住房提取住房公积金",
        "其他行政权力",
        "市住房公积金管理中心昌乐分中心",
        ["市住房公积金管理中心昌乐分中心"],
        738,
    ),
    (61, 1, "农村村民住宅用地审核", "其他", "县自然资源和规划局", ["县农业农村局"], 748),
    (
        64,
        4,
        "建造、翻建自住住房提取住房公积金",
        "其他行政权力",
        "市住房公积金管理中心昌乐分中心",
        ["市住房公积金管理中心昌乐分中心"],
        804,
    ),
    (
        66,
        1,
        "个人住房公积金缴存贷款等信息查询",
        "其他",
        "市住房公积金管理中心昌乐分中心",
        ["市住房公积金管理中心昌乐分中心"],
        831,
    ),
    (92, 1, "重度残疾人护理补贴", "行政给付", "县残联", ["县民政局"], 1187),
    (
        102,
        1,
        "离休、退休提取住房公积金",
        "其他行政权力",
        "县人社局",
        ["市住房公积金管理中心昌乐分中心"],
        1308,
    ),
    (105, 1, "死亡医学证明办理", "公共服务", "县民政局", ["县公安局", "县卫健局"], 1334),
    (
        112,
        1,
        "不动产登记（房屋等建筑物、构筑物所有权转移登记-继承或受遗赠）",
        "行政确认",
        "县人社局",
        ["县自然资源和规划局"],
        1419,
    ),
]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell[0]}/{cell[1]}")
def test_a_cell_settles_as_a_reader_of_the_document_would_read_it(
    entries: dict[int, Entry], cell: tuple[int, int, str, str, str, list[str], int]
) -> None:
    number, at, name, type_word, lead, cooperating, file_line = cell
    entry = entries[number]
    line = entry.lines[at - 1]
    column = Column.SUB_NAME if line.sub_name else Column.NAME
    assert (line.sub_name or entry.name) == name
    assert line.type_word == type_word
    assert line.lead.text == lead
    assert list(line.cooperating.names()) == cooperating
    assert line.row.cells[column].line_start == file_line


def test_a_page_break_inside_an_entry_joins_its_parts(entries: dict[int, Entry]) -> None:
    assert len(entries[44].lines) == 6
    assert len(entries[64].lines) == 4
    assert entries[44].lines[2].lead.fill is Fill.RESTATED
    assert entries[64].lines[3].cooperating.fill is Fill.RESTATED


def test_a_restated_stage_starts_no_new_stage(entries: dict[int, Entry]) -> None:
    assert entries[36].stage == (4, "工作")
    stage = entries[36].first.stage
    assert stage and stage.fill is Fill.RESTATED
    assert entries[36].scenario == ("4.3", "社会保障")


def test_a_department_repeated_at_a_change_of_lead_is_stated(entries: dict[int, Entry]) -> None:
    assert entries[93].first.cooperating.text == "县民政局"
    assert entries[93].first.cooperating.fill is Fill.STATED


def test_the_lead_is_carried_over_scenario_borders_until_the_next_text(
    entries: dict[int, Entry],
) -> None:
    assert entries[12].scenario == ("2.2", "转学")
    assert entries[12].first.lead.text == "县教育和体育局"
    assert entries[12].first.lead.fill is Fill.CARRIED_DOWN
    assert entries[12].first.lead.row == 7


def test_names_broken_over_lines_are_mended(entries: dict[int, Entry]) -> None:
    assert entries[26].first.cooperating.text == "县退役军人事务局"
    assert entries[35].scenario == ("4.2", "人才引进")
    assert entries[64].first.lead.text == "市住房公积金管理中心昌乐分中心"
