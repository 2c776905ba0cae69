"""The Word file says what the printed table says, and is one that an office can use."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import Table
from lxml.etree import _Element as Element

from loader.rows import Column
from server.documents.headings import PrintedColumn
from server.documents.printed import Block, PrintedTable
from server.documents.word import as_word
from tests.server.documents.original import expected_blocks


@pytest.fixture(scope="module")
def content(printed: PrintedTable) -> bytes:
    return as_word(printed)


@pytest.fixture(scope="module")
def document(content: bytes) -> WordDocument:
    return Document(io.BytesIO(content))


def the_table(document: WordDocument) -> Table:
    (table,) = document.tables
    return table


def value(element: Element | None, tag: str) -> str | None:
    """The value of a mark (`w:gridSpan`); None where the mark is not there."""
    found = element.find(qn(tag)) if element is not None else None
    return None if found is None else str(found.get(qn("w:val"), ""))


def blocks_of(table: Table) -> list[Block]:
    """The cells of a Word table as it is stored, header row included: what its merges say."""
    open_blocks: dict[int, Block] = {}
    found: list[Block] = []
    for row, tr in enumerate(table._tbl.iterchildren(qn("w:tr"))):
        column = 0
        for tc in tr.iterchildren(qn("w:tc")):
            properties = tc.find(qn("w:tcPr"))
            width = int(value(properties, "w:gridSpan") or 1)
            if value(properties, "w:vMerge") == "continue":
                above = open_blocks[column]
                assert above.columns == width
                assert "".join(words(tc)) == ""
                open_blocks[column] = Block(above.row, column, above.rows + 1, width, above.text)
            else:
                if column in open_blocks:
                    found.append(open_blocks[column])
                open_blocks[column] = Block(row, column, 1, width, "".join(words(tc)))
            for covered in range(column + 1, column + width):
                if covered in open_blocks:
                    found.append(open_blocks.pop(covered))
            column += width
        for beyond in [at for at in open_blocks if at >= column]:
            found.append(open_blocks.pop(beyond))
    return [*found, *open_blocks.values()]


def words(element: Element) -> Iterator[str]:
    for node in element.iter(qn("w:t"), qn("w:br")):
        yield "\n" if node.tag == qn("w:br") else node.text or ""


def small(*texts: str, headings: tuple[str, ...] = ("备注",)) -> PrintedTable:
    """A table of further columns, a row for each text, which stands in the first column."""
    columns = tuple(PrintedColumn(heading, None) for heading in headings)
    return PrintedTable(
        title="清单",
        identifier="x",
        columns=columns,
        header=tuple(Block(0, at, 1, 1, one.heading) for at, one in enumerate(columns)),
        blocks=tuple(
            Block(row, at, 1, 1, text if at == 0 else "")
            for row, text in enumerate(texts)
            for at in range(len(columns))
        ),
        height=len(texts),
    )


def test_every_cell_of_the_original_is_in_the_file(document: WordDocument) -> None:
    blocks = blocks_of(the_table(document))
    below = {Block(b.row - 1, b.column, b.rows, b.columns, b.text) for b in blocks if b.row}
    assert below == expected_blocks()
    assert len(blocks) == len(expected_blocks()) + 7


def test_a_reader_of_word_files_sees_every_value_in_every_row(document: WordDocument) -> None:
    rows = the_table(document).rows
    assert [cell.text for cell in rows[0].cells] == [
        "序号", "阶段", "场景", "事项名称", "事项名称", "事项类型", "牵头部门", "协同部门",
    ]  # fmt: skip
    last = [cell.text for cell in rows[161].cells]
    name = "不动产登记（房屋等建筑物、构筑物所有权转移登记-继承或受遗赠）"
    assert last == [
        "112", "11身后", "11.2继承", name, name, "行政确认", "县人社局", "县自然资源和规划局",
    ]  # fmt: skip


def test_the_title_stands_above_the_table_and_nothing_else(document: WordDocument) -> None:
    texts = [(p.text, p.style.name if p.style else "") for p in document.paragraphs if p.text]
    assert texts == [("个人全生命周期事项清单及责任分工", "Title")]


def test_the_heading_row_is_repeated_and_rows_are_not_cut(document: WordDocument) -> None:
    rows = [tr.find(qn("w:trPr")) for tr in the_table(document)._tbl.iterchildren(qn("w:tr"))]
    assert [at for at, row in enumerate(rows) if value(row, "w:tblHeader") is not None] == [0]
    assert all(value(row, "w:cantSplit") is not None for row in rows)


def test_every_cell_is_centred_from_top_to_bottom(document: WordDocument) -> None:
    cells = list(the_table(document)._tbl.iter(qn("w:tcPr")))
    assert {value(cell, "w:vAlign") for cell in cells} == {"center"}


def test_it_is_a4_across_and_the_table_is_as_wide_as_the_text(document: WordDocument) -> None:
    (section,) = document.sections
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert section.left_margin is not None and section.right_margin is not None
    room = section.page_width - section.left_margin - section.right_margin
    widths = [column.width for column in the_table(document).columns]
    assert sum(width or 0 for width in widths) == room


def test_pages_are_numbered(document: WordDocument) -> None:
    footer = document.sections[0].footer.paragraphs[0]._p
    (field,) = footer.iter(qn("w:fldSimple"))
    assert field.get(qn("w:instr")) == "PAGE"
    assert "".join(words(footer)) == "— 1 —"


def test_chinese_text_is_set_in_chinese_fonts(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        styles = package.read("word/styles.xml").decode()
        fonts = package.read("word/fontTable.xml").decode()
        settings = package.read("word/document.xml").decode() + styles
    assert 'w:eastAsia="方正小标宋简体"' in styles and 'w:eastAsia="宋体"' in styles
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in fonts
    assert 'w:eastAsia="zh-CN"' in styles
    assert "ＭＳ" not in settings + fonts and "ja-JP" not in settings


def test_its_properties_name_the_list_and_no_person_and_no_moment(
    document: WordDocument, content: bytes
) -> None:
    properties = document.core_properties
    assert properties.title == "个人全生命周期事项清单及责任分工"
    assert properties.identifier == "370725-personal-life-cycle-u-d709fb19"
    assert properties.author == properties.last_modified_by == properties.comments == ""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        core = package.read("docProps/core.xml").decode()
        names = package.namelist()
    assert "created" not in core and "modified" not in core
    assert not any("thumbnail" in name or "customXml" in name for name in names)


def test_the_same_edition_is_the_same_bytes_whenever_it_is_exported(
    printed: PrintedTable, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert as_word(printed) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_line_breaks_stay_and_control_characters_go() -> None:
    document = Document(io.BytesIO(as_word(small("甲\n乙\x00\x0b丙 <&> ", "=1+1"))))
    texts = [block.text for block in blocks_of(the_table(document)) if block.row]
    assert texts == ["甲\n乙丙 <&> ", "=1+1"]


def test_a_wide_list_is_set_on_a3_in_a_smaller_font_and_stays_on_the_page() -> None:
    headings = tuple(f"办理情况说明之{number}" for number in range(30))
    document = Document(io.BytesIO(as_word(small("一" * 40, headings=headings))))
    table = the_table(document)
    width = document.sections[0].page_width
    assert width is not None and round(width.mm) == 420
    assert sum(column.width or 0 for column in table.columns) == width - 2 * Twips(1134)
    assert min(column.width or 0 for column in table.columns) > Twips(200)
    sizes = {value(run, "w:sz") for run in table._tbl.iter(qn("w:rPr"))}
    assert len(sizes) == 1 and 13 <= int(sizes.pop() or 0) < 21


def test_a_row_higher_than_a_page_may_be_cut() -> None:
    document = Document(io.BytesIO(as_word(small("一" * 20_000, "二"))))
    rows = [tr.find(qn("w:trPr")) for tr in the_table(document)._tbl.iterchildren(qn("w:tr"))]
    assert [value(row, "w:cantSplit") is not None for row in rows] == [True, False, True]


def test_the_last_row_of_an_entry_is_not_alone_on_the_next_page(
    document: WordDocument, printed: PrintedTable
) -> None:
    kept = {
        row
        for row, tr in enumerate(the_table(document)._tbl.iterchildren(qn("w:tr")), start=-1)
        if row >= 0 and next(tr.iter(qn("w:keepNext")), None) is not None
    }
    name = printed.at(Column.NAME)
    for block in printed.blocks:
        if block.column == name:
            assert set(range(block.row, block.row + block.rows - 1)) <= kept
