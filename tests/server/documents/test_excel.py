"""The Excel file says what the printed table says, as text, and prints as it should."""

import io
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from loader.rows import Column
from server.documents.excel import CellTooLong, as_excel
from server.documents.pages import kept_rows
from server.documents.printed import Block, PrintedTable
from tests.server.documents.original import expected_blocks
from tests.server.documents.test_word import small


@pytest.fixture(scope="module")
def content(printed: PrintedTable) -> bytes:
    return as_excel(printed)


@pytest.fixture(scope="module")
def sheet(content: bytes) -> Worksheet:
    return opened(content)


def opened(content: bytes) -> Worksheet:
    """The only sheet of a workbook."""
    (name,) = (workbook := load_workbook(io.BytesIO(content))).sheetnames
    assert name == "清单"
    sheet = workbook[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def blocks_of(sheet: Worksheet, first: int) -> set[Block]:
    """The cells below row `first`, merged ones as one; rows count from there."""
    merged = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
    inside = {place for r in sheet.merged_cells.ranges for place in r.cells}
    found = set()
    for row in sheet.iter_rows(min_row=first):
        for cell in row:
            place = (cell.row or 0, cell.column or 0)
            if place in inside and place not in merged:
                assert cell.value is None
                continue
            size = merged[place].size if place in merged else {"rows": 1, "columns": 1}
            text = "" if cell.value is None else str(cell.value)
            found.add(Block(place[0] - first, place[1] - 1, size["rows"], size["columns"], text))
    return found


def test_every_cell_of_the_original_is_in_the_file(sheet: Worksheet) -> None:
    assert blocks_of(sheet, 3) == expected_blocks()


def test_title_and_headings_stand_above_the_list(sheet: Worksheet) -> None:
    assert sheet["A1"].value == "个人全生命周期事项清单及责任分工"
    assert {str(r) for r in sheet.merged_cells.ranges if r.max_row < 3} == {"A1:H1", "D2:E2"}
    assert [cell.value for cell in sheet[2]] == [
        "序号", "阶段", "场景", "事项名称", None, "事项类型", "牵头部门", "协同部门",
    ]  # fmt: skip
    assert sheet.max_row == 163


def test_numbers_are_numbers_and_words_are_text(sheet: Worksheet) -> None:
    assert sheet["A3"].value == 1
    assert {cell.data_type for row in sheet["B3:H163"] for cell in row if cell.value} == {"s"}


@pytest.mark.parametrize("text", ["=1+1", "+86 536", "-", "@SUM(A1)", '=HYPERLINK("x")'])
def test_what_begins_like_a_formula_stays_text(text: str) -> None:
    cell = opened(as_excel(small(text)))["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_long_codes_keep_every_digit() -> None:
    code = "11370725004310123X4370125001000"
    other = "000125001000"
    sheet = opened(as_excel(small(code, other)))
    assert [sheet["A3"].value, sheet["A4"].value] == [code, other]
    assert sheet["A4"].number_format == "@"


def test_line_breaks_stay_and_control_characters_go() -> None:
    assert opened(as_excel(small("甲\n乙\x00\x0b丙 <&>")))["A3"].value == "甲\n乙丙 <&>"


def test_a_text_that_no_cell_can_hold_is_refused_and_not_cut_off() -> None:
    assert len(str(opened(as_excel(small("一" * 32767)))["A3"].value)) == 32767
    with pytest.raises(CellTooLong) as too_long:
        as_excel(small("一" * 32768))
    assert (too_long.value.heading, too_long.value.length) == ("备注", 32768)


def test_headings_stay_in_sight_and_on_every_page(sheet: Worksheet) -> None:
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert str(sheet.print_area).endswith("$A$1:$H$163")


def test_it_prints_across_as_wide_as_a_page(sheet: Worksheet) -> None:
    setup = sheet.page_setup
    assert (setup.orientation, str(setup.paperSize)) == ("landscape", "9")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)


def test_pages_are_numbered(sheet: Worksheet) -> None:
    footer = sheet.HeaderFooter.oddFooter
    assert footer is not None and footer.center.text == "— &P —"


def test_pages_end_between_entries(sheet: Worksheet, printed: PrintedTable) -> None:
    ends = [page.id - 3 for page in sheet.row_breaks.brk]
    assert 6 <= len(ends) <= 12
    assert not set(ends) & kept_rows(printed)


def test_every_cell_is_framed_wrapped_and_centred_from_top_to_bottom(sheet: Worksheet) -> None:
    cells = [cell for row in sheet["A2:H163"] for cell in row]
    begun = [cell for cell in cells if cell.value is not None]
    assert {(cell.alignment.vertical, cell.alignment.wrap_text) for cell in begun} == {
        ("center", True)
    }
    assert {cell.border.left.style for cell in cells if cell.column == 1} == {"thin"}
    assert {cell.border.right.style for cell in cells if cell.column == 8} == {"thin"}
    assert {cell.border.bottom.style for cell in cells if cell.row == 163} == {"thin"}


def test_rows_are_high_enough_for_what_they_hold(sheet: Worksheet, printed: PrintedTable) -> None:
    name = printed.at(Column.NAME)
    assert name is not None
    long = next(b for b in printed.blocks if b.text.startswith("内地居民往来港澳通行证"))
    one_line = sheet.row_dimensions[3].height
    assert one_line is not None
    assert (sheet.row_dimensions[3 + long.row].height or 0) >= 1.5 * one_line


def test_the_same_edition_is_the_same_bytes_and_names_no_person(
    printed: PrintedTable, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert as_excel(printed) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert "个人全生命周期事项清单及责任分工" in core
    assert "openpyxl" not in core and "created" not in core
