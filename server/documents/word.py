"""A printed table as a Word file (WordprocessingML, ECMA-376 part 1, section 17): A4 across (A3
for a wide list), the heading row repeated on every page, merged cells as the original has them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Twips
from lxml.etree import _Element as Element

from loader.rows import Column
from server.documents.elements import element as _w
from server.documents.elements import run as _run
from server.documents.elements import slim
from server.documents.package import properties, repacked
from server.documents.pages import kept_rows
from server.documents.printed import Block, PrintedTable
from server.documents.proportions import fitted, needs, row_lines

_MARGINS = {"top": 1361, "bottom": 1247, "left": 1134, "right": 1134}
_CELL_MARGIN = 85
"""Lengths in twips (twentieths of a point)."""
_A4, _A3 = (16838, 11906), (23811, 16838)
_SIZES = (
    *((_A4, size) for size in (10.5, 10.0, 9.0)),
    *((_A3, size) for size in (10.5, 10.0, 9.0, 8.0, 7.5, 6.5)),
)
"""Paper, across, and font size in points; the first is taken that gives every column its room."""
_KEPT_LINES = 24
"""A row of more lines may be cut by the end of a page."""
_PARTS = {
    "word/styles.xml": "styles.xml",
    "word/fontTable.xml": "fonts.xml",
    "word/settings.xml": "settings.xml",
}
_LEFT = (Column.NAME, Column.SUB_NAME, None)


@dataclass(frozen=True)
class _Setting:
    """How a table is set: its paper, its font size in points, and the widths of its columns in ems
    of it, without the cells' margins."""

    paper: tuple[int, int]
    size: float
    widths: tuple[float, ...]

    @property
    def text_width(self) -> int:
        return self.paper[0] - _MARGINS["left"] - _MARGINS["right"]


def as_word(table: PrintedTable) -> bytes:
    """The table as a .docx file; the same bytes for the same table."""
    document = Document()
    setting = _setting(table)
    slim(document)
    _page(document, setting)
    content = (_paragraph("Title", table.title), _table(table, setting), _end())
    for at, element in enumerate(content):
        document.element.body.insert(at, element)
    buffer = io.BytesIO()
    document.save(buffer)
    folder = resources.files("server.documents")
    parts = {name: folder.joinpath(file).read_bytes() for name, file in _PARTS.items()}
    return repacked(buffer.getvalue(), parts | properties(table.title, table.identifier))


def _page(document: WordDocument, setting: _Setting) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = map(Twips, setting.paper)
    section.top_margin, section.bottom_margin = Twips(_MARGINS["top"]), Twips(_MARGINS["bottom"])
    section.left_margin, section.right_margin = Twips(_MARGINS["left"]), Twips(_MARGINS["right"])
    section.header_distance = section.footer_distance = Twips(680)
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]._p
    paragraph.extend((_run("— "), _w("fldSimple", _run("1"), instr="PAGE"), _run(" —")))


def _table(table: PrintedTable, setting: _Setting) -> Element:
    twips = _twips(setting)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = (_w(side, val="single", sz=4, space=0, color="000000") for side in sides)
    space = {"top": 34, "left": _CELL_MARGIN, "bottom": 34, "right": _CELL_MARGIN}
    margins = (_w(side, w=width, type="dxa") for side, width in space.items())
    return _w(
        "tbl",
        _w(
            "tblPr",
            _w("tblW", w=setting.text_width, type="dxa"),
            _w("jc", val="center"),
            _w("tblBorders", *borders),
            _w("tblLayout", type="fixed"),
            _w("tblCellMar", *margins),
        ),
        _w("tblGrid", *(_w("gridCol", w=width) for width in twips)),
        *_rows(table, twips, setting),
    )


def _setting(table: PrintedTable) -> _Setting:
    need = sum(needs(table))
    for paper, size in _SIZES:
        setting = _Setting(paper, size, ())
        room = (setting.text_width - len(table.columns) * 2 * _CELL_MARGIN) / 20 / size
        if need <= room:
            break
    return replace(setting, widths=fitted(table, room))


def _twips(setting: _Setting) -> list[int]:
    """The widths of the columns in twips, together exactly the width of the text."""
    widths = setting.widths
    room = setting.text_width - 2 * _CELL_MARGIN * len(widths)
    ends = [round(room * sum(widths[: at + 1]) / sum(widths)) for at in range(len(widths))]
    return [end - before + 2 * _CELL_MARGIN for end, before in zip(ends, [0, *ends], strict=False)]


def _rows(table: PrintedTable, twips: list[int], setting: _Setting) -> Iterator[Element]:
    size, lines = setting.size, row_lines(table, setting.widths)
    headings = (
        _cell(block, 0, twips, _paragraph("Heading", block.text, size)) for block in table.header
    )
    marks = (_w("cantSplit"), _w("trHeight", val=480, hRule="atLeast"), _w("tblHeader"))
    yield _w("tr", _w("trPr", *marks), *headings)
    kept = kept_rows(table)
    for row, blocks in enumerate(_grid(table)):
        whole = (_w("cantSplit"),) if lines[row] <= _KEPT_LINES else ()
        cells = (
            _cell(block, row, twips, _text(table, block, row, size, row in kept))
            for block in blocks
        )
        height = _w("trHeight", val=420, hRule="atLeast")
        yield _w("tr", _w("trPr", *whole, height), *cells)


def _grid(table: PrintedTable) -> list[list[Block]]:
    """The cells that stand in each row, from the left, those that began above included."""
    grid: list[list[Block]] = [[] for _ in range(table.height)]
    for block in sorted(table.blocks, key=lambda block: block.column):
        for row in range(block.row, block.row + block.rows):
            grid[row].append(block)
    return grid


def _text(table: PrintedTable, block: Block, row: int, size: float, kept: bool) -> Element:
    left = table.columns[block.column].column in _LEFT
    text = block.text if row == block.row else ""
    return _paragraph("Text" if left else "Centred", text, size, kept=kept)


def _cell(block: Block, row: int, twips: list[int], paragraph: Element) -> Element:
    """What stands of a cell in one row: of a merged one, its beginning or a continuation."""
    width = sum(twips[block.column : block.column + block.columns])
    marks = [_w("tcW", w=width, type="dxa")]
    if block.columns > 1:
        marks.append(_w("gridSpan", val=block.columns))
    if block.rows > 1:
        marks.append(_w("vMerge", val="restart" if row == block.row else "continue"))
    marks.append(_w("vAlign", val="center"))
    return _w("tc", _w("tcPr", *marks), paragraph)


def _paragraph(style: str, text: str, size: float | None = None, *, kept: bool = False) -> Element:
    marks = [_w("pStyle", val=style)]
    if kept:
        marks.append(_w("keepNext"))
    paragraph = _w("p", _w("pPr", *marks))
    if text:
        paragraph.append(_run(text, size))
    return paragraph


def _end() -> Element:
    """The paragraph that must follow a table, too low to begin a page of its own."""
    spacing = _w("spacing", before=0, after=0, line=20, lineRule="exact")
    return _w("p", _w("pPr", spacing, _w("rPr", _w("sz", val=2))))
