"""Tables to rows: headings found wherever they stand, columns known by their synonyms."""

import pytest

from loader.layout import Layout
from loader.manifest import Manifest
from loader.problems import Refused
from loader.rows import Column
from loader.tables import Table
from tests.loader.tables import HEADER, LEFT, UP, laid_out, table

ROW = ("1", "1出生", "1.1出生", "出生医学证明办理", LEFT, "公共服务", "县卫健局", "县卫健局")
NEXT = ("2", "", "", "预防接种", LEFT, "公共服务", "", "")


def texts(layout: Layout) -> list[dict[str, str]]:
    return [{c.value: cell.text for c, cell in row.cells.items()} for row in layout.rows]


def refusal(*tables: Table, manifest: Manifest | None = None) -> str:
    with pytest.raises(Refused) as refused:
        laid_out(*tables, manifest=manifest)
    for problem in refused.value.problems:
        assert problem.sentence("zh") and problem.sentence("en")
    return refused.value.problems[0].code


def test_a_header_is_found_below_a_title_and_lines_above_are_kept() -> None:
    title = ("个人全生命周期事项清单", *[LEFT] * 7)
    layout = laid_out(table(title, HEADER, ROW), text=("附件2",))
    assert layout.preamble == ("附件2", "个人全生命周期事项清单")
    assert texts(layout)[0]["name"] == "出生医学证明办理"


def test_columns_may_stand_in_any_order() -> None:
    order = (7, 3, 4, 0, 2, 1, 6, 5)
    layout = laid_out(table(*[tuple(row[at] for at in order) for row in (HEADER, ROW)]))
    assert texts(layout) == texts(laid_out(table(HEADER, ROW)))


def test_a_synonym_names_the_same_column() -> None:
    header = (
        "项目序号",
        "人生阶段",
        "应用场景",
        "服务事项名称",
        "",
        "事项类别",
        "牵头单位",
        "协办单位",
    )
    assert texts(laid_out(table(header, ROW))) == texts(laid_out(table(HEADER, ROW)))


def test_white_space_inside_a_heading_does_not_count() -> None:
    header = ("序 号", "阶\n段", "场　景", "事项\n名称", "", "事项类型", "牵头 部门", "协同部门")
    assert texts(laid_out(table(header, ROW))) == texts(laid_out(table(HEADER, ROW)))


@pytest.mark.parametrize("second", ["", LEFT, "事项名称", "细分事项"])
def test_the_second_name_column_is_known_blank_merged_repeated_or_by_its_own_heading(
    second: str,
) -> None:
    header = (*HEADER[:4], second, *HEADER[5:])
    row = ("1", "1出生", "1.1出生", "出生登记", "随父落户", "公共服务", "县公安局", "县公安局")
    cells = texts(laid_out(table(header, row)))[0]
    assert (cells["name"], cells["sub-name"]) == ("出生登记", "随父落户")


def test_a_list_may_have_one_name_column() -> None:
    header, row = ([*line[:4], *line[5:]] for line in (HEADER, ROW))
    cells = texts(laid_out(table(tuple(header), tuple(row))))[0]
    assert cells["type"] == "公共服务"
    assert "sub-name" not in cells


def test_a_heading_in_two_rows_is_read_by_its_lower_row() -> None:
    upper = ("序号", "阶段", "场景", "事项名称", LEFT, "事项类型", "责任分工", LEFT)
    lower = (UP, UP, UP, "主项名称", "子项名称", UP, "牵头部门", "协同部门")
    layout = laid_out(table(upper, lower, ROW))
    assert texts(layout)[0]["lead"] == "县卫健局"
    assert len(layout.rows) == 1


def test_headers_repeated_over_pages_are_left_out_and_the_pages_joined() -> None:
    pages = [table(HEADER, ROW, number=1, page=1), table(HEADER, NEXT, number=2, page=2)]
    layout = laid_out(*pages)
    assert [row.index for row in layout.rows] == [1, 2]
    assert [row.spot.page for row in layout.rows] == [1, 2]


def test_a_table_that_goes_on_without_a_header_belongs_to_the_one_before() -> None:
    assert len(laid_out(table(HEADER, ROW), table(NEXT, number=2)).rows) == 2


def test_sheets_with_their_own_order_of_columns_are_read_each_by_its_header() -> None:
    swapped = [(*row[:6], row[7], row[6]) for row in (HEADER, (*NEXT[:7], "县公安局"))]
    layout = laid_out(table(HEADER, ROW, sheet="一"), table(*swapped, sheet="二", number=1))
    assert layout.rows[1].text(Column.LEAD) == ""
    assert layout.rows[1].text(Column.COOPERATING) == "县公安局"


def test_a_table_that_is_no_checklist_is_passed_over_and_reported() -> None:
    other = table(("联系人", "电话", "备注"), ("张三", "0536-6221000", ""), number=2)
    layout = laid_out(table(HEADER, ROW), other)
    (problem,) = layout.problems
    assert (problem.code, problem.place.table) == ("F13", 2)
    assert "联系人" in problem.sentence("zh")


def test_notes_below_the_table_are_no_matters() -> None:
    wide = ("本清单由县政府办公室负责解释。", *[LEFT] * 7)
    marked = ("注：“县”指昌乐县。", "", "", "", "", "", "", "")
    layout = laid_out(table(HEADER, ROW, wide, marked))
    assert len(layout.rows) == 1
    assert layout.notes == ("本清单由县政府办公室负责解释。", "注：“县”指昌乐县。")
    assert [problem.code for problem in layout.problems] == ["F15", "F15"]


def test_thousands_of_empty_rows_are_no_rows() -> None:
    empty = ("",) * 8
    assert len(laid_out(table(HEADER, ROW, *[empty] * 5000, NEXT)).rows) == 2


def test_a_column_that_no_one_knows_is_reported_once_and_kept() -> None:
    layout = laid_out(table((*HEADER, "满意度"), (*ROW, "高"), (*NEXT, "中")))
    (problem,) = layout.problems
    assert (problem.code, problem.place.column) == ("F09", "满意度")
    assert [row.further[0].cell.text for row in layout.rows] == ["高", "中"]
    assert layout.rows[0].further[0].key is None


def test_a_further_column_that_many_lists_have_is_known_by_its_key() -> None:
    layout = laid_out(table((*HEADER, "承诺办结时限"), (*ROW, "5个工作日")))
    assert layout.problems == ()
    assert layout.rows[0].further[0].key == "committed-time-limit"


def test_an_ambiguous_heading_is_mapped_by_the_manifest_alone() -> None:
    header = (*HEADER[:6], "责任单位", "配合部门")
    assert refusal(table(header, ROW)) == "F12"
    manifest = Manifest(columns={"责任单位": "lead", "配合部门": "cooperating"})
    layout = laid_out(table(header, ROW), manifest=manifest)
    assert layout.rows[0].text(Column.LEAD) == "县卫健局"


def test_an_ambiguous_heading_beside_the_columns_is_kept_and_reported() -> None:
    layout = laid_out(table((*HEADER, "责任单位"), (*ROW, "县医院")))
    assert [problem.code for problem in layout.problems] == ["F11"]
    assert layout.rows[0].further[0].cell.text == "县医院"


def test_a_header_that_lacks_a_column_says_which() -> None:
    assert refusal(table((*HEADER[:6], "随便", HEADER[7]), ROW)) == "F08"


def test_a_header_with_the_same_column_twice_is_refused() -> None:
    assert refusal(table((*HEADER, "牵头单位"), (*ROW, "县公安局"))) == "F10"


def test_a_table_without_header_is_refused() -> None:
    assert refusal(table(ROW, NEXT)) == "F06"


def test_one_merged_cell_over_the_whole_table_is_no_header() -> None:
    assert refusal(table(("个人全生命周期事项清单", LEFT), (UP, UP))) == "F06"


def test_a_header_alone_is_refused() -> None:
    assert refusal(table(HEADER)) == "F07"


def test_a_list_without_stages_is_read_unless_the_manifest_says_that_it_has_them() -> None:
    header, row = (line[:1] + line[2:] for line in (HEADER, ROW))
    assert len(laid_out(table(header, row)).rows) == 1
    declared = Manifest().with_conventions(levels="stage-scenario")
    assert refusal(table(header, row), manifest=declared) == "F08"


def test_characters_that_no_one_sees_are_reported_at_their_cell() -> None:
    row = (*ROW[:3], "出生\u200b医学\u202e证明办理", *ROW[4:])
    layout = laid_out(table(HEADER, row, sheet="一"))
    (problem,) = layout.problems
    assert (problem.code, problem.place.cell) == ("T02", "D2")
    assert "U+200B" in problem.sentence("zh")


def test_a_merged_cell_covers_the_columns_and_rows_it_reaches_over() -> None:
    joint = ("1", "1出生", "1.1出生", "甲", LEFT, "公共服务", "县卫健局", LEFT)
    below = ("2", UP, UP, "乙", LEFT, "公共服务", UP, "县公安局")
    first, second = laid_out(table(HEADER, joint, below)).rows
    assert first.covered[Column.COOPERATING].cell.text == "县卫健局"
    assert second.covered[Column.STAGE].row == 1
    assert Column.SUB_NAME not in second.covered
