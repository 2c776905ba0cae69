"""CSV and TSV are read row by row, whatever their delimiter, encoding and quoting."""

import csv
import io
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.limits import Limits
from loader.problems import Problem, Refused
from loader.readers import delimited, text
from loader.readers.delimiters import delimiter_of, looks_delimited
from loader.tables import Reading, Table, TableCell
from server.loading import bundled_checklist
from shapes.report import Severity

FILE = "清单.csv"
TABLE = """序号,阶段,场景,事项名称,事项类型,牵头部门,协同部门
1,1出生,1.1出生,出生医学证明办理,公共服务,县卫健局,县卫健局
2,,,预防接种证办理,公共服务,,
3,,,户口登记（出生登记）,行政确认,,县公安局
"""
PROSE = """This repository turns a checklist, a table of matters, into a graph; it is small.
Run it with one command, which also fetches what it needs, and open the page it names.
Nothing is lost, nothing is invented, and every value says where it came from;
a value that was inferred, say from a merged cell, says by which rule.
"""
ROOT = Path(__file__).parents[3]


def read(content: bytes | str, limits: Limits | None = None) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return delimited.read(data, FILE, limits or Limits())


def table(content: bytes | str, limits: Limits | None = None) -> Table:
    reading = read(content, limits)
    assert reading.problems == ()
    (found,) = reading.tables
    return found


def texts(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows()]


def refused(content: bytes | str, limits: Limits | None = None) -> Problem:
    """The one problem for which `content` is refused."""
    with pytest.raises(Refused) as error:
        read(content, limits)
    (problem,) = error.value.problems
    assert problem.severity is Severity.VIOLATION
    assert problem.sentence("zh") and problem.sentence("en")
    return problem


def with_delimiter(delimiter: str) -> str:
    return TABLE.replace(",", delimiter)


# What is read


def test_every_field_is_a_cell_with_its_line() -> None:
    found = table(TABLE)
    assert texts(found) == [line.split(",") for line in TABLE.splitlines()]
    assert (found.width, found.height, found.merges, found.first_row) == (7, 4, False, 1)
    assert found.cells[8] == TableCell("1出生", 2, 2, address="L2", line_start=2, line_end=2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le-bom"]
)
def test_any_delimiter_in_any_encoding_gives_the_same_table(delimiter: str, encoding: str) -> None:
    text = with_delimiter(delimiter)
    if encoding == "utf-16-le-bom":
        content = b"\xff\xfe" + text.encode("utf-16-le")
    else:
        content = text.encode(encoding)
    assert read(content) == read(TABLE)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ends_give_the_same_table(end: str) -> None:
    assert read(TABLE.replace("\n", end)) == read(TABLE)


def test_mixed_line_ends_and_none_at_the_end_give_the_same_table() -> None:
    first, second, third, fourth = TABLE.splitlines()
    assert read(f"{first}\r\n{second}\r{third}\n{fourth}") == read(TABLE)


def test_quoted_fields_hold_delimiters_quotes_and_lines_and_say_which() -> None:
    found = table('序号,名称,部门\n1,"甲\n乙","说""是"",否"\n2,丙,丁\n')
    assert texts(found)[1:] == [["1", "甲\n乙", '说"是",否'], ["2", "丙", "丁"]]
    assert [(c.address, c.line_start, c.line_end) for c in found.cells[3:7]] == [
        ("L2", 2, 2),
        ("L2-L3", 2, 3),
        ("L3", 3, 3),
        ("L4", 4, 4),
    ]


def test_a_quotation_mark_inside_a_field_is_text() -> None:
    assert texts(table('序号,名称\n1,5"管\n2,"甲"乙"丙\n'))[1:] == [["1", '5"管'], ["2", '甲乙"丙']]


def test_the_separator_line_of_excel_decides_and_is_no_row() -> None:
    found = table("sep=;\n序号,1;名称,2\n1,0;甲\n")
    assert texts(found) == [["序号,1", "名称,2"], ["1,0", "甲"]]
    assert (found.cells[0].row, found.cells[0].address) == (1, "L2")


def test_a_short_row_ends_early_and_a_long_one_widens_the_table() -> None:
    found = table("序号,名称,部门\n1\n2,乙,丙,丁\n3,戊,己\n")
    assert texts(found) == [
        ["序号", "名称", "部门"],
        ["1"],
        ["2", "乙", "丙", "丁"],
        ["3", "戊", "己"],
    ]
    assert found.width == 4


def test_blank_fields_beyond_all_others_are_no_cells() -> None:
    found = table("序号,名称,,\n1,甲,,,,,,\n2,,,\n")
    assert texts(found) == [["序号", "名称"], ["1", "甲"], ["2", ""]]
    assert found.width == 2


def test_blank_lines_keep_their_place_and_have_no_cells() -> None:
    found = table("序号,名称\n\n1,甲\n , \n,\n\n2,乙\n,\n\n")
    assert texts(found) == [["序号", "名称"], [], ["1", "甲"], [], [], [], ["2", "乙"]]
    assert found.cells[-1].row == found.cells[-1].line_start == 7


def test_a_single_column_is_a_table_too() -> None:
    assert texts(table("序号\n1\n2\n")) == [["序号"], ["1"], ["2"]]


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n,,,\n", " \t \n"])
def test_a_text_that_holds_nothing_has_no_table(text: str) -> None:
    assert read(text) == Reading(())


def test_marks_of_writing_direction_and_formulas_are_text() -> None:
    found = table("序号,名称\n1,\u200f甲\u202e\n2,=1+1\n")
    assert [row[1] for row in texts(found)[1:]] == ["\u200f甲\u202e", "=1+1"]


def test_other_breaks_than_line_ends_are_text() -> None:
    assert texts(table("序号,名称\n1,甲\x0b乙\u2028丙\x85丁\n"))[1] == [
        "1",
        "甲\x0b乙\u2028丙\x85丁",
    ]


# Which delimiter


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("序号;部门\n1;公安局,民政局\n2;人社局,医保局\n", ";"),
        ("序号\t部门\n1\t公安局,民政局\n2\t人社局,医保局;县委\n", "\t"),
        ("序号,部门,备注\n1,公安局;民政局,a|b\n2,人社局;医保局,c|d\n", ","),
        ("清单,,,\n序号,名称,部门,备注\n1,甲\n2,乙\n3,丙,丁,戊\n4,己\n注：以上;为准\n", ","),
        ("昌乐县清单\n序号|名称|部门\n1|甲|乙\n", "|"),
        ("一，二，三\n四，五，六\n", ","),
        ('a,"b\n;c;d;e;f\n;g;h;i;j"\nk,l\n', ","),
    ],
)
def test_the_delimiter_is_what_makes_rows_of_one_width(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


def test_csv_and_tsv_look_delimited() -> None:
    for delimiter in ",;\t|":
        assert looks_delimited(with_delimiter(delimiter))
    assert looks_delimited("sep=|\n甲\n")
    assert looks_delimited(TABLE.splitlines()[0])
    assert looks_delimited("序号,名称\n1,甲\n")
    assert looks_delimited(TABLE.replace(",", ", "))
    assert looks_delimited("昌乐县清单\n\n" + TABLE + "注：以上事项，自发布之日起施行。\n")


def test_the_text_form_and_prose_do_not_look_delimited() -> None:
    checklist = bundled_checklist().read_text("utf-8")
    assert not looks_delimited(checklist)
    assert not looks_delimited(checklist[: len(checklist) // 2])
    assert not looks_delimited(PROSE)
    assert not looks_delimited(
        "第一条　为规范办事，制定本办法；\n第二条　本办法自公布之日起施行;\n"
    )
    assert not looks_delimited("（一）出生登记;\n（二）预防接种;\n（三）社会保障;\n")
    for prose in ("", "\n", "一段话", "one, two", "甲\n乙\n丙\n"):
        assert not looks_delimited(prose), prose


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "LICENSE", "loader/tables.py"])
def test_documents_and_programs_do_not_look_delimited(name: str) -> None:
    assert not looks_delimited((ROOT / name).read_text("utf-8"))


# What is damaged or too much


def test_a_quotation_that_never_closes_is_refused_with_the_line_where_it_opens() -> None:
    problem = refused('序号,名称\n1,甲\n2,"乙\n丙,丁\n戊')
    assert (problem.code, problem.place.line_start, problem.place.line_end) == ("F38", 3, 5)
    assert "第 3 行" in problem.sentence("zh")


def test_a_quotation_that_never_closes_may_open_below_a_longer_cell() -> None:
    assert refused('序号,名称\n"1\n2","乙\n丙').place.line_start == 3


def test_a_file_cut_off_inside_a_character_is_refused_with_its_line() -> None:
    content = TABLE.encode("gb18030")
    problem = refused(content[: content.rindex("局".encode("gb18030")) + 1])
    assert (problem.code, problem.place.line_start) == ("F23", 4)


def test_nul_bytes_are_refused() -> None:
    assert refused("序号,名称\n1,\x00甲\n").code == "F04"


def test_a_line_of_a_million_commas_is_blank_or_too_wide() -> None:
    start = time.process_time()
    assert texts(table(TABLE + "," * 1_000_000 + "\n")) == texts(table(TABLE))
    problem = refused(TABLE + "," * 1_000_000 + "甲\n")
    assert (problem.code, problem.place.line_start, problem.values["limit"]) == (
        "F30-columns",
        5,
        256,
    )
    assert time.process_time() - start < 5


def test_a_cell_of_too_many_characters_is_refused_with_its_line() -> None:
    problem = refused(TABLE + f'4,"{"字" * 100_000}"\n')
    assert (problem.code, problem.place.line_start) == ("F30-characters", 5)


def test_a_cell_may_be_longer_than_the_standard_library_takes() -> None:
    long = "字" * 200_000
    found = table(TABLE + f'4,"{long}"\n', Limits(cell_characters=200_000))
    assert found.cells[-1].text == long


def test_more_rows_than_the_limit_are_refused_and_blank_ones_do_not_count() -> None:
    rows = TABLE + "\n,,,\n" * 5_000
    assert len(table(rows, Limits(rows=4)).cells) == 28
    problem = refused(rows + "4,甲\n", Limits(rows=4))
    assert (problem.code, problem.place.line_start) == ("F30-rows", 10_005)


def test_more_cells_than_memory_allows_are_refused() -> None:
    wide = ",".join(["甲"] * 200)
    assert refused(f"{wide}\n" * 4_000, Limits(memory=200)).code == "F30-cells"


def test_twenty_thousand_rows_are_read_in_seconds() -> None:
    text = "".join(f'{n},"第{n}行\n乙",,,公共服务,县公安局,\n' for n in range(20_000))
    start = time.process_time()
    assert table(text).height == 20_000
    assert time.process_time() - start < 10


# The same rows whatever the layout

FIELD = st.text(
    st.sampled_from("序号阶段事项名称县公安局一二三出生登记（）、，12.,;|\t\"'\n =："), max_size=8
)
ROWS = st.lists(st.lists(FIELD, min_size=1, max_size=6), max_size=8)


def written(rows: Sequence[Sequence[str]], delimiter: str, quoting: str, end: str) -> str:
    stream = io.StringIO()
    if quoting == "all":
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    else:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerows(rows)
    return stream.getvalue().replace("\n", end)


def expected(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows without the blank fields that no row reaches, blank rows as empty ones."""

    def used(row: Sequence[str]) -> int:
        return max((at for at, field in enumerate(row, start=1) if field.strip()), default=0)

    width = max(map(used, rows), default=0)
    shown = [list(row[:width]) if used(row) else [] for row in rows]
    while shown and not shown[-1]:
        shown.pop()
    return shown


@settings(deadline=None, max_examples=200)
@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from(["all", "minimal"]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_any_rows_come_back_from_any_delimiter_quoting_and_encoding(
    rows: list[list[str]], delimiter: str, quoting: str, end: str, encoding: str
) -> None:
    heading = ["序号", "阶段", "事项名称", "牵头部门", "协同部门", "备注"]
    text = f"sep={delimiter}{end}" + written([heading, *rows], delimiter, quoting, end)
    found = table(text.encode(encoding))
    assert texts(found) == expected([heading, *rows])
    for cell in found.cells:
        assert cell.line_start is not None and cell.line_end is not None
        assert cell.line_end - cell.line_start == cell.text.count("\n")


@settings(deadline=None, max_examples=100)
@given(
    body=st.lists(
        st.lists(
            st.text(st.sampled_from("出生登记县公安局（）、12.3 ,;\t|"), max_size=8),
            min_size=7,
            max_size=7,
        ),
        min_size=3,
        max_size=9,
    ),
    delimiter=st.sampled_from(",;\t|"),
)
def test_the_delimiter_of_a_checklist_is_found_whatever_its_cells_hold(
    body: list[list[str]], delimiter: str
) -> None:
    heading = TABLE.splitlines()[0].split(",")
    assert delimiter_of(written([heading, *body], delimiter, "minimal", "\n")) == delimiter


@settings(deadline=None)
@given(st.text(st.sampled_from('ab",;\n'), max_size=30))
def test_rows_are_those_of_the_standard_library(text: str) -> None:
    ours: list[list[str]] = []
    try:
        (found,) = read("sep=,\n甲,乙\n" + text).tables
        ours = texts(found)
    except Refused as error:
        assert [p.code for p in error.problems] == ["F38"]
        return
    assert ours == expected([["甲", "乙"], *csv.reader(io.StringIO(text, newline=""))])


def test_rows_with_a_blank_first_cell_and_a_broken_second_are_no_text_of_one_cell_a_line() -> None:
    row = '\t"县\n卫健局"\t1.1出生\t预防接种证办理\n'
    content = "备注\t牵头部门\t场景\t事项名称\n" + 4 * row
    assert not text.recognises(content)
    assert looks_delimited(content)
