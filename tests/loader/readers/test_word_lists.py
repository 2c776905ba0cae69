"""Automatic numbers are counted as Word counts them."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from loader.limits import Limits
from loader.readers.word import read
from tests.loader.readers.word_files import (
    cell,
    instance,
    level,
    listed,
    numbering,
    paragraph,
    reading_of,
    row,
    table,
    table_of,
    text_of,
)


def numbers(count: int, definition: str, more: str = "") -> list[str]:
    rows = [row(cell(paragraph(properties=listed()))) for _ in range(count)]
    return [c.text for c in table_of(*rows, numbering=numbering(definition) + more).cells]


@pytest.mark.parametrize(
    ("form", "text", "start", "expected"),
    [
        ("decimal", "%1", 1, ["1", "2", "3"]),
        ("decimal", "%1.", 9, ["9.", "10.", "11."]),
        ("decimal", "%1、", 1, ["1、", "2、", "3、"]),
        ("decimalZero", "%1", 9, ["09", "10", "11"]),
        ("chineseCounting", "%1、", 9, ["九、", "十、", "十一、"]),
        ("chineseCountingThousand", "（%1）", 99, ["（九十九）", "（一百）", "（一百零一）"]),
        ("japaneseCounting", "%1", 19, ["十九", "二十", "二十一"]),
        ("ideographTraditional", "%1", 1, ["甲", "乙", "丙"]),
        ("decimalEnclosedCircle", "%1", 19, ["⑲", "⑳", "21"]),
        ("upperRoman", "%1", 3, ["III", "IV", "V"]),
        ("lowerLetter", "%1)", 26, ["z)", "aa)", "bb)"]),
        ("bullet", "", 1, ["", "", ""]),
        ("none", "", 1, ["", "", ""]),
    ],
)
def test_an_automatic_number_is_the_text_of_its_cell(
    form: str, text: str, start: int, expected: list[str]
) -> None:
    assert numbers(3, level(form, text, start)) == expected


def test_an_unknown_form_of_numbers_comes_in_digits_and_is_remarked() -> None:
    body = table(row(cell(paragraph(properties=listed()))))
    found = reading_of(body, numbering=numbering(level("hebrew1", "%1")))
    assert found.tables[0].cells[0].text == "1"
    (problem,) = found.problems
    assert (problem.code, problem.values["forms"]) == ("F24-numbers", "hebrew1")


def test_a_number_stands_before_the_text_of_its_paragraph() -> None:
    lists = numbering(
        level("decimal", "%1."), level("decimal", "%1", more='<w:suff w:val="nothing"/>')
    )
    content = paragraph("身份证", listed()) + paragraph("户口簿", listed())
    assert text_of(content, numbering=lists) == "1.\t身份证\n2.\t户口簿"
    assert text_of(paragraph("出生", listed(2)), numbering=lists) == "1出生"


def test_lists_of_one_definition_count_on_and_a_restarted_one_begins_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering(level("decimal", "%1")) + instance(7, 1) + instance(8, 1, override)
    rows = [row(cell(paragraph(properties=listed(number)))) for number in (1, 7, 8, 8, 1)]
    assert [c.text for c in table_of(*rows, numbering=lists).cells] == ["1", "2", "1", "2", "3"]


def test_deeper_levels_begin_anew_under_each_number() -> None:
    lists = numbering(level("decimal", "%1") + level("decimal", "%1.%2", position=1))
    rows = [row(cell(paragraph(properties=listed(1, depth)))) for depth in (0, 1, 1, 0, 1)]
    found = table_of(*rows, numbering=lists)
    assert [c.text for c in found.cells] == ["1", "1.1", "1.2", "2", "2.1"]


def test_a_level_may_go_on_under_the_next_number() -> None:
    on = level("decimal", "%2", position=1, more='<w:lvlRestart w:val="0"/>')
    rows = [row(cell(paragraph(properties=listed(1, depth)))) for depth in (0, 1, 0, 1)]
    found = table_of(*rows, numbering=numbering(level("decimal", "%1") + on))
    assert [c.text for c in found.cells] == ["1", "1", "2", "2"]


def test_legal_numbers_are_digits_at_every_level() -> None:
    legal = level("decimal", "%1.%2", position=1, more="<w:isLgl/>")
    rows = [row(cell(paragraph(properties=listed(1, depth)))) for depth in (0, 1)]
    found = table_of(*rows, numbering=numbering(level("chineseCounting", "%1") + legal))
    assert [c.text for c in found.cells] == ["一", "1.1"]


def test_a_number_may_come_from_the_style_and_a_paragraph_may_refuse_it() -> None:
    styles = (
        f'<w:style w:type="paragraph" w:styleId="a"><w:pPr>{listed()}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    contents = [
        paragraph(properties='<w:pStyle w:val="a"/>'),
        paragraph(properties='<w:pStyle w:val="b"/>'),
        paragraph("无", '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        paragraph(properties='<w:pStyle w:val="a"/>'),
    ]
    rows = [row(cell(content)) for content in contents]
    found = table_of(*rows, numbering=numbering(level("decimal", "%1")), styles=styles)
    assert [c.text for c in found.cells] == ["1", "2", "无", "3"]


def test_a_list_may_be_defined_by_a_numbering_style() -> None:
    styles = f'<w:style w:type="numbering" w:styleId="s"><w:pPr>{listed(2)}</w:pPr></w:style>'
    lists = numbering('<w:numStyleLink w:val="s"/>', level("decimal", "第%1项"))
    rows = [row(cell(paragraph(properties=listed()))) for _ in range(2)]
    found = table_of(*rows, numbering=lists, styles=styles)
    assert [c.text for c in found.cells] == ["第1项", "第2项"]


def test_styles_that_stand_on_each_other_in_a_circle_end() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    assert text_of(paragraph("1", '<w:pStyle w:val="a"/>'), styles=styles) == "1"


def test_a_list_style_of_python_docx_numbers_its_cells() -> None:
    document = docx.Document()
    made = document.add_table(rows=3, cols=1)
    for each in made.column_cells(0):
        each.paragraphs[0].style = "List Number"
    assert made._tbl.findall(f".//{qn('w:numPr')}") == [], "the number stands in the style only"
    stream = io.BytesIO()
    document.save(stream)
    (found,) = read(stream.getvalue(), "清单.docx", Limits()).tables
    assert [c.text for c in found.cells] == ["1.", "2.", "3."]
