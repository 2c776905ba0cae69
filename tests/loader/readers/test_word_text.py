"""The text of a Word cell is what Word prints in it."""

import pytest

from tests.loader.readers.word_files import (
    cell,
    paragraph,
    reading_of,
    remark_of,
    row,
    run,
    table,
    text_of,
    texts,
)


def test_paragraphs_and_breaks_are_lines() -> None:
    assert text_of(paragraph("县公安局") + paragraph("县民政局")) == "县公安局\n县民政局"
    assert (
        run("<w:r><w:t>县公安局</w:t><w:br/><w:t>县</w:t><w:cr/><w:t>局</w:t></w:r>")
        == "县公安局\n县\n局"
    )


def test_a_cell_keeps_the_empty_lines_that_it_ends_with() -> None:
    assert text_of(paragraph("县自然资源和规划局") + paragraph() * 2) == "县自然资源和规划局\n\n"


_SIGNS = (("Wingdings", "F0FE"), ("Other", "2460"))


def test_tabs_hyphens_and_symbols_are_what_is_printed() -> None:
    assert (
        run("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>") == "a\tb-c"
    )
    known, other = (f'<w:sym w:font="{font}" w:char="{char}"/>' for font, char in _SIGNS)
    assert run(f"<w:r>{known}{other}</w:r>") == "☑①"


@pytest.mark.parametrize(
    "content",
    [
        "<w:hyperlink>{}</w:hyperlink>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:ins>{}</w:ins>",
        "<w:moveTo>{}</w:moveTo>",
        '<w:fldSimple w:instr="REF a">{}</w:fldSimple>',
        "<m:oMath><m:r><m:t>新生儿</m:t></m:r></m:oMath>",
        "<w:ruby><w:rt><w:r><w:t>xin</w:t></w:r></w:rt><w:rubyBase>{}</w:rubyBase></w:ruby>",
        "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
    ],
)
def test_text_is_found_wherever_word_keeps_it(content: str) -> None:
    assert run(content.replace("{}", texts("新生儿")) + texts("户口登记")) == "新生儿户口登记"


def test_what_a_tracked_change_deletes_is_not_text_and_both_are_remarked() -> None:
    content = (
        "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        f"<w:ins>{texts('新')}</w:ins><w:moveFrom>{texts('走')}</w:moveFrom></w:p>"
    )
    found = reading_of(table(row(cell(content))))
    assert found.tables[0].cells[0].text == "新"
    (problem,) = found.problems
    assert (problem.code, problem.values["count"]) == ("F24-revisions", 3)


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    assert text_of(paragraph("县公安", "<w:rPr><w:del/></w:rPr>") + paragraph("局")) == "县公安局"
    assert text_of(paragraph("完", "<w:rPr><w:del/></w:rPr>")) == "完"


def test_a_comment_or_footnote_mark_is_not_text_and_the_footnote_is_outside_the_table() -> None:
    marks = '<w:r><w:footnoteReference w:id="1"/><w:commentReference w:id="1"/></w:r>'
    footnotes = (
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1">{paragraph("含代办")}</w:footnote>'
    )
    found = reading_of(table(row(cell(f"<w:p>{texts('签发')}{marks}</w:p>"))), footnotes=footnotes)
    assert found.tables[0].cells[0].text == "签发"
    assert found.text == ("含代办",)


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_of_a_field_the_result_is_text() -> None:
    seq = (
        field("begin") + instruction(" SEQ 序号 ") + field("separate") + texts("12") + field("end")
    )
    assert run(seq) == "12"


def test_of_a_field_within_a_field_only_the_outer_result_is_text() -> None:
    inner = field("begin") + instruction("REF b") + field("separate") + texts("内") + field("end")
    outer = (
        field("begin") + instruction("IF ") + inner + field("separate") + texts("外") + field("end")
    )
    assert run(outer) == "外"


def test_a_field_that_never_ends_takes_no_text_away() -> None:
    assert run(field("begin") + texts("县民政局")) == "县民政局"


def test_a_field_without_a_result_is_remarked() -> None:
    content = field("begin") + instruction(r"EQ \o\ac(○,1)") + field("end")
    problem = remark_of(row(cell(f"<w:p>{content}</w:p>")))
    assert (problem.code, problem.place.text) == ("F24-field", r"EQ \o\ac(○,1)")


def test_the_prompt_of_a_box_that_was_not_filled_in_is_no_text() -> None:
    inner = f"<w:sdtContent>{texts('单击此处输入文字')}</w:sdtContent>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{inner}</w:sdt>"
    assert run(prompt) == ""
    assert remark_of(row(cell(f"<w:p>{prompt}</w:p>"))).code == "F24-prompt"


def test_hidden_text_is_read_and_remarked() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r>"
    assert run(hidden) == "内部"
    assert remark_of(row(cell(f"<w:p>{hidden}</w:p>"))).code == "F24-hidden"
    assert run('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>公开</w:t></w:r>') == "公开"


def test_control_and_direction_marks_are_kept() -> None:
    assert run(texts("a\u202eb\u200fc\u0085d\u200b")) == "a\u202eb\u200fc\u0085d\u200b"
