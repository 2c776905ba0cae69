"""An Excel workbook is read cell by cell, as a person sees it, and nothing in it hangs."""

import datetime
import time
from collections.abc import Iterable, Sequence
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from loader.limits import Limits
from loader.problems import Problem, Refused
from loader.readers.spreadsheets import excel
from loader.tables import Reading, Table, TableCell
from shapes.report import Severity
from tests.loader.readers import workbooks
from tests.loader.readers.workbooks import by_hand, data, inline, made

FILE = "清单.xlsx"
HEADINGS = ("序号", "阶段", "事项名称")


def read(content: bytes, limits: Limits | None = None) -> Reading:
    reading = excel.read(content, FILE, limits or Limits())
    for problem in reading.problems:
        assert problem.sentence("zh") and problem.sentence("en")
    return reading


def table(content: bytes, limits: Limits | None = None) -> Table:
    """The only table of a workbook."""
    (found,) = read(content, limits).tables
    return found


def texts(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows()]


def text_of(found: Table, address: str) -> str:
    (cell,) = (cell for cell in found.cells if cell.address == address)
    return cell.text


def only(reading: Reading) -> Problem:
    (problem,) = reading.problems
    return problem


def refused(content: bytes, limits: Limits | None = None) -> Problem:
    """The one problem for which `content` is refused."""
    with pytest.raises(Refused) as error:
        excel.read(content, FILE, limits or Limits())
    (problem,) = error.value.problems
    assert problem.sentence("zh") and problem.sentence("en")
    return problem


def fill(*rows: Sequence[object]) -> bytes:
    """A workbook of one sheet with these rows."""

    def append(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(list(row))

    return made(append)


# What is read


def test_a_sheet_is_a_table_whose_grid_is_the_sheets_own() -> None:
    found = table(fill(HEADINGS, ("1", "出生", "户口登记")))
    assert texts(found) == [[*HEADINGS], ["1", "出生", "户口登记"]]
    assert (found.sheet, found.number, found.first_row, found.merges) == ("表1", 1, 1, True)
    assert found.cells[5] == TableCell("户口登记", 2, 3, address="C2")


def test_every_sheet_is_a_table_and_empty_ones_are_passed_over() -> None:
    def nothing(sheet: Worksheet) -> None:
        sheet["C3"] = "   "

    def something(sheet: Worksheet) -> None:
        sheet["A1"] = sheet.title

    found = read(made(something, nothing, something)).tables
    assert [(t.sheet, texts(t)) for t in found] == [("表1", [["表1"]]), ("表3", [["表3"]])]


def test_sheets_whose_names_differ_in_case_are_kept_apart() -> None:
    content = by_hand(data("甲"), data("乙"), data("丙"), names=("Sheet", "SHEET", "sheet"))
    found = [(t.sheet, texts(t)) for t in read(content).tables]
    assert found == [("Sheet", [["甲"]]), ("SHEET", [["乙"]]), ("sheet", [["丙"]])]


def test_merged_cells_have_their_spans() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.append(("清单", None, None))
        sheet.append(HEADINGS)
        sheet.append((1, "出生", "甲"))
        sheet.append((2, None, "乙"))
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("B3:B4")

    found = table(made(merge))
    assert found.cells[0] == TableCell("清单", 1, 1, 1, 3, "A1")
    assert TableCell("出生", 3, 2, 2, 1, "B3") in found.cells
    assert [len(row) for row in found.rows()] == [1, 3, 3, 2]


def test_blank_cells_of_a_row_are_cells_and_blank_rows_have_none() -> None:
    def gaps(sheet: Worksheet) -> None:
        sheet["B2"] = "甲"
        sheet["D5"] = "乙"
        sheet["F9"] = " "

    found = table(made(gaps))
    assert texts(found) == [[], ["", "甲", "", ""], [], [], ["", "", "", "乙"]]
    assert (found.width, found.height) == (4, 5)


def test_numbers_are_printed_as_a_person_sees_them() -> None:
    def numbers(sheet: Worksheet) -> None:
        sheet.append([1.0, 7, 1.1, 0.5, "00123"])
        for cell, code in zip(sheet[1], ("General", "0000", "0.00", "0%", "@"), strict=True):
            cell.number_format = code

    assert texts(table(made(numbers))) == [["1", "0007", "1.10", "50%", "00123"]]


def test_dates_times_and_booleans_are_printed() -> None:
    def dates(sheet: Worksheet) -> None:
        sheet["A1"] = datetime.date(2021, 6, 1)
        sheet["A2"] = datetime.datetime(2021, 6, 1, 8, 30)
        sheet["A3"] = datetime.time(8, 30)
        sheet["A4"] = datetime.date(2021, 6, 1)
        sheet["A4"].number_format = 'yyyy"年"m"月"'
        sheet["A5"] = True

    assert [row[0] for row in texts(table(made(dates)))] == [
        "2021-06-01",
        "2021-06-01 08:30:00",
        "08:30:00",
        "2021年6月",
        "TRUE",
    ]


def test_the_date_formats_of_chinese_editions_need_not_be_written_out() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="57"/></cellXfs>'
    found = table(by_hand(data('<c r="A1" s="1"><v>44348</v></c>'), styles=styles))
    assert texts(found) == [["2021年6月"]]


def test_days_counted_from_1904_are_the_same_days() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    sheet = data('<c r="A1" s="1"><v>42886</v></c>')
    content = by_hand(sheet, styles=styles, properties='<workbookPr date1904="1"/>')
    assert texts(table(content)) == [["2021-06-01"]]


def test_dates_written_in_iso_are_dates() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    sheet = data('<c r="A1" t="d" s="0"><v>2021-06-01T00:00:00</v></c>', '<c t="d"><v>PT3H</v></c>')
    assert texts(table(by_hand(sheet, styles=styles))) == [["2021-06-01"], ["PT3H"]]


def test_runs_of_rich_text_are_one_text_without_its_pronunciation() -> None:
    run = "<r><t>户口</t></r><r><rPr><b/></rPr><t>登记</t></r><rPh sb='0' eb='2'><t>hukou</t></rPh>"
    sheet = data('<c r="A1" t="s"><v>0</v></c>', f'<c r="A2" t="inlineStr"><is>{run}</is></c>')
    found = table(by_hand(sheet, strings=f"<si>{run}</si>"))
    assert texts(found) == [["户口登记"], ["户口登记"]]


def test_line_breaks_inside_a_cell_are_kept_as_one_kind() -> None:
    sheet = data("甲&#10;乙", "甲&#13;&#10;乙", "甲_x000D__x000A_乙", "甲_x000d_乙")
    assert texts(table(by_hand(sheet))) == [["甲\n乙"]] * 4


def test_escaped_control_characters_are_decoded_and_escaped_escapes_are_not() -> None:
    sheet = data("甲_x0001_乙", "_x005F_x0041_", "_xD83D__xDE00_", "甲_xD83D_乙", "_x00_")
    found = table(by_hand(sheet))
    assert texts(found) == [["甲\x01乙"], ["_x0041_"], ["😀"], ["甲\ufffd乙"], ["_x00_"]]


def test_marks_of_writing_direction_are_kept() -> None:
    assert texts(table(fill(["\u200f甲\u202e乙\u202c"]))) == [["\u200f甲\u202e乙\u202c"]]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    def injected(sheet: Worksheet) -> None:
        for row, text in enumerate(("=1+1", "=HYPERLINK(1)", "@SUM(A1)", "+1"), start=1):
            sheet.cell(row, 1, text).data_type = "s"

    reading = read(made(injected))
    assert texts(reading.tables[0]) == [["=1+1"], ["=HYPERLINK(1)"], ["@SUM(A1)"], ["+1"]]
    assert reading.problems == ()


def test_strict_documents_are_read() -> None:
    sheet = data("甲") + '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    found = table(by_hand(sheet, namespaces=workbooks.STRICT))
    assert texts(found) == [["甲"]]


def test_cells_without_references_follow_one_another() -> None:
    sheet = (
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    )
    found = table(by_hand(sheet))
    assert [(cell.address, cell.text) for cell in found.cells if cell.text] == [
        ("A1", "1"),
        ("B1", "2"),
        ("A2", "3"),
    ]


def test_protected_sheets_are_read() -> None:
    def protect(sheet: Worksheet) -> None:
        sheet["A1"] = "甲"
        sheet.protection.sheet = True
        sheet.protection.password = "secret"

    assert texts(table(made(protect))) == [["甲"]]


# What its user is told


def test_formulas_give_their_stored_result_and_one_note_a_sheet() -> None:
    cells = "<row>" + "".join(f"<c><f>A1+{n}</f><v>{n}</v></c>" for n in range(30)) + "</row>"
    text = '<row><c t="str"><f>""</f><v></v></c><c t="str"><f>"甲"</f><v>甲</v></c></row>'
    reading = read(by_hand(f"<sheetData>{cells}{text}</sheetData>"))
    assert texts(reading.tables[0])[0] == [str(n) for n in range(30)]
    assert texts(reading.tables[0])[1][:2] == ["", "甲"]
    note = only(reading)
    assert (note.code, note.severity, note.values["count"]) == ("F32-values", Severity.INFO, 32)
    assert (note.place.sheet, note.place.cell) == ("表1", "A1")


def test_a_formula_without_a_stored_result_is_a_violation_at_its_cell() -> None:
    violation = only(read(fill(HEADINGS, ("1", "=A1&A2", "甲"))))
    assert (violation.code, violation.severity) == ("F32", Severity.VIOLATION)
    assert (violation.place.sheet, violation.place.cell) == ("表1", "B2")
    assert "保存一次" in violation.sentence("zh")


def test_a_formula_without_a_result_is_told_in_an_otherwise_empty_sheet() -> None:
    assert only(read(fill(["=A1&A2"]))).code == "F32"


def test_errors_are_text_and_a_warning_with_their_place() -> None:
    sheet = data("甲", '<c r="A2" t="e"><f>B9/0</f><v>#DIV/0!</v></c>')
    reading = read(by_hand(sheet))
    assert texts(reading.tables[0]) == [["甲"], ["#DIV/0!"]]
    warning = next(p for p in reading.problems if p.code == "F33")
    assert (warning.severity, warning.place.cell) == (Severity.WARNING, "A2")
    assert warning.place.text == "#DIV/0!"


def test_hidden_rows_and_columns_are_read_and_reported_by_number() -> None:
    def hide(sheet: Worksheet) -> None:
        for _ in range(9):
            sheet.append((*HEADINGS, " "))
        for row in (2, 4, 5, 6, 40):
            sheet.row_dimensions[row].hidden = True
        for column in ("B", "C", "D", "Z"):
            sheet.column_dimensions[column].hidden = True

    reading = read(made(hide))
    assert len(reading.tables[0].cells) == 27
    rows, columns = reading.problems
    assert (rows.code, rows.values["numbers"]) == ("F34-rows", "2, 4–6")
    assert (columns.code, columns.values["numbers"]) == ("F34-columns", "B–C")
    assert rows.severity is columns.severity is Severity.WARNING


def test_rows_of_no_height_are_hidden() -> None:
    sheet = '<sheetData><row r="3" ht="0" customHeight="1">' + inline("A3", "甲") + "</row>"
    assert only(read(by_hand(sheet + "</sheetData>"))).values["numbers"] == "3"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_not_read_but_reported_where_they_hold_text(state: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "甲"
    for title, content in (("旧版", "乙"), ("空", None), ("公式", "=1")):
        sheet = book.create_sheet(title)
        sheet["A1"] = content
        sheet.sheet_state = state
    reading = read(workbooks.saved(book))
    assert [texts(t) for t in reading.tables] == [[["甲"]]]
    warning = only(reading)
    assert (warning.code, warning.severity) == ("F34-sheet", Severity.WARNING)
    assert warning.place.sheet == "旧版"
    assert "旧版" in warning.sentence("zh")


def test_a_hidden_sheet_may_be_larger_than_the_limits() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "甲"
    lookup = book.create_sheet("字典")
    lookup.sheet_state = "hidden"
    for _ in range(30):
        lookup.append(["乙"] * 30)
    reading = read(workbooks.saved(book), Limits(rows=5, columns=5))
    assert only(reading).code == "F34-sheet"


def test_comments_are_reported_with_their_text() -> None:
    def comment(sheet: Worksheet) -> None:
        sheet["A1"] = "甲"
        sheet["A1"].comment = Comment("待核\n实", "王")
        sheet["B7"].comment = Comment("补充", "王")

    reading = read(made(comment))
    assert texts(reading.tables[0]) == [["甲"]]
    first, second = reading.problems
    assert (first.code, first.severity, first.place.cell) == ("F35", Severity.INFO, "A1")
    assert first.values["comment"] == "待核\n实"
    assert second.place.cell == "B7"


# What is damaged or too much


def test_a_merge_over_the_whole_sheet_is_cut_to_what_is_used() -> None:
    sheet = data("甲", "乙")
    sheet = sheet.replace("</row></sheetData>", inline("C2", "丙") + "</row></sheetData>")
    reading = read(by_hand(sheet + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))
    assert reading.tables[0].cells == (TableCell("甲", 1, 1, 2, 3, "A1"),)
    covered = only(reading)
    assert (covered.code, covered.severity) == ("F36-covered", Severity.WARNING)
    assert covered.values["cells"] == "A2, C2"
    assert covered.place.text == "乙"


def test_merges_that_overlap_are_reported_and_the_later_is_passed_over() -> None:
    rows = (*HEADINGS, "甲", "乙")
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:A3", "A3:A5", "A1:A3", "B2:B2"))
    reading = read(by_hand(data(*rows) + f"<mergeCells>{merges}</mergeCells>"))
    assert [(c.address, c.row_span) for c in reading.tables[0].cells] == [
        ("A1", 3),
        ("A4", 1),
        ("A5", 1),
    ]
    overlap, covered = reading.problems
    assert (overlap.code, overlap.values["areas"]) == ("F36", "A3:A5")
    assert covered.code == "F36-covered"


def test_a_hundred_thousand_merges_over_everything_take_no_time() -> None:
    sheet = data("甲", "乙", "丙")
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 100_000))
    start = time.process_time()
    assert "F36" in {
        p.code for p in read(by_hand(sheet + f"<mergeCells>{merges}</mergeCells>")).problems
    }
    assert time.process_time() - start < 10


def test_what_the_sheet_says_of_its_size_is_not_believed() -> None:
    for stated in ("A1", "A1:XFD1048576", "nonsense"):
        sheet = f'<dimension ref="{stated}"/>' + data("甲", "乙")
        assert texts(table(by_hand(sheet))) == [["甲"], ["乙"]]


def test_a_million_formatted_rows_without_text_cost_little() -> None:
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(3, 1_000_003))
    sheet = data("甲", "乙").replace("</sheetData>", rows + "</sheetData>")
    content = by_hand(sheet)
    start = time.process_time()
    assert texts(table(content)) == [["甲"], ["乙"]]
    assert time.process_time() - start < 20


def test_twenty_thousand_rows_are_read_in_seconds() -> None:
    rows = "".join(
        f'<row r="{n + 1}"><c r="A{n + 1}"><v>{n}</v></c>'
        + "".join(f'<c r="{c}{n + 1}" t="s"><v>{n * 6 + m}</v></c>' for m, c in enumerate("BCDEFG"))
        + "</row>"
        for n in range(20_000)
    )
    strings = "".join(f"<si><t>第{n}行第{m}栏</t></si>" for n in range(20_000) for m in range(6))
    content = by_hand(f"<sheetData>{rows}</sheetData>", strings=strings)
    start = time.process_time()
    found = table(content)
    assert time.process_time() - start < 20
    assert (found.height, found.width, len(found.cells)) == (20_000, 7, 140_000)
    assert [cell.text for cell in found.cells[-2:]] == ["第19999行第4栏", "第19999行第5栏"]


def test_more_rows_than_the_limit_are_refused_at_the_first_too_many() -> None:
    problem = refused(fill(*[["甲"]] * 12), Limits(rows=10))
    assert (problem.code, problem.place.cell, problem.values["limit"]) == ("F30-rows", "A11", 10)


def test_rows_of_all_sheets_count_together_and_blank_ones_do_not() -> None:
    def rows(sheet: Worksheet) -> None:
        for row in range(1, 200, 40):
            sheet.cell(row, 1, "甲")

    assert len(read(made(rows, rows), Limits(rows=10)).tables) == 2
    assert refused(made(rows, rows), Limits(rows=9)).place.sheet == "表2"


def test_a_cell_beyond_the_limit_of_columns_is_refused_by_name() -> None:
    problem = refused(by_hand(data(inline("XFD1", "甲"))))
    assert (problem.code, problem.place.cell) == ("F30-columns", "XFD1")


def test_more_cells_than_memory_allows_are_refused_before_they_are_made() -> None:
    rows = "".join(f"<row>{inline(f'IV{n}', '甲')}</row>" for n in range(1, 20_000))
    problem = refused(by_hand(f"<sheetData>{rows}</sheetData>"), Limits(memory=200))
    assert problem.code == "F30-cells"


@pytest.mark.parametrize("characters", [20_001, 100_000])
def test_a_cell_of_too_many_characters_is_refused_by_name(characters: int) -> None:
    shared = by_hand(
        data("甲", '<c r="A2" t="s"><v>0</v></c>'), strings=f"<si><t>{'字' * characters}</t></si>"
    )
    for content in (shared, by_hand(data("甲", "字" * characters))):
        problem = refused(content)
        assert (problem.code, problem.place.cell) == ("F30-characters", "A2")


def test_a_long_text_that_no_cell_shows_is_no_matter() -> None:
    content = by_hand(data("甲"), strings=f"<si><t>{'字' * 100_000}</t></si>")
    assert texts(table(content)) == [["甲"]]


def test_more_sheets_than_the_limit_are_refused() -> None:
    problem = refused(by_hand(*[data("甲")] * 4), Limits(tables=3))
    assert (problem.code, problem.values["count"]) == ("F30", 4)


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    content = by_hand(data("甲" * 400_000))
    assert refused(content, Limits(unpacked_bytes=1_000_000)).code == "F21-unpacked"


def test_entities_in_a_sheet_are_refused() -> None:
    head = '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    problem = refused(by_hand(data("&b;"), head=workbooks.HEAD + head))
    assert problem.code == "F20-entities"


def test_a_file_cut_off_anywhere_is_refused_with_a_sentence() -> None:
    content = fill(HEADINGS, ("1", "出生", "甲"))
    for length in range(0, len(content), 97):
        assert refused(content[:length]).severity is Severity.VIOLATION


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData><row><c><v>1</v>",
        data('<c r="A1" t="s"><v>7</v></c>'),
        data('<c r="A1" t="s"><v>-1</v></c>'),
        data('<c r="A0"><v>1</v></c>'),
        data('<c r="A1048577"><v>1</v></c>'),
        data('<c r="XFE1"><v>1</v></c>'),
        data('<c r="甲1"><v>1</v></c>'),
        data(inline("A1", "甲") + inline("A1", "乙")),
        data("甲") + '<mergeCells><mergeCell ref="A:B"/></mergeCells>',
        "<cols>" + '<col min="1" max="9" hidden="1"/>' * 20_000 + "</cols>" + data("甲"),
    ],
)
def test_a_damaged_sheet_is_refused_with_its_part(sheet: str) -> None:
    problem = refused(by_hand(sheet))
    assert problem.code == "F31"
    assert "xl/worksheets/sheet1.xml" in problem.sentence("zh")


def test_numbers_that_are_none_are_shown_as_they_are_stored() -> None:
    stored = ("nan", "inf", "1e999", "一", "9" * 5_000, "٣")
    sheet = data(*(f'<c r="A{n}"><v>{v}</v></c>' for n, v in enumerate(stored, start=1)))
    assert [row[0] for row in texts(table(by_hand(sheet)))] == [
        "nan",
        "inf",
        "1e999",
        "一",
        "9" * 5_000,
        "3",
    ]


def test_styles_that_are_not_there_are_general() -> None:
    sheet = data('<c r="A1" s="99999999999999999999"><v>1</v></c>', '<c r="A2" s="7"><v>2</v></c>')
    assert texts(table(by_hand(sheet, styles="<cellXfs/>"))) == [["1"], ["2"]]


def test_a_sheet_that_is_missing_is_said() -> None:
    content = by_hand(data("甲"), parts={"xl/_rels/workbook.xml.rels": RELATIONS_TO_NOWHERE})
    assert "sheet9.xml" in refused(content).sentence("zh")


RELATIONS_TO_NOWHERE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="s1" Target="../xl/worksheets/sheet9.xml"'
    f' Type="{workbooks.TRANSITIONAL[1]}/worksheet"/></Relationships>'
)


def test_what_is_no_workbook_is_refused_with_what_it_is() -> None:
    package = by_hand(data("甲"), parts={"xl/workbook.xml": "<html/>"})
    assert refused(package).code == "F31"
    assert refused(b"PK\x03\x04nothing").code == "F20"
    assert refused(b"").code == "F20"


# Against openpyxl, and the same cells whatever the layout

TEXT = st.text(
    st.one_of(
        st.sampled_from("序号阶段事项名称县公安局（）、，1.2\n\t =+@\"';_xX"),
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")),
    ),
    max_size=8,
).filter(lambda text: "_x" not in text)
Area = tuple[int, int, int, int]


@st.composite
def grids(draw: st.DrawFn) -> tuple[dict[tuple[int, int], str], list[Area]]:
    """Texts by row and column, and merges that do not overlap."""
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 7))
    free = {(row, column) for row in range(1, height + 1) for column in range(1, width + 1)}
    merges: list[Area] = []
    for _ in range(draw(st.integers(0, 6))):
        top, left = draw(st.integers(1, height)), draw(st.integers(1, width))
        bottom, right = draw(st.integers(top, height)), draw(st.integers(left, width))
        places = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if places <= free and len(places) > 1:
            free -= places - {(top, left)}
            merges.append((top, left, bottom, right))
            free -= {(top, left)}
    anchors = {(top, left) for top, left, _, _ in merges}
    texts = {place: draw(TEXT) for place in sorted(free | anchors) if draw(st.integers(0, 3))}
    return texts, merges


def expected(texts: dict[tuple[int, int], str], merges: Iterable[Area]) -> set[TableCell]:
    """The physical cells of a grid: found place by place, without the reader's shortcuts."""
    filled = {place for place, text in texts.items() if text.strip()}
    height = max((row for row, _ in filled), default=0)
    width = max((column for _, column in filled), default=0)
    rows = {row for row, _ in filled}
    cells: set[TableCell] = set()
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            area = next(
                (a for a in merges if a[0] <= row <= a[2] and a[1] <= column <= a[3]),
                (row, column, row, column),
            )
            top, left, bottom, right = area[0], area[1], min(area[2], height), min(area[3], width)
            if (top, left) == (row, column) and rows & set(range(top, bottom + 1)):
                name = f"{'ABCDEFGHI'[column - 1]}{row}"
                text = texts.get((row, column), "")
                spans = bottom - top + 1, right - left + 1
                cells.add(TableCell(text, row, column, *spans, name))
    return cells


@settings(deadline=None, max_examples=150)
@given(grids())
def test_any_grid_with_any_merges_comes_back_cell_by_cell(
    grid: tuple[dict[tuple[int, int], str], list[Area]],
) -> None:
    texts, merges = grid

    def write(sheet: Worksheet) -> None:
        for (row, column), text in texts.items():
            sheet.cell(row, column, text).data_type = "s"
        for top, left, bottom, right in merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    reading = read(made(write))
    found = {cell for table in reading.tables for cell in table.cells}
    assert found == expected(texts, merges)
    assert reading.problems == ()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                TEXT.filter(lambda text: not text.startswith("=")),
                st.integers(-(10**14), 10**14),
                st.booleans(),
                st.dates(datetime.date(1901, 1, 1), datetime.date(2999, 12, 31)),
            ),
            max_size=5,
        ),
        max_size=6,
    )
)
def test_values_are_those_that_openpyxl_reads(rows: list[list[object]]) -> None:
    content = fill(*rows)
    values = openpyxl.load_workbook(BytesIO(content), data_only=True).worksheets[0]
    for cell in (cell for table in read(content).tables for cell in table.cells):
        value = values[cell.address].value
        match value:
            case None:
                assert cell.text == ""
            case bool():
                assert cell.text == str(value).upper()
            case datetime.datetime():
                assert cell.text == value.date().isoformat()
            case _:
                assert cell.text == str(value)
