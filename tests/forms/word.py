"""The Word form (.docx): vMerge and gridSpan, a header row that Word repeats, paragraphs around."""

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

from loader.tables import TableCell
from tests.forms.sample import Breaks, Piece, Sample, slots

SUFFIX = ".docx"


def write(
    sample: Sample,
    breaks: Breaks = Breaks.FLOW,
    paragraphs: bool = False,
    header_mark: bool = True,
) -> bytes:
    """`sample` as a Word document. A line break in a cell is a break in its paragraph, or with
    `paragraphs` another one; `header_mark` tells Word to repeat the header on each page."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for title in sample.titles:
        document.add_paragraph(title)
    for number, table in enumerate(sample.physical(breaks)):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _table(document, sample, table, paragraphs, header_mark)
    for note in sample.notes:
        document.add_paragraph(note)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _table(
    document: WordDocument, sample: Sample, piece: Piece, paragraphs: bool, header_mark: bool
) -> None:
    table = document.add_table(rows=0, cols=sample.layout.width)
    table.style = "Table Grid"
    going_on: dict[int, TableCell] = {}
    for number, row in enumerate(slots(sample.layout, piece), start=1):
        element = OxmlElement("w:tr")
        if number == 1 and header_mark:
            properties = OxmlElement("w:trPr")
            properties.append(OxmlElement("w:tblHeader"))
            element.append(properties)
        column = 1
        while column <= sample.layout.width:
            begun = row[column - 1]
            cell = going_on[column] if begun is None else begun
            going_on[column] = cell
            element.append(_cell(cell, begun is not None, paragraphs))
            column += cell.column_span
        table._tbl.append(element)


def _cell(cell: TableCell, begins: bool, paragraphs: bool) -> _Element:
    element, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    if cell.column_span > 1:
        properties.append(_with_value("w:gridSpan", str(cell.column_span)))
    if cell.row_span > 1:
        merge = _with_value("w:vMerge", "restart") if begins else OxmlElement("w:vMerge")
        properties.append(merge)
    element.append(properties)
    lines = cell.text.split("\n") if begins else [""]
    for group in [[line] for line in lines] if paragraphs else [lines]:
        element.append(_paragraph(group))
    return element


def _paragraph(lines: list[str]) -> _Element:
    element, run = OxmlElement("w:p"), OxmlElement("w:r")
    for number, line in enumerate(lines):
        if number:
            run.append(OxmlElement("w:br"))
        text = OxmlElement("w:t")
        text.text = line
        run.append(text)
    element.append(run)
    return element


def _with_value(name: str, value: str) -> _Element:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element
