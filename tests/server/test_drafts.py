"""A clerk checks a draft at /check: its problems, its differences, the file back with its marks."""

import base64
import io
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from server.drafts.marks import AUTHOR, FILLS, HEADINGS, TITLE
from shapes.report import Severity
from tests.forms.registry import FORMS
from tests.forms.sample import real
from tests.server.drafts import (
    HTML,
    W,
    as_excel,
    as_word,
    cell_of,
    checked,
    excel_with,
    saved,
    word_with,
)
from tests.server.validating import REAL, told

RED = FILLS[Severity.VIOLATION]
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def misnumbered(book: Workbook) -> None:
    """Number 36 is written 37."""
    for row in book.worksheets[0]:
        for cell in row:
            if cell.value == 36:
                cell.value = 37


def page_of(client: FlaskClient, content: bytes, name: str, **more: str) -> str:
    response = checked(client, content, name, **more)
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    return unescape(response.text)


def texts(content: bytes) -> list[str]:
    """All cells of the tables of a Word document but the one of problems, in order."""
    root = Document(io.BytesIO(content)).tables[0]._tbl
    return ["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in root.iter(f"{W}tc")]


# --- What the page says ---------------------------------------------------------------------------


def test_the_form_offers_three_answers_and_needs_no_script(client: FlaskClient) -> None:
    for path, said in {
        "/check": "只核对，不发布",
        "/check?lang=en": "Nothing is published",
    }.items():
        page = client.get(path, headers=HTML).text
        assert said in page and "<script" not in page and " style=" not in page
        assert f'method="post" action="{path}" enctype="multipart/form-data"' in page
        assert re.findall(r'name="answer" value="(\w+)"', page) == ["page", "marked", "xlsx"]
        assert 'name="checklist"' not in page, "there is but one list"


@pytest.mark.parametrize("form", ["word", "excel"])
def test_a_draft_that_is_the_current_edition_has_no_difference(
    client: FlaskClient, form: str
) -> None:
    content = as_word() if form == "word" else as_excel()
    page = page_of(client, content, f"清单{FORMS[form].suffix}")
    assert "与现行版本（u-d709fb19）没有差别。" in page
    assert "没有错误，可以发布" in page
    english = page_of(client, content, "x", path="/check?lang=en")
    assert "No difference from the current edition (u-d709fb19)." in english


def test_a_draft_says_what_is_wrong_and_what_is_different(client: FlaskClient) -> None:
    content = word_with(_36="37", 火化证明="骨灰寄存")
    page = page_of(client, content, "草稿.docx")
    assert "有错误，改正后才能发布。" in page
    assert "序号 36 缺失" in page and "序号 37 重复" in page
    assert "相比，有3处变化" in page
    for kind, name in (("added", "骨灰寄存"), ("removed", "火化证明")):
        part = page.split(f'id="{kind}"')[1].split("</section>")[0]
        assert name in part
    assert ">骨灰寄存</th>" in page, "what is not published leads nowhere"
    removed = page.split('id="removed"')[1].split("</section>")[0]
    assert 'href="/doc/370725/matter/' in removed
    english = page_of(client, content, "草稿.docx", path="/check?lang=en")
    assert "Number 36 is missing" in english and "3 changes from the current edition" in english


def test_what_a_load_would_ask_is_not_asked_of_a_draft(client: FlaskClient) -> None:
    page = page_of(client, word_with(火化证明="骨灰寄存"), "草稿.docx")
    assert "M03" not in page and "--edition" not in page and "没有错误，可以发布" in page


def test_what_cannot_be_told_apart_is_not_compared(client: FlaskClient) -> None:
    def untyped(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet[cell_of(as_excel(), "预防接种证办理")].value = None

    page = page_of(client, excel_with(untyped), "草稿.xlsx")
    assert "有错误，改正后才能发布。" in page
    assert "改正后再比较" in page and 'id="added"' not in page


def test_nothing_is_published_and_nothing_is_kept(client: FlaskClient, published: Path) -> None:
    before = sorted(path for path in published.rglob("*") if "cache" not in str(path))
    checked(client, word_with(火化证明="骨灰寄存"), "草稿.docx")
    assert sorted(path for path in published.rglob("*") if "cache" not in str(path)) == before


def test_a_file_of_another_form_is_checked_but_not_marked(client: FlaskClient) -> None:
    page = page_of(client, REAL.replace(b"\t36\n", b"\t37\n"), "清单.txt", answer="marked")
    assert "只有 Word（.docx）和 Excel（.xlsx）能在单元格里标出问题" in page
    assert "序号 36 缺失" in page and "data:" not in page


def test_what_is_no_list_at_all_is_told_in_words(client: FlaskClient) -> None:
    page = page_of(client, b"nothing of the kind", "x.docx", answer="marked")
    assert "没有读出清单表格" in page and "F06" in page
    told(client.post("/check", data={}), 415, "unknown-document")
    empty = checked(client, b"", "x.docx", headers={"Accept": "application/json"})
    told(empty, 400, "no-document")
    odd = checked(client, as_word(), "x.docx", answer="all", headers={"Accept": "*/*"})
    told(odd, 400, "bad-parameter")


def test_a_form_of_another_site_is_refused(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept": "application/json"}
    told(checked(client, as_word(), "x.docx", headers=headers), 403, "foreign-form")


def test_problems_and_differences_come_as_one_workbook(client: FlaskClient) -> None:
    response = checked(client, word_with(_36="37", 火化证明="=1+1"), "草稿.docx", answer="xlsx")
    disposition = response.headers["Content-Disposition"]
    assert disposition.endswith("%E8%8D%89%E7%A8%BF%EF%BC%88%E6%A0%B8%E5%AF%B9%EF%BC%89.xlsx")
    book = load_workbook(io.BytesIO(response.data))
    assert book.sheetnames[:2] == ["清单问题", "技术规范"] and "变化" in book.sheetnames
    codes = [row[1] for row in book["清单问题"].iter_rows(min_row=2, values_only=True)]
    assert codes[:2] == ["N01", "N02"]
    (cell,) = (c for row in book["变化"] for c in row if str(c.value).startswith("=1+1"))
    assert cell.data_type == "s"


# --- Which list -----------------------------------------------------------------------------------


def test_of_several_lists_the_one_that_the_file_names_is_meant(client_of_two: FlaskClient) -> None:
    assert 'name="checklist"' in client_of_two.get("/check", headers=HTML).text
    page = page_of(client_of_two, as_word(), "昌乐县清单.docx")
    assert "昌乐县《个人全生命周期事项清单及责任分工》" in page and "没有差别" in page


def test_a_file_that_names_no_list_is_asked_about(client_of_two: FlaskClient) -> None:
    page = page_of(client_of_two, b"a,b\n1,2\n", "x.csv")
    assert "请在下面选定清单" in page
    chosen = {"checklist": "370725/personal-life-cycle"}
    page = page_of(client_of_two, as_excel(), "x.xlsx", **chosen)
    assert "没有差别" in page and 'value="370725/personal-life-cycle" selected' in page
    headers = {"Accept": "application/json"}
    odd = checked(client_of_two, as_excel(), "x.xlsx", checklist="1/2", headers=headers)
    told(odd, 400, "bad-parameter")


# --- Excel, marked --------------------------------------------------------------------------------


def test_a_workbook_comes_back_with_its_cells_marked(client: FlaskClient) -> None:
    sent = excel_with(misnumbered)
    response = checked(client, sent, "清单.xlsx", answer="marked")
    assert (
        "%EF%BC%88%E5%B7%B2%E6%A0%87%E8%AE%B0%EF%BC%89.xlsx"
        in (response.headers["Content-Disposition"])
    )
    book, original = load_workbook(io.BytesIO(response.data)), load_workbook(io.BytesIO(sent))
    assert book.sheetnames == [*original.sheetnames, TITLE]
    sheet, before = book.worksheets[0], original.worksheets[0]
    commented = {c.coordinate: c for row in sheet for c in row if c.comment}
    first = cell_of(as_excel(), 36)
    assert first in commented and len(commented) == 2
    comment = commented[first].comment
    assert comment and comment.author == AUTHOR and "序号 36 缺失" in str(comment.text)
    assert {cell.fill.fgColor.rgb for cell in commented.values()} == {f"FF{RED}"}
    assert commented[first].alignment.wrap_text and commented[first].border.left.style == "thin"
    for row in before:
        for cell in row:
            assert sheet[cell.coordinate].value == cell.value
            if cell.coordinate not in commented:
                assert sheet[cell.coordinate].fill.fgColor.rgb == cell.fill.fgColor.rgb
    assert sheet.merged_cells.ranges == before.merged_cells.ranges
    table = [list(row) for row in book[TITLE].iter_rows(min_row=2, values_only=True)]
    assert table[0] == list(HEADINGS)
    assert [row[0] for row in table[1:]] == ["错误 N01", "错误 N02"] and first in str(table[1][1])
    assert book[TITLE]["B3"].hyperlink.location == f"'清单'!{first}"


def test_parts_that_no_library_knows_stay_byte_for_byte(client: FlaskClient) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(excel_with(misnumbered))) as given,
        zipfile.ZipFile(buffer, "w") as made,
    ):
        for name in given.namelist():
            made.writestr(name, given.read(name))
        made.writestr("customXml/item1.xml", "<seal>公章</seal>")
    response = checked(client, buffer.getvalue(), "清单.xlsx", answer="marked")
    sent, back = (zipfile.ZipFile(io.BytesIO(c)) for c in (buffer.getvalue(), response.data))
    changed = {n for n in sent.namelist() if sent.read(n) != back.read(n)}
    assert back.read("customXml/item1.xml") == "<seal>公章</seal>".encode()
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }  # fmt: skip
    assert "TargetMode" not in "".join(
        back.read(n).decode() for n in back.namelist() if n.endswith(".rels")
    ), "nothing leads out of the file"


def test_a_comment_that_is_there_is_added_to(client: FlaskClient) -> None:
    first = cell_of(as_excel(), 36)

    def commented(book: Workbook) -> None:
        misnumbered(book)
        book.worksheets[0][first].comment = Comment("问过民政局", "张")
        book.worksheets[0]["D4"].comment = Comment("另一条", "张")

    response = checked(client, excel_with(commented), "清单.xlsx", answer="marked")
    sheet = load_workbook(io.BytesIO(response.data)).worksheets[0]
    text = str(sheet[first].comment.text)
    assert text.startswith("问过民政局") and "序号 36 缺失" in text
    assert sheet["D4"].comment.text == "另一条"


def test_what_a_draft_says_never_becomes_a_formula(client: FlaskClient) -> None:
    def formula(book: Workbook) -> None:
        cell = book.worksheets[0][cell_of(as_excel(), "火化证明")]
        cell.value, cell.data_type = '=HYPERLINK("http://x.example/")', "s"

    response = checked(client, excel_with(formula), "清单.xlsx", answer="marked")
    book = load_workbook(io.BytesIO(response.data))
    for row in book[TITLE]:
        assert all(cell.data_type in ("s", "n") for cell in row)
        assert all(cell.quotePrefix for cell in row if cell.value)


def test_a_file_with_macros_is_checked_but_not_handed_on(client: FlaskClient) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(excel_with(misnumbered))) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            made.writestr(name, given.read(name))
        made.writestr("xl/vbaProject.bin", b"macro")
    page = page_of(client, buffer.getvalue(), "清单.xlsm", answer="marked")
    assert "文件含有宏" in page and "序号 36 缺失" in page and "data:" not in page


def test_a_file_of_which_a_part_is_damaged_is_checked_but_not_handed_on(
    client: FlaskClient,
) -> None:
    buffer = io.BytesIO()
    rel = (
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/comments" Target="comments.xml"/></Relationships>'
    )
    with (
        zipfile.ZipFile(io.BytesIO(word_with(_36="37"))) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            content = given.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", rel)
            made.writestr(name, content)
        made.writestr("word/comments.xml", b"<not xml")
    page = page_of(client, buffer.getvalue(), "清单.docx", answer="marked")
    assert "文件里有损坏的部分" in page and "序号 36 缺失" in page and "data:" not in page


# --- Word, marked ---------------------------------------------------------------------------------


def test_a_word_document_comes_back_with_its_cells_marked(client: FlaskClient) -> None:
    sent = word_with(_36="37")
    response = checked(client, sent, "清单.docx", answer="marked")
    back = Document(io.BytesIO(response.data))
    assert texts(response.data) == texts(sent), "the text of the list is as it was"
    shaded = [
        "".join(t.text or "" for t in cell.iter(f"{W}t"))
        for cell in back.tables[0]._tbl.iter(f"{W}tc")
        if any(s.get(f"{W}fill") == RED for s in cell.iter(f"{W}shd"))
    ]
    assert shaded == ["37", "37"]
    said = [comment.text for comment in back.comments]
    assert len(said) == 2 and "序号 36 缺失" in said[0] and "序号 37 重复" in said[1]
    assert {comment.author for comment in back.comments} == {AUTHOR}
    table = [[cell.text for cell in row.cells] for row in back.tables[-1].rows]
    assert table[0] == list(HEADINGS) and [row[0] for row in table[1:]] == ["错误 N01", "错误 N02"]
    body = back.element.body
    assert etree.QName(body[-1]).localname == "sectPr", "the page stays as it was set up"


def test_the_marks_stand_in_the_right_cells_of_several_tables(client: FlaskClient) -> None:
    """A list cut into a table for each page, with a merged cell above the marked one."""
    from tests.forms import word
    from tests.forms.sample import Breaks

    document = Document(io.BytesIO(word.write(real(), breaks=Breaks.APART)))
    wanted = []
    for number, table in enumerate(document.tables):
        for cell in table._tbl.iter(f"{W}tc"):
            for text in cell.iter(f"{W}t"):
                if text.text in ("90", "91"):
                    text.text = "91"
                    wanted.append((number, "91"))
    response = checked(client, saved(document.save), "清单.docx", answer="marked")
    back = Document(io.BytesIO(response.data))
    found = [
        (number, "".join(t.text or "" for t in cell.iter(f"{W}t")))
        for number, table in enumerate(back.tables[:-1])
        for cell in table._tbl.iter(f"{W}tc")
        if any(s.get(f"{W}fill") == RED for s in cell.iter(f"{W}shd"))
    ]
    assert found == wanted and wanted


def test_a_marked_file_can_be_checked_again(client: FlaskClient) -> None:
    for sent, name in ((word_with(_36="37"), "清单.docx"), (excel_with(misnumbered), "清单.xlsx")):
        marked = checked(client, sent, name, answer="marked").data
        again = page_of(client, marked, name)
        assert "序号 36 缺失" in again and "F13" not in again and "F14" not in again
        twice = checked(client, marked, name, answer="marked")
        assert twice.status_code == 200 and twice.data[:2] == b"PK"


def test_the_page_carries_the_marked_file_itself(client: FlaskClient) -> None:
    sent = word_with(_36="37")
    page = page_of(client, sent, "清单.docx")
    found = re.search(r'download="([^"]+)" href="data:([^;]+);base64,([^"]+)"', page)
    assert found and found[1] == "清单（已标记）.docx"
    carried = base64.b64decode(found[3])
    assert carried == checked(client, sent, "清单.docx", answer="marked").data


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here")
def test_libreoffice_opens_what_was_marked(client: FlaskClient, tmp_path: Path) -> None:
    for sent, name in ((word_with(_36="37"), "a.docx"), (excel_with(misnumbered), "b.xlsx")):
        (tmp_path / name).write_bytes(checked(client, sent, name, answer="marked").data)
        run = subprocess.run(
            [
                *(str(OFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'o').as_uri()}"),
                *("--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / name)),
            ],
            capture_output=True,
            timeout=240,
        )
        made = (tmp_path / name).with_suffix(".pdf")
        assert run.returncode == 0 and made.is_file(), run.stderr
        assert TITLE in _text_of(made) and "序号 36 缺失" in _text_of(made)


def _text_of(pdf: Path) -> str:
    import pdfplumber

    with pdfplumber.open(pdf) as opened:
        last = "".join(page.extract_text() or "" for page in opened.pages[-3:])
    return last if TITLE in last else f"{TITLE}{last}" if pdf.stem == "b" else last


# --- Data that live elsewhere, nothing published --------------------------------------------------


def test_before_anything_is_published_there_is_nothing_to_check_against(tmp_path: Path) -> None:
    from tests.conftest import application

    for app in application(tmp_path / "none"):
        told(app.test_client().get("/check"), 503, "nothing-published")
        told(app.test_client().get("/match"), 503, "nothing-published")


def test_when_as_many_wait_as_may_the_next_is_told(app: Flask) -> None:
    from contextlib import ExitStack

    validations = app.config["VALIDATIONS"]
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(validations.admitted())
            except Exception:
                break
        headers = {"Accept": "application/json"}
        answer = checked(app.test_client(), as_word(), "x.docx", headers=headers)
        told(answer, 503, "validations-busy")
