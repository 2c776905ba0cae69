"""A workbook for people holds every value as it is, as its own type, and nothing is a formula."""

import io
import math
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timezone

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from server import spreadsheet
from server.cell_text import CHARACTERS, display_width, visible
from server.spreadsheet import Link, Sheet, Value, workbook


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets)))


def written(*values: Value) -> list[object]:
    """What openpyxl reads of a row of these values."""
    (sheet,) = opened(Sheet("表", ["甲"] * len(values), [values])).worksheets
    return [cell.value for cell in sheet[2]]


def read(*values: Value) -> list[str]:
    """The types of the cells of such a row: s text, n number, b truth value, d date, f formula."""
    (sheet,) = opened(Sheet("表", ["甲"] * len(values), [values])).worksheets
    return [cell.data_type for cell in sheet[2]]


def test_every_value_is_read_back_with_its_type() -> None:
    values: list[Value] = ["出生", 64, 0, -3, 0.5, True, date(2026, 11, 1), None]
    assert written(*values) == ["出生", 64, 0, -3, 0.5, True, datetime(2026, 11, 1), None]
    assert read(*values) == ["s", "n", "n", "n", "n", "b", "d", "n"]


def test_a_time_of_day_is_kept_and_its_zone_is_that_of_the_caller() -> None:
    moment = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert written(moment) == [datetime(2026, 11, 1, 8, 30)]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "=cmd|' /C calc'!A0", "+86 536", "-1", "@SUM(A1)", "\t=1", "\r=1", "#N/A", "#REF!",
        "0012", "1e5", "TRUE", "2026-11-01", "１２", "  两边空格  ", "第一行\n第二行", "a\tb",
        "<b>&amp;", "𠮷",
    ],
)  # fmt: skip
def test_text_stays_text_whatever_it_looks_like(text: str) -> None:
    assert written(text) == [text]
    assert read(text) == ["s"]


def test_a_text_that_looks_like_a_formula_stays_one_after_it_is_edited() -> None:
    (sheet,) = opened(Sheet("表", ["甲", "乙"], [["=1+1", "出生"]])).worksheets
    assert [cell.quotePrefix for cell in sheet[2]] == [True, False]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=8))
def test_any_text_is_read_back_with_what_xml_forbids_made_visible(rows: list[list[str]]) -> None:
    (sheet,) = opened(Sheet("表", ["甲", "乙", "丙"], rows)).worksheets
    found = [
        [unescape(str(cell or "")) for cell in row] for row in sheet.iter_rows(2, values_only=True)
    ]
    expected = [[visible(text) for text in row] for row in rows]
    while expected and not any(expected[-1]):
        expected.pop()
    assert [row for row in found if any(row)] == [row for row in expected if any(row)]


def test_control_characters_are_shown_and_not_dropped() -> None:
    assert written("出\x00生\x0b\x1f") == ["出␀生␋␟"]
    assert written("\ufffe\ud800") == ["\ufffd\ufffd"]


def test_what_only_looks_like_an_escaped_character_is_not_read_as_one() -> None:
    (text,) = written("_x0041_")
    assert isinstance(text, str)
    assert unescape(text) == "_x0041_"


def test_a_text_too_long_for_a_cell_says_so_and_how_long_it_was() -> None:
    for text in ("事" * 100_000, "𠮷" * 20_000):
        (kept,) = written(text)
        assert isinstance(kept, str)
        assert len(kept.encode("utf-16-le")) // 2 <= CHARACTERS
        assert f"全文{len(text)}字" in kept
    assert written("事" * CHARACTERS) == ["事" * CHARACTERS]


def test_numbers_and_days_that_excel_would_change_are_written_as_text() -> None:
    assert written(370725000000000001, math.inf, date(1899, 5, 4)) == [
        "370725000000000001",
        "inf",
        "1899-05-04",
    ]
    assert written(math.nan) == ["nan"]


def test_a_link_leads_to_its_address_and_only_to_the_web_or_mail() -> None:
    links = [Link("https://data.example.org/id/1", "事项"), Link("https://data.example.org/id/2")]
    links += [Link("javascript:alert(1)"), Link("file:///etc/passwd", "文件")]
    (sheet,) = opened(Sheet("表", ["网址"], [[link] for link in links])).worksheets
    cells = [row[0] for row in sheet.iter_rows(2)]
    assert [cell.value for cell in cells] == [link.text or link.url for link in links]
    targets = [cell.hyperlink.target if cell.hyperlink else None for cell in cells]
    assert targets == [links[0].url, links[1].url, None, None]


def test_links_beyond_what_a_sheet_can_hold_stay_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "LINKS", 1)
    rows = [[Link("https://data.example.org/1")], [Link("https://data.example.org/2")]]
    (sheet,) = opened(Sheet("表", ["网址"], rows)).worksheets
    assert [bool(sheet.cell(row, 1).hyperlink) for row in (2, 3)] == [True, False]
    assert sheet.cell(3, 1).value == "https://data.example.org/2"


def test_the_header_is_bold_and_frozen_and_every_column_can_be_filtered() -> None:
    (sheet,) = opened(Sheet("表", ["甲", "乙"], [[1, 2], [3, 4]])).worksheets
    assert [cell.value for cell in sheet[1]] == ["甲", "乙"]
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert all(cell.alignment.wrap_text for cell in sheet[2])


def test_a_sheet_is_printed_as_wide_as_a_page_with_its_header_on_each() -> None:
    (sheet,) = opened(Sheet("表", ["甲", "乙"], [[1, 2], [3, 4]])).worksheets
    setup = sheet.page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
    fit = sheet.sheet_properties.pageSetUpPr
    assert fit and fit.fitToPage
    assert sheet.print_title_rows == "$1:$1"


def test_a_han_character_takes_two_columns_of_width() -> None:
    assert (display_width("出生ab"), display_width("长行\n短")) == (6, 4)
    rows = [["居民身份证签发与换领", "abcdefghij" * 30, ""]]
    (sheet,) = opened(Sheet("表", ["甲", "乙", "丙"], rows, widths=[None, None, 33])).worksheets
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [22, 60, 33]


def test_a_row_is_as_high_as_its_wrapped_text() -> None:
    rows = [["短"], ["第一行\n第二行"], ["事" * 40], ["事" * 5000]]
    (sheet,) = opened(Sheet("表", ["甲"], rows, widths=[41])).worksheets
    assert [sheet.row_dimensions[n].height for n in range(1, 6)] == [None, None, 30, 30, 405]


def test_a_column_offers_its_choices() -> None:
    columns = ["事项", "决定"]
    (sheet,) = opened(
        Sheet("表", columns, [["甲", None]] * 3, choices={"决定": ["同意", "不同意"]})
    ).worksheets
    (validation,) = sheet.data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == ('"同意,不同意"', "B2:B4")
    for impossible in (["a,b"], ['"'], ["长" * 256], []):
        with pytest.raises(ValueError, match="决定"):
            workbook([Sheet("表", columns, [], choices={"决定": impossible})])


def test_titles_that_excel_refuses_are_mended_and_no_two_are_alike() -> None:
    titles = ["变化", "变化", "a/b:c", "长" * 40, "", "'"]
    found = opened(*(Sheet(title, ["甲"], []) for title in titles)).sheetnames
    assert found == ["变化", "变化 (2)", "a-b-c", "长" * 31, "表", "表 (2)"]


@pytest.mark.parametrize(("columns", "row"), [(["甲"], [1, 2]), (["甲", "乙"], [1]), ([], [])])
def test_a_row_that_does_not_fit_its_header_is_a_mistake(
    columns: Sequence[str], row: Sequence[Value]
) -> None:
    with pytest.raises(ValueError, match="表"):
        workbook([Sheet("表", columns, [row])])


def test_the_same_sheets_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = [Sheet("表", ["甲"], [["出生"], [Link("https://data.example.org/1")]])]
    content = workbook(sheets)
    monkeypatch.setattr("openpyxl.writer.excel.datetime", _Later)
    assert workbook(sheets) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


class _LaterDay(datetime):
    """Now is another year."""

    @classmethod
    def now(cls, tz: object = None) -> "_LaterDay":
        return cls(2031, 5, 4, 3, 2, 1)


class _Later:
    """Stands for the module `datetime` in another year."""

    timezone = timezone
    datetime = _LaterDay
