"""A Word file's tables are read as Word prints them: every cell once, with its spans."""

import io
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from hypothesis import given, settings

from loader.limits import Limits
from loader.problems import Problem, Refused
from loader.readers.word import read
from loader.tables import Reading, Table, TableCell
from tests.loader.readers.grids import at, grids
from tests.loader.readers.test_archive import BILLION_LAUGHS, archive_of
from tests.loader.readers.word_files import (
    W,
    cell,
    paragraph,
    reading_of,
    relations,
    remark_of,
    row,
    table,
    table_of,
    text_of,
    word_file,
)

LIMITS = Limits()
RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def cells_of(found: Table) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in found.cells]


def problems_of(content: bytes, limits: Limits = LIMITS) -> list[Problem]:
    """What `content` is refused for, or what is remarked of it."""
    try:
        problems = read(content, "清单.docx", limits).problems
    except Refused as refused:
        problems = refused.problems
    for problem in problems:
        assert problem.sentence("zh") and problem.sentence("en")
    return list(problems)


def test_a_table_made_by_python_docx_is_read_with_its_merges() -> None:
    document = docx.Document()
    document.add_paragraph("个人全生命周期重要阶段场景事项清单")
    made = document.add_table(rows=3, cols=3)
    for at_row, words in enumerate((("序号", "阶段", "事项"), ("1", "出生", "a"), ("2", "", "b"))):
        for at_column, word in enumerate(words):
            made.cell(at_row, at_column).text = word
    made.cell(1, 1).merge(made.cell(2, 1)).text = "出生"
    document.add_paragraph("注：以上事项以最新规定为准。")
    stream = io.BytesIO()
    document.save(stream)
    found = read(stream.getvalue(), "清单.docx", LIMITS)
    assert found.text == ("个人全生命周期重要阶段场景事项清单", "注：以上事项以最新规定为准。")
    assert cells_of(found.tables[0]) == [
        ("序号", 1, 1, 1, 1),
        ("阶段", 1, 2, 1, 1),
        ("事项", 1, 3, 1, 1),
        ("1", 2, 1, 1, 1),
        ("出生", 2, 2, 2, 1),
        ("a", 2, 3, 1, 1),
        ("2", 3, 1, 1, 1),
        ("b", 3, 3, 1, 1),
    ]
    assert found.problems == ()


def word_table(cells: tuple[TableCell, ...]) -> str:
    """The XML of a table with these cells."""
    places = at(cells)
    height = max(place[0] for place in places)
    rows = []
    for number in range(1, height + 1):
        starting = sorted(
            {c.column: c for (r, _), c in places.items() if r == number}.values(),
            key=lambda c: c.column,
        )
        rows.append(
            row(
                *(
                    cell(
                        "".join(paragraph(escape(line)) for line in c.text.split("\n"))
                        if c.row == number
                        else "",
                        (span(c.column_span) if c.column_span > 1 else "")
                        + ((RESTART if c.row == number else CONTINUE) if c.row_span > 1 else ""),
                    )
                    for c in starting
                )
            )
        )
    return table(*rows)


@given(grids(), grids())
@settings(max_examples=150, deadline=None)
def test_tables_with_any_merges_are_read_as_they_were_written(
    first: tuple[TableCell, ...], second: tuple[TableCell, ...]
) -> None:
    found = reading_of(word_table(first) + paragraph("之间") + word_table(second))
    assert [one.cells for one in found.tables] == [first, second]
    assert [one.number for one in found.tables] == [1, 2]
    assert found.text == ("之间",)
    assert found.problems == ()


def test_two_tables_that_follow_each_other_stay_two() -> None:
    found = reading_of(table(row("1")) + table(row("2")))
    assert [one.cells[0].text for one in found.tables] == ["1", "2"]
    assert all(one.merges and one.sheet is None and one.page is None for one in found.tables)


def test_a_merge_that_continues_nothing_begins_a_cell_of_its_own() -> None:
    found = table_of(row(cell("出生", CONTINUE), "a"), row(cell("", CONTINUE), "b"))
    assert cells_of(found)[0] == ("出生", 1, 1, 2, 1)


def test_a_merge_over_the_whole_table_is_one_cell() -> None:
    rows = [
        row(cell("全部" if n == 0 else "", span(7) + (CONTINUE if n else RESTART)))
        for n in range(500)
    ]
    assert cells_of(table_of(*rows)) == [("全部", 1, 1, 500, 7)]


def test_a_merge_under_a_cell_of_another_width_is_remarked() -> None:
    rows = (row(cell("a", RESTART + span(2)), "b"), row(cell("c", CONTINUE), "d", "e"))
    assert cells_of(table_of(*rows))[2] == ("c", 2, 1, 1, 1)
    problem = remark_of(*rows)
    assert (problem.code, problem.values["row"], problem.values["column"]) == ("F24-uneven", 2, 1)


def test_text_that_a_merge_hides_is_remarked_and_not_read() -> None:
    rows = (row(cell("县教体局", RESTART), "a"), row(cell("县民政局", CONTINUE), "b"))
    assert [c.text for c in table_of(*rows).cells] == ["县教体局", "a", "b"]
    problem = remark_of(*rows)
    assert (problem.code, problem.place.text) == ("F24-merged", "县民政局")
    assert "第1个表格" in problem.sentence("zh") and "县民政局" in problem.sentence("zh")


def test_the_horizontal_merges_of_old_documents_are_one_cell() -> None:
    rows = (
        row(cell("标题", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "c"),
        row("1", "2", "3"),
    )
    assert cells_of(table_of(*rows))[:2] == [("标题", 1, 1, 1, 2), ("c", 1, 3, 1, 1)]


def test_a_row_that_begins_later_leaves_its_places_out() -> None:
    found = table_of(
        row("1", "2", "3"), row("b", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>')
    )
    assert cells_of(found)[3] == ("b", 2, 2, 1, 1)
    assert (found.width, found.height) == (3, 2)


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:ins>{}</w:ins>",
        "<w:customXml>{}</w:customXml>",
    ],
)
def test_rows_and_cells_within_controls_and_insertions_are_read(wrapped: str) -> None:
    found = table_of(wrapped.format(row("1", "2")), row("3", wrapped.format(cell("4"))))
    assert [c.text for c in found.cells] == ["1", "2", "3", "4"]


def test_a_deleted_row_is_not_there() -> None:
    rows = (row("1"), row("2", properties="<w:del/>"), row("3"))
    found = reading_of(table(*rows))
    assert [(c.text, c.row) for c in found.tables[0].cells] == [("1", 1), ("3", 2)]
    assert [problem.code for problem in found.problems] == ["F24-revisions"]


def test_a_table_in_a_cell_is_the_text_of_the_cell_and_remarked() -> None:
    inner = (
        paragraph("材料：")
        + table(row("身份证", "原件"), row("户口簿", "复印件"))
        + paragraph("见附件")
    )
    assert text_of(inner) == "材料：\n身份证\t原件\n户口簿\t复印件\n见附件"
    problem = remark_of(row("1", cell(inner)))
    assert (problem.code, problem.values["column"]) == ("F24-nested", 2)


def test_a_table_within_a_content_control_or_a_text_box_of_the_page_is_a_table() -> None:
    box = f"<w:txbxContent>{table(row('a'))}</w:txbxContent>"
    boxed = f"<w:p><w:r><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></w:r></w:p>"
    controlled = f"<w:sdt><w:sdtPr/><w:sdtContent>{table(row('b'))}</w:sdtContent></w:sdt>"
    assert [one.cells[0].text for one in reading_of(boxed + controlled).tables] == ["a", "b"]


def test_thousands_of_empty_rows_are_read() -> None:
    found = table_of(row("1"), *[row("", "")] * 5000)
    assert (found.height, found.width) == (5001, 2)


def test_the_text_around_the_tables_is_kept_in_order() -> None:
    inner = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    box = f"<w:p><w:r><w:pict><v:textbox>{inner}</v:textbox></w:pict></w:r></w:p>"
    body = (
        paragraph("附件2")
        + paragraph("  ")
        + paragraph("清单")
        + table(row("1"))
        + box
        + paragraph("注")
    )
    assert reading_of(body).text == ("附件2", "清单", "框", "注")


def test_a_document_without_a_table_has_none() -> None:
    assert reading_of(paragraph("通知")) == Reading((), ("通知",))


def test_a_strict_document_is_read_like_any_other() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = table(row(cell("出生", RESTART)), row(cell("", CONTINUE)))
    document = f'<w:document xmlns:w="{strict}"><w:body>{body}</w:body></w:document>'
    (found,) = read(archive_of({"word/document.xml": document}), "清单.docx", LIMITS).tables
    assert cells_of(found) == [("出生", 1, 1, 2, 1)]


def test_an_embedded_document_that_is_not_read_is_remarked() -> None:
    (problem,) = problems_of(word_file("<w:altChunk/>" + table(row("1"))))
    assert problem.code == "F24-embedded"


def test_entities_are_refused_before_the_parser_sees_them() -> None:
    content = archive_of({"word/document.xml": BILLION_LAUGHS})
    assert [p.code for p in problems_of(content)] == ["F20-entities"]


def test_a_file_cut_anywhere_is_refused() -> None:
    content = word_file(table(row("1", "2")) * 30)
    for length in range(10, len(content), len(content) // 53):
        assert [p.code for p in problems_of(content[:length])] == ["F20"], length


@pytest.mark.parametrize(
    "document",
    [
        "<w:document><w:body>",
        '<w:document xmlns:w="w"><w:body>\x01</w:body></w:document>',
        "<a>" * 1000 + "</a>" * 1000,
        "",
    ],
    ids=["cut", "control character", "nested too deep", "empty"],
)
def test_xml_that_no_parser_reads_is_refused_with_its_part(document: str) -> None:
    (problem,) = problems_of(archive_of({"word/document.xml": document}))
    assert problem.code == "F20"
    assert "word/document.xml" in problem.sentence("zh")


def test_a_dangling_relationship_is_no_reason_to_refuse() -> None:
    document = f'<w:document xmlns:w="{W}"><w:body>{table(row("1"))}</w:body></w:document>'
    dangling = relations(numbering="NULL", styles="../none.xml", image="../NULL")
    content = archive_of({"word/document.xml": document, "word/_rels/document.xml.rels": dangling})
    assert read(content, "清单.docx", LIMITS).tables[0].cells[0].text == "1"


def test_an_excel_file_is_not_read_as_word() -> None:
    assert [p.code for p in problems_of(archive_of({"xl/workbook.xml": "<w/>"}))] == ["F22"]


@pytest.mark.parametrize("columns", ["257", "100000000", "99999999999999999999"])
def test_a_cell_that_spans_too_many_columns_is_refused(columns: str) -> None:
    wide = f'<w:gridSpan w:val="{columns}"/>'
    problems = problems_of(word_file(table(row("1"), row(cell("a", wide)))))
    if len(columns) > 9:
        assert problems == [], "what is no sensible number is none"
        return
    assert [(p.code, p.place.table, p.values["row"]) for p in problems] == [("F21-columns", 1, 2)]


def test_a_cell_of_a_hundred_thousand_characters_is_refused_with_its_place() -> None:
    content = word_file(table(row("1")) + table(row("a"), row("b", "清" * 100_000)))
    (problem,) = problems_of(content)
    assert (problem.code, problem.place.table) == ("F21-cell", 2)
    assert (problem.values["row"], problem.values["column"]) == (2, 2)
    assert "100000" in problem.sentence("zh")


def test_too_many_tables_or_rows_are_refused_and_empty_rows_do_not_count() -> None:
    tables = word_file(table(row("1")) * 4)
    assert [p.code for p in problems_of(tables, Limits(tables=3))] == ["F21-tables"]
    rows = word_file(table(*[row("1")] * 4, *[row(" ")] * 50))
    assert [p.code for p in problems_of(rows, Limits(rows=3))] == ["F21-rows"]
    assert problems_of(rows, Limits(rows=4)) == []


def test_a_table_of_ten_thousand_rows_is_read_in_half_a_minute(tmp_path: Path) -> None:
    rows = "".join(
        row(str(n), "出生", "事项", "类型", "牵头", "协同", cell("", CONTINUE))
        for n in range(10_000)
    )
    file = tmp_path / "large.docx"
    file.write_bytes(word_file(table(rows)))
    code = (
        "import sys, pathlib\n"
        "from loader.limits import Limits\n"
        "from loader.readers.word import read\n"
        "print(read(pathlib.Path(sys.argv[1]).read_bytes(), 'a', Limits()).tables[0].height)"
    )
    command = [sys.executable, "-c", code, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == "10000"
