"""An office document as a Word file: A4 upright with the margins, fonts and page numbers that
offices are used to (after GB/T 9704-2012, 5.2 and 7.5), tables with a heading row on every page.
The same paper gives the same bytes."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml.etree import _Element as Element

from server.documents.elements import element, run, slim
from server.documents.package import properties, repacked
from server.negotiation import DOCX

MEDIA_TYPE = DOCX
TEXT_WIDTH = 156.0
"""Between the margins, in millimetres: the widths of a table's columns come to this together."""
_PAGE = (210, 297)
_MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}
_TWIPS = 1440 / 25.4
_KEPT_LINES = 20
"""A row of more lines may be cut by the end of a page."""
_PARTS = {
    "word/styles.xml": ("server.sheets", "styles.xml"),
    "word/fontTable.xml": ("server.sheets", "fonts.xml"),
    "word/settings.xml": ("server.documents", "settings.xml"),
}


@dataclass(frozen=True)
class Title:
    """The title of a document or of a part; all but the first begin a page."""

    text: str
    below: str = ""


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Remark:
    """What is said beside a table, in smaller type."""

    text: str


@dataclass(frozen=True)
class Signed:
    """Lines to be filled in by hand, below all else."""

    text: str


@dataclass(frozen=True)
class Column:
    """A column with its width in millimetres."""

    heading: str
    width: float
    centred: bool = False


@dataclass(frozen=True)
class Band:
    """A row whose one cell goes over all columns."""

    text: str


Cells = Sequence[str | int]


@dataclass(frozen=True)
class Grid:
    """A table; without `head` it has no heading row, and is a form to fill in."""

    columns: tuple[Column, ...]
    rows: tuple[Cells | Band, ...]
    head: bool = True
    dashed: bool = False
    """What is presumed has dashed borders, so that nobody takes it for what is printed."""


Block = Title | Heading | Text | Remark | Signed | Grid


@dataclass(frozen=True)
class Paper:
    """A document: its content, what its footer says of the source, and the address that this is
    (`identifier`, also in its properties)."""

    title: str
    identifier: str
    language: str
    source: str
    blocks: tuple[Block, ...]


def as_word(paper: Paper) -> bytes:
    """The paper as a .docx file."""
    document = Document()
    slim(document)
    _page(document, paper)
    content: list[Element] = []
    for at, block in enumerate(paper.blocks):
        content += _block(block, at, paper.language)
    for at, made in enumerate(content):
        document.element.body.insert(at, made)
    buffer = io.BytesIO()
    document.save(buffer)
    parts = {
        name: resources.files(package).joinpath(file).read_bytes()
        for name, (package, file) in _PARTS.items()
    }
    language = "en" if paper.language == "en" else "zh-CN"
    parts |= properties(paper.title, paper.identifier, language)
    return repacked(buffer.getvalue(), parts)


def _page(document: WordDocument, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, _PAGE)
    section.top_margin, section.bottom_margin = Mm(_MARGINS["top"]), Mm(_MARGINS["bottom"])
    section.left_margin, section.right_margin = Mm(_MARGINS["left"]), Mm(_MARGINS["right"])
    section.header_distance, section.footer_distance = Mm(15), Mm(18)
    section.footer.is_linked_to_previous = False
    number = section.footer.paragraphs[0]._p
    number.extend((run("— "), element("fldSimple", run("1"), instr="PAGE"), run(" —")))
    source = _paragraph("FooterSource", f"{paper.source}\n")
    source.append(_link(section.footer.part, paper.identifier))
    number.addnext(source)


def _block(block: Block, at: int, language: str) -> Iterator[Element]:
    match block:
        case Title(text, below):
            yield _paragraph("Title", text, before=at > 0)
            if below:
                yield _paragraph("Subtitle", below)
        case Heading(text):
            yield _paragraph("Heading1", text)
        case Text(text):
            yield _paragraph("BodyLatin" if language == "en" else "BodyText", text)
        case Remark(text):
            yield _paragraph("Remark", text)
        case Signed(text):
            yield _paragraph("Signed", text)
        case Grid():
            yield _grid(block)
            yield _low()


def _paragraph(style: str, text: str, *, before: bool = False) -> Element:
    marks = [element("pStyle", val=style)]
    if before:
        marks.append(element("pageBreakBefore"))
    made = element("p", element("pPr", *marks))
    if text:
        made.append(_han(run(text)))
    return made


def _han(made: Element) -> Element:
    """Quotation marks and dashes of a Chinese text in the Chinese font."""
    text = "".join(made.itertext())
    if any("\u3000" <= c <= "\u9fff" for c in text):
        marks = made.find(qn("w:rPr"))
        if marks is None:
            marks = element("rPr")
            made.insert(0, marks)
        marks.insert(0, element("rFonts", hint="eastAsia"))
    return made


def _link(part: Part, address: str) -> Element:
    key = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    text = run(address)
    text.insert(0, element("rPr", element("rStyle", val="Hyperlink")))
    made = element("hyperlink", text)
    made.set(qn("r:id"), key)
    return made


def _low() -> Element:
    """The paragraph between a table and what follows."""
    spacing = element("spacing", before=0, after=0, line=120, lineRule="exact")
    return element("p", element("pPr", spacing, element("rPr", element("sz", val=2))))


def _grid(grid: Grid) -> Element:
    widths = _widths(grid.columns)
    line = "dashed" if grid.dashed else "single"
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = (element(side, val=line, sz=4, space=0, color="000000") for side in sides)
    space = {"top": 40, "left": 85, "bottom": 40, "right": 85}
    margins = (element(side, w=width, type="dxa") for side, width in space.items())
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(widths), type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *borders),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *margins),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        *_rows(grid, widths),
    )


def _widths(columns: Sequence[Column]) -> list[int]:
    """The widths in twips; together they are the width of the text."""
    room, wanted = round(TEXT_WIDTH * _TWIPS), sum(column.width for column in columns)
    ends = [
        round(room * sum(column.width for column in columns[: at + 1]) / wanted)
        for at in range(len(columns))
    ]
    return [end - before for end, before in zip(ends, [0, *ends], strict=False)]


def _rows(grid: Grid, widths: Sequence[int]) -> Iterator[Element]:
    if grid.head:
        cells = (
            _cell(width, "CellHead", column.heading)
            for width, column in zip(widths, grid.columns, strict=True)
        )
        yield _row(cells, element("cantSplit"), element("tblHeader"))
    for row in grid.rows:
        if isinstance(row, Band):
            made = _cell(sum(widths), "CellBand", row.text, span=len(widths))
            yield _row([made], element("cantSplit"))
            continue
        texts = [str(value) for value in row]
        whole = max(text.count("\n") for text in texts) < _KEPT_LINES
        cells = (
            _cell(width, "CellCentred" if column.centred else "Cell", text)
            for width, column, text in zip(widths, grid.columns, texts, strict=True)
        )
        yield _row(cells, *([element("cantSplit")] if whole else []))


def _row(cells: Sequence[Element] | Iterator[Element], *marks: Element) -> Element:
    height = element("trHeight", val=420, hRule="atLeast")
    return element("tr", element("trPr", *marks[:1], height, *marks[1:]), *cells)


def _cell(width: int, style: str, text: str, span: int = 1) -> Element:
    marks = [element("tcW", w=width, type="dxa")]
    if span > 1:
        marks.append(element("gridSpan", val=span))
    marks.append(element("vAlign", val="center"))
    return element("tc", element("tcPr", *marks), _paragraph(style, text))
