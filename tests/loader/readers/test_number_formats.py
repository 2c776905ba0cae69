"""A number is printed as a person sees it in the sheet."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.readers.spreadsheets.format_codes import BUILT_IN
from loader.readers.spreadsheets.number_formats import printed, printed_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, "1"),
        (1.0, "1"),
        (-7.0, "-7"),
        (1.1, "1.1"),
        (0.1 + 0.2, "0.3"),
        (13512345678, "13512345678"),
        (370725199001011234, "370725199001011234"),
        (1e20, "100000000000000000000"),
        (1.5e25, "1.5E+25"),
        (0.00001, "0.00001"),
        (1e-12, "1E-12"),
        (-0.0, "0"),
    ],
)
def test_without_a_format_no_digit_is_lost_or_invented(value: float, shown: str) -> None:
    assert printed(value) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (12, "0000", "0012"),
        (123456, "0000", "123456"),
        (1.1, "0.00", "1.10"),
        (1.25, "0.0", "1.3"),
        (2.5, "0", "3"),
        (0.005, "0.00", "0.01"),
        (1.5, "0.0#", "1.5"),
        (1, "#.##", "1"),
        (0.5, ".00", ".50"),
        (1234567, "#,##0", "1,234,567"),
        (12, "#,##0", "12"),
        (5, "0,000", "0,005"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (-0.001, "0.0", "0.0"),
        (0.256, "0%", "26%"),
        (0.256, "0.00%", "25.60%"),
        (1234567, '0.0,"千"', "1234.6千"),
        (1234567, "0,,", "1"),
        (12345, "0.00E+00", "1.23E+04"),
        (0.00012, "0.00E+00", "1.20E-04"),
        (99.995, "0.00E+00", "1.00E+02"),
        (13512345678, "000-0000-0000", "135-1234-5678"),
        (3, '"第"0"项"', "第3项"),
        (3, "第0项", "第3项"),
        (7, "0_ ", "7"),
        (5, "[$¥-804]#,##0.00", "¥5.00"),
        (5, "[Red]0;[Blue]-0", "5"),
        (1.5, "# ?/?", "1.5"),
        (3.7, "@", "3.7"),
        (3.7, '"约"General', "约3.7"),
        (1, '[=1]"是";[=0]"否";0', "是"),
        (0, '[=1]"是";[=0]"否";0', "否"),
        (7, '[=1]"是";[=0]"否";0', "7"),
        (-5, "[<0]0.0;0", "-5.0"),
        (7, "[<0]0.0", "7"),
        (0, "0;-0;", ""),
        (0, ";;;", ""),
        (5, ";;;", "5"),
        (5, "", "5"),
        (5, '0"', "5"),
    ],
)
def test_a_format_pads_rounds_groups_and_writes_around(value: float, code: str, shown: str) -> None:
    assert printed(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (44348, "yyyy-mm-dd", "2021-06-01"),
        (44348, BUILT_IN[14], "2021-06-01"),
        (44348, "yyyy/m/d;@", "2021-06-01"),
        (44348, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2021-06-01"),
        (44348, "mmm-yy", "2021-06"),
        (44348, "yyyy", "2021"),
        (44348.354, "yyyy-mm-dd hh:mm", "2021-06-01 08:29"),
        (0.354, "h:mm:ss", "08:29:46"),
        (0.75, "h:mm AM/PM", "18:00"),
        (44348.9999999, "yyyy-mm-dd hh:mm:ss", "2021-06-02 00:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (1.5, "[mm]:ss", "2160:00"),
        (44348, 'yyyy"年"m"月"', "2021年6月"),
        (44348, "yyyy年mm月dd日", "2021年06月01日"),
        (44348, BUILT_IN[57], "2021年6月"),
        (44348, BUILT_IN[31], "2021年6月1日"),
        (44348.9, BUILT_IN[55], "下午9时36分"),
        (44348, 'yyyy"年"m"月"d"日" aaaa', "2021年6月1日 星期二"),
        (44348, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二一年六月一日"),
        (44560, '[DBNum1][$-804]m"月"d"日"', "十二月三十日"),
        (44520, '[DBNum1][$-804]m"月"d"日"', "十一月二十日"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (2958465, "yyyy-mm-dd", "9999-12-31"),
    ],
)
def test_a_date_is_iso_or_the_chinese_that_its_format_writes(
    value: float, code: str, shown: str
) -> None:
    assert printed(value, code) == shown


@pytest.mark.parametrize("value", [0, -1, 60, 2958466, 1e300])
def test_a_number_that_no_calendar_has_is_printed_as_a_number(value: float) -> None:
    assert printed(value, "yyyy-mm-dd") == printed(value)


def test_days_may_be_counted_from_1904() -> None:
    assert printed(0, "yyyy-mm-dd", since_1904=True) == "1904-01-01"
    assert printed(42886, "yyyy-mm-dd", since_1904=True) == "2021-06-01"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "公安局"),
        ("@", "公安局"),
        ('"县"@', "县公安局"),
        ('0;-0;0;"县"@', "县公安局"),
        (";;;", "公安局"),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "公安局"),
    ],
)
def test_text_gets_what_its_format_writes_around_it(code: str, shown: str) -> None:
    assert printed_text("公安局", code) == shown


@settings(deadline=None)
@given(st.integers(-(10**20), 10**20), st.integers(1, 6))
def test_padding_never_changes_a_whole_number(value: int, width: int) -> None:
    assert int(printed(value, "0" * width)) == value


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=12))
def test_any_format_prints_any_number(value: float, code: str) -> None:
    assert isinstance(printed(value, code), str)


@settings(deadline=None)
@given(
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.lists(st.sampled_from([*'0#?.,%;@_*\\"[]hmsydeE+-/年 ', "General", "[h]"]), max_size=10),
)
def test_any_letters_of_formats_in_any_order_print_any_number(
    value: float, code: list[str]
) -> None:
    assert isinstance(printed(value, "".join(code)), str)
